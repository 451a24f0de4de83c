"""What the preview refuses: over raw sockets, since no browser would send most of this."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import REPOSITORY
from previewing import Running, ask, get, preview

from briefgen.serve.guard import POLICY, READING, Door

SECRET = "a line that no page shows"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("guard")
    (folder / "outside.txt").write_text(SECRET)
    with preview(folder / "project") as found:
        (found.root / "output").mkdir()
        (found.root / "output" / "link.html").symlink_to(folder / "outside.txt")
        found.path("figures/out.png").symlink_to(folder / "outside.txt")
        (found.root / "templates" / "serve").mkdir(parents=True)
        (found.root / "templates" / "serve" / "desk.js").write_text(f"// {SECRET}")
        (found.root / "templates" / "serve" / "own.js").write_text(f"// {SECRET}")
        yield found


PATHS = [
    "/../../etc/passwd",
    "/static/../../../../etc/passwd",
    "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/static/%2E%2E%2F%2E%2E%2Fetc%2Fpasswd",
    "/static/..%2f..%2fbriefgen.yaml",
    "/static/%252e%252e/briefgen.yaml",
    "/static/%c0%ae%c0%ae/briefgen.yaml",
    "/static/desk.css%00.png",
    "/output/%00",
    "/static\\..\\..\\briefgen.yaml",
    "/static/%5c..%5cbriefgen.yaml",
    "//etc/passwd",
    "///127.0.0.1/etc/passwd",
    "/./briefgen.yaml",
    "/output/./214-water.he.full.html",
    "/.git/config",
    "/.git/HEAD",
    "/%2egit/config",
    "/briefgen.yaml",
    "/content/people.yaml",
    "/content/214-water/issue.yaml",
    "/content/214-water/he/background.md",
    "/output/link.html",
    "/output/214-water/link.html",
    "/output/214-water.he.full.md",
    "/output/214-water.he.full.pdf.html",
    "/output/214-water.xx.full.pdf",
    "/output/.manifest.json",
    "/.briefgen/memo",
    "/static/serve/desk.css",
    "/static/own.js",
    "/static/base.html",
    "/static/style/tokens.css",
    "/sheet/214-water.he.full.html",
    "/sheet/214-water",
    "/look/0000000000000000.css",
    "/look/desk.css",
    "/proof/214-water.he.full/../../briefgen.yaml",
    "/proof/214-water.he.full/0000000000000000.png",
    "/cover/214-water.he.nothing.png",
    "/he/issue/nothing",
    "/he/issue/214-water?show=../../etc/passwd:html",
    "/he/issue/214-water?show=214-water.he.full:source",
    "/xx/",
    "/en/?next=//evil.example",
    "/events?show=214-water.he.nothing:html",
    "/events?show=" + "a" * 600,
    "/" + "a" * 5000,
    "/" + "a/" * 2000,
    "/static/desk.css?v=<script>",
    "/static/desk.css;v=1",
    "/file:///etc/passwd",
    "/\u00e9",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_elsewhere(path: str, running: Running) -> None:
    status, head, body = get(running.port, path)
    assert 400 <= status < 500, (status, head)
    assert body == b""


HEADERS = [
    ("Host: evil.example",),
    ("Host: evil.example:{port}",),
    ("Host: 127.0.0.1.evil.example:{port}",),
    ("Host: localhost.evil.example:{port}",),
    ("Host: 127.0.0.1:1",),
    ("Host: 127.0.0.1",),
    ("Host: 0x7f000001:{port}",),
    ("Host: 2130706433:{port}",),
    ("Host: 10.0.0.1:{port}",),
    ("Host: evil.example#127.0.0.1:{port}",),
    ("Host: user@127.0.0.1:{port}",),
    ("Host:",),
    (),
    ("Host: 127.0.0.1:{port}", "Host: evil.example"),
    ("Host: 127.0.0.1:{port}", "Origin: http://evil.example"),
    ("Host: 127.0.0.1:{port}", "Origin: null"),
    ("Host: 127.0.0.1:{port}", "Origin: http://127.0.0.1:1"),
    ("Host: 127.0.0.1:{port}", "Origin: https://127.0.0.1:{port}"),
    ("Host: 127.0.0.1:{port}", "Origin: http://localhost:{port}"),
    ("Host: 127.0.0.1:{port}", "Sec-Fetch-Site: cross-site"),
    ("Host: 127.0.0.1:{port}", "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: cors"),
    (
        "Host: 127.0.0.1:{port}",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Mode: navigate",
        "Sec-Fetch-Dest: iframe",
    ),
    ("Host: 127.0.0.1:{port}", "Range: bytes=0-0"),
    ("Host: 127.0.0.1:{port}", "Range: bytes=" + ",".join(f"{at}-" for at in range(500))),
    ("Host: 127.0.0.1:{port}", "Range: bytes=9999999999999999999-"),
    ("Host: 127.0.0.1:{port}", "Content-Length: 5"),
    ("Host: 127.0.0.1:{port}", "Content-Length: -1"),
    ("Host: 127.0.0.1:{port}", "Content-Length: 0", "Content-Length: 7"),
    ("Host: 127.0.0.1:{port}", "Transfer-Encoding: chunked"),
    ("Host: 127.0.0.1:{port}", "Transfer-Encoding: chunked", "Content-Length: 4"),
    ("Host: 127.0.0.1:{port}", "Expect: 100-continue"),
    ("Host: 127.0.0.1:{port}", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"),
    ("Host: 127.0.0.1:{port}", "X: " + "a" * 70_000),
    ("Host: 127.0.0.1:{port}", *(f"X{at}: {'a' * 100}" for at in range(500))),
    ("Host: 127.0.0.1:{port}", "Bad Name: x"),
    ("Host: 127.0.0.1:{port}", "X: a\x00b"),
]


@pytest.mark.parametrize("lines", HEADERS)
def test_no_header_opens_the_door(lines: tuple[str, ...], running: Running) -> None:
    told = [line.format(port=running.port) if "{port}" in line else line for line in lines]
    raw = "\r\n".join(["GET /en/ HTTP/1.1", *told, "", ""])
    status, head, body = ask(running.port, raw.encode("latin-1"))
    assert 400 <= status < 500, (status, head)
    assert body == b""


@pytest.mark.parametrize(
    "method",
    ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "GETT", "QUERY"],
)
def test_it_is_for_reading_alone(method: str, running: Running) -> None:
    status, _, body = get(running.port, "/en/", method=method)
    assert (status, body) == (405, b"")


@pytest.mark.parametrize(
    "raw",
    [
        b"GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        b"GET http://127.0.0.1:{port}/.git/config HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        b"GET /en/\r\n\r\n",
        b"GET  /en/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        b"GET /en/ HTTP/1.1\nHost: evil.example\n\n",
        b"GET /en/ HTTP/9.9\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\r\n\r\n",
        b"GET /en/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX: a\r\n b\r\nOrigin: http://evil.example\r\n\r\n",
        b"GET /" + b"\xff\xfe" + b" HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    ],
)
def test_what_is_no_request_gets_a_number(raw: bytes, running: Running) -> None:
    status, head, body = ask(running.port, raw.replace(b"{port}", str(running.port).encode()))
    assert 400 <= status < 500, (status, head)
    assert body == b""


def test_smuggled_request_is_not_answered(running: Running) -> None:
    host = f"Host: 127.0.0.1:{running.port}"
    inner = f"GET /en/ HTTP/1.1\r\n{host}\r\n\r\n"
    outer = f"GET /en/ HTTP/1.1\r\n{host}\r\nContent-Length: {len(inner)}\r\n\r\n{inner}"
    status, _, body = ask(running.port, outer.encode())
    assert (status, body) == (400, b"")


def test_answers_bind_the_browser(running: Running) -> None:
    for path, policy in (
        ("/en/", POLICY),
        ("/sheet/214-water.he.full", READING),
        ("/static/desk.js", READING),
    ):
        status, head, body = get(running.port, path)
        lines = dict(line.split(": ", 1) for line in head.decode().lower().split("\r\n")[1:])
        assert status == 200
        assert body
        assert lines["content-security-policy"] == policy
        assert lines["x-content-type-options"] == "nosniff"
        assert lines["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in lines
        assert "server" not in lines
    assert "unsafe" not in POLICY + READING
    assert "frame-ancestors 'self'" in POLICY
    assert "script-src" not in READING  # falls back to default-src 'none'


def test_pages_hold_no_script_and_no_style(running: Running) -> None:
    for path in ("/en/", "/en/issue/214-water", "/sheet/214-water.he.full", "/sheet/214-water.ar.one-page"):
        _, _, body = get(running.port, path)
        text = body.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text), path
        assert not re.search(r"<script(?![^>]* src=)[^>]*>", text), path


def test_what_a_project_brings_is_never_the_preview_s_own_script(running: Running) -> None:
    _, _, body = get(running.port, "/static/desk.js")
    assert SECRET.encode() not in body


def test_person_who_follows_a_link_is_let_in(running: Running) -> None:
    visit = ("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")
    assert get(running.port, "/en/issue/214-water", *visit)[0] == 200
    assert get(running.port, "/output/214-water.he.full.html", *visit)[0] == 403
    assert get(running.port, "/en/", host=f"localhost:{running.port}")[0] == 200


def test_head_is_answered_without_a_body(running: Running) -> None:
    status, _, body = ask(
        running.port, f"HEAD /en/ HTTP/1.0\r\nHost: 127.0.0.1:{running.port}\r\n\r\n".encode()
    )
    assert (status, body) == (200, b"")


def test_door_knows_its_names() -> None:
    home = Door("127.0.0.1", 8077)
    assert not home.is_open
    assert home.admits("LOCALHOST:8077")
    assert not home.admits("example.org:8077")
    assert not home.admits("10.0.0.7:8077")
    wide = Door("0.0.0.0", 8077)
    assert wide.is_open
    assert wide.admits("10.0.0.7:8077")
    assert wide.admits("[fe80::1]:8077")
    assert not wide.admits("example.org:8077")
    assert not wide.admits("10.0.0.7:80")
    assert Door("::1", 8077).address == "http://[::1]:8077/"
    assert not Door("::1", 8077).is_open
    assert Door("192.168.0.7", 8077).admits("192.168.0.7:8077")


def _serving(running: Running, *options: str) -> list[str]:
    """Return a command that shows the same project once more."""
    return [sys.executable, "-m", "briefgen", "serve", "--project", str(running.root), *options]


def test_port_that_is_taken_is_told(running: Running) -> None:
    command = _serving(running, "--port", str(running.port))
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=REPOSITORY, timeout=60)
    assert done.returncode == 2
    assert "cannot be listened on" in done.stderr
    assert "hint: end what listens there" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("host", ["\u202e", "x" * 300, "256.256.256.256"])
def test_host_that_is_none_is_told(running: Running, host: str) -> None:
    command = _serving(running, "--port", "0", "--host", host)
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=REPOSITORY, timeout=60)
    assert done.returncode == 2
    assert "is no address" in done.stderr
    assert "Traceback" not in done.stderr


def test_host_that_others_reach_is_warned_of(tmp_path: Path, running: Running) -> None:
    command = _serving(running, "--port", "0", "--host", "0.0.0.0")
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=REPOSITORY
    )
    assert process.stdout
    assert process.stderr
    assert process.stdout.readline().startswith("http://127.0.0.1:")
    assert process.stderr.readline().startswith("warning: whoever reaches this machine")
    process.terminate()
    assert process.wait(20) == 0
