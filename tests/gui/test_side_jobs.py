"""Long computations beside the projection."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from threading import Event

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from claimbench.evidence.refine import Progress
from claimbench.gui.side_jobs import SideJobs


@pytest.fixture
def jobs(qapp: QObject) -> Iterator[SideJobs]:
    made = SideJobs(qapp)
    yield made
    made.close()


def counting(to: int) -> Generator[Progress, None, int]:
    for number in range(to):
        yield Progress(number / to, f"step {number}")
    return to


def waiting(gate: Event) -> Generator[Progress, None, str]:
    gate.wait()
    yield Progress(0.0, "waiting")
    return "waited"


def test_that_a_job_tells_its_steps_and_then_what_came_of_it(jobs: SideJobs, qtbot: QtBot) -> None:
    told: list[str] = []
    found: list[int] = []
    jobs.run("count", counting(3), jobs, found.append, lambda step: told.append(step.doing))
    qtbot.waitUntil(lambda: found == [3])
    assert told == ["step 0", "step 1", "step 2"]
    assert not jobs.running


def test_that_a_newer_job_takes_the_place_of_an_older_one(jobs: SideJobs, qtbot: QtBot) -> None:
    gate = Event()
    found: list[object] = []
    jobs.run("job", waiting(gate), jobs, found.append)
    jobs.run("job", counting(2), jobs, found.append)
    gate.set()
    qtbot.waitUntil(lambda: bool(found))
    assert found == [2]


def test_that_a_short_job_does_not_wait_for_a_long_one(jobs: SideJobs, qtbot: QtBot) -> None:
    gate = Event()
    found: list[object] = []
    jobs.run("long", waiting(gate), jobs, found.append)
    jobs.run("short", counting(2), jobs, found.append)
    qtbot.waitUntil(lambda: found == [2])
    gate.set()
    qtbot.waitUntil(lambda: found == [2, "waited"])


def test_that_nothing_is_heard_of_a_cancelled_job(jobs: SideJobs, qtbot: QtBot) -> None:
    found: list[object] = []
    jobs.run("count", counting(5), jobs, found.append)
    jobs.cancel("count")
    jobs.run("other", counting(1), jobs, found.append)
    qtbot.waitUntil(lambda: bool(found))
    assert found == [1]


def test_that_nothing_is_told_to_what_is_gone(jobs: SideJobs, qtbot: QtBot) -> None:
    owner = QObject()
    gate = Event()
    found: list[object] = []
    jobs.run("gone", waiting(gate), owner, found.append, found.append)
    delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: not jobs.running)
    assert found == []
