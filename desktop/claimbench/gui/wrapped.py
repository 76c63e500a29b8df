"""Text on a few lines, for what is painted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption


def wrapped(text: str, width: float, used: QFont, most: int) -> tuple[str, ...]:
    """The lines of ``text`` in that font and width (pixels), at most so many: the last ends in an ellipsis where there
    is more."""
    size = QFontMetricsF(used)
    if size.horizontalAdvance(text) <= width:
        return (text,) if text else ()
    layout = QTextLayout(text, used)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    lines = list[str]()
    rest = text
    while rest and len(lines) < most - 1:
        line = layout.createLine()
        line.setLineWidth(width)
        lines.append(rest[: line.textLength()].rstrip())
        rest = rest[line.textLength() :]
    layout.endLayout()
    return (*lines, size.elidedText(rest, Qt.TextElideMode.ElideRight, width)) if rest else tuple(lines)
