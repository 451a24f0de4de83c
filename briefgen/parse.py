"""Files → Blocks: read the folders of a project into issues, with every fault on the way."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from briefgen import blocks, config, glossary, layout, markdown, names, typography, yaml
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, error
from briefgen.files import Files
from briefgen.layout import CONTENT, GLOSSARY, ISSUE
from briefgen.model import (
    Block,
    Issue,
    PartialDate,
    Person,
    Project,
    Publication,
    Series,
    Settings,
    Source,
    Term,
)
from briefgen.schema import IssueFile, SourceRow, checked


def project(files: Files, only: Collection[str] | None = None) -> Project:
    """Return the series of a project and its issues: all, or those of the named folders only.

    Raises BriefgenError with exit code 2 where the configuration is unsound; faults of the content
    are in the project's diagnostics.
    """
    around = frame(files)
    faults = [*around.faults, *around.refused.values()]
    issues: list[Issue] = []
    for name in around.folders:
        if only is None or name in only:
            found, its = issue(files, around, name)
            issues += [found] if found else []
            faults += its
    return Project(around.series, tuple(issues), tuple(faults))


@dataclass(frozen=True, slots=True)
class Frame:
    """A project without its issues."""

    series: Series
    people: Mapping[str, Person]
    settings: Settings
    folders: tuple[str, ...]
    """Names of the folders of issues, by their numbers."""
    refused: Mapping[str, Diagnostic]
    """Folder → why it cannot be an issue, or not one of its number."""
    faults: tuple[Diagnostic, ...]
    """What concerns every issue."""


def frame(files: Files) -> Frame:
    """Return a project without its issues. Raises BriefgenError as `project` does."""
    series, people, settings = config.everything(files)
    faults: list[Diagnostic] = []
    series = replace(series, terms=_terms(files, series, faults))
    folders, refused = _issue_folders(files)
    faults += _strays(series.terms, folders)
    if not folders and not refused:
        faults.append(error(Place(CONTENT), "holds no issue", "run: briefgen new issue 1 first-paper"))
    return Frame(series, people, settings, folders, refused, tuple(faults))


def issue(files: Files, around: Frame, name: str) -> tuple[Issue | None, tuple[Diagnostic, ...]]:
    """Return the issue in a folder, None where it cannot be read, and what is wrong with its files."""
    faults: list[Diagnostic] = []
    found = _issue(files, around.series, around.people, name, faults)
    return found, tuple(faults)


def _terms(files: Files, series: Series, faults: list[Diagnostic]) -> tuple[Term, ...]:
    """Return the rows of the glossary, where the project has one; its faults are noted."""
    if not files.is_file(GLOSSARY):
        return ()
    try:
        terms, found = glossary.read(files.read_text(GLOSSARY), GLOSSARY, series)
    except BriefgenError as fault:
        terms, found = (), list(fault.diagnostics)
    faults += found
    return terms


def _strays(terms: Iterable[Term], folders: Iterable[str]) -> Iterator[Diagnostic]:
    """Yield the rows of the glossary that hold for an issue which there is not."""
    numbers = {layout.number(name) for name in folders}
    for term in terms:
        for number in set(term.issues) - numbers:
            yield error(term.place, f"holds for issue {number}, which there is not", "mend the column issues")


def reread(files: Files, project: Project, path: str) -> Project | None:
    """Return a project with one block read anew; None where that is no file of a block it has.

    Its faults take the place of those the file had.
    """
    for number, issue in enumerate(project.issues):
        for key, block in issue.blocks.items():
            language = project.series.language(block.language) if block.path == path else None
            if language is None or not files.is_file(path):
                continue
            others = [fault for fault in project.diagnostics if fault.place.path != path]
            new = blocks.read(files, path, (block.kind, block.length), language, others)
            if new is None:
                new = replace(block, text=markdown.read("", language), source="")
            issues = list(project.issues)
            issues[number] = replace(issue, blocks={**issue.blocks, key: new})
            return replace(project, issues=tuple(issues), diagnostics=tuple(others))
    return None


def _issue_folders(files: Files) -> tuple[tuple[str, ...], dict[str, Diagnostic]]:
    """Return the folders of issues by their numbers, and what is wrong with the names of folders."""
    found: list[str] = []
    refused: dict[str, Diagnostic] = {}
    for name in files.folders(CONTENT):
        if layout.is_issue(name):
            found.append(name)
        else:
            hint = "call it NUMBER-slug, as in 2077-russia-syria"
            refused[name] = error(Place(f"{CONTENT}/{name}"), "is not named like an issue", hint)
    found.sort(key=layout.number)
    first: dict[int, str] = {}
    for name in found:
        other = first.setdefault(layout.number(name), name)
        if other != name:
            message = f"uses the number {layout.number(name)} of {CONTENT}/{other}/{ISSUE} again"
            place = Place(f"{CONTENT}/{name}/{ISSUE}", 1)
            refused[name] = error(place, message, "give one of them another number")
    return tuple(found), refused


@dataclass(slots=True)
class _Desk:
    """What is needed to read one issue, and the faults found on the way."""

    files: Files
    series: Series
    people: Mapping[str, Person]
    folder: str
    faults: list[Diagnostic]

    @property
    def codes(self) -> list[str]:
        return [language.code for language in self.series.languages]

    @property
    def lengths(self) -> list[str]:
        return [length.name for length in self.series.lengths]


def _issue(
    files: Files, series: Series, people: Mapping[str, Person], name: str, faults: list[Diagnostic]
) -> Issue | None:
    desk = _Desk(files, series, people, f"{CONTENT}/{name}", faults)
    path = f"{desk.folder}/{ISSUE}"
    blocks, figures = _blocks(desk), _figures(desk)
    if not files.is_file(path):
        faults.append(error(Place(path), "is missing", "every issue folder has an issue.yaml"))
        return None
    try:
        document = yaml.load(files.read_text(path), path)
    except BriefgenError as fault:
        faults += fault.diagnostics
        return None
    number = layout.number(name)
    faults += names.check(document, series, people, number)
    try:
        row = checked(document, IssueFile)
    except BriefgenError as fault:
        faults += fault.diagnostics
        row = _salvaged(document.value, number, desk.codes[0])
    faults += _notices(row, document, series)
    return Issue(
        name=name,
        number=row.number,
        date=row.date,
        source_language=row.source_language,
        title=_set(row.title, series),
        short_title=_set(row.short_title, series),
        authors=_persons(row.authors, people),
        editors=series.editors if row.editors is None else _persons(row.editors, people),
        keywords={code: tuple(words) for code, words in row.keywords.items()},
        notice=row.notice,
        based_on=Publication(row.based_on.url, row.based_on.title, row.based_on.publisher)
        if row.based_on
        else None,
        sources={id: _source(id, source, document) for id, source in row.sources.items()},
        lengths=tuple(length for length in desk.lengths if row.lengths is None or length in row.lengths),
        exceptions=_exceptions(row, desk.codes),
        blocks=blocks,
        figures=figures,
        place=Place(path, 1),
    )


def _notices(row: IssueFile, document: yaml.Document, series: Series) -> Iterator[Diagnostic]:
    """Yield what keeps a notice from being read as Markdown."""
    for code, text in row.notice.items():
        language = series.language(code)
        try:
            if language:
                markdown.read(text, language)
        except markdown.TooMuchError as fault:
            yield error(document.place(("notice", code)), fault.what, "write it more simply")


def _salvaged(value: object, number: int, code: str) -> IssueFile:
    """Return enough of a faulty issue.yaml to check the blocks of its issue by."""
    given = value.get("sources") if isinstance(value, dict) else None
    ids = given if isinstance(given, dict) else {}
    unknown = SourceRow(url="https://example.org/", publisher="unknown")
    sources = dict.fromkeys(map(str, ids), unknown)
    fields = {
        "number": number,
        "date": PartialDate(1),
        "source-language": code,
        "title": {},
        "sources": sources,
    }
    return IssueFile.model_construct(None, **fields)


def _set(texts: Mapping[str, str], series: Series) -> Mapping[str, str]:
    """Return texts with the marks of their languages."""
    languages = {language.code: language for language in series.languages}
    return {
        code: typography.title(text, languages[code]) for code, text in texts.items() if code in languages
    }


def _persons(ids: list[str], people: Mapping[str, Person]) -> tuple[Person, ...]:
    return tuple(people[id] for id in ids if id in people)


def _exceptions(row: IssueFile, codes: list[str]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    whole = {(code, length): tuple(kinds) for length, kinds in row.blocks.items() for code in codes}
    return whole | {(brief.language, brief.length): tuple(brief.blocks) for brief in row.briefs}


def _source(id: str, row: SourceRow, document: yaml.Document) -> Source:
    publisher = row.publisher if isinstance(row.publisher, dict) else {"": row.publisher}
    place = document.place(("sources", id))
    return Source(id, row.url, publisher, row.about, row.date, row.language, place)


def _figures(desk: _Desk) -> Mapping[str, bytes]:
    found = {}
    for name in desk.files.names(f"{desk.folder}/figures"):
        try:
            found[f"figures/{name}"] = data = desk.files.read_bytes(f"{desk.folder}/figures/{name}")
            if not data:
                place = Place(f"{desk.folder}/figures/{name}")
                desk.faults.append(error(place, "is empty", "save it again, or delete it"))
        except BriefgenError as fault:
            desk.faults += fault.diagnostics
            found[f"figures/{name}"] = b""
    return found


def _blocks(desk: _Desk) -> Mapping[tuple[str, str, str], Block]:
    found: dict[tuple[str, str, str], Block] = {}
    for code in desk.files.folders(desk.folder):
        language = desk.series.language(code)
        if language is None and code != "figures":
            place = Place(f"{desk.folder}/{code}")
            hint = f"known languages: {', '.join(desk.codes)}; add others to briefgen.yaml"
            desk.faults.append(error(place, f'is a folder of an unknown language "{code}"', hint))
        for file in desk.files.names(f"{desk.folder}/{code}") if language else ():
            path = f"{desk.folder}/{code}/{file}"
            key = _key(desk, path, file)
            block = blocks.read(desk.files, path, key, language, desk.faults) if key and language else None
            if block:
                found[code, block.kind, block.length] = block
    return found


def _key(desk: _Desk, path: str, file: str) -> tuple[str, str] | None:
    """Return the kind and length a block's file name tells, or None with the fault noted."""
    named = layout.rendition(file, desk.lengths[-1])
    kind, length = named or ("", "")
    if not named:
        what, hint = "is not named like a block", "call it KIND.md or KIND.LENGTH.md, as in insights.short.md"
    elif kind not in desk.series.kinds:
        what = f'is of an unknown block kind "{kind}"'
        hint = f"known kinds: {', '.join(desk.series.kinds)}; add others under kinds: in briefgen.yaml"
    elif length not in desk.lengths:
        what, hint = f'is for an unknown length "{length}"', f"known lengths: {', '.join(desk.lengths)}"
    else:
        return named
    desk.faults.append(error(Place(path), what, hint))
    return None
