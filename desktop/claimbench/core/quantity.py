"""Units: what a number counts, and whether two numbers can be compared.

A unit is a factor times a product of dimensions. Each counting unit of a case (``case``, ``person``) is a dimension of
its own, and so is each currency. Time has two: ``day`` (with week, hour, minute, second) and ``month`` (with quarter
and year), because a month has no fixed number of days.

The common names come from ``resources/units.json``, whose factors were taken from pint and are tested against it. Any
other name is asked of pint, which is imported only then.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from claimbench.core.frozen import dataclass
from claimbench.core.show import singular

if TYPE_CHECKING:
    from fractions import Fraction

    Exponent = int | Fraction
    Dimensions = tuple[tuple[str, Exponent], ...]

MAX_TEXT: Final = 200  # characters in a unit
MAX_EXPONENT: Final = 24

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[^\W\d⁰¹²³⁴-⁹](?:[^\W⁰¹²³⁴-⁹])*|[%‰$€£₴₽¥])|(?P<sign>\*\*|[*/^()·⋅×−-]))"
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_TO_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_SUPERSCRIPT_RUN = re.compile(r"[⁻⁰¹²³⁴-⁹]+")


class UnitError(ValueError):
    """A unit that cannot be read, or two that do not fit. ``offset`` is the position in the text, where known."""

    def __init__(self, message: str, offset: int | None = None) -> None:
        super().__init__(message)
        self.offset = offset


class UnknownUnitError(UnitError):
    """A unit has ``name`` in it, which nothing says the meaning of."""

    def __init__(self, name: str, offset: int) -> None:
        super().__init__(f"unknown unit {name!r}", offset)
        self.name = name


@dataclass(frozen=True, slots=True)
class Unit:
    """``factor`` times the product of ``dimensions`` (name and exponent, sorted by name, none zero).

    Base units are metre, kilogram, ampere, kelvin, mole, candela, radian, bit; ``day`` and ``month`` for time; and each
    counting unit or currency for itself. Two units are equal when factor and dimensions are, however they are spelt.
    """

    factor: float
    dimensions: Dimensions
    text: str = field(default="", compare=False)
    parts: Dimensions = field(default=(), compare=False, repr=False)  # names as typed, for the text of a product

    @property
    def dimensionless(self) -> bool:
        return not self.dimensions

    def exponent(self, dimension: str) -> Exponent:
        return dict(self.dimensions).get(dimension, 0)

    def __mul__(self, other: Unit) -> Unit:
        return _unit(self.factor * other.factor, _merge(self.dimensions, other.dimensions, 1),
                     _merge_in_order(self.parts, other.parts, 1))  # fmt: skip

    def __truediv__(self, other: Unit) -> Unit:
        return _unit(self.factor / other.factor, _merge(self.dimensions, other.dimensions, -1),
                     _merge_in_order(self.parts, other.parts, -1))  # fmt: skip

    def __pow__(self, exponent: Exponent) -> Unit:
        return _unit(self.factor**exponent if isinstance(exponent, int) else self.factor ** float(exponent),
                     _scale(self.dimensions, exponent), _scale(self.parts, exponent))  # fmt: skip

    def __str__(self) -> str:
        return self.text or "no unit"


def _unit(factor: float, dimensions: Dimensions, parts: Dimensions) -> Unit:
    return Unit(factor, dimensions, _spell(parts), parts)


def simple_fraction(value: float) -> Exponent:
    """The nearest number with a denominator of at most 12."""
    if value == int(value):
        return int(value)
    from fractions import Fraction  # here: roots of units are rare, and every start would wait for it

    return _plain(Fraction(value).limit_denominator(12))


def _plain(exponent: Exponent) -> Exponent:
    return int(exponent) if exponent == int(exponent) else exponent


def _merge_in_order(a: Dimensions, b: Dimensions, sign: int) -> Dimensions:
    total: dict[str, Exponent] = dict(a)
    for name, exponent in b:
        total[name] = total.get(name, 0) + sign * exponent
    return tuple((name, _plain(exponent)) for name, exponent in total.items() if exponent)


def _merge(a: Dimensions, b: Dimensions, sign: int) -> Dimensions:
    return tuple(sorted(_merge_in_order(a, b, sign)))


def _scale(a: Dimensions, by: Exponent) -> Dimensions:
    return tuple((name, _plain(exponent * by)) for name, exponent in a if by)


def _spell(parts: Dimensions) -> str:
    """``case/month``, ``km²``, ``1/day``: as a person would write it."""

    def power(name: str, exponent: Exponent) -> str:
        if exponent == 1:
            return name
        return name + (str(exponent).translate(_TO_SUPERSCRIPT) if isinstance(exponent, int) else f"^({exponent})")

    above = [power(name, exponent) for name, exponent in parts if exponent > 0]
    below = [power(name, -exponent) for name, exponent in parts if exponent < 0]
    if not below:
        return "·".join(above)
    return "/".join(["·".join(above) or "1", *below])


ONE: Final = Unit(1.0, (), "", ())
DAY: Final = Unit(1.0, (("day", 1),), "day", (("day", 1),))
MONTH: Final = Unit(1.0, (("month", 1),), "month", (("month", 1),))
DATE: Final = Unit(1.0, (("date", 1),), "date", (("date", 1),))
"""What a measure that gives a date is in; its numbers are day numbers (:func:`claimbench.core.show.day_number`)."""


def convertible(a: Unit, b: Unit) -> bool:
    """Whether a number in ``a`` can be said in ``b`` without knowing which month is meant."""
    return a.dimensions == b.dimensions


def ratio(a: Unit, b: Unit) -> float:
    """What a number in ``a`` is multiplied by to be in ``b``. Raises UnitError if they do not fit."""
    if not convertible(a, b):
        raise UnitError(f"{a} cannot be turned into {b}")
    return 1.0 if a.factor == b.factor else a.factor / b.factor


def convert(value: float, a: Unit, b: Unit) -> float:
    """``value``, given in ``a``, in ``b``. Raises UnitError if they do not fit."""
    return value * ratio(a, b)


def month_power(a: Unit, b: Unit) -> Exponent | None:
    """The power of "days in the month at hand" by which a number in ``a`` must be multiplied, besides the ratio of the
    factors, to be in ``b``; None where no such power does it. 1 for ``case/day`` to ``case/month``."""
    if a.dimensions == b.dimensions:
        return 0
    rest = dict((a / b).dimensions)
    month, day = rest.pop("month", 0), rest.pop("day", 0)
    return _plain(month) if not rest and month + day == 0 else None


@cache
def _table() -> Mapping[str, Unit]:
    packed = Path(__file__).parents[1] / "_resources" / "units.json"
    if packed.is_file():
        text = packed.read_text(encoding="utf-8")
    else:  # an editable install
        text = (Path(__file__).parents[3] / "resources" / "units.json").read_text(encoding="utf-8")
    return {
        name: Unit(float(factor), tuple(sorted(dimensions.items())), name, ((name, 1),))
        for name, (factor, dimensions) in json.loads(text)["units"].items()
    }


@cache
def _pint_unit(name: str) -> Unit | None:
    """A unit that only pint knows, by its full name or its symbol, prefixes spelt out. None if it does not know it.

    Symbols with prefix letters are not taken from pint: ``gas`` would be a giga-attosecond.
    """
    registry = _registry()
    candidates = [prefix + base for prefix, base, suffix in registry.parse_unit_name(name)
                  if not prefix or name == prefix + base + suffix]  # fmt: skip
    if not candidates:
        return None
    unit = registry.Unit(candidates[0])
    if (
        registry.Quantity(0.0, unit).to_base_units().magnitude != 0
    ):  # a temperature with a zero of its own has no factor
        return None
    base = registry.Quantity(1.0, unit).to_base_units()
    factor, dimensions = float(base.magnitude), {}
    for base_name, exponent in base.unit_items():
        power = simple_fraction(float(exponent))
        factor *= _PINT_FACTORS.get(base_name, 1.0) ** float(power)
        dimensions[_PINT_BASES.get(base_name, base_name)] = power
    return Unit(factor, tuple(sorted(dimensions.items())), name, ((name, 1),))


_PINT_FACTORS: Final = {"second": 1 / 86_400, "gram": 1e-3}
_PINT_BASES: Final = {
    "meter": "length", "kilogram": "mass", "gram": "mass", "second": "day", "ampere": "current",
    "kelvin": "temperature", "mole": "substance", "candela": "luminosity", "radian": "angle", "bit": "information",
}  # fmt: skip


@cache
def _registry() -> Any:
    import pint  # takes half a second: only when a name is asked for that the table does not have

    return pint.UnitRegistry()


class Units:
    """The units of one case: what it counts in (name and description), and the common ones."""

    def __init__(self, counting: Mapping[str, str]) -> None:
        self._counting = {name: Unit(1.0, ((name, 1),), name, ((name, 1),)) for name in counting}
        self._known: dict[str, Unit | None] = {}
        self._read: dict[str, Unit] = {}

    def names(self) -> list[str]:
        """Every name that can be offered for completion: the case's own first."""
        return [*self._counting, *(name for name in _table() if name not in self._counting)]

    def own(self, name: str) -> bool:
        """Whether ``name`` is what this case counts in, or a name of a time: names that nothing else may have."""
        unit = self._counting.get(name) or _table().get(name)
        return unit is not None and (name in self._counting or unit.dimensions in (DAY.dimensions, MONTH.dimensions))

    def named(self, name: str) -> Unit | None:
        """The unit of that name, in the singular or the plural; None if there is none."""
        if name not in self._known:
            self._known[name] = self._find(name)
        return self._known[name]

    def _find(self, name: str) -> Unit | None:
        for spelling in (name, singular(name)):
            unit = self._counting.get(spelling) or _table().get(spelling)
            if unit is not None:
                return unit
        return _pint_unit(name) if name.isascii() and len(name) <= 40 else None

    def parse(self, text: str) -> Unit:
        """The unit that ``text`` names: ``case/month``, ``km²``, ``1 / day``, ``million USD``, ``%`` or nothing.

        Raises UnitError, with the position in the text, when it cannot be read.
        """
        if len(text) > MAX_TEXT:
            raise UnitError(f"a unit of {len(text)} characters is too long (at most {MAX_TEXT})", 0)
        if not text.strip():
            return ONE
        if text.strip() == "date":
            return DATE
        if text not in self._read:
            unit = _Reader(text, self).read()
            self._read[text] = Unit(unit.factor, unit.dimensions, text.strip(), unit.parts)
        return self._read[text]


class _Reader:
    """Reads products, quotients and powers of unit names, left to right."""

    def __init__(self, text: str, units: Units) -> None:
        self.units = units
        self.tokens: list[tuple[str, str, int]] = []
        at = 0
        while text[at:].strip():
            if run := _SUPERSCRIPT_RUN.match(text, at):
                self.tokens.append(("power", run[0].translate(_SUPERSCRIPTS), at))
                at = run.end()
                continue
            match = _TOKEN.match(text, at)
            if match is None:
                start = at + len(text[at:]) - len(text[at:].lstrip())
                raise UnitError(f"{text[start]!r} has no meaning in a unit", start)
            kind = match.lastgroup or ""
            self.tokens.append((kind, match[kind], match.start(kind)))
            at = match.end()
        self.at = 0
        self.end = len(text)
        self.depth = 0

    def read(self) -> Unit:
        unit = self.product()
        if self.at < len(self.tokens):
            raise UnitError(f"{self.tokens[self.at][1]!r} is out of place in this unit", self.tokens[self.at][2])
        return unit

    def peek(self) -> tuple[str, str, int]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "", self.end)

    def product(self) -> Unit:
        unit = self.power()
        while True:
            kind, text, _ = self.peek()
            if text in ("*", "·", "⋅", "×"):
                self.at += 1
                unit = unit * self.power()
            elif text in ("/", "per"):
                self.at += 1
                unit = unit / self.power()
            elif kind in ("name", "number") or text == "(":
                unit = unit * self.power()
            else:
                return unit

    def power(self) -> Unit:
        unit = self.atom()
        kind, text, at = self.peek()
        if kind == "power":
            self.at += 1
            return unit ** self.exponent(text, at)
        if text not in ("**", "^"):
            return unit
        self.at += 1
        sign = ""
        if self.peek()[1] in ("-", "−"):
            self.at, sign = self.at + 1, "-"
        kind, text, at = self.peek()
        if kind != "number":
            raise UnitError("a power needs a number", at)
        self.at += 1
        return unit ** self.exponent(sign + text, at)

    def exponent(self, text: str, at: int) -> Exponent:
        try:
            value = float(text)
        except ValueError:
            raise UnitError(f"{text!r} is not a power", at) from None
        if abs(value) > MAX_EXPONENT or abs(float(exponent := simple_fraction(value)) - value) > 1e-12:
            raise UnitError(f"a power of {text} is out of range", at)
        return exponent

    def atom(self) -> Unit:
        kind, text, at = self.peek()
        self.at += 1
        if kind == "number":
            number = float(text)
            if not 0 < number < 1e30:
                raise UnitError(f"{text} cannot scale a unit", at)
            return Unit(number, (), text, () if number == 1 else ((text, 1),))
        if text == "(":
            self.depth += 1
            if self.depth > 20:
                raise UnitError("too many brackets", at)
            unit = self.product()
            if self.peek()[1] != ")":
                raise UnitError("a bracket is not closed", at)
            self.at += 1
            self.depth -= 1
            return unit
        if kind != "name" or text == "per":
            raise UnitError("a unit name is missing here", at)
        name = unicodedata.normalize("NFKC", text)
        if name == "date":
            raise UnitError("a date cannot be part of another unit", at)
        named = self.units.named(name)
        if named is None:
            raise UnknownUnitError(text, at)
        return named
