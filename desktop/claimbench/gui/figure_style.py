"""Fonts, colours and measured texts of figures."""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QStaticText

from claimbench.core.frozen import dataclass
from claimbench.core.show import TIE
from claimbench.gui.fonts import font, load
from claimbench.gui.theme import Theme, span_colour

#: Texts that are remembered with their widths, for each font.
_REMEMBERED = 4096

#: left, top, right, bottom in logical pixels
Box = tuple[float, float, float, float]


class Face:
    """A font with its measures. Measuring a text costs more than drawing it, so widths are remembered."""

    def __init__(
        self, pixels: int, weight: QFont.Weight = QFont.Weight.Normal, *, tabular: bool = True, plain: bool = False
    ) -> None:
        self.font = font(pixels, weight, tabular=tabular, plain=plain)
        self._metrics = QFontMetricsF(self.font)
        self.ascent = self._metrics.ascent()
        self.height = self._metrics.height()
        self.line = round(pixels * 1.28)  # from one baseline to the next
        self.cap = self._metrics.capHeight()
        self._mean, self._widest = self._metrics.averageCharWidth(), self._metrics.maxWidth()
        self._widths: dict[str, float] = {}
        self._shaped: dict[str, QStaticText | None] = {}
        self._broken: dict[tuple[object, ...], list[str]] = {}

    def width(self, text: str) -> float:
        width = self._widths.get(text)
        if width is None:
            if len(self._widths) >= _REMEMBERED:
                self._widths.clear()
            width = self._widths[text] = self._metrics.horizontalAdvance(text)
        return width

    def write(self, painter: QPainter, text: str, x: float, baseline: float) -> None:
        """Draw a line of text in the painter's pen. From its second time on it is not shaped again."""
        painter.setFont(self.font)
        shaped = self._shaped.get(text)
        if shaped is not None:
            painter.drawStaticText(QPointF(x, baseline - self.ascent), shaped)
            return
        painter.drawText(QPointF(x, baseline), text)
        if text in self._shaped:
            shaped = QStaticText(text)
            shaped.setTextFormat(Qt.TextFormat.PlainText)
            shaped.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            self._shaped[text] = shaped
        elif len(self._shaped) < _REMEMBERED:
            self._shaped[text] = None
        else:
            self._shaped.clear()

    def elided(self, text: str, room: float) -> str:
        """The text in one line, or as much of it as fits into ``room`` px with an ellipsis."""
        text = " ".join(text.split())  # also turns ties into plain spaces
        if self.width(text) <= room:
            return text
        from_to = [0, len(text)]
        while from_to[1] - from_to[0] > 1:
            middle = sum(from_to) // 2
            fits = self.width(text[:middle].rstrip() + "…") <= room
            from_to[0 if fits else 1] = middle
        return text[: from_to[0]].rstrip() + "…"

    def wrapped(self, text: str, room: float, lines: int, first_room: float | None = None) -> list[str]:
        """The text broken into at most ``lines`` lines of ``room`` px (the first of ``first_room``); what is too much
        ends in an ellipsis."""
        key = (text, room, lines, first_room)
        return self._once(key, lambda: self._broken_at_words(text, room, lines, first_room))

    def _once(self, key: tuple[object, ...], break_text: Callable[[], list[str]]) -> list[str]:
        if key not in self._broken:
            if len(self._broken) >= _REMEMBERED:
                self._broken.clear()
            self._broken[key] = break_text()
        return [*self._broken[key]]

    def _broken_at_words(self, text: str, room: float, lines: int, first_room: float | None) -> list[str]:
        words = [piece for word in _words(text) for piece in self._pieces(word, room, lines)]
        broken: list[str] = []
        while words and len(broken) < lines:
            here = room if broken or first_room is None else first_room
            letters = [*accumulate(len(word) + 1 for word in words)]
            count = max(1, bisect_right(letters, here / self._mean))  # about: fewer have to be measured
            while count > 1 and self.width(" ".join(words[:count])) > here:
                count -= 1
            while count < len(words) and self.width(" ".join(words[: count + 1])) <= here:
                count += 1
            last = len(broken) == lines - 1
            broken.append(self.elided(" ".join(words if last else words[:count]), here))
            words = words[count:]
        return _without_dots(broken)

    def _pieces(self, word: str, room: float, lines: int) -> list[str]:
        """A word, such as an address, that is longer than a line, in pieces that fill one; what is tied stays whole."""
        pieces: list[str] = []
        while TIE not in word and lines > len(pieces) + 1 and not self._fits(word, room):
            count = max(1, len(self.elided(word, room)) - 1)
            while count > 1 and unicodedata.combining(word[count]):
                count -= 1
            pieces.append(word[:count])
            word = word[count:]
        return [*pieces, word]

    def _fits(self, word: str, room: float) -> bool:
        return len(word) * self._widest <= room or self.width(word) <= room

    def balanced(self, text: str, room: float, first_room: float | None = None) -> list[str]:
        """The text in one line, or in two of about the same length, parted at a middle dot where there is one; what is
        too much ends in an ellipsis."""
        return self._once((text, room, first_room), lambda: self._broken_in_two(text, room, first_room))

    def evened(self, text: str, room: float, lines: int, first_room: float) -> list[str]:
        """The text :meth:`wrapped`, but in as narrow a room as takes no line more: none of its lines is much longer
        than the others, no word left alone on the last."""
        key = (text, room, lines, first_room, "evened")
        return self._once(key, lambda: self._evened(text, room, lines, first_room))

    def _evened(self, text: str, room: float, lines: int, first_room: float) -> list[str]:
        best = self._broken_at_words(text, room, lines, first_room)
        longest = max(map(self.width, best), default=0.0)
        while best and not best[-1].endswith("…"):
            room = longest - 1.0  # the longest line has to give a word to the next
            broken = self._broken_at_words(text, room, lines, min(first_room, room))
            longest = max(map(self.width, broken))
            if len(broken) > len(best) or broken[-1].endswith("…") or longest > room:
                break  # what is longest is one word
            best = broken
        return best

    def _broken_in_two(self, text: str, room: float, first_room: float | None) -> list[str]:
        broken = self.wrapped(text, room, 2, first_room)
        words = _words(text)
        if len(broken) < 2 or broken[-1].endswith("…") or not all(self._fits(word, room) for word in words):
            return broken
        splits = [(" ".join(words[:count]), " ".join(words[count:])) for count in range(1, len(words))]
        longer = bisect_left(splits, True, key=lambda lines: self.width(lines[0]) >= self.width(lines[1]))
        near = splits[max(0, longer - 1) : longer + 1]  # the evenest: the others need not be measured
        dotted = [lines for lines in splits if lines[0].endswith("·") and self._part_at_dot(lines, room)]
        fitting: list[tuple[str, str]] = []
        for some in (dotted, near, splits):
            fitting = fitting or [lines for lines in some if self.width(lines[0]) <= (first_room or room)]
        even = min(fitting, key=lambda lines: max(self.width(line) for line in lines), default=broken)
        return _without_dots([self.elided(line, room) for line in even])

    def _part_at_dot(self, lines: tuple[str, str], room: float) -> bool:
        """Whether both lines fit, and the first is as long as a line and ends in a middle dot."""
        first, second = (self.width(line) for line in lines)
        return lines[0].endswith("·") and first >= _LEAST_LINE * room >= _LEAST_LINE * second


def _words(text: str) -> list[str]:
    """Where a line may be broken: at spaces, but not at ties, nor before a middle dot or a per cent sign."""
    words = " ".join(_SPACES.split(text.strip()))
    return words.replace(" · ", f"{TIE}· ").replace(" %", f"{TIE}%").split(" ") if words else []


def _without_dots(lines: list[str]) -> list[str]:
    """A middle dot parts what stands in one line; at the end of a line the break does."""
    return [*(line.removesuffix("·").rstrip() for line in lines[:-1]), *lines[-1:]]


#: What stands before a middle dot is no line of its own if it takes less than this share of the room.
_LEAST_LINE = 0.35
_SPACES = re.compile(r"[ \t\r\n]+")


class Placed(NamedTuple):
    """A line of text at its place: ``x`` and ``baseline`` of its start, and the box that it fills."""

    text: str
    x: float
    baseline: float
    face: Face
    colour: QColor
    box: Box


def place(text: str, x: float, baseline: float, face: Face, colour: QColor) -> Placed:
    """At a whole pixel: between two of them a text that is shaped anew and one that is kept would go to either."""
    baseline = math.floor(baseline + 0.5)
    return Placed(text, x, baseline, face, colour, (x, baseline - face.cap - 2, x + face.width(text), baseline + 3))


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def inside(one: Box, other: Box) -> bool:
    return one[0] >= other[0] and one[1] >= other[1] and one[2] <= other[2] and one[3] <= other[3]


@dataclass(frozen=True, slots=True)
class Colours:
    """The theme's colours as Qt has them."""

    window: QColor
    surface: QColor
    raised: QColor
    border: QColor
    text: QColor
    muted: QColor
    faint: QColor
    accent: QColor
    selection: QColor
    grid: QColor
    highlight: QColor
    baseline: QColor


class FigureStyle:
    """Everything that decides how a figure looks at scale 1. Larger pictures scale the painter, so the layout stays.
    ``plain`` fonts are for pictures; see :func:`~claimbench.gui.fonts.font`."""

    def __init__(self, theme: Theme, plain: bool = False) -> None:
        self.theme = theme
        self.colour = Colours(**{name: QColor(getattr(theme, name)) for name in Colours.__dataclass_fields__})
        # Opaque: filling with a translucent colour costs many times as much.
        self.span, self.lit_span = QColor(span_colour(theme)), QColor(span_colour(theme, lit=True))
        self.headline = Face(15, QFont.Weight.DemiBold, tabular=False, plain=plain)
        self.subtitle = Face(12, tabular=False, plain=plain)
        self.note = Face(12, tabular=False, plain=plain)
        self.tick = Face(11, plain=plain)
        self.label = Face(11, plain=plain)
        self.strong = Face(11, QFont.Weight.Medium, plain=plain)
        self.small = Face(10, plain=plain)


@lru_cache(maxsize=2)
def card_style(theme: Theme) -> FigureStyle:
    """The one style of all cards: what one of them has measured, the others need not."""
    load()
    return FigureStyle(theme)
