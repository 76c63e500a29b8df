"""What is said of the series that a file would make."""

from __future__ import annotations

import pytest
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


@pytest.mark.parametrize(
    ("column", "name"),
    [("Vacancies (posts)", "Vacancies"), ("Vacancies [posts]", "Vacancies"), ("Vacancies, posts", "Vacancies, posts"),
     ("new_hires", "new_hires"), ("value", "Loans"), ("OBS_VALUE", "Loans"), ("2024", "Loans"), ("", "Loans"),
     ("Value of loans", "Value of loans"), ("kg", "kg")],
)  # fmt: skip
def test_that_a_series_is_called_after_its_column_unless_that_says_nothing(column: str, name: str) -> None:
    text = f"month;{column}\n" + "".join(f"2025-{month:02};{month * 3}\n" for month in range(1, 7))
    plan = understand(text.encode(), {}, None, a_case(), "Loans").plan
    assert plan is not None
    assert plan.label == name


def test_that_sources_which_the_case_does_not_know_are_told() -> None:
    told = said("month;loans;source\n2025-01;5;Bureau\n2025-02;6;Gazette\n2025-03;7;bureau\n")
    assert told == ["3 figures, from 2025-01-01 to 2025-03-31.", "New among the sources: “Bureau”, “Gazette”."]
