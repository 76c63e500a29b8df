"""Labels of marks: each at the best free place among a few; where there is none, the figure's key has it.

Labels never overlap one another, never leave the plot (or the margin at its right), and are never crossed by the line
of a handle. Among the free places the one that covers least of lines and points wins; while something is dragged, a
label stays on its side of its mark.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import field
from functools import cached_property
from typing import TypeVar

import numpy as np
from PySide6.QtGui import QColor

from claimbench.app.figures.figure import (
    Array,
    Band,
    Columns,
    Crossing,
    Figure,
    Handle,
    Ink,
    Line,
    Note,
    Points,
    Rule,
    Span,
)
from claimbench.core.frozen import dataclass
from claimbench.gui.figure_axes import axis_value, axis_values
from claimbench.gui.figure_key import KeyEntry, entry
from claimbench.gui.figure_layout import band_end_texts, widest_band
from claimbench.gui.figure_mapping import Mapping
from claimbench.gui.figure_style import Box, Face, FigureStyle, Placed, inside, overlap, place
from claimbench.gui.label_obstacles import grounds, obstacles
from claimbench.gui.label_places import (
    Corner,
    Places,
    along,
    anchored,
    apart,
    around,
    beside_drop_line,
    beside_points,
    beside_rule,
    beside_span,
    in_row,
)
from claimbench.gui.theme import band_colour, column_colour, contrast, mark_colour, text_colour

_LEAST_LABELLED_BAND = 22.0
#: A label of little weight is left out where it would cover more of lines and symbols than this.
_SPARED = 3.0
_WEIGHTY = 25.0
#: What the level of a band may cover: where the band is hardly higher than the text, a little of its edge.
_TOUCHED = 1.3
#: A label with a short form is not written in full where it would cover as much as a line through one line of text.
_CROSSED = 9.0
_NOWHERE = -1  # remembered of a label for which there was no place
#: How far labels at the ends of lines may stand from them, where several end close to one another.
_FURTHEST = 22.0
#: A line that ends this near to the right edge of the plot has its label in the margin.
_NEAR_THE_EDGE = 24.0
#: How much more than other labels that of the median stays where its line ends.
_STEADY = 4.0

#: The least contrast of a label to what it lies on, and of one in strong letters.
_CONTRAST, _CONTRAST_STRONG = 4.5, 3.0

#: One line of a label: text, font, colour.
Piece = tuple[str, Face, QColor]


class LabelPlacer:
    """Remembers, for each label, which of its places it took at rest."""

    def __init__(self, style: FigureStyle) -> None:
        self.style = style
        self.remembered: dict[str, int] = {}
        self.unplaced: list[KeyEntry] = []
        self._ink = {each: QColor(text_colour(style.theme, each)) for each in Ink}

    def place(self, figure: Figure, mapping: Mapping, right: float, at_rest: bool, hint: str) -> list[Placed]:
        """All labels of the figure that fit; :attr:`unplaced` has the others. ``right`` is where the margin beside the
        plot ends; ``hint`` stands beside a handle that can be dragged."""
        if at_rest:
            self.remembered.clear()
        unplaced = self.unplaced = list[KeyEntry]()
        rows = figure.y.kind == "rows"  # beside which the margin has texts of its own, as beside further axes
        page = _Page(figure, mapping, mapping.plot[2] if rows or figure.further else right, self.remembered)
        ink = self._inks(figure)
        unwritten = self._at_the_end(page, figure, ink)
        label, strong = self.style.label, self.style.strong
        for crossing in _visible(figure, mapping, Crossing):
            pieces = [(crossing.text, strong, ink[crossing.ink]), (crossing.subtext, label, ink[Ink.MUTED])]
            beside = beside_drop_line(page.plot, *_point(figure, mapping, crossing))
            forms = (("crossing", pieces), ("crossing alone", pieces[:1]))
            if all(page.put(key, form, beside, _CROSSED) == np.inf for key, form in forms):
                unplaced.append(entry(crossing))
        for handle in _visible(figure, mapping, Handle):
            beside = around(*_point(figure, mapping, handle), 7.0)
            page.put("handle", [(handle.text, strong, ink[Ink.ACCENT])], beside, np.inf)
        for note in _visible(figure, mapping, Note):
            x, y = _point(figure, mapping, note)
            face, room = strong if note.bold else label, page.plot[2] - page.plot[0] - 4.0
            two = rows and abs(mapping.y_scale) >= 2.0 * face.line
            lines = face.balanced(note.text, room) if two else [face.elided(note.text, room)]
            beside = in_row(page.plot, y) if rows else anchored(x, y, note.anchor)
            page.put("", [(line, face, ink[note.ink]) for line in lines], beside, np.inf)
        for number, mark in enumerate(figure.marks):
            match mark:
                case Columns(label=text) if text:
                    unplaced.append(entry(mark))
                case Line(label=text) | Points(label=text) if text and figure.further:
                    unplaced.append(entry(mark))  # together, since each also says on which axis it stands
                case Line(label=text) if text:
                    piece = (text, label, ink[mark.ink])
                    if page.put(f"line {number}", [piece], along(figure, mapping, mark), _SPARED) == np.inf:
                        unplaced.append(entry(mark))
                case Rule(label=text) if text:
                    at = axis_value(figure.x, mark.at) if mark.axis == "x" else axis_value(figure.y, mark.at)
                    rule = (mapping.x(at), None) if mark.axis == "x" else (None, mapping.y(at))
                    piece = (text, label, ink[mark.ink])
                    if not page.put_short(f"rule {number}", piece, beside_rule(page.plot, *rule), mark.claim):
                        unplaced.append(entry(mark))
                case Span(label=text) if text:
                    beside = beside_span(figure, mapping, mark)
                    if not page.put_short(f"span {number}", (text, label, ink[Ink.CLAIM]), beside, mark.claim):
                        unplaced.append(entry(mark))
                case _:
                    pass
        for number, line in enumerate(unwritten):
            covered = page.put(
                f"end {number}", [(line.end_label, label, ink[line.ink])], along(figure, mapping, line), _SPARED
            )
            if covered == np.inf and not self._told_otherwise(figure, line):
                unplaced.append(entry(line))
        named = [mark for mark in figure.marks if isinstance(mark, Points) and mark.label and not figure.further]
        series = [mark for mark in named if not mark.claim]
        looks = {(mark.ink, mark.symbol) for mark in series}
        shared = Counter(each for each, _ in looks)  # of series in one colour a label says which it means
        for number, mark in enumerate(figure.marks):
            if isinstance(mark, Points) and mark in named:
                text = f"{mark.label} ({entry(mark).sign})" if shared[mark.ink] > 1 and not mark.claim else mark.label
                piece = (text, label, ink[mark.ink])
                others = [each for each in named if each is not mark and len(each.x) == 1]
                beside = beside_points(figure, mapping, mark, others)
                most = _CROSSED if mark.claim else _SPARED  # in the key, the sign of one claim is that of another
                if page.put(f"points {number}", [piece], beside, most) == np.inf:
                    unplaced.append(entry(mark))
        for handle in _visible(figure, mapping, Handle):
            beside = beside_rule(page.plot, _point(figure, mapping, handle)[0], None, top_first=True)
            page.put("hint", [(hint, label, ink[Ink.MUTED])], beside, 2 * _SPARED)  # it may lie across a strip
        self._on_the_band(page, figure, ink)
        return [self._readable(page, label) for label in page.placed]

    def _readable(self, page: _Page, label: Placed) -> Placed:
        """A label that hardly stands out from a band or columns that it lies on, in the colour of text."""
        colour, theme = self.style.colour.text, self.style.theme
        if label.colour == colour or label.box[0] >= page.plot[2]:
            return label
        fills = {
            (column_colour if isinstance(mark, Columns) else band_colour)(theme, mark.ink, mark.level)
            for mark in grounds(page.figure, page.mapping, label.box)
        }
        least = _CONTRAST_STRONG if label.face is self.style.strong else _CONTRAST
        if all(contrast(label.colour.name(), fill) >= least for fill in fills):
            return label
        return label._replace(colour=colour)

    def _inks(self, figure: Figure) -> dict[Ink, QColor]:
        """The colours of labels. Where no fan says which line is the projection's, and series in other colours stand
        beside one in its colour, the label of that has it too."""
        named = (mark for mark in figure.marks if isinstance(mark, Line | Points))
        inks = {mark.ink for mark in named if mark.label or (isinstance(mark, Line) and mark.end_label)}
        if Ink.PROJECTION in inks and inks - {Ink.PROJECTION, Ink.BASELINE} and widest_band(figure) is None:
            return self._ink | {Ink.PROJECTION: QColor(mark_colour(self.style.theme, Ink.PROJECTION))}
        return self._ink

    def _told_otherwise(self, figure: Figure, line: Line) -> bool:
        """Whether a line is known without its label: the median by its bands, the baseline by its dashes, of which the
        subtitle speaks."""
        return line.ink is Ink.BASELINE or (line.ink is Ink.PROJECTION and widest_band(figure) is not None)

    def _at_the_end(self, page: _Page, figure: Figure, ink: dict[Ink, QColor]) -> list[Line]:
        """Medians, the ends of the widest band and baselines, beside the last points in the order of their values and
        moved apart where they would touch. The lines for which there was no room."""
        lines = [mark for mark in figure.marks if isinstance(mark, Line) and mark.end_label and len(mark.x)]
        lines.sort(key=lambda line: line.ink is not Ink.PROJECTION)
        lines[1:] = sorted(lines[1:], key=lambda line: abs(line.y[-1] - lines[0].y[-1]))  # from near to far
        found = [
            _End(float(line.x[-1]), float(line.y[-1]), line.end_label, line.ink, line.ink is Ink.PROJECTION)
            for line in lines
        ]
        band = widest_band(figure)
        if found and band is not None and len(band.x):
            texts = zip((band.low[-1], band.high[-1]), band_end_texts(band), strict=True)
            found[1:1] = [_End(float(band.x[-1]), float(y), text, Ink.MUTED, False) for y, text in texts]
        _, top, right, bottom = page.plot
        near = [
            (place, end)
            for end in found
            if right - _NEAR_THE_EDGE <= (place := self._pixel(page, end))[0] <= right + 1
            and top - 1 <= place[1] <= bottom + 1
        ]
        placed = self._stacked(page, near, ink)
        if placed is None:  # then those that go together, the first before the others
            kept: list[tuple[Corner, _End]] = []
            for each in near:
                if self._stacked(page, [*kept, each], ink) is not None:
                    kept.append(each)
            near, placed = kept, self._stacked(page, kept, ink)
        page.placed += placed or []
        written = {end.text for _, end in near}
        return [line for line in lines if line.end_label not in written]

    def _pixel(self, page: _Page, end: _End) -> Corner:
        figure, mapping = page.figure, page.mapping
        return mapping.x(axis_value(figure.x, end.x)), mapping.y(axis_value(figure.y, end.y))

    def _stacked(self, page: _Page, ends: Sequence[tuple[Corner, _End]], ink: dict[Ink, QColor]) -> list[Placed] | None:
        """Labels below one another, each as near to its height as the others let it; None where one would stand too far
        away, or has no room in the margin."""
        ordered = sorted(ends, key=lambda each: each[0][1])
        heights = [height for (_, height), _ in ordered]
        weights = [_STEADY if end.steady else 1.0 for _, end in ordered]
        margin = (page.plot[0], page.plot[1] - 8.0, page.right + 0.5, page.plot[3] + 8.0)
        placed = []
        for ((x, height), end), at in zip(ordered, apart(heights, weights, float(self.style.label.line)), strict=True):
            face = self.style.strong if end.steady else self.style.label
            found = place(end.text, x + 6.0, at + face.cap / 2, face, ink[end.ink])
            if abs(at - height) > _FURTHEST or not inside(found.box, margin):
                return None
            placed.append(found)
        return placed

    def _on_the_band(self, page: _Page, figure: Figure, ink: dict[Ink, QColor]) -> None:
        """The level of each band, inside it where it is thick, unless its ends are labelled with their quantiles."""
        bands = sorted((mark for mark in figure.marks if isinstance(mark, Band)), key=lambda band: -band.level)
        widest = widest_band(figure)
        if widest is not None and {text.text for text in page.placed}.intersection(band_end_texts(widest)):
            return
        for number, band in enumerate(bands):
            inner = bands[number + 1] if number + 1 < len(bands) else None
            if len(band.x) and (inner is None or len(inner.x) == len(band.x)):
                places = self._inside(page, band, inner)
                text = band.label or f"{100 * band.level:.0f} %"
                page.put(f"band {number}", [(text, self.style.small, ink[Ink.OBSERVED])], places, _TOUCHED)

    def _inside(self, page: _Page, band: Band, inner: Band | None) -> Places:
        """Places in a band: in its upper and lower quarter, or between it and the band that lies in it."""
        figure, mapping = page.figure, page.mapping
        x = mapping.x_scale * axis_values(figure.x, band.x) + mapping.x_shift

        def pixels(y: Array) -> Array:
            return np.clip(mapping.y_scale * axis_values(figure.y, y) + mapping.y_shift, page.plot[1], page.plot[3])

        low, high = pixels(band.low), pixels(band.high)
        if inner is None:
            strips, least = [(high, (high + low) / 2), ((high + low) / 2, low)], _LEAST_LABELLED_BAND / 2
        else:
            strips, least = [(high, pixels(inner.high)), (pixels(inner.low), low)], 0.6 * _LEAST_LABELLED_BAND

        def corners(width: float, height: float) -> list[Corner]:
            offered = []
            for top, bottom in strips:
                room = np.isfinite(bottom - top) & (bottom - top >= least)
                room &= (x > page.plot[0] + width) & (x < page.plot[2] - width)
                indices = np.flatnonzero(room)
                for index in indices[:: max(1, len(indices) // 6)]:
                    middle = float(top[index] + bottom[index]) / 2
                    offered.append((float(x[index]) - width / 2, middle - height / 2))
            return offered

        return corners


@dataclass(frozen=True, slots=True)
class _End:
    """What stands at the end of a line; a ``steady`` one gives way less to others."""

    x: float
    y: float
    text: str
    ink: Ink
    steady: bool


@dataclass
class _Page:
    figure: Figure
    mapping: Mapping
    right: float  # where the margin beside the plot ends
    remembered: dict[str, int]
    placed: list[Placed] = field(default_factory=list)

    @property
    def plot(self) -> Box:
        return self.mapping.plot

    @cached_property
    def obstacles(self) -> Array:
        """(n, 3) pixels that a label had better not cover, and what each of them counts; only computed where a label
        looks for a place."""
        return obstacles(self.figure, self.mapping)

    @cached_property
    def uprights(self) -> list[float]:
        """Where strong lines stand across the plot, over which nothing is written."""
        return [_point(self.figure, self.mapping, mark)[0] for mark in _visible(self.figure, self.mapping, Handle)]

    def put(self, key: str, pieces: Sequence[Piece], corners: Places, most: float) -> float:
        """Place a label of one or more lines at the best of the places that ``corners(width, height)`` offers, unless
        it covers ``most`` there or more. How much it covers; infinite where it was left out."""
        if self.remembered.get(key) == _NOWHERE:  # sought again at rest, not at each step of a drag
            return np.inf
        found = self._best(key, pieces, corners)
        if found is None or found[0] >= most:
            if key:
                self.remembered[key] = _NOWHERE
            return np.inf
        covered, number, shown, corner = found
        self._write(shown, corner)
        if key:
            self.remembered[key] = number
        return covered

    def put_short(self, key: str, piece: Piece, corners: Places, short: str) -> bool:
        """Place a label that may be broken into two lines where one line does not fit well; ``short``, if it is not
        empty, stands for it where a line would run through both. Whether one of them has a place."""
        text, face, colour = piece
        broken = f"{key} broken"
        two = [(line, face, colour) for line in face.balanced(text, 0.62 * face.width(text))]
        if key not in self.remembered and broken not in self.remembered:
            one_found, two_found = self._best(key, [piece], corners), self._best(broken, two, corners)
            in_two = two_found is not None and (one_found is None or one_found[0] > two_found[0] + 2.0)
        else:
            in_two = broken in self.remembered
        most = _CROSSED if short else _WEIGHTY
        if self.put(broken if in_two else key, two if in_two else [piece], corners, most) < np.inf:
            return True
        return bool(short) and self.put(f"{key} short", [(short, face, colour)], corners, _WEIGHTY) < np.inf

    def _best(
        self, key: str, pieces: Sequence[Piece], corners: Places
    ) -> tuple[float, int, list[Piece], Corner] | None:
        """What a label covers at its best free place, the place's number, the label's lines, and the place."""
        room = self.right - self.plot[0]
        shown = [(face.elided(text, room), face, colour) for text, face, colour in pieces if text]
        if not shown:
            return None
        width = max(face.width(text) for text, face, _ in shown)
        height = float(sum(face.line for _, face, _ in shown))
        offered = corners(width, height)
        kept = self.remembered.get(key, -1)
        if 0 <= kept < len(offered) and self._free(offered[kept], width, height):
            return 0.0, kept, shown, offered[kept]
        free = [number for number, corner in enumerate(offered) if self._free(corner, width, height)]
        covers = [(self._covered(offered[number], width, height) + 0.01 * number, number) for number in free]
        if not covers:
            return None
        covered, number = min(covers)
        return covered, number, shown, offered[number]

    def _free(self, corner: Corner, width: float, height: float) -> bool:
        box = (corner[0], corner[1], corner[0] + width, corner[1] + height)
        room = (self.plot[0] - 3.0, self.plot[1] - 6.0, self.right, self.plot[3] + 1.0)
        crossed = any(box[0] - 2.0 < x < box[2] + 2.0 for x in self.uprights)
        return not crossed and inside(box, room) and not any(overlap(box, other.box) for other in self.placed)

    def _covered(self, corner: Corner, width: float, height: float) -> float:
        x, y, weight = self.obstacles.T
        hit = (x > corner[0] - 3) & (x < corner[0] + width + 3) & (y > corner[1] - 1) & (y < corner[1] + height + 1)
        return float(weight[hit].sum())

    def _write(self, pieces: Sequence[Piece], corner: Corner) -> None:
        y = corner[1]
        for text, face, colour in pieces:
            self.placed.append(place(text, corner[0], y + (face.line + face.cap) / 2, face, colour))
            y += face.line


_M = TypeVar("_M", Crossing, Handle, Note)


def _visible(figure: Figure, mapping: Mapping, kind: type[_M]) -> Iterator[_M]:
    for mark in figure.marks:
        if isinstance(mark, kind):
            x, y = _point(figure, mapping, mark)
            left, top, right, bottom = mapping.plot
            if left - 1 <= x <= right + 1 and top - 1 <= y <= bottom + 1:
                yield mark


def _point(figure: Figure, mapping: Mapping, mark: Crossing | Handle | Note) -> Corner:
    return mapping.x(axis_value(figure.x, mark.x)), mapping.y(axis_value(figure.y, mark.y))
