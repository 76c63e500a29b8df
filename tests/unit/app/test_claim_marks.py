"""Marks of claims on charts tell which are held as true."""

from __future__ import annotations

from app_case import a_case, results_of

from claimbench.app.figures.figure import Figure
from claimbench.app.holding import Hold, Release
from claimbench.core.case import Case


def labels(case: Case, chart: str) -> set[str]:
    marks = results_of(case).figures[chart].marks
    return {getattr(mark, "label", "") for mark in marks if getattr(mark, "claim", "")}


def beside(figure: Figure) -> dict[str, tuple[str, str]]:
    """What stands beside the row of each claim."""
    names = dict(figure.y.ticks)
    return {names[y].partition(" · ")[0]: (big, small) for y, big, small in figure.right}


def test_that_a_held_claim_says_so_at_its_mark_and_no_longer_once_it_is_released() -> None:
    case = a_case()
    held = Hold(("C1", "C3")).apply(case)
    for chart, free, taken in (
        ("total", {"C1"}, {"C1, held"}),
        ("losses", {"2–4, The paper (C3)"}, {"2–4, The paper (C3, held)"}),
    ):
        assert labels(case, chart) == free
        assert labels(held, chart) == taken
        assert labels(Release(("C1", "C3")).apply(held), chart) == free


def test_that_a_held_claim_says_so_beside_its_row_behind_the_word_for_its_chance() -> None:
    case = a_case()
    before, after = (beside(results_of(each).figures["claims"]) for each in (case, Hold(("C1",)).apply(case)))
    assert "held" not in before["C1"][1]
    assert after["C1"][1].endswith("held")
    assert {id: texts for id, texts in after.items() if "held" in texts[1]}.keys() == {"C1"}
