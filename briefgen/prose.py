"""Slips of the pen in the source of a block, and how the mechanical ones are mended: a rule is one function.

Rules see the text with all that is no prose blotted out, a character for a character, so that places stay.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from briefgen.languages import Language
from briefgen.layout import HEAD
from briefgen.punctuation import GERESH, GERSHAYIM, MAQAF, set_quotes

BLOT = "\ufffc"
"""Stands for every character of code, addresses, citations, attributes and words of other languages."""
PASSES = 6
"""Most times a text is gone over: mending one slip can lay bare another."""

_HEBREW = "\u05d0-\u05ea"
_ARABIC = "\u0620-\u064a\u0671-\u06d3"
_MARKS = "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7\u064b-\u065f\u0670"
_TITLE = re.compile(r"^title:[ \t]*", re.MULTILINE)
_NO_PROSE = (
    re.compile(r"^ *(`{3,}|~{3,})[^\n]*\n.*?(?:^ *\1[^\n]*$|\Z)", re.DOTALL | re.MULTILINE),
    re.compile(r"^(?=[^\n]*---)[ :|-]+$", re.MULTILINE),
    re.compile(
        r"^[ \t]*(?:[-*+]|\d{1,9}[.)]|>|#{1,6}|:::+[ \t]*[\w-]*|\[\^[^\]\n]+\]:)(?=[ \t]|$)", re.MULTILINE
    ),
    re.compile(r"\[@[^\[\]\n]*\]|\[\^[^\[\]\n]+\]|\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)"),
    re.compile(r"<?(?:https?://|mailto:)[^\s<>\"]+>?"),
)
_BACKTICKS = re.compile("`+")
_SPAN = re.compile(r"\[([^\[\]\n]*)\](\{[^{}\n]*\})")
_LANG = re.compile(r"\blang=[\"']?([\w-]+)")
_ATTRIBUTES = re.compile(r"\{[^{}\n]*\}")
_PARAGRAPH = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+")

_REPEATED = {
    "en": frozenset({"that", "had", "so", "very", "far", "ha", "no", "now", "long", "bye"}),
    "he": frozenset(
        {
            "יום",
            "לאט",
            "אט",
            "צעד",
            "שלב",
            "אחד",
            "אחת",
            "מעט",
            "בית",
            "איש",
            "שנה",
            "דבר",
            "היטב",
            "מהר",
            "קטע",
            "שורה",
            "פסקה",
            "מילה",
        }
    ),
    "ar": frozenset(
        {
            "جدا",
            "جدًا",
            "رويدا",
            "رويدًا",
            "خطوة",
            "فقرة",
            "كلمة",
            "يوما",
            "يومًا",
            "كلا",
            "صفا",
            "سطرا",
            "سطرًا",
            "واحدا",
            "واحدًا",
        }
    ),
}
"""Words that a language doubles on purpose."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip of the pen."""

    start: int
    """Place in the text, in characters from 0."""
    end: int
    what: str
    fix: str | None = None
    """What stands there once it is mended; None where only a person can tell."""


Rule = Callable[[str, Language], Iterator[Slip]]


def doubled_words(text: str, language: Language) -> Iterator[Slip]:
    """A word that stands twice in a row."""
    within, joint = f"\\w{_MARKS}’'״׳", f"\\w{_MARKS}’'״׳{MAQAF}-"
    word = f"[^\\W\\d_][{within}]{{1,40}}"
    twice = re.compile(f"(?<![{joint}])({word})(?: +| *\n *)\\1(?![{joint}])", re.IGNORECASE)
    for match in twice.finditer(text):
        if match[1].casefold() not in _REPEATED.get(language.code, frozenset()):
            yield Slip(*match.span(), f'has the word "{match[1]}" twice in a row')


def doubled_spaces(text: str, language: Language) -> Iterator[Slip]:
    """More than one space between words; columns of tables are left alone."""
    for line in re.finditer(r"[^\n]+", text):
        for match in re.finditer(r"(?<=\S) {2,}(?=\S)", line[0]) if "|" not in line[0] else ():
            yield Slip(
                line.start() + match.start(), line.start() + match.end(), "has more than one space", " "
            )


def latin_commas(text: str, language: Language) -> Iterator[Slip]:
    """A comma, semicolon or question mark of Latin script between words of Arabic script."""
    if language.script != "Arab":
        return
    near = re.compile(f'(?<=[{_ARABIC}{_MARKS}»”"){BLOT}])[,;?](?![\\d,;?])')
    for match in near.finditer(text):
        before = re.search(
            f'[^{BLOT}{_MARKS}»”"\\s().]', text[max(0, match.start() - 60) : match.start()][::-1]
        )
        after = re.match(r"[ \n]*([^\W\d_])", text[match.end() : match.end() + 60])
        beside = [found for found in (before and before[0], after and after[1]) if found]
        if beside and all(re.match(f"[{_ARABIC}]", letter) for letter in beside):
            mark = "،؛؟"[",;?".index(match[0])]
            yield Slip(*match.span(), f"has the Latin mark {match[0]} among Arabic words", mark)


def wrong_quotes(text: str, language: Language) -> Iterator[Slip]:
    """Quotation marks of another language; a mark that stands for itself touches no word."""
    wrong = "".join(mark for mark in "“”„‟«»" if mark not in language.quotes)
    touching = re.compile(f"[“”„‟«»](?=[\\w(])|(?<=[\\w.,!?){_MARKS}])[“”„‟«»]")
    for paragraph in _PARAGRAPH.finditer(text):
        found = list(touching.finditer(paragraph[0]))
        if any(match[0] in wrong for match in found):
            for match in found:
                at = paragraph.start() + match.start()
                yield Slip(at, at + 1, f"has the quotation mark {match[0]} of another language", '"')


def straight_gershayim(text: str, language: Language) -> Iterator[Slip]:
    """A straight mark that stands for gershayim or geresh."""
    for paragraph in _PARAGRAPH.finditer(text) if language.script == "Hebr" else ():
        for at, mark in enumerate(set_quotes(paragraph[0], language.quotes), paragraph.start()):
            if mark in {GERSHAYIM, GERESH} and text[at] in "\"'":
                name = "gershayim" if mark == GERSHAYIM else "geresh"
                yield Slip(at, at + 1, f"has a straight mark for {name}", mark)


def hyphens_for_maqafs(text: str, language: Language) -> Iterator[Slip]:
    """A hyphen within a Hebrew compound, or between a prefix and a number or foreign word."""
    if language.script != "Hebr":
        return
    compound = f"(?<=[{_HEBREW}{_MARKS}])-(?=[{_HEBREW}])"
    letters = f"[{language.prefixes}]"
    prefix = f"(?:(?<=(?<![\\w-]){letters})|(?<=(?<![\\w-]){letters}{{2}}))-(?=[\\dA-Za-z])"
    for match in re.finditer(f"{compound}|{prefix}", text):
        yield Slip(*match.span(), "has a hyphen for a maqaf", MAQAF)


def hyphens_for_dashes(text: str, language: Language) -> Iterator[Slip]:
    """A hyphen between spaces, or between two years."""
    for match in re.finditer(r"(?<=[^\s|-]) -{1,2} (?=[^\s|-])", text):
        if not (text[match.start() - 1].isdigit() and text[match.end()].isdigit()):
            yield Slip(*match.span(), "has a hyphen for a dash", " – ")
    for match in re.finditer(r"(?<![\w./-])(?<!\u2013)([12]\d{3})-([12]\d{3})(?![\w./-])", text):
        yield Slip(*match.span(), "has a hyphen for a dash", f"{match[1]}–{match[2]}")


def spaces_around_dashes(text: str, language: Language) -> Iterator[Slip]:
    """A dash with a space on one side only; before a number it may be a minus."""
    for match in re.finditer(r"(?<=[^\W\d_])[–—](?= \S)", text):
        yield Slip(*match.span(), "has a dash with a space on one side only", f" {match[0]}")
    for match in re.finditer(r"(?<=\S )[–—](?=[^\W\d_])", text):
        yield Slip(*match.span(), "has a dash with a space on one side only", f"{match[0]} ")


def final_letters(text: str, language: Language) -> Iterator[Slip]:
    """A letter within a word that belongs at the end of one."""
    within = {
        "Hebr": f"[ךםןףץ](?=[{_MARKS}]*[{_HEBREW}])",
        "Arab": f"(?:ة(?=[{_MARKS}]*[{_ARABIC}])|ى(?=[{_MARKS}]*(?!ء)[{_ARABIC}]))",
    }.get(language.script)
    for match in re.finditer(within, text) if within else ():
        yield Slip(*match.span(), f"has the final letter {match[0]} within a word")


def mixed_digits(text: str, language: Language) -> Iterator[Slip]:
    """Digits of two systems in one text: the page sets those of its language from European ones."""
    if not re.search("[0-9]", text):
        return
    for match in re.finditer("[٠-٩۰-۹]+", text):
        plain = "".join(str(int(digit)) for digit in match[0])
        yield Slip(*match.span(), f"has digits of two systems: {match[0]} beside European ones", plain)


RULES: tuple[Rule, ...] = (
    doubled_words,
    doubled_spaces,
    latin_commas,
    wrong_quotes,
    straight_gershayim,
    hyphens_for_maqafs,
    hyphens_for_dashes,
    spaces_around_dashes,
    final_letters,
    mixed_digits,
)
"""Every rule."""


def slips(source: str, language: Language) -> list[Slip]:
    """Return the slips in the source of a block, in the order of the text, none over another."""
    text = blotted(source, language)
    found = sorted((slip for rule in RULES for slip in rule(text, language)), key=lambda slip: slip.start)
    return [slip for index, slip in enumerate(found) if not index or slip.start >= found[index - 1].end]


def mend(source: str, language: Language) -> str:
    """Return the source of a block with its mechanical slips mended; what is mended once stays so."""
    for _ in range(PASSES):
        out, end = [], 0
        for slip in slips(source, language):
            if slip.fix is not None:
                out += [source[end : slip.start], slip.fix]
                end = slip.end
        mended = "".join(out) + source[end:]
        if mended == source:
            break
        source = mended
    return source


def blotted(source: str, language: Language) -> str:
    """Return the source of a block with all that is no prose of its language blotted out."""
    head = HEAD.match(source)
    if head:
        title = _TITLE.search(head[1])
        start = head.start(1) + title.end() if title else head.end()
        end = source.index("\n", start) if title else head.end()
        source = (
            _blot(source[:start]) + source[start:end] + _blot(source[end : head.end()]) + source[head.end() :]
        )
    source = _SPAN.sub(lambda match: _span(match, language), source)
    source = _without_code(source)
    for pattern in _NO_PROSE:
        source = pattern.sub(lambda match: _blot(match[0]), source)
    return _ATTRIBUTES.sub(lambda match: _blot(match[0]), source)


def _without_code(source: str) -> str:
    """Blot out code: from backticks to as many backticks, on whatever line they are."""
    runs = [match.span() for match in _BACKTICKS.finditer(source)]
    later: dict[int, list[int]] = {}
    for index in range(len(runs) - 1, -1, -1):
        later.setdefault(runs[index][1] - runs[index][0], []).append(index)
    out, done, index = [], 0, 0
    while index < len(runs):
        start, end = runs[index]
        same = later[end - start]
        while same and same[-1] <= index:
            same.pop()
        if same:
            index = same[-1]
            out += [source[done:start], _blot(source[start : runs[index][1]])]
            done = runs[index][1]
        index += 1
    return "".join(out) + source[done:]


def _span(match: re.Match[str], language: Language) -> str:
    given = _LANG.search(match[2])
    own = not given or given[1].split("-", 1)[0] == language.code
    return f"{BLOT}{match[1]}{BLOT}{_blot(match[2])}" if own else _blot(match[0])


def _blot(text: str) -> str:
    return re.sub(r"[^\n]", BLOT, text)
