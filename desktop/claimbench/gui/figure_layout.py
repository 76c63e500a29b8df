"""Where the parts of a figure go on a card: headline, subtitle, plot, axes, note. Everything in logical pixels.

Parts are dropped in order of importance where a card is too small for all of them: first lines of the note, then the
key, then the subtitle, which says what bands hold, then all of the headline but its first line. Nothing is ever drawn
over something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from PySide6.QtGui import QColor

from claimbench.app.figures.figure import Band, Figure, Line
from claimbench.core.frozen import dataclass
from claimbench.core.show import show_number, show_short
from claimbench.gui import figure_further
from claimbench.gui.figure_axes import (
    Range,
    Tick,
    axis_value,
    behind_ticks,
    date_ticks,
    log_ticks,
    months_of_columns,
    number_ticks,
)
from claimbench.gui.figure_further import Rail, upright_ticks
from claimbench.gui.figure_key import KeyEntry, rows
from claimbench.gui.figure_mapping import Mapping, Margins
from claimbench.gui.figure_style import Box, Face, FigureStyle, Placed, place

PAD = 14.0
#: A plot lower than this gives way no further: texts are dropped instead.
LEAST_PLOT = 180.0
LEAST_WIDTH_FOR_END_LABELS = 170.0
#: How many sources the note of a card names.
MOST_SOURCES = 6
_GAP = 6.0
_ABOVE_KEY, _ABOVE_HANDLING = 4.0, 3.0
_TWO_LINES = 26.0  # rows this far apart have room for two lines,
_LOOSE = 34.0  # and these have them, though they would fit into one: what belongs together is seen
_BESIDE_ROWS = 0.28  # of the width, at most


@dataclass(frozen=True, slots=True)
class Card:
    """The texts around the plot, the height of the hairline above the note (None without one), and what is left."""

    texts: tuple[Placed, ...]
    hairline: float | None
    block: Box


@dataclass(frozen=True, slots=True)
class Axes:
    """Ticks in pixels and every text that belongs to an axis; ``beside`` are those that change with the data;
    ``rails`` stand upright, or lie below the rows of a forest plot."""

    x_ticks: tuple[float, ...] = ()
    y_ticks: tuple[float, ...] = ()
    texts: tuple[Placed, ...] = ()
    beside: tuple[Placed, ...] = ()
    rails: tuple[Rail, ...] = ()


def short_note(figure: Figure) -> str:
    """The note of a card: of many sources it names the first, since what stands behind them matters, too. Pictures and
    pages name all."""
    names = list(figure.sources.values())
    if len(names) <= MOST_SOURCES:
        return figure.note
    shown = [*names[: MOST_SOURCES - 1], f"{len(names) - MOST_SOURCES + 1} more"]
    return figure.note.replace("; ".join(names), "; ".join(shown), 1)


def lay_out_card(
    figure: Figure,
    note_text: str,
    style: FigureStyle,
    width: float,
    height: float,
    *,
    tools: float,
    note_lines: int,
    handling: str = "",
    key: Sequence[KeyEntry] = (),
) -> Card:
    """The card's texts, ``note_text`` at its foot; ``tools`` px stay free at the top right, ``note_lines`` is the most
    that the note may take."""
    room = width - 2 * PAD
    headline = style.headline.balanced(figure.headline, room, room - tools)
    if headline and headline[-1].endswith("…"):
        headline = style.headline.evened(figure.headline, room, 3, room - tools)
    subtitle = style.subtitle.balanced(figure.subtitle, room)
    note = style.note.wrapped(note_text, room, note_lines)
    keys = rows(key, style, room)

    def left_for_plot() -> float:
        foot = len(note) + bool(handling)
        texts = len(headline) * style.headline.line + len(subtitle) * style.subtitle.line + foot * style.note.line
        gaps = (_ABOVE_KEY if keys else 0.0) + (20.0 if foot else 0.0) + (_ABOVE_HANDLING if handling else 0.0)
        return height - 2 * PAD - texts - len(keys) * style.label.line - gaps - 16.0

    while left_for_plot() < LEAST_PLOT and (note or subtitle or keys or len(headline) > 1):
        if len(note) > 1:
            note = style.note.wrapped(note_text, room, len(note) - 1)
        elif len(subtitle) > 1:
            subtitle = _one_line(style.subtitle, figure.subtitle, room)
        elif note:
            note = []
        elif keys:
            keys = keys[:-1]
        elif subtitle:
            subtitle = []
        else:
            headline = style.headline.wrapped(figure.headline, room - tools, 1)

    texts: list[Placed] = []
    y = PAD - 2.0
    y = _lines(texts, headline, PAD, y, style.headline, style.colour.text) + (3.0 if subtitle else 0.0)
    y = _lines(texts, subtitle, PAD, y, style.subtitle, style.colour.muted) + (_ABOVE_KEY if keys else 0.0)
    for row in keys:
        baseline = y + (style.label.line + style.label.cap) / 2
        texts += [place(part.text, PAD + part.x, baseline, part.face, part.colour) for part in row]
        y += style.label.line
    bottom = height - PAD + 2.0
    foot = len(note) + bool(handling)
    hairline = None
    if foot:
        top = bottom - foot * style.note.line - (_ABOVE_HANDLING if handling else 0.0)
        hairline = top - 7.0
        top = _lines(texts, note, PAD, top, style.note, style.colour.muted)
        if handling:
            shown = style.strong.elided(handling, room)
            x = width - PAD - style.strong.width(shown)
            baseline = top + _ABOVE_HANDLING + style.strong.ascent
            texts.append(place(shown, x, baseline, style.strong, style.colour.text))
        bottom = hairline
    return Card(tuple(texts), hairline, (PAD, y + 12.0, width - PAD, bottom - 8.0))


def _lines(into: list[Placed], lines: list[str], x: float, y: float, face: Face, colour: QColor) -> float:
    """Put lines below one another; the height where they end."""
    for line in lines:
        into.append(place(line, x, y + (face.line + face.cap) / 2, face, colour))
        y += face.line
    return y


def measure_margins(
    figure: Figure, style: FigureStyle, block: Box, y_range: Range, further: Sequence[Range] = ()
) -> Margins:
    """Room for ticks, titles and the labels at the right, rounded up so that a changing digit moves nothing."""
    width = block[2] - block[0]
    bottom = style.tick.line + 6.0 + (style.tick.line if figure.x.title and not figure.row_titles[1] else 0.0)
    if figure.y.kind == "rows":
        left = max((style.label.width(text) for _, text in figure.y.ticks), default=0.0)
        titles = figure.row_titles
        left = max(left, style.tick.width(titles[0]))
        top = style.tick.line + 6.0 if any(titles) else 0.0
        bottom += figure_further.height_below(figure, style)
        pitch = (block[3] - block[1] - bottom - top) / (y_range[1] - y_range[0])
        right = max(
            _beside_rows(figure, style, _in_two_lines(figure, style, pitch, width)), style.tick.width(titles[2])
        )
        right = min(right, _BESIDE_ROWS * width)
        return Margins(min(left, 0.46 * width) + 10.0, top, right + 12.0 if right else 12.0, bottom)
    top = style.tick.line + 7.0 if figure.y.title else 6.0
    length = max(block[3] - block[1] - bottom - top, 1.0)
    ticks = upright_ticks(figure.y, y_range, length)
    left = max((style.tick.width(text) for _, text in ticks), default=0.0) + _GAP
    wanted = max((style.label.width(text) for text in end_texts(figure)), default=0.0)
    right = wanted + _GAP if wanted and width - left - wanted >= LEAST_WIDTH_FOR_END_LABELS else 0.0
    least = style.tick.width("Jan 2000") / 2 if figure.x.kind == "date" else 14.0
    if figure.further:
        wide = figure_further.widths(figure, style, further, length)
        _, lines = figure_further.titles(figure, style, block, wide)
        return Margins(_up(left), lines * style.tick.line + 7.0, sum(wide), bottom)
    return Margins(_up(left), top, max(_up(right), least), bottom)


def numbers_alone(figure: Figure) -> bool:
    """Whether beside the rows there are but numbers, in one unit: they stand with their ends below one another."""
    return not figure.further and not any(small for _, _, small in figure.right)


def _in_two_lines(figure: Figure, style: FigureStyle, pitch: float, width: float) -> bool:
    """Whether the texts beside a row stand one below the other: where rows are far apart, or where they are not but a
    line has no room for both."""
    room = _BESIDE_ROWS * width
    return pitch >= _LOOSE or (pitch >= _TWO_LINES and _beside_rows(figure, style, two_lines=False) > room)


def _beside_rows(figure: Figure, style: FigureStyle, two_lines: bool) -> float:
    """How wide the texts beside the rows are."""
    widths = [(style.label.width(big), style.small.width(small)) for _, big, small in figure.right]
    return max((max(pair) if two_lines or not pair[1] else sum(pair) + _GAP for pair in widths), default=0.0)


def _up(width: float) -> float:
    return -(-width // 8.0) * 8.0


def end_texts(figure: Figure) -> list[str]:
    """What stands to the right of a plot over time: the lines' own labels and the ends of the widest band."""
    texts = [mark.end_label for mark in figure.marks if isinstance(mark, Line) and mark.end_label]
    if texts and (band := widest_band(figure)) is not None:
        texts += band_end_texts(band)
    return texts


def widest_band(figure: Figure) -> Band | None:
    """Of those that their level stands for."""
    bands = (mark for mark in figure.marks if isinstance(mark, Band) and not mark.label)
    return max(bands, key=lambda band: band.level, default=None)


def band_end_texts(band: Band) -> tuple[str, str]:
    """Which quantiles a band ends at, and their last values: "5 % 575k" and "95 % 731k"."""
    return _ends_of(band.level, float(band.low[-1]), float(band.high[-1])) if len(band.low) else ("", "")


@lru_cache(maxsize=64)  # asked for several times a paint
def _ends_of(level: float, low: float, high: float) -> tuple[str, str]:
    outside = 50.0 * (1.0 - level)
    below, above = f"{show_number(outside)} %", f"{show_number(100.0 - outside)} %"
    return f"{below} {show_short(low)}", f"{above} {show_short(high)}"


def lay_out_axes(
    figure: Figure,
    style: FigureStyle,
    block: Box,
    mapping: Mapping,
    x_range: Range,
    y_range: Range,
    further: Sequence[Range] = (),
) -> Axes:
    left, top, right, bottom = mapping.plot
    colour = style.colour.muted
    texts: list[Placed] = []
    own = figure_further.colour_of(style, figure.value_axis()) if figure.further else colour
    in_rows = figure.y.kind == "rows"
    x_ticks = _x_ticks(figure, style, x_range, right - left)
    x_pixels = tuple(mapping.x(at) for at, _ in x_ticks)
    baseline = bottom + 6.0 + style.tick.ascent
    behind = mapping.x_scale * behind_ticks(months_of_columns(figure)) if figure.x.kind == "date" else 0.0
    named = [(at + behind, tick) for at, tick in zip(x_pixels, x_ticks, strict=True) if at + behind <= right + 1.0]
    for at, (_, text) in named:
        width = style.tick.width(text)
        x = min(max(at - width / 2, block[0]), block[2] - width)
        texts.append(place(text, x, baseline, style.tick, own if in_rows else colour))
    texts = _apart(texts, 6.0)
    if figure.x.title and not figure.row_titles[1]:
        text = style.tick.elided(figure.x.title, block[2] - block[0])
        x = max(block[0], right - style.tick.width(text))
        texts.append(place(text, x, baseline + style.tick.line, style.tick, colour))
    if in_rows:
        at_left, beside = _row_texts(figure, style, block, mapping, y_range)
        lower, rails = figure_further.below(figure, style, block, mapping, further)
        return Axes(x_pixels, (), (*texts, *lower, *at_left), tuple(beside), tuple(rails))
    given = [tick for tick in figure.y.ticks if y_range[0] <= tick[0] <= y_range[1]]
    y_ticks = given or upright_ticks(figure.y, y_range, bottom - top)
    y_pixels = tuple(mapping.y(at) for at, _ in y_ticks)
    for at, (_, text) in zip(y_pixels, y_ticks, strict=True):
        text = style.tick.elided(text + figure.y.suffix, left - block[0])
        x = left - _GAP - style.tick.width(text)
        texts.append(place(text, max(block[0], x), at + style.tick.cap / 2, style.tick, own))
    if figure.further:
        wide = figure_further.widths(figure, style, further, bottom - top)
        heads, _ = figure_further.titles(figure, style, block, wide)
        at_right, rails = figure_further.at_right(figure, style, mapping, further, wide)
        return Axes(x_pixels, y_pixels, (*texts, *heads, *at_right), rails=(Rail(left, y_pixels, own), *rails))
    if figure.y.title:
        text = style.tick.elided(figure.y.title, block[2] - block[0])
        texts.append(place(text, block[0], block[1] + style.tick.ascent - 2.0, style.tick, colour))
    return Axes(x_pixels, y_pixels, tuple(texts))


def _x_ticks(figure: Figure, style: FigureStyle, x_range: Range, length: float) -> list[Tick]:
    axis = figure.x
    if axis.ticks:
        placed = [(axis_value(axis, at), text + axis.suffix) for at, text in axis.ticks]
        return [tick for tick in placed if x_range[0] <= tick[0] <= x_range[1]]
    if axis.kind == "rows":
        return []
    if axis.kind == "date":
        apart = (style.tick.width("Jan 2000") + style.tick.width("Sep")) / 2 + 14.0  # one of them has a year
        return date_ticks(*x_range, length, apart, months_of_columns(figure))
    if axis.kind == "log":
        return log_ticks(*x_range, length, style.tick.width, axis.suffix)
    if any(map(str.isalpha, axis.suffix)):  # words, such as " a year", are read once
        ticks = number_ticks(*x_range, length, 56.0)
        return [(at, text + axis.suffix * (at == ticks[0][0])) for at, text in ticks]
    ticks = number_ticks(*x_range, length, 56.0 + style.tick.width(axis.suffix))
    return [(at, text + axis.suffix) for at, text in ticks]


def _apart(texts: list[Placed], gap: float) -> list[Placed]:
    """Texts along one line without those that would touch the one before."""
    kept: list[Placed] = []
    for text in texts:
        if not kept or text.box[0] >= kept[-1].box[2] + gap:
            kept.append(text)
    return kept


def _shortened(face: Face, text: str, room: float) -> str:
    """The text, or its first word where there is no room for all."""
    return face.elided(text if face.width(text) <= room else text.partition(" ")[0], room)


def _one_line(face: Face, text: str, room: float) -> list[str]:
    """The text in one line, what stands before the first middle dot cut first: levels and dashes come after it."""
    first, dot, rest = text.partition(" · ")
    left = room - face.width(dot + rest)
    if not dot or face.width(text) <= room or left < 0.3 * room:
        return face.wrapped(text, room, 1)
    return [face.elided(first, left) + dot + rest]


def _row_texts(
    figure: Figure, style: FigureStyle, block: Box, mapping: Mapping, y_range: Range
) -> tuple[list[Placed], list[Placed]]:
    """Row labels at the left with the heads of the columns, and texts in two sizes at the right."""
    left, _, right, _ = mapping.plot
    colour = style.colour
    texts: list[Placed] = []
    heads = figure.row_titles
    if any(heads):
        baseline = block[1] + style.tick.ascent - 2.0
        row: list[Placed] = []
        head = style.tick.elided(heads[0], left - 10.0 - block[0])
        row.append(place(head, left - 10.0 - style.tick.width(head), baseline, style.tick, colour.muted))
        head = _shortened(style.tick, heads[2], block[2] - right - 12.0)
        x = block[2] - style.tick.width(head) if numbers_alone(figure) else right + 12.0
        row.append(place(head, x, baseline, style.tick, colour.muted))
        free = (row[0].box[2] + 8.0, row[1].box[0] - 8.0)
        if style.tick.width(heads[1]) > free[1] - free[0]:  # the middle one says most
            free, row[0] = (block[0], free[1]), row[0]._replace(text="")
        head = style.tick.elided(heads[1], free[1] - free[0])
        x = (left + right - style.tick.width(head)) / 2
        x = max(free[0], min(x, free[1] - style.tick.width(head)))
        own = figure_further.colour_of(style, figure.x) if figure.further else colour.muted
        row.insert(1, place(head, x, baseline, style.tick, own))
        texts += [text for text in row if len(text.text) > 1]
    ticks = sorted((at, text) for at, text in figure.y.ticks if y_range[0] < at < y_range[1])
    pitch = min((abs(mapping.y(one) - mapping.y(other)) for (one, _), (other, _) in pairwise(ticks)), default=99.0)
    every = 1 if pitch >= 12.0 else int(12.0 // max(pitch, 0.5)) + 1
    shown = {at for at, _ in ticks[::-1][::every]}
    for at, text in ticks:
        if at in shown:
            room = left - 10.0 - block[0]
            lines = [style.label.elided(text, room)]
            most = int((pitch + 2.0) // style.label.line)
            if lines != [text] and most > 1:
                lines = style.label.balanced(text, room)
            if lines[-1].endswith("…") and most > 2:
                lines = style.label.wrapped(text, room, most)
            y = mapping.y(at) + style.label.cap / 2 - (len(lines) - 1) * (style.label.line - 1.0) / 2
            for number, line in enumerate(lines):
                x, down = left - 10.0 - style.label.width(line), number * (style.label.line - 1.0)
                texts.append(place(line, x, y + down, style.label, colour.text))
    beside: list[Placed] = []
    two_lines = _in_two_lines(figure, style, pitch, block[2] - block[0])
    for at, big, small in figure.right:
        if at not in shown:
            continue
        two = bool(small) and two_lines
        y = mapping.y(at) + (-2.0 if two else style.label.cap / 2)
        room = block[2] - right - 12.0
        big = style.label.elided(big, room)
        x = block[2] - style.label.width(big) if numbers_alone(figure) else right + 12.0
        beside.append(place(big, x, y, style.label, colour.text))
        if two:
            y += style.small.line - 1.0
            beside.append(place(style.small.elided(small, room), right + 12.0, y, style.small, colour.muted))
        elif small and style.label.width(big) + _GAP + style.small.width(small) <= room + 0.5:
            x = right + 12.0 + style.label.width(big) + _GAP
            beside.append(place(small, x, y, style.small, colour.muted))
    return texts, beside
