"""Problems are data: what is wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from enum import StrEnum

from claimbench.core.frozen import dataclass


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a file of the case; lines and columns count from 1.

    ``breaks`` are the offsets into the value that starts here at which it stops running along with the
    file (after an escape, a doubled quote or a line break), each with the line and column where it goes on.
    """

    file: str
    line: int
    column: int = 1
    breaks: tuple[tuple[int, int, int], ...] = field(default=(), compare=False, repr=False)

    def after(self, offset: int) -> Place:
        """Where the character at ``offset`` of the value that starts here stands in the file."""
        start, line, column = 0, self.line, self.column
        for at, *position in self.breaks:
            if at > offset:
                break
            start, (line, column) = at, position
        return Place(self.file, line, column + offset - start)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a case.

    ``path`` names the field, such as ``assumptions.growth.low`` or ``claims.C02.measure``;
    ``offset`` is the position of the trouble inside that field's text, from 0.
    ``place`` is filled in by :func:`located` from where the case was read.
    """

    severity: Severity
    code: str
    message: str
    path: str = ""
    offset: int | None = None
    hint: str = ""
    place: Place | None = None

    def __str__(self) -> str:
        where = f"{self.place.file}:{self.place.line}:{self.place.column}: " if self.place else ""
        hint = f" {self.hint}" if self.hint else ""
        return f"{where}{self.message}{hint}"


class ProblemError(Exception):
    """Raised where work cannot go on; carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def error(code: str, message: str, path: str = "", offset: int | None = None, hint: str = "") -> Problem:
    return Problem(Severity.ERROR, code, message, path, offset, hint)


def warning(code: str, message: str, path: str = "", offset: int | None = None, hint: str = "") -> Problem:
    return Problem(Severity.WARNING, code, message, path, offset, hint)


def note(code: str, message: str, path: str = "", offset: int | None = None, hint: str = "") -> Problem:
    return Problem(Severity.NOTE, code, message, path, offset, hint)


def located(problem: Problem, places: Mapping[str, Place]) -> Problem:
    """The problem with its place, taken from the nearest enclosing path that has one."""
    if problem.place is not None:
        return problem
    path = problem.path
    while path:
        if (place := places.get(path)) is not None:
            return replace(problem, place=place.after((problem.offset or 0) if path == problem.path else 0))
        path = path.rpartition(".")[0]
    return problem
