"""The text of a PDF as the programs that people read PDFs with see it, and what their search finds.

poppler (Evince, Okular), PDFium (Chrome, Edge), MuPDF and pdf.js (Firefox). Each is used where it is
installed; this module runs two of them as programs. All but pdf.js, which needs more than they may have, are
shut in as a document is: what a file does to them is not done to this process.
"""

import json
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from briefgen import workers
from briefgen.diagnostics import BriefgenError, Place, error
from briefgen.sandbox import Limits

TIMEOUT = 300
"""Seconds that a search for all phrases may take, or pdf.js."""

_Read = TypeVar("_Read")

Pages = tuple[str, ...]
"""The text of a document, a page each."""

_PDFJS = """
import {readFileSync} from 'fs';
const lib = process.argv[1];
const write = process.stdout.write.bind(process.stdout);
console.warn = console.log = () => {};
globalThis.DOMMatrix ??= class {};  // which drawing wants, and text does not
const {getDocument} = await import(lib + '/legacy/build/pdf.mjs');
const data = new Uint8Array(readFileSync(0));
const pdf = await getDocument({data, verbosity: 0, cMapUrl: lib + '/cmaps/',
  standardFontDataUrl: lib + '/standard_fonts/'}).promise;
const read = async (disableNormalization) => {
  const pages = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const {items} = await (await pdf.getPage(number)).getTextContent({disableNormalization});
    pages.push(items.map(item => (item.str ?? '') + (item.hasEOL ? '\\n' : '')).join(''));
  }
  return pages;
};
write(JSON.stringify({copied: await read(false), searched: await read(true)}));
"""

_LIMITS = Limits()
_PATIENT = Limits(seconds=TIMEOUT)

_FOLDED = {
    0x2010: "-",
    **dict.fromkeys(range(0x2018, 0x201C), "'"),
    **dict.fromkeys(range(0x201C, 0x2020), '"'),
}
_MARK = "\u0300"


def read(pdf: bytes, pdfjs: Path | None = None) -> dict[str, Pages]:
    """Return the text that each reader installed gives, by the reader's name.

    `pdfjs` is the folder of the package pdfjs-dist. What a reader cannot open gives no page.
    """
    found = {name: function(pdf) for name, function in _EXTRACTORS.items()}
    if pdfjs is not None:
        found["pdfjs"] = _run_pdfjs(pdf, pdfjs)["copied"]
    return {name: pages for name, pages in found.items() if pages is not None}


def find(pdf: bytes, phrases: Sequence[str], pdfjs: Path | None = None) -> dict[str, tuple[bool, ...]]:
    """Return whether the search of each reader installed finds the phrases, by the reader's name."""
    found: dict[str, tuple[bool, ...]] = {}
    for name, function in _FINDERS.items():
        hits = function(pdf, phrases)
        if hits is not None:
            found[name] = hits
    if pdfjs is not None:
        pages = [_folded(page, _MARK) for page in _run_pdfjs(pdf, pdfjs)["searched"]]
        found["pdfjs"] = tuple(
            any(re.search(_pattern(phrase), page, re.IGNORECASE) for page in pages) for phrase in phrases
        )
    return found


def _poppler(pdf: bytes) -> Pages | None:
    program = shutil.which("pdftotext")
    if program is None:
        return None
    command = [program, "-enc", "UTF-8", "-", "-"]

    def read() -> Pages:
        done = subprocess.run(command, input=pdf, capture_output=True, check=False)  # noqa: S603
        return tuple(done.stdout.decode("utf-8", "replace").split("\f"))

    return _shut_in(read, (), folders=[Path(program).parent])


def _shut_in(
    read: Callable[[], tuple[_Read, ...]],
    failed: tuple[_Read, ...],
    limits: Limits = _LIMITS,
    folders: Sequence[Path] = (),
) -> tuple[_Read, ...]:
    """Return what a reader gives, or what stands for it where the reader takes too much, or dies."""
    try:
        made = workers.apart("reader", lambda: json.dumps(read()).encode(), limits, folders)
    except BriefgenError:
        return failed
    return tuple(json.loads(made))


def _module(name: str) -> ModuleType | None:
    try:
        return import_module(name)
    except ImportError:
        return None


@contextmanager
def _pdfium_pages(pdf: bytes, module: Any) -> Iterator[list[Any]]:
    try:
        document = module.PdfDocument(pdf)
    except module.PdfiumError:
        yield []
        return
    try:
        yield [page.get_textpage() for page in document]
    finally:
        document.close()


def _pdfium(pdf: bytes) -> Pages | None:
    module = _module("pypdfium2")
    if module is None:
        return None

    def read() -> Pages:
        with _pdfium_pages(pdf, module) as pages:
            return tuple(page.get_text_range() for page in pages)

    return _shut_in(read, ())


def _find_pdfium(pdf: bytes, phrases: Sequence[str]) -> tuple[bool, ...] | None:
    module = _module("pypdfium2")
    if module is None:
        return None

    def search() -> tuple[bool, ...]:
        with _pdfium_pages(pdf, module) as pages:
            return tuple(any(page.search(phrase).get_next() for page in pages) for phrase in phrases)

    return _shut_in(search, (False,) * len(phrases), _PATIENT)


def _mupdf(pdf: bytes) -> Pages | None:
    module = _module("pymupdf")
    if module is None:
        return None

    def read() -> Pages:
        try:
            with module.open(stream=pdf, filetype="pdf") as document:
                return tuple(page.get_text() for page in document)
        except RuntimeError:  # all that the library raises
            return ()

    return _shut_in(read, ())


def _find_mupdf(pdf: bytes, phrases: Sequence[str]) -> tuple[bool, ...] | None:
    module = _module("pymupdf")
    if module is None:
        return None
    failed = (False,) * len(phrases)

    def search() -> tuple[bool, ...]:
        try:
            with module.open(stream=pdf, filetype="pdf") as document:
                pages = [(page, page.get_textpage()) for page in document]
                return tuple(
                    any(page.search_for(phrase, textpage=text) for page, text in pages) for phrase in phrases
                )
        except RuntimeError:
            return failed

    return _shut_in(search, failed, _PATIENT)


_EXTRACTORS: dict[str, Callable[[bytes], Pages | None]] = {
    "poppler": _poppler,
    "pdfium": _pdfium,
    "mupdf": _mupdf,
}
_FINDERS: dict[str, Callable[[bytes, Sequence[str]], tuple[bool, ...] | None]] = {
    "pdfium": _find_pdfium,
    "mupdf": _find_mupdf,
}


@lru_cache(maxsize=1)
def _run_pdfjs(pdf: bytes, folder: Path) -> Mapping[str, Pages]:
    """Return what pdf.js gives for copying and for searching."""
    program = shutil.which("node")
    if program is None:
        return {"copied": (), "searched": ()}
    command = [program, "--input-type=module", "-e", _PDFJS, str(folder.absolute())]
    try:
        done = subprocess.run(command, input=pdf, capture_output=True, timeout=TIMEOUT, check=True)  # noqa: S603
    except subprocess.CalledProcessError:
        what = "pdf.js cannot be run from here, or does not read the PDF"
        hint = "give the folder of pdfjs-dist, as npm installs it"
        raise BriefgenError([error(Place(str(folder)), what, hint)], 2) from None
    return {key: tuple(pages) for key, pages in json.loads(done.stdout).items()}


# The rules by which the viewer of pdf.js matches what one types (`PDFFindController`), written anew:
# quotation marks alike, compatibility forms folded, marks of vowels optional, punctuation may stand among
# spaces.


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def _folded(text: str, mark: str = "") -> str:
    """Return a text as it is searched; marks as themselves, or all as one mark."""
    parts = (
        (mark or character) if _is_mark(character) else unicodedata.normalize("NFKC", character)
        for character in unicodedata.normalize("NFD", text).translate(_FOLDED)
    )
    folded = "".join(parts)
    folded = re.sub(r"(?<=\w)-\n(?=[^\W\d_])", partial(_unhyphened, folded), folded)
    return re.sub(r"(\S-)\n", r"\1", folded).replace("\n", " ")


def _unhyphened(text: str, match: re.Match[str]) -> str:
    return "" if text[match.start() - 1].islower() else "-"


def _pattern(phrase: str) -> str:
    """Return the regular expression for a phrase in a folded page."""
    text = "".join(character for character in _folded(phrase) if not _is_mark(character))
    parts = [_piece(match[0]) for match in re.finditer(r"\s+|[^\w\s]+|\w", text)]
    return re.sub(r"^\[ \]\*|\[ \]\*$", "", "".join(parts))


def _piece(text: str) -> str:
    if text.isspace():
        return "[ ]+"
    if text.isalpha():
        return f"{re.escape(text)}{_MARK}*"
    if all(unicodedata.category(character)[0] == "P" or character in "+^$|" for character in text):
        return f"[ ]*{re.escape(text)}[ ]*"
    return re.escape(text)
