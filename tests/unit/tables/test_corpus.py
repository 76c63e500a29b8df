"""Each file of the corpus is read as the JSON beside it says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from claimbench.core.show import from_day_number
from claimbench.tables.contents import NotATable, unpacked
from claimbench.tables.read import Reading, read

CORPUS = Path(__file__).parent / "corpus"
NAMES = sorted(path.stem for path in CORPUS.glob("*.json"))


def expected_of(name: str) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads((CORPUS / f"{name}.json").read_text(encoding="utf-8"))
    return expected


def test_that_the_corpus_is_large_enough() -> None:
    assert len(NAMES) >= 150


@pytest.mark.parametrize("name", NAMES)
def test_that_a_file_is_read_as_expected(name: str) -> None:
    expected = expected_of(name)
    data = (CORPUS / expected.pop("file")).read_bytes()
    if "refused" in expected:
        with pytest.raises(NotATable, match=re.escape(expected["refused"])):
            read(data)
        return
    reading = read(data)
    assert {key: seen(reading, key, wanted) for key, wanted in expected.items()} == expected
    every_line_is_accounted_for(reading, data)


def seen(reading: Reading, key: str, wanted: Any) -> Any:
    """What the reading says where the expectation says ``wanted``."""
    recipe, table = reading.recipe, reading.table
    if key in ("encoding", "delimiter", "quote", "escape", "units_line"):
        return getattr(recipe, key)
    if key in ("types", "units", "decimal", "thousands", "order", "tags"):
        attribute = {"types": "type", "units": "unit", "tags": "tag"}.get(key, key)
        return {name: getattr(recipe.column(name), attribute) for name in wanted}
    if key in ("values", "low", "high"):
        attribute = "value" if key == "values" else key
        return {name: plain(getattr(table.column(name).values, attribute)) for name in wanted}
    if key in ("starts", "ends"):
        attribute = "low" if key == "starts" else "high"
        return {name: days(getattr(table.column(name).values, attribute)) for name in wanted}
    if key == "seconds":
        return {name: [round(day * 86_400, 3) for day in table.column(name).values.value] for name in wanted}  # type: ignore[union-attr]
    if key == "relations":
        return {name: {str(row): r for row, r in table.column(name).values.relations.items()} for name in wanted}  # type: ignore[union-attr]
    if key == "cells":
        return {place: cell(reading, place) for place in wanted}
    if key == "missing":
        return {name: table.column(name).missing for name in wanted}
    if key == "lines":
        return {role: count for role, count in reading.line_counts.items() if count}
    if key == "groups":
        return {row: table.groups.get(int(row)) for row in wanted}
    if key == "suggestions":
        return [finding.suggestion for finding in reading.findings if finding.suggestion]
    return {
        "rows": table.row_count,
        "names": [column.name for column in table.columns],
        "header": list(recipe.header_lines),
        "findings": sorted({finding.code for finding in reading.findings}),
        "ambiguous": [decision.subject for decision in reading.ambiguous],
    }[key]


def cell(reading: Reading, place: str) -> str:
    row, _, name = place.partition(",")
    return reading.table.column(name).texts[int(row)]


def plain(numbers: Any) -> list[float | None]:
    return [None if np.isnan(number) else float(number) for number in numbers]


def days(numbers: Any) -> list[str | None]:
    return [None if np.isnan(number) else from_day_number(float(number)).isoformat() for number in numbers]


def every_line_is_accounted_for(reading: Reading, data: bytes) -> None:
    text = unpacked(data).decode(reading.recipe.encoding, errors="surrogateescape")
    pieces = re.split(r"\r\n|\n|\r", text)
    lines = len(pieces) - (pieces[-1] == "")
    assert sum(reading.line_counts.values()) == lines
    for finding in reading.findings:
        assert 1 <= finding.line <= lines
        assert finding.message.endswith(".")
    for decision in reading.decisions:
        assert decision.reason.endswith(".")
