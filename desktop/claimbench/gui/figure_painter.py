"""Paints a figure: the whole card, from headline to note, at scale 1 in logical pixels.

The painter is plain Qt and knows no widget, so that a card on screen, a picture of 6,000 px and a printed page are the
same drawing: whoever wants it larger scales the ``QPainter``.

What follows from the size and the ranges (grid, ticks, note) is kept in a pixmap while the data change, so that a
change of the data costs little more than filling the bands.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPixmap

from claimbench.app.figures.figure import Axis, Figure, Note, Whisker
from claimbench.gui.figure_axes import Range, axis_value, beside, further_ranges, held_range, settled_range
from claimbench.gui.figure_further import TICK
from claimbench.gui.figure_key import KeyEntry
from claimbench.gui.figure_labels import LabelPlacer
from claimbench.gui.figure_layout import (
    Axes,
    Card,
    lay_out_axes,
    lay_out_card,
    measure_margins,
    numbers_alone,
    short_note,
)
from claimbench.gui.figure_mapping import Mapping, Margins, map_plot
from claimbench.gui.figure_marks import MarkPainter, crisp, stroke
from claimbench.gui.figure_style import Box, FigureStyle, Placed, card_style, place
from claimbench.gui.theme import Theme

#: How far the tools at the top right reach down; the headline's second line may go below them.
TOOLS_BOTTOM = 34.0


class FigurePainter:
    """``tools`` px stay free at the top right; ``framed`` draws the rounded border of a card on screen, else it is a
    picture, of which ``transparent`` leaves out the ground; ``hint`` is written beside a handle. Without a figure the
    card says "No data yet", with one that has no marks "Nothing to draw"."""

    def __init__(
        self,
        theme: Theme,
        *,
        tools: float = 0.0,
        note_lines: int = 4,
        framed: bool = True,
        hint: str = "",
        handling: str = "",
        transparent: bool = False,
    ) -> None:
        self.figure = Figure("", "", "", "", Axis(""), Axis(""), ())
        self.claim = ""
        self.selected = False
        self.zoom: tuple[Range, Range] | None = None
        self._tools, self._note_lines, self._framed = tools, note_lines, framed
        self._hint, self._handling, self._transparent = hint, handling, transparent
        self._size = (1.0, 1.0)
        self._ranges: tuple[Range, Range] = ((0.0, 1.0), (0.0, 1.0))
        self._further: tuple[Range, ...] = ()  # of the figure's further axes, beside its own ranges
        self._margins = Margins(0.0, 0.0, 0.0, 0.0)
        self._card_key: tuple[object, ...] = ()
        self._still_key: tuple[object, ...] = ()
        self._beside: tuple[tuple[float, str, str], ...] = ()
        self._key: tuple[KeyEntry, ...] = ()
        self._head = 0
        self._painted_head: tuple[Placed, ...] = ()
        self._pixmap: QPixmap | None = None
        self._labels: list[Placed] = []
        self._due: bool | None = None  # whether to lay out before the next look at it, and if so whether at rest
        self.set_theme(theme)

    # what is shown

    def set_theme(self, theme: Theme) -> None:
        self.style = card_style(theme) if self._framed else FigureStyle(theme, plain=True)
        self._placer = LabelPlacer(self.style)
        self._marks = MarkPainter(self.style)
        self._card_key = self._still_key = ()
        self._lay_out(at_rest=True)

    def set_figure(self, figure: Figure, at_rest: bool = True) -> None:
        """Show a figure. While something is dragged (not ``at_rest``) ranges and margins only grow, so nothing jitters;
        a range that the reader has zoomed to is never changed."""
        if figure.id != self.figure.id or figure.x.kind != self.figure.x.kind or figure.y.kind != self.figure.y.kind:
            self.zoom, at_rest = None, True
        self.figure = figure
        if at_rest:
            self._ranges = settled_range(figure, "x"), settled_range(figure, "y")
        else:
            self._ranges = held_range(figure, "x", self._ranges[0]), held_range(figure, "y", self._ranges[1])
        self._further = further_ranges(figure)
        self._lay_out(at_rest)

    def set_size(self, width: float, height: float) -> None:
        if (width, height) != self._size:
            self._size = (max(width, 1.0), max(height, 1.0))
            self._lay_out(at_rest=True)

    def set_zoom(self, zoom: tuple[Range, Range] | None) -> None:
        """Show these ranges in axis coordinates; None goes back to the figure's own."""
        if self.zoom is None:
            self._settle()  # the key is that of the whole
        self.zoom = zoom
        self._lay_out(at_rest=True)

    def set_claim(self, claim: str) -> None:
        """Light the marks of this claim; "" lights none."""
        self.claim = claim
        self._lay_out(at_rest=False)

    def set_selected(self, selected: bool) -> None:
        self.selected = selected
        self._pixmap = None

    @property
    def ranges(self) -> tuple[Range, Range]:
        return self.zoom or self._ranges

    @property
    def own_ranges(self) -> tuple[Range, Range]:
        """The ranges without zoom."""
        return self._ranges

    def axis_x(self, value: float) -> float:
        return axis_value(self.figure.x, value)

    @property
    def block(self) -> Box:
        """The plot with everything that belongs to its axes."""
        self._settle()
        return self._card.block

    @property
    def mapping(self) -> Mapping:
        self._settle()
        return self._mapping

    @property
    def texts(self) -> list[Placed]:
        """Every line of text on the card at its place."""
        self._settle()
        return [*self._card.texts, *self._axes.texts, *self._axes.beside, *self._labels]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in logical pixels."""
        return self._size

    @property
    def unplaced(self) -> tuple[str, ...]:
        """The labels that had no room beside their marks: they stand in the key, as far as that has room."""
        self._settle()
        return tuple(entry.text for entry in self._key)

    @property
    def plot(self) -> Box:
        return self.mapping.plot

    @property
    def changed(self) -> Box:
        """What has to be painted again since the last paint: the plot alone, or the whole card. One rectangle: a clip
        of several costs more than it saves."""
        if self._pixmap is None:  # it is not laid out before that is painted: its size may still change
            return (0.0, 0.0, *self._size)
        self._settle()
        if self._pixmap is None or self._painted_head != self._card.texts[: self._head]:
            return (0.0, 0.0, *self._size)
        left, top, right, bottom = self._card.block
        return left - 6.0, top - 2.0, right + 6.0, bottom + 2.0  # symbols reach over the edge

    # layout

    def _lay_out(self, at_rest: bool) -> None:
        """Have it laid out when it is next looked at: a card is given its size and its figure in several steps, and may
        be out of sight."""
        self._due = at_rest or bool(self._due)

    def _settle(self) -> None:
        if self._due is None:
            return
        at_rest, self._due = self._due, None
        self._key = () if at_rest and self.zoom is None else self._key
        self._settle_with_key(at_rest)
        # What has no room beside its mark goes into the key; while something is dragged the key keeps its entries, and
        # of a part that the reader has zoomed to, it is the key of the whole.
        # A key takes room from the plot, so that there may be none for a label that had it before.
        without = tuple(self._placer.unplaced)
        if not at_rest and self.zoom is None and len(without) == len(self._key) and without != self._key:
            self._key = without
            self._settle_with_key(at_rest)
        while at_rest and self.zoom is None and (more := [one for one in without if one not in self._key]):
            self._key = (*self._key, *more)
            self._settle_with_key(at_rest)
            without = tuple(self._placer.unplaced)

    def _settle_with_key(self, at_rest: bool) -> None:
        figure, style = self.figure, self.style
        card_key = (figure.headline, figure.subtitle, figure.note, self._key, self._size, style)
        if card_key != self._card_key:
            self._card_key = card_key
            self._card = self._laid_out_card(figure, at_rest)
        block, (x_range, y_range) = self._card.block, self.ranges
        rows = figure.y.kind == "rows"
        first, shown = (self._ranges[0], x_range) if rows else (self._ranges[1], y_range)
        further = tuple(beside(own, first, shown) for own in self._further)
        margins = measure_margins(figure, style, block, y_range, further)
        if not at_rest:
            old = self._margins
            margins = Margins(max(margins.left, old.left), margins.top, max(margins.right, old.right), margins.bottom)
        self._margins = margins
        still_key = (
            (block, margins, x_range, y_range, style, figure.x.title, figure.x.suffix, figure.x.ticks, figure.y.title),
            (figure.y.ticks, figure.row_titles, self._card.texts[self._head :], not figure.marks),
            self.claim if rows else "",
            figure.further,
            further,
            numbers_alone(figure),
        )
        if still_key != self._still_key:
            self._pixmap = None
        if still_key != self._still_key or figure.right != self._beside:
            self._still_key, self._beside = still_key, figure.right
            self._mapping = map_plot(figure, block, margins, x_range, y_range, further)
            self._axes = Axes()
            if figure.marks:
                self._axes = lay_out_axes(figure, style, block, self._mapping, x_range, y_range, further)
        self._labels = self._placer.place(figure, self._mapping, block[2], at_rest, self._hint)
        if not figure.marks:
            self._labels.append(self._no_data())

    def _laid_out_card(self, figure: Figure, at_rest: bool) -> Card:
        width, height = self._size
        card = lay_out_card(
            figure,
            short_note(figure) if self._framed else figure.note,
            self.style,
            width,
            height,
            tools=self._tools,
            note_lines=self._note_lines,
            handling=self._handling,
            key=self._key,
        )
        top = self._card.block[1] if not at_rest and hasattr(self, "_card") else 0.0
        self._head = sum(text.face is self.style.headline for text in card.texts)
        if top > card.block[1]:  # a headline that became one line shorter moves nothing while something is dragged
            card = Card(card.texts, card.hairline, (card.block[0], top, card.block[2], card.block[3]))
        return card

    def _no_data(self) -> Placed:
        text, face = "Nothing to draw" if self.figure.headline else "No data yet", self.style.subtitle
        left, top, right, bottom = self._card.block
        x = (left + right - face.width(text)) / 2
        return place(text, x, (top + bottom) / 2, face, self.style.colour.muted)

    # painting

    def paint(self, painter: QPainter, ratio: float | None = None) -> None:
        """Draw the card. ``ratio`` is that of device to logical pixels, for what is kept in a pixmap; None keeps
        nothing, for pictures and printed pages."""
        self._settle()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if ratio is None:
            self._paint_still(painter)
        else:
            if self._pixmap is None or self._pixmap.devicePixelRatio() != ratio:
                self._pixmap = self._still(ratio)
            painter.drawPixmap(0, 0, self._pixmap)
        self._marks.paint(painter, self.figure, self.mapping, self.claim, self._labels)
        self._painted_head = self._card.texts[: self._head]
        self._write(painter, self._painted_head)
        self._write(painter, self._axes.beside)
        self._write(painter, self._labels)

    def _still(self, ratio: float) -> QPixmap:
        width, height = self._size
        pixmap = QPixmap(math.ceil(width * ratio), math.ceil(height * ratio))
        pixmap.setDevicePixelRatio(ratio)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_still(painter)
        painter.end()
        return pixmap

    def _paint_still(self, painter: QPainter) -> None:
        """What stays while the data change: card, grid, ticks, subtitle, note."""
        width, height = self._size
        colour = self.style.colour
        if not self._transparent:
            painter.fillRect(QRectF(0, 0, width, height), colour.window if self._framed else colour.surface)
        if self._framed:
            thick = 1.5 if self.selected else 1.0
            painter.setPen(stroke(colour.accent if self.selected else colour.border, thick))
            painter.setBrush(colour.surface)
            painter.drawRoundedRect(
                QRectF(0, 0, width, height).adjusted(thick / 2, thick / 2, -thick / 2, -thick / 2), 6, 6
            )
        left, top, right, bottom = self.plot
        self._light_row(painter)
        painter.setPen(stroke(colour.grid, 1.0))
        if self.figure.y.kind == "rows":
            painter.drawLines([QLineF(crisp(x), top, crisp(x), bottom) for x in self._axes.x_ticks])
        else:
            painter.drawLines([QLineF(left, crisp(y), right, crisp(y)) for y in self._axes.y_ticks])
        if self.figure.x.kind == "date":
            painter.setPen(stroke(colour.faint, 1.0))
            painter.drawLines([QLineF(crisp(x), bottom, crisp(x), bottom + 3) for x in self._axes.x_ticks])
        self._paint_rails(painter)
        if self._card.hairline is not None:
            painter.setPen(stroke(colour.border, 1.0))
            y = crisp(self._card.hairline)
            painter.drawLine(QLineF(self._card.block[0], y, self._card.block[2], y))
        self._write(painter, self._card.texts[self._head :])
        self._write(painter, self._axes.texts)

    def _paint_rails(self, painter: QPainter) -> None:
        left, top, right, bottom = self.plot
        lying = self.figure.y.kind == "rows"
        for rail in self._axes.rails:
            painter.setPen(stroke(rail.colour, 1.0))
            at = crisp(rail.at)
            out = -TICK if not lying and rail.at <= left else TICK
            lines = [QLineF(left, at, right, at) if lying else QLineF(at, top, at, bottom)]
            ticks = map(crisp, rail.ticks)
            lines += [QLineF(x, at, x, at + out) if lying else QLineF(at, x, at + out, x) for x in ticks]
            painter.drawLines(lines)

    def _light_row(self, painter: QPainter) -> None:
        for mark in self.figure.marks:
            if isinstance(mark, Whisker | Note) and self.claim and mark.claim == self.claim:
                left, _, right, _ = self._card.block
                y = self.mapping.y(mark.y)
                painter.fillRect(QRectF(left - 4, y - 11, right - left + 8, 22), self.style.colour.selection)

    def _write(self, painter: QPainter, texts: Iterable[Placed]) -> None:
        for text in texts:
            painter.setPen(text.colour)
            # on the screen on whole pixels: between two it ends up on one or the other, by whether it is shaped anew
            baseline = math.floor(text.baseline + 0.5) if self._framed else text.baseline
            text.face.write(painter, text.text, text.x, baseline)
