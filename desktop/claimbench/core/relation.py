"""The relations of claims: how a claimed number and what the model says about it compare. All of the program reads this
table; a relation is added here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from claimbench.core.frozen import dataclass

Relation = Literal["", "=", "about", "at least", "at most", "more than", "less than", "between"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a relation stands for. ``low`` and ``high``: whether less, and whether more, than the number does not count
    as holding (beyond the tolerance); ``open``: the number itself does not, either. ``two_ends``: it has a low and a
    high number in place of one value."""

    sign: str = ""
    low: bool = True
    high: bool = True
    open: bool = False
    two_ends: bool = False
    #: Where none is stated: by the last significant digit, a tenth of the number, or none.
    tolerance: Literal["digits", "tenth", ""] = ""
    spoken: str = ""
    number: str = "{}"  # a number that it takes, in words
    day: str = "{}"  # a day that it takes
    typed: tuple[str, ...] = ()  # what else people write before a number

    @property
    def arrow(self) -> Literal[-1, 0, 1]:
        """Where more numbers lie that it takes: 1 upwards, -1 downwards, 0 on neither side."""
        return 0 if self.low == self.high else 1 if self.low else -1


RELATIONS: Final[Mapping[Relation, Meaning]] = {
    "": Meaning(low=False, high=False),
    "=": Meaning("=", tolerance="digits", spoken="equals", typed=("exactly",)),
    "about": Meaning(
        "≈", tolerance="tenth", spoken="about",
        typed=("about", "around", "roughly", "nearly", "circa", "ca.", "some", "~"),
    ),
    "at least": Meaning(
        "≥", high=False, spoken="at least", number="at least {}", day="{} or later",
        typed=("at least", "no less than", "not less than", "no fewer than", ">="),
    ),
    "at most": Meaning(
        "≤", low=False, spoken="at most", number="at most {}", day="{} or earlier",
        typed=("at most", "no more than", "not more than", "up to", "<="),
    ),
    "more than": Meaning(
        ">", high=False, open=True, spoken="more than", number="more than {}", day="later than {}",
        typed=("more than", "over"),
    ),
    "less than": Meaning(
        "<", low=False, open=True, spoken="less than", number="less than {}", day="earlier than {}",
        typed=("less than", "fewer than", "under"),
    ),
    "between": Meaning(two_ends=True, typed=("between",)),
}  # fmt: skip
