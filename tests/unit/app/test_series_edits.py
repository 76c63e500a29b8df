"""Commands on series: what uses one keeps it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from app_case import a_case

from claimbench.app.document import Document
from claimbench.app.series_edits import DeleteSeries
from claimbench.core.case import Case


def without_users(case: Case, series: str) -> Case:
    """The case with neither a past nor a chart that is of a series."""
    stocks = {id: replace(each, past="") if each.past == series else each for id, each in case.stocks.items()}
    flows = {id: replace(each, past="") if each.past == series else each for id, each in case.flows.items()}
    return replace(case, stocks=stocks, flows=flows, charts={})


def test_that_a_series_is_deleted_and_comes_back() -> None:
    case = without_users(a_case(), "totals")
    document = Document(case)
    document.apply(DeleteSeries("totals"))
    assert "totals" not in document.case.series
    assert document.undo() == f"Series “{case.series['totals'].label}” deleted"
    assert document.case is case


def test_that_who_uses_a_series_is_named() -> None:
    label = a_case().series["totals"].label
    with pytest.raises(ValueError, match=f"“{label}” is used by .*the chart “Cases”: change that first"):
        DeleteSeries("totals").apply(a_case())
    case = without_users(a_case(), "totals")
    measure = next(iter(case.measures.values()))
    reading = replace(measure, formula="observed( 'totals' )")
    with pytest.raises(ValueError, match=f"the formula of “{measure.id}”"):
        DeleteSeries("totals").apply(replace(case, measures={**case.measures, measure.id: reading}))
    stock = next(iter(case.stocks.values()))
    past = replace(stock, past="totals")
    with pytest.raises(ValueError, match=f"the past of “{stock.label}”"):
        DeleteSeries("totals").apply(replace(case, stocks={**case.stocks, stock.id: past}))
    with pytest.raises(ValueError, match="There is no series “gone” any more"):
        DeleteSeries("gone").apply(case)
