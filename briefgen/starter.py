"""Write a new project and new issues: stubs that build, for an editor to write over."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from briefgen import __version__, config, disk, files, yaml
from briefgen.diagnostics import BriefgenError, Place, error
from briefgen.files import CONFIGURATION, Files
from briefgen.languages import Language
from briefgen.layout import CONTENT, ISSUE
from briefgen.model import Series

WORKFLOWS = {"github": ("github.yml", ".github/workflows/briefs.yml")}
"""Service → the file of the starter that it runs, and where it looks for it."""
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def project(folder: Path) -> list[str]:
    """Write a project with one issue and return the paths written, relative to it.

    Raises BriefgenError with exit code 2 where the folder holds something already.
    """
    if not files.is_free(folder):
        hint = "give the name of a new folder"
        raise BriefgenError([error(Place(str(folder)), "is not empty", hint)], 2)
    starter = _starter()
    texts = {
        CONFIGURATION: starter.read_text(CONFIGURATION),
        config.PEOPLE: starter.read_text("people.yaml"),
        ".gitignore": f"output/\n{files.CACHE}/\n",
    }
    with disk.new_folder(folder) as root:
        return _write(root, texts) + issue(root, 1, "first-paper")


def workflow(root: Path, service: str) -> list[str]:
    """Write what makes a service check, build and publish a project; return the paths as `project` does.

    Raises BriefgenError with exit code 2 where there is such a file already that says something else.
    """
    name, path = WORKFLOWS[service]
    text = _starter().read_text(name).replace("==VERSION", f"=={__version__}")
    if Files(root).is_file(path) and Files(root).read_text(path) != text:
        hint = "move it away, or take over what you need from a new project"
        raise BriefgenError([error(Place(path), "exists already, and is another one", hint)], 2)
    return _write(root, {path: text})


def issue(root: Path, number: int, slug: str) -> list[str]:
    """Write an issue with a stub for every language and block; return the paths written, as `project` does.

    Raises BriefgenError with exit code 2 for a slug of other characters, or a number that is in use.
    """
    series, people = config.load(Files(root))
    name = f"{number}-{slug}"
    if not _SLUG.fullmatch(slug):
        hint = "use small Latin letters, digits and hyphens: first-paper"
        raise BriefgenError([error(Place(files.printable(name)), "cannot be the name of a folder", hint)], 2)
    for other in Files(root).folders(CONTENT):
        if other.split("-", 1)[0] == str(number):
            raise BriefgenError([error(Place(f"{CONTENT}/{other}"), f"has the number {number} already")], 2)
    stubs = yaml.load(_starter().read_text("stubs.yaml"), "stubs.yaml").value
    texts = {ISSUE: _issue(series, stubs, number, next(iter(people), ""))}
    kinds = dict.fromkeys(kind for length in series.lengths for kind in length.blocks)
    for language in series.languages:
        for kind in kinds:
            texts[f"{language.code}/{kind}.md"] = _block(_stubs(stubs, language), kind)
    with disk.new_folder(root / CONTENT / name) as folder:
        return [f"{CONTENT}/{name}/{path}" for path in _write(folder, texts)]


def _starter() -> Files:
    return Files(files.builtin("templates") / "starter")


def _stubs(stubs: Mapping[str, Any], language: Language) -> Mapping[str, Any]:
    """Return the stubs of a language; one that has none is started in English."""
    found: Mapping[str, Any] = stubs.get(language.code, stubs["en"])
    return found


def _block(stubs: Mapping[str, Any], kind: str) -> str:
    stub = stubs["kinds"].get(kind, stubs["kinds"][""])
    front = f"---\ntitle: {stub['title']}\n---\n" if "title" in stub else ""
    return f"{front}{stub['text'].strip()}\n"


def _issue(series: Series, stubs: Mapping[str, Any], number: int, author: str) -> str:
    titles = "".join(f"  {each.code}: {_stubs(stubs, each)['issue']}\n" for each in series.languages)
    about = "".join(f"      {each.code}: {_stubs(stubs, each)['issue']}\n" for each in series.languages)
    return (
        f"number: {number}\ndate: {files.now():%Y-%m-%d}\nsource-language: {series.languages[0].code}\n"
        f"title:\n{titles}authors: [{author}]\n"
        f"sources:\n  example:\n    publisher: Example\n    about:\n{about}    url: https://example.org/\n"
    )


def _write(root: Path, texts: Mapping[str, str]) -> list[str]:
    disk.write_all({root / path: text.encode() for path, text in texts.items()})
    return list(texts)
