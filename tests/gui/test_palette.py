"""The command palette: every command and everything in the case, from the keyboard."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from claimbench.app.commands import SetAssumption
from claimbench.gui.bridge import Selection
from claimbench.gui.palette import Entry, Palette, entries, found
from claimbench.gui.window import Window


def asked(window: Window, text: str) -> Palette:
    window.actions_by_id["palette"].trigger()
    palette = window.palette_box
    assert palette is not None
    QTest.keyClicks(palette.field, text)
    return palette


def listed(palette: Palette) -> list[str]:
    model = palette.view.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_that_what_begins_with_the_words_comes_first() -> None:
    made = [Entry(text, "", lambda: None) for text in ("Unsaved work", "Save as…", "Mean savings", "Save", "Open…")]
    assert [entry.text for entry in found(made, "Sav")] == ["Save as…", "Save", "Mean savings", "Unsaved work"]
    assert [entry.text for entry in found(made, "as save")] == ["Save as…"]
    assert found(made, "nothing like it") == []
    assert len(found(made, "")) == len(made)


def test_that_it_offers_every_command_that_can_be_carried_out_and_every_record(bundled_window: Window) -> None:
    window, case = bundled_window, bundled_window.bridge.document.case
    texts = {entry.text for entry in entries(window)}
    assert "Save as…" in texts
    assert {series.label for series in case.series.values()} <= texts
    assert "Undo" not in texts  # nothing has been done yet
    window.bridge.apply(SetAssumption("new_cases_per_month", "best", 24_000))
    window.wait_until_settled()
    assert "Undo New cases per month 21,000 → 24,000" in {entry.text for entry in entries(window)}
    claims = [entry for entry in entries(window) if entry.detail == "claim"]
    sources = [entry for entry in entries(window) if entry.detail == "source"]
    assert (len(claims), len(sources)) == (len(case.claims), len(case.sources))


def test_that_a_command_is_run_from_the_keyboard(bundled_window: Window) -> None:
    window = bundled_window
    palette = asked(window, "charts in tabs")
    assert listed(palette) == ["Charts in tabs"]
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isHidden()
    assert window.charts.findChild(object, "charts-tabs").isVisible()


def test_that_the_arrow_keys_choose_and_a_claim_is_gone_to(bundled_window: Window) -> None:
    window = bundled_window
    window.docks["sources"].raise_()
    palette = asked(window, "claim c0")
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    second = listed(palette)[1]
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.bridge.selection == Selection("claim", second.split(" · ")[0])
    assert window.claims.isVisible()


def test_that_a_chart_is_brought_into_sight(bundled_window: Window) -> None:
    window = bundled_window
    last = list(window.bridge.document.case.charts.values())[-1]
    palette = asked(window, f"{last.label} chart")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.bridge.selection == Selection("chart", last.id)


def test_that_escape_closes_it_and_gives_the_focus_back(bundled_window: Window) -> None:
    window = bundled_window
    window.activateWindow()
    window.claims.filter_field.setFocus()
    palette = asked(window, "zzz")
    assert palette.nothing.isVisible()
    assert not palette.view.isVisible()
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert palette.isHidden()
    assert window.focusWidget() is window.claims.filter_field
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert palette.isVisible()
    assert palette.field.text() == ""  # not what was typed last time


def test_that_a_click_elsewhere_closes_it(bundled_window: Window) -> None:
    window = bundled_window
    window.activateWindow()
    palette = asked(window, "save")
    window.claims.filter_field.setFocus()
    assert palette.isHidden()


def test_that_its_button_gives_way_to_the_title_in_a_narrow_window(qtbot: QtBot, bundled_window: Window) -> None:
    button = bundled_window.header.findChild(QToolButton, "palette-button")
    assert "Search or run a command" in button.text()
    bundled_window.resize(1700, 900)
    qtbot.waitUntil(lambda: button.width() > 150)
    bundled_window.resize(1280, 720)
    qtbot.waitUntil(lambda: button.width() < 50)


def test_that_it_closes_though_the_field_that_it_was_opened_from_is_gone(bundled_window: Window) -> None:
    window = bundled_window
    window.bridge.select(Selection("claim", "C01"))
    window.edit_selected()
    window.inspector.page.findChild(object, "field_title").setFocus()
    palette = asked(window, "")
    window.bridge.select(Selection("claim", "C02"))
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert palette.isHidden()
