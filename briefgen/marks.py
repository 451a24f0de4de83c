"""Whether the placeholders of a unit came back from a translator as they were given out."""

from collections.abc import Iterator, Mapping

from briefgen import recall
from briefgen.diagnostics import Diagnostic, Place, error
from briefgen.inline import Mark
from briefgen.parcel import Entry, Said, Slot
from briefgen.recall import Segment

Known = Mapping[tuple[int, str], Mark]
"""(number, turn) → the mark it stands for."""
WEIGHTY = frozenset({"citation", "note", "link", "code", "address", "image"})
"""Kinds of marks that no text may lose."""

_STEERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def faults_of(entry: Entry, segment: Segment, known: Known, place: Place) -> Iterator[Diagnostic]:
    """Yield what is wrong with a unit: another source, placeholders lost, doubled or foreign."""
    id = entry.id
    if _bare(entry.source) != _bare(recall.slots(segment.unit.pieces)):
        hint = "translate the target only; export it again"
        yield error(place, f'has another source in the unit "{id}" than was exported', hint)
    for slot in (piece for piece in (*entry.source, *(entry.target or ())) if isinstance(piece, Slot)):
        mark = known.get((slot.number, slot.turn))
        if mark and slot.code and slot.code.strip() != mark.code.strip():
            what = f'has a placeholder {slot.number} in the unit "{id}" that stands for something else'
            yield error(place, what, f"it stands for {mark.code.strip()}")
    if entry.target is not None:
        where = f'in the unit "{id}"'
        yield from _misplaced(where, entry.target, known, place)
        yield from _lost(where, entry.target, segment, known, place)
        yield from _controls(where, entry.target, segment, place)


def _bare(said: Said) -> list[tuple[str, int]]:
    """Return a text without the spaces in it, and its slots without their codes."""
    parts: list[tuple[str, int]] = []
    for piece in said:
        if isinstance(piece, Slot):
            parts.append((piece.turn, piece.number))
        elif parts and not parts[-1][1]:
            parts[-1] = parts[-1][0] + "".join(piece.split()), 0
        else:
            parts.append(("".join(piece.split()), 0))
    return [part for part in parts if part != ("", 0)]


def _misplaced(where: str, said: Said, known: Known, place: Place) -> Iterator[Diagnostic]:
    """Tell placeholders that were not exported, stand twice, or do not close what they open."""
    met: set[tuple[int, str]] = set()
    opened: list[int] = []
    for slot in (piece for piece in said if isinstance(piece, Slot)):
        key = slot.number, slot.turn
        if key not in known:
            yield error(
                place, f"has a placeholder {slot.number} {where} that was not exported", "take it out"
            )
        elif key in met:
            yield error(place, f"has the placeholder {slot.number} twice {where}", "keep one of them")
        elif slot.turn == "open":
            opened.append(slot.number)
        elif slot.turn == "close" and (not opened or opened.pop() != slot.number):
            yield error(
                place, f"has the placeholder {slot.number} out of order {where}", "open it, then close it"
            )
            opened.clear()
        met.add(key)
    if opened:
        yield error(place, f"has the placeholder {opened[-1]} without its end {where}", "put the end back")


def _lost(where: str, said: Said, segment: Segment, known: Known, place: Place) -> Iterator[Diagnostic]:
    """Tell placeholders that are gone, but for those the translation did without before."""
    there = {piece.number for piece in said if isinstance(piece, Slot)}
    sources = {mark.number for mark in segment.unit.marks}
    for mark in {mark.number: mark for mark in known.values()}.values():
        wanted = mark.key not in segment.lacking if mark.number in sources else mark.kind in WEIGHTY
        if wanted and mark.number not in there:
            hint = f"put it back: {known.get((mark.number, 'close'), mark).code.strip()}"
            yield error(place, f"lacks the placeholder {mark.number} {where}", hint)


def _controls(where: str, said: Said, segment: Segment, place: Place) -> Iterator[Diagnostic]:
    """Tell characters that steer the direction of text which the translation did not have."""
    had = "".join(piece for piece in segment.target or () if isinstance(piece, str))
    for sign in sorted(
        {sign for piece in said if isinstance(piece, str) for sign in piece} & _STEERING - {*had}
    ):
        yield error(place, f"has a directional control character (U+{ord(sign):04X}) {where}", "take it out")
