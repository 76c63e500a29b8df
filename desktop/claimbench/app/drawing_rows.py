"""Where the rows of a table stand in a drawing of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from claimbench.tables.frame import Condition, Frame, Ids, free_memory

if TYPE_CHECKING:
    import pandas as pd

    from claimbench.app.drawing import Drawing

MOST_GROUPS: Final = 8  # colours that can be told apart
MOST_LABELS: Final = 200
_BYTES: Final = 24  # of memory that a number of a row takes while it is worked on


class Places:
    """Where the rows of a frame stand in a drawing: SQL with its parameters, for the place on the x axis and for the
    group of the colour."""

    def __init__(self, frame: Frame, drawing: Drawing, conditions: Sequence[Condition] = ()) -> None:
        self._frame, self._drawing = frame, drawing
        self._where, self._parameters = frame.where(conditions)
        self.remarks: list[str] = []
        self.labels: tuple[str, ...] = ()
        self.groups: tuple[str, ...] = ()
        self.rest = False  # whether some rows are in none of the groups
        self.x: tuple[str, list[Any]] = "0.0", []
        self.group: tuple[str, list[Any]] = "0", []
        if drawing.x >= 0 and frame.columns[drawing.x].valued:
            self.x = f"v{drawing.x}", []
        elif drawing.x >= 0:
            self.labels = tuple(self._texts(drawing.x, "min(rowid)", MOST_LABELS))
            self.x = f"list_position(CAST(? AS VARCHAR[]), {frame.text_of(drawing.x)}) - 1.0", [list(self.labels)]
            if len(self._texts(drawing.x, "min(rowid)", MOST_LABELS + 1)) > MOST_LABELS:
                self.remarks.append(
                    f"Only the first {MOST_LABELS} texts of “{frame.columns[drawing.x].name}” are drawn."
                )
        if drawing.colour >= 0:
            found = self._texts(drawing.colour, "-count(*), least", MOST_GROUPS + 1)
            self.rest = len(found) > MOST_GROUPS
            common = list(found)[:MOST_GROUPS]
            self.groups = tuple(sorted(common, key=found.__getitem__))  # of texts the most common is still the first
            text = frame.text_of(drawing.colour)
            self.group = (
                f"coalesce(list_position(CAST(? AS VARCHAR[]), {text}) - 1, {MOST_GROUPS})",
                [list(self.groups)],
            )

    def _texts(self, at: int, order: str, most: int) -> dict[str, float]:
        """The different texts of a column in an order, each with its least value where it has one."""
        least = f"min(v{at})" if self._frame.columns[at].valued else "NULL"
        found = self._frame.query(
            f"SELECT {self._frame.text_of(at)} AS name, {least} AS least FROM rows{self._where} GROUP BY name "
            f"ORDER BY {order}, name LIMIT {most}",
            self._parameters,
        )
        return {str(name): math.inf if value is None else float(value) for name, value in found}

    def name_of(self, group: int) -> str:
        return "other" if group >= len(self.groups) else self.groups[group] or "(empty)"

    def rows(self, ids: Ids | None = None) -> pd.DataFrame:
        """Columns ``x``, ``id``, ``group`` and ``y0``, ``y1`` … of the rows that have a place, or of some rows."""
        import pandas as pd

        if ids is None:
            self._make_room()
        cells = (f"v{at}" if at >= 0 else "1.0" for at in self._drawing.y)  # of rows, each is one
        values = "".join(f", {cell} AS y{number}" for number, cell in enumerate(cells))
        some = "" if ids is None else f" AND id IN ({', '.join(map(str, ids.tolist()))})"
        (x, x_given), (group, group_given) = self.x, self.group
        inner = f"SELECT {x} AS x, rowid AS id, {group} AS colour{values} FROM rows{self._where}"
        found = self._frame.arrays(
            f"SELECT * FROM ({inner}) WHERE x IS NOT NULL{some}", [*x_given, *group_given, *self._parameters]
        )
        names = ["x", "id", "group", *(f"y{number}" for number in range(len(self._drawing.y)))]
        return pd.DataFrame(dict(zip(names, found, strict=True)), copy=False)

    def _make_room(self) -> None:
        """Raises ValueError where the rows do not fit into memory."""
        each = _BYTES * (3 + len(self._drawing.y))
        free = free_memory()
        if not free or each * self._frame.row_count < free / 2:
            return
        count = int(self._frame.query(f"SELECT count(*) FROM rows{self._where}", self._parameters)[0][0])
        if each * count >= free / 2:
            raise ValueError(
                f"Drawing {count:,} rows would take {each * count / 1e9:.1f} GB of memory, and {free / 1e9:.1f} GB are "
                "free: filter the table first."
            )

    def between(self, sql: str, given: Sequence[Any], low: float, high: float) -> Ids:
        inner = f"SELECT {sql} AS x, rowid AS id FROM rows{self._where}"
        found = self._frame.arrays(
            f"SELECT id FROM ({inner}) WHERE x BETWEEN ? AND ? ORDER BY id", [*given, *self._parameters, low, high]
        )
        return found[0].astype(np.int64)
