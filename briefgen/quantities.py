"""Numbers that a text has in words put into digits: two and a half million, שלוש מאות, ثمانٍ وعشرون."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from briefgen.calendars import LUNAR, MONTH
from briefgen.numerals import CARDINALS, DUALS, ORDINALS, SCALES, lettered, romans, stems

_WORD = re.compile(r"[^\W\d_]+(?:[’״\"][^\W\d_]+)*")
_NAMES = {1000: "thousand", 10**6: "million", 10**9: "billion", 10**12: "trillion"}
_PLURAL = frozenset({"מאות", "مئات"})
_BEFORE_TEN = {
    **{"שנים": 2, "שתים": 2, "اثنا": 2, "اثني": 2, "اثنتا": 2, "اثنتي": 2},
    **{"أحد": 1, "إحدى": 1},
}
"""Words that are numbers only with another one: אחד עשר, إحدى وعشرون."""
_SORTS: Sequence[tuple[Mapping[str, int], str]] = (
    *((CARDINALS, "count"), (ORDINALS, "order"), (DUALS, "two"), (_BEFORE_TEN, "bound")),
)
_AND = frozenset({"ו", "وה", "و", "وال", "וה"})
_DOUBTFUL = re.compile(r"(?:העשרה|העשרת|השבעה|מעשר)\Z|\Aلست\Z")
"""Words that look like numbers: enrichment, swearing in, tithe, I am not."""
_TOWN = re.compile(r"(?:קריי?ת|באר|كريات|بئر)[ \u05be-]\Z")
_WEEKDAY = re.compile(r"(?:יום|ימי|ליל|ערב)[ \u05be]\Z")
_PERIOD = re.compile(
    r"(?:שבוע|מחצית|רבעון|יום|سبوع|نصف|ثلث|ربع|أحد|ثنين|ثلاثاء|أربعاء|خميس|جمعة|سبت|عقد|شهر) \Z"
)
"""What has a first and a second one within a month."""
_SCALE = (
    r"(?:ה|ال)?(?P<scale>(?i:thousand|million|billion|trillion)|אלף|מיליון|מיליארד"
    r"|ألف|مليون|مليار|تريليون)(?!\w)"
)
_PART = re.compile(
    r"(?<!\w)(?:[בכלמהוש]{1,2}|و?[بكل]?)?(?:(?P<three>[Tt]hree[ -]quarters|שלושת רבעי|ثلاثة أرباع)"
    r"|(?P<half>[Hh]alf|חצי|نصف)|(?P<quarter>[Qq]uarter|רבע|ربع))(?: of)?(?: an?)?[ -]" + _SCALE,
)
_PARTS = {"three": "0.75", "half": "0.5", "quarter": "0.25"}
_AND_HALF = re.compile(r"(?: and a half| וחצי| ومחצה| ونصف(?: (?:ال)?(?:مليون|مليار|ألف))?)(?!\w)")
_HALF_OF = re.compile(r"(?: and a half| וחצי| ومחצה| ونصف)[ -]" + _SCALE)
_DAY = re.compile(r"(?<!\w)[ובלמהכש]{0,2}([א-ת]’|[א-ת]{1,2}[״\"][א-ת]) (?=ב?([א-ת]+)(?!\w))")
_OF = re.compile(r"(?: من| of)? ")
_GAP = re.compile(r"[ \n\u05be-]\Z")
_ENGLISH_AND = re.compile(r"[ \n]and[ \n]\Z")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in words."""

    start: int
    """Place in the text, in characters from 0."""
    end: int
    digits: str
    """The number; where its last word is a scale, that follows in English: 2.5 million."""
    sure: bool
    """Whether the words mean nothing else, so that another text must have the number too."""


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    value: int
    sort: str
    """count; order; scale; two: of a scale; bound: a count only beside another."""
    prefix: str
    text: str


def quantities(text: str) -> list[Quantity]:
    """Return the numbers that a text has in words, in its order; none is within the name of a month."""
    found = [*_parts(text), *_days(text)]
    found += [Quantity(start, end, str(value), value > 1) for start, end, value in romans(text)]
    taken = [(each.start, each.end) for each in found]
    taken += [match.span() for match in MONTH.finditer(text)]
    words = [word for word in _words(text) if not any(a <= word.start < b for a, b in taken)]
    at = 0
    while at < len(words):
        count, quantity = _quantity(text, words[at : at + 12])
        found += [quantity] if quantity else []
        at += count
    kept: list[Quantity] = []
    for each in sorted(found, key=lambda each: each.start):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def _parts(text: str) -> Iterator[Quantity]:
    """Yield parts of a scale: half a million, רבע מיליון."""
    for match in _PART.finditer(text):
        part = next(value for name, value in _PARTS.items() if match[name])
        yield Quantity(*match.span(), f"{part} {_name(match['scale'])}", sure=True)


def _days(text: str) -> Iterator[Quantity]:
    """Yield days in Hebrew letters before a month of the Hebrew calendar: כ״ז בניסן."""
    for match in _DAY.finditer(text):
        day = lettered(match[1])
        if 0 < day <= 30 and match[2] in LUNAR:
            yield Quantity(match.start(1), match.end(1), str(day), sure=True)


def _name(scale: str) -> str:
    return _NAMES[int(SCALES[scale.lower()])]


def _words(text: str) -> Iterator[_Word]:
    for match in _WORD.finditer(text):
        known = _known(match[0])
        if known:
            yield _Word(match.start(), match.end(), *known, match[0].lower())


@lru_cache(4096)
def _known(word: str) -> tuple[int, str, str] | None:
    """Return the value of a word, its sort and its prefix."""
    plain = word.lower()
    for prefix, stem in (("", plain), *stems(plain)):
        for table, sort in _SORTS:
            if stem in table:
                return table[stem], sort, prefix
        scale = SCALES.get(stem) if len(stem) > 2 else None
        if scale is not None:
            return int(scale), "count" if scale == 100 else "scale", prefix
    return None


def _quantity(text: str, words: Sequence[_Word]) -> tuple[int, Quantity | None]:
    """Return how many words make the first number, and that; None where they are no number alone."""
    first = words[0]
    if first.text in _PLURAL or re.search(r"\d[ -]?\Z", text[max(0, first.start - 2) : first.start]):
        return 1, None
    sums, count = _begun(text, words)
    for word in words[count:]:
        after = sums.with_(word, _gap(text, words[count - 1], word) if count else None)
        if after is None:
            break
        sums, count = after, count + 1
    if count == 0:
        return 1, _half(text, first)
    if count == 1 and (first.value == 100 or first.sort == "bound"):
        return 1, None
    if first.sort == "order" and _is_period(text, first.start, words[count - 1].end):
        return count, None
    if count == 1 and (first.sort == "order" or first.text == "שני") and _is_weekday(text, first):
        return count, None
    return count, _with_half(text, words[:count], sums)


def _with_half(text: str, words: Sequence[_Word], sums: "_Sum") -> Quantity:
    """Return a number with the half that may come after it."""
    # What is joined to the first word stays: from X to Y, X and Y.
    start, end, last = words[0].start + len(words[0].prefix), words[-1].end, words[-1]
    half = _HALF_OF.match(text, end) if not sums.total else None
    if half:
        return Quantity(start, half.end(), f"{sums.part}.5 {_name(half['scale'])}", sure=True)
    digits = sums.digits
    if " " in digits and last.sort in {"scale", "two"} and (half := _AND_HALF.match(text, end)):
        digits, end = digits.replace(" ", ".5 ", 1), half.end()
    return Quantity(start, end, digits, _is_sure(text, words, sums))


def _begun(text: str, words: Sequence[_Word]) -> tuple["_Sum", int]:
    """Return the sum and how many words it takes, where a scale without a number begins: אלף וחמש מאות."""
    first, *rest = words
    gap = _gap(text, first, rest[0]) if first.sort == "scale" and rest and rest[0].sort == "count" else None
    hundreds = rest[1:] and rest[1].value == 100 and not first.text.isascii()
    if gap == "and" or (gap == "" and hundreds):
        return _Sum(first.value, 0, first.value), 1
    return _Sum(), 0


def _is_weekday(text: str, word: _Word) -> bool:
    """Tell Tuesday, יום שלישי, from the third day, היום השלישי."""
    return not word.prefix and bool(_WEEKDAY.search(text[max(0, word.start - 5) : word.start]))


def _is_period(text: str, start: int, end: int) -> bool:
    """Tell the first week of May from the first of May."""
    joint = _OF.match(text, end)
    return bool(joint and _PERIOD.search(text[:start]) and MONTH.match(text, joint.end()))


def _half(text: str, scale: _Word) -> Quantity | None:
    """Return a scale and its half: a million and a half."""
    match = _AND_HALF.match(text, scale.end) if scale.sort == "scale" else None
    return Quantity(scale.start, match.end(), f"1.5 {_NAMES[scale.value]}", sure=True) if match else None


def _gap(text: str, one: _Word, other: _Word) -> str | None:
    """Return and, joined, or nothing for words that do not stand together."""
    between = text[one.end : other.start]
    if _GAP.fullmatch(between):
        return "and" if other.prefix in _AND else "" if not other.prefix else None
    return "and" if _ENGLISH_AND.fullmatch(between) and one.value >= 100 else None


def _is_sure(text: str, words: Sequence[_Word], sums: "_Sum") -> bool:
    first = words[0]
    before = text[max(0, first.start - 8) : first.start]
    if sums.total:
        return True
    if _DOUBTFUL.search(first.text) or _TOWN.search(before):
        return False
    if first.sort == "order" and _is_share(text, words):
        return False
    return sums.part >= 3


def _is_share(text: str, words: Sequence[_Word]) -> bool:
    """Tell a fraction from an ordinal: a third of, חמישית מן."""
    before, after = text[: words[0].start], text[words[-1].end :]
    return bool(re.search(r"\b(?:an?|one) \Z", before) or re.match(r" of\b| מ", after))


@dataclass(frozen=True, slots=True)
class _Sum:
    """A number as far as it was read."""

    total: int = 0
    part: int = 0
    """What the next scale multiplies."""
    place: int = 10**15
    """The last scale."""
    times: int = 0
    """By what that was multiplied, where nothing else was added; else 0."""

    @property
    def digits(self) -> str:
        if self.times and not self.part:
            return f"{self.times} {_NAMES[self.place]}"
        return str(self.total + self.part)

    def with_(self, word: _Word, gap: str | None) -> "_Sum | None":
        """Return the sum with another word; None where it is none of this number."""
        begins = self.total + self.part == 0
        if not begins and gap is None:
            return None
        value = word.value
        scaled = word.sort == "scale" or (word.sort == "two" and self.part >= 3 and word.text.endswith("ا"))
        if scaled or word.sort == "two":
            times = (self.part or int(gap == "and")) if scaled else 2 * (not self.part)
            if not times or value >= self.place:
                return None
            alone = times if not self.total else 0
            return _Sum(self.total + times * value, 0, value, alone)
        if value == 100 and gap == "" and 1 <= self.part < 10:
            return replace(self, part=100 * self.part)
        fits = begins or self._fits(word, gap == "and")
        return replace(self, part=self.part + value) if fits else None

    def _fits(self, word: _Word, joined: bool) -> bool:
        """Tell whether a count below 1,000 can be added."""
        latin, arabic = word.text.isascii(), "\u0600" < word.text[-1] < "\u06ff"
        low = self.part % 100
        if word.value == 10 and not joined and not latin and 1 <= low <= 9:
            return True
        if word.value >= 100 or (arabic and not joined):
            return self.part == 0 and (joined or not arabic)
        if word.value >= 20:
            return low == 0 or (arabic and low < 10)
        if low == 0:
            return True
        return low >= 20 and low % 10 == 0 and word.value < 10 and not arabic and (latin != joined)
