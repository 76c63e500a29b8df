"""Charts as files of every format: the same from the window and from the command line."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from PySide6.QtGui import QGuiApplication

from claimbench.app.picture_text import as_metadata, into_png
from claimbench.app.presets import DEFAULT_SIZE, PictureSize
from claimbench.casefile.store import replace_files
from claimbench.core.frozen import dataclass
from claimbench.gui.image_export import png, render
from claimbench.gui.theme import LIGHT, Theme
from claimbench.gui.vector_export import pdf, svg

if TYPE_CHECKING:
    from claimbench.app.figures.figure import Figure
    from claimbench.app.projection import Results

Format = Literal["png", "svg", "pdf"]
FORMATS: tuple[Format, ...] = get_args(Format)
#: Formats that the case can travel in.
CARRIERS: tuple[Format, ...] = ("png", "svg")
INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class Look:
    """How a picture is wanted."""

    format: Format = "png"
    size: PictureSize = DEFAULT_SIZE
    theme: Theme = LIGHT
    transparent: bool = False


def ready_to_draw() -> None:
    """Make the application that fonts and pictures need, where there is none yet; no display is needed."""
    if QGuiApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"  # Qt aborts where it expects a display and finds none
        from claimbench.gui.start import application

        application(LIGHT.name)


def picture(figure: Figure, look: Look, handling: str = "", inside: str = "") -> bytes:
    """The content of a picture's file. ``inside`` is the text that travels in a PNG or an SVG; a PDF carries none.
    Raises ProblemError for a size that cannot be."""
    match look.format:
        case "png":
            image = render(figure, look.theme, look.size, transparent=look.transparent, handling=handling)
            return into_png(png(image), inside) if inside else png(image)
        case "svg":
            metadata = as_metadata(inside) if inside else ""
            text = svg(
                figure, look.theme, look.size, transparent=look.transparent, handling=handling, metadata=metadata
            )
            return text.encode()
        case "pdf":
            return pdf(figure, look.theme, look.size, transparent=look.transparent, handling=handling)


def write_pictures(
    results: Results, charts: Iterable[str], folder: Path, look: Look, inside: Mapping[str, str], index: bool
) -> Iterator[Path]:
    """Write each chart into a file named after it, and with ``index`` a page that shows them all; yields each path as
    soon as it is written. ``inside`` are the texts that travel in the pictures, by chart. Raises ProblemError for what
    cannot be written."""
    written = []
    handling = results.case.handling
    for id in charts:
        path = folder / f"{id}.{look.format}"
        replace_files({path: picture(results.figures[id], look, handling, inside.get(id, ""))})
        written.append(path)
        yield path
    if index:
        from claimbench.gui.report import index_page

        path = folder / INDEX
        replace_files({path: index_page(results, {file.stem: file.name for file in written}).encode()})
        yield path
