"""Colours that can be read: contrast ratios after WCAG 2.1, success criteria 1.4.3 (text) and 1.4.11 (graphics)."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from every_kind import case_of_every_kind

from claimbench.app.batch import changed_case, project
from claimbench.app.figures.figure import (
    Band,
    Bar,
    Columns,
    Crossing,
    Figure,
    Handle,
    Ink,
    Line,
    Mark,
    Note,
    Points,
    Rule,
    Span,
    Whisker,
)
from claimbench.casefile.read import load
from claimbench.core.chart_options import CHART_KINDS
from claimbench.gui.theme import LIGHT, THEMES, Theme, band_colour, column_colour, mark_colour, span_colour, text_colour
from claimbench.gui.theme import contrast as theme_contrast

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
    for one, other in (("#000000", "#ffffff"), ("#ffffff", "#777777"), ("#5b6878", "#8cb8de")):
        assert theme_contrast(one, other) == pytest.approx(contrast(one, other))


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


@themes
@pytest.mark.parametrize("ink", [Ink.ACCENT, Ink.LATER])
def test_that_the_pale_ones_of_columns_side_by_side_stand_out_from_the_ground(theme: Theme, ink: Ink) -> None:
    assert contrast(column_colour(theme, ink, 0.9), theme.surface) >= (1.5 if theme is LIGHT else 3.0)


# -- colours that are told apart by everybody, and in a grey print

#: Severe colour blindness as a matrix over linear RGB (Machado, Oliveira and Fernandes, "A physiologically-based model
#: for simulation of color vision deficiency", IEEE TVCG 15(6), 2009, severity 1.0), and a grey print.
SIGHTS = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
    "grey": ((0.2126, 0.7152, 0.0722),) * 3,
}
sights = pytest.mark.parametrize("sight", SIGHTS)

#: What must be told apart without help from dashes, symbols or labels: the least distance, in CIE L*a*b*.
APART = 10.0


def seen(colour: str, sight: str) -> tuple[float, float, float]:
    """Linear RGB, as seen."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    rows = SIGHTS[sight] if sight else ((1, 0, 0), (0, 1, 0), (0, 0, 1))
    mixed = [sum(weight * part for weight, part in zip(row, linear, strict=True)) for row in rows]
    red, green, blue = (min(1.0, max(0.0, part)) for part in mixed)
    return red, green, blue


def lab(rgb: tuple[float, float, float]) -> tuple[float, float, float]:
    """Linear sRGB as CIE 1976 L*a*b* under D65."""
    red, green, blue = rgb
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (
        part ** (1 / 3) if part > (6 / 29) ** 3 else part / (3 * (6 / 29) ** 2) + 4 / 29 for part in (x, y, z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def apart(one: str, other: str, sight: str = "") -> float:
    """The distance of two colours as seen: about 2 can just be told."""
    first, second = lab(seen(one, sight)), lab(seen(other, sight))
    return sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5


def test_that_the_simulation_takes_apart_what_is_known_and_joins_what_is_confused() -> None:
    assert lab(seen("#ffffff", "")) == pytest.approx((100, 0, 0), abs=0.1)
    assert lab(seen("#808080", "")) == pytest.approx((53.6, 0, 0), abs=0.1)
    for sight in SIGHTS:  # each leaves grey grey
        assert seen("#808080", sight) == pytest.approx(seen("#808080", ""), abs=1e-4)
    red, green = "#b0423c", "#6f6a1c"  # told apart by most, hardly by deuteranopes
    assert apart(red, green) > 3 * apart(red, green, "deuteranopia")


@themes
@sights
def test_that_bands_are_told_from_the_ground_and_from_one_another(theme: Theme, sight: str) -> None:
    for one, other in (
        (theme.surface, theme.band_wide),
        (theme.band_wide, theme.band_narrow),
        (theme.band_narrow, theme.accent),
    ):
        assert apart(one, other, sight) >= APART, (one, other)


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Figure]:
    """A chart of every kind, each with its baseline and with claims that are held."""
    case = load(case_of_every_kind(tmp_path_factory.mktemp("kinds"))).case
    shown = changed_case(case, "", {"new_cases_per_month": 24_000.0, "casualty_ratio": 2.5}, {}, held=("C02",))
    assert {chart.kind for chart in case.charts.values()} == set(CHART_KINDS)
    return dict(project(shown, case).figures)


def form(mark: Mark) -> tuple[object, ...]:
    """What tells a mark from others without its colour; nothing of what has a label of its own at its place."""
    match mark:
        case Line():
            return ("line", mark.dashed, mark.symbol)
        case Points():
            return ("points", mark.symbol, mark.filled)
        case Rule():
            return ("rule", mark.axis, mark.dashed, mark.dotted, mark.symbol)
        case Band() | Columns() | Bar() | Span():
            return ("area",)
    return (type(mark).__name__,)


def fill(theme: Theme, mark: Mark) -> str:
    match mark:
        case Columns():
            return column_colour(theme, mark.ink, mark.level)
        case Band() | Bar():
            return band_colour(theme, mark.ink, mark.level)
        case Span():
            return span_colour(theme)
    return mark_colour(theme, getattr(mark, "ink", Ink.ACCENT))


def row(figure: Figure, mark: Mark) -> float:
    """The row of a figure that has rows: what stands in two of them needs nothing else to be told apart."""
    y = mark.y if isinstance(mark, Bar | Points | Whisker | Note) and figure.y.kind == "rows" else 0.0
    return float(np.max(y))


def named(mark: Mark) -> bool:
    """Whether what it is stands beside it: claims and reference lines have their names there, or in the key."""
    return isinstance(mark, Rule | Whisker | Note) or (isinstance(mark, Points) and bool(mark.claim))


@themes
@sights
def test_that_any_two_marks_of_a_chart_differ_in_colour_or_in_form(
    figures: dict[str, Figure], theme: Theme, sight: str
) -> None:
    compared = 0
    for id, figure in figures.items():
        marks = [mark for mark in figure.marks if not named(mark)]
        for one, other in combinations(marks, 2):
            whose, others = (getattr(mark, "name", "").rpartition(", ")[0] or mark for mark in (one, other))
            same_thing = whose == others and fill(theme, one) == fill(theme, other)
            if form(one) != form(other) or same_thing or row(figure, one) != row(figure, other):
                continue
            if isinstance(one, Span) or isinstance(other, Span):
                continue  # it lies below the bands: see the next test
            if isinstance(one, Columns) and isinstance(other, Columns) and abs(one.part[0] - other.part[0]) > 1:
                continue  # side by side, always in one order
            compared += 1
            assert apart(fill(theme, one), fill(theme, other), sight) >= APART, (id, whose, others)
    assert compared > 10


@themes
@sights
def test_that_everything_drawn_is_told_from_its_ground_and_lines_from_the_bands_they_cross(
    figures: dict[str, Figure], theme: Theme, sight: str
) -> None:
    for id, figure in figures.items():
        areas = [mark for mark in figure.marks if isinstance(mark, Band | Bar | Columns)]
        for mark in figure.marks:
            if isinstance(mark, Note):
                continue
            assert apart(fill(theme, mark), theme.surface, sight) >= APART, (id, mark)
            for area in areas if isinstance(mark, Line | Points | Rule | Whisker | Handle | Crossing) else ():
                assert apart(fill(theme, mark), fill(theme, area), sight) >= APART, (id, mark, area)


@themes
@sights
def test_that_the_median_is_told_from_baseline_and_from_what_is_marked(theme: Theme, sight: str) -> None:
    """Lines and points of other inks differ in dashes, symbols or labels as well; the colour alone must do for the
    projection beside what it is compared with."""
    median = mark_colour(theme, Ink.PROJECTION)
    for ink in (Ink.OBSERVED, Ink.CLAIM):
        assert apart(median, mark_colour(theme, ink), sight) >= APART, ink


@themes
@pytest.mark.parametrize("sight", ["protanopia", "deuteranopia", "tritanopia"])
def test_that_a_computed_date_and_later_figures_are_told_from_the_rest(theme: Theme, sight: str) -> None:
    """In a grey print they differ by their place, their symbol and their label alone."""
    accent, later = mark_colour(theme, Ink.ACCENT), mark_colour(theme, Ink.LATER)
    for ink in (Ink.PROJECTION, Ink.OBSERVED):
        assert apart(accent, mark_colour(theme, ink), sight) >= APART, ink
        assert apart(later, mark_colour(theme, ink), sight) >= APART, ink
    assert apart(accent, later, sight) >= APART
