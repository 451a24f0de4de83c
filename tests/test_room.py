"""A project's briefs on their pages: what is too long is told and not written, what may go is left out."""

import json
import re
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result
from conftest import CORPUS, REPOSITORY
from test_check import lay_out
from test_fit import pieces

from briefgen import build, files, request, room, select
from briefgen.cli import cli
from briefgen.formats import FIT
from briefgen.model import Brief
from briefgen.ranges import ranges
from briefgen.typeset.engine import lay_out as lay_out_pages

FOLDER = "content/1-first/ar"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Lay out a project of one Arabic brief of one page, which is far too long for it."""
    folder = tmp_path / "project"
    lay_out(CORPUS / "fit-arabic", folder)
    return folder


def run(project: Path, *command: str) -> Result:
    result = CliRunner().invoke(cli, [*command, "--project", str(project)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def keep(path: Path, words: int, more: str = "") -> None:
    """Cut a block to so many words, its title aside, and add to it."""
    head, title, text = path.read_text().rpartition("---\n")
    kept = re.findall(r"\S+\s*", text)[:words]
    path.write_text(head + title + "".join(kept).rstrip() + "\n" + more)


def facts(project: Path) -> dict[str, object]:
    result = run(project, "fit", "--report", "json")
    return json.loads(result.output)["fits"]["1-first.ar.one-page"]


def test_what_is_too_long_is_told_and_not_written(project: Path) -> None:
    last_good = project / "output/1-first/1-first.ar.one-page.pdf"
    last_good.parent.mkdir(parents=True)
    last_good.write_bytes(b"the last good one")
    result = run(project, "build", "--format", "pdf")
    assert result.exit_code == 1
    assert last_good.read_bytes() == b"the last good one"
    told = re.match(
        rf"{FOLDER}/insights\.md: error: one-page, ar: (\d+) lines too long for 1 page "
        r"\(about (\d+) words\)\. "
        r"insights\.md has 440 words; (\d+) fit\.\n"
        r"  hint: cut (\d+) words, or write insights\.one-page\.md for this length\n",
        result.output,
    )
    assert told, result.output
    lines, words, fit, cut = map(int, told.groups())
    assert 5 <= lines <= 30
    assert words == cut == 440 - fit
    assert 8 * lines <= words <= 20 * lines


def test_it_fits_after_the_cut_that_was_asked_for(project: Path) -> None:
    fit = re.search(r"insights\.md has 440 words; (\d+) fit", run(project, "build").output)
    assert fit
    keep(project / FOLDER / "insights.md", int(fit[1]))
    assert run(project, "build", "--format", "pdf").exit_code == 0
    with pikepdf.open(project / "output/1-first/1-first.ar.one-page.pdf") as pdf:
        assert len(pdf.pages) == 1
    # The estimate errs on the safe side, by no more than a few lines.
    assert facts(project)["spare"] <= 60


def test_the_longest_blocks_are_cut_to_one_length(project: Path) -> None:
    """Where the longest cannot bear the cut alone, the next is named after it."""
    insights, background = project / FOLDER / "insights.md", project / FOLDER / "background.md"
    text = insights.read_text().partition("---\n")[2].partition("---\n")[2]
    keep(background, 170, "\n" + text)
    found = re.findall(r"(\w+)\.md has (\d+) words; (\d+) fit", run(project, "build").output)
    assert [name for name, _, _ in found] == ["background", "insights"]
    assert abs(int(found[0][2]) - int(found[1][2])) <= 1


def test_words_left_are_told(project: Path) -> None:
    keep(project / FOLDER / "insights.md", 30)
    first = facts(project)
    assert (first["step"], first["cut"], first["layouts"]) == (0, 0, 1)
    spare = int(str(first["spare"]))
    assert spare > 20
    keep(project / FOLDER / "insights.md", 30, "\n".join(["كلمة"] * (spare - 20)))
    second = facts(project)
    assert second["step"] == 0
    assert int(str(second["spare"])) < spare
    table = run(project, "fit").output
    assert re.search(r"^1-first\.ar\.one-page +1 of 1 +preferred +\d+ % +– +\d+ left$", table, re.MULTILINE)


def test_optional_matter_goes_first_to_last_before_type_gets_smaller(project: Path) -> None:
    path = project / FOLDER / "insights.md"
    quote = (
        "\n::: pull-quote {.if-room}\n"
        "اقتباس طويل يقول ما قاله النص في كلمات أقل ويملأ سطرين من الصفحة على الأقل\n:::\n"
    )
    note = "\nملاحظة المؤلف في سطر واحد أو سطرين لا تضيف إلى الحجة شيئًا يفتقده القارئ إن غابت. {.if-room}\n"
    seen = []
    for words in range(60, 300, 40):
        anew = (CORPUS / "fit-arabic" / FOLDER / "insights.md").read_text()
        path.write_text(anew)
        keep(path, words, quote + note)
        found = facts(project)
        smaller = found["setting"]["type"]["value"] < found["setting"]["type"]["preferred"]
        dropped = found["dropped"]
        lines = path.read_text().splitlines()
        assert dropped == sorted(dropped)
        assert not dropped or lines[int(dropped[0].rpartition(":")[2]) - 1].startswith("::: pull-quote")
        assert not smaller or len(dropped) == 2
        seen.append(len(dropped))
    assert seen == sorted(seen)
    assert {0, 2} <= set(seen)


def test_what_is_left_out_leaves_nothing_behind(project: Path) -> None:
    """A note, a figure's number and a source of what is left out go with it."""
    path = project / FOLDER / "insights.md"
    head = path.read_text().rpartition("---\n")[0]
    path.write_text(
        head
        + '---\nنص[^b].\n\nيُحذف[^a]. {.if-room}\n\n![مربع](figures/square.svg "رسم أول"){.if-room}\n\n'
        + '![مربع](figures/square.svg "رسم ثانٍ")\n\n[^a]: حاشية أولى.\n\n[^b]: حاشية ثانية.\n'
    )
    read = request.read(project)
    found = [each for each in select.briefs(read.series, read.issues[0]) if isinstance(each, Brief)]
    assert [place.rpartition("/")[2] for place, _ in room.leaner(found[0])] == [
        "insights.md:6",
        "insights.md:8",
    ]
    edition = build.Edition(found[0], FIT)
    bundle = build.bundle(edition, read, request.theme(project))
    assert bundle.shorter
    assert bundle.shorter.shorter
    least = bundle.shorter.shorter
    assert least.shorter is None
    assert least.dropped == (f"{FOLDER}/insights.md:6", f"{FOLDER}/insights.md:8")
    for text in ("يُحذف", "حاشية أولى", "رسم أول"):
        assert text in bundle.html
        assert text not in least.html
    assert "الشكل 2" in bundle.html
    assert "الشكل 1" in least.html
    assert "الشكل 2" not in least.html
    assert "يُحذف" not in least.text


def test_ranges_agree_with_the_stylesheets() -> None:
    """The preferred values of fit.yaml are those of the tokens, the floors those that were promised."""
    look = request.theme(REPOSITORY)
    tokens = look.source("style/tokens.css").decode()
    for script, code, least in (("Latn", "en", 9.5), ("Hebr", "he", 9.5), ("Arab", "ar", 10.5)):
        rows = {row.name: row for row in ranges(look, script)}
        rules = tokens if script == "Latn" else tokens[tokens.index(f"data-script={script}") :]
        factor = re.search(r"--k-serif: ([\d.]+)", rules)
        line = re.search(r"--line: calc\(([\d.]+)", rules)
        assert factor
        assert line
        body = 10 * float(factor[1])
        assert rows["type"].preferred == pytest.approx(body), code
        assert rows["leading"].preferred == pytest.approx(float(line[1]) / body, abs=0.005)
        assert rows["type"].floor >= least
        assert list(rows) == ["spaces", "margins", "leading", "pictures", "type"]
        assert sum(row.steps for row in rows.values()) < 2**5


def test_a_wrong_file_of_ranges_is_told(project: Path) -> None:
    (project / "templates").mkdir()
    rows = (
        "scripts:\n  Arab:\n    - {name: type, variable: --u, unit: pt, preferred: 9, floor: 10, steps: 3}\n"
    )
    (project / "templates/fit.yaml").write_text(rows)
    result = run(project, "build")
    assert result.exit_code == 1
    assert 'templates/fit.yaml: error: "type" wants floor ≤ preferred ≤ most' in result.output


def test_no_heading_stands_at_the_foot_of_a_page(project: Path) -> None:
    """Neither a side head, beside which its text would begin, nor one whose text announces a list."""
    look, fonts = request.theme(project), files.font_folders(project)
    (project / "briefgen.yaml").write_text(
        (project / "briefgen.yaml").read_text()
        + "  short: {blocks: [summary, background, insights], sources: false}\n"
    )
    original = (project / FOLDER / "insights.md").read_text()
    turns = 0
    for words in range(190, 250, 6):
        (project / FOLDER / "insights.md").write_text(original)
        keep(project / FOLDER / "insights.md", words, "\n### عنوان\n\nيوصي النص:\n\n1. أولًا\n2. ثانيًا\n")
        read = request.read(project)
        for brief in select.briefs(read.series, read.issues[0]):
            assert isinstance(brief, Brief)
            bundle = build.bundle(build.Edition(brief, FIT), read, look)
            for page in lay_out_pages(bundle, fonts, css=":root { --space: 1.3 !important }").pages[:-1]:
                turns += 1
                found = list(pieces(page._page_box.children[0]))
                assert found[-1][0] not in {"h2", "h3"}, (brief.name, words)
                alone = found[-1][0] == "p" and found[-1][1] == 1 and found[-2][0] in {"h2", "h3"}
                assert brief.length.name == "one-page" or not alone, (brief.name, words)
    assert turns > 10
