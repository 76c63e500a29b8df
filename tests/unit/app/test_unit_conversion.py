"""Other units for the same numbers."""

from __future__ import annotations

from dataclasses import replace

import pint
import pytest
from app_case import a_case, results_of, with_chart

from claimbench.app import display_units
from claimbench.app.convert import ConvertUnit
from claimbench.app.display_units import read_quantity
from claimbench.app.document import Document
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case


def with_area() -> Case:
    case = a_case()
    area = Assumption("area", "Area", "km²", "pert", 260.0, 420.0, 700.0, 7, limits=(0.0, 5_000.0))
    return case.with_assumption(area)


def test_that_converted_numbers_are_what_pint_makes_of_them() -> None:
    case = ConvertUnit("area", "mi²").apply(with_area())
    area, registry = case.assumptions["area"], pint.UnitRegistry()
    for value, before in ((area.low, 260), (area.best, 420), (area.high, 700)):
        assert value == pytest.approx(registry.Quantity(before, "km**2").to("mile**2").magnitude, rel=1e-12)
    assert area.limits is not None
    assert area.limits[1] == pytest.approx(registry.Quantity(5_000, "km**2").to("mile**2").magnitude, rel=1e-12)


def test_that_converting_there_and_back_gives_the_numbers_as_typed() -> None:
    case = ConvertUnit("area", "km²").apply(ConvertUnit("area", "mi²").apply(with_area()))
    assert case.assumptions["area"] == with_area().assumptions["area"]


def test_that_nothing_comes_out_otherwise_after_a_conversion() -> None:
    case = a_case()
    changed = ConvertUnit("growth", "").apply(case)
    assert changed.assumptions["growth"].high == 0.02
    assert results_of(changed).measure("end") == pytest.approx(results_of(case).measure("end"), rel=1e-12)
    changed = ConvertUnit("rate", "case/year").apply(case)
    assert changed.scenarios["fast"].values == {"rate": 1_680.0}
    assert results_of(changed).measure("end") == pytest.approx(results_of(case).measure("end"), rel=1e-12)


def test_that_a_chart_keeps_showing_the_old_unit_with_its_threshold() -> None:
    case = a_case()
    case = replace(case, units={**case.units}, variables={"share": replace(case.variables["share"], unit="%")})
    case = with_chart(case, "new", shows="share", observed=(), later=(), threshold=50.0)
    changed = ConvertUnit("share", "").apply(case)
    assert changed.charts["new"].options["unit"] == "%"
    assert changed.charts["new"].options["threshold"] == 50.0


def test_that_what_does_not_fit_is_refused_with_both_units() -> None:
    for unit in ("loss/month", "case/day", "case"):  # a day and a month differ from month to month
        with pytest.raises(ValueError, match=f"case/month cannot be turned into {unit}"):
            ConvertUnit("rate", unit).apply(a_case())
    with pytest.raises(ValueError, match="Unknown unit 'blorb'"):
        ConvertUnit("rate", "blorb").apply(a_case())
    with pytest.raises(ValueError, match="km² cannot be turned into case"):
        ConvertUnit("area", "case").apply(with_area())


def test_that_numbers_that_were_typed_for_another_unit_can_be_turned_afterwards() -> None:
    document = Document(with_area())
    document.apply(ConvertUnit("area", "hectare", given="km²"))
    assert document.case.assumptions["area"].best == 42_000.0
    assert document.history.undo_sentence == "Assumption “Area” converted from km² to hectare"


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("500 mi²", "km²", 1_294.9940551680002), ("1.5 hectare", "km²", 0.015), ("200k", "case", 200_000.0),
        ("12 per year", "case/month", 1.0), ("5 %", "", 0.05), ("1,200 case/year", "case/month", 100.0),
        ("720/day", "case/month", 720 * 30.436875), ("30.436875 /month", "case/day", 1.0),
    ],
)  # fmt: skip
def test_that_a_number_is_read_with_the_unit_behind_it(text: str, unit: str, value: float) -> None:
    assert read_quantity(a_case(), text, unit) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("3 kg", "A number in kg does not fit here: km² is needed."), ("3 blorbs", "“blorbs” is not a unit"),
        ("abc", "not a number"), ("", "Type a number"), ("2 – 3", "not a number"), ("> 3", "not a number"),
    ],
)  # fmt: skip
def test_that_what_is_no_such_number_is_told_in_a_sentence(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_quantity(a_case(), text, "km²")


def test_that_units_of_the_same_kind_are_offered_the_own_first() -> None:
    offered = display_units.choices(with_area(), "km²/month")
    assert offered[0] == "km²/month"
    assert {"km²/day", "mi²/month", "mi²/day"} <= set(offered)
    assert "case/month" not in offered
    assert len({text.casefold() for text in offered}) == len(offered)
    assert display_units.choices(with_area(), "no such unit") == ["no such unit"]
    assert display_units.choices(a_case(), "case/month")[:1] == ["case/month"]
    assert "case/day" in display_units.choices(a_case(), "case/month")
    assert display_units.month_note(a_case(), "case/month", "case/day") == "Shown by the average month of 30.44 days."
    assert display_units.month_note(a_case(), "km²", "mi²") == ""
