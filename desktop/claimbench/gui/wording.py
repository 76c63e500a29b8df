"""Texts of the panes: claims, sources and chances as people write them. Formats what others computed."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from claimbench.core.case import Case
from claimbench.core.claim import Claim
from claimbench.core.relation import RELATIONS
from claimbench.core.show import from_day_number, show_chance, show_date, show_day, show_number, show_unit
from claimbench.core.source import Citation, Source
from claimbench.evidence.verdict import WORDS, Verdict, is_date

#: Enough digits to show a typed number exactly as it was typed.
EXACT = 12

#: Ways of one claim that are followed, and sources on each: more than anybody reads, and a bound for hostile cases.
_WAYS, _LENGTH = 32, 24


#: Characters that turn the order of what follows round, also of what is not theirs (UAX #9, explicit formatting).
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\N{REPLACEMENT CHARACTER}")


def one_line(text: str) -> str:
    """Text from a case without line breaks, tabs and doubled spaces; characters that reorder text are made visible."""
    return " ".join(text.translate(_TURNING).split())


def plain_tip(text: str) -> str:
    """A tool tip that shows ``text`` as it is: Qt would take what looks like HTML for HTML, so it is escaped."""
    import html  # here: its list of entities is large

    return f"<p style='white-space: pre-wrap'>{html.escape(text)}</p>" if text else ""


def show_field_unit(unit: str, label: str, counted: Collection[str]) -> str:
    """The unit beside a number field, with a stroke: there is little room. What is counted stands in the label already,
    so ``case/month`` is "/month" there; a pure number whose label speaks of "a : b" is "to 1"."""
    if not unit:
        return "to 1" if " : " in label else ""
    above, *below = (part.strip() for part in unit.split("/"))
    shown = "" if below and above in counted else show_unit(above, counted)
    return "/".join([shown, *(show_unit(part, value=1) for part in below)])


def show_quantity(value: float, unit: str, counted: Collection[str], digits: int = 4) -> str:
    """A number with its unit; a day where the unit is "date"."""
    if unit == "date":
        return show_date(from_day_number(value))
    return f"{show_number(value, digits)} {show_unit(unit, counted, value)}".strip()


def show_projected(value: float, claim: Claim, case: Case) -> str:
    """A quantile of a claim's measure with its unit; of a date that is never reached, by when it is not."""
    return show_day(value, case.timeline.end) if is_date(claim) else show_quantity(value, claim.unit, case.units)


def projected_ends(verdict: Verdict, claim: Claim, case: Case) -> tuple[str, str]:
    """The ends of the 90 % band of a claim's measure, without the unit: it stands with the median."""
    bare = claim if is_date(claim) else replace(claim, unit="")
    return show_projected(verdict.projected[0.05], bare, case), show_projected(verdict.projected[0.95], bare, case)


def claim_value(claim: Claim) -> str:
    """The value with the symbol of its relation, without a unit but "%": "≥ 400,000", "2 – 2.5", "31 Dec 2025"."""
    percent = " %" if claim.unit in ("%", "percent") else ""
    meaning = RELATIONS[claim.relation]
    if meaning.two_ends:
        if claim.low is None or claim.high is None:
            return ""
        return f"{show_number(claim.low, EXACT)} – {show_number(claim.high, EXACT)}{percent}"
    if claim.value is None:
        return ""
    if isinstance(claim.value, date):
        sign = meaning.sign if claim.relation != "=" else ""
        return f"{sign} {show_date(claim.value)}".strip()
    return f"{meaning.sign} {show_number(claim.value, EXACT)}{percent}".strip()


def claim_unit(claim: Claim, counted: Collection[str]) -> str:
    """The unit below a claim's value; none where the value has it already."""
    value = claim.value if isinstance(claim.value, float) else math.nan
    return "" if claim.unit in ("%", "percent", "date") else show_unit(claim.unit, counted, value)


def spoken_value(claim: Claim, counted: Collection[str]) -> str:
    """The value as a screen reader says it: "at least 400,000 cases"."""
    if not claim_value(claim):
        return "no number"
    meaning = RELATIONS[claim.relation]
    bare = claim_value(claim).removeprefix(meaning.sign).strip()
    return f"{meaning.spoken} {bare} {claim_unit(claim, counted)}".strip()


def show_verdict(verdict: Verdict) -> str:
    """The chance as a number, "57 %"; empty for a claim that is not testable."""
    if verdict.probability is None:
        return ""
    return show_chance(verdict.probability, verdict.draws)


def accepted_range(claim: Claim, verdict: Verdict, counted: Collection[str]) -> str:
    """What counts as holding: "305,000 to 315,000 cases (half a unit of the last digit)"."""
    low, high = math.isfinite(verdict.low), math.isfinite(verdict.high)
    digits = 6
    if low and high:
        first = (
            show_quantity(verdict.low, "date", (), digits) if claim.unit == "date" else show_number(verdict.low, digits)
        )
        text = f"{first} to {show_quantity(verdict.high, claim.unit, counted, digits)}"
    elif low or high:
        end = show_quantity(verdict.low if low else verdict.high, claim.unit, counted, digits)
        text = RELATIONS[claim.relation].number.format(end)
    else:
        return ""
    return f"{text} ({verdict.tolerance_rule})" if verdict.tolerance_rule else text


def chains(citations: Iterable[Citation], *, behind: bool = True) -> tuple[tuple[str, ...], ...]:
    """The ways a claim took, each as ids of sources from where it comes from to who says it last, longest first.

    Several rows of one source name several it has it from. A loop is cut where it closes. A source that derives the
    claim is the first to make it: without ``behind``, what it derives it from is left out.
    """
    origins: dict[str, list[str]] = {}
    passed_on = set()
    for citation in citations:
        earlier = origins.setdefault(citation.source, [])
        if citation.via:
            passed_on.add(citation.via)
            if citation.via not in earlier and (behind or citation.role != "derives"):
                earlier.append(citation.via)
    last = [source for source in origins if source not in passed_on] or list(origins)[:1]
    found: list[tuple[str, ...]] = []

    def follow(path: tuple[str, ...]) -> None:
        if len(found) >= _WAYS:
            return
        earlier = [via for via in origins.get(path[0], ()) if via not in path]
        if not earlier or len(path) >= _LENGTH:
            found.append(path)
            return
        for via in earlier:
            follow((via, *path))

    for source in last:
        follow((source,))
    return tuple(sorted(found, key=len, reverse=True))


def chain_text(ways: tuple[tuple[str, ...], ...], sources: Mapping[str, Source]) -> str:
    """The longest chain by name, and how many sources are not on it: "Prosecutor → New Voice → WaL +2"."""
    if not ways:
        return ""
    names = " → ".join(one_line(sources[id].label) if id in sources else id for id in ways[0])
    others = {id for way in ways for id in way} - set(ways[0])
    return f"{names} +{len(others)}" if others else names


def origin_of(citations: Iterable[Citation], ways: tuple[tuple[str, ...], ...]) -> str:
    """The id of the source that a claim's grade is about: who originates it, else who derives it, else where its
    longest chain begins."""
    first = {citation.role: citation.source for citation in reversed(tuple(citations))}
    return first.get("originates") or first.get("derives") or (ways[0][0] if ways else "")


def show_grade(source: Source | None, credibility: int | None) -> str:
    """Reliability of the source and credibility of the claim, "B1"; a dash for what is not given, empty for neither."""
    if source is None and credibility is None:
        return ""
    return f"{source.reliability if source else '–'}{credibility if credibility is not None else '–'}"


def grade_sentence(source: Source | None, credibility: int | None) -> str:
    from claimbench.app.record_fields import CREDIBILITY, RELIABILITY  # not for the first charts, which need the rest

    letter = f"{source.name}: {RELIABILITY.get(source.reliability, 'no reliability given')}" if source else "No source"
    digit = CREDIBILITY.get(credibility or 0, "no credibility given")
    return f"{letter}. The claim: {digit}."


_RANGES = {word: f"{100 * low:.0f}–{100 * high:.0f} %" for word, low, high in WORDS}

#: Choices of the filter by chance: keys and texts. Outside the words' range a chance has its number alone.
CHANCE_CHOICES: tuple[tuple[str, str], ...] = (
    ("above", "above 99 %"),
    *((word, f"{word} ({_RANGES[word]})") for word in reversed(_RANGES)),
    ("below", "below 1 %"),
    ("untestable", "not testable"),
)


def word_with_range(word: str) -> str:
    """The word with its range in the same line: "likely (55–80 %)"."""
    return f"{word} ({_RANGES[word]})" if word in _RANGES else word
