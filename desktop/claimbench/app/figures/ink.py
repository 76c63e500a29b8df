"""What a mark in a chart is; each theme gives it a colour."""

from __future__ import annotations

from enum import StrEnum


class Ink(StrEnum):
    PROJECTION = "projection"  # the current scenario (blue)
    BASELINE = "baseline"  # the case as saved (grey, dashed)
    OBSERVED = "observed"  # published figures (ink outline)
    CLAIM = "claim"  # what somebody says (ink)
    ACCENT = "accent"  # a computed date or value that the headline speaks of (orange)
    MUTED = "muted"  # secondary text and lines
    LATER = "later"  # figures published after the as-of date
