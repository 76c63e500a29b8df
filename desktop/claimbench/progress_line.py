"""A line on a terminal that says how far long work is."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from claimbench.evidence.refine import Progress

QUIET: Final = 2.0  # seconds in which nothing is said


class ProgressLine:
    """Writes what it is told to standard error where that is a terminal, on one line that is gone in the end: used as
    a context."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._width = 0

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def clear(self) -> None:
        """Take the line away: before anything else is written."""
        self._write("")

    def __call__(self, step: Progress) -> None:
        self.tell(step.doing, step.share)

    def tell(self, doing: str, share: float) -> None:
        if sys.stderr.isatty() and time.monotonic() - self._started > QUIET:
            self._write(f"{doing}: {share:.0%}")

    def _write(self, text: str) -> None:
        if text or self._width:
            print(f"\r{text:{self._width}}\r{text}", end="", file=sys.stderr, flush=True)  # noqa: T201
            self._width = len(text)
