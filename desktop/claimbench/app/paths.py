"""Where the files that travel with the program are: fonts, icons, style and the bundled cases.

In an installed wheel they lie inside the package (``_resources``, ``_data``); in an editable install and in a checkout,
which ignore those, in ``resources`` and ``data`` at the root of the repository.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]  # importlib.resources would take 8 ms of the start to say the same


def _shipped(inside: str, outside: str) -> Path:
    packaged = _PACKAGE / inside
    return packaged if packaged.is_dir() else _PACKAGE.parent.parent / outside


def resource(name: str) -> Path:
    """The path of a shipped resource such as ``icons/copy.svg``; it is not checked that it exists."""
    return _shipped("_resources", "resources") / name


def bundled_case(name: str) -> Path:
    """The folder of a bundled case; it is not checked that it exists."""
    return _shipped("_data", "data") / name


def default_case() -> Path:
    """The bundled case that opens when none is named: the folder that ``default.txt`` beside the cases gives."""
    return bundled_case((_shipped("_data", "data") / "default.txt").read_text(encoding="utf-8").strip())


def is_bundled(folder: Path) -> bool:
    """Whether a case is one of those that travel with the program."""
    return folder.resolve().is_relative_to(_shipped("_data", "data").resolve())


def is_installed(folder: Path) -> bool:
    """Whether a case is one of the installed program's own, which an update would replace."""
    return folder.resolve().is_relative_to((_PACKAGE / "_data").resolve())
