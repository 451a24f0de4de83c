"""The parts of the preview without a browser: sheets, saves, events, the press."""

import asyncio
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from io import BytesIO
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

import pytest
from conftest import REPOSITORY
from PIL import Image, ImageChops
from previewing import WATER, project
from test_render import briefs, theme

from briefgen import files, pagepictures, parse, workers
from briefgen.diagnostics import BriefgenError, Place, error
from briefgen.files import Files
from briefgen.languages import BUILTIN
from briefgen.model import Brief, Bundle
from briefgen.render import render
from briefgen.sandbox import Limits
from briefgen.serve import notes, proofs, strips, watcher
from briefgen.serve.desk import Desk
from briefgen.serve.editions import Shown
from briefgen.serve.events import Listener, Listeners
from briefgen.serve.events import Look as Seen
from briefgen.serve.press import Press, Workers
from briefgen.serve.sheets import Look, Sheet, marked, sheet
from briefgen.serve.standing import Standing
from briefgen.serve.watcher import Saves
from briefgen.typeset.engine import write
from briefgen.typeset.fit import fit
from briefgen.worddiff import changes

WORDS = theme().strings(BUILTIN["en"])


def brief(name: str) -> Brief:
    return next(each for each in briefs() if each.name == f"214-water.{name}")


def drawn(name: str) -> Sheet:
    ordinary = theme(fonts=True)
    return sheet(brief(name), Look(ordinary.folders, ordinary.fonts))


# ---------- sheets ----------


@pytest.mark.parametrize("name", ["he.full", "ar.one-page", "en.full"])
def test_sheet_is_the_edition_with_its_styles_beside_it(name: str) -> None:
    found = drawn(name)
    edition = render(brief(name), theme(fonts=True), "screen", [brief(name)]).html
    html = re.sub(r' data-at="\d+:\d+"', "", found.html).replace(' data-style="', ' style="')
    html = html.replace('<link rel="stylesheet" href="/static/sheet.css">\n', "")
    for digest, css in found.styles.items():
        html = re.sub(
            rf'<link rel="stylesheet" media="([^"]*)" href="/look/{digest}.css">',
            lambda match, css=css: f'<style media="{match[1]}">\n{css}</style>',
            html,
        )
    assert html == edition


def test_elements_tell_the_line_they_come_from() -> None:
    found = drawn("en.full")
    marks = re.findall(r'<(\w+)[^>]* data-at="(\d+):(\d+)"[^>]*>([^<]*)', found.body)
    assert {tag for tag, *_ in marks} >= {"p", "h3", "li", "figure", "blockquote", "aside"}
    for _, piece, line, text in marks:
        lines = (WATER / found.pieces[int(piece)].path).read_text(encoding="utf-8").split("\n")
        # What a reader sees at that place begins on that line, marks and quotation marks aside.
        first = re.findall(r"[A-Za-z]{4,}", text)
        assert not first or first[0] in lines[int(line) - 1], (text, lines[int(line) - 1])


def test_theme_with_styles_of_its_own_is_lifted_too() -> None:
    css = "<style>p { color: red }</style>"
    own = '{% extends "builtin/base.html" %}{% block styles %}{{ super() }}' + css + "{% endblock %}"
    ordinary = theme({"full.html": own.encode()}, fonts=True)
    found = sheet(brief("en.full"), Look(ordinary.folders, ordinary.fonts))
    assert "<style" not in found.html
    assert "p { color: red }" in found.styles.values()


# ---------- saves ----------


Told = list[tuple[frozenset[str], str]]


def told(root: Path, *steps: Any, until: Callable[[Told], bool]) -> Told:
    """Return what the watcher tells, each with the text that could be read then, of several files the first.

    Steps are taken once it watches: calls, and seconds to wait. It is listened to until it has told what is
    waited for, and a moment longer, in case it tells too much.
    """

    async def run() -> Told:
        found: Told = []

        async def listen() -> None:
            async for saves in watcher.saves(root):
                path = root / min(saves.paths)
                found.append((saves.paths, path.read_text() if path.is_file() else ""))

        task = asyncio.create_task(listen())
        await asyncio.sleep(0.4)
        for step in steps:
            if callable(step):
                step()
            else:
                await asyncio.sleep(step)
        deadline = time.monotonic() + 20
        while not until(found) and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.3)
        task.cancel()
        return found

    return asyncio.run(run())


@pytest.fixture
def block(tmp_path: Path) -> Path:
    path = tmp_path / "content" / "1-a" / "en" / "summary.md"
    path.parent.mkdir(parents=True)
    path.write_text("before")
    return path


def test_half_written_file_is_waited_for(block: Path, tmp_path: Path) -> None:
    writer: list[Any] = []

    def begin() -> None:
        writer.append(block.open("w"))
        writer[0].write("half")
        writer[0].flush()

    def end() -> None:
        writer[0].write(" and whole")
        writer[0].close()

    texts = {text for _, text in told(tmp_path, begin, 0.3, end, until=bool)}
    assert texts == {"half and whole"}


def test_empty_and_cut_off_files_are_given_a_moment(
    block: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watcher, "_EMPTY", 1.5)  # a busy machine may take its time between the steps
    first = "שלום".encode()
    steps = (
        lambda: block.write_bytes(b""),
        0.1,
        lambda: block.write_bytes(first[:3]),
        0.1,
        lambda: block.write_bytes(first),
    )
    assert {text for _, text in told(tmp_path, *steps, until=bool)} == {"שלום"}


def test_file_that_stays_empty_is_told_in_the_end(block: Path, tmp_path: Path) -> None:
    found = told(tmp_path, lambda: block.write_bytes(b""), until=bool)
    assert [text for _, text in found] == [""]


def test_burst_is_taken_together(block: Path, tmp_path: Path) -> None:
    others = [block.with_name(f"insights.{number}.md") for number in range(20)]
    wanted = {path.relative_to(tmp_path).as_posix() for path in others}
    took: list[float] = []

    def burst() -> None:
        began = time.monotonic()
        for path in others:
            path.write_text("x")
        took.append(time.monotonic() - began)

    def heard(found: Told) -> frozenset[str]:
        return frozenset().union(*(paths for paths, _ in found))

    found = told(tmp_path, burst, until=lambda found: heard(found) >= wanted)
    assert heard(found) == wanted
    # One that goes on for long is told of now and then.
    assert len(found) <= 3 + took[0] * 1000 // watcher._GATHER


def test_file_that_is_replaced_is_told_once_it_is_there(block: Path, tmp_path: Path) -> None:
    def begin() -> None:
        block.rename(block.with_name("summary.md~"))

    def end() -> None:
        block.write_text("after")
        block.with_name("summary.md~").unlink()

    found = told(tmp_path, begin, 0.01, end, until=lambda found: "after" in {text for _, text in found})
    assert "" not in {text for paths, text in found if paths == {block.relative_to(tmp_path).as_posix()}}


def test_file_that_is_written_and_never_closed_is_told(block: Path, tmp_path: Path) -> None:
    writer: list[Any] = []

    def begin() -> None:
        writer.append(block.open("a"))
        writer[0].write(" and on")
        writer[0].flush()

    found = told(tmp_path, begin, until=bool)
    writer[0].close()
    assert [text for _, text in found] == ["before and on"]


def test_files_in_folders_that_come_are_told(block: Path, tmp_path: Path) -> None:
    new = tmp_path / "content" / "2-b" / "he" / "summary.md"

    def come() -> None:
        new.parent.mkdir(parents=True)
        new.write_text("new")

    wanted = new.relative_to(tmp_path).as_posix()
    steps = (come, 0.5, lambda: new.write_text("newer"))
    found = told(tmp_path, *steps, until=lambda found: "newer" in {text for _, text in found})
    assert {wanted} <= frozenset().union(*(paths for paths, _ in found))


def test_hidden_and_other_files_are_passed_over(block: Path, tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    steps = (
        lambda: block.with_name(".summary.md.part").write_text("x"),
        lambda: (tmp_path / "output" / "x.md").write_text("x"),
        lambda: (tmp_path / "notes.md").write_text("x"),
        0.2,
        lambda: (tmp_path / "briefgen.yaml").write_text("x"),
    )
    assert [paths for paths, _ in told(tmp_path, *steps, until=bool)] == [frozenset({"briefgen.yaml"})]


# ---------- events ----------


def test_only_the_latest_of_each_kind_is_told() -> None:
    async def run() -> list[str]:
        listener = Listener(frozenset({Seen("a", "html")}), False, WORDS)
        listeners = Listeners()
        listeners.add(listener)
        for number in range(100):
            listeners.tell("page", "a", {"body": number})
            listeners.tell("page", "b", {"body": number})
        listeners.tell("meter", "a", lambda words: {"text": words.gettext("Copied")})
        lines = listener.lines()
        found = [(await anext(lines)).decode() for _ in range(3)]
        await lines.aclose()
        return found

    first, page, meter = asyncio.run(run())
    assert first.startswith("retry:")
    assert page.startswith("event: page\n")
    assert json.loads(page.split("data: ", 1)[1]) == {"of": "a", "body": 99}
    assert json.loads(meter.split("data: ", 1)[1]) == {"of": "a", "text": "Copied"}


@pytest.mark.parametrize(
    ("facts", "now", "text"),
    [
        ({"spare": 38, "cut": 0, "budget": 1}, None, "38 words left on this page"),
        ({"spare": 38, "cut": 0, "budget": 1}, 137, "1 word left on this page"),
        ({"spare": 5, "cut": 0, "budget": 2}, 90, "15 words left on its pages"),
        ({"spare": 0, "cut": 12, "budget": 1}, None, "12 words too many"),
        ({"spare": 2, "cut": 0, "budget": 1}, 105, "3 words too many"),
        ({"spare": 2, "cut": 0, "budget": None}, None, "3 pages"),
    ],
)
def test_meter(facts: Mapping[str, Any], now: int | None, text: str) -> None:
    found = notes.meter({**facts, "words": 100, "pages": 3}, now)(WORDS)
    assert found["text"] == text
    assert found["guess"] is (now is not None)


def test_words_that_changed_are_shown_as_read() -> None:
    old = "They **met** [in March](https://example.org/a)[@one; @two].\n\nA [link](https://example.org/b)."
    new = "They **came** [in May](https://example.org/a)[@one].\n\nA [link](https://example.org/c)."
    lag = notes.Stale("content/1-a/ar/b.md", 1, "content/1-a/en/b.md", 3, tuple(changes(old, new)))
    first, second = notes._stale_row(lag, WORDS)["diff"]
    assert first == [
        ("same", "They"),
        ("gone", " met"),
        ("new", " came"),
        ("same", " in"),
        ("gone", " March"),
        ("new", " May"),
        ("same", "."),
    ]
    # What nobody reads is shown as it is written.
    assert ("new", "c") in second
    assert "https://example.org/" in second[0][1]


# ---------- the press ----------


def slow() -> tuple[bytes, dict[str, Any]]:
    time.sleep(30)
    return b"", {}


def quick() -> tuple[bytes, dict[str, Any]]:
    return b"bytes\nand more", {"pages": 2}


def faulty() -> tuple[bytes, dict[str, Any]]:
    raise BriefgenError([error(Place("a.md", 3), "what", "hint")], 1)


def test_press_does_one_job_after_the_other_and_drops_what_is_unwanted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{REPOSITORY}:{REPOSITORY / 'tests'}")

    async def run() -> None:
        press = Press([], "rules")
        assert await press.make("one", quick) == (b"bytes\nand more", {"pages": 2})
        unwanted = asyncio.create_task(press.make("two", slow))
        waiting = asyncio.create_task(press.make("three", quick))
        await asyncio.sleep(0.3)
        began = time.monotonic()
        unwanted.cancel()
        assert (await waiting)[1] == {"pages": 2}  # type: ignore[index]
        assert time.monotonic() - began < 10
        fault = await press.make("four", faulty)
        assert isinstance(fault, BriefgenError)
        assert str(fault) == "a.md:3: error: what\n  hint: hint"
        assert press._process
        press._process.kill()
        died = await press.make("five", quick)
        assert isinstance(died, BriefgenError) or died[1] == {"pages": 2}
        assert (await press.make("six", quick))[1] == {"pages": 2}  # type: ignore[index]
        await press.stop()

    asyncio.run(run())


FONTS = files.font_folders(REPOSITORY)


def edited(bundle: Bundle, words: Callable[[str], str]) -> Bundle:
    """Return a bundle with other words in the paragraphs of its page."""
    html = re.sub(r"(?<=<p)([^>]*>)([^<]+)", lambda found: found[1] + words(found[2]), bundle.html)
    return replace(bundle, html=html)


def printed(bundle: Bundle) -> list[list[bytes]]:
    """Return the strips of the pages of a bundle's PDF, tags, text layer and all, each page drawn whole."""
    trial = fit(bundle, FONTS).trial
    pdf = write(trial.document, trial.bundle)
    pages = []
    for picture in map(Image.open, map(BytesIO, whole(pdf))):
        wide, high = picture.size
        tops = range(0, high, strips.HIGH)
        cut = [picture.crop((0, top, wide, min(high, top + strips.HIGH))) for top in tops]
        pages.append([strips.packed(each) for each in cut])
    return pages


def is_same(one: bytes, other: bytes) -> bool:
    """Tell whether two pictures are the same but for rounding, by one of 255, where a line was moved."""
    pictures = [Image.open(BytesIO(each)) for each in (one, other)]
    return max(most for _, most in ImageChops.difference(*pictures).getextrema()) <= 1


def whole(pdf: bytes) -> Iterator[bytes]:
    """Yield the pages of a PDF as pictures without loss."""
    for page in pagepictures.library().PdfDocument(pdf):
        data = BytesIO()
        bitmap = page.render(scale=strips.WIDTH / page.get_width(), may_draw_forms=False, rev_byteorder=True)
        bitmap.to_pil().convert("RGB").save(data, "PNG")
        yield data.getvalue()


@pytest.mark.parametrize("name", ["ar.one-page", "he.full", "en.full"])
def test_proof_shows_what_the_edition_prints(name: str) -> None:
    """Version for version, though little of each is laid out and drawn anew."""
    proofs._last.clear()
    first = render(marked(brief(name)), theme(), "print", [])
    chance = Random(name)

    def now_and_then(change: Callable[[str], str]) -> Callable[[str], str]:
        return lambda text: change(text) if chance.random() < 0.15 else text

    versions = [
        first,
        edited(first, now_and_then(lambda text: text.replace("a", "o").replace("ו", "י").replace("ا", "ب"))),
        edited(first, now_and_then(lambda text: f"{text} {text}")),
        edited(first, now_and_then(lambda text: text[: len(text) // 3])),
        edited(first, now_and_then(lambda text: text.replace(" ", "</p><p>", 1))),
        edited(first, now_and_then(lambda text: f"<strong>{text}</strong> {text}")),
        first,
    ]
    for version in versions:
        made = proofs.opened(proofs.proof(version, FONTS))
        wanted = printed(version)
        assert [len(page.strips) for page in made.pages] == [len(strips) for strips in wanted]
        pairs = zip(chain(*(page.strips for page in made.pages)), chain(*wanted), strict=True)
        assert all(is_same(one, other) for one, other in pairs)
        fresh = fit(version, FONTS)
        assert made.facts["words"] == fresh.facts["words"]
        assert {key: made.facts[key] for key in fresh.facts} == json.loads(json.dumps(fresh.facts))
        assert len(made.too_long) == len(fresh.too_long)


def test_changed_word_draws_a_strip_or_two() -> None:
    first = render(marked(brief("en.full")), theme(), "print", [])
    proofs._last.clear()
    before = proofs.opened(proofs.proof(first, FONTS))
    words = iter(["other"])
    second = edited(first, lambda text: text.replace(text.split()[0], next(words, text.split()[0]), 1))
    after = proofs.opened(proofs.proof(second, FONTS))
    differ = [
        index
        for index, (one, other) in enumerate(zip(before.pages[0].strips, after.pages[0].strips, strict=True))
        if one is not other and one != other
    ]
    assert 1 <= len(differ) <= 2


# ---------- the desk ----------


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(project(tmp_path / "project"))


def test_save_of_a_block_reads_that_file_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> list[str]:
        read: list[str] = []
        real = Files.read_bytes
        monkeypatch.setattr(
            Files, "read_bytes", lambda self, path, *rest: (read.append(path), real(self, path, *rest))[1]
        )
        path = "content/214-water/en/summary.md"
        (desk.root / path).write_text("Quite other words.\n", encoding="utf-8")
        drawings: list[str] = []
        monkeypatch.setattr("briefgen.serve.desk.sheet", lambda brief, look: drawings.append(brief.name))
        desk.changed(Saves(frozenset({path}), whole=True))
        assert drawings == []  # nobody looks at it
        await desk.stop()
        return read

    assert asyncio.run(run()) == ["content/214-water/en/summary.md"]
    found, _ = desk.manuscript.brief("214-water.en.full")
    assert found
    assert found.blocks[0].source == "Quite other words.\n"


def test_reread_project_is_the_project_read_anew(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    before = parse.project(Files(root))
    path = "content/214-water/he/background.md"
    for text in ("---\ntitle: כותרת\n---\nטקסט אחר.\n", "---\nno end", "\x00", "טקסט בלי כותרת.\n"):
        (root / path).write_text(text, encoding="utf-8")
        found = parse.reread(Files(root), before, path)
        whole = parse.project(Files(root))
        assert found
        assert found.diagnostics == whole.diagnostics
        key = ("he", "background", "full")
        if key in whole.issues[0].blocks:
            assert found.issues[0].blocks[key] == whole.issues[0].blocks[key]
        before = found
    assert parse.reread(Files(root), before, "content/214-water/issue.yaml") is None
    assert parse.reread(Files(root), before, "content/214-water/he/new.md") is None
    (root / path).unlink()
    assert parse.reread(Files(root), before, path) is None


def test_rules_in_the_press_are_the_rules(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    (root / "content/214-water/en/summary.md").write_text("Cites [@nobody].\n", encoding="utf-8")
    _, facts = notes.checked(root, "214-water")
    found = [notes.unpacked(row) for row in json.loads(json.dumps(facts["findings"]))]
    (told,) = notes.errors(found)
    assert told.place == Place("content/214-water/en/summary.md", 1, told.place.column)
    assert "nobody" in told.message


def test_press_whose_server_was_killed_ends_and_says_nothing() -> None:
    environment = os.environ | {"PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'tests'}"}
    command = [sys.executable, "-m", "briefgen.serve.press", "rules", str(REPOSITORY)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment) as press:
        assert press.stdin
        assert press.stdout
        assert press.stderr
        press.stdout.close()
        job = pickle.dumps(("one", quick))
        press.stdin.write(len(job).to_bytes(8, "big") + job)
        press.stdin.close()
        assert press.stderr.read() == b""
        assert press.wait(20) == 0


def number_of_process() -> tuple[bytes, dict[str, Any]]:
    return b"", {"process": os.getpid()}


def busy() -> tuple[bytes, dict[str, Any]]:
    until = time.process_time() + 3.2
    while time.process_time() < until:
        pass
    return b"", {"process": os.getpid()}


def dying() -> tuple[bytes, dict[str, Any]]:
    os._exit(7)


def hungry() -> tuple[bytes, dict[str, Any]]:
    return bytes(3 << 30), {}


def test_worker_that_is_broken_off_while_it_starts_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    hands = Workers([REPOSITORY, REPOSITORY / "tests"], stay=True)
    started: list[Standing] = []

    def late(*arguments: Any) -> Standing:
        started.append(Standing(*arguments))
        hands.hand(0, None)  # as the signal does, at the worst of moments
        return started[-1]

    monkeypatch.setattr("briefgen.serve.press.Standing", late)
    broken_off = hands.make("a", number_of_process)
    assert isinstance(broken_off, BriefgenError)
    assert broken_off.diagnostics == ()
    assert len(started) == 1
    assert not hands.standing
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(started[0]._asking)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_worker_stays_with_its_document(tmp_path: Path) -> None:
    readable = [REPOSITORY, REPOSITORY / "tests"]
    hands = Workers(readable, stay=True)
    first = hands.make("a", number_of_process)
    assert not isinstance(first, BriefgenError)
    assert first[1]["process"] != os.getpid()
    assert hands.make("a", number_of_process) == first
    assert hands.make("b", number_of_process) != first
    fault = hands.make("a", faulty)
    assert isinstance(fault, BriefgenError)
    assert str(fault) == "a.md:3: error: what\n  hint: hint"
    assert hands.make("a", number_of_process) == first
    # One that is worn out, or dies, makes room for another; a third document for one of two.
    assert hands.make("a", busy) == first
    second = hands.make("a", number_of_process)
    assert second != first
    for job, told in ((dying, "its process died (status 7)"), (hungry, "needs more than 1024 MB")):
        died = hands.make("a", job)
        assert isinstance(died, BriefgenError)
        assert told in str(died)
        assert hands.make("a", number_of_process) != second
    hands.make("c", number_of_process)
    assert list(hands.standing) == ["a", "c"]
    hands.end()
    assert not hands.standing
    with pytest.raises(ProcessLookupError):
        os.kill(first[1]["process"], 0)


def test_folders_that_go_and_come_back_are_followed(block: Path, tmp_path: Path) -> None:
    away = tmp_path / "away"
    anew = (block.parent.relative_to(tmp_path), "after")

    def swap() -> None:
        shutil.copytree(tmp_path / "content", away)
        shutil.rmtree(tmp_path / "content")
        away.rename(tmp_path / "content")

    steps = (swap, 0.4, lambda: (tmp_path / anew[0] / block.name).write_text("after"))
    wanted = (frozenset({block.relative_to(tmp_path).as_posix()}), "after")
    assert wanted in told(tmp_path, *steps, until=lambda found: wanted in found)


def test_what_is_saved_before_the_loop_goes_on_is_told(block: Path, tmp_path: Path) -> None:
    async def run() -> Saves:
        found = watcher.saves(tmp_path)
        await asyncio.sleep(0)
        block.write_text("at once")
        return await asyncio.wait_for(anext(found), 5)

    assert block.relative_to(tmp_path).as_posix() in asyncio.run(run()).paths


def test_files_that_editors_leave_concern_no_edition(desk: Desk) -> None:
    folder = desk.root / "content" / "214-water"
    for name in ("en/#summary.md#", "en/4913", "en/summary.md.tmp"):
        (folder / name).write_text("rubbish")
    desk.manuscript.load()
    assert desk.manuscript.faults("214-water.en.full") == ()
    (folder / "en" / "insights.md").write_bytes(b"\xff\xfe")
    (folder / "figures" / "linked.svg").symlink_to("/etc/hostname")
    desk.manuscript.load()
    assert {Path(each.place.path).name for each in desk.manuscript.faults("214-water.en.full")} == {
        "insights.md",
        "linked.svg",
    }
    assert {Path(each.place.path).name for each in desk.manuscript.faults("214-water.he.full")} == {
        "linked.svg"
    }


def test_templates_of_a_project_are_rendered_in_a_worker(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "apart", partial(workers.apart, limits=Limits(seconds=2)))
    name, path = "214-water.en.full", desk.root / "templates" / "full.html"
    plain = desk.page(name)
    path.parent.mkdir()
    own = (
        "{% extends 'builtin/full.html' %}{% block end %}{{ super() }}<p>Printed on paper.</p>{% endblock %}"
    )
    path.write_text(own)
    desk.manuscript.load()
    drawn = desk.page(name)
    assert plain
    assert drawn
    assert "Printed on paper." in drawn.html
    assert "Printed on paper." not in plain.html
    assert drawn.styles == plain.styles
    path.write_text("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}")
    desk.manuscript.load()
    desk.listeners.add(Listener(frozenset({Seen(name, "html")}), False, WORDS))
    shown = Shown(name)
    desk._draw(shown, read=True)
    assert shown.sheet is None
    assert [str(each).partition("\n")[0] for each in shown.faults] == [
        "templates/full.html: error: takes longer than 2 seconds"
    ]
