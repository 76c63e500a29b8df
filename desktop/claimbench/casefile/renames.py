"""Which record goes on under another id: so that a save keeps its place, its comments and its unknown columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

ALIKE: Final = 0.5  # the share of what either record says that both must say
MOST_COMPARED: Final = 500  # records of each side; beyond, none is taken for another


def renamed(old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The old id of each record that has a new one. Both map ids to what records say, by key.

    A record that is gone goes on in the new one that is most like it; among equals, in the first.
    """
    gone = [id for id in old if id not in new]
    come = [id for id in new if id not in old]
    if max(len(gone), len(come)) > MOST_COMPARED:
        return {}
    pairs = [(_likeness(old[before], new[after]), before, after) for before in gone for after in come]
    found: dict[str, str] = {}
    taken: set[str] = set()
    for likeness, before, after in sorted(pairs, key=lambda pair: -pair[0]):
        if likeness >= ALIKE and before not in taken and after not in found:
            found[after] = before
            taken.add(before)
    return found


def _likeness(before: Mapping[str, Any], after: Mapping[str, Any]) -> float:
    """The share of the keys set in either that are the same in both; 0 to 1."""
    said = {key for one in (before, after) for key, value in one.items() if value not in (None, "", (), {})}
    same = sum(key in before and key in after and before[key] == after[key] for key in said)
    return same / len(said) if said else 0.0
