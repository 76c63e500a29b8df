"""The bundled case: facts about its files, and the arithmetic that has to come out of them."""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from claimbench.casefile.read import load
from claimbench.core.case import Case
from claimbench.core.show import day_number, from_day_number
from claimbench.engine import distribution, observed, sampling, summary
from claimbench.engine.calculate import calculate
from claimbench.engine.model import CompiledModel, compile_model
from claimbench.engine.simulate import Run, run
from claimbench.evidence.verdict import verdict

FOLDER = Path(__file__).parents[2] / "data" / "ukraine-2025"
DRAWS = 2048


@cache
def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def settings() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "case.toml").read_text(encoding="utf-8"))


@cache
def case() -> Case:
    return load(FOLDER).case


@cache
def model() -> CompiledModel:
    return compile_model(case())


@cache
def draws() -> Run:
    """The case as it comes, run on the first points of its own Sobol set."""
    columns = {a.column for a in case().assumptions.values()}
    columns.update(column for series in case().series.values() for _, column in series.columns)
    normals = sampling.normals(sorted(columns), DRAWS, case().sampling.seed)
    inputs: dict[str, Any] = {
        id: distribution.point(a) if a.distribution == "constant" else distribution.draw(a, normals[a.column])
        for id, a in case().assumptions.items()
    }
    for id, series in case().series.items():
        if not series.later:
            uncertain = {day: normals[column] for day, column in series.columns}
            inputs[f"series:{id}"] = observed.on_grid(series, model().grid, uncertain)
    return run(model(), inputs)


def quantiles(measure: str) -> list[float]:
    """The 5 %, 50 % and 95 % points of a measure."""
    values = np.broadcast_to(draws().measure(measure), (DRAWS,))
    return list(summary.quantiles(values[np.newaxis, :], (0.05, 0.5, 0.95))[:, 0])


def chance(claim: str) -> float:
    values = np.broadcast_to(draws().claim_measure(claim), (DRAWS,))
    found = verdict(case().claims[claim], values).probability
    assert found is not None
    return found


def test_that_the_case_loads_and_compiles_without_a_problem() -> None:
    assert [str(problem) for problem in load(FOLDER).problems] == []
    assert [str(problem) for problem in model().problems] == []


def test_that_there_are_claims_in_number_each_with_a_short_quote_of_its_own() -> None:
    quotes = [row["quote"] for row in rows("claims.csv") if row["quote"]]
    assert len(rows("claims.csv")) >= 120
    assert len(quotes) >= 60
    assert len(set(quotes)) == len(quotes)
    assert [quote for quote in quotes if len(quote.split()) > 25] == []
    assert [row["id"] for row in rows("claims.csv") if len(row["title"]) > 60] == []


def test_that_a_claim_without_a_measure_says_why() -> None:
    for row in rows("claims.csv"):
        assert bool(row["measure"]) != bool(row["why_not"]), row["id"]


def test_that_every_measured_claim_says_what_its_number_counts() -> None:
    needed = ("relation", "what", "population", "period_start", "period_end", "accumulation", "bound")
    for row in rows("claims.csv"):
        if row["measure"]:
            assert [key for key in needed if not row[key]] == [], row["id"]
            assert row["value"] or (row["low"] and row["high"]), row["id"]


def test_that_every_grade_has_a_reason() -> None:
    for row in rows("claims.csv"):
        assert row["credibility"] in "123456", row["id"]
        assert row["credibility_reason"].endswith("."), row["id"]
    for row in rows("sources.csv"):
        assert row["reliability"] in "ABCDEF", row["id"]
        assert row["reliability_reason"].endswith("."), row["id"]
        assert row["kind"], row["id"]
        assert row["side"], row["id"]
    assert len(rows("sources.csv")) >= 20


def test_that_every_relay_leads_back_to_a_source_of_the_same_claim() -> None:
    cited = defaultdict(set)
    for row in rows("citations.csv"):
        cited[row["claim"]].add(row["source"])
    assert set(cited) == {row["id"] for row in rows("claims.csv")}
    for row in rows("citations.csv"):
        if row["role"] == "relays":
            assert row["via"] in cited[row["claim"]], (row["claim"], row["source"])
        elif row["role"] == "derives":
            assert row["via"], (row["claim"], row["source"])
        else:
            assert row["via"] == "", (row["claim"], row["source"])


def test_that_every_observation_names_its_source_and_its_page() -> None:
    for path in sorted((FOLDER / "series").glob("*.csv")):
        for row in rows(f"series/{path.name}"):
            assert row["source"], (path.name, row)
            if not path.stem.startswith("ground_deepstate_map"):  # areas measured on a map have no page of their own
                assert row["address"].startswith("https://"), (path.name, row)
                assert row["reported_on"], (path.name, row)


def test_that_october_has_three_figures_and_misreadings_are_kept() -> None:
    october = [row["value"] for row in rows("series/new_cases_monthly.csv") if row["end"] == "2025-10-31"]
    assert october == ["21602", "19961", "21727"]
    wrong = [row["value"] for row in rows("series/cases_407_by_year.csv") if row["standing"] == "wrong"]
    assert wrong == ["347", "6641", "18628"]


def test_that_the_difference_of_unlike_counts_is_arithmetic_and_no_observation() -> None:
    values = [float(row["value"]) for path in (FOLDER / "series").glob("*.csv") for row in rows(f"series/{path.name}")]
    assert len(values) > 100
    assert [value for value in values if abs(value - 148_000) <= 1_000] == []


def test_that_totals_are_the_sums_of_their_parts() -> None:
    total = {row["end"]: int(row["value"]) for row in rows("series/registered_total.csv")}
    parts: dict[str, int] = defaultdict(int)
    for name in ("407", "408"):
        for row in rows(f"series/cases_{name}_total.csv"):
            if row["standing"] == "exact":
                parts[row["end"]] += int(row["value"])
    for day in ("2025-07-31", "2025-08-31", "2025-09-30"):
        assert total[day] == parts[day]
    assert total["2025-10-31"] == 311_327
    months = {
        row["end"]: int(row["value"]) for row in rows("series/new_cases_monthly.csv") if row["standing"] == "rounded"
    }
    days = sorted(total)
    for before, after in pairwise(days):
        if after <= "2025-07-31":
            assert total[after] - total[before] == months[after]


def test_that_claimed_losses_are_those_of_ten_months_and_the_rest_is_marked_later() -> None:
    assert sum(int(row["value"]) for row in rows("series/russian_losses_claimed.csv")) == 352_280
    projection = settings()["timeline"]["projection"]
    for id, series in settings()["series"].items():
        starts = [row["start"] for row in rows(series["file"]) if row["start"]]
        if series.get("later"):
            assert min(starts) >= projection.isoformat(), id
        else:
            assert max(row["end"] for row in rows(series["file"])) < projection.isoformat(), id


def test_that_wording_is_neutral() -> None:
    loaded = ("admit", "propaganda", "regime", "liberat", "hero", "terror", "invader", "occupier")
    texts = [value for name in ("claims.csv", "sources.csv", "citations.csv") for row in rows(name)
             for key, value in row.items() if key not in ("quote", "address")]  # fmt: skip
    texts += [(FOLDER / "case.toml").read_text(encoding="utf-8")]
    assert [(word, text) for word in loaded for text in texts if word in text.lower()] == []


@pytest.mark.parametrize(
    ("id", "value", "within"),
    [
        ("before_2025_as_stated", 148_000, 0),
        ("this_year_like_for_like", 184_000, 200),
        ("before_2025_like_for_like", 127_000, 300),
        ("per_day", 720, 1e-9),
        ("october_at_that_rate", 22_320, 1e-9),
        ("minutes_at_21602", 2.07, 0.005),
        ("minutes_at_19961", 2.24, 0.005),
        ("year_end_at_that_rate", 355_247, 1e-6),
        ("rate_needed", 44_300, 50),
        ("rate_needed_in_records", 2.05, 0.005),
        ("rate_needed_from_310000", 49_100, 50),
        ("square_miles_in_km2", 2_590, 0.1),
        ("square_miles_as_share", 0.43, 0.005),
        ("casualties_per_square_mile", 200, 1e-9),
        ("casualties_per_km2", 77.2, 0.05),
        ("general_staff_to_november", 380_500, 100),
        ("isw_to_november", 1_609, 2),
        ("deepstate_share", 0.72, 0.005),
        ("ratio_from_kyiv", 2.7, 0.05),
    ],
)
def test_that_the_arithmetic_of_the_article_comes_out(id: str, value: float, within: float) -> None:
    assert calculate(case(), id).value == pytest.approx(value, abs=max(within, 1e-9))


def test_that_at_the_october_rate_400000_is_passed_in_march_2026() -> None:
    for id in ("passed_at_october_rate", "passed_at_lower_october_rate"):
        day = from_day_number(calculate(case(), id).value)
        assert (day.year, day.month) == (2026, 3)


def test_that_every_calculation_is_shown_with_a_claim_and_says_what_it_shows() -> None:
    for id, calculation in settings()["calculations"].items():
        assert calculation["claims"], id
        assert calculation["note"].endswith("."), id


def test_that_registered_cases_pass_400000_in_early_2026_and_never_by_the_end_of_2025() -> None:
    low, middle, high = (from_day_number(value) for value in quantiles("date_400k"))
    assert date(2026, 2, 10) < low < date(2026, 3, 1)
    assert (middle.year, middle.month) == (2026, 3)
    assert date(2026, 3, 15) < high < date(2026, 4, 10)
    assert draws().measure("date_400k").min() > day_number(date(2025, 12, 31))
    assert quantiles("registered_at_year_end") == pytest.approx([348_000, 353_000, 359_000], abs=1_500)


def test_that_claims_about_october_hold_in_as_many_draws_as_figures_agree() -> None:
    assert chance("C04") == pytest.approx(2 / 3, abs=0.01)
    assert chance("C05") == pytest.approx(2 / 3, abs=0.01)
    assert chance("C84") == pytest.approx(1 / 3, abs=0.01)


def test_that_claims_of_the_article_get_the_chances_that_the_ranges_imply() -> None:
    assert chance("C01") == 0
    assert chance("C07") == 0
    assert chance("C08") == 0
    assert chance("C03") > 0.95
    assert chance("C11") < 0.01
    assert chance("C12") < 0.01
    assert chance("C10") > 0.9
    # P(ratio <= 3) for a median of 1.8 and a 95 % point of 4: Phi(ln(3 / 1.8) / ln(4 / 1.8) * 1.645)
    assert chance("C16") == pytest.approx(0.854, abs=0.01)


def test_that_strength_and_losses_lie_where_hand_reckoning_puts_them() -> None:
    low, middle, high = quantiles("strength_at_end")
    assert 620_000 < low < 700_000
    assert 810_000 < middle < 860_000
    assert 920_000 < high < 990_000
    # 10.8 months at a mean of (18,000 + 4 * 31,000 + 37,000) / 6 a month
    values = draws().measure("russian_casualties_this_year")
    assert float(np.mean(values)) == pytest.approx(10.8 * 179_000 / 6, rel=0.002)
