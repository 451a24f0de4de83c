"""Read briefgen.yaml and people.yaml into the series and its people."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from briefgen import yaml
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, error
from briefgen.files import CONFIGURATION, Files
from briefgen.languages import BUILTIN, Language
from briefgen.model import Length, Person, Series, Settings, Texts
from briefgen.schema import LanguageRow, LengthRow, ProjectFile, checked, people

PEOPLE = "content/people.yaml"
KINDS = ("summary", "key-points", "background", "developments", "insights", "recommendations")
"""The block kinds every project has."""

_LENGTHS = {
    "one-page": LengthRow(
        blocks=["summary", "background", "developments", "insights", "recommendations"],
        pages=1,
        sources=False,
    ),
    "short": LengthRow(blocks=list(KINDS), pages=2),
    "full": LengthRow(blocks=list(KINDS), pages=4),
}


def load(files: Files) -> tuple[Series, Mapping[str, Person]]:
    """Return the series of a project and everybody its issues may name.

    Raises BriefgenError with exit code 2: without a sound configuration nothing can be built.
    """
    series, people, _ = everything(files)
    return series, people


def everything(files: Files) -> tuple[Series, Mapping[str, Person], Settings]:
    """Return the series, everybody, and how the project is built. Raises BriefgenError as `load` does."""
    try:
        document = yaml.load(files.read_text(CONFIGURATION), CONFIGURATION)
        row = checked(document, ProjectFile)
        everybody = _people(files)
        faults: list[Diagnostic] = []
        languages = _languages(row, document, faults)
        kinds: dict[str, Texts] = {kind: {} for kind in KINDS} | dict(row.kinds)
        lengths = _lengths(row, kinds, document, faults)
        faults += _editors(row, document, everybody)
        if faults:
            raise BriefgenError(faults)
    except BriefgenError as fault:
        raise BriefgenError(fault.diagnostics, 2) from None
    series = Series(
        id=row.series.id,
        name=row.series.name,
        publisher=row.series.publisher,
        url=(row.series.url or "").rstrip("/") + "/" if row.series.url else "",
        editors=tuple(everybody[id] for id in row.series.editors),
        issn=row.series.issn or "",
        licence=row.series.licence,
        disclaimer=row.series.disclaimer,
        languages=languages,
        lengths=lengths,
        kinds=kinds,
        fallback={code: tuple(others) for code, others in row.fallback.items()},
        stale=row.stale,
        abbr=row.glossary.abbr,
        index=row.glossary.index,
    )
    return series, everybody, Settings(row.limits.model_dump(exclude_none=True), row.store or "")


def _people(files: Files) -> Mapping[str, Person]:
    if not files.is_file(PEOPLE):
        return {}
    rows = people(yaml.load(files.read_text(PEOPLE), PEOPLE))
    return {id: Person(id, row.name) for id, row in rows.items()}


def _editors(
    row: ProjectFile, document: yaml.Document, everybody: Mapping[str, Person]
) -> Iterator[Diagnostic]:
    """Yield what is wrong with the editors of the series."""
    for index, id in enumerate(row.series.editors):
        place, person = document.place(("series", "editors", index)), everybody.get(id)
        if person is None:
            yield error(place, f'names an unknown editor "{id}"', f"add a row to {PEOPLE}")
        else:
            yield from unnamed(place, person, row.languages)


def unnamed(place: Place, person: Person, codes: Iterable[str]) -> Iterator[Diagnostic]:
    """Yield the languages in which somebody named at a place has no name."""
    for code in codes:
        if code not in person.name:
            message = f'names "{person.id}", who has no name in the language "{code}"'
            yield error(place, message, f"add it in {PEOPLE}")


def _languages(row: ProjectFile, document: yaml.Document, faults: list[Diagnostic]) -> tuple[Language, ...]:
    languages = []
    for code, given in row.languages.items():
        place = document.place(("languages", code))
        language = _language(code, given or LanguageRow(), place, faults)
        if language:
            languages.append(language)
    if not row.languages:
        faults.append(error(document.place(("languages",)), "names no language", "list at least one: en:"))
    for texts, key in ((row.series.name, "name"), (row.series.publisher, "publisher")):
        faults += [
            error(
                document.place(("series", key)),
                f'"{key}" lacks a text for the language "{code}"',
                f"add under {key}: {code}: …",
            )
            for code in row.languages
            if code not in texts
        ]
    return tuple(languages)


def _language(code: str, row: LanguageRow, place: Place, faults: list[Diagnostic]) -> Language | None:
    given = row.model_dump(exclude_none=True)
    if "quotes" in given:
        given["quotes"] = tuple(given["quotes"])
    if "locale" in given and not _is_locale(given["locale"]):
        what, hint = f"names a locale that CLDR does not have: {given['locale']}", "write it as locale: fr_FR"
        faults.append(error(place, f'the language "{code}" {what}', hint))
        return None
    if code in BUILTIN:
        return replace(BUILTIN[code], **given)
    missing = [key for key in ("name", "locale", "direction", "script") if key not in given]
    if missing:
        faults.append(
            error(place, f'the language "{code}" lacks {", ".join(missing)}', "see the README, Languages")
        )
        return None
    return Language(code, **{"digits": "latn", "quotes": ("“", "”", "‘", "’"), **given})


def _is_locale(name: str) -> bool:
    from babel import Locale, UnknownLocaleError  # takes long to load, and few projects name a locale

    try:
        Locale.parse(name)
    except (ValueError, UnknownLocaleError):
        return False
    return True


def _lengths(
    row: ProjectFile,
    kinds: Mapping[str, Mapping[str, str]],
    document: yaml.Document,
    faults: list[Diagnostic],
) -> tuple[Length, ...]:
    lengths = []
    for name, given in (_LENGTHS if row.lengths is None else row.lengths).items():
        for key, named in (("blocks", given.blocks), ("optional", given.optional)):
            faults += [
                error(
                    document.place(("lengths", name, key, index)),
                    f'names an unknown block kind "{kind}"',
                    f"known kinds: {', '.join(kinds)}; add others under kinds:",
                )
                for index, kind in enumerate(named)
                if kind not in kinds
            ]
        lengths.append(
            Length(
                name=name,
                blocks=tuple(given.blocks),
                optional=frozenset(given.optional),
                template=given.template or name,
                pages=given.pages,
                fill=given.fill,
                sources=given.sources,
                label=given.label,
            )
        )
    return tuple(lengths)
