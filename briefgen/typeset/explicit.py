"""The rules of UAX #9 on explicit controls and isolates: BD9, P2, X1 to X10."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import compress, groupby
from operator import itemgetter
from typing import NamedTuple

from briefgen.typeset.implicit import implicit_levels

MAX_DEPTH = 125
"""BD2: embeddings and isolates that would nest deeper overflow."""

_CONTROL = re.compile(rb"[()<>.lrfpB]")
_ISOLATE = re.compile(rb"[lrfp]")
_STRONG_OR_ISOLATE = re.compile(rb"[LRAlrf]")
_INITIATORS = b"lrf"
REMOVED = frozenset(b"()<>.0")
"""Classes that rule X9 removes."""


class _Status(NamedTuple):
    """An entry of the directional status stack."""

    level: int
    override: bytes
    """The letter that replaces classes, or nothing."""
    isolate: bool


def explicit_levels(classes: bytes, text: str, base: int) -> bytes:
    """Return the levels of a paragraph with explicit controls or other characters that rule X9 removes."""
    letters, levels = _embed(classes, base)
    if REMOVED.isdisjoint(classes):
        return _resolve_sequences(classes, letters, levels, text, base)
    keep = [letter not in REMOVED for letter in classes]
    resolved = iter(
        _resolve_sequences(
            bytes(compress(classes, keep)),
            bytes(compress(letters, keep)),
            bytes(compress(levels, keep)),
            "".join(compress(text, keep)),
            base,
        )
    )
    level = base
    return bytes(level := next(resolved) if kept else level for kept in keep)


def isolate_pairs(classes: bytes) -> dict[int, int]:
    """Return the place of the matching PDI of each isolate initiator that has one (BD9)."""
    pairs = {}
    opened = []
    for match in _ISOLATE.finditer(classes):
        if match[0] != b"p":
            opened.append(match.start())
        elif opened:
            pairs[opened.pop()] = match.start()
    return pairs


def first_strong(classes: bytes, start: int, end: int, pairs: dict[int, int]) -> int | None:
    """Return the level of the first strong character, isolated stretches passed over (P2)."""
    while match := _STRONG_OR_ISOLATE.search(classes, start, end):
        if match[0] in b"LRA":
            return int(match[0] != b"L")
        start = pairs.get(match.start(), end)
    return None


class _Stack:
    """The directional status stack with its overflow counts."""

    def __init__(self, base: int) -> None:
        self.entries = [_Status(base, b"", False)]
        self.overflow_isolates = self.overflow_embeddings = self.isolates = 0

    def open(self, kind: bytes, right: bool) -> None:
        """Enter an embedding, override or isolate (X2 to X5c)."""
        level = self.entries[-1].level
        level = (level + 1) | 1 if right else (level + 2) & ~1
        isolate = kind in _INITIATORS
        if level <= MAX_DEPTH and not self.overflow_isolates and not self.overflow_embeddings:
            self.isolates += isolate
            self.entries.append(_Status(level, {b"<": b"L", b">": b"R"}.get(kind, b""), isolate))
        elif isolate:
            self.overflow_isolates += 1
        elif not self.overflow_isolates:
            self.overflow_embeddings += 1

    def close_isolate(self) -> None:
        """Leave an isolate and all embeddings opened in it (X6a)."""
        if self.overflow_isolates:
            self.overflow_isolates -= 1
        elif self.isolates:
            self.overflow_embeddings = 0
            self.isolates -= 1
            while not self.entries.pop().isolate:
                continue

    def close_embedding(self) -> None:
        """Leave an embedding or override (X7)."""
        if self.overflow_isolates:
            return
        if self.overflow_embeddings:
            self.overflow_embeddings -= 1
        elif len(self.entries) > 1 and not self.entries[-1].isolate:
            self.entries.pop()


def _embed(classes: bytes, base: int) -> tuple[bytes, bytes]:
    """Return the classes after overrides, and the levels that the controls give (X1 to X8)."""
    pairs = isolate_pairs(classes)
    letters, levels = [], []
    stack = _Stack(base)
    done = 0
    for match in _CONTROL.finditer(classes):
        place, kind = match.start(), match[0]
        status = stack.entries[-1]
        letters.append(_overridden(classes[done:place], status))
        levels.append(bytes((status.level,)) * (place - done))
        done = place + 1
        if kind == b"p":
            stack.close_isolate()
        elif kind == b".":
            stack.close_embedding()
        status = stack.entries[-1]
        letters.append((kind in b"lrfp" and status.override) or kind)
        levels.append(bytes((base if kind == b"B" else status.level,)))
        if kind in b"lrf()<>":
            right = kind in b"r)>" or (
                kind == b"f" and first_strong(classes, done, pairs.get(place, len(classes)), pairs) == 1
            )
            stack.open(kind, right)
    status = stack.entries[-1]
    letters.append(_overridden(classes[done:], status))
    levels.append(bytes((status.level,)) * (len(classes) - done))
    return b"".join(letters), b"".join(levels)


def _overridden(classes: bytes, status: _Status) -> bytes:
    return classes.translate(_override_table(status.override)) if status.override else classes


@cache
def _override_table(letter: bytes) -> bytes:
    """Return the translation of every class but BN into one letter (X6)."""
    return bytes(code if code == ord("0") else letter[0] for code in range(256))


def _resolve_sequences(classes: bytes, letters: bytes, levels: bytes, text: str, base: int) -> bytes:
    """Resolve each isolating run sequence (X10) of a paragraph without removed characters."""
    resolved = bytearray(levels)
    for runs in _isolating_sequences(classes, levels):
        start, end = runs[0].start, runs[-1].stop
        level = levels[start]
        before = levels[start - 1] if start else base
        after = base if end == len(levels) or classes[end - 1] in _INITIATORS else levels[end]
        found = implicit_levels(
            b"".join(letters[run] for run in runs),
            "".join(text[run] for run in runs),
            level,
            max(level, before) & 1,
            max(level, after) & 1,
        )
        done = 0
        for run in runs:
            length = run.stop - run.start
            resolved[run] = found[done : done + length]
            done += length
    return bytes(resolved)


def _isolating_sequences(classes: bytes, levels: bytes) -> Iterator[list[slice]]:
    """Yield the isolating run sequences (BD13), each as its level runs."""
    pairs = isolate_pairs(classes)
    runs = {}
    for _, group in groupby(enumerate(levels), key=itemgetter(1)):
        places = [place for place, _ in group]
        runs[places[0]] = slice(places[0], places[-1] + 1)
    continued = {pairs[run.stop - 1] for run in runs.values() if run.stop - 1 in pairs}
    for start, run in runs.items():
        if start in continued:
            continue
        sequence = [run]
        while (end := pairs.get(sequence[-1].stop - 1)) is not None:
            sequence.append(runs[end])
        yield sequence
