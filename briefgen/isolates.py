"""Isolate what must keep its inner order within a paragraph: tokens in, tokens with `<bdi>` and spans out.

Which runs those are is found by `runs`; what the language asks for stands in its row of `languages`. No
character is added or taken away; code and what the editor gave a language or direction stay as they are.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from markdown_it.token import Token

from briefgen import compiled
from briefgen.languages import OF_SCRIPT, Language, language
from briefgen.runs import LTR, RTL, Kind, Run, left_to_right, measures, right_to_left
from briefgen.wraps import Piece, Wrap, nested, pieces, spans, wrapped

_BLOCKS = {
    "Hebr": "\u0590-\u05ff\ufb1d-\ufb4f",
    "Arab": "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
}
"""Script → its characters, for a character class."""
_LATIN = re.compile(r"[A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0300-\u036f\u1e00-\u1eff]")
_LEFT, _RIGHT = re.compile(f"[{LTR}]"), re.compile(f"[{RTL}]")
_BREAKING = re.compile(r"\S{1,40}(?<=[?!؟…–—/])(?=\ufffc)")
"""A word after whose last mark a line may end, though a reference follows."""
_ARTICLE = re.compile(
    rf"(?<![\w’'-])(?:(?:[Aa](?:l|sh?|d|n|r|t|z)|[Ee]l)-[{LTR}’']{{1,16}}|[ובהלמשכ]{{0,2}}אל?־[א-ת׳]{{1,16}})"
)
"""A name with the Arabic article, which does not end a line: al-Sham, א־שרע."""
_DIGITS = re.compile(r"\d+(?:[.,:/]\d+)*")
_LONGEST_KEPT = 30
_WORDS = re.compile(rf"[{LTR}{RTL}]+")


def isolate(children: Sequence[Token], around: Language) -> list[Token]:
    """Return the tokens of a paragraph with its runs isolated, for text around them in a language."""
    found = list(pieces(children))
    for piece in found:
        code = str(piece.tokens[0].attrs.get("lang", "")) if len(piece.tokens) > 1 else ""
        if code:  # the editor isolated this span; only its lines are left to keep
            inner = list(pieces(piece.tokens[1:-1]))
            kept = [wrap for wrap in find(_text(inner), language(code)) if not wrap.direction]
            piece.tokens[1:-1] = wrapped(inner, kept)
    return wrapped(found, find(_text(found), around, spans(found)))


def _text(found: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in found)


def foreign(children: Sequence[Token], around: Language) -> tuple[Language | None, int]:
    """Return the language of a text that has no letter of the script around it, and its number of words.

    None where it has such letters, or no words of a script whose language is known. Addresses and numbers
    with their units are no words.
    """
    text = _text(list(pieces(children)))
    scripts = {name for name, pattern in _letters().items() if pattern.search(text)}
    if len(scripts) != 1 or scripts & {around.script, ""}:
        return None, 0
    (script,) = scripts
    kinds = left_to_right(text) if script == "Latn" else right_to_left(text, _BLOCKS[script])
    words = sum(len(_WORDS.findall(text, run.start, run.end)) for run in kinds if run.kind is Kind.WORD)
    return (language(OF_SCRIPT[script]), words) if words else (None, 0)


def enclose(children: Sequence[Token], whole: Language) -> list[Token]:
    """Return the tokens of a text that is in another language as one isolate."""
    opening, closing = Wrap(0, 0, whole.direction, whole.code).tokens()
    return [opening, *children, closing]


@cache
def _letters() -> dict[str, re.Pattern[str]]:
    """Return a pattern for the letters of each script a text may be in."""
    marks = {"Hebr": "[\u05d0-\u05ea]", "Arab": "[\u0620-\u064a\u0671-\u06d3]"}
    other = f"(?!{_LATIN.pattern})[{LTR}]"
    return {"Latn": _LATIN, "": compiled.pattern(other)} | {
        name: re.compile(letters) for name, letters in marks.items()
    }


def find(text: str, around: Language, inner: Sequence[tuple[int, int]] = ()) -> list[Wrap]:
    """Return the elements that a text needs, none of which overlaps another in part.

    `inner` are the stretches of inline elements in it.
    """
    wraps: list[Wrap] = []
    if around.direction == "rtl":
        wraps += _left_to_right(text, around, inner)
    else:
        wraps += [Wrap(run.start, run.end, whole=True) for run in measures(text)]
    for script, block in _BLOCKS.items():
        if script != around.script:
            found = right_to_left(text, block, inner)
            wraps += [Wrap(run.start, run.end, "rtl", OF_SCRIPT[script]) for run in found]
    wraps = _apart(wraps)
    names = [Wrap(*match.span(), whole=True) for match in _ARTICLE.finditer(text)]
    return nested([*wraps, *_kept(text, around, wraps), *names])


def _left_to_right(text: str, around: Language, inner: Sequence[tuple[int, int]]) -> Iterator[Wrap]:
    for run in left_to_right(text, inner):
        if run.kind is Kind.RANGE:
            # A hyphen would join the numbers from left to right, and Arabic would turn their signs round.
            hyphen = text[run.parts[0].end] != "–"
            for part in _numbers(run):
                if hyphen or not (part.kind is Kind.NUMBER or _steady(text[part.start : part.end], around)):
                    yield Wrap(part.start, part.end, "ltr", whole=True)
        elif run.kind is Kind.WORD:
            yield Wrap(run.start, run.end, "ltr", _language_of(text[run.start : run.end]))
        elif run.kind is Kind.ADDRESS:
            yield Wrap(run.start, run.end, "ltr", OF_SCRIPT["Latn"])
        elif run.kind is not Kind.NUMBER and not _steady(text[run.start : run.end], around):
            yield Wrap(run.start, run.end, "ltr", whole=run.end - run.start <= _LONGEST_KEPT)


def _steady(number: str, around: Language) -> bool:
    """Tell whether a number keeps its order among the letters of a language without an isolate."""
    return bool(_DIGITS.fullmatch(number.strip(around.signs)))


def _numbers(run: Run) -> Iterator[Run]:
    for part in run.parts:
        yield from _numbers(part) if part.parts else (part,)


def _language_of(text: str) -> str:
    """Return the language of words by their script; none where letters of another script are among them."""
    return (
        OF_SCRIPT["Latn"]
        if not any(_LEFT.match(letter) and not _LATIN.match(letter) for letter in text)
        else ""
    )


def _apart(wraps: list[Wrap]) -> list[Wrap]:
    """Return wraps without those that begin within another."""
    out: list[Wrap] = []
    for wrap in sorted(wraps, key=lambda wrap: (wrap.start, -wrap.end)):
        if not out or wrap.start >= out[-1].end:
            out.append(wrap)
    return out


def _kept(text: str, around: Language, wraps: list[Wrap]) -> Iterator[Wrap]:
    """Yield spans for what stays on one line: a number with prefix and unit, a word with its reference."""
    isolates = iter(wraps)
    isolate = next(isolates, None)
    end = 0
    for match in _keeper(around).finditer(text):
        start, stop = max(match.start(), end), match.end()
        while isolate and isolate.end <= start:
            isolate = next(isolates, None)
        if isolate and isolate.start < start:
            continue
        if match.lastgroup == "prefix":
            stop = isolate.end if isolate and isolate.start == stop else start
        while isolate and isolate.start < stop:
            stop, isolate = max(stop, isolate.end), next(isolates, None)
        if stop - start <= _LONGEST_KEPT and stop > match.start():
            yield Wrap(start, stop, whole=True)
            end = stop


@cache
def _keeper(around: Language) -> re.Pattern[str]:
    """Return the pattern of what stays on one line in a language.

    A prefix and a bare number need no help: rule LB21a of UAX #14 keeps them together.
    """
    number = r"(?<![\d.,:/])[$€£¥₪]?\d+(?:[.,:/]\d+)*(?:[-–]\d+(?:[.,]\d+)*)?"
    own = "|".join(sorted(map(re.escape, around.units), key=len, reverse=True))
    patterns = [_BREAKING.pattern + r"\ufffc+"]
    prefix = rf"(?:(?<!\w)[{around.prefixes}]{{1,4}}[־-])?" if around.prefixes else ""
    if own:
        patterns.append(rf"{prefix}{number}[ \u00a0](?:{own})(?!\w)")
    patterns.append(rf"{prefix}{number}[ \u00a0][₪$€£¥](?!\w)")
    if prefix:
        patterns.append(rf"(?P<prefix>{prefix[:-1]})(?=[^{RTL}\s]*\d)")
    return compiled.pattern("|".join(patterns))
