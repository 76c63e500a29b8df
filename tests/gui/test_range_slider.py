"""The range slider by itself: mouse, keys, wheel, picture."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from claimbench.app.commands import Part
from claimbench.gui.range_slider import INSET, RangeSlider
from claimbench.gui.slider_scale import SliderScale, scale_for
from claimbench.gui.theme import DARK, LIGHT

# Said of every window that is shown on the offscreen platform.
CURVE = (np.linspace(0.0, 100.0, 50), np.linspace(0.0, 1.0, 50))
LEFT = Qt.MouseButton.LeftButton


class Owner(QWidget):
    """Gives the slider what it asks for, as a card does, and writes down what was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[Part, float] = {"low": 20.0, "best": 50.0, "high": 80.0}
        self.asked: list[tuple[str, float]] = []
        self.releases = 0
        self.other = QLineEdit(self)
        self.slider = RangeSlider("Rate case/month", LIGHT, self)
        layout = QVBoxLayout(self)
        layout.addWidget(self.slider)
        layout.addWidget(self.other)
        self.slider.set_scale(SliderScale(0.0, 100.0))
        self.show_values()
        self.slider.value_dragged.connect(self.on_dragged)
        self.slider.released.connect(self.on_released)

    def show_values(self) -> None:
        self.slider.set_values(self.values["low"], self.values["best"], self.values["high"], None, CURVE)

    def on_dragged(self, part: Part, value: float) -> None:
        self.asked.append((part, value))
        self.values[part] = value
        self.show_values()

    def on_released(self) -> None:
        self.releases += 1


class Paints(QObject):
    """Counts how often a widget is painted."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


@pytest.fixture
def owner(qtbot: QtBot) -> Owner:
    owner = Owner()
    qtbot.addWidget(owner)
    owner.resize(300 + 2 * INSET + owner.layout().contentsMargins().left() * 2, 120)
    owner.show()
    qtbot.waitExposed(owner)
    owner.activateWindow()
    owner.slider.setFocus()
    return owner


def drag(slider: RangeSlider, part: Part, by: int, steps: int = 4) -> None:
    start = slider.handle_position(part)
    QTest.mousePress(slider, LEFT, pos=start)
    for step in range(1, steps + 1):
        QTest.mouseMove(slider, start + QPoint(by * step // steps, 0))
    QTest.mouseRelease(slider, LEFT, pos=start + QPoint(by, 0))


@pytest.mark.parametrize(("part", "by", "value"), [("low", -30, 10.0), ("best", 60, 70.0), ("high", 45, 95.0)])
def test_that_each_handle_follows_the_mouse(owner: Owner, part: Part, by: int, value: float) -> None:
    assert owner.slider.width() == 300 + 2 * INSET, "3 px are one unit"
    drag(owner.slider, part, by)
    assert owner.values[part] == value
    assert {asked for asked, _ in owner.asked} == {part}
    assert len(owner.asked) == 4, "it moves while the mouse moves"
    assert owner.releases == 1


def test_that_taking_a_handle_beside_its_middle_does_not_move_it(owner: Owner) -> None:
    start = owner.slider.handle_position("best") + QPoint(5, 4)
    QTest.mousePress(owner.slider, LEFT, pos=start)
    QTest.mouseMove(owner.slider, start + QPoint(0, 2))
    QTest.mouseRelease(owner.slider, LEFT, pos=start)
    assert owner.asked == []


def test_that_a_press_between_the_handles_changes_nothing(owner: Owner) -> None:
    middle = owner.slider.handle_position("low") + QPoint(45, 0)
    QTest.mouseClick(owner.slider, LEFT, pos=middle)
    assert (owner.asked, owner.releases) == ([], 0)


def test_that_an_end_stops_at_the_best_value(owner: Owner) -> None:
    drag(owner.slider, "low", 200)
    assert owner.values == {"low": 50.0, "best": 50.0, "high": 80.0}
    drag(owner.slider, "high", -200)
    assert owner.values == {"low": 50.0, "best": 50.0, "high": 50.0}


def test_that_handles_on_each_other_can_all_be_taken(owner: Owner) -> None:
    owner.values = {"low": 50.0, "best": 50.0, "high": 50.0}
    for part, beside in (("high", 9), ("low", -9), ("best", 0)):
        owner.show_values()
        start = owner.slider.handle_position("best") + QPoint(beside, 0)
        QTest.mousePress(owner.slider, LEFT, pos=start)
        QTest.mouseMove(owner.slider, start + QPoint(beside or 6, 0))
        QTest.mouseRelease(owner.slider, LEFT, pos=start)
        assert owner.asked[-1][0] == part
        owner.values = {"low": 50.0, "best": 50.0, "high": 50.0}


def test_that_a_drag_beyond_the_track_stops_at_its_end(owner: Owner) -> None:
    drag(owner.slider, "best", 5_000)
    assert owner.values["best"] == 100.0


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (Qt.Key.Key_Right, 51.0), (Qt.Key.Key_Left, 49.0), (Qt.Key.Key_PageUp, 60.0), (Qt.Key.Key_PageDown, 40.0),
        (Qt.Key.Key_Home, 0.0), (Qt.Key.Key_End, 100.0),
    ],
)  # fmt: skip
def test_that_keys_move_the_active_handle(owner: Owner, key: Qt.Key, value: float) -> None:
    QTest.keyClick(owner.slider, key)
    assert owner.asked == [("best", value)]
    assert owner.releases == 1


def test_that_a_key_held_down_is_one_change(owner: Owner) -> None:
    for _ in range(5):
        QTest.keyPress(owner.slider, Qt.Key.Key_Right)
    assert owner.releases == 0
    QTest.keyRelease(owner.slider, Qt.Key.Key_Right)
    assert (owner.values["best"], owner.releases) == (55.0, 1)


@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier])
def test_that_another_handle_is_chosen_by_key(owner: Owner, modifier: Qt.KeyboardModifier) -> None:
    QTest.keyClick(owner.slider, Qt.Key.Key_Left, modifier)
    QTest.keyClick(owner.slider, Qt.Key.Key_Right)
    assert owner.values == {"low": 21.0, "best": 50.0, "high": 80.0}
    QTest.keyClick(owner.slider, Qt.Key.Key_Right, modifier)
    QTest.keyClick(owner.slider, Qt.Key.Key_Right, modifier)
    QTest.keyClick(owner.slider, Qt.Key.Key_Left)
    assert owner.values == {"low": 21.0, "best": 50.0, "high": 79.0}


def turn_wheel(slider: RangeSlider) -> bool:
    at = QPointF(slider.rect().center())
    none = Qt.MouseButton.NoButton
    event = QWheelEvent(
        at, slider.mapToGlobal(at), QPoint(), QPoint(0, 120), none, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    event.setAccepted(False)
    QApplication.sendEvent(slider, event)
    return event.isAccepted()


def test_that_the_wheel_scrolls_the_pane_unless_the_slider_has_the_focus(owner: Owner) -> None:
    owner.other.setFocus()
    assert not turn_wheel(owner.slider)
    assert owner.asked == []
    owner.slider.setFocus()
    assert turn_wheel(owner.slider)
    assert owner.asked == [("best", 51.0)]
    owner.other.setFocus()
    assert owner.releases == 1, "leaving ends the change"


def test_that_it_is_painted_only_when_something_has_changed(owner: Owner) -> None:
    paints = Paints()
    owner.slider.installEventFilter(paints)
    owner.slider.set_scale(SliderScale(0.0, 100.0))
    owner.slider.set_values(20.0, 50.0, 80.0, None, (CURVE[0].copy(), CURVE[1].copy()))
    QApplication.processEvents()
    assert paints.count == 0
    owner.slider.set_values(20.0, 51.0, 80.0, 50.0, CURVE)
    QApplication.processEvents()
    assert paints.count == 1


def test_that_focus_theme_and_saved_value_are_seen(owner: Owner) -> None:
    focused = owner.slider.grab().toImage()
    owner.other.setFocus()
    plain = owner.slider.grab().toImage()
    assert focused != plain
    owner.slider.set_values(20.0, 50.0, 80.0, 40.0, CURVE)
    assert owner.slider.grab().toImage() != plain
    owner.slider.set_theme(DARK)
    best = owner.slider.handle_position("best")
    assert owner.slider.grab().toImage().pixelColor(best).name() == DARK.accent


def test_that_a_screen_reader_gets_name_and_values(owner: Owner) -> None:
    owner.slider.set_shape(("low", "best", "high"), ("5 % point", "median", "95 % point"))
    owner.slider.set_values(20.0, 51.5, 80.0, None, CURVE)
    assert owner.slider.accessibleName() == "Rate case/month"
    assert owner.slider.accessibleDescription() == "5 % point 20, median 51.5, 95 % point 80"


@pytest.mark.parametrize(
    ("low", "high", "typed", "snapped"),
    [(0, 60_000, 23_456.7, 23_400), (0.4, 1.1, 0.9013, 0.9), (-2, 4, 0.0149, 0.02), (0, 1e-6, 3.33e-7, 3.35e-7)],
)
def test_that_dragged_values_are_short_numbers(low: float, high: float, typed: float, snapped: float) -> None:
    assert SliderScale(low, high).snapped(typed) == pytest.approx(snapped, rel=1e-12)
    assert len(f"{SliderScale(low, high).snapped(typed):.12g}") <= 8


def test_that_a_wide_positive_range_is_logarithmic() -> None:
    assert not scale_for(0.2, 1.9).log
    assert not scale_for(-1, 100).log
    scale = scale_for(1.0, 10_000.0)
    assert scale.log
    assert scale.position(100.0) == pytest.approx(0.5)
    assert scale.snapped(123.4) == 125
    assert scale.snapped(1.234) == 1.25


@pytest.mark.parametrize("share", [0.01, -0.01, 0.1, -0.1])
@pytest.mark.parametrize("log", [False, True])
def test_that_a_step_always_moves_inside_the_range(share: float, log: bool) -> None:
    scale = SliderScale(1.0, 1_000.0, log)
    for value in (2.0, 40.0, 555.0):
        after = scale.stepped(value, share)
        assert scale.low <= after <= scale.high
        assert (after > value) == (share > 0) or after in (scale.low, scale.high)


def test_that_a_range_of_no_width_does_no_harm() -> None:
    scale = scale_for(4.0, 4.0)
    assert scale.position(4.0) == 0.5
    assert scale.snapped(4.0) == 4.0


@pytest.mark.parametrize("scale", [SliderScale(-5.0, 20.0), SliderScale(2.0, 900.0, log=True), SliderScale(3.0, 3.0)])
def test_that_the_positions_of_many_values_are_those_of_each(scale: SliderScale) -> None:
    values = np.linspace(1.0, 1000.0, 200)
    assert scale.positions(values) == pytest.approx([scale.position(value) for value in values])
