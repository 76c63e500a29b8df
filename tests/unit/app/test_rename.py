"""Renaming a part of the model: everything that names it follows, and nothing else moves."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from app_case import a_case, results_of, with_formulas
from hypothesis import given
from hypothesis import strategies as st

from claimbench.app.document import Document
from claimbench.app.formula_text import renamed, trouble_span
from claimbench.app.model_edits import AddPart
from claimbench.app.model_parts import KINDS, every, find, kind_of
from claimbench.app.paths import default_case
from claimbench.app.projection import Projector
from claimbench.app.rename import RenamePart
from claimbench.casefile.read import load
from claimbench.core.assumption import Correlation
from claimbench.core.problem import Severity
from claimbench.engine.formula import names_in
from claimbench.engine.model import compile_model


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rate * 2", "pace * 2"),
        ("  rate*rate  ", "  pace*pace  "),
        ("rate + rates + my_rate + rate2", "pace + rates + my_rate + rate2"),
        ("at(total, 'rate') + rate", "at(total, 'rate') + pace"),
        ("rate(1) + rate", "rate(1) + pace"),  # a call is of a function
        ("(rate\n  + größe * rate)", "(pace\n  + größe * pace)"),
        ("'день' + rate", "'день' + pace"),
        ("1e5 * rate", "1e5 * pace"),
    ],
)
def test_that_only_the_name_itself_is_replaced(text: str, expected: str) -> None:
    assert renamed(text, "rate", "pace") == expected


def test_that_a_formula_that_cannot_be_read_follows_by_whole_words_outside_of_quotes() -> None:
    assert renamed("(rate + 'rate' * rates", "rate", "pace") == "(pace + 'rate' * rates"


@given(st.lists(st.sampled_from(["rate", "rates", " ", "+", "(", ")", "'rate'", "é", "1", "*", "\n"]), max_size=12))
def test_that_renaming_there_and_back_gives_the_same_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    there = renamed(text, "rate", "pace_of_it")
    assert renamed(there, "pace_of_it", "rate") == text
    called = re.search(r"\brate\s*\(", there)  # a call is of a function, whose name stays
    assert called or "rate" not in names_in(there)


def test_that_everything_that_names_a_part_follows() -> None:
    case = replace(a_case(), correlations=(Correlation("rate", "growth", 0.5),))
    changed = RenamePart("rate", "pace").apply(case)
    assert changed.flows["new"].formula == "pace * (1 + growth) ** (elapsed('month') / month)"
    assert changed.scenarios["fast"].values == {"pace": 140.0}
    assert changed.correlations == (Correlation("pace", "growth", 0.5),)
    changed = RenamePart("new", "fresh").apply(case)
    assert changed.stocks["total"].inflows == ("fresh",)
    assert changed.charts["new"].options["shows"] == "fresh"
    assert changed.measures["losses"].formula.startswith("total(fresh, over(")
    changed = RenamePart("now", "march").apply(case)
    assert changed.claims["C1"].measure == "march"
    changed = RenamePart("passed", "gone_by").apply(case)
    assert changed.charts["total"].options["crossing"] == "gone_by"
    changed = RenamePart("ratio", "odds").apply(case)
    assert changed.charts["losses"].options["assumption"] == "odds"


@pytest.mark.parametrize("id", list(every(a_case())))
def test_that_any_part_can_be_renamed_without_a_problem_and_keeps_its_place(id: str) -> None:
    case = a_case()
    changed = RenamePart(id, "other_name").apply(case)
    assert [p.message for p in compile_model(changed).problems if p.severity is Severity.ERROR] == []
    part = find(changed, "other_name")
    assert part is not None
    assert find(changed, id) is None
    for kind in KINDS:
        before, after = list(getattr(case, f"{kind}s")), list(getattr(changed, f"{kind}s"))
        assert after == ["other_name" if each == id and kind == kind_of(part) else each for each in before]


def test_that_a_renamed_assumption_keeps_its_draws() -> None:
    case = a_case()
    changed = RenamePart("rate", "pace").apply(case)
    assert np.array_equal(results_of(case).inputs["rate"], results_of(changed).inputs["pace"])
    assert np.array_equal(results_of(case).measure("end"), results_of(changed).measure("end"))


def test_that_the_sentence_counts_the_formulas_and_undo_puts_every_byte_back() -> None:
    document = Document(with_formulas(a_case(), {"new": "  rate *(1+growth)**( elapsed('month')/month)  "}))
    document.apply(RenamePart("total", "stand"))
    assert document.history.undo_sentence == "Stock “total” renamed to “stand”: 4 formulas follow"
    document.apply(RenamePart("growth", "rise"))
    assert document.case.flows["new"].formula == "  rate *(1+rise)**( elapsed('month')/month)  "
    document.undo()
    document.undo()
    assert document.case == document.saved


@pytest.mark.parametrize("name", ["growth", "month", "case", "new cases", "min"])
def test_that_a_taken_or_impossible_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"“{name}”"):
        RenamePart("rate", name).apply(a_case())


def test_that_what_is_gone_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="There is no “nothing”"):
        RenamePart("nothing", "something").apply(a_case())


@pytest.mark.parametrize(
    ("text", "offset", "message", "marked"),
    [
        ("a + bcd", 4, "Unknown name 'bcd'", "bcd"),
        ("a * b + c", 0, "'a * b + c' adds 'a * b' in x and 'c' in y.", "a * b + c"),
        ("größe + b", 0, "'größe' is not", "größe"),
        ("a + ", 3, "This is not a formula", " "),
        ("", 0, "The formula is empty.", ""),
    ],
)
def test_that_the_place_of_a_trouble_is_the_subexpression_that_its_message_names(
    text: str, offset: int, message: str, marked: str
) -> None:
    span = trouble_span(text, offset, message)
    assert text[span.start : span.end] == marked
    assert span.end > span.start


@pytest.mark.parametrize("name", ["ukraine-2025", "england-homes"])
def test_that_a_case_in_which_everything_was_renamed_gives_the_same_charts_and_chances(name: str) -> None:
    """Beside the saved case, in which every part has another name."""
    case = load(Path(default_case()).parent / name).case
    saved = replace(case, sampling=replace(case.sampling, draws=1024))
    now = saved
    for id in every(saved):
        now = RenamePart(id, f"{id}_anew").apply(now)
    assert [problem for problem in compile_model(now).problems if problem.severity is Severity.ERROR] == []
    before = Projector(saved).project(saved)
    after = Projector(now).project(now, baseline=before)
    assert {id: each.probability for id, each in after.verdicts.items()} == {
        id: each.probability for id, each in before.verdicts.items()
    }
    titles = {id: figure.headline for id, figure in before.figures.items()}
    assert {id: figure.headline for id, figure in after.figures.items()} == titles


def test_that_a_curve_against_an_assumption_that_was_not_saved_yet_is_drawn() -> None:
    saved = a_case()
    what_if = next(chart for chart in saved.charts.values() if chart.kind == "what_if")
    added = AddPart(replace(saved.assumptions[str(what_if.options["assumption"])], id="added")).apply(saved)
    chart = replace(what_if, options={**what_if.options, "assumption": "added"})
    case = replace(added, charts={what_if.id: chart})
    results = Projector(case).project(case, baseline=Projector(saved).project(saved))
    assert results.figures[what_if.id].marks
