"""A parcel as gettext PO: `{1}` stands for markup, `{2}…{/2}` for a pair of it, `{{` for a brace."""

import re
from collections.abc import Iterator
from typing import Any

from briefgen.diagnostics import BriefgenError, Diagnostic, Place, error
from briefgen.parcel import Entry, Parcel, Part, Said, Slot

_SLOT = re.compile(r"\{(/?)(\d{1,4})\}|\{\{|([^{]+|\{)", re.DOTALL)
_HEAD = "X-Briefgen-"


def write(parcel: Parcel) -> bytes:
    """Return a parcel as a PO file; the same parcel gives the same bytes."""
    from translate.storage.pypo import pofile

    store: Any = pofile()
    store.init_headers()
    head = store.header()
    head.markfuzzy(False)
    head.target = "".join(f"{name}: {value}\n" for name, value in _fields(parcel))
    for part in parcel.parts:
        for entry in part.entries:
            store.addunit(_unit(store, entry))
    return bytes(store)


def _fields(parcel: Parcel) -> Iterator[tuple[str, str]]:
    yield "Project-Id-Version", parcel.issue
    yield "Language", parcel.target_language
    yield from (("MIME-Version", "1.0"), ("Content-Type", "text/plain; charset=UTF-8"))
    yield "Content-Transfer-Encoding", "8bit"
    yield f"{_HEAD}Issue", parcel.issue
    yield f"{_HEAD}Source-Language", parcel.source_language
    for number, part in enumerate(parcel.parts, 1):
        count = str(len(part.entries))
        yield f"{_HEAD}{number}", " ".join(filter(None, [part.source, part.target, count, part.through]))


def _unit(store: Any, entry: Entry) -> Any:
    unit = store.UnitClass(_text(entry.source))
    unit.setcontext(entry.id)
    for place in entry.places:
        unit.addlocation(place)
    slots = [piece for piece in entry.source if isinstance(piece, Slot)]
    for slot in slots:
        if slot.turn != "open":
            end = "" if slot.turn == "alone" else f"…{{/{slot.number}}}"
            unit.addnote(
                f"{{{slot.number}}}{end}: {slot.kind} {slot.code}".replace("\n", " "), origin="developer"
            )
    for note in entry.notes:
        unit.addnote(note, origin="developer")
    for source, target in entry.terms:
        unit.addnote(f"term: {source} – {target}", origin="developer")
    if entry.target is not None:
        unit.target = _text(entry.target)
        if entry.fuzzy:
            unit.markfuzzy()
    return unit


def _text(said: Said) -> str:
    return "".join(
        piece.replace("{", "{{")
        if isinstance(piece, str)
        else f"{{{'/' * (piece.turn == 'close')}{piece.number}}}"
        for piece in said
    )


def read(text: str, path: str) -> Parcel:
    """Return the parcel that a PO file holds. Raises BriefgenError for anything else."""
    from translate.storage.pypo import pofile

    try:
        store: Any = pofile.parsestring(text.encode())  # type: ignore[no-untyped-call]
    except (ValueError, RecursionError, AttributeError, LookupError) as fault:
        raise BriefgenError([error(Place(path), f"is not a PO file: {fault}", "export it again")]) from None
    fields = dict(store.parseheader())
    charset = re.search(r"charset=([\w-]+)", str(fields.get("Content-Type", "")))
    if charset and charset[1].upper() != "UTF-8":
        raise BriefgenError([error(Place(path), f"says that it is {charset[1]}", "save it as UTF-8")])
    units = [
        unit for unit in store.units if not unit.isheader() and not unit.isobsolete() and not unit.isblank()
    ]
    entries = [_entry(unit) for unit in units]
    parts, faults = _parts(fields, entries, path)
    if faults:
        raise BriefgenError(faults)
    issue, source, target = (
        str(fields.get(name, "")) for name in (f"{_HEAD}Issue", f"{_HEAD}Source-Language", "Language")
    )
    return Parcel(issue, source, target, parts)


def _entry(unit: Any) -> Entry:
    target = str(unit.target)
    said = _said(target) if target.strip() else None
    return Entry(str(unit.getcontext()), _said(str(unit.source)), said, bool(unit.isfuzzy()))


def _said(text: str) -> Said:
    open_ones = {int(match[1]) for match in re.finditer(r"\{/(\d{1,4})\}", text)}
    pieces: list[str | Slot] = []
    for match in _SLOT.finditer(text):
        if match[2]:
            number = int(match[2])
            pieces.append(Slot(number, "close" if match[1] else "open" if number in open_ones else "alone"))
        else:
            pieces.append("{" if match[0] == "{{" else match[0])
    return tuple(pieces)


def _parts(fields: dict[str, str], entries: list[Entry], path: str) -> tuple[list[Part], list[Diagnostic]]:
    """Return the blocks that the head names with the units of each, and what is wrong with them."""
    parts: list[Part] = []
    faults: list[Diagnostic] = []
    by_stem: dict[str, list[Entry]] = {}
    for entry in entries:
        by_stem.setdefault(entry.id.rpartition(".")[0], []).append(entry)
    for number in range(1, len(fields) + 1):
        words = str(fields.get(f"{_HEAD}{number}", "")).split()
        if not words:
            break
        if len(words) not in {3, 4} or not re.fullmatch(r"\d{1,6}", words[2]):
            faults.append(
                error(Place(path), f"has a head that cannot be read: {_HEAD}{number}", "export it again")
            )
            continue
        stem = words[1].partition("@")[0].rpartition("/")[2].removesuffix(".md")
        own = by_stem.pop(stem, [])
        if len(own) != int(words[2]):
            what = f"has {len(own)} units of {words[1].partition('@')[0]}; {words[2]} were exported"
            faults.append(error(Place(path), what, "a file comes back whole: export it again"))
        parts.append(Part(words[0], words[1], words[3] if words[3:] else "", own))
    rest = (entry for stray in by_stem.values() for entry in stray)
    what, hint = 'has a unit that was not exported: "{}"', "export it again"
    faults += [error(Place(path), what.format(entry.id), hint) for entry in rest]
    return parts, faults
