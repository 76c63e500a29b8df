"""A case that is opened again looks as it did when it was closed."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from claimbench.app.paths import default_case
from claimbench.gui.bridge import Selection
from claimbench.gui.start import application, fill_window
from claimbench.gui.window import Window


@contextmanager
def opened() -> Iterator[Window]:
    _, theme = application("light")
    window = Window()
    window.resize(1400, 900)
    fill_window(window, default_case(), theme)
    window.show()
    window.start()
    window.wait_until_settled()
    QApplication.processEvents()  # the places of the cards, and their figures
    yield window
    window.close()


@pytest.fixture(autouse=True)
def nothing_known(qapp: QApplication) -> None:
    application("light")
    QSettings().clear()


def test_that_a_case_seen_for_the_first_time_shows_its_first_claim() -> None:
    with opened() as window:
        first = next(iter(window.bridge.document.case.claims))
        assert window.bridge.selection == Selection("claim", first)
        assert window.charts.view() == {"large": "", "tabs": False, "zooms": {}}


def test_that_selection_zoom_and_arrangement_are_those_of_last_time() -> None:
    with opened() as window:
        window.bridge.select(Selection("assumption", "casualty_ratio"))
        view = window.charts.views["registered"]
        (left, right), (low, high) = view.ranges
        view.set_zoom(((left, (left + right) / 2), (low, high)))
        zoom = view.zoom
        window.charts.toggle_large("registered")
    with opened() as window:
        assert window.bridge.selection == Selection("assumption", "casualty_ratio")
        assert window.charts.views["registered"].zoom == zoom
        assert not window.charts.views["strength"].isVisible()
        window.charts.toggle_large("registered")
        window.charts.views["registered"].reset_zoom()
    with opened() as window:
        assert window.charts.views["registered"].zoom is None
        assert window.charts.views["strength"].isVisible()


@pytest.mark.parametrize(
    "kept",
    [
        "no JSON",
        "[]",
        '{"FOLDER": 3}',
        '{"FOLDER": {"selected": ["claim", "gone"], "charts": {"large": "gone", "tabs": true, "zooms": {}}}}',
        '{"FOLDER": {"selected": ["nothing", "x"], "charts": {"large": "", "tabs": 1, "zooms": []}}}',
        '{"FOLDER": {"charts": {"large": "", "tabs": false, "zooms": {"registered": [[2, 1], "x"], "gone": []}}}}',
    ],
)
def test_that_what_cannot_be_put_back_is_left_out(kept: str) -> None:
    QSettings().setValue("views", kept.replace("FOLDER", str(default_case().resolve()).replace("\\", "/")))
    with opened() as window:
        assert window.bridge.selection.kind == "claim"
        assert window.charts.view() == {"large": "", "tabs": False, "zooms": {}}
