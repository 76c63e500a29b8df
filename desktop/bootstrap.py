"""From a fresh checkout to a running program: system libraries, virtual environment, packages.

Runs on a bare Python before anything is installed, so it uses the standard library alone, and keeps to syntax that
Python 3.7 can read, so that an old Python gives a sentence instead of a syntax error. What only set-up needs is
imported where it is used: the usual start, with everything in place, should not be felt.

The environments live in ``.environment`` at the top of the checkout, one for each Python version and platform. (The
folder ``.venv`` is left to tools such as uv.) An environment is used only while the stamp inside it matches what it
was made from; the stamp is written last, so what an interrupted installation leaves behind is never used.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import sysconfig
from pathlib import Path

TYPE_CHECKING = False  # type checkers take it for True; importing typing would cost more than all the rest
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = "desktop/requirements.txt"
TESTS = "tests/requirements.txt"  # includes all of PROGRAM
PROJECT = ("pyproject.toml", "desktop/claimbench/__init__.py")  # what the installed metadata is made from
SUPPORTED = ((3, 11), (3, 12), (3, 13))

# What Qt's packages load but do not carry, and the Debian package that holds it. The first six are needed even
# without a screen, the others to open a window under X11.
LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-shape.so.0": "libxcb-shape0",
}

# How pip says that it reached nobody; its exit status is the same for every failure.
NO_NETWORK = ("NewConnectionError", "ConnectTimeoutError", "NameResolutionError", "ProxyError", "Connection refused")


class SetupError(Exception):
    """Set-up cannot go on; the text is a sentence for the user that says what to do."""


def main(command: Sequence[str], requirements: Sequence[str]) -> NoReturn:
    """Run Python with ``command`` in an environment that holds ``requirements``; its exit status becomes ours."""
    try:
        python = prepare(requirements)
    except SetupError as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        say("\nSet-up was interrupted. Run the same command again to finish it.")
        sys.exit(130)
    # -P: a file in the user's folder that is named like a module must not replace it.
    full = [str(python), "-P", *command]
    if os.name == "nt":  # exec would return to the prompt before the program ends
        import subprocess

        sys.exit(subprocess.call(full))
    os.execv(full[0], full)


def say(text: str) -> None:
    """Everything set-up has to say goes to standard error: standard output belongs to the program."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def prepare(requirements: Sequence[str]) -> Path:
    """The Python of an environment that holds ``requirements``, made now where it is not there yet."""
    refuse_python(sys.version_info[:2])
    folder = environment()
    if is_ready(folder, requirements):
        return python_of(folder)
    with only_one(folder):
        if not is_ready(folder, requirements):  # another set-up may have finished while this one waited
            install_system_packages(missing_system_packages())
            build(folder, requirements)
    return python_of(folder)


def refuse_python(version: tuple[int, int]) -> None:
    """Raise where ``version`` is not supported, naming one on this computer that is."""
    if version in SUPPORTED:
        return
    import shutil

    names = [f"python{major}.{minor}" for major, minor in reversed(SUPPORTED)]
    found = next((name for name in names if shutil.which(name)), None)
    advice = "Install one of them." if found is None else f"This computer has one: start with {found} instead."
    raise SetupError(f"Claimbench needs Python 3.11, 3.12 or 3.13; this is Python {version[0]}.{version[1]}. {advice}")


# -- the environment -------------------------------------------------------------------------------------------------


def environment() -> Path:
    """The folder of the environment for this Python and platform."""
    return ROOT / ".environment" / f"{sys.implementation.cache_tag}-{sysconfig.get_platform()}"


def python_of(folder: Path) -> Path:
    return folder / "Scripts" / "python.exe" if os.name == "nt" else folder / "bin" / "python"


def stamp_of(folder: Path) -> Path:
    return folder / "claimbench-stamp.json"


def base() -> dict[str, str]:
    """What an environment cannot outlive: it belongs to one Python and one place."""
    return {"python": sys.base_prefix, "folder": str(ROOT)}


def fingerprint(requirements: Sequence[str]) -> dict[str, str]:
    """What an environment with ``requirements`` is made from; files stand for their contents."""
    files = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in (*PROJECT, *requirements)}
    return {**base(), **files}


def read_stamp(folder: Path) -> dict[str, str]:
    """What the environment in ``folder`` was made from; nothing if it is not there or was not finished."""
    try:
        stamp = json.loads(stamp_of(folder).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and python_of(folder).exists() else {}


def is_ready(folder: Path, requirements: Sequence[str]) -> bool:
    return fingerprint(requirements).items() <= read_stamp(folder).items()


@contextlib.contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the lock on ``folder``, waiting for another set-up that holds it; a dead process holds none."""
    try:
        folder.parent.mkdir(exist_ok=True)
        (folder.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        lock = folder.with_suffix(".lock").open("a", encoding="utf-8")
    except OSError as problem:
        raise SetupError(f"Claimbench keeps its packages in {folder.parent}: {problem}") from problem
    with lock:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Another set-up is at work; waiting for it.")
                fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def build(folder: Path, requirements: Sequence[str]) -> None:
    """Make the environment, or bring one that was finished up to date."""
    import subprocess

    stamp = stamp_of(folder)
    kept = base().items() <= read_stamp(folder).items()
    try:
        stamp.unlink(missing_ok=True)
        if not kept:
            say(f"Setting up Claimbench in {folder}; this happens once and takes a minute or two.")
            subprocess.run([sys.executable, "-I", "-m", "venv", "--clear", str(folder)], check=True, stdout=sys.stderr)
        install(folder, requirements[-1])
        unfinished = stamp.with_suffix(".tmp")
        unfinished.write_text(json.dumps(fingerprint(requirements)), encoding="utf-8")
        unfinished.replace(stamp)
    except (OSError, subprocess.CalledProcessError) as problem:
        raise SetupError(f"The environment in {folder} could not be made: {problem}") from problem
    say("Set-up is complete.")


def install(folder: Path, requirements: str) -> None:
    """The pinned packages, each checked against its hash, and then this checkout in editable form.

    The list is complete, so nothing is left to resolve; what it leaves out on purpose stays out (``--no-deps``).
    """
    pip = [str(python_of(folder)), "-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    with compiling_the_program():
        run_pip([*pip, "--require-hashes", "--no-deps", "--only-binary=:all:", "-r", str(ROOT / requirements)])
    run_pip([*pip, "--quiet", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    # Python reads .pth files in the locale's encoding, which garbles a folder's name or even stops Python from
    # starting (Cyrillic on a Western Windows, LC_ALL=C). A relative path is plain ASCII.
    for link in folder.rglob("site-packages/*claimbench*.pth"):
        relative = os.path.relpath(ROOT / "desktop", link.parent)
        link.write_text(relative + "\n", encoding="ascii")


@contextlib.contextmanager
def compiling_the_program() -> Iterator[None]:
    """Beside what is done meanwhile, have Python compile the program, as pip does with packages: its first start would
    take half as long again. A folder that cannot be written costs that time and nothing else."""
    import subprocess

    command = [sys.executable, "-I", "-m", "compileall", "-q", str(ROOT / "desktop" / "claimbench")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        yield


def run_pip(command: Sequence[str]) -> None:
    """Run pip, passing on what it says; raise with the likely cause where it fails."""
    import subprocess

    said = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace"
    ) as process:
        for line in process.stdout or ():
            if not line.startswith("Requirement already satisfied"):
                sys.stderr.write(line)
            said.append(line.strip())
    if process.returncode == 0:
        return
    if any(sign in line for line in said for sign in NO_NETWORK):
        raise SetupError(
            "The packages could not be fetched: the network cannot be reached, or needs a proxy that pip does not "
            "know of. Run the same command again when it can; what was fetched so far is kept."
        )
    errors = [line for line in said if line.upper().startswith("ERROR")] or said[-1:]
    raise SetupError(f"The packages could not be installed. pip says: {' '.join(errors)}")


# -- system libraries ------------------------------------------------------------------------------------------------


def missing_system_packages(load: Callable[[str], object] | None = None) -> list[str]:
    """The Debian packages whose libraries cannot be loaded, and Python's own, where Debian has split it."""
    if sys.platform != "linux":
        return []
    import ctypes
    import importlib.util

    load = load or ctypes.CDLL
    packages = []
    for library, package in LIBRARIES.items():
        try:
            load(library)
        except OSError:
            packages.append(package)
    if importlib.util.find_spec("ensurepip") is None:
        packages.append(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
    return packages


def install_system_packages(packages: Sequence[str]) -> None:
    """Install ``packages`` with apt as root; tell what to type where that takes a password."""
    if not packages:
        return
    import shutil
    import subprocess

    if shutil.which("apt-get") is None:
        say(f"Qt may not start: libraries are missing that Debian has in {', '.join(packages)}.")
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends"]
    root = root_prefix()
    if root is None:
        raise SetupError(
            "Some of the system's libraries are missing. Type this line, then run the same command again:\n"
            f"    sudo apt-get update && sudo {' '.join([*install, *current_names(packages)])}"
        )
    say(f"Installing system packages: {', '.join(packages)}")
    # An update that fails for one of several sources may still have brought what is needed.
    subprocess.run([*root, "apt-get", "update", "-q"], check=False, stdout=sys.stderr)
    quiet = [*root, "env", "DEBIAN_FRONTEND=noninteractive", *install, "-q", *current_names(packages)]
    if subprocess.run(quiet, check=False, stdout=sys.stderr).returncode or missing_system_packages():
        raise SetupError(f"The system packages could not be installed: {', '.join(packages)}.")


def root_prefix() -> list[str] | None:
    """What to put before a command that needs root: nothing, sudo where it asks nothing, or None if it would."""
    import shutil
    import subprocess

    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True)
    return None if asked.returncode else ["sudo", "-n"]


def current_names(packages: Sequence[str]) -> list[str]:
    """``packages`` as this release calls them: those rebuilt for 64-bit time have "t64" added to their names."""
    import subprocess

    names = []
    for package in packages:
        listed = subprocess.run(["apt-cache", "pkgnames", package], check=False, capture_output=True, encoding="utf-8")
        names.append(package + "t64" if package + "t64" in listed.stdout.split() else package)
    return names
