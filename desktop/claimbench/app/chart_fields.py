"""The fields of a chart as data, made from what its kind can be told: see :mod:`~claimbench.app.record_fields`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from claimbench.app import typed
from claimbench.app.chart_edits import changed, choices
from claimbench.app.record_fields import EXACT, Choices, Field, Look
from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.core.chart_options import OPTIONS, Option
from claimbench.core.show import show_number

_TEXTS: Final = (
    ("label", "Name", "line", "In menus, and in the headline", ""),
    ("headline", "Headline", "text", "computed from the result", "Your own words do not follow the numbers."),
    ("subtitle", "Subtitle", "text", "", ""),
    ("note", "Note", "text", "", "Beside the sources, scenario, draws and date that are always there."),
)


def fields(case: Case, chart: Chart) -> dict[str, Field[Any]]:
    """The fields of a chart in the order in which a form shows them: what it is called, what it shows, its words."""
    texts = [_text(*text) for text in _TEXTS]
    offered = [option for option in OPTIONS.get(chart.kind, ()) if _offered(chart, option)]
    options = [_option(case, chart.kind, option) for option in offered]
    return {field.key: field for field in [texts[0], *options, *texts[1:]]}


def _offered(chart: Chart, option: Option) -> bool:
    """Whether a form has the option: it can be changed, and changes something."""
    if option.axis and all(point.axis != option.axis for point in chart.points):
        return False
    return not option.fixed and (not option.only or chart.options.get("across", "number") in option.only)


def several(chart: Chart, key: str) -> Option | None:
    """The option, where it names several things of which a case has few, to be ticked in a list; claims are typed."""
    return next(
        (each for each in OPTIONS.get(chart.kind, ()) if each.key == key and each.kind == "names"
         and each.target != "claim"), None,
    )  # fmt: skip


def _text(key: str, label: str, look: Look, hint: str, help: str) -> Field[Any]:
    return Field(key, label, look, lambda chart: getattr(chart, key), lambda chart, value: changed(chart, key, value),
                 _one_line, str, (), "", hint, help)  # fmt: skip


def _option(case: Case, kind: str, option: Option) -> Field[Any]:
    look: Look = "line"
    listed: Choices = ()
    hint = ""
    read: Callable[[str], Any]
    show: Callable[[Any], str] = _as_text
    match option.kind:
        case "flag":
            look, listed = "choice", (("", option.unset), ("yes", "yes"), *_plain_no(option))
            read, show = _read_flag, _show_flag
        case "choice":
            look, listed, read = "choice", (("", option.unset), *((word, word) for word in option.words)), _one_line
        case "name" if option.target == "claim":
            read, hint = _one_claim(case), "such as C01"
        case "name":
            look = "choice"
            known = tuple(choices(case, kind, option).items())
            listed = known if option.required else (("", "none"), *known)
            read = _one_line
        case "names":
            look, read, show = "tags", _claims(case), _joined
            hint = "separated by commas" if option.target == "claim" else ""
        case "number":
            read, show = _read_number, _show_number
        case "day":
            look, read, hint = "date", _read_day, "such as 2025-01-01"
        case _:
            read = _one_line
    return Field(option.key, option.label, look, lambda chart: chart.options.get(option.key),
                 lambda chart, value: changed(chart, option.key, value), read, show, listed, "", hint,
                 option.help)  # fmt: skip


def _plain_no(option: Option) -> Choices:
    """Where not given means something else than no, there is a no to choose."""
    return () if option.unset == "no" else (("no", "no"),)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _as_text(value: object) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _read_flag(text: str) -> bool | None:
    return {"yes": True, "no": False}.get(text)


def _show_flag(value: object) -> str:
    return "" if value is None else "yes" if value is True else "no"


def _read_number(text: str) -> float | None:
    return typed.read_number(text) if text.strip() else None


def _show_number(value: object) -> str:
    return show_number(float(value), EXACT) if isinstance(value, int | float) else ""


def _read_day(text: str) -> date | None:
    return typed.read_date(text) if text.strip() else None


def _joined(value: object) -> str:
    return value if isinstance(value, str) else ", ".join(value) if isinstance(value, tuple | list) else ""


def _one_claim(case: Case) -> Callable[[str], str]:
    def read(text: str) -> str:
        ids = _claims(case)(text)
        if len(ids) > 1:
            raise ValueError("Name one claim.")
        return ids[0] if ids else ""

    return read


def _claims(case: Case) -> Callable[[str], tuple[str, ...]]:
    def read(text: str) -> tuple[str, ...]:
        ids = tuple(dict.fromkeys(text.replace(",", " ").replace(";", " ").split()))
        if unknown := [id for id in ids if id not in case.claims]:
            raise ValueError(f"There is no claim {unknown[0]}.")
        return ids

    return read
