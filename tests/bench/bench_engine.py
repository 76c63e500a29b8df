"""How fast the engine is: ``python3 tests/bench/bench_engine.py``.

The reference workload of :mod:`reference_workload` side by side: in C (the limit; where gcc is there), by the engine,
in numpy written straight, with inputs from squigglepy, and in PySD (both where they are installed). All give the same
numbers before they are timed. Then what is left alone, how the time grows, a million draws, and the first run of a
process beside its tenth. Each run is on one core, and times are of the processor, so that others on the machine spoil
little; they are this machine's, the ratios carry over. At the end stands what was aimed at.
"""
# ruff: noqa: T201

from __future__ import annotations

import argparse
import ctypes
import importlib.util
import math
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "desktop"))

import reference_workload as workload  # noqa: E402
from reference_workload import LEVELS, STEPS, STOCKS, THRESHOLD  # noqa: E402

from claimbench.engine import distribution, sampling, summary  # noqa: E402
from claimbench.engine.model import CompiledModel, compile_model  # noqa: E402
from claimbench.engine.simulate import Run, run  # noqa: E402
from claimbench.engine.summary import Array  # noqa: E402

ROWS = (STEPS + 1) * len(STOCKS)
REPEATS = 25
GROWING = (1_024, 4_096, 16_384, 65_536, 262_144)
SUBSTEPS = (1, 2, 4, 8)
MOVED = "growth"  # a PERT, upstream of everything

Inputs = dict[str, Array]


def median_ms(*ways: Callable[[], object]) -> list[float]:
    """The median CPU time of each way in milliseconds, taken in turns: whatever else the machine does hits all."""
    times: list[list[float]] = [[] for _ in ways]
    for _ in range(REPEATS):
        for way, taken in zip(ways, times, strict=True):
            started = time.thread_time()
            way()
            taken.append(1e3 * (time.thread_time() - started))
    return [float(np.median(taken)) for taken in times]


class Ours:
    """The engine, as the projection uses it."""

    def __init__(self, draws: int) -> None:
        self.case = workload.case()
        self.model: CompiledModel = compile_model(self.case)
        assert not self.model.problems
        self.normals = sampling.normals(range(len(self.case.assumptions)), draws, 1)
        self.inputs: Inputs = {
            id: distribution.draw(assumption, self.normals[assumption.column])
            for id, assumption in self.case.assumptions.items()
        }
        self.last = run(self.model, self.inputs, STOCKS)
        self.moves = 0

    def summed_up(self, outcome: Run) -> tuple[Array, Array]:
        quantiles = np.array([summary.quantiles(outcome.history(stock), LEVELS) for stock in STOCKS])
        passed = np.count_nonzero(outcome.history("staff") > THRESHOLD, axis=1) / outcome.draws
        return quantiles.transpose(1, 0, 2), passed

    def full(self) -> tuple[Array, Array]:
        """Everything but the Sobol set, which is made once for good."""
        self.inputs = {
            id: distribution.draw(assumption, self.normals[assumption.column])
            for id, assumption in self.case.assumptions.items()
        }
        self.last = run(self.model, self.inputs, STOCKS)
        return self.summed_up(self.last)

    def moved_input(self) -> Array:
        """The draws of an assumption whose best lies elsewhere each time."""
        self.moves += 1
        assumption = self.case.assumptions[MOVED]
        moved = replace(assumption, best=assumption.best * (1 + 0.001 * (self.moves % 500)))
        return distribution.draw(moved, self.normals[assumption.column])

    def one_moved(self) -> tuple[Array, Array]:
        self.inputs = self.inputs | {MOVED: self.moved_input()}
        self.last = run(self.model, self.inputs, STOCKS, self.last)
        return self.summed_up(self.last)

    def simulation(self) -> Run:
        return run(self.model, self.inputs, STOCKS)

    def quantiles(self) -> tuple[Array, Array]:
        return self.summed_up(self.last)


class InC:
    """The same in C, which is compiled into ``folder``."""

    def __init__(self, folder: Path, inputs: Inputs) -> None:
        source, library = folder / "workload.c", folder / "workload.so"
        source.write_text(workload.C)
        command = ["gcc", "-O3", "-march=native", "-shared", "-fPIC", str(source), "-o", str(library)]
        subprocess.run(command, check=True, timeout=120)
        self.code = ctypes.CDLL(str(library))
        self.inputs = np.array(list(inputs.values()))
        self.draws = self.inputs.shape[1]
        self.history, self.passed = np.empty((STEPS + 1, len(STOCKS), self.draws)), np.empty(STEPS + 1)
        self.result = np.empty((len(LEVELS), STEPS + 1, len(STOCKS)))
        self.ranks = np.array([max(int(np.ceil(self.draws * level - 1)), 0) for level in LEVELS], dtype=ctypes.c_long)

    def simulation(self) -> None:
        self.code.simulate(_pointer(self.inputs), ctypes.c_long(self.draws), ctypes.c_long(STEPS),
                           ctypes.c_double(THRESHOLD), _pointer(self.history), _pointer(self.passed))  # fmt: skip

    def quantiles(self) -> None:
        self.code.quantiles(_pointer(self.history), ctypes.c_long(self.draws), ctypes.c_long(ROWS),
                            _pointer(self.ranks), ctypes.c_long(len(LEVELS)), _pointer(self.result))  # fmt: skip

    def full(self) -> tuple[Array, Array]:
        self.simulation()
        self.quantiles()
        return self.result.transpose(0, 2, 1), self.passed


def _pointer(array: np.ndarray) -> ctypes.c_void_p:
    return array.ctypes.data_as(ctypes.c_void_p)


def pysd_seconds(folder: Path, inputs: Inputs, runs: int) -> float:
    """Seconds of one run in PySD, of which the first draws are checked against ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pysd

        file = folder / "workload.mdl"
        file.write_text(workload.vensim())
        model = pysd.read_vensim(str(file))
        started = time.thread_time()
        for draw in range(runs):
            params = {id: float(values[draw]) for id, values in inputs.items()}
            model.run(params=params, return_columns=list(STOCKS))
        return (time.thread_time() - started) / runs


def squiggle_inputs(draws: int) -> Inputs:
    """Inputs of the same shapes from squigglepy (its own random numbers)."""
    import squigglepy as sq

    made: Inputs = {}
    for id, (_, kind, low, best, high) in workload.ASSUMPTIONS.items():
        shape = {
            "pert": lambda low=low, best=best, high=high: sq.pert(low, best, high),
            "triangular": lambda low=low, best=best, high=high: sq.triangular(low, best, high),
            "uniform": lambda low=low, high=high: sq.uniform(low, high),
            "normal": lambda low=low, high=high: sq.norm(low, high),
            "lognormal": lambda low=low, high=high: sq.lognorm(low, high),
        }[kind]()
        made[id] = np.asarray(sq.sample(shape, n=draws), dtype=np.float64)
    return made


def same(name: str, ours: tuple[Array, Array], other: tuple[Array, Array]) -> None:
    if not all(np.allclose(mine, theirs, rtol=1e-9, atol=0) for mine, theirs in zip(ours, other, strict=True)):
        raise SystemExit(f"{name} gives other numbers.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=10_000)
    draws = parser.parse_args().draws
    ours = Ours(draws)
    inputs = dict(ours.inputs)
    print(f"{platform.machine()}, {os.cpu_count()} cores, numpy {np.__version__}, {_vectors()}")
    print(f"{len(STOCKS)} stocks, {STEPS} steps, {draws:,} draws, {len(LEVELS)} quantiles, float64, {REPEATS} times\n")
    with tempfile.TemporaryDirectory() as name:
        times = side_by_side(ours, inputs, Path(name))
    one, drawn = times["ours, one assumption moved"], times["  drawing the moved assumption (PERT)"]
    goals = [
        Goal("recompute, × C", one / times["C"], most=2.2) if "C" in times else None,
        Goal("numpy written straight, × ours", times["numpy written straight"] / one, least=3.0),
        Goal("PySD, × ours", times[PYSD] / one, least=100.0) if PYSD in times else None,
        Goal("a moved PERT adds, %", 100 * drawn / (one - drawn), most=10.0),
        print_left_alone(ours),
        *print_growth(),
        *print_a_million(),
        print_first_and_tenth(),
    ]
    print(f"\n{'':44}{'measured':>12}{'goal':>12}")
    for goal in goals:
        if goal is not None:
            print(goal)


@dataclass(frozen=True)
class Goal:
    what: str
    measured: float
    least: float = -math.inf
    most: float = math.inf

    def __str__(self) -> str:
        met = self.least <= self.measured <= self.most
        bound = f"≥ {self.least:g}" if math.isfinite(self.least) else f"≤ {self.most:g}"
        return f"{self.what:44}{self.measured:12.2f}{bound:>12}   {'met' if met else 'missed'}"


PYSD = "PySD, run for each draw (from 20 runs)"


def side_by_side(ours: Ours, inputs: Inputs, folder: Path) -> dict[str, float]:
    """Milliseconds of each way, printed as a table."""
    ways: dict[str, Callable[[], object]] = {
        "ours, one assumption moved": ours.one_moved,
        "ours, everything": ours.full,
        "  simulation alone": ours.simulation,
        "  quantiles alone": ours.quantiles,
        "  drawing the moved assumption (PERT)": ours.moved_input,
        "numpy written straight": lambda: workload.straight(inputs),
    }
    if shutil.which("gcc"):
        limit = InC(folder, inputs)
        same("C", ours.full(), limit.full())
        ways = {
            "C": limit.full,
            "  simulation alone, C": limit.simulation,
            "  quantiles alone, C": limit.quantiles,
        } | ways
    same("numpy", ours.full(), workload.straight(inputs))
    if importlib.util.find_spec("squigglepy"):
        draws = ours.normals[0].size
        ways["squigglepy's draws, then numpy straight"] = lambda: workload.straight(squiggle_inputs(draws))
    times = dict(zip(ways, median_ms(*ways.values()), strict=True))
    if importlib.util.find_spec("pysd"):
        times[PYSD] = 1e3 * ours.normals[0].size * pysd_seconds(folder, inputs, 20)
    compared, limit_ms = times["ours, one assumption moved"], times.get("C", math.nan)
    print(f"{'':44}{'ms':>12}{'× ours':>10}{'× C':>10}")
    for name, taken in times.items():
        print(f"{name:44}{taken:12.2f}{taken / compared:10.2f}{taken / limit_ms:10.2f}")
    return times


def _vectors() -> str:
    from numpy._core._multiarray_umath import __cpu_features__ as features

    return next((name for name in ("AVX512_SKX", "AVX2", "ASIMD") if features.get(name)), "no wide vectors")


def print_left_alone(ours: Ours) -> Goal:
    """Quantities that do not depend on an assumption, and stay the same arrays where it moves."""
    wrong = 0
    before = run(ours.model, ours.inputs)
    print(f"\n{'moved':16}{'left alone':>12}{'ms':>8}   of {len(before.values)} quantities")
    for id in ours.inputs:
        inputs = ours.inputs | {id: ours.inputs[id] * 1.001}
        after = run(ours.model, inputs, None, before)
        apart = {name for name in before.values if id not in ours.model.inputs_of(name)}
        same_arrays = {name for name in before.values if after.values[name] is before.values[name]}
        wrong += len(apart ^ same_arrays)
        (taken,) = median_ms(lambda inputs=inputs: run(ours.model, inputs, None, before))  # type: ignore[misc]
        print(f"{id:16}{len(same_arrays):12}{taken:8.2f}")
    return Goal("recomputed without need, or not at all", wrong, most=0)


def print_growth() -> list[Goal]:
    """How the time grows with draws, and with steps (substeps of the same months)."""
    each_draw, each_step = [], []
    print(f"\n{'draws':>10}{'ms, one moved':>16}{'µs a draw':>12}")
    for draws in GROWING:
        (taken,) = median_ms(Ours(draws).one_moved)
        each_draw.append(1e3 * taken / draws)
        print(f"{draws:10,}{taken:16.2f}{each_draw[-1]:12.2f}")
    print(f"\n{'steps':>10}{'ms, simulation':>16}{'µs a step':>12}")
    ours = Ours(10_000)
    for substeps in SUBSTEPS:
        ours.model = compile_model(replace(ours.case, timeline=replace(ours.case.timeline, substeps=substeps)))
        (taken,) = median_ms(ours.simulation)
        each_step.append(1e3 * taken / substeps / STEPS)
        print(f"{substeps * STEPS:10,}{taken:16.2f}{each_step[-1]:12.2f}")
    return [
        Goal(f"{GROWING[-1] // GROWING[0]} × the draws cost each, ×", each_draw[-1] / each_draw[0], most=1.5),
        Goal(f"{SUBSTEPS[-1]} × the steps cost each, ×", each_step[-1] / each_step[0], most=1.5),
    ]


MILLION = """
import resource, time
from dataclasses import dataclass, replace
import reference_workload as workload
from claimbench.app.batch import project, run_json
from claimbench.core.case import Sampling
case = replace(workload.case(), sampling=Sampling(1_000_000))
told = []
started = time.perf_counter()
run_json(project(case, case, told.append))
taken = time.perf_counter() - started
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20

def cancel(progress):
    if progress.share > 0.2:
        raise KeyboardInterrupt

started = time.perf_counter()
try:
    project(case, case, cancel).bands("staff")
except KeyboardInterrupt:
    print(taken, most, len(told), time.perf_counter() - started)
"""


def print_a_million() -> list[Goal]:
    """All quantities of the workload from a million draws, chunk by chunk: time, memory at most, and a cancel."""
    at_once = 8 * 1e6 * ROWS / len(STOCKS) * (len(STOCKS) + len(workload.FLOWS)) / 2**30
    taken, most, told, cancelled = map(float, _in_a_process(MILLION).split())
    print(f"\n1,000,000 draws of all {len(STOCKS) + len(workload.FLOWS)} quantities: {taken:.1f} s, progress told "
          f"{told:.0f} times, {most:.2f} GB at most (the histories alone have {at_once:.1f}); cancelled after a fifth: "
          f"{cancelled:.1f} s")  # fmt: skip
    return [
        Goal("1,000,000 draws: memory, of the histories", most / at_once, most=0.5),
        Goal("1,000,000 draws: progress told, times", told, least=10),
    ]


FIRST = """
import time
from bench_engine import Ours
ours = Ours(1_024)  # as a preview
times = []
for _ in range(100):
    started = time.thread_time()
    ours.one_moved()
    times.append(time.thread_time() - started)
print(times[0], sorted(times[:10])[5], sorted(times[90:])[5])
"""


def print_first_and_tenth() -> Goal:
    """In a new process: nothing compiles or is imported when something moves for the first time."""
    very_first, first, tenth = (1e3 * float(text) for text in _in_a_process(FIRST).split())
    print(f"\nA new process, a preview of 1,024 draws: the first {very_first:.2f} ms, the first ten {first:.2f} ms, "
          f"the tenth ten {tenth:.2f} ms")  # fmt: skip
    return Goal("the first ten beside the tenth ten, ×", first / tenth, most=1.5)


def _in_a_process(program: str) -> str:
    path = os.pathsep.join([str(ROOT / "desktop"), str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    return subprocess.run([sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": path}, check=True,
                          capture_output=True, text=True).stdout.strip()  # fmt: skip


if __name__ == "__main__":
    main()
