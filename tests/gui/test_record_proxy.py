"""Whatever happens to the records, a table shows those that the filter takes, in order, and keeps its selection."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from claimbench.gui.record_model import Column, RecordModel, Role
from claimbench.gui.record_proxy import RecordProxy


@dataclass(frozen=True)
class Row:
    id: str
    size: float | None

    @property
    def spoken(self) -> str:
        return self.id


COLUMNS: tuple[Column[Row], ...] = (
    Column("Id", "title", lambda row: row.id, lambda row: row.id),
    Column("Size", "number", lambda row: str(row.size), lambda row: row.size),
)
rows = st.lists(
    st.builds(Row, st.sampled_from("abcdefghij"), st.none() | st.sampled_from([1.0, 2.0, 3.0])),
    unique_by=lambda row: row.id,
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("update"), rows),
        st.tuples(st.just("filter"), st.none() | st.sets(st.sampled_from("abcdefghij"))),
        st.tuples(st.just("sort"), st.tuples(st.sampled_from([-1, 0, 1]), st.booleans())),
    ),
    max_size=8,
)


def expected(records: list[Row], taken: set[str] | None, column: int, descending: bool) -> list[str]:
    shown = [row for row in records if taken is None or row.id in taken]
    if column == 0:
        shown.sort(key=lambda row: row.id, reverse=descending)
    elif column == 1:
        given_sizes = [row for row in shown if row.size is not None]
        given_sizes.sort(key=lambda row: row.size or 0.0, reverse=descending)
        shown = given_sizes + [row for row in shown if row.size is None]
    return [row.id for row in shown]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=rows, steps=steps)
def test_that_rows_are_filtered_and_ordered_and_indexes_stay_with_their_record(
    qapp: object, first: list[Row], steps: list[tuple[str, object]]
) -> None:
    model: RecordModel[Row] = RecordModel(COLUMNS)
    model.update_to(first)
    proxy: RecordProxy[Row] = RecordProxy(model)
    for each in (model, proxy):
        QAbstractItemModelTester(each, QAbstractItemModelTester.FailureReportingMode.Fatal, each)
    selection = QItemSelectionModel(proxy)
    taken: set[str] | None = None
    column, descending = -1, False
    for what, value in steps:
        for row in range(0, proxy.rowCount(), 2):
            selection.select(
                proxy.index(row, 0), QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
            )
        selected = {index.data(Role.ID) for index in selection.selectedRows()}
        watched = {
            proxy.index(row, 0).data(Role.ID): QPersistentModelIndex(proxy.index(row, 0))
            for row in range(proxy.rowCount())
        }
        if what == "update":
            model.update_to(value)  # type: ignore[arg-type]  # as drawn above
        elif what == "filter":
            taken = value  # type: ignore[assignment]
            proxy.set_filter(None if taken is None else lambda row, taken=taken: row.id in taken)
        else:
            column, descending = value  # type: ignore[misc]
            proxy.sort(column, Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder)
        shown = [proxy.index(row, 0).data(Role.ID) for row in range(proxy.rowCount())]
        assert shown == expected(model.records, taken, column, descending)
        for id, index in watched.items():
            assert index.data(Role.ID) == (id if index.isValid() else None)
            assert index.isValid() or id not in shown, "what was shown before and is now was never away"
        assert {index.data(Role.ID) for index in selection.selectedRows()} == selected & set(shown)
        assert all(proxy.row_of(id) == row for row, id in enumerate(shown))


def test_that_many_scattered_changes_are_told_at_once(qapp: object) -> None:
    """Five thousand verdicts change with a drag: a filter looks at every row each time it is told."""
    first = [Row(str(number), float(number)) for number in range(100)]
    model: RecordModel[Row] = RecordModel(COLUMNS)
    model.update_to(first)
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda top, bottom: told.append((top.row(), bottom.row())))
    model.update_to([Row(row.id, row.size + number % 2) for number, row in enumerate(first)])
    assert told == [(1, 99)]
    told.clear()
    model.update_to([Row(row.id, -1.0) if row.id in ("7", "50") else row for row in model.records])
    assert told == [(7, 7), (50, 50)]


def test_that_only_columns_that_look_different_are_told_of(qapp: object) -> None:
    model: RecordModel[Row] = RecordModel(COLUMNS)
    model.update_to([Row(str(number), float(number)) for number in range(4)])
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda top, bottom: told.append((top.column(), bottom.column())))
    model.update_to([Row("0", 9.0), *model.records[1:]])
    looks = [column.differs(Row("0", 0.0), Row("0", 9.0)) for column in COLUMNS]
    first, last = looks.index(True), len(looks) - 1 - looks[::-1].index(True)
    assert told == [(first, last)]
    assert not all(looks)
