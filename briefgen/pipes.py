"""Messages through the pipes of a process: how long each is, then its bytes."""

from typing import IO

HEAD = 8
"""Bytes that say how long a message is."""


def framed(message: bytes) -> bytes:
    """Return a message as it goes through a pipe."""
    return len(message).to_bytes(HEAD) + message


def say(stream: IO[bytes], message: bytes) -> None:
    """Send a message."""
    stream.write(framed(message))
    stream.flush()


def heard(stream: IO[bytes]) -> bytes | None:
    """Return the next message; None where the other side is gone."""
    head = stream.read(HEAD)
    size = int.from_bytes(head)
    message = stream.read(size)
    return message if len(head) == HEAD and len(message) == size else None
