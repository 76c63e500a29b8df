"""How the code is laid out, held by reading it: who imports whom, what may not be in the source or in a text file."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "desktop" / "claimbench"
MODULES = sorted(PACKAGE.rglob("*.py"))

# layer -> the layers it may import, besides itself
BELOW = {
    "core": set(),
    "engine": {"core"},
    "tables": {"core"},
    "casefile": {"core"},
    "evidence": {"engine", "core"},
    "app": {"evidence", "casefile", "tables", "engine", "core"},
    "gui": {"app", "evidence", "casefile", "tables", "engine", "core"},
}
QT = {"PySide6", "shiboken6", "pyqtgraph", "superqt"}
TOP_LEVEL = {"desktop", "resources", "data", "tests", "pyproject.toml", "README.md", "LICENSE", ".gitignore", ".ci"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def layer_of(path: Path) -> str:
    """The layer a module belongs to; modules directly in the package join the layers and belong to none."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports_in(nodes: Iterator[ast.AST], path: Path) -> Iterator[tuple[str, int]]:
    """The full name of every imported module, or of what is imported from it, with its line."""
    package = ("claimbench", *path.relative_to(PACKAGE).parts[:-1])
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (start, node.module) if part)
            yield from ((f"{module}.{alias.name}", node.lineno) for alias in node.names)


def imports_of(path: Path) -> Iterator[tuple[str, int]]:
    return imports_in(ast.walk(tree_of(path)), path)


def imports_on_loading(path: Path) -> Iterator[tuple[str, int]]:
    """What is imported as soon as the module is: not inside functions, not for type checkers alone."""

    def outside_functions(node: ast.AST) -> Iterator[ast.AST]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                continue
            if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                continue
            yield child
            yield from outside_functions(child)

    return imports_in(outside_functions(tree_of(path)), path)


def text_files() -> list[tuple[str, str]]:
    """Each text file that belongs to the project, as (path, text)."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = None
    if (ROOT / ".git").exists() and shutil.which("git"):
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, encoding="utf-8")
    if listed is not None and listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:  # an unpacked sdist, or a computer without git
        paths = [path for top in TOP_LEVEL for path in [ROOT / top, *(ROOT / top).rglob("*")]]
    files = []
    for path in paths:
        if not path.is_file() or "__pycache__" in path.parts:
            continue
        try:
            files.append((name_of(path), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue  # a picture or a font
    return files


@pytest.fixture(scope="module")
def files() -> list[tuple[str, str]]:
    return text_files()


def test_that_imports_point_down_the_layers_only() -> None:
    wrong = []
    for path in MODULES:
        layer = layer_of(path)
        for module, line in imports_of(path):
            parts = module.split(".")
            if parts[0] != "claimbench" or len(parts) < 2 or not layer or parts[1] == "__version__":
                continue
            if parts[1] != layer and parts[1] not in BELOW[layer]:
                wrong.append(f"{name_of(path)}:{line}: {layer} imports {module}")
    assert wrong == []


def test_that_every_folder_of_the_package_is_a_layer() -> None:
    assert {layer_of(path) for path in MODULES} - {""} <= BELOW.keys()


def test_that_nothing_outside_gui_imports_qt() -> None:
    wrong = [
        f"{name_of(path)}:{line}: {module}"
        for path in MODULES
        if layer_of(path) != "gui"
        for module, line in imports_of(path)
        if module.split(".")[0] in QT
    ]
    assert wrong == []


def test_that_libraries_stay_in_their_places() -> None:
    places = {"pint": {"core/quantity.py"}, "pandas": {"tables/", "app/"}, "duckdb": {"tables/", "app/"}}
    wrong = []
    for path in MODULES:
        inside = path.relative_to(PACKAGE).as_posix()
        for module, line in imports_of(path):
            allowed = places.get(module.split(".")[0])
            if allowed is not None and not any(inside.startswith(place) for place in allowed):
                wrong.append(f"{name_of(path)}:{line}: {module}")
    assert wrong == []


def test_that_slow_libraries_are_not_loaded_before_the_first_window() -> None:
    slow = ("scipy.stats", "pandas", "pint", "duckdb", "openpyxl")
    wrong = [
        f"{name_of(path)}:{line}: {module}"
        for path in MODULES
        for module, line in imports_on_loading(path)
        if any(f"{module}.".startswith(f"{name}.") for name in slow)
    ]
    assert wrong == []


def test_that_no_text_is_ever_run_as_code_and_nothing_is_pickled() -> None:
    runs = {"eval", "exec", "compile", "__import__"}
    pickles = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
    wrong = []
    for path in MODULES:
        wrong += [
            f"{name_of(path)}:{line}: {module}" for module, line in imports_of(path) if module.split(".")[0] in pickles
        ]
        for node in ast.walk(tree_of(path)):
            if (
                (isinstance(node, ast.Name) and node.id in runs)
                or (isinstance(node, ast.Attribute) and node.attr == "eval")
                or (isinstance(node, ast.keyword) and node.arg == "allow_pickle" and ast.unparse(node.value) != "False")
            ):
                wrong.append(f"{name_of(path)}:{getattr(node, 'lineno', '?')}: {ast.unparse(node)}")
    assert wrong == []


def test_that_modules_are_short_enough_to_read() -> None:
    long = [
        f"{name}: {lines} lines"
        for name, lines in ((name_of(p), len(p.read_text(encoding="utf-8").splitlines())) for p in source_files())
        if lines > 450
    ]
    assert long == []


def source_files() -> list[Path]:
    return [*(ROOT / "desktop").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]


def test_that_the_top_level_holds_only_what_is_agreed(files: list[tuple[str, str]]) -> None:
    assert {name.split("/")[0] for name, _ in files} <= TOP_LEVEL


def test_that_no_file_names_a_package_registry_or_a_folder_of_one_machine(files: list[tuple[str, str]]) -> None:
    # Put together from pieces, so that this file does not hold what it looks for.
    registries = ["pypi" + r"\.org", "python" + r"hosted\.org", "deb" + r"\.debian\.org", "npm" + r"js\.(?:org|com)"]
    options = ["--index" + "-url", "--extra-index" + "-url", "--find" + "-links"]
    folders = [r"(?<![\w.\-/~])/(?:" + "|".join(["root", "home", "work", "Users", "opt/pypi"]) + r")/\w"]
    forbidden = re.compile("|".join([*registries, *options, *folders, r"[A-Z]:\\" + r"Users\\\w"]))
    wrong = [
        f"{name}:{number}: {found.group()}"
        for name, text in files
        for number, line in enumerate(text.splitlines(), 1)
        if (found := forbidden.search(line))
    ]
    assert wrong == []


def pins_of(requirements: str) -> dict[str, list[Requirement]]:
    """The pinned packages of a requirements file; a package may have one pin for each range of Python versions."""
    pins: dict[str, list[Requirement]] = {}
    for line in (ROOT / requirements).read_text(encoding="utf-8").splitlines():
        if line[:1].isalnum():
            pin = Requirement(line.removesuffix("\\"))
            pins.setdefault(canonicalize_name(pin.name), []).append(pin)
    return pins


def versions_of(pins: list[Requirement]) -> set[str]:
    return {str(pin.specifier).removeprefix("==") for pin in pins}


@pytest.mark.parametrize(
    ("requirements", "extras"),
    [("desktop/requirements.txt", ["editable"]), ("tests/requirements.txt", ["editable", "test"])],
)
def test_that_the_pins_are_versions_that_the_project_asks_for(requirements: str, extras: list[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    pins = pins_of(requirements)
    for line in asked:
        requirement = Requirement(line)
        versions = versions_of(pins[canonicalize_name(requirement.name)])
        assert all(requirement.specifier.contains(version) for version in versions), f"{line}: pinned {versions}"


def test_that_the_tests_run_with_the_packages_of_the_program() -> None:
    program, tests = pins_of("desktop/requirements.txt"), pins_of("tests/requirements.txt")
    assert {name: versions_of(pins) for name, pins in program.items()} == {
        name: versions_of(tests.get(name, [])) for name in program
    }
