"""A new case: the commented template with a title and dates of today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from claimbench.app.paths import resource
from claimbench.casefile.duplicate import save_as
from claimbench.casefile.read import load
from claimbench.core.model import Timeline


def new_case(folder: Path, today: date) -> None:
    """Make an empty case in a new or empty folder; its title is the folder's name.

    The projection starts with this month and ends with the next year; the past starts with the year of the month
    before. Raises ProblemError for a folder that holds something, or that cannot be written.
    """
    template = resource("template")
    start = date(today.year - (today.month == 1), 1, 1)
    timeline = Timeline(start, today.replace(day=1), date(today.year + 1, 12, 31))
    title = folder.resolve().name.replace("_", " ").replace("-", " ").strip().capitalize() or "New case"
    case = replace(load(template).case, title=title, as_of=today, timeline=timeline)
    save_as(case, template, folder)
