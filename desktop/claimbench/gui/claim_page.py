"""The inspector's page on a claim: its words, who says it, its verdict, arithmetic, definition and grades."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from claimbench.app import calculation_edits, explain
from claimbench.app.record_fields import CREDIBILITY, RELIABILITY
from claimbench.core.case import Case
from claimbench.core.claim import Claim, Definition
from claimbench.core.show import show_date
from claimbench.core.source import Citation
from claimbench.evidence.holding import cannot_hold
from claimbench.evidence.verdict import Verdict, word_with_range
from claimbench.gui import wording
from claimbench.gui.bridge import Bridge
from claimbench.gui.definition_section import DefinitionSection
from claimbench.gui.inspector_parts import Chip, Page, Quote
from claimbench.gui.named import named
from claimbench.gui.origins_section import OriginsSection
from claimbench.gui.plain_text import TextButton
from claimbench.gui.solve_section import SolveSection
from claimbench.gui.why_section import WhySection

_VERBS = {"relays": "relays", "derives": "derives it from"}
_LONGEST_QUOTE = 4_000  # characters


class ClaimPage(Page):
    """``show_verdicts`` follows new results in place; another claim needs another page."""

    def __init__(self, bridge: Bridge, claim: str, parent: QWidget | None = None) -> None:
        case, theme = bridge.document.case, bridge.theme
        super().__init__(case, theme, parent)
        self._bridge = bridge
        self.claim = case.claims[claim]
        self.titled(f"{claim} · {wording.one_line(self.claim.title)}", "Edit", editing=False)
        if self.claim.quote:
            self.add(Quote(f"“{_shortened(self.claim.quote.strip('“”'))}”", theme, self))
        for way in _ways(case, self.claim):
            self.chips(way)
        self._chance, self._word = self.pair("", "", ("heading", ""))
        self._projected = self.text("")
        self._holds = self.text("", "muted")
        self.show_verdicts({})
        self.add(WhySection(bridge, self.claim, self))
        self._add_standing()
        self._add_reading()
        self._add_arithmetic()
        self._add_definition()
        if not cannot_hold(self.claim):
            self.add(SolveSection(bridge, claim, self))
        self._add_grades()
        self._add_assumptions()
        self._add_citations()
        if self.claim.note:
            self.heading("Note")
            self.text(self.claim.note)
        self.finish()

    def show_case(self, case: Case) -> bool:
        """A dragged assumption changes nothing here but the verdict, which comes with the results."""
        parts = ("claims", "sources", "citations", "calculations")
        same = all(getattr(case, part) is getattr(self.case, part) for part in parts)
        same = same and _resting_on(case, self.claim.id) == _resting_on(self.case, self.claim.id)
        self.case = case
        return same

    def show_verdicts(self, verdicts: Mapping[str, Verdict]) -> None:
        verdict = verdicts.get(self.claim.id)
        if verdict is None and self.claim.testable:
            chance, word, projected, holds = "Chance it holds", "not computed yet", "", ""
        elif verdict is None or verdict.probability is None:
            why = (verdict.why_not if verdict else "") or self.claim.why_not or "No measure says what it is about."
            chance, word, projected, holds = "Not testable", why, "", ""
        else:
            chance, word = wording.show_verdict(verdict), word_with_range(verdict.probability) or "chance it holds"
            projected = _projected(self.claim, verdict, self.case)
            accepted = wording.accepted_range(self.claim, verdict, self.case.units)
            holds = f"Holds: {accepted}." if accepted else ""
            holds = f"{holds} {verdict.note}".strip()
        for label, text in (
            (self._chance, chance), (self._word, word), (self._projected, projected), (self._holds, holds),
        ):  # fmt: skip
            if label.text() != text:
                label.setText(text)
            label.setVisible(bool(text))

    def _add_standing(self) -> None:
        """The analyst's confidence, apart from the verdict; the claim's status with its history; tags."""
        claim = self.claim
        if claim.confidence:
            self.text(f"The analyst's confidence in this: {claim.confidence}.")
        for change in claim.history:
            note = f": {wording.one_line(change.note)}" if change.note else "."
            self.text(f"{change.status.capitalize()} since {show_date(change.on)}{note}", "small")
        if not claim.history and claim.status != "asserted":
            self.text(f"{claim.status.capitalize()}.", "small")
        if claim.tags:
            self.text(f"Tags: {', '.join(claim.tags)}", "small")

    def _add_reading(self) -> None:
        claim = self.claim
        if claim.measure_reading:
            self.heading("The analyst's reading")
            self.text(claim.measure_reading)
        if claim.measure:
            measure = self.case.measures.get(claim.measure)
            self.text(f"Compared with: {measure.label if measure else claim.measure}", "small")

    def _add_arithmetic(self) -> None:
        written = explain.claim_arithmetic(self.case, self.claim.id)
        if not written and not wording.claim_value(self.claim):
            return
        self.heading("Arithmetic")
        for number, each in enumerate(written):
            if number:
                self._column.addSpacing(4)
            name = TextButton(wording.one_line(each.label) or each.id, "link", self.theme, each.id, self)
            name.setObjectName(f"calculation_{each.id}")
            name.setToolTip("Change this calculation")
            name.clicked.connect(self._on_calculation)
            self.add(name)
            before, equals, result = each.expression.rpartition(" = ")
            if equals:
                self.pair(f"{before} =", result, ("", "heading"))
            else:
                self.text(each.expression)
            for text in (*each.beside, each.note):
                if text:
                    self.text(text, "muted")
        add = named(QPushButton("Calculate with it…", self), "add_calculation")
        add.setProperty("compact", True)
        add.setToolTip("Write out what this claim's number implies, with those of others")
        add.clicked.connect(self._on_add_calculation)
        self._column.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)

    def _on_calculation(self) -> None:
        name = self.sender()
        if isinstance(name, TextButton):
            self.wanted.emit("calculation", name.key)

    def _on_add_calculation(self) -> None:
        new = calculation_edits.begun(self.case, self.claim.id)
        if not self._bridge.apply(calculation_edits.AddCalculation(new)):
            self.wanted.emit("calculation", new.id)

    def _add_definition(self) -> None:
        claim, definition = self.claim, self.claim.definition
        period = " – ".join(show_date(day) for day in (definition.start, definition.end) if day is not None)
        if definition == Definition() and not wording.claim_value(claim):
            return
        self.heading("What its number counts")
        self.grid(
            (
                ("What", definition.what),
                ("Unit", claim.counted_in(self.case.units)),
                ("Population", definition.population),
                ("Period", period),
                ("Cumulative or per period", definition.accumulation),
                ("Gross or net", definition.basis),
                ("Bound", definition.bound),
            )
        )
        self.add(DefinitionSection(self._bridge, claim.id, self))

    def _add_grades(self) -> None:
        claim, case = self.claim, self.case
        citations = case.citations_of(claim.id)
        source = case.sources.get(wording.origin_of(citations, wording.chains(citations)))
        rows = []
        if source is not None:
            word = RELIABILITY.get(source.reliability, "not given")
            rows.append((f"Source {source.reliability}", _because(word, source.reliability_reason)))
        if claim.credibility is not None:
            word = CREDIBILITY.get(claim.credibility, "not given")
            rows.append((f"Claim {claim.credibility}", _because(word, claim.credibility_reason)))
        if rows:
            self.heading("Grades")
            self.grid(rows)

    def _add_assumptions(self) -> None:
        resting = _resting_on(self.case, self.claim.id)
        if resting:
            self.heading("Assumptions that rest on it")
            self.chips([("assumption", id, wording.one_line(label)) for id, label in resting])

    def _add_citations(self) -> None:
        citations = self.case.citations_of(self.claim.id)
        if citations:
            self.heading("Where it is said")
            self.add(OriginsSection(self._bridge, self.claim.id, self))
            for citation in citations:
                self.text(_citation(self.case, citation), "small")


def _shortened(text: str) -> str:
    """A quote as long as anybody reads it here: laying out a book takes seconds."""
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"


def _because(word: str, reason: str) -> str:
    return f"{word}: {reason}" if reason else word


def _resting_on(case: Case, claim: str) -> list[tuple[str, str]]:
    return [(a.id, a.label) for a in case.assumptions.values() if claim in a.claims]


def _projected(claim: Claim, verdict: Verdict, case: Case) -> str:
    if not verdict.projected.keys() >= {0.05, 0.5, 0.95}:
        return ""
    ends = " – ".join(wording.projected_ends(verdict, claim, case))
    return f"Projected: median {wording.show_projected(verdict.projected[0.5], claim, case)}, 90 % band {ends}."


def _ways(case: Case, claim: Claim) -> list[list[Chip]]:
    """For each way the claim took: who says it last, and whom each has it from. The origin has the whole grade. Ways
    that differ in where they begin alone are one: "A derives it from B and C"."""
    citations = case.citations_of(claim.id)
    ways = wording.chains(citations)
    roles = {citation.source: citation.role for citation in citations}
    origin = wording.origin_of(citations, ways)
    beginnings: dict[tuple[str, ...], list[str]] = {}
    for way in ways:
        beginnings.setdefault(way[1:], []).append(way[0])

    def chip(id: str) -> Chip:
        source = case.sources.get(id)
        grade = source.reliability if source else ""
        if id == origin:
            grade = wording.show_grade(source, claim.credibility)
        return "source", id, f"{wording.one_line(source.label) if source else id} {grade}".strip()

    made = []
    for rest, firsts in beginnings.items():
        chips: list[Chip] = []
        for id in reversed(rest):
            chips += [chip(id), ("", "", _VERBS.get(roles.get(id, ""), "has it from"))]
        for number, id in enumerate(firsts):
            chips += [("", "", "and"), chip(id)] if number else [chip(id)]
        made.append(chips)
    return made


def _citation(case: Case, citation: Citation) -> str:
    source = case.sources.get(citation.source)
    parts = [
        wording.one_line(source.name) if source else citation.source,
        f"p. {citation.page}" if citation.page.isdigit() else citation.page,
        show_date(citation.said_on) if citation.said_on else "",
        f"retrieved {show_date(citation.retrieved_on)}" if citation.retrieved_on else "",
        citation.note,
        citation.address,
    ]
    return " · ".join(part for part in parts if part)
