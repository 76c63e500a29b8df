"""The report: numbers with their words, grades and sources, a marking on every page, and text that stays text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pypdfium2
import pytest

from claimbench.app.batch import project
from claimbench.app.commands import SetAssumption
from claimbench.app.holding import Hold
from claimbench.app.paths import bundled_case
from claimbench.app.projection import Results
from claimbench.casefile.read import load
from claimbench.core.case import Case, Sampling
from claimbench.core.problem import ProblemError
from claimbench.core.source import Source
from claimbench.gui.report import report_page
from claimbench.gui.report_files import report_html, report_pdf, write_report
from claimbench.gui.wording import projected_ends, show_projected, show_verdict

pytestmark = pytest.mark.usefixtures("qapp")

HOSTILE = '</td><script>alert(1)</script> <img src="file:///etc/passwd" onerror=x> & \x00\ud800 {x}'
#: Elements that stand alone in HTML.
VOID = {"meta", "br", "img"}


def a_case() -> Case:
    case = load(bundled_case("ukraine-2025")).case
    return replace(case, sampling=Sampling(512, 1, case.sampling.next_column), handling="TLP:AMBER")


@pytest.fixture(scope="module")
def results() -> Results:
    case = a_case()
    return project(SetAssumption("new_cases_per_month", "best", 23_000.0).apply(case), case)


class Read(HTMLParser):
    """The text of a page, its elements, what it refers to, and whether every element is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()
        self.text = " ".join("".join(self.words).split())

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attributes
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attributes

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, text: str) -> None:
        self.words.append(text)


@pytest.fixture(scope="module")
def page(results: Results) -> Read:
    return Read(report_html(results))


@pytest.fixture(scope="module")
def pages(results: Results) -> list[str]:
    """The text of each page of the PDF."""
    document = pypdfium2.PdfDocument(report_pdf(results))
    try:
        assert document[0].get_size() == pytest.approx((595, 842), abs=1)
        return [" ".join(sheet.get_textpage().get_text_range().split()) for sheet in document]
    finally:
        document.close()


def test_that_every_claim_is_there_with_its_verdict_as_a_number_and_a_word_with_its_range(
    page: Read, results: Results
) -> None:
    for id, claim in results.case.claims.items():
        assert f"{id} · {claim.title}" in page.text
    assert "(55–80 %)" in page.text
    for id, verdict in results.verdicts.items():
        if not verdict.testable:
            assert " ".join((results.case.claims[id].why_not or verdict.why_not).split()) in page.text


def test_that_a_range_has_its_unit_once(page: Read, results: Results) -> None:
    verdict, claim = results.verdicts["C97"], results.case.claims["C97"]
    low, high = projected_ends(verdict, claim, results.case)
    middle = show_projected(verdict.projected[0.5], claim, results.case)
    assert middle.endswith(" persons per month")
    assert f"{middle}{low} to {high}" in page.text  # on two lines of a cell
    assert "persons per month to" not in page.text


def test_that_what_is_held_is_told_once_and_in_full(results: Results) -> None:
    def facts(*claims: str) -> str:
        held = Hold(claims).apply(results.saved_case)
        text = Read(report_page(project(held, results.saved_case), str)).text
        return text[text.index("As of") : text.index(" draws ·")]

    assert facts("C02").endswith("scenario: Baseline, holding C02 · 512")
    assert "holding 4 claims · held true: C02, C04, C05, C16 · " in facts("C16", "C05", "C02", "C04")


def test_that_sources_have_their_grades_and_assumptions_their_ranges_and_grounds(page: Read, results: Results) -> None:
    for source in results.case.sources.values():
        assert " ".join(source.name.split()) in page.text
        assert " ".join(source.reliability_reason.split()) in page.text
    for assumption in results.case.assumptions.values():
        assert assumption.label in page.text
    assert "16,300 to 25,000" in page.text
    assert "baseline 21,000" in page.text
    assert "C04 · Over 21,000 cases in October 2025" in page.text
    assert "assumed: no source gives it" in page.text


def test_that_every_chart_is_in_it_as_vectors(page: Read, results: Results) -> None:
    assert "svg" in page.tags
    assert "img" not in page.tags
    for figure in results.figures.values():
        assert figure.headline in page.text


def test_that_date_scenario_draws_and_marking_are_told(page: Read) -> None:
    assert "As of 24 Nov 2025 · scenario: Baseline, 1 change · 512 draws" in page.text
    assert page.text.count("TLP:AMBER") >= 2


def test_that_a_page_is_well_formed_and_needs_nothing_from_outside(page: Read) -> None:
    assert page.open == []
    assert not page.tags & {"script", "iframe", "link", "object", "base"}
    for name, value in page.attributes:
        assert not name.startswith("on")
        assert name != "src"
        assert not name.endswith("href") or (value or "").startswith("#")


def test_that_a_pdf_has_the_marking_and_its_number_on_every_page(pages: list[str]) -> None:
    assert len(pages) > 5
    for number, text in enumerate(pages, 1):
        assert text.count("TLP:AMBER") == 2
        assert f"{number} of {len(pages)}" in text


def test_that_a_pdf_has_all_claims_and_sources(pages: list[str], results: Results) -> None:
    text = " ".join(pages)
    for id in results.case.claims:
        assert f"{id} ·" in text
    assert "Office of the Prosecutor General" in text
    assert "(55–80 %)" in text
    for figure in results.figures.values():
        assert figure.headline[:30] in text


def test_that_every_chance_is_in_the_report_also_one_below_what_the_draws_can_tell(
    page: Read, pages: list[str], results: Results
) -> None:
    """Chances such as "< 0.2 %" begin as an element does: in rich text they would be gone."""
    tested = [show_verdict(verdict) for verdict in results.verdicts.values() if verdict.testable]
    assert any(text.startswith("<") for text in tested)
    for text in (page.text, " ".join(pages)):
        found = Counter(re.findall(r"[<>] [\d.]+ %", text))
        assert found >= Counter(chance for chance in tested if chance[0] in "<>")


def test_that_no_claim_begins_on_one_page_and_ends_on_the_next(pages: list[str], results: Results) -> None:
    """The end of a claim's quote stands on the page with its title."""
    checked = 0
    for claim in results.case.claims.values():
        quote = " ".join(claim.quote.split())[-24:]
        begins = f"{claim.id} · {claim.title[:18]}"
        page = next((page for page in pages if begins in page and "Chance it holds" in page), "")
        if len(quote) > 20 and page:
            assert quote in page, claim.id
            checked += 1
    assert checked > 30


def test_that_text_of_a_case_is_never_read_as_markup(results: Results) -> None:
    case = results.case
    first = next(iter(case.claims.values()))
    hostile = replace(first, title=HOSTILE, quote=HOSTILE, why_not=HOSTILE)
    assumption = next(iter(case.assumptions.values()))
    case = replace(
        case,
        title=HOSTILE,
        question=HOSTILE,
        handling=HOSTILE,
        claims={**case.claims, first.id: hostile},
        sources={**case.sources, "bad": Source("bad", HOSTILE, HOSTILE, HOSTILE, "A", HOSTILE, HOSTILE)},
        assumptions={**case.assumptions, assumption.id: replace(assumption, label=HOSTILE, note=HOSTILE)},
        charts={id: replace(chart, headline=HOSTILE, note=HOSTILE) for id, chart in case.charts.items()},
    )
    made = project(case, case)
    read = Read(report_html(made))
    assert not read.tags & {"script", "img"}
    assert "<script>alert(1)</script>" in read.text
    assert not any(name.startswith("on") or name == "src" for name, _ in read.attributes)
    document = pypdfium2.PdfDocument(report_pdf(made))
    try:
        assert "<script>alert(1)</script>" in " ".join(document[0].get_textpage().get_text_range().split())
    finally:
        document.close()


def test_that_the_ending_says_which_kind_is_written(results: Results, tmp_path: Path) -> None:
    write_report(results, tmp_path / "a.HTML")
    assert (tmp_path / "a.HTML").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    with pytest.raises(ProblemError, match=r"neither in \.html nor in \.pdf"):
        write_report(results, tmp_path / "report.docx")
    assert [path.name for path in tmp_path.iterdir()] == ["a.HTML"]
