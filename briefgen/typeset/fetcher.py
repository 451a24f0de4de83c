"""Addresses a document may read: the files of its bundle, the given fonts, and data it carries itself."""

from base64 import b64decode
from collections.abc import Callable, Mapping
from email._policybase import compat32
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, unquote_to_bytes, urlsplit, uses_netloc, uses_relative

from weasyprint.urls import URLFetcherResponse

from briefgen.diagnostics import BriefgenError, Place, error
from briefgen.typeset import photographs

BASE = "bundle:///"
"""Address of the bundle; relative addresses of the document are resolved against it."""

# `urljoin` resolves relative addresses only under schemes it knows to have paths.
for _schemes in (uses_relative, uses_netloc):
    if "bundle" not in _schemes:
        _schemes.append("bundle")

MEDIA_TYPES = {
    "css": "text/css",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webp": "image/webp",
}
"""Suffix → media type, for the types that WeasyPrint tells apart."""


class Fetcher:
    """Serve addresses under `bundle:` from the bundle's files and refuse all others.

    A refusal ends the layout with WeasyPrint's `FatalURLFetchingError`, whose cause is the `BriefgenError`:
    a page without its stylesheet or picture is never written.
    """

    _fail_on_errors = True  # read by weasyprint.urls.fetch

    def __init__(
        self, name: str, files: Mapping[str, bytes], read_font: Callable[[str], bytes | None]
    ) -> None:
        self._name = name
        self._files = files
        self._read_font = read_font

    def __call__(self, url: str) -> URLFetcherResponse:
        """Return the bytes at an address, or raise `BriefgenError` with exit code 3."""
        scheme = url.partition(":")[0].lower()
        if scheme == "bundle":
            return self._bundled(url)
        if scheme == "data":
            return self._embedded(url)
        if scheme == "file":  # what WeasyPrint makes of `src: local(…)`
            font = self._read_font(unquote(urlsplit(url).path))
            if font is not None:
                return _response(url, font, "font/sfnt")
        raise self._refusal(f"the address {_quoted(url)} is outside the document")

    def _bundled(self, url: str) -> URLFetcherResponse:
        parts = urlsplit(url)
        path = unquote(parts.path).removeprefix("/")
        if parts.netloc or "\\" in path or "\0" in path or ".." in path.split("/"):
            raise self._refusal(f"the address {_quoted(url)} is outside the document")
        try:
            body = self._files[path]
        except KeyError:
            raise self._refusal(f"there is no file {_quoted(path)}") from None
        suffix = path.rpartition(".")[2].lower()
        media_type = MEDIA_TYPES.get(suffix, "application/octet-stream")
        return _response(url, photographs.for_screens(body), media_type)

    def _embedded(self, url: str) -> URLFetcherResponse:
        """Decode a data: address (RFC 2397)."""
        header, _, data = url.removeprefix("data:").partition(",")
        media_type, *parameters = header.split(";")
        body = unquote_to_bytes(data)
        if parameters and parameters[-1].strip().lower() == "base64":
            try:
                body = b64decode(body)
            except ValueError:
                raise self._refusal(f"the address {_quoted(url)} is not base64") from None
        return _response("data:", photographs.for_screens(body), media_type or "text/plain")

    def _refusal(self, message: str) -> BriefgenError:
        hint = "add the file to the folder of the document, or drop the reference"
        return BriefgenError([error(Place(self._name), message, hint)], exit_code=3)


def _response(url: str, body: bytes, media_type: str) -> URLFetcherResponse:
    """Return an answer whose head needs no parser of electronic mail, which takes long to load."""
    head: Any = EmailMessage(compat32)
    head["Content-Type"] = media_type
    return URLFetcherResponse(url, body, head)


def _quoted(address: str) -> str:
    """Quote an address for a message, shortened, control characters escaped."""
    return repr(address if len(address) <= 100 else f"{address[:99]}…")
