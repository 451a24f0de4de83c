"""Words that stand for numbers, months, scales and currencies in Hebrew, Arabic and English."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise, product

SCALES: Mapping[str, Decimal] = {
    name: Decimal(value)
    for value, names in (
        (100, "hundred|מאות|مئة|مائة|مئات"),
        (1000, "thousand|אלף|אלפים|אלפי|ألف|آلاف|ألفا"),
        (1000, "אלש״ח"),
        (10**6, "million|mn|m|מיליון|מיליוני|מיליונים|مليون|ملايين|مليونا|mcm|MCM|מלמ״ק|מלש״ח"),
        (10**9, "billion|bn|מיליארד|מיליארדי|מיליארדים|مليار|مليارات|مليارا|بليون|bcm|BCM"),
        (10**12, "trillion|tn|טריליון|تريليون"),
    )
    for name in names.split("|")
}
CURRENCIES: Mapping[str, str] = {
    name: code
    for code, names in (
        ("USD", "US$|$|USD|dollar|dollars|US dollars|דולר|דולרים|دولار|دولارا|دولارات"),
        ("EUR", "€|EUR|euro|euros|אירו|יורו|يورو"),
        ("GBP", "£|GBP|pounds sterling|ליש״ט|ליש’’ט|جنيه إسترليني|جنيه استرليني"),
        ("ILS", "₪|NIS|ILS|shekel|shekels|ש״ח|שקל|שקלים|شيكل|شيقل|شيكلا|شواكل"),
        ("RUB", "₽|RUB|rouble|roubles|ruble|rubles|רובל|רובלים|روبل|روبلا"),
        ("SYP", "SYP|Syrian pounds|לירות סוריות|לירה סורית|ليرة سورية|ليرات سورية"),
        ("LBP", "LBP|Lebanese pounds|Lebanese lira|לירות לבנוניות|ليرة لبنانية|ليرات لبنانية"),
        ("TRY", "₺|TRY|Turkish lira|Turkish liras|לירות טורקיות|לירה טורקית|ليرة تركية|ليرات تركية"),
        ("EGP", "EGP|Egyptian pounds|לירות מצריות|לירה מצרית|جنيه مصري|جنيها مصريا|جنيهات مصرية"),
        ("CNY", "¥|CNY|yuan|renminbi|יואן|يوان|يوانا"),
        # Of several states; the text says which.
        ("riyal", "SAR|QAR|IRR|riyal|riyals|rial|rials|ריאל|ריאלים|ريال|ريالا|ريالات"),
        ("dinar", "JOD|IQD|KWD|dinar|dinars|דינר|דינרים|دينار|دينارا|دنانير"),
        ("dirham", "AED|MAD|dirham|dirhams|דירהם|דירהמים|درهم|درهما|دراهم"),
    )
    for name in names.split("|")
}
IN_SCALES: Mapping[str, str] = {"אלש״ח": "ILS", "מלש״ח": "ILS"}
"""Scale → the currency that is part of its name: a thousand shekels, a million shekels."""
PERCENT = (
    *("%", "percent", "per cent", "pct", "אחוזים", "אחוזי", "אחוז"),
    *("في المئة", "في المائة", "بالمئة", "بالمائة"),
)

_CARDINALS: Mapping[int, str] = {
    0: "zero|אפס|صفر",
    1: "one|אחד|אחת|واحد|واحدة",
    2: "two|שניים|שתיים|שני|שתי|اثنان|اثنين|اثنتان|اثنتين",
    3: "three|שלושה|שלוש|שלושת|ثلاثة|ثلاث",
    4: "four|ארבעה|ארבע|ארבעת|أربعة|أربع",
    5: "five|חמישה|חמשה|חמש|חמשת|خمسة|خمس",
    6: "six|שישה|ששה|שש|ששת|ستة|ست",
    7: "seven|שבעה|שבע|שבעת|سبعة|سبع",
    8: "eight|שמונה|שמונת|ثمانية|ثماني|ثمان",
    9: "nine|תשעה|תשע|תשעת|تسعة|تسع",
    10: "ten|עשרה|עשר|עשרת|עשרת|عشرة|عشر",
    11: "eleven|אחד עשר|אחת עשרה|أحد عشر|إحدى عشرة",
    12: "twelve|שנים עשר|שתים עשרה|اثنا عشر|اثني عشر|اثنتا عشرة",
    13: "thirteen|שלושה עשר|שלוש עשרה|ثلاثة عشر|ثلاث عشرة",
    14: "fourteen|ארבעה עשר|ארבע עשרה|أربعة عشر|أربع عشرة",
    15: "fifteen|חמישה עשר|חמש עשרה|خمسة عشر|خمس عشرة",
    16: "sixteen|שישה עשר|שש עשרה|ستة عشر|ست عشرة",
    17: "seventeen|שבעה עשר|שבע עשרה|سبعة عشر|سبع عشرة",
    18: "eighteen|שמונה עשר|שמונה עשרה|ثمانية عشر|ثماني عشرة",
    19: "nineteen|תשעה עשר|תשע עשרה|تسعة عشر|تسع عشرة",
    20: "twenty|עשרים|عشرون|عشرين",
    30: "thirty|שלושים|ثلاثون|ثلاثين",
    40: "forty|ארבעים|أربعون|أربعين",
    50: "fifty|חמישים|خمسون|خمسين",
    60: "sixty|שישים|ستون|ستين",
    70: "seventy|שבעים|سبعون|سبعين",
    80: "eighty|שמונים|ثمانون|ثمانين",
    90: "ninety|תשעים|تسعون|تسعين",
    100: "hundred|מאה|مئة|مائة",
    200: "מאתיים|مئتان|مئتين|مئتا|مئتي|مائتان|مائتين|مائتا|مائتي",
}
_HUNDREDS = ("ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان|ثماني", "تسع")
_TEENS = ("thir", "four", "fif", "six", "seven", "eigh", "nine")
_TENS = ("thir", "for", "fif", "six", "seven", "eigh", "nine")
_ORDINALS: Mapping[int, str] = {
    1: "first|ראשון|ראשונה|أول|أولى|حادي|حادية|لأول",
    2: "second|שנייה|שניה|ثان|ثاني|ثانية",
    3: "third|שלישי|שלישית|ثالث|ثالثة",
    4: "fourth|רביעי|רביעית|رابع|رابعة",
    5: "fifth|חמישי|חמישית|خامس|خامسة",
    6: "sixth|שישי|שישית|سادس|سادسة",
    7: "seventh|שביעי|שביעית|سابع|سابعة",
    8: "eighth|שמיני|שמינית|ثامن|ثامنة",
    9: "ninth|תשיעי|תשיעית|تاسع|تاسعة",
    10: "tenth|עשירי|עשירית|عاشر|عاشرة",
    11: "eleventh",
    12: "twelfth",
    **{at: f"{stem}teenth" for at, stem in zip(range(13, 20), _TEENS, strict=True)},
    **{at: f"{stem}tieth" for at, stem in zip(range(20, 100, 10), ("twen", *_TENS), strict=True)},
    100: "hundredth",
}
_DUALS: Mapping[int, str] = {
    1000: "אלפיים|ألفان|ألفين|ألفي|ألفا",
    10**6: "مليونان|مليونين|مليوني|مليونا",
    10**9: "ملياران|مليارين|ملياري|مليارا",
}
"""Two of a scale in one word; of these ألفا, مليونا and مليارا are a single one after a number."""
_OTHERS: Mapping[int, str] = {
    0: "none|nil",
    2: "both|twice|double|doubled|twofold|secondly|הוכפל|הוכפלה|הכפיל|הכפילה|כפול|פעמיים|יומיים|שבועיים"
    "|חודשיים|שנתיים|שעתיים|ضعف|ضعفي|ضعفين|تضاعف|تضاعفت|مرتين|يومين|يومان|أسبوعين|أسبوعان|شهرين|شهران|عامين|عامان"
    "|سنتين|سنتان|ساعتين",
    3: "triple|tripled|threefold|thrice|thirds|thirdly|trio|trilateral|tripartite|שילש|שליש|שלישים|שלישייה"
    "|תלת|משולש|משולשת|ثلث|ثلثا|ثلثي|ثلثان|ثلثين|أثلاث|ثلاثي|ثلاثية|ثلاثا|ثالثا",
    4: "quadrupled|fourfold|quarter|quarters|quarterly|fourthly|quartet|רבע|רבעים|רבעי|רבעון|קוורטט|רביעייה"
    "|ربع|أرباع|رباعي|رباعية|رابعا",
    5: "fifths|fivefold|fifthly|חומש|חמישיות|חמישייה|خمس|أخماس|خماسي|خماسية|خمسي|خمسية|خامسا",
    6: "שישייה|سداسي|سداسية|سدس",
    8: "ثمن",
    10: "decade|tenths|עשור|עשירון|عشرية",
    12: "dozen|תריסר|دزينة",
}
"""Words that may stand for a number and that nobody would miss."""


def _named(*tables: Mapping[int, str]) -> dict[str, int]:
    return {name: number for table in tables for number, names in table.items() for name in names.split("|")}


CARDINALS: Mapping[str, int] = _named(_CARDINALS) | {
    stem + hundred: 100 * number
    for number, stems in enumerate(_HUNDREDS, 3)
    for stem in stems.split("|")
    for hundred in ("مئة", "مائة")
}
ORDINALS: Mapping[str, int] = _named(_ORDINALS)
DUALS: Mapping[str, int] = _named(_DUALS)
"""Word → the scale that it has two of."""
_WORDS = _named(_OTHERS, _ORDINALS) | dict(CARDINALS) | {name: 2 * scale for name, scale in DUALS.items()}
_SECONDS = tuple({name.split(" ")[1]: None for name in (*_WORDS, *SCALES) if " " in name})
"""What the second word of a number begins with that has two."""
_DUAL = re.compile(r"[\u05d0-\u05ea]{2}יים(?!\w)|[\u0621-\u064a]{3}(?:ين|ان)(?!\w)")
"""Two of a thing in one word: פעמיים, موقعين. Plurals in -ين look the same."""
_AND_HALF = re.compile(r"\band a half\b|(?<!\w)(?:וחצי|ומחצה|والنصف|ونصف)(?!\w)")
_ROMAN = re.compile(r"(?<![\w’-])(?=[IVXL]{2}|[VX](?!\w))((?:XL|L?X{0,3})(?:IX|IV|V?I{0,3}))(?![\w’-])")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
_LETTERED = re.compile(
    r"(?<![\u05d0-\u05ea])[ובהלמשכ]?([\u05d0-\u05ea]{1,4}[״\"][\u05d0-\u05ea]|[\u05d0-\u05ea]’)(?!\w)"
)
_LETTER_VALUES = {
    letter: value
    for letters, step in (("אבגדהוזחט", 1), ("יכלמנסעפצ", 10), ("קרשת", 100))
    for value, letter in zip(range(step, 10 * step, step), letters, strict=False)
}
_ENDING = re.compile(r"(?<=[\u0621-\u064a]{3})(?:ها|هم|هما|هن|ه)\Z")
"""Possessors of Arabic: ثلثها, a third of it."""
_PREFIXES = frozenset(
    (
        *("".join(parts) for parts in product(("", "ו"), ("", "ש", "כש"), ("", *"בלמהכ", "מה"))),
        *("".join(parts) for parts in product(("", "و", "ف"), ("", *"بكل"), ("", "ال"))),
        *("لل", "ولل", "فلل"),
    )
) - {""}
_JOINED = frozenset(prefix[0] for prefix in _PREFIXES)
"""Letters that a prefix begins with."""


def in_words(text: str) -> set[Decimal]:
    """Return every number that the words of a text can stand for: each alone, and neighbours put together."""
    found: set[Decimal] = {Decimal(2)} if _DUAL.search(text) else set()
    for run in _runs(text):
        found |= {Decimal(value) for value in run}
        whole = part = 0
        for value in run:
            if value in {1000, 10**6, 10**9, 10**12}:
                whole, part = whole + (part or 1) * value, 0
            elif value == 100 and 0 < part < 10:
                part *= value
            else:
                part += value
            found.add(Decimal(whole + part))
    found |= {Decimal(value) for _, _, value in romans(text)}
    for match in _LETTERED.finditer(text):
        value = lettered(match[1])
        # The thousands of a Hebrew year go without saying.
        found |= {Decimal(value), Decimal(5000 + value)} if value else set()
        # Such a year begins in the autumn of another one.
        found |= {Decimal(1239 + value), Decimal(1240 + value)} if value > 600 else set()
    if _AND_HALF.search(text):
        found |= {value + Decimal("0.5") for value in {Decimal(1), *found}}
    return found


def romans(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, value) of the Roman numerals of a text."""
    for match in _ROMAN.finditer(text):
        values = [_ROMAN_VALUES[letter] for letter in match[1]]
        signed = (
            -value if value < later else value for value, later in zip(values, [*values[1:], 0], strict=True)
        )
        if values:
            yield *match.span(), sum(signed)


def lettered(word: str) -> int:
    """Return the number that Hebrew letters with gershayim or geresh write, largest first; 0 for a word."""
    values = [_LETTER_VALUES.get(letter, 0) for letter in word if letter not in '״"’']
    falling = all(one >= two for one, two in pairwise(values))
    return sum(values) if all(values) and (falling or values[-2:] in ([9, 6], [9, 7])) else 0


def _runs(text: str) -> Iterator[list[int]]:
    """Yield the values of number words that stand together."""
    words = re.findall(r"[^\W\d_]+(?:['’״׳][^\W\d_]+)*", text.replace("־", " "))
    run: list[int] = []
    at = 0
    while at < len(words):
        second = words[at + 1] if at + 1 < len(words) else ""
        pair = _value(f"{words[at]} {second}") if second.lower().startswith(_SECONDS) else None
        value = pair if pair is not None else _value(words[at])
        at += 2 if pair is not None else 1
        if value is not None:
            run.append(value)
        elif run and words[at - 1] != "and":
            yield run
            run = []
    if run:
        yield run


@lru_cache(4096)
def _value(word: str) -> int | None:
    plain = word.lower()
    scale = SCALES.get(plain)
    known = _WORDS.get(plain, int(scale) if scale is not None and len(plain) > 2 else None)
    if known is not None:
        return known
    ended = _ENDING.sub("", plain)
    words = (plain, ended, *(stem for whole in (plain, ended) for _, stem in stems(whole)))
    return next((_WORDS[stem] for stem in words if stem in _WORDS), None)


def stems(word: str) -> Iterator[tuple[str, str]]:
    """Yield (prefix, rest) of a word in every way that Hebrew or Arabic may have joined the two."""
    for length in range(1, min(5, len(word) - 1)) if word[0] in _JOINED else ():
        if word[:length] in _PREFIXES:
            yield word[:length], word[length:].removeprefix("־")
