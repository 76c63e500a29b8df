"""What would have to be true in a case: checked by running the model, and told in sentences."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from app_case import a_case as charted_case
from app_case import with_claim
from held_case import a_case, claim

from claimbench.app.document import Document
from claimbench.app.explain import scenario_name
from claimbench.app.paths import bundled_case
from claimbench.app.projection import Projector, Results
from claimbench.app.solving import LoadSolution, Point, Solution, load, solve
from claimbench.casefile.read import load as load_case
from claimbench.core.case import Case
from claimbench.core.claim import Claim
from claimbench.core.relation import Relation
from claimbench.engine import distribution


@cache
def bundled() -> Results:
    case = load_case(bundled_case("ukraine-2025")).case
    return Projector(case).project(case, 64, names=())


def small(*claims: Claim) -> Results:
    case = replace(a_case(*claims, draws=64), held=())
    return Projector(case).project(case)


def alone(solution: Solution) -> dict[str, float | None]:
    return {each.assumption: each.value for each in solution.alone}


def test_that_a_sum_is_brought_about_by_either_part_or_by_both_in_proportion_to_their_ranges() -> None:
    solution = solve(small(claim("C1", "sum_said", 165.0)), "C1")
    assert solution.now == 150.0
    assert alone(solution) == pytest.approx({"x": 115.0, "y": 65.0})
    assert solution.joint is not None
    # the ranges are 10 and 5 standard deviations wide: 15 is shared as 100 to 25
    assert solution.joint.values == pytest.approx({"x": 112.0, "y": 53.0}, rel=1e-6)
    spread = 1.6448536269514722
    assert solution.joint.distance == pytest.approx(math.hypot(12 / (10 * spread), 3 / (5 * spread)), rel=1e-6)


def test_that_the_model_run_with_a_solution_meets_the_claim() -> None:
    results = bundled()
    for id in ("C07", "C11", "C12", "C38", "C42", "C88"):
        solution = solve(results, id)
        for each in solution.alone:
            if each.value is not None:
                assert outcome(results.case, id, {each.assumption: each.value}) == pytest.approx(solution.aim.target)
        assert solution.joint is not None
        assert outcome(results.case, id, solution.joint.values) == pytest.approx(solution.aim.target)


def outcome(case: Case, claim: str, values: dict[str, float]) -> float:
    """The point result with these values loaded the way the window loads them, in a model compiled anew."""
    loaded = LoadSolution(claim, tuple(values.items()), case, "Needed").apply(case)
    return float(Point(Projector(loaded), loaded, claim).at({})[0])


def test_that_the_answer_is_measured_by_what_was_published() -> None:
    solution = solve(bundled(), "C07")
    assert alone(solution)["new_cases_per_month"] == pytest.approx((400_000 - 311_327) / 2)
    assert solution.sentences["new_cases_per_month"] == (
        "New cases per month would have to be 44,300: 2.11 times its best, 2.05 times the highest month in New cases, "
        "monthly (21,602, October 2025). That is outside its range, 16,300 to 25,000."
    )
    assert "outside its limits" in solution.sentences["monthly_growth"]
    assert solution.summary.endswith("the model gives 353,000 cases; the claim needs at least 400,000 cases.")


def test_that_what_makes_no_difference_and_what_cannot_do_it_are_said() -> None:
    solution = solve(bundled(), "C88")
    assert solution.sentences["recruitment_per_month"] == "No value of “Ukrainian recruitment per month” does it."
    assert solution.sentences["monthly_growth"] == "Monthly growth of new cases makes no difference."


def test_that_a_claim_on_published_figures_alone_has_nothing_to_move() -> None:
    solution = solve(bundled(), "C03")
    assert solution.alone == ()
    assert solution.joint is None
    assert solution.joint_sentence == "It depends on no assumption."


def test_that_a_value_at_a_limit_of_0_is_0() -> None:
    case = load_case(bundled_case("england-homes")).case
    solution = solve(Projector(case).project(case, 64, names=()), "H01")
    assert solution.joint is not None
    assert solution.joint.values["months_to_turn"] == 0


def test_that_a_claim_that_holds_already_needs_nothing() -> None:
    solution = solve(small(claim("C1", "x_said", 90.0, relation="at least")), "C1")
    assert solution.met
    assert solution.sentences == {"x": "X can stay as it is."}
    assert solution.joint_sentence == "Nothing has to change."


def test_that_the_point_result_has_every_assumption_at_its_best() -> None:
    case = a_case(claim("C1", "u_said", 0.1), draws=64)
    skewed = replace(case.assumptions["u"], distribution="triangular", best=0.8)
    assert float(Point(Projector(case), case.with_assumption(skewed), "C1").at({})[0]) == 0.8
    assert distribution.point(skewed) == 0.8


def test_that_a_date_is_solved_for_and_shown_as_one() -> None:
    early = Claim("C9", "Passed by June", relation="at most", value=date(2025, 6, 30), unit="date", measure="passed")
    case = with_claim(charted_case(), early)
    solution = solve(Projector(case).project(case), "C9")
    # 1,300 at the end of March: 700 in three months
    assert alone(solution)["rate"] == pytest.approx(700 / 3, rel=1e-6)
    assert solution.summary == (
        "With every assumption at its best, the model gives 31 Oct 2025; the claim needs 30 Jun 2025 or earlier."
    )


@pytest.mark.parametrize(
    ("relation", "needed"),
    [("at least", "10 Feb 2026 or later"), ("more than", "later than 10 Feb 2026")],
)
def test_that_the_day_of_a_bound_is_told_as_it_was_claimed(relation: Relation, needed: str) -> None:
    later = Claim("C9", "Later", relation=relation, value=date(2026, 2, 10), unit="date", measure="passed")
    case = with_claim(charted_case(), later)
    solution = solve(Projector(case).project(case), "C9")
    assert solution.summary.endswith(f"the claim needs {needed}.")


@pytest.mark.parametrize(("relation", "met"), [("at least", True), ("more than", False), ("less than", False)])
def test_that_a_day_is_neither_earlier_nor_later_than_itself(relation: Relation, met: bool) -> None:
    october = Claim("C9", "October", relation=relation, value=date(2025, 10, 31), unit="date", measure="passed")
    case = with_claim(charted_case(), october)
    assert solve(Projector(case).project(case), "C9").met is met


def test_that_a_claim_that_cannot_be_tested_is_refused_with_the_reason() -> None:
    case = with_claim(charted_case(), Claim("C9", "Vague", why_not="It names no number."))
    results = Projector(case).project(case)
    with pytest.raises(ValueError, match="It names no number"):
        solve(results, "C9")
    with pytest.raises(ValueError, match="no claim “C0”"):
        solve(results, "C0")


def test_that_a_solution_is_loaded_as_one_step_that_can_be_undone() -> None:
    results = bundled()
    solution = solve(results, "C07")
    document = Document(results.case)
    document.apply(load(solution, document.saved, "new_cases_per_month"))
    assert document.case.assumptions["new_cases_per_month"].best == pytest.approx(44_336.5)
    assert scenario_name(document.case, document.saved) == "C07 by New cases per month"
    assert document.undo() == "What “400,000 reached by the end of the year” would need"
    assert document.case is results.case
    document.apply(load(solution, document.saved))
    document.apply(load(solution, document.saved))  # once more: no second scenario of the name
    assert [each.label for each in document.case.scenarios.values()].count("C07, all together") == 1
    assert document.changed_assumptions == ("new_cases_per_month", "monthly_growth")
    with pytest.raises(ValueError, match="Nothing was found"):
        load(solve(results, "C01"), results.case)
