"""Read a PDF as the values that the conditions look at; nothing is read twice."""

import gc
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from briefgen.verify import qpdf, survey
from briefgen.verify.fonts import Font, read_font
from briefgen.verify.marks import Mark, in_force
from briefgen.verify.model import Annotation, Codes, Document, Drawn, Page, Spoken
from briefgen.verify.objects import (
    Key,
    data_of,
    dictionary,
    entries,
    get,
    items,
    key_of,
    name_of,
    number,
    numbers,
    plain,
    stream_data,
    string_of,
    text_of,
)
from briefgen.verify.strings import decode_name
from briefgen.verify.structure import name_tree, read_tree
from briefgen.verify.survey import Stream, Surveyor

MAX_PAGES = 2_000
"""Pages that are read; each takes about 50 milliseconds."""
MAX_FORMS = 10_000
"""Forms drawn on one page, each use counted."""
MAX_DEPTH = 20
"""Forms within forms that are followed."""
_GARBAGE = 100_000
"""New objects after which garbage is sought."""

CATALOG = ("ViewerPreferences", "MarkInfo", "OCProperties", "OutputIntents", "AF", "AcroForm", "Metadata")
"""Entries of the catalog that are kept."""
_INPUT = re.compile(r"^(?:stream )?<_io\.BytesIO object[^>]*>")
"""What pikepdf calls a file that is read from memory."""
_CMYK = re.compile(rb"/DeviceCMYK\b|(?:[\d.]+[\x00\t\n\f\r ]+){4}[kK][\x00\t\n\f\r ]")


class UnreadableError(Exception):
    """The file cannot be read as a PDF; the message says why."""


def read_document(data: bytes) -> Document:
    """Read a PDF.

    Raises `UnreadableError` where there is nothing to verify: no PDF, too broken, or locked by a password.
    """
    try:
        with little_garbage(), qpdf.opened(data) as pdf:
            return _read(pdf)
    except qpdf.PasswordError:
        raise UnreadableError("the file is locked by a password") from None
    except qpdf.PdfError as problem:
        raise UnreadableError(f"the file cannot be read as a PDF: {_reason(problem)}") from None
    except RecursionError:
        raise UnreadableError("the file nests its objects too deeply") from None
    except (RuntimeError, ValueError, TypeError, KeyError, AttributeError, OverflowError) as problem:
        raise UnreadableError(f"the file's objects are broken: {_reason(problem)}") from None


@contextmanager
def little_garbage() -> Iterator[None]:
    """Look for garbage more rarely: what is read of a document is still needed."""
    thresholds = gc.get_threshold()
    gc.set_threshold(max(_GARBAGE, thresholds[0]), *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)


def _reason(problem: Exception) -> str:
    """Return what qpdf says, less the name it has for the input."""
    told = _INPUT.sub("", " ".join(str(problem).split()))
    return told[-200:].strip(" :") or "damaged"


def _read(pdf: Any) -> Document:
    catalog = pdf.Root
    language = string_of(catalog, "/Lang") or ""
    encrypt = pdf.trailer.get("/Encrypt")
    document = Document(
        version=pdf.pdf_version,
        catalog={key: plain(get(catalog, f"/{key}")) for key in CATALOG},
        language=language,
        metadata=data_of(catalog, "/Metadata").decode("utf-8", "replace"),
        title=string_of(pdf.trailer.get("/Info"), "/Title") or "",
        tree=read_tree(get(catalog, "/StructTreeRoot"), language),
        pages=[],
        encrypted=encrypt is not None,
        permissions=number(encrypt, "/P") if isinstance(get(encrypt, "/P"), int) else None,
        dynamic_form=_is_dynamic(get(get(catalog, "/AcroForm"), "/XFA")),
        has_identifier="/ID" in pdf.trailer,
        outlines=list(_outlines(get(catalog, "/Outlines"))),
        identifiers={name: key_of(value) for name, value in _identifiers(catalog)},
        files=[plain(value) for _, value in name_tree(get(get(catalog, "/Names"), "/EmbeddedFiles"))],
    )
    document.all_pages = len(pdf.pages)
    for number_, page in zip(range(1, MAX_PAGES + 1), pdf.pages, strict=False):
        _PageReader(document, number_, page.obj).read()
    document.addresses += list(_addresses(document, catalog))
    return document


def _is_dynamic(form: Any) -> bool:
    """Tell whether an XFA form must be rendered anew: one stream, or pairs of a name and a part of it."""
    parts = [item for item in items(form) if isinstance(item, qpdf.Stream)]
    return any(re.search(rb"dynamicRender>\s*required", stream_data(part)) for part in parts)


def _identifiers(catalog: Any) -> Iterator[tuple[str, Any]]:
    return name_tree(get(get(catalog, "/StructTreeRoot"), "/IDTree"))


def _addresses(document: Document, catalog: Any) -> Iterator[str]:
    yield from (annotation.address for annotation in document.annotations)
    yield from (address for _, address in document.outlines)
    yield string_of(get(catalog, "/URI"), "/Base") or ""
    for action in (get(catalog, "/OpenAction"), *entries(get(catalog, "/AA")).values()):
        yield _address(action)
    for file in document.files:
        yield from (str(file.get(key, "")) for key in ("F", "UF") if isinstance(file, dict))


def _address(action: Any) -> str:
    """Return where an action leads outside the file."""
    target = get(action, "/F")
    return string_of(action, "/URI") or text_of(target) or string_of(target, "/F") or ""


def _outlines(outlines: Any) -> Iterator[tuple[str, str]]:
    """Yield title and address of each bookmark."""
    work, seen = [get(outlines, "/First")], set()
    while work:
        item = work.pop()
        key = key_of(item)
        if not isinstance(item, qpdf.Dictionary) or key in seen:
            continue
        seen.add(key)
        yield string_of(item, "/Title") or "", _address(get(item, "/A"))
        work += [get(item, "/Next"), get(item, "/First")]


class _PageReader:
    """Read one page: its streams, forms, fonts, images and annotations."""

    def __init__(self, document: Document, number_: int, page: Any) -> None:
        self._document = document
        self._number = number_
        self._page = page
        self._uses = 0
        self._streams: dict[Key, Stream] = {}

    def read(self) -> None:
        page = self._page
        box = numbers(_inherited(page, "/MediaBox"))
        corners = (
            (min(box[::2]), min(box[1::2]), max(box[::2]), max(box[1::2])) if len(box) == 4 else (0, 0, 0, 0)
        )
        annotations = [item for item in items(get(page, "/Annots")) if isinstance(item, qpdf.Dictionary)]
        self._document.pages.append(Page(key_of(page), corners, name_of(page, "/Tabs"), bool(annotations)))
        self._document.struct_parents[key_of(page)] = number(page, "/StructParents", -1)
        resources = _inherited(page, "/Resources")
        data = b"\n".join(stream_data(part) for part in items(get(page, "/Contents")))
        self._draw(data, resources, key_of(page), (), 0)
        for annotation in annotations:
            self._document.annotations.append(_annotation(annotation, self._number, corners))

    def _draw(self, data: bytes, resources: Any, owner: Key, around: tuple[Mark, ...], depth: int) -> None:
        document = self._document
        if owner not in self._streams:
            if _may_be_cmyk(data) and _CMYK.search(data):
                document.cmyk.add(self._number)
            properties = dictionary(resources, "/Properties")
            elements = document.tree.owners.get(owner, {})
            self._streams[owner] = Surveyor(
                data,
                lambda name: _property_list(get(properties, f"/{name}")),
                elements,
                document.language,
            ).survey()
        stream = self._streams[owner]
        self._show(stream, dictionary(resources, "/Font"), owner, around)
        forms = dictionary(resources, "/XObject")
        for name, marks in stream.forms:
            self._form(get(forms, f"/{name}"), resources, (*around, *marks), owner, depth)

    def _show(self, stream: Stream, resources: Any, owner: Key, around: tuple[Mark, ...]) -> None:
        """Note what text a stream shows, by fonts and languages."""
        document, force = self._document, in_force(around)
        names = dict.fromkeys(name for said in stream.said.values() for name in (*said.read, *said.silent))
        found = {name: self._font(get(resources, f"/{decode_name(name)}")) for name in names}
        fonts = {name: font for name, font in found.items() if font is not None}
        document.drawn.append(Drawn(self._number, owner, around, stream, fonts))
        for (marked, element, is_artifact), said in stream.said.items():
            read = _letters(said.read, fonts)
            for font, codes in read:
                kept = self._codes(font)
                (kept.silent if force.replaced else kept.read).update(codes)
            for font, codes in _letters(said.silent, fonts):
                self._codes(font).silent.update(codes)
            if is_artifact or force.is_artifact:
                continue
            otherwise = self._language(owner, force) if element is None else element
            language = marked or force.speech or otherwise
            if force.replaced is None:
                document.spoken.append(Spoken(self._number, language, read, said.actual))
            else:
                actual = frozenset([force.replaced.actual or ""])
                document.spoken.append(Spoken(self._number, language, (), actual))

    def _language(self, owner: Key, force: Mark) -> str:
        """Return the language of what is shown in a form, of the element that holds the form."""
        number_ = force.counts.mcid if force.counts else None
        element = None if number_ is None else self._document.tree.owners.get(owner, {}).get(number_)
        return element.language if element else self._document.language

    def _codes(self, font: Font) -> Codes:
        """Return what collects the codes of a font on this page."""
        return self._document.codes.setdefault((self._number, id(font)), Codes(font))

    def _form(self, form: Any, resources: Any, marks: tuple[Mark, ...], owner: Key, depth: int) -> None:
        """Draw an XObject. An image paints; a form is a stream of its own."""
        document = self._document
        self._uses += 1
        if not isinstance(form, qpdf.Stream) or self._uses > MAX_FORMS or depth > MAX_DEPTH:
            return
        if name_of(form, "/Subtype") != "Form":
            if not marks:
                self._streams[owner].bare += 1
            document.images.append((self._number, plain(form, 2)))
            return
        document.forms.append((self._number, plain(form, 1)))
        key = key_of(form)
        document.struct_parents[key] = number(form, "/StructParents", -1)
        data = stream_data(form) if key not in self._streams else b""
        self._draw(data, get(form, "/Resources") or resources, key, marks, depth + 1)
        if self._streams[key].tagged:
            document.form_uses[key] = document.form_uses.get(key, 0) + 1

    def _font(self, font: Any) -> Font | None:
        if not isinstance(font, qpdf.Dictionary):
            return None
        key = key_of(font)
        if key not in self._document.fonts or key == (0, 0):
            self._document.fonts[key] = read_font(font, self._document.programs)
        return self._document.fonts[key]


def _letters(codes: survey.Codes, fonts: Mapping[bytes, Font]) -> tuple[tuple[Font, frozenset[int]], ...]:
    """Return the codes by font; what is shown in no font is none."""
    return tuple((fonts[name], both[fonts[name].width - 1]) for name, both in codes.items() if name in fonts)


def _annotation(annotation: Any, page: int, box: tuple[float, ...]) -> Annotation:
    flags = number(annotation, "/F")
    rectangle = numbers(get(annotation, "/Rect"))
    outside = len(rectangle) == 4 and (
        max(rectangle[::2]) <= box[0]
        or min(rectangle[::2]) >= box[2]
        or max(rectangle[1::2]) <= box[1]
        or min(rectangle[1::2]) >= box[3]
    )
    kind = name_of(annotation, "/Subtype")
    flat = len(rectangle) == 4 and rectangle[0] == rectangle[2] and rectangle[1] == rectangle[3]
    return Annotation(
        page=page,
        key=key_of(annotation),
        kind=kind,
        contents=string_of(annotation, "/Contents"),
        hidden=bool(flags & 2) or outside,
        name=string_of(annotation, "/TU"),
        address=_address(get(annotation, "/A")),
        flags=flags,
        struct_parent=number(annotation, "/StructParent", -1),
        action=name_of(get(annotation, "/A"), "/S"),
        appearance=kind in ("Popup", "Link") or flat or get(annotation, "/AP") is not None,
    )


def _may_be_cmyk(data: bytes) -> bool:
    """Tell whether a stream may set colours of a printing press, much quicker than the pattern."""
    return any(
        (before[-1:].isspace() and after[:1].isspace()) or before.endswith(b"/DeviceCMY")
        for operator in (b"k", b"K")
        if operator in data
        for before, after in pairwise(data.split(operator))
    )


def _property_list(value: Any) -> Mark:
    mcid = get(value, "/MCID")
    return Mark(
        "",
        mcid if isinstance(mcid, int) else None,
        string_of(value, "/ActualText"),
        string_of(value, "/Lang") or "",
    )


def _inherited(page: Any, key: str) -> Any:
    """Return an entry of a page or of the nearest node above that has it."""
    for _ in range(50):
        if not isinstance(page, qpdf.Dictionary):
            return None
        if key in page:
            return page[key]
        page = page.get("/Parent")
    return None
