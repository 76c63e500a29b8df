"""Reading formulas: what they may say, what fits together, and where the trouble is."""

from __future__ import annotations

import numpy as np
import pytest
from small_model import case, compiled, flow, measure, messages, months, result, stock, variable

from claimbench.core.quantity import DATE, Units
from claimbench.engine import formula
from claimbench.engine.calendar import grid
from claimbench.engine.expression import Kind, constant
from claimbench.engine.functions import FUNCTIONS
from claimbench.engine.rules import Named, Scope, Where

UNITS = Units({"case": "", "person": "", "дело": ""})
NAMES = {
    "rate": Named(UNITS.parse("case/month")),
    "daily": Named(UNITS.parse("case/day")),
    "growth": Named(UNITS.parse("%")),
    "cases": Named(UNITS.parse("case")),
    "people": Named(UNITS.parse("person")),
    "ставка": Named(UNITS.parse("дело/month")),
    "registered": Named(UNITS.parse("case"), "stock", True),
    "opened": Named(UNITS.parse("case/month"), "flow", True, True),
}
LINE = grid(months("2025-01-01", "2025-12-31", "2025-07-01"))


def scope(where: Where = "model") -> Scope:
    return Scope(where, UNITS, NAMES, {"when": "a measure"}, {"monthly": NAMES["opened"]}, {}, LINE)


def trouble(text: str, unit: str | None = None, where: Where = "model") -> list[tuple[str, int]]:
    """The messages of a formula's problems, and where in its text they are."""
    wanted = None if unit is None else DATE if unit == "date" else UNITS.parse(unit)
    _, problems = formula.read(text, scope(where), "flows.f.formula", wanted)
    return [(f"{problem.message} {problem.hint}".strip(), problem.offset or 0) for problem in problems]


def value(text: str, unit: str = "") -> float:
    """What a formula of numbers alone comes to."""
    expr, problems = formula.read(text, scope(), "", UNITS.parse(unit))
    assert problems == []
    found = constant(expr)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("400_000 * case", "case", 400_000),
        ("1_000 * mile**2", "km²", 2589.988110336),
        ("7 // 2 + 7 % 4", "", 6),
        ("-2 ** 2", "", -4),
        ("2 ** -1", "", 0.5),
        ("5 * percent", "", 0.05),
        ("0.05", "%", 5),
        ("3 * week", "day", 21),
        ("2 * year + 1 * quarter", "month", 27),
        ("sqrt(16 * km**2)", "km", 4),
        ("min(3, 2, 5) + max(1, 2) + abs(-3)", "", 7),
        ("exp(log(7))", "", 7),
        ("clip(12, 0, 10) + clip(-1, 0, 10)", "", 10),
        ("lookup(15, 10, 1, 20, 3) + lookup(0, 10, 1, 20, 3) + lookup(99, 10, 1, 20, 3)", "", 6),
        ("duration('2025-10-01', '2025-10-31', 'day')", "day", 31),
        ("duration('2025-10-01', '2025-10-15', 'month')", "month", 15 / 31),
        ("duration('2025-10-01', '2025-10-14', 'week')", "week", 2),
        ("duration('2025-10-01', '2025-10-14', 'week')", "day", 14),
        ("duration('2024-01-01', '2025-06-30', 'year')", "year", 1.5),
        ("duration('2024-01-01', '2025-06-30', 'quarter')", "month", 18),
        ("1 * mile + 1 * km", "m", 2609.344),
        ("max(0, 3 * case)", "case", 3),
        ("\n  2 *\n  3", "", 6),
    ],
)
def test_that_constants_come_to_what_they_say(text: str, unit: str, expected: float) -> None:
    assert value(text, unit) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "offset", "says"),
    [
        ("rate + people", 7, "case/month and 'people' in person"),
        ("rate * month + people", 15, "adds 'rate * month' in case and 'people' in person"),
        ("cases - 5", 8, "subtracts 'cases' in case and '5' in no unit"),
        ("max(cases, people)", 11, "compares 'cases' in case and 'people' in person"),
        ("cases if cases > people else cases", 17, "'cases > people' compares 'cases' in case"),
        ("cases if 1 > 0 else people", 20, "chooses between 'cases' in case and 'people' in person"),
        ("exp(cases)", 4, "'cases' is in case, not a pure number as the argument of exp must be"),
        ("2 ** cases", 5, "as an exponent must be"),
        ("cases ** growth", 0, "'cases' is in case: only a pure number"),
        ("delay(cases, people)", 13, "'people' is in person, not a time"),
        ("clip(cases, 0, people)", 15, "in person"),
        ("ramp(cases, '2025-01-01', '2025-03-01')", 5, "needs a unit per time"),
        ("ramp(1 * case / day / month, '2025-01-01', '2025-03-01')", 5, "needs a unit per time"),
        ("duration('2025-01-01', '2025-03-01', 'km')", 37, "'km' is not a unit of time"),
        ("lookup(cases, 0 * case, 1, 5 * person, 2)", 27, "'5 * person' in person"),
    ],
)
def test_that_units_that_do_not_fit_are_named_at_the_part_that_does_not(text: str, offset: int, says: str) -> None:
    [(message, at)] = trouble(text)
    assert says in message
    assert at == offset


def test_that_the_result_must_be_in_the_declared_unit() -> None:
    assert trouble("rate * month", "case") == []
    [(message, at)] = trouble("rate * person", "case/month")
    assert message == "'rate * person' is in case·person/month, not in case/month as declared."
    assert at == 0
    [(message, at)] = trouble("rate * month", "")
    assert message == "'rate * month' is in case, not a pure number as declared. Set the unit to 'case'."


def test_that_positions_count_characters_not_bytes() -> None:
    [(message, at)] = trouble("ставка + rate")
    assert at == len("ставка + ")
    assert "'ставка' in дело/month and 'rate' in case/month" in message
    assert [at for _, at in trouble("  'дата' + foo")] == [2, len("  'дата' + ")]


def test_that_an_unknown_name_comes_with_a_suggestion() -> None:
    assert trouble("rate * groth") == [("Unknown name 'groth'; did you mean 'growth'?", 7)]
    assert trouble("smoth(rate, month)") == [("Unknown function 'smoth'; did you mean 'smooth'?", 0)]
    assert trouble("xyzzy") == [("Unknown name 'xyzzy'.", 0)]
    assert trouble("when") == [("'when' is a measure, which cannot be used here.", 0)]
    assert trouble("rate(2)")[0][0].startswith("'rate' is an assumption, not a function.")
    assert trouble("max + 1")[0][0] == "'max' is a function: max(a, b, …)."


def test_that_one_formula_can_have_several_problems() -> None:
    found = trouble("groth * rate + foo(people) + (cases + people)")
    assert [at for _, at in found] == [0, 15, 38]


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "().__class__",
        "rate.real",
        "[x for x in (1, 2)]",
        "lambda: 1",
        "rate[0]",
        "{1: 2}",
        "f'{rate}'",
        "(y := 3)",
        "*rate",
        "'a' * 10",
        "None",
        "True",
        "1j",
        "...",
        "rate if 'x' else rate",
        "rate is rate",
        "1 in (1, 2)",
        "~rate",
        "rate @ rate",
        "rate ^ 2",
        "rate & rate",
        "max(*rate)",
        "max(a=1, b=2)",
        "max(1)",
        "step(rate)",
        "(max)(1, 2)()",
        "print(1)",
        "eval('1')",
        "rate; rate",
        "rate = 2",
        "",
        "   ",
        "rate +",
        "(rate",
        "rate)",
        "\x00",
        "\ud800",
        "1 if 1 else",
        "not rate",
        "rate and rate",
        "-'x'",
        "b'x'",
        "'2025-01-01'",
        "over('2025-01-01')",
        "yield rate",
        "await rate",
        "import os",
        "rate #",
        "'",
        '"""',
        "1__0",
        "0x",
        "1e999",
        "rate < cases < people",
    ],
)
def test_that_what_is_no_formula_is_a_problem_with_a_place(text: str) -> None:
    if text == "rate #":
        assert trouble(text) == []  # a comment
        return
    found = trouble(text, "case/month")
    assert found
    assert all(0 <= at <= len(text) for _, at in found)


@pytest.mark.parametrize(
    "text",
    [
        "9**9**9",
        "1e300",
        "-" * 1500 + "1",
        "(" * 500 + "1" + ")" * 500,
        "1+" * 900 + "1",
        "9" * 1900,
        "1 / 0",
        "log(-1)",
        "x" * 5000,
        "max(" + "1," * 900 + "1)",
        "exp(1000)",
        "abs(" * 60 + "1" + ")" * 60,
    ],
)
def test_that_size_depth_and_numbers_are_bounded(text: str) -> None:
    assert trouble(text, "")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_that_every_function_is_described_and_refuses_no_arguments_at_all(name: str) -> None:
    function = FUNCTIONS[name]
    assert function.signature.startswith(f"{name}(")
    assert function.doc.endswith(".")
    where = next(iter(function.where))
    assert trouble(f"{name}()", None, where) == [(f"{name} does not take 0 arguments: {function.signature}.", 0)]


@pytest.mark.parametrize(
    "text", ["at(cases, '2025-03-01')", "total(opened)", "first_date(registered > cases)", "claim('C1')"]
)
def test_that_functions_of_measures_are_not_for_flows(text: str) -> None:
    [(message, _)] = trouble(text)
    assert "can only be used in" in message


def test_that_days_and_months_mix_where_a_month_is_at_hand_and_only_there() -> None:
    assert trouble("daily + rate", "case/month") == []
    assert trouble("720 * case/day", "case/month") == []
    assert trouble("elapsed('day') / month", "") == []
    [(message, at)] = trouble("rate + daily", "case/month", "measure")
    assert "how many days a month has depends on the month" in message
    assert at == 7


def test_that_a_measure_must_say_when() -> None:
    [(message, at)] = trouble("2 * registered", "case", "measure")
    assert at == 4
    assert 'at(registered, "date")' in message
    assert trouble("peak(registered + opened * month) - final(registered)", "case", "measure") == []
    assert trouble("elapsed('month')", "month", "measure")[0][0].startswith("'elapsed('month')' varies over time")


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("at(registered, '2026-01-01')", 15), ("at(registered, '2024-12-30')", 15), ("at(opened, '2024-12-31')", 11),
        ("total(opened, over('2024-12-01', '2025-12-31'))", 19), ("at(registered, '2025-02-30')", 15),
        ("at(registered, '1 March')", 15), ("total(opened, over('2025-03-01', '2025-02-01'))", 33),
        ("at(registered, 5)", 15), ("total(opened, 5)", 14),
    ],
)  # fmt: skip
def test_that_dates_off_the_timeline_and_dates_that_are_none_are_problems(text: str, offset: int) -> None:
    [(_, at)] = trouble(text, "case" if "registered" in text else None, "measure")
    assert at == offset


def test_that_the_eve_of_the_timeline_can_be_asked_of_a_stock() -> None:
    assert trouble("at(registered, '2024-12-31')", "case", "measure") == []


def test_that_dates_are_told_from_numbers() -> None:
    assert trouble("first_date(registered > cases)", "date", "measure") == []
    assert trouble("first_date(registered > cases) - date('2025-03-01')", "day", "measure") == []
    assert trouble("first_date(registered > cases) + 3 * week", "date", "measure") == []
    assert "Set the unit to 'date'" in trouble("first_date(registered > cases)", "case", "measure")[0][0]
    assert "the unit is 'date'" in trouble("final(registered)", "date", "measure")[0][0]
    assert trouble("first_date(registered > cases) * 2", None, "measure")
    assert trouble("first_date(registered == cases)", "date", "measure")
    assert trouble("first_date(cases > 3 * case)", "date", "measure")


def test_that_only_what_is_per_time_has_a_total() -> None:
    [(message, _)] = trouble("total(registered)", None, "measure")
    assert message.startswith("'registered' is in case; only what is per time has a total.")
    expr, _ = formula.read("total(opened)", scope("measure"), "", None)
    assert str(expr.unit) == "case"


def test_that_a_chained_comparison_holds_where_all_its_parts_do() -> None:
    made = case({"x": ""}, variables=(variable("v", "", "1 if 1 < x < 3 and not x == 2 else 0"),))
    found = result(made, x=np.array([0.0, 1.0, 1.5, 2.0, 3.0])).history("v")[0]
    assert found.tolist() == [0, 0, 1, 0, 0]


def test_that_a_loop_is_named_in_full_at_each_place_it_is() -> None:
    made = case(
        stocks=(stock("s", "case", "0", "f"),),
        flows=(flow("f", "case/month", "a * case/month"),),
        variables=(
            variable("a", "", "b + 1"),
            variable("b", "", "c * 2"),
            variable("c", "", "a"),
            variable("d", "", "d"),
        ),
    )
    found = messages(made)
    assert "a → b → c → a" in found["variables.a.formula"]
    assert "d → d" in found["variables.d.formula"]
    assert set(found) == {"variables.a.formula", "variables.d.formula"}


def test_that_a_stock_or_a_first_value_breaks_a_loop() -> None:
    compiled(case(
        stocks=(stock("s", "case", "1 * case", "f"),),
        flows=(flow("f", "case/month", "s / month * a"),),
        variables=(variable("a", "", "1 + previous(b, 0)"), variable("b", "", "a / 2")),
    ))  # fmt: skip
    loop = case(variables=(variable("a", "", "1 + previous(b)"), variable("b", "", "a / 2")))
    assert "a → b → a" in messages(loop)["variables.a.formula"]


def test_that_all_problems_of_a_case_come_at_once_each_at_its_place() -> None:
    made = case(
        {"rate": "case/month", "bad": "case/foo"},
        stocks=(stock("s", "case", "", "f g nothing"), stock("t", "case", "3 * person", past="gone")),
        flows=(flow("f", "case/month", "rate + groth"), flow("g", "person/month", "1 * person/month"),
               flow("h", "case", "rate * month")),
        variables=(variable("v", "", "rate"), variable("rate", "", "1")),
        measures=(measure("m", "date", "final(s)"), measure("n", "case", "s")),
    )  # fmt: skip
    found = messages(made)
    assert set(found) == {
        "assumptions.bad.unit", "stocks.s.inflows.1", "stocks.s.inflows.2", "stocks.s.opening", "stocks.t.opening",
        "stocks.t.past", "flows.f.formula", "flows.h.unit", "variables.v.formula", "variables.rate",
        "measures.m.formula", "measures.n.formula",
    }  # fmt: skip


def test_that_a_flow_must_be_in_its_stocks_unit_per_time() -> None:
    made = case(stocks=(stock("s", "case", "0", "f"),), flows=(flow("f", "person/month", "1 * person/month"),))
    assert "must be in case/month or case/day" in messages(made)["stocks.s.inflows.0"]


def test_that_names_of_units_cannot_be_names_of_anything_else() -> None:
    found = messages(case({"month": "", "case": ""}, variables=(variable("lambda", "", "1"),)))
    assert set(found) == {"assumptions.month", "assumptions.case", "variables.lambda"}


def test_that_an_expression_with_a_problem_is_of_unknown_kind() -> None:
    expr, problems = formula.read("foo", scope(), "p", None)
    assert problems
    assert expr.kind is Kind.UNKNOWN


def test_that_a_long_sum_is_no_deep_nesting() -> None:
    assert trouble(" + ".join(["cases"] * 150), "case") == []
    assert value(" - ".join(["600", *["2"] * 150])) == 300
    assert trouble("+".join(["1"] * 500), "") == [
        ("The formula has more than 400 parts. Take some of it out into a variable.", 0)
    ]
