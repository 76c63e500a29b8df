"""Whether all that a case names is there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from small_case import write_case

from claimbench.casefile.read import load
from claimbench.casefile.references import references
from claimbench.core.case import Case
from claimbench.core.source import Citation


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return load(write_case(tmp_path)).case


def test_that_nothing_is_missing_in_a_whole_case(case: Case) -> None:
    assert references(case) == []


@pytest.mark.parametrize(
    ("missing", "paths"),
    [
        (
            "claims",
            {
                "assumptions.rate.claims.0",
                "assumptions.rate.claims.1",
                "assumptions.october.claims.0",
                "calculations.before.claims.0",
                "calculations.before.claims.1",
                "calculations.before.against.0",
                "charts.registered.claims.0",
                *(f"citations.{number}.claim" for number in range(6)),
            },
        ),
        ("series", {"stocks.registered.past", "charts.registered.observed.0"}),
        ("flows", {"stocks.registered.inflows.0"}),
        ("measures", {"charts.curve.result"}),
        ("assumptions", {"charts.curve.assumption", "scenarios.high.values.rate"}),
        ("stocks", {"charts.registered.shows"}),
    ],
)
def test_that_every_name_of_what_is_missing_is_found(case: Case, missing: str, paths: set[str]) -> None:
    assert {problem.path for problem in references(replace(case, **{missing: {}}))} == paths  # type: ignore[arg-type]


def test_that_sources_of_citations_and_figures_must_be_there(case: Case) -> None:
    without = replace(case, sources={"ogp": case.sources["ogp"]})
    paths = {problem.path for problem in references(without)}
    assert {"citations.0.source", "series.total.2.source"} <= paths
    cited = replace(case, citations=(Citation("C01", "ogp", "relays", via="time"),))
    (problem,) = references(cited)
    assert (problem.code, problem.hint) == ("unknown-source", "Did you mean “times”?")


def test_that_a_past_must_be_of_the_right_kind_and_time(case: Case) -> None:
    amounts = replace(case, series={"total": replace(case.series["total"], kind="amount")})
    assert [problem.code for problem in references(amounts)] == ["unfit-series"]
    later = replace(case, series={"total": replace(case.series["total"], later=True)})
    assert [problem.code for problem in references(later)] == ["later-series"]
