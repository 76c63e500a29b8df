"""Whether a drawing says all that its figure says: a picture that is sent on has nobody to hover over what is cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from claimbench.app.figures.figure import Figure, Note
from claimbench.gui.figure_style import Placed


def is_whole(figure: Figure, texts: Iterable[Placed], key: Iterable[str] = ()) -> bool:
    """Whether every text of the figure is written out, on however many lines, and of the labels of marks those that
    have no room beside their marks: ``key``."""
    lines, wanted = [text.text for text in texts], [_letters(text) for text in (*_texts(figure), *key)]
    shown, times = _letters("".join(lines)), Counter(lines)
    cut = [line for line in map(_letters, lines) if line.endswith("…") and not any(line in text for text in wanted)]
    beside = Counter(text for _, *both in figure.right for text in both if text)
    return not cut and beside <= times and all(text in shown for text in wanted)


def _texts(figure: Figure) -> Iterable[str]:
    yield from (figure.headline, figure.subtitle, figure.note)
    if not figure.marks:
        return
    yield from (figure.y.title, *(axis.title for axis in figure.further), *figure.row_titles)
    yield from (text for _, text in figure.y.ticks)
    if not figure.row_titles[1]:
        yield figure.x.title
    yield from (mark.text for mark in figure.marks if isinstance(mark, Note))


def _letters(text: str) -> str:
    """Without spaces and middle dots, which line breaks take away."""
    return "".join(text.replace("·", "").split())
