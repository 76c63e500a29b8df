"""Undo and redo: snapshots of the case. Putting one back cannot fail half-way."""

from __future__ import annotations

from claimbench.core.case import Case
from claimbench.core.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    before: Case
    after: Case
    sentence: str
    merge_key: str


def same(one: Case, other: Case) -> bool:
    """Whether two cases are equal, also in the order of their claims, sources and charts: mappings compare without
    it."""
    return one == other and all(
        list(getattr(one, group)) == list(getattr(other, group)) for group in ("claims", "sources", "charts")
    )


class History:
    """The changes made, in order, with a position between done and undone."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._done = 0
        self._open_key = ""

    @property
    def undo_sentence(self) -> str:
        return self._entries[self._done - 1].sentence if self._done else ""

    @property
    def redo_sentence(self) -> str:
        return self._entries[self._done].sentence if self._done < len(self._entries) else ""

    @property
    def done(self) -> tuple[Entry, ...]:
        return tuple(self._entries[: self._done])

    @property
    def open(self) -> bool:
        """Whether something is being dragged: a step of it would be merged into the last change."""
        return bool(self._open_key)

    def mergeable(self, merge_key: str) -> Entry | None:
        """The entry that a command with this key would be merged into."""
        if merge_key and merge_key == self._open_key and self._done == len(self._entries) and self._done:
            return self._entries[-1]
        return None

    def push(self, entry: Entry, merge: bool = False) -> None:
        """Add a change. With ``merge`` it folds into the one before with the same key, and later ones into it, until
        :meth:`close`."""
        if merge and self.mergeable(entry.merge_key) is not None:
            self._entries[-1] = entry
        else:
            del self._entries[self._done :]
            self._entries.append(entry)
            self._done += 1
        self._open_key = entry.merge_key if merge else ""
        if same(entry.before, entry.after):  # dragged there and back
            self._entries.pop()
            self._done -= 1
            self._open_key = ""

    def close(self) -> None:
        self._open_key = ""

    def undo(self) -> Entry | None:
        self.close()
        if not self._done:
            return None
        self._done -= 1
        return self._entries[self._done]

    def redo(self) -> Entry | None:
        self.close()
        if self._done == len(self._entries):
            return None
        self._done += 1
        return self._entries[self._done - 1]
