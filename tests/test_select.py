"""Choosing the blocks of a brief."""

from pathlib import Path

import pytest
from conftest import CORPUS
from test_check import lay_out

from briefgen import parse, request, select
from briefgen.diagnostics import BriefgenError, Diagnostic
from briefgen.files import Files
from briefgen.markdown import paragraphs
from briefgen.model import Brief, Project

EN = Path("content/1-first/en")


@pytest.fixture
def project_folder(tmp_path: Path) -> Path:
    lay_out(CORPUS / "base", tmp_path / "project")
    return tmp_path / "project"


def read(folder: Path) -> Project:
    project = parse.project(Files(folder))
    assert not project.diagnostics
    return project


def brief(folder: Path, language: str, length: str) -> Brief:
    project = read(folder)
    (found,) = select.briefs(project.series, project.issues[0], [language], [length])
    assert isinstance(found, Brief), found
    return found


def texts(made: Brief, kind: str) -> list[str]:
    return next(paragraphs(block.text.tokens) for block in made.blocks if block.kind == kind)


def test_every_language_and_length_gives_a_brief(project_folder: Path) -> None:
    project = read(project_folder)
    names = [
        found.name for found in select.briefs(project.series, project.issues[0]) if isinstance(found, Brief)
    ]
    assert names == ["1-first.he.one-page", "1-first.he.full", "1-first.en.one-page", "1-first.en.full"]


def test_a_length_takes_its_own_rendition_else_the_next_longer(project_folder: Path) -> None:
    (project_folder / EN / "background.one-page.md").write_text("Short.\n")
    assert texts(brief(project_folder, "en", "one-page"), "background") == ["Short."]
    assert texts(brief(project_folder, "en", "full"), "background")[0].startswith("Text with a source")
    assert texts(brief(project_folder, "he", "one-page"), "background")[0].startswith("Text with a source")


def test_what_is_for_longer_lengths_is_left_out_whole(project_folder: Path) -> None:
    (project_folder / EN / "background.md").write_text(
        "Kept [and cut]{.full-only} here.\n\n- kept\n- cut {.full-only}\n\nCut.[^n] {.full-only}\n\n"
        "### Cut heading\n\nCut too. {.full-only}\n\n1. cut {.full-only}\n\n### Kept heading\n\n"
        "End.[@report]\n\n[^n]: Note.\n"
    )
    one_page = texts(brief(project_folder, "en", "one-page"), "background")
    assert one_page == ["Kept here.", "kept", "Kept heading", "End."]
    full = texts(brief(project_folder, "en", "full"), "background")
    assert full[:5] == ["Kept and cut here.", "kept", "cut", "Cut.", "Cut heading"]


def test_a_paragraph_left_without_anything_is_left_out(project_folder: Path) -> None:
    picture = "![A square](figures/square.svg){.full-only}"
    (project_folder / EN / "background.md").write_text(
        f"Kept.[@report]\n\n{picture}\n\n[Cut]{{.full-only}}\n"
    )
    (found,) = (
        block for block in brief(project_folder, "en", "one-page").blocks if block.kind == "background"
    )
    assert [token.type for token in found.text.tokens] == ["paragraph_open", "inline", "paragraph_close"]


def test_an_issue_may_choose_its_lengths_and_blocks(project_folder: Path) -> None:
    path = project_folder / "content/1-first/issue.yaml"
    path.write_text(
        path.read_text()
        + "lengths: [one-page]\nblocks: {one-page: [summary, insights]}\n"
        + "briefs:\n  - {language: en, length: one-page, blocks: [summary, background]}\n"
    )
    project = read(project_folder)
    found = [each for each in select.briefs(project.series, project.issues[0]) if isinstance(each, Brief)]
    kinds = {each.language.code: [block.kind for block in each.blocks] for each in found}
    assert kinds == {"he": ["summary", "insights"], "en": ["summary", "background"]}


def test_optional_kinds_may_be_missing(project_folder: Path) -> None:
    path = project_folder / "briefgen.yaml"
    path.write_text(
        path.read_text().replace("insights], pages: 4", "insights], optional: [insights], pages: 4")
    )
    (project_folder / EN / "insights.md").unlink()
    assert [block.kind for block in brief(project_folder, "en", "full").blocks] == ["summary", "background"]


def test_a_missing_block_may_fall_back_to_another_language(project_folder: Path) -> None:
    path = project_folder / "briefgen.yaml"
    path.write_text(path.read_text() + "fallback: {en: [he]}\n")
    (project_folder / EN / "insights.md").unlink()
    made = brief(project_folder, "en", "full")
    assert made.fallbacks == {"insights"} and made.blocks[-1].language == "he"


def test_issues_are_named_by_folder_or_number(project_folder: Path) -> None:
    project = read(project_folder)
    for name in ("1", "1-first", "content/1-first/"):
        briefs, findings = request.chosen(project, request.Choice([name]))
        assert len(briefs) == 4 and not findings
    with pytest.raises(BriefgenError, match='no issue "2"') as fault:
        request.chosen(project, request.Choice(["2"]))
    assert fault.value.exit_code == 2


def test_only_the_faults_of_the_chosen_issue_count(project_folder: Path) -> None:
    other = project_folder / "content/2-second"
    other.mkdir()
    (other / "issue.yaml").write_text("number: two\n")
    project = parse.project(Files(project_folder))
    briefs, findings = request.chosen(project, request.Choice(["1"]))
    assert len(briefs) == 4 and not findings
    _, findings = request.chosen(project, request.Choice(["2"]))
    assert findings and all(isinstance(finding, Diagnostic) for finding in findings)
