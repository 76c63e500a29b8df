"""The sources pane, as its user sees it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from panes_case import PutCase, made_up_case, make_bridge
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.claims_pane import ClaimsPane
from claimbench.gui.record_model import Role
from claimbench.gui.sources_pane import SourcesPane

# Said of every window that is shown on the offscreen platform.
NAME, RELIABILITY, CLAIMS = range(3)


@pytest.fixture
def bridge(qapp: object) -> Bridge:
    return make_bridge()


@pytest.fixture
def pane(qtbot: QtBot, bridge: Bridge) -> SourcesPane:
    pane = SourcesPane(bridge)
    qtbot.addWidget(pane)
    for model in (pane.model, pane.proxy):
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    pane.resize(400, 500)
    pane.show()
    qtbot.waitExposed(pane)
    return pane


def _ids(pane: SourcesPane) -> list[str]:
    return [pane.proxy.index(row, 0).data(Role.ID) for row in range(pane.proxy.rowCount())]


def _cell(pane: SourcesPane, source: str, column: int, role: int = Qt.ItemDataRole.DisplayRole) -> str:
    return str(pane.proxy.index(pane.proxy.row_of(source), column).data(role))


def test_that_a_source_shows_kind_side_reliability_and_its_claims(pane: SourcesPane) -> None:
    assert _cell(pane, "wal", NAME) == "World at Large"
    assert _cell(pane, "wal", NAME, Role.SECONDARY) == "magazine · none"
    assert _cell(pane, "wal", RELIABILITY) == "C"
    assert "fairly reliable" in _cell(pane, "wal", RELIABILITY, Qt.ItemDataRole.ToolTipRole)
    assert _cell(pane, "wal", CLAIMS) == "1 / 6"
    assert _cell(pane, "head", CLAIMS) == "3 / 0"
    assert _cell(pane, "head", NAME, Qt.ItemDataRole.AccessibleTextRole) == (
        "Head of the library, official, town, usually reliable, originates 3 and passes on 0 claims."
    )


def test_that_a_click_selects_the_source_and_lights_its_claims(qtbot: QtBot, pane: SourcesPane, bridge: Bridge) -> None:
    claims = ClaimsPane(bridge)
    qtbot.addWidget(claims)
    rect = pane.table.visualRect(pane.proxy.index(pane.proxy.row_of("member"), 0))
    QTest.mouseClick(pane.table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert bridge.selection == Selection("source", "member")
    assert claims.table.delegate.lit == {"C01"}


def test_that_a_selected_claim_lights_its_sources(pane: SourcesPane, bridge: Bridge) -> None:
    bridge.select(Selection("claim", "C07"))
    assert pane.table.delegate.lit == {"wal", "voice", "head"}
    assert pane.table.current_id == ""


def test_that_sources_sort_and_filter(pane: SourcesPane) -> None:
    pane.table.sortByColumn(CLAIMS, Qt.SortOrder.DescendingOrder)
    assert _ids(pane)[0] == "wal"
    QTest.keyClicks(pane.filter_field, "town")
    assert set(_ids(pane)) == {"head", "member"}
    QTest.keyClicks(pane.filter_field, "zebra")
    assert _ids(pane) == []


def test_that_the_pane_follows_the_case(pane: SourcesPane, bridge: Bridge) -> None:
    case = made_up_case()
    sources = {id: source for id, source in case.sources.items() if id != "voice"}
    sources["post"] = replace(sources["post"], reliability="D")
    bridge.apply(PutCase(replace(case, sources=sources)))
    assert _ids(pane) == ["head", "wal", "member", "post"]
    assert _cell(pane, "post", RELIABILITY) == "D"
    assert pane.count_text == "Sources 4"
    bridge.document.undo()
    assert _ids(pane) == list(case.sources)


def test_that_looking_at_sources_leaves_the_case_as_it_is(pane: SourcesPane, bridge: Bridge) -> None:
    case = bridge.document.case
    bridge.select(Selection("source", "post"))
    QTest.keyClick(pane.table, Qt.Key.Key_Up)
    assert bridge.selection == Selection("source", "member")
    assert bridge.document.case is case
