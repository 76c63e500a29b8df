"""Large workbooks tell how far they are read, and can be called off."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl  # type: ignore[import-untyped]
import pytest

from claimbench.tables.disk import Cancelled
from claimbench.tables.read import read


def workbook(rows: int, cell: Callable[[int], object] = lambda n: n) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("figures")
    sheet.append(["name", "n"])
    for n in range(rows):
        sheet.append([f"row {n}", cell(n)])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_that_reading_tells_its_progress() -> None:
    told: list[float] = []
    read(workbook(5_000), None, lambda share: told.append(share) is None)
    assert len(told) >= 5
    assert told == sorted(told)
    assert 0 <= min(told) <= max(told) <= 1


@pytest.mark.parametrize("calls", [0, 1, 3])
def test_that_reading_can_be_called_off(calls: int) -> None:
    told: list[float] = []

    def progress(share: float) -> bool:
        told.append(share)
        return len(told) <= calls

    with pytest.raises(Cancelled):
        read(workbook(5_000), None, progress)
    assert len(told) == calls + 1


def test_that_formulas_without_a_result_are_found_in_large_sheets() -> None:
    reading = read(workbook(3_000, lambda n: "=1+1" if n == 2_500 else n))
    assert [(finding.line, finding.text) for finding in reading.findings] == [(2_502, "=1+1")]
