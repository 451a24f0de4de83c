"""Corrections of the PDF's objects after WeasyPrint has built them and before they are written."""

from collections.abc import Callable

from pydyf import PDF, Stream
from weasyprint.document import Document

from briefgen.model import Bundle
from briefgen.typeset.archive import finish_archive

Finisher = Callable[[Document, PDF, Bundle], None]
"""A step that corrects the object tree in place."""


def remove_clock(document: Document, pdf: PDF, bundle: Bundle) -> None:
    """Drop the times of attachments, which WeasyPrint takes from the clock."""
    for item in pdf.objects:
        if isinstance(item, Stream) and item.extra.get("Type") == "/EmbeddedFile":
            for key in ("CreationDate", "ModDate"):
                item.extra.get("Params", {}).pop(key, None)


FINISHERS: tuple[Finisher, ...] = (remove_clock, finish_archive)
"""The steps, in their order."""
