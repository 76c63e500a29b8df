"""What goes inside a picture: all that is listed before, nothing that is too large, read back only when sound."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import replace
from typing import Any

import pytest
from app_case import a_case, changed, results_of

from claimbench.app import payload
from claimbench.app.chart_data import chart_csv
from claimbench.app.projection import Results
from claimbench.core.problem import ProblemError


@pytest.fixture(scope="module")
def results() -> Results:
    return changed(a_case(), rate=120.0)


@pytest.fixture(scope="module")
def texts(results: Results) -> payload.CaseTexts:
    return payload.texts_of(results, None)


@pytest.fixture(scope="module")
def written(results: Results, texts: payload.CaseTexts) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(payload.write(results, "total", texts))
    return content


def refusal(content: object) -> str:
    text = content if isinstance(content, str) else json.dumps(content)
    with pytest.raises(ProblemError) as caught:
        payload.read(text)
    (problem,) = caught.value.problems
    assert problem.hint
    return problem.message


def packed(files: object) -> str:
    return base64.b64encode(zlib.compress(json.dumps(files).encode())).decode()


def test_that_scenario_chart_data_sources_case_version_and_date_are_in_it(
    written: dict[str, Any], results: Results
) -> None:
    assert (written["format"], written["version"]) == ("claimbench picture", 1)
    assert written["program"].startswith("Claimbench ")
    assert written["case"] | {"sha256": ""} == {
        "id": "small", "title": "Small", "as_of": "2025-04-15", "handling": "", "sha256": ""}  # fmt: skip
    assert len(written["case"]["sha256"]) == 64
    assert (written["chart"]["id"], written["chart"]["kind"]) == ("total", "projection")
    assert written["scenario"]["name"] == "Baseline, 1 change"
    assert written["scenario"]["values"]["rate"][1] == 120.0
    assert written["scenario"]["held"] == []
    assert [source["id"] for source in written["sources"]] == list(results.figures["total"].sources)
    assert written["data"] == chart_csv(results.figures["total"])


def test_that_what_was_written_is_read_back(results: Results, texts: payload.CaseTexts) -> None:
    found = payload.read(payload.write(results, "losses", texts))
    assert (found.case, found.title, found.chart, found.scenario) == ("small", "Small", "losses", "Baseline, 1 change")
    assert found.texts == texts
    assert found.texts.saved != found.texts.shown
    assert found.values["rate"][1] == 120.0


def test_that_every_case_without_changes_is_carried_once() -> None:
    results = results_of(a_case())
    texts = payload.texts_of(results, None)
    assert texts.saved == texts.shown


def test_that_all_that_goes_in_is_listed_before(results: Results, texts: payload.CaseTexts) -> None:
    told = " ".join(payload.contents(results, "total", texts.saved))
    for part in ("whole text of the case “Small”", "case.toml", "Baseline, 1 change", "4 assumptions", "2 sources"):
        assert part in told
    rows = chart_csv(results.figures["total"]).count("\n") - 1
    assert f"a table of {rows} rows" in told


def test_that_the_text_is_plain_ascii_whatever_the_case_says() -> None:
    case = replace(a_case(), title='Справа ]]> </metadata> \x00 \ud800 "', handling="TLP:АМБЕР")
    results = results_of(case)
    text = payload.write(results, "total", payload.CaseTexts({"case.toml": ""}, {"case.toml": ""}))
    assert text.isascii()
    assert payload.read(text).title == case.title


def test_that_a_case_too_large_for_a_picture_stays_out_and_that_this_is_said(
    results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payload, "MOST_CHARACTERS", 1000)
    inside, problems = payload.for_charts(results, ["total"], None)
    assert inside == {}
    (problem,) = problems
    assert "Nothing is put inside" in problem.message
    assert "are the most" in problem.message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "its text is damaged"),
        ('{"format": "claimbench picture"', "its text is damaged"),
        ('{"version": NaN}', "its text is damaged"),
        ("[" * 100_000, "its text is damaged"),
        ('{"format": "claimbench picture", "version": 1, "version": 1}', "its text is damaged"),
        ("[]", "not written by Claimbench"),
        ('{"format": "another"}', "not written by Claimbench"),
        ('{"format": "claimbench picture"}', "names no version"),
        ('{"format": "claimbench picture", "version": true}', "names no version"),
        ('{"format": "claimbench picture", "version": 99}', "newer program"),
        ('{"format": "claimbench picture", "version": 1}', "missing"),
        ('"' + "x" * (5 * 1024**2) + '"', "4 MB"),
    ],
)
def test_that_text_that_is_no_payload_is_refused_with_a_sentence(text: str, told: str) -> None:
    assert told in refusal(text)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (5, "not what it should be"),
        ("no base64!", "damaged"),
        (base64.b64encode(b"no zlib").decode(), "damaged"),
        (base64.b64encode(zlib.compress(b"x" * 1000)[:12]).decode(), "cut off"),
        (base64.b64encode(zlib.compress(b"no json")).decode(), "damaged"),
        (base64.b64encode(zlib.compress(b"\xff" * 30)).decode(), "damaged"),
        (base64.b64encode(zlib.compress(b'{"saved": {}, "saved": {}}')).decode(), "damaged"),
        (packed([]), "not what it should be"),
        (packed({"saved": {"case.toml": 5}, "changed": {}, "gone": []}), "not what it should be"),
        (packed({"saved": {}, "changed": [], "gone": [{}]}), "not what it should be"),
    ],
)
def test_that_a_damaged_case_is_refused_with_a_sentence(written: dict[str, Any], files: object, told: str) -> None:
    assert told in refusal(written | {"files": files})


@pytest.mark.parametrize("number", ["1e999", "-1e999", '"x"', "[]"])
def test_that_a_number_that_is_none_is_refused(written: dict[str, Any], number: str) -> None:
    text = json.dumps(written | {"scenario": {"name": "x", "values": {"rate": [0, "here", 2]}, "held": []}})
    assert "not what it should be" in refusal(text.replace('"here"', number))


def test_that_a_bomb_is_not_unpacked(written: dict[str, Any]) -> None:
    bomb = base64.b64encode(zlib.compress(b" " * (payload.MOST_UNPACKED + 1000))).decode()
    assert "more than 32 MB" in refusal(written | {"files": bomb})


@pytest.mark.parametrize("key", ["case", "chart", "scenario", "program", "data", "files"])
def test_that_a_part_that_is_missing_or_of_another_kind_is_refused(written: dict[str, Any], key: str) -> None:
    assert "missing" in refusal({name: part for name, part in written.items() if name != key})
    assert "missing" in refusal(written | {key: [1, {"id": 2}]})
