"""Charts whose options do not fit the case say so; cases without much have the figures that they can have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from app_case import (
    a_case,
    figure_of,
    results_of,
    with_chart,
    with_formulas,
)

from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.core.source import Citation

UNDRAWABLE: list[tuple[str, dict[str, object], str]] = [
    ("total", {"shows": "nothing"}, "stock, flow or variable “nothing”"),
    ("total", {"shows": None}, "shows is missing"),
    ("total", {"shows": "now"}, "stock, flow or variable “now”"),
    ("total", {"unit": "furlong_per"}, "Unknown unit"),
    ("total", {"unit": "km"}, "cannot be shown in km"),
    ("total", {"observed": ("nothing",)}, "series “nothing”"),
    ("total", {"later": ("nothing",)}, "series “nothing”"),
    ("total", {"claims": ("C77",)}, "claim “C77”"),
    ("total", {"claims": ("C3",)}, "Claim C3 is in no unit"),
    ("total", {"crossing": "nothing"}, "measure “nothing”"),
    ("total", {"crossing": "end"}, "“end” is not a date"),
    ("total", {"from": date(2030, 1, 1)}, "not before the timeline ends"),
    ("new", {"observed": ("totals",)}, "cannot be shown in case/month"),
    ("losses", {"result": "nothing"}, "measure “nothing”"),
    ("losses", {"result": None}, "result is missing"),
    ("losses", {"result": "passed"}, "is a date"),
    ("losses", {"assumption": "nothing"}, "assumption “nothing”"),
    ("losses", {"claims": ("C1",)}, "Claim C1 is in case"),
    ("losses", {"low": 9.0}, "from 9 to 8"),
    ("losses", {"low": 8.0}, "from 8 to 8"),
    ("claims", {"claims": ("C77",)}, "claim “C77”"),
]


@pytest.mark.parametrize(("chart", "options", "why"), UNDRAWABLE)
def test_that_a_chart_whose_options_do_not_fit_says_why(chart: str, options: dict[str, object], why: str) -> None:
    figures = results_of(with_chart(a_case(), chart, **options)).figures
    assert figures[chart].headline == "This chart cannot be drawn"
    assert why in figures[chart].note
    assert f"charts.{chart}" in figures[chart].note
    assert figures[chart].marks == ()
    assert sum("cannot be drawn" in figure.headline for figure in figures.values()) == 1


def test_that_an_unknown_kind_of_chart_says_so() -> None:
    case = replace(a_case(), charts={"pie": Chart("pie", "pie", "Pie")})
    assert "no chart kind “pie”" in figure_of(case, "pie").note


BARE: dict[str, Callable[[Case], Case]] = {
    "no charts": lambda case: replace(case, charts={}),
    "no claims": lambda case: replace(with_chart(case, "total", claims=None), claims={}, citations=(),
                                      charts={"claims": case.charts["claims"]}),
    "no assumptions": lambda case: replace(
        with_formulas(case, {"new": "100 * case / month"}), assumptions={}, scenarios={},
        claims={"C1": case.claims["C1"]}, citations=(Citation("C1", "office", "originates"),),
        measures={id: case.measures[id] for id in ("now", "end", "passed")},
        charts={id: case.charts[id] for id in ("total", "new", "claims")}),
    "no series": lambda case: replace(
        case, series={}, flows={"new": replace(case.flows["new"], past="model")},
        stocks={"total": replace(case.stocks["total"], past="none", opening="1_000 * case")},
        measures={**case.measures, "now": replace(case.measures["now"], formula="at(total, '2025-04-30')")},
        charts={"total": replace(case.charts["total"], options={"shows": "total"}), "claims": case.charts["claims"]}),
    "nothing": lambda case: Case("bare", "Bare", case.as_of, case.timeline),
}  # fmt: skip


@pytest.mark.parametrize("what", list(BARE))
def test_that_a_case_without_much_has_the_figures_that_it_can_have(what: str) -> None:
    case = BARE[what](a_case())
    results = results_of(case).settle()
    assert results.figures.keys() == case.charts.keys()
    assert results.verdicts.keys() == case.claims.keys()
    assert all("cannot be drawn" not in figure.headline for figure in results.figures.values())
