"""Corrections of the PDF's objects after WeasyPrint has built them and before they are written."""

import zlib
from collections.abc import Callable

from pydyf import PDF, Dictionary, Stream, String, _to_bytes
from weasyprint.document import Document

from briefgen.model import Bundle
from briefgen.typeset.archive import finish_archive
from briefgen.typeset.cleantext import attach_text
from briefgen.typeset.fetcher import BASE

LEVEL = 7
"""Of compression, from 1 to 9."""

Finisher = Callable[[Document, PDF, Bundle], None]
"""A step that corrects the object tree in place."""


def remove_clock(document: Document, pdf: PDF, bundle: Bundle) -> None:
    """Drop the times of attachments, which WeasyPrint takes from the clock."""
    for item in pdf.objects:
        if isinstance(item, Stream) and item.extra.get("Type") == "/EmbeddedFile":
            for key in ("CreationDate", "ModDate"):
                item.extra.get("Params", {}).pop(key, None)


def shorten_links(document: Document, pdf: PDF, bundle: Bundle) -> None:
    """Make links to files of the bundle relative again."""
    for item in pdf.objects:
        action = item.get("A") if isinstance(item, Dictionary) else None
        if isinstance(action, Dictionary) and isinstance(address := action.get("URI"), String):
            address.string = address.string.removeprefix(BASE)


def compress(document: Document, pdf: PDF, bundle: Bundle) -> None:
    """Compress streams, which pydyf does twice as slowly for a hundredth of their size.

    So are those that pydyf adds when it writes the file; those it would compress twice.
    """
    for item in pdf.objects:
        _compress(item)
    add = pdf.add_object

    def add_compressed(item: object) -> None:
        _compress(item)
        add(item)

    pdf.add_object = add_compressed


def _compress(item: object) -> None:
    if isinstance(item, Stream) and item.compress:
        data = b"\n".join(each if isinstance(each, bytes) else _to_bytes(each) for each in item.stream)
        item.stream = [zlib.compress(data, LEVEL)]
        item.extra["Filter"] = "/FlateDecode"
        item.compress = False


FINISHERS: tuple[Finisher, ...] = (remove_clock, attach_text, shorten_links, finish_archive, compress)
"""The steps, in their order."""
