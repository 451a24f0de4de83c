"""Words that stand for numbers, months, scales and currencies in Hebrew, Arabic and English."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "January|Jan.|ינואר|كانون الثاني|كانون ثاني|كانون الثانى|يناير|جانفي",
            "February|Feb.|פברואר|شباط|فبراير|فيفري",
            "March|Mar.|מארס|מרץ|מרס|آذار|اذار|مارس",
            "April|Apr.|אפריל|نيسان|أبريل|ابريل|إبريل|أفريل",
            "May|מאי|أيار|ايار|مايو",
            "June|Jun.|יוני|حزيران|يونيو|يونية|جوان",
            "July|Jul.|יולי|تموز|يوليو|يوليه|جويلية",
            "August|Aug.|אוגוסט|آب|أغسطس|اغسطس|غشت",
            "September|Sept.|Sep.|ספטמבר|أيلول|ايلول|سبتمبر|شتنبر",
            "October|Oct.|אוקטובר|تشرين الأول|تشرين الاول|تشرين أول|أكتوبر|اكتوبر",
            "November|Nov.|נובמבר|تشرين الثاني|تشرين ثاني|نوفمبر|نونبر",
            "December|Dec.|דצמבר|كانون الأول|كانون الاول|كانون أول|ديسمبر|دجنبر",
        ),
        1,
    )
    for name in names.split("|")
}
"""Name → month: Levantine, Egyptian and Maghrebi names in Arabic."""
DOUBTFUL = frozenset({"May", "March", "مارس", "آب", "جوان"})
"""Names that are common words too: taken for months only beside a number or after a word for time."""

SCALES: Mapping[str, Decimal] = {
    name: Decimal(value)
    for value, names in (
        (100, "hundred|מאות|مئة|مائة|مئات"),
        (1000, "thousand|אלף|אלפים|אלפי|ألف|آلاف|ألفا"),
        (10**6, "million|mn|m|מיליון|מיליוני|مليون|ملايين|مليونا"),
        (10**9, "billion|bn|מיליארד|מיליארדי|مليار|مليارات|مليارا|بليون"),
        (10**12, "trillion|tn|טריליון|تريليون"),
    )
    for name in names.split("|")
}
CURRENCIES: Mapping[str, str] = {
    name: code
    for code, names in (
        ("USD", "US$|$|USD|dollar|dollars|US dollars|דולר|דולרים|دولار|دولارا|دولارات"),
        ("EUR", "€|EUR|euro|euros|אירו|יורו|يورو"),
        ("GBP", "£|GBP|pounds sterling|ליש״ט|جنيه إسترليني"),
        ("ILS", "₪|NIS|ILS|shekel|shekels|ש״ח|שקל|שקלים|شيكل|شيقل"),
        ("RUB", "₽|RUB|rouble|roubles|ruble|rubles|רובל|רובלים|روبل"),
        ("SYP", "SYP|Syrian pounds|לירות סוריות|ليرة سورية|ليرات سورية"),
    )
    for name in names.split("|")
}
PERCENT = ("%", "percent", "per cent", "אחוזים", "אחוז", "في المئة", "في المائة", "بالمئة", "بالمائة")

_CARDINALS: Mapping[int, str] = {
    0: "zero|אפס|صفر",
    1: "one|אחד|אחת|واحد|واحدة",
    2: "two|both|twice|double|doubled|twofold|הוכפל|הוכפלה|הכפיל|הכפילה|כפול"
    "|ضعف|ضعفي|ضعفين|تضاعف|تضاعفت|שניים|שתיים|שני|שתי|פעמיים|יומיים|שבועיים|חודשיים|שנתיים|שעתיים"
    "|اثنان|اثنين|اثنتان|اثنتين|مرتين"
    "|يومين|يومان|أسبوعين|أسبوعان|شهرين|شهران|عامين|عامان|سنتين|سنتان|ساعتين",
    3: "three|triple|tripled|threefold|שילש|שלושה|שלוש|שלושת|ثلاثة|ثلاث",
    4: "four|quadrupled|fourfold|ארבעה|ארבע|ארבעת|أربعة|أربع",
    5: "five|חמישה|חמש|חמשת|خمسة|خمس",
    6: "six|שישה|שש|ששת|ستة|ست",
    7: "seven|שבעה|שבע|שבעת|سبعة|سبع",
    8: "eight|שמונה|שמונת|ثمانية|ثماني|ثمان",
    9: "nine|תשעה|תשע|תשעת|تسعة|تسع",
    10: "ten|עשרה|עשר|עשרת|عشرة|عشر",
    11: "eleven|אחד עשר|אחת עשרה|أحد عشر|إحدى عشرة",
    12: "twelve|dozen|שנים עשר|שתים עשרה|תריסר|اثنا عشر|اثني عشر|اثنتا عشرة",
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
    200: "מאתיים|مئتان|مئتين|مائتان|مائتين",
    1000: "thousand|אלף|ألف",
    2000: "אלפיים|ألفان|ألفين",
}
_HUNDREDS = ("ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان|ثماني", "تسع")
DECADES: Mapping[str, int] = {
    name: 20 + 10 * index
    for index, names in enumerate(
        (
            "twenties|עשרים|عشرين",
            "thirties|שלושים|ثلاثين",
            "forties|ארבעים|أربعين",
            "fifties|חמישים|خمسين",
            "sixties|שישים|ستين",
            "seventies|שבעים|سبعين",
            "eighties|שמונים|ثمانين",
            "nineties|תשעים|تسعين",
        )
    )
    for name in names.split("|")
}
"""Word → decade of a century; in Arabic what stands before يات or ات."""
_ORDINALS: Mapping[int, str] = {
    1: "first|ראשון|ראשונה|لأول|أول|الأول|الأولى|أولى",
    2: "second|שני|שנייה|שניה|ثان|ثاني|ثانية|الثاني|الثانية",
    3: "third|שלישי|שלישית|ثالث|ثالثة",
    4: "fourth|רביעי|רביעית|رابع|رابعة",
    5: "fifth|חמישי|חמישית|خامس|خامسة",
    6: "sixth|שישי|שישית|سادس|سادسة",
    7: "seventh|שביעי|שביעית|سابع|سابعة",
    8: "eighth|שמיני|שמינית|ثامن|ثامنة",
    9: "ninth|תשיעי|תשיעית|تاسع|تاسعة",
    10: "tenth|עשירי|עשירית|عاشر|عاشرة",
}
_WORDS = {
    name: number
    for numbers in (_ORDINALS, _CARDINALS)
    for number, names in numbers.items()
    for name in names.split("|")
}
_WORDS |= {
    stem + hundred: 100 * number
    for number, stems in enumerate(_HUNDREDS, 3)
    for stem in stems.split("|")
    for hundred in ("مئة", "مائة")
}
_DUAL = re.compile(r"[\u05d0-\u05ea]{2}יים(?!\w)|[\u0621-\u064a]{3}(?:ين|ان)(?!\w)")
"""Two of a thing in one word: פעמיים, موقعين. Plurals in -ين look the same."""
_PREFIXED = re.compile(r"^(?:[ובהלמשכ]{1,3}־?(?=[\u05d0-\u05ea]{2})|و?[بفلك]?(?:ال)?(?=[\u0621-\u064a]{2}))")


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
    return found


def _runs(text: str) -> Iterator[list[int]]:
    """Yield the values of number words that stand together."""
    words = re.findall(r"[^\W\d_]+(?:['’״׳][^\W\d_]+)*", text.replace("־", " "))
    run: list[int] = []
    at = 0
    while at < len(words):
        pair = _value(" ".join(words[at : at + 2])) if at + 1 < len(words) else None
        value = pair if pair is not None else _value(words[at])
        at += 2 if pair is not None else 1
        if value is not None:
            run.append(value)
        elif run and words[at - 1] != "and":
            yield run
            run = []
    if run:
        yield run


def _value(word: str) -> int | None:
    plain = word.lower()
    scale = SCALES.get(plain)
    known = _WORDS.get(plain, int(scale) if scale is not None and len(plain) > 2 else None)
    if known is not None:
        return known
    stem = _PREFIXED.sub("", plain, count=1)
    return _WORDS.get(stem) if stem != plain else None
