"""Which claim would settle a result: against holding each for real."""

from __future__ import annotations

from dataclasses import replace

import pytest
from held_case import a_case, claim

from claimbench.app.projection import Projector
from claimbench.app.settling import finish, settling
from claimbench.core.claim import Claim

SHARP, BROAD = claim("C1", "x_said", 104.0, 2.0), claim("C2", "x_said", 99.0, 8.0)
APART, FAR = claim("C3", "z_said", 2.0, 0.1), claim("C4", "x_said", 400.0, 1.0)


def test_that_claims_are_ranked_by_how_much_they_narrow_the_result() -> None:
    case = replace(a_case(SHARP, BROAD, APART, FAR, Claim("C5", "Vague")), held=())
    found = finish(settling(Projector(case).project(case), "sum_said"))
    assert [each.claim for each in found] == ["C1", "C2", "C3", "C4"]
    assert found[0].narrower > found[1].narrower > 0.05
    assert found[2].narrower == pytest.approx(0.0, abs=0.02)
    assert [each.thin for each in found] == [False, False, False, True]


@pytest.mark.parametrize("held", [(), ("C2",)])
def test_that_the_narrowing_is_what_holding_the_claim_really_does(held: tuple[str, ...]) -> None:
    case = replace(a_case(SHARP, BROAD), held=held)
    projector = Projector(case)
    before = projector.project(case)
    (found,) = [each for each in finish(settling(before, "sum_said")) if each.claim == "C1"]
    after = projector.project(replace(case, held=(*held, "C1")))
    bands = [results.quantiles_of("sum_said", (0.05, 0.95)) for results in (before, after)]
    widths = [float(high - low) for low, high in bands]
    assert found.narrower == pytest.approx(1 - widths[1] / widths[0], abs=0.02)
    assert (found.low, found.high) == pytest.approx(tuple(bands[1]), abs=0.5)


def test_that_what_is_held_is_not_offered() -> None:
    case = replace(a_case(SHARP, BROAD), held=("C1",))
    found = finish(settling(Projector(case).project(case), "sum_said"))
    assert [each.claim for each in found] == ["C2"]


def test_that_it_can_be_left_half_way() -> None:
    case = replace(a_case(SHARP, BROAD), held=())
    steps = settling(Projector(case).project(case), "sum_said")
    assert next(steps).doing == "Holding C1"
    assert next(steps).share == 0.5
    steps.close()


def test_that_a_second_claim_of_a_held_figure_narrows_little() -> None:
    twin = replace(SHARP, id="C6", figure="reply")
    case = replace(a_case(replace(SHARP, figure="reply"), twin), held=("C1",))
    (found,) = finish(settling(Projector(case).project(case), "sum_said"))
    assert found.narrower < 0.05
