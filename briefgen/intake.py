"""What becomes of the blocks of an issue when a parcel comes back from a translator."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefgen import checks, parse, recall, refill, units
from briefgen.acceptance import following
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, Severity, error, warning
from briefgen.exchange import Desk
from briefgen.files import Draft, printable
from briefgen.inline import Mark, Piece, same
from briefgen.layout import HEAD
from briefgen.marks import Known, faults_of
from briefgen.model import Block, Issue
from briefgen.outline import identity
from briefgen.parcel import Entry, Parcel, Part, Slot
from briefgen.recall import Pair, Segment
from briefgen.units import Sheet, Unit

_VERSION = re.compile(r"([a-z]{2,3}(?:-[A-Za-z0-9]+)*/[a-z0-9.-]+\.md)(?:@([0-9a-f]{40}))?")
_TITLE = re.compile(r"^title:.*\n", re.MULTILINE)
_FOLLOWS = re.compile(r"^translation-of[ \t]*:.*\n", re.MULTILINE)
_FOLLOWED = re.compile(r"^translation-of[ \t]*:[^@\n]*@([0-9a-f]{7,64})", re.MULTILINE)
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class _Given:
    """A unit as it came back."""

    segment: Segment
    pieces: tuple[Piece, ...] | None
    """None where it has no translation."""
    fuzzy: bool
    edited: bool
    """Whether it says something else than what was given out."""


@dataclass(frozen=True, slots=True)
class _Version:
    """A block's file as it was given out."""

    path: str
    """Path within the issue's folder."""
    whole: str
    """Path within the project."""
    blob: str
    """Empty where there was no file."""
    block: Block | None
    """The block at its place now."""

    def is_of(self, blob: str) -> bool:
        """Tell whether a blob id is that of the file as it was given out."""
        now = self.block and self.block.is_version(self.blob) and self.block.is_version(blob)
        return bool(now or (blob and self.blob.startswith(blob)))


def received(desk: Desk, parcel: Parcel, path: str) -> Mapping[str, bytes]:
    """Return path → bytes of the files that a parcel changes; what it leaves undone is told at the desk.

    Raises BriefgenError with all that is wrong: then nothing of it is to be written.
    """
    issue = desk.issue(parcel.issue, path)
    _languages(desk, issue, parcel, path)
    faults: list[Diagnostic] = []
    found: dict[str, bytes] = {}
    met: set[str] = set()
    for part in parcel.parts:
        try:
            source, target = _versions(desk, issue, parcel, part, path)
            if target.whole in met:
                raise BriefgenError([error(Place(path), f"has {target.path} twice", "export it again")])
            met.add(target.whole)
            data = _block(desk, issue, part, (source, target), path)
        except BriefgenError as fault:
            faults += fault.diagnostics
        else:
            if data is not None:
                found[target.whole] = data
    if not parcel.parts:
        faults.append(error(Place(path), "holds no block", "export it again"))
    faults = faults or _new_errors(desk, issue, found)
    if faults:
        raise BriefgenError(faults)
    return found


def _languages(desk: Desk, issue: Issue, parcel: Parcel, path: str) -> None:
    given, wanted = parcel.source_language, issue.source_language
    if given != wanted:
        what = f'is from the language "{printable(given)}"; issue {issue.number} is written in "{wanted}"'
        raise BriefgenError([error(Place(path), what, "export it again")])
    if desk.project.series.language(parcel.target_language) is None or parcel.target_language == wanted:
        what = (
            f'is in a language that this issue is not translated into: "{printable(parcel.target_language)}"'
        )
        raise BriefgenError([error(Place(path), what, "export it again")])


def _versions(desk: Desk, issue: Issue, parcel: Parcel, part: Part, path: str) -> tuple[_Version, _Version]:
    """Return what a part was made of. Raises BriefgenError for anything but blocks of the issue."""
    folder = issue.place.path.rpartition("/")[0]
    by_path = {block.path: block for block in issue.blocks.values()}
    found = []
    for given, code in ((part.source, parcel.source_language), (part.target, parcel.target_language)):
        match = _VERSION.fullmatch(given)
        name = match[1] if match else ""
        if (
            match is None
            or name.split("/")[0] != code
            or not identity(desk.project.series, name.split("/")[1])
        ):
            what = f'names a file that is no block of its language: "{printable(given)[:80]}"'
            raise BriefgenError([error(Place(path), what, "export it again")])
        whole = f"{folder}/{name}"
        found.append(_Version(name, whole, match[2] or "", by_path.get(whole)))
    return found[0], found[1]


def _block(
    desk: Desk, issue: Issue, part: Part, versions: tuple[_Version, _Version], path: str
) -> bytes | None:
    """Return the new bytes of a translation's file; None where nothing changes."""
    source, target = versions
    pair = _pair(desk, part, source, target, path)
    given = list(_read(part, recall.segments(pair, {}), Place(path)))
    sure = all(each.pieces is not None and not each.fuzzy for each in given)
    if target.block is None:
        return _fresh(desk, pair.source, given, source, target)
    if not any(each.edited for each in given) and not sure:
        return None
    if source.block and not source.block.is_version(source.blob):
        what = f"has changed since it was exported: {target.path} will be stale"
        desk.findings.append(warning(source.block.place, what, "export it again for what is new"))
    data = desk.files.read_bytes(target.whole)
    now = units.read(data, target.whole)
    text = _text(pair, now, given, sure, Place(path))
    new = data if text == now.text else _encoded(text, data)
    if sure:
        return _followed(desk, target.block, new, source)
    desk.findings.append(_unsure(given, target))
    return new


def _unsure(given: Sequence[_Given], target: _Version) -> Diagnostic:
    missing = sum(each.pieces is None for each in given)
    fuzzy = sum(each.fuzzy and each.pieces is not None for each in given)
    what = f"still follows the source it did: {fuzzy} units are unconfirmed, {missing} untranslated"
    return warning(Place(target.whole), what, "confirm them, and import again")


def _pair(desk: Desk, part: Part, source: _Version, target: _Version, path: str) -> Pair:
    """Return the two sides as they were given out. Raises BriefgenError where nothing holds them any more."""
    gone = "has changed since, and no history holds it: export again"
    old = desk.version(source.whole, source.blob, source.block) if source.blob else None
    if old is None:
        raise BriefgenError([error(Place(path), f"was made of a version of {source.path} that {gone}")])
    if target.blob and target.block is None:
        raise BriefgenError(
            [error(Place(path), f"was made with {target.path}, which is gone", "export again")]
        )
    base = desk.version(target.whole, target.blob, target.block) if target.blob else None
    if base is None and target.block:
        # Not even what was given out is known: then whatever differs is a conflict.
        base = desk.sheet(target.block)
    through = None
    if part.through:
        through = desk.version(source.whole, part.through, None)
        if through is None:
            raise BriefgenError(
                [error(Place(path), f"was made through a version of {source.path} that {gone}")]
            )
    followed = _FOLLOWED.search(base.text) if base else None
    return Pair(old, base, through, bool(followed and source.is_of(followed[1])))


def _read(part: Part, segments: Sequence[Segment], place: Place) -> Iterator[_Given]:
    """Yield the units of a part. Raises BriefgenError with every one that is not what it was given out as."""
    stem = part.target.partition("@")[0].rpartition("/")[2].removesuffix(".md")
    expected = {f"{stem}.{at}": segment for at, segment in enumerate(segments, 1)}
    faults: list[Diagnostic] = []
    entries: dict[str, Entry] = {}
    for entry in part.entries:
        if entry.id in entries:
            faults.append(error(place, f'has the unit "{entry.id}" twice', "keep one of them"))
        elif entry.id not in expected:
            what = f'has a unit that was not exported: "{printable(entry.id)[:80]}"'
            faults.append(error(place, what, "take it out"))
        entries[entry.id] = entry
    for id in expected.keys() - entries.keys():
        faults.append(error(place, f'lacks the unit "{id}"', "a file comes back whole: export it again"))
    if faults:
        raise BriefgenError(sorted(faults, key=str))
    for id, segment in expected.items():
        pieces = (*segment.unit.pieces, *(segment.target or ()))
        known: Known = {(each.number, each.turn): each for each in pieces if isinstance(each, Mark)}
        faults += faults_of(entries[id], segment, known, Place(place.path, _line(entries[id])))
        if not faults:
            yield _given(entries[id], segment, known)
    if faults:
        raise BriefgenError(faults)


def _line(entry: Entry) -> int:
    line = entry.places[0].rpartition(":")[2] if entry.places else ""
    return int(line) if line.isdigit() else 0


def _given(entry: Entry, segment: Segment, known: Known) -> _Given:
    if entry.target is None:
        return _Given(segment, None, True, edited=False)
    pieces = tuple(_piece(piece, known) for piece in entry.target)
    if segment.at is None:
        # What was only remembered counts when somebody confirms it.
        return _Given(segment, None if entry.fuzzy else pieces, entry.fuzzy, not entry.fuzzy)
    return _Given(segment, pieces, entry.fuzzy, segment.target is None or not same(pieces, segment.target))


def _piece(piece: str | Slot, known: Known) -> Piece:
    return known[piece.number, piece.turn] if isinstance(piece, Slot) else piece


def _text(pair: Pair, now: Sheet, given: Sequence[_Given], sure: bool, place: Place) -> str:
    """Return the text of a translation's file with what came back."""
    assert pair.target
    unplaced = [each for each in given if each.segment.at is None and each.pieces is not None]
    gone = set(range(len(pair.target.units))) - {each.segment.at for each in given}
    if sure and (unplaced or gone):
        text = _rebuilt(pair.source, pair.target, given)
        if _FOLLOWS.sub("", now.text) == _FOLLOWS.sub("", text):
            return now.text
        if now.text != pair.target.text:
            what = "has been changed since it was exported, and the file changes its paragraphs"
            raise BriefgenError([error(Place(now.path), what, "export it again")])
        return text
    if unplaced:
        line = unplaced[0].segment.unit.line
        what = f"has a unit that {now.path} has no place for, of line {line} of the source"
        hint = "translate and confirm all units of the block: then it is built anew"
        raise BriefgenError([error(place, what, hint)])
    changed: dict[int, Sequence[Piece]] = {}
    for each in given:
        if each.edited and each.pieces is not None and each.segment.at is not None:
            at = each.segment.at
            own = now.units[at] if now.shape == pair.target.shape else None
            if own is None or not _agrees(own, pair.target.units[at], each.pieces):
                what = "has been changed since it was exported, where the file changes it too"
                raise BriefgenError([error(Place(now.path, own.line if own else 1), what, "export it again")])
            if not same(own.pieces, each.pieces):
                changed[at] = each.pieces
    return refill.rewritten(now, changed) if changed else now.text


def _agrees(own: Unit, base: Unit, wanted: Sequence[Piece]) -> bool:
    """Tell whether a unit is still what was given out, or what it is to become."""
    return same(own.pieces, wanted) or same(own.pieces, base.pieces)


def _rebuilt(source: Sheet, now: Sheet, given: Sequence[_Given]) -> str:
    """Return a translation built on what stands around the units of its source; its head stays."""
    wanted = {at: each.pieces for at, each in enumerate(given) if each.pieces is not None}
    text = refill.rewritten(source, wanted)
    head, own = HEAD.match(text), HEAD.match(now.text)
    body = text[head.end() :] if head else text
    if own is None:
        return text
    title = next((unit for unit in now.units if unit.role == "title"), None)
    new = next((at for at, unit in enumerate(source.units) if unit.role == "title"), None)
    if title and new is not None:
        alone = Sheet(now.path, now.text[: own.end()], (title,))
        changed = {} if same(title.pieces, wanted[new]) else {0: wanted[new]}
        return refill.rewritten(alone, changed) + body
    line = _TITLE.search(head[1]) if head and not title else None
    return f"---\n{line[0] if line else ''}{now.text[own.start(1) : own.end()]}{body}"


def _fresh(
    desk: Desk, sheet: Sheet, given: Sequence[_Given], source: _Version, target: _Version
) -> bytes | None:
    """Return the bytes of a translation that there was not; None where a unit of it is not confirmed."""
    missing = sum(each.pieces is None or each.fuzzy for each in given)
    if missing:
        if any(each.pieces is not None for each in given):
            what = f"is not written: {missing} of {len(given)} units are not translated and confirmed"
            desk.findings.append(warning(Place(target.whole), what, "translate them, and import again"))
        return None
    text = refill.rewritten(sheet, {at: each.pieces or () for at, each in enumerate(given)})
    return _headed(text, f"{source.path}@{source.blob}").encode()


def _headed(text: str, followed: str) -> str:
    """Return the text of a file whose head says what it follows."""
    line = f"translation-of: {followed}\n"
    head = HEAD.match(text)
    if head is None:
        return f"---\n{line}---\n{text}"
    rest = _FOLLOWS.sub("", text[: head.end(1)])
    return rest + line + text[head.end(1) :]


def _followed(desk: Desk, block: Block, data: bytes, source: _Version) -> bytes:
    """Return the bytes of a translation that follows the version that was given out."""
    if block.translation_of:
        followed = block.translation_of
        same = followed.path == source.path and source.is_of(followed.blob)
        return data if same else following(block, data, source.path, source.blob)
    text = units.read(data, block.path).text
    return _encoded(_headed(text, f"{source.path}@{source.blob}"), data)


def _encoded(text: str, like: bytes) -> bytes:
    """Return text as bytes, with the line ends and the byte order mark of another file."""
    ends = "\r\n" if b"\r\n" in like else "\n"
    return (_BOM if like.startswith(_BOM) else b"") + text.replace("\n", ends).encode()


def _new_errors(desk: Desk, issue: Issue, found: Mapping[str, bytes]) -> list[Diagnostic]:
    """Return the errors that an issue would have with some files and has not without; warnings are told."""
    if not found:
        return []
    draft = parse.project(Draft(desk.files.root, found), {issue.name})
    fresh = [*draft.diagnostics, *checks.check(draft)]
    before = [*desk.project.diagnostics, *checks.check(desk.project, frozenset({issue.name}))]
    known = {(each.severity, each.place.path, each.message) for each in before}
    new = [each for each in fresh if (each.severity, each.place.path, each.message) not in known]
    desk.findings.extend(each for each in new if each.severity is Severity.WARNING)
    return [each for each in new if each.severity is Severity.ERROR]
