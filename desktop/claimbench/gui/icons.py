"""The program's own icons: simple strokes from ``resources/icons``, in the colours of a theme, crisp at every scale."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from claimbench.app.paths import resource
from claimbench.gui.theme import Theme

NAMES = (
    "check", "close", "collapse", "copy", "download", "expand", "float", "moon",
    "redo", "reset", "search", "sun", "undo", "warning",
)  # fmt: skip
_SIZES = (16, 20, 24, 32, 40, 60)
_made: dict[tuple[str, str, str, bool], QIcon] = {}


def icon(name: str, theme: Theme, colour: str = "", fades: bool = True) -> QIcon:
    """One of ``NAMES`` in ``colour`` (the theme's muted one unless given), fainter where it is disabled, unless it is
    for what never is."""
    colour = colour or theme.muted
    key = (name, colour, theme.faint, fades)
    if key not in _made:
        svg = resource(f"icons/{name}.svg").read_text(encoding="utf-8")
        made = QIcon()
        strokes = {QIcon.Mode.Normal: colour} | ({QIcon.Mode.Disabled: theme.faint} if fades else {})
        for mode, stroke in strokes.items():
            renderer = QSvgRenderer(QByteArray(svg.replace("currentColor", stroke).encode()))
            for size in _SIZES:
                made.addPixmap(_rendered(renderer, size), mode)
        _made[key] = made
    return _made[key]


def _rendered(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    return pixmap
