"""Charts as pictures: the same layout at every size, everything on them, errors in sentences."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
import sample_figures
from comparing import similar
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from claimbench.app.batch import project
from claimbench.app.figures.figure import Axis, Figure, Points
from claimbench.app.paths import bundled_case, default_case
from claimbench.app.presets import PRESETS, PictureSize
from claimbench.casefile.read import load
from claimbench.core.case import Sampling
from claimbench.core.chart import Chart
from claimbench.core.problem import ProblemError
from claimbench.core.show import TIE, tied
from claimbench.gui.figure_painter import FigurePainter
from claimbench.gui.figure_style import FigureStyle, overlap
from claimbench.gui.figure_whole import is_whole
from claimbench.gui.image_export import laid_out, png, render, scale_of
from claimbench.gui.theme import DARK, LIGHT, Theme

pytestmark = pytest.mark.usefixtures("qapp")


def is_inked(image: QImage, left: float, top: float, right: float, bottom: float, ground: QColor) -> bool:
    """Whether anything but the ground is there."""
    seen = {
        image.pixelColor(x, y).rgb()
        for x in range(int(left), int(right), max(1, int(right - left) // 60))
        for y in range(int(top), int(bottom), max(1, int(bottom - top) // 16))
    }
    return bool(seen - {ground.rgb()})


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("width", [800, 4000])
def test_that_every_text_is_on_the_picture(width: int, theme: Theme) -> None:
    height = round(width * 0.7)
    image = render(sample_figures.projection(), theme, PictureSize(width, height))
    assert (image.width(), image.height()) == (width, height)
    card = laid_out(sample_figures.projection(), theme, PictureSize(width, height))
    texts = card.texts
    shown = " ".join(text.text for text in texts)
    for part in ("Registered cases pass", "bands 50 % and 90 %", "cases", "700k", "95 % 731k", "as of 24 Nov 2025."):
        assert part in shown
    scale = scale_of(card, PictureSize(width, height))
    for text in texts:
        box = [edge * scale for edge in text.box]
        assert is_inked(image, box[0], box[1], box[2], box[3], QColor(theme.surface)), text.text


def test_that_a_picture_of_any_size_is_the_same_picture() -> None:
    small = render(sample_figures.projection(), LIGHT, PictureSize(600, 420))
    large = render(sample_figures.projection(), LIGHT, PictureSize(6000, 4200))
    shrunk = large.scaledToWidth(600, mode=Qt.TransformationMode.SmoothTransformation)
    different = sum(
        abs(small.pixelColor(x, y).lightness() - shrunk.pixelColor(x, y).lightness()) > 60
        for x in range(0, 600, 2)
        for y in range(0, 420, 2)
    )
    assert different < 0.01 * 300 * 210


def test_that_lines_and_text_grow_with_the_picture() -> None:
    def ink(width: int) -> float:
        image = render(sample_figures.strength(), LIGHT, PictureSize(width, round(width * 0.7)))
        step = width // 400
        dark = sum(
            image.pixelColor(x, y).lightness() < 140
            for x in range(0, width, step)
            for y in range(0, image.height(), step)
        )
        return dark / (400 * 280)

    assert ink(4000) == pytest.approx(ink(800), rel=0.25)


def test_that_the_ground_is_opaque_and_of_the_theme() -> None:
    image = render(sample_figures.strength(), DARK, PictureSize(800, 560))
    assert not image.hasAlphaChannel()
    assert image.pixelColor(2, 2).name() == DARK.surface
    assert image.pixelColor(797, 557).name() == DARK.surface


def test_that_the_handling_marking_is_on_the_picture() -> None:
    plain = render(sample_figures.strength(), LIGHT, PictureSize(800, 560))
    marked = render(sample_figures.strength(), LIGHT, PictureSize(800, 560), handling="TLP:AMBER")
    corner = (680, 525, 790, 550)
    assert is_inked(marked, *corner, QColor(LIGHT.surface))
    assert not is_inked(plain, *corner, QColor(LIGHT.surface))


def test_that_the_resolution_is_written_into_the_file() -> None:
    content = png(render(sample_figures.what_if(), LIGHT, PictureSize(800, 560, dpi=300)))
    assert QImage.fromData(content).dotsPerMeterX() == pytest.approx(300 / 0.0254, abs=1)


def test_that_without_a_ground_only_the_chart_is_opaque() -> None:
    image = render(sample_figures.strength(), LIGHT, PictureSize(800, 560), transparent=True)
    assert image.hasAlphaChannel()
    assert image.pixelColor(2, 2).alpha() == 0
    on_ground = render(sample_figures.strength(), LIGHT, PictureSize(800, 560))
    over = on_ground.copy()
    over.fill(QColor(LIGHT.surface))
    painter = QPainter(over)
    painter.drawImage(0, 0, image)
    painter.end()
    assert similar(over, on_ground) > 0.999


def assert_nothing_is_cut_or_covered(figure: Figure, size: PictureSize) -> None:
    """Every word is there, on the picture, and none over another; all points are named, beside them or in the key."""
    card = laid_out(figure, LIGHT, size, handling="TLP:AMBER")
    width, height = card.size
    shown = [text for text in card.texts if text.text.strip()]
    assert is_whole(figure, card.texts, card.unplaced), figure.id
    named = [text.text for text in shown]
    for mark in figure.marks:
        if isinstance(mark, Points):
            assert any(text.startswith(mark.label) for text in named), (figure.id, mark.label)
    for text in shown:
        left, top, right, bottom = text.box
        assert -0.5 <= left < right <= width + 0.5, (figure.id, text.text)
        assert -0.5 <= top < bottom <= height + 0.5, (figure.id, text.text)
    for one, other in combinations(shown, 2):
        # boxes of lines below one another touch: their letters do not
        box = (one.box[0], one.box[1] + 2, one.box[2], one.box[3] - 2)
        assert not overlap(box, other.box), (figure.id, one.text, other.text)
    assert any("TLP:AMBER" in text.text for text in shown)


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("figure", sample_figures.every(), ids=lambda figure: figure.id)
def test_that_at_every_size_no_text_is_cut_off_or_over_another(preset: str, figure: Figure) -> None:
    assert_nothing_is_cut_or_covered(figure, PRESETS[preset].size)


@pytest.mark.parametrize("name", sorted(path.name for path in default_case().parent.iterdir() if path.is_dir()))
def test_that_nothing_of_the_bundled_cases_is_cut_off_or_over_another(name: str) -> None:
    """Their own charts, and of some measures what the program proposes, at the sizes that leave the least room."""
    case = load(bundled_case(name)).case
    case = replace(case, sampling=Sampling(512, 1, case.sampling.next_column))
    of_measures = [
        Chart(f"{kind}-{id}", kind, measure.label, options={"result": id})
        for id, measure in list(case.measures.items())[:6]
        for kind in ("distribution", "moves")
    ]
    by_unit: dict[tuple[str, str], list[str]] = {}
    for series in case.series.values():
        by_unit.setdefault((series.unit, series.kind), []).append(series.id)
    of_series = [
        Chart(f"{style}-{ids[0]}", "series", "Published", options={"shows": tuple(ids), "style": style})
        for ids in by_unit.values()
        for style in ("line", "points")
    ]
    case = replace(case, charts={**case.charts, **{chart.id: chart for chart in (*of_measures, *of_series)}})
    for figure in project(case, case).figures.values():
        for size in (PictureSize(600, 338), PictureSize(1600, 500), PictureSize(400, 900)):
            assert_nothing_is_cut_or_covered(figure, size)


LONG = "Everything that anybody could ask about these numbers, who says them, and what they leave out. " * 12


@pytest.mark.parametrize("size", [PictureSize(600, 338), PictureSize(1200, 630), PictureSize(400, 1400)])
@pytest.mark.parametrize("figure", sample_figures.all_four(), ids=lambda figure: figure.id)
def test_that_a_picture_has_every_word_of_its_figure(size: PictureSize, figure: Figure) -> None:
    told = replace(figure, subtitle=LONG[:300], note=LONG)
    if figure.y.kind == "rows":
        ticks = tuple((at, f"{text}, and {LONG[:80]}") for at, text in figure.y.ticks)
        told = replace(told, y=replace(figure.y, ticks=ticks))
    card = laid_out(told, LIGHT, size, handling="TLP:AMBER")
    assert is_whole(told, card.texts)
    assert not [text.text for text in card.texts if text.text.endswith("…")]
    assert all(text.box[0] >= -0.5 and text.box[2] <= card.size[0] + 0.5 for text in card.texts)
    assert not is_whole(replace(told, note=f"{LONG} And more."), card.texts)


def test_that_no_word_beside_a_row_is_left_out_though_it_stands_in_the_note_too() -> None:
    figure = replace(
        sample_figures.claims(), note="Chance: likely 55–80 %, very likely 80–95 %, almost certain 95–99 %."
    )
    rows = 30
    ticks = tuple((float(row), f"C{row} · a claim") for row in range(rows))
    right = tuple((float(row), "96 %", "almost certain") for row in range(rows))
    many = replace(figure, y=replace(figure.y, ticks=ticks, bounds=(-0.6, rows - 0.4)), right=right)
    card = laid_out(many, LIGHT, PictureSize(700, 900))
    assert sum(text.text == "almost certain" for text in card.texts) == rows
    fewer = [text for text in card.texts if text.box[1] > card.texts[-1].box[1] or text.text != "almost certain"]
    assert not is_whole(many, fewer)


def test_that_a_picture_has_a_whole_key_where_it_has_one() -> None:
    crowd = np.random.default_rng(1).uniform(0.0, 1.0, (2, 3000))
    labels = [f"A series of which there is much to be said, the one with the number {number}" for number in range(6)]
    points = [Points(crowd[0], crowd[1], name=label, label=label) for label in labels]
    figure = Figure("crowd", "A crowd", LONG[:200], LONG[:600], Axis("x"), Axis("y"), tuple(points))
    card = laid_out(figure, LIGHT, PictureSize(600, 338))
    assert set(card.unplaced) == set(labels)
    assert set(labels) <= {text.text.rstrip(",") for text in card.texts}


def test_that_an_address_without_an_end_is_broken_rather_than_the_whole_picture_made_smaller() -> None:
    address = "https://example.org/" + "and/so/on/" * 10
    figure = replace(sample_figures.projection(), headline=f"Seen at {address}", note=f"See {address} there.")
    card = laid_out(figure, LIGHT, PictureSize(1600, 1100))
    assert card.size[0] == 640.0
    shown = "".join(text.text for text in card.texts).replace(" ", "")
    assert shown.count(address) == 2
    assert max(text.box[2] for text in card.texts) <= 640.0


def test_that_a_picture_names_every_source_and_a_card_the_first_of_many() -> None:
    sources = {f"s{number}": f"Source {number}" for number in range(12)}
    note = f"Sources: {'; '.join(sources.values())}. Counts cases."
    figure = replace(sample_figures.strength(), sources=sources, note=note)
    shown = " ".join(text.text for text in laid_out(figure, LIGHT, PRESETS["social"].size).texts)
    assert all(name in shown for name in sources.values())
    card = FigurePainter(LIGHT)
    card.set_size(560.0, 480.0)
    card.set_figure(figure)
    shown = " ".join(text.text for text in card.texts)
    assert "Source 4; 7 more. Counts cases." in shown
    assert "Source 5" not in shown


def test_that_a_date_and_a_number_with_its_noun_are_not_parted(qapp: QGuiApplication) -> None:
    face = FigureStyle(LIGHT).note
    words = f"Scenario: Baseline · {tied('16,384 draws')} · {tied('as of 24 Nov 2025')}."
    for room in range(60, 400, 7):
        lines = face.wrapped(words, float(room), 9)
        assert not any(line.endswith(("16,384", "as", "of", "24", "Nov", "·")) for line in lines), lines


def test_that_two_lines_part_at_a_middle_dot_where_both_fit(qapp: QGuiApplication) -> None:
    face, text = FigureStyle(LIGHT).subtitle, "Persons under arms, projected · bands 50 % and 90 % · dashed: baseline"
    broken = face.balanced(text, 0.7 * face.width(text))
    assert [line.replace(TIE, " ") for line in broken] == [
        "Persons under arms, projected",
        "bands 50 % and 90 % · dashed: baseline",
    ]
    assert len(face.balanced("one word after another and no dot in them at all", 150.0)) == 2


def test_that_a_headline_of_three_lines_leaves_no_word_alone(qapp: QGuiApplication) -> None:
    face, text = FigureStyle(LIGHT).headline, "Homes added do not pass 1,500,000 by March 2030 in any draw"
    room = 0.55 * face.width(text)
    plain, even = (break_text(text, room, 3, 0.7 * room) for break_text in (face.wrapped, face.evened))
    assert face.width(plain[-1]) < 0.5 * face.width(plain[1])
    assert " ".join(even) == text
    assert len(even) == 3
    assert max(map(face.width, even)) < 1.5 * min(map(face.width, even))
    assert face.evened("word " * 40, 200.0, 3, 150.0)[-1].endswith("…")
    assert face.evened(f"a {tied('word that is never broken at its spaces')} b", 100.0, 3, 80.0)
    assert face.evened("", 100.0, 3, 80.0) == []


def test_that_sizes_are_read_as_people_write_them() -> None:
    assert PictureSize.parse("1600x1100") == PictureSize(1600, 1100)
    assert PictureSize.parse("1600 × 1100 px", 200) == PictureSize(1600, 1100, 200)
    assert PictureSize.parse("16x11cm") == PictureSize(1890, 1299, 300)
    assert PictureSize.parse("2.54x5.08cm", 100) == PictureSize(100, 200, 100)
    assert PictureSize.parse("16x11cm").centimetres == pytest.approx((16, 11), abs=0.01)
    assert PictureSize(1600, 1200).points == (1200, 900)


@pytest.mark.parametrize("text", ["", "1600", "x", "-1x5", "1e9x1", "16x11in", "99999x99999", "0x0", "٣x٤"])
def test_that_what_is_no_size_is_a_problem_that_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ProblemError) as caught:
        PictureSize.parse(text)
    assert caught.value.problems[0].hint


@pytest.mark.parametrize("size", [(0, 100, 96), (100, -1, 96), (50_000, 100, 96), (20_000, 20_000, 96), (100, 100, 0)])
def test_that_an_impossible_size_is_a_problem(size: tuple[int, int, float]) -> None:
    with pytest.raises(ProblemError, match="picture"):
        PictureSize(*size)


def test_that_a_figure_without_data_says_so() -> None:
    image = render(sample_figures.empty(), LIGHT, PictureSize(800, 560))
    assert is_inked(image, 300, 200, 500, 400, QColor(LIGHT.surface))
