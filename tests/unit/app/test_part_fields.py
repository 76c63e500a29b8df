"""What the fields of a part's form understand."""

from __future__ import annotations

from datetime import date

import pytest

from claimbench.app.part_fields import fields
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.model import Timeline

CASE = Case("test", "Test", date(2025, 1, 1), Timeline(date(2025, 1, 1), date(2025, 1, 1), date(2025, 12, 31)))
RATE = Assumption("rate", "Rate", "", "pert", 1.0, 2.0, 3.0, column=0)


@pytest.mark.parametrize(
    ("text", "limits"),
    [("0 - 9,000", (0.0, 9000.0)), ("0-9k", (0.0, 9000.0)), ("-5 - -1", (-5.0, -1.0)), ("1e-5-2e-5", (1e-5, 2e-5)),
     ("-1 – 1.5", (-1.0, 1.5)), ("0 — 7", (0.0, 7.0)), ("0 to 7", (0.0, 7.0)), ("0; 7", (0.0, 7.0)),
     ("0, 7", (0.0, 7.0)), ("0,7", (0.0, 7.0)), ("1,000 – 9,000", (1000.0, 9000.0)), ("", None)],
)  # fmt: skip
def test_that_limits_can_be_written_in_many_ways(text: str, limits: tuple[float, float] | None) -> None:
    assert fields(CASE, RATE)["limits"].read(text) == limits


@pytest.mark.parametrize("text", ["7", "-7", "1e-5", "1 – 2 – 3", "a - b"])
def test_that_what_is_not_two_numbers_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"two limits like 0 – 100|is not a number"):
        fields(CASE, RATE)["limits"].read(text)
