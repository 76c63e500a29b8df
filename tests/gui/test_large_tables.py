"""Large files in the window: cancelled, closed, overtaken or gone while they are read, without a hang or a leak."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from panes_case import make_bridge
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from claimbench.app.exploring import Opened, open_table, preview
from claimbench.gui.data_pane import DataPane
from claimbench.gui.explorer_view import ExplorerWindow
from claimbench.gui.import_dialog import ImportDialog
from claimbench.gui.importing import Importer
from claimbench.gui.window import Window
from claimbench.tables import big
from claimbench.tables.frame import Condition, Frame, Ids, Sort
from claimbench.tables.read import read
from claimbench.tables.recipe import Recipe

TEXT = "day,n\n" + "".join(f"2025-01-{1 + n % 28:02},{n * 7 % 1000}\n" for n in range(2000))


@pytest.fixture(autouse=True)
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(big, "LARGE", 1000)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(TEXT)
    return path


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Reading goes on until it is cancelled; the event is set once it has begun."""
    begun, pause = threading.Event(), threading.Event()

    def load(path: Path, recipe: Recipe, progress: big.Progress) -> big.Loaded:
        begun.set()
        while progress(0.5):
            pause.wait(0.01)
        raise big.Cancelled

    monkeypatch.setattr(big, "load", load)
    return begun


def reading(window: Window | None, qtbot: QtBot, path: Path, importer: Importer | None = None) -> ImportDialog:
    """The dialog on a file, which is being read into a table."""
    if importer is not None and window is not None:
        before = window.findChildren(ImportDialog)
        importer.open_file(path)
        qtbot.waitUntil(lambda: len(window.findChildren(ImportDialog)) > len(before), timeout=20_000)
        dialog = window.findChildren(ImportDialog)[-1]
    else:
        data, partly = preview(path)
        assert partly
        dialog = ImportDialog(make_bridge(), path.name, data, path)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.open()
    qtbot.waitUntil(lambda: not dialog.busy and dialog.reading is not None, timeout=20_000)
    dialog.choose("table")
    dialog.accept()
    return dialog


def test_that_reading_is_cancelled_in_the_middle(qtbot: QtBot, file: Path, endless: threading.Event) -> None:
    tables: list[Opened] = []
    dialog = reading(None, qtbot, file)
    dialog.opened.connect(tables.append)
    assert endless.wait(20)
    assert not dialog.take.isEnabled()
    dialog.reject()
    assert not dialog.isVisible()
    assert tables == []


def test_that_a_table_that_came_just_as_it_was_cancelled_is_let_go_of(
    qtbot: QtBot, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Frame] = []
    begun, cancelled = threading.Event(), threading.Event()
    load = big.load

    def late(path: Path, recipe: Recipe, progress: big.Progress) -> big.Loaded:
        loaded = load(path, recipe)
        made.append(loaded.frame)
        begun.set()
        while progress(1.0):
            cancelled.wait(0.01)
        return loaded

    monkeypatch.setattr(big, "load", late)
    dialog = reading(None, qtbot, file)
    assert begun.wait(20)
    dialog.reject()
    with pytest.raises(ValueError, match="The table was closed"):
        made[0].query("SELECT 1")


def test_that_a_file_that_is_gone_is_said_in_a_sentence_and_can_be_tried_again(qtbot: QtBot, file: Path) -> None:
    data, _ = preview(file)
    dialog = ImportDialog(make_bridge(), file.name, data, file)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    tables: list[Opened] = []
    dialog.opened.connect(tables.append)
    dialog.open()
    qtbot.waitUntil(lambda: not dialog.busy and dialog.reading is not None, timeout=20_000)
    file.unlink()
    assert dialog.becomes.key == "table"
    dialog.accept()
    qtbot.waitUntil(lambda: not dialog.busy, timeout=20_000)
    assert dialog.message.text() == "The file cannot be read: No such file or directory."
    file.write_text(TEXT)
    dialog.accept()
    qtbot.waitUntil(lambda: bool(tables), timeout=20_000)
    assert tables[0].frame.row_count == 2000
    tables[0].frame.close()


def test_that_another_file_is_opened_and_the_window_closed_while_a_file_is_read(
    bundled_window: Window, qtbot: QtBot, file: Path, tmp_path: Path, endless: threading.Event
) -> None:
    importer = bundled_window.findChild(Importer)
    assert importer is not None
    first = reading(bundled_window, qtbot, file, importer)
    assert endless.wait(20)
    small = tmp_path / "small.csv"
    small.write_text("name,n\na,1\nb,2\n")
    second = reading(bundled_window, qtbot, small, importer)
    assert second is not first
    qtbot.waitUntil(lambda: importer.pane.name == "small.csv", timeout=20_000)
    assert first.busy
    bundled_window.close()
    assert not first.isVisible()
    assert not [each for each in threading.enumerate() if each.name.startswith("claimbench-reading")]


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[DataPane]:
    pane = DataPane(make_bridge())
    qtbot.addWidget(pane)
    pane.resize(500, 600)
    pane.show()
    pane.add(open_table("table.csv", read(TEXT.encode())))
    yield pane
    pane.close_tables()


Held = Callable[[], None]


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    """Rows are looked for only once this is called."""
    gate = threading.Event()
    ids = Frame.ids

    def slow(frame: Frame, conditions: tuple[Condition, ...] = (), sort: Sort | None = None) -> Ids | None:
        gate.wait(20)
        return ids(frame, conditions, sort)

    monkeypatch.setattr(Frame, "ids", slow)
    yield gate.set
    gate.set()


def test_that_looking_into_a_column_does_not_lose_a_sort(pane: DataPane, qtbot: QtBot, held: Held) -> None:
    pane.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    pane.table.setCurrentIndex(pane.model.index(3, 0))
    qtbot.waitUntil(lambda: "2,000 rows" in pane.summary.text.text(), timeout=20_000)
    held()
    qtbot.waitUntil(lambda: pane.model.ids is not None, timeout=20_000)
    assert pane.model.id_of(0) == 0
    assert [pane.model.id_of(row) * 7 % 1000 for row in (0, 2, 4)] == [0, 1, 2]


def test_that_of_several_filters_only_the_last_is_looked_for(pane: DataPane, qtbot: QtBot, held: Held) -> None:
    pane.rows.rested.emit()
    for text in ("1", "12", "123"):
        pane.filter_by("n", "equal", text)
        pane.rows.rested.emit()
    held()
    qtbot.waitUntil(lambda: pane.model.ids is not None, timeout=20_000)
    assert pane.model.rowCount() == 2
    assert pane.note.text() == "2 of 2,000 rows"


def test_that_a_table_may_be_closed_while_it_is_drawn(pane: DataPane, qtbot: QtBot) -> None:
    pane.explore()
    window = pane.findChild(ExplorerWindow)
    assert window is not None
    assert window.view is not None
    view = window.view
    qtbot.waitUntil(lambda: view.drawn is not None, timeout=20_000)
    pane.close_table()
    view.plot.brushed.emit(0.0, 1e9)
    qtbot.waitUntil(lambda: "The table was closed." in view.remark.text(), timeout=20_000)


def test_that_the_pane_closes_while_a_query_goes_on(pane: DataPane, qtbot: QtBot) -> None:
    frame = pane.frame
    assert frame is not None
    begun = threading.Event()
    ended: list[str] = []

    def endless() -> None:
        begun.set()
        try:
            frame.query("SELECT count(*) FROM rows a, rows b, rows c, rows d WHERE a.v1 + b.v1 + c.v1 = d.v1")
        except ValueError as stopped:
            ended.append(str(stopped))

    pane._summing.run(frame, endless, lambda future: None)
    assert begun.wait(20)
    pane.close_tables()
    assert len(ended) == 1
