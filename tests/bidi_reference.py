"""Freeze the order of glyphs that headless Chromium shows (`make bidi-reference`).

For each folder `tests/corpus/bidi-*` the paragraphs of `paragraphs.html`, one a line, are laid out with the
bundled fonts, and `order.txt` receives the glyphs of each line from left to right. A blank line ends a
paragraph. Where they are drawings, `edges.txt` receives the left and right edge of the text of each.
"""

import sys
from pathlib import Path
from random import Random

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

from bidi_cases import paragraph  # noqa: E402
from glyph_order import FONTS, LINE_HEIGHT, OBJECT, STYLE, document, is_seen  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

CORPUS = Path(__file__).parent / "corpus"
RANDOM_SEED, RANDOM_COUNT = 20771994, 260
CHROMIUM = {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu"]}

MEASURE = """([lineHeight, object]) => {
  const blockOf = node => {
    let element = node.parentElement;
    while (getComputedStyle(element).display === 'inline') element = element.parentElement;
    return element;
  };
  return [...document.querySelectorAll('section')].map(section => {
    const blocks = new Map();
    const put = (block, rect, character) => {
      if (!blocks.has(block)) blocks.set(block, []);
      const top = block.getBoundingClientRect().top;
      const line = Math.floor(((rect.top + rect.bottom) / 2 - top) / lineHeight);
      blocks.get(block).push([line, rect.left, character]);
    };
    const walker = document.createTreeWalker(section, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === 1) {
        const display = getComputedStyle(node).display;
        if (display === 'inline-block' || node.tagName === 'IMG')
          put(blockOf(node), node.getBoundingClientRect(), object);
        continue;
      }
      const block = blockOf(node);
      let at = 0;
      for (const character of node.data) {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at += character.length);
        const rects = [...range.getClientRects()].filter(rect => rect.width > 0);
        if (rects.length) put(block, rects[0], character);
      }
    }
    return [...blocks.values()];
  });
}"""


EDGES = """[...document.querySelectorAll('svg')].map(drawing => {
  const [own, text] = [drawing, drawing.querySelector('text')].map(e => e.getBoundingClientRect());
  return [text.left - own.left, text.right - own.left];
})"""
"""Left and right edge of the text of each drawing, in pixels."""


def font_faces() -> str:
    """Return rules that load the bundled fonts under their own names."""
    weights = {"Regular": 400, "Medium": 500, "SemiBold": 600, "Bold": 700}
    families = {"FrankRuhlLibre": "Frank Ruhl Libre", "NotoNaskhArabic": "Noto Naskh Arabic"}
    return "\n".join(
        f'@font-face {{ font-family: "{families[family]}"; font-weight: {weights[weight]}; '
        f"src: url({path.as_uri()}) }}"
        for path in sorted(FONTS.glob("*.ttf"))
        for family, _, weight in [path.stem.partition("-")]
        if family in families and weight in weights
    )


def chromium_orders(paragraphs: list[str]) -> tuple[list[list[str]], list[tuple[float, float]]]:
    """Return for each paragraph the glyphs of its lines from left to right, and the edges of drawn texts."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        page = browser.new_page(viewport={"width": 9100, "height": 1000})
        path = Path("/tmp/bidi-reference.html")
        path.write_text(document(paragraphs, font_faces() + STYLE), encoding="utf-8")
        page.goto(path.as_uri())
        page.evaluate("document.fonts.ready")
        sections = page.evaluate(MEASURE, [LINE_HEIGHT, OBJECT])
        edges = page.evaluate(EDGES)
        browser.close()
        path.unlink()
    found = []
    for section in sections:
        texts = []
        for block in section:
            lines: dict[int, list[tuple[float, str]]] = {}
            for line, x, character in block:
                if is_seen(character) or character == OBJECT:
                    lines.setdefault(line, []).append((x, character))
            texts += [
                "".join(c for _, c in sorted(lines[n], key=lambda glyph: glyph[0])) for n in sorted(lines)
            ]
        found.append(texts)
    return found, edges


def main() -> None:
    """Refresh the reference of every folder."""
    random = Random(RANDOM_SEED)
    generated = [paragraph(random) for _ in range(RANDOM_COUNT)]
    folder = CORPUS / "bidi-random"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "paragraphs.html").write_text("\n".join(generated) + "\n", encoding="utf-8")
    for folder in sorted(CORPUS.glob("bidi-*")):
        paragraphs = (folder / "paragraphs.html").read_text(encoding="utf-8").splitlines()
        orders, edges = chromium_orders(paragraphs)
        text = "".join("".join(f"{line}\n" for line in lines) + "\n" for lines in orders)
        (folder / "order.txt").write_text(text, encoding="utf-8")
        if edges:
            rows = "".join(f"{left:.1f} {right:.1f}\n" for left, right in edges)
            (folder / "edges.txt").write_text(rows, encoding="ascii")
        print(f"{folder.name}: {len(paragraphs)} paragraphs")


if __name__ == "__main__":
    main()
