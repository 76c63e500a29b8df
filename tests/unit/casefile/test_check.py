"""Warnings about what a case does not back up. (Here, where a small case is at hand.)"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from small_case import write_case

from claimbench.casefile.read import load
from claimbench.core.case import Case
from claimbench.core.check import check
from claimbench.core.claim import Definition
from claimbench.core.problem import Severity
from claimbench.core.source import Citation


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return load(write_case(tmp_path)).case


def found(case: Case) -> list[tuple[str, str]]:
    problems = check(case)
    assert all(problem.severity is Severity.WARNING and problem.hint for problem in problems)
    return [(problem.code, problem.path) for problem in problems]


def test_that_a_case_with_everything_backed_up_has_no_warnings(case: Case) -> None:
    assert found(case) == []


def test_that_a_claim_lacking_what_it_needs_is_pointed_out(case: Case) -> None:
    one = case.claims["C02"]

    def claimed(**changes: object) -> list[tuple[str, str]]:
        return found(replace(case, claims=case.claims | {"C02": replace(one, **changes)}))  # type: ignore[arg-type]

    assert claimed(credibility_reason="") == [("grade-without-reason", "claims.C02.credibility_reason")]
    assert claimed(definition=Definition()) == [("no-definition", "claims.C02.what")]
    assert claimed(relation="") == [("no-relation", "claims.C02.relation")]
    assert claimed(measure="") == [("no-measure", "claims.C02.measure")]
    assert claimed(measure="", why_not="words") == []


def test_that_a_calculation_set_against_a_claim_in_another_unit_is_pointed_out(case: Case) -> None:
    def against(unit: str) -> list[tuple[str, str]]:
        changed = replace(case.calculations["before"], unit=unit, against=("C02",))
        return found(replace(case, calculations={"before": changed}))

    assert against("case") == against("thousand case") == []
    assert against("km") == [("not-comparable", "calculations.before.against.0")]
    assert against("date") == [("not-comparable", "calculations.before.against.0")]
    assert against("parsnip") == []  # told where the unit is read


def test_that_a_claim_without_a_citation_or_an_origin_is_pointed_out(case: Case) -> None:
    rest = tuple(citation for citation in case.citations if citation.claim != "C02")
    assert found(replace(case, citations=rest)) == [("no-citation", "claims.C02")]
    relayed = (*rest, Citation("C02", "times", "relays", via="ogp"))
    assert found(replace(case, citations=relayed)) == [("no-origin", "claims.C02")]


def test_that_citations_that_contradict_themselves_are_pointed_out(case: Case) -> None:
    first, *rest = case.citations
    for changed, code, key in [
        (replace(first, via=""), "no-via", "role"),
        (replace(first, role="originates"), "origin-with-via", "via"),
        (replace(first, via="times"), "own-source", "via"),
    ]:
        assert found(replace(case, citations=(changed, *rest))) == [(code, f"citations.0.{key}")]


def test_that_a_grade_of_a_source_needs_a_reason_and_a_source_a_use(case: Case) -> None:
    times = replace(case.sources["times"], reliability_reason="")
    unused = replace(case.sources["ogp"], id="other")
    sources = {"times": times, "ogp": case.sources["ogp"], "other": unused}
    assert found(replace(case, sources=sources)) == [
        ("grade-without-reason", "sources.times.reliability_reason"),
        ("unused-source", "sources.other"),
    ]
    unjudged = replace(times, reliability="F")
    assert found(replace(case, sources=case.sources | {"times": unjudged})) == []


def test_that_an_assumption_must_rest_on_something_or_say_that_it_does_not(case: Case) -> None:
    assert found(case.with_assumption(replace(case.assumptions["area"], assumed=False))) == [
        ("no-ground", "assumptions.area.claims")
    ]


def test_that_figures_need_a_source_and_must_not_be_later_than_the_case(case: Case) -> None:
    series = case.series["total"]
    first = replace(series.observations[0], source="")
    unsourced = replace(series, observations=(first, *series.observations[1:]))
    assert found(replace(case, series={"total": unsourced})) == [("no-source", "series.total.0")]
    assert found(replace(case, as_of=date(2025, 10, 1)))[0] == ("later-than-as-of", "series.total.1")


def test_that_many_figures_without_a_source_are_one_problem(case: Case) -> None:
    series = case.series["total"]
    bare = replace(series, observations=tuple(replace(each, source="") for each in series.observations))
    (problem,) = check(replace(case, series={"total": bare}))
    first = series.observations[0].end
    assert problem.message == f"{len(series.observations)} figures in total, the first for {first}, have no source."
