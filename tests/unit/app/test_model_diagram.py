"""Where the parts of a model stand in its diagram."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from app_case import a_case
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from claimbench.app.layers import spread
from claimbench.app.model_diagram import Diagram, Node, broken, diagram
from claimbench.app.paths import default_case
from claimbench.casefile import load
from claimbench.core.case import Case
from claimbench.core.model import Flow, Stock, Variable


def width(text: str) -> float:
    return 6.4 * len(text)


def drawn(case: Case, measures: bool = False) -> Diagram:
    return diagram(case, measures, width)


def box(node: Node) -> tuple[float, float, float, float]:
    return node.x - node.width / 2, node.y - node.height / 2, node.x + node.width / 2, node.y + node.height / 2


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] - 0.01 and b[0] < a[2] - 0.01 and a[1] < b[3] - 0.01 and b[1] < a[3] - 0.01


def boxes(made: Diagram) -> list[tuple[str, tuple[float, ...]]]:
    found = [(node.id, box(node)) for node in made.nodes.values()]
    for node in made.nodes.values():
        left, top, across, down = node.label
        if across:
            found.append((f"label of {node.id}", (left, top, left + across, top + down)))
    return found


@pytest.fixture(scope="module")
def bundled() -> Case:
    return load(Path(default_case())).case


@pytest.mark.parametrize("measures", [False, True])
def test_that_every_part_stands_by_itself(bundled: Case, measures: bool) -> None:
    made = drawn(bundled, measures)
    expected = {*bundled.assumptions, *bundled.stocks, *bundled.flows, *bundled.variables}
    assert set(made.nodes) == (expected | set(bundled.measures) if measures else expected)
    crossing = [(a, b) for (a, first), (b, then) in itertools.combinations(boxes(made), 2) if overlap(first, then)]
    assert crossing == []


def test_that_everything_lies_within_the_bounds(bundled: Case) -> None:
    made = drawn(bundled, True)
    left, top, right, bottom = made.bounds
    assert all(a >= left and b >= top and c <= right and d <= bottom for _, (a, b, c, d) in boxes(made))


def test_that_what_leads_to_the_stocks_stands_left_of_them_and_measures_right() -> None:
    made = drawn(a_case(), True)
    stock = made.nodes["total"]
    assert made.nodes["rate"].x < made.nodes["new"].x < stock.x < made.nodes["end"].x
    assert stock.x < made.nodes["share"].x  # it only follows from the stock


def test_that_a_chain_of_variables_stands_in_layers() -> None:
    case = a_case()
    chain = {
        "first": Variable("first", "First", "", "growth + 0"), "then": Variable("then", "Then", "", "2 * first"),
        "share": replace(case.variables["share"], formula="1"),
    }  # fmt: skip
    case = replace(case, variables=chain, flows={"new": replace(case.flows["new"], formula="rate * then * first")})
    made = drawn(case)
    assert made.nodes["growth"].x < made.nodes["first"].x < made.nodes["then"].x < made.nodes["new"].x
    long = next(link for link in made.links if (link.source, link.target) == ("rate", "new"))
    assert len(long.points) == 4  # it has a place of its own in each layer that it passes


def test_that_a_flow_between_stocks_runs_from_one_to_the_other_and_others_end_in_clouds() -> None:
    case = a_case()
    flows = {**case.flows, "move": Flow("move", "Move", "case/month", "1 * case/month")}
    stocks = {
        "total": replace(case.stocks["total"], outflows=("move",)),
        "rest": Stock("rest", "Rest", "case", "0 * case", inflows=("move",)),
    }
    made = drawn(replace(case, flows=flows, stocks=stocks))
    pipe = made.pipes["move"]
    assert pipe.clouds == ()
    upper, lower = box(made.nodes["total"]), box(made.nodes["rest"])
    assert pipe.points[0][1] == upper[3]
    assert pipe.points[-1][1] == lower[1]
    assert made.pipes["new"].clouds == (made.pipes["new"].points[0],)


def test_that_links_are_what_formulas_mention_and_neighbours_are_both_ends_of_them() -> None:
    made = drawn(a_case())
    assert {(link.source, link.target) for link in made.links} == {
        ("rate", "new"),
        ("growth", "new"),
        ("total", "share"),
    }
    assert made.near["new"] == {"new", "rate", "growth", "total"}


def test_that_loops_and_broken_formulas_are_drawn_as_far_as_they_go() -> None:
    case = a_case()
    loop = {
        "a": Variable("a", "A", "", "b"),
        "b": Variable("b", "B", "", "a + share"),
        "c": Variable("c", "C", "", "c +"),
    }
    made = drawn(replace(case, variables={**case.variables, **loop}))
    assert {"a", "b", "c"} <= set(made.nodes)
    assert drawn(replace(case, assumptions={}, stocks={}, flows={}, variables={}, measures={})).nodes == {}


def test_that_the_same_case_is_always_drawn_the_same(bundled: Case) -> None:
    assert drawn(bundled, True).nodes == drawn(bundled, True).nodes


def test_that_links_of_the_bundled_model_hardly_cross(bundled: Case) -> None:
    """Those from assumptions straight to what they feed: in the order of the case they cross 31 times."""
    made = drawn(bundled)
    ends = [(link.points[0][1], link.points[-1][1]) for link in made.links if link.source in bundled.assumptions]
    crossings = sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for a, b in itertools.combinations(ends, 2))
    assert crossings <= 8


@given(st.lists(st.tuples(st.floats(-200, 200), st.floats(5, 40)), min_size=1, max_size=7))
def test_that_heights_are_the_nearest_to_those_wanted_that_leave_room(rows: list[tuple[float, float]]) -> None:
    wanted, heights = [row[0] for row in rows], [row[1] for row in rows]
    placed = np.array(spread(wanted, heights))
    rooms = (np.array(heights[1:]) + heights[:-1]) / 2
    assert (np.diff(placed) >= rooms - 1e-9).all()
    limits = [{"type": "ineq", "fun": lambda y, i=i: y[i + 1] - y[i] - rooms[i]} for i in range(len(rooms))]
    start = np.cumsum([0.0, *rooms]) + 5 * np.arange(len(rows))
    best = minimize(lambda y: ((y - wanted) ** 2).sum(), start, constraints=limits, method="SLSQP")
    assert ((placed - wanted) ** 2).sum() <= best.fun * (1 + 1e-4) + 1e-3


def test_that_labels_break_between_words_into_lines_of_like_length() -> None:
    assert broken("Casualties lost for good", 100, width) == ("Casualties", "lost for good")
    assert broken("Strength", 10, width) == ("Strength",)
    assert broken("One line", 100, width) == ("One line",)
