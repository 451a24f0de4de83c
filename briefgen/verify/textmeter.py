"""Measure how well the text of a PDF comes back: by extraction, by search, by the structure tree.

With the text that the author wrote, `measure` says what share of it each reader gives back and finds.
`faults` needs no such text: it counts what is wrong in any Hebrew or Arabic PDF on its face.
"""

import random
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from briefgen.verify import readers
from briefgen.verify.document import read_document
from briefgen.verify.reading import structure_text

RUN = 5
"""Words of a run: enough to notice a displaced comma, few enough to tell where."""
PHRASES = 200
"""Phrases that are searched for."""
LONGEST = 4
"""Most words of a phrase that is searched for."""
CALL = "[^]"
"""Stands for the call of a footnote in an expected text."""

_DROPPED = dict.fromkeys(
    [0x200E, 0x200F, 0x061C, 0xAD, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_EDGES = '.,:;"()'
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_HEBREW = "\u05d0-\u05ea"
_WORD = re.compile("[\\w\u0591-\u05c7\u05f3\u05f4\u0610-\u061a\u064b-\u065f\u0670]+")
_TITLE = re.compile(r"<dc:title\b[\s\S]*?<rdf:li\b[^>]*>([\s\S]*?)</rdf:li>")
_FINAL_INSIDE = re.compile(rf"[ךםןףץ][\u0591-\u05bd\u05bf-\u05c7]*[{_HEBREW}]")
_LONE = re.compile(rf"(?<![^\s.,:;!?()\[\]«»“”\"])[{_HEBREW}](?![^\s.,:;!?()\[\]«»“”\"])")
_SPACES = re.compile(r"(?<=\S)  +(?=\S)")
_LOOSE = re.compile(r"(?<=\S)\s[,.\u060c](?=\s)")
_IN = r"[\w%‰°$€£₪]"
"""What stands at the inner side of a bracket: letters, and the signs of a number."""
_OPENED = re.compile(rf"(?<!{_IN})[(\[](?={_IN})")
_CLOSED = re.compile(rf"(?<={_IN})[)\]](?!{_IN})")
_MIRRORED = re.compile(rf"(?<!{_IN})[)\]](?={_IN})|(?<={_IN})[(\[](?!{_IN})")
_PREFIXED = re.compile(rf"(?<![^\W\d_])[{_HEBREW}]{{1,3}}[-\u05be]\d")
_SEVERED = re.compile(
    rf"(?<![\w\u05be-])[-\u05be]\s?\d|\d[-\u05be](?=[\s,.]|$)|[{_HEBREW}][-\u05be]\s\d"
    rf"|(?<![^\W\d_])[{_HEBREW}]{{1,3}} \d[\d.,]*[-\u05be](?=[{_HEBREW}])"
    rf"|(?<![^\W\d_])[{_HEBREW}]{{1,3}}[-\u05be](?=\s+[{_HEBREW}])"
)
"""A hyphen on the wrong side of its number, or without one."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph that the author wrote."""

    kind: str
    """`p`, or what the line of the expected text begins with: h, li, tr, fn …"""
    text: str


@dataclass(frozen=True, slots=True)
class Score:
    """What one reader gives back of the author's text."""

    reader: str
    """poppler, pdfium, mupdf, pdfjs, or `structure` for the structure tree."""
    runs: float | None
    """Share of all runs of five words that come back as they were written; None where it is not extracted."""
    found: Mapping[int, float]
    """Number of words → share of the phrases of so many words that the reader's search finds."""
    lost: tuple[str, ...]
    """Phrases that it does not find."""


@dataclass(frozen=True, slots=True)
class Count:
    """How often something is as it should be."""

    good: int
    total: int


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with the text of a PDF on its face, in one reader; addresses are left out."""

    reader: str
    finals_inside: int
    """M01: final letters (ך ם ן ף ץ) before the last letter of a word."""
    lone_letters: int
    """M02: Hebrew letters that stand alone."""
    double_spaces: int
    """M03: runs of two or more spaces between words."""
    loose_signs: int
    """M04: commas and full stops with a space before and after."""
    brackets: Count
    """M05: pairs of brackets in logical order."""
    numerals: Count
    """M06: prefix, hyphen and numeral as one group."""
    headers: Count
    """M07: pages from the second on that repeat the document's title."""
    words: Count
    """M08: words of the structure tree that come back as words."""
    title: bool
    """M09: whether the document's title is found on the first page."""


def expected_text(source: str) -> tuple[Paragraph, ...]:
    """Read an expected text: a paragraph a line, plain or as KIND, a tab and the text."""
    lines = [line for line in source.splitlines() if line.strip()]
    parts = [line.split("\t", 1) if "\t" in line else ["p", line] for line in lines]
    return tuple(Paragraph(kind, normal(text)) for kind, text in parts)


def normal(text: str) -> str:
    """Return a text without direction marks and soft hyphens, composed, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text.translate(_DROPPED)).split())


def phrases(paragraphs: Sequence[Paragraph], count: int = PHRASES, seed: int = 5) -> tuple[str, ...]:
    """Draw phrases of one to four words, the same ones each time; signs at their ends are left out."""
    texts = [p.text for p in paragraphs if p.kind == "p"] or [p.text for p in paragraphs]
    texts = [text for text in texts if len(text.replace(CALL, " ").split()) > 1]
    drawn: list[str] = []
    chance = random.Random(seed)  # noqa: S311
    for _ in range(100 * count if texts else 0):
        words = chance.choice(texts).replace(CALL, " ").split()
        length = chance.randint(1, LONGEST)
        if len(words) > length:
            start = chance.randrange(len(words) - length)
            phrase = " ".join(words[start : start + length]).strip(_EDGES)
            drawn += [phrase] if phrase else []
        if len(drawn) == count:
            break
    return tuple(drawn)


def measure(
    pdf: bytes, paragraphs: Sequence[Paragraph], *, pdfjs: Path | None = None, count: int = PHRASES
) -> tuple[Score, ...]:
    """Measure what each reader installed, and the structure tree, gives back of the author's text.

    `pdfjs` is the folder of the package pdfjs-dist, `count` the number of phrases to search for.
    """
    texts = {name: normal(" ".join(pages)) for name, pages in readers.read(pdf, pdfjs).items()}
    texts["structure"] = normal(structure_text(read_document(pdf)))
    wanted = phrases(paragraphs, count)
    found = readers.find(pdf, wanted, pdfjs)
    return tuple(
        Score(
            reader=name,
            runs=share_of_runs(paragraphs, texts[name]) if name in texts else None,
            found=_shares(wanted, found.get(name, ())),
            lost=tuple(p for p, hit in zip(wanted, found.get(name, ()), strict=False) if not hit),
        )
        for name in (*texts, *(name for name in found if name not in texts))
    )


def share_of_runs(paragraphs: Sequence[Paragraph], text: str) -> float:
    """Return the share of all runs of five words that a text holds; 1 where there is none."""
    runs = [run for paragraph in paragraphs for run in _runs(paragraph.text)]
    return sum(run in text for run in runs) / len(runs) if runs else 1.0


def _runs(text: str) -> Iterator[str]:
    for piece in text.split(CALL):
        words = piece.split()
        for start in range(len(words) - RUN + 1):
            yield " ".join(words[start : start + RUN])


def _shares(wanted: Sequence[str], hits: Sequence[bool]) -> dict[int, float]:
    groups: dict[int, list[bool]] = {}
    for phrase, hit in zip(wanted, hits, strict=False):
        groups.setdefault(len(phrase.split()), []).append(hit)
    return {length: sum(group) / len(group) for length, group in sorted(groups.items())}


def faults(pdf: bytes, *, pdfjs: Path | None = None) -> tuple[Faults, ...]:
    """Count, reader by reader, what is wrong with the text of a PDF without knowing what it should be."""
    document = read_document(pdf)
    words = _words(normal(structure_text(document)))
    found = _TITLE.search(document.metadata)
    title = normal(unescape(found[1]) if found else document.title)
    return tuple(_faults(name, pages, title, words) for name, pages in readers.read(pdf, pdfjs).items())


def _faults(reader: str, pages: Sequence[str], title: str, words: Sequence[str]) -> Faults:
    lines = [_ADDRESS.sub(" ", page.translate(_DROPPED)) for page in pages]
    text = "\n".join(lines)
    normals = [normal(page) for page in pages if page.strip()]
    came_back = set(_words(normal(" ".join(pages))))
    return Faults(
        reader=reader,
        finals_inside=len(_FINAL_INSIDE.findall(text)),
        lone_letters=len(_LONE.findall(text)),
        double_spaces=len(_SPACES.findall(text)),
        loose_signs=len(_LOOSE.findall(text)),
        brackets=_brackets(text),
        numerals=_numerals(text),
        headers=Count(sum(bool(title) and title in page for page in normals[1:]), len(normals[1:])),
        words=Count(sum(word in came_back for word in words), len(words)),
        title=bool(title and normals and title in normals[0]),
    )


def _brackets(text: str) -> Count:
    """Count pairs; the bracket before a word must be the one that opens, whatever stands between.

    What stands at the wrong end of a line belongs to a pair all the same.
    """
    opened, closed, mirrored = (len(sign.findall(text)) for sign in (_OPENED, _CLOSED, _MIRRORED))
    return Count(min(opened, closed), max(opened, closed, (opened + closed + mirrored + 1) // 2))


def _numerals(text: str) -> Count:
    whole = len(_PREFIXED.findall(text))
    return Count(whole, whole + len(_SEVERED.findall(text)))


def _words(text: str) -> list[str]:
    return _WORD.findall(_ADDRESS.sub(" ", text))
