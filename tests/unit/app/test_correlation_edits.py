"""Which assumptions rise and fall together: changed, refused, undone, saved."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from app_case import a_case
from scipy import stats

from claimbench.app.correlation_edits import Correlate, Uncorrelate, partners, rank_between
from claimbench.app.document import Document
from claimbench.app.paths import default_case
from claimbench.app.projection import Projector
from claimbench.casefile.read import load
from claimbench.casefile.save import save
from claimbench.core.assumption import Assumption, Correlation
from claimbench.core.case import Case


def three() -> Case:
    """Assumptions a, b and c, nothing correlated yet."""
    made = {id: Assumption(id, id.upper(), "", "normal", -1, 0, 1, column) for column, id in enumerate("abc")}
    return replace(a_case(), assumptions={**a_case().assumptions, **{a.id: replace(a, column=a.column + 20)
                                                                     for a in made.values()}})  # fmt: skip


def test_that_a_pair_is_added_changed_and_taken_away_each_as_a_sentence() -> None:
    document = Document(three())
    document.apply(Correlate("a", "b", 0.5))
    assert document.case.correlations == (Correlation("a", "b", 0.5),)
    assert document.history.undo_sentence == "A and B, rank correlation 0.5"
    document.apply(Correlate("b", "a", -0.25))  # the same pair, whichever comes first
    assert document.case.correlations == (Correlation("a", "b", -0.25),)
    assert document.history.undo_sentence == "B and A, rank correlation 0.5 → −0.25"
    assert partners(document.case, "b") == {"a": -0.25}
    document.apply(Uncorrelate("b", "a"))
    assert document.case.correlations == ()
    assert document.history.undo_sentence == "B and A, no rank correlation any more"
    document.undo()
    document.undo()
    assert rank_between(document.case, "b", "a") == 0.5


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (Correlate("a", "b", 1.2), "A rank correlation lies between −1 and 1; 1.2 does not."),
        (Correlate("a", "b", float("nan")), "A rank correlation lies between −1 and 1"),
        (Correlate("a", "a", 0.5), "“a” is correlated with itself. Name two assumptions."),
        (Correlate("a", "nobody", 0.5), "There is no assumption “nobody”."),
        (Uncorrelate("a", "b"), "A and B have no rank correlation."),
    ],
)
def test_that_what_cannot_be_is_refused_with_a_sentence(command: Correlate | Uncorrelate, words: str) -> None:
    document = Document(three())
    with pytest.raises(ValueError, match=words.replace("(", r"\(")):
        document.apply(command)
    assert document.case.correlations == ()


def test_that_a_contradiction_is_refused_with_the_nearest_that_can_be() -> None:
    document = Document(three())
    document.apply(Correlate("a", "b", 0.9))
    nearest = "contradict each other. The nearest that can be: 0.69 for “a” and “b”, 0.69 for “b” and “c”"
    with pytest.raises(ValueError, match=nearest):
        document.apply(Correlate("b", "c", 0.9))
    for first, second, rank in (("b", "c", 0.3), ("a", "c", 0.6), ("b", "c", 0.85)):
        document.apply(Correlate(first, second, rank))
    with pytest.raises(ValueError, match="“a” and “c” have none, which counts as 0"):
        document.apply(Uncorrelate("a", "c"))


def test_that_what_was_wrong_before_does_not_stand_in_the_way() -> None:
    case = replace(three(), correlations=(Correlation("a", "gone", 0.5),))
    assert rank_between(Correlate("a", "b", 0.5).apply(case), "a", "b") == 0.5
    assert Uncorrelate("a", "gone").apply(case).correlations == ()


def test_that_draws_have_the_rank_correlation_and_others_stay() -> None:
    before = three()
    after = Correlate("a", "b", 0.7).apply(before)
    inputs = [Projector(case).project(case).inputs for case in (before, after)]
    assert stats.spearmanr(inputs[1]["a"], inputs[1]["b"]).statistic == pytest.approx(0.7, abs=0.02)
    assert (inputs[0]["a"] == inputs[1]["a"]).all()  # the lower column stays as it is
    assert (inputs[0]["c"] == inputs[1]["c"]).all()


def test_that_it_is_in_the_file_after_a_save(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(default_case(), folder)
    loaded = load(folder)
    first, second, third = list(loaded.case.assumptions)[:3]
    for made in (Correlate(first, second, 0.4), Correlate(second, third, -0.3)):
        case = made.apply(loaded.case)
        save(case, folder)
        loaded = load(folder)
        assert loaded.case.correlations == case.correlations
    save(Uncorrelate(first, second).apply(loaded.case), folder)
    assert load(folder).case.correlations == (Correlation(second, third, -0.3),)
