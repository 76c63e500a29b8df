"""The same model run by PySD, which reads what Vensim writes: the same numbers to 1e-9 by Euler's method."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from small_model import case, flow, months, result, stock, variable

Array = NDArray[np.float64]

#: A service that hires for what is needed, with all that formulas can have: feedback, a lookup, a fixed delay, a
#: smoothed perception, a step, a pulse and a ramp. Time 0 is the beginning of 2026; months of 36.
VENSIM = """{UTF-8}
growth = 0.01 ~ 1/Month ~ |
training time = 7 ~ Month ~ |
leaving = 0.02 ~ 1/Month ~ |
wanted = INTEG (growth * wanted + STEP(5, 12) - 3 * PULSE(18, 2) , 1000) ~ People ~ |
trainees = INTEG (hires - graduates, 80) ~ People ~ |
staff = INTEG (graduates - leavers, 900) ~ People ~ |
gap = wanted - staff ~ People ~ |
seen gap = SMOOTHI(gap, 4, 50) ~ People ~ |
effect of load = WITH LOOKUP (wanted / staff, ([(0,0)-(10,10)],(0.5,0.6),(0.9,0.95),(1,1),(1.2,1.5),(2,1.8))) ~ Dmnl ~ |
hires = MAX(seen gap / 6 + leavers, 0) ~ People/Month ~ |
graduates = trainees / training time ~ People/Month ~ |
leavers = leaving * staff * effect of load + RAMP(0.5, 6, 24) ~ People/Month ~ |
came in = DELAY FIXED(hires, 5, 10) ~ People/Month ~ |
INITIAL TIME = 0 ~ Month ~ |
FINAL TIME = 36 ~ Month ~ |
TIME STEP = {step} ~ Month ~ |
SAVEPER = 1 ~ Month ~ |
"""

FLOWS = {
    "more_wanted": "growth * wanted + step(5 * person / month, '2027-01-01')"
    " - pulse(3 * person / month, '2027-07-01', '2027-08-31')",
    "hires": "max(seen_gap / (6 * month) + leavers, 0 * person / month)",
    "graduates": "trainees / training_time",
    "leavers": "leaving * staff * effect_of_load + 0.5 * person / month * ramp(1 / month, '2026-07-01', '2027-12-31')",
}
VARIABLES = {
    "gap": ("person", "wanted - staff"),
    "seen_gap": ("person", "smooth(gap, 4 * month, 50 * person)"),
    "effect_of_load": ("1", "lookup(wanted / staff, 0.5, 0.6, 0.9, 0.95, 1, 1, 1.2, 1.5, 2, 1.8)"),
    "came_in": ("person/month", "delay(hires, 5 * month, 10 * person / month)"),
}
NAMES = ("wanted", "trainees", "staff", "hires", "leavers", *VARIABLES)


Columns = dict[str, Array]


@pytest.fixture(scope="module")
def vensim(tmp_path_factory: pytest.TempPathFactory) -> Callable[[float, dict[str, float]], Columns]:
    """Runs the model in PySD with this time step and these constants: (points,) for each name."""

    def run(step: float, constants: dict[str, float]) -> Columns:
        file = tmp_path_factory.mktemp("pysd") / "service.mdl"
        file.write_text(VENSIM.replace("{step}", str(step)), encoding="utf-8")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what PySD stands on
            import pysd

            table = pysd.read_vensim(str(file)).run(params=constants, return_columns=list(NAMES))
        return {name: table[name].to_numpy(dtype=np.float64) for name in NAMES}

    return run


def ours(substeps: int, constants: dict[str, float]) -> Columns:
    made = case(
        {"growth": "1/month", "training_time": "month", "leaving": "1/month"},
        (
            stock("wanted", "person", "1_000 * person", "more_wanted"),
            stock("trainees", "person", "80 * person", "hires", "graduates"),
            stock("staff", "person", "900 * person", "graduates", "leavers"),
        ),
        tuple(flow(id, "person/month", formula) for id, formula in FLOWS.items()),
        tuple(variable(id, unit, formula) for id, (unit, formula) in VARIABLES.items()),
        timeline=months("2026-01-01", "2028-12-31", substeps=substeps),
    )
    outcome = result(made, **constants)
    return {name: outcome.history(name)[:, 0] for name in NAMES}


CONSTANTS = (
    {"growth": 0.01, "training_time": 7.0, "leaving": 0.02},
    {"growth": -0.004, "training_time": 3.5, "leaving": 0.055},
)


@pytest.mark.parametrize("constants", CONSTANTS)
def test_that_a_model_with_everything_in_it_is_what_pysd_makes_of_it(
    vensim: Callable[[float, dict[str, float]], Columns], constants: dict[str, float]
) -> None:
    expected, found = vensim(1, constants), ours(1, constants)
    for name in NAMES:
        steps = -1 if name in FLOWS else None  # a rate holds over a step, and after the last point there is none
        assert found[name][:steps] == pytest.approx(expected[name][:steps], rel=1e-9), name


def test_that_substeps_are_a_shorter_time_step(vensim: Callable[[float, dict[str, float]], Columns]) -> None:
    expected, found = vensim(0.25, CONSTANTS[0]), ours(4, CONSTANTS[0])
    for name in ("wanted", "trainees", "staff", "gap", "seen_gap", "effect_of_load"):
        assert found[name] == pytest.approx(expected[name], rel=1e-9), name
