"""SVG and PDF: true vectors that need nothing from outside, and look as the PNG does in programs that are not Qt."""

from __future__ import annotations

import ctypes
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest
import resvg_py
import sample_figures
from comparing import similar
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage

from claimbench.app.figures.figure import Axis, Columns, Figure
from claimbench.app.markup import escaped
from claimbench.app.presets import PictureSize
from claimbench.gui.image_export import laid_out, render
from claimbench.gui.svg_painter import SvgPainter
from claimbench.gui.theme import DARK, LIGHT, Theme
from claimbench.gui.vector_export import inline_svg, pdf, svg

pytestmark = pytest.mark.usefixtures("qapp")

SIZE = PictureSize(1280, 900)
FIGURES = sample_figures.every()
HOSTILE = 'a\x00b\x0b\ud800 ]]> </text><script>alert(1)</script> & "quoted" <img src=x onerror=y> \u202e \uffff'
INK = QColor(LIGHT.text)
every_figure = pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.id)
themes = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def drawn_by_resvg(text: str) -> QImage:
    """As a program without any font draws it."""
    return QImage.fromData(bytes(resvg_py.svg_to_bytes(svg_string=text, skip_system_fonts=True)))


def drawn_by_pdfium(content: bytes, dpi: float = 96.0) -> QImage:
    document = pypdfium2.PdfDocument(content)
    try:
        assert len(document) == 1
        drawn = document[0].render(scale=dpi / 72).to_numpy()
    finally:
        document.close()
    height, width, _ = drawn.shape
    return QImage(drawn.tobytes(), width, height, drawn.strides[0], QImage.Format.Format_BGR888).copy()


@themes
@every_figure
def test_that_an_svg_looks_as_the_png_does(figure: Figure, theme: Theme) -> None:
    text = svg(figure, theme, SIZE, handling="TLP:AMBER")
    assert similar(drawn_by_resvg(text), render(figure, theme, SIZE, handling="TLP:AMBER")) > 0.97


@themes
@every_figure
def test_that_a_pdf_looks_as_the_png_does(figure: Figure, theme: Theme) -> None:
    content = pdf(figure, theme, SIZE, handling="TLP:AMBER")
    assert similar(drawn_by_pdfium(content), render(figure, theme, SIZE, handling="TLP:AMBER")) > 0.97


def test_that_the_likeness_tells_pictures_apart() -> None:
    one = render(sample_figures.projection(), LIGHT, SIZE)
    assert similar(one, one) == pytest.approx(1.0)
    assert similar(one, render(sample_figures.projection(40_000.0), LIGHT, SIZE)) < 0.97
    assert similar(one, render(replace(sample_figures.projection(), headline=""), LIGHT, SIZE)) < 0.97


@every_figure
def test_that_an_svg_has_only_paths_and_nothing_from_outside(figure: Figure) -> None:
    text = svg(figure, LIGHT, SIZE)
    root = ElementTree.fromstring(text)
    tags = {element.tag.partition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "defs", "path", "g", "use", "clipPath"}
    for element in root.iter():
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on")
            assert "url(" not in value or re.fullmatch(r"url\(#\w+\)", value)
            if name.endswith("href"):
                assert re.fullmatch(r"#\w+", value)
    assert "font" not in text
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    used = set(re.findall(r'(?:href="#|url\(#)(\w+)', text))
    assert used <= set(ids)


def test_that_an_svg_has_its_ground_unless_none_is_wanted() -> None:
    with_ground, without = (svg(FIGURES[0], DARK, SIZE, transparent=none) for none in (False, True))
    assert drawn_by_resvg(with_ground).pixelColor(3, 3).name() == DARK.surface
    assert drawn_by_resvg(without).pixelColor(3, 3).alpha() == 0


@pytest.mark.parametrize(("dpi", "width"), [(96.0, "1280"), (300.0, "409.6")])
def test_that_an_svg_is_as_large_as_on_paper(dpi: float, width: str) -> None:
    root = ElementTree.fromstring(svg(FIGURES[0], LIGHT, PictureSize(1280, 900, dpi)))
    assert root.attrib["width"] == width
    assert root.attrib["viewBox"].split()[2] == "640"


def test_that_a_column_of_no_height_leaves_no_line_in_a_pdf() -> None:
    upright = Axis("y", bounds=(0.0, 6.0))

    def drawn(height: float) -> QImage:
        column = Columns(np.arange(4.0), np.array([5.0, height, 3.0]), name="Rows")
        return drawn_by_pdfium(pdf(Figure("few", "Few", "", "", Axis("x"), upright, (column,)), LIGHT, SIZE))

    assert drawn(0.0) == drawn(np.nan) != drawn(1.0)


def test_that_a_pdf_has_its_size_on_paper_its_title_and_its_fonts() -> None:
    content = pdf(FIGURES[0], LIGHT, PictureSize.of_centimetres(16, 11, 300))
    document = pypdfium2.PdfDocument(content)
    try:
        size = document[0].get_size()
        assert [side / 72 * 2.54 for side in size] == pytest.approx([16, 11], abs=0.05)
        assert document.get_metadata_value("Title") == FIGURES[0].headline
        assert document.get_metadata_value("Creator").startswith("Claimbench")
        text = document[0].get_textpage().get_text_range()
        kinds = {found.type for found in document[0].get_objects()}
    finally:
        document.close()
    for part in (FIGURES[0].headline, "700k", "95 % 731k", "400,000 · claimed by an MP (C01)"):  # can be searched for
        assert part in " ".join(text.split())
    assert pypdfium2.raw.FPDF_PAGEOBJ_IMAGE not in kinds
    assert b"/FontFile" in content


def test_that_the_look_of_a_pdf_does_not_hang_on_its_fonts() -> None:
    """A program that opens a PDF to edit it takes another font for one that is not installed, with other widths: what
    is seen are outlines, and the text that can be searched has the colour of the ground and lies under them."""
    document = pypdfium2.PdfDocument(pdf(FIGURES[0], DARK, SIZE, handling="TLP:AMBER"))
    try:
        objects = list(document[0].get_objects())
        kinds = [found.type for found in objects]
        texts = [found for found in objects if found.type == pypdfium2.raw.FPDF_PAGEOBJ_TEXT]
        colours = set()
        for found in texts:
            parts = [ctypes.c_uint() for _ in range(4)]
            assert pypdfium2.raw.FPDFPageObj_GetFillColor(found.raw, *map(ctypes.byref, parts))
            colours.add(QColor(*(part.value for part in parts)).name())
    finally:
        document.close()
    assert colours == {DARK.surface}
    last = len(kinds) - 1 - kinds[::-1].index(pypdfium2.raw.FPDF_PAGEOBJ_TEXT)
    assert last < len(kinds) - len(laid_out(FIGURES[0], DARK, SIZE).texts)
    clear = pypdfium2.PdfDocument(pdf(FIGURES[0], DARK, SIZE, transparent=True))
    try:
        assert pypdfium2.raw.FPDF_PAGEOBJ_TEXT not in {found.type for found in clear[0].get_objects()}
    finally:
        clear.close()


def test_that_a_print_of_many_dots_is_the_same_picture_in_a_pdf() -> None:
    size = PictureSize.of_centimetres(16, 11, 300)
    print_ = drawn_by_pdfium(pdf(FIGURES[1], LIGHT, size), 300.0)
    wanted = render(FIGURES[1], LIGHT, size)
    assert abs(print_.width() - wanted.width()) <= 2
    assert similar(print_.scaled(wanted.size()), wanted) > 0.95


@pytest.mark.parametrize("prefix", ["", "f3-"])
def test_that_hostile_text_stays_text(prefix: str) -> None:
    figure = replace(sample_figures.projection(), headline=HOSTILE, subtitle=HOSTILE, note=HOSTILE)
    text = inline_svg(figure, LIGHT, SIZE, prefix) if prefix else svg(figure, LIGHT, SIZE, handling=HOSTILE)
    root = ElementTree.fromstring(text)
    assert not [element for element in root.iter() if element.tag.endswith(("script", "img"))]
    title = next(element for element in root.iter() if element.tag.endswith("title"))
    assert "</text><script>alert(1)</script>" in (title.text or "")
    assert len(pdf(figure, LIGHT, SIZE, handling=HOSTILE)) > 1000


def test_that_two_drawings_stand_in_one_page_without_sharing_ids() -> None:
    pages = [inline_svg(figure, LIGHT, SIZE, f"f{number}-") for number, figure in enumerate(FIGURES)]
    ids = [id for page in pages for id in re.findall(r' id="([^"]+)"', page)]
    assert len(ids) == len(set(ids))


def test_that_the_names_for_screen_readers_are_there() -> None:
    root = ElementTree.fromstring(svg(FIGURES[0], LIGHT, SIZE, handling="TLP:RED"))
    told = {element.attrib.get("id"): element.text for element in root.iter()}
    assert root.attrib["role"] == "img"
    assert told["title"] == FIGURES[0].headline
    assert told["desc"] == f"{FIGURES[0].subtitle} {FIGURES[0].note} TLP:RED"


def test_that_what_xml_forbids_is_left_out() -> None:
    assert escaped("a\x00\x1f\ud800\uffff\x85b\t<&>\"'") == "ab\t&lt;&amp;&gt;&quot;&#x27;"


def test_that_a_clip_lasts_until_the_state_before_it_is_back() -> None:
    painter = SvgPainter()
    painter.save()
    painter.setClipRect(QRectF(10, 10, 20, 20))
    painter.fillRect(QRectF(0, 0, 50, 50), INK)
    painter.restore()
    painter.setPen(INK)
    painter.drawText(QPointF(60, 50), "A")
    painter.drawText(QPointF(60, 70), "")
    spaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    image = drawn_by_resvg(f'<svg {spaces} width="120" height="90">{painter.content()}</svg>')
    assert image.pixelColor(20, 20).alpha() == 255
    assert image.pixelColor(40, 40).alpha() == image.pixelColor(5, 20).alpha() == 0
    assert any(image.pixelColor(x, y).alpha() for x in range(60, 75) for y in range(38, 50))
