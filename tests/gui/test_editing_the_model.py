"""What a window does when a command changes more than the numbers of assumptions."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from claimbench.app.commands import ReplaceCase, SetAssumption
from claimbench.gui.model_pane import ModelPane
from claimbench.gui.window import Window


def with_formula(window: Window, text: str) -> ReplaceCase:
    """New cases by another formula."""
    case = window.bridge.document.case
    flow = replace(case.flows["new_cases"], formula=text)
    return ReplaceCase(replace(case, flows={**case.flows, "new_cases": flow}), "Another formula")


def median_at_end(window: Window) -> float:
    assert window.runner.latest is not None
    return float(window.runner.latest.bands("registered").level(0.5)[-1])


def test_that_a_new_formula_is_compiled_and_run_and_undone(bundled_window: Window) -> None:
    window = bundled_window
    before = median_at_end(window)
    window.bridge.apply(with_formula(window, "new_cases_per_month * 2"))
    window.wait_until_settled()
    assert median_at_end(window) > 1.2 * before
    assert window.runner.latest is not None
    assert window.runner.latest.differs("registered")  # so that the baseline is drawn behind
    window.undo()
    window.wait_until_settled()
    assert median_at_end(window) == before


def test_that_a_faulty_formula_keeps_the_last_charts_and_lists_its_problem(
    bundled_window: Window, qtbot: QtBot
) -> None:
    window = bundled_window
    before = median_at_end(window)
    with qtbot.waitSignal(window.runner.prepared):
        window.bridge.apply(with_formula(window, "new_cases_per_month * nonsense"))
    assert window.errors == 1
    assert window.docks["problems"].isVisible()
    assert window.runner.stale
    assert median_at_end(window) == before
    with qtbot.waitSignal(window.runner.prepared):
        window.undo()
    window.wait_until_settled()
    assert not window.runner.stale
    assert window.errors == 0


def test_that_a_slider_moves_on_after_a_formula_was_changed(bundled_window: Window) -> None:
    window = bundled_window
    window.bridge.apply(with_formula(window, "new_cases_per_month * 1.5"))
    window.wait_until_settled()
    changed = median_at_end(window)
    window.bridge.apply(SetAssumption("new_cases_per_month", "best", 24_000))
    assert window.runner.latest is not None
    assert window.runner.latest.preview
    window.wait_until_settled()
    assert median_at_end(window) > changed


def test_that_a_changed_note_draws_no_baseline(bundled_window: Window) -> None:
    window = bundled_window
    case = window.bridge.document.case
    claims = {**case.claims, "C02": replace(case.claims["C02"], note="Looked at again.")}
    window.bridge.apply(ReplaceCase(replace(case, claims=claims), "C02: another note"))
    window.wait_until_settled()
    assert window.runner.latest is not None
    assert not window.runner.latest.differs("registered")


def test_that_the_model_opens_in_a_large_window_and_goes_back(bundled_window: Window) -> None:
    dock = bundled_window.docks["model"]
    pane = bundled_window.findChild(ModelPane)
    assert isinstance(pane, ModelPane)
    pane.large_button.click()
    assert dock.isFloating()
    assert dock.screen().availableGeometry().contains(dock.geometry())
    assert dock.width() > 0.5 * dock.screen().availableGeometry().width()
    pane.large_button.click()
    assert not dock.isFloating()
