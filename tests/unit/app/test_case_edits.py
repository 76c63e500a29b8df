"""Title, dates and units of a case are changed by commands; what would break it is refused in a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from app_case import a_case

from claimbench.app.case_edits import CASE_FIELDS, ChangeCase
from claimbench.core.case import Case


def changed(field: str, text: str, case: Case | None = None) -> Case:
    return ChangeCase(field, CASE_FIELDS[field].read(text)).apply(case or a_case())


@pytest.mark.parametrize(
    ("field", "text", "shown"),
    [
        ("title", "  Homes \n of the city ", "Homes of the city"),
        ("question", "How many?", "How many?"),
        ("as_of", "31 Dec 2025", "2025-12-31"),
        ("handling", "TLP:AMBER", "TLP:AMBER"),
        ("start", "2024-06-01", "2024-06-01"),
        ("end", "2030-12-31", "2030-12-31"),
        ("step", "quarter", "quarter"),
    ],
)
def test_that_each_field_shows_what_was_typed_and_nothing_else_changes(field: str, text: str, shown: str) -> None:
    case = changed(field, text)
    assert CASE_FIELDS[field].text(case) == shown
    before = a_case()
    others = [key for key in CASE_FIELDS if key != field]
    assert [CASE_FIELDS[key].text(case) for key in others] == [CASE_FIELDS[key].text(before) for key in others]


def test_that_units_are_lines_of_a_name_and_what_it_means() -> None:
    case = changed("units", CASE_FIELDS["units"].text(a_case()) + "\n\nhome = dwellings = flats too\n flat\n")
    assert list(case.units.items())[-2:] == [("home", "dwellings = flats too"), ("flat", "")]
    assert CASE_FIELDS["units"].read(CASE_FIELDS["units"].text(case)) == case.units


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("title", " ", "A case needs a title."),
        ("as_of", "", "A day is needed, such as 2025-12-31."),
        ("end", "soon", "“soon” is not a date."),
        ("end", "2001-01-01", "The past starts first, then the projection, and the last day comes last."),
        ("end", "9000-01-01", "steps; 20,000 are the most."),
        ("units", "two words = x", "“two words” cannot be a unit"),
        ("units", "if = x", "“if” cannot be a unit"),
        ("units", "home = a\nhome = b", "“home” is there twice."),
    ],
)
def test_that_what_cannot_be_is_refused_in_a_sentence(field: str, text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why.replace("(", r"\(")):
        changed(field, text)


def with_units(*names: str) -> str:
    return "\n".join([CASE_FIELDS["units"].text(a_case()), *names])


def test_that_a_unit_cannot_have_a_name_that_means_something_else() -> None:
    with pytest.raises(ValueError, match="“month” has a meaning already"):
        changed("units", with_units("month = x"))
    with pytest.raises(ValueError, match="“rate” is taken: it is the assumption “Rate”"):
        changed("units", with_units("rate = x"))


def test_that_a_unit_goes_only_when_nothing_is_given_in_it() -> None:
    case = a_case()
    used = next(iter(case.units))
    rest = "\n".join(f"{name} = {words}" for name, words in case.units.items() if name != used)
    with pytest.raises(ValueError, match=f"“{used}” is still a unit of the "):
        changed("units", rest)
    more = replace(case, units={**case.units, "flat": "a flat"})
    assert "flat" not in changed("units", CASE_FIELDS["units"].text(case), more).units


def test_that_what_was_done_is_told_in_a_few_words() -> None:
    command = ChangeCase("as_of", date(2025, 12, 31))
    before = a_case()
    assert command.sentence(before, command.apply(before)) == "As of: 2025-12-31"
    assert command.merge_key == "case.as_of"
