"""A small case with one of everything, as text, and helpers to write it with changes."""

from __future__ import annotations

from pathlib import Path

from claimbench.core.problem import Problem

TOML = """\
# A case for tests.
format = 1
title = "Leavers"  # shown in the window
question = "How many leave?"
as_of = 2025-11-24

[timeline]
start = 2025-01-01
projection = 2025-11-01
end = 2026-12-31

[draws]
count = 1024
seed = 7
next_column = 20

[units]
case = "proceedings"

# ---- assumptions ----

# How many a month.
[assumptions.rate]
label = "New cases"
unit = "case/month"
distribution = "pert"
low = 16_300      # the lowest month
best = 21_000
high = 25000
limits = [0, 60_000]
column = 0
claims = ["C01", "C02"]
colour = "red"    # nobody knows this key

[assumptions.growth]
label = "Growth"
unit = "percent"
distribution = "normal"
low = -2
best = 0.0
high = 4
column = 1
assumed = true

[assumptions.area]
label = "Area"
unit = "km**2"
distribution = "constant"
best = 603_628
column = 2
assumed = true

[assumptions.october]
label = "October"
unit = "case"
distribution = "discrete"
values = [21_602, 19_961, 21_727]
weights = [1, 3, 3]
column = 3
claims = ["C02"]

# ---- model ----

[stocks.registered]
label = "Registered"
unit = "case"
past = "total"
inflows = ["new_cases"]
non_negative = true

[flows.new_cases]
label = "New cases"
unit = "case/month"
formula = "rate * (1 + growth) ** (elapsed('month') / month)"

[variables.doubled]
label = "Doubled"
unit = "case"
formula = '''
registered
  * 2'''

[measures.at_end]
label = "At the end"
unit = "case"
formula = 'final(registered)'

[calculations.before]
label = "Before"
unit = "case"
formula = "claim('C01') - claim('C02')"
claims = ["C01", "C02"]
against = ["C02"]

[series.total]
label = "Registered"
unit = "case"
kind = "level"
file = "series/total.csv"
gaps = "interpolate"
columns = { "2025-10-31" = 12 }

[charts.registered]
kind = "projection"
label = "Registered"
shows = "registered"
threshold = 400_000
observed = ["total"]
claims = ["C01"]
from = 2025-01-01

[charts.curve]
kind = "what_if"
label = "Curve"
result = "at_end"
assumption = "rate"
log = true
shade = ["dark", 2]

[scenarios.high]
label = "High"
values = { rate = 25_000 }
"""

CLAIMS = """\
id,title,quote,relation,value,low,high,unit,measure,what,period_start,credibility,credibility_reason,colour,why_not
C01,400,"Some 400,000",at least,400000,,,case,"at(registered, ""2025-12-31"")",cases,2022-01-01,3,Plausible,red,
C02,310,"They said ""310""
and more",=,310000,,,case,at_end,cases,,2,Fits,,

C03,Between,,between,,1.5,2,,at_end,cases,,,,,
C04,A date,,about,2026-03-06,,,date,first_date(registered > 400_000 * case),a day,,,,,
C05,Words,,,,,,,,,,,,blue,No number
"""

SOURCES = """\
id,name,reliability,reliability_reason,address
times,The Times,B,Careful,https://example.org/a
ogp,Прокуратура,A,First hand,
"""

CITATIONS = """\
claim,source,role,via,said_on,page
C01,times,relays,ogp,2025-11-24,
C01,ogp,originates,,,
C02,ogp,originates,,2025-11-05,3
C03,times,derives,ogp,,
C04,times,originates,,,
C05,times,originates,,,
"""

TOTAL = """\
end,value,standing,tolerance,weight,source,note
2025-09-30,290000,exact,,,ogp,
2025-10-31,311327,exact,,,ogp,
2025-10-31,310000,rounded,5000,,times,"about, they said"
2025-10-31,3110000,wrong,,,times,one digit too many
"""

FILES = {
    "case.toml": TOML,
    "claims.csv": CLAIMS,
    "sources.csv": SOURCES,
    "citations.csv": CITATIONS,
    "series/total.csv": TOTAL,
}


def write_case(parent: Path, changes: dict[str, tuple[str, str]] | None = None) -> Path:
    """The case in a new folder whose path has Cyrillic letters and spaces; in each file named, one text is replaced."""
    folder = parent / "мои дела" / "leavers 2025"
    for name, text in FILES.items():
        if changes and name in changes:
            old, new = changes[name]
            assert text.count(old) >= 1, f"{old!r} is not in {name}"
            text = text.replace(old, new, 1)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def spots(problems: tuple[Problem, ...] | list[Problem]) -> list[tuple[str, str, int, int]]:
    """What a list of problems shows: code, file, line and column."""
    return [(p.code, p.place.file, p.place.line, p.place.column) for p in problems if p.place]


def spot(file: str, text: str, within: str = "") -> tuple[str, int, int]:
    """File, line and column of the only place where a text stands in a file of the case (after ``within``)."""
    content = FILES[file]
    at = content.index(text, content.index(within)) if within else content.index(text)
    assert within or content.count(text) == 1, f"{text!r} is in {file} more than once"
    return file, content.count("\n", 0, at) + 1, at - content.rfind("\n", 0, at)
