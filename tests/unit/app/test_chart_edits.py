"""Adding, changing, copying, removing and moving charts, and the fields that a form makes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from app_case import a_case

from claimbench.app.chart_edits import (
    AddChart,
    ChangeChart,
    ComputeHeadline,
    DuplicateChart,
    MoveChart,
    RemoveChart,
    StartAtZero,
    changed,
    named_after,
    proposed,
    with_its_past,
)
from claimbench.app.chart_fields import fields, several
from claimbench.app.commands import Command
from claimbench.app.document import Document
from claimbench.app.projection import Projector
from claimbench.casefile.references import references
from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.core.chart_options import CHART_KINDS, OPTIONS
from claimbench.core.claim import Reading

COMMANDS: list[tuple[Command, list[str], str]] = [
    (
        AddChart(Chart("spread", "distribution", "Spread", options={"result": "now"})),
        ["total", "new", "losses", "claims", "spread"],
        "Chart “Spread” added",
    ),
    (DuplicateChart("new", "new_2"), ["total", "new", "new_2", "losses", "claims"], "Chart “New cases” duplicated"),
    (RemoveChart("new"), ["total", "losses", "claims"], "Chart “New cases” removed"),
    (MoveChart("losses", -2), ["losses", "total", "new", "claims"], "Chart “Losses by ratio” moved to place 1"),
    (MoveChart("total", 9), ["new", "losses", "claims", "total"], "Chart “Cases” moved to place 4"),
]


@pytest.mark.parametrize(("command", "order", "sentence"), COMMANDS)
def test_that_charts_come_go_and_move_and_undo_brings_back_the_case(
    command: Command, order: list[str], sentence: str
) -> None:
    document = Document(a_case())
    before = document.case
    document.apply(command)
    assert list(document.case.charts) == order
    assert document.history.undo_sentence == sentence
    document.undo()
    assert document.case is before


def test_that_a_copy_shows_the_same_under_another_name() -> None:
    case = DuplicateChart("total", "total_2").apply(a_case())
    assert case.charts["total_2"].options == case.charts["total"].options
    assert case.charts["total_2"].label == "Cases (copy)"


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (AddChart(Chart("total", "claims", "Again")), "There is a chart “total” already."),
        (AddChart(Chart("x", "distribution", "Spread")), "“Result” is needed."),
        (AddChart(Chart("x", "claims", "")), "Give the chart a name."),
        (AddChart(Chart("x", "claims", "X", options={"claims": ("C1", "C99")})), "no “C99” that “Claims” could name"),
        (ChangeChart("total", "shows", "nothing"), "no “nothing” that “Shows” could name"),
        (ChangeChart("total", "shows", ""), "“Shows” is needed."),
        (ChangeChart("losses", "result", "passed"), "no “passed” that “Result” could name"),
        (ChangeChart("gone", "label", "X"), "This chart is not in the case any more."),
        (RemoveChart("gone"), "This chart is not in the case any more."),
        (MoveChart("gone", 1), "This chart is not in the case any more."),
        (DuplicateChart("new", "total"), "There is a chart “total” already."),
    ],
)
def test_that_what_cannot_be_done_is_refused_with_a_sentence(command: Command, refusal: str) -> None:
    document = Document(a_case())
    with pytest.raises(ValueError, match=refusal.replace(".", r"\.")):
        document.apply(command)
    assert document.unsaved == 0


def test_that_typing_into_one_field_is_one_step_back() -> None:
    document = Document(a_case())
    for text in ("C", "Ca", "Cas"):
        document.apply(ChangeChart("total", "label", text), merge=True)
    assert document.history.undo_sentence == "Cases: name changed"
    document.undo()
    assert document.case.charts["total"].label == "Cases"


def test_that_what_was_said_about_a_threshold_goes_with_it() -> None:
    case = ChangeChart("total", "threshold_label", "Two thousand").apply(a_case())
    after = ChangeChart("total", "threshold", 1_500.0).apply(case).charts["total"]
    assert after.options["threshold"] == 1_500.0
    assert not {"threshold_label", "crossing"} & after.options.keys()
    assert after.options["observed"] == ("totals",)


def test_that_another_quantity_takes_nothing_along_that_spoke_of_the_first() -> None:
    after = ChangeChart("total", "shows", "share").apply(a_case()).charts["total"]
    assert after.options == {"shows": "share"}


def test_that_the_same_value_again_changes_nothing() -> None:
    chart = a_case().charts["total"]
    assert changed(chart, "threshold", 2_000.0) is chart


def test_that_the_axis_starts_at_zero_and_a_headline_is_computed_by_one_click() -> None:
    case = ChangeChart("total", "headline", "My own words").apply(a_case())
    case = StartAtZero("total").apply(ComputeHeadline("total").apply(case))
    assert case.charts["total"].headline == ""
    assert case.charts["total"].options["from_zero"] is True


@pytest.mark.parametrize("kind", sorted({*CHART_KINDS} - {"table"}))  # a table has to be drawn before
def test_that_every_kind_has_a_name_options_and_a_first_chart_that_can_be_drawn(kind: str) -> None:
    assert CHART_KINDS[kind].label
    case = replace(a_case(), readings={"office": Reading("office", "The office", ("C1",))})
    chart = proposed(case, kind)
    assert chart is not None
    chart = named_after(case, chart)
    assert chart.label
    case = AddChart(chart).apply(case)
    assert not [problem for problem in references(case) if chart.id in problem.path]
    assert Projector(case).project(case, 64).figures[chart.id].headline != "This chart cannot be drawn"


def test_that_a_new_projection_shows_the_published_figures_that_it_goes_on_from() -> None:
    case = a_case()
    assert with_its_past(case, Chart("", "projection", "", options={"shows": "total"})).options["observed"] == (
        "totals",
    )
    assert "observed" not in with_its_past(case, Chart("", "readings", "", options={"shows": "total"})).options


def test_that_nothing_is_proposed_where_there_is_nothing_to_show() -> None:
    case = a_case()
    bare = Case(case.id, case.title, case.as_of, case.timeline)
    assert all(proposed(bare, kind) is None for kind in OPTIONS)


def test_that_a_chart_can_change_without_the_model_being_compiled_again() -> None:
    case = a_case()
    projector = Projector(case)
    before = projector.project(case, 64).settle()
    after_case = ChangeChart("total", "threshold", 1_500.0).apply(case)
    assert projector.fits(after_case)
    after = projector.project(after_case, 64, before)
    assert after.figures["total"].headline != before.figures["total"].headline
    assert after.figures["new"] is before.figures["new"]


# -- fields


def test_that_what_a_field_shows_is_read_as_the_same() -> None:
    case = a_case()
    for chart in case.charts.values():
        for key, field in fields(case, chart).items():
            if several(chart, key) is None:
                assert field.put(chart, field.read(field.text(chart))) == chart, (chart.id, key)


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("threshold", "1.5k", 1_500.0),
        ("threshold", "", None),
        ("from", "2025-02-01", date(2025, 2, 1)),
        ("from_zero", "yes", True),
        ("from_zero", "no", False),
        ("from_zero", "", None),
        ("claims", "C3, C1", ("C3", "C1")),
        ("threshold_claim", "C2", "C2"),
    ],
)
def test_that_fields_read_what_people_type(key: str, text: str, value: object) -> None:
    case = a_case()
    field = fields(case, case.charts["total"])[key]
    assert field.put(case.charts["total"], field.read(text)).options.get(key) == value


@pytest.mark.parametrize(
    ("key", "text", "refusal"),
    [
        ("threshold", "many", "“many” is not a number"),
        ("from", "soon", "“soon” is not a date"),
        ("claims", "C1 C9", "There is no claim C9"),
        ("threshold_claim", "C1, C2", "Name one claim"),
    ],
)
def test_that_fields_refuse_in_words(key: str, text: str, refusal: str) -> None:
    case = a_case()
    with pytest.raises(ValueError, match=refusal):
        fields(case, case.charts["total"])[key].read(text)


def test_that_a_list_offers_only_what_fits() -> None:
    case = a_case()
    offered = dict(fields(case, case.charts["losses"])["result"].choices)
    assert "losses" in offered
    assert "passed" not in offered  # a date
    assert list(dict(fields(case, case.charts["total"])["crossing"].choices)) == ["", "passed"]


def test_that_an_unknown_kind_still_has_its_words() -> None:
    chart = replace(a_case().charts["claims"], kind="from a later version")
    assert set(fields(a_case(), chart)) == {"label", "headline", "subtitle", "note"}
