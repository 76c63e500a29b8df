"""Rank correlations: as typed within sampling error, nothing moved but partners, and contradictions explained."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from small_model import case as small_case
from small_model import measure

from claimbench.app.projection import Projector, Results
from claimbench.core.assumption import Assumption, Correlation
from claimbench.core.case import Case, Sampling
from claimbench.core.problem import Severity
from claimbench.engine import correlation, sampling
from claimbench.engine.model import compile_model

DRAWS = 4096
SHAPES = ("normal", "lognormal", "pert", "uniform", "triangular")


@pytest.fixture(scope="module")
def columns() -> dict[int, np.ndarray]:
    return sampling.normals(range(16), DRAWS, 1)


def of(*ranks: tuple[str, str, float], order: str = "abcde") -> Case:
    """A case of five assumptions of different shapes, in ``order``, with these rank correlations."""
    made = {
        id: Assumption(id, id.upper(), "case", SHAPES["abcde".index(id)], 10, 20, 40, "abcde".index(id)) for id in order
    }
    start = small_case(dict.fromkeys(order, "case"), measures=(measure("sum", "case", " + ".join(sorted(order))),))
    return replace(start, assumptions=made, correlations=tuple(Correlation(*rank) for rank in ranks))


def drawn(case: Case, draws: int = DRAWS) -> Results:
    return Projector(replace(case, sampling=Sampling(draws))).project(case)


def rank(results: Results, first: str, second: str) -> float:
    return float(stats.spearmanr(results.inputs[first], results.inputs[second]).statistic)


# Columns


@pytest.mark.parametrize("rho", [-1.0, -0.95, -0.5, 0.3, 0.8, 1.0])
def test_that_two_columns_get_the_asked_rank_correlation(columns: dict[int, np.ndarray], rho: float) -> None:
    mixed = correlation.correlate(columns, {(3, 7): rho})
    assert stats.spearmanr(mixed[3], mixed[7]).statistic == pytest.approx(rho, abs=0.01)


def test_that_correlating_keeps_each_column_normal_and_the_lower_one_as_it_is(columns: dict[int, np.ndarray]) -> None:
    mixed = correlation.correlate(columns, {(3, 7): 0.8})
    assert mixed[3] is columns[3]
    assert mixed[0] is columns[0]
    assert mixed[7].mean() == pytest.approx(0, abs=0.01)
    assert mixed[7].std() == pytest.approx(1, abs=0.01)
    assert stats.kstest(mixed[7], "norm").statistic < 0.02
    assert not mixed[7].flags.writeable


def test_that_pairs_elsewhere_and_with_higher_columns_change_no_bit(columns: dict[int, np.ndarray]) -> None:
    one = correlation.correlate(columns, {(3, 7): 0.8, (4, 7): 0.2})
    two = correlation.correlate(columns, {(3, 7): 0.8, (4, 7): 0.2, (5, 6): 0.5, (7, 9): -0.3, (8, 9): 0.4})
    assert np.array_equal(one[7], two[7])
    assert two[4] is columns[4]


def test_that_three_columns_get_all_their_rank_correlations(columns: dict[int, np.ndarray]) -> None:
    wanted = {(1, 2): 0.6, (1, 3): -0.4, (2, 3): 0.2}
    mixed = correlation.correlate(columns, wanted)
    for (i, j), rho in wanted.items():
        assert stats.spearmanr(mixed[i], mixed[j]).statistic == pytest.approx(rho, abs=0.015)


def test_that_many_columns_have_the_covariance_that_numpy_factors(columns: dict[int, np.ndarray]) -> None:
    rng = np.random.default_rng(5)
    wanted = np.corrcoef(rng.normal(size=(12, 30)))
    ranks = {(i, j): 6 / np.pi * np.arcsin(wanted[i, j] / 2) for i in range(12) for j in range(i + 1, 12)}
    mixed = correlation.correlate(columns, ranks)
    expected = np.linalg.cholesky(wanted) @ np.array([columns[number] for number in range(12)])
    assert np.allclose([mixed[number] for number in range(12)], expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("ranks", "message"),
    [
        ({(1, 2): 1.5}, "from −1 to 1, not 1.5"),
        ({(1, 2): float("nan")}, "from −1 to 1, not nan"),
        ({(1, 500): 0.5}, "no pair"),
        ({(1, 1): 0.5}, "no pair"),
        ({(1, 2): 0.9, (1, 3): 0.9, (2, 3): -0.9}, "columns 1, 2, 3 contradict each other"),
    ],
)
def test_that_correlations_that_cannot_be_are_refused(
    columns: dict[int, np.ndarray], ranks: dict[tuple[int, int], float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        correlation.correlate(columns, ranks)


# Cases


def test_that_the_draws_of_a_case_come_out_with_the_typed_rank_correlations_whatever_their_shapes() -> None:
    wanted = {("a", "b"): 0.6, ("c", "a"): -0.4, ("d", "e"): 0.85}
    results = drawn(of(*((first, second, rho) for (first, second), rho in wanted.items())))
    for (first, second), rho in wanted.items():
        assert rank(results, first, second) == pytest.approx(rho, abs=0.02)
    assert rank(results, "b", "e") == pytest.approx(0, abs=0.03)


def test_that_a_correlation_keeps_the_distribution_of_each_assumption() -> None:
    free, tied = drawn(of()), drawn(of(("a", "c", 0.7)))
    assert np.quantile(tied.inputs["c"], [0.05, 0.5, 0.95]) == pytest.approx(
        np.quantile(free.inputs["c"], [0.05, 0.5, 0.95]), rel=0.01
    )


def test_that_only_partners_of_a_new_correlation_are_drawn_anew() -> None:
    before, after = drawn(of(("a", "b", 0.6))), drawn(of(("a", "b", 0.6), ("c", "e", 0.5)))
    moved = [id for id in "abcde" if not np.array_equal(before.inputs[id], after.inputs[id])]
    assert moved == ["e"]


def test_that_adding_renaming_removing_and_reordering_assumptions_moves_no_others() -> None:
    whole = drawn(of(("a", "b", 0.6)))
    less = of(("a", "b", 0.6), order="eba")
    less_drawn = drawn(less)
    assert all(np.array_equal(less_drawn.inputs[id], whole.inputs[id]) for id in "abe")
    renamed = replace(of(), measures={}, correlations=(Correlation("new", "b", 0.6),))
    others = {id: assumption for id, assumption in renamed.assumptions.items() if id != "a"}
    renamed = replace(renamed, assumptions={**others, "new": replace(renamed.assumptions["a"], id="new")})
    again = drawn(renamed)
    assert np.array_equal(again.inputs["new"], whole.inputs["a"])
    assert all(np.array_equal(again.inputs[id], whole.inputs[id]) for id in "bcde")


def test_that_moving_one_assumption_leaves_the_draws_of_its_partners() -> None:
    case = of(("a", "b", 0.6))
    projector = Projector(replace(case, sampling=Sampling(256)))
    before = projector.project(case)
    after = projector.project(case.with_assumption(replace(case.assumptions["a"], high=50)), previous=before)
    assert [id for id in "abcde" if after.inputs[id] is not before.inputs[id]] == ["a"]
    assert rank(after, "a", "b") == pytest.approx(rank(before, "a", "b"))


def test_that_fixing_an_assumption_leaves_its_partner_as_it_was() -> None:
    case = of(("a", "b", 0.6))
    fixed = case.with_assumption(replace(case.assumptions["a"], distribution="constant"))
    assert np.array_equal(drawn(fixed).inputs["b"], drawn(case).inputs["b"])


# What is wrong


def told(*ranks: tuple[str, str, float], **changes: object) -> list[tuple[str, str, str]]:
    case = replace(of(*ranks), **changes)  # type: ignore[arg-type]
    return [(problem.path, problem.severity, f"{problem.message} {problem.hint}".strip())
            for problem in correlation.problems(case)]  # fmt: skip


def test_that_every_slip_is_told_at_its_place_all_at_once() -> None:
    assert told(("a", "zz", 0.5), ("b", "b", 0.5), ("c", "d", 1.2), ("d", "e", 0.5), ("e", "d", 0.5)) == [
        ("correlations.0.second", "error", "There is no assumption “zz”."),
        ("correlations.1.second", "error", "“b” is correlated with itself. Name two assumptions."),
        ("correlations.2.rank", "error", "A rank correlation lies between −1 and 1; 1.2 does not."),
        ("correlations.4", "error", "The rank correlation of “e” and “d” is given twice. Keep one of the two."),
    ]


def test_that_a_constant_partner_is_a_warning() -> None:
    case = of(("a", "b", 0.5))
    constant = case.with_assumption(replace(case.assumptions["b"], distribution="constant"))
    (found,) = correlation.problems(constant)
    assert (found.path, found.severity) == ("correlations.0.second", Severity.WARNING)


def test_that_a_contradiction_names_who_takes_part_and_what_could_be_instead() -> None:
    (found,) = told(("c", "d", 0.2), ("a", "b", 0.9), ("d", "a", 0.1), ("b", "c", -0.9), ("a", "c", 0.9))
    path, severity, text = found
    assert (path, severity) == ("correlations.1.rank", "error")
    assert text.startswith("The rank correlations of “a”, “b” and “c” contradict each other. The nearest that can be: ")
    named = re.findall(r"([−-]?[\d.]+) for “(\w)” and “(\w)”", text)
    assert len(named) >= 3
    given = {("c", "d"): 0.2, ("a", "b"): 0.9, ("a", "d"): 0.1, ("b", "c"): -0.9, ("a", "c"): 0.9}
    for rho, first, second in named:
        given[first, second] = float(rho.replace("−", "-"))
    assert told(*((first, second, rho) for (first, second), rho in given.items())) == []


def test_that_the_nearest_is_highams_example_at_a_distance_of_0_5278() -> None:
    """The 3 × 3 example of Higham (2002), whose nearest correlation matrix lies 0.5278 away: here with its 1, 0, 1."""
    ranks = {(0, 1): 1.0, (0, 2): 0.0, (1, 2): 1.0}
    nearest = correlation._nearest((0, 1, 2), ranks)
    pearson = [2 * np.sin(np.pi * rho / 6) for rho in nearest.values()]
    assert pearson == pytest.approx([0.7607, 0.1573, 0.7607], abs=0.006)
    assert np.sqrt(2 * sum((p - r) ** 2 for p, r in zip(pearson, ranks.values(), strict=True))) == pytest.approx(
        0.5278, abs=0.006
    )


def test_that_ranks_of_one_all_around_and_what_follows_from_them_are_taken() -> None:
    assert told(("a", "b", 1.0), ("b", "c", -1.0), ("a", "c", -1.0)) == []
    tied = [("a", "b", 1.0), ("a", "d", 0.4), ("b", "d", 0.4)]
    assert told(*tied) == []
    results = drawn(of(*tied))
    assert rank(results, "a", "b") == pytest.approx(1)
    assert rank(results, "b", "d") == pytest.approx(0.4, abs=0.02)


def test_that_a_pair_without_a_correlation_counts_as_0_and_the_reader_is_told() -> None:
    path, _, text = told(("x", "y", 0.1), ("a", "b", 0.9), ("b", "c", 0.9))[-1]
    assert path == "correlations.1.rank"
    assert "“a”, “b” and “c” contradict each other" in text
    assert text.endswith("“a” and “c” have none, which counts as 0.")


def test_that_a_case_with_a_contradiction_is_checked_and_not_run() -> None:
    case = of(("a", "b", 0.9), ("b", "c", -0.9), ("a", "c", 0.9))
    assert "correlations-contradict" in {problem.code for problem in compile_model(case).problems}
    assert not Projector(case).runnable
