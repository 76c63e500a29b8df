"""More draws than memory holds: the same numbers chunk by chunk, with little kept, progress told, and a quiet end."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from claimbench.app import batch, chunks
from claimbench.app.batch import as_json, project, run_csv, run_json
from claimbench.app.paths import bundled_case
from claimbench.app.projection import Projector
from claimbench.casefile.read import load
from claimbench.commandline import run
from claimbench.core.case import Case, Sampling
from claimbench.evidence.refine import Progress
from claimbench.progress_line import ProgressLine

DRAWS = 700


@pytest.fixture(scope="module")
def case() -> Case:
    return replace(load(bundled_case("ukraine-2025")).case, sampling=Sampling(DRAWS))


@pytest.fixture
def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CHUNK", 128)
    monkeypatch.setattr(chunks, "KEPT", 0)


def test_that_a_run_in_chunks_gives_the_same_numbers_to_the_last_bit(
    case: Case, request: pytest.FixtureRequest
) -> None:
    whole = project(case, case)
    at_once, as_csv = as_json(run_json(whole)), run_csv(whole)
    request.getfixturevalue("little_memory")
    in_chunks = project(case, case)
    assert as_json(run_json(in_chunks)) == at_once
    assert run_csv(in_chunks) == as_csv
    assert not in_chunks.outcome.values.keys() & {*case.stocks, *case.flows, *case.variables}


def test_that_charts_can_be_made_in_chunks_too(case: Case, request: pytest.FixtureRequest) -> None:
    at_once = {id: figure.headline for id, figure in project(case, case).figures.items()}
    request.getfixturevalue("little_memory")
    assert {id: figure.headline for id, figure in project(case, case).figures.items()} == at_once


@pytest.mark.usefixtures("little_memory")
def test_that_each_chunk_is_told_of_and_the_last_is_all(case: Case) -> None:
    told: list[Progress] = []
    results = project(case, case, told.append)
    assert [step.share for step in told] == pytest.approx([128 / 700, 256 / 700, 384 / 700, 512 / 700, 640 / 700, 1])
    assert told[0].doing == "Projecting measures and claims"
    told.clear()
    bands = results.bands("registered")
    assert told[-1] == Progress(1.0, "Projecting registered")
    told.clear()
    assert results.bands("registered") is bands
    assert told == []  # quantiles are kept, draws are not


@pytest.mark.usefixtures("little_memory")
def test_that_nothing_is_taken_over_from_results_of_which_draws_were_let_go(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    projector = Projector(case)
    before = projector.project(case)
    monkeypatch.setattr(chunks, "KEPT", 1 << 28)
    after = projector.project(case, previous=before)
    assert run_csv(after) == run_csv(before)


def test_that_a_few_draws_are_kept_whole_and_a_million_are_not(case: Case) -> None:
    model = project(case, case).projector.model
    assert not chunks.too_many(case, model, None, 16_384)
    assert chunks.too_many(case, model, None, 1_000_000)


def test_that_an_interrupted_command_ends_with_130_and_without_a_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(batch, "project", interrupted)
    assert run(["run", str(bundled_case("ukraine-2025"))]) == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("terminal", "quiet", "seen"), [(True, 0, True), (True, 1e9, False), (False, 0, False)])
def test_that_progress_is_told_on_a_terminal_after_a_while_and_gone_in_the_end(
    terminal: bool, quiet: float, seen: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    monkeypatch.setattr("claimbench.progress_line.QUIET", quiet)
    with ProgressLine() as line:
        line(Progress(0.25, "Projecting a long name"))
        line(Progress(0.5, "Projecting"))
    written = capsys.readouterr().err
    assert ("Projecting: 50%" in written) == seen
    assert written == "" or last_line(written) == ""


def last_line(written: str) -> str:
    """What a terminal shows in the end of text with carriage returns."""
    shown = ""
    for part in written.split("\r"):
        shown = part + shown[len(part) :]
    return shown.rstrip()
