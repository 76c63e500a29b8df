"""How fast the engine is: ``python3 tests/bench/bench_engine.py``.

The reference workload of :mod:`reference_workload` side by side: in C (the limit; where a compiler is there), by the
engine, in numpy written straight, with inputs from squigglepy, and in PySD (both where they are installed). All give
the same numbers before they are timed. Times are this machine's; the ratios carry over.
"""
# ruff: noqa: T201

from __future__ import annotations

import argparse
import ctypes
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
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
REPEATS = 15
MOVED = "growth"  # a PERT, upstream of everything

Inputs = dict[str, Array]


def median_ms(*ways: Callable[[], object]) -> list[float]:
    """The median time of each way in milliseconds, taken in turns, so that whatever else the machine does hits all."""
    times: list[list[float]] = [[] for _ in ways]
    for _ in range(REPEATS):
        for way, taken in zip(ways, times, strict=True):
            started = time.perf_counter()
            way()
            taken.append(1e3 * (time.perf_counter() - started))
    return [float(np.median(taken)) for taken in times]


class Ours:
    """The engine, as the projection uses it."""

    def __init__(self, draws: int) -> None:
        self.case = workload.case()
        self.model: CompiledModel = compile_model(self.case)
        assert not self.model.problems
        self.normals = sampling.normals(range(len(self.case.assumptions)), draws, 1, None)
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
        command = ["cc", "-O3", "-march=native", "-shared", "-fPIC", str(source), "-o", str(library)]
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
        started = time.perf_counter()
        for draw in range(runs):
            params = {id: float(values[draw]) for id, values in inputs.items()}
            model.run(params=params, return_columns=list(STOCKS))
        return (time.perf_counter() - started) / runs


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
    rows: list[tuple[str, float]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ways: dict[str, Callable[[], object]] = {
            "ours, one assumption moved": ours.one_moved,
            "ours, everything": ours.full,
            "  simulation alone": ours.simulation,
            "  quantiles alone": ours.quantiles,
            "  drawing the moved assumption (PERT)": ours.moved_input,
            "numpy written straight": lambda: workload.straight(inputs),
        }
        if shutil.which("cc"):
            limit = InC(folder, inputs)
            same("C", ours.full(), limit.full())
            ways = {"C": limit.full, "  simulation alone, C": limit.simulation,
                    "  quantiles alone, C": limit.quantiles} | ways  # fmt: skip
        same("numpy", ours.full(), workload.straight(inputs))
        rows += zip(ways, median_ms(*ways.values()), strict=True)
        if importlib.util.find_spec("squigglepy"):
            rows += zip(["squigglepy's draws, then numpy written straight"],
                        median_ms(lambda: workload.straight(squiggle_inputs(draws))), strict=True)  # fmt: skip
        if importlib.util.find_spec("pysd"):
            rows.append((f"PySD, run {draws:,} times (from 20 runs)", 1e3 * draws * pysd_seconds(folder, inputs, 20)))
    print_table(rows, draws)
    print_growth()
    print_a_million()


def print_table(rows: list[tuple[str, float]], draws: int) -> None:
    times = dict(rows)
    compared = times["ours, one assumption moved"]
    limit = times.get("C")
    print(f"{platform.machine()}, {os.cpu_count()} cores, numpy {np.__version__}, {_vectors()}")
    print(f"{len(STOCKS)} stocks, {STEPS} steps, {draws:,} draws, {len(LEVELS)} quantiles, float64, {REPEATS} times")
    print()
    print(f"{'':48}{'ms':>12}{'× ours':>10}{'× C':>10}")
    for name, taken in rows:
        print(f"{name:48}{taken:12.2f}{taken / compared:10.2f}{taken / limit if limit else np.nan:10.2f}")


def _vectors() -> str:
    from numpy._core._multiarray_umath import __cpu_features__ as features

    return next((name for name in ("AVX512_SKX", "AVX2", "ASIMD") if features.get(name)), "no wide vectors")


def print_growth() -> None:
    """How the time grows with draws, and with steps (substeps of the same months)."""
    print(f"\n{'draws':>10}{'ms, one moved':>16}{'µs a draw':>12}")
    for draws in (1_024, 4_096, 16_384, 65_536, 262_144):
        ours = Ours(draws)
        (taken,) = median_ms(ours.one_moved)
        print(f"{draws:10,}{taken:16.2f}{1e3 * taken / draws:12.2f}")
    print(f"\n{'steps':>10}{'ms, simulation':>16}{'µs a step':>12}")
    for substeps in (1, 2, 4, 8):
        ours = Ours(10_000)
        ours.model = compile_model(replace(ours.case, timeline=replace(ours.case.timeline, substeps=substeps)))
        (taken,) = median_ms(ours.simulation)
        print(f"{substeps * STEPS:10,}{taken:16.2f}{1e3 * taken / substeps / STEPS:12.2f}")


MILLION = """
import resource, time
from dataclasses import replace
import reference_workload as workload
from claimbench.app.batch import project, run_json
from claimbench.core.case import Sampling
case = replace(workload.case(), sampling=Sampling(1_000_000))
started = time.perf_counter()
run_json(project(case, case))
print(f"{time.perf_counter() - started:.1f} s, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GB")
"""


def print_a_million() -> None:
    """All quantities of the workload from a million draws, chunk by chunk: time, and memory at most."""
    path = os.pathsep.join([str(ROOT / "desktop"), str(Path(__file__).parent)])
    taken = subprocess.run([sys.executable, "-c", MILLION], env={**os.environ, "PYTHONPATH": path},
                           check=True, capture_output=True, text=True).stdout.strip()  # fmt: skip
    print(f"\n1,000,000 draws of all {len(STOCKS) + len(workload.FLOWS)} quantities: {taken}")


if __name__ == "__main__":
    main()
