"""The key of a figure: what its marks are, in a line below the subtitle, where there was no room beside the marks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtGui import QColor

from claimbench.app.figures.figure import Columns, Crossing, Ink, Line, Points, Rule, Span
from claimbench.gui.figure_style import FigureStyle, Placed, place
from claimbench.gui.theme import column_colour, mark_colour, text_colour

#: Signs of symbols: outlined, filled.
_SIGNS = {"circle": "○●", "square": "□■", "diamond": "◇◆", "triangle": "△▲", "dotted": "○●"}
_BESIDE_SIGN, _APART = 4.0, 14.0


class KeyEntry(NamedTuple):
    """What stands for a mark, in its colour, and what it is."""

    sign: str
    text: str
    ink: Ink
    level: float = math.nan  # that of a column


def entry(mark: Columns | Points | Line | Rule | Span | Crossing) -> KeyEntry:
    match mark:
        case Columns():
            return KeyEntry("■", mark.label, mark.ink, mark.level)
        case Points():
            return KeyEntry(_SIGNS[mark.symbol][mark.filled], mark.label, mark.ink)
        case Line():
            sign = _SIGNS[mark.symbol][1] if mark.symbol else ""
            return KeyEntry(sign + ("– –" if mark.dashed else "—"), mark.end_label or mark.label, mark.ink)
        case Crossing():
            return KeyEntry("●", mark.text, mark.ink)
        case Rule(axis="x"):
            return KeyEntry("¦" if mark.dashed or mark.dotted else "|", mark.label, mark.ink)
        case Rule():
            return KeyEntry("– –" if mark.dashed else "—", mark.label, mark.ink)
        case Span():
            return KeyEntry("■", mark.label, Ink.MUTED)


def rows(entries: Sequence[KeyEntry], style: FigureStyle, room: float) -> list[list[Placed]]:
    """The entries side by side from x = 0 and baseline 0, in as many rows of ``room`` px as they take; those of one
    sign, such as many claims on nearly one value, behind one sign."""
    face, found = style.label, list[list[Placed]]()
    x = room
    for alike in _alike(entries):
        for number, (sign, text, ink, level) in enumerate(alike):
            before = 0.0 if number else face.width(sign) + _BESIDE_SIGN
            more = number + 1 < len(alike)
            text = face.elided(text + "," * more, room - before)
            if not found or x + before + face.width(text) > room:
                found.append([])
                x = 0.0
            if not number:
                colour = mark_colour(style.theme, ink) if math.isnan(level) else column_colour(style.theme, ink, level)
                found[-1].append(place(sign, x, 0.0, face, QColor(colour)))
            found[-1].append(place(text, x + before, 0.0, face, QColor(text_colour(style.theme, ink))))
            x += before + face.width(text) + (_BESIDE_SIGN if more else _APART)
    return found


def _alike(entries: Sequence[KeyEntry]) -> list[list[KeyEntry]]:
    """Entries by their sign and its colour, each group in the order of its texts."""
    groups: dict[tuple[str, Ink, str], list[KeyEntry]] = {}
    for each in entries:
        groups.setdefault((each.sign, each.ink, str(each.level)), []).append(each)
    return [sorted(group, key=lambda each: each.text) for group in groups.values()]
