"""A hundred hostile requests more: each is refused or answered with a safe page, and the preview lives on."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from previewing import Running, ask, get, preview

from briefgen.serve.guard import _HEADERS

SECRET = "a line that stands outside the project"
NAME = "214-water.he.full"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "outside.md").write_text(SECRET)
    (folder / "outside.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg"><text>{SECRET}</text></svg>'
    )
    with preview(folder / "project") as found:
        (found.root / "output").symlink_to(folder)
        (found.root / "static").symlink_to(folder)
        (found.root / "content" / "215-linked").symlink_to(folder)
        found.path("en/insights.md").unlink()
        found.path("en/insights.md").symlink_to(folder / "outside.md")
        found.path("figures/linked.svg").symlink_to(folder / "outside.svg")
        text = found.path("en/summary.md").read_text(encoding="utf-8")
        picture = '![A picture](figures/linked.svg "A picture")'
        found.path("en/summary.md").write_text(f"{text}\n\n{picture}\n", encoding="utf-8")
        deadline = time.monotonic() + 20
        while get(found.port, "/output/214-water.en.full.html")[0] != 409:  # until the last save is read
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield found


PATHS = [
    # out of the folders
    "/output/..%2f..%2foutside.md",
    "/output/%2e%2e/outside.md",
    "/output/%2E%2e/%2e%2E/outside.md",
    "/output/%252e%252e%252foutside.md",
    "/output/%25252e%25252e/outside.md",
    "/output/..;/outside.md",
    "/output/.../.../outside.md",
    "/output/....//....//outside.md",
    "/output/%u002e%u002e/outside.md",
    "/output/%e0%80%ae%e0%80%ae/outside.md",
    "/output/%ef%bc%8e%ef%bc%8e/outside.md",
    "/output/..\\outside.md",
    "/output/%5c%5coutside.md",
    "/output/outside.md",
    "/static/outside.md",
    "/static//desk.css",
    "/static/desk.css/",
    "/static/desk.css/..",
    "/static/desk.css%00",
    "/static/desk.css%0d%0aX-Injected:%201",
    "/static/desk.css%20",
    "/static/DESK.CSS",
    "/static/desk.css::$DATA",
    "/static/desk.css~",
    "/static/.desk.css",
    "/static/board.html",
    "/static/~root/.ssh/id_rsa",
    "/sheet/215-linked.en.full",
    "/sheet/%2fetc%2fpasswd",
    "/sheet/",
    "/sheet/214-water.he.full%00.en.full",
    "/sheet/214-water.he.full.bak",
    "/sheet/214-WATER.HE.FULL",
    "/look/../static/desk.css",
    "/look/%2e%2e%2fstatic%2fdesk.css",
    "/look/.css",
    "/look/0123456789abcdef.js",
    f"/proof/{NAME}/..%2f..%2fbriefgen.yaml",
    f"/proof/{NAME}/",
    f"/proof/{NAME}/.png",
    "/proof/../../etc/passwd/a.png",
    "/cover/..%2fbriefgen.yaml",
    "/cover/.png",
    "/cover/.png.png",
    f"/output/{NAME}.pdf/../../briefgen.yaml",
    f"/output/{NAME}.pdf%00.html",
    f"/output/{NAME}.pdf?open=//evil.example",
    f"/output/{NAME}.exe",
    f"/output/{NAME}.",
    f"/output/{NAME}",
    "/proc/self/environ",
    "/etc/passwd",
    "/..",
    "/%2e",
    "/%2e%2e",
    "/%",
    "/%zz",
    "/%0",
    # words that would come back, and ways elsewhere
    "/en/issue/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "/en/issue/<script>alert(1)</script>",
    '/en/issue/"onload=alert(1)',
    "/en/issue/214-water?show=<img/src/onerror=alert(1)>",
    "/en/issue/214-water?show=%22%3E%3Cscript%3E",
    "/en/issue/214-water?show=214-water.he.full:html:html",
    "/en/issue/214-water?show=&show=",
    "/en/issue/214-water?constructor=1",
    "/en/issue/214-water?__proto__=1",
    "/en/?q={{7*7}}",
    "/en/issue/${7*7}",
    "/{{config}}/",
    "//evil.example/en/",
    "/\\evil.example/",
    "/%09/evil.example/",
    "/%2f%2fevil.example",
    "/en//evil.example",
    "/en/issue/214-water/",
    "/en",
    "/he/../en/",
    "/EN/",
    "/javascript:alert(1)",
    "/events?show=214-water.he.full:html&show=../../etc:html",
    "/events?in=en&board&x=1",
    "/events/",
    "/?" + "a" * 20_000,
    "/en/issue/" + "%41" * 3000,
]

LINES = [
    # whoever calls it by another name
    ("Host: 127.0.0.1:{port}:80",),
    ("Host: 127.0.0.1:0{port}",),
    ("Host: 127.0.0.1:+{port}",),
    ("Host: 127.1:{port}",),
    ("Host: 0177.0.0.1:{port}",),
    ("Host: 127.0.0.1.:{port}",),
    ("Host: localhost.:{port}",),
    ("Host: [::ffff:127.0.0.1]:{port}",),
    ("Host: [::1%25lo]:{port}",),
    ("Host: ::1:{port}",),
    ("Host: [::]:{port}",),
    ("Host: 0.0.0.0:{port}",),
    ("Host: null",),
    ("Host: *",),
    ("Host: 127.0.0.1:{port}, evil.example",),
    ("Host: 127.0.0.1:{port}\\evil.example",),
    ("Host: 127.0.0.1:{port}/../evil.example",),
    ("Host: ①27.0.0.1:{port}",),
    ("Host: evil.example", "X-Forwarded-Host: 127.0.0.1:{port}"),
    ("Host: evil.example", "Forwarded: host=127.0.0.1:{port}"),
    # whoever comes from elsewhere
    ("Host: 127.0.0.1:{port}", "Origin: http://127.0.0.1:{port}.evil.example"),
    ("Host: 127.0.0.1:{port}", "Origin: http://127.0.0.1:{port}@evil.example"),
    ("Host: 127.0.0.1:{port}", "Origin: file://"),
    ("Host: 127.0.0.1:{port}", "Origin:"),
    ("Host: 127.0.0.1:{port}", "Origin: http://127.0.0.1:{port}", "Origin: http://evil.example"),
    ("Host: 127.0.0.1:{port}", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"),
    ("Host: 127.0.0.1:{port}", "Sec-Fetch-Site: bogus"),
    ("Host: 127.0.0.1:{port}", "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"),
    # what no browser sends
    ("Host: 127.0.0.1:{port}", "Content-Length: 99999999999"),
    ("Host: 127.0.0.1:{port}", "Content-Length: 0x5"),
    ("Host: 127.0.0.1:{port}", "Content-Length: 5, 5"),
    ("Host: 127.0.0.1:{port}", "Transfer-Encoding: identity"),
    ("Host: 127.0.0.1:{port}", "Transfer-Encoding: gzip, chunked"),
    ("Host: 127.0.0.1:{port}", "Transfer-Encoding : chunked"),
    ("Host: 127.0.0.1:{port}", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"),
    ("Host: 127.0.0.1:{port}", "Upgrade: WebSocket", "Connection: keep-alive, Upgrade"),
    ("Host: 127.0.0.1:{port}", "If-Range: \"x\"", "Range: bytes=0-1"),
    ("Host: 127.0.0.1:{port}", "Range: bytes=-1"),
    ("Host: 127.0.0.1:{port}", "Range: lines=0-9"),
    ("Host: 127.0.0.1:{port}", "X: a\rSet-Cookie: b=c"),
    ("Host: 127.0.0.1:{port}", ": empty"),
    ("Host: 127.0.0.1:{port}", " folded: first"),
]  # fmt: skip

SAFE = [
    # what changes nothing: the page comes as it is
    ("If-None-Match: *",),
    ("If-Match: \"nothing\"",),
    ("If-Modified-Since: Thu, 32 Foo 9999 99:99:99 GMT",),
    ("If-Unmodified-Since: 0",),
    ("X-Original-URL: /../../etc/passwd",),
    ("X-Rewrite-URL: /.git/config",),
    ("X-HTTP-Method-Override: DELETE",),
    ("Accept-Language: ../../etc,<script>;q=1",),
    ("Accept-Encoding: gzip;q=nan, " + "br," * 500,),
    ("Cookie: " + "a=b; " * 200,),
    ("Authorization: Basic Li4vLi4vZXRjL3Bhc3N3ZA==",),
    ("Referer: http://evil.example/<script>",),
    ("User-Agent: <script>alert(1)</script>",),
    ("Accept: text/html, " + "*/*," * 300,),
    ("Connection: close, Host",),
]  # fmt: skip


def bound(running: Running, status: int, head: bytes, body: bytes) -> None:
    """Assert that an answer binds browsers, tells nothing of the machine, and that the preview lives on."""
    lines = dict(line.split(b": ", 1) for line in head.lower().split(b"\r\n")[1:])
    assert {name: lines.get(name) for name, _ in _HEADERS} == {n: v.lower() for n, v in _HEADERS}, head
    assert b"default-src 'none'" in lines[b"content-security-policy"]
    assert b"set-cookie" not in lines
    assert b"x-injected" not in lines
    for told in (str(running.root), str(running.root.parent), SECRET, "Traceback", "root:x:"):
        assert told.encode() not in head + body
    assert b"evil" not in head + body
    if status == 303:
        assert re.fullmatch(rb"/(en|he|ar)/", lines[b"location"])
    assert get(running.port, "/en/")[0] == 200


@pytest.mark.parametrize("path", PATHS)
def test_path_is_refused(path: str, running: Running) -> None:
    status, head, body = get(running.port, path)
    assert 400 <= status < 500, (status, head)
    assert body == b""
    bound(running, status, head, body)


@pytest.mark.parametrize("lines", LINES)
def test_head_is_refused(lines: tuple[str, ...], running: Running) -> None:
    raw = "\r\n".join(["GET /en/ HTTP/1.1", *(line.format(port=running.port) for line in lines), "", ""])
    status, head, body = ask(running.port, raw.encode())
    assert 400 <= status < 500, (status, head)
    assert body == b""
    bound(running, status, head, body)


@pytest.mark.parametrize("lines", SAFE)
@pytest.mark.parametrize("path", ["/en/issue/214-water", "/"])
def test_head_changes_nothing(path: str, lines: tuple[str, ...], running: Running) -> None:
    status, head, body = get(running.port, path, *lines)
    assert status == (303 if path == "/" else 200)
    bound(running, status, head, body)


@pytest.mark.parametrize(
    "raw",
    [
        b"\r\n\r\n\r\n\r\n" + b"X" * 4000,
        b"\x00" * 5000,
        b"GET\x00/en/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        b"GET /en/\tHTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        b"GET /en/ HTTP/1.1 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        b"GET /en/ HTTP/2.0\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        b"GET /en/ HTTP/0.9\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        b"GET /en/ HTTP/1.0\r\n\r\n",
        b"GET http://evil.example@127.0.0.1:{port}/en/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        b"GET file:///etc/passwd HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        b"GET 127.0.0.1:{port} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        b"GET * HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        b"GET /en/#fragment HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        b"POST /output/x HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 5\r\n\r\n12345",
        b"POST /en/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n",
        b"TRACK /en/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        b"A" * 9000 + b" /en/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    ],
)
def test_raw_bytes_are_refused(raw: bytes, running: Running) -> None:
    status, head, body = ask(running.port, raw.replace(b"{port}", str(running.port).encode()))
    assert 400 <= status < 500, (status, head)
    assert body == b""
    bound(running, status, head, body)


def test_links_in_a_project_lead_nowhere(running: Running) -> None:
    for path in (
        "/sheet/214-water.en.full",
        "/output/214-water.en.full.html",
        "/output/214-water.en.full.pdf",
    ):
        status, head, body = get(running.port, path)
        assert status == (200 if "sheet" in path else 409)
        bound(running, status, head, body)
    assert get(running.port, "/en/")[2].count(b"<article") == 1


def test_slow_heads_are_given_up(running: Running) -> None:
    """Eighty connections that send a byte and wait keep nobody else out for longer than a moment."""
    with ExitStack() as stack:
        slow = [
            stack.enter_context(socket.create_connection(("127.0.0.1", running.port), 20)) for _ in range(80)
        ]
        for connection in slow:
            connection.sendall(b"G")
        answers = [connection.recv(1 << 12) for connection in slow]
        assert {answer.split(b" ", 2)[1] for answer in answers} == {b"408", b"429"}
    deadline = time.monotonic() + 10
    while get(running.port, "/en/")[0] != 200:
        assert time.monotonic() < deadline
    bound(running, 0, answers[0].partition(b"\r\n\r\n")[0], b"")


def test_streams_are_bounded(running: Running) -> None:
    host = f"Host: 127.0.0.1:{running.port}"
    raw = f"GET /events?show=214-water.he.one-page:pages HTTP/1.1\r\n{host}\r\n\r\n".encode()
    with ExitStack() as stack:
        found = []
        for _ in range(30):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", running.port), 20))
            connection.sendall(raw)
            found.append(connection.recv(1 << 12).lower())
        statuses = [answer.split(b" ", 2)[1] for answer in found]
        assert statuses.count(b"429") >= 6
        bound(running, 0, found[-1].partition(b"\r\n\r\n")[0], b"")
    deadline = time.monotonic() + 20
    while ask_stream(running.port, raw) != b"200":
        assert time.monotonic() < deadline
        time.sleep(0.2)


def ask_stream(port: int, raw: bytes) -> bytes:
    """Return the status with which a stream begins."""
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        connection.sendall(raw)
        return connection.recv(1 << 12).split(b" ", 2)[1]


def test_many_at_once_are_answered_or_refused(running: Running) -> None:
    found: list[int] = []

    def work(number: int) -> None:
        paths = ("/en/", "/static/../x", f"/output/{NAME}.html", "/sheet/214-water.ar.full", "/%00")
        found.append(get(running.port, paths[number % len(paths)])[0])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(found) == 50
    assert set(found) <= {200, 400, 409, 429}
    assert get(running.port, "/en/")[0] == 200


def test_no_page_tells_where_the_project_lies(running: Running) -> None:
    for path in ("/en/", "/ar/issue/214-water", "/sheet/214-water.he.full", "/static/desk.js"):
        _, _, body = get(running.port, path)
        assert str(Path(running.root)).encode() not in body
