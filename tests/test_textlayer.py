"""The text layer: real PDFs of the engine, read and searched by the programs that people use.

A folder `corpus/text-LANGUAGE-NAME` holds a page and the text that its author wrote. No text was used to tune
the text layer but those named `water`.
"""

import re
import subprocess
import unicodedata
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import ImageOps

from briefgen.model import Bundle
from briefgen.typeset import patches, typeset
from briefgen.verify import read_structure, textmeter, verify
from briefgen.verify.textmeter import Score

TESTS = Path(__file__).parent
CORPUS = TESTS / "corpus"
FONTS = [TESTS.parent / "fonts"]
PDFJS = TESTS / "node_modules" / "pdfjs-dist"
CASES = sorted(folder.name for folder in CORPUS.glob("text-*"))
RIGHT_TO_LEFT = [case for case in CASES if not case.startswith("text-en")]
READERS = {"poppler", "pdfium", "mupdf", "pdfjs"}


@cache
def page(case: str) -> bytes:
    """Typeset the page of a case."""
    folder = CORPUS / case
    language = case.split("-")[1]
    text = (folder / "expected.txt").read_text(encoding="utf-8")
    html = (folder / "page.html").read_text(encoding="utf-8")
    return typeset(Bundle(case, language, html, {}, text), FONTS)


def made(body: str, language: str = "he") -> bytes:
    """Typeset a body in the fonts of its language."""
    family = {"he": "Frank Ruhl Libre", "ar": "Noto Naskh Arabic", "en": "IBM Plex Serif"}[language]
    direction = "ltr" if language == "en" else "rtl"
    head = f'<meta charset="utf-8"><title>t</title><style>body {{ font: 12pt/1.6 "{family}" }}</style>'
    html = f'<!doctype html><html lang="{language}" dir="{direction}">{head}<body>{body}</body></html>'
    return typeset(Bundle("made", language, html, {}, ""), FONTS)


@cache
def scores(case: str) -> dict[str, Score]:
    """Measure the page of a case in every reader."""
    expected = textmeter.expected_text((CORPUS / case / "expected.txt").read_text(encoding="utf-8"))
    found = textmeter.measure(page(case), expected, pdfjs=PDFJS, count=300)
    return {score.reader: score for score in found}


def content(pdf: bytes) -> str:
    """Return the content of the first page, an operator a line."""
    with pikepdf.open(BytesIO(pdf)) as document:
        contents = document.pages[0].Contents
        streams = contents if isinstance(contents, pikepdf.Array) else [contents]
        return "\n".join(stream.read_bytes().decode("latin-1") for stream in streams)


def read(pdf: bytes) -> dict[str, str]:
    """Return what each reader gives back."""
    return {
        name: textmeter.normal(" ".join(pages)) for name, pages in textmeter.readers.read(pdf, PDFJS).items()
    }


def test_all_readers_are_measured() -> None:
    assert set(scores("text-he-water")) == READERS | {"structure"}


@pytest.mark.parametrize("case", CASES)
def test_runs_come_back(case: str) -> None:
    """Runs of five words come back as they were written: the mean of four readers, and the worst."""
    runs = {name: score.runs or 0.0 for name, score in scores(case).items() if name in READERS}
    assert sum(runs.values()) / len(runs) >= 0.93, runs
    assert min(runs.values()) >= 0.80, runs


@pytest.mark.parametrize("case", RIGHT_TO_LEFT)
@pytest.mark.parametrize("reader", ["poppler", "mupdf", "pdfjs"])
def test_three_readers_give_back_everything(case: str, reader: str) -> None:
    assert (scores(case)[reader].runs or 0.0) >= 0.99


@pytest.mark.parametrize("case", CASES)
def test_structure_gives_back_everything(case: str) -> None:
    """Marks that are found by walking the structure tree read as the source."""
    assert (scores(case)["structure"].runs or 0.0) >= 0.99


@pytest.mark.parametrize("case", [case for case in CASES if "notes" not in case])
def test_phrases_are_found(case: str) -> None:
    """A reader's own search finds phrases of two to four words, single words always."""
    for name, score in scores(case).items():
        if not score.found:
            continue
        assert score.found.get(1, 1.0) >= 0.98, (name, score.lost)
        phrases = [share for words, share in score.found.items() if words > 1]
        assert min(phrases) >= (0.96 if name == "pdfium" else 0.98), (name, score.lost)


@pytest.mark.parametrize("case", [case for case in RIGHT_TO_LEFT if "notes" not in case])
def test_pdfium_loses_nothing_but_brackets_and_addresses(case: str) -> None:
    """What PDFium does not find holds a bracket, an address or a hyphened Latin name."""
    lost = [
        phrase for phrase in scores(case)["pdfium"].lost if not re.search(r"[()\[\]«»/@]|[A-Za-z]-", phrase)
    ]
    assert not lost


@pytest.mark.parametrize("case", CASES)
def test_pages_verify(case: str) -> None:
    """No machine-checkable failure, but that words of these pages are not marked as foreign."""
    findings = [f for f in verify(page(case)).findings if f.condition != "script-language"]
    assert not findings


@pytest.mark.parametrize("case", ["text-he-water", "text-ar-water"])
def test_pages_are_the_same_each_time(case: str) -> None:
    first = page(case)
    page.cache_clear()
    assert page(case) == first


def test_without_the_text_layer_readers_lose_text() -> None:
    """WeasyPrint alone gives back less than half in its worst reader."""
    patches.uninstall()
    kept = patches.PATCHES
    names = {"draw_first_line", "build_fonts_dictionary"}
    try:
        patches.PATCHES = tuple(patch for patch in kept if patch.name not in names)
        page.cache_clear()
        expected = textmeter.expected_text(
            (CORPUS / "text-he-water" / "expected.txt").read_text(encoding="utf-8")
        )
        found = textmeter.measure(page("text-he-water"), expected, pdfjs=PDFJS, count=1)
    finally:
        patches.uninstall()
        patches.PATCHES = kept
        page.cache_clear()
    assert min(score.runs or 0.0 for score in found if score.reader in READERS) < 0.5


# ---------------------------------------------------------------- what is in the file


def test_letters_are_in_logical_order() -> None:
    """Each letter is a text object of its own, further left than the one before."""
    operators = content(made("<p>שלום</p>"))
    shown = re.findall(r"(-?[\d.]+) 0 Td<([0-9a-f]{4})>Tj", operators)
    assert len(shown) == 4
    assert all(float(step) < 0 for step, _ in shown[1:])


def test_latin_words_are_one_object() -> None:
    operators = content(made("<p>אל HTS</p>"))
    assert re.search(r"<[0-9a-f]{8}>Tj", operators), "the letters after the first, together"


@pytest.mark.parametrize("case", RIGHT_TO_LEFT)
def test_readings_are_plain_text(case: str) -> None:
    """No ToUnicode map holds controls, odd spaces or code for characters in another way."""
    with pikepdf.open(BytesIO(page(case))) as document:
        maps = {
            font.ToUnicode.objgen: font.ToUnicode.read_bytes().decode("ascii")
            for sheet in document.pages
            for font in sheet.Resources.Font.values()
        }
    for text in maps.values():
        assert "cidchar" not in text
        readings = [bytes.fromhex(code).decode("utf-16-be") for code in re.findall(r"> <([0-9a-f]*)>", text)]
        for reading in readings:
            assert reading
            assert not re.search(r"[\x00-\x1f\x7f-\x9f\ufeff\ufffe\ufffd]", reading)
            assert reading == " " or not re.search(r"[ \u00a0\u2000-\u200a]", reading), (
                "no reading holds a space"
            )


@pytest.mark.parametrize("case", RIGHT_TO_LEFT)
def test_actual_text_stands_for_little(case: str) -> None:
    """ActualText gives a letter, a number or a Latin word; sequences are balanced; no optional content."""
    operators = content(page(case))
    given = [bytes.fromhex(code).decode("utf-16-be") for code in re.findall(r"<FEFF([0-9A-F]*)>", operators)]
    assert given
    assert all(len(text) == 1 or text.isascii() for text in given)
    assert len(re.findall(r"\b(?:BDC|BMC)\b", operators)) == len(re.findall(r"\bEMC\b", operators))
    assert "/OC" not in operators


def test_english_pages_are_as_before() -> None:
    """A document without right-to-left text has no further fonts and no sequence with ActualText."""
    pdf = made("<p>Plain English, 2026 (with brackets) and a list.</p>", "en")
    assert b"ActualText" not in content(pdf).encode()
    with pikepdf.open(BytesIO(pdf)) as document:
        assert all("-" not in str(name) for name in document.pages[0].Resources.Font)


def test_clean_text_is_attached() -> None:
    with pikepdf.open(BytesIO(page("text-he-water"))) as document:
        (file,) = document.Root.AF
        assert file.AFRelationship == "/Alternative"
        assert (
            document.attachments["text-he-water.txt"].get_file().read_bytes()
            == (CORPUS / "text-he-water" / "expected.txt").read_bytes()
        )
        assert "/ModDate" not in file.EF.F.get("/Params", {})
    with pikepdf.open(BytesIO(made("<p>ריק</p>"))) as document:
        assert "/AF" not in document.Root


STRUCTURE = {
    "he": "בשעה 10:30 הודיע דובר צה״ל (בעברית) כי ‎5.5% מן המים, ובהם מי Kinneret Lake, נשאבו ב־31 ביולי.",
    "ar": "في الساعة 10:30 أعلن المتحدث (بالعربية) أن 5.5% من المياه، ومنها Kinneret Lake، ضُخّت لا محالة.",
    "en": "At 10:30 the speaker said (in English) that 5.5% of the water had been pumped.",
}


@pytest.mark.parametrize("language", STRUCTURE)
def test_poppler_gives_back_the_structure(language: str) -> None:
    """`pdfinfo -struct-text` reads whole lines by ToUnicode, with the spaces at which lines were broken."""
    text = STRUCTURE[language]
    data = made(f"<p style='width: 6cm'>{text}</p>", language)
    command = ["pdfinfo", "-enc", "UTF-8", "-struct-text", "-"]
    done = subprocess.run(command, input=data, capture_output=True, check=True)
    pieces = re.findall(r'^ +"(.*)"$', done.stdout.decode(), re.MULTILINE)
    assert textmeter.normal("".join(pieces)) == textmeter.normal(text)


def test_spaces_at_line_ends_are_drawn() -> None:
    """A screen reader puts lines together as they are: no line ends without the space it was broken at."""
    data = made(
        "<p style='width: 4cm'>Plain words run over <b>some</b> lines and a hyphen-ated one</p>", "en"
    )
    shown = re.findall(r"<([0-9a-f]*)>\s*(?:Tj|\]TJ)\s*ET", content(data))
    blanks = [code for code in shown if len(code) == 4]
    assert len(blanks) >= 2
    assert len(set(blanks)) <= 2, "one glyph, in two fonts"


# ---------------------------------------------------------------- one thing at a time

SAMPLES = [
    ("he", "ב־31 ביולי 2025, בשעה 10:30."),
    ("he", "עלייה של 47%, כלומר 5.5 מיליון."),
    ("he", "צה״ל, הרמטכ״ל וג׳ורג׳י"),
    ("he", 'הוא אמר "לא עוד" והלך'),
    ("he", "הקבוצה HTS פעלה"),
    ("he", "בין סוכנות הידיעות Reuters לבין אוניברסיטת Tel Aviv University עמדו עוד שלושה גופים"),
    ("he", "בְּרֵאשִׁית בָּרָא הכול"),
    ("ar", "في 31 تموز 2025، عند الساعة 10:30."),
    ("ar", "ارتفع بنسبة 47%، أي 5.5 مليون."),
    ("ar", "إلى الإسلام والأمن لا الآن"),
    ("ar", "سلاحًا محلّيًا يُقال لِمَن شدّةً"),
    ("ar", "وكالة Reuters للأنباء"),
    ("ar", "قال «لا» ثم مضى"),
    ("he", "ארגון UN-OCHA פרסם דוח"),
    ("he", "תקן ISO/IEC 42001 ועוד"),
    ("he", "בכתובת https://data.gov.il/ai-register?lang=he בפורמט"),
    ("he", "דואר ai-appeals@justice.gov.il או *3456"),
    ("he", "ה־EU AI Act (תקנה 2024/1689) מאמץ"),
    ("he", "דצמבר (דצמבר 2023) שאינו"),
    ("he", "היא (ספק מקומי או US-based vendor) ובאילו"),
    ("he", "עלות $1.2M לשנה ו־2.3GB ממאגר"),
    ("he", "בשם Kratt (kratid.ee), ובו"),
    ("he", "ב־New York City נחקק Local Law 144 (2021), שמחייב"),
    ("he", "בסינגפור (“AI Verify”, 2022). מול"),
    ("he", "אמר “שלום רב” והלך"),
    ("he", "לפי 11(ד) לחוק"),
    ("he", "בגלל COVID-19, והשאר"),
    ("he", "מעסיקים (versement mobilité; 1.75% מן השכר), ובישראל"),
    ("he", "או Tevel – לפרסם נתוני GTFS-RT כל 10 שניות"),
    ("ar", "النسبة من 3% إلى 11% في سنوات (2013–2019)، بدعم"),
    ("ar", "معهد Education (ITE) إلى 22%."),
    ("ar", "نظرةٌ ترى في المهنة «ملاذَ الراسبين»، ومناهجُ لم تُحدَّث"),
    ("ar", "أكثر مما ينتجه أيّ مشروع جديد، وهو أهمّ من أيّ محطة أو حيّ"),
    ("en", "In Haifa (חיפה) and in Acre (עכו), they say “שלום” (peace), not “די”."),
    ("en", "the call (נצרת): 120 km"),
]
AROUND = {
    "en": "A good policy is measured in daily life and not at the ceremony of its signing. " * 2,
    "he": "מדיניות טובה נמדדת בשגרה ולא בטקס החתימה ובעיקר בשאלה אם הברז פועל " * 2,
    "ar": "السياسة الجيدة تقاس في الحياة اليومية لا في حفل التوقيع بل في عمل الصنبور " * 2,
}
"""Words around: poppler takes a page of mostly Latin letters for one that runs from left to right."""


@cache
def samples(language: str) -> dict[str, dict[str, str]]:
    """Return what each reader gives back of each sample of a language; one document has them, a page each."""
    texts = [text for code, text in SAMPLES if code == language]
    pages = (f"<p>{text}</p><p>{text} {text}</p><p>{AROUND[language]}</p>" for text in texts)
    pdf = made("".join(f"<section style='break-after: page'>{page}</section>" for page in pages), language)
    found = textmeter.readers.read(pdf, PDFJS).items()
    # poppler tells of a page after the last.
    return {name: dict(zip(texts, map(textmeter.normal, pages), strict=False)) for name, pages in found}


@pytest.mark.parametrize(("language", "text"), SAMPLES, ids=range(len(SAMPLES)))
def test_samples_come_back(language: str, text: str) -> None:
    expected = textmeter.normal(text)
    found = {name: backs[text] for name, backs in samples(language).items()}
    assert set(found) == READERS
    assert {name: back for name, back in found.items() if expected not in back} == {}
    assert textmeter.normal(read_structure(made(f"<p>{text}</p>", language))) == expected


FOUND = [
    ("he", "כ־30% (תקנה 2024/1689) מאמץ"),
    ("he", "דצמבר (דצמבר 2023), שאינו"),
    ("he", 'מול טענת הסודיות – "ספקים כמו" – די'),
    ("he", 'ובישראל אין כמותו; "אגרת הגודש" שאושרה'),
    ("he", "ירד ל־45 דקות (−63%). האוניברסיטה"),
    ("he", "חיסכון לפחות (±15%). לחייב"),
    ("he", "נחקק Local Law 144 (2021), שמחייב"),
    ("he", "לפי מכון Rice Misr (GASC) או בכתובת"),
    ("he", 'מערכת בשם Hawk-Eye ("עין הנץ"), שנדונה'),
    ("he", 'לפי Rand ("חלון" הזדמנות), כאן'),
    ("he", "בסכום של 2.4 מיליארד ₪, אך 57% מן"),
    ("he", "לפי 12 ₪. והנה היא"),
    ("he", "מדו״ח World Bank – כלל ידוע"),
    ("ar", "تقرير منظمة العمل (ILO) إنّ البطالة"),
    ("ar", "معهد Technical Education (ITE) إلى المدارس"),
    ("ar", "في «الكهرباء العامة»، وغيابُ الشراكة"),
    ("ar", "نسبة الاستجابة: 71%). وأهمّ النتائج"),
    ("ar", "ومعدّل خصم 5%؛ التفاصيل في الملحق (ب)"),
    ("ar", "أسرة (هامش خطأ ±2.1%) قال"),
    ("ar", "بكلفة $0.41 للفرد في السنة"),
    ("ar", "الكلفة الإجمالية $18.6M على أربع سنوات"),
    ("ar", "كبار السنّ (+65)، وعمّال"),
    ("ar", "أي بنسبة −90%. أمّا الكويت"),
    ("ar", "(22%) من الأسر"),
    ("ar", "فالحرّ عندنا خبرٌ، لا سياسة"),
    ("ar", "الحرارة ≥45 درجة"),
    ("ar", "مدخلًا إلى أيّ سياسة تعبّر عن"),
    ("en", "The term מוביל ארצי means the same"),
    ("en", "Haifa (חיפה) and Amman (عمّان) are"),
    ("en", "in takiya (تكية) kitchens; a “לב אחד” (“One Heart”) network"),
    ("en", "said “שלום, ברוכים הבאים” and left"),
    ("en", "the law (חוק 24 לשנת אלפיים) applies"),
    ("en", "then [הערה] and {סוגריים}; so"),
    ("en", "to twin Nazareth (נצרת / الناصرة) with others"),
    ("en", "a <b>שם מודגש</b>, and one <em>לא</em> so (مياهٌ عَذْبة) now"),
]
"""Phrases that a reader's own search is to find as one types them: with no mark in them."""


@cache
def hits(language: str) -> tuple[dict[str, dict[str, bool]], dict[str, str]]:
    """Return whether each reader finds each phrase of a language, and what PDFium reads of its page.

    One document has them, a page each.
    """
    texts, around = [text for code, text in FOUND if code == language], AROUND[language]
    pages = (f"<p>{around}</p><p>{around} {text} {around}</p><p>{text} {around}</p>" for text in texts)
    pdf = made("".join(f"<section style='break-after: page'>{page}</section>" for page in pages), language)
    found = textmeter.readers.find(pdf, [re.sub("<[^>]*>", "", text) for text in texts], PDFJS)
    back = dict(zip(texts, textmeter.readers.read(pdf)["pdfium"], strict=True))
    return {name: dict(zip(texts, each, strict=True)) for name, each in found.items()}, back


@pytest.mark.parametrize(("language", "text"), FOUND, ids=range(len(FOUND)))
def test_samples_are_found(language: str, text: str) -> None:
    found, back = hits(language)
    assert {name: each[text] for name, each in found.items()} == dict.fromkeys(READERS - {"poppler"}, True)
    assert not re.search("[\u200e\u200f]", back[text])


@pytest.mark.parametrize("markup", ["<b>{}</b>", "<a href='https://example.org/'>{}</a>", "<em>{}</em>"])
def test_words_across_boxes_come_back(markup: str) -> None:
    text = "השר אמר " + markup.format("דבר חשוב מאוד") + ", והלך"
    plain = textmeter.normal(re.sub("<[^>]*>", "", text))
    assert all(plain in back for back in read(made(f"<p>{text}</p>")).values())


@pytest.mark.parametrize("sign", ["−", "+"])
def test_rows_that_end_in_signed_numbers_keep_their_order(sign: str) -> None:
    """PDFium would take such a row for one with the row before, which it reads after it."""
    rows = [["אזור", "בתים", "שינוי"], ["עמק", "12,480", f"{sign}4.5%"], ["חוף", "7,905", f"{sign}12%"]]
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    table = f"<table style='width: 100%'>{cells}</table>"
    pdf = made(f"<p>{AROUND['he']}</p>{table}<p>{AROUND['he']}</p>")
    expected = " ".join(cell for row in rows for cell in row)
    found = {name: back for name, back in read(pdf).items() if name != "poppler"}  # which reads by columns
    assert {name: back for name, back in found.items() if expected not in back} == {}


def test_arabic_words_in_english_lines_are_whole() -> None:
    """PDFium takes raised dots for new lines, but beside something wide."""
    pdf = made("<p>Its kitchens (تكية) and the city (أمانة) met Lina (لينا) and others</p>", "en")
    found = read(pdf)["pdfium"]
    assert [word for word in ("تكية", "أمانة", "لينا") if word not in found] == []


@pytest.mark.parametrize("text", ["The word يقف stands", "The words يقف بيت, as he said"])
def test_letters_whose_dots_are_glyphs_of_their_own_are_read_in_english_lines(text: str) -> None:
    """Such dots come first and have no width: the layout failed where a phrase had no other letter."""
    found = read(made(f"<p>{text}</p>", "en"))
    assert {
        name: back for name, back in found.items() if text not in re.sub("[\u200e\u200f]", "", back)
    } == {}


def test_a_letter_beside_one_of_another_font_keeps_its_dots() -> None:
    """The layout failed: the dots were to be shown in the font of the letter before."""
    found = read(made("<p>ف׳ئ هنا</p>", "ar"))
    assert {name: back for name, back in found.items() if "ئ" not in back} == {}


@pytest.mark.parametrize(
    ("language", "word"), [("he", "בְּרֵאשִׁית"), ("he", "שַׁבָּת"), ("ar", "شَدَّةٌ"), ("ar", "مُدرِّسٌ")]
)
def test_marks_read_alike_in_whichever_order_they_are_written(language: str, word: str) -> None:
    """Dagesh or shadda first, as one types them, or last, as Unicode orders them: one text comes back."""
    orders = (_typed(word), unicodedata.normalize("NFD", word))
    assert orders[0] != orders[1]
    bodies = [f"<p>{AROUND[language]} {text} {AROUND[language]}</p>" for text in orders]
    typed, ordered = (made(body, language) for body in bodies)
    assert textmeter.readers.read(typed, PDFJS) == textmeter.readers.read(ordered, PDFJS)
    hits = textmeter.readers.find(typed, [orders[1]], PDFJS)
    assert all(map(all, hits.values())), hits


def _typed(word: str) -> str:
    """Return a word with dagesh, shadda and the dots of shin before other marks."""
    first = "\u05bc\u05c1\u05c2\u0651"
    return re.sub(
        r"([\u05b0-\u05c2\u064b-\u0652]+)",
        lambda m: "".join(sorted(m[0], key=lambda c: c not in first)),
        word,
    )


def test_english_lines_of_mostly_hebrew_come_back() -> None:
    """PDFium turns a line round that has no more Latin words than others."""
    text = "In short: המים קודמים לכול ואין להם תחליף at all"
    assert {
        name
        for name, back in read(made(f"<p>{text}</p><p>{AROUND['en']}</p>", "en")).items()
        if text not in back
    } == set()


def test_long_quotations_in_english_lines_come_back() -> None:
    quoted = "תפתח את הארץ לטובת כל תושביה ותקיים שוויון זכויות חברתי ומדיני גמור לכל אזרחיה בלי הבדל"
    pdf = made(f"<p>{AROUND['en']}</p><p>Founders wrote “{quoted}”, and {AROUND['en']}</p>", "en")
    assert f"“{quoted}”, and" in re.sub("[\u200e ]+", " ", read(pdf)["pdfium"])


def test_lines_that_end_in_an_ellipsis_begin_at_the_right() -> None:
    """Stock draws what is cut from the left edge that it would have: out of sight."""
    style = "width: 300px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis"
    words = "שורה ארוכה מאוד עם <b>Latin words</b> ועוד מילים רבות שאינן נכנסות ברוחב הזה בכלל ולא ברוחב אחר"
    pdf = made(f"<p style='{style}'>שלום (כאן) קצר</p><p style='{style}'>{words}</p>")
    assert "שלום (כאן) קצר" in read(pdf)["pdfium"]
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=96 / 72).to_pil().convert("L")
    left, _, right, _ = ImageOps.invert(page).getbbox() or (0, 0, 0, 0)
    assert 280 <= right - left <= 300


def test_justified_lines_come_back() -> None:
    words = "מדיניות טובה נמדדת בשגרה ולא בטקס החתימה ובעיקר בשאלה אם הברז פועל " * 6
    found = read(made(f"<p style='text-align: justify; width: 7cm'>{words}</p>"))
    assert all(words.strip() in back for back in found.values())


HOSTILE = [
    "\u202e\u202d\u2067\u2066" * 40 + "שלום \u2069\u2069\u202c abc",
    "א\u0301\u0301\u0301\u0301 ב\u200d\u200c\u200bג \u200f\u200e",
    "\u05b0\u05b1 \u064b\u0651",
    "שלום\ue000\U0010ffff עולם",
    "א" * 3000,
    "<span>" * 300 + "שלום" + "</span>" * 300,
    "אב<sup>ג<sub>ד 1</sub></sup> "
    "<span style='font-size: 0'>ה</span> <span style='letter-spacing: 3pt'>ויז</span>",
    "<span style='unicode-bidi: bidi-override; direction: ltr'>שלום</span> abc",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_written(text: str) -> None:
    pdf = made(f"<p>{text}</p>")
    operators = content(pdf)
    assert len(re.findall(r"\b(?:BDC|BMC)\b", operators)) == len(re.findall(r"\bEMC\b", operators))
    assert read(pdf)


DRAWN = [
    ("he", "הסכם *הביטחון* של *סוריה נחתם* בדמשק"),
    ("he", "תנועת *HTS* השיבה *15* אתרים לידי *UNDOF*"),
    ("ar", "الس*لا*م عليكم *في دمشق* الكبرى"),
]
"""Texts of drawings, with their elements between stars."""


@pytest.mark.parametrize(("language", "text"), DRAWN)
def test_text_of_drawings_comes_back_across_its_elements(language: str, text: str) -> None:
    family = {"he": "Frank Ruhl Libre", "ar": "Noto Naskh Arabic"}[language]
    drawn = re.sub(r"\*(.+?)\*", r'<tspan fill="red">\1</tspan>', text)
    svg = (
        f'<svg width="500" height="40" font-family="{family}" font-size="20"><title>-</title>'
        f'<text x="490" y="25" direction="rtl">{drawn}</text></svg>'
    )
    found = read(made(svg, language))
    assert set(found) == READERS
    assert [name for name, back in found.items() if text.replace("*", "") not in back] == [], found
