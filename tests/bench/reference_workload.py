"""The reference workload, four times: as a case, in C, in numpy written straight, and for PySD.

5 stocks with feedback, 8 uncertain inputs, 48 monthly steps, five quantiles of every stock at every point and the
probability of passing a threshold. The staff of a service: people are trained, work, rise and retire; more people leave
where there is more work for each, and as many are hired as leave and are missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.model import Flow, Stock, Timeline
from claimbench.engine.summary import Array

STEPS = 48
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
STOCKS = ("needed", "trainees", "staff", "seniors", "retired")
THRESHOLD = 1_350.0  # of staff

ASSUMPTIONS = {
    "growth": ("1/month", "pert", 0.001, 0.004, 0.009),
    "adjustment": ("month", "lognormal", 3, 6, 12),
    "training": ("month", "triangular", 4, 6, 12),
    "leaving": ("1/month", "normal", 0.006, 0.010, 0.016),
    "rising": ("1/month", "uniform", 0.004, 0.006, 0.008),
    "retiring": ("1/month", "normal", 0.003, 0.005, 0.008),
    "needed_at_first": ("person", "pert", 1_350, 1_500, 1_800),
    "staff_at_first": ("person", "normal", 900, 1_000, 1_100),
}

FLOWS = {
    "more_needed": "growth * needed",
    "hires": "max(leavers + risers + (needed - staff - seniors) / adjustment, 0 * person / month)",
    "graduates": "trainees / training",
    "leavers": "leaving * staff * needed / (staff + seniors)",
    "risers": "rising * staff",
    "retirees": "retiring * seniors",
}


def case() -> Case:
    def stock(id: str, opening: str, inflows: tuple[str, ...], outflows: tuple[str, ...]) -> Stock:
        return Stock(id, id, "person", opening, inflows, outflows, "model")

    stocks = [
        stock("needed", "needed_at_first", ("more_needed",), ()),
        stock("trainees", "100 * person", ("hires",), ("graduates",)),
        stock("staff", "staff_at_first", ("graduates",), ("leavers", "risers")),
        stock("seniors", "300 * person", ("risers",), ("retirees",)),
        stock("retired", "50 * person", ("retirees",), ()),
    ]
    return Case(
        "reference", "The reference workload", date(2026, 1, 1),
        Timeline(date(2026, 1, 1), date(2026, 1, 1), date(2029, 12, 31)),
        units={"person": "people"},
        assumptions={id: Assumption(id, id, *given, column) for column, (id, given) in enumerate(ASSUMPTIONS.items())},
        stocks={each.id: each for each in stocks},
        flows={id: Flow(id, id, "person/month", formula) for id, formula in FLOWS.items()},
    )  # fmt: skip


def straight(inputs: Mapping[str, Array]) -> tuple[Array, Array]:
    """What one writes first in numpy: the quantiles (levels, stocks, points) and P(staff > threshold) (points,)."""
    growth, adjustment, training, leaving, rising, retiring, needed, staff = (inputs[id] for id in ASSUMPTIONS)
    trainees, seniors, retired = (np.full_like(staff, value) for value in (100.0, 300.0, 50.0))
    history = [np.array([needed, trainees, staff, seniors, retired])]
    for _ in range(STEPS):
        leavers = leaving * staff * needed / (staff + seniors)
        risers = rising * staff
        hires = np.maximum(leavers + risers + (needed - staff - seniors) / adjustment, 0)
        graduates, retirees = trainees / training, retiring * seniors
        needed = needed + growth * needed
        trainees = trainees + hires - graduates
        staff = staff + graduates - leavers - risers
        seniors = seniors + risers - retirees
        retired = retired + retirees
        history.append(np.array([needed, trainees, staff, seniors, retired]))
    values = np.array(history)
    passed: NDArray[np.float64] = (values[:, 2] > THRESHOLD).mean(axis=1)
    return np.quantile(values, LEVELS, axis=2, method="inverted_cdf").transpose(0, 2, 1), passed


C = r"""
#include <stdlib.h>
#include <string.h>

enum { STOCKS = 5, BLOCK = 512 };

static void in_order(double *a, long n) {
    for (long i = 1; i < n; i++) {
        double v = a[i];
        long j = i;
        for (; j && a[j - 1] > v; j--) a[j] = a[j - 1];
        a[j] = v;
    }
}

static double middle(double a, double b, double c) {
    double low = a < b ? a : b, high = a < b ? b : a, most = high < c ? high : c;
    return low > most ? low : most;
}

/* The values of the ranks k[first..last) to their places in a[lo..hi): quick-select, partitions without branches. */
static void select_ranks(double *a, long lo, long hi, const long *k, long first, long last) {
    while (first < last) {
        long n = hi - lo, below = 0, upto;
        double *s = a + lo;
        if (n <= 24) { in_order(s, n); return; }
        double p = middle(middle(s[0], s[n / 8], s[n / 4]), middle(s[3 * n / 8], s[n / 2], s[5 * n / 8]),
                          middle(s[3 * n / 4], s[7 * n / 8], s[n - 1]));
        for (long i = 0; i < n; i++) { double v = s[i]; s[i] = s[below]; s[below] = v; below += v < p; }
        if (below == 0) {
            for (upto = 0; upto < n && s[upto] <= p; upto++) {}
            for (long i = upto; i < n; i++) { double v = s[i]; s[i] = s[upto]; s[upto] = v; upto += v <= p; }
            while (first < last && k[first] < lo + upto) first++;
            lo += upto;
            continue;
        }
        long cut = first;
        while (cut < last && k[cut] < lo + below) cut++;
        if (cut == last) { hi = lo + below; continue; }
        if (cut > first) select_ranks(a, lo, lo + below, k, first, cut);
        first = cut;
        lo += below;
    }
}

/* in: 8 rows of n draws. history: points x STOCKS x n. */
void simulate(const double *in, long n, long steps, double threshold, double *history, double *passed) {
    const double *growth = in, *adjustment = in + n, *training = in + 2 * n, *leaving = in + 3 * n;
    const double *rising = in + 4 * n, *retiring = in + 5 * n, *needed = in + 6 * n, *staff = in + 7 * n;
    for (long p = 0; p <= steps; p++) passed[p] = 0;
    for (long start = 0; start < n; start += BLOCK) {
        long end = start + BLOCK < n ? start + BLOCK : n;
        for (long i = start; i < end; i++) {
            history[i] = needed[i];
            history[n + i] = 100;
            history[2 * n + i] = staff[i];
            history[3 * n + i] = 300;
            history[4 * n + i] = 50;
        }
        for (long p = 0; p < steps; p++) {
            const double *now = history + p * STOCKS * n;
            double *next = history + (p + 1) * STOCKS * n;
            for (long i = start; i < end; i++) {
                double need = now[i], train = now[n + i], work = now[2 * n + i], senior = now[3 * n + i];
                double leavers = leaving[i] * work * need / (work + senior), risers = rising[i] * work;
                double hires = leavers + risers + (need - work - senior) / adjustment[i];
                double graduates = train / training[i], retirees = retiring[i] * senior;
                hires = hires > 0 ? hires : 0;
                next[i] = need + growth[i] * need;
                next[n + i] = train + hires - graduates;
                next[2 * n + i] = work + graduates - leavers - risers;
                next[3 * n + i] = senior + risers - retirees;
                next[4 * n + i] = now[4 * n + i] + retirees;
            }
        }
        for (long p = 0; p <= steps; p++) {
            long count = 0;
            for (long i = start; i < end; i++) count += history[(p * STOCKS + 2) * n + i] > threshold;
            passed[p] += (double)count / n;
        }
    }
}

/* k: ranks, rising. quantiles: ranks x points x STOCKS. */
void quantiles(const double *history, long n, long rows, const long *k, long ranks, double *quantiles) {
    double *work = malloc(n * sizeof(double));
    for (long row = 0; row < rows; row++) {
        memcpy(work, history + row * n, n * sizeof(double));
        select_ranks(work, 0, n, k, 0, ranks);
        for (long j = 0; j < ranks; j++) quantiles[j * rows + row] = work[k[j]];
    }
    free(work);
}
"""

_VENSIM_OPENINGS = {"needed": "needed at first", "trainees": "100", "staff": "staff at first", "seniors": "300",
                    "retired": "50"}  # fmt: skip


def vensim() -> str:
    """The same model as Vensim writes it, for PySD."""
    made = case()
    lines = ["{UTF-8}"]
    for id, (unit, _, _, best, _) in ASSUMPTIONS.items():
        lines.append(f"{_spaced(id)} = {best} ~ {unit} ~ |")
    for id, formula in FLOWS.items():
        lines.append(f"{_spaced(id)} = {_spaced(formula.replace(' * person / month', '').replace('max(', 'MAX('))} ~~|")
    for id, stock in made.stocks.items():
        net = " + ".join(stock.inflows) + "".join(f" - {flow}" for flow in stock.outflows)
        lines.append(f"{id} = INTEG ({_spaced(net)}, {_VENSIM_OPENINGS[id]}) ~~|")
    for name, value in (("INITIAL TIME", 0), ("FINAL TIME", STEPS), ("TIME STEP", 1), ("SAVEPER", 1)):
        lines.append(f"{name} = {value} ~ Month ~ |")
    return "\n".join(lines) + "\n"


def _spaced(name: str) -> str:
    return name.replace("_", " ")
