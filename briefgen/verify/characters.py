"""Conditions on text: characters, languages and fonts: checkpoints 10, 11 and 31."""

import re
from collections.abc import Callable, Iterator

from briefgen.scripts import FOREIGN, script_of
from briefgen.verify.findings import Fault, at, shorten
from briefgen.verify.fonts import Font
from briefgen.verify.model import Codes, Document, Spoken
from briefgen.verify.shown import shown

TAG = re.compile(r"^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$")
"""A language tag (RFC 5646), roughly."""


def c10_001(document: Document) -> Iterator[Fault]:
    """Yield text whose character codes stand for no known character."""
    for (page, font), codes in _codes(document, _lost).items():
        listed = ", ".join(map(str, sorted(codes)[:8]))
        yield Fault(f"codes of the font {font} stand for no character: {listed}", page)


def _lost(codes: Codes) -> set[int]:
    """Return the codes that cannot be read, and need to be: no ActualText replaces them."""
    return codes.read.difference(codes.font.unicode) if codes.font.whole else set()


def _codes(document: Document, choose: Callable[[Codes], set[int]]) -> dict[tuple[int, str], set[int]]:
    """Return, by page and font, the codes that a function chooses."""
    chosen: dict[tuple[int, str], set[int]] = {}
    for (page, _), codes in document.codes.items():
        if choice := choose(codes):
            chosen.setdefault((page, codes.font.name), set()).update(choice)
    return chosen


def c11_001(document: Document) -> Iterator[Fault]:
    """Yield tagged text in no known language."""
    page = next((spoken.page for spoken in document.spoken if not spoken.language), 0)
    for piece in shown(document, page) if page else ():
        if not piece.is_artifact and not piece.language:
            yield Fault(
                "the language of the text is unknown", page, piece.element.path if piece.element else ""
            )
            return


def c11_002(document: Document) -> Iterator[Fault]:
    """Yield alternative texts in no known language."""
    for element in document.tree.elements:
        if not element.language:
            for name in ("Alt", "ActualText", "E"):
                if element.texts.get(name):
                    yield at(document, element, f"the language of {name} is unknown")


def c11_003(document: Document) -> Iterator[Fault]:
    """Yield bookmarks in no known language."""
    if document.outlines and not document.language:
        yield Fault("the language of the bookmarks is unknown: the file has no Lang")


def c11_004(document: Document) -> Iterator[Fault]:
    """Yield descriptions of annotations in no known language."""
    for annotation in document.annotations:
        owner = document.tree.objects.get(annotation.key)
        if annotation.contents and not (owner.language if owner else document.language):
            yield Fault("the language of an annotation's Contents is unknown", annotation.page)


def c11_005(document: Document) -> Iterator[Fault]:
    """Yield names of form fields in no known language."""
    for annotation in document.annotations:
        owner = document.tree.objects.get(annotation.key)
        if annotation.name and not (owner.language if owner else document.language):
            yield Fault("the language of a form field's TU is unknown", annotation.page)


def c11_006(document: Document) -> Iterator[Fault]:
    """Yield that the metadata are in no known language."""
    titled = re.search(r"<dc:(?:title|description)\b[\s\S]*?</dc:(?:title|description)>", document.metadata)
    named = re.findall(r"xml:lang=[\"']([^\"']+)", titled[0]) if titled else []
    if titled and not document.language and all(name == "x-default" for name in named):
        yield Fault("the language of the metadata is unknown: the file has no Lang")


def language_tags(document: Document) -> Iterator[Fault]:
    """Yield languages that are no language tags."""
    if document.language and not TAG.match(document.language):
        yield Fault(f"the file's Lang {shorten(document.language)!r} is no language tag")
    for element in document.tree.elements:
        if element.own_language and not TAG.match(element.own_language):
            yield at(document, element, f"Lang {shorten(element.own_language)!r} is no language tag")


def script_without_language(document: Document) -> Iterator[Fault]:
    """Yield text in another script than its language is written in."""
    told: set[tuple[int, str]] = set()
    for page in sorted({spoken.page for spoken in document.spoken if _is_foreign(spoken)}):
        for piece in shown(document, page):
            home = script_of(piece.language)
            if piece.is_artifact or not home or not FOREIGN[home].search(piece.text):
                continue
            path = piece.element.path if piece.element else ""
            if (page, path) not in told:
                told.add((page, path))
                yield Fault(f"{shorten(piece.text)!r} is marked as {piece.language}", page, path)


def _is_foreign(spoken: Spoken) -> bool:
    """Tell whether a letter of another script than the language's is read."""
    home = script_of(spoken.language)
    if not home:
        return False
    texts = (font.unicode.get(code, "") for font, codes in spoken.letters for code in codes)
    return FOREIGN[home].search("".join((*texts, *spoken.actual))) is not None


def _used(document: Document) -> Iterator[tuple[int, Font]]:
    """Yield the fonts that text is shown in, each with the first page."""
    seen: set[int] = set()
    for (page, key), codes in document.codes.items():
        if key not in seen and (codes.read or codes.silent):
            seen.add(key)
            yield page, codes.font


def c31_004(document: Document) -> Iterator[Fault]:
    """Yield TrueType CID fonts whose CIDToGIDMap is neither a stream nor Identity."""
    for page, font in _used(document):
        if font.glyph_map and font.glyph_map not in ("stream", "Identity"):
            yield Fault(f"the font {font.name} has no CIDToGIDMap", page)


def c31_009(document: Document) -> Iterator[Fault]:
    """Yield fonts that are not embedded."""
    for page, font in _used(document):
        if not font.embedded:
            yield Fault(f"the font {font.name} is not embedded", page)


def c31_027(document: Document) -> Iterator[Fault]:
    """Yield fonts without a way to Unicode."""
    for page, font in _used(document):
        if not font.has_unicode:
            yield Fault(f"the font {font.name} has no ToUnicode map", page)


def c31_028(document: Document) -> Iterator[Fault]:
    """Yield ToUnicode maps that lead to characters that are none: U+0000, U+FEFF, U+FFFE."""
    for page, font in _used(document):
        if any(char in text for text in font.unicode.values() for char in "\0\ufeff\ufffe"):
            yield Fault(f"the font {font.name} maps a code to U+0000, U+FEFF or U+FFFE", page)


def c31_030(document: Document) -> Iterator[Fault]:
    """Yield text that shows the glyph for missing characters."""
    for page, font in _codes(document, _missing):
        yield Fault(f"the font {font} lacks a character that is shown", page)


def _missing(codes: Codes) -> set[int]:
    font = codes.font
    return _shown(codes) & font.notdef if font.notdef else set()


def c31_collections(document: Document) -> Iterator[Fault]:
    """Yield fonts whose CMap is made for another character collection (31-001 and 31-002)."""
    wrong = [font for font in document.fonts.values() if font.collections[0] != font.collections[1]]
    for page, font in _used(document) if wrong else ():
        if font in wrong:
            yield Fault(f"the CMap of the font {font.name} is of another collection than the font", page)


def c31_glyphs(document: Document) -> Iterator[Fault]:
    """Yield text whose glyphs the embedded font does not have."""
    yield from _among(document, "absent", "has no glyphs for")


def c31_widths(document: Document) -> Iterator[Fault]:
    """Yield text whose glyphs are not as wide as the file says."""
    yield from _among(document, "misfit", "has other widths than the file gives for")


def _among(document: Document, name: str, message: str) -> Iterator[Fault]:
    if not any(getattr(font, name) for font in document.fonts.values()):
        return
    for (page, font), codes in _codes(
        document, lambda codes: _shown(codes) & getattr(codes.font, name)
    ).items():
        listed = ", ".join(map(str, sorted(codes)[:8]))
        yield Fault(f"the embedded font {font} {message} the codes {listed}", page)


def _shown(codes: Codes) -> set[int]:
    return codes.read | codes.silent


def foreign_families(families: frozenset[str], document: Document) -> Iterator[Fault]:
    """Yield fonts that belong to none of the given families, each name once."""
    wanted = {_plain(family) for family in families}
    first: dict[str, int] = {}
    for page, font in _used(document):
        first.setdefault(font.name, page)
    for name, page in first.items():
        if not any(_plain(name).startswith(family) for family in wanted):
            yield Fault(f"the font {name} is of no bundled family", page)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
