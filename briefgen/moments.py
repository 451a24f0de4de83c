"""Dates, decades and times of day in a text, in every form and calendar."""

import re
from collections.abc import Iterator
from typing import Literal

from briefgen.calendars import DECADES, DOUBTFUL, LUNAR, MONTH, MONTHS

Kind = Literal["number", "percentage", "sum", "date", "decade", "time", "citation", "link"]
Found = Iterator[tuple[int, int, tuple[Kind, str]]]
"""Start and end in the text, and what is there."""

_MONTHS = {**LUNAR, **MONTHS}
_ORDINAL = r"(?:st|nd|rd|th)?"
_DAYS = re.compile(
    rf"(?:(?<![\dA-Za-z.,:])(\d{{1,2}}){_ORDINAL}\s*(?:[-–]|to|and|until|עד|[ול]־?|إلى|الى|حتى|و)\s*(?:ה־)?)?"
    rf"(?<![\dA-Za-z.,:])(\d{{1,2}}){_ORDINAL}(?:\s+of)?(?:\s+من)?(?:\s+شهر)?\s+$"
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
    r"\b(?:19|20)?(\d0)s\b|שנות האלפיים(?![א-ת])|שנות ה־?(?:19|20)?(\d0)(?!\d)|שנות ה([א-ת]+ים)(?![א-ת])"
    r"|\b((?:[Tt]wen|[Tt]hir|[Ff]or|[Ff]if|[Ss]ix|[Ss]even|[Ee]igh|[Nn]ine)ties)\b"
    r"|(?<![^\W\d_])[وفب]?(?:ال)?([\u0621-\u064a]+ين)(?:ي)?ات(?!\w)"
    r"|(?<!\w)[ובל]?ال(?:ألفية|ألفينات|ألفينيات)(?!\w)"
)
_FIRST = "first|ראשון|أول", "second|שני|ثاني", "third|שלישי|ثالث"
_NTH = f"({'|'.join(_FIRST)})"
_OF_THIS_CENTURY = re.compile(
    rf"\b{_NTH} decade of the (?:twenty-first|21st) century\b"
    rf"|(?<!\w)[בלמ]?ה?עשור ה{_NTH} (?:של ה|ל|ב)מאה ה־?(?:21(?!\d)|עשרים ואחת(?!\w))"
    rf"|(?<!\w)(?:[وب]?ال|لل)عقد ال{_NTH} (?:من|في) القرن (?:الـ? ?21(?!\d)|الحادي والعشرين(?!\w))",
    re.IGNORECASE,
)
_OWN_MONTH = re.compile(r"(?:(?:[Mm]onth of|חודש|شهر) |\d\s)\Z")
_TOWERS = re.compile(r"(?<![\d/.])9/11(?:/(2001))?(?![\d/])")
"""The one date that every language tells, and English in no other way."""
_NO_YEAR = re.compile(r"(?<=[בהמל]־)(\d{1,2})/(\d{1,2})(?![\d/])")
_YEARS = re.compile(r"(?<![\d.,/–-])((?:19|20)\d\d)([/–-])(\d\d)(?![\d/–-]|[.,:]\d)")
_BORDERS = re.compile(r"(?<=קווי )[’״\"]?([4-7]\d)’?(?!\d)|(?<=גבולות )[’״\"]?([4-7]\d)’?(?!\d)")
"""Lines of armistice by the last digits of their year: קווי 67."""
_MORNING = r"[Aa]\.?[Mm]\.?(?!\w)|in the morning|בבוקר|לפנות בוקר|صباحا|فجرا"
_EVENING = (
    r"[Pp]\.?[Mm]\.?(?!\w)|in the afternoon|in the evening|אחרי? הצהריים|אחה״צ|בצהריים|בערב"
    "|بعد الظهر|ظهرا|عصرا|مساء"
)
_TIME = re.compile(
    r"(?<![\d:.,])(\d{1,2})(?::(\d\d)(?![\d:]))?(?P<half> וחצי| والنصف)?"
    rf"(?:\s*(?:(?P<morning>{_MORNING})|(?P<evening>{_EVENING})|(?P<night>at night|בלילה|ليلا))(?!\w))?"
)


def named_dates(text: str) -> Found:
    """Yield dates that name their month, and the years beside them."""
    done = 0
    for match in MONTH.finditer(text):
        name = match[1]
        if match.start() < done or not _is_month(text, match):
            continue
        start, end, days = match.start(), match.end(), list[str]()
        twin = _SAME_MONTH.match(text, end)
        if twin and _MONTHS.get(twin[1]) == _MONTHS[name]:
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
            yield start, end, ("date", _MONTHS[name] + (f"-{int(day):02}" if day else ""))
        if year:
            yield year.start(1), year.end(1), ("number", year[1])
            end = year.end(1)
        done = end


def _is_month(text: str, match: re.Match[str]) -> bool:
    """Tell a month from the common word that looks like it."""
    if match[1] not in MONTHS:
        return bool(_OWN_MONTH.search(text, max(0, match.start() - 12), match.start()))
    if match[1] not in DOUBTFUL:
        return True
    near = text[match.end() : match.end() + 6]
    before = _TIMELY.search(text[max(0, match.start() - 12) : match.start()])
    return bool(before or re.match(r",?\s*[/(]?\s*\d", near) or _SAME_MONTH.match(text, match.end()))


def numeric_dates(text: str) -> Found:
    """Yield dates in digits, with their years, and years of which some digits go without saying."""
    towers = {match.span(): match[1] for match in _TOWERS.finditer(text)}
    for span, year in towers.items():
        yield from _date(span, "09", "11", year or "")
    for match in _NUMERIC.finditer(text):
        year, month, day = match[1] or match[7], match[2] or match[6], match[3] or match[4]
        if int(month) > 12:
            month, day = day, month
        if match.span() not in towers:
            yield from _date(match.span(), month, day, year if len(year) == 4 else f"20{year}")
    for match in _NO_YEAR.finditer(text):
        yield from _date(match.span(), match[2], match[1], "")
    yield from _short_years(text)


def _date(span: tuple[int, int], month: str, day: str, year: str) -> Found:
    if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
        yield *span, ("date", f"{int(month):02}-{int(day):02}")
        if year:
            yield *span, ("number", year)


def _short_years(text: str) -> Found:
    """Yield years that are written with two digits: 2024/25, קווי 67."""
    for match in _YEARS.finditer(text):
        apart = (int(match[3]) - int(match[1])) % 100
        if apart == 1 or (match[2] != "/" and 1 < apart <= 30):
            yield *match.span(), ("number", match[1])
            yield *match.span(), ("number", str(int(match[1]) + apart))
    for match in _BORDERS.finditer(text):
        yield *match.span(), ("number", f"19{match[1] or match[2]}")


def decades(text: str) -> Found:
    """Yield the decades of a century: the nineties; 00 for those after the turn of the millennium."""
    for match in _OF_THIS_CENTURY.finditer(text):
        word = (match[1] or match[2] or match[3]).lower()
        at = next(at for at, names in enumerate(_FIRST) if word in names.split("|"))
        yield *match.span(), ("decade", f"{at}0")
    for match in _DECADE.finditer(text):
        word = next((part for part in match.groups() if part), "00").lower()
        if word.isdigit() or word in DECADES:
            yield *match.span(), ("decade", word if word.isdigit() else str(DECADES[word]))


def times(text: str) -> Found:
    """Yield times of day by 24 hours; an hour alone is one where the part of the day is said."""
    for match in _TIME.finditer(text):
        hour, part = int(match[1]), match.lastgroup if match.lastgroup != "half" else None
        if (match[2] is None and part is None) or hour > 24:
            continue
        if part and hour <= 12:
            late = part == "evening" or (part == "night" and 6 <= hour < 12)
            hour = hour % 12 + 12 * late
        yield *match.span(), ("time", f"{hour:02}:{match[2] or ('30' if match['half'] else '00')}")
