"""What comes before every page: who may ask, in what words, and what a browser may do with the answer.

A name that leads to this machine is not enough: a page elsewhere may have its own name lead here. So the host
and the origin of a request must be the preview's own. Whatever is refused gets a number and no content.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self' data:; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)
"""Of the preview's own pages; the scripts and styles they have are files of their own."""
READING = (
    "default-src 'none'; style-src 'self'; font-src 'self' data:; img-src 'self' data:; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)
"""Of all else: nothing that comes from a project runs."""
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), usb=(), payment=()"),
)
_PATH = re.compile(rb"/(?:[A-Za-z0-9][A-Za-z0-9._-]*/)*(?:[A-Za-z0-9][A-Za-z0-9._-]*)?")
_QUERY = re.compile(rb"[A-Za-z0-9._=&:-]*")
_LONGEST = 512
"""Bytes of a path, and of a query."""
_HEAD, _LINES = 16 << 10, 100
"""Bytes and lines of a request's head."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where the preview listens."""

    host: str
    port: int

    @property
    def hosts(self) -> frozenset[str]:
        """Return the hosts by which browsers may call it."""
        own = f"[{self.host}]" if ":" in self.host else self.host
        return frozenset(f"{name.lower()}:{self.port}" for name in (*LOOPBACK, own))

    @property
    def address(self) -> str:
        """Return the address to open."""
        host = "127.0.0.1" if self.is_everywhere else f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"

    @property
    def is_everywhere(self) -> bool:
        """Tell whether it listens on every address of this machine."""
        return self.host in {"0.0.0.0", "::"}  # noqa: S104 - compared, not bound

    @property
    def is_open(self) -> bool:
        """Tell whether others than this machine may reach it."""
        try:
            return not ip_address(self.host).is_loopback
        except ValueError:
            return self.host != "localhost"

    def admits(self, host: str) -> bool:
        """Tell whether a host may call it: one of its own, or any number where it listens everywhere."""
        host = host.lower()
        if host in self.hosts or (self.port == 80 and f"{host}:80" in self.hosts):
            return True
        name, _, port = host.rpartition(":")
        if not self.is_everywhere or port != str(self.port):
            return False
        try:
            # No name can be made to lead to a number.
            return bool(ip_address(name.strip("[]")))
        except ValueError:
            return False


class Guard:
    """Refuses what no browser of the preview's own pages would ask."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app = app
        self.door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with a number."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        refused = 400 if scope["type"] != "http" else refusal(scope, self.door)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = list(headers(message.get("headers", ())))
            await send(message)

        if refused:
            await guarded(
                {"type": "http.response.start", "status": refused, "headers": [(b"content-length", b"0")]}
            )
            await send({"type": "http.response.body", "body": b""})
        else:
            await self.app(scope, receive, guarded)


def headers(given: Iterable[tuple[bytes, bytes]]) -> Iterable[tuple[bytes, bytes]]:
    """Yield the headers of an answer, those that bind browsers among them."""
    names = set()
    for name, value in given:
        names.add(name.lower())
        yield name, value
    yield from _HEADERS
    if b"content-security-policy" not in names:
        yield b"content-security-policy", READING.encode()
    if b"cache-control" not in names:
        yield b"cache-control", b"no-store"


def refusal(scope: Scope, door: Door) -> int:
    """Return the status with which a request is refused; 0 where it is not."""
    raw, query = scope.get("raw_path") or b"", scope["query_string"]
    given: dict[bytes, list[bytes]] = {}
    for name, value in scope["headers"]:
        given.setdefault(name.lower(), []).append(value)
    host = given.get(b"host", [])
    known = len(host) == 1 and door.admits(host[0].decode("latin-1"))
    size = sum(len(name) + len(value) for name, value in scope["headers"])
    tests = (
        (421, not known),
        (400, scope["http_version"] not in {"1.0", "1.1"}),
        (431, size > _HEAD or len(scope["headers"]) > _LINES),
        (405, scope["method"] not in {"GET", "HEAD"}),
        (414, len(raw) > _LONGEST or len(query) > _LONGEST),
        (400, not _PATH.fullmatch(raw) or b".." in raw or not _QUERY.fullmatch(query)),
        (416, bool({b"range", b"if-range"} & given.keys())),
        (400, bool({b"upgrade", b"transfer-encoding", b"expect"} & given.keys())),
        (400, any(value.strip() != b"0" for value in given.get(b"content-length", ()))),
        (403, known and not _from_here(given, host[0], scope)),
    )
    return next((status for status, met in tests if met), 0)


def _from_here(given: dict[bytes, list[bytes]], host: bytes, scope: Scope) -> bool:
    """Tell whether a request comes from the preview's own pages, or from a person who follows a link."""
    scheme = scope["scheme"].encode()
    if any(origin.lower() != scheme + b"://" + host.lower() for origin in given.get(b"origin", ())):
        return False
    site = given.get(b"sec-fetch-site", [b"none"])
    if site in ([b"same-origin"], [b"none"]):
        return True
    visit = given.get(b"sec-fetch-mode") == [b"navigate"] and given.get(b"sec-fetch-dest") == [b"document"]
    return visit and not scope["raw_path"].startswith((b"/events", b"/output", b"/cover"))
