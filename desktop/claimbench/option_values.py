"""The values of options on the command line: text in, a value out, or a sentence why it is none."""

from __future__ import annotations

import argparse
from contextlib import suppress

from claimbench.core.problem import ProblemError


def size(text: str) -> tuple[int, int]:
    width, _, height = text.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal() and 100 <= int(width) <= 20000 and 100 <= int(height) <= 20000):
        raise argparse.ArgumentTypeError(f"“{text}” is not a size such as 1600x1100 (100 to 20,000 pixels a side)")
    return int(width), int(height)


def picture_size(text: str) -> str:
    from claimbench.app.presets import PictureSize

    try:
        size = PictureSize.parse(text)
    except ProblemError as refusal:
        raise argparse.ArgumentTypeError(str(refusal)) from refusal
    if min(size.width, size.height) < 100:
        raise argparse.ArgumentTypeError(f"“{text}” is too small a picture: 100 pixels a side are the least")
    return text


def preset(text: str) -> str:
    from claimbench.app.presets import PRESETS

    if text not in PRESETS:
        raise argparse.ArgumentTypeError(f"“{text}” is none of {', '.join(PRESETS)}")
    return text


def dpi(text: str) -> float:
    with suppress(ValueError):
        if 10 <= (dpi := float(text)) <= 2400:
            return dpi
    raise argparse.ArgumentTypeError(f"“{text}” is not a resolution from 10 to 2,400 dpi")


def draws(text: str) -> int:
    from claimbench.casefile.read import MOST_DRAWS

    if not text.isdecimal() or not 1 <= int(text) <= MOST_DRAWS:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of draws (1 to {MOST_DRAWS:,})")
    return int(text)


def seed(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise argparse.ArgumentTypeError(f"“{text}” is not a seed: give a whole number, 0 or more")
    return int(text)


def scale(text: str) -> float:
    with suppress(ValueError):
        if 0.5 <= (scale := float(text)) <= 8:
            return scale
    raise argparse.ArgumentTypeError(f"“{text}” is not a scale from 0.5 to 8")
