"""What is said of a text that is no formula."""

from __future__ import annotations

import ast

import pytest

from claimbench.engine.syntax import Slip, parse


@pytest.mark.parametrize(
    ("text", "at", "message", "hint"),
    [
        ("1 home/month", 2, "Between '1' and 'home' an operator is missing.", "Multiplication is written with *."),
        ("2home", 0, "Between '2' and 'home' an operator is missing.", "Multiplication is written with *."),
        ("10 000 * home", 3, "Between '10' and '000' an operator", "Thousands are written together"),
        ("max(a b)", 6, "Between 'a' and 'b' an operator is missing.", ""),
        ("f = 2 * x", 2, "'=' has no meaning in a formula.", "To compare, write =="),
        ("1 if a = 2 else 3", 7, "'=' has no meaning in a formula.", "To compare, write =="),
        ("1 if a", 0, "What holds otherwise is missing.", "a if condition else b"),
        ("a +", 3, "The formula ends where something is missing.", ""),
        ("5%", 2, "The formula ends where something is missing.", "Per cent is a unit: 5 * percent."),
        ("5% * x", 3, "'*' cannot stand here.", "Per cent is a unit: 5 * percent."),
        ("2 × x", 2, "'×' has no meaning in a formula.", "Write * for it."),
        ("a && b", 2, "'&&' has no meaning in a formula.", "joined with 'and'"),
        ("(a + b", 0, "The bracket '(' is never closed.", ""),
        ("a + b)", 5, "The bracket ')' closes none that is open.", ""),
        ("at(s, '2026)", 6, "The quotation mark is never closed.", ""),
        ("1..2", 0, "'1..2' is not a number.", "16300"),
        ("  a\nb", 4, "Between 'a' and 'b' an operator is missing.", ""),
        ("import os", 0, "'import' cannot stand here.", ""),
        ("  ", 0, "The formula is empty.", ""),
    ],
)
def test_that_a_slip_is_told_at_its_place_with_what_to_write_instead(
    text: str, at: int, message: str, hint: str
) -> None:
    found = parse(text)
    assert isinstance(found, Slip)
    assert (found.at, found.message[: len(message)]) == (at, message)
    assert hint in found.hint


def test_that_what_is_in_order_is_a_tree() -> None:
    assert isinstance(parse(" 5 * percent\n + 1"), ast.Expression)
