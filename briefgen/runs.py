"""Find the runs of a text that keep their order: foreign words, addresses, numbers and what belongs to them.

text ─atoms→ words, numbers, addresses ─joined→ runs: phrases, measures, ranges

Right-to-left text turns such runs round at their spaces and signs; `isolates` keeps them whole. Everything
here is linear in the length of the text: a pattern fails within a few characters or takes what it read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from briefgen import compiled

OPAQUE = "\ufffc"
"""Stands for what is no text: a picture, code, a mark that refers to a note or a source."""

RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
"""Blocks of right-to-left scripts, for a character class."""
LTR = (
    "A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u058f\u0900-\u1fff\u2071\u207f\u2090-\u209c"
    "\u2102-\u2138\u2c00-\u2dff\u3005-\ud7ff\uf900-\ufb17\uff21-\uff5a\U00010000-\U000107ff\U00011000-\U0001e7ff"
)
"""Letters of left-to-right scripts, for a character class."""

Kind = Enum("Kind", "WORD ADDRESS MEASURE FIGURE NUMBER RANGE")
"""WORD foreign words; ADDRESS of the web or of mail; MEASURE a number with sign, unit, degrees or percent;
FIGURE a date, telephone or other number with hyphens; NUMBER digits alone; RANGE numbers and a dash."""

_NUMBERS = frozenset({Kind.NUMBER, Kind.MEASURE})


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text."""

    start: int
    end: int
    kind: Kind
    parts: tuple["Run", ...] = ()
    """The numbers of a range."""


_FIGURES = r"0-9\u00b2\u00b3\u00b9\u0300-\u036f\u2070-\u207b\u2080-\u2089"
"""Digits, and what else a word has beside its letters."""
_SEGMENT = rf"[{LTR}{_FIGURES}]+"
_MONEY = "$€£¥₪¢"
_EDGE = r"""(?<![^\s(\[{<“”«‘’"'–—/,;:\u05be\u0640\u200e\u200f\ufffc])"""
"""Start of the text, or a character after which a sign is no hyphen."""
_LINK = rf"""
    (?:https?://|www\.)[^\s<>"“”«»{OPAQUE}]+
  | (?<![\w.+-])[A-Za-z0-9_][A-Za-z0-9_.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+
  | (?<![\w.-])(?:[A-Za-z0-9-]+\.)+(?:com|org|net|gov|edu|int|info|il|ps|uk|eu|ru|io)\b
    (?:/[^\s<>"“”«»{OPAQUE}]*)?
"""
_FIGURE = rf"""
  (?:
    \+\d{{1,3}}(?:[ -]\(?\d{{1,4}}\)?){{2,6}} | \+\d{{7,14}}
  | \(0\d{{1,3}}\)[ ]?\d{{3,4}}-?\d{{3,4}} | (?<!\d)0\d{{1,2}}[ ]\d{{3}}[ ]?\d{{4}} | {_EDGE}\*\d{{3,4}}
  | \d+(?:-\d+){{2,}}(?:T[\d:.]+(?:Z|[+-][\d:]+)?)? | 0\d+-\d+ | \d{{5,}}-\d+ | \d+-\d{{5,}}
  ) (?![{LTR}\d])
"""
_TOKEN = rf"""
  (?: {_EDGE}(?: [-−+±~≈<>≤≥]{{1,2}}(?=[{_MONEY}]?[-−]?\d) | [@.~](?=[{LTR}]) ) )?
  (?: [{_MONEY}§\#№][-−]? (?=[{LTR}\d]) )?
  {_SEGMENT}
  (?: (?: [.'’ʼ&/_+:=·*×÷°′″] | [-‐‑–](?=[{LTR}]) | (?<=[{LTR}])[-‐‑–] | (?<=\d),(?=\d)
        | (?<=\d)[ ][×÷±=≈≤≥<>+][ ](?=\d) | (?<=\d)[ \u00a0\u202f]°(?=[CFK]\b) | °[ ](?=\d) )
      {_SEGMENT} )*
  (?: (?<=\d)(?: [ \u00a0\u202f]?[%‰](?!\w) | [°′″{_MONEY}] | \+(?!\w) )
    | (?<=[{LTR}])(?: \+{{1,2}} | \# | [®™] )(?!\w) | \([A-Za-z0-9]{{1,8}}\) )?
"""
_ATOM = re.compile(
    rf"(?P<link>{_LINK}) | (?P<figure>{_FIGURE})"
    rf"| (?P<initials>(?<![{LTR}.])[A-Za-z]\.(?:[A-Za-z]\.)+(?:-{_SEGMENT})*) | (?P<token>{_TOKEN})",
    re.VERBOSE,
)
_LETTER = re.compile(rf"[{LTR}]")
_FIGURE_SIGN = re.compile(f"[{_FIGURES}]")
_PLAIN_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")

_SI = (
    r"(?:[yzafpnuµμmcdhkKMGTPE]|da)?(?:g|s|A|K|m|mol|cd|Hz|N|Pa|J|W|Wh|"
    r"V|VA|Ω|F|C|T|H|lm|lx|Bq|Gy|Sv|L|l|t|eV|bar|B|b|bit|bps|toe|Ah|cal)"
)
_OTHER_UNITS = (
    r"h|min|hrs?|yr|ha|ft|yd|mi|mph|kn|kt|nmi|lbs?|oz|gal|bbl|bpd|boe|[bmt]cm|cfd|pp[mbt]|dB[im]?|rpm|psi|atm|px|pt|dpi|fps"
    r"|[A-Z]{3}|bn|tn|mn|million|billion|trillion|thousand|percent|B?CE|BC|AD|[ap]m|[AP]M|CO2e?|CO₂e?|°[CFK]"
)
_UNIT = re.compile(rf"(?:{_SI}|{_OTHER_UNITS})[²³⁻¹]*(?:[/·.*](?:{_SI}|{_OTHER_UNITS})[²³⁻¹0-9]*)*")
_CURRENCY = re.compile(
    r"USD|EUR|ILS|NIS|GBP|JPY|CNY|RUB|UAH|SAR|AED|QAR|KWD|EGP|JOD|SYP|LBP|IQD|IRR|TRY|CHF|UTC|GMT"
)
_ABBREVIATION = re.compile(
    r"(?:^|.*[\s.-])(?:[A-Z]|Dr|Mr|Mrs|Ms|St|Prof|Gen|Col|Lt|Capt|Sgt|Sen|Rep|Jr|Sr|vs|No|Nos|Inc|Ltd|Co|Corp|Vol|Art|Fig|pp?|eds?|al)"
)
_AFTER_COMMA = re.compile(r"[a-z]|D\.C\.|(?:Inc|Ltd|LLC|Jr|Sr)\b")
_FUNCTION_WORD = re.compile(
    r"the|of|and|in|to|is|for|a|an|on|by|with|that|was|are|as|at|from|its?|has|have", re.IGNORECASE
)
_COUNTED = re.compile(r"(?:of|per)\b")
_PROSE = 6
"""Words from which text with two function words is prose, to be kept whole with its commas and brackets."""

_ENCLOSED = re.compile(
    r"(?<=[(\[“”«])[^\s()\[\]“”«»](?:[^()\[\]“”«»]*[^\s()\[\]“”«»])?(?=[)\]“”»])"
    r"|(?<=[‘’])[^\s()\[\]“”«»‘’](?:[^()\[\]“”«»‘’]*[^\s()\[\]“”«»‘’])?(?=’)"
)


def left_to_right(text: str, whole: Sequence[tuple[int, int]] = ()) -> list[Run]:
    """Return the runs of right-to-left text that go from left to right.

    `whole` are stretches that belong together where all of their letters go left to right: links, emphasis.
    """
    return list(_joined(text, _with_wholes(text, list(_atoms(text)), whole)))


def measures(text: str) -> list[Run]:
    """Return numbers with a unit after a space, in text of any direction."""
    if not _FIGURE_SIGN.search(text):
        return []
    return [run for run in _joined(text, list(_atoms(text)), words=False) if run.kind is Kind.MEASURE]


def _atoms(text: str) -> Iterator[Run]:
    for match in _ATOM.finditer(text):
        start, end = match.span()
        if match["link"]:
            yield Run(start, _without_punctuation(text, start, end), Kind.ADDRESS)
        elif match["figure"]:
            yield Run(start, end, Kind.FIGURE)
        else:
            yield Run(start, end, Kind.WORD if match["initials"] else _kind(match[0]))


def _kind(token: str) -> Kind:
    letters = len(_LETTER.findall(token))
    if not letters:
        return Kind.NUMBER if _PLAIN_NUMBER.fullmatch(token) else Kind.MEASURE
    number = _PLAIN_NUMBER.search(token)
    begins = number is not None and not _LETTER.search(token[: number.start()])
    # 155mm, $5B, 31.4°C and 5G have no language of their own; F-16 and 7-Eleven are words.
    return Kind.MEASURE if begins and letters <= 3 else Kind.WORD


def _without_punctuation(text: str, start: int, end: int) -> int:
    """Return the end of an address less the punctuation of the sentence around it."""
    while end > start and text[end - 1] in ".,;:!?…'’)]}*":
        if text[end - 1] == ")" and "(" in text[start:end]:
            break
        end -= 1
    return end


def _with_wholes(text: str, atoms: list[Run], given: Sequence[tuple[int, int]]) -> list[Run]:
    """Replace atoms by the stretch they stand in: brackets, quotation, emphasis or foreign prose."""
    own = compiled.pattern(f"[{RTL}{OPAQUE}]")
    stretches = (*given, *(match.span() for match in _ENCLOSED.finditer(text)))
    foreign = [
        (start, end)
        for start, end in stretches
        if not own.search(text, start, end) and _LETTER.search(text, start, end)
    ]
    spans = iter(sorted([*foreign, *_prose(text, atoms, own)], key=lambda span: (span[0], -span[1])))
    out: list[Run] = []
    span = next(spans, None)
    for atom in atoms:
        taken = out[-1].end if out else 0
        while span and (span[1] <= atom.start or span[0] < taken):
            span = next(spans, None)
        if span and span[0] <= atom.start and atom.end <= span[1] and atom.start >= taken:
            single = (atom.start, atom.end) == span
            out.append(atom if single else Run(*span, Kind.WORD))
        elif atom.start >= taken:
            out.append(atom)
    return out


def _prose(text: str, atoms: list[Run], own: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield stretches of left-to-right prose: many words, function words among them, brackets in balance."""
    group: list[Run] = []
    for index, atom in enumerate(atoms):
        if group and own.search(text, group[-1].end, atom.start):
            group = []
        if group or atom.kind is Kind.WORD:
            group.append(atom)
        last = index + 1 == len(atoms) or own.search(text, atom.end, atoms[index + 1].start)
        if last and len(group) >= _PROSE:
            words = [text[run.start : run.end] for run in group]
            start, end = group[0].start, group[-1].end
            if sum(map(bool, map(_FUNCTION_WORD.fullmatch, words))) >= 2 and _balanced(text[start:end]):
                yield start, end


def _balanced(text: str) -> bool:
    return (
        all(text.count(opening) == text.count(closing) for opening, closing in ("()", "[]", "«»"))
        and text.count("”") % 2 == 0
    )


def _joined(text: str, atoms: Sequence[Run], *, words: bool = True) -> Iterator[Run]:
    """Yield atoms with those put together that a reader takes as one."""
    current: Run | None = None
    for atom in atoms:
        together = _join(text, current, atom, words=words) if current else None
        if current and not together:
            yield current
        current = together or atom
    if current:
        yield current


def _join(text: str, left: Run, right: Run, *, words: bool) -> Run | None:
    """Return what two atoms are together, or None where each stands by itself."""
    between = text[left.end : right.start]
    span = Run(left.start, right.end, Kind.WORD)
    if between in {"-", "–", "‑"} and left.kind in _NUMBERS and right.kind in _NUMBERS:
        return replace(span, kind=Kind.RANGE, parts=(left, right))
    if len(between) == 1 and between.isspace():
        if _measured(text, left, right):
            return replace(span, kind=Kind.MEASURE)
        return span if words and _goes_on(text, left, right) else None
    phrase = words and left.kind is Kind.WORD and right.kind is Kind.WORD
    return span if phrase and _linked(text, left, right, between) else None


def _measured(text: str, left: Run, right: Run) -> bool:
    """Tell whether two atoms are a number and its unit, or a currency and its amount."""
    if right.kind is Kind.WORD and left.kind in {*_NUMBERS, Kind.RANGE}:
        return bool(_UNIT.fullmatch(text, right.start, right.end))
    return right.kind is Kind.NUMBER and bool(_CURRENCY.fullmatch(text, left.start, left.end))


def _goes_on(text: str, left: Run, right: Run) -> bool:
    """Tell whether words go on after a space: Windows 11, 5G network, 15% of GDP."""
    if left.kind is Kind.WORD:
        return right.kind in {Kind.WORD, Kind.FIGURE, *_NUMBERS}
    token = text[left.start : left.end]
    number = left.kind is Kind.MEASURE and right.kind is Kind.WORD
    lettered = " " not in token and bool(_LETTER.search(token))
    return number and (lettered or bool(_COUNTED.match(text, right.start)))


def _linked(text: str, left: Run, right: Run, between: str) -> bool:
    """Tell whether words go on after a sign: Smith & Sons, war, not peace; Dr. Smith."""
    if between == ", ":
        return bool(_AFTER_COMMA.match(text, right.start, right.end))
    if between == ". ":
        return bool(_ABBREVIATION.fullmatch(text[max(left.start, left.end - 12) : left.end]))
    return between in {" & ", " + ", " / "}


def right_to_left(text: str, block: str, whole: Sequence[tuple[int, int]] = ()) -> list[Run]:
    """Return the runs of text in a right-to-left script; `block` holds its letters, for a character class."""
    own = compiled.pattern(f"[{block}]")
    if not own.search(text):
        return []
    word = rf"[{block}]+(?:['’\"״׳./-][{block}]+)*"
    number = r"\d+(?:[.,:/]\d+)*%?"
    between = rf"[ \n\u00a0]|[ ]?[–-][ ]|–|[ ]{number}[ ]|[-]{number}[ ]"
    phrase = compiled.pattern(rf"{word}(?:(?:{between}|(?<=[־-]){number}[ ]){word})*(?:(?<=־){number})?")
    other = compiled.pattern(f"[{LTR}{OPAQUE}]")
    stretches = [*whole, *(match.span() for match in _ENCLOSED.finditer(text))]
    wholes = [
        Run(start, end, Kind.WORD)
        for start, end in stretches
        if own.search(text, start, end)
        and not other.search(text, start, end)
        and _of_block(text[start:end], block)
    ]
    found = [Run(*match.span(), Kind.WORD) for match in phrase.finditer(text)]
    return _outermost([*wholes, *found])


def _of_block(text: str, block: str) -> bool:
    """Tell whether the right-to-left letters of a text are all of one script."""
    return len(re.findall(f"[{RTL}]", text)) == len(re.findall(f"[{block}]", text))


def _outermost(runs: list[Run]) -> list[Run]:
    """Return the runs that stand in no other, in the order of the text."""
    out: list[Run] = []
    for run in sorted(runs, key=lambda run: (run.start, -run.end)):
        if not out or run.start >= out[-1].end:
            out.append(run)
    return out
