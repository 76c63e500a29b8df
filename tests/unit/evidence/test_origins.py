"""Where claims come from, and which citations look like relays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from claimbench.app.origins import FoldCitation
from claimbench.core.case import Case
from claimbench.core.claim import Claim, Definition
from claimbench.core.model import Timeline
from claimbench.core.source import Citation, Role, Source
from claimbench.evidence.origins import Fold, Node, origins, suggested_folds

DAY = date(2025, 11, 9)


def said(source: str, role: Role, via: str = "", on: date | None = None, claim: str = "C1") -> Citation:
    return Citation(claim, source, role, via, said_on=on)


def a_case(*citations: Citation, claims: tuple[Claim, ...] = (Claim("C1", "A claim"),)) -> Case:
    names = {each for citation in citations for each in (citation.source, citation.via) if each}
    return Case(
        "origins", "Origins", DAY, Timeline(date(2025, 1, 1), date(2025, 4, 1), date(2025, 12, 31)),
        claims={each.id: each for each in claims}, sources={id: Source(id, id.title()) for id in sorted(names)},
        citations=citations,
    )  # fmt: skip


def test_that_relays_are_folded_into_the_sources_that_originate() -> None:
    case = a_case(
        said("office", "originates"), said("agency", "relays", "office"), said("paper", "relays", "agency"),
        said("radio", "relays", "agency"), said("blog", "relays", "paper"), said("analyst", "originates"),
        said("weekly", "relays", "analyst"),
    )  # fmt: skip
    found = origins(case, "C1")
    assert found.sentence == "7 outlets, 2 origins"
    assert found.ends == ("office", "analyst")
    assert found.trees[1] == Node("analyst", "originates", (Node("weekly", "relays"),))
    assert [taker.source for taker in found.trees[0].takers[0].takers] == ["paper", "radio"]


def test_that_who_is_only_named_is_an_origin_but_no_outlet() -> None:
    found = origins(a_case(said("paper", "relays", "ministry")), "C1")
    assert found.sentence == "1 outlet, 1 origin"
    assert found.trees == (Node("ministry", "", (Node("paper", "relays"),)),)


def test_that_a_derived_claim_goes_back_to_all_that_it_is_derived_from() -> None:
    found = origins(a_case(said("institute", "derives", "army"), said("institute", "derives", "map")), "C1")
    assert found.ends == ("army", "map")
    assert found.outlets == ("institute",)


def test_that_a_relay_that_names_nobody_is_where_the_chain_ends() -> None:
    assert origins(a_case(said("paper", "relays")), "C1").ends == ("paper",)


def test_that_a_source_that_originates_needs_nobody_else() -> None:
    assert origins(a_case(said("a", "originates"), said("a", "relays", "b")), "C1").ends == ("a",)


def test_that_sources_that_have_it_from_one_another_are_one_origin_and_said() -> None:
    case = a_case(
        said("a", "relays", "b"), said("b", "relays", "c"), said("c", "relays", "a"), said("d", "relays", "a")
    )
    found = origins(case, "C1")
    assert found.loops == (("a", "b", "c"),)
    assert found.sentence == "4 outlets, 1 origin"


def test_that_a_claim_that_nobody_says_has_no_origin() -> None:
    assert origins(a_case(), "C1").sentence == "0 outlets, 0 origins"


def test_that_a_thousand_relays_in_all_directions_are_followed_at_once() -> None:
    layers = [[f"s{layer}_{n}" for n in range(10)] for layer in range(20)]
    cited = [said(name, "originates") for name in layers[0]]
    for before, after in pairwise(layers):
        cited += [said(name, "relays", via) for name in after for via in before]
    assert len(origins(a_case(*cited), "C1").ends) == 10


# -- folds


def test_that_one_claim_said_twice_on_a_day_looks_like_a_relay() -> None:
    case = a_case(said("first", "originates", on=DAY), said("second", "originates", on=date(2025, 11, 10)))
    assert suggested_folds(case) == [Fold("C1", "second", "first", "the same claim, said on the same date")]


def test_that_the_earlier_is_taken_for_the_origin() -> None:
    case = a_case(said("late", "originates", on=date(2025, 11, 10)), said("early", "originates", on=DAY))
    assert [(fold.source, fold.via) for fold in suggested_folds(case)] == [("late", "early")]


@pytest.mark.parametrize("on", [None, date(2025, 11, 20)])
def test_that_nothing_is_suggested_for_other_dates_or_without_one(on: date | None) -> None:
    assert suggested_folds(a_case(said("a", "originates", on=DAY), said("b", "originates", on=on))) == []


def counted(id: str, quote: str, value: float = 21_602.0) -> Claim:
    period = Definition("cases", start=date(2025, 10, 1), end=date(2025, 10, 31))
    return Claim(id, id, quote=quote, relation="=", value=value, unit="case", definition=period)


def test_that_the_same_figure_date_and_wording_in_two_claims_suggest_a_fold() -> None:
    cited = (said("a", "originates", on=DAY), said("b", "originates", on=DAY, claim="C2"))
    first = counted("C1", "In October, 21,602 cases were opened")
    alike = counted("C2", "in October 21,602 cases were opened.")
    assert suggested_folds(a_case(*cited, claims=(first, alike))) == [
        Fold("C2", "b", "a", "the same figure, date and wording as C1")
    ]
    for other in (counted("C2", first.quote, 19_961.0), counted("C2", "A record month, says the deputy"),
                  replace(alike, definition=Definition())):  # fmt: skip
        assert suggested_folds(a_case(*cited, claims=(first, other))) == []


def test_that_accepting_a_fold_makes_it_a_relay_and_leaves_one_origin() -> None:
    case = a_case(said("a", "originates", on=DAY), said("b", "originates", on=DAY))
    fold = suggested_folds(case)[0]
    command = FoldCitation(fold.claim, fold.source, fold.via)
    folded = command.apply(case)
    assert origins(folded, "C1").sentence == "2 outlets, 1 origin"
    assert suggested_folds(folded) == []
    assert command.sentence(case, folded) == "C1: B has it from A"


@pytest.mark.parametrize("command", [FoldCitation("C1", "a", "a"), FoldCitation("C1", "a", "nobody"),
                                     FoldCitation("C1", "nobody", "a")])  # fmt: skip
def test_that_a_fold_that_makes_no_sense_is_refused(command: FoldCitation) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        command.apply(a_case(said("a", "originates"), said("b", "originates")))
