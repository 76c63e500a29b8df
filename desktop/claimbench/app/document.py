"""The document: the one mutable object. It holds the case at hand, and everything changes it the same way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from claimbench.app import baseline
from claimbench.app.commands import Command
from claimbench.app.history import Entry, History, same
from claimbench.casefile.columns import after_edit
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.problem import Place, Problem


@dataclass(frozen=True, slots=True)
class Changed:
    before: Case
    after: Case


class Document:
    """``saved`` is the case as it is on disk: the baseline that edits are compared with. ``hashes`` are those of the
    files that it was read from or written to."""

    def __init__(
        self,
        case: Case,
        path: Path | None = None,
        problems: tuple[Problem, ...] = (),
        places: Mapping[str, Place] | None = None,
        hashes: Mapping[str, str] | None = None,
    ) -> None:
        self.saved = case
        self.path = path
        self._read = case, problems
        self.places = {} if places is None else places  # asking whether it is empty would have all of them worked out
        self.hashes = hashes or {}
        self.history = History()
        self._case = case
        self._listeners: list[Callable[[Changed], None]] = []

    @property
    def case(self) -> Case:
        return self._case

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was found when the case was read, but for what has been edited since."""
        read, problems = self._read
        if read is self._case:
            return problems
        return tuple(problem for problem in problems if _part(read, problem.path) == _part(self._case, problem.path))

    @property
    def unsaved(self) -> int:
        """How many records and settings differ from the saved case."""
        return changes(self.saved, self._case)

    def mark_saved(self, case: Case, path: Path, hashes: Mapping[str, str]) -> None:
        """Take what was written for the baseline. Edits made since it was written stay unsaved. The case is named by
        its folder, as it will be when it is read again."""
        saved = _called(case, path.resolve().name)
        now = saved if self._case is case else self._case
        self.saved, self.path, self.hashes = saved, path, hashes
        self._put(now)

    @property
    def changed_assumptions(self) -> tuple[str, ...]:
        return baseline.changed(self._case, self.saved)

    def subscribe(self, listener: Callable[[Changed], None]) -> None:
        self._listeners.append(listener)

    def apply(self, command: Command, merge: bool = False) -> None:
        """Carry out a command. With ``merge`` it folds into the previous one with the same key (a drag);
        :meth:`end_merge` closes that entry. Raises what the command raises, and then nothing has changed."""
        after = after_edit(self._case, command.apply(self._case))
        if same(after, self._case):
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
        case = _called(case, self.saved.id)  # also what undo brings back from before it was saved elsewhere
        change = Changed(self._case, case)
        self._case = case
        for listener in self._listeners:
            listener(change)


def changes(before: Case, after: Case) -> int:
    """How many records were added, removed or changed between two cases, and how many settings; another order of
    records is one change."""
    count = 0
    for name in Case.__slots__:
        old, new = getattr(before, name), getattr(after, name)
        if old is new:
            continue
        if isinstance(old, Mapping):
            count += sum(old.get(id) != new.get(id) for id in {**old, **new}) or int(list(old) != list(new))
        elif name == "citations":
            count += max(len(set(old) - set(new)), len(set(new) - set(old))) or int(old != new)
        elif name == "sampling":
            count += replace(old, next_column=new.next_column) != new  # which follows what was added
        else:
            count += old != new
    return count


def _called(case: Case, id: str) -> Case:
    return case if case.id == id else replace(case, id=id)


def _part(case: Case, path: str) -> object:
    """What a problem's path speaks of: one record, such as ``claims.C02``, else the whole group."""
    group, _, rest = path.partition(".")
    found = getattr(case, group, None)
    return found.get(rest.partition(".")[0]) if isinstance(found, Mapping) else found
