"""Look into PDF objects that may be anything: wrong types, missing keys, broken streams."""

import zlib
from typing import Any

from briefgen.verify.qpdf import Array, Dictionary, Name, Object, PdfError, Stream, String

MAX_STREAM = 1 << 26
"""Bytes of one decoded stream that are read; a few kilobytes may claim gigabytes."""

Key = tuple[int, int]
"""Number and generation of an indirect object; (0, 0) for a direct one."""


def dictionary(holder: Any, key: str) -> Any:
    """Return the dictionary under a key, an empty one if it is none."""
    found = get(holder, key)
    return found if isinstance(found, Dictionary | Stream) else Dictionary()


def get(holder: Any, key: str) -> Any:
    """Return what is under a key, None where there is nothing or the holder cannot hold it."""
    if not isinstance(holder, Dictionary | Stream):
        return None
    return holder.get(key)


def items(value: Any) -> list[Any]:
    """Return the items of an array, a single object as a list of itself, nothing as an empty list."""
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def name_of(holder: Any, key: str) -> str:
    """Return the name under a key without its slash, empty if it is no name."""
    found = get(holder, key)
    return str(found)[1:] if isinstance(found, Name) else ""


def string_of(holder: Any, key: str) -> str | None:
    """Return the text string under a key, None if it is no string."""
    found = get(holder, key)
    return text_of(found) if isinstance(found, String) else None


def text_of(value: Any) -> str:
    """Return a name or string as text; empty for anything else."""
    return str(value) if isinstance(value, String | Name) else ""


def number(holder: Any, key: str, default: int = 0) -> int:
    """Return the integer under a key."""
    found = get(holder, key)
    return found if isinstance(found, int) and not isinstance(found, bool) else default


def numbers(value: Any) -> list[float]:
    """Return the items of an array as floats, nothing if one of them is no number."""
    try:
        return [float(item) for item in items(value)]
    except (TypeError, ValueError):
        return []


def key_of(value: Any) -> Key:
    """Return the number and generation of an object."""
    return value.objgen if isinstance(value, Object) else (0, 0)


def data_of(holder: Any, key: str) -> bytes:
    """Return the decoded data of the stream under a key, empty if it is none."""
    found = get(holder, key)
    return stream_data(found) if isinstance(found, Stream) else b""


def stream_data(stream: Any) -> bytes:
    """Return the decoded data of a stream, at most `MAX_STREAM` bytes; empty where it is broken."""
    filters = [text_of(item) for item in items(get(stream, "/Filter"))]
    try:
        if filters == ["/FlateDecode"] and get(stream, "/DecodeParms") is None:
            return zlib.decompressobj().decompress(stream.read_raw_bytes(), MAX_STREAM)
        return bytes(stream.read_bytes())[:MAX_STREAM]
    except (zlib.error, PdfError, RuntimeError, ValueError):
        return b""


def entries(holder: Any) -> dict[str, Any]:
    """Return all entries of a dictionary at once: much quicker than asking for each."""
    return dict(holder.items()) if isinstance(holder, Dictionary | Stream) else {}


def plain(value: Any, depth: int = 4) -> Any:
    """Return an object as Python values: names with their slash, streams by their dictionaries.

    What lies deeper than `depth` is None.
    """
    if isinstance(value, Dictionary | Stream):
        pairs = value.items() if depth else ()
        return {str(key)[1:]: plain(item, depth - 1) for key, item in pairs if key != "/Parent"}
    if isinstance(value, Array):
        return [plain(item, depth - 1) for item in value] if depth else None
    if isinstance(value, String | Name):
        return str(value)
    return value if isinstance(value, bool | int | float | str) else _decimal(value)


def _decimal(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
