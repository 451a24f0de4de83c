"""The engine's seal, its patches and its promise of equal bytes."""

import logging
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from briefgen.diagnostics import BriefgenError
from briefgen.formats import FORMATS
from briefgen.model import Bundle
from briefgen.typeset import engine, grafts, loading, patches, typeset

FONTS = Path(__file__).parent.parent / "fonts"
PAGE = "<!DOCTYPE html><html lang=he dir=rtl><title>t</title><body style='font-family: Frank Ruhl Libre'>"


def bundle(body: str, files: Mapping[str, bytes] | None = None) -> Bundle:
    return Bundle("page", "he", PAGE + body, files or {}, "")


def fonts_of(pdf: bytes) -> set[str]:
    with pikepdf.open(BytesIO(pdf)) as document:
        names = [
            str(item.get("/BaseFont", ""))
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary)
        ]
    return {name.partition("+")[2] for name in names if "+" in name}


@pytest.mark.parametrize(
    "body",
    [
        "<img alt=x src=file:///etc/passwd>",
        "<img alt=x src=FiLe://localhost/etc/passwd>",
        "<img alt=x src=http://127.0.0.1:1/x.png>",
        "<img alt=x src=//127.0.0.1:1/x.png>",
        "<img alt=x src=../../etc/passwd>",
        "<img alt=x src=%2e%2e/%2e%2e/etc/passwd>",
        "<img alt=x src='a\\..\\b'>",
        "<object data=/etc/passwd></object>",
        "<link rel=attachment href=file:///proc/self/environ>",
        "<a rel=attachment href=/proc/self/environ>x</a>",
        "<link rel=stylesheet href=missing.css>",
        "<style>@import 'https://example.org/x.css'</style>",
        "<style>@font-face { font-family: x; src: url(file:///etc/passwd) }</style>",
        "<style>p { background: url(ftp://example.org/x) }</style><p>x",
        "<base href=file:///etc/><img alt=x src=passwd>",
    ],
)
def test_addresses_outside_the_bundle_end_the_layout(body: str) -> None:
    with pytest.raises(BriefgenError) as caught:
        typeset(bundle(body), [FONTS])
    assert caught.value.exit_code == 3
    assert "outside the document" in str(caught.value) or "there is no file" in str(caught.value)


class Folder(Mapping[str, bytes]):
    """A mapping that reads a file when it is asked for it, as the command line passes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.read: list[str] = []

    def __getitem__(self, path: str) -> bytes:
        self.read.append(path)
        try:
            return (self.root / path).read_bytes()
        except OSError:
            raise KeyError(path) from None

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def test_a_page_may_bring_its_own_fonts_and_styles() -> None:
    style = b"@font-face { font-family: Own; src: url(IBMPlexSerif-Italic.ttf) } p { font-family: Own }"
    files = Folder(FONTS)
    given = bundle("<link rel=stylesheet href=sub/a.css><p>abc", {})
    own = replace(given, files={"sub/a.css": style.replace(b"url(", b"url(../")})
    with pytest.raises(BriefgenError, match="there is no file"):
        typeset(own, [FONTS])
    loose = replace(given, html=given.html + f"<style>{style.decode()}</style><p>abc", files=files)
    loose = replace(loose, html=loose.html.replace("<link rel=stylesheet href=sub/a.css>", ""))
    assert any("Italic" in name for name in fonts_of(typeset(loose, [FONTS])))
    assert files.read == ["IBMPlexSerif-Italic.ttf"]


def test_local_fonts_are_the_given_ones() -> None:
    rule = (
        "@font-face { font-family: Own; src: local('IBM Plex Serif Italic'), local('IBMPlexSerif-Italic') }"
    )
    pdf = typeset(bundle(f"<style>{rule} p {{ font-family: Own }}</style><p>abc"), [FONTS])
    assert any("Italic" in name for name in fonts_of(pdf))


def test_only_the_given_fonts_are_used() -> None:
    pdf = typeset(bundle("<p style='font-family: DejaVu Sans, monospace'>abc שלום سلام"), [FONTS])
    assert fonts_of(pdf)
    assert all(name.startswith(("Frank", "Noto-Naskh", "IBM", "NotoNaskh")) for name in fonts_of(pdf)), (
        fonts_of(pdf)
    )


def test_a_missing_font_folder_is_a_wrong_configuration(tmp_path: Path) -> None:
    with pytest.raises(BriefgenError) as caught:
        typeset(bundle("<p>x"), [tmp_path / "none"])
    assert caught.value.exit_code == 2


def test_no_page_is_set_without_the_list_of_fonts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(engine, "_font_sets", {})
    monkeypatch.setattr(engine, "_fonts_conf", lambda folders: tmp_path / "swept-away.conf")
    with pytest.raises(BriefgenError, match="the list of fonts is gone"):
        typeset(bundle("<p>text"), [FONTS])


def test_the_environment_is_left_alone() -> None:
    typeset(bundle("<p>x"), [FONTS])
    assert "FONTCONFIG_FILE" not in os.environ


def test_the_same_input_gives_the_same_bytes() -> None:
    body = "<link rel=attachment href=a.txt><p>שלום <b>HTS</b> 2025"
    given = bundle(body, {"a.txt": b"text"})
    program = (
        "import sys, pickle; from pathlib import Path; from briefgen.typeset import typeset;"
        "given, fonts = pickle.load(sys.stdin.buffer); sys.stdout.buffer.write(typeset(given, [fonts]))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            input=pickle.dumps((given, FONTS)),
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(FONTS.parent)},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Jerusalem"))
    ]
    assert runs[0] == runs[1]
    assert runs[0].startswith(b"%PDF-1.7")


def test_nothing_that_opens_connections_is_loaded() -> None:
    program = (
        "import sys; from briefgen.typeset import loading; loading.load()\n"
        "from weasyprint.urls import URLFetcher\n"
        "assert not {'urllib.request', 'http.client', 'ssl'} & sys.modules.keys()\n"
        "import urllib.request; assert not issubclass(URLFetcher, urllib.request.OpenerDirector)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_weasyprint_is_loaded_on_first_use() -> None:
    program = "import sys, briefgen.typeset; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=FONTS.parent, check=False).returncode == 0


def test_another_weasyprint_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    patches.uninstall()
    try:
        monkeypatch.setattr(grafts.weasyprint, "__version__", "71.0")
        with pytest.raises(BriefgenError, match=r"71\.0 is installed") as caught:
            patches.install()
        assert caught.value.exit_code == 3
    finally:
        monkeypatch.undo()
        patches.install()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"parameters": "context lines"}, r"takes \(context line\) instead of"),
        ({"name": "gone"}, "is missing"),
    ],
)
def test_a_changed_function_is_refused(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, str], message: str
) -> None:
    patches.uninstall()
    try:
        row = next(patch for patch in patches.PATCHES if patch.name == "remove_last_whitespace")
        monkeypatch.setattr(patches, "PATCHES", (replace(row, **change),))
        with pytest.raises(BriefgenError, match=message):
            patches.install()
    finally:
        monkeypatch.undo()
        patches.install()


def test_every_patch_says_why() -> None:
    assert all(len(patch.reason) > 20 for patch in patches.PATCHES)
    assert len({(patch.module, patch.name) for patch in patches.PATCHES}) == len(patches.PATCHES)


def test_characters_that_no_font_has_are_told() -> None:
    page = replace(
        bundle("<p>a \u2067\u05d0\u2069 \u6f22 \u6f22 \U0001d158"), text="a \u05d0 \u6f22 \u6f22 \U0001d158"
    )
    with pytest.raises(BriefgenError) as told:
        FORMATS["pdf"].make(page, [FONTS])
    assert (
        str(told.value)
        .split("no font has: ")[1]
        .startswith("\u6f22 (U+6F22), \U0001d158 (U+1D158)\n  hint: write")
    )


def test_relative_links_stay_relative() -> None:
    pdf = typeset(bundle("<p><a href='other/page.html'>x</a> <a href='https://example.org/'>y</a>"), [FONTS])
    with pikepdf.open(BytesIO(pdf)) as document:
        targets = [str(link.A.URI) for link in document.pages[0].Annots]
    assert targets == ["other/page.html", "https://example.org/"]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (LookupError("x"), "the layout failed: LookupError: x\n  hint: this is a fault of the engine"),
        (MemoryError(), "needs more memory than it may have\n  hint: look for"),
        (RecursionError("x"), "is nested too deep\n  hint: nest"),
    ],
)
def test_faults_of_the_layout_become_diagnostics(
    monkeypatch: pytest.MonkeyPatch, fault: Exception, told: str
) -> None:
    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(engine, "_font_configuration", fail)
    with pytest.raises(BriefgenError, match=told):
        typeset(bundle("<p>x"), [FONTS])


def test_elements_nested_too_deep_become_text(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "briefgen.typeset"):
        document = engine.lay_out(bundle("<p>" + "<span>" * 10_000 + "א HTS"), [FONTS])
    assert any("HTS" in getattr(box, "text", "") for box in document.pages[0]._page_box.descendants())
    assert "nested deeper than" in caplog.text


@pytest.mark.parametrize(
    "body",
    [
        "<p>" + "א" * 100_000,
        "<p>" + "אב גד HTS 12 " * 7_500,
        "<p style='white-space: nowrap'>" + "אב גד HTS 12 " * 3_000,
        "<p>" + "<span>א HTS</span> " * 1_500,
        "<p>" + "\u2067א \u2066b " * 1_500,
        "<p>" + "<bdi>א 1 " * 90,
        "<p>\u202e" + "\u202b" * 1_000 + "אב cd 12",
        "<p>א\ud800ב \udfff c",
        "<p>\u0378 \U0001e8ff \U0010ffff א \U000e0fff",
        "<p>" + "א\u05b0" * 10_000,
        "<p>" + "\u200d\u200c\u200f\u200e" * 5_000 + "ب",
        "<p>" + "(" * 5_000 + "א" + ")" * 5_000,
        "<p><br>" * 500,
    ],
    ids=lambda body: ascii(body[:30]),
)
def test_hostile_paragraphs_neither_crash_nor_linger(body: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "briefgen.typeset"):
        document = engine.lay_out(bundle(body), [FONTS])
    assert document.pages
    assert caplog.records == []


@pytest.mark.parametrize("profiled", [False, True])
def test_press_colours_of_photographs_become_those_of_screens(profiled):
    from PIL import Image, ImageCms

    from briefgen.typeset.photographs import for_screens
    from briefgen.verify import verify

    made = BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()  # of the wrong kind: no use
    more = {"icc_profile": profile} if profiled else {}
    Image.new("CMYK", (20, 20), (200, 0, 0, 0)).save(made, "JPEG", **more)
    page = "<!DOCTYPE html><html lang=en><title>T</title><h1>T</h1><img src=a.jpg alt=Blue>"
    data = typeset(Bundle("page", "en", page, {"a.jpg": made.getvalue()}, ""), [FONTS])
    assert verify(data).passed
    plain = BytesIO()
    Image.new("RGB", (20, 20)).save(plain, "JPEG")
    assert for_screens(plain.getvalue()) == plain.getvalue()
    assert for_screens(b"\xff\xd8\xff no picture") == b"\xff\xd8\xff no picture"


DECLARED = """
import sys
import cffi
texts = []
class Interface(cffi.FFI):
    def cdef(self, text):
        texts.append(text)
        super().cdef(text)
there, cffi.FFI = cffi.FFI, Interface
import weasyprint
from briefgen.typeset import patches
compiled = there()
compiled.cdef("".join(texts))
compiled.set_source("declarations", None)
compiled.emit_python_code(sys.argv[1])
"""
HEAD = '''"""What WeasyPrint and this engine declare of libraries written in C, compiled by cffi."""

import _cffi_backend


class Interface(_cffi_backend.FFI):  # type: ignore[misc]  # cffi has no types
    """The declarations."""

    def cdef(self, text: str) -> None:
        """Declare nothing: all is compiled."""


'''


def test_compiled_declarations_are_those_of_weasyprint_and_the_engine(tmp_path: Path, update: bool) -> None:
    compiled = tmp_path / "declarations.py"
    subprocess.run([sys.executable, "-c", DECLARED, compiled], check=True, capture_output=True)
    _, _, said = compiled.read_text().partition("_cffi_backend.FFI(")
    expected = f"{HEAD}ffi = Interface({said}"
    path = Path(loading.__file__).with_name("declarations.py")
    if update:
        path.write_text(expected)
    else:
        assert path.read_text() == expected
