"""Themes, strings and colours: what a project may change without a line of Python."""

import re
from pathlib import Path

import pymupdf
import pytest
from conftest import CORPUS, REPOSITORY
from test_render import briefs, page, theme

from briefgen import colours, strings
from briefgen.context import Medium
from briefgen.diagnostics import BriefgenError
from briefgen.languages import BUILTIN
from briefgen.model import Bundle, PartialDate
from briefgen.render import render
from briefgen.theme import Theme
from briefgen.typeset import typeset

TEMPLATES = REPOSITORY / "templates"
SHEETS = sorted((TEMPLATES / "style").glob("*.css"))
CATALOGUES = sorted(TEMPLATES.glob("locale/*/LC_MESSAGES/briefgen.po"))

PHYSICAL = re.compile(
    r"""(?<![\w.-])(?:
      (?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)[\w-]*\s*:
    | (?:left|right|top|bottom|width|height|(?:min|max)-(?:width|height))\s*:(?!:)
    | (?:text-align|float|clear|caption-side)\s*:\s*(?:left|right)
    | (?:margin|padding|inset|border-width|border-style)\s*:\s*(?:[^;}\s]+\s+){3}[^;}\s]
    )""",
    re.VERBOSE,
)


def plain(name: str) -> str:
    """Return a stylesheet without comments and without what is physical by its nature: page and media."""
    text = re.sub(r"/\*.*?\*/", "", (TEMPLATES / "style" / name).read_text(), flags=re.DOTALL)
    text = re.sub(r"@page.*?\n\}|@page[^\n]*|\((?:min|max)-width:[^)]*\)", "", text, flags=re.DOTALL)
    while "(" in text:
        text = re.sub(r"\w*\([^()]*\)", "1em", text)
    return text


# ---------- overriding ----------


def test_theme_overrides_one_block_and_one_colour() -> None:
    own = {
        "base.html": b'{% extends "builtin/base.html" %}{% block imprint %}<p>Ours</p>{% endblock %}',
        "style/theme.css": b":root { --accent: #7a1f5c; --accent-dark: #f0a6d2 }",
    }
    changed, stock = page("he", "full", "print", theme(own)), page("he", "full", "print")
    assert changed.html.count("<p>Ours</p>") == 1
    assert "ISSN" in stock.html
    assert "ISSN" not in changed.html
    assert 'class="key"' in changed.html
    assert changed.files["style/theme.css"] == own["style/theme.css"]
    assert changed.files["style/brief.css"] == stock.files["style/brief.css"]
    # Drawings on paper take the colour too.
    assert 'fill="#7a1f5c"' in changed.html
    assert "#0b5563" not in changed.html


def test_theme_may_replace_a_template_and_leave_the_rest() -> None:
    template = '{% extends "builtin/one-page.html" %}{% block meta %}{{ brief.series.name }}!{% endblock %}'
    own = {"one-page.html": template.encode()}
    assert "Insight!" in page("en", "one-page", "print", theme(own)).html
    assert "Insight!" not in page("en", "full", "print", theme(own)).html


def test_theme_may_bring_an_image() -> None:
    own = {"style/theme.css": b"main { background: url(mark.svg) }", "style/mark.svg": b"<svg/>"}
    assert page("en", "full", "print", theme(own)).files["style/mark.svg"] == b"<svg/>"
    assert "url(data:image/svg+xml;base64,PHN2Zy8+)" in page("en", "full", "screen", theme(own)).html


# ---------- faults ----------


@pytest.mark.parametrize(
    ("template", "line", "message"),
    [
        (
            "{% extends 'builtin/base.html' %}\n{% block end %}\n{{ brief.publisher }}{% endblock %}",
            3,
            "publisher",
        ),
        ("{% extends 'builtin/base.html' %}\n{% block end %}\n", 2, "endblock"),
        ("{% extends 'nowhere.html' %}", 1, "nowhere.html"),
        ("\n{{ undefined_thing }}", 2, "undefined_thing"),
        ("\n\n{{ 1 + brief.name }}", 3, "unsupported operand"),
        ("{{ brief.__class__.__mro__ }}", 1, "unsafe"),
        ("{{ ''.__class__.__base__.__subclasses__() }}", 1, "unsafe"),
        ("{% for i in range(10 ** 9) %}{% endfor %}", 1, "Range too big"),
    ],
)
def test_template_that_is_wrong_is_told_with_its_line(template: str, line: int, message: str) -> None:
    with pytest.raises(BriefgenError) as caught:
        page("en", "full", "print", theme({"full.html": template.encode()}))
    (found,) = caught.value.diagnostics
    assert found.place.path == "templates/full.html"
    assert found.place.line == line
    assert message in found.message


def test_missing_font_is_told_with_its_line() -> None:
    sheet = b'/* one */\n@font-face { font-family: X; src: url("fonts/None.woff2") }'
    look = Theme([{"style/fonts.Latn.css": sheet}, *theme().folders], {"Other.woff2": b""})
    with pytest.raises(BriefgenError, match=r"templates/style/fonts\.Latn\.css:2: .*None\.woff2"):
        page("en", "full", "screen", look)


@pytest.mark.parametrize("medium", ["print", "screen"])
def test_stylesheet_that_asks_for_another_is_told(medium: Medium) -> None:
    own = {"style/theme.css": b'\n@IMPORT "https://example.org/x.css";'}
    with pytest.raises(BriefgenError, match=r"templates/style/theme\.css:2: error: imports another"):
        page("en", "full", medium, theme(own))


def test_colour_of_a_printing_press_is_told_with_its_line() -> None:
    own = {"style/theme.css": b"/* not\ndevice-cmyk(0 0 0 1) */\nh1 { color: Device-CMYK(0 1 1 0) }"}
    with pytest.raises(
        BriefgenError, match=r"templates/style/theme\.css:3: error: has a colour of a printing"
    ):
        page("en", "full", "print", theme(own))


ELSEWHERE = "http://127.0.0.1:9/x"


@pytest.mark.parametrize(
    "rule",
    [
        f'a {{ background: image-set("{ELSEWHERE}" 1x) }}',
        f'a {{ background: -webkit-IMAGE-SET("{ELSEWHERE}" 1x) }}',
        f"a {{ background: \\75rl({ELSEWHERE}) }}",
        f"a {{ background: \\75 rl({ELSEWHERE}) }}",
        f"a {{ background: u\\72l({ELSEWHERE}) }}",
        f"a {{ background: URL({ELSEWHERE}) }}",
        f"""a {{ background: url("{ELSEWHERE}'s") }}""",
        f'a {{ background: image("{ELSEWHERE}") }}',
        f'a {{ background: cross-fade(url("{ELSEWHERE}"), red) }}',
        f'a {{ background: src("{ELSEWHERE}") }}',
        f'a {{ content: "open\n}} b {{ background: image-set("{ELSEWHERE}" 1x) }}',
        f'a {{ b: url(/*); background: image-set("{ELSEWHERE}" 1x); c: url(*/) }}',
        f'a {{ b: \\/*; background: image-set("{ELSEWHERE}" 1x); c: */ }}',
    ],
)
@pytest.mark.parametrize("medium", ["print", "screen"])
def test_a_stylesheet_asks_for_nothing_elsewhere(rule: str, medium: Medium) -> None:
    own = {"style/theme.css": f"/* first */\n{rule}".encode()}
    with pytest.raises(BriefgenError, match=r"theme\.css:\d+: error: may ask|style/http"):
        page("en", "full", medium, theme(own))


def test_strings_comments_and_data_are_no_addresses() -> None:
    rules = """/* image-set("http://a") */ a::before { content: "image(http://a) \\201C (x" }
        b { background: url('data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"/>');
        mask: url(#m) }"""
    assert "data:image/svg" in page("en", "full", "screen", theme({"style/theme.css": rules.encode()})).html


@pytest.mark.parametrize("medium", ["print", "screen"])
def test_stylesheet_cannot_reach_outside(medium: Medium) -> None:
    own = {"style/theme.css": b"main { background: url('https://example.org/x') }"}
    with pytest.raises(BriefgenError, match=r"templates/style/https://example\.org/x: error: is missing"):
        page("en", "full", medium, theme(own))


def test_template_that_is_not_utf8_is_told() -> None:
    with pytest.raises(BriefgenError, match=r"templates/full\.html:2: error: is not UTF-8"):
        page("en", "full", "print", theme({"full.html": b"\n\xe9"}))


def test_content_is_never_a_template() -> None:
    brief = next(b for b in briefs() if b.name == "214-water.en.full")
    object.__setattr__(brief.issue, "title", {"en": "{{ 7 * 7 }} <script>x</script>"})
    html = render(brief, theme(), "screen", [brief]).html
    assert "{{ 7 * 7 }}" in html
    assert "&lt;script&gt;" in html
    assert "49" not in html.partition("<main")[2].partition("</h1>")[0]


# ---------- stylesheets ----------


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_stylesheets_know_no_left_and_right(sheet: Path) -> None:
    assert not PHYSICAL.findall(plain(sheet.name))


@pytest.mark.parametrize(
    "wrong", ["a { margin-left: 1em }", "a{float:right}", "a { top: 0 }", "a { width: 3px }"]
)
def test_left_and_right_would_be_found(wrong: str) -> None:
    assert PHYSICAL.search(wrong)


def test_no_letters_are_spaced_or_slanted_by_force() -> None:
    for sheet in SHEETS:
        assert "letter-spacing" not in plain(sheet.name)
        assert "text-transform" not in plain(sheet.name)
        assert "justify;" not in plain(sheet.name)


def test_text_can_be_read_on_every_ground() -> None:
    found = colours.contrasts(theme())
    assert len(found) == 12
    assert all(each.ratio >= each.least for each in found), found


def test_contrast_of_a_theme_is_measured() -> None:
    pale = theme({"style/theme.css": b"/* :root { --accent: #000000 } */ :root { --accent: #9fc5cc }"})
    failed = {(each.scheme, each.text) for each in colours.contrasts(pale) if each.ratio < each.least}
    assert failed == {("light", "accent")}


def test_rules_within_others_are_no_tokens() -> None:
    own = {"style/theme.css": b"@media print { :root { --accent: #ffffff } } :root { --ink: #222222 }"}
    values = colours.tokens(theme(own))
    assert values["accent"] == "#0b5563"
    assert values["ink"] == "#222222"


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#767676", "#ffffff", 4.54)]
)
def test_contrast_ratio(one: str, other: str, ratio: float) -> None:
    assert colours.ratio(one, other) == pytest.approx(ratio, abs=0.01)
    assert colours.ratio(other, one) == pytest.approx(ratio, abs=0.01)


# ---------- strings ----------


def test_every_message_has_its_translation() -> None:
    assert {path.parts[-3] for path in CATALOGUES} == set(BUILTIN)
    for path in CATALOGUES:
        assert strings.untranslated(path.read_bytes(), BUILTIN[path.parts[-3]]) == []


def test_catalogues_hold_the_messages_of_the_template() -> None:
    template = strings.read((TEMPLATES / strings.TEMPLATE).read_bytes(), BUILTIN["en"])
    wanted = {(message.id, message.context) for message in template if message.id}
    for path in CATALOGUES:
        catalogue = strings.read(path.read_bytes(), BUILTIN[path.parts[-3]])
        assert {(message.id, message.context) for message in catalogue if message.id} == wanted, path


def test_template_holds_the_messages_of_the_sources() -> None:
    template = strings.read((TEMPLATES / strings.TEMPLATE).read_bytes(), BUILTIN["en"])
    known = {
        id
        for message in template
        if message.id
        for id in ([message.id] if isinstance(message.id, str) else message.id)
    }
    call = re.compile(r"""(?:(?<![\w.])_|\bgettext)\(\s*"([^"]+)""")
    sources = [*TEMPLATES.glob("*.html"), *(REPOSITORY / "briefgen").glob("*.py")]
    asked = {message for source in sources for message in call.findall(source.read_text())}
    assert asked
    assert asked <= known


@pytest.mark.parametrize(
    ("language", "count", "text"),
    [
        ("en", 1, "1 issue"),
        ("en", 2, "2 issues"),
        ("he", 1, "גיליון אחד"),
        ("he", 2, "שני גיליונות"),
        ("he", 20, "20 גיליונות"),
        ("ar", 0, "لا أعداد"),
        ("ar", 1, "عدد واحد"),
        ("ar", 2, "عددان"),
        ("ar", 5, "5 أعداد"),
        ("ar", 11, "11 عددًا"),
        ("ar", 100, "100 عدد"),
    ],
)
def test_plurals(language: str, count: int, text: str) -> None:
    words = theme().strings(BUILTIN[language])
    assert words.ngettext("%(count)s issue", "%(count)s issues", count) % {"count": count} == text


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("he", ("22 בנובמבר 2026", "נובמבר 2026", "2026")),
        ("ar", ("22 تشرين الثاني 2026", "تشرين الثاني 2026", "2026")),
        ("en", ("22 November 2026", "November 2026", "2026")),
    ],
)
def test_dates_say_what_is_known(language: str, texts: tuple[str, ...]) -> None:
    words = theme().strings(BUILTIN[language])
    dates = PartialDate(2026, 11, 22), PartialDate(2026, 11), PartialDate(2026)
    assert tuple(map(words.date, dates)) == texts


def test_letters_of_notes() -> None:
    words = theme().strings(BUILTIN["en"])
    assert [words.letter(number) for number in (1, 2, 26, 27, 53)] == ["a", "b", "z", "aa", "ba"]
    assert theme().strings(BUILTIN["he"]).letter(3) == "ג"


def test_own_strings_stand_over_the_built_in_ones() -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
    own = {strings.path("en"): (head + '\nmsgid "Sources"\nmsgstr "References"\n').encode()}
    html = page("en", "full", "print", theme(own)).html
    assert ">References</h2>" in html
    assert ">Insight</b> <span>No. 214</span>" in html


def test_broken_catalogue_is_told_with_its_line() -> None:
    with pytest.raises(BriefgenError, match=r"templates/locale/en/LC_MESSAGES/briefgen\.po:2"):
        page("en", "full", "print", theme({strings.path("en"): b'msgid "a"\nnonsense\n'}))


# ---------- a fourth and a fifth language ----------

FOURTH = CORPUS / "render-fourth"


def fourth(code: str, medium: Medium = "screen") -> Bundle:
    own = {str(path.relative_to(FOURTH / "templates")): path.read_bytes() for path in FOURTH.rglob("*.po")}
    everything = briefs(FOURTH)
    brief = next(brief for brief in everything if brief.language.code == code)
    return render(brief, theme(own), medium, everything)


def test_persian_is_a_row_and_strings() -> None:
    html = fourth("fa").html
    assert '<html lang="fa" dir="rtl" data-script="Arab" data-digits="arabext" class="full">' in html
    assert "<span>شماره ۷</span>" in html
    assert ">۲۲ نوامبر ۲۰۲۶</time>" in html
    assert 'href="7-rain.fr.full.html" lang="fr" dir="ltr"' in html
    assert ">منابع</h2>" in html


def test_french_is_a_row_and_strings() -> None:
    html = fourth("fr").html
    assert '<html lang="fr" dir="ltr" data-script="Latn" class="full">' in html
    assert ">22 novembre 2026</time>" in html
    assert "Retour au texte de la note a" in html


@pytest.mark.parametrize(("code", "family"), [("fa", "NotoNaskhArabic"), ("fr", "IBMPlexSerif")])
def test_further_languages_are_set_in_the_fonts_of_their_script(code: str, family: str) -> None:
    with pymupdf.open(stream=typeset(fourth(code, "print"), [REPOSITORY / "fonts"])) as document:
        used = {
            font[3].partition("+")[2].replace("-", "") for sheet in document for font in sheet.get_fonts()
        }
    families = {path.stem.partition("-")[0] for path in (REPOSITORY / "fonts").glob("*.ttf")}
    assert any(name.startswith(family) for name in used), used
    assert all(name.startswith(tuple(families)) for name in used), used


def test_language_without_strings_is_told() -> None:
    brief = next(brief for brief in briefs(FOURTH) if brief.language.code == "fa")
    with pytest.raises(
        BriefgenError, match=r"templates/locale/fa/LC_MESSAGES/briefgen\.po: error: is missing"
    ):
        render(brief, theme(), "print", [brief])


def test_catalogues_of_the_fourth_language_are_whole() -> None:
    for path in FOURTH.rglob("*.po"):
        language = next(b.language for b in briefs(FOURTH) if b.language.code == path.parts[-3])
        assert strings.untranslated(path.read_bytes(), language) == []
