"""Colours and fonts of the window and of the charts, light and dark."""

from __future__ import annotations

from dataclasses import asdict
from string import Template

from PySide6.QtCore import QDir
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from claimbench.app.figures.ink import Ink
from claimbench.app.paths import resource
from claimbench.core.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as #rrggbb. ``band_wide`` and ``band_narrow`` are opaque, so that what lies below never tints them."""

    name: str
    window: str  # behind the cards
    surface: str  # cards and panes
    raised: str  # hovered rows, pressed buttons
    border: str
    text: str
    muted: str  # secondary text; at least 4.5 : 1 on surface
    faint: str  # tick labels of disabled things, placeholders
    accent: str
    on_accent: str
    selection: str  # the selected row
    band_wide: str  # 90 %
    band_narrow: str  # 50 %
    baseline: str
    grid: str
    highlight: str  # the computed date that a headline speaks of
    later: str  # figures published after the as-of date
    warning: str
    error: str


LIGHT = Theme(
    name="light",
    window="#f5f6f8",
    surface="#ffffff",
    raised="#eff0f2",
    border="#e2e6ec",
    text="#18202b",
    muted="#5b6878",
    faint="#818b97",
    accent="#0b62a4",
    on_accent="#ffffff",
    selection="#e9f1fa",
    band_wide="#cfe1f2",
    band_narrow="#8cb8de",
    baseline="#818b97",
    grid="#e8ebf0",
    highlight="#b45309",
    later="#7f19e6",
    warning="#b45309",
    error="#b42318",
)

DARK = Theme(
    name="dark",
    window="#11151b",
    surface="#191f28",
    raised="#272f38",
    border="#2b3440",
    text="#e9eef4",
    muted="#9aa7b8",
    faint="#7c8898",
    accent="#62b0f2",
    on_accent="#0d1117",
    selection="#1d3045",
    band_wide="#21405d",
    band_narrow="#336a98",
    baseline="#8e98a6",
    grid="#262e39",
    highlight="#f0a04b",
    later="#d1b3db",
    warning="#f0a04b",
    error="#f97066",
)

#: Qt's own style, the same on all platforms.
STYLE = "Fusion"
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


_INKS = {
    Ink.PROJECTION: "accent",
    Ink.BASELINE: "baseline",
    Ink.OBSERVED: "text",
    Ink.CLAIM: "text",
    Ink.ACCENT: "highlight",
    Ink.MUTED: "muted",
    Ink.LATER: "later",
}
_TEXT_INKS = _INKS | {Ink.PROJECTION: "text", Ink.BASELINE: "muted"}


def mark_colour(theme: Theme, ink: Ink) -> str:
    """The colour of lines, points and bars in that ink."""
    return str(getattr(theme, _INKS[ink]))


def text_colour(theme: Theme, ink: Ink) -> str:
    """The colour of a label that speaks of a mark in that ink: as the mark, where that is dark enough to be read."""
    return str(getattr(theme, _TEXT_INKS[ink]))


def band_colour(theme: Theme, ink: Ink, level: float) -> str:
    """The opaque fill of a band: pale where it holds most draws, stronger where it holds the middle half."""
    if ink is Ink.PROJECTION:
        return theme.band_wide if level > 0.7 else theme.band_narrow
    return _mixed(theme.surface, mark_colour(theme, ink), 0.3 if level > 0.7 else 0.5)


def column_colour(theme: Theme, ink: Ink, level: float) -> str:
    """The opaque fill of a column, of which several inks and levels stand side by side: a high level is pale on a light
    ground and bright on a dark one, a low one the other way round."""
    if 0.3 < level < 0.7:
        return band_colour(theme, ink, level)
    pale = (level > 0.5) == (theme.name == "light")
    return _mixed(theme.surface, mark_colour(theme, ink), 0.3) if pale else mark_colour(theme, ink)


def _mixed(ground: str, over: str, share: float) -> str:
    below, above = (bytes.fromhex(colour[1:]) for colour in (ground, over))
    parts = (round(one * (1 - share) + other * share) for one, other in zip(below, above, strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def contrast(one: str, other: str) -> float:
    """The ratio of the luminances of two colours, from 1 to 21, as WCAG 2.1 defines it."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in bytes.fromhex(colour[1:])]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def span_colour(theme: Theme, lit: bool = False) -> str:
    """The fill of a strip across the plot; ``lit`` where its claim is selected."""
    return _mixed(theme.surface, theme.accent if lit else theme.muted, 0.2)


def system_theme() -> str:
    """ "light" or "dark", as the desktop's own colours are. To be asked before :func:`apply`."""
    return "dark" if QGuiApplication.palette().color(QPalette.ColorRole.Window).lightnessF() < 0.5 else "light"


def palette(theme: Theme) -> QPalette:
    """The palette for Qt's Fusion style. Set on the application: ``setColorScheme`` has no effect on all platforms."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    made = QPalette()
    for colour, roles in (
        (theme.window, (role.Window,)),
        (theme.surface, (role.Base, role.Button, role.ToolTipBase)),
        (theme.raised, (role.AlternateBase, role.Midlight)),
        (theme.text, (role.WindowText, role.Text, role.ButtonText, role.ToolTipText)),
        (theme.faint, (role.PlaceholderText,)),
        (theme.border, (role.Mid, role.Dark, role.Shadow)),
        (theme.surface, (role.Light,)),
        (theme.accent, (role.Highlight, role.Accent, role.Link, role.LinkVisited)),
        (theme.on_accent, (role.HighlightedText, role.BrightText)),
    ):
        for each in roles:
            made.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(group.Disabled, each, QColor(theme.faint))
    return made


def apply(theme: Theme) -> None:
    """Give the running application, whose style is :data:`STYLE`, the theme: palette and style sheet."""
    app = QApplication.instance()
    assert isinstance(app, QApplication), "a theme needs the application to be there"
    app.setPalette(palette(theme))
    app.setStyleSheet(style_sheet(theme))


def style_sheet(theme: Theme) -> str:
    """The application's style sheet in the colours of the theme, from the template ``resources/style.qss``."""
    QDir.setSearchPaths("icons", [str(resource("icons"))])
    return Template(resource("style.qss").read_text(encoding="utf-8")).substitute(asdict(theme))
