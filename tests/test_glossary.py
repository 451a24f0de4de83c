"""The glossary: forms found with the prefixes and endings of their languages, and a sound table.

Findings about texts and broken tables are the cases tests/corpus/check-glossary-*.
"""

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import CORPUS, REPOSITORY
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser
from test_html import AXE, AXES, LEVELS

from briefgen import config, glossary, markdown, parse, request, select
from briefgen.cli import cli
from briefgen.diagnostics import Place
from briefgen.files import Files
from briefgen.languages import BUILTIN, sorting_key
from briefgen.model import Block, Brief, Term
from briefgen.render import render

ROWS = [
    [cell.strip() for cell in line.split("|")]
    for line in (CORPUS / "glossary-forms" / "forms.txt").read_text(encoding="utf-8").splitlines()[1:]
]


def found(code: str, type_: str, form: str, text: str) -> list[str]:
    term = Term("term", type_, {code: ((form,),)}, {code: ()}, {code: ()}, Place("glossary.csv", 2))
    block = Block("background", code, "full", "", "a.md", 1, markdown.read(text, BUILTIN[code]), None, "")
    reading = glossary.reading(block)
    return [use.text for use in glossary.uses(reading, glossary.finders([term], BUILTIN[code]))]


@pytest.mark.parametrize("row", ROWS, ids=" | ".join)
def test_forms(row: list[str]) -> None:
    code, type_, form, marked = row
    marked = marked.replace("\\n", "\n")
    text = re.sub(r"[\[\]]", "", marked)
    wanted = [glossary.alike(word) for word in re.findall(r"\[([^\]]+)\]", marked)]
    assert found(code, type_, form, text) == wanted


def test_own_glossary_is_sound_and_used() -> None:
    project = request.read(REPOSITORY)
    assert project.diagnostics == () and len(project.series.terms) > 70
    (issue,) = (issue for issue in project.issues if issue.number == 2077)
    for code in ("he", "ar", "en"):
        known = glossary.finders(project.series.terms, BUILTIN[code])
        blocks = [block for block in issue.blocks.values() if block.language == code]
        ids = {use.term.id for block in blocks for use in glossary.uses(glossary.reading(block), known)}
        assert {"ahmed-al-sharaa", "russia", "syria", "hmeimim", "tartus", "druze", "red-lines"} <= ids


def test_places_are_those_of_the_file() -> None:
    text = "One\nDamascus.\n\nA [link to\nDamascus](https://example.org/).[^a]\n\n[^a]: Damascus.\n"
    block = Block(
        "background", "en", "full", "Damascus", "a.md", 3, markdown.read(text, BUILTIN["en"], 3), None, ""
    )
    term = Term("d", "place", {"en": (("Damascus",),)}, {"en": ()}, {"en": ()}, Place("glossary.csv", 2))
    uses = glossary.uses(glossary.reading(block), glossary.finders([term], BUILTIN["en"]))
    assert [use.place.line for use in uses] == [1, 4, 7, 9]


@settings(max_examples=200, deadline=None)
@given(text=st.text('term_id,ehnotyp\n";|!^אا ', max_size=80))
def test_any_table_is_read_or_told(text: str) -> None:
    series, _ = config.load(Files(CORPUS / "base"))
    terms, faults = glossary.read(text, "glossary.csv", series)
    assert terms or faults or not text.strip('\n"') or "term_id" in text


GLOSSARY = (
    "term_id,en,he,type,notes\n"
    "idf,Israel Defense Forces; ^IDF; !Tsahal,צבא ההגנה לישראל; ^צה״ל,organisation,\n"
    "syria,Syria,סוריה,place,\n"
)


@pytest.fixture
def termed(tmp_path: Path) -> Path:
    """Lay out a project whose blocks have terms in two languages."""
    root = tmp_path / "project"
    shutil.copytree(CORPUS / "base", root)
    (root / "content/glossary.csv").write_text(GLOSSARY)
    issue = root / "content/1-first"
    (issue / "he/insights.md").write_text("---\ntitle: תובנות\n---\nצבא ההגנה לישראל בסוריה. וצה״ל בסוריה.\n")
    (issue / "en/background.md").write_text("---\ntitle: Background\n---\nSyria.\n")
    (issue / "en/insights.md").write_text(
        "---\ntitle: Insights\n---\nIsrael Defense Forces (*IDF*) in Syria; the IDF’s men, Tsahal.\n"
    )
    return root


def screen(root: Path, code: str, length: str = "full") -> str:
    project = parse.project(Files(root))
    found = [brief for brief in select.briefs(project.series, project.issues[0]) if isinstance(brief, Brief)]
    (brief,) = (each for each in found if (each.language.code, each.length.name) == (code, length))
    return render(brief, request.theme(root), "screen", found).html


def test_report_counts_the_terms_of_each_brief(termed: Path) -> None:
    result = CliRunner().invoke(cli, ["glossary", "1", "--project", str(termed), "--report", "json"])
    told = json.loads(result.output)
    assert [(row["term"], row["counts"], row["refused"]) for row in told["terms"]] == [
        ("idf", {"he": {"full": 2}, "en": {"full": 4}}, 1),
        ("syria", {"he": {"full": 2}, "en": {"one-page": 1, "full": 2}}, 0),
    ]
    assert told["terms"][0]["forms"]["he"] == {"צבא ההגנה לישראל": 1, "וצה״ל": 1}
    assert 'has "Tsahal", which the glossary refuses' in str(told["diagnostics"])
    text = CliRunner().invoke(cli, ["glossary", "--project", str(termed)]).output
    assert re.search(r"^1-first +syria +2 +1 +2$", text, re.MULTILINE)
    assert re.search(r"^ +2 terms +0 +4 +1 +6 +1$", text, re.MULTILINE)


def test_a_row_holds_for_its_issues_alone(termed: Path) -> None:
    second = termed / "content/2-second"
    shutil.copytree(termed / "content/1-first", second)
    (second / "issue.yaml").write_text((second / "issue.yaml").read_text().replace("number: 1", "number: 2"))
    (termed / "content/glossary.csv").write_text(
        "term_id,en,he,type,issues,notes\n"
        "idf,Israel Defense Forces; ^IDF; !Tsahal,צבא ההגנה לישראל; ^צה״ל,organisation,2,\n"
        "syria,Syria,סוריה,place,1; 2,\n"
        "army,IDF,צה״ל,organisation,1,The same form in another issue.\n"
    )
    with (termed / "briefgen.yaml").open("a") as settings:
        settings.write("glossary: {abbr: true, index: true}\n")
    result = CliRunner().invoke(cli, ["glossary", "--project", str(termed), "--report", "json"])
    told = json.loads(result.output)
    terms = {(row["issue"], row["term"]) for row in told["terms"]}
    assert terms == {("1-first", "syria"), ("1-first", "army"), ("2-second", "idf"), ("2-second", "syria")}
    refused = [row["path"] for row in told["diagnostics"] if "refuses" in row["message"]]
    assert refused == ["content/2-second/en/insights.md"]
    assert "<abbr" not in screen(termed, "en") and "<bdi>IDF</bdi>" in screen(termed, "en")


def test_abbreviations_explain_themselves_where_asked(termed: Path) -> None:
    assert "<abbr" not in screen(termed, "en") and 'id="terms"' not in screen(termed, "en")
    with (termed / "briefgen.yaml").open("a") as settings:
        settings.write("glossary: {abbr: true, index: true}\n")
    html = screen(termed, "en")
    assert '<em><abbr title="Israel Defense Forces">IDF</abbr></em>' in html
    assert 'the <abbr title="Israel Defense Forces">IDF’s</abbr> men' in html
    assert '<abbr title="צבא ההגנה לישראל">וצה״ל</abbr> בסוריה' in screen(termed, "he")


def test_an_index_leads_to_the_sections_that_have_a_term(termed: Path) -> None:
    with (termed / "briefgen.yaml").open("a") as settings:
        settings.write("glossary: {index: true}\n")
    (index,) = re.findall(r'(?s)<section class="side terms".*?</section>', screen(termed, "en"))
    assert re.findall(r"<bdi>(.*?)</bdi>", index) == ["Israel Defense Forces", "Syria"]
    assert '<a href="#background">Background</a>; <a href="#insights">Insights</a>' in index
    assert 'id="terms"' not in screen(termed, "en", "one-page")


def test_an_index_is_in_the_order_of_its_language() -> None:
    names = ["الإدارة", "أنقرة", "دمشق", "إسرائيل", "استخبارات", "الجيش السوري", "تركيا"]
    ordered = ["الإدارة", "استخبارات", "إسرائيل", "أنقرة", "تركيا", "الجيش السوري", "دمشق"]
    assert sorted(names, key=lambda name: sorting_key(name, BUILTIN["ar"])) == ordered
    assert sorted(["דמשק", "אנקרה"], key=lambda name: sorting_key(name, BUILTIN["he"])) == ["אנקרה", "דמשק"]


@pytest.mark.parametrize("width", [320, 1280])
def test_terms_on_screens_bar_nobody(termed: Path, width: int, browser: Browser) -> None:
    with (termed / "briefgen.yaml").open("a") as settings:
        settings.write("glossary: {abbr: true, index: true}\n")
    page = browser.new_page(viewport={"width": width, "height": 900})
    for code in ("he", "en"):
        page.set_content(screen(termed, code))
        needed, given = page.evaluate(AXES)
        assert needed <= given
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("levels => axe.run({runOnly: levels})", LEVELS)
        assert found["passes"] and found["violations"] == []
        assert page.locator("abbr").count() >= 1 and page.locator("section.terms li").count() == 2
    page.close()
