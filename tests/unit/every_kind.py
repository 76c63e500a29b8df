"""A bundled case with a chart of every kind in it, for tests that look at all kinds."""

from __future__ import annotations

import shutil
from pathlib import Path

from claimbench.app.paths import bundled_case

#: Charts of the kinds that the bundled cases have none of; one with scenarios beside and a logarithmic axis; series in
#: several colours, lines and symbols.
EXTRA = """
[charts.overlaid]
kind = "projection"
label = "Registered cases"
shows = "registered"
scenarios = ["faster", "csis", "feedback", "two_minutes", "earlier_months"]
log = true

[charts.spread]
kind = "distribution"
label = "Casualties"
result = "casualties_ukraine_2025"
claims = ["C11"]

[charts.up_to]
kind = "distribution"
label = "Casualties"
result = "casualties_ukraine_2025"
cumulative = true

[charts.published]
kind = "series"
label = "Registered cases"
shows = ["registered_total", "cases_407_total", "cases_408_total"]

[charts.published_points]
kind = "series"
label = "New cases"
shows = ["new_cases_monthly", "cases_407_monthly", "cases_408_monthly"]
style = "points"

[charts.published_histogram]
kind = "series"
label = "New cases"
shows = ["new_cases_monthly", "cases_407_monthly", "cases_408_monthly"]
style = "histogram"

[charts.published_box]
kind = "series"
label = "New cases"
shows = ["cases_407_monthly", "cases_408_monthly"]
style = "box"

[charts.drawn]
kind = "table"
label = "Two columns of a table"
file = "tables/drawn.csv"
across = "number"
x = "area"
y = "cases"
"""


def case_of_every_kind(parent: Path) -> Path:
    """The folder of that case, with few draws."""
    folder = parent / "ukraine-2025"
    shutil.copytree(bundled_case(folder.name), folder)
    text = (folder / "case.toml").read_text(encoding="utf-8").replace("count = 16384", "count = 512")
    (folder / "case.toml").write_text(text + EXTRA, encoding="utf-8")
    (folder / "tables").mkdir()
    points = "curve,x,value\nnorth,1,2.5\nnorth,2,0.1\nsouth,3,7\nsouth,4,8\n"
    (folder / "tables" / "drawn.csv").write_text(points, encoding="utf-8")
    return folder
