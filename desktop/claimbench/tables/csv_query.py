"""The statement by which DuckDB reads a text file into the table ``rows`` (see :mod:`claimbench.tables.frame`)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from claimbench.tables.dates import EPOCH_SECONDS, EXCEL_DAYS
from claimbench.tables.frame import VALUED, literal, pattern
from claimbench.tables.recipe import ColumnRecipe, Recipe

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ORDERS: Final = {"dmy": "'%d.%m.%Y', '%d/%m/%Y', '%d-%m-%Y'", "mdy": "'%m/%d/%Y', '%m-%d-%Y', '%m.%d.%Y'"}
_DAYS: Final = "epoch({}) / 86400.0"
_GROUPING: Final = {" ": " \u00a0\u202f\u2009", "'": "'’`"}  # the marks that group thousands alike
_NO_DELIMITER: Final = "\x1f"  # of a single column
_YEARS: Final = (-354_285.0, 2_932_897.0)  # days from the year 1000 to 9999, which have four digits


def read_file_into_rows(recipe: Recipe, path: Path, skip: int, plainly: bool, blanks: bool = False) -> str:
    """The statement that reads the file; it fails where a line does not fit or, ``plainly``, a cell. Rows in which
    nothing stands are left out, unless there are to be ``blanks``."""
    quote = recipe.quote or ""
    types = [(plainly and plain_type(column)) or "VARCHAR" for column in recipe.columns]
    given = ", ".join(f"'c{at}': '{type}'" for at, type in enumerate(types))
    reader = (
        f"read_csv({literal(pattern(path))}, auto_detect = false, header = false, skip = {skip}, "
        f"delim = {literal(recipe.delimiter or _NO_DELIMITER)}, quote = {literal(quote)}, "
        f"escape = {literal(recipe.escape or quote)}, columns = {{{given}}}, strict_mode = true, "
        f"max_line_size = 16777216, buffer_size = 33554432, compression = 'none', hive_partitioning = false)"
    )
    # Each value is worked out in a query of its own: DuckDB would work it out anew wherever it is named.
    values, checked, kept = [], [], []
    for at, (column, type) in enumerate(zip(recipe.columns, types, strict=True)):
        if column.type not in VALUED:
            values.append(f"c{at} AS t{at}")
            checked.append(f"t{at}")
            kept.append(f"t{at}")
            continue
        value = f"c{at}" if type == "DOUBLE" else _value(f"c{at}", column)
        values.append(f"{value} AS v{at}, c{at}")
        if type == "VARCHAR":
            checked.append(f"CASE WHEN {_as_meant(at, column)} THEN v{at} END AS v{at}, c{at}")
            kept.append(f"v{at}, CASE WHEN v{at} IS NULL THEN c{at} END AS t{at}")
        else:
            checked.append(f"v{at}")
            kept.append(f"v{at}")
    filled = "true" if blanks else " OR ".join(f"c{at} IS NOT NULL" for at in range(len(types)))
    inner = f"SELECT {', '.join(checked)} FROM (SELECT {', '.join(values)} FROM {reader} WHERE {filled})"
    return f"CREATE TABLE rows AS SELECT {', '.join(kept)} FROM ({inner})"


def _as_meant(at: int, column: ColumnRecipe) -> str:
    """Whether DuckDB has read a cell as our own rules do: it takes 1_2 and nan for numbers, and 25 for a year."""
    if column.type == "date":
        return f"v{at} BETWEEN {_YEARS[0]} AND {_YEARS[1]} AND v{at} NOT IN (0, -25567)"  # “epoch” is either
    return f"isfinite(v{at}) AND NOT contains(c{at}, '_')"


def is_as_meant(connection: DuckDBPyConnection, recipe: Recipe) -> bool:
    """Whether DuckDB has read all plain cells as our own rules do, as far as underscores are not concerned."""
    tests = [
        f"NOT isfinite(v{at})" if column.type == "number" else f"NOT ({_as_meant(at, column)})"
        for at, column in enumerate(recipe.columns)
        if plain_type(column)
    ]
    return not connection.execute(f"SELECT 1 FROM rows WHERE {' OR '.join(tests) or 'false'} LIMIT 1").fetchall()


def may_be_plain(recipe: Recipe) -> bool:
    """Whether DuckDB may read some column into its type, so that it is worth while to try."""
    return any(map(plain_type, recipe.columns)) or not any(column.type in VALUED for column in recipe.columns)


def plain_type(column: ColumnRecipe) -> str:
    """The type by which DuckDB reads a column as we do, unless it says that it cannot; "" where there is none."""
    if column.missing or column.year:
        return ""
    if column.type == "number" and column.decimal == "." and not column.thousands:
        return "DOUBLE"
    return ""


def _value(cell: str, column: ColumnRecipe) -> str:
    if column.type in ("time", "boolean") or column.year:
        return "CAST(NULL AS DOUBLE)"  # there are few different texts of these
    if column.type == "date":
        if column.order in _ORDERS:
            return _DAYS.format(f"try_strptime({cell}, [{_ORDERS[column.order]}])")
        # Of other lengths DuckDB takes times with “pm” and with zones, and passes both over.
        minutes = f"strlen({cell}) = 16 AND substr({cell}, 14, 1) = ':'"
        seconds = f"strlen({cell}) = 19 AND substr({cell}, 14, 1) = ':' AND substr({cell}, 17, 1) = ':'"
        value = _DAYS.format(f"TRY_CAST({cell} AS TIMESTAMP)")
        return f"CASE WHEN strlen({cell}) <= 10 OR {minutes} OR {seconds} THEN {value} END"
    plain = cell if column.decimal == "." else f"CASE WHEN NOT contains({cell}, '.') THEN replace({cell}, ',', '.') END"
    if column.thousands:
        mark = _GROUPING.get(column.thousands, column.thousands)
        grouped = rf"[-+]?[1-9]\d{{0,2}}([{mark}]\d{{3}})+([{column.decimal}]\d*)?"
        digits = f"replace(regexp_replace({cell}, {literal(f'[{mark}]')}, '', 'g'), ',', '.')"
        plain = f"CASE WHEN regexp_full_match({cell}, {literal(grouped)}) THEN {digits} ELSE {plain} END"
    number = f"TRY_CAST({plain} AS DOUBLE)"
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
