"""What was made once is not made again, unless anything it was made of has changed."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import CORPUS
from test_check import lay_out

from briefgen import build, files, inputs, making, memo, request
from briefgen.index import Seen
from briefgen.memo import Store
from briefgen.model import Bundle
from briefgen.typeset.versions import libraries

BUNDLE = Bundle("1-a.he.full", "he", "<p>", {"a.css": b"p {}", "b.png": b"x"}, "text")


def test_the_key_covers_everything() -> None:
    key = memo.key(BUNDLE, "pdf", "environment")
    others = [
        replace(BUNDLE, name="1-a.he.short"),
        replace(BUNDLE, language="ar"),
        replace(BUNDLE, html="<p> "),
        replace(BUNDLE, text="texts"),
        replace(BUNDLE, files={"a.css": b"p {}", "b.png": b"y"}),
        replace(BUNDLE, files={"a.css": b"p {}b.png", "": b"x"}),
    ]
    keys = {memo.key(other, "pdf", "environment") for other in others}
    keys |= {memo.key(BUNDLE, "html", "environment"), memo.key(BUNDLE, "pdf", "other")}
    assert key not in keys and len(keys) == 8
    assert memo.key(replace(BUNDLE, files=dict(reversed(BUNDLE.files.items()))), "pdf", "environment") == key


def test_the_environment_covers_fonts_and_libraries(tmp_path: Path) -> None:
    (tmp_path / "a.ttf").write_bytes(b"font")
    first = inputs.engine([tmp_path], Seen({}, 0), {"pango": "1"})
    assert inputs.engine([tmp_path], Seen({}, 0), {"pango": "1"}) == first
    assert inputs.engine([tmp_path], Seen({}, 0), {"pango": "2"}) != first
    (tmp_path / "a.ttf").write_bytes(b"Font")
    assert inputs.engine([tmp_path], Seen({}, 0), {"pango": "1"}) != first


def test_native_libraries_tell_their_versions() -> None:
    told = libraries()
    assert all(
        told[name].split(".")[0].isdigit() for name in ("pango", "harfbuzz", "fontconfig", "freetype", "zlib")
    )


@pytest.mark.parametrize("at", [0, 10, 70, -1])
def test_a_flipped_bit_means_there_is_no_entry(tmp_path: Path, at: int) -> None:
    store = Store(tmp_path)
    store.put("abcd", (b"bytes\nmore", {"pages": 1}))
    assert store.get("abcd") == (b"bytes\nmore", {"pages": 1})
    (entry,) = (path for path in tmp_path.rglob("*") if path.is_file())
    data = bytearray(entry.read_bytes())
    data[at] ^= 1
    entry.write_bytes(bytes(data))
    assert store.get("abcd") is None
    entry.write_bytes(b"")
    assert store.get("abcd") is None
    assert store.get("ef00") is None


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("memo") / "project"
    lay_out(CORPUS / "base", folder)
    build.build(folder, request.Choice(formats=["pdf"], languages=["en"]), build.Work(folder / "output"))
    return folder


def made_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Build English PDFs and return the names of those that a worker had to make."""
    made: list[str] = []
    original = making.workers.make_all

    def watched(tasks, *rest):  # type: ignore[no-untyped-def]
        def noted():  # type: ignore[no-untyped-def]
            for name, task in tasks:
                if callable(task):
                    made.append(name.rpartition("/")[2])
                yield name, task

        return original(noted(), *rest)

    monkeypatch.setattr(making.workers, "make_all", watched)
    choice = request.Choice(formats=["pdf"], languages=["en"])
    assert build.build(folder, choice, build.Work(folder / "output")).exit_code == 0
    return sorted(made)


def edited(warm: Path, tmp_path: Path, path: str, old: str, new: str) -> Path:
    folder = tmp_path / "project"
    shutil.copytree(warm, folder)
    text = (folder / path).read_text()
    assert old in text
    (folder / path).write_text(text.replace(old, new))
    return folder


def test_nothing_changed_means_no_work(warm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert made_anew(warm, monkeypatch) == []


def test_only_what_selects_a_changed_block_is_made(
    warm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = edited(warm, tmp_path, "content/1-first/en/insights.md", "More text", "Other text")
    assert made_anew(folder, monkeypatch) == ["1-first.en.full.pdf"]


def test_a_change_that_reaches_no_page_is_no_work(
    warm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = edited(warm, tmp_path, "content/1-first/he/insights.md", "More text", "Other text")
    assert made_anew(folder, monkeypatch) == []


def test_the_store_gives_back_what_output_lost(
    warm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "project"
    shutil.copytree(warm, folder)
    before = (folder / "output/1-first/1-first.en.full.pdf").read_bytes()
    shutil.rmtree(folder / "output")
    assert made_anew(folder, monkeypatch) == []
    assert (folder / "output/1-first/1-first.en.full.pdf").read_bytes() == before


def test_a_damaged_store_costs_time_only(warm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "project"
    shutil.copytree(warm, folder)
    before = (folder / "output/1-first/1-first.en.full.pdf").read_bytes()
    for entry in (folder / files.CACHE).rglob("*"):
        if entry.is_file() and entry.name[0] != ".":
            entry.write_bytes(entry.read_bytes()[:-1] + b"?")
    shutil.rmtree(folder / "output")
    assert made_anew(folder, monkeypatch) == ["1-first.en.full.pdf", "1-first.en.one-page.pdf"]
    assert (folder / "output/1-first/1-first.en.full.pdf").read_bytes() == before
