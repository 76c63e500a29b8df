"""Frozen dataclasses that take a tenth of the time to make.

The standard library writes, compiles and runs a text for each method of each class, which for our three hundred would
be a good part of a start. Here all classes share the same few functions.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from reprlib import recursive_repr
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any, Final

_set: Final = object.__setattr__
_MISSING: Any = dataclasses.MISSING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(
        cls: type | None = None, /, *, frozen: bool = False, slots: bool = False, eq: bool = True
    ) -> type | Callable[[type], type]:
        """What ``dataclasses.dataclass`` makes of a class."""
        if not frozen:
            return dataclasses.dataclass(cls, slots=slots, eq=eq)
        return lambda cls: _made(cls, slots, eq)


def _made(cls: type, slots: bool, eq: bool) -> type:
    cls.__doc__ = cls.__doc__ or cls.__name__  # else the signature would be looked up for it
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
    fields = dataclasses.fields(made)
    made.__init__ = _init(made, fields)
    made.__repr__, made.__setattr__, made.__delattr__ = _repr, _refuse, _refuse
    if slots:
        made.__getstate__, made.__setstate__ = _state, _set_state
    if eq:
        made.__eq__, made.__hash__ = _comparison([field.name for field in fields if field.compare])
    return made  # type: ignore[no-any-return]


def _init(cls: Any, fields: tuple[dataclasses.Field[Any], ...]) -> Any:
    ordered = sorted(fields, key=lambda field: bool(field.kw_only))
    puts = [_put(cls, field.name) for field in ordered if not field.kw_only]
    parameters: list[tuple[str, Any, Any, Any]] = [
        (field.name, _put(cls, field.name), field.default, field.default_factory) for field in ordered
    ]
    then = getattr(cls, "__post_init__", None)

    def init(self: Any, *values: Any, **named: Any) -> None:
        for put, value in zip(puts, values, strict=False):
            put(self, value)
        for name, put, default, make in parameters[len(values) :]:
            value = named.pop(name, default)
            if value is _MISSING:
                if make is _MISSING:
                    raise TypeError(f"{cls.__qualname__} needs {name!r}")
                value = make()
            put(self, value)
        if named or len(values) > len(puts):
            raise TypeError(f"{cls.__qualname__} takes other values than {values!r} and {named!r}")
        if then is not None:
            then(self)

    return init


def _put(cls: Any, name: str) -> Callable[[Any, Any], None]:
    """How a value gets into a field of an object that is being made."""
    if isinstance(slot := getattr(cls, name, None), MemberDescriptorType):
        return slot.__set__
    return lambda self, value: _set(self, name, value)


def _comparison(names: list[str]) -> tuple[Any, Any]:
    """``__eq__`` and ``__hash__`` by these fields."""

    def one(self: Any) -> Any:
        return tuple(getattr(self, name) for name in names)

    values = attrgetter(*names) if len(names) > 1 else one

    def equal(self: Any, other: Any) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: Any) -> int:
        return hash(values(self))

    return equal, hashed


@recursive_repr()
def _repr(self: Any) -> str:
    shown = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse(self: Any, name: str, *value: Any) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot change {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        _set(self, field.name, value)
