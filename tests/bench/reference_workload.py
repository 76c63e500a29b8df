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
#ifdef __AVX512F__
#include <immintrin.h>
#endif

enum { STOCKS = 5, BLOCK = 512, ROOM = 8, SAMPLE = 15 };

static void in_order(double *a, long n) {
    for (long i = 1; i < n; i++) {
        double v = a[i];
        long j = i;
        for (; j && a[j - 1] > v; j--) a[j] = a[j - 1];
        a[j] = v;
    }
}

/* What of s[0..n) is below p to low, which may be s itself, the rest to high; how many are below. Both have ROOM. */
static long split(const double *s, long n, double p, double *low, double *high) {
    long below = 0, above = 0, i = 0;
#ifdef __AVX512F__
    __m512d pivot = _mm512_set1_pd(p);
    for (; i + 8 <= n; i += 8) {
        __m512d v = _mm512_loadu_pd(s + i);
        __mmask8 less = _mm512_cmp_pd_mask(v, pivot, _CMP_LT_OQ);
        _mm512_storeu_pd(low + below, _mm512_maskz_compress_pd(less, v));
        _mm512_storeu_pd(high + above, _mm512_maskz_compress_pd((__mmask8)~less, v));
        int count = __builtin_popcount(less);
        below += count;
        above += 8 - count;
    }
#endif
    for (; i < n; i++) {
        double v = s[i];
        low[below] = v;
        high[above] = v;
        below += v < p;
        above += !(v < p);
    }
    return below;
}

/* The value of about the share `part` of s[0..n), by a sample. */
static double pivot(const double *s, long n, double part) {
    double sample[SAMPLE];
    for (long i = 0; i < SAMPLE; i++) sample[i] = s[(2 * i + 1) * n / (2 * SAMPLE)];
    in_order(sample, SAMPLE);
    return sample[(long)(part * (SAMPLE - 1) + 0.5)];
}

/* Quick-select: out[j] for the ranks k[first..last) among all, of which s[0..n) begin with rank base. a and b take n
   values and ROOM each, and rest as much again for each rank; s may be a. */
static void select_ranks(const double *s, long n, long base, const long *k, long first, long last, double *out,
                         double *a, double *b, double *rest) {
    while (first < last) {
        if (n <= 3 * SAMPLE) {
            if (s != a) for (long i = 0; i < n; i++) a[i] = s[i];
            in_order(a, n);
            for (; first < last; first++) out[first] = a[k[first] - base];
            return;
        }
        double p = pivot(s, n, (k[(first + last - 1) / 2] - base + 0.5) / n);
        long below = split(s, n, p, a, b);
        if (below == 0) {  /* p is the least: put its equals aside */
            long equal = 0, more = 0;
            for (long i = 0; i < n; i++) {
                double v = b[i];
                a[more] = v;
                equal += v == p;
                more += v != p;
            }
            for (; first < last && k[first] < base + equal; first++) out[first] = p;
            s = a, n = more, base += equal;
            continue;
        }
        long cut = first;
        while (cut < last && k[cut] < base + below) cut++;
        if (cut == last) { s = a, n = below; continue; }
        if (cut > first) select_ranks(a, below, base, k, first, cut, out, a, rest, rest + n + ROOM);
        double *spare = a;
        s = a = b, b = spare;
        first = cut, base += below, n -= below;
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
    long one = n + ROOM;
    double *a = malloc((ranks + 2) * one * sizeof(double)), out[ranks];
    for (long row = 0; row < rows; row++) {
        select_ranks(history + row * n, n, 0, k, 0, ranks, out, a, a + one, a + 2 * one);
        for (long j = 0; j < ranks; j++) quantiles[j * rows + row] = out[j];
    }
    free(a);
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
