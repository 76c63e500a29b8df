"""Charts as files: every format with what is inside, opened again to the same numbers; all of them with a page."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from app_case import a_case, changed
from PySide6.QtGui import QImage
from same_figures import assert_same_numbers

from claimbench.app import payload
from claimbench.app.batch import project
from claimbench.app.case_files import case_files
from claimbench.app.commands import SetAssumption
from claimbench.app.presets import PictureSize
from claimbench.app.projection import Results
from claimbench.app.reopen import place, reopen_bytes
from claimbench.casefile.read import load
from claimbench.core.case import Case
from claimbench.core.chart import Chart, Point
from claimbench.core.chart_options import CHART_KINDS
from claimbench.core.claim import Reading
from claimbench.core.problem import ProblemError
from claimbench.gui.picture_files import CARRIERS, FORMATS, Look, picture, write_pictures
from claimbench.gui.theme import DARK

pytestmark = pytest.mark.usefixtures("qapp")

SMALL = PictureSize(640, 440)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A case with a chart of each kind, as it reads from a folder."""
    folder = tmp_path_factory.mktemp("stored") / "small"
    made = replace(a_case(), handling="TLP:GREEN")
    charts = (
        Chart("spread", "distribution", "Cases at the end", options={"result": "end"}),
        Chart("moves", "moves", "What moves the cases", options={"result": "end"}),
        Chart("up-to", "distribution", "Cases up to each value", options={"result": "end", "cumulative": True}),
        Chart("both", "readings", "Cases under each reading", options={"shows": "total", "observed": ("totals",)}),
        Chart("seen", "series", "What was published", options={"shows": ("totals", "months")}),
        Chart(
            "drawn",
            "table",
            "Cases by area",
            options={"file": "tables/drawn.csv", "style": "points", "x": "area"},
            points=(Point("cases", 1.5, 20.0), Point("cases", 2.5, 30.0), Point("deaths", 1.5, 0.1)),
        ),
        Chart("grouped", "series", "By quarter", options={"shows": ("months",), "style": "bars", "every": "quarter"}),
    )
    readings = {"said": Reading("said", "As said", ("C1",)), "ratio": Reading("ratio", "The ratio", ("C3",))}
    made = replace(made, readings=readings, charts={**made.charts, **{chart.id: chart for chart in charts}})
    place(case_files(made, None), folder)
    return load(folder).case


@pytest.fixture(scope="module")
def results(case: Case) -> Results:
    """Changed in what a window changes: a best value, one end of a range, a constant, a claim held true."""
    shown = changed(case, rate=120.0).case
    shown = SetAssumption("growth", "high", 3.0).apply(shown)
    shown = shown.with_assumption(replace(shown.assumptions["unused"], distribution="constant", low=1, best=1, high=1))
    return project(replace(shown, held=("C1",)), case)


def test_that_the_case_of_these_tests_has_a_chart_of_every_kind(case: Case) -> None:
    assert {chart.kind for chart in case.charts.values()} == set(CHART_KINDS)


@pytest.mark.parametrize("form", CARRIERS)
@pytest.mark.parametrize(
    "chart", ["total", "new", "losses", "claims", "spread", "up-to", "moves", "both", "seen", "grouped", "drawn"]
)
def test_that_a_picture_brings_back_a_case_and_scenario_that_draw_the_same_chart(
    results: Results, form: str, chart: str
) -> None:
    inside, problems = payload.for_charts(results, [chart], None)
    assert problems == []
    content = picture(results.figures[chart], Look(form, SMALL), "TLP:GREEN", inside[chart])  # type: ignore[arg-type]
    found = reopen_bytes(content)
    assert found.payload.chart == chart
    again = project(found.shown, found.saved)
    assert_same_numbers(again.figures[chart], results.figures[chart])
    assert again.verdicts == results.verdicts


def test_that_a_pdf_and_a_picture_exported_without_carry_nothing(results: Results) -> None:
    figure = results.figures["total"]
    assert "pdf" not in CARRIERS
    assert picture(figure, Look("pdf", SMALL), "", "inside").startswith(b"%PDF")
    for form in CARRIERS:
        with pytest.raises(ProblemError, match="no case in this picture"):
            reopen_bytes(picture(figure, Look(form, SMALL)))


def test_that_what_is_inside_changes_nothing_that_is_seen(results: Results) -> None:
    plain, carrying = (picture(results.figures["total"], Look("png", SMALL), "", text) for text in ("", "{}"))
    assert plain != carrying
    assert QImage.fromData(plain) == QImage.fromData(carrying)


class Page(HTMLParser):
    """What a page refers to."""

    def __init__(self) -> None:
        super().__init__()
        self.references: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.references += [value or "" for name, value in attributes if name in ("src", "href")]


@pytest.mark.parametrize("form", FORMATS)
def test_that_all_charts_come_with_a_page_that_shows_them(results: Results, form: str, tmp_path: Path) -> None:
    look = Look(form, SMALL, DARK)  # type: ignore[arg-type]
    written = list(write_pictures(results, results.figures, tmp_path / "charts", look, {}, index=True))
    assert [path.name for path in written] == [*(f"{id}.{form}" for id in results.figures), "index.html"]
    assert sorted(path.name for path in (tmp_path / "charts").iterdir()) == sorted(path.name for path in written)
    text = written[-1].read_text(encoding="utf-8")
    page = Page()
    page.feed(text)
    assert set(page.references) == {f"{id}.{form}" for id in results.figures}
    assert "script" not in page.tags
    for part in ("Small", "TLP:GREEN", "15 Apr 2025", "Baseline, 3 changes"):
        assert part in text


def test_that_a_picture_that_cannot_be_written_is_a_problem_with_file_cause_and_remedy(
    results: Results, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(ProblemError) as caught:
        list(write_pictures(results, ["total"], tmp_path / "file", Look("svg", SMALL), {}, index=False))
    (problem,) = caught.value.problems
    assert str(tmp_path / "file" / "total.svg") in problem.message
    assert "could not be saved" in problem.message
    assert problem.hint


def test_that_a_failed_export_leaves_what_was_there(results: Results, tmp_path: Path) -> None:
    (tmp_path / "total.png").mkdir()  # a folder of that name cannot be replaced by a file
    with pytest.raises(ProblemError):
        list(write_pictures(results, ["total"], tmp_path, Look("png", SMALL), {}, index=False))
    assert [item.name for item in tmp_path.iterdir()] == ["total.png"]
