"""The sealed engine: a bundle and fonts in, the bytes of a PDF out.

This module is the engine's sandbox: beside `briefgen.files` and `briefgen.disk` the only one that touches
disk and environment. What it reads are the fonts; what it writes is the configuration that names them.
WeasyPrint is imported on first use, after the fonts are configured: fontconfig reads its configuration at
that moment.
"""

import gc
import logging
import os
import re
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from briefgen import compiled, disk
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, error
from briefgen.model import Bundle
from briefgen.typeset import loading
from briefgen.typeset.unloaded import Unloaded

if TYPE_CHECKING:
    from weasyprint.document import Document

    from briefgen.typeset.fontset import FontSet
    from briefgen.typeset.page import Page

VARIANT = "pdf/a-3u"
"""WeasyPrint's name for the archival file that is written; tags and `archive` make it PDF/UA-1 too."""

FRAMES = 2000
"""Calls within calls: the layout of an element takes up to ten."""

_GARBAGE = 50_000
"""New objects after which Python looks for garbage."""

_font_sets: dict[tuple[Path, ...], "FontSet"] = {}
"""Folders → their fonts as the last document left them."""

_DEEP = "is nested too deep", "nest its elements, or the brackets in its styles, less deep"
_BEYOND: Mapping[type[Exception], tuple[str, str]] = {
    MemoryError: (
        "needs more memory than it may have",
        "look for a large picture, or a short pattern that fills much room",
    ),
    OverflowError: ("has a length without end", "look for a number in its styles that is too large"),
    RecursionError: _DEEP,
    SyntaxError: _DEEP,
}
"""What Python raises → what is told of a document that asks for too much, and a hint.

A syntax error is one of selectors, of which cssselect2 makes code.
"""

_SURROGATE = re.compile("[\ud800-\udfff]")
"""Halves of characters, which no encoding holds."""

_FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
{folders}
  <cachedir prefix="xdg">briefgen</cachedir>
  <cachedir>{cache}</cachedir>
  <selectfont><rejectfont><glob>*.woff</glob><glob>*.woff2</glob></rejectfont></selectfont>
  <match target="font">
    <edit name="hinting" mode="assign"><bool>false</bool></edit>
    <edit name="hintstyle" mode="assign"><const>hintnone</const></edit>
  </match>
</fontconfig>
"""
"""No font but the given ones, without the screen fonts beside them; widths free of any pixel grid.

What fontconfig finds in the folders it keeps in the user's cache, or else as long as the process lives: to
read the bundled fonts takes as long as to lay out a page. It is never kept in a project, which may be a
stranger's: fontconfig trusts its caches.
"""


def typeset(bundle: Bundle, fonts: Sequence[Path], *, css: str = "") -> bytes:
    """Typeset a bundle as PDF/UA-1.

    `fonts` are folders; no other font is used, except those that `@font-face` rules take from the bundle.
    `css` is one more stylesheet of the author's. The same input gives the same bytes.
    Raises `BriefgenError` with exit code 3 where the document asks for an address outside the bundle or the
    layout fails.
    """
    with _told(bundle):
        document = _render(bundle, fonts, css)
        return _write(document, bundle)


def typeset_telling(bundle: Bundle, fonts: Sequence[Path]) -> tuple[bytes, list[Diagnostic]]:
    """Typeset a page from outside as `typeset` does; return warnings of what its PDF does not show, too."""
    with _told(bundle):
        _font_configuration(fonts)
        page = _read(bundle, fonts, None)
        page.texts = {}
        document = _render(bundle, fonts, "", page=page)
        from briefgen.typeset import losses

        return _write(document, bundle), losses.warnings(document, bundle.name)


def warm(
    fonts: Sequence[Path],
    sheets: Mapping[str, bytes] | None = None,
    roots: Sequence[Mapping[str, str]] = (),
) -> Path:
    """Load the engine and its fonts before worker processes are forked; returns a folder they must read.

    `sheets` are stylesheets that most documents have, by their paths within the bundle, and `roots` the
    attributes that the first elements of most have. What is loaded stays: workers neither look through it for
    garbage nor, by looking, copy it.
    """
    _font_configuration(fonts)
    with compiled.kept():
        from briefgen.typeset import fetcher, finish, page, patches  # noqa: F401 - used after the fork
        from briefgen.typeset.sheets import prepare

        patches.install()
        page.more_styles()
        texts = {f"{fetcher.BASE}{path}": text for path, text in (sheets or {}).items()}
        prepare(texts, roots, fetcher.BASE)
    return _work_folder()


def lay_out(
    bundle: Bundle,
    fonts: Sequence[Path],
    *,
    css: str = "",
    like: "Document | None" = None,
    page: "Page | None" = None,
) -> "Document":
    """Lay a bundle out without writing it, to measure its pages; arguments and errors as `typeset`.

    A page that was read for `like`, a layout of the same bundle, is not read again, nor are its words shaped
    or its lines broken where they come out as they did. Where it is of another version, whose words alone
    differ, its styles and lines serve again too. `page`, made of the one of `like`, stands in the place of
    the bundle's own.
    """
    with _told(bundle):
        return _render(bundle, fonts, css, like, page)


def write(document: "Document", bundle: Bundle) -> bytes:
    """Write a document that `lay_out` made of this bundle; errors as `typeset`."""
    with _told(bundle):
        return _write(document, bundle)


def _render(
    bundle: Bundle,
    fonts: Sequence[Path],
    css: str,
    like: "Document | None" = None,
    page: "Page | None" = None,
) -> "Document":
    same = like if like and (page or like._html.source is bundle) else None
    configuration = same.font_config if same else _font_configuration(fonts)
    from weasyprint import CSS

    from briefgen.typeset import patches

    patches.install()
    if page is None:
        page = same._html if same else _read(bundle, fonts, like)
        if like and not same:
            page.take(like._html)
    page.setting = css
    source = {"base_url": page.base_url, "url_fetcher": page.url_fetcher}
    sheets = [CSS(string=css, **source)] if css else []
    return page.render(font_config=configuration, stylesheets=sheets, pdf_variant=VARIANT)


def _read(bundle: Bundle, fonts: Sequence[Path], like: "Document | None") -> "Page":
    """Parse the page of a bundle, or what differs from the page of another version."""
    from briefgen.typeset.fetcher import BASE, Fetcher
    from briefgen.typeset.page import Page

    folders = tuple(folder.resolve() for folder in fonts)

    def read_font(path: str) -> bytes | None:
        file = Path(path).resolve()
        return file.read_bytes() if any(file.is_relative_to(folder) for folder in folders) else None

    fetch = Fetcher(bundle.name, bundle.files, read_font)
    last = like._html if like else None
    page = Page(_SURROGATE.sub("\ufffd", bundle.html), base_url=BASE, url_fetcher=fetch, like=last)
    page.source = bundle
    return page


def _write(document: "Document", bundle: Bundle) -> bytes:
    from briefgen.typeset.finish import FINISHERS

    def finish(document: "Document", pdf: object) -> None:
        for step in FINISHERS:
            step(document, pdf, bundle)

    pdf: bytes = document.write_pdf(finisher=finish, pdf_variant=VARIANT, pdf_tags=True)
    return pdf


@contextmanager
def _told(bundle: Bundle) -> Iterator[None]:
    """Turn whatever ends the layout into a `BriefgenError` that names the document.

    Meanwhile calls may lie deeper in one another than Python lets them, and garbage is sought more rarely: a
    document is mostly what is still needed.
    """
    limit, thresholds = sys.getrecursionlimit(), gc.get_threshold()
    sys.setrecursionlimit(max(limit, FRAMES))
    gc.set_threshold(max(_GARBAGE, thresholds[0]), *thresholds[1:])
    lost = Unloaded()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(lost)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # Pillow's, of a picture that may be too large
            yield
        if lost.pictures:
            raise BriefgenError([error(Place(bundle.name), *lost.pictures[0])], exit_code=3)
    except BriefgenError:
        raise
    except tuple(_BEYOND) as problem:
        raise BriefgenError([error(Place(bundle.name), *_BEYOND[type(problem)])], exit_code=3) from problem
    except Exception as problem:
        message = f"the layout failed: {type(problem).__name__}: {problem}"
        hint = "this is a fault of the engine: report it with the document"
        raise BriefgenError([error(Place(bundle.name), message, hint)], exit_code=3) from problem
    except BaseException as problem:
        # WeasyPrint's FatalURLFetchingError, which no handler of WeasyPrint's own catches.
        if isinstance(problem.__cause__, BriefgenError):
            raise problem.__cause__ from None
        raise
    finally:
        logger.removeHandler(lost)
        sys.setrecursionlimit(limit)
        gc.set_threshold(*thresholds)


def _font_configuration(folders: Sequence[Path]) -> "FontSet":
    """Return Pango's view of the folders alone; one serves all documents that bring no fonts."""
    key = tuple(folder.resolve() for folder in folders)
    known = _font_sets.get(key)
    if known and not known.faces:
        return known
    configured = os.environ.get("FONTCONFIG_FILE")
    settings = _fonts_conf(key)
    if not settings.is_file():
        # Without it fontconfig would take the system's fonts and say nothing.
        raise BriefgenError([error(Place(settings.name), "the list of fonts is gone", "build again")], 3)
    os.environ["FONTCONFIG_FILE"] = str(settings)
    try:
        loading.load()
        from briefgen.typeset.fontset import FontSet

        found = _font_sets[key] = FontSet()
        return found
    finally:
        if configured is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = configured


@cache
def _fonts_conf(folders: tuple[Path, ...]) -> Path:
    """Write the configuration that names the folders and return its path."""
    for folder in folders:
        if not folder.is_dir():
            raise BriefgenError([error(Place(folder.name), "there is no such font folder")], exit_code=2)
    home = _work_folder()
    text = _FONTS_CONF.format(
        folders="\n".join(f"  <dir>{escape(str(folder))}</dir>" for folder in folders),
        cache=escape(str(home / "cache")),
    )
    path = home / f"fonts-{sha256(text.encode()).hexdigest()[:16]}.conf"
    path.write_text(text, encoding="utf-8")
    return path


@cache
def _work_folder() -> Path:
    """Make a private folder that goes with the process, which workers may read."""
    return Path(tempfile.mkdtemp(dir=disk.scratch()))
