"""Colours that can be read: contrast ratios after WCAG 2.1, success criteria 1.4.3 (text) and 1.4.11 (graphics)."""

from __future__ import annotations

import pytest

from claimbench.app.figures.figure import Ink
from claimbench.gui.theme import THEMES, Theme, mark_colour, text_colour

GROUNDS = ("surface", "window", "raised", "selection")
themes = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_that_the_ratio_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # WCAG's well-known near miss


@themes
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", ["text", "muted"])
def test_that_text_can_be_read_on_every_ground(theme: Theme, text: str, ground: str) -> None:
    assert contrast(getattr(theme, text), getattr(theme, ground)) >= 4.5


@themes
@pytest.mark.parametrize("text", ["warning", "error", "accent"])
def test_that_coloured_text_can_be_read_on_cards(theme: Theme, text: str) -> None:
    assert contrast(getattr(theme, text), theme.surface) >= 4.5


@themes
def test_that_the_text_of_a_primary_button_can_be_read(theme: Theme) -> None:
    assert contrast(theme.on_accent, theme.accent) >= 4.5


@themes
@pytest.mark.parametrize("ink", list(Ink))
def test_that_labels_in_charts_can_be_read_and_marks_seen(theme: Theme, ink: Ink) -> None:
    assert contrast(text_colour(theme, ink), theme.surface) >= 4.5
    assert contrast(mark_colour(theme, ink), theme.surface) >= 3.0


@themes
def test_that_the_median_stands_out_from_its_bands(theme: Theme) -> None:
    assert contrast(theme.accent, theme.band_wide) >= 3.0
    assert contrast(theme.text, theme.band_wide) >= 4.5
