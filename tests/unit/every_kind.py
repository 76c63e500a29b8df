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

[charts.drawn_axes]
kind = "table"
label = "Columns in three units"
file = "tables/axes.csv"
across = "date"
y = "cases"
right = "area (km²)"
far_right = "share (%)"

[charts.drawn_columns]
kind = "table"
label = "Months side by side"
file = "tables/columns.csv"
across = "date"
style = "bars"
every = "month"
y = "cases"
right = "balance"

[charts.drawn_rows]
kind = "table"
label = "Places in two units"
file = "tables/rows.csv"
across = "text"
x = "place"
y = "cases"
right = "rate (%)"

[charts.drawn_bins]
kind = "table"
label = "How areas are spread"
file = "tables/bins.csv"
across = "bins"
x = "area"
y = "Rows in each bin"
"""
#: What was drawn of tables: several units, columns side by side, rows of texts, bins.
DRAWN = {
    "drawn": "curve,x,value\nnorth,1,2.5\nnorth,2,0.1\nsouth,3,7\nsouth,4,8\n",
    "axes": "curve,x,value,unit,axis\n"
    + "".join(f"cases,2025-0{month}-01,{1000 + 40 * month},cases,\n" for month in range(1, 7))
    + "".join(f"area,2025-0{month}-01,{month / 8},km²,right\n" for month in range(1, 7))
    + "".join(f"share,2025-0{month}-01,{60 - month * month},%,far right\n" for month in range(1, 7)),
    "columns": "curve,x,value,unit,axis\n"
    + "".join(f"cases,2025-0{month}-01,{40 * month},cases,\n" for month in (1, 2, 4))
    + "".join(f"balance,2025-0{month}-01,{month - 3},,right\n" for month in (1, 2, 4)),
    "rows": "curve,x,value,unit,axis\n"
    + "".join(
        f"cases,{place},{cases},cases,\nrate,{place},{rate},%,right\n"
        for place, cases, rate in (("north", 120, 3.2), ("south", 80, 5.1))
    ),
    "bins": "curve,x,value\nnorth,0,3\nnorth,10,5\nnorth,20,0\nsouth,0,2\nsouth,10,4\nsouth,20,0\n",
}


def case_of_every_kind(parent: Path) -> Path:
    """The folder of that case, with few draws."""
    folder = parent / "ukraine-2025"
    shutil.copytree(bundled_case(folder.name), folder)
    text = (folder / "case.toml").read_text(encoding="utf-8").replace("count = 16384", "count = 512")
    (folder / "case.toml").write_text(text + EXTRA, encoding="utf-8")
    (folder / "tables").mkdir()
    for name, points in DRAWN.items():
        (folder / "tables" / f"{name}.csv").write_text(points, encoding="utf-8")
    return folder
