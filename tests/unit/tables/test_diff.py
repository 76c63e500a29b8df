"""A file that is read again: which rows and columns are not what they were."""

from __future__ import annotations

from claimbench.tables.diff import compare, likely_key, renamed_columns
from claimbench.tables.read import read
from claimbench.tables.table import Table

OLD = "region;month;cases\nKyiv;2025-01;12\nKyiv;2025-02;14\nLviv;2025-01;7\nLviv;2025-02;9\n"


def table(text: str) -> Table:
    return read(text.encode()).table


def test_that_rows_are_told_apart_by_the_fewest_columns_from_the_left() -> None:
    assert likely_key(table(OLD)) == ("region", "month")
    assert likely_key(table("id;cases\na;1\nb;1\n")) == ("id",)
    two_sources = table("day;cases;who\n2025-01-01;5;a\n2025-01-02;6;a\n2025-01-02;7;b\n")
    assert likely_key(two_sources) == ("day", "who")  # a number may change
    assert likely_key(table("day;cases\n2025-01-01;5\n2025-01-01;6\n")) == ("day", "cases")


def test_that_added_changed_and_deleted_rows_are_counted() -> None:
    new = OLD.replace("Lviv;2025-02;9", "Lviv;2025-03;11").replace("Kyiv;2025-02;14", "Kyiv;2025-02;15")
    difference = compare(table(OLD), table(new))
    assert difference.added == (("Lviv", "2025-03"),)
    assert difference.deleted == (("Lviv", "2025-02"),)
    assert [(change.key, change.column, change.before, change.after) for change in difference.changed] == [
        (("Kyiv", "2025-02"), "cases", "14", "15")
    ]
    assert difference.sentence == "Rows: 1 added, 1 changed, 1 deleted."


def test_that_the_order_of_rows_is_no_difference() -> None:
    head, *rows = OLD.splitlines()
    difference = compare(table(OLD), table("\n".join([head, *reversed(rows)]) + "\n"))
    assert difference.sentence == "No row differs."


def test_that_a_renamed_column_is_offered_and_nothing_compared_against_it() -> None:
    new = table(OLD.replace("cases", "number of cases"))
    difference = compare(table(OLD), new)
    assert [(pair.old, pair.new) for pair in difference.renamed] == [("cases", "number of cases")]
    assert (difference.gone_columns, difference.new_columns) == (("cases",), ("number of cases",))
    assert difference.changed == ()
    confirmed = compare(table(OLD), new, renamed={"cases": "number of cases"})
    assert confirmed.sentence == "No row differs."


def test_that_columns_with_nothing_in_common_are_not_taken_for_one() -> None:
    new = table(
        OLD.replace("cases", "temperature").replace(";12", ";-3.5").replace(";14", ";-4.5").replace(";7", ";0.5")
    )
    assert renamed_columns(table(OLD), new) == ()


def test_that_rows_with_one_key_are_named_and_not_compared() -> None:
    twice = OLD + "Kyiv;2025-01;13\n"
    difference = compare(table(twice), table(twice), ("region", "month"))
    assert difference.double == (("Kyiv", "2025-01"),)
    assert difference.changed == ()
