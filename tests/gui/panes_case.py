"""A made-up case for the tests of the panes: loans and reminders of a town library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from claimbench.app.document import Document
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.claim import Claim, Definition
from claimbench.core.model import Calculation, Timeline
from claimbench.core.source import Citation, Source
from claimbench.evidence.verdict import Verdict, word
from claimbench.gui.bridge import Bridge
from claimbench.gui.theme import LIGHT

LONG_ADDRESS = "https://library.example/reports/" + "overdue_loans_and_reminders_" * 6 + "2025.html?part=3"


@dataclass(frozen=True)
class MadeUpResults:
    """What the panes use of :class:`claimbench.app.projection.Results`."""

    verdicts: Mapping[str, Verdict]
    preview: bool = True  # what waits for rest does not come


def made_up_case() -> Case:
    return Case(
        id="library",
        title="Loans of the town library",
        as_of=date(2025, 11, 24),
        timeline=Timeline(date(2025, 1, 1), date(2025, 11, 1), date(2026, 12, 31)),
        units={"loan": "loans", "reader": "people"},
        assumptions={assumption.id: assumption for assumption in _assumptions()},
        claims={claim.id: claim for claim in _claims()},
        sources={source.id: source for source in _sources()},
        citations=_citations(),
        calculations={
            "before": Calculation(
                "before", "Overdue before this year", "loan", "claim('C02') - claim('C03')", ("C02",), "Not like."
            )
        },
    )


def _claims() -> tuple[Claim, ...]:
    counted = Definition(
        "loans past their date", start=date(2022, 2, 1), end=date(2025, 11, 5), accumulation="cumulative", bound="point"
    )
    return (
        Claim("C01", "400,000 open loans since 2022", topic="Overdue", relation="=", value=400_000.0, unit="loan",
              measure="overdue_now", credibility=5),
        Claim("C02", "310,000 overdue loans and reminders sent", "… some 310,000 loans are <b>overdue</b>.",
              "Overdue", "=", 310_000.0, unit="loan", measure="overdue_now", definition=counted, credibility=1,
              credibility_reason="two registers agree", measure_reading="Reminders once.", note="Seen in print."),
        Claim("C03", "162,000 of them opened this year", "162,000 this year", "Overdue", "=", 162_000.0, unit="loan",
              why_not="counts one branch only", credibility=2),
        Claim("C04", "Over 21,000 loans in October 2025", topic="Overdue", relation="more than", value=21_000.0,
              unit="loan", measure="october", credibility=2),
        Claim("C07", "400,000 reached by the end of the year", "…it leaves time for 400,000 to be reached.", "Overdue",
              "at least", 400_000.0, unit="loan", measure="at_end", credibility=4),
        Claim("C10", "Less than 1 % of the shelves this year", topic="Shelves", relation="less than", value=1.0,
              unit="%", measure="shelves", credibility=2),
        Claim("C11", "The branch lost some 200,000 readers this year, as the evening paper has it in two places",
              topic="Readers", relation="about", value=200_000.0, unit="reader", measure="lost", credibility=3),
        Claim("C42", "Loan ratio 2 to 2.5, town : country", topic="Readers", relation="between", low=2.0, high=2.5,
              measure="ratio", credibility=3),
        Claim("C43", "Doors open again by the end of the year", topic="Readers", relation="at most",
              value=date(2025, 12, 31), unit="date", measure="opening", credibility=3),
        Claim("C14", "Shelves not near a <b>breakdown</b>", topic="Shelves", why_not="Nothing in it can be counted."),
    )  # fmt: skip


def _sources() -> tuple[Source, ...]:
    return (
        Source("head", "Head of the library", "official", "town", "B", "Keeps the register.", LONG_ADDRESS),
        Source("voice", "New Voice", "newspaper", "none", "B", address="https://voice.example/a?b=1"),
        Source("wal", "World at Large", "magazine", "none", "C"),
        Source("member", "Council member, unnamed", "person", "town", "E"),
        Source("post", "Evening Post", "newspaper", "country", "C", note="Owned by <i>the council</i>."),
    )


def _citations() -> tuple[Citation, ...]:
    rows: list[Citation] = []
    for claim in ("C02", "C03", "C04"):
        rows += [
            Citation(claim, "wal", "relays", "voice", "3", said_on=date(2025, 11, 24)),
            Citation(claim, "voice", "relays", "head"),
            Citation(claim, "head", "originates"),
        ]
    rows += [
        Citation("C01", "wal", "relays", "member"),
        Citation("C01", "member", "originates"),
        Citation("C07", "wal", "derives", "voice"),
        Citation("C07", "voice", "relays", "head"),
        Citation("C10", "wal", "originates"),
        Citation("C11", "wal", "relays", "post"),
        Citation("C11", "post", "originates"),
        Citation("C42", "post", "originates"),
        Citation("C14", "post", "originates"),
    ]
    return tuple(rows)


def _assumptions() -> tuple[Assumption, ...]:
    return (
        Assumption("rate", "New loans per month", "loan/month", "pert", 16_300.0, 21_000.0, 25_000.0, 0,
                   limits=(8_000.0, 30_000.0), group="Overdue", claims=("C02", "C04", "C07"), note="Register."),
        Assumption("growth", "Monthly growth of that rate", "%", "normal", -2.0, 0.0, 4.0, 1, group="Overdue",
                   assumed=True),
        Assumption("per_loan", "Readers per loan", "", "pert", 0.7, 0.9, 1.0, 2, limits=(0.4, 1.1), group="Overdue",
                   claims=("C10",), assumed=True),
        Assumption("ratio", "Loan ratio, town : country", "", "lognormal", 0.8, 1.8, 4.0, 3, limits=(0.2, 6.0),
                   group="Readers and shelves", claims=("C42", "C43")),
        Assumption("shelves", "Shelves filled per month", "km**2", "uniform", 260.0, 480.0, 700.0, 4,
                   group="Readers and shelves"),
        Assumption("spread", "Readers lost per month, all branches together and the mobile one", "reader/month",
                   "lognormal", 20.0, 400.0, 9_000.0, 5, group="Readers and shelves", claims=("C11",)),
        Assumption("doors", "Doors", "", "constant", 4.0, 4.0, 4.0, 6, group="Readers and shelves"),
    )  # fmt: skip


CHANCES = {"C01": 0.0, "C02": 0.57, "C04": 0.67, "C07": 0.0004, "C10": 0.96, "C11": 0.005, "C42": 0.22, "C43": 0.5}


def verdicts(case: Case, chances: Mapping[str, float] = CHANCES) -> dict[str, Verdict]:
    made = {}
    for id, claim in case.claims.items():
        if id in chances and claim.testable:
            middle = 311_327.0 if claim.unit != "date" else 20_440.0
            made[id] = Verdict(
                id, True, probability=chances[id], word=word(chances[id]), low=305_000.0, high=315_000.0,
                tolerance_rule="half a unit of the last digit", draws=16_384.0,
                projected={0.05: middle * 0.99, 0.25: middle, 0.5: middle, 0.75: middle, 0.95: middle * 1.01},
            )  # fmt: skip
        else:
            made[id] = Verdict(id, False, why_not=claim.why_not)
    return made


def many_claims(count: int) -> Case:
    """The case with so many claims, each cited twice."""
    case = made_up_case()
    first = case.claims["C02"]
    claims = {f"M{number:05}": replace(first, id=f"M{number:05}", value=float(number)) for number in range(count)}
    citations = [
        citation
        for id in claims
        for citation in (Citation(id, "wal", "relays", "head"), Citation(id, "head", "originates"))
    ]
    return replace(case, claims=claims, citations=tuple(citations))


@dataclass(frozen=True)
class PutCase:
    """A command that puts another case in place of the one at hand."""

    case: Case
    merge_key: str = ""

    def apply(self, case: Case) -> Case:
        return self.case

    def sentence(self, before: Case, after: Case) -> str:
        return "Another case"


def make_bridge(case: Case | None = None) -> Bridge:
    return Bridge(Document(case or made_up_case()), LIGHT)


def show_verdicts(bridge: Bridge, chances: Mapping[str, float] = CHANCES) -> None:
    """What the window does when a projection is there."""
    bridge.results_changed.emit(MadeUpResults(verdicts(bridge.document.case, chances)))
