"""Where further axes of a figure go: at the right of its plot, or below its rows, each in the colour of its marks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QColor

from claimbench.app.figures.figure import Axis, Figure
from claimbench.core.frozen import dataclass
from claimbench.gui.figure_axes import Range, Tick, log_ticks, number_ticks
from claimbench.gui.figure_mapping import Mapping
from claimbench.gui.figure_style import Box, FigureStyle, Placed, place
from claimbench.gui.theme import mark_colour

TICKS_APART = 36.0
#: The length of a tick, from there to its text, and from one axis to the next.
TICK, _GAP, _APART = 4.0, 4.0, 12.0
_BETWEEN_TITLES = 16.0
_LOG_TICK_HEIGHT = TICKS_APART - 10.0


@dataclass(frozen=True, slots=True)
class Rail:
    """An axis that has to be told from others: a line at ``at`` px in a colour, with ticks along it."""

    at: float
    ticks: tuple[float, ...]
    colour: QColor


def upright_ticks(axis: Axis, shown: Range, length: float) -> Sequence[Tick]:
    if axis.kind == "log":
        return log_ticks(*shown, length, lambda text: _LOG_TICK_HEIGHT, "")
    return number_ticks(*shown, length, TICKS_APART, axis.whole)


def widths(figure: Figure, style: FigureStyle, further: Sequence[Range], length: float) -> list[float]:
    """How much room each axis takes at the right of a plot that is ``length`` px high."""
    found = []
    for number, (axis, shown) in enumerate(zip(figure.further, further, strict=True)):
        widest = max((style.tick.width(text) for _, text in upright_ticks(axis, shown, length)), default=0.0)
        found.append(TICK + _GAP + widest + (_APART if number else 0.0))
    return found


def titles(figure: Figure, style: FigureStyle, block: Box, wide: Sequence[float]) -> tuple[list[Placed], int]:
    """The titles of all upright axes above the plot, and how many lines they take: each ends where its axis does, the
    outer ones higher up."""
    face = style.tick
    left = face.elided(figure.y.title, block[2] - block[0])
    placed: list[tuple[str, float, int, QColor]] = [(left, block[0], 0, colour_of(style, figure.y))]
    line = 0
    for number, axis in enumerate(figure.further):
        edge = block[2] - sum(wide[number + 1 :])
        text = face.elided(axis.title, edge - block[0])
        x = edge - face.width(text)
        if number or x < block[0] + face.width(left) + _BETWEEN_TITLES:
            line += 1
        placed.append((text, x, line, colour_of(style, axis)))
    foot = block[1] + face.ascent - 2.0 + line * face.line
    return [place(text, x, foot - at * face.line, face, colour) for text, x, at, colour in placed], line + 1


def at_right(
    figure: Figure, style: FigureStyle, mapping: Mapping, further: Sequence[Range], wide: Sequence[float]
) -> tuple[list[Placed], list[Rail]]:
    """The texts of the ticks, and the axes themselves."""
    _, top, right, bottom = mapping.plot
    texts, rails = [], []
    for number, (axis, shown) in enumerate(zip(figure.further, further, strict=True)):
        at = right + sum(wide[:number]) + (_APART if number else 0.0)
        scale, shift = mapping.further[number]
        ticks = upright_ticks(axis, shown, bottom - top)
        pixels = tuple(scale * value + shift for value, _ in ticks)
        colour = colour_of(style, axis)
        rails.append(Rail(at, pixels, colour))
        for pixel, (_, text) in zip(pixels, ticks, strict=True):
            texts.append(place(text, at + TICK + _GAP, pixel + style.tick.cap / 2, style.tick, colour))
    return texts, rails


def height_below(figure: Figure, style: FigureStyle) -> float:
    """How much room the further axes take below rows."""
    return len(figure.further) * (TICK + 2 * style.tick.line + _GAP)


def below(
    figure: Figure, style: FigureStyle, block: Box, mapping: Mapping, further: Sequence[Range]
) -> tuple[list[Placed], list[Rail]]:
    """The titles and ticks of the axes below rows, and the axes themselves."""
    left, _, right, bottom = mapping.plot
    face, texts, rails = style.tick, list[Placed](), list[Rail]()
    for number, (axis, shown) in enumerate(zip(figure.further, further, strict=True)):
        at = bottom + face.line + 8.0 + number * (TICK + 2 * face.line + _GAP)
        scale, shift = mapping.further[number]
        if axis.kind == "log":
            ticks: Sequence[Tick] = log_ticks(*shown, right - left, face.width, "")
        else:
            ticks = number_ticks(*shown, right - left, 56.0)
        colour, pixels = colour_of(style, axis), tuple(scale * value + shift for value, _ in ticks)
        rails.append(Rail(at, pixels, colour))
        baseline = at + TICK + face.ascent
        for pixel, (_, text) in zip(pixels, ticks, strict=True):
            x = min(max(pixel - face.width(text) / 2, block[0]), block[2] - face.width(text))
            texts.append(place(text, x, baseline, face, colour))
        title = face.elided(axis.title, block[2] - block[0])
        texts.append(place(title, max(block[0], right - face.width(title)), baseline + face.line, face, colour))
    return texts, rails


def colour_of(style: FigureStyle, axis: Axis) -> QColor:
    """The colour of what is written at an axis."""
    return QColor(mark_colour(style.theme, axis.ink))
