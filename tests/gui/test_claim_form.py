"""The forms for claims and sources in the inspector, as their user fills them in."""

from __future__ import annotations

from pathlib import Path

import pytest
from panes_case import made_up_case, make_bridge
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from claimbench.app.claim_edits import ChangeClaims, DeleteClaims, RenameClaim
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.choice import Choice
from claimbench.gui.claim_form import ClaimForm
from claimbench.gui.form_fields import FieldEditor
from claimbench.gui.inspector import Inspector
from claimbench.gui.source_form import SourceForm
from claimbench.gui.theme import DARK


@pytest.fixture
def bridge(qapp: object) -> Bridge:
    return make_bridge()


@pytest.fixture
def inspector(qtbot: QtBot, bridge: Bridge) -> Inspector:
    inspector = Inspector(bridge)
    qtbot.addWidget(inspector)
    inspector.resize(360, 700)
    inspector.show()
    qtbot.waitExposed(inspector)
    inspector.activateWindow()
    return inspector


def form_of(inspector: Inspector, claim: str) -> ClaimForm:
    inspector._bridge.select(Selection("claim", claim))
    inspector.edit()
    assert isinstance(inspector.page, ClaimForm)
    return inspector.page


def type_into(editor: FieldEditor, text: str) -> None:
    """Replace what stands in a field, and leave it."""
    editor.widget.setFocus()
    editor.widget.selectAll()  # type: ignore[union-attr]  # fields with text alone
    QTest.keyClicks(editor.widget, text)
    editor.finish()


def choose(editor: FieldEditor, key: str) -> None:
    assert isinstance(editor.widget, Choice)
    editor.widget.set_key(key)
    editor.widget.activated.emit(editor.widget.currentIndex())


def test_that_edit_turns_the_page_into_a_form_and_done_turns_it_back(inspector: Inspector, bridge: Bridge) -> None:
    bridge.select(Selection("claim", "C02"))
    QTest.mouseClick(inspector.page.findChild(QPushButton, "edit"), Qt.MouseButton.LeftButton)
    assert isinstance(inspector.page, ClaimForm)
    assert inspector.page.editors["title"].text == "310,000 overdue loans and reminders sent"
    bridge.select(Selection("source", "post"))
    assert isinstance(inspector.page, SourceForm), "one thing after another is filled in"
    QTest.mouseClick(inspector.page.findChild(QPushButton, "done"), Qt.MouseButton.LeftButton)
    assert not isinstance(inspector.page, SourceForm)
    assert bridge.document.case is bridge.document.saved


def test_that_typing_replaces_what_a_new_claim_begins_with(inspector: Inspector, bridge: Bridge) -> None:
    editor = form_of(inspector, "C02").editors["title"]
    QTest.keyClicks(editor.widget, "Quite another")
    editor.finish()
    assert bridge.document.case.claims["C02"].title == "Quite another"


def test_that_a_typed_field_changes_the_case_in_one_step_of_the_history(inspector: Inspector, bridge: Bridge) -> None:
    form = form_of(inspector, "C02")
    type_into(form.editors["title"], "Overdue: 310,000")
    assert bridge.document.case.claims["C02"].title == "Overdue: 310,000"
    assert len(bridge.document.history.done) == 1
    assert inspector.page is form
    bridge.document.undo()
    assert form.editors["title"].text == "310,000 overdue loans and reminders sent"


def test_that_typing_is_taken_over_at_rest(qtbot: QtBot, inspector: Inspector, bridge: Bridge) -> None:
    editor = form_of(inspector, "C02").editors["topic"]
    editor.widget.setFocus()
    with qtbot.waitSignal(bridge.case_changed):
        QTest.keyClicks(editor.widget, "late ")
    assert bridge.document.case.claims["C02"].topic == "late Overdue"


def test_that_what_is_taken_over_at_rest_stays_as_it_is_typed_until_the_field_is_left(
    qtbot: QtBot, inspector: Inspector, bridge: Bridge
) -> None:
    editor = form_of(inspector, "C02").editors["value"]
    editor.widget.setFocus()
    editor.widget.selectAll()  # type: ignore[union-attr]  # a line of text
    with qtbot.waitSignal(bridge.case_changed):
        QTest.keyClicks(editor.widget, "~20")
    assert editor.text == "~20"
    QTest.keyClicks(editor.widget, "0k")
    editor.finish()
    assert editor.text == "200,000"
    assert bridge.document.case.claims["C02"].value == 200_000.0
    assert len(bridge.document.history.done) == 1


def test_that_escape_brings_back_what_was_there(inspector: Inspector, bridge: Bridge) -> None:
    editor = form_of(inspector, "C02").editors["topic"]
    editor.widget.setFocus()
    QTest.keyClicks(editor.widget, "xyz")
    QTest.keyClick(editor.widget, Qt.Key.Key_Escape)
    assert editor.text == "Overdue"
    assert bridge.document.case.claims["C02"].topic == "Overdue"


def test_that_a_value_is_typed_with_its_relation_and_unit(inspector: Inspector, bridge: Bridge) -> None:
    form = form_of(inspector, "C02")
    type_into(form.editors["value"], ">= 300k loan")
    claim = bridge.document.case.claims["C02"]
    assert (claim.relation, claim.value, claim.unit) == ("at least", 300_000.0, "loan")
    assert form.editors["relation"].text == "at least"
    assert form.editors["value"].text == "300,000", "as it was understood"


def test_that_what_cannot_be_read_stays_with_the_reason_below_it(inspector: Inspector, bridge: Bridge) -> None:
    form = form_of(inspector, "C02")
    type_into(form.editors["value"], "plenty")
    assert "neither a number nor a date" in form.editors["value"].message
    assert bridge.document.case is bridge.document.saved
    bridge.select(Selection("claim", "C03"))
    form = form_of(inspector, "C02")
    assert form.editors["value"].text == "plenty"
    assert "neither a number nor a date" in form.editors["value"].message
    type_into(form.editors["value"], "5")
    assert bridge.document.case.claims["C02"].value == 5.0
    assert form.editors["value"].message == ""


def test_that_the_tolerance_that_holds_when_none_is_typed_is_shown(inspector: Inspector, bridge: Bridge) -> None:
    form = form_of(inspector, "C02")
    assert form.editors["tolerance"].message == "Empty: ± 5,000 (half a unit of the last digit)"
    choose(form.editors["relation"], "about")
    assert form.editors["tolerance"].message == "Empty: ± 31,000 (10 %)"
    type_into(form.editors["tolerance"], "2k")
    assert bridge.document.case.claims["C02"].tolerance == 2_000.0
    assert form.editors["tolerance"].message == ""


def test_that_an_unknown_unit_is_said_and_what_the_case_counts_in(inspector: Inspector) -> None:
    form = form_of(inspector, "C02")
    type_into(form.editors["unit"], "loanz")
    assert "This case counts in loan, reader" in form.editors["unit"].message


def test_that_a_relation_without_its_ends_says_what_is_missing(inspector: Inspector) -> None:
    form = form_of(inspector, "C02")
    choose(form.editors["relation"], "between")
    assert "lacks the low or the high end" in form.editors["value"].message
    type_into(form.editors["value"], "300k - 310k")
    assert form.editors["value"].message == ""


def test_that_a_grade_without_a_reason_asks_for_one(inspector: Inspector, bridge: Bridge) -> None:
    form = form_of(inspector, "C01")
    choose(form.editors["credibility"], "4")
    assert bridge.document.case.claims["C01"].credibility == 4
    assert form.editors["credibility_reason"].message == "A grade needs a reason."


def test_that_a_citation_is_added_filled_in_and_removed(inspector: Inspector, bridge: Bridge) -> None:
    form = form_of(inspector, "C10")
    add = form.citations.add
    add.set_key("post")
    add.activated.emit(add.currentIndex())
    row = form.citations.rows[-1]
    assert row.form is not None
    choose(row.form.editors["via"], "wal")
    type_into(row.form.editors["said_on"], "5 Nov 2025")
    type_into(row.form.editors["page"], "12")
    citation = bridge.document.case.citations_of("C10")[1]
    assert (citation.source, citation.role, citation.via, citation.page) == ("post", "relays", "wal", "12")
    assert row.button.text() == "Evening Post relays World at Large · p. 12 · 5 Nov 2025"
    QTest.mouseClick(row.findChild(QToolButton, "remove_citation_1"), Qt.MouseButton.LeftButton)
    assert len(bridge.document.case.citations_of("C10")) == 1
    assert len(form.citations.rows) == 1


def test_that_typing_a_source_opens_the_list_and_cites_nothing_until_one_is_taken(
    inspector: Inspector, bridge: Bridge
) -> None:
    page = form_of(inspector, "C02")
    before = bridge.document.case
    add = page.findChild(Choice, "cite_source")
    assert isinstance(add, Choice)
    add.setFocus()
    for letter in "even":
        QTest.keyClicks(add.view() if add.view().isVisible() else add, letter)
    assert bridge.document.case is before
    assert add.view().isVisible()
    QTest.keyClick(add.view(), Qt.Key.Key_Return)
    [cited] = set(bridge.document.case.citations) - set(before.citations)
    assert cited.source == "post"
    assert not add.view().isVisible()


def test_that_a_status_is_changed_with_its_date_and_reason(inspector: Inspector, bridge: Bridge) -> None:
    form = form_of(inspector, "C02")
    choose(form._status, "disputed")
    form._since.put_text("20 Nov 2025")
    form._why.put_text("The town objects.")
    QTest.mouseClick(form.findChild(QPushButton, "change_status"), Qt.MouseButton.LeftButton)
    claim = bridge.document.case.claims["C02"]
    assert claim.status == "disputed"
    inspector.edit(False)
    shown = [label.text() for label in inspector.page.findChildren(QLabel)]
    assert "Disputed since 20 Nov 2025: The town objects." in shown


def test_that_a_new_id_is_followed_and_stays_selected(inspector: Inspector, bridge: Bridge) -> None:
    form = form_of(inspector, "C02")
    type_into(form.editors["id"], "C01")
    assert "already" in form.editors["id"].message
    type_into(form.editors["id"], "C77")
    assert bridge.selection == Selection("claim", "C77")
    assert "C77" in bridge.document.case.assumptions["rate"].claims
    assert isinstance(inspector.page, ClaimForm)


def test_that_a_change_from_elsewhere_does_not_replace_what_is_being_typed(
    inspector: Inspector, bridge: Bridge
) -> None:
    editor = form_of(inspector, "C02").editors["title"]
    editor.widget.setFocus()
    QTest.keyClicks(editor.widget, "Half")
    bridge.apply(ChangeClaims(("C02",), "title", "Another"))
    assert editor.text.startswith("Half") or editor.text.endswith("Half")


def test_that_the_copy_of_a_source_is_taken_and_watched(inspector: Inspector, bridge: Bridge, tmp_path: Path) -> None:
    bridge.document.path = tmp_path / "case"
    bridge.select(Selection("source", "post"))
    inspector.edit()
    form = inspector.page
    assert isinstance(form, SourceForm)
    copy = tmp_path / "post.html"
    copy.write_text("one")
    form.take_copy(copy)
    assert bridge.document.case.sources["post"].archive_sha256
    (tmp_path / "case" / "archive" / "post.html").write_text("two")
    inspector.edit(False)
    inspector.edit()
    assert any("has changed since" in label.text() for label in inspector.page.findChildren(QLabel))


@pytest.mark.parametrize(
    "selection", [Selection("claim", "C02"), Selection("claim", "C43"), Selection("source", "head")]
)
def test_that_no_field_is_wider_than_a_narrow_inspector(
    inspector: Inspector, bridge: Bridge, selection: Selection
) -> None:
    bridge.select(selection)
    inspector.edit()
    inspector.resize(330, 600)
    bridge.set_theme(DARK)
    QGuiApplication.processEvents()
    assert inspector.page.width() <= inspector.width()
    for child in inspector.page.findChildren(FieldEditor):
        assert child.geometry().right() <= inspector.page.width()


def test_that_looking_through_forms_changes_nothing(inspector: Inspector, bridge: Bridge) -> None:
    inspector.edit()
    for id in made_up_case().claims:
        bridge.select(Selection("claim", id))
        inspector.commit()
    for id in made_up_case().sources:
        bridge.select(Selection("source", id))
        inspector.commit()
    assert bridge.document.case is bridge.document.saved


def test_that_a_claim_renamed_or_deleted_elsewhere_leaves_its_form_without_a_complaint(
    inspector: Inspector, bridge: Bridge
) -> None:
    refused: list[str] = []
    bridge.failed.connect(refused.append)
    bridge.apply(ChangeClaims(("C02",), "measure", "6 * loan"))
    assert form_of(inspector, "C02").measure.found.valid
    bridge.apply(RenameClaim("C02", "C50"))
    form_of(inspector, "C50")
    bridge.apply(DeleteClaims(("C50",)))
    assert refused == []
    assert not isinstance(inspector.page, ClaimForm)
