"""The one reader and writer of the disk."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from briefgen import disk, files, installed
from briefgen.diagnostics import BriefgenError
from briefgen.files import Files, Folder


def refused(folder: Path, path: str) -> str:
    with pytest.raises(BriefgenError) as fault:
        Files(folder).read_bytes(path)
    return fault.value.diagnostics[0].message


def test_reads_only_below_its_root(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    root = tmp_path / "project"
    (root / "inside").mkdir(parents=True)
    (root / "inside" / "file").write_text("y")
    (root / "link").symlink_to(tmp_path / "secret")
    (root / "folder").symlink_to(tmp_path)
    (root / "kept").symlink_to("inside/file")
    assert Files(root).read_bytes("kept") == b"y"
    assert "out of the project" in refused(root, "link")
    assert "out of the project" in refused(root, "folder/secret")
    assert "out of the project" in refused(root, "../secret")
    assert "not a path inside" in refused(root, str(tmp_path / "secret"))


def test_reads_regular_files_of_a_bounded_size(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "regular file" in refused(tmp_path, "pipe")
    with (tmp_path / "huge").open("wb") as stream:
        stream.truncate(files.MAX_BINARY + 1)
    assert "larger than" in refused(tmp_path, "huge")


@pytest.mark.parametrize("data", [b"a\r\nb\rc\n", b"\xef\xbb\xbfa\nb\nc\n"])
def test_text_is_nfc_with_plain_line_ends(data: bytes) -> None:
    assert files.decode(data, "x") == "a\nb\nc\n"
    assert files.decode("e\u0301".encode(), "x") == "é"


@pytest.mark.parametrize(
    "data", [b"\xff\xfeA\0", b"\xe9\xf9", b"\xc0\xaf", b"a\0b", b"\x1b[31m", b"\xed\xa0\x80"]
)
def test_refuses_what_is_not_text(data: bytes) -> None:
    with pytest.raises(BriefgenError) as fault:
        files.decode(data, "x")
    assert fault.value.diagnostics[0].place.line == 1


def test_blob_id_is_what_git_says(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes("שלום\n".encode())
    said = subprocess.run(
        ["git", "hash-object", "file"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert files.blob_id("שלום\n".encode()) == said.stdout.strip()


def test_writes_whole_files_and_only_when_they_differ(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b.pdf"
    assert disk.write(target, b"one")
    before = target.stat().st_mtime_ns, target.stat().st_ino
    assert not disk.write(target, b"one")
    assert (target.stat().st_mtime_ns, target.stat().st_ino) == before
    assert disk.write(target, b"two")
    assert target.read_bytes() == b"two"
    assert [path.name for path in target.parent.iterdir()] == ["b.pdf"]


def test_a_failed_write_leaves_the_last_good_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "b.pdf"
    disk.write(target, b"good")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="space"):
        disk.write(target, b"new and longer")
    assert target.read_bytes() == b"good"
    assert [path.name for path in tmp_path.iterdir()] == ["b.pdf"]


def test_several_files_are_written_all_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = ({tmp_path / name: name.encode() * times for name in "abc"} for times in (1, 9))
    assert disk.write_all(old) == [*old]
    assert disk.write_all({**old, tmp_path / "d/e": b"e"}) == [tmp_path / "d/e"]
    room = iter((None, OSError(28, "No space left on device")))

    def filling(_: int) -> None:
        if fault := next(room):
            raise fault

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", filling)
        with pytest.raises(OSError, match="space") as told:
            disk.write_all(new)
    assert told.value.filename == str(tmp_path / "b")
    assert {path: path.read_bytes() for path in old} == old
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c", "d"]


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_a_folder_is_there_when_it_is_full(tmp_path: Path, fault: BaseException) -> None:
    target = tmp_path / "above/folder"
    with pytest.raises(type(fault)), disk.new_folder(target) as folder:
        disk.write(folder / "file", b"x")
        raise fault
    assert not list(tmp_path.rglob("*older*")) and not list(tmp_path.rglob("file"))
    (tmp_path / "above/.briefgen-folder.part").mkdir()  # of one that was killed
    with disk.new_folder(target) as folder:
        disk.write(folder / "file", b"x")
        assert not target.exists()
    assert [path.name for path in target.parent.iterdir()] == ["folder"] and (target / "file").is_file()


def test_no_file_takes_the_place_of_a_device(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/dev/null")
    for name in ("pipe", "link"):
        with pytest.raises(OSError, match="not a regular file"):
            disk.write(tmp_path / name, b"x")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "pipe"]


def test_the_clock_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert files.now().isoformat() == "1970-01-02T00:00:00+00:00"


def test_folder_is_a_mapping_of_what_lies_below(tmp_path: Path) -> None:
    (tmp_path / "style").mkdir()
    (tmp_path / "style" / "a.css").write_text("p {}")
    folder = Folder(tmp_path)
    assert folder["style/a.css"] == b"p {}"
    assert "../x" not in folder and "style" not in folder


def test_terminal_escapes_are_made_visible() -> None:
    assert files.printable("a\x1b[31mב") == "a\\u001b[31mב"


def test_what_is_installed_is_told_as_python_tells_it():
    from importlib.metadata import distributions

    told = {re.sub(r"[-_.]+", "-", each.name).lower(): each.version for each in reversed([*distributions()])}
    assert installed.versions() == told


def test_a_package_offers_what_its_table_says(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "odd-1.dist-info").mkdir()
    assert not installed.offer("briefgen.odd")
    (tmp_path / "odd-1.dist-info" / "entry_points.txt").write_text("[briefgen.odd]\nx = odd:x\n")
    assert installed.offer("briefgen.odd")
    assert installed.versions()["odd"] == "1"
