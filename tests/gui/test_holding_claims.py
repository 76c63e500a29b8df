"""Holding claims in the window: ticks, what is said about them, readings, and what would have to be true."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from claimbench.app.claim_edits import SetStatus
from claimbench.app.holding import Hold, LoadReading, RemoveReading
from claimbench.gui.bridge import Selection
from claimbench.gui.conflicts_dialog import ConflictsDialog
from claimbench.gui.definition_section import DefinitionSection
from claimbench.gui.holding_bar import Notice
from claimbench.gui.keep_reading import KeepReadingDialog
from claimbench.gui.origins_section import OriginsSection
from claimbench.gui.plain_text import TextButton
from claimbench.gui.readings_dialog import ReadingsDialog
from claimbench.gui.settling_dialog import SettlingDialog
from claimbench.gui.solve_section import JOB, SolveSection
from claimbench.gui.why_section import WhySection
from claimbench.gui.window import Window

PATIENCE = 60_000  # milliseconds: the machine may be busy


def tick(window: Window, claim: str) -> None:
    table = window.claims.table
    table.scrollTo(window.claims.proxy.index(window.claims.proxy.row_of(claim), 0))
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.tick_rect(claim).center())


def held(window: Window) -> tuple[str, ...]:
    return window.bridge.document.case.held


def notices(window: Window) -> list[str]:
    bar = window.claims.holding
    return [notice.text() for notice in bar.findChildren(Notice) if not notice.isHidden()]


def dialog(window: Window, kind: type[QDialog]) -> QDialog:
    return window.findChildren(kind)[-1]


def test_that_three_ticks_hold_three_claims_and_undo_lets_go_of_them(bundled_window: Window) -> None:
    window = bundled_window
    for claim in ("C42", "C04", "C02"):
        tick(window, claim)
    assert held(window) == ("C02", "C04", "C42")
    assert window.bridge.document.history.undo_sentence == "“310,000 AWOL and desertion cases” held"
    window.wait_until_settled()
    assert window.claims.holding.caption.text().startswith("Held: 3 claims")
    assert "holding C02, C04 and C42" in window.header.scenario.text()
    for _ in range(3):
        window.undo()
    window.wait_until_settled()
    assert held(window) == ()
    assert window.claims.holding.fit.isHidden()
    assert window.bridge.results is not None
    assert window.bridge.results.conditioned.weights is None


def test_that_a_tick_moves_the_charts_and_the_densities(bundled_window: Window) -> None:
    window = bundled_window
    assert window.bridge.results is not None
    before = window.bridge.results.verdicts["C16"].probability
    card = window.assumptions.cards["casualty_ratio"]
    assert not card.slider.conditioned
    tick(window, "C42")
    window.wait_until_settled()
    assert window.bridge.results.verdicts["C16"].probability != before
    assert card.slider.conditioned
    assert not window.assumptions.cards["persons_per_case"].slider.conditioned  # nothing to do with it


def test_that_space_holds_the_selected_claims_and_lets_go_of_them(bundled_window: Window) -> None:
    window = bundled_window
    window.claims.table.select_ids(("C02", "C04"))
    window.claims.table.setFocus()
    QTest.keyClick(window.claims.table, Qt.Key.Key_Space)
    assert held(window) == ("C02", "C04")
    QTest.keyClick(window.claims.table, Qt.Key.Key_Space)
    assert held(window) == ()


def test_that_a_tick_leaves_the_selection(bundled_window: Window) -> None:
    bundled_window.bridge.select(Selection("claim", "C42"))
    tick(bundled_window, "C02")
    assert bundled_window.bridge.selection.id == "C42"


def test_that_an_untestable_claim_has_no_tick_and_says_why(bundled_window: Window) -> None:
    window = bundled_window
    row = next(row for row in window.claims.model.records if row.facts.cannot_hold)
    index = window.claims.proxy.index(window.claims.proxy.row_of(row.id), 0)
    assert window.claims.table.tick_rect(row.id).isEmpty()
    assert "cannot be held" in index.data(Qt.ItemDataRole.ToolTipRole)
    window.bridge.select(Selection("claim", row.id))
    window.claims.hold()
    assert held(window) == ()


def test_that_claims_that_cannot_all_hold_are_named_with_a_way_to_them(bundled_window: Window) -> None:
    window = bundled_window
    for claim in ("C42", "C44"):
        tick(window, claim)
    window.wait_until_settled()
    assert window.claims.holding.fit.property("role") == "warning"
    said = notices(window)[0]
    assert said == "These claims cannot all hold under this model: without C42 or without C44 they could."
    first = next(each for each in window.claims.holding.findChildren(Notice) if each.text() == said)
    assert first.property("role") == "warning"  # and not what is only worth noting
    assert all(each.property("role") == "small" for each in window.claims.holding.findChildren(Notice)[1:])
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    assert window.bridge.selection == Selection("claim", "C42")
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert window.bridge.selection == Selection("claim", "C44")


def test_that_chips_lead_to_held_claims_and_release_all_lets_go_of_them(bundled_window: Window) -> None:
    window = bundled_window
    tick(window, "C42")
    QApplication.processEvents()
    chips = {chip.text(): chip for chip in window.claims.holding.findChildren(TextButton) if not chip.isHidden()}
    chips["C42"].click()
    assert window.bridge.selection == Selection("claim", "C42")
    chips["Release all"].click()
    assert held(window) == ()


def test_that_a_reading_is_loaded_from_the_menu_and_weighed_by_grade(bundled_window: Window) -> None:
    window = bundled_window
    bar = window.claims.holding
    bar.menu.aboutToShow.emit()
    actions = {action.text(): action for action in bar.menu.actions()}
    actions["Kyiv’s figures"].trigger()
    assert held(window) == tuple(
        id for id in window.bridge.document.case.claims if id in window.bridge.document.case.readings["kyiv"].claims
    )
    assert "Kyiv’s figures" in bar.caption.text()
    actions["Weigh by grade"].trigger()
    assert window.bridge.document.case.weigh_by_grade
    assert "weighed by grade" in bar.caption.text()


def test_that_what_is_held_is_kept_as_a_reading_with_its_note(bundled_window: Window) -> None:
    window = bundled_window
    case = window.bridge.document.case
    window.bridge.apply(LoadReading("western"))
    window.claims.holding.keep()
    shown = dialog(window, KeepReadingDialog)
    assert isinstance(shown, KeepReadingDialog)
    assert (shown.name.text(), shown.note.toPlainText()) == ("Western estimates", case.readings["western"].note)
    shown.note.setPlainText("A shorter note")
    shown.save.click()
    assert window.bridge.document.case.readings["western"].note == "A shorter note"
    tick(window, "C02")
    window.claims.holding.keep()
    shown = dialog(window, KeepReadingDialog)
    assert isinstance(shown, KeepReadingDialog)
    assert not shown.save.isEnabled()
    shown.name.setText("  Western,  and the register ")
    shown.save.click()
    kept = window.bridge.document.case.readings["western_and_the_register"]
    assert kept.label == "Western, and the register"
    assert set(kept.claims) == {*case.readings["western"].claims, "C02"}
    assert "Western, and the register" in window.claims.holding.caption.text()


def test_that_refining_shows_its_progress_and_can_be_called_off(bundled_window: Window, qtbot: QtBot) -> None:
    window = bundled_window
    bar, cancel = window.findChild(QProgressBar, "refining-progress"), window.findChild(QPushButton, "refining-cancel")
    window.bridge.apply(LoadReading("documented"))
    # not waitSignal: the signal comes from the worker, in whose thread it would run
    qtbot.waitUntil(lambda: not bar.isHidden(), timeout=PATIENCE)
    cancel.click()
    window.wait_until_settled()
    assert not window.runner.refining
    assert window.bridge.results is not None
    assert window.bridge.results.conditioned.thin


def test_that_a_thin_sample_is_refined_when_nothing_moves(bundled_window: Window) -> None:
    window = bundled_window
    window.bridge.apply(LoadReading("western"))
    window.wait_until_settled()
    assert window.bridge.results is not None
    conditioned = window.bridge.results.conditioned
    assert conditioned.refined
    assert not conditioned.thin
    assert conditioned.share > 0.5
    assert "sample refined" in window.claims.holding.fit.text()


@pytest.fixture
def solved(bundled_window: Window, qtbot: QtBot) -> Callable[[str], SolveSection]:
    def section(claim: str) -> SolveSection:
        bundled_window.bridge.select(Selection("claim", claim))
        found = bundled_window.inspector.page.findChild(SolveSection)
        qtbot.waitUntil(lambda: found.solution is not None, timeout=PATIENCE)
        return found

    return section


def test_that_what_would_have_to_be_true_loads_as_a_scenario(
    bundled_window: Window, solved: Callable[[str], SolveSection]
) -> None:
    window, section = bundled_window, solved("C07")
    assert section.solution is not None
    assert not section.solution.met
    section.findChild(QPushButton, "load_new_cases_per_month").click()
    needed = next(each.value for each in section.solution.alone if each.assumption == "new_cases_per_month")
    assert window.bridge.document.case.assumptions["new_cases_per_month"].best == pytest.approx(needed)
    assert window.header.scenario.text() == "Scenario: C07 by New cases per month"
    window.undo()
    section.findChild(QPushButton, "load_joint").click()
    assert section.solution.joint is not None
    for id, value in section.solution.joint.values.items():
        assert window.bridge.document.case.assumptions[id].best == pytest.approx(value)


def test_that_an_answer_does_not_come_back_to_a_page_that_is_gone(bundled_window: Window, qtbot: QtBot) -> None:
    bridge = bundled_window.bridge
    bridge.select(Selection("claim", "C07"))
    qtbot.waitUntil(lambda: JOB in bridge.jobs.running, timeout=PATIENCE)
    bridge.select(Selection("stock", "strength"))
    assert JOB not in bridge.jobs.running


def test_that_the_arithmetic_behind_a_chance_can_be_opened(bundled_window: Window) -> None:
    window = bundled_window
    window.bridge.select(Selection("claim", "C02"))
    section = window.inspector.page.findChild(WhySection)
    assert section.button.text() == "Why 73 %?"
    section.button.click()
    texts = [label.text() for label in section.findChildren(type(window.claims.holding.caption))]
    assert "Draws inside" in texts
    assert "305,000 to 315,000 cases" in texts


def test_that_definitions_are_compared_with_what_differs_marked(bundled_window: Window) -> None:
    window = bundled_window
    window.bridge.select(Selection("claim", "C02"))
    section = window.inspector.page.findChild(DefinitionSection)
    section.button.click()
    assert section.other.count() == len(window.bridge.document.case.claims) - 1
    section.compare("C03")
    texts = [label.text() for label in section.findChildren(type(window.claims.holding.caption))]
    assert any(text.startswith("C02 and C03 do not count the same") for text in texts)
    assert "≠" in texts


def test_that_origins_are_shown_as_a_tree_of_sources(bundled_window: Window) -> None:
    window = bundled_window
    window.bridge.select(Selection("claim", "C02"))
    section = window.inspector.page.findChild(OriginsSection)
    assert section.summary.text().endswith("1 origin.")
    links = section.findChildren(TextButton)
    links[0].click()
    assert window.bridge.selection.kind == "source"


def test_that_each_share_of_the_variance_is_of_the_chosen_result(bundled_window: Window, qtbot: QtBot) -> None:
    window = bundled_window
    window.assumptions.result.choose("strength_at_end")
    cards = window.assumptions.cards
    qtbot.waitUntil(lambda: cards["strength_at_start"].share.text != "", timeout=PATIENCE)
    assert window.bridge.results is not None
    share = window.bridge.results.shares("strength_at_end")[0]["strength_at_start"]
    assert cards["strength_at_start"].share.text == f"{100 * share:.0f} %"
    assert "Ukrainian strength" in cards["strength_at_start"].share.toolTip()


def test_that_the_claims_that_would_settle_a_result_are_ranked_and_can_be_held(
    bundled_window: Window, qtbot: QtBot
) -> None:
    window = bundled_window
    window.comparing.settling()
    shown = dialog(window, SettlingDialog)
    assert isinstance(shown, SettlingDialog)
    qtbot.waitUntil(lambda: bool(shown.found), timeout=PATIENCE)
    narrowing = [each.narrower for each in shown.found if not each.thin]
    assert narrowing == sorted(narrowing, reverse=True)
    shown.table.selectRow(0)
    assert window.bridge.selection == Selection("claim", shown.found[0].claim)
    shown.hold.click()
    assert held(window) == (shown.found[0].claim,)
    shown.close()


def test_that_readings_are_compared_in_a_table(bundled_window: Window, qtbot: QtBot) -> None:
    window = bundled_window
    window.comparing.readings()
    shown = dialog(window, ReadingsDialog)
    assert isinstance(shown, ReadingsDialog)
    qtbot.waitUntil(lambda: shown.comparison is not None, timeout=PATIENCE)
    heads = [shown.table.horizontalHeaderItem(column).text() for column in range(shown.table.columnCount())]
    assert heads[:3] == ["Measure", "Nothing held", "Kyiv’s figures"]
    assert shown.table.rowCount() == 1 + len(window.bridge.document.case.measures)
    room = QRect(0, 0, shown.table.columnWidth(0) - 16, 1000)
    for row in range(shown.table.rowCount()):  # no name is cut off
        told = shown.table.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, shown.table.item(row, 0).text())
        assert told.height() <= shown.table.rowHeight(row)
    shown.close()


def test_that_results_that_come_after_a_dialog_was_closed_begin_nothing(bundled_window: Window) -> None:
    window = bundled_window
    window.comparing.readings()
    shown = dialog(window, ReadingsDialog)
    shown.close()
    assert window.bridge.results is not None
    window.bridge.results_changed.emit(window.bridge.results)  # before the event loop has got to delete it
    assert "readings" not in window.bridge.jobs.running


def test_that_a_refined_reading_is_drawn_from_its_better_sample_at_once(bundled_window: Window, qtbot: QtBot) -> None:
    window = bundled_window
    for reading in ("kyiv", "moscow", "documented"):
        window.bridge.apply(RemoveReading(reading))
    window.wait_until_settled()
    assert "their bands are rough" in note_of_readings(window)
    window.comparing.readings()
    shown = dialog(window, ReadingsDialog)
    assert isinstance(shown, ReadingsDialog)
    qtbot.waitUntil(shown.refine.isEnabled, timeout=PATIENCE)
    shown.refine.click()
    qtbot.waitUntil(lambda: "rough" not in note_of_readings(window), timeout=PATIENCE)
    assert shown.comparison is not None
    assert shown.comparison.thin == ()
    shown.close()


def note_of_readings(window: Window) -> str:
    assert window.bridge.results is not None
    return window.bridge.results.figures["by_reading"].note


def test_that_a_held_claim_is_seen_in_the_menu_entry_of_undo(bundled_window: Window) -> None:
    window = bundled_window
    window.bridge.apply(Hold(("C42",)))
    window.wait_until_settled()
    assert window.actions_by_id["undo"].text() == "Undo “Casualty ratio 2 to 2.5, Russian : Ukrainian” held"


def test_that_numbers_that_conflict_are_listed_and_lead_to_their_claims(bundled_window: Window, qtbot: QtBot) -> None:
    window = bundled_window
    window.comparing.conflicts()
    shown = dialog(window, ConflictsDialog)
    assert isinstance(shown, ConflictsDialog)
    qtbot.waitUntil(lambda: bool(shown.found), timeout=PATIENCE)
    rows = [[shown.table.item(row, column).text() for column in range(5)] for row in range(shown.table.rowCount())]
    october = next(row for row in rows if row[1].startswith("C84") and row[3].startswith("C85"))
    assert (october[0], october[2], october[4]) == ("1.08 times", "21,602 cases", "19,961 cases")
    assert ["1.13 times", "31 December at one every two minutes"] in [[row[0], row[3]] for row in rows]
    assert shown.left_out.text().startswith("Not compared: C")
    shown.table.selectRow(rows.index(october))
    assert window.bridge.selection == Selection("claim", "C84")
    count = len(rows)
    window.bridge.apply(SetStatus(("C85",), "retracted", date(2025, 11, 24)))
    qtbot.waitUntil(lambda: len(shown.found) < count, timeout=PATIENCE)
    assert "C85" not in {id for each in shown.found for id in (each.claim, each.other)}
    shown.close()
