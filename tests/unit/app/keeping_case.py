"""A made-up case for the tests of keeping claims and sources: loans of a town library."""

from __future__ import annotations

from datetime import date

from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.chart import Chart, Scenario
from claimbench.core.claim import Claim, Reading
from claimbench.core.model import Calculation, Measure, Timeline
from claimbench.core.series import Observation, Series
from claimbench.core.source import Citation, Source


def keeping_case() -> Case:
    claims = (
        Claim("C01", "400,000 open loans", "“some 400,000”", "Overdue", "=", 400_000.0, unit="loan", tags=("press",)),
        Claim("C02", "310,000 overdue loans", topic="Overdue", relation="about", value=310_000.0, unit="loan"),
        Claim("C09", "Open again by the end of the year", relation="at most", value=date(2025, 12, 31), unit="date"),
    )
    sources = (
        Source("head", "Head of the library", "official", "town", "B", "Keeps the register."),
        Source("voice", "New Voice", "newspaper", "", "C"),
        Source("S07", "Evening Post", "newspaper", "country", "C", note="Weekly."),
    )
    day = date(2025, 10, 31)
    return Case(
        "library",
        "Loans",
        date(2025, 11, 24),
        Timeline(date(2025, 1, 1), date(2025, 11, 1), date(2026, 12, 31)),
        units={"loan": "loans"},
        claims={claim.id: claim for claim in claims},
        sources={source.id: source for source in sources},
        citations=(
            Citation("C01", "voice", "relays", "head"),
            Citation("C02", "voice", "relays", "head", "3"),
            Citation("C02", "head", "originates"),
            Citation("C09", "S07", "originates"),
        ),
        assumptions={
            "rate": Assumption("rate", "New loans", "loan/month", "pert", 16.0, 21.0, 25.0, 0, claims=("C01", "C02")),
            "ratio": Assumption("ratio", "Ratio", "", "normal", 0.5, 1.0, 1.5, 1),
        },
        measures={"open_now": Measure("open_now", "Open now", "loan", "100 * loan")},
        calculations={
            "gap": Calculation("gap", "Gap", "loan", "claim( \"C01\" ) - claim('C02')", ("C01", "C02")),
            "half": Calculation("half", "Half", "loan", "claim('C02') / 2", ("C02",), against=("C01",)),
        },
        series={"loans": Series("loans", "Loans", "loan", "level", "series/loans.csv",
                                (Observation(day, day, 310.0, source="head"),))},
        charts={
            "all": Chart("all", "claims", "All", options={"claims": ("C01", "C02")}),
            "over": Chart("over", "projection", "Over", options={"shows": "stock", "threshold_claim": "C01"}),
        },
        scenarios={"fast": Scenario("fast", "Fast", {"rate": 24.0})},
        readings={"town": Reading("town", "The town's figures", ("C02", "C01"))},
        held=("C01",),
    )  # fmt: skip
