"""Random paragraphs of mixed direction, the same ones for the same seed.

They do not wrap: where a line breaks depends on the font that a space is taken from, on which browsers and
Pango differ. Forced breaks are among them; wrapped lines are in `corpus/bidi-wrapped`.
"""

from random import Random


def words(text: str) -> list[str]:
    """Split at spaces."""
    return text.split()


HEBREW = words("הסכם ביטחון בין ישראל לסוריה לפי דיווח ראשון גבול צפון מדינה שנת ועידה שלום מחקר נייר")
ARABIC = words("اتفاق أمني بين إسرائيل وسوريا وفق تقرير أول حدود شمال دولة سنة مؤتمر سلام بحث ورقة لا إلى")
LATIN = words("HTS USA the report Reuters UN-OCHA SDF north border 2-state DeepMind B2B iPhone Co.")
NUMBERS = words("31 2025 1,250 3.5 50% $40 40$ 12/11/2025 1994–2026 7:30 +3 -5 31.4°C 10–12% €2.5 ٢٠٢٥ ٣٫٥")
MARKS = words(". , : ; ! ? - – … / * & + =")
PAIRS = ["()", "[]", "«»", '""', "“”", "{}"]
TAGS = ["b", "i", "span", "em", "a href=#x", "bdi", "sup", "span dir=ltr", "span dir=rtl", "span class=pad"]
RARE_TAGS = [
    "bdo dir=rtl", "bdo dir=ltr", "span dir=auto", "span class=embed dir=ltr", "span class=embed dir=rtl",
    "span class=override", "span class=plain", "bdi dir=rtl",
]  # fmt: skip
CONTROLS = [
    "\u200e",
    "\u200f",
    "\u2066",
    "\u2067",
    "\u2068",
    "\u2069",
    "\u202a",
    "\u202b",
    "\u202c",
    "\u061c",
]


def paragraph(random: Random) -> str:
    """Return one paragraph as HTML."""
    language, direction = random.choice([("he", "rtl"), ("he", "rtl"), ("ar", "rtl"), ("en", "ltr")])
    known = {"he": HEBREW, "ar": ARABIC, "en": LATIN}[language]
    content = _content(random, known, random.randint(3, 22), depth=0)
    return f"<p lang={language} dir={direction} class=whole>{content}</p>"


def _content(random: Random, known: list[str], length: int, depth: int) -> str:
    parts: list[str] = []
    for _ in range(length):
        kind = random.random()
        if kind < 0.42:
            part = random.choice(known)
        elif kind < 0.58:
            part = random.choice(random.choice([HEBREW, ARABIC, LATIN]))
        elif kind < 0.70:
            part = random.choice(NUMBERS)
        elif kind < 0.76:
            part = random.choice(MARKS)
        elif kind < 0.82:
            opening, closing = random.choice(PAIRS)
            part = opening + _content(random, known, random.randint(1, 3), depth + 1) + closing
        elif kind < 0.98 and depth < 4:
            tag = random.choice(RARE_TAGS if random.random() < 0.2 else TAGS)
            inner = _content(random, known, random.randint(1, 4), depth + 1)
            part = f"<{tag}>{inner}</{tag.split()[0]}>"
        else:
            part = random.choice([*CONTROLS, "<img>", "<br>", "<span class=box>HTS שלום</span>"])
        parts.append(part)
        parts.append(random.choice(" " * 9 + "־"))
    return "".join(parts)
