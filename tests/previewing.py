"""A preview that runs in a process of its own, over a copy of a project that tests may change."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from conftest import CORPUS, REPOSITORY

WATER = CORPUS / "render-water"
GIT = (
    "git",
    "-c",
    "user.name=Editor",
    "-c",
    "user.email=editor@example.org",
    "-c",
    "init.defaultBranch=main",
)


@dataclass
class Running:
    """A preview."""

    root: Path
    port: int
    process: subprocess.Popen[str]

    @property
    def address(self) -> str:
        """Return its address without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def path(self, name: str) -> Path:
        """Return a file of its first issue."""
        return self.root / "content" / "214-water" / name

    def stop(self, number: int = signal.SIGINT) -> int:
        """End it and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(20)


def project(folder: Path, source: Path = WATER) -> Path:
    """Copy a project into a folder, as the first commit of a repository."""
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("expected*", "output"))
    for command in (("init", "--quiet"), ("add", "."), ("commit", "--quiet", "--message=Begin")):
        subprocess.run([*GIT, *command], cwd=folder, check=True)
    return folder


def start(root: Path, port: int = 0, *more: str) -> Running:
    """Start a preview and wait until it answers."""
    command = [sys.executable, "-m", "briefgen", "serve", "--project", root, "--port", str(port), *more]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout
    told = process.stdout.readline().strip()
    assert told.startswith("http://"), told
    return Running(root, int(told.rstrip("/").rpartition(":")[2]), process)


@contextmanager
def preview(folder: Path, source: Path = WATER) -> Iterator[Running]:
    """Run a preview of a copy of a project."""
    running = start(project(folder, source))
    try:
        yield running
    finally:
        running.stop()


def ask(port: int, raw: bytes) -> tuple[int, bytes, bytes]:
    """Send bytes to a preview and return the status, head and body of what comes back; 0 for nothing."""
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(raw)
        data = b""
        while b"\r\n\r\n" not in data:
            chunk = connection.recv(1 << 16)
            if not chunk:
                break
            data += chunk
        head, _, body = data.partition(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        lengths = [int(line.partition(b":")[2]) for line in lines if line.startswith(b"content-length:")]
        while lengths and len(body) < lengths[0] and (chunk := connection.recv(1 << 16)):
            body += chunk
    # What follows belongs to another answer.
    body = body[: lengths[0]] if lengths else body
    return (int(head.split(b" ", 2)[1]) if head else 0), head, body


def get(port: int, path: str, *headers: str, method: str = "GET", host: str = "") -> tuple[int, bytes, bytes]:
    """Ask for a path, with further header lines."""
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {host or f'127.0.0.1:{port}'}",
        *headers,
        "Connection: close",
    ]
    return ask(port, "\r\n".join([*lines, "", ""]).encode("latin-1"))
