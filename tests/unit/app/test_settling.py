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
    results = Projector(case).project(case)
    found = finish(settling(results, "sum_said"))
    assert [each.claim for each in found.claims] == ["C1", "C2", "C4"]
    assert found.claims[0].narrower > found.claims[1].narrower > 0.05
    assert [each.thin for each in found.claims] == [False, False, True]
    assert (found.low, found.high) == tuple(results.quantiles_of("sum_said", (0.05, 0.95)))


def test_that_a_claim_that_has_nothing_to_do_with_the_result_is_told_apart_from_one_that_hardly_moves_it() -> None:
    case = replace(a_case(SHARP, APART), held=())
    found = finish(settling(Projector(case).project(case), "sum_said"))
    assert [each.claim for each in found.claims] == ["C1"]
    assert found.apart == ("C3",)


def test_that_a_claim_has_a_bearing_through_what_is_held() -> None:
    # of x alone nothing follows for y, but with their sum held it does
    both = claim("C7", "sum_said", 150.0, 1.0)
    case = replace(a_case(SHARP, both), held=())
    projector = Projector(case)
    assert finish(settling(projector.project(case), "y_said")).apart == ("C1",)
    before = projector.project(replace(case, held=("C7",)))
    (found,) = finish(settling(before, "y_said")).claims
    after = projector.project(replace(case, held=("C1", "C7")))
    assert (found.low, found.high) == pytest.approx(tuple(after.quantiles_of("y_said", (0.05, 0.95))), abs=0.5)
    assert found.narrower > 0.3


@pytest.mark.parametrize("held", [(), ("C2",)])
def test_that_the_narrowing_is_what_holding_the_claim_really_does(held: tuple[str, ...]) -> None:
    case = replace(a_case(SHARP, BROAD), held=held)
    projector = Projector(case)
    before = projector.project(case)
    (found,) = [each for each in finish(settling(before, "sum_said")).claims if each.claim == "C1"]
    after = projector.project(replace(case, held=(*held, "C1")))
    bands = [results.quantiles_of("sum_said", (0.05, 0.95)) for results in (before, after)]
    widths = [float(high - low) for low, high in bands]
    assert found.narrower == pytest.approx(1 - widths[1] / widths[0], abs=0.02)
    assert (found.low, found.high) == pytest.approx(tuple(bands[1]), abs=0.5)


def test_that_what_is_held_is_not_offered() -> None:
    case = replace(a_case(SHARP, BROAD), held=("C1",))
    found = finish(settling(Projector(case).project(case), "sum_said"))
    assert [each.claim for each in found.claims] == ["C2"]


def test_that_it_can_be_left_half_way() -> None:
    case = replace(a_case(SHARP, BROAD), held=())
    steps = settling(Projector(case).project(case), "sum_said")
    assert next(steps).doing == "Holding C1"
    assert next(steps).share == 0.5
    steps.close()


def test_that_a_second_claim_of_a_held_figure_narrows_nothing() -> None:
    twin = replace(SHARP, id="C6", figure="reply")
    case = replace(a_case(replace(SHARP, figure="reply"), twin), held=("C1",))
    (found,) = finish(settling(Projector(case).project(case), "sum_said")).claims
    assert found.narrower == 0.0


def test_that_another_claim_of_a_held_figure_counts_as_its_part_of_one() -> None:
    figure = replace(SHARP, figure="reply"), claim("C6", "x_said", 99.0, 2.0, figure="reply")
    case = replace(a_case(*figure), held=("C1",))
    projector = Projector(case)
    (found,) = finish(settling(projector.project(case), "x_said")).claims
    after = projector.project(replace(case, held=("C1", "C6")))
    assert (found.low, found.high) == pytest.approx(tuple(after.quantiles_of("x_said", (0.05, 0.95))), abs=0.3)


def test_that_draws_that_are_few_already_are_fewer_with_another_claim() -> None:
    first, second = claim("C1", "x_said", 104.0, 1.5), claim("C6", "y_said", 53.0, 0.7)
    case = replace(a_case(first, second), held=())
    projector = Projector(case)
    alone = finish(settling(projector.project(case), "sum_said"))
    assert not any(each.thin for each in alone.claims)
    after_first = finish(settling(projector.project(replace(case, held=("C1",))), "sum_said"))
    assert [each.thin for each in after_first.claims] == [True]
