"""Right-to-left checklist, items of characters and strings; docs/checklist.md lists item by item."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
import specimen
from conftest import REPOSITORY

from briefgen import markdown, strings, typography
from briefgen.files import Files
from briefgen.languages import BUILTIN
from briefgen.model import PartialDate
from briefgen.punctuation import punctuate
from briefgen.render import render
from briefgen.theme import Theme

HE, AR = BUILTIN["he"], BUILTIN["ar"]
TEMPLATES = Files(REPOSITORY).tree("templates")
ARABIC_INDIC = re.compile("[٠-٩۰-۹]")
SHEETS = {path: data.decode() for path, data in TEMPLATES.items() if path.endswith(".css")}
DAY = PartialDate(2026, 11, 22)


def words(code: str, **changes: str) -> strings.Strings:
    return strings.load([TEMPLATES], replace(BUILTIN[code], **changes))


class Runs(HTMLParser):
    """Collects the text of a page with the language and direction that hold for it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.runs: list[tuple[str, str, str]] = []
        self._open: list[tuple[str, str, str]] = [("", "", "")]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        _, lang, direction = self._open[-1]
        if tag not in {"meta", "link", "br", "img", "line", "circle", "hr", "wbr"}:
            self._open.append((tag, given.get("lang") or lang, given.get("dir") or direction))

    def handle_endtag(self, tag: str) -> None:
        if self._open[-1][0] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not {"style", "title", "head"} & {tag for tag, _, _ in self._open}:
            self.runs.append((data, *self._open[-1][1:]))


@pytest.mark.parametrize("medium", ["print", "screen"])
@pytest.mark.parametrize("code", ["he", "ar"])
def test_every_run_has_its_language_and_direction(code: str, medium) -> None:
    html = specimen.bundle(code, "full", medium).html
    assert f'<html lang="{code}" dir="rtl"' in html
    latin = [run for run in Runs(html).runs if re.search(r"[A-Za-z]{3,}", run[0]) and "kWh" not in run[0]]
    assert len(latin) > 12
    others = [run for run in latin if run[1:] != ("en", "ltr")]
    assert {run[0] for run in others} <= {"PDF"}  # the name of a format in every language


def test_hebrew_gershayim_and_quotations() -> None:
    assert punctuate(["צה\"ל אמר \"שלום 'לכם'\", ג'ורג'"], HE) == ["צה״ל אמר ”שלום ’לכם’”, ג׳ורג׳"]


def test_inner_quotes_differ_and_arabic_has_guillemets() -> None:
    for code in ("he", "ar", "en"):
        outer, inner = BUILTIN[code].quotes[:2], BUILTIN[code].quotes[2:]
        assert set(outer).isdisjoint(inner)
    assert punctuate(["قال \"نعم 'حقًا'\""], AR) == ["قال «نعم “حقًا”»"]


@pytest.mark.parametrize("code", ["he", "ar"])
def test_digits_are_latin_by_default(code: str) -> None:
    assert not ARABIC_INDIC.search(specimen.bundle(code).html)
    assert not ARABIC_INDIC.search(words(code, locale={"he": "he_IL", "ar": "ar_IL"}[code]).date(DAY))


def test_one_digit_system_on_a_whole_page() -> None:
    """Numbers of the text, dates, references, figures and the markers of lists and pages."""
    one = specimen.brief("ar")
    arab = replace(AR, digits="arab")
    blocks = tuple(
        replace(block, title=typography.title(block.title, arab), text=markdown.read(source(block), arab))
        for block in one.blocks
    )
    brief = replace(one, language=arab, blocks=blocks)
    html = render(brief, Theme([TEMPLATES]), "print", [brief]).html
    main = html[html.index("<main") :]
    left = [
        text
        for text, lang, direction in Runs(main).runs
        if re.search(r"[0-9]", text) and direction != "ltr" and not re.search("[A-Za-z]", text)
    ]
    assert left == []
    assert "٢٢ تشرين الثاني ٢٠٢٦" in main
    assert "١٥٪" in main
    assert 'data-digits="arab"' in html
    assert "counter(page, var(--digits))" in SHEETS["style/print.css"]


def source(block) -> str:
    path = specimen.CORPUS / "typography-issue" / block.path
    return path.read_text().split("---\n", 2)[2]


@pytest.mark.parametrize(
    ("locale", "month"),
    [("ar_IL", "نوفمبر"), ("ar_PS", "تشرين الثاني"), ("ar_SY", "تشرين الثاني"), ("ar_EG", "نوفمبر")],
)
def test_month_names_by_configured_locale(locale: str, month: str) -> None:
    assert words("ar", locale=locale).date(PartialDate(2026, 11)) == f"{month} 2026"


def test_month_names_by_default() -> None:
    assert date(2026, 11, 22)
    assert words("ar").date(DAY) == "22 تشرين الثاني 2026"
    assert words("he").date(DAY) == "22 בנובמבר 2026"


def test_generated_arabic_has_arabic_marks() -> None:
    catalogue = strings.read(TEMPLATES[strings.path("ar")], AR)
    texts = [
        text
        for message in catalogue
        if message.id
        for text in ([message.string] if isinstance(message.string, str) else message.string)
    ]
    assert len(texts) > 20
    assert [text for text in texts if re.search(r"(?<![0-9%])[,;?]", re.sub(r"%\(\w+\)s", "", text))] == []
    assert "، " in words("ar").pgettext("between the parts of a source", ", ")
    assert words("ar").names(["أ", "ب", "ج"]).count("،") + words("ar").names(["أ", "ب", "ج"]).count("و") >= 1


def test_separators_and_percent_by_digit_system() -> None:
    assert punctuate(["٣٫٥ و١٬٢٠٠ و١٥٪"], AR) == ["3.5 و1,200 و15%"]
    assert punctuate(["3.5 و1,200 و15%"], replace(AR, digits="arab")) == ["٣٫٥ و١٬٢٠٠ و١٥٪"]


def test_plural_forms() -> None:
    arabic, hebrew = words("ar"), words("he")
    forms = {arabic.ngettext("%(count)s issue", "%(count)s issues", count) for count in (0, 1, 2, 3, 11, 100)}
    assert len(forms) >= 4
    assert b"nplurals=6" in TEMPLATES[strings.path("ar")]
    assert hebrew.ngettext("Series editor:", "Series editors:", 1) != hebrew.ngettext(
        "Series editor:", "Series editors:", 2
    )


def test_stylesheets_are_logical() -> None:
    physical = re.compile(
        r"(?:margin|padding|border)-(?:left|right|top|bottom)\b(?!-)|(?<![\w-])(?:left|right)\s*:"
        r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
    )
    found = {
        path: physical.findall(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)) for path, css in SHEETS.items()
    }
    assert {path: rules for path, rules in found.items() if rules} == {}


def test_no_letter_spacing_and_no_forced_slant() -> None:
    for path, css in SHEETS.items():
        assert "letter-spacing" not in re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL), path


def test_source_entries_carry_language_and_direction() -> None:
    html = specimen.bundle("he").html
    entry = re.search(r'<li id="source-reuters">.*?</li>', html, re.DOTALL)
    assert entry
    assert '<bdi lang="en" dir="ltr">Reuters</bdi>' in entry[0]
    assert 'href="https://example.org/world/long-report-2026-11-22"' in entry[0]
    assert re.search(r'<a [^>]*dir="ltr"[^>]*>example.org/world/long-report-2026-11-22</a>', entry[0])


def test_a_shorter_length_leaves_no_orphans() -> None:
    html = specimen.bundle("he", "one-page").html
    assert "ראש בלי טקסט" not in html
    assert "הערה שרק המלא קורא לה" not in html
    assert "הערה ראשונה" in html
    assert "הערה שרק המלא קורא לה" in specimen.bundle("he").html
    # Without a list of sources no mark points to one.
    assert 'class="ref"' not in html
