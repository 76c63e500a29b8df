"""The statement by which DuckDB reads a text file into the table ``rows`` (see :mod:`claimbench.tables.frame`)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from claimbench.core.frozen import dataclass
from claimbench.tables.dates import EPOCH_SECONDS, EXCEL_DAYS
from claimbench.tables.frame import VALUED, bare, literal, pattern
from claimbench.tables.recipe import ColumnRecipe, Recipe
from claimbench.tables.table import Column

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ORDERS: Final = {"dmy": ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y"), "mdy": ("%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y")}
_ISO: Final = "%Y-%m-%d"
_DAYS: Final = "epoch({}) / 86400.0"
_GROUPING: Final = {" ": " \u00a0\u202f\u2009", "'": "'’`"}  # the marks that group thousands alike
_PLAIN = re.compile(r"-?\d{1,15}(?:[.,]\d{1,15})?")
_NO_DELIMITER: Final = "\x1f"  # of a single column
_YEARS: Final = (-354_285.0, 2_932_897.0)  # days from the year 1000 to 9999, which have four digits
_OF_WORDS: Final = -25_567.0  # 1900-01-01, which DuckDB makes of “epoch” and “infinity” where it is given a form


@dataclass(frozen=True, slots=True)
class Looks:
    """How the cells of a column are written at the beginning of a file: ``plain``, so that DuckDB reads them as they
    are meant with one of these decimal marks; as days of one ``form``; and the character that groups thousands."""

    plain: str = ""
    form: str = ""
    group: str = ""


def looks_of(column: Column) -> Looks:
    recipe = column.recipe
    if recipe.type == "date" and not (recipe.year or recipe.year_begins or recipe.missing):
        return Looks(form=_form_of(column))
    if recipe.type != "number" or recipe.year:
        return Looks()
    if recipe.thousands:
        marks = Counter("".join(column.texts))
        same = _GROUPING.get(recipe.thousands, recipe.thousands)
        return Looks(group=max(same, key=lambda mark: marks[mark]))
    if recipe.missing or not all(not text or _PLAIN.fullmatch(text) for text in column.texts):
        return Looks()
    marked = any(recipe.decimal in text for text in column.texts)
    other = "," if recipe.decimal == "." else "."
    if any(other in text for text in column.texts):
        return Looks()
    return Looks(recipe.decimal if marked else ".,")


def _form_of(column: Column) -> str:
    """The form in which all days of a column are written, if there is one."""
    form: str
    assert column.values is not None
    if _OF_WORDS in column.values.value:
        return ""
    for form in (_ISO, *_ORDERS.get(column.recipe.order, ())):
        digits = re.escape(form).replace("%Y", r"\d{4}").replace("%m", r"\d\d").replace("%d", r"\d\d")
        is_day = re.compile(digits, re.ASCII).fullmatch
        if all(not text or is_day(text) for text in column.texts):
            return form
    return ""


def read_file_into_rows(
    recipe: Recipe, path: Path, skip: int, looks: Sequence[Looks], boldly: bool = False, blanks: bool = False
) -> str:
    """The statement that reads the file; it fails where a line does not fit. ``boldly``, it fails also where a cell is
    not as plain as those at the beginning of the file, and takes underscores and two signs for a part of numbers. Rows
    in which nothing stands are left out, unless there are to be ``blanks``."""
    quote = recipe.quote or ""
    decimal, form = _decimal(looks), _form(looks)
    types = [_type(each, decimal, form) if boldly else "VARCHAR" for each in looks]
    given = ", ".join(f"'c{at}': '{type}'" for at, type in enumerate(types))
    reader = (
        f"read_csv({literal(pattern(path))}, auto_detect = false, header = false, skip = {skip}, "
        f"delim = {literal(recipe.delimiter or _NO_DELIMITER)}, quote = {literal(quote)}, "
        f"escape = {literal(recipe.escape or quote)}, columns = {{{given}}}, strict_mode = true, "
        f"max_line_size = 16777216, buffer_size = 33554432, compression = 'none', hive_partitioning = false, "
        f"decimal_separator = '{decimal}', dateformat = '{form}')"
    )
    # Each value is worked out in a query of its own: DuckDB would work it out anew wherever it is named.
    values, checked, kept = [], [], []
    for at, (column, type) in enumerate(zip(recipe.columns, types, strict=True)):
        if column.type in VALUED and type == "VARCHAR":
            values.append(f"{_value(f'c{at}', column, looks[at].group)} AS v{at}, c{at}")
            checked.append(f"CASE WHEN {_as_meant(at, column, boldly)} THEN v{at} END AS v{at}, c{at}")
            kept.append(f"v{at}, CASE WHEN v{at} IS NULL THEN c{at} END AS t{at}")
            continue
        name = f"v{at}" if column.type in VALUED else f"t{at}"
        value = f"CAST(c{at} - DATE '1970-01-01' AS DOUBLE)" if type == "DATE" else f"c{at}"
        values.append(f"{value} AS {name}")
        checked.append(name)
        kept.append(name)
    filled = "true" if blanks else " OR ".join(f"c{at} IS NOT NULL" for at in range(len(types)))
    inner = f"SELECT {', '.join(checked)} FROM (SELECT {', '.join(values)} FROM {reader} WHERE {filled})"
    return f"CREATE TABLE rows AS SELECT {', '.join(kept)} FROM ({inner})"


def _decimal(looks: Sequence[Looks]) -> str:
    """The decimal mark of the columns that DuckDB reads by itself."""
    return "," if any(each.plain == "," for each in looks) else "."


def _form(looks: Sequence[Looks]) -> str:
    """The form of the days that DuckDB reads by itself."""
    return next((each.form for each in looks if each.form), _ISO)


def _type(look: Looks, decimal: str, form: str) -> str:
    """What DuckDB is to make of the cells of a column."""
    return "DOUBLE" if decimal in look.plain else "DATE" if look.form == form else "VARCHAR"


def _as_meant(at: int, column: ColumnRecipe, boldly: bool) -> str:
    """Whether DuckDB has read a cell as our own rules do: it takes 1_2, +-3 and nan for numbers, and 25
    for a year, and a number or a day that means that nothing was given for one."""
    marks = ", ".join(literal(mark) for mark in column.missing if any(map(str.isdigit, mark)))
    given = f" AND {bare(f'c{at}')} NOT IN ({marks})" if marks else ""
    if column.type == "date":
        return f"v{at} BETWEEN {_YEARS[0]} AND {_YEARS[1]} AND v{at} NOT IN (0, {_OF_WORDS}){given}"
    plain = "" if boldly else f" AND NOT contains(c{at}, '_') AND NOT contains(c{at}, '+-')"
    return f"isfinite(v{at}){plain}{given}"


def is_as_meant(connection: DuckDBPyConnection, looks: Sequence[Looks]) -> bool:
    """Whether DuckDB has taken no word such as “nan” or “epoch” for a plain number or day."""
    decimal, form = _decimal(looks), _form(looks)
    odd = {
        "DOUBLE": "v{0} IN ('inf', '-inf', 'nan')",
        "DATE": f"v{{0}} = {_OF_WORDS} OR v{{0}} NOT BETWEEN {_YEARS[0]} AND {_YEARS[1]}",
        "VARCHAR": "false",
    }
    tests = [odd[_type(each, decimal, form)].format(at) for at, each in enumerate(looks)]
    return not any(connection.execute(f"SELECT 1 FROM rows WHERE {test} LIMIT 1").fetchall() for test in tests)


def _value(cell: str, column: ColumnRecipe, group: str) -> str:
    if column.type in ("time", "boolean") or column.year or column.year_begins:
        return "CAST(NULL AS DOUBLE)"  # there are few different texts of these
    if column.type == "date":
        if column.order in _ORDERS:
            return _DAYS.format(f"try_strptime({cell}, {list(_ORDERS[column.order])})")
        # Of other lengths DuckDB takes times with “pm” and with zones, and passes both over.
        minutes = f"strlen({cell}) = 16 AND substr({cell}, 14, 1) = ':'"
        seconds = f"strlen({cell}) = 19 AND substr({cell}, 14, 1) = ':' AND substr({cell}, 17, 1) = ':'"
        value = _DAYS.format(f"TRY_CAST({cell} AS TIMESTAMP)")
        return f"CASE WHEN strlen({cell}) <= 10 OR {minutes} OR {seconds} THEN {value} END"
    number = _number(cell, column, group)
    if column.type == "excel date":
        low, high = EXCEL_DAYS
        whole = f"(floor({number}) - 25569)"
        part = f"round(({number} - floor({number})) * 86400, 3)"
        return f"CASE WHEN {number} BETWEEN {low} AND {high} THEN ({whole} * 86400 + {part}) / 86400 END"
    if column.type == "epoch":
        low, high = EPOCH_SECONDS
        of_seconds = f"WHEN {number} BETWEEN {low} AND {high} THEN {number} / 86400"
        return f"CASE {of_seconds} WHEN {number} * 0.001 BETWEEN {low} AND {high} THEN {number} * 0.001 / 86400 END"
    return number


def _number(cell: str, column: ColumnRecipe, group: str) -> str:
    plain = cell if column.decimal == "." else f"CASE WHEN NOT contains({cell}, '.') THEN replace({cell}, ',', '.') END"
    if not column.thousands:
        return f"TRY_CAST({plain} AS DOUBLE)"
    mark = _GROUPING.get(column.thousands, column.thousands)
    grouped = rf"[-+]?[1-9]\d{{0,2}}([{mark}]\d{{3}})+([{column.decimal}]\d*)?"
    digits = f"replace(regexp_replace({cell}, {literal(f'[{mark}]')}, '', 'g'), ',', '.')"
    slowly = f"CASE WHEN regexp_full_match({cell}, {literal(grouped)}) THEN {digits} ELSE {plain} END"
    return f"TRY_CAST(coalesce({_joined(cell, plain, column.decimal, group)}, {slowly}) AS DOUBLE)"


def _joined(cell: str, plain: str, decimal: str, group: str) -> str:
    """The most usual of grouped numbers, 1 234 and 1 234 567 with a part or without, without their marks; and those
    without any, as they are ``plain``. A match of a regular expression takes four times as long."""
    mark, width = literal(group), "strlen" if group.isascii() else "length"
    bare = f"replace({cell}, {mark}, '')"
    digits = f"replace({bare}, ',', '.')" if decimal == "," else bare
    part = f"contains({cell}, {literal(decimal)})"
    # What is no digit, such as a power of ten, would not be seen by the number of characters alone.
    other = "" if decimal == "." else f" AND NOT contains({cell}, '.')"
    sure = f"strpos({cell}, {mark}) BETWEEN 2 AND 4 AND NOT starts_with({cell}, '0')"
    sure += f" AND NOT contains({cell}, 'e') AND NOT contains({cell}, 'E'){other}"
    shapes = " ".join(
        f"WHEN {number} THEN CASE WHEN CASE WHEN {part} THEN {cell} LIKE {literal(f'{form}{decimal}%')} "
        f"ELSE {cell} LIKE {literal(form)} END AND {sure} THEN {digits} END"
        for number, form in ((1, f"_%{group}___"), (2, f"_%{group}___{group}___"))
    )
    return f"CASE {width}({cell}) - {width}({bare}) WHEN 0 THEN {plain} {shapes} END"
