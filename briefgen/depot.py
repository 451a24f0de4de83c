"""A store that machines share, at an address of fsspec: the extra `cloud`.

A process of its own talks to it, so that the parent of the workers stays without threads and without the
credentials of whoever builds. One that is slow, absent, full or lying costs time alone: what does not come
back as it was stored, under its own key, is as good as none, and after a failure no more is asked.
"""

import hmac
import os
import selectors
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from briefgen import memo, pipes
from briefgen.diagnostics import Diagnostic, Place, first_line, warning
from briefgen.memo import Entry

if TYPE_CHECKING:
    from subprocess import Popen

PATIENCE = 10
"""Seconds in which a question is answered, the first one with the start of the process."""
ADDRESS = "BRIEFGEN_STORE"
"""Variable that names a store in place of the project's; `none` means none."""
KEY = "BRIEFGEN_STORE_KEY"
"""Variable with a secret that entries are signed with; what bears another signature is not used."""

_FOUND, _NONE, _DONE, _FAULT = b"fnd!"
_SIGNATURE = 64


@dataclass(slots=True)
class Depot:
    """A shared store as a build sees it; the process begins with the first question."""

    address: str
    secret: bytes = b""
    faults: list[Diagnostic] = field(default_factory=list)
    """What is to be told of it, and has not been yet."""
    _process: "Popen[bytes] | None" = None
    _reads: bool = True
    _writes: bool = True

    def get(self, key: str) -> Entry | None:
        """Return an entry, or None where there is none that can be trusted."""
        if not self._reads:
            return None
        status, data = self._asked("get", key)
        if status != _FOUND:
            self._reads = status != _FAULT
            return None
        signature, packed = data[:_SIGNATURE], data[_SIGNATURE:]
        if not hmac.compare_digest(signature, _signature(self.secret, packed)):
            return None
        return memo.unpacked(key, packed)

    def put(self, key: str, entry: Entry) -> None:
        """Keep an entry, if that can be done."""
        packed = memo.packed(key, entry)
        if self._writes and len(packed) <= memo.MOST:
            status, _ = self._asked("put", key, _signature(self.secret, packed) + packed)
            self._writes = status == _DONE

    def close(self) -> None:
        """End the process."""
        if self._process:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream:
                    stream.close()
            self._process = None

    def _asked(self, verb: str, key: str, data: bytes = b"") -> tuple[int, bytes]:
        """Return what the process answers; a fault is noted, and ends it where it does not answer at all."""
        try:
            answer = self._exchange(f"{verb} {memo.path(key)}\n".encode() + data)
        except (OSError, EOFError) as fault:
            answer = bytes([_FAULT]) + str(fault).encode()
            self._reads = self._writes = False
            self.close()
        if answer[0] == _FAULT:
            what = "cannot be read" if verb == "get" else "cannot be written to"
            told = answer[1:].decode("utf-8", "replace")
            hint = f"the build goes on without it; mend it, or build with {ADDRESS}=none"
            self.faults.append(warning(Place(self.address), f"{what}: {told}", hint))
        return answer[0], answer[1:]

    def _exchange(self, message: bytes) -> bytes:
        if self._process is None:
            from subprocess import PIPE, Popen  # few projects have such a store

            command = [sys.executable, "-P", "-c", "from briefgen.depot import main; main()", self.address]
            self._process = Popen(command, stdin=PIPE, stdout=PIPE, bufsize=0)  # noqa: S603
        assert self._process.stdin and self._process.stdout
        until = time.monotonic() + PATIENCE
        _write(self._process.stdin.fileno(), pipes.framed(message), until)
        size = int.from_bytes(_read(self._process.stdout.fileno(), pipes.HEAD, until))
        if not 0 < size <= memo.MOST + _SIGNATURE + 1:
            raise EOFError("its process says too much")
        return _read(self._process.stdout.fileno(), size, until)


def named(settled: str) -> Depot | None:
    """Return the store that the environment names, or else the project's settings; None for none."""
    address = os.environ.get(ADDRESS) or settled
    if not address or address == "none":
        return None
    return Depot(address, os.fsencode(os.environ.get(KEY, "")))


def _signature(secret: bytes, packed: bytes) -> bytes:
    return hmac.digest(secret, packed, "sha256").hex().encode()


def _ready(descriptor: int, event: int, until: float) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, event)
        if not selector.select(max(0.0, until - time.monotonic())):
            raise TimeoutError(f"no answer in {PATIENCE} seconds")


def _write(descriptor: int, data: bytes, until: float) -> None:
    os.set_blocking(descriptor, False)
    rest = memoryview(data)
    while rest:
        _ready(descriptor, selectors.EVENT_WRITE, until)
        rest = rest[os.write(descriptor, rest) :]


def _read(descriptor: int, size: int, until: float) -> bytes:
    data = bytearray()
    while len(data) < size:
        _ready(descriptor, selectors.EVENT_READ, until)
        chunk = os.read(descriptor, size - len(data))
        if not chunk:
            raise EOFError("its process died")
        data += chunk
    return bytes(data)


def main() -> None:
    """Answer what is asked on stdin until there is no more; runs in the process of its own."""
    asked, answered = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    shelf: tuple[Any, str] | None = None
    while (message := pipes.heard(asked)) is not None:
        line, _, data = message.partition(b"\n")
        verb, _, name = line.decode().partition(" ")
        try:
            shelf = shelf or _opened(sys.argv[1])
            answer = _found(*shelf, name) if verb == "get" else _kept(*shelf, name, data)
        except Exception as fault:  # whatever a library for stores may raise
            answer = bytes([_FAULT]) + first_line(fault).encode()
        pipes.say(answered, answer)


def _opened(address: str) -> tuple[Any, str]:
    """Return the file system of an address and the path on it."""
    try:
        import fsspec
    except ImportError:
        raise ImportError("fsspec is not installed: pip install 'briefgen[cloud]'") from None
    opened: tuple[Any, str] = fsspec.url_to_fs(address, use_listings_cache=False)
    return opened


def _found(shelf: Any, root: str, name: str) -> bytes:
    try:
        with shelf.open(f"{root}/{name}", "rb", cache_type="none") as stream:
            data: bytes = stream.read(memo.MOST + _SIGNATURE)
    except FileNotFoundError:
        return bytes([_NONE])
    return bytes([_FOUND]) + data


def _kept(shelf: Any, root: str, name: str, data: bytes) -> bytes:
    path = f"{root}/{name}"
    if "file" in (shelf.protocol if isinstance(shelf.protocol, tuple) else (shelf.protocol,)):
        shelf.makedirs(path.rpartition("/")[0], exist_ok=True)  # object stores have no folders
    shelf.pipe_file(path, data)
    return bytes([_DONE])
