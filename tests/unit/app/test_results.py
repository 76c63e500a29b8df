"""Results that take over what has not changed are those of a fresh computation, bit by bit."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from functools import cache

import numpy as np
import pytest
from app_case import DRAWS, a_case
from hypothesis import given, settings
from hypothesis import strategies as st

from claimbench.app.commands import SetAssumption
from claimbench.app.figures import kinds
from claimbench.app.paths import default_case
from claimbench.app.projection import LEVELS, Projector, Results
from claimbench.casefile.read import load
from claimbench.core.case import Case, Sampling
from claimbench.core.problem import ProblemError
from claimbench.core.show import tied
from claimbench.engine.simulate import run


@cache
def bundled() -> Projector:
    case = load(default_case()).case
    return Projector(replace(case, sampling=Sampling(1024, 1, case.sampling.next_column)))


@cache
def bundled_case() -> Case:
    return load(default_case()).case


@cache
def small() -> Projector:
    return Projector(a_case())


def same(a: object, b: object) -> bool:
    """Whether two figures, verdicts and the like agree in every bit of every number and every letter."""
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, tuple | list) and isinstance(b, tuple | list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if is_dataclass(a) and is_dataclass(b):
        return type(a) is type(b) and all(same(getattr(a, f.name), getattr(b, f.name)) for f in fields(a))
    return repr(a) == repr(b)  # a NaN is a NaN


def test_that_the_comparison_sees_the_last_bit() -> None:
    one = np.array([1.0, np.nan])
    assert same((one, {"a": 1.0}), (one.copy(), {"a": 1.0}))
    assert not same(one, np.nextafter(one, 2))
    assert not same({"a": 1.0}, {"a": np.nextafter(1.0, 2)})


def assert_same(taken_over: Results, fresh: Results) -> None:
    case = fresh.case
    for id in fresh.projector.model.names:
        if id in case.measures or id.startswith("claim:"):
            assert same(taken_over.measure(id), fresh.measure(id)), id
        else:
            assert same(taken_over.bands(id), fresh.bands(id)), id
            if id in case.flows:
                assert same(taken_over.flow_totals(id), fresh.flow_totals(id)), id
    assert same(taken_over.verdicts, fresh.verdicts)
    for id in case.charts:
        assert same(taken_over.figures[id], fresh.figures[id]), id


@pytest.mark.parametrize("unit", ["case/year", "case/week", "case/quarter"])
def test_that_what_flows_in_a_step_is_counted_in_what_flows_whatever_the_time_it_is_per(unit: str) -> None:
    case = a_case()
    by_month = small().project(case).flow_totals("new")
    other = replace(case, flows={**case.flows, "new": replace(case.flows["new"], unit=unit)}, charts={})
    found = Projector(other).project(other).flow_totals("new")
    assert found.unit == by_month.unit == "case"
    assert found.values == pytest.approx(by_month.values, rel=1e-12, nan_ok=True)


def of_case(case: Case) -> st.SearchStrategy[list[tuple[str, float]]]:
    """Changes: an assumption, and its new best as a share of what it was; 1 puts it back."""
    return st.lists(st.tuples(st.sampled_from(list(case.assumptions)), st.sampled_from([0.5, 0.9, 1.0, 1.1])),
                    min_size=1, max_size=6)  # fmt: skip


def moved(case: Case, saved: Case, id: str, share: float) -> Case:
    if share == 1.0:
        return case.with_assumption(saved.assumptions[id])
    best = saved.assumptions[id].best or 1.0
    return SetAssumption(id, "best", best * share).apply(case)


def play(projector: Projector, saved: Case, changes: list[tuple[str, float]], settle: bool, everything: bool) -> None:
    """Change after change, each with the results before; then the same case from nothing."""
    names = None if everything else projector.shown(saved)
    baseline = projector.project(saved)
    case, results = saved, baseline
    for id, share in changes:
        case = moved(case, saved, id, share)
        results = projector.project(case, previous=results, baseline=baseline, names=names)
        if settle:
            results.settle()
    fresh = projector.project(case, baseline=projector.project(saved))
    if everything:
        assert_same(results, fresh)
    else:
        assert same(results.verdicts, fresh.verdicts)
        assert same(dict(results.figures), dict(fresh.figures))


@settings(max_examples=30, deadline=None)
@given(of_case(a_case()), st.booleans(), st.booleans())
def test_that_results_taken_over_are_those_of_a_fresh_run(
    changes: list[tuple[str, float]], settle: bool, everything: bool
) -> None:
    play(small(), a_case(), changes, settle, everything)


@settings(max_examples=12, deadline=None)
@given(of_case(bundled_case()), st.booleans(), st.booleans())
def test_that_it_holds_for_the_bundled_case(changes: list[tuple[str, float]], settle: bool, everything: bool) -> None:
    play(bundled(), bundled_case(), changes, settle, everything)


def test_that_a_preview_is_a_run_of_the_first_draws_alone() -> None:
    case, projector = a_case(), small()
    preview = projector.project(case, 64)
    assert preview.preview
    assert preview.figures["total"].note.endswith(f"preview of 64 of 256 draws · {tied('as of 15 Apr 2025')}.")
    whole = projector.project(case)
    for id in ("end", "passed", "losses"):
        assert same(preview.measure(id), whole.measure(id)[:64])
    assert_same(projector.project(case, 64, previous=whole), preview)


def test_that_what_a_change_does_not_touch_is_not_made_again() -> None:
    projector, case = small(), a_case()
    baseline = projector.project(case)
    first = projector.project(SetAssumption("ratio", "best", 3.5).apply(case), previous=baseline, baseline=baseline)
    first.settle()
    second = projector.project(SetAssumption("ratio", "best", 3.6).apply(case), previous=first, baseline=baseline)
    assert second.figures["total"] is first.figures["total"]
    assert second.figures["losses"] is not first.figures["losses"]
    assert second.verdicts["C1"] is first.verdicts["C1"]
    assert second.verdicts["C3"] is not first.verdicts["C3"]


def test_that_a_preview_shows_what_no_change_touched_as_all_draws_left_it() -> None:
    projector, saved = small(), a_case()
    baseline = projector.project(saved).settle()
    case = SetAssumption("ratio", "best", 3.5).apply(saved)
    full = projector.project(case, baseline=baseline).settle()
    moved = SetAssumption("ratio", "best", 3.6).apply(case)
    preview = projector.project(moved, 64, baseline=baseline, full=full).settle()
    assert preview.figures["total"] is full.figures["total"]
    assert preview.verdicts["C1"] is full.verdicts["C1"]
    alone = projector.project(moved, 64, baseline=baseline)
    assert same(preview.figures["losses"], alone.figures["losses"])
    assert same(preview.verdicts["C3"], alone.verdicts["C3"])
    assert preview.full is None


def test_that_a_held_claim_keeps_what_hangs_together_with_it_from_being_shown_as_it_was() -> None:
    projector, saved = small(), a_case()
    baseline = projector.project(saved).settle()
    free = projector.project(SetAssumption("ratio", "best", 3.5).apply(saved), baseline=baseline).settle()
    held = replace(free.case, held=("C3",))
    preview = projector.project(held, 64, baseline=baseline, full=free)
    alone = projector.project(held, 64, baseline=baseline)
    touched = projector.connected(["C3"])
    for id, verdict in preview.verdicts.items():
        name = f"claim:{id}"
        if name in projector.model.names and projector.model.inputs_of(name) & touched:
            assert same(verdict, alone.verdicts[id]), id
    assert any(verdict is free.verdicts[id] for id, verdict in preview.verdicts.items())


def test_that_only_the_figures_in_sight_are_made_and_the_others_when_asked_for() -> None:
    projector, case = small(), a_case()
    made: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        make = kinds.make
        patch.setattr(kinds, "make", lambda results, chart: (made.append(chart.id), make(results, chart))[1])
        results = projector.project(case).settle(["losses"])
        assert made == ["losses"]
        assert results.figures["total"].id == "total"
        assert made == ["losses", "total"]
        assert list(results.figures) == list(case.charts)


def test_that_shares_are_worked_out_again_only_where_something_behind_them_moved() -> None:
    projector, case = small(), a_case()
    first = projector.project(case).settle()
    shares = first.shares("losses")
    apart = next(id for id in case.assumptions if id not in projector.model.inputs_of("losses"))
    assert projector.project(_times(case, apart, 1.1), previous=first).settle().shares("losses") is shares
    upstream = next(id for id in case.assumptions if id in projector.model.inputs_of("losses"))
    moved = projector.project(_times(case, upstream, 1.1), previous=first).settle()
    assert moved.shares("losses") is not shares
    assert moved.shares("losses") == projector.project(moved.case).shares("losses")


def _times(case: Case, id: str, factor: float) -> Case:
    return SetAssumption(id, "best", case.assumptions[id].best * factor).apply(case)


def test_that_settled_results_hold_nothing_of_those_before() -> None:
    projector, case = small(), a_case()
    baseline = projector.project(case).settle()
    assert baseline.previous is None
    assert projector.project(case, previous=baseline).settle().previous is None


@pytest.mark.parametrize("assumption", ["ratio", "rate", "growth"])
def test_that_the_curve_is_a_run_with_the_assumption_fixed(assumption: str) -> None:
    """The same first draws of everything else, exactly; and within sampling error what all draws give."""
    projector, case = small(), a_case()
    results = projector.project(case)
    curve = results.what_if("losses", assumption, 1.0, 8.0, log=False)
    for place in (0, 16, 32):
        inputs = {id: value[:128] if isinstance(value, np.ndarray) else value for id, value in results.inputs.items()
                  if not id.startswith("series:")}  # fmt: skip
        inputs |= {id: value for id, value in results.inputs.items() if id.startswith("series:")}
        inputs[assumption] = float(curve.x[place])
        direct = np.sort(run(projector.model, inputs).measure("losses"))
        expected = [direct[6], direct[63], direct[121]]  # the 7th, 64th and 122nd of 128: 5 %, 50 % and 95 %
        np.testing.assert_allclose(curve.values[:, place], expected, rtol=1e-12)
        at = results.what_if_at("losses", assumption, float(curve.x[place]))
        assert same(at, curve.values[:, place])


def test_that_the_value_at_best_is_that_of_all_draws_within_sampling_error() -> None:
    projector, case = bundled(), bundled_case()
    results = projector.project(case)
    chart = case.charts["casualties"].options
    result, assumption = str(chart["result"]), str(chart["assumption"])
    best = case.assumptions[assumption].best
    inputs = {**results.inputs, assumption: best}
    everything = np.quantile(run(projector.model, inputs).measure(result), [0.05, 0.5, 0.95])
    np.testing.assert_allclose(results.what_if_at(result, assumption, best), everything, rtol=0.02)


def test_that_a_series_as_long_as_there_are_draws_is_no_column_of_draws() -> None:
    case = a_case()
    model = small().model
    points = model.grid.points
    results = Projector(replace(case, sampling=Sampling(points, 1, 10))).project(case, points)
    curve = results.what_if("now", "rate", 60.0, 150.0, log=False)
    np.testing.assert_allclose(curve.values, 1_300.0)


def test_that_quantiles_are_some_draws_values() -> None:
    results = small().project(a_case())
    for level, value in zip(LEVELS, results.quantiles_of("end"), strict=True):
        below = np.mean(results.measure("end") <= value)
        assert level <= below < level + 1 / DRAWS


def test_that_a_case_with_errors_is_not_run() -> None:
    case = a_case()
    broken = Projector(replace(case, flows={"new": replace(case.flows["new"], formula="nobody * 2")}))
    assert not broken.runnable
    with pytest.raises(ProblemError, match="nobody"):
        broken.project(case)
