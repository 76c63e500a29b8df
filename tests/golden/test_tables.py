"""Drawings of tables in every style, kept as charts, as text against the texts in ``tables``.

After a change that is meant, renew them with ``python3 tests/golden/test_tables.py`` and look at what changed.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Final

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1] / "desktop"), str(HERE.parents[1] / "tests/unit/app"), str(HERE)]

from app_case import a_case, figure_of  # noqa: E402
from test_charts import as_text  # noqa: E402

from claimbench.app.drawing import Drawing  # noqa: E402
from claimbench.app.kept_drawing import keep  # noqa: E402
from claimbench.tables.frame import frame_of  # noqa: E402
from claimbench.tables.read import read  # noqa: E402

_MONTHS: Final = [f"{year}-{month:02}-01" for year in (2024, 2025) for month in range(1, 13)]
_LONG: Final = "Autonomous administrative district of the upper lakes and the northern coast"
TABLES: Final = {
    "months": "month,deaths (person),area (km2),share (%),balance\n"
    + "".join(f"{day},{1000 + 40 * at},{at / 8},{50 + at % 7},{at % 5 - 2}\n" for at, day in enumerate(_MONTHS)),
    "numbers": "x,y,group,small\n"
    + "".join(f"{at + 0.5},{at * at},{('north', 'south', '')[at % 3]},{(at + 1) / 1e4}\n" for at in range(40)),
    "places": "place,incidents,rate (%),change\nNorth,120,3.2,-14\nSouth,80,5.1,22\nWest,300,1.2,-3\nEast,45,7.9,0\n",
    "many places": "place,incidents\n"
    + "".join(f"{_LONG if at % 4 else 'Upper'} {at + 1},{at * 37 % 91}\n" for at in range(50)),
    "gaps": "x,y\n" + "".join(f"{at},{'' if 4 < at < 9 else at * at}\n" for at in range(14)),
    "huge": "x,y,tiny\n" + "".join(f"{at},{at + 1}e16,{(at + 1) * 2.2e-9}\n" for at in range(6)),
    "one": "x,y\n3,17\n",
}
DRAWINGS: Final = {
    "line": ("numbers", Drawing("line", 0, (1,))),
    "line of groups": ("numbers", Drawing("line", 0, (1,), 2)),
    "steps of groups": ("numbers", Drawing("step", 0, (1,), 2)),
    "points on logarithmic axes": ("numbers", Drawing("points", 0, (1,), 2, log_x=True, log_y=True)),
    "bars": ("numbers", Drawing("bars", 0, (1,))),
    "bars of groups": ("numbers", Drawing("bars", 0, (1,), 2)),
    "bars with a gap": ("gaps", Drawing("bars", 0, (1,))),
    "line over a gap": ("gaps", Drawing("line", 0, (1,))),
    "histogram": ("numbers", Drawing("histogram", -1, (1,))),
    "histogram of groups": ("numbers", Drawing("histogram", -1, (1,), 2, log_x=True)),
    "boxes": ("numbers", Drawing("box", -1, (1,), 2)),
    "boxes on a logarithmic axis": ("numbers", Drawing("box", -1, (1,), 2, log_y=True)),
    "bars of texts": ("places", Drawing("bars", 0, (1,), how="sum")),
    "bars of texts below zero": ("places", Drawing("bars", 0, (3,))),
    "bars of texts by themselves": ("places", Drawing("bars", 0, (1,), 0)),
    "bars of many texts": ("many places", Drawing("bars", 0, (1,))),
    "texts on a logarithmic axis": ("places", Drawing("points", 0, (1,), log_y=True)),
    "texts in three units": ("places", Drawing("bars", 0, (1, 2, 3))),
    "lines in three units": ("months", Drawing("line", 0, (1, 2, 3))),
    "steps in two units": ("months", Drawing("step", 0, (1, 2))),
    "points in two units of groups": ("places", Drawing("points", 1, (2, 3), 0)),
    "months put together in two units": ("months", Drawing("bars", 0, (1, 2), how="sum", every="quarter")),
    "months below zero beside months above": ("months", Drawing("bars", 0, (1, 4), every="quarter")),
    "rolling mean in two units": ("months", Drawing("line", 0, (1, 2), every="month", roll=3)),
    "logarithmic in two units": ("months", Drawing("line", 0, (1, 3), log_y=True)),
    "what would lie flat": ("numbers", Drawing("line", 0, (1, 3))),
    "huge": ("huge", Drawing("line", 0, (1,))),
    "tiny": ("huge", Drawing("line", 0, (2,))),
    "one point": ("one", Drawing("line", 0, (1,))),
    "one bar": ("one", Drawing("bars", 0, (1,))),
}


def drawn(name: str) -> str:
    table, drawing = DRAWINGS[name]
    frame = frame_of(read(TABLES[table].encode()).table)
    try:
        command = keep(frame, drawing, (), f"{table}.csv", a_case())
    finally:
        frame.close()
    assert command.chart.kind == "table"
    figure = figure_of(command.apply(a_case()), command.chart.id)
    assert all(math.isfinite(end) or end != end for axis in (figure.x, figure.y) for end in axis.bounds or ())
    return as_text(figure)


@pytest.mark.parametrize("name", DRAWINGS)
def test_that_a_kept_drawing_is_as_it_was(name: str) -> None:
    before = (HERE / "tables" / f"{name}.txt").read_text(encoding="utf-8")
    assert drawn(name).splitlines() == before.splitlines()


def test_that_there_is_a_text_for_each_kept_drawing_and_no_other() -> None:
    assert {path.stem for path in (HERE / "tables").iterdir()} == DRAWINGS.keys()


if __name__ == "__main__":
    (HERE / "tables").mkdir(exist_ok=True)
    for old in (HERE / "tables").glob("*.txt"):
        old.unlink()
    for each in DRAWINGS:
        (HERE / "tables" / f"{each}.txt").write_text(drawn(each), encoding="utf-8")
