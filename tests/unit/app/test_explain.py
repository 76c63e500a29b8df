"""The article's arithmetic, as the inspector shows it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from app_case import a_case

from claimbench.app.explain import Written, claim_arithmetic, scenario_name
from claimbench.app.paths import default_case
from claimbench.casefile.read import load
from claimbench.core.case import Case
from claimbench.core.chart import Scenario
from claimbench.core.claim import Claim
from claimbench.core.model import Calculation


@cache
def bundled() -> Case:
    return load(default_case()).case


@pytest.mark.parametrize(
    ("claim", "arithmetic"),
    [
        ("C08", "310,000 − 162,000 = 148,000 cases"),
        ("C05", "1 ÷ 2 minutes per case = 720 cases per day"),
        ("C05", "31 days ÷ 2 minutes per case = 22,320 cases"),
        ("C07", "(400,000 − 311,327) ÷ 2 months = 44,336 cases per month"),
        ("C07", "(400,000 − 311,327) ÷ 2 months ÷ (21,602 ÷ 1 month) = 2.05"),
        ("C07", "(400,000 − 310,000) ÷ 1.83 months = 49,091 cases per month"),
        ("C01", "31 Oct 2025 + 4.1 months = 4 Mar 2026"),
        ("C12", "1,000 ÷ 233,062 = 0.429 %"),
        ("C12", "1,000 mi² = 2,590 km²"),
        ("C11", "200,000 ÷ 1,000 = 200 casualties per mi²"),
        ("C02", "162,500 + 21,600 = 184,100 cases"),
        ("C03", "311,327 − (162,500 + 21,600) = 127,227 cases"),
    ],
)
def test_that_the_arithmetic_of_the_article_stands_with_its_claims(claim: str, arithmetic: str) -> None:
    assert arithmetic in [each.expression for each in claim_arithmetic(bundled(), claim)]


def test_that_the_difference_of_unlike_counts_says_that_they_are_unlike() -> None:
    notes = {each.expression: each.note for each in claim_arithmetic(bundled(), "C02")}
    assert "162,000 counts Art. 407 alone" in notes["310,000 − 162,000 = 148,000 cases"]


def test_that_every_calculation_of_the_case_can_be_done() -> None:
    for claim in bundled().claims:
        for each in claim_arithmetic(bundled(), claim):
            assert each.label
            assert "=" in each.expression, each.label


def test_that_arithmetic_that_cannot_be_done_says_why_in_its_place() -> None:
    sums = {
        "good": Calculation("good", "Good", "case", "claim('C1') - 250 * case", ("C1",), "A note."),
        "bad": Calculation("bad", "Bad", "case", "claim('C77')", ("C1",)),
        "other": Calculation("other", "Other", "case", "claim('C1')", ("C2",)),
    }
    good, bad = claim_arithmetic(replace(a_case(), calculations=sums), "C1")
    assert good == Written("good", "Good", "1,250 − 250 = 1,000 cases", "A note.")
    assert bad.label == "Bad"
    assert "C77" in bad.expression


def test_that_a_result_is_set_beside_what_claims_say() -> None:
    case = replace(
        a_case(),
        calculations={"half": Calculation("half", "Half", "case", "claim('C1') / 2", against=("C1", "C2"))},
        claims={
            "C1": Claim("C1", "All", relation="=", value=1_250.0, unit="case"),
            "C2": Claim("C2", "Some", relation="about", value=600.0, unit="case"),
        },
    )
    (written,) = claim_arithmetic(case, "C2")
    assert written.beside == ("C1 says 1,250 cases: apart by a factor of 2.", "C2 says about 600 cases: that fits.")


def test_that_a_scenario_whose_values_do_not_fit_names_nothing() -> None:
    case = a_case()
    saved = replace(case, scenarios={"odd": Scenario("odd", "Odd", {"rate": 120.0, "ratio": -1.0, "nobody": 1.0})})
    changed = saved.with_assumption(replace(case.assumptions["rate"], best=120.0))
    assert scenario_name(changed, saved) == "Baseline, 1 change"
