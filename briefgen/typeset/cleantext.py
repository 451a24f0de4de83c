"""Attach the clean text of a document to its PDF, for machines (ISO 19005-3, annex E: associated files)."""

from typing import Any

import pydyf
from weasyprint.document import Document

from briefgen.model import Bundle

RELATIONSHIP = "/Alternative"
"""The text says what the pages say."""


def attach_text(document: Document, pdf: Any, bundle: Bundle) -> None:
    """Attach the bundle's clean text as a file associated with the whole document; nothing where it has none.

    No time is written, so that the same text gives the same bytes.
    """
    if not bundle.text.strip():
        return
    data = bundle.text.encode()
    stream = pydyf.Stream(
        [data],
        pydyf.Dictionary(
            {
                "Type": "/EmbeddedFile",
                "Subtype": "/text#2Fplain",
                "Params": pydyf.Dictionary({"Size": len(data)}),
            }
        ),
        compress=True,
    )
    pdf.add_object(stream)
    name = pydyf.String(f"{bundle.name}.txt")
    specification = pydyf.Dictionary(
        {
            "Type": "/Filespec",
            "F": name,
            "UF": name,
            "Desc": pydyf.String("The text of this document"),
            "AFRelationship": RELATIONSHIP,
            "EF": pydyf.Dictionary({"F": stream.reference, "UF": stream.reference}),
        }
    )
    pdf.add_object(specification)
    _list(pdf.catalog, name, specification.reference)


def _list(catalog: Any, name: Any, reference: bytes) -> None:
    """Enter a file into the catalog: among the associated files and, in order, among the embedded ones."""
    catalog["AF"] = pydyf.Array([*catalog.get("AF", ()), reference])
    names = catalog.setdefault("Names", pydyf.Dictionary())
    files = names.setdefault("EmbeddedFiles", pydyf.Dictionary({"Names": pydyf.Array()}))
    listed = files["Names"]
    pairs = [*zip(listed[::2], listed[1::2], strict=True), (name, reference)]
    files["Names"] = pydyf.Array(item for pair in sorted(pairs, key=_key) for item in pair)


def _key(pair: tuple[Any, Any]) -> bytes:
    return bytes(pair[0].data) if isinstance(pair[0], pydyf.Object) else bytes(pair[0])
