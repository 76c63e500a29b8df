"""The check before export: what a chart lacks is found, and what can be mended is mended by one command."""

from __future__ import annotations

from dataclasses import replace

import pytest
from app_case import a_case, figure_of, results_of, with_chart, with_claim, with_new_chart

from claimbench.app.export_check import Finding, check
from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.core.claim import Definition


def findings(case: Case, chart: str) -> dict[str, Finding]:
    return {finding.code: finding for finding in check(results_of(case), chart)}


def complete() -> Case:
    """The small case with everything said."""
    case = a_case()
    for claim in case.claims.values():
        case = with_claim(case, replace(claim, definition=replace(claim.definition, what="cases")))
    return replace(case, charts={id: replace(chart, note="Counts cases.") for id, chart in case.charts.items()})


@pytest.mark.parametrize("chart", ["total", "losses", "claims"])
def test_that_a_chart_with_everything_said_has_no_finding(chart: str) -> None:
    found = findings(complete(), chart)
    assert [finding.sentence for finding in found.values() if not finding.well] == []
    assert {"unit", "bands", "sources", "counted"} <= found.keys()


def test_that_an_axis_of_a_pure_number_says_what_it_shows() -> None:
    case = with_chart(a_case(), "total", shows="share", observed=(), claims=(), threshold=None, crossing=None)
    found = findings(case, "total")["unit"]
    assert (found.well, found.sentence) == (True, "The axis says what it shows, a pure number: Cases.")
    nameless = replace(case, charts={"total": replace(case.charts["total"], label="")})
    assert not findings(nameless, "total")["unit"].well


def test_that_bands_say_their_levels() -> None:
    found = findings(a_case(), "total")["bands"]
    assert (found.well, found.sentence) == (True, "The bands say their level: 50 % and 90 %.")


def test_that_a_series_without_a_source_is_found() -> None:
    case = complete()
    series = case.series["totals"]
    bare = tuple(replace(observation, source="") for observation in series.observations)
    case = replace(case, series={**case.series, "totals": replace(series, observations=bare)})
    found = findings(case, "total")["sources"]
    assert (found.well, found.sentence) == (False, "No source is given for “Totals”.")
    assert (found.kind, found.id) == ("series", "totals")


def test_that_a_claim_without_a_source_is_found_and_can_be_jumped_to() -> None:
    found = findings(replace(complete(), citations=()), "total")["sources"]
    assert (found.well, found.kind, found.id) == (False, "claim", "C1")


def test_that_a_claim_that_does_not_say_what_it_counts_is_found_and_can_be_jumped_to() -> None:
    case = complete()
    case = with_claim(case, replace(case.claims["C1"], definition=Definition(end=case.claims["C1"].definition.end)))
    found = findings(case, "total")["counted"]
    assert (found.well, found.kind, found.id, found.field) == (False, "claim", "C1", "what")
    assert found.sentence == "Nothing says what C1 counts."


def test_that_a_chart_that_says_nothing_of_what_it_counts_is_found() -> None:
    found = findings(a_case(), "new")["counted"]
    assert (found.well, found.kind, found.id, found.field) == (False, "chart", "new", "subtitle")


def test_that_an_axis_that_does_not_start_at_zero_says_so_and_one_command_makes_it_start_there() -> None:
    case = with_chart(complete(), "total", from_zero=False)
    found = findings(case, "total")["zero"]
    assert found.well
    assert found.sentence == "The axis does not start at zero, and the note says so."
    assert found.fix is not None
    mended = found.fix.apply(case)
    assert findings(mended, "total")["zero"].sentence == "The axis starts at zero."
    assert figure_of(mended, "total").y.bounds is not None
    assert found.fix.sentence(case, mended) == "Cases: the axis starts at zero"


def test_that_an_own_headline_is_pointed_out_and_one_command_computes_it() -> None:
    case = complete()
    own = replace(case, charts={**case.charts, "total": replace(case.charts["total"], headline="Far too many")})
    found = findings(own, "total")["headline"]
    assert not found.well
    assert found.fix is not None
    assert found.fix.apply(own) == case
    assert "headline" not in findings(case, "total")


def test_that_an_empty_chart_says_only_that() -> None:
    case = with_chart(a_case(), "total", shows="nothing")
    assert [finding.sentence for finding in check(results_of(case), "total")] == ["The chart shows nothing."]


@pytest.mark.parametrize("style", ["line", "step", "bars", "points"])
def test_that_a_chart_of_series_lacks_the_source_of_one_however_it_is_drawn(style: str) -> None:
    case = complete()
    chart = Chart("seen", "series", "Seen", options={"shows": ("months",), "style": style}, note="Counts cases.")
    assert findings(with_new_chart(case, chart), "seen")["sources"].well
    bare = tuple(replace(each, source="") for each in case.series["months"].observations)
    case = replace(case, series={**case.series, "months": replace(case.series["months"], observations=bare)})
    found = findings(with_new_chart(case, chart), "seen")["sources"]
    assert (found.well, found.sentence) == (False, "No source is given for “Months”.")
    assert (found.kind, found.id) == ("series", "months")
