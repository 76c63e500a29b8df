"""The statement by which DuckDB reads a text file into the table ``rows`` (see :mod:`claimbench.tables.frame`)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from claimbench.tables.frame import literal, pattern
from claimbench.tables.recipe import ColumnRecipe, Recipe

_ORDERS: Final = {"dmy": "'%d.%m.%Y', '%d/%m/%Y', '%d-%m-%Y'", "mdy": "'%m/%d/%Y', '%m-%d-%Y', '%m.%d.%Y'"}
_DAYS: Final = "epoch({}) / 86400.0"
_GROUPING: Final = {" ": " \u00a0\u202f\u2009", "'": "'’`"}  # the marks that group thousands alike


def read_file_into_rows(recipe: Recipe, path: Path, skip: int, plainly: bool) -> str:
    """The statement that reads the file; ``plainly``, it fails where something does not fit."""
    quote = recipe.quote or ""
    types = [(plainly and plain_type(column)) or "VARCHAR" for column in recipe.columns]
    given = ", ".join(f"'c{at}': '{type}'" for at, type in enumerate(types))
    rejects = "" if plainly else ", store_rejects = true, rejects_limit = 0"
    reader = (
        f"read_csv({literal(pattern(path))}, auto_detect = false, header = false, skip = {skip}, "
        f"delim = {literal(recipe.delimiter)}, quote = {literal(quote)}, escape = {literal(recipe.escape or quote)}, "
        f"columns = {{{given}}}, strict_mode = true, max_line_size = 16777216, buffer_size = 33554432, "
        f"compression = 'none', hive_partitioning = false{rejects})"
    )
    # Each value is worked out in a query of its own: DuckDB would work it out anew wherever it is named.
    values, checked, kept = [], [], []
    for at, (column, type) in enumerate(zip(recipe.columns, types, strict=True)):
        value = {"DOUBLE": f"c{at}", "TIMESTAMP": _DAYS.format(f"c{at}")}.get(type) or _value(f"c{at}", column)
        if value is None:
            values.append(f"c{at} AS t{at}")
            checked.append(f"t{at}")
            kept.append(f"t{at}")
            continue
        values.append(f"{value} AS v{at}, c{at}")
        if type == "VARCHAR":  # DuckDB takes 1_2 and nan for numbers; they are left to our own rules
            checked.append(f"CASE WHEN isfinite(v{at}) AND NOT contains(c{at}, '_') THEN v{at} END AS v{at}, c{at}")
            kept.append(f"v{at}, CASE WHEN v{at} IS NULL THEN c{at} END AS t{at}")
        else:
            checked.append(f"v{at}")
            kept.append(f"v{at}")
    filled = " OR ".join(f"c{at} IS NOT NULL" for at in range(len(types))) or "true"  # else it is a blank line
    inner = f"SELECT {', '.join(checked)} FROM (SELECT {', '.join(values)} FROM {reader} WHERE {filled})"
    return f"CREATE TABLE rows AS SELECT {', '.join(kept)} FROM ({inner})"


def plain_type(column: ColumnRecipe) -> str:
    """The type by which DuckDB reads a column as we do, unless it says that it cannot; "" where there is none."""
    if column.missing:
        return ""
    if column.type == "number" and column.decimal == "." and not column.thousands:
        return "DOUBLE"
    return "TIMESTAMP" if column.type == "date" and column.order not in _ORDERS else ""


def _value(cell: str, column: ColumnRecipe) -> str | None:
    if column.type == "date":
        if column.order in _ORDERS:
            return _DAYS.format(f"try_strptime({cell}, [{_ORDERS[column.order]}])")
        return _DAYS.format(f"TRY_CAST({cell} AS TIMESTAMP)")
    if column.type != "number":
        return None
    plain = cell if column.decimal == "." else f"CASE WHEN NOT contains({cell}, '.') THEN replace({cell}, ',', '.') END"
    if column.thousands:
        mark = _GROUPING.get(column.thousands, column.thousands)
        grouped = rf"[-+]?[1-9]\d{{0,2}}([{mark}]\d{{3}})+([{column.decimal}]\d*)?"
        digits = f"replace(regexp_replace({cell}, {literal(f'[{mark}]')}, '', 'g'), ',', '.')"
        plain = f"CASE WHEN regexp_full_match({cell}, {literal(grouped)}) THEN {digits} ELSE {plain} END"
    return f"TRY_CAST({plain} AS DOUBLE)"
