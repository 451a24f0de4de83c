"""Translation memory: which units of a translation belong to which of its source, and others like them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from briefgen.inline import Mark, Piece, said
from briefgen.parcel import Said, Slot
from briefgen.units import Sheet, Unit, numbered

Key = tuple[tuple[str, str], ...]
"""What a unit says, without the numbers of its marks."""
Memory = Mapping[Key, tuple[Piece, ...]]
"""Key of a source unit → a translation of it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A source and its translation."""

    source: Sheet
    target: Sheet | None
    """None where there is no translation yet."""
    through: Sheet | None
    """The older source that the translation follows; None where it follows this one or none."""
    current: bool
    """Whether the translation follows this source."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A unit of a source with what is known of its translation."""

    unit: Unit
    at: int | None
    """Ordinal of the translation's unit, from 0; None where it has none for it."""
    target: tuple[Piece, ...] | None
    """That unit, its marks numbered by those of the source; else what is remembered of others."""
    fuzzy: bool
    """Whether somebody should confirm it."""
    lacking: frozenset[str] = frozenset()
    """Keys of marks that the translation could do without so far."""


def segments(pair: Pair, memory: Memory) -> list[Segment]:
    """Return a segment for every unit of a source."""
    if pair.target is None:
        return [_remembered(unit, memory) for unit in pair.source.units]
    found = []
    partner = _partners(pair)
    for ordinal, unit in enumerate(pair.source.units):
        at, sure, before = partner.get(ordinal, (None, False, None))
        if at is None:
            found.append(_remembered(unit, memory))
            continue
        own = numbered(pair.target.units[at], unit.marks)
        has = {mark.key for mark in own.marks}
        lacking = frozenset(mark.key for mark in (before or unit).marks if mark.key not in has)
        found.append(Segment(unit, at, own.pieces, not sure, lacking))
    return found


def _remembered(unit: Unit, memory: Memory) -> Segment:
    known = memory.get(said(unit.pieces))
    if known is None:
        return Segment(unit, None, None, True)
    return Segment(unit, None, numbered(Unit("", 0, known, 0, 0), unit.marks).pieces, True)


def _partners(pair: Pair) -> dict[int, tuple[int, bool, Unit | None]]:
    """Return source unit → (unit of the translation, whether that is sure, the older unit it translates)."""
    assert pair.target
    if pair.through is None:
        sure = pair.current and pair.source.shape == pair.target.shape
        return {one: (other, sure, None) for one, other in _aligned(pair.source, pair.target).items()}
    sure = pair.through.shape == pair.target.shape
    onward = _aligned(pair.through, pair.target)
    return {
        new: (onward[old], sure and same, pair.through.units[old])
        for new, (old, same) in _since(pair.through, pair.source).items()
        if old in onward
    }


def _aligned(source: Sheet, target: Sheet) -> dict[int, int]:
    """Return unit → unit of two languages: one by one, or by their roles, citations and links."""
    if source.shape == target.shape:
        return {ordinal: ordinal for ordinal in range(len(source.units))}
    matcher = SequenceMatcher(
        None, [*map(_anchor, source.units)], [*map(_anchor, target.units)], autojunk=False
    )
    found: dict[int, int] = {}
    for _, start, end, other_start, other_end in matcher.get_opcodes():
        if end - start == other_end - other_start:
            pairs = zip(range(start, end), range(other_start, other_end), strict=True)
            found |= {one: two for one, two in pairs if source.units[one].role == target.units[two].role}
    return found


def _anchor(unit: Unit) -> tuple[str, ...]:
    kept = (mark.key for mark in unit.marks if mark.kind in {"citation", "link", "note", "code", "address"})
    return (unit.role, *sorted(kept))


def _since(old: Sheet, new: Sheet) -> dict[int, tuple[int, bool]]:
    """Return unit of the new source → (unit of the old one, whether it says the same)."""
    before, after = ([(unit.role, said(unit.pieces)) for unit in sheet.units] for sheet in (old, new))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    found: dict[int, tuple[int, bool]] = {}
    for what, start, end, new_start, new_end in matcher.get_opcodes():
        for one, two in zip(range(start, end), range(new_start, new_end), strict=False):
            if what == "equal" or (what == "replace" and before[one][0] == after[two][0]):
                found[two] = one, what == "equal"
    # A paragraph that went elsewhere as it was.
    for two, key in enumerate(after):
        if not found.get(two, (0, False))[1] and key in before:
            found[two] = before.index(key), True
    return found


def memory(pairs: Sequence[Pair]) -> Memory:
    """Return what the translations that follow their sources say for each unit; the first one counts."""
    found: dict[Key, tuple[Piece, ...]] = {}
    for pair in pairs:
        if pair.current and pair.target and pair.source.shape == pair.target.shape:
            for unit, other in zip(pair.source.units, pair.target.units, strict=True):
                if {mark.key for mark in other.marks} <= {mark.key for mark in unit.marks}:
                    found.setdefault(said(unit.pieces), other.pieces)
    return found


def slots(pieces: Sequence[Piece]) -> Said:
    """Return pieces as a parcel has them."""
    return tuple(
        Slot(piece.number, piece.turn, piece.kind, piece.code) if isinstance(piece, Mark) else piece
        for piece in _trimmed(pieces)
    )


def _trimmed(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield pieces without empty texts and without spaces at the two ends."""
    last = len(pieces) - 1
    for index, piece in enumerate(pieces):
        if isinstance(piece, Mark):
            yield piece
        elif text := (piece.lstrip() if index == 0 else piece):
            yield text.rstrip() if index == last else text
