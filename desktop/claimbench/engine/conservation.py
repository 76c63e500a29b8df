"""Whether what flows out of one stock flows into one other, and nothing is counted twice."""

from __future__ import annotations

from collections.abc import Iterator

from claimbench.core.case import Case
from claimbench.core.problem import Problem, warning


def problems(case: Case) -> Iterator[Problem]:
    """Warnings about flows that fill or empty more than one stock, or both fill and empty the same."""
    for field, verb in (("inflows", "fills"), ("outflows", "empties")):
        first: dict[str, str] = {}
        for id, stock in case.stocks.items():
            for number, flow in enumerate(getattr(stock, field)):
                other = first.setdefault(flow, id)
                message = f"The flow '{flow}' {verb} '{other}' and '{id}': it counts in both, in full."
                if other == id:
                    if flow not in getattr(stock, field)[:number]:
                        continue
                    message = f"The flow '{flow}' {verb} '{id}' twice."
                yield warning("flow-counted-twice", message, f"stocks.{id}.{field}.{number}",
                              hint="If that is not meant, give each a flow of its own.")  # fmt: skip
    for id, stock in case.stocks.items():
        for number, flow in enumerate(stock.outflows):
            if flow in stock.inflows:
                message = f"The flow '{flow}' fills and empties '{id}', which changes nothing."
                yield warning("flow-in-and-out", message, f"stocks.{id}.outflows.{number}",
                              hint="Take it out of one of the two lists.")  # fmt: skip
