"""What is said of the series that a file would make."""

from __future__ import annotations

from app_case import a_case

from claimbench.app.trial import understand


def said(text: str) -> list[str]:
    return understand(text.encode(), {}, None, a_case(), "Loans").series.split("\n")


def test_that_a_table_about_several_things_is_said_to_be_better_explored() -> None:
    rows = [f"2025-{month:02};{place};{month + len(place)}" for month in range(1, 7) for place in ("town", "village")]
    told = said("\n".join(["month;place;loans", *rows]))
    assert told[0] == "12 figures, from 2025-01-01 to 2025-06-30."
    assert "open the table to explore" in told[1]
    assert told[2] == "• There are 2 figures for 2025-01-01 to 2025-01-31: 5, 8."
    assert told[-1] == "• 4 more of this kind."
    assert len(said("\n".join(["month;place;loans", *rows[::2]]))) == 1
