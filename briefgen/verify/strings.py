"""Strings and names as a file writes them, and what they stand for."""

import re
from functools import lru_cache

_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|[\s\S])")


def decode_strings(tokens: list[bytes]) -> bytes:
    """Return the bytes of several string tokens in a row."""
    if len(tokens) == 1:
        return decode_string(tokens[0])
    if all(token[:1] == b"<" and len(token) % 2 == 0 for token in tokens):
        return bytes.fromhex(b"".join(tokens).translate(None, b"<> \t\n\r\f\x00").decode("ascii"))
    return b"".join(map(decode_string, tokens))


def decode_string(token: bytes) -> bytes:
    """Return the bytes a string token stands for (ISO 32000-1, 7.3.4)."""
    if token[:1] == b"<":
        if len(token) == 6:  # one code of two bytes, as most are
            return bytes.fromhex(token[1:5].decode("ascii"))
        digits = token[1:-1].translate(None, b" \t\n\r\f\x00")
        return bytes.fromhex((digits + b"0" if len(digits) % 2 else digits).decode("ascii"))
    body = token[1:-1]
    return _ESCAPE.sub(_unescape, body) if b"\\" in body else body


def _unescape(match: re.Match[bytes]) -> bytes:
    char = match[1]
    if char[:1] in b"01234567":
        return bytes([int(char, 8) & 255])
    return b"" if char in (b"\n", b"\r", b"\r\n") else _ESCAPES.get(char, char)


def decode_text(token: bytes) -> str:
    """Return a text string: UTF-16 or UTF-8 with a mark at the start, else close to Latin-1."""
    data = decode_string(token)
    if data.startswith(b"\xfe\xff"):
        return data[2:].decode("utf-16-be", "replace")
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "replace")
    return data.decode("latin-1")


@lru_cache(maxsize=4096)
def decode_name(name: bytes) -> str:
    """Return a name with its #xx escapes resolved."""
    if b"#" in name:
        name = re.sub(rb"#([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), name)
    return name.decode("utf-8", "replace")
