"""The bundled case's charts as text, against the texts in ``charts``.

After a change that is meant, renew them with ``python3 tests/golden/test_charts.py`` and look at what changed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "desktop"))

from claimbench.app.figures.figure import Axis, Figure, Mark  # noqa: E402
from claimbench.app.paths import default_case  # noqa: E402
from claimbench.app.projection import Projector, Results  # noqa: E402
from claimbench.casefile.read import load  # noqa: E402

MOST_POINTS = 7


def as_text(figure: Figure) -> str:
    """A figure on a few lines: texts whole, numbers to four digits, of long arrays some points from first to last."""
    lines = [figure.headline, figure.subtitle, figure.note, f"x: {_axis(figure.x)}", f"y: {_axis(figure.y)}"]
    lines += [f"further: {_axis(axis)}" for axis in figure.further]
    lines += [_mark(mark) for mark in figure.marks]
    lines += [f"right {_number(y)}: {text} {small}".rstrip() for y, text, small in figure.right]
    lines += [f"source {id}: {name}" for id, name in figure.sources.items()]
    return "\n".join(lines) + "\n"


def _axis(axis: Axis) -> str:
    bounds = "" if axis.bounds is None else f" from {_number(axis.bounds[0])} to {_number(axis.bounds[1])}"
    ticks = "".join(f"\n   {_number(at)}: {text}" for at, text in axis.ticks)
    unit = f" in {axis.unit}" if axis.unit and axis.unit != axis.title else ""
    return f"{axis.title} ({axis.kind}){unit}{bounds} {axis.suffix}".rstrip() + ticks


def _mark(mark: Mark) -> str:
    return f"{type(mark).__name__}: " + ", ".join(_given(mark))


def _given(mark: Mark) -> Iterator[str]:
    for field in fields(mark):
        value = getattr(mark, field.name)
        if isinstance(value, np.ndarray):
            chosen = np.unique(np.linspace(0, len(value) - 1, min(MOST_POINTS, len(value))).round().astype(int))
            yield f"{field.name} {len(value)}: {' '.join(_number(number) for number in value[chosen])}"
        elif isinstance(value, float):
            yield f"{field.name} {_number(value)}"
        elif value != field.default:
            yield f"{field.name} {value}"


def _number(value: float) -> str:
    """Four digits, days and other large numbers to the tenth."""
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"


def _results() -> Results:
    case = load(default_case()).case
    return Projector(case).project(case)


@pytest.fixture(scope="module")
def results() -> Results:
    return _results()


def test_that_every_chart_is_as_it_was(results: Results) -> None:
    kept = {path.stem: path.read_text(encoding="utf-8") for path in sorted((HERE / "charts").glob("*.txt"))}
    made = {id: as_text(figure) for id, figure in results.figures.items()}
    assert made.keys() == kept.keys()
    for id, text in made.items():
        assert text.splitlines() == kept[id].splitlines(), id


if __name__ == "__main__":
    for old in (HERE / "charts").glob("*.txt"):
        old.unlink()
    for id, figure in _results().figures.items():
        (HERE / "charts" / f"{id}.txt").write_text(as_text(figure), encoding="utf-8")
