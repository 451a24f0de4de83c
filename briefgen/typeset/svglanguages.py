"""Languages of the words in SVG images: those in another script than the language's are marked on the page.

A screen reader changes its voice where the language changes; `foreign` marks the words of a page alike. An
image's own `lang` says what its words are in, or else the place where it is shown.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from briefgen.scripts import FOREIGN, foreign_runs, script_of
from briefgen.typeset.foreign import XML_LANG
from briefgen.typeset.sequences import Border


def draw(original: Callable[..., None], image: Any, stream: Any, *rest: Any) -> None:
    """Draw an image that knows in what language it is shown. Replaces `weasyprint.images.SVGImage.draw`."""
    image._svg.language = rest[-1]["lang"] or ""
    original(image, stream, *rest)


def stretches(svg: Any, node: Any) -> Iterator[tuple[str, str]]:
    """Yield (text, language) of the parts of a node's text; the language is empty where it is that around.

    What stands between two parts and is no word belongs to the first.
    """
    own, text = _own(node), node.text
    found = [(0, own)]
    for start, end, likely in sorted(foreign_runs(text, own or svg.language)):
        place = start if re.search(r"\w", text[found[-1][0] : start]) else found.pop()[0]
        found += [(place, likely), (end, own)]
    if len(found) > 1 and not re.search(r"\w", text[found[-1][0] :]):
        found.pop()
    for (start, language), (end, _) in pairwise([*found, (len(text), "")]):
        yield text[start:end], language


def whole(svg: Any, texts: str, node: Any) -> str:
    """Return the language of texts that are drawn as they stand; empty where it is that around."""
    own = _own(node)
    likely = next((run[2] for run in sorted(foreign_runs(texts, own or svg.language))), "")
    return own if not likely or FOREIGN[script_of(likely)].search(texts) else likely


def _own(node: Any) -> str:
    return str(node.get(XML_LANG) or node.get("lang") or "").strip()


@contextmanager
def marked(svg: Any, language: str) -> Iterator[None]:
    """Draw something in a language; an empty one is that around (ISO 32000-1, 14.9.2.3)."""
    if not language:
        yield
        return
    operators = svg.stream.stream
    operators.append(Border(f"/Span <</Lang ({language})>> BDC".encode()))
    yield
    operators.append(Border(b"EMC"))
