"""The claims pane, as its user sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from panes_case import CHANCES, PutCase, made_up_case, make_bridge, many_claims, show_verdicts
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from claimbench.app.claim_edits import SetStatus
from claimbench.app.commands import SetAssumption
from claimbench.app.document import Document
from claimbench.core.claim import Claim
from claimbench.core.source import Citation
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.claims_pane import ClaimsPane
from claimbench.gui.fonts import font
from claimbench.gui.record_model import Role
from claimbench.gui.theme import DARK, LIGHT

# Said of every window that is shown on the offscreen platform.
CLAIM, VALUE, GRADE, CHANCE = range(4)


@pytest.fixture
def bridge(qapp: object) -> Bridge:
    return make_bridge()


@pytest.fixture
def pane(qtbot: QtBot, bridge: Bridge) -> ClaimsPane:
    return _shown(qtbot, bridge)


def _shown(qtbot: QtBot, bridge: Bridge) -> ClaimsPane:
    pane = ClaimsPane(bridge)
    qtbot.addWidget(pane)
    for model in (pane.model, pane.proxy):
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    pane.resize(460, 600)
    pane.show()
    qtbot.waitExposed(pane)
    show_verdicts(bridge)
    return pane


def _ids(pane: ClaimsPane) -> list[str]:
    return [pane.proxy.index(row, 0).data(Role.ID) for row in range(pane.proxy.rowCount())]


def _text(pane: ClaimsPane, claim: str, column: int, role: int = Qt.ItemDataRole.DisplayRole) -> str | float | None:
    return pane.proxy.index(pane.proxy.row_of(claim), column).data(role)


def _click(pane: ClaimsPane, claim: str) -> None:
    rect = pane.table.visualRect(pane.proxy.index(pane.proxy.row_of(claim), 0))
    QTest.mouseClick(pane.table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())


@pytest.mark.parametrize(
    ("claim", "shown"),
    [
        ("C02", "= 310,000"), ("C04", "> 21,000"), ("C07", "≥ 400,000"), ("C10", "< 1 %"), ("C11", "≈ 200,000"),
        ("C42", "2 – 2.5"), ("C43", "≤ 31 Dec 2025"), ("C14", ""),
    ],
)  # fmt: skip
def test_that_a_value_shows_its_relation(pane: ClaimsPane, claim: str, shown: str) -> None:
    assert _text(pane, claim, VALUE) == shown


def test_that_a_range_stands_on_two_lines_rather_than_taking_the_room_of_the_titles(
    qtbot: QtBot, bridge: Bridge
) -> None:
    case = bridge.document.case
    wide = replace(case.claims["C42"], title="Range", low=1_418_000.0, high=1_420_000.0, unit="cases")
    bridge.apply(PutCase(replace(case, claims={**case.claims, "C42": wide})))
    pane = _shown(qtbot, bridge)
    figures = QFontMetricsF(font(13, tabular=True))
    width = pane.table.columnWidth(VALUE)
    assert figures.horizontalAdvance("≈ 1,420,000") < width < figures.horizontalAdvance("1,418,000 – 1,420,000")
    row = pane.table.visualRect(pane.proxy.index(pane.proxy.row_of("C42"), VALUE))
    assert row.height() >= 2 * figures.height() + QFontMetricsF(font(12)).height()  # the unit below has room, too


def test_that_a_row_shows_the_chain_of_citations_the_grade_and_the_chance(pane: ClaimsPane) -> None:
    assert _text(pane, "C02", CLAIM, Role.SECONDARY) == "C02 · Head of the library → New Voice → World at Large"
    assert _text(pane, "C02", GRADE) == "B1"
    assert _text(pane, "C02", CHANCE) == "57 %"
    assert _text(pane, "C02", CHANCE, Role.SECONDARY) == "likely"
    assert _text(pane, "C01", CHANCE) == "< 0.1 %"


def test_that_sources_with_a_short_name_are_called_by_it_and_found_by_both(pane: ClaimsPane, bridge: Bridge) -> None:
    case = bridge.document.case
    shorter = replace(case.sources["wal"], short="WaL")
    bridge.apply(PutCase(replace(case, sources={**case.sources, "wal": shorter})))
    assert _text(pane, "C02", CLAIM, Role.SECONDARY) == "C02 · Head of the library → New Voice → WaL"
    row = next(row for row in pane.model.records if row.id == "C02")
    assert "wal" in row.facts.text
    assert "world at large" in row.facts.text


def test_that_a_derived_claim_starts_with_who_derives_it(pane: ClaimsPane) -> None:
    assert _text(pane, "C07", CLAIM, Role.SECONDARY) == "C07 · World at Large"
    assert _text(pane, "C07", GRADE) == "C4"


def test_that_a_claim_that_cannot_be_tested_says_so_and_why(pane: ClaimsPane) -> None:
    assert _text(pane, "C14", CHANCE) == "not testable"
    assert _text(pane, "C14", CHANCE, Role.SHARE) is None
    assert "Nothing in it can be counted." in str(_text(pane, "C14", CHANCE, Qt.ItemDataRole.ToolTipRole))


def test_that_a_tool_tip_shows_markup_from_a_claim_as_text(pane: ClaimsPane) -> None:
    assert "&lt;b&gt;breakdown" in str(_text(pane, "C14", CLAIM, Qt.ItemDataRole.ToolTipRole))


def test_that_a_row_is_one_sentence_for_a_screen_reader(pane: ClaimsPane) -> None:
    spoken = _text(pane, "C07", CLAIM, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == (
        "C07, 400,000 reached by the end of the year, at least 400,000 loans, grade C4, chance it holds < 0.1 %, "
        "from World at Large."
    )


def test_that_only_plain_values_leave_the_model(pane: ClaimsPane) -> None:
    for row in range(pane.proxy.rowCount()):
        for column in range(pane.proxy.columnCount()):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, *Role):
                assert type(pane.proxy.index(row, column).data(role)) in (str, float, int, bool, type(None))


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("reminders", ["C02"]), ("time for 400", ["C07"]), ("evening POST", ["C11", "C42", "C14"]),
        ("seen in", ["C02"]), ("c42", ["C42"]), ("two registers", ["C02"]),
        ("reminders once", ["C02"]), ("shelves", ["C10", "C14"]),
    ],
)  # fmt: skip
def test_that_the_filter_looks_at_title_quote_sources_note_id_and_topic(
    pane: ClaimsPane, typed: str, left: list[str]
) -> None:
    QTest.keyClicks(pane.filter_field, typed)
    assert _ids(pane) == left


def test_that_a_claim_that_no_longer_stands_as_it_was_made_says_so_below_its_title(
    pane: ClaimsPane, bridge: Bridge
) -> None:
    below = _text(pane, "C02", 0, Role.SECONDARY)
    bridge.apply(SetStatus(("C02",), "retracted", date(2025, 11, 24)))
    assert _text(pane, "C02", 0, Role.SECONDARY) == str(below).replace("C02 · ", "C02 · retracted · ")


def test_that_nothing_found_says_so_and_offers_to_clear(pane: ClaimsPane) -> None:
    QTest.keyClicks(pane.filter_field, "zebra")
    clear = pane.findChild(QPushButton, "claims_clear")
    assert pane.table.isHidden()
    assert clear.isVisible()
    QTest.mouseClick(clear, Qt.MouseButton.LeftButton)
    assert pane.table.isVisible()
    assert len(_ids(pane)) == 10


def test_that_several_topics_and_chances_can_be_chosen(pane: ClaimsPane) -> None:
    for action in pane.filters["topic"].actions():
        if action.text() in ("Shelves", "Readers"):
            action.trigger()
    assert _ids(pane) == ["C10", "C11", "C42", "C43", "C14"]
    for action in pane.filters["chance"].actions():
        if action.text() in ("not testable", "unlikely (20–45 %)"):
            action.trigger()
    assert _ids(pane) == ["C42", "C14"]
    assert pane.filters["chance"].title() == "Chance: 2"
    assert pane.filter_button.text() == "Filter: 2"
    pane.clear_filter()
    assert len(_ids(pane)) == 10


def test_that_the_filter_by_chance_follows_new_results(pane: ClaimsPane, bridge: Bridge) -> None:
    next(a for a in pane.filters["chance"].actions() if a.text().startswith("likely")).trigger()
    assert _ids(pane) == ["C02", "C04"]
    show_verdicts(bridge, {**CHANCES, "C02": 0.9, "C42": 0.6})
    assert _ids(pane) == ["C04", "C42"]


@pytest.mark.parametrize("order", [Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder])
def test_that_missing_values_sort_last_in_both_directions(pane: ClaimsPane, order: Qt.SortOrder) -> None:
    pane.table.sortByColumn(CHANCE, order)
    assert set(_ids(pane)[-2:]) == {"C03", "C14"}
    chances = [CHANCES[id] for id in _ids(pane)[:-2]]
    assert [round(chance, 3) for chance in chances] == sorted(
        (round(chance, 3) for chance in chances), reverse=order == Qt.SortOrder.DescendingOrder
    )


def test_that_numbers_sort_as_numbers_and_dates_behind_them(pane: ClaimsPane) -> None:
    pane.table.sortByColumn(VALUE, Qt.SortOrder.AscendingOrder)
    assert _ids(pane) == ["C10", "C42", "C04", "C03", "C11", "C02", "C01", "C07", "C43", "C14"]


def test_that_a_click_selects_the_claim_everywhere(qtbot: QtBot, pane: ClaimsPane, bridge: Bridge) -> None:
    other = _shown(qtbot, bridge)
    _click(pane, "C04")
    assert bridge.selection == Selection("claim", "C04")
    assert other.table.current_id == "C04"
    assert other.table.selectionModel().isRowSelected(other.proxy.row_of("C04"), QModelIndex())


def test_that_a_selection_from_elsewhere_is_scrolled_to(qtbot: QtBot) -> None:
    bridge = make_bridge(many_claims(200))
    pane = _shown(qtbot, bridge)
    bridge.select(Selection("claim", "M00190"))
    row = pane.table.visualRect(pane.proxy.index(190, 0))
    assert pane.table.viewport().rect().contains(row.center())


def test_that_a_filter_which_hides_the_selected_claim_selects_no_other(pane: ClaimsPane, bridge: Bridge) -> None:
    bridge.select(Selection("claim", "C04"))
    QTest.keyClicks(pane.filter_field, "shelves")
    assert bridge.selection == Selection("claim", "C04")
    assert pane.table.current_id == ""
    pane.clear_filter()
    assert pane.table.current_id == "C04"


def test_that_arrow_keys_move_the_selection_and_ctrl_f_goes_to_the_filter(pane: ClaimsPane, bridge: Bridge) -> None:
    pane.activateWindow()
    _click(pane, "C01")
    QTest.keyClick(pane.table, Qt.Key.Key_Down)
    assert bridge.selection == Selection("claim", "C02")
    QTest.keyClick(pane.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert pane.filter_field.hasFocus()


def test_that_a_selected_source_lights_its_claims_and_offers_only_them(pane: ClaimsPane, bridge: Bridge) -> None:
    bridge.select(Selection("source", "post"))
    assert pane.table.delegate.lit == {"C11", "C42", "C14"}
    assert pane.source_chip.text() == "Only Evening Post (3)"
    QTest.mouseClick(pane.source_chip, Qt.MouseButton.LeftButton)
    assert _ids(pane) == ["C11", "C42", "C14"]
    _click(pane, "C42")
    assert _ids(pane) == ["C11", "C42", "C14"], "the list must not change under the mouse"
    QTest.mouseClick(pane.source_chip, Qt.MouseButton.LeftButton)
    assert len(_ids(pane)) == 10
    assert not pane.source_chip.isVisible()


def test_that_new_results_tell_only_of_rows_that_look_different(pane: ClaimsPane, bridge: Bridge) -> None:
    told: list[tuple[int, int]] = []
    pane.model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    show_verdicts(bridge)
    assert told == []
    show_verdicts(bridge, {**CHANCES, "C02": 0.61, "C10": 0.97})
    rows = [pane.model.row_of("C02"), pane.model.row_of("C10")]
    assert told == [(row, row) for row in rows]
    assert _text(pane, "C02", CHANCE) == "61 %"


def test_that_a_dragged_assumption_leaves_the_rows_alone(pane: ClaimsPane, bridge: Bridge) -> None:
    before = list(pane.model.records)
    bridge.apply(SetAssumption("rate", "best", 22_000.0))
    assert all(old is new for old, new in zip(before, pane.model.records, strict=True))


def test_that_claims_come_go_and_move_without_a_reset(pane: ClaimsPane, bridge: Bridge) -> None:
    resets: list[str] = []
    pane.model.modelReset.connect(lambda: resets.append("model"))
    pane.proxy.modelReset.connect(lambda: resets.append("proxy"))
    bridge.select(Selection("claim", "C42"))
    case = made_up_case()
    claims = dict(reversed(case.claims.items()))
    del claims["C03"]
    claims["C99"] = replace(case.claims["C01"], id="C99", title="A new one")
    after = replace(case, claims=claims)
    bridge.apply(PutCase(after))
    assert _ids(pane) == list(claims)
    assert pane.table.current_id == "C42"
    bridge.document.undo()
    assert _ids(pane) == list(case.claims)
    assert resets == []
    assert bridge.selection == Selection("claim", "C42")


def test_that_the_tab_text_counts_the_claims(qtbot: QtBot, pane: ClaimsPane, bridge: Bridge) -> None:
    assert pane.count_text == "Claims 10"
    case = made_up_case()
    with qtbot.waitSignal(pane.count_changed) as told:
        bridge.apply(PutCase(replace(case, claims={"C01": case.claims["C01"]})))
    assert told.args == ["Claims 1"]


def test_that_an_empty_case_says_so(qtbot: QtBot) -> None:
    pane = _shown(qtbot, make_bridge(replace(made_up_case(), claims={}, citations=())))
    assert pane.table.isHidden()
    assert not pane.findChild(QPushButton, "claims_clear").isVisible()


def test_that_numbers_have_their_room_in_a_list_that_was_empty_and_narrow(qtbot: QtBot) -> None:
    case = replace(made_up_case(), claims={}, citations=(), calculations={})
    bridge = Bridge(Document(case), LIGHT)
    pane = ClaimsPane(bridge)
    qtbot.addWidget(pane)
    pane.resize(120, 300)
    pane.show()
    number = next(at for at, column in enumerate(pane.model.columns) if column.look == "number")
    assert pane.table.isColumnHidden(number)
    claim = Claim("C01", "Many came", "", "", "about", 25_000.0, unit="person")
    bridge.document.apply(PutCase(replace(case, claims={"C01": claim})))
    pane.resize(400, 300)
    pane.table.resize(400, 200)
    assert not pane.table.isColumnHidden(number)
    assert pane.table.columnWidth(number) > pane.table.fontMetrics().horizontalAdvance("≈ 25,000")


def test_that_citations_in_a_loop_do_not_hang(qtbot: QtBot) -> None:
    loop = (Citation("C01", "wal", "relays", "voice"), Citation("C01", "voice", "relays", "wal"))
    pane = _shown(qtbot, make_bridge(replace(made_up_case(), citations=loop)))
    assert _text(pane, "C01", CLAIM, Role.SECONDARY) == "C01 · New Voice → World at Large"


def test_that_many_ways_of_a_claim_are_bounded(qtbot: QtBot) -> None:
    """Forty layers of two sources that cite both of the layer before: 2^40 ways."""
    citations = tuple(
        Citation("C01", f"{layer}{side}", "relays", f"{layer - 1}{via}")
        for layer in range(1, 40)
        for side in "ab"
        for via in "ab"
    )
    pane = _shown(qtbot, make_bridge(replace(made_up_case(), citations=citations)))
    assert str(_text(pane, "C01", CLAIM, Role.SECONDARY)).startswith("C01 · ")


def test_that_a_title_cannot_turn_the_text_around_it(qtbot: QtBot) -> None:
    case = made_up_case()
    turned = replace(case.claims["C01"], title="paid \u202e000,1\u202c in full")
    pane = _shown(qtbot, make_bridge(replace(case, claims={**case.claims, "C01": turned})))
    assert _text(pane, "C01", CLAIM, Qt.ItemDataRole.DisplayRole) == "paid \ufffd000,1\ufffd in full"


def test_that_a_long_title_takes_two_lines_and_a_short_one_fewer(pane: ClaimsPane) -> None:
    pane.resize(560, 600)
    QApplication.processEvents()
    heights = [pane.table.visualRect(pane.proxy.index(pane.proxy.row_of(id), 0)).height() for id in ("C11", "C10")]
    assert heights[0] > heights[1]


def test_that_a_narrow_pane_leaves_the_title_room(pane: ClaimsPane) -> None:
    pane.resize(320, 600)
    assert pane.table.isColumnHidden(GRADE)
    assert pane.table.columnWidth(CLAIM) >= 110
    pane.resize(460, 600)
    assert not pane.table.isColumnHidden(GRADE)
    assert pane.table.columnWidth(GRADE) > 40


def test_that_the_other_theme_is_painted_at_once(pane: ClaimsPane, bridge: Bridge) -> None:
    bridge.set_theme(DARK)
    corner = pane.table.viewport().grab().toImage().pixelColor(QPoint(6, 2))
    assert corner.name() == DARK.surface


def test_that_thousands_of_claims_can_be_filtered_and_walked_through(qtbot: QtBot) -> None:
    bridge = make_bridge(many_claims(5_000))
    pane = ClaimsPane(bridge)
    qtbot.addWidget(pane)
    pane.show()
    QTest.keyClick(pane.filter_field, "7")
    QTest.keyClick(pane.table, Qt.Key.Key_Down)
    QTest.keyClick(pane.table, Qt.Key.Key_End)
    pane.table.viewport().grab()
    assert bridge.selection == Selection("claim", "M04997")


def test_that_a_new_chance_paints_its_cells_and_no_others(
    pane: ClaimsPane, bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    QApplication.processEvents()
    painted: list[int] = []
    delegate = pane.table.delegate
    ground = delegate._background
    monkeypatch.setattr(
        delegate,
        "_background",
        lambda painter, option, index: (painted.append(index.column()), ground(painter, option, index)),
    )
    show_verdicts(bridge, {id: 1.0 - chance for id, chance in CHANCES.items()})
    QApplication.processEvents()
    assert set(painted) == {CHANCE}
    pane.table.viewport().update()
    QApplication.processEvents()
    assert {CLAIM, CHANCE} < set(painted)
