"""The shapes of plain values: a shape is a function that notes every fault and returns what a value means.

Values are what YAML gives: text, numbers, true and false, nothing, lists, and mappings whose keys are text.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields
from functools import cache
from typing import Any, TypeVar, dataclass_transform

Path = tuple[str | int, ...]
"""Keys and indexes that lead to a value."""


class Faults(dict[tuple[Path, str], str]):
    """Where a fault stands and what it is → what to do about it."""

    def __init__(self, name: str) -> None:
        """Take the name of the file, which stands for the value as a whole."""
        super().__init__()
        self.name = name

    def note(self, path: Path, message: str, hint: str = "") -> None:
        """Note a fault; {} in its message stands for the key of the value."""
        name = path[-1] if path else self.name
        self.setdefault((path, message.replace("{}", f'"{name}"', 1)), hint)


Shape = Callable[[Any, Path, Faults], Any]
"""Takes a value, the path to it and the faults so far; what it returns counts where none came up."""
Row = TypeVar("Row")


def of_type(wanted: str, *kinds: type, hint: str = "") -> Shape:
    """Return the shape of values of these types; `wanted` says what they are to an editor."""

    def shape(value: Any, path: Path, faults: Faults) -> Any:
        if type(value) not in kinds:
            faults.note(path, f"{{}} wants {wanted}", hint)
        return value

    return shape


BOOLEAN = of_type("true or false", bool)
TEXT = of_type("text", str, hint="put the value in quotes")
WHOLE = of_type("a whole number", int, hint="write the digits alone, without quotes")
NUMBER = of_type("a number", int, float)
_LIST = of_type("a list", list)
_MAPPING = of_type("keys and values", dict)


def text(pattern: str, most: int = 2000) -> Shape:
    """Return the shape of a text that is wholly of a pattern and has at most so many characters."""
    wanted = re.compile(pattern)

    def check(value: str) -> str:
        if len(value) > most:
            raise ValueError(f"has more than {most} characters")
        if not wanted.fullmatch(value):
            raise ValueError(f"has a form that is not allowed here: {value[:40]!r}")
        return value

    return meaning(check, TEXT)


def number(least: float, most: float, of: Shape = WHOLE) -> Shape:
    """Return the shape of a number that is neither less nor more than these."""

    def check(value: float) -> float:
        if not least <= value <= most:
            raise ValueError(f"is less than {least}" if value < least else f"is more than {most}")
        return value

    return meaning(check, of)


def meaning(read: Callable[[Any], Any], of: Shape | None = None) -> Shape:
    """Return the shape of what `read` makes of a value of a shape; the ValueError it raises is the fault."""

    def shape(value: Any, path: Path, faults: Faults) -> Any:
        before = len(faults)
        value = of(value, path, faults) if of else value
        if len(faults) == before:
            try:
                return read(value)
            except ValueError as fault:
                faults.note(path, f"{{}} {fault}")
        return value

    return shape


def maybe(shape: Shape) -> Shape:
    """Return a shape that nothing has too."""
    return lambda value, path, faults: None if value is None else shape(value, path, faults)


def either(mapping: Shape, other: Shape) -> Shape:
    """Return the shape of a mapping of one shape, or else of a value of another."""
    return lambda value, path, faults: (mapping if type(value) is dict else other)(value, path, faults)


def items(of: Shape, least: int = 0, most: int = 0) -> Shape:
    """Return the shape of a list; it has no upper bound where `most` is 0."""

    def shape(value: Any, path: Path, faults: Faults) -> Any:
        if type(value) is not list:
            return _LIST(value, path, faults)
        if len(value) < least:
            faults.note(path, "{} is empty" if not value else f"{{}} wants {least} items")
        elif most and len(value) > most:
            faults.note(path, f"{{}} has more than {most} items")
        return [of(each, (*path, index), faults) for index, each in enumerate(value)]

    return shape


def mapping(key: Shape, of: Shape, least: int = 0) -> Shape:
    """Return the shape of a mapping with keys of the project's own."""

    def shape(value: Any, path: Path, faults: Faults) -> Any:
        if type(value) is not dict:
            return _MAPPING(value, path, faults)
        if len(value) < least:
            faults.note(path, "{} is empty")
        pairs = ((name, each, (*path, name)) for name, each in value.items())
        return {key(name, at, faults): of(each, at, faults) for name, each, at in pairs}

    return shape


def key(shape: Shape, *, default: Any = MISSING) -> Any:
    """Return a field of a row: the shape of its value, and what it is where the key is left out."""
    left_out: Any = MISSING if default is MISSING else lambda: default
    return field(metadata={"shape": shape}, default_factory=left_out)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(key,))
def row(kind: type[Row]) -> type[Row]:
    """Make a class a row: a mapping with the keys of its fields, hyphens for underscores."""
    return dataclass(frozen=True, slots=True, kw_only=True)(kind)


def keys(kind: Any) -> Mapping[str, Any]:
    """Return the keys of a row with their fields."""
    return {each.name.replace("_", "-"): each for each in fields(kind)}


def given(value: Any) -> dict[str, Any]:
    """Return what a row says, less what it says nothing of."""
    return {name: each for name, each in asdict(value).items() if each is not None}


@cache
def one(kind: Callable[..., Any]) -> Shape:
    """Return the shape of a mapping that a row is read from."""
    known = keys(kind)

    def shape(value: Any, path: Path, faults: Faults) -> Any:
        if type(value) is not dict:
            return _MAPPING(value, path, faults)
        found = {}
        for name, each in known.items():
            if name in value:
                found[each.name] = each.metadata["shape"](value[name], (*path, name), faults)
            elif each.default_factory is MISSING:
                faults.note((*path, name), "lacks the key {}")
        for name in (each for each in value if each not in known):
            faults.note((*path, name), "has an unknown key {}", f"known keys: {', '.join(known)}")
        return None if faults else kind(**found)

    return shape
