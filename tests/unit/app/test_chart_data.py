"""The table behind a chart: every number with its unit and where it comes from, and nothing a spreadsheet runs."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from app_case import a_case, results_of, with_measure, with_new_chart

from claimbench.app.chart_data import COLUMNS, chart_csv, safe_cell
from claimbench.app.figures.figure import Figure
from claimbench.core.chart import Chart
from claimbench.core.show import from_day_number


def table(figure: Figure) -> list[dict[str, str]]:
    rows = list(csv.reader(io.StringIO(chart_csv(figure))))
    assert rows[0] == list(COLUMNS)
    assert {len(row) for row in rows} == {len(COLUMNS)}
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows[1:]]


def test_that_the_table_has_bands_median_figures_and_the_crossing_with_units_and_sources() -> None:
    results = results_of(a_case())
    rows = table(results.figures["total"])
    kinds = [row["kind"] for row in rows]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "band": 26,
        "line": 13,
        "points": 3,
        "rule": 1,
        "crossing": 1,
    }
    low, high = results.quantiles_of("end", (0.05, 0.95))
    last = [row for row in rows if row["kind"] == "band" and row["level"] == "0.9"][-1]
    assert (last["x"], last["low"], last["high"]) == ("2026-03-31", repr(float(low)), repr(float(high)))
    figures = [(row["x"], row["value"], row["source"], row["claim"]) for row in rows if row["kind"] == "points"]
    assert figures == [("2024-12-31", "1000.0", "office", ""), ("2025-03-31", "1300.0", "paper", ""),
                       ("2025-03-31", "1250.0", "office", "C1")]  # fmt: skip
    crossing = rows[-1]
    assert crossing["x"] == from_day_number(results.quantiles_of("passed", (0.5,))[0]).isoformat()
    assert "90 %: " in crossing["name"]
    assert {row["unit"] for row in rows} == {"cases"}


def test_that_the_what_if_table_has_numbers_along_its_axis() -> None:
    rows = table(results_of(a_case()).figures["losses"])
    assert [row["x"] for row in rows if row["kind"] == "line"][::33] == ["1.0", "8.0"]
    span = next(row for row in rows if row["kind"] == "span")
    assert (span["low"], span["high"], span["unit"], span["claim"]) == ("2.0", "4.0", "Ratio", "C3")
    assert next(row for row in rows if row["kind"] == "marker")["x"] == "3.0"


def test_that_a_period_goes_from_its_first_day_to_its_last() -> None:
    chart = Chart("seen", "series", "Seen", options={"shows": ("months",), "style": "bars", "every": "quarter"})
    (row,) = table(results_of(with_new_chart(a_case(), chart)).figures["seen"])
    assert (row["kind"], row["low"], row["high"]) == ("column", "2025-01-01", "2025-03-31")


def test_that_the_table_of_claims_has_the_chances_and_what_is_told_in_words() -> None:
    rows = table(results_of(a_case()).figures["claims"])
    told = " ".join(f"{row['kind']} {row['claim']}" for row in rows if row["kind"] in ("claimed", "note", "chance"))
    assert told == "claimed C1 note C2 claimed C3 chance C1 chance C2 chance C3"
    assert rows[-3]["value"] == "> 99.61 %"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_that_no_text_of_a_case_is_a_formula_in_a_spreadsheet(text: str) -> None:
    assert safe_cell(text) == "'" + text.replace("\r", "\n")
    case = a_case()
    case = replace(case, charts={"total": replace(case.charts["total"], label=text)})
    assert all(not row["name"].startswith(text) for row in table(results_of(case).figures["total"]))


def test_that_plain_texts_and_relations_stay_as_they_are() -> None:
    assert [safe_cell(text) for text in ("", "=", "a-b", "−5")] == ["", "=", "a-b", "−5"]


def test_that_negative_numbers_stay_numbers() -> None:
    case = with_measure(a_case(), "losses", "loss", "-final(total) / case / ratio * loss")
    rows = table(results_of(case).figures["losses"])
    assert all(float(row["value"]) < 0 for row in rows if row["kind"] == "line")


def test_that_a_date_axis_is_in_iso_dates() -> None:
    rows = table(results_of(a_case()).figures["new"])
    assert all(date.fromisoformat(row["x"]) for row in rows if row["x"])


def test_that_the_marking_of_the_case_is_in_every_row_and_the_table_stays_a_table() -> None:
    figure = results_of(a_case()).figures["total"]
    assert {row["handling"] for row in table(figure)} == {""}
    rows = list(csv.DictReader(io.StringIO(chart_csv(figure, "TLP:AMBER, =1"))))
    assert {row["handling"] for row in rows} == {"TLP:AMBER, =1"}
    assert {row["handling"] for row in csv.DictReader(io.StringIO(chart_csv(figure, "=1")))} == {"'=1"}


def test_that_a_table_for_the_clipboard_is_separated_by_tabs() -> None:
    figure = results_of(a_case()).figures["total"]
    lines = chart_csv(figure, delimiter="\t").splitlines()
    assert {line.count("\t") for line in lines} == {len(COLUMNS) - 1}


def test_that_projected_bars_name_their_claim() -> None:
    rows = table(results_of(a_case()).figures["claims"])
    assert [row["claim"] for row in rows if row["kind"] == "projected"] == ["C1", "C3"]


@pytest.mark.parametrize("style", ["line", "bars"])
def test_that_published_figures_name_their_sources_however_they_are_drawn(style: str) -> None:
    chart = Chart("seen", "series", "Seen", options={"shows": ("totals",), "style": style})
    rows = table(results_of(with_new_chart(a_case(), chart)).figures["seen"])
    assert {row["source"] for row in rows} == {"office, paper"}
    assert {row["unit"] for row in rows} == {"cases"}
