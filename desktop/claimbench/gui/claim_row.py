"""The rows of the claims table: what is shown of a claim and of its verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Literal

from claimbench.app.record_fields import CLAIM
from claimbench.core.case import Case
from claimbench.core.claim import Claim
from claimbench.core.frozen import dataclass
from claimbench.core.relation import RELATIONS
from claimbench.core.show import day_number
from claimbench.core.source import Citation
from claimbench.evidence.holding import cannot_hold
from claimbench.evidence.verdict import Verdict
from claimbench.gui import wording
from claimbench.gui.record_model import Column

NOT_TESTABLE = "not testable"
#: Dates sort behind numbers.
_DATES_FROM = 1e15
_LONGEST = 200  # characters of a text in a cell
_NONE: Mapping[str, ClaimRow] = {}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a row shows of a claim itself."""

    id: str
    title: str
    chain: str
    value: str
    value_key: float | None
    unit: str
    grade: str
    grade_tip: str
    said: str  # the value in words
    topic: str
    text: str  # all that the filter looks at, case-folded
    sources: frozenset[str]
    origin: str  # id of the source that its grade is about
    origin_name: str
    origins: int  # how many sources its chains of citations begin with
    side: str  # of that source
    reliability: str
    said_on: str
    claim: Claim
    citations: tuple[Citation, ...]
    cannot_hold: str  # why, in a sentence


@dataclass(frozen=True, slots=True)
class Chance:
    """What a row shows of a verdict. ``text`` and ``word`` are empty until there are results; ``probability`` is
    rounded to what can be seen, so that a row only changes when its picture does."""

    testable: bool
    why_not: str
    text: str = ""
    word: str = ""
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """``held`` is None for a claim that cannot be held."""

    facts: Facts
    chance: Chance
    held: bool | None = None

    @property
    def id(self) -> str:
        return self.facts.id

    @property
    def spoken(self) -> str:
        facts, chance = self.facts, self.chance
        holds = f"chance it holds {chance.text} {chance.word}".strip() if chance.text else self.verdict_text
        parts = (
            f"{facts.id}, {facts.title}",
            facts.said,
            f"grade {facts.grade}" if facts.grade else "no grade",
            holds,
            f"from {facts.chain.replace(' → ', ' to ')}" if facts.chain else "",
            "held" if self.held else "",
        )
        return f"{', '.join(part for part in parts if part)}."

    @property
    def verdict_text(self) -> str:
        """The chance, or what stands in its place."""
        return self.chance.text if self.chance.testable else NOT_TESTABLE


def claim_rows(
    case: Case, verdicts: Mapping[str, Verdict], before: Case | None = None, rows: Mapping[str, ClaimRow] = _NONE
) -> list[ClaimRow]:
    """A row for each claim, in the order of the case. ``rows`` are those of the case ``before``: taken over where
    nothing behind them has changed."""
    citations: defaultdict[str, list[Citation]] = defaultdict(list)
    for citation in case.citations:
        citations[citation.claim].append(citation)
    same = before is not None and before.sources is case.sources

    def row(claim: Claim) -> ClaimRow:
        cited, kept = tuple(citations[claim.id]), rows.get(claim.id)
        if same and kept is not None and kept.facts.claim is claim and kept.facts.citations == cited:
            return kept
        return _row(case, claim, cited)

    made = map(row, case.claims.values())
    return [with_verdict(with_held(row, case.held), verdicts.get(row.id)) for row in made]


def with_held(row: ClaimRow, held: tuple[str, ...]) -> ClaimRow:
    """The row with its tick as the case has it; the same row where that is so."""
    tick = None if row.facts.cannot_hold else row.id in held
    return row if row.held is tick else replace(row, held=tick)


def with_verdict(row: ClaimRow, verdict: Verdict | None) -> ClaimRow:
    """The row with a newer verdict; the same row where nothing that is shown differs."""
    if verdict is None:
        return row
    probability = None if verdict.probability is None else round(verdict.probability, 3)
    why_not = verdict.why_not or row.chance.why_not
    chance = Chance(verdict.testable, why_not, wording.show_verdict(verdict), verdict.word, probability)
    return row if chance == row.chance else replace(row, chance=chance)


def chance_key(chance: Chance) -> str:
    """The key in :data:`wording.CHANCE_CHOICES` that a claim comes under; empty before there are results."""
    if not chance.testable:
        return "untestable"
    if chance.word or chance.probability is None:
        return chance.word
    return "above" if chance.probability > 0.5 else "below"


def _row(case: Case, claim: Claim, citations: tuple[Citation, ...]) -> ClaimRow:
    sources = case.sources
    ways = wording.chains(citations, behind=False)
    ids = frozenset(id for citation in citations for id in (citation.source, citation.via) if id)
    names = [name for id in ids if id in sources for name in (sources[id].name, sources[id].short)]
    origin = sources.get(wording.origin_of(citations, ways))
    said_of_it = claim.measure_reading, claim.why_not, claim.credibility_reason, claim.definition.what
    where = [text for citation in citations for text in (citation.note, citation.page, citation.address)]
    searched = (claim.id, claim.title, claim.quote, claim.topic, claim.note, *said_of_it, *claim.tags, *names, *where)
    said = [citation.said_on for citation in citations if citation.said_on is not None]
    facts = Facts(
        id=claim.id,
        title=wording.one_line(claim.title),
        chain=wording.chain_text(ways, sources),
        value=wording.claim_value(claim),
        value_key=_value_key(claim),
        unit=wording.claim_unit(claim, case.units),
        grade=wording.show_grade(origin, claim.credibility),
        grade_tip=wording.grade_sentence(origin, claim.credibility),
        said=wording.spoken_value(claim, case.units),
        topic=claim.topic,
        text=wording.one_line(" ".join(searched)).casefold(),
        sources=ids,
        origin=origin.id if origin else "",
        origin_name=wording.one_line(origin.name) if origin else "",
        origins=len({way[0] for way in wording.chains(citations)}),
        side=origin.side if origin else "",
        reliability=origin.reliability if origin else "",
        said_on=min(said).isoformat() if said else "",
        claim=claim,
        citations=citations,
        cannot_hold=cannot_hold(claim),
    )
    return ClaimRow(facts, Chance(claim.testable, claim.why_not))


def _value_key(claim: Claim) -> float | None:
    if RELATIONS[claim.relation].two_ends:
        return claim.low
    return _DATES_FROM + day_number(claim.value) if isinstance(claim.value, date) else claim.value


def _secondary(row: ClaimRow) -> str:
    status = "" if row.facts.claim.status == "asserted" else row.facts.claim.status
    return " · ".join(part for part in (row.id, status, row.facts.chain) if part)


def _claim_tip(row: ClaimRow) -> str:
    refused = f"\nIt cannot be held: {row.facts.cannot_hold}" if row.facts.cannot_hold else ""
    return wording.plain_tip(f"{row.facts.title}\n{_secondary(row)}{refused}")


def _value_tip(row: ClaimRow) -> str:
    return wording.plain_tip(f"{row.facts.value} {row.facts.unit}".strip())


def _chance_tip(row: ClaimRow) -> str:
    if not row.chance.testable:
        return wording.plain_tip(row.chance.why_not or "No measure says what this claim is about.")
    if row.chance.word:
        return wording.plain_tip(f"{row.chance.text}: {wording.word_with_range(row.chance.word)}")
    return wording.plain_tip(row.chance.text)


def _of_claim(key: str, at_first: Literal["shown", "hidden"] = "hidden", title: str = "") -> Column[ClaimRow]:
    """A column that shows a field as it is."""
    field = CLAIM[key]

    def text(row: ClaimRow) -> str:
        return wording.one_line(field.text(row.facts.claim)[:_LONGEST])

    def tip(row: ClaimRow) -> str:
        return wording.plain_tip(field.text(row.facts.claim))

    return Column(title or field.label, "text", text, lambda row: text(row) or None, tip=tip, at_first=at_first)


def _of_facts(title: str, of: Callable[[ClaimRow], str], at_first: Literal["shown", "hidden"] = "hidden",
              title_tip: str = "") -> Column[ClaimRow]:  # fmt: skip
    return Column(title, "text", of, lambda row: of(row) or None, at_first=at_first, title_tip=title_tip)


COLUMNS: tuple[Column[ClaimRow], ...] = (
    Column("Claim", "title", lambda row: row.facts.title, lambda row: row.facts.title, _secondary, tip=_claim_tip,
           tick=lambda row: row.held),
    Column(
        "Value", "number", lambda row: row.facts.value, lambda row: row.facts.value_key, lambda row: row.facts.unit,
        tip=_value_tip, gives_way=1,
        title_tip="What is claimed: = exactly, ≈ about, ≥ at least, ≤ at most, > more than, < less than",
    ),
    Column(
        "Grade", "text", lambda row: row.facts.grade, lambda row: row.facts.grade or None,
        tip=lambda row: wording.plain_tip(row.facts.grade_tip),
        gives_way=2,
        title_tip="Reliability of the source (A to F) and credibility of the claim (1 to 6), NATO Admiralty code",
    ),
    Column(
        "Chance it holds", "chance", lambda row: row.verdict_text, lambda row: row.chance.probability,
        lambda row: row.chance.word, lambda row: row.chance.probability, _chance_tip,
        title_tip="The share of draws in which the claim holds, with the ICD 203 word",
    ),
    _of_facts("Held", lambda row: "held" if row.held else "", "shown", "Taken as true: the projection follows from it"),
    _of_facts("Unit", lambda row: row.facts.unit, "shown"),
    _of_facts("Chance in words", lambda row: row.chance.word, "shown", "The ICD 203 word for the chance"),
    _of_facts("Id", lambda row: row.id, "shown"),
    _of_claim("topic", "shown"),
    _of_facts("Origin", lambda row: row.facts.origin_name, "shown", "Who originates the claim, or derives it"),
    _of_facts("Side", lambda row: row.facts.side, "shown", "Of the origin"),
    _of_claim("status", "shown"),
    _of_claim("tags", "shown"),
    _of_facts("First said", lambda row: row.facts.said_on),
    _of_facts("Said by", lambda row: row.facts.chain),
    _of_claim("relation"),
    _of_claim("measure"),
    _of_claim("tolerance"),
    _of_claim("what"),
    _of_claim("population"),
    _of_claim("period_start"),
    _of_claim("period_end"),
    _of_claim("accumulation"),
    _of_claim("basis"),
    _of_claim("bound"),
    _of_claim("credibility_reason", title="Reason for the credibility"),
    _of_claim("confidence"),
    _of_claim("figure"),
    _of_claim("why_not"),
    _of_claim("quote"),
    _of_claim("note"),
)  # fmt: skip
