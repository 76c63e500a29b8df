"""Decisions about a file and findings in it, as data: what was decided or found, why, and what else it could be."""

from __future__ import annotations

from collections import Counter
from dataclasses import field

from claimbench.core.frozen import dataclass


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


Kind = tuple[str, int | None]


@dataclass(slots=True)
class Findings:
    """Collects findings; of each kind the first ``most`` of a column are kept one by one, not more than ``in_all``, and
    all are counted."""

    most: int = 1_000
    in_all: int = 20_000
    found: list[Finding] = field(default_factory=list)
    counts: Counter[Kind] = field(default_factory=Counter)

    def add(self, line: int, column: int | None, text: str, code: str, message: str, suggestion: str = "") -> None:
        self.put(Finding(line, column, text, code, message, suggestion))

    def put(self, finding: Finding) -> None:
        if self.room(finding.code, finding.column):
            self.found.append(finding)
        self.more(finding.code, 1, finding.column)

    def more(self, code: str, count: int, column: int | None = None) -> None:
        """So many more of a kind, that are not listed."""
        self.counts[code, column] += count

    def room(self, code: str, column: int | None = None) -> int:
        """How many more of a kind would be listed."""
        return max(0, min(self.most - self.counts[code, column], self.in_all - len(self.found)))

    def listed(self) -> tuple[Finding, ...]:
        """All findings in the order of the file, and one more for each kind of which some were only counted."""
        listed = sorted(self.found, key=lambda finding: (finding.line, finding.column or 0))
        kept = Counter((finding.code, finding.column) for finding in listed)
        last = {(finding.code, finding.column): finding.line for finding in listed}
        for kind in sorted(self.counts, key=lambda kind: last.get(kind, 0)):
            if more := self.counts[kind] - kept[kind]:
                code, column = kind
                where = f" in column {column}" if column else ""
                after = f", after line {last[kind]}," if kind in last else ""
                message = f"{more:,} more of this kind{where}{after} are not listed one by one."
                listed.append(Finding(last.get(kind, 1), None, "", code, message, count=more))
        return tuple(listed)
