"""The document: the one mutable object. It holds the case at hand, and everything changes it the same way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from claimbench.app.commands import Command
from claimbench.app.history import Entry, History
from claimbench.core.case import Case
from claimbench.core.problem import Place, Problem


@dataclass(frozen=True, slots=True)
class Changed:
    before: Case
    after: Case


class Document:
    """``saved`` is the case as it is on disk: the baseline that edits are compared with."""

    def __init__(
        self,
        case: Case,
        path: Path | None = None,
        problems: tuple[Problem, ...] = (),
        places: Mapping[str, Place] | None = None,
    ) -> None:
        self.saved = case
        self.path = path
        self.problems = problems
        self.places = places or {}
        self.history = History()
        self._case = case
        self._listeners: list[Callable[[Changed], None]] = []

    @property
    def case(self) -> Case:
        return self._case

    @property
    def changed_assumptions(self) -> tuple[str, ...]:
        """Ids of the assumptions that differ from the saved case."""
        saved = self.saved.assumptions
        return tuple(id for id, assumption in self._case.assumptions.items() if assumption != saved.get(id))

    def subscribe(self, listener: Callable[[Changed], None]) -> None:
        self._listeners.append(listener)

    def apply(self, command: Command, merge: bool = False) -> None:
        """Carry out a command. With ``merge`` it folds into the previous one with the same key (a drag);
        :meth:`end_merge` closes that entry. Raises what the command raises, and then nothing has changed."""
        after = command.apply(self._case)
        if after == self._case:
            return
        open_entry = self.history.mergeable(command.merge_key) if merge else None
        before = open_entry.before if open_entry else self._case
        self.history.push(Entry(before, after, command.sentence(before, after), command.merge_key), merge)
        self._put(after)

    def end_merge(self) -> None:
        self.history.close()

    def undo(self) -> str:
        """Put the previous case back; the sentence of what was undone, empty if there was nothing."""
        entry = self.history.undo()
        if entry is None:
            return ""
        self._put(entry.before)
        return entry.sentence

    def redo(self) -> str:
        entry = self.history.redo()
        if entry is None:
            return ""
        self._put(entry.after)
        return entry.sentence

    def _put(self, case: Case) -> None:
        change = Changed(self._case, case)
        self._case = case
        for listener in self._listeners:
            listener(change)
