"""Issues given out to translators, and taken back: parcels out of blocks, and what blocks become of them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec

from briefgen import glossary, po, recall, units, xliff
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, error, warning
from briefgen.files import Files, decode
from briefgen.history import History
from briefgen.model import Block, Issue, Length, Project, Series, Term
from briefgen.parcel import Entry, Parcel, Part
from briefgen.recall import Memory, Pair, Segment
from briefgen.select import kinds_of, rendition
from briefgen.translations import State, standing
from briefgen.units import Sheet

MAX_SIZE = 16 << 20
"""Most bytes of a translator's file."""
FORMS: Mapping[str, tuple[str, Callable[[Parcel], bytes], Callable[[str, str], Parcel]]] = {
    "po": (".po", po.write, po.read),
    "xliff": (".xlf", xliff.write, xliff.read),
}
"""Name → suffix of a file, what writes a parcel, what reads one."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What is needed to give out and take back, and what was found on the way."""

    files: Files
    project: Project
    history: History
    findings: list[Diagnostic] = field(default_factory=list)
    memories: dict[tuple[str, str], Memory] = field(default_factory=dict, repr=False)
    """(source language, target language) → what is known of its paragraphs, once it was asked for."""

    def issue(self, name: str, path: str) -> Issue:
        """Return an issue by its folder's name. Raises BriefgenError where the project has none."""
        for issue in self.project.issues:
            if issue.name == name:
                return issue
        known = ", ".join(issue.name for issue in self.project.issues)
        what = f'is of an issue that is not here: "{name[:80]}"'
        raise BriefgenError([error(Place(path), what, f"issues of this project: {known}")])

    def sheet(self, block: Block) -> Sheet:
        """Return the units of a block as it stands."""
        return units.read(self.files.read_bytes(block.path), block.path)

    def version(self, path: str, blob: str, block: Block | None) -> Sheet | None:
        """Return the units of a version of a block's file; None where neither it nor the history has it."""
        if block and block.is_version(blob):
            return self.sheet(block)
        data = self.history.texts([blob]).get(blob)
        return None if data is None else units.read(data, path)


def require_tools() -> None:
    """Raise BriefgenError with exit code 2 where the library for translators' files is not installed."""
    if find_spec("translate") is None:
        what = "is not installed: it reads and writes translators' files"
        raise BriefgenError([error(Place("translate-toolkit"), what, "pip install 'briefgen[translate]'")], 2)


def export(desk: Desk, issue: Issue, code: str) -> Parcel:
    """Return the blocks of an issue in the source language, each beside its translation into another.

    What cannot be given out is told at the desk. Raises BriefgenError with exit code 2 for a language that
    nothing can be translated into.
    """
    series = desk.project.series
    if series.language(code) is None or code == issue.source_language:
        known = [each.code for each in series.languages if each.code != issue.source_language]
        what = f'cannot be translated into "{code}"'
        raise BriefgenError([error(issue.place, what, f"languages: {', '.join(known)}")], 2)
    pairs = list(_pairs(desk, issue, code))
    parts = []
    for source, block, pair, through in pairs:
        complete = pair.target is not None and pair.current
        memory: Memory = {} if complete else _memory(desk, issue.source_language, code)
        target = _within(block.path) if block else f"{code}/{_within(source.path).partition('/')[2]}"
        segments = recall.segments(pair, memory)
        adapted = block is not None and block.adaptation
        entries = [
            _entry(f"{_stem(target)}.{at}", each, source, pair, adapted=adapted)
            for at, each in enumerate(segments, 1)
        ]
        known_terms = _terms(desk, issue, entries, pair, code)
        blob = f"@{block.blob}" if block else ""
        parts.append(Part(f"{_within(source.path)}@{source.blob}", target + blob, through, known_terms))
    return Parcel(issue.name, issue.source_language, code, parts)


def _within(path: str) -> str:
    """Return a path within its issue's folder."""
    return path.split("/", 2)[2]


def _pairs(desk: Desk, issue: Issue, code: str) -> Iterator[tuple[Block, Block | None, Pair, str]]:
    """Yield (source, translation, the two as units, id of the older source) of an issue in reading order."""
    met = set[str]()
    own = [block for (language, _, _), block in issue.blocks.items() if language == code]
    for block in _in_order(desk.project.series, own):
        found = standing(issue, block, desk.history)
        same = issue.blocks.get((issue.source_language, block.kind, block.length))
        source = found.sources[0] if found.sources else same
        if source is None:
            desk.findings.append(warning(block.place, "has no source, and is not given out"))
            continue
        try:
            pair, through = _pair(desk, source, block, found.state)
        except BriefgenError as fault:
            desk.findings.extend(fault.diagnostics)
            continue
        met.add(source.path)
        yield source, block, pair, through
    for source in _in_order(desk.project.series, _wanted(desk.project.series, issue, code)):
        if source.path not in met:
            yield source, None, Pair(desk.sheet(source), None, None, False), ""


def _in_order(series: Series, blocks: Sequence[Block]) -> list[Block]:
    kinds, lengths = list(series.kinds), [length.name for length in series.lengths]
    return sorted(blocks, key=lambda block: (-lengths.index(block.length), kinds.index(block.kind)))


def _wanted(series: Series, issue: Issue, code: str) -> list[Block]:
    """Return the source blocks that a brief of a language lacks a translation of."""
    language = series.language(code)
    found: dict[str, Block] = {}
    for length in series.lengths if language else ():
        for kind in kinds_of(issue, language, length) if language and length.name in issue.lengths else ():
            source = rendition(series, issue, issue.source_language, kind, length)
            if source and not _has(series, issue, code, kind, length):
                found[source.path] = source
    return list(found.values())


def _has(series: Series, issue: Issue, code: str, kind: str, length: Length) -> bool:
    return rendition(series, issue, code, kind, length) is not None


def _pair(desk: Desk, source: Block, block: Block, state: State) -> tuple[Pair, str]:
    """Return a source and its translation as units, and the id of the older source that this follows."""
    blob = block.translation_of.blob if block.translation_of else ""
    through = None
    if state is State.STALE and blob:
        through = desk.version(source.path, blob, None)
    pair = Pair(desk.sheet(source), desk.sheet(block), through, state is State.CURRENT)
    return pair, blob if through else ""


def _memory(desk: Desk, source: str, code: str) -> Memory:
    """Return what the translations of all issues say that follow their sources."""
    if (source, code) in desk.memories:
        return desk.memories[source, code]
    pairs = []
    for issue in desk.project.issues:
        for block in issue.blocks.values() if issue.source_language == source else ():
            wanted = block.language == code and not block.adaptation
            found = standing(issue, block) if wanted else None
            if found and found.state is State.CURRENT:
                pairs.append(Pair(desk.sheet(found.sources[0]), desk.sheet(block), None, True))
    return desk.memories.setdefault((source, code), recall.memory(pairs))


def _entry(id: str, segment: Segment, source: Block, pair: Pair, *, adapted: bool) -> Entry:
    unit = segment.unit
    places = [f"{source.path}:{unit.line}"]
    if pair.target and segment.at is not None:
        places.append(f"{pair.target.path}:{pair.target.units[segment.at].line}")
    notes = [f"{unit.role}; length: {source.length}"]
    notes += [f"only in the length {name.removesuffix('-only')}" for name in unit.classes if "-only" in name]
    notes += ["the translation says something else on purpose"] if adapted else []
    notes += ["left out where room is short"] if "if-room" in unit.classes else []
    target = None if segment.target is None else recall.slots(segment.target)
    return Entry(id, recall.slots(unit.pieces), target, segment.fuzzy, tuple(places), tuple(notes))


def _stem(path: str) -> str:
    """Return the name of a block's file without its suffix."""
    return path.partition("@")[0].rpartition("/")[2].removesuffix(".md")


def _terms(desk: Desk, issue: Issue, entries: Sequence[Entry], pair: Pair, code: str) -> list[Entry]:
    """Return entries with the terms of the glossary that their sources have."""
    series, source = desk.project.series, issue.source_language
    language = series.language(source)
    finders = glossary.finders(glossary.holding(series, issue), language) if language else []
    found = []
    for entry, unit in zip(entries, pair.source.units, strict=True):
        text = glossary.Reading(glossary.alike(unit.words), (), pair.source.path)
        rows = {
            use.term.id: (use.term.accepted[source][use.spelling][0], _forms(use.term, code))
            for use in glossary.uses(text, finders)
            if use.spelling >= 0 and use.term.accepted[code]
        }
        found.append(replace(entry, terms=tuple(rows.values())))
    return found


def _forms(term: Term, code: str) -> str:
    return " | ".join(forms[0] for forms in term.accepted[code])


def read(data: bytes, path: str) -> Parcel:
    """Return the parcel in a translator's file. Raises BriefgenError for any other file."""
    if len(data) > MAX_SIZE:
        raise BriefgenError([error(Place(path), f"is larger than {MAX_SIZE >> 20} MB")])
    text = decode(data, path)
    form = "xliff" if re.match(r"\s*<", text) else "po"
    return FORMS[form][2](text, path)
