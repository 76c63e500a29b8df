"""What a user relies on when keeping claims and their citations."""

from dataclasses import replace
from datetime import date

import pytest
from keeping_case import keeping_case

from claimbench.app.citation_edits import ChangeCitation, Cite, RemoveCitation
from claimbench.app.claim_edits import (
    AddClaim,
    ChangeClaims,
    DeleteClaims,
    DuplicateClaims,
    MergeClaims,
    MoveClaims,
    RenameClaim,
    SetStatus,
    TagClaims,
)
from claimbench.app.document import Document
from claimbench.app.follow import proposed_id
from claimbench.app.record_fields import CLAIM
from claimbench.core.claim import Claim
from claimbench.core.source import Citation
from claimbench.engine.calculate import calculate


@pytest.fixture
def document() -> Document:
    return Document(keeping_case())


def told(document: Document) -> str:
    return document.history.undo_sentence


def test_that_the_next_id_is_proposed_with_as_many_digits() -> None:
    assert proposed_id(["C01", "C09", "X77"], "C") == "C10"
    assert proposed_id(["wal", "S62"], "S") == "S63"
    assert proposed_id([], "C") == "C01"


def test_that_a_claim_is_added_behind_another_and_undone(document: Document) -> None:
    document.apply(AddClaim(Claim("C10", "Doors open"), after="C01"))
    assert list(document.case.claims) == ["C01", "C10", "C02", "C09"]
    assert told(document) == "Claim C10 added"
    document.undo()
    assert document.case == document.saved


@pytest.mark.parametrize(
    ("id", "reason"), [("C01", "already"), ("c01", "already"), (" ", "needs an id"), ("a b", "cannot")]
)
def test_that_an_id_that_is_taken_or_cannot_be_one_is_refused(document: Document, id: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        document.apply(AddClaim(Claim(id, "New")))


def test_that_typing_into_one_field_is_one_entry_of_the_history(document: Document) -> None:
    for text in ("4", "40", "400,000 loans"):
        document.apply(ChangeClaims(("C01",), "title", text), merge=True)
    document.end_merge()
    assert [entry.sentence for entry in document.history.done] == ["C01: title “400,000 open loans” → “400,000 loans”"]


def test_that_many_claims_take_one_value_at_once(document: Document) -> None:
    document.apply(ChangeClaims(("C01", "C09"), "topic", "Doors"))
    assert {id for id, claim in document.case.claims.items() if claim.topic == "Doors"} == {"C01", "C09"}
    assert told(document) == "2 claims: topic “Doors”"


def test_that_a_typed_value_brings_its_relation_and_its_unit(document: Document) -> None:
    document.apply(ChangeClaims(("C01",), "value", CLAIM["value"].read("≥ 390k loan")))
    claim = document.case.claims["C01"]
    assert (claim.relation, claim.value, claim.unit) == ("at least", 390_000.0, "loan")
    document.apply(ChangeClaims(("C01",), "value", CLAIM["value"].read("300k – 400k")))
    claim = document.case.claims["C01"]
    assert (claim.relation, claim.value, claim.low, claim.high) == ("between", None, 300_000.0, 400_000.0)


@pytest.mark.parametrize("key", list(CLAIM))
def test_that_every_field_reads_back_what_it_shows(key: str) -> None:
    field = CLAIM[key]
    for claim in keeping_case().claims.values():
        assert field.put(claim, field.read(field.text(claim))) == claim


def test_that_a_new_id_is_followed_everywhere(document: Document) -> None:
    before = calculate(document.case, "gap").value
    document.apply(RenameClaim("C01", "C50"))
    case = document.case
    assert list(case.claims) == ["C50", "C02", "C09"]
    assert case.claims["C50"].id == "C50"
    assert [citation.claim for citation in case.citations] == ["C50", "C02", "C02", "C09"]
    assert case.assumptions["rate"].claims == ("C50", "C02")
    assert case.calculations["gap"].claims == ("C50", "C02")
    assert case.calculations["half"].against == ("C50",)
    assert case.calculations["gap"].formula == "claim( \"C50\" ) - claim('C02')"
    assert calculate(case, "gap").value == before
    assert case.charts["all"].options["claims"] == ("C50", "C02")
    assert case.charts["over"].options["threshold_claim"] == "C50"
    assert case.readings["town"].claims == ("C02", "C50")
    assert case.held == ("C50",)
    assert "1 assumption, 2 calculations, 2 charts, 1 reading and 1 citation follow" in told(document)


@pytest.mark.parametrize(
    ("taken", "proposed"),
    [(("H01", "H29", "C3"), "H30"), (("C01", "C02", "C09"), "C10"), (("C99",), "C100"), (("alpha", "a_1", "b2"), "C01"),
     ((), "C01")],
)  # fmt: skip
def test_that_a_new_id_goes_on_from_those_of_the_case(taken: tuple[str, ...], proposed: str) -> None:
    assert proposed_id(taken, "C") == proposed


@pytest.mark.parametrize("id", ["Z.1", "-1", "a b", "1.5", "x" * 61])
def test_that_an_id_that_a_file_could_not_have_is_refused(document: Document, id: str) -> None:
    for command in (RenameClaim("C01", id), AddClaim(Claim(id, "New"))):
        with pytest.raises(ValueError, match="cannot be an id: use letters, digits, _ and -, such as C02"):
            document.apply(command)


def test_that_a_copy_has_the_citations_of_the_first(document: Document) -> None:
    document.apply(DuplicateClaims(("C02",)))
    assert list(document.case.claims) == ["C01", "C02", "C10", "C09"]
    assert [replace(each, claim="C02") for each in document.case.citations_of("C10")] == list(
        document.case.citations_of("C02")
    )
    assert told(document) == "Claim C02 duplicated as C10"


def test_that_deleting_says_what_goes_with_it_and_what_named_it(document: Document) -> None:
    document.apply(DeleteClaims(("C01",)))
    case = document.case
    assert "C01" not in case.claims
    assert not case.citations_of("C01")
    assert case.assumptions["rate"].claims == ("C02",)
    assert list(case.calculations) == ["half"]
    assert case.calculations["half"].against == ()
    assert case.charts["all"].options["claims"] == ("C02",)
    assert "threshold_claim" not in case.charts["over"].options
    assert case.held == ()
    assert told(document) == (
        "Claim C01 deleted with 1 citation, and out of 1 assumption, 2 calculations, 2 charts and 1 reading; "
        "“Gap” cannot be calculated without and went too"
    )
    document.undo()
    assert document.case is document.saved


def test_that_merging_moves_citations_and_notes_what_was_merged(document: Document) -> None:
    document.apply(MergeClaims("C02", ("C01", "C02")))
    case = document.case
    assert list(case.claims) == ["C02", "C09"]
    assert len(case.citations_of("C02")) == 3
    assert case.claims["C02"].tags == ("press",)
    assert case.claims["C02"].note == "C01 was merged into this: “400,000 open loans”, = 400,000 loan."
    assert case.assumptions["rate"].claims == ("C02",)
    assert told(document) == "C01 merged into C02, which has 3 citations now"
    with pytest.raises(ValueError, match="at least two"):
        document.apply(MergeClaims("C02", ("C02",)))


def test_that_claims_move_in_the_order_of_the_case(document: Document) -> None:
    document.apply(MoveClaims(("C09", "C02"), "C01"))
    assert list(document.case.claims) == ["C02", "C09", "C01"]
    document.apply(MoveClaims(("C02",)))
    assert list(document.case.claims) == ["C09", "C01", "C02"]


def test_that_the_status_keeps_its_history_in_order_of_the_dates(document: Document) -> None:
    document.apply(SetStatus(("C01", "C02"), "disputed", date(2025, 11, 20), "The town objects."))
    document.apply(SetStatus(("C01",), "corrected", date(2025, 11, 10)))
    history = document.case.claims["C01"].history
    assert [(change.status, change.on.day) for change in history] == [("corrected", 10), ("disputed", 20)]
    assert document.case.claims["C01"].status == "disputed", "what came last holds"
    assert document.case.claims["C02"].history[0].note == "The town objects."


def test_that_a_tag_is_put_on_and_taken_off_many(document: Document) -> None:
    document.apply(TagClaims(("C01", "C02"), "to check"))
    assert document.case.claims["C01"].tags == ("press", "to check")
    document.apply(TagClaims(("C01", "C02"), "to check", on=False))
    assert document.case.claims == document.saved.claims
    with pytest.raises(ValueError, match="without commas"):
        document.apply(TagClaims(("C01",), "a, b"))


def test_that_a_command_for_a_claim_that_is_gone_says_so(document: Document) -> None:
    with pytest.raises(ValueError, match="no claim C77"):
        document.apply(ChangeClaims(("C77",), "title", "x"))


def test_that_a_citation_is_added_changed_and_removed_at_its_place(document: Document) -> None:
    document.apply(Cite(Citation("C01", "head", "originates")))
    assert [citation.source for citation in document.case.citations_of("C01")] == ["voice", "head"]
    assert told(document) == "C01 cited from Head of the library"
    document.apply(ChangeCitation("C02", 0, "page", "5"))
    assert [citation.page for citation in document.case.citations_of("C02")] == ["5", ""]
    document.apply(RemoveCitation("C02", 0))
    assert [citation.source for citation in document.case.citations_of("C02")] == ["head"]


def test_that_who_originates_a_claim_has_it_from_nobody(document: Document) -> None:
    document.apply(ChangeCitation("C01", 0, "role", "originates"))
    assert document.case.citations_of("C01")[0].via == ""


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [("source", "nobody", "no source nobody"), ("source", "", "needs a source"), ("via", "voice", "from itself")],
)
def test_that_a_citation_without_a_source_or_from_itself_is_refused(
    document: Document, field: str, value: str, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        document.apply(ChangeCitation("C01", 0, field, value))
    assert document.case is document.saved
