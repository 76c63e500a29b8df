"""Where the files that travel with the program are: fonts, icons, style and the bundled cases.

In an installed wheel they lie inside the package (``_resources``, ``_data``); in an editable install and in a checkout,
which ignore those, in ``resources`` and ``data`` at the root of the repository.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

_PACKAGE = Path(str(files("claimbench")))


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
