"""What travels inside an exported picture: the case as text, the scenario, the numbers shown and their sources.

JSON with a version, never anything that runs. Small enough that nobody's mail refuses the picture.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimbench import __version__
from claimbench.app.case_files import case_files, fingerprint
from claimbench.app.chart_data import chart_csv
from claimbench.core.frozen import dataclass
from claimbench.core.problem import Problem, ProblemError, error, warning

if TYPE_CHECKING:
    from claimbench.app.projection import Results
    from claimbench.core.case import Case

FORMAT = "claimbench picture"
VERSION = 1
#: Characters of JSON in one picture, written or read; and of a case's texts, when they are unpacked.
MOST_CHARACTERS = 4 * 1024**2
MOST_UNPACKED = 32 * 1024**2
#: How many files are named in the list of what goes in.
_NAMED = 4


@dataclass(frozen=True, slots=True)
class CaseTexts:
    """The files of a case by name: as it was ``saved``, and ``shown``, the baseline and the scenario of a picture."""

    saved: Mapping[str, str]
    shown: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Payload:
    """What was read from a picture. ``data`` is the table behind the chart, ``values`` the low, best and high of each
    assumption."""

    case: str
    title: str
    as_of: str
    chart: str
    scenario: str
    program: str
    texts: CaseTexts
    fingerprint: str
    data: str
    held: tuple[str, ...]
    values: Mapping[str, tuple[float, float, float]]


def texts_of(results: Results, folder: Path | None) -> CaseTexts:
    """The files of the case behind results, and of its baseline. ``folder`` is where the baseline was read from.
    Raises ProblemError where it cannot be written as text."""
    saved = case_files(results.saved_case, folder)
    same = results.case == results.saved_case
    return CaseTexts(saved, saved if same else case_files(results.case, folder))


def for_charts(results: Results, charts: Iterable[str], folder: Path | None) -> tuple[dict[str, str], list[Problem]]:
    """The JSON for the picture of each chart, and why a picture carries none."""
    written: dict[str, str] = {}
    problems: list[Problem] = []
    try:
        texts = texts_of(results, folder)
        for chart in charts:
            written[chart] = write(results, chart, texts)
    except ProblemError as failure:
        problems += [warning(each.code, f"Nothing is put inside: {each.message}") for each in failure.problems]
    return written, problems


def write(results: Results, chart: str, texts: CaseTexts) -> str:
    """The JSON for the picture of one chart. Raises ProblemError where it would be larger than a picture may carry."""
    case, shown = results.case, case_chart(results.case, chart)
    changed = {name: text for name, text in texts.shown.items() if texts.saved.get(name) != text}
    gone = [name for name in texts.saved if name not in texts.shown]
    figure = results.figures[chart]
    content = {
        "format": FORMAT,
        "version": VERSION,
        "program": f"Claimbench {__version__}",
        "case": {
            "id": case.id,
            "title": case.title,
            "as_of": case.as_of.isoformat(),
            "handling": case.handling,
            "sha256": fingerprint(texts.saved),
        },
        "chart": shown,
        "scenario": {"name": results.scenario, "values": _values(case), "held": list(case.held)},
        "headline": figure.headline,
        "note": figure.note,
        "sources": [
            {"id": id, "name": case.sources[id].name, "address": case.sources[id].address} for id in figure.sources
        ],
        "data": chart_csv(figure, case.handling),
        "files": _packed({"saved": dict(texts.saved), "changed": changed, "gone": gone}),
    }
    text = json.dumps(content, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    if len(text) > MOST_CHARACTERS:
        size, most = len(text) / 1024**2, MOST_CHARACTERS // 1024**2
        message = f"The case and its data would add {size:.1f} MB to the picture; {most} MB are the most."
        raise ProblemError([error("too-large", message, hint="Export it without what is inside.")])
    return text


def contents(results: Results, chart: str, saved: Mapping[str, str]) -> list[str]:
    """What :func:`write` puts into a picture, to be read before it does. ``saved`` are the files of the baseline."""
    case, figure = results.case, results.figures[chart]
    names = ", ".join(list(saved)[:_NAMED]) + (f" and {len(saved) - _NAMED} more files" if len(saved) > _NAMED else "")
    characters = sum(map(len, saved.values()))
    rows = chart_csv(figure, case.handling).count("\n") - 1
    told = [
        f"The whole text of the case “{case.title}”, {characters:,} characters: {names}",
        f"The scenario: {results.scenario}, with low, best and high of {len(case.assumptions)} assumptions",
        f"The claims held true: {', '.join(case.held)}" if case.held else "",
        f"The chart “{chart}”: how it is defined, its headline and note",
        f"The numbers shown: a table of {rows:,} rows",
        f"{len(figure.sources)} sources with their addresses" if len(figure.sources) != 1 else "1 source",
        f"The marking {case.handling}" if case.handling else "",
        f"The version of the program: {__version__}",
    ]
    return [text for text in told if text]


def read(text: str) -> Payload:
    """A picture's JSON, checked. Raises ProblemError with a sentence for whatever is wrong with it."""
    if len(text) > MOST_CHARACTERS:
        raise _refused(f"more than {MOST_CHARACTERS // 1024**2} MB of text are in it")
    try:
        content = json.loads(text, parse_constant=_no_number, object_pairs_hook=_once)
    except (ValueError, RecursionError) as trouble:
        raise _refused("its text is damaged") from trouble
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise _refused("its text was not written by Claimbench")
    version = content.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _refused("it names no version")
    if version > VERSION:
        message = f"The picture was made by a newer program (version {version} of what it carries; {VERSION} is known)."
        raise ProblemError([error("newer-format", message, hint="Update Claimbench.")])
    try:
        return _payload(content)
    except (KeyError, TypeError, ValueError, AttributeError) as trouble:
        raise _refused("something in it is missing or is not what it should be") from trouble


def case_chart(case: Case, id: str) -> dict[str, object]:
    chart = case.charts[id]
    texts = {"id": chart.id, "kind": chart.kind, "label": chart.label, "headline": chart.headline}
    return texts | {"options": {key: str(value) for key, value in chart.options.items()}}


def _values(case: Case) -> dict[str, list[float]]:
    return {id: [each.low, each.best, each.high] for id, each in case.assumptions.items()}


def _packed(content: object) -> str:
    return base64.b64encode(zlib.compress(json.dumps(content, ensure_ascii=False).encode(), 9)).decode()


def _unpacked(text: str) -> Any:
    """The inverse of :func:`_packed`, never more than :data:`MOST_UNPACKED` bytes."""
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(base64.b64decode(text, validate=True), MOST_UNPACKED)
    except (binascii.Error, zlib.error) as trouble:
        raise _refused("the case in it is damaged") from trouble
    if unpacker.unconsumed_tail:
        raise _refused(f"the case in it has more than {MOST_UNPACKED // 1024**2} MB")
    if not unpacker.eof:
        raise _refused("the case in it is cut off")
    try:
        return json.loads(data, object_pairs_hook=_once)
    except (ValueError, RecursionError) as trouble:
        raise _refused("the case in it is damaged") from trouble


def _payload(content: dict[str, Any]) -> Payload:
    """Raises KeyError, TypeError, ValueError or AttributeError where a part is missing or of another kind."""
    case, scenario, files = content["case"], content["scenario"], _unpacked(content["files"])
    saved, changed = _texts(files["saved"]), _texts(files["changed"])
    gone = {_text(name) for name in files["gone"]}
    shown = {name: text for name, text in (saved | changed).items() if name not in gone}
    values = {}
    for id, numbers in scenario["values"].items():
        low, best, high = map(_finite, numbers)
        values[id] = (low, best, high)
    return Payload(
        _text(case["id"]),
        _text(case["title"]),
        _text(case["as_of"]),
        _text(content["chart"]["id"]),
        _text(scenario["name"]),
        _text(content["program"]),
        CaseTexts(saved, shown),
        _text(case["sha256"]),
        _text(content["data"]),
        tuple(map(_text, scenario["held"])),
        values,
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _texts(value: Any) -> dict[str, str]:
    return {_text(name): _text(text) for name, text in value.items()}


def _finite(value: Any) -> float:
    if not math.isfinite(number := float(value)):  # 1e999 is read as one that is not
        raise ValueError(f"{value} is no number to reckon with")
    return number


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON whose keys are all different: of two alike, programs differ in which they take."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is there twice")
    return found


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number in JSON")


def _refused(why: str) -> ProblemError:
    return ProblemError([refusal(why)])


def refusal(why: str) -> Problem:
    hint = "Ask for the picture as it was exported: chats and web pages often make a smaller copy."
    return error("unreadable-picture", f"The picture cannot be opened again: {why}.", hint=hint)
