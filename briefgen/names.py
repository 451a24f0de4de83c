"""Find names in an issue.yaml that nothing else in the project knows.

Works on the plain value, so that these faults are told together with those of the file's shape.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from briefgen import yaml
from briefgen.config import PEOPLE, unnamed
from briefgen.diagnostics import Diagnostic, error
from briefgen.model import Person, Series


def check(
    document: yaml.Document, series: Series, people: Mapping[str, Person], number: int
) -> list[Diagnostic]:
    """Return a fault for every unknown language, length, kind and person; `number` is the folder's."""
    codes = [language.code for language in series.languages]
    lengths = [length.name for length in series.lengths]
    faults: list[Diagnostic] = []

    def known(path: yaml.Path, what: str, among: Iterable[str], hint: str = "known: {}") -> None:
        for place, name in _at(document.value, path):
            if isinstance(name, str) and name not in among:
                message = f'names an unknown {what} "{name}"'
                faults.append(error(document.place(place), message, hint.format(", ".join(among))))

    known(("source-language",), "language", codes)
    for key in ("title", "short-title", "notice", "keywords"):
        known((key, "*"), "language", codes)
    known(("based-on", "title", "*"), "language", codes)
    for key in ("authors", "editors"):
        known((key, "*"), "person", people, f"add a row to {PEOPLE}")
        for place, name in _at(document.value, (key, "*")):
            if isinstance(name, str) and name in people:
                faults += unnamed(document.place(place), people[name], codes)
    known(("lengths", "*"), "length", lengths)
    known(("blocks", "*"), "length", lengths)
    known(("blocks", "*", "*"), "block kind", series.kinds)
    known(("briefs", "*", "language"), "language", codes)
    known(("briefs", "*", "length"), "length", lengths)
    known(("briefs", "*", "blocks", "*"), "block kind", series.kinds)
    return faults + _titles(document, codes) + _number(document, number)


def _titles(document: yaml.Document, codes: list[str]) -> list[Diagnostic]:
    title = document.value.get("title") if isinstance(document.value, dict) else None
    missing = [code for code in codes if isinstance(title, dict) and code not in title]
    place = document.place(("title",))
    return [
        error(place, f'lacks a title in the language "{code}"', f"add under title: {code}: …")
        for code in missing
    ]


def _number(document: yaml.Document, number: int) -> list[Diagnostic]:
    given = document.value.get("number") if isinstance(document.value, dict) else None
    if not isinstance(given, int) or given == number:
        return []
    message = f"has the number {given}, but its folder says {number}"
    return [error(document.place(("number",)), message, "make them agree")]


def _at(value: Any, pattern: yaml.Path, path: yaml.Path = ()) -> Iterator[tuple[yaml.Path, Any]]:
    """Yield the names a pattern leads to, with their paths; "*" stands for every key or item.

    At the end of a pattern a mapping gives its keys, a list its items.
    """
    if not pattern:
        yield path, value
        return
    step, rest = pattern[0], pattern[1:]
    if step != "*":
        if isinstance(value, dict) and step in value:
            yield from _at(value[step], rest, (*path, step))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _at(inner if rest else key, rest, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _at(item, rest, (*path, index))
