"""The specimen issue `tests/corpus/typography-issue`, rendered and typeset once for all tests."""

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
from conftest import CORPUS, REPOSITORY

from briefgen import parse, select
from briefgen.context import Medium
from briefgen.files import Files
from briefgen.model import Brief, Bundle
from briefgen.render import render
from briefgen.theme import Theme
from briefgen.typeset import typeset
from briefgen.typeset.engine import lay_out

FONTS = [REPOSITORY / "fonts"]


@cache
def briefs() -> tuple[Brief, ...]:
    project = parse.project(Files(CORPUS / "typography-issue"))
    assert not project.diagnostics, project.diagnostics
    (issue,) = project.issues
    found = list(select.briefs(project.series, issue))
    assert all(isinstance(brief, Brief) for brief in found), found
    return tuple(brief for brief in found if isinstance(brief, Brief))


def brief(code: str, length: str = "full") -> Brief:
    (found,) = (one for one in briefs() if (one.language.code, one.length.name) == (code, length))
    return found


@cache
def bundle(code: str, length: str = "full", medium: Medium = "print") -> Bundle:
    theme = Theme([Files(REPOSITORY).tree("templates")])
    return render(brief(code, length), theme, medium, briefs())


@cache
def pdf(code: str, length: str = "full") -> bytes:
    return typeset(bundle(code, length), FONTS)


def opened(code: str, length: str = "full") -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(pdf(code, length)))


@cache
def pages(code: str, length: str = "full") -> tuple[Any, ...]:
    """Return the root boxes of the pages."""
    return tuple(page._page_box for page in lay_out(bundle(code, length), FONTS).pages)


def boxes(box: Any) -> Iterator[Any]:
    """Yield a box and all within it, in the order of the source."""
    yield box
    for child in getattr(box, "children", ()):
        yield from boxes(child)


def found(code: str, kind: str, length: str = "full") -> Iterator[Any]:
    """Yield the boxes of a kind on all pages: "TextBox", "LineBox"."""
    for page in pages(code, length):
        yield from (box for box in boxes(page) if type(box).__name__ == kind)


def elements(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Yield the elements of the structure tree in its order."""

    def walk(element: Any) -> Iterator[pikepdf.Dictionary]:
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield kid
                yield from walk(kid)

    yield from walk(pdf.Root.StructTreeRoot)
