"""Rows copied to a spreadsheet and pasted back, seen before they count."""

from datetime import date

import pytest
from keeping_case import keeping_case

from claimbench.app.clipboard_table import PasteRows, from_text, to_text
from claimbench.app.document import Document


@pytest.fixture
def document() -> Document:
    return Document(keeping_case())


def test_that_copied_rows_pasted_back_change_nothing(document: Document) -> None:
    case = document.case
    for kind, ids in (("claim", list(case.claims)), ("source", list(case.sources))):
        pasted = from_text(case, kind, to_text(case, kind, ids))  # type: ignore[arg-type]
        assert [row.id for row in pasted.rows] == ids
        assert not any(row.new or row.changes or row.trouble for row in pasted.rows)
        assert pasted.sentence == "Nothing changes"


def test_that_a_cell_with_tabs_and_line_breaks_survives(document: Document) -> None:
    text = to_text(document.case, "claim", ["C01"]).replace("“some 400,000”", '"one\ttwo\nthree"')
    pasted = from_text(document.case, "claim", text)
    assert pasted.rows[0].changes == (("Quote", "“some 400,000”", "one\ttwo\nthree"),)


def test_that_pasting_says_what_it_would_do_and_then_does_it(document: Document) -> None:
    text = (
        "Id\tTitle\tValue\tTolerance\tColour\nC02\t\t~305k\t\tred\n"
        "\tA new one\t2 – 2.5\tmuch\t\nC20\tOpen by spring\t31 Mar 2026\t\t\n"
    )
    pasted = from_text(document.case, "claim", text)
    assert document.case is document.saved
    assert pasted.unknown == ("Colour",)
    assert pasted.sentence == "2 claims added and 1 claim changed"
    changed, new, _ = pasted.rows
    assert changed.changes == (("Value", "310,000", "305,000"),)
    assert (new.id, new.title, new.trouble) == (
        "C10", "A new one", ("Tolerance: “much” is not a number. Write it like 4.25, 23,500 or 200k.",),
    )  # fmt: skip
    document.apply(PasteRows(pasted))
    claims = document.case.claims
    assert claims["C02"].value == 305_000.0
    assert (claims["C10"].relation, claims["C10"].low, claims["C10"].high) == ("between", 2.0, 2.5)
    assert (claims["C20"].value, claims["C20"].unit) == (date(2026, 3, 31), "date")
    assert document.history.undo_sentence == "Pasted: 2 claims added and 1 claim changed"
    document.undo()
    assert document.case is document.saved


def test_that_the_columns_of_a_claims_file_are_known(document: Document) -> None:
    text = "id,title,relation,value,low,high,unit,period_start\nC30,Ratio,between,,2,2.5,,2025-01-01\n"
    (row,) = from_text(document.case, "claim", text).rows
    claim = row.record
    assert not row.trouble
    assert (claim.low, claim.high, claim.definition.start) == (2.0, 2.5, date(2025, 1, 1))  # type: ignore[union-attr]


def test_that_an_empty_cell_leaves_what_is_there(document: Document) -> None:
    (row,) = from_text(document.case, "claim", "id\ttitle\ttopic\nC02\t\tDoors\n").rows
    assert row.changes == (("Topic", "Overdue", "Doors"),)


def test_that_an_id_that_comes_twice_is_said(document: Document) -> None:
    rows = from_text(document.case, "source", "id\tname\nS90\tOne\nS90\tTwo\n").rows
    assert rows[1].trouble == ("S90 comes twice: the later row counts.",)


@pytest.mark.parametrize(
    ("text", "reason"), [("", "no rows"), ("just words", "no rows"), ("a\tb\n1\t2\n", "no headings that are known")]
)
def test_that_what_is_no_table_is_refused_with_what_to_do(document: Document, text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        from_text(document.case, "claim", text)
