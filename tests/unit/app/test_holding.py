"""Commands that hold claims and let go of them, and readings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from held_case import a_case, claim

from claimbench.app.commands import Command
from claimbench.app.document import Document
from claimbench.app.holding import Hold, KeepReading, LoadReading, Release, RemoveReading, SetWeighByGrade
from claimbench.core.case import Case
from claimbench.core.claim import Claim, Reading

READING = Reading("theirs", "Their figures", ("C3", "C1"))


def case_of(*held: str) -> Case:
    claims = (claim("C1", "x_said", 110.0), claim("C2", "y_said", 50.0), claim("C3", "z_said", 2.0),
              Claim("C4", "A judgement", why_not="It names no number."))  # fmt: skip
    return replace(a_case(*claims), held=held, readings={"theirs": READING})


def sentence(command: Command, case: Case) -> str:
    return command.sentence(case, command.apply(case))


def test_that_claims_are_held_in_the_order_of_the_case_however_they_were_ticked() -> None:
    assert Hold(("C3",)).apply(case_of("C1")).held == ("C1", "C3")
    assert Hold(("C1",)).apply(case_of("C3")).held == ("C1", "C3")
    assert Hold(("C1",)).apply(case_of("C1")) == case_of("C1")


def test_that_letting_go_of_one_keeps_the_others_and_of_none_lets_all_go() -> None:
    assert Release(("C1",)).apply(case_of("C1", "C3")).held == ("C3",)
    assert Release().apply(case_of("C1", "C3")).held == ()


def test_that_a_claim_that_cannot_be_tested_is_refused_with_the_reason() -> None:
    with pytest.raises(ValueError, match="C4 cannot be held: It names no number"):
        Hold(("C4",)).apply(case_of())
    with pytest.raises(ValueError, match="no claim “C9”"):
        Hold(("C9",)).apply(case_of())


def test_that_a_reading_replaces_what_is_held() -> None:
    assert LoadReading("theirs").apply(case_of("C2")).held == ("C1", "C3")


def test_that_a_reading_leaves_out_what_cannot_be_held_and_is_refused_where_nothing_can() -> None:
    case = case_of()
    partly = replace(case, readings={"r": Reading("r", "R", ("C4", "C9", "C2")), "n": Reading("n", "N", ("C4",))})
    assert LoadReading("r").apply(partly).held == ("C2",)
    with pytest.raises(ValueError, match="None of the claims of “N” can be held"):
        LoadReading("n").apply(partly)
    with pytest.raises(ValueError, match="no reading “x”"):
        LoadReading("x").apply(case)


def test_that_what_is_held_can_be_kept_as_a_reading_and_forgotten() -> None:
    kept = KeepReading("mine", "My figures", "a note").apply(case_of("C2"))
    assert kept.readings["mine"] == Reading("mine", "My figures", ("C2",), "a note")
    assert RemoveReading("mine").apply(kept).readings == case_of().readings
    for command, case in ((KeepReading("mine", "M"), case_of()), (KeepReading("my one", "M"), case_of("C1")),
                          (KeepReading("mine", " "), case_of("C1")), (RemoveReading("x"), case_of())):  # fmt: skip
        with pytest.raises(ValueError, match=r"\.$"):
            command.apply(case)


def test_that_each_change_is_told_in_a_sentence() -> None:
    assert sentence(Hold(("C1",)), case_of()) == "“Claim C1” held"
    assert sentence(Hold(("C1", "C2")), case_of()) == "2 claims held"
    assert sentence(Release(), case_of("C1")) == "“Claim C1” released"
    assert sentence(LoadReading("theirs"), case_of()) == "Reading “Their figures”"
    assert sentence(SetWeighByGrade(True), case_of()) == "Held claims weigh by their grade"


def test_that_holding_is_undone_and_redone() -> None:
    document = Document(case_of())
    document.apply(Hold(("C1",)))
    document.apply(SetWeighByGrade(True))
    held = document.case
    assert document.undo() == "Held claims weigh by their grade"
    assert document.undo() == "“Claim C1” held"
    assert document.case.held == ()
    document.redo()
    document.redo()
    assert document.case is held
