"""Decisions about a file and findings in it, as data: what was decided or found, why, and what else it could be."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another value that a decision could have; ``score`` is comparable within one decision, larger is better.
    ``preview`` shows the first rows as they would be read with it, where that differs."""

    value: object
    score: float
    preview: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about ``subject`` (a field of the recipe, or ``columns.NAME.field``), with its reason in a
    sentence. ``ambiguous``: an alternative is about as good, and somebody who knows the file should choose."""

    subject: str
    value: object
    reason: str
    ambiguous: bool = False
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the file that was not as it should be. ``line`` counts physical lines from 1, ``column`` the table's
    columns from 1 (None: the whole line). ``text`` is exactly what stands there; ``suggestion`` is what it may have
    been meant to be, which nobody has applied. ``count`` is that of the cells or lines it stands for."""

    line: int
    column: int | None
    text: str
    code: str
    message: str
    suggestion: str = ""
    count: int = 1


@dataclass(slots=True)
class Findings:
    """Collects findings; of each kind the first ``most`` are kept one by one and all are counted."""

    most: int = 1_000
    found: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, line: int, column: int | None, text: str, code: str, message: str, suggestion: str = "") -> None:
        self.put(Finding(line, column, text, code, message, suggestion))

    def put(self, finding: Finding) -> None:
        if self.room(finding.code):
            self.found.append(finding)
        self.more(finding.code, 1)

    def more(self, code: str, count: int) -> None:
        """So many more of a kind, that are not listed."""
        self.counts[code] = self.counts.get(code, 0) + count

    def room(self, code: str) -> int:
        """How many more of a kind would be listed."""
        return max(0, self.most - self.counts.get(code, 0))

    def listed(self) -> tuple[Finding, ...]:
        """All findings in the order of the file, and one more for each kind of which some were only counted."""
        listed = sorted(self.found, key=lambda finding: (finding.line, finding.column or 0))
        last = {finding.code: finding.line for finding in listed}
        for code in sorted(last, key=last.__getitem__):
            if more := self.counts[code] - sum(finding.code == code for finding in self.found):
                message = f"{more:,} more of this kind, after line {last[code]}, are not listed one by one."
                listed.append(Finding(last[code], None, "", code, message, count=more))
        return tuple(listed)
