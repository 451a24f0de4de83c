"""What can be checked of a text in any language: numbers, dates, percentages, money, citations, links."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from markdown_it.token import Token

from briefgen.languages import NUMBERINGS
from briefgen.model import Block
from briefgen.numerals import CURRENCIES, DECADES, DOUBTFUL, MONTHS, PERCENT, SCALES, in_words

Kind = Literal["number", "percentage", "sum", "date", "decade", "time", "citation", "link"]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a translation must not change."""

    kind: Kind
    value: str
    """The same in every language, script and format."""
    text: str
    """As it is written, for messages."""
    line: int
    """Of the file, from 1; 0 where unknown."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be checked of one block."""

    given: tuple[Fact, ...]
    words: frozenset[Decimal]
    """Numbers that its words can stand for; they may stand in for digits, and are not asked for."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that only one of two texts has; or two facts, where one seems to stand for the other."""

    source: Fact | None
    translation: Fact | None


_DIGITS = {ord(row.zero) + value: str(value) for row in NUMBERINGS.values() for value in range(10)}
_SIGNS = {ord("٫"): ".", ord("٬"): ",", ord("٪"): "%", ord("−"): "-", 0xA0: " ", 0x202F: " ", 0x2009: " "}
_UNSEEN = re.compile(
    r"[\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670\u0640\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]"
)

_MONTH = re.compile(
    r"(?<![\w])(?:[ובלמכהש]{1,3}־?(?=[א-ת])|و?[بلف]?(?:ال)?(?=[\u0621-\u064a]))?("
    + "|".join(re.escape(name) for name in sorted(MONTHS, key=len, reverse=True))
    + r")(?![^\W\d_])"
)
_ORDINAL = r"(?:st|nd|rd|th)?"
_DAYS = re.compile(
    rf"(?:(?<![\d.,:])(\d{{1,2}}){_ORDINAL}\s*(?:[-–]|to|and|until|עד|[ול]־?|إلى|الى|حتى|و)\s*(?:ה־)?)?"
    rf"(?<![\d.,:])(\d{{1,2}}){_ORDINAL}(?:\s+of)?(?:\s+من)?(?:\s+شهر)?\s+$"
)
_DAY_AFTER = re.compile(rf"\s+(\d{{1,2}}){_ORDINAL}(?![\d%:]|[.,]\d)")
_YEAR = re.compile(r",?\s*(?:of|של|[בל]?שנת|من|عام|سنة|العام|السنة|\s)*\s*([12]\d{3})(?![\d%]|[.,]\d)")
_SAME_MONTH = re.compile(r"\s*[/(]\s*([^\W\d_]+(?: [^\W\d_]+)?)\)?")
_TIMELY = re.compile(
    r"(?:\b(?:in|of|since|by|until|late|early|mid|last|next|this|from|to|during|between|and|through)[ -]"
    r"|\d\s|(?:في|شهر|من|منذ|حتى|إلى|أواخر|مطلع|منتصف|نهاية|بداية)\s)$",
    re.IGNORECASE,
)
_NUMERIC = re.compile(
    r"(?<![\w./-])(?:(\d{4})-(\d\d)-(\d\d)|(\d{1,2})([./])(\d{1,2})\5(\d{4}|\d\d))(?![\w/-])"
)
_DECADE = re.compile(
    r"\b(?:19|20)?(\d0)s\b|שנות ה־?(?:19|20)?(\d0)(?!\d)|שנות ה([א-ת]+ים)(?![א-ת])"
    r"|\b((?:twen|thir|for|fif|six|seven|eigh|nine)ties)\b|(?<![^\W\d_])[وفب]?(?:ال)?([\u0621-\u064a]+ين)(?:ي)?ات(?!\w)",
    re.IGNORECASE,
)
_TIME = re.compile(r"(?<![\d:.])(\d{1,2}):(\d\d)(?![\d:])\s*(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)


def _any(words: Iterable[str]) -> str:
    parts = (
        re.escape(word) + ("" if not word[-1].isalpha() else r"(?![^\W\d_])")
        for word in sorted(words, key=len, reverse=True)
    )
    return "|".join(parts)


_NUMBER = r"\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?(?!\d)|\d+(?:[.,]\d+)*"
_AMOUNT = re.compile(
    rf"(?P<before>{_any(name for name in CURRENCIES if not name[-1].isalpha() or name.isupper())})?\s?"
    rf"(?P<sign>(?<![\w\d)–-])-(?=\d))?(?P<number>{_NUMBER})(?:st|nd|rd|th)?"
    rf"(?:\s*(?:[-–]|to|עד|إلى)\s*(?P<second>{_NUMBER}))?"
    rf"(?:[ -]?(?P<scale>{_any(SCALES)}))?"
    rf"(?:[ -]?(?P<percent>{_any(PERCENT)})|[ -]?(?P<after>{_any(CURRENCIES)}))?"
)


def facts(block: Block) -> Facts:
    """Return what can be checked of a block, its title and its notes among it."""
    given: list[Fact] = [*_read(block.title, 1)]
    texts = [block.title]
    for tokens in (block.text.tokens, *block.text.notes.values()):
        for token in tokens:
            if token.type == "inline":
                line = token.map[0] if token.map else 0
                text = words(token.children or ())
                texts.append(text)
                given += _read(text, line)
                given += _references(token.children or (), line)
    return Facts(tuple(given), frozenset(in_words(plain("\n".join(texts)))))


def plain(text: str) -> str:
    """Return text with European digits and signs, without vowel points and directional controls."""
    return _UNSEEN.sub("", text.translate(_DIGITS | _SIGNS))


def words(tokens: Sequence[Token]) -> str:
    """Return the text of inline tokens; code and printed addresses are no prose."""
    parts = []
    for token in tokens:
        if token.type == "text":
            parts.append(re.sub(r"https?://\S+", " ", token.content))
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        elif token.type == "image":
            parts.append(f"{words(token.children or ())}; {token.attrs.get('title', '')};")
        elif token.type in {"code_inline", "citation", "footnote_ref"}:
            parts.append(" ; ")
    return "".join(parts)


def _references(tokens: Sequence[Token], line: int) -> Iterator[Fact]:
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            line += 1
        elif token.type == "citation":
            for id in token.meta["ids"]:
                yield Fact("citation", id, f"[@{id}]", line)
        elif token.type == "link_open":
            yield Fact("link", str(token.attrs["href"]), str(token.attrs["href"]), line)


def _read(text: str, first_line: int) -> Iterator[Fact]:
    """Yield the dates, times, sums, percentages and numbers of a text."""
    text = plain(text)
    for read in (_named_dates, _numeric_dates, _decades, _times, _amounts):
        found = list(read(text))
        for start, end, fact in found:
            said = text[start:end].lstrip()
            line = first_line + text.count("\n", 0, end - len(said)) if first_line else 0
            yield Fact(fact[0], fact[1], " ".join(said.split()), line)
        for start, end, _ in found:
            text = text[:start] + re.sub(r"[^\n]", ";", text[start:end]) + text[end:]


Found = Iterator[tuple[int, int, tuple[Kind, str]]]
"""Start and end in the text, and what is there."""


def _named_dates(text: str) -> Found:
    done = 0
    for match in _MONTH.finditer(text):
        name = match[1]
        if match.start() < done or not _is_month(text, match):
            continue
        start, end, days = match.start(), match.end(), list[str]()
        twin = _SAME_MONTH.match(text, end)
        if twin and MONTHS.get(twin[1]) == MONTHS[name]:
            end = twin.end()
        before = _DAYS.search(text[max(done, start - 40) : start])
        after = _DAY_AFTER.match(text, end) if name[0].isascii() and not before else None
        if before:
            start -= before.end() - before.start()
            days = [day for day in before.groups() if day]
        elif after:
            days, end = [after[1]], after.end()
        year = _YEAR.match(text, end)
        for day in days or [""]:
            yield start, end, ("date", f"{MONTHS[name]:02}" + (f"-{int(day):02}" if day else ""))
        if year:
            yield year.start(1), year.end(1), ("number", year[1])
            end = year.end(1)
        done = end


def _is_month(text: str, match: re.Match[str]) -> bool:
    """Tell a month from the common word that looks like it."""
    if match[1] not in DOUBTFUL:
        return True
    near = text[match.end() : match.end() + 6]
    before = _TIMELY.search(text[max(0, match.start() - 12) : match.start()])
    return bool(before or re.match(r",?\s*[/(]?\s*\d", near) or _SAME_MONTH.match(text, match.end()))


def _numeric_dates(text: str) -> Found:
    for match in _NUMERIC.finditer(text):
        year, month, day = match[1] or match[7], match[2] or match[6], match[3] or match[4]
        if int(month) > 12:
            month, day = day, month
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            yield *match.span(), ("date", f"{int(month):02}-{int(day):02}")
            yield *match.span(), ("number", year if len(year) == 4 else f"20{year}")


def _decades(text: str) -> Found:
    for match in _DECADE.finditer(text):
        word = next(part for part in match.groups() if part).lower()
        if word.isdigit() or word in DECADES:
            yield *match.span(), ("decade", word if word.isdigit() else str(DECADES[word]))


def _times(text: str) -> Found:
    for match in _TIME.finditer(text):
        hour = int(match[1]) % 12 + 12 * match[3].lower().startswith("p") if match[3] else int(match[1])
        yield *match.span(), ("time", f"{hour:02}:{match[2]}")


def _amounts(text: str) -> Found:
    for match in _AMOUNT.finditer(text):
        currency = CURRENCIES.get(match["before"] or match["after"] or "", "")
        scale = SCALES[match["scale"]] if match["scale"] else Decimal(1)
        for part in ("number", "second"):
            if match[part] is None:
                continue
            value = _decimal(match[part]) * scale * (-1 if match["sign"] and part == "number" else 1)
            kind: Kind = "percentage" if match["percent"] else "sum" if currency else "number"
            said = f"{value.normalize():f}" + (
                f" {currency}" if currency else "%" if match["percent"] else ""
            )
            yield *match.span(), (kind, said)


def _decimal(text: str) -> Decimal:
    """Read a number: groups of three after commas or spaces, else a decimal mark."""
    text = text.replace(" ", "")
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    text = text.replace(",", ".")
    head, *rest = text.split(".")
    # What has more than one mark is no number but a name, such as a version: all its digits count.
    return Decimal(".".join([head, "".join(rest)])) if rest else Decimal(head)


def differences(source: Facts, translation: Facts) -> list[Difference]:
    """Return what one text has and the other lacks; what changed comes as a pair."""
    found: list[Difference] = []
    for kind in ("citation", "link", "date", "decade", "time", "sum", "percentage", "number"):
        lost = _beyond(source, translation, kind)
        new = _beyond(translation, source, kind)
        if len(lost) == len(new):
            found += [Difference(*pair) for pair in zip(lost, new, strict=True)]
        else:
            found += [Difference(fact, None) for fact in lost] + [Difference(None, fact) for fact in new]
    return found


def _beyond(one: Facts, other: Facts, kind: str) -> list[Fact]:
    """Return the facts of a kind that only one text has; a citation counts as often as it stands."""
    theirs = Counter(fact.value for fact in other.given if fact.kind == kind)
    found: dict[tuple[str, int], Fact] = {}
    for fact in one.given:
        if fact.kind != kind or (kind == "number" and Decimal(fact.value) in other.words):
            continue
        if kind == "citation" and theirs[fact.value]:
            theirs[fact.value] -= 1
        elif kind == "citation" or fact.value not in theirs:
            found.setdefault((fact.value, fact.line if kind == "citation" else 0), fact)
    return list(found.values())
