"""The file of a block: its head, and its text in Markdown."""

from collections.abc import Iterator

from briefgen import hazards, markdown, typography, yaml
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, error
from briefgen.files import Files, decode, version_ids
from briefgen.languages import Language
from briefgen.layout import HEAD
from briefgen.model import Block, Text
from briefgen.schema import FrontMatter, checked

MAX_BLOCK = 128 << 10
"""Most bytes of a block: some forty pages."""


def read(
    files: Files, path: str, rendition: tuple[str, str], language: Language, faults: list[Diagnostic]
) -> Block | None:
    """Return the block in a file, None where there is no reading it; its faults are noted.

    `rendition` is its kind and its length.
    """
    try:
        data = files.read_bytes(path, MAX_BLOCK)
        source = decode(data, path)
        front, body, line = _split(source, path)
    except BriefgenError as fault:
        faults += fault.diagnostics
        return None
    row = _front_matter(front, path, faults)
    text = _text(body, path, line, language, faults)
    if text is None:
        return None
    blob, *twins = version_ids(data)
    return Block(
        kind=rendition[0],
        language=language.code,
        length=rendition[1],
        title=typography.title(row.title or "", language),
        path=path,
        line=line,
        text=text,
        translation_of=row.translation_of,
        blob=blob,
        twins=tuple(twins),
        adaptation=row.adaptation,
        source=source,
    )


def head(data: bytes, path: str) -> FrontMatter:
    """Return what the head of a block's file says; nothing where it is at fault."""
    try:
        source, _, _ = _split(decode(data, path), path)
    except BriefgenError:
        return FrontMatter()
    return _front_matter(source, path, [])


def _text(body: str, path: str, line: int, language: Language, faults: list[Diagnostic]) -> Text | None:
    """Return the Markdown of a block that begins on a line, None where no page can hold it."""
    found = list(_unprintable(body, path, line))
    faults += found
    try:
        return None if found else markdown.read(body, language, line)
    except markdown.TooMuchError as fault:
        faults.append(error(Place(path, fault.line), fault.what, "split it up, or write it more simply"))
        return None


def _front_matter(source: str, path: str, faults: list[Diagnostic]) -> FrontMatter:
    """Return what the head of a block says; its faults are noted and the text is still read."""
    try:
        return checked(yaml.load(source, path, 2), FrontMatter) if source else FrontMatter()
    except BriefgenError as fault:
        faults += fault.diagnostics
        return FrontMatter()


def _split(text: str, path: str) -> tuple[str, str, int]:
    """Split a block's file into its front matter, its Markdown, and the line on which that begins."""
    if not text.startswith("---\n"):
        return "", text, 1
    match = HEAD.match(text)
    if not match:
        message = "opens front matter that never ends"
        raise BriefgenError([error(Place(path, 1), message, "close it with a line of three hyphens: ---")])
    return match[1], text[match.end() :], text.count("\n", 0, match.end()) + 1


def _unprintable(body: str, path: str, first_line: int) -> Iterator[Diagnostic]:
    """Yield what no page can hold: endless words, and piles of marks on one letter."""
    for at, what in hazards.unprintable(body):
        yield error(Place(path, first_line + body.count("\n", 0, at)), what, hazards.HINT)
