"""New, open, save and close, as somebody at the window does it: nothing is lost, and nobody is asked for nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QMimeData, QPoint, QSettings, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from claimbench.app.commands import ReplaceCase
from claimbench.app.recovery import Journal, drafts
from claimbench.app.template import new_case
from claimbench.casefile.read import load
from claimbench.casefile.save import save
from claimbench.core.case import Case
from claimbench.gui import recent
from claimbench.gui.background import Background
from claimbench.gui.case_lock import LOCK
from claimbench.gui.start import _current, application, fill_window
from claimbench.gui.window import Window


@pytest.fixture(autouse=True)
def nothing_remembered(qapp: QApplication) -> Iterator[None]:
    application("light")
    QSettings().clear()
    for draft in drafts():
        draft.remove()
    yield
    for window in [each for each in QApplication.topLevelWidgets() if isinstance(each, Window)]:
        window.files._leaving = True
        window.close()
    _current.clear()
    QSettings().clear()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "мои дела" / "new homes"
    new_case(folder, date(2025, 11, 24))
    return folder


def opened(folder: Path) -> Window:
    """The case in a window with somebody before it."""
    _, theme = application("light")
    window = Window()
    fill_window(window, folder, theme)
    window.show()
    window.start()
    window.files.attend()
    return window


def test_that_saving_again_before_the_first_save_is_done_asks_nothing(folder: Path, qtbot: QtBot) -> None:
    window = opened(folder)
    retitle(window, "First")
    window.files.save()
    retitle(window, "Second")
    window.files.save()
    qtbot.waitUntil(lambda: not window.bridge.document.unsaved)
    assert title_on_disk(folder) == "Second"
    assert not any(each.isVisible() for each in window.findChildren(QMessageBox))


def retitle(window: Window, title: str) -> None:
    window.bridge.apply(ReplaceCase(replace(window.bridge.document.case, title=title), f"Title {title}"))


def title_on_disk(folder: Path) -> str:
    return load(folder).case.title


def box(window: Window, name: str, qtbot: QtBot) -> QMessageBox:
    qtbot.waitUntil(lambda: window.findChild(QMessageBox, name) is not None)
    return window.findChild(QMessageBox, name)


def answer(window: Window, name: str, text: str, qtbot: QtBot) -> None:
    """Click the button that says so."""
    (button,) = [each for each in box(window, name, qtbot).buttons() if each.text() == text]
    button.click()
    QApplication.processEvents()


def status(window: Window) -> str:
    return window.findChild(QLabel, "status-unsaved").text()


def saved(window: Window, qtbot: QtBot) -> None:
    window.actions_by_id["save"].trigger()
    qtbot.waitUntil(lambda: not window.bridge.document.unsaved)


def test_that_what_is_unsaved_is_said_and_saving_makes_it_the_baseline(folder: Path, qtbot: QtBot) -> None:
    window = opened(folder)
    assert (status(window), window.isWindowModified()) == ("", False)
    retitle(window, "Homes")
    assert (status(window), window.isWindowModified()) == ("Unsaved: 1 change", True)
    saved(window, qtbot)
    assert (status(window), window.isWindowModified()) == ("", False)
    assert window.bridge.document.saved.title == title_on_disk(folder) == "Homes"
    window.actions_by_id["undo"].trigger()
    assert status(window) == "Unsaved: 1 change"  # undone, it differs from what was saved
    assert (folder / "case.toml").read_text(encoding="utf-8").count("# ----") == 9


def test_that_closing_asks_and_cancel_keeps_the_window(folder: Path, qtbot: QtBot) -> None:
    window = opened(folder)
    retitle(window, "Homes")
    window.close()
    answer(window, "unsaved-question", "Cancel", qtbot)
    assert window.isVisible()
    window.close()
    answer(window, "unsaved-question", "Save", qtbot)
    qtbot.waitUntil(lambda: window not in QApplication.topLevelWidgets())
    assert title_on_disk(folder) == "Homes"
    assert drafts() == []
    assert not (folder / LOCK).exists()


def test_that_what_is_discarded_is_gone_and_not_offered_again(folder: Path, qtbot: QtBot) -> None:
    window = opened(folder)
    retitle(window, "Homes")
    window.files.safety.write()
    window.close()
    answer(window, "unsaved-question", "Discard", qtbot)
    qtbot.waitUntil(lambda: window not in QApplication.topLevelWidgets())
    assert title_on_disk(folder) == "New homes"
    assert drafts() == []


def test_that_nothing_is_asked_where_nothing_is_unsaved(folder: Path, qtbot: QtBot) -> None:
    window = opened(folder)
    retitle(window, "Homes")
    window.actions_by_id["undo"].trigger()
    window.close()
    qtbot.waitUntil(lambda: window not in QApplication.topLevelWidgets())


def test_that_another_case_takes_the_place_of_this_one_once_it_has_been_read(
    folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = opened(folder)
    window.files.open_case(tmp_path)  # no case there
    assert "cannot be opened" in box(window, "file-report", qtbot).text()
    assert window.isVisible()
    other = tmp_path / "other"
    new_case(other, date(2025, 11, 24))
    window.files.open_case(other)
    qtbot.waitUntil(lambda: window not in QApplication.topLevelWidgets())
    (new,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, Window)]
    assert new.bridge.document.path == other
    assert recent.recent_cases() == [other, folder]
    assert not (folder / LOCK).exists()
    assert (other / LOCK).exists()


def test_that_a_case_that_is_dropped_on_the_window_opens(folder: Path, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(folder)
    other = tmp_path / "other"
    new_case(other, date(2025, 11, 24))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(other))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(5, 5), copy, data, left, none)
    QApplication.sendEvent(window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPoint(5, 5), copy, data, left, none))
    qtbot.waitUntil(lambda: bool(_current) and _current[0].bridge.document.path == other)


def test_that_what_lies_unsaved_in_the_folder_is_shown_until_it_is_saved_or_undone(folder: Path, qtbot: QtBot) -> None:
    (folder / "unsaved").mkdir()
    text = (folder / "case.toml").read_text(encoding="utf-8")
    (folder / "unsaved" / "case.toml").write_text(text.replace("New homes", "Old homes"), encoding="utf-8")
    window = opened(folder)
    assert (window.bridge.document.saved.title, window.bridge.document.case.title) == ("New homes", "Old homes")
    assert status(window) == "Unsaved: 1 change"
    assert window.bridge.document.undo() == "The unsaved changes in the folder"
    window.close()
    window = opened(folder)  # nothing was saved
    assert window.bridge.document.case.title == "Old homes"
    saved(window, qtbot)
    assert title_on_disk(folder) == "Old homes"
    assert not (folder / "unsaved").exists()


def test_that_what_lies_unsaved_and_cannot_be_read_is_told_and_the_case_opens(folder: Path, qtbot: QtBot) -> None:
    (folder / "unsaved").mkdir()
    (folder / "unsaved" / "case.toml").write_text("[[[", encoding="utf-8")
    window = opened(folder)
    assert "cannot be read" in box(window, "file-report", qtbot).text()
    assert window.bridge.document.case is window.bridge.document.saved


def test_that_new_makes_a_case_and_opens_it(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = opened(folder)
    chosen = tmp_path / "empty one"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(chosen), ""))
    window.actions_by_id["new"].trigger()
    assert _current[0].bridge.document.path == chosen
    _current[0].actions_by_id["new"].trigger()  # the same folder, which holds a case by now
    (report,) = _current[0].findChildren(QMessageBox, "file-report")
    assert "is not empty" in report.informativeText()


def test_that_save_as_takes_everything_along_and_goes_on_there(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    (folder / "archive").mkdir()
    (folder / "archive" / "page.html").write_text("<p>", encoding="utf-8")
    window = opened(folder)
    retitle(window, "Homes")
    target = tmp_path / "copy"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    window.actions_by_id["save-as"].trigger()
    qtbot.waitUntil(lambda: window.bridge.document.path == target)
    assert (title_on_disk(target), title_on_disk(folder)) == ("Homes", "New homes")
    assert (target / "archive" / "page.html").read_text(encoding="utf-8") == "<p>"
    assert window.findChild(QLabel, "status-case").text() == "copy"
    assert ((folder / LOCK).exists(), (target / LOCK).exists()) == (False, True)
    assert (window.bridge.document.case.id, status(window)) == ("copy", "")
    window.actions_by_id["undo"].trigger()
    assert (window.bridge.document.case.id, status(window)) == ("copy", "Unsaved: 1 change")
    retitle(window, "More homes")
    saved(window, qtbot)
    assert (title_on_disk(target), title_on_disk(folder)) == ("More homes", "New homes")


def test_that_a_case_of_the_program_itself_is_saved_elsewhere(
    folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr("claimbench.gui.files.is_installed", lambda path: path == folder)
    window = opened(folder)
    retitle(window, "Homes")
    window.actions_by_id["save"].trigger()
    assert "came with the program" in box(window, "save-elsewhere", qtbot).text()
    answer(window, "save-elsewhere", "Cancel", qtbot)
    assert title_on_disk(folder) == "New homes"


def test_that_a_failed_save_says_why_and_keeps_the_work(folder: Path, qtbot: QtBot) -> None:
    window = opened(folder)
    retitle(window, "Homes\0")  # what no file can hold
    window.actions_by_id["save"].trigger()
    report = box(window, "file-report", qtbot)
    assert "case.toml could not be saved" in report.informativeText()
    assert [button.text() for button in report.buttons()] == ["Save elsewhere…", "Close"]
    assert status(window) == "Unsaved: 1 change"


def other_program_writes(folder: Path) -> None:
    save(replace(load(folder).case, title="Theirs"), folder)


def test_that_a_file_changed_by_another_program_is_not_written_over_unasked(folder: Path, qtbot: QtBot) -> None:
    window = opened(folder)
    retitle(window, "Mine")
    other_program_writes(folder)
    window.actions_by_id["save"].trigger()
    assert box(window, "changed-on-disk", qtbot).text() == "case.toml was changed by another program."
    answer(window, "changed-on-disk", "Cancel", qtbot)
    assert title_on_disk(folder) == "Theirs"
    window.actions_by_id["save"].trigger()
    qtbot.waitUntil(lambda: not window.files._asking or window.findChild(QMessageBox, "changed-on-disk") is not None)
    answer(window, "changed-on-disk", "Keep mine", qtbot)
    qtbot.waitUntil(lambda: not window.bridge.document.unsaved)
    assert title_on_disk(folder) == "Mine"


def test_that_a_change_on_disk_is_noticed_when_the_window_comes_to_the_front(folder: Path, qtbot: QtBot) -> None:
    window = opened(folder)
    other_program_writes(folder)
    window.files.check_disk()
    answer(window, "changed-on-disk", "Take theirs", qtbot)
    qtbot.waitUntil(lambda: window not in QApplication.topLevelWidgets())
    assert _current[0].bridge.document.case.title == "Theirs"


def test_that_a_case_that_is_open_elsewhere_is_not_written_to(folder: Path, qtbot: QtBot) -> None:
    script = (
        "import sys, time; from pathlib import Path; from claimbench.gui.case_lock import FileLock\n"
        "lock = FileLock(Path(sys.argv[1])); print(lock.take(), flush=True); time.sleep(600)"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "desktop")}
    command = [sys.executable, "-c", script, str(folder / LOCK)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "True\n"
        window = opened(folder)
        notice = box(window, "case-open-elsewhere", qtbot)
        assert f"process {holder.pid}" in notice.informativeText()
        notice.close()
        retitle(window, "Homes")
        window.actions_by_id["save"].trigger()
        answer(window, "save-elsewhere", "Cancel", qtbot)
        assert title_on_disk(folder) == "New homes"
        holder.kill()
    saved(window, qtbot)  # the lock of a process that is no more gives way
    assert title_on_disk(folder) == "Homes"


def left_by_a_crash(folder: Path, title: str) -> None:
    loaded = load(folder)
    Journal(folder).write(replace(loaded.case, title=title), loaded.hashes)


def test_that_unsaved_work_is_on_the_disk_soon_and_comes_back_after_a_crash(folder: Path, qtbot: QtBot) -> None:
    window = opened(folder)
    retitle(window, "Homes")
    qtbot.waitUntil(lambda: len(drafts()) == 1, timeout=2_000)
    (draft,) = drafts()
    assert (draft.folder, draft.case().title) == (folder, "Homes")
    saved(window, qtbot)
    qtbot.waitUntil(lambda: drafts() == [])


def test_that_work_left_by_a_crash_can_be_restored_and_undone(folder: Path, qtbot: QtBot) -> None:
    left_by_a_crash(folder, "Homes")
    window = opened(folder)
    answer(window, "draft-offer", "Restore", qtbot)
    assert window.bridge.document.case.title == "Homes"
    assert status(window) == "Unsaved: 1 change"
    assert title_on_disk(folder) == "New homes"
    saved(window, qtbot)
    assert title_on_disk(folder) == "Homes"
    qtbot.waitUntil(lambda: drafts() == [])


def test_that_work_left_by_a_crash_is_asked_about_once_and_kept_for_later(folder: Path, qtbot: QtBot) -> None:
    left_by_a_crash(folder, "Homes")
    window = opened(folder)
    answer(window, "draft-offer", "Later", qtbot)
    window.close()
    assert len(drafts()) == 1
    again = opened(folder)
    QApplication.processEvents()
    assert again.findChild(QMessageBox, "draft-offer") is None


def test_that_work_that_was_saved_after_all_is_not_offered(folder: Path, qtbot: QtBot) -> None:
    left_by_a_crash(folder, "New homes")
    window = opened(folder)
    qtbot.waitUntil(lambda: drafts() == [])
    assert window.findChild(QMessageBox, "draft-offer") is None


def test_that_restored_work_does_not_overwrite_what_was_changed_since(folder: Path, qtbot: QtBot) -> None:
    left_by_a_crash(folder, "Mine")
    other_program_writes(folder)
    window = opened(folder)
    assert "has changed since" in box(window, "draft-offer", qtbot).informativeText()
    answer(window, "draft-offer", "Restore", qtbot)
    window.actions_by_id["save"].trigger()
    box(window, "changed-on-disk", qtbot)
    assert title_on_disk(folder) == "Theirs"


def test_that_work_on_another_case_is_offered_too(folder: Path, tmp_path: Path, qtbot: QtBot) -> None:
    left_by_a_crash(folder, "Homes")
    other = tmp_path / "other"
    new_case(other, date(2025, 11, 24))
    window = opened(other)
    assert box(window, "draft-offer", qtbot).defaultButton().text() == "Later", "Return opens no other case"
    answer(window, "draft-offer", "Restore", qtbot)
    qtbot.waitUntil(lambda: bool(_current))
    assert _current[0].bridge.document.path == folder
    qtbot.waitUntil(lambda: _current[0].bridge.document.case.title == "Homes")


def test_that_the_menu_of_recent_cases_greys_what_is_gone(folder: Path, tmp_path: Path) -> None:
    for number in range(12):
        recent.remember_case(tmp_path / f"gone & {number}")
    window = opened(folder)
    menu = window.findChild(recent.RecentMenu, "recent-menu")
    menu.aboutToShow.emit()
    actions: list[QAction] = menu.actions()
    assert len(actions) == 10
    assert [action.isEnabled() for action in actions] == [True] + [False] * 9
    assert actions[1].text().startswith("&2 gone && 11")


def test_that_every_question_can_be_left_with_escape(folder: Path, qtbot: QtBot) -> None:
    window = opened(folder)
    retitle(window, "Homes")
    window.close()
    question = box(window, "unsaved-question", qtbot)
    default: QPushButton = question.defaultButton()
    assert default.text() == "Save"
    QTest.keyClick(question, Qt.Key.Key_Escape)
    assert window.isVisible()
    assert isinstance(window.bridge.document.case, Case)


def test_that_nothing_comes_of_background_work_once_it_is_closed(qapp: QApplication) -> None:
    background = Background(qapp)
    heard: list[Future[bool]] = []
    go_on = Event()
    background.run(go_on.wait, heard.append)
    go_on.set()
    background.close()  # it is done by now, and its result on the way
    QApplication.processEvents()
    assert heard == []
    background.deleteLater()
