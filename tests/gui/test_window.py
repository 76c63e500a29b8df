"""The whole window, offscreen: what a user does with it, and what it does when a case is broken."""

import gc
import shutil
import weakref
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QSettings, Qt
from PySide6.QtGui import QAction, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from claimbench.app.commands import ReplaceCase, SetAssumption
from claimbench.app.paths import default_case, resource
from claimbench.app.template import new_case
from claimbench.core.problem import ProblemError, error
from claimbench.gui.bridge import Selection
from claimbench.gui.case_dialog import CaseDialog
from claimbench.gui.import_dialog import ImportDialog
from claimbench.gui.picture_files import Look
from claimbench.gui.problems_pane import ProblemsPane
from claimbench.gui.start import _current, application, fill_window
from claimbench.gui.theme import DARK, LIGHT
from claimbench.gui.window import Window

RATE = "new_cases_per_month"


def opened(folder: Path) -> Window:
    _, theme = application("light")
    QSettings().clear()
    window = Window()
    window.resize(1400, 900)
    fill_window(window, folder, theme)
    window.show()
    return window


@pytest.fixture
def window(qapp: QApplication) -> Iterator[Window]:
    window = opened(default_case())
    window.start()
    window.wait_until_settled()
    yield window
    window.close()


def headline(window: Window, chart: str = "registered") -> str:
    return window.charts.views[chart].figure.headline


def test_that_a_change_moves_headline_and_verdicts_and_undo_takes_it_back(window: Window) -> None:
    before, verdicts = headline(window), window.runner.latest.verdicts
    window.bridge.apply(SetAssumption(RATE, "best", 24_000))
    assert window.runner.latest.preview
    assert headline(window) != before
    window.wait_until_settled()
    after = window.runner.latest
    assert not after.preview
    assert any(after.verdicts[id].probability != verdicts[id].probability for id in verdicts)
    assert window.actions_by_id["undo"].text() == "Undo New cases per month 21,000 → 24,000"
    window.actions_by_id["undo"].trigger()
    window.wait_until_settled()
    assert headline(window) == before
    window.actions_by_id["redo"].trigger()
    window.wait_until_settled()
    assert headline(window) != before


def test_that_a_case_that_was_closed_does_not_stay_in_memory(qapp: QApplication) -> None:
    window = opened(default_case())
    window.start()
    window.wait_until_settled()
    document, projector = weakref.ref(window.bridge.document), weakref.ref(window.runner.latest.projector)
    window.close()
    del window
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert (document(), projector()) == (None, None)


def test_that_a_preview_says_how_many_draws_it_is_from(window: Window) -> None:
    label = window.findChild(QLabel, "status-draws")
    assert label.text() == "16,384 draws · seed 1"
    window.bridge.apply(SetAssumption(RATE, "best", 22_000), merge=True)
    assert label.text().startswith("Preview: ")
    assert "of 16,384 draws" in label.text()
    window.bridge.end_merge()
    window.wait_until_settled()
    assert label.text() == "16,384 draws · seed 1"


def test_that_the_baseline_stays_behind_a_changed_scenario(window: Window) -> None:
    names = {mark.name for mark in window.charts.views["registered"].figure.marks if hasattr(mark, "name")}
    assert "Baseline, median" not in names
    window.bridge.apply(SetAssumption(RATE, "best", 24_000))
    names = {mark.name for mark in window.charts.views["registered"].figure.marks if hasattr(mark, "name")}
    assert "Baseline, median" in names


def test_that_every_scenario_of_the_case_can_be_loaded_from_the_menu(window: Window) -> None:
    actions = {action.text(): action for action in window.header.scenario.menu().actions()}
    for scenario in window.bridge.document.saved.scenarios.values():
        actions[scenario.label].trigger()
        assert window.header.scenario.text() == f"Scenario: {scenario.label}"
    actions["Baseline"].trigger()
    assert window.bridge.document.case == window.bridge.document.saved
    window.wait_until_settled()


def test_that_selecting_a_claim_lights_it_in_every_pane(window: Window) -> None:
    window.bridge.select(Selection("claim", "C07"))
    texts = [label.text() for label in window.inspector.findChildren(QLabel)]
    assert any(text.startswith("C07") for text in texts)
    assert any("44,3" in text for text in texts)
    assert window.claims.table.current_id == "C07"


def test_that_a_chart_can_be_made_large_and_small_again(window: Window) -> None:
    window.bridge.select(Selection("chart", "strength"))
    window.actions_by_id["large"].trigger()
    assert [id for id, view in window.charts.views.items() if not view.isHidden()] == ["strength"]
    window.actions_by_id["large"].trigger()
    assert not any(view.isHidden() for view in window.charts.views.values())


def test_that_the_theme_can_be_switched_and_reaches_the_charts(window: Window) -> None:
    window.actions_by_id["theme"].trigger()
    assert window.bridge.theme is DARK
    corner = window.charts.views["registered"].grab().toImage().pixelColor(20, 4)
    assert corner.lightness() < 80
    window.actions_by_id["theme"].trigger()
    assert window.bridge.theme is LIGHT


def test_that_a_chart_is_exported_and_what_cannot_be_written_is_told(window: Window, tmp_path: Path) -> None:
    results = window.runner.complete()
    target = tmp_path / "Звіт 2025" / "chart.png"
    target.parent.mkdir()
    window.exporter.save(results, "registered", target, Look(), True)
    assert QImage(str(target)).width() == 1600
    window.exporter.save(results, "registered", target / "in a file.png", Look(), True)
    box = window.findChild(QMessageBox, "report")
    assert "in a file.png could not be saved" in box.informativeText()
    box.close()


def test_that_a_copied_chart_is_on_the_clipboard(window: Window) -> None:
    window.exporter.copy("strength")
    assert QApplication.clipboard().image().width() == 1600
    QApplication.clipboard().clear()


def test_that_every_action_has_a_text_and_no_two_share_a_key(window: Window) -> None:
    keys: dict[str, str] = {}
    for id, action in window.actions_by_id.items():
        assert action.text(), id
        for key in action.shortcuts():
            assert keys.setdefault(key.toString(), id) == id
    assert isinstance(window.actions_by_id["manual"], QAction)


def test_that_panes_can_be_closed_and_come_back_with_the_default_layout(window: Window) -> None:
    for dock in window.docks.values():
        dock.close()
    window.actions_by_id["layout"].trigger()
    assert all(dock.isVisibleTo(window) for id, dock in window.docks.items() if id != "problems")
    assert not window.docks["problems"].isVisibleTo(window)


def test_that_opening_panes_and_selecting_changes_nothing_in_the_case(window: Window) -> None:
    case = window.bridge.document.case
    for kind, group in (("claim", case.claims), ("source", case.sources), ("assumption", case.assumptions)):
        for id in list(group)[:12]:
            window.bridge.select(Selection(kind, id))
    for dock in window.docks.values():
        dock.toggleViewAction().trigger()
        dock.toggleViewAction().trigger()
    assert window.bridge.document.case is case


def test_that_the_manual_opens_with_its_text_and_pictures(window: Window) -> None:
    window.actions_by_id["manual"].trigger()
    manual = window.manual
    assert "Claimbench manual" in manual.page.toPlainText()
    for picture in ("window-light.png", "window-dark.png"):
        assert resource("manual").joinpath(picture).is_file()


def test_that_closing_while_it_computes_is_quiet(qapp: QApplication) -> None:
    window = opened(default_case())
    window.start()
    window.close()
    window = opened(default_case())
    window.start()
    window.wait_until_settled()
    for best in (22_000, 23_000, 24_000):
        window.bridge.apply(SetAssumption(RATE, "best", best), merge=True)
    window.close()


def test_that_a_broken_case_shows_every_problem_and_stays_open(qapp: QApplication, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(default_case(), folder)
    toml = folder / "case.toml"
    text = toml.read_text(encoding="utf-8")
    text = text.replace('formula = "ground_per_month"', 'formula = "ground_per_munth"')
    text = text.replace("as_of = 2025-11-24", 'as_of = "2025-13-24"')
    toml.write_text(text, encoding="utf-8")
    window = opened(folder)
    window.start()
    window.wait_until_settled()
    tree = window.problems.tree
    rows = [[tree.topLevelItem(row).text(column) for column in range(3)] for row in range(tree.topLevelItemCount())]
    found = [row for row in rows if row[0] == "error"]
    assert any("ground_per_munth" in row[2] and "case.toml:" in row[1] for row in found)
    assert any("case.toml:4:" in row[1] for row in found)
    assert window.docks["problems"].isVisibleTo(window)
    assert window.isVisible()
    row = next(row for row, texts in enumerate(rows) if "case.toml:4:" in texts[1])
    tree.itemActivated.emit(tree.topLevelItem(row), 0)
    form = window.findChild(CaseDialog)
    assert form is not None
    form.close()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    window.close()


def test_that_the_header_follows_the_title_and_the_date(window: Window) -> None:
    case = replace(window.bridge.document.case, title="Another & title", as_of=date(2026, 1, 2))
    window.bridge.apply(ReplaceCase(case, "Title"))
    assert window.findChild(QLabel, "case-title").text() == "Another & title"
    assert window.findChild(QLabel, "case-as-of").text() == "as of 2 Jan 2026"


def test_that_a_long_problem_is_shown_whole(qtbot: QtBot) -> None:
    pane = ProblemsPane()
    qtbot.addWidget(pane)
    pane.resize(600, 300)
    pane.show_problems([error("code", "word " * 60, "path"), error("code", "one word", "path")])
    pane.show()
    rows = [pane.tree.visualItemRect(pane.tree.topLevelItem(row)).height() for row in range(2)]
    assert rows[0] > 5 * pane.fontMetrics().height() > rows[1]


def test_that_a_case_that_cannot_be_read_at_all_is_told_in_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text('format = 1\ntitle = "no end\n', encoding="utf-8")
    _, theme = application("light")
    window = Window()
    with pytest.raises(ProblemError) as failure:
        fill_window(window, tmp_path, theme)
    window.show_failure(tmp_path, failure.value.problems, theme)
    window.show()
    texts = [label.text() for label in window.findChildren(QLabel)]
    assert any("cannot be opened" in text for text in texts)
    window.close()


def test_that_a_window_without_a_case_leads_to_another(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, theme = application("light")
    QSettings().clear()
    window = Window()
    window.show_failure(tmp_path, (), theme)
    window.show()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "none"))
    window.findChild(QAction, "open").trigger()  # no case there either
    assert any(str(tmp_path / "none") in label.text() for label in window.findChildren(QLabel))
    new_case(tmp_path / "case", date(2025, 11, 24))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "case"))
    window.findChild(QAction, "open").trigger()
    (opened,) = _current
    assert opened.bridge.document.path == tmp_path / "case"
    opened.wait_until_settled()
    opened.close()
    _current.clear()


def test_that_the_charts_have_most_of_a_window_that_is_on_the_screen_before_its_case(qtbot: QtBot) -> None:
    """As the program starts: show first, then read. Docks put into a shown window took all of it."""
    _, theme = application("light")
    QSettings().clear()
    window = Window(remembers=False)
    window.resize(1400, 900)
    window.show()
    QApplication.processEvents()
    fill_window(window, default_case(), theme)
    window.start()
    window.wait_until_settled()
    qtbot.waitUntil(lambda: window.charts.width() > 0.4 * window.width())
    assert window.docks["assumptions"].width() < 0.25 * window.width()
    window.close()


def test_that_menus_call_a_pane_by_its_name_whatever_its_title_counts(window: Window) -> None:
    docks = window.docks
    assert docks["claims"].windowTitle() == f"Claims {len(window.bridge.document.case.claims)}"
    assert [docks[id].toggleViewAction().text() for id in ("claims", "sources", "problems")] == [
        "Claims", "Sources", "Problems",
    ]  # fmt: skip


def test_that_a_pane_floats_and_comes_back_by_the_button_in_its_title(window: Window) -> None:
    dock = window.docks["assumptions"]
    button = dock.titleBarWidget().findChild(QToolButton, "float-dock")
    button.click()
    assert dock.isFloating()
    button.click()
    assert not dock.isFloating()


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_that_tab_goes_only_where_the_focus_can_be_seen(window: Window, key: Qt.Key) -> None:
    window.activateWindow()
    window.claims.table.setFocus()
    names = set()
    for _ in range(170):
        QTest.keyClick(window.focusWidget(), key)
        focus = window.focusWidget()
        names.add(focus.objectName())
        assert any(not part.visibleRegion().isEmpty() for part in (focus, *focus.findChildren(QWidget))), names
    assert {"assumptions_filter", "chart-claims"} <= names


def test_that_escape_leads_back_from_a_large_chart(window: Window) -> None:
    window.actions_by_id["large"].trigger()
    assert window.charts.views["strength"].isHidden()
    QTest.keyClick(window.charts.views["registered"], Qt.Key.Key_Escape)
    assert not window.charts.views["strength"].isHidden()


def test_that_a_dragged_lognormal_range_never_pushes_a_number_out_of_the_pane(window: Window) -> None:
    """Its ends move with the best value, to 1.31555555556 and the like."""
    id = "casualty_ratio"
    window.bridge.apply(SetAssumption(id, "best", 2.9633333333333))
    QApplication.processEvents()
    card = window.assumptions.cards[id]
    assert card.range_label.text() == "lognormal 90 %  1.32 – 6.59"
    field = card.field.mapTo(window.assumptions, card.field.rect().topRight())
    assert field.x() < window.assumptions.width()


def test_that_a_tabbed_pane_has_no_second_title_in_a_layout_that_is_restored(qtbot: QtBot) -> None:
    _, theme = application("light")
    QSettings().clear()
    for _ in range(2):  # the first leaves its layout to the second
        window = Window()
        window.resize(1400, 900)
        window.show()
        QApplication.processEvents()
        fill_window(window, default_case(), theme)
        qtbot.waitUntil(window.updatesEnabled)
        QApplication.processEvents()
        for id in ("claims", "sources"):
            assert window.docks[id].titleBarWidget().findChild(QToolButton) is None
        window.close()
    QSettings().clear()


def test_that_a_table_copied_from_a_page_is_imported_and_nothing_else_is(window: Window, qtbot: QtBot) -> None:
    copied = QMimeData()
    copied.setHtml("<table><tr><th>month<th>loans<tr><td>Jan 2025<td>1,200<tr><td>Feb 2025<td>1,300</table>")
    QGuiApplication.clipboard().setMimeData(copied)
    window.actions_by_id["import-pasted"].trigger()
    dialog = window.findChild(ImportDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: not dialog.busy)
    assert dialog.sentence.text() == "3 lines: 2 data, 1 header"
    dialog.reject()
    QGuiApplication.clipboard().clear()
    window.actions_by_id["import-pasted"].trigger()
    assert window.statusBar().currentMessage().startswith("There is no table on the clipboard.")


def test_that_a_file_that_cannot_be_read_is_said(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    window.importer.open_file(tmp_path / "gone.csv")
    qtbot.waitUntil(lambda: window.findChild(QMessageBox, "import-report") is not None)
    box = window.findChild(QMessageBox, "import-report")
    assert "“gone.csv”" in box.informativeText()
    box.close()
