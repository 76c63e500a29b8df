"""Results under held claims: against closed forms, and what holding must not change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from held_case import HALF_90, a_case, claim, lognormal, normal, refined, results_of
from test_results import same

from claimbench.app.explain import score
from claimbench.app.paths import bundled_case
from claimbench.app.projection import Projector, Results
from claimbench.casefile.read import load
from claimbench.core.assumption import Correlation
from claimbench.core.case import Case, Sampling
from claimbench.core.claim import Claim, Status
from claimbench.core.model import Measure
from claimbench.core.source import Citation


def posterior(prior: tuple[float, float], said: tuple[float, float]) -> tuple[float, float]:
    """Mean and standard deviation of a normal, given a normal likelihood (the conjugate case)."""
    weights = [1 / prior[1] ** 2, 1 / said[1] ** 2]
    return (prior[0] * weights[0] + said[0] * weights[1]) / sum(weights), sum(weights) ** -0.5


def assert_normal(values: np.ndarray, mean: float, deviation: float, effective: float) -> None:
    """Within four standard errors of a sample of that effective size."""
    error = deviation / effective**0.5
    assert values.mean() == pytest.approx(mean, abs=4 * error)
    assert values.std() == pytest.approx(deviation, abs=4 * error / 2**0.5)


@pytest.mark.parametrize(("value", "deviation"), [(100.0, 10.0), (112.0, 5.0), (85.0, 20.0), (104.0, 1.5)])
def test_that_a_normal_claim_about_a_normal_measure_gives_the_conjugate_normal(value: float, deviation: float) -> None:
    results = results_of(a_case(claim("C1", "x_said", value, deviation)))
    assert_normal(results.measure("x_said"), *posterior((100.0, 10.0), (value, deviation)),
                  results.conditioned.effective_size)  # fmt: skip


def test_that_drawing_again_adds_next_to_nothing_to_the_error_of_the_weights() -> None:
    results = results_of(a_case(claim("C1", "x_said", 85.0, 20.0)))
    draws, weights = results.conditioned.draws, results.conditioned.weights
    assert draws is not None
    weighted = np.average(draws.outcome.claim_measure("C1"), weights=weights)
    assert results.measure("x_said").mean() == pytest.approx(weighted, abs=2e-3)


def test_that_a_lognormal_claim_about_a_lognormal_measure_gives_the_conjugate_lognormal() -> None:
    results = results_of(a_case(claim("C1", "z_said", 3.0, relation="about")))
    expected = posterior((np.log(2.0), 0.4), (np.log(3.0), 0.1 / HALF_90))
    assert_normal(np.log(results.measure("z_said")), *expected, results.conditioned.effective_size)


@pytest.mark.parametrize(("value", "deviation"), [(150.0, 2.0), (145.0, 0.2), (103.0, 0.02)])
def test_that_a_refined_sample_reaches_where_no_draw_is(value: float, deviation: float) -> None:
    results = refined(a_case(claim("C1", "x_said", value, deviation), draws=4096))
    assert results.conditioned.refined
    # points that were moved resemble each other a little: half of them count
    assert_normal(results.measure("x_said"), *posterior((100.0, 10.0), (value, deviation)), 2048)


def test_that_a_claim_about_a_sum_moves_both_parts_by_their_variances() -> None:
    results = refined(a_case(claim("C1", "sum_said", 190.0, 1.0), draws=4096))
    total, _ = posterior((150.0, 125.0**0.5), (190.0, 1.0))
    assert results.measure("x_said").mean() == pytest.approx(100 + (total - 150) * 100 / 125, abs=0.5)
    assert results.measure("y_said").mean() == pytest.approx(50 + (total - 150) * 25 / 125, abs=0.5)
    assert np.corrcoef(results.measure("x_said"), results.measure("y_said"))[0, 1] < -0.95


def test_that_correlated_assumptions_move_with_a_held_claim() -> None:
    pair = (Correlation("x", "y", 0.8),)
    case = a_case(claim("C1", "x_said", 110.0, 5.0), correlations=pair)
    rho = 2 * np.sin(np.pi * 0.8 / 6)
    moved, _ = posterior((100.0, 10.0), (110.0, 5.0))
    for results in (results_of(case), refined(replace(case, claims={"C1": claim("C1", "x_said", 110.0, 0.1)}))):
        mean = results.measure("x_said").mean()
        assert results.measure("y_said").mean() == pytest.approx(50 + rho * 5 * (mean - 100) / 10, abs=0.3)
    assert results_of(case).measure("x_said").mean() == pytest.approx(moved, abs=0.3)


def test_that_holding_two_claims_is_holding_them_one_after_the_other() -> None:
    both = results_of(a_case(claim("C1", "x_said", 110.0, 8.0), claim("C2", "x_said", 95.0, 6.0)))
    expected = posterior(posterior((100.0, 10.0), (110.0, 8.0)), (95.0, 6.0))
    assert_normal(both.measure("x_said"), *expected, both.conditioned.effective_size)


# -- what holding must not change


def bits(results: Results) -> list[bytes]:
    return [results.measure(name).tobytes() for name in results.case.measures]


def test_that_holding_nothing_changes_nothing_to_the_last_bit() -> None:
    case = a_case(claim("C1", "x_said", 110.0, 5.0), draws=1024)
    plain = replace(case, held=(), claims={})
    assert bits(results_of(replace(case, held=()))) == bits(results_of(plain))
    projector = Projector(case)
    held = projector.project(case)
    assert bits(projector.project(replace(case, held=()), previous=held)) == bits(results_of(plain))
    assert bits(held) != bits(results_of(plain))


def test_that_what_has_nothing_to_do_with_a_held_claim_stays_to_the_last_bit() -> None:
    case = a_case(claim("C1", "x_said", 110.0, 5.0), draws=1024)
    held, plain = results_of(case), results_of(replace(case, held=()))
    for name in ("y_said", "z_said", "u_said"):
        assert held.measure(name).tobytes() == plain.measure(name).tobytes()
    assert held.density("x") is not None
    assert held.density("y") is None


def test_that_a_claim_that_every_draw_meets_alike_changes_nothing() -> None:
    case = a_case(claim("C1", "u_said", 5.0, relation="less than"), draws=1024)
    assert bits(results_of(case)) == bits(results_of(replace(case, held=())))


def test_that_the_order_of_holding_does_not_matter_to_the_last_bit() -> None:
    case = a_case(claim("C1", "x_said", 105.0, 5.0), claim("C2", "sum_said", 155.0, 8.0),
                  claim("C3", "z_said", 2.5, 0.3), draws=1024)  # fmt: skip
    first, then = results_of(case), results_of(replace(case, held=("C3", "C1", "C2")))
    assert bits(first) == bits(then)
    assert same(first.verdicts, then.verdicts)
    assert first.conditioned.messages == then.conditioned.messages


def test_that_two_identical_claims_of_one_origin_move_exactly_as_much_as_one() -> None:
    one = claim("C1", "x_said", 110.0, 5.0, figure="reply")
    twin = replace(one, id="C2")
    alone, together = results_of(a_case(one, draws=1024)), results_of(a_case(one, twin, draws=1024))
    assert bits(alone) == bits(together)
    assert together.conditioned.effective_size == alone.conditioned.effective_size
    assert "C1 and C2 are one figure: together they count once." in together.conditioned.messages


def test_that_two_claims_about_one_number_from_one_origin_are_told_to_count_as_two() -> None:
    """A relay of the office is of the office; a claim about another number, or of another origin, is its own."""
    one = claim("C1", "x_said", 110.0, 5.0)
    others = replace(one, id="C2"), replace(one, id="C3"), claim("C4", "y_said", 50.0, 5.0)
    said = (
        Citation("C1", "office", "originates"),
        Citation("C2", "paper", "relays", via="office"),
        Citation("C3", "paper", "originates"),
        Citation("C4", "office", "originates"),
    )
    case = a_case(one, *others, draws=64, citations=said)
    told = [message for message in results_of(case).conditioned.messages if "count as two" in message]
    assert told == ["C1 and C2 are about one number and of one origin, and count as two (one figure would not)."]
    figures = {id: replace(each, figure="reply") for id, each in case.claims.items()}
    assert not any("count as two" in each for each in results_of(replace(case, claims=figures)).conditioned.messages)


def test_that_two_claims_of_their_own_move_more_than_one() -> None:
    one = claim("C1", "x_said", 110.0, 5.0)
    alone, together = results_of(a_case(one)), results_of(a_case(one, replace(one, id="C2")))
    assert together.measure("x_said").mean() > alone.measure("x_said").mean() + 0.5


def test_that_the_same_case_gives_the_same_numbers_when_refined_twice() -> None:
    case = a_case(claim("C1", "x_said", 150.0, 2.0), claim("C2", "sum_said", 180.0, 2.0), draws=512)
    assert bits(refined(case)) == bits(refined(case))


# -- verdicts


def test_that_a_held_claim_is_judged_without_itself() -> None:
    said = claim("C1", "x_said", 110.0, 5.0)
    other = claim("C2", "x_said", 104.0, 6.0)
    both = results_of(a_case(said, other)).verdicts["C1"].probability
    without = results_of(replace(a_case(said, other), held=("C2",))).verdicts["C1"].probability
    assert both == pytest.approx(without, abs=0.02)
    alone = results_of(a_case(said)).verdicts["C1"].probability
    assert alone == results_of(replace(a_case(said), held=())).verdicts["C1"].probability


def test_that_a_figure_said_twice_does_not_bear_itself_out() -> None:
    said = claim("C1", "x_said", 110.0, 5.0, figure="reply")
    twice = a_case(said, replace(said, id="C2"), draws=1024)
    held, plain = results_of(twice).verdicts, results_of(replace(twice, held=())).verdicts
    assert held["C1"].probability == plain["C1"].probability
    assert held["C2"].probability == plain["C2"].probability
    assert dict(score(results_of(twice), "C1"))["Weights"] == "all draws alike: it is held, and judged without itself"


def test_that_a_refined_sample_judges_a_held_claim_without_itself_too() -> None:
    far, other = claim("C1", "sum_said", 190.0, 1.0), claim("C2", "x_said", 130.0, 0.5)
    case = a_case(far, other, draws=2048)
    judged = refined(case).verdicts["C1"].projected[0.5]
    assert judged == pytest.approx(180.0, abs=0.5)  # x at 130 by the other claim, y at its best


def test_that_chances_show_no_more_than_the_effective_draws_can_tell() -> None:
    said, other = claim("C1", "x_said", 110.0, 3.0), claim("C2", "sum_said", 170.0, 5.0)
    apart = claim("C3", "y_said", 50.0, 1.0)
    results = results_of(replace(a_case(said, other, apart), held=("C1",)))
    assert results.verdicts["C2"].draws == results.conditioned.effective_size < results.draws
    assert results.verdicts["C3"].draws == results.draws


# -- whether they can all be true


def test_that_a_claim_that_no_draw_comes_near_is_reported_though_the_sample_looks_healthy() -> None:
    # at most 0 of what lies between 0 and 1 is met by nearly every draw of the first; the second by none
    far = claim("C1", "u_said", 9.0, 1.0)
    conditioned = results_of(a_case(far, draws=4096)).conditioned
    assert not conditioned.near
    assert conditioned.thin
    healthy = results_of(a_case(claim("C1", "u_said", 9.0, 2.5), draws=4096)).conditioned
    assert healthy.share > 0.3
    assert not healthy.near
    assert healthy.thin
    assert healthy.messages == ("No draw comes near C1: the nearest is 3.2 standard deviations away.",)


def test_that_a_claim_that_cannot_hold_is_said_so_after_refining() -> None:
    conditioned = refined(a_case(claim("C1", "u_said", 9.0, 1.0), draws=512)).conditioned
    assert conditioned.messages == ("C1 cannot hold under this model: the nearest is 8 standard deviations away.",)
    assert not conditioned.thin


def test_that_the_claim_that_stands_in_the_way_is_named() -> None:
    claims = [claim("C1", "u_said", 0.5, 0.1), claim("C2", "x_said", 104.0, 3.0), claim("C3", "u_said", 9.0, 1.0)]
    (message,) = refined(a_case(*claims, draws=512)).conditioned.messages
    assert message == "These claims cannot all hold under this model: without C3 they could."


def test_that_a_pair_is_named_where_no_single_claim_stands_in_the_way() -> None:
    claims = [claim("C1", "u_said", 9.0, 1.0), claim("C2", "t_said", 9.0, 1.0), claim("C3", "x_said", 100.0, 5.0)]
    (message,) = refined(a_case(*claims, draws=512)).conditioned.messages
    assert message == "These claims cannot all hold under this model: without C1 and C2 they could."


def test_that_two_claims_of_which_neither_can_hold_are_said_so() -> None:
    claims = claim("C1", "u_said", 9.0, 1.0), claim("C2", "t_said", 9.0, 1.0)
    (message,) = refined(a_case(*claims, draws=512)).conditioned.messages
    assert message == "Neither C1 nor C2 can hold under this model."


@pytest.mark.parametrize(("count", "tried"), [(3, "one or two"), (13, "one")])
def test_that_what_was_tried_in_vain_is_said(count: int, tried: str) -> None:
    claims = [claim(f"C{number}", "u_said", 20.0 + 9 * number, 1.0) for number in range(count)]
    (message,) = refined(a_case(*claims, draws=256)).conditioned.messages
    assert message.endswith(f"and leaving out {tried} of them does not help.")


def test_that_a_claim_of_which_no_draw_has_a_value_leaves_everything_as_it_is() -> None:
    case = a_case(claim("C1", "u_said", 1e9, 1e-6), claim("C2", "x_said", 100.0, 5.0), draws=256)
    conditioned = results_of(case).conditioned
    assert conditioned.effective_size >= 0
    assert conditioned.best_joint_likelihood == 0.0
    assert conditioned.messages


def test_that_a_claim_whose_measure_has_no_value_anywhere_is_said_so_and_not_refined_again() -> None:
    case = a_case(claim("C1", "log(u_said - 5)", 1.0, 0.5), draws=256)
    results = refined(case)
    assert results.conditioned.messages == ("C1 cannot hold under this model: nowhere is its measure close.",)
    assert not results.conditioned.thin
    assert bits(results) == bits(results_of(replace(case, held=())))


def test_that_a_held_claim_that_cannot_be_tested_says_that_it_has_no_effect() -> None:
    case = a_case(Claim("C1", "A judgement", why_not="It names no number."), draws=256)
    conditioned = results_of(case).conditioned
    assert conditioned.messages == ("C1 is held, but has no effect: It names no number.",)
    assert conditioned.weights is None


@pytest.mark.parametrize("status", ["asserted", "disputed", "corrected", "retracted"])
def test_that_holding_what_its_source_took_back_is_pointed_out(status: Status) -> None:
    said = claim("C1", "x_said", 100.0, 5.0, status=status)
    expected = () if status in ("asserted", "disputed") else (f"C1 is held, though it was {status}.",)
    assert results_of(a_case(said)).conditioned.messages == expected


def test_that_the_best_joint_likelihood_is_that_of_a_draw() -> None:
    conditioned = results_of(a_case(claim("C1", "x_said", 110.0, 5.0), claim("C2", "x_said", 90.0, 5.0))).conditioned
    # at 100 both are 2 standard deviations away
    assert conditioned.best_joint_likelihood == pytest.approx(np.exp(-0.5 * (2**2 + 2**2)), rel=1e-3)
    assert conditioned.claims["C1"].best == pytest.approx(1.0, rel=1e-3)
    assert conditioned.claims["C1"].at_best == pytest.approx(2.0, abs=0.01)


# -- staying in step


def test_that_results_taken_over_from_a_drag_are_those_of_a_fresh_run() -> None:
    case = a_case(claim("C1", "x_said", 110.0, 5.0), claim("C2", "sum_said", 160.0, 4.0), draws=1024)
    projector = Projector(case)
    results = projector.project(case, 256)
    for mean in (101.0, 103.0, 103.0, 98.0):
        case = case.with_assumption(normal("x", mean, 10.0, 0))
        case = case.with_assumption(lognormal("z", mean / 50, 0.4, 2))
        results = projector.project(case, 256, previous=results)
        fresh = Projector(case).project(case, 256)
        assert bits(results) == bits(fresh)
        assert same(results.verdicts, fresh.verdicts)


def test_that_moving_what_has_nothing_to_do_with_a_held_claim_weighs_nothing_again() -> None:
    case = a_case(claim("C1", "x_said", 110.0, 5.0), draws=1024)
    projector = Projector(case)
    before = projector.project(case)
    after = projector.project(case.with_assumption(lognormal("z", 3.0, 0.4, 2)), previous=before)
    assert after.conditioned is before.conditioned


def test_that_a_refined_sample_serves_a_drag_nearby_until_it_is_made_anew() -> None:
    case = a_case(claim("C1", "x_said", 150.0, 2.0), draws=4096)
    projector = Projector(case)
    from claimbench.app.refining import finish, refine

    projector.adopt(finish(refine(projector, case)))
    moved = case.with_assumption(normal("x", 101.0, 10.0, 0))
    conditioned = projector.project(moved).conditioned
    assert conditioned.thin  # it is to be made anew
    assert not conditioned.refined
    assert conditioned.share > 0.5  # and meanwhile it is far better than plain draws
    assert_normal(projector.project(moved).measure("x_said"), *posterior((101.0, 10.0), (150.0, 2.0)), 1000)
    assert projector.project(replace(case, held=())).conditioned.weights is None


@pytest.mark.parametrize(
    ("edit", "kept"),
    [
        (lambda case: replace(case, claims={"C1": replace(case.claims["C1"], title="Put right", note="Why")}), True),
        (lambda case: replace(case, title="Another title", question="What?"), True),
        (lambda case: replace(case, claims={"C1": replace(case.claims["C1"], measure="y_said")}), False),
        (lambda case: replace(case, claims={"C1": replace(case.claims["C1"], value=151.0)}), False),
        (lambda case: replace(case, measures=case.measures | {"x_said": Measure("x_said", "x", "", "x + y")}), False),
        (lambda case: replace(case, sampling=Sampling(4096, 2, 10)), False),
    ],
)
def test_that_a_refined_sample_survives_an_edit_that_it_does_not_depend_on(
    edit: Callable[[Case], Case], kept: bool
) -> None:
    from claimbench.app.refining import finish, refine

    case = a_case(claim("C1", "x_said", 150.0, 2.0), draws=4096)
    before = Projector(case)
    before.adopt(finish(refine(before, case)))
    edited = edit(case)
    after = Projector(edited)
    after.inherit(before)
    found = after.project(edited)
    assert found.conditioned.refined == kept
    if kept:
        assert np.array_equal(found.measure("x_said"), before.project(case).measure("x_said"))


def test_that_refining_can_be_cancelled() -> None:
    from claimbench.app.refining import finish, refine

    case = a_case(claim("C1", "x_said", 150.0, 2.0), draws=512)
    steps: list[object] = []
    assert finish(refine(Projector(case), case), steps.append, lambda: len(steps) >= 3) is None
    assert len(steps) == 3


def bundled(held: tuple[str, ...], draws: int) -> Case:
    case = load(bundled_case("ukraine-2025")).case
    return replace(case, held=held, sampling=Sampling(draws, 1, case.sampling.next_column))


def test_that_charts_of_the_bundled_case_follow_what_is_held_and_say_so() -> None:
    case = bundled(("C42",), 1024)
    projector = Projector(case)
    plain = projector.project(replace(case, held=())).settle()
    held = projector.project(case, None, plain, plain).settle()
    assert held.scenario == "Baseline, holding C42"
    assert "holding C42" in held.figures["casualties"].note
    low, high = (held.quantiles_of("ratio", (0.05, 0.95))).tolist()
    assert 1.9 < low < high < 2.6
    registered = [results.bands("registered").values.tobytes() for results in (plain, held)]
    assert registered[0] == registered[1]
    assert not held.differs("registered")
    assert held.differs("casualties_ukraine_2025")


def test_that_a_tick_and_its_undo_give_the_figures_of_before() -> None:
    case = bundled(("C42", "C11"), 512)
    projector = Projector(case)
    plain = projector.project(replace(case, held=())).settle()
    held = projector.project(case, None, plain).settle()
    again = projector.project(replace(case, held=()), None, held).settle()
    assert same(dict(plain.figures), dict(again.figures))
    assert same(dict(held.figures), dict(Projector(case).project(case).figures))
