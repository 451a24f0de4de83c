"""What can be checked of a text in any language: numbers, dates, percentages, money, citations, links."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from markdown_it.token import Token

from briefgen.languages import NUMBERINGS
from briefgen.model import Block
from briefgen.moments import Found, Kind, decades, named_dates, numeric_dates, times
from briefgen.numerals import CURRENCIES, IN_SCALES, PERCENT, SCALES, in_words
from briefgen.quantities import quantities


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
    """Numbers that its words may stand for; they stand in for others, and are not asked for."""
    shares: frozenset[str]
    """Percentages that its words may stand for: 50% for half."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that only one of two texts has; or two facts, where one seems to stand for the other."""

    source: Fact | None
    translation: Fact | None


_DIGITS = {ord(row.zero) + value: str(value) for row in NUMBERINGS.values() for value in range(10)}
_SIGNS = {ord("٫"): ".", ord("٬"): ",", ord("٪"): "%", ord("−"): "-", 0xA0: " ", 0x202F: " ", 0x2009: " "}
_EUROPEAN = {sign: other for code, other in (_DIGITS | _SIGNS).items() if (sign := chr(code)) != other}
_ADDRESS = re.compile(r"https?://\S+")
_SEEN = re.compile(r"[^\n]")
_NAMED = re.compile(r"(?:COVID|קוביד|כוביד|كوفيد)[ \u05be-]?19(?!\d)", re.IGNORECASE)
"""Names of which a number is a part that some languages leave out."""
_SHARES = {
    "50%": r"[Hh]alf|חצי|מחצית|نصف",
    "25%": r"[Qq]uarter|רבע|ربع",
    "75%": r"[Tt]hree[ -]quarters|שלושת רבעי|שלושה רבעים|ثلاثة أرباع",
    "33%": r"[Tt]hird|שליש|ثلث",
    "66%": r"[Tt]wo[ -]thirds|שני שליש(?:ים|י)|ثلث(?:ا|ي|ين|ان)",
}
_SHARE = re.compile(
    r"(?<!\w)(?:[בכלמהו]{1,2}|و?[بكل]?(?:ال)?)?(?:"
    + "|".join(f"({words})" for words in _SHARES.values())
    + r")(?:ها|هم|ه)?(?!\w)"
)
_UNSEEN = "\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670\u0640\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069"
_OTHER = re.compile(f"[{''.join(_EUROPEAN)}{_UNSEEN}]")
_DIGIT = re.compile(r"\d")


def _any(words: Iterable[str]) -> str:
    parts = (
        re.escape(word) + ("" if not word[-1].isalpha() else r"(?![^\W\d_])")
        for word in sorted(words, key=len, reverse=True)
    )
    return "|".join(parts)


_NUMBER = r"\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?(?!\d)|\d+(?:[.,]\d+)*"
_BEFORE = _any(name for name in CURRENCIES if not name[-1].isalpha() or name.isupper())
_AMOUNT = re.compile(
    r"(?P<from>(?<=בין )|(?<=בין ה־)|(?<=מ־)|(?<=(?<!\w)מ))?"
    rf"(?:(?P<before>{_BEFORE})\s?)?"
    rf"(?P<sign>(?<![\w\d)–-])-(?=\d))?(?P<number>{_NUMBER})(?:st|nd|rd|th)?"
    r"(?P<minus>-(?= [א-ת\u0621-\u064a]))?"
    rf"(?:\s*(?:[-–]|to|and|עד|ו־?|إلى|و|(?(from)ל־?|(?!)))\s*(?:{_BEFORE})?\s?(?P<second>{_NUMBER}))?"
    rf"(?:[ -]?ה?(?P<scale>{_any(SCALES)}))?"
    rf"(?:[ -]?(?P<percent>{_any(PERCENT)})|[ -]?(?P<after>{_any(CURRENCIES)}))?"
)


_A_YEAR = re.compile(r"(?:19|20)\d\d")


def facts(block: Block) -> Facts:
    """Return what can be checked of a block, its title and its notes among it."""
    given: list[Fact] = []
    doubtful: set[Decimal] = set()
    texts = [block.title]
    _read(block.title, 1, given, doubtful)
    for tokens in (block.text.tokens, *block.text.notes.values()):
        for token in tokens:
            if token.type == "inline":
                line = token.map[0] if token.map else 0
                text = words(token.children or ())
                texts.append(text)
                _read(text, line, given, doubtful)
                given += _references(token.children or (), line)
    whole = _marked("\n".join(texts))
    shares = {list(_SHARES)[(match.lastindex or 1) - 1] for match in _SHARE.finditer(whole)}
    shares |= {"67%"} if "66%" in shares else set()
    return Facts(tuple(given), frozenset(in_words(whole) | doubtful), frozenset(shares))


def plain(text: str) -> str:
    """Return text with European digits and signs, without vowel points and directional controls."""
    return _OTHER.sub(lambda match: _EUROPEAN.get(match[0], ""), text)


def words(tokens: Sequence[Token]) -> str:
    """Return the text of inline tokens; code and printed addresses are no prose."""
    parts = []
    for token in tokens:
        if token.type == "text":
            parts.append(_ADDRESS.sub(" ", token.content))
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


def _marked(text: str) -> str:
    """Return plain text with one kind of apostrophe, and nothing in place of names that hold a number."""
    one_kind = plain(text).replace("'", "’").replace("׳", "’")
    return _NAMED.sub(lambda match: ";" * len(match[0]), one_kind)


def _read(text: str, line: int, given: list[Fact], doubtful: set[Decimal]) -> None:
    """Add the facts of a text to those given; numbers of words that may mean something else are doubtful."""
    text = _marked(text)
    for start, end, fact in (found := list(decades(text))):
        given.append(_fact(text, start, end, fact, line))
    written = _written(_blotted(text, found))
    for read in _READERS if _DIGIT.search(written.text) else _READERS[:1]:
        found = list(read(written.text))
        for start, end, fact in found:
            if fact[0] == "number" and written.is_doubtful(start, end):
                doubtful.add(Decimal(fact[1]))
            else:
                given.append(_fact(text, written.starts[start], written.ends[end - 1], fact, line))
        if found:
            written = replace(written, text=_blotted(written.text, found))


def _fact(text: str, start: int, end: int, fact: tuple[Kind, str], first_line: int) -> Fact:
    said = text[start:end].lstrip()
    line = first_line + text.count("\n", 0, end - len(said)) if first_line else 0
    return Fact(fact[0], fact[1], " ".join(said.split()), line)


def _blotted(text: str, found: Iterable[tuple[int, int, tuple[Kind, str]]]) -> str:
    for start, end, _ in found:
        text = text[:start] + _SEEN.sub(";", text[start:end]) + text[end:]
    return text


@dataclass(frozen=True, slots=True)
class _Written:
    """A text with its numbers in digits."""

    text: str
    starts: Sequence[int]
    """Place in the text as it was where that begins which each character stands for."""
    ends: Sequence[int]
    """Place where that ends."""
    doubtful: Sequence[tuple[int, int]]
    """Start and end of the numbers that were words which may mean something else."""

    def is_doubtful(self, start: int, end: int) -> bool:
        return any(start < other and one < end for one, other in self.doubtful)


def _written(text: str) -> _Written:
    parts, starts, ends, doubtful, at = list[str](), list[int](), list[int](), list[tuple[int, int]](), 0
    for each in quantities(text):
        digits = each.digits
        # Two numbers side by side are not one with a space between its thousands.
        digits = ";" * text[: each.start].rstrip(" ")[-1:].isdigit() + digits
        digits += ";" * text[each.end :].lstrip(" ")[:1].isdigit()
        parts += [text[at : each.start], digits]
        starts += [*range(at, each.start), *([each.start] * len(digits))]
        ends += [*range(at + 1, each.start + 1), *([each.end] * len(digits))]
        if not each.sure:
            doubtful.append((len(starts) - len(digits), len(starts)))
        at = each.end
    starts += range(at, len(text))
    ends += range(at + 1, len(text) + 1)
    return _Written("".join([*parts, text[at:]]), starts, ends, doubtful)


def _amounts(text: str) -> Found:
    for match in _AMOUNT.finditer(text):
        first, second = match["number"], match["second"]
        if second and _A_YEAR.fullmatch(first) and not _A_YEAR.fullmatch(second):
            # By 2025 to 3.6 million: what follows the second number is not said of the year.
            yield *match.span("number"), ("number", first)
            first, second = second, None
        currency = CURRENCIES.get(match["before"] or match["after"] or "", IN_SCALES.get(match["scale"], ""))
        kind: Kind = "percentage" if match["percent"] else "sum" if currency else "number"
        unit = f" {currency}" if currency else "%" if match["percent"] else ""
        scale = SCALES[match["scale"]] if match["scale"] else Decimal(1)
        negative = match["sign"] or match["minus"]
        if second and scale > 1 and _decimal(first) >= 100 * _decimal(second):
            # From $500 to $3 million: the scale is not said of the first.
            own = CURRENCIES.get(match["before"] or "", "")
            said = f"{_decimal(first).normalize():f} {own}".rstrip()
            yield *match.span("number"), ("sum" if own else "number", said)
            first, second = second, None
        for number in filter(None, (first, second)):
            value = _decimal(number) * scale * (-1 if negative and number == match["number"] else 1)
            yield *match.span(), (kind, f"{value.normalize():f}{unit}")


_READERS = (named_dates, numeric_dates, times, _amounts)
"""What reads a text whose numbers are digits, in this order; only the first finds something without any."""


def _decimal(text: str) -> Decimal:
    """Read a number: groups of three after commas or spaces, else a decimal mark."""
    text = text.replace(" ", "")
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(\.\d{3}){2,}", text):
        text = text.replace(".", "")
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
    stand_in = _stand_ins(one, other, kind)
    found: dict[tuple[str, int], Fact] = {}
    for fact in one.given:
        if fact.kind != kind or fact.value in stand_in:
            continue
        if kind == "citation" and theirs[fact.value]:
            theirs[fact.value] -= 1
        elif kind == "citation" or fact.value not in theirs:
            found.setdefault((fact.value, fact.line if kind == "citation" else 0), fact)
    return list(found.values())


def _stand_ins(one: Facts, other: Facts, kind: str) -> set[str]:
    """Return values of a kind that another text says in another way."""
    # A sum without its currency, or a percentage without its sign, which stands elsewhere in the text.
    bare = [fact.value for fact in other.given if fact.kind == "number"]
    if kind == "percentage":
        return set(other.shares) | {f"{value}%" for value in bare if _percentages(other)}
    if kind == "number":
        known = _currencies(one)
        sums = (fact.value.split(" ") for fact in other.given if fact.kind == "sum")
        shares = {value[:-1] for value in _percentages(other)} if _percentages(one) else set[str]()
        words = {f"{value:f}" for value in other.words}
        return words | shares | {value for value, code in sums if code in known}
    if kind == "sum":
        return {f"{value} {code}" for value in bare for code in _currencies(other)}
    return set()


def _percentages(texts: Facts) -> set[str]:
    return {fact.value for fact in texts.given if fact.kind == "percentage"}


def _currencies(texts: Facts) -> set[str]:
    return {fact.value.split(" ")[1] for fact in texts.given if fact.kind == "sum"}
