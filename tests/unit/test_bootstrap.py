"""Set-up from a fresh checkout, tried without a network on a small checkout in a folder with an awkward name.

The small checkout has this project's own bootstrap, one tiny package to install, and a program that prints what it got.
"""

from __future__ import annotations

import ast
import base64
import hashlib
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import bootstrap

ROOT = Path(__file__).resolve().parents[2]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="system libraries are installed on Linux alone")

PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "claimbench"
version = "0"
"""

# Makes an editable wheel with an absolute path, as real build backends do; halts where a test wants to interrupt it.
BACKEND = """
import os, socket, zipfile
from pathlib import Path

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    if port := os.environ.get("HALT_AT_PORT"):
        socket.create_connection(("127.0.0.1", int(port))).recv(1)
    name = "claimbench-0-py3-none-any.whl"
    info = "claimbench-0.dist-info/"
    with zipfile.ZipFile(Path(wheel_directory, name), "w") as wheel:
        wheel.writestr("_editable_claimbench.pth", str(Path(__file__).parent / "desktop") + "\\n")
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: claimbench\\nVersion: 0\\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "")
    return name
"""

PROGRAM = """
import sys
from importlib.metadata import version
import claimbench, tiny
print(sys.argv[1:], version("claimbench"), tiny.__name__, claimbench.__file__)
sys.exit(7 if "--fail" in sys.argv else 0)
"""


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def make_wheel(folder: Path, name: str) -> str:
    """Write a package of one empty module into ``folder``; returns the line that requires it with its hash."""
    info = f"{name}-1.0.dist-info"
    contents = {
        f"{name}.py": "",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    digests = {
        path: base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        for path, text in contents.items()
    }
    record = "".join(f"{path},sha256={digest},{len(contents[path])}\n" for path, digest in digests.items())
    wheel = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in {**contents, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
            archive.writestr(path, text)
    return f"{name}==1.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


class Checkout:
    """A small checkout and how it is started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wheels = folder.parent / "wheels"
        self.wheels.mkdir(parents=True)
        self.requirements = folder / "desktop" / "requirements.txt"
        self.requirement = make_wheel(self.wheels, "tiny")
        write(self.requirements, self.requirement)
        write(folder / "pyproject.toml", PYPROJECT)
        write(folder / "backend.py", BACKEND)
        write(folder / "desktop" / "claimbench" / "__init__.py", "")
        write(folder / "desktop" / "claimbench" / "__main__.py", PROGRAM)
        write(folder / "desktop" / "claimbench" / "not_imported.py", "")
        for name in ("bootstrap.py", "__main__.py"):
            shutil.copy(ROOT / "desktop" / name, folder / "desktop" / name)

    def environment(self, **changes: str) -> dict[str, str]:
        """Environment variables under which pip finds the tiny package and nothing else."""
        own = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
        pip = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": self.wheels.as_uri(), "PIP_CONFIG_FILE": os.devnull}
        return {**own, **pip, **changes}

    def start(self, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        """Run ``python desktop ARGUMENTS`` from outside the checkout."""
        return subprocess.run(
            [sys.executable, str(self.folder / "desktop"), *arguments],
            cwd=self.folder.parent,
            env=self.environment(**changes),
            capture_output=True,
            check=False,
            encoding="utf-8",
        )


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """One that was set up, by a start that passed."""
    made = Checkout(tmp_path_factory.mktemp("setup") / "Спірні числа 1")
    first = made.start("--open", "a file.csv")
    assert first.returncode == 0, first.stderr
    # Standard output belongs to the program; what set-up says goes elsewhere.
    program = made.folder / "desktop" / "claimbench" / "__init__.py"
    assert first.stdout == f"['--open', 'a file.csv'] 0 tiny {program}\n"
    assert "Set-up is complete." in first.stderr
    return made


def test_that_the_second_start_only_runs_the_program_and_hands_on_its_exit_status(checkout: Checkout) -> None:
    again = checkout.start("--fail", PIP_FIND_LINKS="nowhere")
    assert again.stderr == ""
    assert again.returncode == 7
    assert again.stdout.startswith("['--fail'] 0 tiny ")


def test_that_a_locale_without_cyrillic_starts_a_checkout_in_a_cyrillic_folder(checkout: Checkout) -> None:
    started = checkout.start(LC_ALL="C")
    assert started.returncode == 0, started.stderr


def test_that_a_file_in_the_users_folder_does_not_replace_a_module(checkout: Checkout) -> None:
    intruder = checkout.folder.parent / "tiny.py"
    intruder.write_text("raise SystemExit('the wrong module')")
    try:
        assert checkout.start().returncode == 0
    finally:
        intruder.unlink()


def test_that_set_up_compiles_the_program(checkout: Checkout) -> None:
    compiled = checkout.folder / "desktop" / "claimbench" / "__pycache__"
    assert list(compiled.glob("not_imported.*.pyc"))


def test_that_a_module_which_cannot_be_compiled_does_not_keep_the_rest_from_being_set_up(checkout: Checkout) -> None:
    module = checkout.folder / "desktop" / "claimbench" / "spoilt.py"
    write(module, "no Python at all")
    write(checkout.requirements, f"# changed\n{checkout.requirement}")
    try:
        again = checkout.start()
    finally:
        module.unlink()
        write(checkout.requirements, checkout.requirement)
    assert again.returncode == 0, again.stderr
    assert "Set-up is complete." in again.stderr
    assert "spoilt" not in again.stderr


def test_that_the_environment_is_kept_out_of_version_control(checkout: Checkout) -> None:
    assert (checkout.folder / ".environment" / ".gitignore").read_text() == "*\n"


def test_that_changed_requirements_are_installed_at_the_next_start(checkout: Checkout) -> None:
    write(checkout.requirements, checkout.requirement + make_wheel(checkout.wheels, "another"))
    program = checkout.folder / "desktop" / "claimbench" / "__main__.py"
    write(program, "import another, tiny\n")
    try:
        assert checkout.start().returncode == 0
    finally:
        write(program, PROGRAM)
        write(checkout.requirements, checkout.requirement)
    assert checkout.start().returncode == 0


def test_that_what_a_failed_or_killed_set_up_left_behind_is_not_used(checkout: Checkout) -> None:
    with socket.socket() as closed:  # bound, but nobody listens: every connection is refused
        closed.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}/simple"
        write(checkout.requirements, f"{checkout.requirement}absent==1.0 --hash=sha256:{'0' * 64}\n")
        offline = checkout.start(PIP_NO_INDEX="0", PIP_INDEX_URL=nobody, PIP_RETRIES="1")
    assert (offline.returncode, offline.stdout) == (1, "")
    assert offline.stderr.splitlines()[-1].startswith("The packages could not be fetched: the network cannot be")

    make_wheel(checkout.wheels, "swapped")
    write(checkout.requirements, f"{checkout.requirement}swapped==1.0 --hash=sha256:{'0' * 64}\n")
    swapped = checkout.start()
    assert (swapped.returncode, swapped.stdout) == (1, "")
    assert "The packages could not be installed. pip says: " in swapped.stderr
    assert "Traceback" not in swapped.stderr

    write(checkout.requirements, checkout.requirement)
    with socket.create_server(("127.0.0.1", 0)) as server:
        killed = subprocess.Popen(
            [sys.executable, str(checkout.folder / "desktop")],
            env=checkout.environment(HALT_AT_PORT=str(server.getsockname()[1])),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        server.settimeout(120)
        connection, _ = server.accept()  # now pip is in the middle of its work
        with connection:
            if os.name == "nt":
                killed.kill()
            else:
                os.killpg(killed.pid, signal.SIGKILL)
            killed.wait()

    again = checkout.start()
    assert again.returncode == 0, again.stderr
    assert "Setting up Claimbench in" in again.stderr


def test_that_an_environment_belongs_to_one_place_and_one_python(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", checkout.folder)
    folder = bootstrap.environment()
    assert bootstrap.is_ready(folder, [bootstrap.PROGRAM])
    with monkeypatch.context() as changed:
        changed.setattr(sys, "base_prefix", "another Python")
        assert not bootstrap.is_ready(folder, [bootstrap.PROGRAM])
    moved = checkout.folder.with_name("moved")
    checkout.folder.rename(moved)
    try:
        monkeypatch.setattr(bootstrap, "ROOT", moved)
        assert not bootstrap.is_ready(bootstrap.environment(), [bootstrap.PROGRAM])
    finally:
        moved.rename(checkout.folder)


# -- Python and the system's libraries -------------------------------------------------------------------------------


def programs(folder: Path, monkeypatch: pytest.MonkeyPatch, **scripts: str) -> None:
    """Make ``folder`` the whole PATH, with these shell scripts in it (an underscore stands for a hyphen)."""
    for name, body in scripts.items():
        path = folder / name.replace("_", "-")
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(folder))


@pytest.mark.parametrize("version", [(3, 8), (3, 10), (3, 14), (4, 0)])
def test_that_another_python_is_refused_in_a_sentence(
    version: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(bootstrap.SetupError, match=rf"this is Python {version[0]}\.{version[1]}\. Install one of them"):
        bootstrap.refuse_python(version)


def test_that_a_python_which_would_do_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interpreter = tmp_path / ("python3.12.exe" if os.name == "nt" else "python3.12")
    interpreter.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(bootstrap.SetupError, match=r"start with python3\.12 instead"):
        bootstrap.refuse_python((3, 14))


@pytest.mark.parametrize("name", ["desktop/bootstrap.py", "desktop/__main__.py", "tests/__main__.py"])
def test_that_an_old_python_can_read_what_refuses_it(name: str) -> None:
    ast.parse((ROOT / name).read_text(encoding="utf-8"), feature_version=(3, 7))


@LINUX
def test_that_the_packages_of_libraries_that_do_not_load_are_named() -> None:
    def load(library: str) -> None:
        if library in {"libEGL.so.1", "libxcb-cursor.so.0"}:
            raise OSError(library)

    assert bootstrap.missing_system_packages(load) == ["libegl1", "libxcb-cursor0"]


@LINUX
def test_that_without_root_the_exact_line_to_type_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs(tmp_path, monkeypatch, apt_get="exit 99", sudo="exit 1", apt_cache="echo libglib2.0-0t64 libegl1")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(bootstrap.SetupError) as refused:
        bootstrap.install_system_packages(["libglib2.0-0", "libegl1"])
    assert str(refused.value).splitlines() == [
        "Some of the system's libraries are missing. Type this line, then run the same command again:",
        "    sudo apt-get update && sudo apt-get install -y --no-install-recommends libglib2.0-0t64 libegl1",
    ]


@LINUX
@pytest.mark.parametrize(("user", "prefix"), [(0, ""), (1000, "sudo -n ")])
def test_that_with_root_or_a_sudo_that_asks_nothing_the_packages_are_installed(
    user: int, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    programs(
        tmp_path,
        monkeypatch,
        apt_get=f'echo "apt-get $*" >> "{log}"',
        apt_cache="echo libegl1",
        env='shift; exec "$@"',
        sudo=f'echo "sudo $*" >> "{log}"; shift; [ "$1" = true ] || exec "$@"',
    )
    monkeypatch.setattr(os, "geteuid", lambda: user)
    bootstrap.install_system_packages(["libegl1"])
    done = log.read_text().splitlines()
    assert "apt-get update -q" in done
    assert done[-1] == "apt-get install -y --no-install-recommends -q libegl1"
    assert any(line.startswith("sudo -n env ") for line in done) is bool(prefix)


@LINUX
def test_that_apt_failing_gives_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs(tmp_path, monkeypatch, apt_get="exit 100", apt_cache="true", env='shift; exec "$@"')
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(bootstrap.SetupError, match=r"^The system packages could not be installed: libegl1\.$"):
        bootstrap.install_system_packages(["libegl1"])


@LINUX
def test_that_a_system_without_apt_is_told_and_may_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    bootstrap.install_system_packages(["libegl1"])
    assert capsys.readouterr().err == "Qt may not start: libraries are missing that Debian has in libegl1.\n"


@LINUX
def test_that_with_the_listed_libraries_qt_finds_everything_it_links_to() -> None:
    import PySide6

    qt = Path(PySide6.__file__).parent
    parts = [qt / f"{name}.abi3.so" for name in ("QtCore", "QtGui", "QtWidgets", "QtSvg")]
    parts += [qt / "Qt" / "plugins" / "platforms" / f"libq{name}.so" for name in ("offscreen", "xcb")]
    linked = subprocess.run(["ldd", *map(str, parts)], capture_output=True, check=True, encoding="utf-8").stdout
    assert [line.strip() for line in linked.splitlines() if "not found" in line] == []
