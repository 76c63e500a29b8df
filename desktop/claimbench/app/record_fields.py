"""The fields of claims, sources and citations as data: forms, columns, copying and pasting are made from these.

Every field is text to its user. ``read`` turns text into a value and raises ValueError with a sentence; ``show`` turns
the value back into what could have been typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final, Generic, Literal, TypeVar

from claimbench.app import typed
from claimbench.core.claim import Claim
from claimbench.core.frozen import dataclass
from claimbench.core.relation import RELATIONS
from claimbench.core.show import from_day_number, show_number
from claimbench.core.source import Citation, Source

T = TypeVar("T")
Look = Literal["line", "text", "choice", "date", "value", "unit", "tags", "formula"]
Choices = tuple[tuple[str, str], ...]  # what is stored, and what it is called

#: Enough digits to show a typed number exactly as it was typed.
EXACT: Final = 12

#: The NATO Admiralty code (AJP-2.1).
RELIABILITY: Final = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}
CREDIBILITY: Final = {
    1: "confirmed by other sources",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "truth cannot be judged",
}


@dataclass(frozen=True, slots=True)
class Field(Generic[T]):
    """``key`` is the column of the file in which a case keeps it. A field is shown under the heading ``section``."""

    key: str
    label: str
    look: Look
    get: Callable[[T], Any]
    put: Callable[[T, Any], T]
    read: Callable[[str], Any]
    show: Callable[[Any], str]
    choices: Choices = ()
    section: str = ""
    hint: str = ""  # in the empty field
    help: str = ""  # what it means

    def text(self, record: T) -> str:
        return self.show(self.get(record))


def _plain(text: str) -> str:
    return text.strip()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _as_text(value: object) -> str:
    return "" if value is None else str(value)


def _read_day(text: str) -> date | None:
    return typed.read_date(text) if text.strip() else None


def _show_day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _read_number(text: str) -> float | None:
    if not text.strip():
        return None
    value = typed.read_number(text.lstrip(" ±"))
    if value < 0:
        raise ValueError("A tolerance is 0 or more.")
    return value


def _show_number(value: float | None) -> str:
    return "" if value is None else show_number(value, EXACT)


def _read_tags(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag for part in text.replace(";", ",").split(",") if (tag := _one_line(part))))


def _of(choices: Choices, what: str) -> Callable[[str], str]:
    """Reads one of the choices, by what is stored, by its name, or by its sign."""
    kept = {stored for stored, _ in choices}
    known: dict[str, str] = {meaning.sign: name for name, meaning in RELATIONS.items() if meaning.sign and name in kept}
    known |= {name.casefold(): stored for stored, name in choices} | {
        stored.casefold(): stored for stored, _ in choices
    }

    def read(text: str) -> str:
        wanted = _one_line(text).casefold()
        if wanted not in known:
            names = ", ".join(stored for stored, _ in choices if stored)
            raise ValueError(f"“{text.strip()}” is no {what}. Choose one of: {names}.")
        return known[wanted]

    return read


def _field(
    key: str, label: str, look: Look = "line", section: str = "", hint: str = "", help: str = "", attribute: str = ""
) -> Field[Any]:
    name = attribute or key
    kinds: dict[str, tuple[Callable[[str], Any], Callable[[Any], str]]] = {
        "line": (_one_line, _as_text),
        "text": (_plain, _as_text),
        "formula": (_plain, _as_text),
        "unit": (_one_line, _as_text),
        "date": (_read_day, _show_day),
        "tags": (_read_tags, ", ".join),
    }
    read, show = kinds[look]
    return Field(
        key, label, look, lambda record: getattr(record, name), lambda record, value: replace(record, **{name: value}),
        read, show, (), section, hint, help,
    )  # fmt: skip


def _choice(key: str, label: str, choices: Choices, section: str = "", help: str = "") -> Field[Any]:
    plain = _field(key, label, "line", section, help=help)
    return replace(plain, look="choice", read=_of(choices, label.lower()), show=_as_text, choices=choices)


def _words(*words: str) -> Choices:
    return tuple((word, word or "not said") for word in words)


# -- claims

STATUSES: Final = _words("asserted", "disputed", "corrected", "retracted")


def _in_definition(field: Field[Any], attribute: str) -> Field[Claim]:
    return replace(
        field,
        get=lambda claim: getattr(claim.definition, attribute),
        put=lambda claim, value: replace(claim, definition=replace(claim.definition, **{attribute: value})),
    )


def show_claimed(claim: Claim) -> str:
    """The value without its relation: "310,000", "2 – 2.5", "2025-12-31"."""
    if claim.low is not None and claim.high is not None and (claim.relation == "between" or claim.value is None):
        low, high = (
            _show_day(from_day_number(end)) if claim.unit == "date" else show_number(end, EXACT)
            for end in (claim.low, claim.high)
        )
        return f"{low} – {high}"
    return _show_day(claim.value) if isinstance(claim.value, date) else _show_number(claim.value)


def put_claimed(claim: Claim, value: typed.Typed) -> Claim:
    """The claim with a value as it was typed; a relation or unit that was typed with it replaces the claim's."""
    unit = claim.unit if value.unit is None else value.unit
    if claim.unit == "date" and value.unit is None and (value.value is not None or value.low is not None):
        unit = ""
    relation = value.relation or ("=" if claim.relation in ("", "between") else claim.relation)
    if value.value is None and value.low is None:
        relation = value.relation or claim.relation
    return replace(claim, relation=relation, value=value.value, low=value.low, high=value.high, unit=unit)


def _credibility(text: str) -> int | None:
    wanted = text.strip()
    if not wanted:
        return None
    if wanted not in {str(grade) for grade in CREDIBILITY}:
        raise ValueError(f"“{wanted}” is not a credibility. It goes from 1 (confirmed) to 6 (cannot be judged).")
    return int(wanted)


_COUNTS = "What its number counts"
_TEST = "What it is compared with"
_GRADE = "How credible it is"
_KEEP = "Figure, tags and note"

CLAIM_FIELDS: Final[tuple[Field[Claim], ...]] = (
    _field("title", "Title", hint="The claim in a few words"),
    _field("quote", "Quote", "text", hint="The words of the source"),
    _field("topic", "Topic"),
    _choice("relation", "Relation", _words(*RELATIONS), _TEST, "How the claimed value and the measure compare"),
    Field(
        "value", "Value", "value", lambda claim: claim, put_claimed, typed.read_value, show_claimed, (), _TEST,
        "~200k, ≥ 40 %, 2 – 2.5",
    ),
    _field("unit", "Unit", "unit", _TEST),
    replace(_field("tolerance", "Tolerance", section=_TEST), read=_read_number, show=_show_number),
    _field("measure", "Measure", "formula", _TEST, help="A formula in the model's terms: what the claim is about"),
    _field("measure_reading", "The analyst's reading", "text", _TEST, "Where the words admit several readings"),
    _field("why_not", "Why it cannot be tested", "text", _TEST, "Where it has no measure"),
    _in_definition(_field("what", "What", section=_COUNTS), "what"),
    _in_definition(_field("population", "Population", section=_COUNTS), "population"),
    _in_definition(_field("period_start", "Period from", "date", _COUNTS, "2025-01-31"), "start"),
    _in_definition(_field("period_end", "Period to", "date", _COUNTS, "2025-12-31"), "end"),
    _in_definition(
        _choice("accumulation", "Cumulative or per period", _words("", "cumulative", "per period"), _COUNTS),
        "accumulation",
    ),
    _in_definition(_choice("basis", "Gross or net", _words("", "gross", "net"), _COUNTS), "basis"),
    _in_definition(
        _choice("bound", "Bound", _words("", "minimum count", "point", "range", "assertion", "rule of thumb"), _COUNTS),
        "bound",
    ),
    replace(
        _choice(
            "credibility", "Credibility",
            (("", "not given"), *((str(grade), f"{grade} · {words}") for grade, words in CREDIBILITY.items())),
            _GRADE, "Of the claim, whoever makes it: how far other information bears it out",
        ),
        read=_credibility,
    ),
    _field("credibility_reason", "Reason for it", "text", _GRADE),
    replace(_choice("confidence", "The analyst's confidence", _words("", "low", "moderate", "high"), _GRADE,
                    "In the verdict, apart from its chance: how good and how complete the evidence is")),
    _field("figure", "Same figure as", section=_KEEP, hint="A name shared by claims that state one figure",
           help="Claims with one name here state one figure of one origin: held together, they count once"),
    _choice("status", "Status", STATUSES, _KEEP),
    _field("tags", "Tags", "tags", _KEEP, "Separated by commas"),
    _field("note", "Note", "text", _KEEP),
)  # fmt: skip

# -- sources

SOURCE_FIELDS: Final[tuple[Field[Source], ...]] = (
    _field("name", "Name"),
    _field("short", "Short name", hint="For lists and below charts"),
    _field("kind", "Kind", hint="official, media, monitor …"),
    _field("side", "Side"),
    _choice("reliability", "Reliability",
            tuple((letter, f"{letter} · {words}") for letter, words in RELIABILITY.items()),
            "How reliable it is", "Of the source, whatever it says: its record, its means, its interest"),
    _field("reliability_reason", "Reason for it", "text", "How reliable it is"),
    _field("address", "Address", "text", "Where it is found"),
    _field("retrieved_on", "Retrieved on", "date", "Where it is found", "2025-12-31"),
    _field("archive", "Archived copy", section="Where it is found"),
    _field("archive_sha256", "SHA-256 of the copy", section="Where it is found"),
    _field("note", "Note", "text", "What else is known"),
)  # fmt: skip

# -- citations

ROLES: Final[Choices] = (
    ("originates", "originates it"), ("relays", "relays another source"), ("derives", "derives it from others"),
)  # fmt: skip

CITATION_FIELDS: Final[tuple[Field[Citation], ...]] = (
    _field("source", "Source"),
    _choice("role", "Role", ROLES),
    _field("via", "Has it from"),
    _field("page", "Page"),
    _field("address", "Address", "text"),
    _field("said_on", "Said on", "date", hint="2025-12-31"),
    _field("retrieved_on", "Retrieved on", "date", hint="2025-12-31"),
    _field("note", "Note", "text"),
)

CLAIM: Final[Mapping[str, Field[Claim]]] = {field.key: field for field in CLAIM_FIELDS}
SOURCE: Final[Mapping[str, Field[Source]]] = {field.key: field for field in SOURCE_FIELDS}
CITATION: Final[Mapping[str, Field[Citation]]] = {field.key: field for field in CITATION_FIELDS}
