"""The sizes of pictures: in pixels for screens, in centimetres and dots per inch for paper."""

from __future__ import annotations

import re
from collections.abc import Mapping

from claimbench.core.frozen import dataclass
from claimbench.core.problem import ProblemError, error

CENTIMETRES_PER_INCH = 2.54
#: Pixels per inch of a picture that nobody prints: the CSS pixel.
SCREEN_DPI = 96.0
PRINT_DPI = 300.0
#: The most pixels a side, and in all.
LARGEST_SIDE, LARGEST_AREA = 20_000, 200_000_000

_SIZE = re.compile(r"(\d{1,5}(?:\.\d{1,3})?)\s*[x×]\s*(\d{1,5}(?:\.\d{1,3})?)\s*(cm|px)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PictureSize:
    """``width`` and ``height`` in pixels; ``dpi`` pixels go to the inch where the picture is printed, and on the page
    of a PDF. Raises ProblemError for a size that cannot be."""

    width: int
    height: int
    dpi: float = SCREEN_DPI

    def __post_init__(self) -> None:
        fits = 1 <= self.width <= LARGEST_SIDE and 1 <= self.height <= LARGEST_SIDE
        if not fits or self.width * self.height > LARGEST_AREA:
            message = f"A picture of {self.width:,} × {self.height:,} px cannot be made."
            most = f"{LARGEST_SIDE:,} px in each direction and {LARGEST_AREA // 1_000_000} million in all"
            raise ProblemError([error("bad-size", message, hint=f"Choose at most {most}.")])
        if not 1 <= self.dpi <= 10_000:
            message = f"A picture cannot have {self.dpi:g} dpi."
            raise ProblemError([error("bad-size", message, hint="300 is usual in print, 96 on screens.")])

    @classmethod
    def of_centimetres(cls, width: float, height: float, dpi: float) -> PictureSize:
        """The size that is printed ``width`` × ``height`` cm large."""
        return cls(round(width / CENTIMETRES_PER_INCH * dpi), round(height / CENTIMETRES_PER_INCH * dpi), dpi)

    @classmethod
    def parse(cls, text: str, dpi: float | None = None) -> PictureSize:
        """A size such as ``1600x1100`` (pixels, at 96 dpi unless given) or ``16x11cm`` (at 300 dpi unless given).
        Raises ProblemError for what is none."""
        found = _SIZE.fullmatch(text.strip().lower())
        if found is None:
            message = f"“{text}” is not a size for a picture."
            raise ProblemError([error("bad-size", message, hint="Write it as 1600x1100 (pixels) or 16x11cm.")])
        width, height, unit = found.groups()
        if unit == "cm":
            return cls.of_centimetres(float(width), float(height), dpi or PRINT_DPI)
        return cls(round(float(width)), round(float(height)), dpi or SCREEN_DPI)

    @property
    def centimetres(self) -> tuple[float, float]:
        return self.width / self.dpi * CENTIMETRES_PER_INCH, self.height / self.dpi * CENTIMETRES_PER_INCH

    @property
    def points(self) -> tuple[float, float]:
        """Width and height on paper in points, 72 to the inch."""
        return self.width / self.dpi * 72, self.height / self.dpi * 72

    @property
    def css_pixels(self) -> tuple[float, float]:
        return self.width / self.dpi * SCREEN_DPI, self.height / self.dpi * SCREEN_DPI


DEFAULT_SIZE = PictureSize(1600, 1100)


@dataclass(frozen=True, slots=True)
class Preset:
    """``on_paper``: whether people think of it in centimetres."""

    label: str
    size: PictureSize
    on_paper: bool = False


PRESETS: Mapping[str, Preset] = {
    "card": Preset("Chart, 1600 × 1100 px", DEFAULT_SIZE),
    "slide": Preset("Slide 16:9, 1920 × 1080 px", PictureSize(1920, 1080)),
    "half-page": Preset("Half page, 16 × 11 cm", PictureSize.of_centimetres(16, 11, PRINT_DPI), on_paper=True),
    "full-page": Preset("Full page, 16 × 23 cm", PictureSize.of_centimetres(16, 23, PRINT_DPI), on_paper=True),
    "social": Preset("Social, 1200 × 630 px", PictureSize(1200, 630)),
}
