"""From a save to the repaint, in Chromium, on a project of 60 briefs; and the memory of many saves.

Run: python tests/bench/preview.py [html|pages|memory]… prints JSON. Times are those of a clock, since a
person waits for them; what they are compared with is measured between the saves, at the machine's pace.
"""

import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median

from jinja2 import Environment
from markdown_it import MarkdownIt
from measure import ROOT, environment
from playwright.sync_api import Page, sync_playwright

from briefgen import build, files, request
from briefgen.formats import FORMATS
from briefgen.sandbox import Limits
from briefgen.typeset import engine
from briefgen.typeset.fit import fitted
from briefgen.workers import make_all

SAVES = 30
MANY = 1000
MODEL = "2077-russia-syria"
NAME = f"{MODEL}.en.one-page"
BLOCK = f"content/{MODEL}/en/background.one-page.md"
PAUSE = 0.7
"""Seconds between two saves: a person's pace."""
BARE = """<!doctype html><html lang="en"><head><title>{{ title }}</title></head><body><main>
<h1>{{ title }}</h1>
{% for block in blocks %}<section><h2>{{ block.title }}</h2>{{ block.html | safe }}</section>{% endfor %}
</main></body></html>"""
REPAINT = """([what, old]) => new Promise(done => {
  const painted = () => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.timeOrigin + performance.now());
    channel.port2.postMessage(0);
  });
  const look = () => {
    const frame = document.querySelector('iframe');
    const page = document.querySelector('.pages canvas');
    const there = frame ? frame.contentDocument.body.textContent.includes(what)
      : page && page.dataset.shown !== old;
    there ? painted() : requestAnimationFrame(look);
  };
  look();
})"""

BEGIN = f"asked => {{ window.painted = ({REPAINT})(asked); return 0 }}"


def sixty(folder: Path) -> Path:
    """Make a project of 60 briefs: the model issue six times, and one of the handbook."""
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copy(ROOT / "briefgen.yaml", folder)
    (handbook,) = (path for path in (folder / "content").iterdir() if path.name.startswith("2-"))
    shutil.rmtree(handbook)
    for number in range(3001, 3006):
        target = folder / "content" / f"{number}-russia-syria"
        shutil.copytree(folder / "content" / MODEL, target)
        issue = target / "issue.yaml"
        text = re.sub(r"^number: .*$", f"number: {number}", issue.read_text(), flags=re.MULTILINE)
        issue.write_text(text)
    return folder


@contextmanager
def preview() -> Iterator[tuple[Path, str, int]]:
    """Run the preview of such a project; its folder, its address and the number of its process."""
    with tempfile.TemporaryDirectory() as name:
        root = sixty(Path(name).resolve())
        command = [sys.executable, "-m", "briefgen", "serve", "--project", root, "--port", "0"]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment()
        )
        assert process.stdout
        address = process.stdout.readline().strip().rstrip("/")
        try:
            yield root, address, process.pid
        finally:
            process.terminate()
            process.wait(30)


def saves(path: Path) -> Iterator[Callable[[str], float]]:
    """Yield what saves the block with a word at its end and tells when, as often as is measured."""
    text = path.read_text(encoding="utf-8")

    def save(word: str) -> float:
        began = time.time()
        path.write_text(text.rstrip() + f" {word}.\n", encoding="utf-8")
        return began * 1000

    for _ in range(SAVES):
        yield save
        time.sleep(PAUSE)


def timed(work: Callable[[], object]) -> float:
    """Return how many milliseconds some work takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def bare(root: Path) -> Callable[[], str]:
    """Return what renders the edition with markdown-it-py and Jinja2 and nothing else, as files stand."""
    kinds = ("summary", "background", "developments", "insights", "recommendations")
    folder = root / "content" / MODEL / "en"
    paths = [path for kind in kinds if (path := folder / f"{kind}.one-page.md").exists()]
    parser, template = (
        MarkdownIt("commonmark").enable("table"),
        Environment(autoescape=True).from_string(BARE),
    )

    def render() -> str:
        texts = {path.stem: path.read_text(encoding="utf-8").rpartition("---\n")[2] for path in paths}
        blocks = [
            {"title": path.stem, "html": parser.render(text)} for path, text in zip(paths, texts, strict=True)
        ]
        return template.render(title="Title", blocks=blocks)

    return render


def seen(page: Page, address: str, view: str) -> None:
    """Open the edition and wait until everything is made that is made in the background."""
    page.goto(f"{address}/en/issue/{MODEL}?show={NAME}:{view}")
    page.locator(".meter.known").wait_for(timeout=120_000)
    time.sleep(20)


def html() -> dict[str, float]:
    """Return the median of the milliseconds from a save to the repaint, and of a bare render."""
    with preview() as (root, address, _), sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1280, "height": 860})
        seen(page, address, "html")
        render = bare(root)
        told: list[float] = []
        plain: list[float] = []
        for number, save in enumerate(saves(root / BLOCK)):
            plain.append(timed(render))
            page.evaluate(BEGIN, [f"zebra{number}", ""])
            began = save(f"zebra{number}")
            told.append(page.evaluate("window.painted") - began)
        chromium.close()
    return {"repaint": median(told), "bare": median(plain), "over": median(told) - median(plain)}


def pages() -> dict[str, float]:
    """Return the median from a save to the repaint of its page, over what the engine takes when it is warm.

    That is one layout in this process, and the whole edition in a worker of a warm parent, as builds make it.
    """
    with preview() as (root, address, _), sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1280, "height": 860})
        seen(page, address, "pages")
        fonts = files.font_folders(root)
        readable = [engine.warm(fonts), *fonts]
        project = request.read(root)
        (brief,), _ = request.chosen(project, request.Choice([MODEL], ["en"], ["one-page"]))
        bundle = build.bundle(build.Edition(brief, FORMATS["pdf"]), project, request.theme(root))
        fitted(bundle, fonts)

        def worker() -> None:
            list(make_all([(NAME, partial(fitted, bundle, fonts))], 1, Limits(), readable))

        told: list[float] = []
        layout: list[float] = []
        made: list[float] = []
        for number, save in enumerate(saves(root / BLOCK)):
            layout.append(timed(lambda: engine.lay_out(bundle, fonts)))
            made.append(timed(worker))
            old = page.locator(".pages canvas").get_attribute("data-shown")
            page.evaluate(BEGIN, ["", old])
            began = save(f"zebra{number}")
            told.append(page.evaluate("window.painted") - began)
        chromium.close()
    times = {"repaint": median(told), "layout": median(layout), "made": median(made)}
    return {
        **times,
        "over layout": times["repaint"] / times["layout"],
        "over made": times["repaint"] / times["made"],
    }


def resident(process: int) -> int:
    """Return the memory of a process and of all that descend from it, in kilobytes.

    What several of them share counts once.
    """
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        told = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0  # it has ended
    match = re.search(r"Pss:\s+(\d+)", told)
    return (int(match[1]) if match else 0) + sum(resident(int(each)) for each in children)


def memory() -> dict[str, float]:
    """Return what the memory after so many saves is of that after the first tenth of them."""
    with preview() as (root, address, process):
        host = address.removeprefix("http://")
        connection = http.client.HTTPConnection(host, timeout=120)
        connection.request("GET", f"/events?show={NAME}:html")
        stream = connection.getresponse()
        while b"event: meter" not in stream.readline():
            pass
        time.sleep(20)  # until all that is loaded once is there
        path = root / BLOCK
        text = path.read_text(encoding="utf-8")
        found: list[int] = []
        for number in range(MANY):
            path.write_text(text.rstrip() + f" zebra{number}.\n", encoding="utf-8")
            while f"zebra{number}".encode() not in stream.readline():
                pass
            found.append(resident(process))
        connection.close()
    tenth = MANY // 10
    return {
        "kilobytes": median(found[-tenth:]),
        "growth": median(found[-tenth:]) / median(found[tenth : 2 * tenth]),
    }


if __name__ == "__main__":
    os.environ.setdefault("PYTHONPATH", str(ROOT))
    wanted = sys.argv[1:] or ["html", "pages", "memory"]
    print(json.dumps({name: {"html": html, "pages": pages, "memory": memory}[name]() for name in wanted}))
