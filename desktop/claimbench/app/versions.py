"""The start-up check: combinations of Python, PySide6 and pyqtgraph that are known to crash are refused in a sentence.

What was seen with pyqtgraph 0.14.0:

- PySide6 6.12 on Python 3.11 ends the process after some thousand Qt calls (``Fatal Python error: none_dealloc``).
- From PySide6 6.11 on, pyqtgraph's SVG exporter raises on every plot (pyqtgraph issue 3495).
- Before PySide6 6.8, pyqtgraph 0.14 is outside the versions it was made for.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

OLDEST_PYTHON, FIRST_REFUSED_PYTHON = (3, 11), (3, 14)
OLDEST_PYSIDE, FIRST_REFUSED_PYSIDE = (6, 8), (6, 11)
PYQTGRAPH = (0, 14)
REMEDY = "Start Claimbench with `python3 desktop`, which sets up versions that work."


def refusal() -> str | None:
    """Why Claimbench does not start in this environment, or None where it may. Imports no Qt."""
    # Claimbench asks for PySide6-Essentials; some distributors have one package for the whole of PySide6.
    pyside = installed("PySide6", "pyside6_essentials", "pyside6")
    return judge(sys.version_info[:2], pyside, installed("pyqtgraph", "pyqtgraph"))


def installed(package: str, *distributions: str) -> str | None:
    """The version of the ``package`` that an import would find, or None where there is none that pip knows.

    It is read off the name of the folder ``distribution-version.dist-info`` beside the package, at a third of the
    time that importlib.metadata takes: this is on the way to the first window.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return None
    for folder in Path(spec.origin).parent.parent.glob("*.dist-info"):
        name, _, version = folder.stem.partition("-")
        if name.lower() in distributions:
            return version
    return None


def judge(python: tuple[int, int], pyside: str | None, pyqtgraph: str | None) -> str | None:
    """The sentence that refuses these versions (None: not installed), or None where they work together."""
    if not OLDEST_PYTHON <= python < FIRST_REFUSED_PYTHON:
        return f"Claimbench needs Python 3.11, 3.12 or 3.13; this is Python {python[0]}.{python[1]}. {REMEDY}"
    if pyside is None or pyqtgraph is None:
        missing = "PySide6" if pyside is None else "pyqtgraph"
        return f"Claimbench needs {missing}, which is not installed. {REMEDY}"
    if not OLDEST_PYSIDE <= release(pyside) < FIRST_REFUSED_PYSIDE:
        return f"Claimbench needs PySide6 6.8, 6.9 or 6.10; {pyside} is known to fail with its charts. {REMEDY}"
    if release(pyqtgraph) != PYQTGRAPH:
        return f"Claimbench needs pyqtgraph 0.14; this is {pyqtgraph}. {REMEDY}"
    return None


def release(text: str) -> tuple[int, int]:
    """The first two numbers of a version: ``"6.10.2"`` is (6, 10), ``"6.11.0a1"`` is (6, 11)."""
    major, minor = text.split(".")[:2]
    return int(major), int(minor)
