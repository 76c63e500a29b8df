"""What a user relies on in undo and redo, and in the sentences that tell what was done."""

from dataclasses import replace
from datetime import date

import pytest

from claimbench.app.commands import LoadScenario, ResetAssumptions, SetAssumption
from claimbench.app.document import Document
from claimbench.app.explain import scenario_name
from claimbench.app.model_edits import AddPart, ChangePart, blank
from claimbench.app.rename import RenamePart
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.chart import Scenario
from claimbench.core.model import Timeline


def a_case() -> Case:
    rate = Assumption("rate", "New cases per month", "1/month", "pert", 16_300, 21_000, 25_000, 0)
    growth = Assumption("growth", "Growth", "1/month", "normal", -0.02, 0.0, 0.04, 1)
    return Case(
        "case",
        "A case",
        date(2025, 11, 24),
        Timeline(date(2025, 1, 1), date(2025, 11, 1), date(2026, 12, 31)),
        assumptions={"rate": rate, "growth": growth},
        scenarios={"fast": Scenario("fast", "Fast", {"rate": 24_000})},
    )


@pytest.fixture
def document() -> Document:
    return Document(a_case())


def test_that_a_change_is_told_as_a_sentence(document: Document) -> None:
    document.apply(SetAssumption("rate", "best", 23_500))
    assert document.case.assumptions["rate"].best == 23_500
    assert document.history.undo_sentence == "New cases per month 21,000 → 23,500"


def test_that_undo_puts_back_the_very_same_case_and_redo_the_changed_one(document: Document) -> None:
    before = document.case
    document.apply(SetAssumption("rate", "best", 23_500))
    after = document.case
    document.undo()
    assert document.case is before
    document.redo()
    assert document.case is after


def test_that_a_drag_is_one_entry_told_from_where_it_began(document: Document) -> None:
    for value in (21_100, 22_000, 24_000):
        document.apply(SetAssumption("rate", "best", value), merge=True)
    document.end_merge()
    document.apply(SetAssumption("rate", "best", 24_500), merge=True)
    document.end_merge()
    assert [entry.sentence for entry in document.history.done] == [
        "New cases per month 21,000 → 24,000",
        "New cases per month 24,000 → 24,500",
    ]


def test_that_a_drag_there_and_back_leaves_no_entry(document: Document) -> None:
    for value in (22_000, 21_000):
        document.apply(SetAssumption("rate", "best", value), merge=True)
    assert document.history.undo_sentence == ""
    assert not document.changed_assumptions


def test_that_a_new_change_after_undo_drops_what_was_undone(document: Document) -> None:
    document.apply(SetAssumption("rate", "best", 22_000))
    document.undo()
    document.apply(SetAssumption("growth", "best", 0.01))
    assert document.redo() == ""
    assert document.case.assumptions["rate"].best == 21_000


def test_that_a_refused_change_changes_nothing(document: Document) -> None:
    before = document.case
    with pytest.raises(ValueError, match=r"(?i)new cases|low"):
        document.apply(SetAssumption("rate", "low", 22_000))
    assert document.case is before
    assert document.history.undo_sentence == ""


def test_that_reset_takes_one_assumption_or_all_back_to_the_saved_values(document: Document) -> None:
    document.apply(SetAssumption("rate", "best", 22_000))
    document.apply(SetAssumption("growth", "best", 0.01))
    document.apply(ResetAssumptions(document.saved, ("growth",)))
    assert document.changed_assumptions == ("rate",)
    document.apply(ResetAssumptions(document.saved))
    assert document.case == document.saved
    document.undo()
    assert document.changed_assumptions == ("rate",)


def test_that_a_reset_leaves_words_alone_and_knows_an_assumption_by_another_name(document: Document) -> None:
    document.apply(ChangePart("rate", (("label", "Cases"), ("note", "Typed today"))))
    document.apply(RenamePart("rate", "cases"))
    assert not document.changed_assumptions
    document.apply(SetAssumption("cases", "best", 22_000))
    assert document.changed_assumptions == ("cases",)
    document.apply(ResetAssumptions(document.saved))
    rate = document.case.assumptions["cases"]
    assert (rate.best, rate.label, rate.note) == (21_000, "Cases", "Typed today")


def test_that_a_scenario_starts_from_the_saved_values_and_is_named(document: Document) -> None:
    document.apply(SetAssumption("growth", "best", 0.01))
    assert scenario_name(document.case, document.saved) == "Baseline, 1 change"
    document.apply(LoadScenario(document.saved, "fast"))
    assert document.case.assumptions["growth"] == document.saved.assumptions["growth"]
    assert document.case.assumptions["rate"].best == 24_000
    assert scenario_name(document.case, document.saved) == "Fast"
    assert scenario_name(document.saved, document.saved) == "Baseline"


def test_that_an_added_part_is_one_unsaved_change(document: Document) -> None:
    document.apply(AddPart(blank(document.case, "assumption")))
    assert document.case.sampling != document.saved.sampling  # the column that it is drawn from is taken
    assert document.unsaved == 1


def test_that_a_change_to_what_it_is_already_is_no_change(document: Document) -> None:
    heard: list[object] = []
    document.subscribe(heard.append)
    document.apply(SetAssumption("rate", "best", 21_000))
    assert heard == []
    document.apply(SetAssumption("rate", "best", 21_500))
    assert len(heard) == 1


def test_that_the_saved_case_never_changes(document: Document) -> None:
    saved = document.saved
    document.apply(SetAssumption("rate", "best", 24_000))
    assert document.saved is saved
    assert saved == replace(a_case())


def test_that_a_change_that_is_not_part_of_a_drag_is_an_entry_of_its_own(document: Document) -> None:
    before = document.case
    document.apply(SetAssumption("rate", "best", 22_000), merge=True)
    document.apply(SetAssumption("rate", "best", 23_000))
    assert len(document.history.done) == 2
    document.undo()
    assert document.case.assumptions["rate"].best == 22_000
    document.undo()
    assert document.case is before


def test_that_a_small_change_is_told_with_the_digits_that_show_it(document: Document) -> None:
    document.apply(SetAssumption("rate", "best", 21_000.25))
    assert document.history.undo_sentence == "New cases per month 21,000 → 21,000.2"
    document.apply(SetAssumption("growth", "high", 0.040_01))
    assert document.history.undo_sentence == "Growth, high end 0.04 → 0.04001"


def test_that_a_reset_says_what_it_puts_back(document: Document) -> None:
    document.apply(SetAssumption("rate", "best", 22_000))
    document.apply(ResetAssumptions(document.saved, ("rate",)))
    assert document.history.undo_sentence == "New cases per month back to 21,000"
    document.apply(SetAssumption("rate", "high", 26_000))
    document.apply(ResetAssumptions(document.saved, ("rate",)))
    assert document.history.undo_sentence == "New cases per month back to its saved range"
