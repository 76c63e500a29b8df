"""The export dialog: the preview is what comes out, what goes in is listed, what is missing is one click away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QMessageBox,
    QProgressDialog,
    QPushButton,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from claimbench.app.batch import project
from claimbench.app.commands import SetAssumption
from claimbench.app.paths import bundled_case
from claimbench.app.payload import for_charts
from claimbench.app.presets import PRESETS, PictureSize
from claimbench.app.reopen import reopen
from claimbench.casefile.read import load
from claimbench.casefile.unsaved import load_unsaved
from claimbench.commandline import run
from claimbench.core.case import Case, Sampling
from claimbench.gui import start
from claimbench.gui.export_dialog import ALL, NEVER, NOT_NOW, PUT_IN, ExportDialog
from claimbench.gui.exporting import PNG
from claimbench.gui.image_export import laid_out
from claimbench.gui.picture_files import Format, Look, picture
from claimbench.gui.theme import DARK, LIGHT, THEMES
from claimbench.gui.window import Window

COPY = Qt.DropAction.CopyAction
FOLDER = bundled_case("ukraine-2025")


@pytest.fixture(scope="module")
def case() -> Case:
    loaded = load(FOLDER).case
    return replace(loaded, sampling=Sampling(256, 1, loaded.sampling.next_column))


@pytest.fixture(scope="module")
def shared(qapp: QApplication) -> Iterator[Window]:
    window = Window(remembers=False)
    window.resize(1280, 720)
    start.fill_window(window, FOLDER, LIGHT)
    window.start()
    window.wait_until_settled()
    yield window
    window.close()


@pytest.fixture
def window(shared: Window) -> Iterator[Window]:
    """The window with nothing changed and nothing remembered, and so it is left."""
    QSettings().clear()
    yield shared
    if shared.exporter.dialog is not None:
        shared.exporter.dialog.close()
    QApplication.processEvents()
    while shared.bridge.document.undo():
        pass
    shared.wait_until_settled()
    QSettings().clear()


def opened(window: Window, chart: str = "registered") -> ExportDialog:
    window.exporter.chart(chart)
    QApplication.processEvents()
    dialog = window.exporter.dialog
    assert dialog is not None
    return dialog


def choose(box: QComboBox, data: str) -> None:
    box.setCurrentIndex(box.findData(data))
    box.activated.emit(box.currentIndex())


def checks(dialog: ExportDialog) -> dict[str, str]:
    """The lines of the check that are shown, by what is asked."""
    rows = [row for row in dialog.checks.findChildren(QLabel) if row.text() and row.isVisibleTo(dialog)]
    return {row.parent().objectName().removeprefix("check-"): row.text() for row in rows}


def box_of(window: Window) -> QMessageBox:
    """The message that is shown."""
    (box,) = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    return box


def test_that_the_preview_is_the_drawing_that_comes_out(window: Window) -> None:
    dialog = opened(window)
    for preset, theme in (("slide", "dark"), ("full-page", "light")):
        dialog.size_fields.set_preset(preset)
        choose(dialog.colours, theme)
        assert dialog.look.size == PRESETS[preset].size
        figure = window.runner.latest.figures["registered"]  # type: ignore[union-attr]
        wanted = laid_out(figure, THEMES[theme], PRESETS[preset].size)
        assert dialog.preview.card is not None
        shown = [(text.text, text.box) for text in dialog.preview.card.texts]
        assert shown == [(text.text, text.box) for text in wanted.texts]
        assert dialog.preview.card.plot == wanted.plot
        frame, size = dialog.preview.frame, PRESETS[preset].size
        assert frame.width() / frame.height() == pytest.approx(size.width / size.height)
        assert dialog.preview.rect().contains(frame.toAlignedRect())


@pytest.mark.parametrize("chart", ["registered", ALL])
def test_that_the_first_key_goes_to_the_choice_of_the_chart(window: Window, chart: str) -> None:
    dialog = opened(window, chart)
    assert dialog.focusWidget() is dialog.chart


def test_that_the_preview_follows_the_window(window: Window, qtbot: QtBot) -> None:
    dialog = opened(window)
    assert dialog.preview.card is not None
    before = dialog.preview.card.figure.headline
    window.bridge.apply(SetAssumption("new_cases_per_month", "best", 30_000.0))
    window.wait_until_settled()
    qtbot.waitUntil(lambda: dialog.preview.card is not None and dialog.preview.card.figure.headline != before)


def test_that_sizes_in_centimetres_and_dots_per_inch_make_pixels(window: Window) -> None:
    dialog = opened(window)
    fields = dialog.size_fields
    choose(fields.unit, "cm")
    fields.width_field.setValue(16.0)
    fields.height_field.setValue(12.0)
    fields.dpi.setValue(254)
    assert dialog.look.size == PictureSize(1600, 1200, 254)
    choose(fields.unit, "px")
    assert (fields.width_field.value(), fields.height_field.value()) == (1600, 1200)


def test_that_a_size_that_cannot_be_is_told_and_not_exported(window: Window) -> None:
    dialog = opened(window)
    dialog.size_fields.width_field.setValue(5.0)
    assert "100 px" in dialog.refusal.text()
    button = dialog.findChild(QPushButton, "export-write")
    assert isinstance(button, QPushButton)
    assert not button.isEnabled()
    dialog.size_fields.set_preset("slide")
    assert dialog.refusal.isHidden()
    assert button.isEnabled()


def test_that_what_goes_in_is_listed_and_can_be_switched_off_once_or_for_good(window: Window, tmp_path: Path) -> None:
    dialog = opened(window)
    assert "The whole text of the case" in dialog.contents.text()
    results = window.runner.latest
    assert results is not None
    window.exporter.save(results, "registered", tmp_path / "with.png", dialog.look, dialog.puts_inside)
    assert reopen(tmp_path / "with.png").payload.chart == "registered"
    choose(dialog.inside, NOT_NOW)
    assert not dialog.puts_inside
    assert "cannot be opened again" in dialog.contents.text()
    window.exporter.save(results, "registered", tmp_path / "without.png", dialog.look, dialog.puts_inside)
    assert (tmp_path / "without.png").stat().st_size < (tmp_path / "with.png").stat().st_size - 20_000
    dialog.close()
    QApplication.processEvents()
    dialog = opened(window)
    assert dialog.inside.currentData() == PUT_IN  # not this time is for this time
    choose(dialog.inside, NEVER)
    dialog.close()
    QApplication.processEvents()
    assert opened(window).inside.currentData() == NEVER
    window.exporter.copy("registered")
    content = QGuiApplication.clipboard().mimeData()
    assert content is not None
    assert content.hasImage()
    assert not content.hasFormat(PNG)


def test_that_a_pdf_says_that_it_carries_nothing(window: Window) -> None:
    dialog = opened(window)
    choose(dialog.format, "pdf")
    assert not dialog.puts_inside
    assert not dialog.inside.isEnabled()
    assert "PDF carries nothing" in dialog.contents.text()


def test_that_the_check_is_one_list_and_a_click_mends_what_can_be_mended(window: Window, qtbot: QtBot) -> None:
    dialog = opened(window, "strength")
    assert {"unit", "bands", "sources", "counted", "zero"} <= checks(dialog).keys()
    assert "does not start at zero" in checks(dialog)["zero"]
    button = dialog.checks.findChild(QToolButton, "check-zero-button")
    assert isinstance(button, QToolButton)
    button.click()
    window.wait_until_settled()
    qtbot.waitUntil(lambda: checks(dialog).get("zero") == "The axis starts at zero.")
    assert window.bridge.document.undo() == "Ukrainian strength: the axis starts at zero"


def test_that_all_charts_are_written_at_once_with_a_page(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.exporter.all_charts()
    dialog = window.exporter.dialog
    assert dialog is not None
    assert dialog.chart.currentData() == ALL
    choose(dialog.format, "svg")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    dialog.export_wanted.emit()
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {*(f"{id}.svg" for id in window.bridge.document.case.charts), "index.html"}


def test_that_each_of_all_charts_can_be_looked_at_before(window: Window) -> None:
    window.exporter.all_charts()
    dialog = window.exporter.dialog
    assert dialog is not None
    ids, seen = list(window.bridge.document.case.charts), []
    following = dialog.findChild(QToolButton, "export-next")
    assert isinstance(following, QToolButton)
    for _ in range(len(ids) + 1):
        assert dialog.preview.card is not None
        seen.append(dialog.preview.card.figure.id)
        following.click()
    assert seen == [*ids, ids[0]]
    choose(dialog.chart, "strength")
    assert not dialog.pages.isVisibleTo(dialog)
    assert dialog.preview.card.figure.id == "strength"


def test_that_an_export_of_many_charts_can_be_stopped(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = window.runner.complete()
    assert results is not None
    monkeypatch.setattr(QProgressDialog, "wasCanceled", lambda _: True)
    told: list[str] = []
    monkeypatch.setattr(window, "tell", told.append)
    window.exporter.save_all(results, tmp_path, Look(), False)
    assert [path.name for path in tmp_path.iterdir()] == ["registered.png"]
    assert f"Stopped: 1 of {len(results.figures)} charts" in told[-1]


def test_that_a_chart_that_is_taken_away_leaves_the_dialog(window: Window, qtbot: QtBot) -> None:
    dialog = opened(window, "strength")
    case = window.bridge.document.case
    window.show_case(replace(case, charts={id: chart for id, chart in case.charts.items() if id != "strength"}))
    window.wait_until_settled()
    assert dialog.chart.findData("strength") < 0
    assert dialog.charts == ["registered"]
    qtbot.waitUntil(lambda: dialog.preview.card is not None and dialog.preview.card.figure.id == "registered")


@pytest.mark.parametrize("form", ["png", "svg"])
def test_that_the_command_line_writes_what_the_window_writes(window: Window, tmp_path: Path, form: Format) -> None:
    window.bridge.apply(SetAssumption("casualty_ratio", "best", 2.5))
    results = window.runner.complete()
    assert results is not None
    look = Look(form, PRESETS["social"].size, DARK, transparent=True)
    window.exporter.save(results, "casualties", tmp_path / f"window.{form}", look, True)
    asked = ["--chart", "casualties", "--to", str(tmp_path), "--format", form, "--preset", "social", "--theme", "dark"]
    assert run(["export", str(FOLDER), *asked, "--transparent", "--set", "casualty_ratio=2.5"]) == 0
    ours, theirs = tmp_path / f"window.{form}", tmp_path / f"casualties.{form}"
    if form == "png":
        assert QImage(str(ours)) == QImage(str(theirs))
    else:
        drawn = [re.sub(r"<metadata>.*</metadata>", "", path.read_text(), flags=re.DOTALL) for path in (ours, theirs)]
        assert drawn[0] == drawn[1]
    assert reopen(ours).shown == reopen(theirs).shown
    assert reopen(ours).payload.fingerprint == reopen(theirs).payload.fingerprint


def test_that_an_export_that_fails_says_what_and_why(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened(window)
    (tmp_path / "file").write_text("no folder")
    name = str(tmp_path / "file" / "chart.png")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (name, ""))
    dialog.export_wanted.emit()
    box = box_of(window)
    assert name in box.informativeText()
    box.close()


def test_that_a_picture_copied_here_and_pasted_back_shows_its_scenario(window: Window) -> None:
    window.bridge.apply(SetAssumption("new_cases_per_month", "best", 30_000.0))
    window.wait_until_settled()
    window.exporter.copy("registered")
    window.bridge.document.undo()
    window.exporter.paste()
    assert window.bridge.document.case.assumptions["new_cases_per_month"].best == 30_000.0
    assert window.bridge.document.undo() == "The scenario of the clipboard"
    window.wait_until_settled()


def dropped(path: Path) -> QMimeData:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path))])
    return content


def test_that_a_picture_of_this_case_dropped_or_opened_shows_its_scenario(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.bridge.apply(SetAssumption("casualty_ratio", "best", 2.5))
    window.wait_until_settled()
    results = window.runner.complete()
    assert results is not None
    window.exporter.save(results, "casualties", tmp_path / "chart.svg", Look("svg", theme=DARK), True)
    window.bridge.document.undo()
    assert window.exporter.takes(dropped(tmp_path / "chart.svg"))
    assert window.exporter.drop(dropped(tmp_path / "chart.svg"))
    assert window.bridge.document.case.assumptions["casualty_ratio"].best == 2.5
    assert window.bridge.selection.id == "casualties"
    window.bridge.document.undo()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "chart.svg"), ""))
    window.exporter.open_picture()
    assert window.bridge.document.case.assumptions["casualty_ratio"].best == 2.5
    window.wait_until_settled()


def test_that_a_picture_of_another_case_is_opened_from_a_folder_that_is_asked_for(
    window: Window, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = replace(case, id="another", title="Another case")
    results = project(SetAssumption("casualty_ratio", "best", 2.5).apply(saved), saved)
    inside, _ = for_charts(results, ["casualties"], None)
    path = tmp_path / "chart.png"
    path.write_bytes(picture(results.figures["casualties"], Look(), "", inside["casualties"]))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "new"), ""))
    opened: list[Path] = []
    monkeypatch.setattr(window.files, "open_case", opened.append)
    assert window.exporter.drop(dropped(path))
    assert opened == [tmp_path / "new"]
    assert load(tmp_path / "new").case.assumptions == saved.assumptions
    unsaved = load_unsaved(tmp_path / "new")
    assert unsaved is not None
    assert unsaved.case.assumptions["casualty_ratio"].best == 2.5


def test_that_a_picture_that_is_dragged_over_the_window_and_dropped_is_opened_once_the_drop_has_ended(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    window.bridge.apply(SetAssumption("casualty_ratio", "best", 2.5))
    window.wait_until_settled()
    results = window.runner.complete()
    assert results is not None
    window.exporter.save(results, "casualties", tmp_path / "chart.png", Look(), True)
    window.bridge.document.undo()
    content = dropped(tmp_path / "chart.png")
    given = (QPointF(50, 50).toPoint(), COPY, content, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entering = QDragEnterEvent(*given)
    QApplication.sendEvent(window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), *given[1:]))
    # another case would close the window, which the drop still needs
    assert window.bridge.document.case.assumptions["casualty_ratio"].best != 2.5
    content.clear()
    qtbot.waitUntil(lambda: window.bridge.document.case.assumptions["casualty_ratio"].best == 2.5)


def test_that_what_is_no_exported_picture_is_refused_with_a_sentence(window: Window, tmp_path: Path) -> None:
    image = QImage(20, 20, QImage.Format.Format_RGB32)
    image.fill(0)
    image.save(str(tmp_path / "photo.png"))
    assert window.exporter.drop(dropped(tmp_path / "photo.png"))
    box = box_of(window)
    assert "no case in this picture" in box.informativeText()
    box.close()
    (tmp_path / "table.csv").write_text("a,b")
    assert not window.exporter.takes(dropped(tmp_path / "table.csv"))
    assert not window.exporter.drop(dropped(tmp_path / "table.csv"))


def test_that_the_data_go_to_the_clipboard_as_a_spreadsheet_takes_them(window: Window) -> None:
    window.exporter.copy_data()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:4] == ["kind", "name", "x", "value"]
    assert len(lines) > 10


@pytest.mark.parametrize(("chosen", "suffix"), [("Web page (*.html)", ".html"), ("PDF document (*.pdf)", ".pdf")])
def test_that_a_report_is_written_as_the_kind_that_was_chosen(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chosen: str, suffix: str
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "report"), chosen))
    window.exporter.report()
    assert [path.name for path in tmp_path.iterdir()] == [f"report{suffix}"]
