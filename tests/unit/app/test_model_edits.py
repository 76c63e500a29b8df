"""Adding, changing, copying and deleting the parts of a model."""

from __future__ import annotations

from dataclasses import replace

import pytest
from app_case import a_case, results_of

from claimbench.app import model_edits, model_parts
from claimbench.app.document import Document
from claimbench.app.model_edits import AddPart, ChangeFormula, ChangePart, DeletePart, DuplicatePart
from claimbench.app.model_parts import KINDS, PartKind
from claimbench.core.assumption import Assumption, Correlation
from claimbench.core.case import Case
from claimbench.core.model import Variable
from claimbench.core.problem import Severity
from claimbench.engine import distribution
from claimbench.engine.model import compile_model


def errors(case: Case) -> list[str]:
    return [problem.message for problem in compile_model(case).problems if problem.severity is Severity.ERROR]


def parts_of(case: Case) -> list[str]:
    return list(model_parts.every(case))


@pytest.mark.parametrize("kind", KINDS)
def test_that_a_new_part_of_any_kind_leaves_a_case_that_runs(kind: PartKind) -> None:
    document = Document(a_case())
    part = model_edits.blank(document.case, kind)
    document.apply(AddPart(part))
    assert errors(document.case) == []
    assert document.history.undo_sentence == f"{kind.capitalize()} “New {kind}” added"
    document.undo()
    assert document.case == document.saved


def test_that_a_new_assumption_gets_the_next_column_and_moves_no_other_draw() -> None:
    case = a_case()
    added = AddPart(model_edits.blank(case, "assumption")).apply(case)
    assert added.assumptions["new_assumption"].column == 10
    assert added.sampling.next_column == 11
    before, after = results_of(case), results_of(added)
    assert all((before.inputs[id] == after.inputs[id]).all() for id in case.assumptions)


def test_that_the_129th_column_is_refused() -> None:
    case = a_case()
    full = replace(case, sampling=replace(case.sampling, next_column=128))
    with pytest.raises(ValueError, match="All 128 columns"):
        AddPart(model_edits.blank(full, "assumption")).apply(full)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("2nd", "cannot be a name"), ("new cases", "cannot be a name"), ("if", "cannot be a name"), ("", "cannot be"),
        ("rate", "taken: it is the assumption “Rate”"), ("month", "the name of a unit"), ("case", "the name of a unit"),
        ("min", "a function"),
    ],
)  # fmt: skip
def test_that_a_name_that_formulas_could_not_use_is_refused_with_a_reason(name: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        AddPart(Variable(name, "Something", "", "1")).apply(a_case())


def test_that_a_name_that_formulas_use_as_a_unit_is_refused() -> None:
    case = a_case()
    formula = "total / case * mile / (1_000 * mile)"
    case = replace(case, variables={"share": replace(case.variables["share"], formula=formula)})
    with pytest.raises(ValueError, match="would mean something else"):
        AddPart(Variable("mile", "Something", "", "1")).apply(case)


def test_that_a_proposed_name_is_free_and_readable() -> None:
    case = a_case()
    assert model_edits.free_id(case, "Share of cases, 2025") == "share_of_cases_2025"
    assert model_edits.free_id(case, "total") == "total_2"
    assert model_edits.free_id(case, "2025") == "x_2025"
    assert model_edits.free_id(case, "…") == "new_2"


def test_that_a_copy_has_the_same_formula_and_a_copied_assumption_its_own_draws() -> None:
    case = DuplicatePart("rate", "rate_2").apply(DuplicatePart("share", "share_2").apply(a_case()))
    assert case.variables["share_2"].formula == case.variables["share"].formula
    assert case.assumptions["rate_2"].column != case.assumptions["rate"].column
    assert errors(case) == []


def test_that_changes_are_told_in_words_and_typing_is_one_entry_of_the_history() -> None:
    document = Document(a_case())
    for text in ("t", "to", "total / case"):
        document.apply(ChangeFormula("variables.share.formula", text), merge=True)
    document.end_merge()
    document.apply(ChangePart("share", (("label", "Part"),)))
    document.apply(ChangePart("share", (("unit", "%"),)))
    document.apply(ChangePart("total", (("non_negative", True),)))
    document.apply(ChangeFormula("claims.C1.measure", "end"))
    assert [entry.sentence for entry in document.history.done] == [
        "Share, formula changed",
        "Variable “Share” is now “Part”",
        "Part, unit none → %",
        "Cases, whether it can fall below zero changed",
        "Claim C1, measure changed",
    ]
    document.undo()
    assert document.case.claims["C1"].measure == "now"


def test_that_a_wrong_formula_is_taken_and_is_then_a_problem_of_the_case() -> None:
    case = ChangeFormula("variables.share.formula", "total /").apply(a_case())
    assert case.variables["share"].formula == "total /"
    assert errors(case)


def test_that_ends_in_the_wrong_order_are_refused_and_change_nothing() -> None:
    document = Document(a_case())
    with pytest.raises(ValueError, match=r"The lowest \(500\) is above the most likely \(100\)"):
        document.apply(ChangePart("rate", (("low", 500.0),)))
    assert document.case is document.saved


@pytest.mark.parametrize("first", sorted(distribution.KINDS))
@pytest.mark.parametrize("then", sorted(distribution.KINDS))
def test_that_every_distribution_can_become_every_other(first: str, then: str) -> None:
    case = a_case()
    for kind in (first, then):
        shown = case.assumptions["rate"]
        case = ChangePart("rate", model_edits.reshaped(shown, kind)).apply(case)
    changed = case.assumptions["rate"]
    assert changed.distribution == then
    assert [each.message for each in distribution.problems(changed)] == []


@pytest.mark.parametrize("kind", sorted(distribution.KINDS))
def test_that_a_constant_of_0_can_become_any_distribution_that_may_be_0(kind: str) -> None:
    zero = Assumption("zero", "Zero", "", "constant", 0.0, 0.0, 0.0, 5)
    case = AddPart(zero).apply(a_case())
    if kind == "lognormal":
        with pytest.raises(ValueError, match=r"positive|above 0"):
            ChangePart("zero", model_edits.reshaped(case.assumptions["zero"], kind)).apply(case)
    else:
        changed = ChangePart("zero", model_edits.reshaped(case.assumptions["zero"], kind)).apply(case)
        assert changed.assumptions["zero"].distribution == kind


def test_that_what_is_used_is_not_deleted_and_the_reason_names_its_users() -> None:
    with pytest.raises(ValueError, match=r"“Cases” is used by variable “Share”, measure “Cases at the end of March”"):
        DeletePart("total").apply(a_case())
    with pytest.raises(ValueError, match="chart “Losses by ratio”"):
        DeletePart("ratio").apply(a_case())
    with pytest.raises(ValueError, match="scenario “Fast”"):
        DeletePart("rate").apply(a_case())


def test_that_what_nothing_uses_is_deleted_and_comes_back() -> None:
    document = Document(a_case())
    document.apply(DeletePart("unused"))
    assert "unused" not in document.case.assumptions
    assert document.history.undo_sentence == "Assumption “Unused” deleted"
    document.undo()
    assert document.case == document.saved
    assert list(document.case.assumptions) == list(document.saved.assumptions)


def test_that_deleting_all_the_same_leaves_problems_where_it_is_named_and_says_so() -> None:
    document = Document(a_case())
    document.apply(DeletePart("ratio", anyway=True))
    assert "still named by measure “Ratio”" in document.history.undo_sentence
    assert any("ratio" in message for message in errors(document.case))


def test_that_a_deleted_flow_leaves_its_stocks_and_a_deleted_assumption_its_scenarios_and_correlations() -> None:
    case = replace(a_case(), correlations=(Correlation("rate", "growth", 0.5),))
    without = DeletePart("new", anyway=True).apply(case)
    assert without.stocks["total"].inflows == ()
    without = DeletePart("rate", anyway=True).apply(case)
    assert without.scenarios["fast"].values == {}
    assert without.correlations == ()


def test_that_users_are_everything_that_names_a_part() -> None:
    case = replace(a_case(), correlations=(Correlation("rate", "growth", 0.5),))
    assert {(user.kind, user.id) for user in model_parts.users(case, "rate")} == {
        ("flow", "new"), ("scenario", "fast"), ("correlation", "rate growth"),
    }  # fmt: skip
    assert {(user.kind, user.id) for user in model_parts.users(case, "passed")} == {("claim", "C2"), ("chart", "total")}
    assert model_parts.reads(case, case.stocks["total"]) == ["new"]
    assert set(model_parts.reads(case, case.flows["new"])) == {"rate", "growth"}
    assert parts_of(case)
