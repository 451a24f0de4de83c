"""Pages for the engine alone and PDFs to verify that mean harm: refused or harmless, and bounded."""

import os
import re
import shutil
import socket
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hostile import CANARY, trial

REFUSED = {
    "attachment": '<link rel="attachment" href="file:///proc/self/environ">',
    "attached link": '<a rel="attachment" href="../canary.txt">x</a>',
    "import": '<link rel="stylesheet" href="import.css">',
    "import in capitals": '<link rel="stylesheet" href="capitals.css">',
    "import spelt otherwise": '<link rel="stylesheet" href="escaped.css">',
    "import in another encoding": '<link rel="stylesheet" href="wide.css">',
    "import in a page": "<style>@import url({net}/x.css);</style>",
    "style above": '<link rel="stylesheet" href="../outside/x.css">',
    "base": '<base href="file:///etc/"><img src="passwd">',
    "base of the net": '<base href="{net}/"><img src="x.png">',
    "picture": '<img src="FiLe:///etc/passwd">',
    "picture on this machine": '<img src="file://localhost/etc/passwd">',
    "picture above": '<img src="%2e%2e/canary.txt">',
    "picture through a link": '<img src="link.png">',
    "picture through a linked folder": '<img src="folder/canary.txt">',
    "endless picture": '<img src="zero.png">',
    "picture that never comes": '<img src="pipe.png">',
    "picture of the net": '<img src="{net}/x.png">',
    "object": '<object data="{net}/x.svg"></object>',
    "embed": '<embed src="file:///etc/passwd">',
    "background": '<p style="background: url({net}/x)">x</p>',
    "list mark": '<ul style="list-style-image: url(file:///etc/passwd)"><li>x</ul>',
    "content": "<style>p::before { content: url(../canary.txt) }</style><p>x",
    "font": "<style>@font-face { font-family: x; src: url({net}/x.woff2) }</style><p style='font-family: x'>x",
    "drawing with a picture": "<svg width='9' height='9'><image href='file:///etc/passwd' width='9' height='9'/></svg>",
}
"""Name → body that asks for what is elsewhere."""
BEYOND = {
    "variables that multiply": (
        "<style>:root{--a:x,x,x,x,x,x,x,x,x,x;"
        + "".join(f"--{later}:{','.join([f'var(--{name})'] * 10)};" for name, later in pairwise("abcdefgh"))
        + "} p{font-family:var(--h)}</style><p>x",
        "memory",
    ),
    "stripes without width": (
        "<style>p{height:900px;background:repeating-radial-gradient(red 0,blue 1e-6px)}</style><p>x",
        "memory",
    ),
    "brackets": (f"<style>p{{width:calc({'(' * 3000}1px{')' * 3000})}}</style><p>x", "nested too deep"),
    "selectors": (f"<style>{':not(' * 2000}p{')' * 2000}{{color:red}}</style><p>x", "nested too deep"),
    "rules": (f"<style>{'p{' * 5000}</style><p>x", "nested too deep"),
    "gaps": ("<p style='letter-spacing:calc(1e308px*10)'>x", "a length without end"),
}
"""Name → body that asks for too much, and what is told of it."""
BOUNDED = {
    "uses": "<svg width='9' height='9'>"
    + "".join(f"<g id='g{n}'><use href='#g{n - 1}'/><use href='#g{n - 1}'/></g>" for n in range(1, 30))
    + "<use href='#g29'/></svg>",
    "deep": "<div>" * 3000,
    "deep tables": "<table><tr><td>" * 200,
    "columns": "<table><tr><td colspan='100000000'>x</table>",
    "rows": "<table><tr><td rowspan='100000000'>x</table>",
    "flex": "<div style='display: flex'>" * 60 + "x",
    "marks": "<p>a" + "\u0301" * 24_000,
    "word": "<p>" + "א" * 200_000,
    "huge": "<img src='huge.png'>",
    "sizes": "<p style='width: 1e300px; font-size: 1e30px; margin: -1e30px'>x",
    "scripts by turns on a line": "<p style='white-space: nowrap'>" + "אב12ab" * 16_000,
    "isolates never closed": "<p dir=auto>" + "א\u2067b\u2066" * 5_000,
    "controls that close nothing": "<p>" + "\u2069א\u202cb " * 5_000,
    "isolates one behind the other": "<p>" + "א\u2067b\u2069 " * 6_000,
    "signs of every class": "<p dir=rtl>" + "א $1%+-) " * 4_000,
    "brackets one behind the other": "<p dir=rtl>" + "(" * 40_000,
    "boxes that no line can end between": "<p dir=rtl>" + "<b>מילה</b>" * 2_500,
    "boxes on a line that may not end": "<p dir=rtl style='white-space: nowrap'>" + "<b>מילה</b> " * 2_500,
    "unassigned": "<p dir=rtl>א \u0378\u0380 \U000e0fff ב \u05ff \u061d\u08ff" * 200,
    "unclosed": "<p>\u202e\u2067<bdo dir=rtl>" * 200 + "x",
    "entities": "<p>&#0;&#x1b;&#xd800;&#x202e;&nosuch;" * 100,
}
"""Name → body that would take long."""
WRITTEN = ("boxes", "brackets", "isolates")
"""Beginnings of the names of bodies for which the square of their length would take the time of a document."""
ENDLESS = {"flex": 5}
"""Name of a body that nothing but a limit ends → seconds that it gets here, in place of a document's."""


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    trial.warm()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    for name in ("project", "outside"):
        (tmp_path / name).mkdir()
    for path in ("canary.txt", "outside/canary.txt", "outside/x.css"):
        (tmp_path / path).write_text(CANARY)
    yield tmp_path
    shutil.rmtree(tmp_path)


@pytest.fixture
def net() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener


def _furnish(folder: Path, net: str) -> None:
    """Lay beside a page what it may name."""
    for name, rule in (("import", "@import"), ("capitals", "@IMPORT"), ("escaped", "@\\69mport")):
        (folder / f"{name}.css").write_text(f'{rule} "{net}/x.css"; p {{ color: red }}')
    (folder / "wide.css").write_bytes(f'@import "{net}/x.css"; p {{}}'.encode("utf-16"))
    (folder / "link.png").symlink_to("../canary.txt")
    (folder / "folder").symlink_to("../outside")
    (folder / "zero.png").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.png")
    header = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0\0\0\0\0"
    (folder / "huge.png").write_bytes(header)


def _typeset(home: Path, body: str, net: socket.socket, seconds: int = trial.MOST_SECONDS) -> trial.Ran:
    address = f"http://127.0.0.1:{net.getsockname()[1]}"
    folder = home / "project"
    _furnish(folder, address)
    page = f'<!doctype html><html lang="en"><title>T</title>{body.replace("{net}", address)}'
    (folder / "page.html").write_text(page, encoding="utf-8")
    (home / "out.pdf").write_bytes(b"the last good one")
    ran = trial.run(home, "typeset", "page.html", "../out.pdf", seconds=seconds)
    with pytest.raises(BlockingIOError):
        net.accept()
    assert not list(trial.faults(ran)), ran
    return ran


@pytest.mark.parametrize("name", REFUSED)
def test_nothing_elsewhere_is_asked_for(name: str, home: Path, net: socket.socket) -> None:
    ran = _typeset(home, REFUSED[name], net)
    data = (home / "out.pdf").read_bytes()
    assert ran.code == 3 and data == b"the last good one", ran


@pytest.mark.parametrize("name", BOUNDED)
def test_every_page_ends(name: str, home: Path, net: socket.socket) -> None:
    seconds = ENDLESS.get(name, trial.MOST_SECONDS)
    ran = _typeset(home, BOUNDED[name], net, seconds)
    data = (home / "out.pdf").read_bytes()
    assert (data == b"the last good one") == (ran.code != 0), ran
    assert not list(trial.leaks("out.pdf", data)) if ran.code == 0 else True
    assert ran.code == 0 or not name.startswith(WRITTEN), ran
    assert (seconds - 1 < ran.seconds < seconds + 3) == (name in ENDLESS), ran


@pytest.mark.parametrize("name", BEYOND)
def test_too_much_is_told(name: str, home: Path, net: socket.socket) -> None:
    body, what = BEYOND[name]
    ran = _typeset(home, body, net)
    assert ran.code == 3 and (home / "out.pdf").read_bytes() == b"the last good one"
    assert ran.err.startswith("page.html: error: ") and what in ran.err and "hint: " in ran.err
    assert not re.search(r"\wError", ran.err), ran.err


def test_drawing_that_multiplies_itself_is_told_of(home: Path, net: socket.socket) -> None:
    ran = _typeset(home, BOUNDED["uses"], net)
    assert (
        ran.code == 3 and ran.seconds < 10 and "a drawing in the page cannot be drawn: more than" in ran.err
    )


PDFS = {
    "nothing": b"",
    "text": b"hello",
    "head alone": b"%PDF-1.7\n",
    "no table": b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nstartxref\n999999999\n%%EOF",
    "table of itself": b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Prev 9/Size 1>>\nstartxref\n9\n%%EOF",
    "size": b"%PDF-1.7\nxref\n0 99999999\ntrailer<</Root 1 0 R/Size 99999999>>\nstartxref\n9\n%%EOF",
    "deep": b"%PDF-1.7\n1 0 obj" + b"[" * 100_000 + b"endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
    "pages in a circle": b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/StructTreeRoot 2 0 R/Names 2 0 R/Lang(\x1b[31m)>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/K[2 0 R]/S/P/Count 99999999/P 2 0 R>>endobj\ntrailer<</Root 1 0 R/Info<</Title(\x1b[2J\x9b)>>>>\n%%EOF",
    "encrypted": b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R/Encrypt<</Filter/Standard/V 9/R 9>>/ID[()()]>>\n%%EOF",
    "stream without end": b"%PDF-1.7\n1 0 obj<</Length 99999999999>>stream\n" + b"x" * 1000,
}


@pytest.mark.parametrize("name", PDFS)
def test_every_pdf_is_told_of(name: str, home: Path) -> None:
    (home / "project/x.pdf").write_bytes(PDFS[name])
    for report in ("text", "json", "github"):
        ran = trial.run(home, "verify", "x.pdf", "--report", report)
        told = [fault for fault in trial.faults(ran) if not fault.startswith("no diagnostic")]
        assert ran.code in {1, 3} and not told, (ran, told)
