"""The charts as they last were, shown at the next start until they are there: only where they will be the same."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings, QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from claimbench.app.commands import SetAssumption
from claimbench.app.paths import default_case
from claimbench.core import show
from claimbench.gui import charts_picture
from claimbench.gui.bridge import Selection
from claimbench.gui.charts_picture import ChartsPicture
from claimbench.gui.start import Opening, application
from claimbench.gui.theme import DARK, LIGHT, Theme
from claimbench.gui.window import Window

SIZE = QSize(1400, 900)


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache without a picture."""
    cache = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("CLAIMBENCH_CACHE", str(cache))
    QSettings().clear()
    return cache


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(default_case(), tmp_path / "case"))


def opened(folder: Path, theme: Theme = LIGHT, size: QSize = SIZE) -> tuple[Window, ChartsPicture | None]:
    """A window that has just begun to open, and the picture in it."""
    application(theme.name)
    window = Window()
    window.resize(size)
    window.show()
    Opening(window, folder, theme)()
    return window, window.findChild(ChartsPicture)


def settled(folder: Path, qtbot: QtBot) -> Window:
    window, _ = opened(folder)
    qtbot.waitUntil(lambda: window.is_filled, timeout=60_000)
    window.wait_until_settled()
    return window


@pytest.fixture
def once(folder: Path, qapp: QApplication, qtbot: QtBot) -> Path:
    """The folder of a case that has been opened and closed."""
    settled(folder, qtbot).close()
    return folder


def look_around(window: Window) -> None:
    """Zoom, and select another claim."""
    view = window.charts.views["registered"]
    (left, right), y = view.ranges
    view.set_zoom(((left, (left + right) / 2), y))
    window.bridge.select(Selection("claim", "C42"))


def drag_and_undo(window: Window) -> None:
    for best in (2.4, 1.4):
        window.bridge.apply(SetAssumption("casualty_ratio", "best", best))
        window.wait_until_settled()
        window.undo()
    window.wait_until_settled()


def enlarge(window: Window) -> None:
    window.charts.toggle_large("claims")


@pytest.mark.parametrize(("act", "cards"), [(None, 4), (look_around, 4), (drag_and_undo, 4), (enlarge, 1)])
def test_that_the_picture_is_of_the_very_charts_that_come_in_its_place(
    folder: Path, qapp: QApplication, qtbot: QtBot, act: Callable[[Window], object] | None, cards: int
) -> None:
    window = settled(folder, qtbot)
    if act is not None:
        act(window)
        for _ in range(5):  # the layout follows in steps
            QApplication.processEvents()
    window.close()
    window, picture = opened(folder)
    assert picture is not None
    seen, place = picture.grab().toImage(), picture.geometry()
    qtbot.waitUntil(lambda: not window.findChildren(ChartsPicture), timeout=60_000)
    window.wait_until_settled()
    live = {}
    for id, view in window.charts.views.items():
        canvas = view._canvas
        at = QRect(canvas.mapTo(window, QPoint(0, 0)), canvas.size())
        if canvas.isVisible() and place.contains(at):
            live[id] = canvas.grab().toImage() == seen.copy(at.translated(-place.topLeft())), at
    window.close()
    assert len(live) == cards
    assert all(same for same, _ in live.values()), live


def test_that_the_first_start_of_a_case_has_no_picture(folder: Path, qapp: QApplication, qtbot: QtBot) -> None:
    window, picture = opened(folder)
    assert picture is None
    window.close()


def change_case(folder: Path) -> None:
    file = folder / "case.toml"
    file.write_text(file.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")


def change_series(folder: Path) -> None:
    file = next(iter(sorted((folder / "series").glob("*.csv"))))
    file.write_bytes(file.read_bytes() + b"\n")


def change_layout(folder: Path) -> None:
    QSettings().setValue("window/charts", QRect(10, 20, 300, 400))


def change_program(folder: Path) -> None:
    charts_picture._program = lambda: ["another program"]


def change_writing(folder: Path) -> None:
    QSettings().setValue("window/numbers", "de")


def break_file(folder: Path) -> None:
    file = Path(os.environ["CLAIMBENCH_CACHE"]) / "charts.png"
    file.write_bytes(file.read_bytes()[:-2000])


def remove_file(folder: Path) -> None:
    (Path(os.environ["CLAIMBENCH_CACHE"]) / "charts.png").unlink()


@pytest.mark.parametrize(
    "change", [change_case, change_series, change_layout, change_program, change_writing, break_file, remove_file]
)
def test_that_no_picture_is_shown_where_anything_differs(
    once: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    monkeypatch.setattr(charts_picture, "_program", charts_picture._program)  # put back afterwards
    monkeypatch.setattr(show, "_writing", show._writing)
    change(once)
    window, picture = opened(once)
    assert picture is None
    window.close()


@pytest.mark.parametrize(("theme", "size"), [(DARK, SIZE), (LIGHT, QSize(1390, 900))])
def test_that_no_picture_is_shown_in_another_look(once: Path, qtbot: QtBot, theme: Theme, size: QSize) -> None:
    window, picture = opened(once, theme, size)
    assert picture is None
    window.close()


def test_that_the_picture_shows_no_unsaved_change(once: Path, qtbot: QtBot, own_cache: Path) -> None:
    before = (own_cache / "charts.png").read_bytes()
    window = settled(once, qtbot)
    assumption = next(each for each in window.bridge.document.case.assumptions.values() if each.distribution == "pert")
    window.bridge.apply(SetAssumption(assumption.id, "best", (assumption.best + assumption.high) / 2))
    window.wait_until_settled()
    window.files._leave(window.quit)
    assert (own_cache / "charts.png").read_bytes() == before
    window, picture = opened(once)
    assert picture is not None, "the case on disk is what it was"
    window.close()


def test_that_a_marked_case_leaves_no_picture(once: Path, qtbot: QtBot, own_cache: Path) -> None:
    file = once / "case.toml"
    text = file.read_text(encoding="utf-8")
    assert "\ntitle = " in text
    file.write_text(text.replace("\ntitle = ", '\nhandling = "TLP:AMBER"\ntitle = ', 1), encoding="utf-8")
    window = settled(once, qtbot)
    assert window.bridge.document.case.handling == "TLP:AMBER"
    window.close()
    assert not (own_cache / "charts.png").exists()


def select(window: Window) -> None:
    window.bridge.select(Selection("claim", list(window.bridge.document.case.claims)[1]))


def resize(window: Window) -> None:
    window.resize(1410, 900)


def fail(window: Window) -> None:
    window.runner.failed.disconnect(window.runner._on_failed)  # which raises
    window.runner.failed.emit(RuntimeError())


@pytest.mark.parametrize("act", [select, resize, fail])
def test_that_the_picture_gives_way_to_what_happens(once: Path, qtbot: QtBot, act: Callable[[Window], object]) -> None:
    window, picture = opened(once)
    assert picture is not None
    assert picture.isVisible()
    act(window)
    assert not picture.isVisible()
    window.close()
