"""Names of months and decades in Hebrew, Arabic and English, of three calendars."""

import re
from collections.abc import Mapping

MONTHS: Mapping[str, str] = {
    name: f"{number:02}"
    for number, names in enumerate(
        (
            "January|Jan.|ינואר|كانون الثاني|كانون ثاني|كانون الثانى|يناير|جانفي",
            "February|Feb.|פברואר|شباط|فبراير|فيفري",
            "March|Mar.|מארס|מרץ|מרס|آذار|اذار|مارس",
            "April|Apr.|אפריל|نيسان|أبريل|ابريل|إبريل|أفريل",
            "May|מאי|أيار|ايار|مايو|ماي",
            "June|Jun.|יוני|حزيران|يونيو|يونية|يونيه|جوان",
            "July|Jul.|יולי|تموز|يوليو|يوليه|يوليوز|جويلية",
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
DOUBTFUL = frozenset({"May", "March", "مارس", "آب", "جوان", "ماي"})
"""Names that are common words too: taken for months only beside a number or after a word for time."""
LUNAR: Mapping[str, str] = {
    name: f"{calendar} {number:02}"
    for calendar, months in (
        (
            "Hijri",
            (
                "Muharram|מוחרם|محرم",
                "Safar|צפר|صفر",
                "Rabi al-Awwal|Rabi’ al-Awwal|Rabi I|רביע אל־אוול|רביע אל־אול|ربيع الأول",
                "Rabi al-Thani|Rabi’ al-Thani|Rabi al-Akhir|Rabi II|רביע א־ת’אני|רביע אל־ת’אני"
                "|ربيع الثاني|ربيع الآخر",
                "Jumada al-Ula|Jumada al-Awwal|Jumada I|ג’ומאדא אל־אולא|جمادى الأولى",
                "Jumada al-Akhira|Jumada al-Thani|Jumada II|ג’ומאדא א־ת’אניה|ג’ומאדא אל־אח’רה"
                "|جمادى الآخرة|جمادى الثانية",
                "Rajab|רג’ב|رجب",
                "Shaban|Sha’ban|שעבאן|شعبان",
                "Ramadan|רמדאן|רמצ’אן|رمضان",
                "Shawwal|שוואל|شوال",
                "Dhu al-Qadah|Dhu al-Qa’dah|Dhu al-Qi’dah|ד’ו אל־קעדה|ذو القعدة|ذي القعدة",
                "Dhu al-Hijjah|Dhu al-Hijja|ד’ו אל־חיג’ה|ذو الحجة|ذي الحجة",
            ),
        ),
        (
            "Hebrew",
            (
                "Tishrei|Tishri|תשרי|تشري",
                "Cheshvan|Heshvan|Marheshvan|חשוון|חשון|מרחשוון|حشوان",
                "Kislev|כסלו|كسليف|كسلو",
                "Tevet|טבת|طيبت|طيفيت",
                "Shevat|Shvat|שבט|شفاط",
                "Adar|אדר|أدار",
                "Nisan|ניסן|نيسان العبري",
                "Iyar|Iyyar|אייר|أيار العبري",
                "Sivan|סיוון|סיון|سيفان",
                "Tammuz|תמוז|تموز العبري",
                "Av|אב|آب العبري",
                "Elul|אלול|أيلول العبري",
            ),
        ),
    )
    for number, names in enumerate(months, 1)
    for name in names.split("|")
}
"""Name → calendar and month; many are names of people or common words too."""
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

MONTH = re.compile(
    r"(?<!\w)(?:[ובלמכהש]{1,3}־?(?=[א-ת])|و?[بلف]?(?:ال)?(?=[\u0621-\u064a]))?("
    + "|".join(re.escape(name) for name in sorted({**MONTHS, **LUNAR}, key=len, reverse=True))
    + r")(?![^\W\d_])"
)
"""The name of a month with what is joined to it."""
