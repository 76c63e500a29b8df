"""Commands that keep the claims of a case: add, change, rename, duplicate, delete, merge, order, standing and tags."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from claimbench.app import follow
from claimbench.app.commands import Command
from claimbench.app.record_fields import CLAIM
from claimbench.core.case import Case
from claimbench.core.claim import Claim, Status, StatusChange
from claimbench.core.frozen import dataclass

_SHOWN = 40  # characters of a value in a sentence


@dataclass(frozen=True, slots=True)
class AddClaim(Command):
    """Put a claim in, behind ``after`` or at the end. Raises ValueError where its id is taken or cannot be one."""

    claim: Claim
    after: str = ""

    def apply(self, case: Case) -> Case:
        id = follow.checked_id(self.claim.id, case.claims, "claim")
        return replace(case, claims=placed(case.claims, {id: replace(self.claim, id=id)}, self.after))

    def sentence(self, before: Case, after: Case) -> str:
        return f"Claim {self.claim.id} added"


@dataclass(frozen=True, slots=True)
class ChangeClaims(Command):
    """Give one field of one or several claims another value: ``field`` is a key of
    :data:`claimbench.app.record_fields.CLAIM`, ``value`` what its ``read`` gave."""

    claims: tuple[str, ...]
    field: str
    value: Any

    @property
    def merge_key(self) -> str:
        return f"claims.{','.join(self.claims)}.{self.field}"

    def apply(self, case: Case) -> Case:
        field = CLAIM[self.field]
        return changed(case, {id: field.put(there(case, id), self.value) for id in self.claims})

    def sentence(self, before: Case, after: Case) -> str:
        field = CLAIM[self.field]
        name = field.label[0].lower() + field.label[1:]
        if len(self.claims) > 1:
            text = field.text(after.claims[self.claims[0]])
            return f"{len(self.claims)} claims: {name} {_quoted(text)}"
        old, new = field.text(before.claims[self.claims[0]]), field.text(after.claims[self.claims[0]])
        return f"{self.claims[0]}: {name} {_quoted(old)} → {_quoted(new)}"


@dataclass(frozen=True, slots=True)
class RenameClaim(Command):
    """Give a claim another id, followed wherever it is named."""

    claim: str
    new: str

    def apply(self, case: Case) -> Case:
        claim = there(case, self.claim)
        if self.new.strip() == self.claim:
            return case
        new = follow.checked_id(self.new, case.claims.keys() - {self.claim}, "claim")
        claims = {new if id == self.claim else id: each for id, each in case.claims.items()}
        claims[new] = replace(claim, id=new)
        return replace(follow.claims_followed(case, {self.claim: new}), claims=claims)

    def sentence(self, before: Case, after: Case) -> str:
        places = follow.who_names_claims(before, [self.claim])
        places += follow.counted({"citation": len(before.citations_of(self.claim))})
        followed = f": {follow.listed(places)} follow" if places else ""
        return f"Claim {self.claim} is now {self.new.strip()}{followed}"


@dataclass(frozen=True, slots=True)
class DuplicateClaims(Command):
    """Put copies of claims, with their citations, behind the last of them."""

    claims: tuple[str, ...]

    def apply(self, case: Case) -> Case:
        copies: dict[str, Claim] = {}
        ids = in_order(case, self.claims)
        citations = list(case.citations)
        for id, new in zip(ids, follow.proposed_ids(case.claims, "C"), strict=False):
            copies[new] = replace(there(case, id), id=new, title=f"{case.claims[id].title} (copy)")
            citations += [replace(each, claim=new) for each in case.citations_of(id)]
        return replace(case, claims=placed(case.claims, copies, ids[-1]), citations=tuple(citations))

    def sentence(self, before: Case, after: Case) -> str:
        new = [id for id in after.claims if id not in before.claims]
        return f"{_claims(self.claims)} duplicated as {follow.listed(new)}"


@dataclass(frozen=True, slots=True)
class DeleteClaims(Command):
    """Take claims out, with their citations and all that names them."""

    claims: tuple[str, ...]

    def apply(self, case: Case) -> Case:
        gone = {there(case, id).id for id in self.claims}
        followed = follow.claims_followed(case, dict.fromkeys(gone))
        return replace(followed, claims={id: claim for id, claim in case.claims.items() if id not in gone})

    def sentence(self, before: Case, after: Case) -> str:
        citations = follow.counted({"citation": len(before.citations) - len(after.citations)})
        cited = f" with {citations[0]}" if citations else ""
        named = follow.who_names_claims(before, self.claims)
        left = f", and out of {follow.listed(named)}" if named else ""
        gone = [each.label for id, each in before.calculations.items() if id not in after.calculations]
        undone = f"; “{'”, “'.join(gone)}” cannot be calculated without and went too" if gone else ""
        return f"{_claims(self.claims)} deleted{cited}{left}{undone}"


@dataclass(frozen=True, slots=True)
class MergeClaims(Command):
    """Make one claim of several: ``keep`` stays as it is and takes over the others' citations and mentions; the others
    are noted in it."""

    keep: str
    others: tuple[str, ...]

    def apply(self, case: Case) -> Case:
        keep = there(case, self.keep)
        others = [there(case, id) for id in in_order(case, self.others) if id != self.keep]
        if not others:
            raise ValueError("Select at least two claims to merge.")
        notes = [f"{other.id} was merged into this: “{other.title}”{_stated(other)}." for other in others]
        merged = replace(
            keep,
            note="\n".join(part for part in (keep.note, *notes) if part),
            tags=tuple(dict.fromkeys([*keep.tags, *(tag for other in others for tag in other.tags)])),
        )
        followed = follow.claims_followed(case, {other.id: self.keep for other in others})
        gone = {other.id for other in others}
        claims = {id: merged if id == self.keep else each for id, each in case.claims.items() if id not in gone}
        return replace(followed, claims=claims, citations=tuple(dict.fromkeys(followed.citations)))

    def sentence(self, before: Case, after: Case) -> str:
        others = [id for id in before.claims if id not in after.claims]
        citations = follow.counted({"citation": len(after.citations_of(self.keep))}) or ["no citation"]
        return f"{follow.listed(others)} merged into {self.keep}, which has {citations[0]} now"


@dataclass(frozen=True, slots=True)
class MoveClaims(Command):
    """Put claims before ``before`` in the order of the case; to the end where that is empty."""

    claims: tuple[str, ...]
    before: str = ""

    def apply(self, case: Case) -> Case:
        moving = in_order(case, self.claims)
        rest = [id for id in case.claims if id not in moving]
        at = rest.index(self.before) if self.before in rest else len(rest)
        order = [*rest[:at], *moving, *rest[at:]]
        return case if order == list(case.claims) else replace(case, claims={id: case.claims[id] for id in order})

    def sentence(self, before: Case, after: Case) -> str:
        return f"{_claims(self.claims)} moved {f'before {self.before}' if self.before else 'to the end'}"


@dataclass(frozen=True, slots=True)
class SetStatus(Command):
    """Give claims another standing from a day on, and keep the earlier ones."""

    claims: tuple[str, ...]
    status: Status
    on: date
    note: str = ""

    def apply(self, case: Case) -> Case:
        return changed(case, {id: self._changed(there(case, id)) for id in self.claims})

    def _changed(self, claim: Claim) -> Claim:
        if claim.status == self.status and not self.note:
            return claim
        change = StatusChange(self.on, self.status, self.note.strip())
        history = sorted((*claim.history, change), key=lambda each: each.on)
        return replace(claim, status=history[-1].status, history=tuple(history))

    def sentence(self, before: Case, after: Case) -> str:
        return f"{_claims(self.claims)}: {self.status} since {self.on.isoformat()}"


@dataclass(frozen=True, slots=True)
class TagClaims(Command):
    """Put a tag on claims, or take it off."""

    claims: tuple[str, ...]
    tag: str
    on: bool = True

    def apply(self, case: Case) -> Case:
        tag = " ".join(self.tag.split())
        if not tag or "," in tag or ";" in tag:
            raise ValueError("A tag is a word or two, without commas.")
        return changed(case, {id: self._tagged(there(case, id), tag) for id in self.claims})

    def _tagged(self, claim: Claim, tag: str) -> Claim:
        others = tuple(each for each in claim.tags if each != tag)
        if self.on:
            return claim if tag in claim.tags else replace(claim, tags=(*claim.tags, tag))
        return replace(claim, tags=others)

    def sentence(self, before: Case, after: Case) -> str:
        return f"{_claims(self.claims)}: tag “{self.tag}” {'added' if self.on else 'taken off'}"


def there(case: Case, id: str) -> Claim:
    """The claim of that id. Raises ValueError with a sentence where there is none."""
    if id not in case.claims:
        raise ValueError(f"There is no claim {id} any more.")
    return case.claims[id]


def in_order(case: Case, ids: tuple[str, ...]) -> list[str]:
    """The ids in the order of the case. Raises ValueError where one is missing."""
    wanted = {there(case, id).id for id in ids}
    return [id for id in case.claims if id in wanted]


def changed(case: Case, claims: dict[str, Claim]) -> Case:
    return replace(case, claims={**case.claims, **claims})


def placed(records: Any, new: dict[str, Any], after: str) -> dict[str, Any]:
    """``records`` with ``new`` ones behind the id ``after``, or at the end."""
    if after not in records:
        return {**records, **new}
    order: dict[str, Any] = {}
    for id, record in records.items():
        order[id] = record
        if id == after:
            order |= new
    return order


def _claims(ids: tuple[str, ...]) -> str:
    return f"Claim {ids[0]}" if len(ids) == 1 else f"{len(ids)} claims"


def _stated(claim: Claim) -> str:
    text = f"{claim.relation} {CLAIM['value'].text(claim)} {claim.unit}".strip()
    return f", {text}" if CLAIM["value"].text(claim) else ""


def _quoted(text: str) -> str:
    """A value in a sentence: on one line, and not all of a long one."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= _SHOWN else line[:_SHOWN].rstrip() + '…'}”" if line else "empty"
