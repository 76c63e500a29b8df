"""How numbers and dates are written: the choice under View, and what Qt knows of each locale."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QLocale, QSettings, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from claimbench.core.show import MONTHS, PLAIN, Writing, write_as
from claimbench.gui.named import named

KEY = "window/numbers"
#: Names of locales; "" is as the program's own sentences.
CHOICES = ("", "system", "en_US", "uk", "ru", "pl", "de", "de_CH", "fr", "es", "it")


def label(name: str) -> str:
    """What a choice is called: "German", "German (Switzerland)"."""
    if name in ("", "system"):
        return "As this computer does" if name else "English"
    locale = QLocale(name)
    language = str(QLocale.languageToString(locale.language()))
    return f"{language} ({QLocale.territoryToString(locale.territory())})" if "_" in name else language


def writing_of(name: str) -> Writing:
    """How a locale writes. Sentences stay English, in which months of another language would stand undeclined: dates
    are in figures there, and only axes name its months."""
    if not name:
        return PLAIN
    locale = QLocale.system() if name == "system" else QLocale(name)
    decimal, thousands = str(locale.decimalPoint()), str(locale.groupSeparator())
    if locale.language() in (QLocale.Language.English, QLocale.Language.C):
        if locale.territory() == QLocale.Country.UnitedStates and name != "system":
            return Writing(date="{name} {day}, {year}", date_in_year="{name} {day}")
        return PLAIN
    pattern = str(locale.dateFormat(QLocale.FormatType.ShortFormat))
    mark = next((sign for sign in pattern if not sign.isalpha()), ".")
    ticks = (str(locale.standaloneMonthName(month, QLocale.FormatType.ShortFormat)) for month in range(1, 13))
    year_first = pattern.startswith("y")
    parts = ("{year}", "{month:02}", "{day:02}") if year_first else ("{day:02}", "{month:02}", "{year}")
    date, month = mark.join(parts), mark.join(parts[:2] if year_first else parts[1:])
    return Writing(
        decimal=decimal,
        thousands=thousands,
        date=date,
        date_in_year=date if year_first else mark.join(parts[:2]),
        month=month,
        short_month=month,
        month_in_year=month if year_first else parts[1],
        ticks=tuple(tick.rstrip(".") or MONTHS[place] for place, tick in enumerate(ticks)),
    )


def chosen() -> str:
    """The name of the locale that was chosen."""
    name = QSettings().value(KEY, "")
    return name if name in CHOICES else ""


def write_as_chosen() -> None:
    """Before a window shows anything."""
    write_as(writing_of(chosen()))


class WritingMenu(QMenu):
    """``told(sentence)`` when the choice was changed: it holds from the next start on, since what is shown is made of
    texts."""

    told = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Numbers and dates", parent)
        self.setObjectName("writing-menu")
        group = QActionGroup(self)
        for name in CHOICES:
            action = named(QAction(label(name), self), f"writing-{name or 'plain'}")
            action.setCheckable(True)
            action.setChecked(name == chosen())
            action.triggered.connect(partial(self._on_chosen, name))
            group.addAction(action)
            self.addAction(action)

    def _on_chosen(self, name: str, checked: bool = False) -> None:
        QSettings().setValue(KEY, name)
        self.told.emit(f"Numbers and dates: {label(name)}, from the next start on")
