"""YAML 1.2 as plain values with the place of every key, for files that people and strangers write.

Only what a configuration needs: no anchors, no tags, no duplicate keys, a bounded size and depth.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import Reader

from briefgen import hazards
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, error

MAX_SIZE = 64 << 10
MAX_DEPTH = 20

_INTEGER = re.compile(r"[-+]?[0-9]{1,15}")
_FLOAT = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}

_SIGN = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
_PLAIN_LINE = re.compile(
    rf"""([a-z][a-z0-9-]{{0,63}}):\ +(?:
        ({_SIGN}\s:#?,\[\]{{}}&*!|>'"%@`-] (?:{_SIGN}:#]*{_SIGN}\s:#])?)
        | "({_SIGN}"\\]*)"
        | '({_SIGN}']*)'
    )\ *""",
    re.VERBOSE,
)
"""A line of nothing but a key and a text, which means the same to every reader of YAML."""

# It is made at the first search, and is to be kept with what is compiled when this is loaded.
Reader.NON_PRINTABLE.search("")

Path = tuple[str | int, ...]
"""Keys and indexes that lead to a value."""


@dataclass(slots=True)
class _Frame:
    """A mapping or sequence that is being read."""

    value: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """The value of a YAML text and where its parts stand."""

    value: Any
    path: str
    first_line: int
    places: dict[Path, tuple[int, int]] = field(repr=False)

    def place(self, path: Path) -> Place:
        """Return the place of a value, or of the nearest thing around it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.places:
                return Place(self.path, *self.places[path[:length]])
        return Place(self.path, self.first_line)


def load(text: str, path: str, first_line: int = 1) -> Document:
    """Return the value of a YAML text that begins on `first_line` of a file.

    Raises BriefgenError with every fault found.
    """
    place = Place(path, first_line)
    if len(text.encode()) > MAX_SIZE:
        raise BriefgenError([error(place, f"has more than {MAX_SIZE // 1024} KB of YAML", "split it up")])
    plain = _plain(text, path, first_line)
    if plain:
        return plain
    reader = _Reader(path, first_line)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            reader.take(event)
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = first_line + mark.line if mark else first_line
        column = mark.column + 1 if mark else 0
        what = f"is not YAML: {fault.problem or fault.context}"
        raise BriefgenError(
            [*reader.faults, error(Place(path, line, column), what, _hint(str(fault.problem)))]
        ) from None
    except (YAMLError, ValueError, RecursionError) as fault:
        raise BriefgenError([*reader.faults, error(place, f"is not YAML: {fault}")]) from None
    if reader.faults:
        raise BriefgenError(reader.faults)
    return Document(reader.root, path, first_line, reader.places)


def _plain(text: str, path: str, first_line: int) -> Document | None:
    """Return the value of a text whose every line is a key and a text; None where it needs a parser."""
    values: dict[str, Any] = {}
    places: dict[Path, tuple[int, int]] = {(): (first_line, 1)}
    for number, line in enumerate(text.removesuffix("\n").split("\n"), first_line):
        match = _PLAIN_LINE.fullmatch(line)
        if match is None or match[1] in values:
            return None
        key, bare, *quoted = match.groups()
        values[key] = next(part for part in quoted if part is not None) if bare is None else _meant(bare)
        places[key,] = number, 1
    return Document(values, path, first_line, places)


def _hint(problem: str) -> str:
    if "mapping values are not allowed" in problem:
        return 'put a text that has a colon in quotes: title: "One: two"'
    if "\\t" in problem or "tab" in problem:
        return "indent with spaces, not tabs"
    return "check the indentation and the quotes"


class _Reader:
    """Builds values from parser events, without recursion."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path, self.first_line = path, first_line
        self.stack: list[_Frame] = []
        self.root: Any = None
        self.places: dict[Path, tuple[int, int]] = {}
        self.faults: list[Diagnostic] = []

    def take(self, event: Event) -> None:
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            self._fault(event, "uses an anchor or alias", "write the value out")
            if isinstance(event, AliasEvent):
                self._put(event, None)
                return
        tag = getattr(event, "tag", None)
        if tag is not None and str(tag) not in {"!", "None"}:
            self._fault(event, "uses a YAML tag", "write a plain value")
        if isinstance(event, MappingStartEvent):
            self._open(event, {})
        elif isinstance(event, SequenceStartEvent):
            self._open(event, [])
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self.stack.pop()
        elif isinstance(event, ScalarEvent):
            self._scalar(event)

    def _scalar(self, event: ScalarEvent) -> None:
        found = hazards.control(str(event.value))
        if found:
            self._fault(event, found[1], "write the text as it is to be read")
        frame = self.stack[-1] if self.stack else None
        if frame is not None and isinstance(frame.value, dict) and frame.key is None:
            key = str(event.value)
            if key in frame.value:
                self._fault(event, f'has the key "{key}" twice', "keep one of them")
            frame.key = key
            self.places[(*frame.path, key)] = self._spot(event)
        else:
            self._put(event, _resolved(event))

    def _open(self, event: Event, value: dict[str, Any] | list[Any]) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame is not None and isinstance(frame.value, dict) and frame.key is None:
            self._fault(event, "has a list or mapping as a key", "use a plain word as the key")
            frame.key = ""
        if len(self.stack) >= MAX_DEPTH:
            self._fault(event, f"is nested more than {MAX_DEPTH} deep", "make it flatter")
            raise BriefgenError(self.faults)
        self.stack.append(_Frame(value, self._put(event, value)))

    def _put(self, event: Event, value: Any) -> Path:
        """Store a value where the open frame wants it and return its path."""
        if not self.stack:
            self.root = value
            self.places.setdefault((), self._spot(event))
            return ()
        frame = self.stack[-1]
        if isinstance(frame.value, list):
            path: Path = (*frame.path, len(frame.value))
            frame.value.append(value)
            self.places[path] = self._spot(event)
        else:
            path = (*frame.path, frame.key or "")
            frame.value[frame.key or ""] = value
            frame.key = None
        return path

    def _spot(self, event: Event) -> tuple[int, int]:
        return self.first_line + event.start_mark.line, event.start_mark.column + 1

    def _fault(self, event: Event, message: str, hint: str) -> None:
        self.faults.append(error(Place(self.path, *self._spot(event)), message, hint))


def _resolved(event: ScalarEvent) -> Any:
    text = str(event.value)
    return text if event.style is not None else _meant(text)


def _meant(text: str) -> Any:
    """Return a scalar without quotes by the YAML 1.2 core schema; dates, versions and `no` stay text."""
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
