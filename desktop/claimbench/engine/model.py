"""From a case to a model that can be run: every formula read and checked, or every problem found."""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Final

from claimbench.core.case import Case
from claimbench.core.model import Flow, Stock
from claimbench.core.problem import Problem, ProblemError, Severity, error, warning
from claimbench.core.quantity import DATE, DAY, MONTH, Unit, UnitError, Units, convertible, ratio
from claimbench.core.series import Series
from claimbench.core.show import show_date
from claimbench.engine import calendar, conservation, correlation, formula, observed
from claimbench.engine.builder import Builder
from claimbench.engine.calculate import scope as calculation_scope
from claimbench.engine.calendar import Grid
from claimbench.engine.expression import Choose, Expr, Family, Kind, Observed, constant
from claimbench.engine.graph import components, loop
from claimbench.engine.plan import Plan
from claimbench.engine.pool import Pool
from claimbench.engine.program import FlowPlan, Plans, Program, StockPlan, VariablePlan, names_read
from claimbench.engine.rows import rows
from claimbench.engine.rules import Named, Scope, rate_family

_PASTS: Final = ("model", "none")


@dataclass(eq=False)
class CompiledModel:
    """A case's formulas, checked. With an error among ``problems`` it can be asked about, but not run."""

    problems: tuple[Problem, ...]
    units: Units
    declared: Mapping[str, Unit]  # units, by name; of series and claims as "series:ID", "claim:ID"
    flows: frozenset[str]
    reads: Mapping[str, frozenset[str]]  # of each name: the names, assumptions and "series:ID" its formulas mention
    _grid: Grid | None
    _program: Program | None
    plans: dict[object, Plan] = field(default_factory=dict)  # how to run it: see simulate
    pool: Pool = field(default_factory=Pool)  # where its results are
    _inputs: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def grid(self) -> Grid:
        """The points in time. Raises ProblemError if the timeline has problems."""
        if self._grid is None:
            raise ProblemError(self.problems)
        return self._grid

    @property
    def program(self) -> Program:
        if self._program is None:
            raise ProblemError(self.problems)
        return self._program

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every stock, flow, variable and measure, and ``claim:ID`` for each claim with a measure."""
        return tuple(self.reads)

    def inputs_of(self, name: str) -> frozenset[str]:
        """The ids of the assumptions, and ``series:ID``, that lie upstream of a stock, flow, variable, measure or claim
        (``claim:ID``). Empty for a name without a formula that can be read."""
        if name not in self._inputs:
            found, work = set[str](), [name]
            while work:
                current = work.pop()
                if current not in found:
                    found.add(current)
                    work += self.reads.get(current, ())
            self._inputs[name] = frozenset(found - self.reads.keys() - {name})
        return self._inputs[name]

    def unit_of(self, name: str) -> Unit:
        """The declared unit. Raises KeyError for an unknown name, or one whose unit cannot be read."""
        return self.declared[name]

    def family_of(self, flow: str) -> Family:
        """Whether a flow is per day or per month."""
        return rate_family(self.declared[flow]) or "month"


def compile_model(case: Case) -> CompiledModel:
    """Read and check every formula of a case. Never raises for bad input: see ``problems`` of what it returns."""
    return _Compiler(case).compile()


class _Compiler:
    def __init__(self, case: Case) -> None:
        self.case = case
        self.problems: list[Problem] = []
        self.problems += calendar.problems(case.timeline)
        self.grid = None if self.problems else calendar.grid(case.timeline)
        self.problems += correlation.problems(case)
        self.units = Units(case.units)
        self.unit: dict[str, Unit] = {}
        self.formulas: dict[str, Expr] = {}
        self.openings: dict[str, Expr] = {}
        self.second: set[str] = set()  # paths of things whose name another thing had first

    def compile(self) -> CompiledModel:
        case = self.case
        self.check_names()
        self.read_units()
        series = {id: named for id, s in case.series.items() if (named := self.named_series(s)) is not None}
        variables = self.timed_variables()
        names = {id: Named(self.unit.get(id), "variable", *variables[id]) for id in case.variables}
        names |= {id: Named(self.unit.get(id), "flow", True, True) for id in case.flows}
        names |= {id: Named(self.unit.get(id), "stock", True) for id in case.stocks}
        names |= {id: Named(self.unit.get(id)) for id in case.assumptions}  # of two things with one name, the first
        model = Scope("model", self.units, names, dict.fromkeys(case.measures, "a measure"), series, {}, self.grid)
        for id, flow in case.flows.items():
            self.read(id, flow.formula, model, f"flows.{id}.formula")
        for id, variable in case.variables.items():
            self.read(id, variable.formula, model, f"variables.{id}.formula")
        for id, stock in case.stocks.items():
            self.check_stock(id, stock, model)
        for id, flow in case.flows.items():
            self.check_flow(id, flow)
        self.problems += conservation.problems(case)
        # a variable that mixes days and months varies over time even if nothing it names does
        names |= {id: Named(self.unit.get(id), "variable", expr.timed, expr.stepwise) for id in case.variables
                  if names[id].what == "variable" and (expr := self.formulas.get(id)) is not None}  # fmt: skip
        names = {id: Named(self.unit.get(id), "measure") for id in case.measures} | names
        measures = Scope("measure", self.units, names, {}, series, {}, self.grid)
        for id, measure in case.measures.items():
            self.read(id, measure.formula, measures, f"measures.{id}.formula")
        for id, claim in case.claims.items():
            if claim.measure.strip():
                self.read(f"claim:{id}", claim.measure, measures, f"claims.{id}.measure")
        for id, calculation in case.calculations.items():
            self.read(f"calculation:{id}", calculation.formula, calculation_scope(case, self.units),
                      f"calculations.{id}.formula")  # fmt: skip
        self.check_loops()
        self.check_pasts()
        plans = self.plans()
        program = None
        if plans is not None and self.grid is not None:
            timeline = case.timeline
            program = Builder(plans, rows(self.grid, timeline.method, timeline.substeps), rows(self.grid)).build()
        return CompiledModel(
            tuple(self.problems), self.units, self.unit, frozenset(case.flows), self.reads(), self.grid, program
        )

    def wrong(self, code: str, message: str, path: str, hint: str = "") -> None:
        self.problems.append(error(code, message, path, hint=hint))

    # -- names and units

    def check_names(self) -> None:
        case, taken = self.case, dict[str, str]()
        for name in case.units:
            if not name.isidentifier() or keyword.iskeyword(name):
                self.wrong(
                    "name",
                    f"'{name}' cannot be a unit: a name has letters, digits and _, and starts with a letter.",
                    f"units.{name}",
                )
            elif Units({}).own(name) or name == "date":
                self.wrong("name-taken", f"The unit '{name}' has a meaning already.", f"units.{name}")
        kinds: dict[str, Mapping[str, object]] = {
            "assumptions": case.assumptions, "stocks": case.stocks, "flows": case.flows, "variables": case.variables,
            "measures": case.measures,
        }  # fmt: skip
        for kind, entries in kinds.items():
            for id in entries:
                path = f"{kind}.{id}"
                if not id.isidentifier() or keyword.iskeyword(id):
                    self.wrong(
                        "name",
                        f"'{id}' cannot be used in formulas: a name has letters, digits and _, starts with a "
                        "letter, and is not a word of the formula language.",
                        path,
                    )
                elif id in taken:
                    self.wrong("name-taken", f"'{id}' is the name of two things: {taken[id]} and {path}.", path)
                    self.second.add(path)
                elif self.units.own(id):
                    self.wrong("name-taken", f"'{id}' is the name of a unit, too.", path)
                taken.setdefault(id, path)

    def read_units(self) -> None:
        case = self.case
        declared = [(id, a.unit, f"assumptions.{id}") for id, a in case.assumptions.items()]
        declared += [(id, s.unit, f"stocks.{id}") for id, s in case.stocks.items()]
        declared += [(id, f.unit, f"flows.{id}") for id, f in case.flows.items()]
        declared += [(id, v.unit, f"variables.{id}") for id, v in case.variables.items()]
        declared += [(id, m.unit, f"measures.{id}") for id, m in case.measures.items()]
        declared += [(f"series:{id}", s.unit, f"series.{id}") for id, s in case.series.items()]
        declared += [(f"calculation:{id}", c.unit, f"calculations.{id}") for id, c in case.calculations.items()]
        declared += [(f"claim:{id}", c.unit, f"claims.{id}") for id, c in case.claims.items() if c.measure or c.unit]
        for name, text, path in declared:
            try:
                unit = self.units.parse(text)
            except UnitError as trouble:
                self.problems.append(formula.unit_problem(trouble, f"{path}.unit"))
                continue
            if unit == DATE and not path.startswith(("measures", "claims", "calculations")):
                self.wrong("unit", "Only measures, claims and calculations can be dates.", f"{path}.unit")
                continue
            self.unit.setdefault(name, unit)

    def named_series(self, series: Series) -> Named | None:
        """What formulas see of a series: a level as it is, amounts as a rate per month. None for later figures."""
        unit = self.unit.get(f"series:{series.id}")
        if series.later:
            return None
        if series.kind == "amount":
            return Named(unit / MONTH if unit else None, "series", True, True)
        return Named(unit, "series", True)

    def timed_variables(self) -> dict[str, tuple[bool, bool]]:
        """Of each variable: whether it varies over time, and whether it holds over steps, as far as names tell."""
        case = self.case
        mentions = {id: formula.names_in(variable.formula) for id, variable in case.variables.items()}
        clocks = frozenset({"step", "pulse", "ramp", "elapsed", "observed", "previous", "delay", "smooth"})
        timed = {id for id, names in mentions.items() if names & (case.stocks.keys() | case.flows.keys() | clocks)}
        stepwise = {id for id, names in mentions.items() if names & (case.flows.keys() | {"step", "pulse"})}
        for group in (timed, stepwise):
            while more := {id for id, names in mentions.items() if id not in group and names & group}:
                group |= more
        return {id: (id in timed, id in stepwise) for id in mentions}

    def read(self, name: str, text: str, scope: Scope, path: str) -> None:
        first = path.rpartition(".")[0] not in self.second
        expr, problems = formula.read(text, scope, path, self.unit.get(name) if first else None)
        self.problems += problems
        if expr.kind is not Kind.UNKNOWN and first:
            self.formulas[name] = expr

    # -- stocks and flows

    def check_stock(self, id: str, stock: Stock, scope: Scope) -> None:
        unit, path = self.unit.get(id), f"stocks.{id}"
        for field_name, flows in (("inflows", stock.inflows), ("outflows", stock.outflows)):
            for number, flow in enumerate(flows):
                if flow not in self.case.flows:
                    self.wrong("unknown-flow", f"There is no flow '{flow}'.", f"{path}.{field_name}.{number}")
                elif unit is not None and flow in self.unit and _per_time(self.unit[flow], unit) is None:
                    self.wrong(
                        "unit",
                        f"The flow '{flow}' is in {self.unit[flow]}; to add to '{id}' ({unit}) it must be in "
                        f"{unit / MONTH} or {unit / DAY}.",
                        f"{path}.{field_name}.{number}",
                    )
        if series := self.check_past(stock.past, "level", unit, path):
            self.check_opening_observed(stock, series, path)
        if stock.opening.strip():
            before = len(self.problems)
            expr, problems = formula.read(stock.opening, scope, f"{path}.opening", unit)
            self.problems += problems
            if len(self.problems) == before:
                self.openings[id] = expr
                if stock.non_negative and (constant(expr) or 0.0) < 0:
                    self.wrong("opening", f"The stock '{id}' opens below zero, but is said never to fall below it.",
                               f"{path}.opening", "Open it at zero or above, or let it fall below zero.")  # fmt: skip
        elif stock.past in _PASTS:
            self.wrong("opening", f"The stock '{id}' has no opening value.", f"{path}.opening",
                       "It can be left out only where the past is an observed series.")  # fmt: skip

    def check_past(self, past: str, kind: str, unit: Unit | None, path: str) -> Series | None:
        """The observed series of that name, if it fits."""
        if past in _PASTS:
            return None
        series = self.case.series.get(past)
        words = {"level": "levels at a date", "amount": "amounts in a period"}
        if series is None:
            self.wrong("unknown-series", f"There is no series '{past}'.", f"{path}.past",
                       'The past is the id of a series, "model" or "none".')  # fmt: skip
        elif series.kind != kind:
            self.wrong("series-kind", f"The series '{past}' has {words[series.kind]}; {words[kind]} are needed here.",
                       f"{path}.past")  # fmt: skip
        elif series.later:
            self.wrong(
                "series-later",
                f"The series '{past}' was published later: it is for comparison, not for the model.",
                f"{path}.past",
            )
        else:
            given = self.unit.get(f"series:{past}")
            if given is not None and unit is not None and not convertible(given, unit):
                self.wrong("unit", f"The series '{past}' is in {given}, where {unit} is needed.", f"{path}.past")
                return None
            return series
        return None

    def check_opening_observed(self, stock: Stock, series: Series, path: str) -> None:
        """The stock opens with the last observation: there must be one."""
        if stock.opening.strip() or self.grid is None:
            return
        eve = self.case.timeline.projection - timedelta(days=1)
        ends = [o.end for o in series.observations if o.standing != "wrong" and self.grid.first <= o.end <= eve]
        known = observed.last_known(series, self.grid)
        if not ends or known is None:
            self.wrong(
                "opening",
                f"The series '{series.id}' has no figure that '{stock.id}' could open with: none between "
                f"{show_date(self.grid.first)} and {show_date(eve)}{'' if not ends else ' at the end of a step'}.",
                f"{path}.opening",
                "Give an opening value.",
            )
        elif max(ends) < eve and (series.gaps == "hold" or known < eve):
            message = f"'{stock.id}' opens on {show_date(eve)} with the figure of {show_date(max(ends))}, the last in "
            message, hint = f"{message}'{series.id}'.", ""
            if series.gaps != "hold" and known < max(ends):
                message = f"'{stock.id}' opens on {show_date(eve)} with the value of {show_date(known)}: the figure of "
                message += f"{show_date(max(ends))}, the last in '{series.id}', is not at the end of a step."
                hint = 'Give it as the opening value, or let figures hold (gaps = "hold").'
            self.problems.append(warning("opening", message, f"{path}.opening", hint=hint))

    def check_flow(self, id: str, flow: Flow) -> None:
        unit = self.unit.get(id)
        family = rate_family(unit) if unit is not None else "month"
        if family is None:
            self.wrong("unit", f"The flow '{id}' is in {unit}; a flow is something per time, such as {unit}/month.",
                       f"flows.{id}.unit")  # fmt: skip
            return
        self.check_past(flow.past, "amount", unit * _time(family) if unit is not None else None, f"flows.{id}")

    # -- what depends on what

    def reads(self) -> dict[str, frozenset[str]]:
        case, found = self.case, dict[str, frozenset[str]]()
        named = [*case.stocks, *case.flows, *case.variables, *case.measures,
                 *(f"claim:{id}" for id, claim in case.claims.items() if claim.measure.strip())]  # fmt: skip
        limiting: dict[str, list[str]] = {}
        for id, stock in case.stocks.items():
            for outflow in stock.outflows if stock.non_negative else ():
                limiting.setdefault(outflow, []).append(id)
        for name in named:
            exprs = [expr for expr in (self.formulas.get(name), self.openings.get(name)) if expr is not None]
            names = {n for expr in exprs for n in names_read(expr, at_once=False)}
            names |= {
                f"series:{part.op.series}" for expr in exprs for part in expr.walk() if isinstance(part.op, Observed)
            }
            quantity = case.stocks.get(name) or case.flows.get(name)
            if isinstance(quantity, Stock):
                names |= {*quantity.inflows, *quantity.outflows}
            if quantity is not None and quantity.past not in _PASTS:
                names.add(f"series:{quantity.past}")
            names.update(limiting.get(name, ()))
            found[name] = frozenset(names)
        return found

    def check_loops(self) -> None:
        """Formulas that need themselves at the same moment. Stocks, and ``previous``, ``delay`` and ``smooth`` with a
        first value, break a loop."""
        exprs = {**self.formulas, **self.openings}
        names = list(exprs)
        index = {name: number for number, name in enumerate(names)}
        edges = [[index[n] for n in names_read(exprs[name]) if n in index] for name in names]
        for members in components(edges):
            if len(members) > 1 or members[0] in edges[members[0]]:
                self.report_loop([names[number] for number in loop(edges, members)])

    def report_loop(self, path: list[str]) -> None:
        case, first = self.case, path[0]
        kinds = (("flows", case.flows), ("variables", case.variables), ("measures", case.measures))
        where = next(
            (f"{kind}.{first}.formula" for kind, entries in kinds if first in entries), f"stocks.{first}.opening"
        )
        self.wrong("loop", f"These depend on one another at the same moment: {' → '.join(path)}.", where,
                   "A stock, or previous(x, first), can break the loop.")  # fmt: skip

    def known_before(self, name: str, seen: frozenset[str] = frozenset()) -> bool:
        """Whether a name has values before the projection starts."""
        case = self.case
        if name in seen:
            return True
        if stock := case.stocks.get(name):
            return stock.past != "none"
        if (flow := case.flows.get(name)) and flow.past != "model":
            return flow.past != "none"
        expr = self.formulas.get(name)
        return expr is None or all(self.known_before(n, seen | {name}) for n in set(names_read(expr, at_once=False)))

    def check_pasts(self) -> None:
        """A stock that runs from the start needs all it depends on from the start."""
        if self.grid is None or self.grid.projection == 0:
            return
        for id, stock in self.case.stocks.items():
            opening = names_read(self.openings[id]) if id in self.openings else []
            for name in (*stock.inflows, *stock.outflows, *opening) if stock.past == "model" else ():
                if not self.known_before(name):
                    self.wrong("no-past", f"The stock '{id}' runs from the start of the timeline, but '{name}', which "
                               "it depends on, is not known before the projection.", f"stocks.{id}.past")  # fmt: skip

    # -- plans

    def plans(self) -> Plans | None:
        """All there is to build from; None if anything is wrong."""
        case = self.case
        if self.any_error():
            return None
        has_past = {name: self.known_before(name) for name in (*case.flows, *case.variables)}
        stocks = {id: self.stock_plan(stock) for id, stock in case.stocks.items()}
        flows = {id: self.flow_plan(flow, has_past[id]) for id, flow in case.flows.items()}
        variables = {id: VariablePlan(self.formulas[id], has_past[id] or not _hides_gaps(self.formulas[id]))
                     for id in case.variables}  # fmt: skip
        measures = {name: expr for name, expr in self.formulas.items()
                    if name in case.measures or name.startswith("claim:")}  # fmt: skip
        return Plans(stocks, flows, variables, measures)

    def any_error(self) -> bool:
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    def stock_plan(self, stock: Stock) -> StockPlan:
        unit = self.unit[stock.id]

        def contributions(flows: tuple[str, ...]) -> tuple[tuple[str, float, Family], ...]:
            rates = [(flow, self.unit[flow]) for flow in flows]
            families: list[Family] = [_per_time(rate, unit) or "month" for _, rate in rates]
            return tuple((flow, ratio(rate * _time(family), unit), family)
                         for (flow, rate), family in zip(rates, families, strict=True))  # fmt: skip

        factor = 1.0 if stock.past in _PASTS else ratio(self.unit[f"series:{stock.past}"], unit)
        return StockPlan(self.openings.get(stock.id), stock.past, factor, contributions(stock.inflows),
                         contributions(stock.outflows), stock.non_negative)  # fmt: skip

    def flow_plan(self, flow: Flow, has_past: bool) -> FlowPlan:
        unit = self.unit[flow.id]
        family = rate_family(unit) or "month"
        factor = 1.0 if flow.past in _PASTS else ratio(self.unit[f"series:{flow.past}"], unit * _time(family))
        return FlowPlan(self.formulas[flow.id], flow.past, factor, family, has_past)


def _time(family: Family) -> Unit:
    return DAY if family == "day" else MONTH


def _per_time(rate: Unit, stock: Unit) -> Family | None:
    """The time that ``rate`` is per, if it adds to ``stock``."""
    families: tuple[Family, ...] = ("month", "day")
    return next((family for family in families if convertible(rate * _time(family), stock)), None)


def _hides_gaps(expr: Expr) -> bool:
    """Whether a value can come of an unknown one: a comparison with it is merely false."""
    return any(isinstance(part.op, Choose) for part in expr.walk())
