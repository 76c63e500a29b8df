"""Where the parts of a model stand in its diagram."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from app_case import a_case
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from claimbench.app.diagram_parts import Diagram, Link, Node, broken
from claimbench.app.diagram_spine import lanes
from claimbench.app.layers import spread
from claimbench.app.model_diagram import diagram
from claimbench.app.paths import default_case
from claimbench.casefile.read import load
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
    passed = [id for id in ("first", "then") if any(  # level, beside each layer that it passes
        a[1] == b[1] and a[0] <= made.nodes[id].x <= b[0] for a, b in itertools.pairwise(long.points))]  # fmt: skip
    assert passed == ["first", "then"]


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


def along(link: Link) -> Iterator[tuple[float, float]]:
    """Points on the line of a link."""
    for part in (link.head, link.tail):
        for (x1, y1), (x2, y2) in itertools.pairwise(part):
            yield from ((x1 + (x2 - x1) * t, y1 + (y2 - y1) * t) for t in np.linspace(0, 1, 21))
    for (x1, y1), (x2, y2) in itertools.pairwise(link.points):  # a cubic with its controls level with its ends
        for t in np.linspace(0, 1, 21):
            x = x1 * (1 - t) ** 3 + (x1 + x2) / 2 * 3 * t * (1 - t) + x2 * t**3
            yield x, y1 + (y2 - y1) * (3 * t**2 - 2 * t**3)


@pytest.mark.parametrize("measures", [False, True])
@pytest.mark.parametrize("name", ["ukraine-2025", "england-homes"])
def test_that_links_run_beside_everything_that_they_do_not_link(name: str, measures: bool) -> None:
    made = drawn(load(Path(default_case()).parent / name).case, measures)
    assert made.links
    hit = set()
    for link in made.links:
        for id, (left, top, right, bottom) in boxes(made):
            if id.removeprefix("label of ") in (link.source, link.target):
                continue
            if any(left + 1 < x < right - 1 and top + 1 < y < bottom - 1 for x, y in along(link)):
                hit.add((link.source, link.target, id))
    assert hit == set()


def test_that_a_link_begins_and_ends_at_what_it_links(bundled: Case) -> None:
    made = drawn(bundled, True)
    for link in made.links:
        for id, (x, y) in ((link.source, link.every[0]), (link.target, link.every[-1])):
            left, top, right, bottom = box(made.nodes[id])
            assert left - 0.01 <= x <= right + 0.01
            assert top - 0.01 <= y <= bottom + 0.01
        for before, after in ((link.head, link.points), (link.points, link.tail)):
            assert not (before and after) or before[-1] == after[0]


def test_that_what_leads_to_measures_alone_stands_on_their_side() -> None:
    case = a_case()
    more = {**case.assumptions, "area": replace(case.assumptions["growth"], id="area", column=9)}
    measures = {**case.measures, "per": replace(case.measures["end"], id="per", unit="", formula="area * 2")}
    made = drawn(replace(case, assumptions=more, measures=measures), True)
    assert made.nodes["total"].x < made.nodes["area"].x < made.nodes["per"].x


def test_that_lines_beside_the_spine_share_a_lane_only_where_they_do_not_meet() -> None:
    spans = {("a", "b"): (0.0, 10.0), ("c", "d"): (20.0, 30.0), ("e", "f"): (5.0, 25.0)}
    assert lanes(spans) == {("a", "b"): 0, ("c", "d"): 0, ("e", "f"): 1}


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
    three = ("Absent who", "leave otherwise,", "per month")
    assert broken("Absent who leave otherwise, per month", 100, width) == three


@pytest.mark.parametrize("seed", range(40))
def test_that_no_part_stands_on_another_in_models_made_at_random(seed: int) -> None:
    rng = np.random.default_rng(seed)
    base, words = a_case(), ["Water", "in the", "reservoir", "of the north", "lost", "each year, per head", "X"]

    def label() -> str:
        return " ".join(rng.choice(words, rng.integers(1, 5), replace=False))

    stocks, flows, variables, assumptions = (
        [f"{kind}{n}" for n in range(rng.integers(0, most))] for kind, most in zip("sfva", (7, 10, 9, 11), strict=True)
    )
    names = [*stocks, *flows, *variables, *assumptions]

    def formula() -> str:
        return " + ".join(rng.choice(names, min(len(names), rng.integers(0, 4)), replace=False)) or "1"

    ends = [{f: rng.choice(stocks) for f in flows if stocks and rng.random() < 0.7} for _ in range(2)]
    made = drawn(
        replace(
            base,
            assumptions={id: replace(base.assumptions["rate"], id=id, label=label()) for id in assumptions},
            stocks={
                id: Stock(id, label(), "case", "0", *(tuple(f for f, s in end.items() if s == id) for end in ends))
                for id in stocks
            },
            flows={id: Flow(id, label(), "case/month", formula()) for id in flows},
            variables={id: Variable(id, label(), "", formula()) for id in variables},
            measures={f"m{n}": replace(base.measures["end"], id=f"m{n}", label=label(), formula=formula())
                      for n in range(rng.integers(0, 6))},
        ),
        measures=True,
    )  # fmt: skip
    assert set(made.nodes) >= set(names)
    assert [(a, b) for (a, one), (b, two) in itertools.combinations(boxes(made), 2) if overlap(one, two)] == []
