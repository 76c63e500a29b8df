"""Calculations of a case: added, changed, deleted, and told in sentences."""

from __future__ import annotations

from pathlib import Path

import pytest
from keeping_case import keeping_case

from claimbench.app.calculation_edits import AddCalculation, ChangeCalculation, DeleteCalculation, begun
from claimbench.app.document import Document
from claimbench.app.explain import written
from claimbench.app.model_edits import ChangeFormula
from claimbench.app.paths import bundled_case
from claimbench.casefile.duplicate import save_as
from claimbench.casefile.read import load


@pytest.fixture
def document() -> Document:
    return Document(keeping_case())


def test_that_a_calculation_begins_with_the_number_of_its_claim(document: Document) -> None:
    new = begun(document.case, "C01")
    document.apply(AddCalculation(new))
    assert document.history.undo_sentence == "Calculation “New calculation” added"
    assert (new.id, new.claims, new.unit) == ("calculation_1", ("C01",), document.case.claims["C01"].unit)
    assert written(document.case, new.id).expression.endswith("loans")
    assert begun(document.case, "C01").id == "calculation_2"
    with pytest.raises(ValueError, match="There is a calculation calculation_1 already"):
        document.apply(AddCalculation(new))
    with pytest.raises(ValueError, match="no claim C99"):
        begun(document.case, "C99")


def test_that_its_fields_change_one_by_one_and_are_told(document: Document) -> None:
    for field, value, sentence in (
        ("label", "Both", "Calculation “Gap” is now “Both”"),
        ("against", ("C02",), "Both, the claims it is compared with changed"),
        ("claims", ("C01",), "Both, the claims it is shown with changed"),
        ("note", "Why", "Both, note changed"),
    ):
        document.apply(ChangeCalculation("gap", field, value))
        assert document.history.undo_sentence == sentence
        assert getattr(document.case.calculations["gap"], field) == value
    document.apply(ChangeFormula("calculations.gap.formula", "claim('C01')"))
    assert document.history.undo_sentence == "Both, formula changed"


def test_that_a_deleted_calculation_comes_back_with_undo(document: Document) -> None:
    document.apply(DeleteCalculation("gap"))
    assert document.history.undo_sentence == "Calculation “Gap” deleted"
    assert list(document.case.calculations) == ["half"]
    with pytest.raises(ValueError, match="not in the case any more"):
        document.apply(ChangeCalculation("gap", "note", ""))
    document.undo()
    assert list(document.case.calculations) == ["gap", "half"]


def test_that_a_new_calculation_is_saved_and_read_again(tmp_path: Path) -> None:
    source = bundled_case("england-homes")
    edited = Document(load(source).case)
    edited.apply(AddCalculation(begun(edited.case, "H01")))
    edited.apply(ChangeCalculation("calculation_1", "against", ("H13",)))
    save_as(edited.case, source, tmp_path / "copy")
    assert load(tmp_path / "copy").case.calculations == edited.case.calculations
