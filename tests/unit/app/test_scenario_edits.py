"""Scenarios kept, changed and compared; the two ways back for an assumption."""

from dataclasses import replace

import pytest
from keeping_case import keeping_case

from claimbench.app.commands import LoadScenario, ReplaceCase, ResetAssumptions, SetAssumption
from claimbench.app.document import Document
from claimbench.app.explain import scenario_name
from claimbench.app.scenario_edits import (
    Compared,
    DeleteScenario,
    DescribeScenario,
    MakeDefault,
    ResetToDefault,
    SaveScenario,
    compare,
    ranges_left_out,
)


@pytest.fixture
def document() -> Document:
    return Document(keeping_case())


def test_that_the_present_values_become_a_scenario_that_can_be_loaded(document: Document) -> None:
    document.apply(SetAssumption("rate", "best", 23.0))
    document.apply(SaveScenario(document.saved, "  More   loans ", "As in October"))
    kept = document.case.scenarios["more_loans"]
    assert (kept.label, kept.note, kept.values) == ("More loans", "As in October", {"rate": 23.0})
    assert scenario_name(document.case, document.saved) == "More loans"
    document.apply(LoadScenario(document.saved, "fast"))
    assert scenario_name(document.case, document.saved) == "Fast"
    document.apply(LoadScenario(document.saved, "more_loans"))
    assert document.case.assumptions["rate"].best == 23.0


def test_that_a_new_assumption_is_no_change_from_the_baseline_but_can_tell_a_scenario(document: Document) -> None:
    new = replace(document.case.assumptions["rate"], id="new", column=99)
    document.apply(ReplaceCase(document.case.with_assumption(new), "New"))
    assert scenario_name(document.case, document.saved) == "Baseline"
    document.apply(SetAssumption("rate", "best", 24.0))
    assert scenario_name(document.case, document.saved) == "Fast"
    document.apply(SetAssumption("rate", "best", 23.0))
    assert scenario_name(document.case, document.saved) == "Baseline, 1 change"
    document.apply(ResetAssumptions(document.saved))
    document.apply(SetAssumption("new", "best", 23.0))
    document.apply(SaveScenario(document.saved, "Many new"))
    document.apply(SetAssumption("new", "best", 20.0))
    document.apply(LoadScenario(document.saved, "many_new"))
    assert scenario_name(document.case, document.saved) == "Many new"


def test_that_a_scenario_takes_on_present_values_and_keeps_its_name(document: Document) -> None:
    document.apply(SetAssumption("ratio", "best", 1.2))
    document.apply(SaveScenario(document.saved, "", scenario="fast"))
    assert document.case.scenarios["fast"].label == "Fast"
    assert document.case.scenarios["fast"].values == {"ratio": 1.2}


@pytest.mark.parametrize(("label", "reason"), [("", "a name"), ("FAST", "already"), ("baseline", "already")])
def test_that_a_scenario_needs_a_name_of_its_own(document: Document, label: str, reason: str) -> None:
    document.apply(SetAssumption("rate", "best", 23.0))
    with pytest.raises(ValueError, match=reason):
        document.apply(SaveScenario(document.saved, label))


def test_that_nothing_changed_is_no_scenario(document: Document) -> None:
    with pytest.raises(ValueError, match="nothing to keep"):
        document.apply(SaveScenario(document.saved, "Empty"))


def test_that_a_scenario_is_renamed_and_deleted(document: Document) -> None:
    document.apply(DescribeScenario("fast", "Faster", "note"))
    assert document.history.undo_sentence == "Scenario “Fast” is now “Faster”"
    document.apply(DeleteScenario("fast"))
    assert not document.case.scenarios
    document.undo()
    assert document.case.scenarios["fast"].note == "note"


def test_that_a_comparison_has_only_what_differs_with_units(document: Document) -> None:
    document.apply(SetAssumption("ratio", "best", 1.2))
    compared = compare(document.case, document.saved, ["fast"], present=True)
    assert compared.columns == ("Baseline", "Now", "Fast")
    assert compared.rows == (
        Compared("rate", "New loans", "loans per month", ("21", "21", "24"), (False, False, True)),
        Compared("ratio", "Ratio", "", ("1", "1.2", "1"), (False, True, False)),
    )


def test_that_a_scenario_for_an_assumption_that_is_gone_is_said(document: Document) -> None:
    case = replace(document.case, assumptions={"ratio": document.case.assumptions["ratio"]})
    assert compare(case, document.saved, ["fast"]).notes == (
        "Scenario “Fast” sets “rate”, which is not an assumption of the case.",
    )


def test_that_a_range_changed_on_its_own_is_said_to_be_left_out(document: Document) -> None:
    document.apply(SetAssumption("rate", "best", 23.0))
    assert ranges_left_out(document.case, document.saved) == []
    document.apply(SetAssumption("ratio", "high", 2.0))
    assert ranges_left_out(document.case, document.saved) == ["Ratio"]


def test_that_an_assumption_goes_back_to_its_default_or_to_what_is_saved(document: Document) -> None:
    document.apply(SetAssumption("rate", "best", 23.0))
    document.apply(MakeDefault(("rate",)))
    document.apply(SetAssumption("rate", "best", 18.0))
    document.apply(SetAssumption("ratio", "best", 1.2))
    document.apply(ResetToDefault(document.saved))
    assert document.case.assumptions["rate"].best == 23.0
    assert document.case.assumptions["ratio"] == document.saved.assumptions["ratio"]
    assert document.history.undo_sentence == "2 assumptions back to the default"


def test_that_loading_a_scenario_keeps_what_else_was_edited(document: Document) -> None:
    rate = replace(document.case.assumptions["rate"], label="Loans that are new", note="Checked.")
    document.apply(SetAssumption("rate", "best", 23.0))
    case = document.case.with_assumption(replace(rate, best=23.0))
    loaded = LoadScenario(document.saved, "fast").apply(case).assumptions["rate"]
    assert (loaded.label, loaded.note, loaded.best) == ("Loans that are new", "Checked.", 24.0)
