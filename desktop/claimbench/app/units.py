"""Units as they are typed: why one cannot be read, and how a case comes to count in another one."""

from __future__ import annotations

import keyword

from claimbench.app.case_edits import ChangeCase
from claimbench.core.case import Case
from claimbench.core.quantity import UnitError, Units, UnknownUnitError
from claimbench.core.show import singular


def trouble(case: Case, text: str) -> str:
    """Why a unit cannot be read, and what the case counts in; "" where it can."""
    try:
        Units(case.units).parse(text)
    except UnitError as wrong:
        message = str(wrong)
        counts = f" This case counts in {', '.join(case.units)}; common units such as km² or % are known too."
        return f"{message[:1].upper()}{message[1:]}.{counts if case.units else ''}"
    return ""


def unknown(case: Case, text: str) -> str:
    """The first name in a unit that the case could count in but does not, in the singular: "job" of "jobs/month"; ""
    where there is none."""
    try:
        Units(case.units).parse(text)
    except UnknownUnitError as wrong:
        if wrong.name.isidentifier() and not keyword.iskeyword(wrong.name):
            return singular(wrong.name)
    except UnitError:
        pass
    return ""


def count_in(case: Case, name: str) -> ChangeCase:
    """Have the case count in ``name``, too."""
    return ChangeCase("units", {**case.units, name: ""})
