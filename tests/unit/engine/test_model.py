"""From a case to a model: what depends on what, and what does not fit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from small_model import amounts, case, compiled, flow, levels, measure, messages, months, stock, variable

from claimbench.core.claim import Claim
from claimbench.core.model import Calculation
from claimbench.core.problem import ProblemError
from claimbench.engine.calculate import calculate
from claimbench.engine.model import compile_model
from claimbench.engine.simulate import run

LINE = months("2025-01-01", "2025-12-31", "2025-07-01")


def claim(id: str, unit: str, text: str = "", value: float | date | None = 1.0, **rest: float) -> Claim:
    return Claim(id, id, relation="=", value=value, unit=unit, measure=text, **rest)  # type: ignore[arg-type]


def test_that_what_lies_upstream_is_found_through_stocks_and_series() -> None:
    made = case(
        {"rate": "case/month", "share": "", "start": "case", "apart": "case"},
        stocks=(stock("s", "case", "start", "f", "g", past="seen"),),
        flows=(flow("f", "case/month", "rate", "counted"), flow("g", "case/month", "share * s / month")),
        variables=(variable("v", "case", "apart"),),
        measures=(measure("m", "case", "final(s)"), measure("n", "case", "v")),
        claims=(claim("C1", "case", "2 * m"),),
        series=(levels("seen", "case", ("2025-06-30", 5)), amounts("counted", "case", ("2025-06-01", "2025-06-30", 5))),
        timeline=LINE,
    )
    model = compiled(made)
    around = {"rate", "share", "start", "series:seen", "series:counted"}
    assert model.inputs_of("s") == model.inputs_of("g") == model.inputs_of("m") == model.inputs_of("claim:C1") == around
    assert model.inputs_of("f") == {"rate", "series:counted"}
    assert model.inputs_of("n") == {"apart"}
    assert str(model.unit_of("f")) == "case/month"


def test_that_what_limits_an_outflow_lies_upstream_of_it() -> None:
    made = case(
        {"out": "case/month", "filled": "case"},
        stocks=(stock("s", "case", "filled", "", "f", non_negative=True),),
        flows=(flow("f", "case/month", "out"),),
    )
    assert compiled(made).inputs_of("f") == {"out", "filled"}


def test_that_a_model_with_an_error_can_be_asked_but_not_run() -> None:
    made = case({"a": "case"}, measures=(measure("m", "case", "a + nothing"),))
    model = compile_model(made)
    assert model.inputs_of("m") == frozenset()
    assert model.grid.points == 13
    with pytest.raises(ProblemError, match="nothing"):
        run(model, {"a": 1.0})


def test_that_a_broken_timeline_is_one_problem_and_no_crash() -> None:
    made = case({"a": "case"}, measures=(measure("m", "case", "a"),), timeline=months("2025-01-01", "2024-01-01"))
    assert set(messages(made)) == {"timeline.end"}
    with pytest.raises(ProblemError):
        _ = compile_model(made).grid


def test_that_a_stocks_past_must_be_a_series_of_levels_in_its_unit() -> None:
    seen = levels("seen", "case", ("2025-06-30", 5))
    counted = amounts("counted", "case", ("2025-06-01", "2025-06-30", 5))
    people = levels("people", "person", ("2025-06-30", 5))
    made = case(
        stocks=tuple(
            stock(f"s{i}", "case", "1 * case", past=past) for i, past in enumerate(["seen", "counted", "people", "?"])
        ),
        flows=(flow("f", "case/month", "1 * case/month", "seen"),),
        series=(seen, counted, people),
        timeline=LINE,
    )
    found = messages(made)
    assert set(found) == {"stocks.s1.past", "stocks.s2.past", "stocks.s3.past", "flows.f.past"}
    assert "levels at a date" in found["stocks.s1.past"]
    assert "person" in found["stocks.s2.past"]


def test_that_a_stock_without_an_opening_needs_an_observation_to_open_with() -> None:
    late = levels("late", "case", ("2025-09-30", 5))
    old = levels("old", "case", ("2025-05-31", 5))
    between = levels("between", "case", ("2025-05-15", 5))
    made = case(
        stocks=(
            stock("a", "case", "", past="late"),
            stock("b", "case", "", past="old"),
            stock("c", "case", "", past="between"),
            stock("d", "case", "", past="none"),
        ),
        series=(late, old, between),
        timeline=LINE,
    )
    found = {problem.path: problem.severity for problem in compile_model(made).problems}
    assert found == {"stocks.a.opening": "error", "stocks.b.opening": "warning", "stocks.c.opening": "error",
                     "stocks.d.opening": "error"}  # fmt: skip
    assert "31 May 2025" in messages(made)["stocks.b.opening"]


def test_that_a_stock_says_which_figure_it_opens_with() -> None:
    """Figures inside a step are not on the grid, and nothing is known between two of them that share a step."""

    def opening(gaps: str, *figures: tuple[str, float]) -> str:
        series = replace(levels("seen", "case", *figures), gaps=gaps)
        return messages(case(stocks=(stock("s", "case", "", past="seen"),), series=(series,), timeline=LINE)).get(
            "stocks.s.opening", ""
        )

    both = ("2025-04-30", 90.0), ("2025-05-15", 100.0)
    for gaps in ("missing", "interpolate"):
        assert "with the value of 30 Apr 2025: the figure of 15 May 2025, the last" in opening(gaps, *both)
    assert "with the figure of 15 May 2025" in opening("hold", *both)
    assert "no figure that 's' could open with" in opening("interpolate", both[1])
    assert "with the figure of 30 Apr 2025" in opening("interpolate", both[0])
    assert opening("interpolate", *both, ("2025-12-31", 120.0)) == ""


def test_that_a_stock_cannot_run_through_a_past_its_flows_do_not_have() -> None:
    made = case(
        stocks=(stock("known", "case", "0", "f"), stock("unknown", "case", "1 * case", past="none")),
        flows=(flow("f", "case/month", "v / month"),),
        variables=(variable("v", "case", "unknown * 2"),),
        timeline=LINE,
    )
    assert "'f', which it depends on, is not known before the projection" in messages(made)["stocks.known.past"]


def test_that_openings_may_refer_to_other_stocks_but_not_to_one_another() -> None:
    made = case(
        {"start": "case"},
        stocks=(stock("a", "case", "v + c"), stock("b", "case", "a"), stock("c", "case", "start"),
                stock("d", "case", "d"), stock("unknown", "case", "start", past="none"), stock("e", "case", "unknown")),
        variables=(variable("v", "case", "2 * b"),),
        timeline=LINE,
    )  # fmt: skip
    found = messages(made)
    assert "v → b → a → v" in found["variables.v.formula"]
    assert "d → d" in found["stocks.d.opening"]
    assert "'unknown', which it depends on, is not known before" in found["stocks.e.past"]
    fine = case({"start": "case"}, stocks=(stock("a", "case", "v + c"), stock("c", "case", "start")),
                variables=(variable("v", "case", "2 * c"),))  # fmt: skip
    assert run(compiled(fine), {"start": np.array([1.0, 2.0])}).history("a")[0].tolist() == [3, 6]


def test_that_a_claims_measure_must_come_out_in_the_claims_unit() -> None:
    made = case(
        {"a": "case"},
        measures=(measure("m", "case", "a"), measure("d", "date", "date('2025-03-01')")),
        claims=(
            claim("C1", "person", "m"),
            claim("C2", "case", "d"),
            claim("C3", "date", "m"),
            claim("C4", "date", "d"),
            claim("C5", "", "m / case"),
            claim("C6", "", ""),
        ),
    )
    assert set(messages(made)) == {"claims.C1.measure", "claims.C2.measure", "claims.C3.measure"}


@pytest.mark.parametrize(
    ("text", "unit", "value", "written"),
    [
        ('claim("total") - claim("year")', "case", 148_000, "310,000 − 162,000 = 148,000 cases"),
        ('720 * case/day * days("2025-10-01", "2025-10-31")', "case", 22_320, "720 × 31 days = 22,320 cases"),
        ('1 / claim("pace")', "1/day", 720, "1 ÷ 2 minutes = 720 per day"),
        ('(400_000 * case - claim("total")) / months("2025-11-01", "2025-12-31")', "case/month", 45_000,
         "(400,000 − 310,000) ÷ 2 months = 45,000 cases per month"),
        ('claim("ground") / (233_062 * mile**2)', "%", 0.42907, "1,000 ÷ 233,062 = 0.429 %"),
        ('claim("ground") / (603_628 * km**2)', "%", 0.42907, "1,000 mile² ÷ 603,628 km² = 0.429 %"),
        ('claim("losses") / claim("ground")', "casualty/mile²", 200, "200,000 ÷ 1,000 = 200 casualties per mile²"),
        ('later("2025-10-31", 4.1 * month)', "date", 20_515.1, "31 Oct 2025 + 4.1 months = 4 Mar 2026"),
        ('claim("total") - (claim("year") - -2 * case) / 2**2', "case", 269_499.5,
         "310,000 − (162,000 − (−2)) ÷ 2² = 269,500 cases"),
        ('claim("year")', "case", 162_000, "162,000 cases"),
        ('claim("between")', "case", 15, "15 cases"),
        ('claim("by")', "date", 20_453, "31 Dec 2025"),
    ],
)  # fmt: skip
def test_that_arithmetic_is_written_out_with_its_numbers(text: str, unit: str, value: float, written: str) -> None:
    claims = (claim("total", "case", value=310_000.0), claim("year", "case", value=162_000.0),
              claim("pace", "minute", value=2.0), claim("ground", "mile²", value=1_000.0),
              claim("losses", "casualty", value=200_000.0), claim("between", "case", value=None, low=10.0, high=20.0),
              claim("by", "date", value=date(2025, 12, 31)))  # fmt: skip
    made = case(claims=claims, calculations=(Calculation("x", "x", unit, text),))
    assert compile_model(made).problems == ()
    found = calculate(made, "x")
    assert found.value == pytest.approx(value, rel=1e-5)
    assert found.expression == written
    assert found.unit == unit


def test_that_a_calculation_with_a_problem_says_so_when_checked_and_when_asked() -> None:
    made = case({"a": "case"}, calculations=(Calculation("x", "x", "case", 'claim("C1") + a'),))
    assert "calculations.x.formula" in messages(made)
    with pytest.raises(ProblemError, match="There is no claim 'C1'"):
        calculate(made, "x")


def test_that_declared_units_convert_on_the_way() -> None:
    made = case(
        {"growth": "percent", "ground": "km²"},
        variables=(variable("factor", "", "(1 + growth) ** 2"), variable("share", "%", "growth + 1 * percent")),
        measures=(measure("m", "mile²", "ground"), measure("n", "thousand case", "5_000 * case")),
    )
    found = run(compiled(made), {"growth": np.array([5.0]), "ground": np.array([1000.0])})
    assert found.history("factor")[0, 0] == pytest.approx(1.1025, rel=1e-12)
    assert found.history("share")[0, 0] == pytest.approx(6.0, rel=1e-12)
    assert found.measure("m")[0] == pytest.approx(386.10215854, rel=1e-9)  # 1,000 km² in square miles
    assert found.measure("n")[0] == 5.0
