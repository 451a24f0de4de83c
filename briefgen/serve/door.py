"""The address the preview listens on, and the server behind it."""

import asyncio
import logging
import signal
import socket
from collections.abc import Callable
from http import HTTPStatus
from types import FrameType

import h11
from starlette.types import ASGIApp
from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

from briefgen.diagnostics import BriefgenError, Place, error
from briefgen.serve.guard import Door, headers

_HEAD = 16 << 10
"""Most bytes of a request's head."""
_CONNECTIONS = 64
"""At once."""
_FAREWELL = 0.3
"""Seconds between a refusal and the end of its connection."""
_PATIENCE = 5.0
"""Seconds in which the head of a request must have come."""
_ENDING = ((b"content-length", b"0"), (b"connection", b"close"))


class _Terse(H11Protocol):
    """Answers what is no request, comes too slowly or is one too many with a number alone."""

    refused = False
    waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection in, if there is room for it."""
        super().connection_made(transport)
        if len(self.connections) > _CONNECTIONS:
            self.refuse(HTTPStatus.TOO_MANY_REQUESTS)
        else:
            self.await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        self.refused = True
        self.await_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on after a refusal, and drop it: a connection closed over unread bytes loses its answer."""
        if not self.refused:
            super().data_received(data)
            self.await_head()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self.await_head()

    def await_head(self) -> None:
        """Begin to wait where a request is still to come, or stop it."""
        coming = not self.refused and self.conn.their_state is h11.IDLE
        if coming and not self.waiting:
            self.waiting = self.loop.call_later(_PATIENCE, self.refuse, HTTPStatus.REQUEST_TIMEOUT)
        elif self.waiting and not coming:
            self.waiting.cancel()
            self.waiting = None

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request."""
        self.refuse(HTTPStatus.BAD_REQUEST)

    def refuse(self, status: HTTPStatus) -> None:
        """Refuse, and close once the other side had time to read that."""
        self.refused = True
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            lines = [f"HTTP/1.1 {status.value} {status.phrase}".encode()]
            lines += [name + b": " + value for name, value in headers(_ENDING)]
            self.transport.write(b"\r\n".join([*lines, b"", b""]))
        self.loop.call_later(_FAREWELL, self.transport.close)


class _Server(Server):
    """A server that ends its open streams when it is told to end."""

    def __init__(self, config: Config, ready: Callable[[], None], ending: Callable[[], None]) -> None:
        super().__init__(config)
        self.ready = ready
        self.ending = ending

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.should_exit = True
        self.ending()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        self.ready()

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until a signal, which is then done with: no traceback follows it."""
        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, self.handle_exit, each, None)
        await self._serve(sockets)


def bound(host: str, port: int) -> tuple[socket.socket, Door]:
    """Return a socket that listens, and its address; port 0 takes any that is free.

    Raises BriefgenError with exit code 2 where the address cannot be had.
    """
    place = Place(f"{host}:{port}")
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        # Where another server listens, binding alone may still go well.
        listening.listen(128)
    except (socket.gaierror, UnicodeError):
        hint = "give a name or number of this machine: --host 127.0.0.1"
        raise BriefgenError([error(place, "is no address", hint)], 2) from None
    except OSError as fault:
        hint = "end what listens there, or give another: --port 0 takes one that is free"
        raise BriefgenError([error(place, f"cannot be listened on: {fault.strerror}", hint)], 2) from None
    return listening, Door(host, listening.getsockname()[1])


async def serve(
    app: ASGIApp, listening: socket.socket, ready: Callable[[], None], ending: Callable[[], None]
) -> None:
    """Serve an application until a signal; `ready` is called when that begins, `ending` before it ends."""
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    config = Config(
        app,
        http=_Terse,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=_HEAD,
    )
    await _Server(config, ready, ending).serve([listening])
