"""Results under readings: beside one another, in a chart, and where they agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from held_case import a_case, claim, normal
from scipy.stats import norm

from claimbench.app.conditioning import Conditioned
from claimbench.app.figures.figure import Band, Line
from claimbench.app.projection import Projector, Results
from claimbench.app.readings import Comparison, agreement, comparing, refining, under
from claimbench.app.refining import finish, refine
from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.core.claim import Reading
from claimbench.core.model import Variable
from claimbench.evidence import refine as sampler

CHART = Chart("readings", "readings", "X", options={"shows": "level"})


def with_readings(draws: int = 4096) -> Case:
    """Two readings of x, which is N(100, 10): 90 and 110, each with a standard deviation of 10; posterior N(95, 7.07)
    and N(105, 7.07)."""
    case = a_case(claim("C1", "x_said", 90.0, 10.0), claim("C2", "x_said", 110.0, 10.0), draws=draws)
    readings = {
        "low": Reading("low", "The low one", ("C1",)),
        "high": Reading("high", "The high one", ("C2",)),
        "none": Reading("none", "Nothing to hold", ("C9",)),
    }
    return replace(
        case, held=(), readings=readings, charts={"readings": CHART},
        variables={"level": Variable("level", "Level", "", "x")},
    )  # fmt: skip


def projected(case: Case) -> Results:
    return Projector(case).project(case)


def compared(results: Results) -> Comparison:
    found: list[Comparison] = []

    def steps() -> Iterator[object]:
        found.append((yield from comparing(results)))

    assert len(list(steps())) == 3  # one for each column
    return found[0]


def test_that_each_reading_has_the_results_of_holding_its_claims() -> None:
    found = under(projected(with_readings()), {"level"}).results
    assert list(found) == ["low", "high"]  # and none for a reading of which nothing can be held
    for id, mean in (("low", 95.0), ("high", 105.0)):
        ends = [float(found[id].bands("level").level(level)[-1]) for level in (0.05, 0.5, 0.95)]
        assert ends == pytest.approx(norm.ppf([0.05, 0.5, 0.95], mean, np.sqrt(50.0)).tolist(), abs=0.8)


def test_that_a_preview_shows_the_readings_of_the_last_rest() -> None:
    case = with_readings()
    projector = Projector(case)
    at_rest = under(projector.project(case), {"level"})
    moved = case.with_assumption(normal("x", 120.0, 10.0, 0))
    assert under(projector.project(moved, 1024), {"level"}) is at_rest
    assert "as of the last rest" in projector.project(moved, 1024).figures["readings"].note
    assert under(projector.project(moved), {"level"}) is not at_rest


def test_that_readings_agree_where_all_their_bands_overlap() -> None:
    bands = [(np.array([0.0, 0.0]), np.array([2.0, 1.0])), (np.array([1.0, 3.0]), np.array([4.0, 5.0]))]
    low, high = agreement(bands)
    assert (low[0], high[0]) == (1.0, 2.0)
    assert np.isnan([low[1], high[1]]).all()


def test_that_the_chart_has_a_line_for_each_reading_and_says_where_they_lie() -> None:
    figure = projected(with_readings()).figures["readings"]
    assert [mark.end_label for mark in figure.marks if isinstance(mark, Line) and mark.end_label] == [
        "The low one", "The high one",
    ]  # fmt: skip
    (band,) = (mark for mark in figure.marks if isinstance(mark, Band))
    assert band.low[-1] == pytest.approx(105 - 1.645 * np.sqrt(50), abs=0.8)
    assert band.high[-1] == pytest.approx(95 + 1.645 * np.sqrt(50), abs=0.8)
    assert "medians 95" in figure.headline
    assert "90 %" in figure.subtitle


def test_that_readings_are_compared_in_every_measure() -> None:
    found = compared(projected(with_readings()))
    assert found.readings == (("low", "The low one"), ("high", "The high one"))
    assert found.cells["x_said", ""].median == pytest.approx(100.0, abs=0.5)
    assert found.cells["x_said", "low"].median == pytest.approx(95.0, abs=0.5)
    assert found.cells["y_said", "high"].median == pytest.approx(50.0, abs=0.3)
    assert found.thin == ()


def test_that_a_share_too_small_to_count_is_not_written_to_its_last_digit() -> None:
    case = with_readings()
    far = replace(case, claims={**case.claims, "C1": claim("C1", "x_said", 20.0, 0.01)})
    note = projected(far).figures["readings"].note
    assert "Few draws fit The low one (< 0.1 %)" in note


def test_that_refining_a_thin_reading_makes_its_results_better() -> None:
    case = with_readings()
    far = replace(case, claims={**case.claims, "C1": claim("C1", "x_said", 55.0, 1.0)})
    projector = Projector(far)
    results = projector.project(far)
    assert compared(results).thin == ("low",)
    for _ in refining(results, ("low",)):
        pass
    found = compared(results)
    assert found.thin == ()
    assert found.share["low"] > 0.5
    # the posterior of N(100, 10) and N(55, 1)
    assert found.cells["x_said", "low"].median == pytest.approx((100 / 100 + 55 / 1) / (1 / 100 + 1), abs=0.1)


def conditioned_after_refining(case: Case) -> Conditioned:
    projector = Projector(case)
    projector.adopt(finish(refine(projector, case)))
    return projector.project(case).conditioned


def test_that_refining_gives_up_after_so_many_stages_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    case = a_case(claim("C1", "x_said", 127.0, 0.2), draws=4096)
    assert conditioned_after_refining(case).share > 0.5
    monkeypatch.setattr(sampler, "MOST_STAGES", 1)
    given_up = conditioned_after_refining(case)
    assert not given_up.thin  # it is not tried again
    assert "making the sample anew came to nothing" in given_up.messages[0]


def test_that_lines_of_readings_are_told_apart_without_colour() -> None:
    lines = [mark for mark in projected(with_readings()).figures["readings"].marks if isinstance(mark, Line)]
    medians = [line for line in lines if line.end_label]
    assert [line.symbol for line in medians] == ["circle", "square"]
    for number, median in enumerate(medians):  # the ends of its band have the symbol of its median
        assert {line.symbol for line in lines[3 * number : 3 * number + 3]} == {median.symbol}
