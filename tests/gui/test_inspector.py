"""The inspector, as its user sees it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from panes_case import CHANCES, LONG_ADDRESS, PutCase, made_up_case, make_bridge, show_verdicts
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QToolButton
from pytestqt.qtbot import QtBot

from claimbench.app import explain
from claimbench.app.commands import ReplaceCase, SetAssumption
from claimbench.core.case import Case
from claimbench.core.source import Citation
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.inspector import Inspector
from claimbench.gui.plain_text import TextButton
from claimbench.gui.theme import DARK


# Said of every window that is shown on the offscreen platform.
def made_up_arithmetic(case: Case, claim: str) -> list[explain.Written]:
    if claim != "C02":
        return []
    return [
        explain.Written("before", "Overdue before this year", "310,000 − 162,000 = 148,000 loan", "Not like for like.")
    ]


@pytest.fixture
def bridge(qapp: object, monkeypatch: pytest.MonkeyPatch) -> Bridge:
    monkeypatch.setattr(explain, "claim_arithmetic", made_up_arithmetic)
    return make_bridge()


@pytest.fixture
def inspector(qtbot: QtBot, bridge: Bridge) -> Inspector:
    inspector = Inspector(bridge)
    qtbot.addWidget(inspector)
    inspector.resize(420, 500)
    inspector.show()
    qtbot.waitExposed(inspector)
    show_verdicts(bridge)
    return inspector


def texts(inspector: Inspector) -> list[str]:
    return [label.text() for label in inspector.page.findChildren(QLabel) if not label.isHidden()]


def chips(inspector: Inspector) -> dict[str, TextButton]:
    return {chip.text(): chip for chip in inspector.page.findChildren(TextButton)}


class Paints(QObject):
    """How often each widget that it filters was painted."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[QObject] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.seen.append(watched)
        return False


def test_that_a_new_chance_paints_only_the_texts_that_are_new(inspector: Inspector, bridge: Bridge) -> None:
    bridge.select(Selection("claim", "C02"))
    for chance in (0.60, 0.62, 0.64):  # until all has its place and has been measured
        show_verdicts(bridge, {"C02": chance})
        QApplication.processEvents()
    labels = [label for label in inspector.page.findChildren(QLabel) if label.isVisible()]
    before = {label: (label.text(), label.geometry()) for label in labels}
    paints = Paints()
    for label in before:
        label.installEventFilter(paints)
    show_verdicts(bridge, {"C02": 0.61})
    QApplication.processEvents()
    assert paints.seen
    # But for what the digits have moved: in most fonts they are not all as wide.
    assert [label.text() for label in paints.seen if (label.text(), label.geometry()) == before[label]] == []


def test_that_nothing_selected_says_what_to_do(inspector: Inspector) -> None:
    assert texts(inspector) == ["Select a claim, a source or a part of the model to see what stands behind it."]


def test_that_a_claim_shows_its_words_verdict_and_what_counts_as_holding(inspector: Inspector, bridge: Bridge) -> None:
    bridge.select(Selection("claim", "C02"))
    shown = texts(inspector)
    assert shown[:2] == ["C02 · 310,000 overdue loans and reminders sent", "“… some 310,000 loans are <b>overdue</b>.”"]
    assert shown.index("57 %") + 1 == shown.index("likely (55–80 %)")
    assert "Projected: median 311,327 loans, 90 % band 308,214 – 314,440." in shown
    assert "Holds: 305,000 to 315,000 loans (half a unit of the last digit)." in shown


def test_that_a_claim_shows_arithmetic_definition_grades_and_notes(inspector: Inspector, bridge: Bridge) -> None:
    bridge.select(Selection("claim", "C02"))
    shown = texts(inspector)
    for text in (
        "310,000 − 162,000 =", "148,000 loan", "Not like for like.", "loans past their date", "1 Feb 2022 – 5 Nov 2025",
        "cumulative", "not said", "usually reliable: Keeps the register.",
        "confirmed by other sources: two registers agree", "Reminders once.", "Seen in print.",
        "World at Large · p. 3 · 24 Nov 2025",
    ):  # fmt: skip
        assert text in shown


def test_that_every_text_from_the_case_is_plain(inspector: Inspector, bridge: Bridge) -> None:
    for selection in (
        Selection("claim", "C02"), Selection("claim", "C14"), Selection("source", "post"),
        Selection("assumption", "rate"),
    ):  # fmt: skip
        bridge.select(selection)
        labels = inspector.page.findChildren(QLabel)
        assert len(labels) > 3
        assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
    bridge.select(Selection("claim", "C14"))
    assert "C14 · Shelves not near a <b>breakdown</b>" in texts(inspector)


def test_that_the_chain_reads_from_who_says_it_last_to_the_origin(inspector: Inspector, bridge: Bridge) -> None:
    bridge.select(Selection("claim", "C07"))
    assert list(chips(inspector))[:3] == ["World at Large C4", "New Voice B", "Head of the library B"]
    assert "derives it from" in texts(inspector)


def test_that_what_a_claim_is_derived_from_stands_in_one_row(inspector: Inspector, bridge: Bridge) -> None:
    case = bridge.document.case
    twice = (Citation("C07", "wal", "derives", "voice"), Citation("C07", "wal", "derives", "head"))
    others = tuple(one for one in case.citations if one.claim != "C07")
    bridge.apply(ReplaceCase(replace(case, citations=(*others, *twice)), "Derived from two"))
    bridge.select(Selection("claim", "C07"))
    assert list(chips(inspector))[:3] == ["World at Large C4", "New Voice B", "Head of the library B"]
    assert texts(inspector).count("derives it from") == texts(inspector).count("and") == 1


def test_that_a_chip_leads_to_its_source_and_back_to_the_claim(inspector: Inspector, bridge: Bridge) -> None:
    bridge.select(Selection("claim", "C02"))
    QTest.mouseClick(chips(inspector)["New Voice B"], Qt.MouseButton.LeftButton)
    assert bridge.selection == Selection("source", "voice")
    assert texts(inspector)[0] == "New Voice"
    assert "Relays (4)" in texts(inspector)
    chip = chips(inspector)["C02 · 310,000 overdue loans and reminders sent"]
    QTest.keyClick(chip, Qt.Key.Key_Space)
    assert bridge.selection == Selection("claim", "C02")


def test_that_the_verdict_follows_new_results_on_the_same_page(inspector: Inspector, bridge: Bridge) -> None:
    bridge.select(Selection("claim", "C02"))
    page = inspector.page
    show_verdicts(bridge, {**CHANCES, "C02": 0.9})
    assert inspector.page is page
    assert {"90 %", "very likely (80–95 %)"} <= set(texts(inspector))
    bridge.apply(SetAssumption("rate", "best", 22_000.0))
    assert inspector.page is page


def test_that_a_claim_that_cannot_be_tested_says_why(inspector: Inspector, bridge: Bridge) -> None:
    bridge.select(Selection("claim", "C14"))
    assert {"Not testable", "Nothing in it can be counted."} <= set(texts(inspector))


def test_that_a_date_claim_is_told_in_dates(inspector: Inspector, bridge: Bridge) -> None:
    bridge.select(Selection("claim", "C43"))
    projected = next(text for text in texts(inspector) if text.startswith("Projected"))
    assert projected.startswith("Projected: median 18 Dec 2025, 90 % band ")


def test_that_an_address_is_shown_whole_and_copied_on_request(inspector: Inspector, bridge: Bridge) -> None:
    bridge.select(Selection("source", "head"))
    address = inspector.page.findChild(QPlainTextEdit)
    assert address.toPlainText() == LONG_ADDRESS
    assert address.isReadOnly()
    lines = address.document().documentLayout().documentSize().height()
    assert lines > 2
    assert address.viewport().height() >= lines * address.fontMetrics().height()
    QTest.mouseClick(inspector.page.findChild(QToolButton, "copy_address"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == LONG_ADDRESS
    assert "copied" in texts(inspector)


def test_that_an_assumption_shows_its_numbers_as_typed_and_follows_a_drag(inspector: Inspector, bridge: Bridge) -> None:
    bridge.select(Selection("assumption", "rate"))
    page = inspector.page
    assert {"Lowest", "16,300 loans per month", "Most likely", "21,000 loans per month", "Range (PERT)"} <= set(
        texts(inspector)
    )
    assert "Makes sense from 8,000 to 30,000 loans per month." in texts(inspector)
    bridge.apply(SetAssumption("rate", "best", 23_500.0))
    assert inspector.page is page
    assert "23,500 loans per month" in texts(inspector)
    assert any(text.startswith("Saved: lowest 16,300") or "21,000" in text for text in texts(inspector))
    QTest.mouseClick(chips(inspector)["C04 · Over 21,000 loans in October 2025"], Qt.MouseButton.LeftButton)
    assert bridge.selection == Selection("claim", "C04")


def test_that_what_no_source_gives_is_said_to_be_assumed(inspector: Inspector, bridge: Bridge) -> None:
    bridge.select(Selection("assumption", "growth"))
    assert any(text.startswith("Assumed") for text in texts(inspector))
    assert {"5 % point", "Median", "95 % point"} <= set(texts(inspector))


def test_that_a_claim_that_is_gone_leaves_no_page_behind(inspector: Inspector, bridge: Bridge) -> None:
    bridge.select(Selection("claim", "C02"))
    bridge.apply(PutCase(replace(made_up_case(), claims={})))
    assert texts(inspector)[0].startswith("Select a claim")
    bridge.document.undo()
    assert texts(inspector)[0].startswith("C02")


def test_that_a_selected_chart_or_another_theme_leaves_the_page(inspector: Inspector, bridge: Bridge) -> None:
    bridge.select(Selection("claim", "C02"))
    bridge.select(Selection("chart", "registered"))
    assert texts(inspector)[0].startswith("C02")
    bridge.set_theme(DARK)
    assert texts(inspector)[0].startswith("C02")
    assert {chip.theme for chip in chips(inspector).values()} == {DARK}


def test_that_no_text_is_wider_than_the_inspector(inspector: Inspector, bridge: Bridge) -> None:
    bridge.select(Selection("source", "head"))
    inspector.resize(300, 500)
    QGuiApplication.processEvents()
    for child in (*inspector.page.findChildren(QLabel), *inspector.page.findChildren(TextButton)):
        assert child.geometry().right() <= inspector.page.width()
