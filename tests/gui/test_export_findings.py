"""From the check before export to where what it found is mended, in one click."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from claimbench.gui.export_dialog import ExportDialog
from claimbench.gui.window import Window


def opened(window: Window, chart: str) -> ExportDialog:
    window.exporter.chart(chart)
    QApplication.processEvents()
    dialog = window.exporter.dialog
    assert dialog is not None
    return dialog


def said(dialog: ExportDialog, code: str) -> str:
    row = dialog.checks.findChild(QWidget, f"check-{code}")
    assert isinstance(row, QWidget)
    return " ".join(label.text() for label in row.findChildren(QLabel))


def test_that_a_click_leads_to_the_claim_that_lacks_something(bundled_window: Window, qtbot: QtBot) -> None:
    window = bundled_window
    case = window.bridge.document.case
    claim = case.claims["C01"]
    bare = replace(claim, definition=replace(claim.definition, what=""))
    window.show_case(replace(case, claims={**case.claims, "C01": bare}))
    window.wait_until_settled()
    dialog = opened(window, "registered")
    assert "C01" in said(dialog, "counted")
    button = dialog.checks.findChild(QToolButton, "check-counted-button")
    assert isinstance(button, QToolButton)
    button.click()
    assert (window.bridge.selection.kind, window.bridge.selection.id) == ("claim", "C01")
    what = window.inspector.page.findChild(QWidget, "field_what")
    assert isinstance(what, QWidget)
    assert window.focusWidget() is what
    qtbot.waitUntil(lambda: not what.visibleRegion().isEmpty())


def test_that_a_click_leads_to_the_words_that_a_chart_lacks(bundled_window: Window, qtbot: QtBot) -> None:
    window = bundled_window
    case = window.bridge.document.case
    bare = replace(case.charts["strength"], subtitle="", note="")
    window.show_case(replace(case, charts={**case.charts, "strength": bare}))
    window.wait_until_settled()
    dialog = opened(window, "strength")
    assert "neither subtitle nor note" in said(dialog, "counted")
    button = dialog.checks.findChild(QToolButton, "check-counted-button")
    assert isinstance(button, QToolButton)
    button.click()
    subtitle = window.inspector.page.findChild(QWidget, "field_subtitle")
    assert isinstance(subtitle, QWidget)
    assert window.focusWidget() is subtitle
    qtbot.waitUntil(lambda: not subtitle.visibleRegion().isEmpty())


def test_that_a_click_leads_to_the_figures_that_have_no_source(bundled_window: Window) -> None:
    window = bundled_window
    case = window.bridge.document.case
    series = case.series["registered_total"]
    bare = replace(series, observations=tuple(replace(each, source="") for each in series.observations))
    window.show_case(replace(case, series={**case.series, series.id: bare}))
    window.wait_until_settled()
    dialog = opened(window, "registered")
    button = dialog.checks.findChild(QToolButton, "check-sources-button")
    assert isinstance(button, QToolButton)
    button.click()
    assert window.importer.pane.series == series.id
