"""The import dialog: nothing is taken before it is shown, everything can be decided otherwise, and undone."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from panes_case import made_up_case
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from claimbench.app.document import Document
from claimbench.app.exploring import Opened
from claimbench.app.importing import SeriesPlan
from claimbench.app.rereading import free_place, keep_original, original_of, read_original
from claimbench.casefile.read import load
from claimbench.casefile.save import save
from claimbench.core.problem import ProblemError
from claimbench.core.series import Series
from claimbench.gui.bridge import Bridge
from claimbench.gui.choice import Choice
from claimbench.gui.import_dialog import ImportDialog
from claimbench.gui.import_parts import DecisionField
from claimbench.gui.paste_dialog import PasteDialog
from claimbench.gui.reread_dialog import RereadDialog
from claimbench.gui.theme import LIGHT
from claimbench.gui.window import Window

MONTHS = "Loans by month;\nmonth;loans (loan);place\nJan 2025;1.234;town\nFeb 2025;~1.300;town\nMar 2025;what;town\n"
SECOND = "region;cases\nKharkiv;1\nSumy;3\nLviv;5\nVolyn;7\nRivne;8\n\nname;kind;year\nfirst;a;2020\nsecond;b;2021\n"
HORIZONTAL = Qt.Orientation.Horizontal
Opens = Callable[..., ImportDialog]


@pytest.fixture
def bridge(qapp: object) -> Bridge:
    return Bridge(Document(made_up_case()), LIGHT)


@pytest.fixture
def opens(bridge: Bridge, qtbot: QtBot) -> Iterator[Opens]:
    """Opens the dialog on a text and waits until it is read."""
    dialogs: list[ImportDialog] = []

    def opened(text: str, name: str = "loans.csv") -> ImportDialog:
        dialog = ImportDialog(bridge, name, text.encode(), None)
        dialogs.append(dialog)
        dialog.open()
        at_rest(dialog, qtbot)
        return dialog

    yield opened
    for dialog in dialogs:
        if isValid(dialog) and dialog.isVisible():
            dialog.reject()


def at_rest(dialog: ImportDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not dialog.busy and not dialog.waiting, timeout=20_000)


def written(field: DecisionField, text: str) -> None:
    """Somebody writes a text into the field of a decision."""
    assert isinstance(field.widget, QLineEdit)
    field.widget.setText(text)
    field.widget.editingFinished.emit()


def chosen(dialog: ImportDialog, name: str, key: str) -> None:
    """Somebody chooses from a list."""
    choice = dialog.findChild(Choice, name)
    assert choice is not None
    choice.set_key(key)
    choice.activated.emit(choice.currentIndex())


def shown(dialog: ImportDialog, row: int, column: int) -> str:
    return str(dialog.model.data(dialog.model.index(row, column)))


def test_that_every_decision_stands_with_its_reason_and_every_line_is_accounted_for(opens: Opens) -> None:
    dialog = opens(MONTHS)
    assert dialog.sentence.text() == "5 lines: 3 data, 1 header, 1 preamble"
    fields = dialog.file.fields
    assert fields["delimiter"].widget.currentText() == "semicolon  ;"  # type: ignore[union-attr]
    assert all(fields[key].reason.text() for key in ("encoding", "delimiter", "header_lines"))
    dialog.table.setCurrentIndex(dialog.model.index(0, 1))
    assert dialog.column.column == "loans (loan)"
    assert dialog.column.fields["decimal"].reason.text()


def test_that_cells_which_do_not_fit_are_listed_by_line_and_column_with_their_text(opens: Opens) -> None:
    dialog = opens(MONTHS)
    assert [dialog.to_check.table.item(1, at).text() for at in range(3)] == ["5", "loans (loan)", "what"]
    dialog.to_check.table.selectRow(1)
    assert (dialog.table.currentIndex().row(), dialog.table.currentIndex().column()) == (2, 1)
    assert shown(dialog, 2, 1) == "⚠ what"


def test_that_what_holds_no_table_offers_nothing_to_decide_about_it(opens: Opens) -> None:
    dialog = opens("%PDF-1.7 and more")
    assert not dialog.column.isVisible()
    assert not dialog.views.isVisible()
    assert not dialog.series.isVisible()
    assert not dialog.take.isEnabled()


def test_that_a_source_can_be_given_to_all_figures(opens: Opens, bridge: Bridge, qtbot: QtBot) -> None:
    dialog = opens("month;loans\nJan 2025;1\nFeb 2025;2\n")
    source = next(iter(bridge.document.case.sources))
    choice = dialog.series._said_by
    choice.set_key(source)
    choice.activated.emit(0)
    at_rest(dialog, qtbot)
    dialog.take.click()
    series = bridge.document.case.series["loans"]
    assert {each.source for each in series.observations} == {source}
    assert series.recipe["said_by"] == source


def test_that_a_decision_changed_by_hand_is_seen_at_once_and_can_be_taken_back(opens: Opens, qtbot: QtBot) -> None:
    dialog = opens("day;n\n01.02.2025;1\n03.04.2025;2\n")
    dialog.model.set_as_read(True)
    assert shown(dialog, 0, 0) == "2025-02-01"
    dialog.column.changed.emit("day", "order", "mdy")
    at_rest(dialog, qtbot)
    assert shown(dialog, 0, 0) == "2025-01-02"
    dialog.file.changed.emit("header_lines", ())
    at_rest(dialog, qtbot)
    assert dialog.sentence.text() == "3 lines: 3 data"
    dialog.again.click()
    at_rest(dialog, qtbot)
    assert dialog.sentence.text() == "3 lines: 2 data, 1 header"
    assert shown(dialog, 0, 0) == "2025-02-01"


def test_that_decisions_to_check_come_first_and_lead_to_where_they_are_changed(opens: Opens) -> None:
    dialog = opens(MONTHS)
    assert dialog.to_check.count.text() == "1 decision to check, 1 cell or line to look at"
    assert [dialog.to_check.table.item(0, at).text() for at in range(3)] == ["", "loans (loan)", ","]
    assert (
        dialog.to_check.table.item(0, 3).text().startswith("Please check. Cells such as “1.234” would read either way")
    )
    dialog.to_check.table.selectRow(0)
    assert dialog.column.column == "loans (loan)"
    assert "⚠ number" in str(dialog.model.headerData(1, HORIZONTAL))


def test_that_every_line_is_shown_with_what_it_is_and_can_be_something_else(opens: Opens, qtbot: QtBot) -> None:
    dialog = opens("Loans\nmonth;loans\nJan 2025;1\nFeb 2025;2\nMar 2025;3\nTotal;6\n")
    lines = dialog.lines

    def roles() -> list[str]:
        return [str(lines.model.data(lines.model.index(row, 0))) for row in range(lines.model.rowCount())]

    assert roles() == ["before the table", "header", "data", "data", "data", "data"]
    assert lines.model.data(lines.model.index(1, 1)) == "month;loans"
    lines.show_line(6)
    assert lines.role.key == "data"
    lines.role.set_key("footer")
    lines.role.activated.emit(0)
    at_rest(dialog, qtbot)
    assert roles() == ["before the table", "header", "data", "data", "data", "after the table"]
    assert dialog.reading is not None
    assert dialog.reading.table.row_count == 3
    lines.show_line(1)
    lines.role.set_key("header")
    lines.role.activated.emit(0)
    at_rest(dialog, qtbot)
    assert dialog.reading.recipe.header_lines == (1, 2)
    lines.show_line(1)
    lines.role.set_key("preamble")
    lines.role.activated.emit(0)
    at_rest(dialog, qtbot)
    assert dialog.reading.recipe.header_lines == (2,)
    assert dialog.reading.line_counts["footer"] == 1


def test_that_a_line_of_units_can_be_taken_for_none(opens: Opens, qtbot: QtBot) -> None:
    dialog = opens("month;loans\n;%\nJan 2025;1\nFeb 2025;2\n")
    assert dialog.reading is not None
    assert dialog.reading.recipe.units_line == 2
    written(dialog.file.fields["units_line"], "none")
    at_rest(dialog, qtbot)
    assert dialog.reading.recipe.units_line is None


def test_that_a_year_can_be_given_to_months_without_one(opens: Opens, qtbot: QtBot) -> None:
    dialog = opens("місяць;справи\nсічня;5\nлютого;6\nберезня;7\n")
    field = dialog.column.fields["year"]
    assert field.reason.text() == "Please check. They have no year. Give it."
    written(field, "2025")
    at_rest(dialog, qtbot)
    dialog.model.set_as_read(True)
    assert shown(dialog, 1, 0) == "2025-02"


def test_that_the_month_in_which_split_years_begin_is_asked_for_and_chosen(opens: Opens, qtbot: QtBot) -> None:
    dialog = opens("season;n\n2021/22;1\n2022/23;2\n")
    dialog.to_check.table.selectRow(0)
    field = dialog.column.fields["year_begins"]
    assert field.isVisibleTo(dialog)
    field.widget.set_key("7")  # type: ignore[union-attr]
    field.changed.emit("year_begins", "7")
    at_rest(dialog, qtbot)
    dialog.model.set_as_read(True)
    assert [shown(dialog, row, 0) for row in range(2)] == ["2021-07-01 to 2022-06-30", "2022-07-01 to 2023-06-30"]
    assert dialog.to_check.table.rowCount() == 0
    field.changed.emit("year_begins", "")
    at_rest(dialog, qtbot)
    assert dialog.to_check.table.rowCount() == 1


def test_that_marks_for_missing_values_may_have_blanks_in_them(opens: Opens, qtbot: QtBot) -> None:
    dialog = opens("month;loans\nJan 2025;1\nFeb 2025;not counted yet\nMar 2025;3\n")
    dialog._on_header(1)
    written(dialog.column.fields["missing"], "not counted yet | ?")
    at_rest(dialog, qtbot)
    assert dialog.reading is not None
    assert dialog.reading.recipe.column("loans").missing == ("not counted yet", "?")
    assert dialog.reading.findings == ()


def test_that_a_line_number_that_is_none_is_refused_in_words(opens: Opens) -> None:
    dialog = opens(MONTHS)
    written(dialog.file.fields["header_lines"], "two")
    assert dialog.message.text().startswith("“two” is no list of lines")


def test_that_a_table_becomes_a_series_that_keeps_its_recipe_and_can_be_undone(
    opens: Opens, bridge: Bridge, qtbot: QtBot
) -> None:
    before = bridge.document.case
    dialog = opens(MONTHS)
    assert bridge.document.case is before
    assert "2 figures, from 2025-01-01 to 2025-02-28." in dialog.outcome.text()
    with qtbot.waitSignal(dialog.taken) as taken:
        dialog.take.click()
    series = bridge.document.case.series["loans"]
    assert taken.args == ["loans", "series/loans.original.csv"]
    assert [(each.end, each.value) for each in series.observations] == [
        (date(2025, 1, 31), 1234.0), (date(2025, 2, 28), 1300.0),
    ]  # fmt: skip
    assert series.recipe["sha256"] == hashlib.sha256(MONTHS.encode()).hexdigest()
    assert (series.recipe["delimiter"], series.recipe["period"]) == (";", "month")
    assert bridge.document.undo() == "Series “loans” imported, 2 figures"
    assert bridge.document.case is before


def test_that_a_unit_the_case_cannot_use_is_said_before_anything_is_taken_and_can_be_declared(
    opens: Opens, bridge: Bridge, qtbot: QtBot
) -> None:
    dialog = opens(MONTHS)
    assert not dialog.count_in.isVisible()
    dialog.series.set_unit("blorps/month")
    at_rest(dialog, qtbot)
    assert not dialog.take.isEnabled()
    assert "blorps" in dialog.outcome.text()
    assert dialog.count_in.text() == "Let this case count in blorps"
    dialog.series.set_unit("km²")
    before = bridge.document.case
    dialog.count_in.click()  # as it is about to go
    assert bridge.document.case is before
    dialog.series.set_unit("blorps/month")
    at_rest(dialog, qtbot)
    dialog.count_in.click()
    at_rest(dialog, qtbot)
    assert "blorp" in bridge.document.case.units
    assert dialog.take.isEnabled()
    assert not dialog.count_in.isVisible()
    dialog.accept()
    assert bridge.document.case.series["loans"].unit == "blorps/month"


def test_that_text_without_a_table_is_refused_with_the_reason(opens: Opens) -> None:
    dialog = opens("This is a letter with many words in it.\nAnd it goes on like this for a second line too.\n" * 3)
    assert "running text" in dialog.message.text()
    assert not dialog.take.isEnabled()


def test_that_rows_become_sources_after_they_were_shown(opens: Opens, bridge: Bridge, qtbot: QtBot) -> None:
    dialog = opens("id,name,kind\nS90,Weekly paper,press\nS91,Radio,press\n")
    dialog.choose("source")
    dialog.take.click()
    paste = dialog.findChild(PasteDialog)
    assert paste is not None
    assert "S90" not in bridge.document.case.sources
    paste.accept()
    assert bridge.document.case.sources["S90"].name == "Weekly paper"
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.isVisible())


def test_that_columns_are_offered_for_the_fields_of_claims(opens: Opens, bridge: Bridge, qtbot: QtBot) -> None:
    dialog = opens("who;words;when\nA minister;Over 5 of them;2025-03-05\nA paper;None;2025-03-06\n")
    dialog.choose("claim")
    assert dialog.records.fields == {"source": "who", "said_on": "when"}
    dialog.take.click()
    assert dialog.message.text() == "Choose the column that has the title of each claim, or its quote."
    dialog.records.choose("title", "words")
    dialog.take.click()
    paste = dialog.findChild(PasteDialog)
    assert paste is not None
    before = bridge.document.case
    paste.accept()
    case = bridge.document.case
    (claim, _) = [claim for id, claim in case.claims.items() if id not in before.claims]
    assert claim.title == "Over 5 of them"
    assert case.sources[case.citations_of(claim.id)[0].source].name == "A minister"
    bridge.document.undo()
    assert bridge.document.case is before
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.isVisible())


def test_that_a_table_to_explore_leaves_the_case_alone(opens: Opens, bridge: Bridge, qtbot: QtBot) -> None:
    before = bridge.document.case
    dialog = opens(MONTHS)
    dialog.choose("table")
    with qtbot.waitSignal(dialog.opened, timeout=20_000) as opened:
        dialog.take.click()
    table = opened.args[0]
    assert isinstance(table, Opened)
    assert (table.name, table.frame.row_count) == ("loans.csv", 3)
    assert bridge.document.case is before
    table.frame.close()


def test_that_the_second_table_of_a_file_can_be_read_instead(opens: Opens, qtbot: QtBot) -> None:
    dialog = opens(SECOND)
    assert dialog.to_check.second.isVisibleTo(dialog)
    dialog.to_check.second.click()
    at_rest(dialog, qtbot)
    assert [dialog.model.headerData(at, HORIZONTAL).split("\n")[0] for at in range(3)] == ["name", "kind", "year"]


# reading again

OLD = "month;loans\nJan 2025;100\nFeb 2025;110\nMar 2025;120\n"


def imported(bridge: Bridge, opens: Opens, text: str) -> Series:
    opens(text).take.click()
    return bridge.document.case.series["loans"]


def compared(bridge: Bridge, qtbot: QtBot, new: str) -> RereadDialog:
    dialog = RereadDialog(bridge, "loans", OLD.encode(), new.encode(), "series/newer.original.csv")
    dialog.open()
    qtbot.waitUntil(lambda: not dialog.busy, timeout=20_000)
    return dialog


def test_that_a_newer_file_is_compared_before_it_is_taken_and_can_be_undone(
    opens: Opens, bridge: Bridge, qtbot: QtBot
) -> None:
    old = imported(bridge, opens, OLD)
    dialog = compared(bridge, qtbot, "month;loans\nJan 2025;100\nFeb 2025;115\nApr 2025;130\n")
    assert dialog.sentence.text() == "Rows: 1 added, 1 changed, 1 deleted."
    assert dialog.details.text() == "Feb 2025, loans: 110 → 115"
    assert "1 new, 1 changed, 1 gone" in dialog.effect.text()
    assert bridge.document.case.series["loans"] is old
    dialog.take.click()
    new = bridge.document.case.series["loans"]
    assert [each.value for each in new.observations] == [100, 115, 130]
    assert original_of(new) == "series/newer.original.csv"
    assert bridge.document.undo() == "Series “loans” read again, 3 figures"
    assert bridge.document.case.series["loans"] is old


def test_that_a_renamed_column_is_offered_and_wipes_nothing(opens: Opens, bridge: Bridge, qtbot: QtBot) -> None:
    imported(bridge, opens, OLD)
    dialog = compared(
        bridge, qtbot, "month;loans, all branches\nJan 2025;100\nFeb 2025;110\nMar 2025;120\nApr 2025;1\n"
    )
    assert dialog.choices["loans"].key == "loans, all branches"
    dialog.choices["loans"].set_key("")
    dialog.choices["loans"].activated.emit(0)
    qtbot.waitUntil(lambda: not dialog.busy, timeout=20_000)
    assert dialog.message.text() == "“loans” is not in the newer file. Choose the column that it is now."
    assert not dialog.take.isEnabled()
    dialog.choices["loans"].set_key("loans, all branches")
    dialog.choices["loans"].activated.emit(1)
    qtbot.waitUntil(lambda: not dialog.busy, timeout=20_000)
    dialog.take.click()
    assert len(bridge.document.case.series["loans"].observations) == 4


def test_that_a_newer_file_that_is_no_table_is_refused(opens: Opens, bridge: Bridge, qtbot: QtBot) -> None:
    imported(bridge, opens, OLD)
    dialog = compared(bridge, qtbot, "")
    assert "The file is empty." in dialog.message.text()
    assert not dialog.take.isEnabled()
    dialog.reject()


def test_that_imported_files_lie_beside_one_another_in_the_case_and_survive_saving(
    opens: Opens, bridge: Bridge, tmp_path: Path
) -> None:
    imported(bridge, opens, OLD)
    save(case := bridge.document.case, tmp_path)
    keep_original(tmp_path, "series/loans.original.csv", OLD.encode())
    again = load(tmp_path).case.series["loans"]
    assert again.recipe == case.series["loans"].recipe
    assert read_original(tmp_path, again) == OLD.encode()
    assert tomllib.loads((tmp_path / "case.toml").read_text())["series"]["loans"]["recipe"]["value"] == "loans"
    assert free_place(case, "loans.csv", {}, tmp_path, OLD.encode()) == "series/loans.original.csv"
    assert free_place(case, "loans.csv", {}, tmp_path, b"other") == "series/loans-2.original.csv"
    gone = replace(again, recipe={**again.recipe, "file": "../secret.csv"})
    with pytest.raises(ProblemError):
        read_original(tmp_path, gone)


def test_that_a_plan_has_columns_for_the_ends_of_a_range(opens: Opens, bridge: Bridge, qtbot: QtBot) -> None:
    dialog = opens("month;best;least;most\nJan 2025;100;90;120\nFeb 2025;100;;\n")
    for part, column in (("value", "best"), ("low", "least"), ("high", "most")):
        chosen(dialog, f"series_{part}", column)
    box = dialog.findChild(QCheckBox, "series_turn")
    assert box is not None
    assert box.text() == "From running totals"
    at_rest(dialog, qtbot)
    assert isinstance(dialog.series.plan, SeriesPlan)
    dialog.take.click()
    first, second = bridge.document.case.series["best"].observations
    assert (first.standing, first.tolerance, second.standing, second.tolerance) == ("rounded", 15.0, "exact", 0.0)


def test_that_an_opened_file_comes_into_the_case_and_its_copy_into_the_folder(
    bundled_window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    window, case = bundled_window, bundled_window.bridge.document.case
    window.bridge.document.mark_saved(case, tmp_path, {})
    path = tmp_path / "loans.csv"
    path.write_text(OLD)
    window.importer.open_file(path)
    qtbot.waitUntil(lambda: window.findChild(ImportDialog) is not None)
    dialog = window.findChild(ImportDialog)
    at_rest(dialog, qtbot)
    dialog.take.click()
    assert "loans" in window.bridge.document.case.series
    assert window.docks["data"].isVisible()
    assert window.importer.pane.series == "loans"
    assert (tmp_path / "series" / "loans.original.csv").read_text() == OLD
    window.bridge.document.undo()
    assert window.bridge.document.case.series == case.series
