"""Units."""

from __future__ import annotations

import json
from pathlib import Path

import pint
import pytest

from claimbench.core.quantity import DATE, UnitError, Units, convert, convertible, month_power

UNITS = Units({"case": "criminal proceedings", "person": "people"})
TABLE = json.loads((Path(__file__).parents[3] / "resources" / "units.json").read_text(encoding="utf-8"))["units"]
BASES = {"length": "meter", "mass": "kilogram", "day": "day", "current": "ampere", "temperature": "kelvin",
         "substance": "mole", "angle": "radian", "information": "bit"}  # fmt: skip
OUR_OWN = {"month", "quarter", "year", "decade", "thousand", "million", "billion", "trillion", "dozen", "%", "‰"}


@pytest.fixture(scope="module")
def registry() -> pint.UnitRegistry:
    return pint.UnitRegistry()


def physical() -> list[str]:
    return [name for name, (_, dimensions) in TABLE.items() if not set(dimensions) - set(BASES) and name not in OUR_OWN]


@pytest.mark.parametrize("name", physical())
def test_that_the_table_agrees_with_pint(name: str, registry: pint.UnitRegistry) -> None:
    factor, dimensions = TABLE[name]
    base = registry.Quantity(1.0, "dimensionless")
    for dimension, exponent in dimensions.items():
        base = base * registry.Quantity(1.0, BASES[dimension]) ** exponent
    theirs = registry.Quantity(1.0, {"barrel": "oil_barrel", "inches": "inch"}.get(name, name))
    assert theirs.to(base.units).magnitude == pytest.approx(factor * base.magnitude, rel=1e-12)


def test_that_the_table_covers_length_area_mass_time_energy_and_power() -> None:
    assert len(physical()) > 60
    assert {"km", "mile", "hectare", "tonne", "hour", "kWh", "MW"} <= set(physical())


@pytest.mark.parametrize("name", ["furlong", "fortnight", "megafurlong", "parsec", "stone"])
def test_that_other_units_are_asked_of_pint(name: str, registry: pint.UnitRegistry) -> None:
    ours = UNITS.parse(name)
    theirs = registry.Quantity(1.0, name)
    base = registry.Quantity(1.0, BASES[ours.dimensions[0][0]])
    assert ours.factor == pytest.approx((theirs / base).to("dimensionless").magnitude, rel=1e-12)


@pytest.mark.parametrize("name", ["growth", "gas", "rate", "degC", "registered", "km2", "celsius"])
def test_that_words_and_temperatures_with_their_own_zero_are_no_units(name: str) -> None:
    with pytest.raises(UnitError, match="unknown unit"):
        UNITS.parse(name)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("case/month", "case per month"), ("cases / month", "case/month"), ("km²", "km**2"), ("km^2", "km*km"),
        ("1/day", "day**-1"), ("second⁻¹", "1/second"), ("%", "percent"), ("case/(km²·day)", "case/km²/day"), ("", " "),
        ("million USD", "1000000 dollar"), ("week", "7 day"), ("year", "12 month"), ("(m)**2", "m²"),
    ],
)  # fmt: skip
def test_that_a_unit_can_be_written_in_several_ways(text: str, same: str) -> None:
    assert UNITS.parse(text) == UNITS.parse(same)


@pytest.mark.parametrize(
    ("text", "offset"),
    [("case/", 5), ("case//month", 5), ("foo", 0), ("case/foo", 5), ("case ?", 5), ("(case", 0), ("case**x", 6),
     ("case**999", 6), ("случай", 0), ("case/случай", 5), (")", 0), ("x" * 300, 0), ("km²⁻", 2), ("date/month", 0),
     ("(" * 50, 20), ("0 case", 0)],
)  # fmt: skip
def test_that_a_unit_that_cannot_be_read_says_where(text: str, offset: int) -> None:
    with pytest.raises(UnitError) as caught:
        UNITS.parse(text)
    assert caught.value.offset == offset


def test_that_numbers_convert_within_a_dimension_only() -> None:
    mile2, km2 = UNITS.parse("mile**2"), UNITS.parse("km²")
    assert convert(1000.0, mile2, km2) == pytest.approx(2589.988110336, rel=1e-14)  # 1,609.344² m²
    assert not convertible(UNITS.parse("case"), UNITS.parse("person"))
    with pytest.raises(UnitError, match="case cannot be turned into person"):
        convert(1.0, UNITS.parse("case"), UNITS.parse("person"))


def test_that_a_year_is_no_number_of_days() -> None:
    assert not convertible(UNITS.parse("year"), UNITS.parse("day"))
    assert convert(2.0, UNITS.parse("year"), UNITS.parse("month")) == 24.0
    assert convert(2.0, UNITS.parse("week"), UNITS.parse("day")) == 14.0


def test_that_between_days_and_months_the_power_of_the_length_of_a_month_is_told() -> None:
    assert month_power(UNITS.parse("case/day"), UNITS.parse("case/month")) == 1
    assert month_power(UNITS.parse("month"), UNITS.parse("day")) == 1
    assert month_power(UNITS.parse("week"), UNITS.parse("year")) == -1
    assert month_power(UNITS.parse("case/month"), UNITS.parse("case/year")) == 0
    assert month_power(UNITS.parse("case/day"), UNITS.parse("person/month")) is None
    assert month_power(UNITS.parse("case/day"), UNITS.parse("case")) is None


def test_that_products_are_spelt_as_people_write_them() -> None:
    case, month, km = (UNITS.parse(name) for name in ("case", "month", "km"))
    assert str(case / month) == "case/month"
    assert str(case / month * month) == "case"
    assert str(km * km) == "km²"
    assert str(case / (km**2) / month) == "case/km²/month"
    assert str(month / month) == "no unit"
    assert str(case**0 / month) == "1/month"


def test_that_counting_units_come_first_for_completion() -> None:
    assert UNITS.names()[:2] == ["case", "person"]
    assert "month" in UNITS.names()


def test_that_a_case_can_count_in_what_the_table_has_too() -> None:
    assert Units({"mile": "a mile of trench"}).parse("mile").dimensions == (("mile", 1),)
    assert UNITS.own("month")
    assert UNITS.own("case")
    assert not UNITS.own("mile")


def test_that_a_date_is_a_unit_of_its_own() -> None:
    assert UNITS.parse("date") == DATE


@pytest.mark.parametrize(("typed", "unit"), [("people", "person"), ("children/month", "child/month")])
def test_that_irregular_plurals_are_the_units_that_they_are_of(typed: str, unit: str) -> None:
    units = Units({"person": "who came", "child": "of school age"})
    assert units.parse(typed) == units.parse(unit)
