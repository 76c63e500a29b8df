"""Lineage: what a thing rests on and what rests on it, in columns, on a small made-up case and on the bundled one."""

from __future__ import annotations

from datetime import date

import pytest

from claimbench.app.lineage import COLUMNS, Lineage, Link, Node, label, lineage, there
from claimbench.app.paths import default_case
from claimbench.casefile.read import load
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.core.claim import Claim
from claimbench.core.model import Timeline
from claimbench.core.series import Observation, Series
from claimbench.core.source import Citation, Source
from claimbench.engine.model import CompiledModel, compile_model

DAY = date(2025, 1, 31)


def small() -> Case:
    """Two claims of one office, one of which a paper relays; an assumption rests on the first, a chart on that."""
    built = Observation(DAY, DAY, 5.0, source="office")
    return Case(
        id="small",
        title="Small",
        as_of=DAY,
        timeline=Timeline(date(2025, 1, 1), DAY, date(2025, 12, 31)),
        units={"home": "homes"},
        assumptions={"rate": Assumption("rate", "Rate", "home/month", "PERT", 1.0, 2.0, 3.0, 0, claims=("C1",))},
        claims={"C1": Claim("C1", "Two a month"), "C2": Claim("C2", "Many")},
        sources={"office": Source("office", "The office"), "paper": Source("paper", "The paper")},
        citations=(
            Citation("C1", "office", "originates"),
            Citation("C1", "paper", "relays", "office"),
            Citation("C2", "office", "originates"),
        ),
        series={"built": Series("built", "Built", "home", "level", "built.csv", (built,))},
        charts={
            "what_if": Chart("what_if", "what_if", "What if", options={"assumption": "rate", "claims": ("C2",)}),
            "figures": Chart("figures", "series", "Figures", options={"shows": ("built",)}),
        },
    )  # fmt: skip


def columns(found: Lineage) -> list[set[str]]:
    return [{node.id for node in column} for column in found.columns]


def test_that_a_claim_has_its_sources_before_it_and_what_rests_on_it_behind_it() -> None:
    found = lineage(small(), None, Node("claim", "C1"))
    assert columns(found) == [{"office", "paper"}, {"C1"}, {"rate"}, {"what_if"}]
    relayed = Link(Node("source", "paper"), Node("claim", "C1"), second_hand=True)
    assert relayed in found.links
    assert Link(Node("source", "office"), Node("claim", "C1")) in found.links


def test_that_a_source_leads_to_its_claims_and_figures_and_to_no_other_source() -> None:
    found = lineage(small(), None, Node("source", "office"))
    assert columns(found) == [{"office"}, {"C1", "C2", "built"}, {"rate"}, {"what_if", "figures"}]
    assert all(link.start != Node("source", "paper") for link in found.links)


def test_that_a_chart_of_figures_rests_on_their_series_and_sources() -> None:
    found = lineage(small(), None, Node("chart", "figures"))
    assert columns(found) == [{"office"}, {"built"}, set(), {"figures"}]


def test_that_names_are_those_of_the_case() -> None:
    case = small()
    named = [Node("claim", "C1"), Node("source", "paper"), Node("series", "built"), Node("chart", "figures")]
    assert [label(case, node) for node in named] == ["C1 · Two a month", "The paper", "Built", "Figures"]
    assert label(case, Node("assumption", "rate")) == "Rate"
    assert there(case, Node("claim", "C1"))
    assert not there(case, Node("claim", "C9"))


@pytest.fixture(scope="module")
def bundled() -> tuple[Case, CompiledModel]:
    case = load(default_case()).case
    return case, compile_model(case)


def test_that_what_results_rest_on_is_what_the_model_says(bundled: tuple[Case, CompiledModel]) -> None:
    case, model = bundled
    found = lineage(case, model, Node("measure", "casualties_ukraine_2025"))
    assert columns(found)[2] == model.inputs_of("casualties_ukraine_2025") & case.assumptions.keys()
    claims = {claim for id in columns(found)[2] for claim in case.assumptions[id].claims}
    assert claims <= columns(found)[1]


def test_that_every_link_joins_two_columns_from_left_to_right(bundled: tuple[Case, CompiledModel]) -> None:
    case, model = bundled
    roots = [Node("claim", id) for id in case.claims] + [Node("chart", id) for id in case.charts]
    roots += [Node("source", id) for id in case.sources] + [Node("stock", id) for id in case.stocks]
    for root in roots:
        found = lineage(case, model, root)
        column = {node: at for at, nodes in enumerate(found.columns) for node in nodes}
        assert len(found.columns) == len(COLUMNS)
        assert root in column
        assert all(column[link.start] < column[link.end] for link in found.links)
        assert {root, *(link.start for link in found.links), *(link.end for link in found.links)} == set(column)
