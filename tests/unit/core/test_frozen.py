"""Our frozen dataclasses behave as those of the standard library do."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import pytest

from claimbench.core import frozen
from claimbench.core.quantity import Unit


def _classes(dataclass: Callable[..., Any]) -> tuple[Any, ...]:
    """The same classes, made by one or the other."""

    @dataclass(frozen=True, slots=True)
    class Full:
        """A class."""

        first: int
        second: str = "b"
        third: Mapping[str, int] = dataclasses.field(default_factory=dict)
        noted: tuple[int, ...] = dataclasses.field(default=(), compare=False, repr=False)
        known: ClassVar[int] = 3
        least: int = dataclasses.field(default=0, kw_only=True)

    @dataclass(frozen=True, slots=True)
    class Single:
        only: float

        def __post_init__(self) -> None:
            object.__setattr__(self, "only", self.only * 2)

    @dataclass(frozen=True, eq=False)
    class Empty:
        pass

    @dataclass(frozen=True, eq=False)
    class Same(Empty):
        more: object = None

    return Full, Single, Empty, Same


OURS, THEIRS = _classes(frozen.dataclass), _classes(dataclasses.dataclass)


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize(
    ("arguments", "keywords"),
    [
        ((), {}),
        ((1,), {}),
        ((1.5, "x"), {}),
        ((1, "x", {"a": 1}, (2,)), {"least": 4}),
        ((1, "x", {}, (2,), 4), {}),
        ((), {"first": 2}),
        ((1,), {"noted": (7,), "third": {"b": 2}}),
        ((1,), {"unknown": 1}),
    ],
)
def test_objects_are_made_shown_compared_and_replaced_alike(
    place: int, arguments: tuple[Any, ...], keywords: dict[str, Any]
) -> None:
    found = []
    for cls in (OURS[place], THEIRS[place]):
        try:
            made, other = cls(*arguments, **keywords), cls(*arguments, **keywords)
        except TypeError:
            found.append("TypeError")
            continue
        names = [field.name for field in dataclasses.fields(cls)]
        changed = dataclasses.replace(made, **dict.fromkeys(names[:1], 5))
        equal = [made == other, made == changed, made == 1, made == copy.copy(made)]
        found.append([repr(made), repr(changed), equal, dataclasses.asdict(made), cls.__match_args__])
    assert found[0] == found[1]


def test_what_is_not_compared_makes_no_difference() -> None:
    full, single, empty, same = OURS
    assert full(1, noted=(1,)) == full(1, noted=(2,)) != full(2)
    assert hash(full(1, third=())) == hash(full(1, third=(), noted=(2,)))
    assert len({single(1), single(1), single(2)}) == 2
    assert empty() != empty()
    assert same(1) != same(1)
    assert full(1).third is not full(1).third


@pytest.mark.parametrize("cls", OURS)
def test_nothing_can_be_changed(cls: Any) -> None:
    made = cls(*[1] * (cls is not OURS[2]))
    for name in ("first", "only", "another"):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(made, name, 3)
        with pytest.raises(dataclasses.FrozenInstanceError):
            delattr(made, name)


def test_an_object_survives_pickling() -> None:
    unit = Unit(2.0, (("person", 1),), "pairs", (("pairs", 1),))
    again = pickle.loads(pickle.dumps(unit))
    assert again == unit
    assert (again.text, again.parts) == (unit.text, unit.parts)
