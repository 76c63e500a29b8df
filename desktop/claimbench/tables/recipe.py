"""The recipe: every decision about how a file is read, so that it can be shown, changed, kept and carried out again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING as REQUIRED
from dataclasses import fields
from typing import Any, Final, Literal, get_args

from claimbench.core.frozen import dataclass
from claimbench.tables.dates import Order
from claimbench.tables.layout import Role
from claimbench.tables.split_years import BEGINS

ColumnType = Literal["text", "number", "date", "time", "excel date", "epoch", "boolean", "empty"]
TYPES: Final = get_args(ColumnType)
ORDERS: Final = get_args(Order)


HEADING: Final = "heading"


@dataclass(frozen=True, slots=True)
class ColumnRecipe:
    """How one column is read. ``name`` is unique in the table; ``title`` is what stands in the header, as it stands.
    ``missing`` are the texts that mean: nothing was given; ``flags`` the letters behind numbers that are marks and no
    part of them, as in “8,100 b”. ``year_begins`` says in which month years such as 2022/23
    begin (:mod:`claimbench.tables.split_years`). ``year`` is for dates that have none: the year itself, the
    name of the column that has it, or HEADING where the headings among the rows name it."""

    name: str
    title: str = ""
    type: ColumnType = "text"
    unit: str = ""
    decimal: Literal[".", ","] = "."
    thousands: str = ""
    order: Order = "ymd"
    flags: str = ""
    missing: tuple[str, ...] = ()
    year: str = ""
    year_begins: str = ""
    tag: str = ""  # of the Humanitarian Exchange Language


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a file is read. Lines are physical lines from 1; ``None`` in a field of line numbers means: found at each
    reading. ``sheet`` is for spreadsheets alone, encoding and dialect for text alone."""

    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    sheet: str = ""
    width: int | None = None
    header_lines: tuple[int, ...] = ()
    units_line: int | None = None
    lines: tuple[tuple[int, Role], ...] = ()  # roles given to single lines, against what was found
    columns: tuple[ColumnRecipe, ...] = ()

    def column(self, name: str) -> ColumnRecipe:
        """The column of that name. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def as_tree(recipe: Recipe) -> dict[str, Any]:
    """The recipe as plain values (text, numbers, lists and mappings), without what is as it would be anyway."""
    tree = {key: value for key, value in _plain(recipe).items() if key not in ("columns", "lines")}
    tree["header_lines"] = list(recipe.header_lines)
    if recipe.lines:
        tree["lines"] = {str(line): role for line, role in recipe.lines}
    tree["columns"] = [
        {key: list(value) if isinstance(value, tuple) else value for key, value in _plain(column).items()}
        for column in recipe.columns
    ]
    return tree


def from_tree(tree: Mapping[str, Any]) -> Recipe:
    """The recipe that ``as_tree`` made a tree of. Raises ValueError, with a sentence, for what does not fit."""
    if unknown := set(tree) - {each.name for each in fields(Recipe)}:
        raise ValueError(f"A recipe has no {', '.join(sorted(unknown))}.")
    values: dict[str, Any] = dict(tree)
    for key in ("encoding", "delimiter", "quote", "escape", "sheet"):
        if key in values and not isinstance(values[key], str):
            raise ValueError(f"{key} of a recipe is a text.")
    values["header_lines"] = _whole_numbers("header_lines", values.get("header_lines", ()))
    for key in ("units_line", "width"):
        if values.get(key) is not None:
            values[key] = _whole_numbers(key, [values[key]])[0]
    lines = values.get("lines", {})
    if not isinstance(lines, Mapping) or not all(
        str(line).isdecimal() and role in get_args(Role) for line, role in lines.items()
    ):
        raise ValueError(f"lines of a recipe gives roles to line numbers; roles are {', '.join(get_args(Role))}.")
    values["lines"] = tuple((int(line), role) for line, role in lines.items())
    columns = values.get("columns", ())
    if not isinstance(columns, Sequence) or isinstance(columns, str):
        raise ValueError("columns of a recipe is a list of tables.")
    values["columns"] = tuple(_column(column) for column in columns)
    return Recipe(**values)


def _whole_numbers(key: str, values: object) -> tuple[int, ...]:
    if isinstance(values, Sequence) and not isinstance(values, str):
        numbers = [value for value in values if isinstance(value, int) and not isinstance(value, bool) and value > 0]
        if len(numbers) == len(values):
            return tuple(numbers)
    raise ValueError(f"{key} of a recipe has whole numbers from 1 on.")


def _column(tree: object) -> ColumnRecipe:
    if not isinstance(tree, Mapping) or not isinstance(tree.get("name"), str):
        raise ValueError("A column of a recipe has at least a name.")
    name = tree["name"]
    allowed: dict[str, Sequence[str]] = {
        "type": TYPES, "decimal": (".", ","), "order": ORDERS, "year_begins": BEGINS,
    }  # fmt: skip
    values: dict[str, Any] = {}
    for key, value in tree.items():
        if key not in {each.name for each in fields(ColumnRecipe)}:
            raise ValueError(f"The column “{name}” of a recipe has no {key}.")
        if key == "missing":
            if not isinstance(value, Sequence) or isinstance(value, str) or not all(isinstance(v, str) for v in value):
                raise ValueError(f"missing of the column “{name}” is a list of texts.")
            values[key] = tuple(value)
        elif not isinstance(value, str):
            raise ValueError(f"{key} of the column “{name}” is a text.")
        elif key in allowed and value not in allowed[key]:
            raise ValueError(f"{key} of the column “{name}” is one of {', '.join(allowed[key])}, not “{value}”.")
        else:
            values[key] = value
    return ColumnRecipe(**values)


def _plain(record: Recipe | ColumnRecipe) -> dict[str, Any]:
    return {
        each.name: value
        for each in fields(record)
        if (value := getattr(record, each.name)) != each.default or each.default is REQUIRED
    }
