"""Commands that hold claims, let go of them, and choose how they weigh."""

from __future__ import annotations

from dataclasses import replace

from claimbench.app.commands import Command
from claimbench.core.case import Case
from claimbench.core.claim import Reading
from claimbench.core.frozen import dataclass
from claimbench.evidence.holding import cannot_hold


@dataclass(frozen=True, slots=True)
class Hold(Command):
    """Take claims as true. Raises ValueError for one that is not there, or that cannot be tested."""

    claims: tuple[str, ...]

    def apply(self, case: Case) -> Case:
        for id in self.claims:
            if id not in case.claims:
                raise ValueError(f"There is no claim “{id}”.")
            if why := cannot_hold(case.claims[id]):
                raise ValueError(f"{id} cannot be held: {why}")
        return _holding(case, {*case.held, *self.claims})

    def sentence(self, before: Case, after: Case) -> str:
        return f"{_named(after, self.claims)} held"


@dataclass(frozen=True, slots=True)
class Release(Command):
    """Let go of held claims, or of all that are held when none is named."""

    claims: tuple[str, ...] = ()

    def apply(self, case: Case) -> Case:
        return replace(case, held=tuple(id for id in case.held if self.claims and id not in self.claims))

    def sentence(self, before: Case, after: Case) -> str:
        return f"{_named(before, tuple(id for id in before.held if id not in after.held))} released"


@dataclass(frozen=True, slots=True)
class LoadReading(Command):
    """Hold what a reading holds, and nothing else. Its claims that are not there, or that cannot be tested, are left
    out. Raises ValueError where there is no such reading, or nothing in it can be held."""

    reading: str

    def apply(self, case: Case) -> Case:
        if self.reading not in case.readings:
            raise ValueError(f"There is no reading “{self.reading}”.")
        reading = case.readings[self.reading]
        can = {id for id in reading.claims if id in case.claims and not cannot_hold(case.claims[id])}
        if reading.claims and not can:
            raise ValueError(f"None of the claims of “{reading.label}” can be held.")
        return _holding(case, can)

    def sentence(self, before: Case, after: Case) -> str:
        return f"Reading “{after.readings[self.reading].label}”"


def offer_to_hold(case: Case, claim: str) -> str:
    """What a button says that holds a claim or lets go of it; "" where it cannot be held."""
    if claim in case.held:
        return f"Release {claim}"
    return "" if claim not in case.claims or cannot_hold(case.claims[claim]) else f"Hold {claim} as true"


def reading_of(case: Case) -> Reading | None:
    """The reading that is held: the first that holds exactly these claims."""
    held = set(case.held)
    return next((each for each in case.readings.values() if held and set(each.claims) == held), None)


@dataclass(frozen=True, slots=True)
class KeepReading(Command):
    """Keep what is held as a reading. Raises ValueError where nothing is held, or the reading has no name."""

    id: str
    label: str
    note: str = ""

    def apply(self, case: Case) -> Case:
        if not case.held:
            raise ValueError("Nothing is held that a reading could keep.")
        if not self.id.isidentifier() or not self.label.strip():
            raise ValueError("A reading needs an id of letters, digits and _, and a name.")
        reading = Reading(self.id, self.label.strip(), case.held, self.note)
        return replace(case, readings={**case.readings, self.id: reading})

    def sentence(self, before: Case, after: Case) -> str:
        return f"Reading “{self.label.strip()}” kept"


@dataclass(frozen=True, slots=True)
class RemoveReading(Command):
    """Forget a reading; what is held stays held. Raises ValueError where there is none of that id."""

    reading: str

    def apply(self, case: Case) -> Case:
        if self.reading not in case.readings:
            raise ValueError(f"There is no reading “{self.reading}”.")
        return replace(case, readings={id: each for id, each in case.readings.items() if id != self.reading})

    def sentence(self, before: Case, after: Case) -> str:
        return f"Reading “{before.readings[self.reading].label}” removed"


@dataclass(frozen=True, slots=True)
class SetWeighByGrade(Command):
    """Whether a held claim pulls less the weaker its grade is."""

    on: bool

    def apply(self, case: Case) -> Case:
        return replace(case, weigh_by_grade=self.on)

    def sentence(self, before: Case, after: Case) -> str:
        return "Held claims weigh by their grade" if self.on else "Held claims weigh alike"


def _holding(case: Case, claims: set[str]) -> Case:
    """Held claims are kept in the order of the case: in which order they were ticked is of no matter."""
    return replace(case, held=tuple(id for id in case.claims if id in claims))


def _named(case: Case, claims: tuple[str, ...]) -> str:
    """One claim by its title, several by their number."""
    if len(claims) != 1:
        return f"{len(claims)} claims"
    claim = case.claims.get(claims[0])
    return f"“{claim.title}”" if claim is not None else claims[0]
