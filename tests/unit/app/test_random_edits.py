"""A model edited at random: every step is a case or a refusal in a sentence, can be looked at, and can be undone."""

from __future__ import annotations

from dataclasses import replace

from app_case import a_case
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from claimbench.app import model_parts
from claimbench.app.commands import Command, SetAssumption
from claimbench.app.correlation_edits import Correlate, Uncorrelate
from claimbench.app.document import Document
from claimbench.app.model_diagram import diagram
from claimbench.app.model_edits import AddPart, ChangeFormula, DeletePart, DuplicatePart, blank, free_id
from claimbench.app.projection import Projector
from claimbench.app.rename import RenamePart
from claimbench.core.problem import Severity
from claimbench.engine.model import compile_model

choice = st.integers(0, 50)
names = st.sampled_from(["x", "größe", "new_cases", "total", "min", "month", "2 words", "", "if"])
ranks = st.sampled_from([-1.0, -0.9, 0.3, 0.9, 1.0, 1.5])
texts = st.sampled_from(["0", "1 +", "nothing", "1 / 0", "{old} * 2", "{other}", "previous({other}, 0)", "(" * 50])


class Editing(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        case = a_case()
        self.start = replace(case, sampling=replace(case.sampling, draws=32))
        self.document = Document(self.start)
        self.saved = Projector(self.start).project(self.start)

    def part(self, at: int) -> model_parts.Part:
        parts = list(model_parts.every(self.document.case).values())
        return parts[at % len(parts)]

    def do(self, command: Command) -> None:
        before, refusal = self.document.case, ""
        try:
            self.document.apply(command)
        except ValueError as said:
            refusal = str(said)
        if self.document.case is before:
            assert refusal == "" or refusal.endswith((".", "?"))
        else:
            assert refusal == ""
            assert self.document.history.undo_sentence

    @rule(kind=st.sampled_from(model_parts.KINDS))
    def add(self, kind: model_parts.PartKind) -> None:
        self.do(AddPart(blank(self.document.case, kind)))

    @rule(at=choice)
    def duplicate(self, at: int) -> None:
        id = self.part(at).id
        self.do(DuplicatePart(id, free_id(self.document.case, id)))

    @rule(at=choice, anyway=st.booleans())
    def delete(self, at: int, anyway: bool) -> None:
        if len(model_parts.every(self.document.case)) > 1:
            self.do(DeletePart(self.part(at).id, anyway))

    @rule(at=choice, name=names)
    def rename(self, at: int, name: str) -> None:
        self.do(RenamePart(self.part(at).id, name))

    @rule(at=choice, other=choice, text=texts)
    def write(self, at: int, other: int, text: str) -> None:
        for formula in model_parts.formulas_of(self.part(at)):
            self.do(ChangeFormula(formula.path, text.format(old=formula.text, other=self.part(other).id)))

    @rule(at=choice, other=choice, rank=ranks)
    def correlate(self, at: int, other: int, rank: float) -> None:
        self.do(Correlate(self.part(at).id, self.part(other).id, rank))

    @rule(at=choice, other=choice)
    def uncorrelate(self, at: int, other: int) -> None:
        self.do(Uncorrelate(self.part(at).id, self.part(other).id))

    @rule(at=choice, value=st.floats(-10, 200))
    def move(self, at: int, value: float) -> None:
        part = self.part(at)
        if part.id in self.document.case.assumptions:
            self.do(SetAssumption(part.id, "best", value))

    @rule()
    def undo(self) -> None:
        if self.document.history.undo_sentence:
            self.document.undo()

    @invariant()
    def every_part_is_in_the_diagram(self) -> None:
        case = self.document.case
        assert set(diagram(case, True, lambda text: 6.4 * len(text)).nodes) == set(model_parts.every(case))

    @invariant()
    def what_has_no_error_runs_beside_what_was_saved(self) -> None:
        case = self.document.case
        if all(problem.severity is not Severity.ERROR for problem in compile_model(case).problems):
            assert Projector(case).project(case, baseline=self.saved).figures.keys() == case.charts.keys()

    def teardown(self) -> None:
        while self.document.history.undo_sentence:
            self.document.undo()
        assert self.document.case == self.start


TestEditing = Editing.TestCase
TestEditing.settings = settings(max_examples=25, stateful_step_count=12, deadline=None)
