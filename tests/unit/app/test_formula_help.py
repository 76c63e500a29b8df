"""What a formula editor is told while somebody types."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from app_case import a_case, results_of, with_measure

from claimbench.app.formula_help import check, completions, typed_at
from claimbench.app.model_edits import AddPart, blank
from claimbench.core.model import Variable

FLOW, SHARE, NOW = "flows.new.formula", "variables.share.formula", "measures.now.formula"


def offered(path: str, text: str) -> list[str]:
    return [each.text for each in completions(a_case(), path, text, len(text))]


def test_that_names_are_offered_by_their_start_with_label_and_unit() -> None:
    found = completions(a_case(), FLOW, "1 + ra", 6)
    assert [(each.text, each.kind, each.detail) for each in found[:2]] == [
        ("rate", "assumption", "Rate, case/month"), ("ratio", "assumption", "Ratio"),
    ]  # fmt: skip


def test_that_names_are_found_by_a_word_inside_them_and_by_their_label() -> None:
    assert "ratio_said" in offered(NOW, "said")
    assert "end" in offered(NOW, "cases")


def test_that_only_what_may_stand_there_is_offered() -> None:
    assert "now" not in offered(FLOW, "no")  # a measure in a flow
    assert "at(" not in offered(FLOW, "at")
    assert "at(" in offered(NOW, "at")
    assert "claim(" in offered("calculations.x.formula", "cl")
    assert "new" not in offered(FLOW, "ne")  # itself


def test_that_a_name_that_is_whole_stands_before_longer_ones() -> None:
    case = AddPart(replace(a_case().assumptions["rate"], id="total_before")).apply(a_case())
    found = completions(case, SHARE, "total", 5)
    assert [each.text for each in found[:2]] == ["total", "total_before"]


def test_that_units_and_functions_are_offered_with_what_they_do() -> None:
    found = {each.text: each for each in completions(a_case(), NOW, "mo", 2)}
    assert found["month"].kind == "unit"
    found = {each.text: each for each in completions(a_case(), NOW, "fina", 4)}
    assert found["final("].detail == "final(x): x at the end of the timeline."


def test_that_texts_in_quotes_are_completed_by_what_stands_before_them() -> None:
    assert offered(SHARE, "observed('") == ["'totals'", "'months'"]
    assert offered(SHARE, 'elapsed("m') == ['"month"']
    assert "'2025-03-31'" in offered(NOW, "at(total, '2025")
    assert offered("calculations.x.formula", "claim('C1") == ["'C1'"]


@pytest.mark.parametrize("text", ["", "rate * ", "1e5", "rate", "zzz", "'2025-03-31'"])
def test_that_nothing_is_offered_where_there_is_nothing_to_complete(text: str) -> None:
    assert offered(FLOW, text) == []


def test_that_what_is_typed_is_found_at_the_cursor() -> None:
    assert typed_at("rate * gro", 10) == (7, "gro")
    assert typed_at("rate * gro", 4) == (0, "rate")
    assert typed_at("at(total, '2025-0", 17) == (10, "'2025-0")
    assert typed_at("f('a') + b", 10) == (9, "b")


def test_that_a_valid_formula_has_no_trouble_and_says_what_it_gives_now() -> None:
    case = a_case()
    found = check(case, NOW, "at(total, '2025-03-31')", results_of(case))
    assert found.valid
    assert found.now is not None
    assert found.now.sentence(case.units) == "Now: 1,300 cases"


def test_that_the_preview_is_what_a_full_run_of_the_changed_case_gives() -> None:
    case = a_case()
    results = results_of(case)
    found = check(case, SHARE, "2 * total / (10_000 * case)", results)
    assert found.now is not None
    history = results.outcome.history("share")
    start = results.projector.model.grid.projection
    expected = [2 * np.quantile(history[start], level, method="inverted_cdf") for level in (0.5, 0.05, 0.95)]
    assert [found.now.median, found.now.low, found.now.high] == pytest.approx(expected, rel=1e-12)
    assert found.now.later == pytest.approx(2 * np.quantile(history[-1], 0.5, method="inverted_cdf"), rel=1e-12)


def test_that_a_date_is_shown_as_one() -> None:
    case = a_case()
    found = check(case, "measures.passed.formula", "first_date(total >= 1_350 * case)", results_of(case))
    assert found.now is not None
    assert found.now.sentence(case.units).startswith("Now: ")
    assert found.now.value(case.units).endswith("2025")
    never = check(case, "measures.passed.formula", "first_date(total >= 1_000_000 * case)", results_of(case))
    assert never.now is not None
    assert never.now.value(case.units) == "never"


@pytest.mark.parametrize(
    ("path", "text", "marked", "words"),
    [
        (SHARE, "totl / case", "totl", "did you mean 'total'?"),
        (SHARE, "total + rate", "rate", "'total' in case and 'rate' in case/month"),
        (SHARE, "total / (1 * case", "(", "never closed"),
        (NOW, "total", "total", "varies over time"),
        ("claims.C1.measure", "at(total, '2025-03-31') * rate", "at(total, '2025-03-31') * rate", "case"),
        ("stocks.total.opening", "rate", "rate", "case/month"),
    ],
)
def test_that_what_is_wrong_is_told_in_words_with_its_place(path: str, text: str, marked: str, words: str) -> None:
    trouble = check(a_case(), path, text).troubles[0]
    assert words in trouble.message
    assert trouble.span is not None
    assert text[trouble.span.start : trouble.span.end] == marked


def test_that_a_loop_through_another_formula_is_named() -> None:
    case = AddPart(Variable("twice", "Twice", "", "2 * share")).apply(a_case())
    found = check(case, SHARE, "twice / 2")
    assert any("share → twice → share" in trouble.message for trouble in found.troubles)


def test_that_what_is_wrong_elsewhere_already_is_not_said_here() -> None:
    case = a_case()
    case = replace(case, flows={"new": replace(case.flows["new"], formula="rate +")})
    assert check(case, SHARE, "total / (1_000 * case)").valid


def test_that_a_formula_that_breaks_another_says_which() -> None:
    case = with_measure(a_case(), "twice", "", "2 * ratio_said")
    found = check(case, "measures.ratio_said.formula", "ratio * case / case")
    assert found.valid
    case = AddPart(Variable("more", "More", "", "share + 1")).apply(case)
    case = replace(case, variables={**case.variables, "share": replace(case.variables["share"], unit="")})
    assert check(case, SHARE, "more - 1").troubles[-1].message.startswith("These depend on one another")


def test_that_an_assumption_added_since_the_last_run_has_a_preview_too() -> None:
    case = a_case()
    results = results_of(case)
    added = AddPart(blank(case, "assumption")).apply(case)
    found = check(added, SHARE, "new_assumption + 1", results)
    assert found.now is not None
    assert found.now.median == pytest.approx(2.0, abs=0.1)


def test_that_an_empty_opening_is_fine_where_the_past_is_observed() -> None:
    assert check(a_case(), "stocks.total.opening", "").valid
