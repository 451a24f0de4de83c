"""Pages to measure engines on: the full briefs of issue 2077, and dense pages made of their sentences."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape, unescape
from pathlib import Path

from briefgen import build, request
from briefgen.formats import FORMATS
from briefgen.model import Brief, Bundle
from briefgen.select import briefs

LANGUAGES = {"he": "Frank Ruhl Libre", "ar": "Noto Naskh Arabic", "en": "IBM Plex Serif"}
"""Language → the font of its dense pages."""
WORDS = {"he": 640, "ar": 560, "en": 600}
"""About the words of a dense page."""
STYLE = "@page{{size:A4;margin:18mm}}body{{margin:0;font:11pt/1.4 '{font}'}}p{{margin:0 0 .5em}}"

_PARAGRAPH = re.compile(r"<p(?: [^>]*)?>(.*?)</p>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Texts:
    """The full briefs of a project's issue 2077 and their sentences."""

    bundles: Mapping[str, Bundle]
    sentences: Mapping[str, list[str]]

    @classmethod
    def of(cls, root: Path) -> "Texts":
        """Read the briefs of a project."""
        project, look = request.read(root), request.theme(root)
        (issue,) = (issue for issue in project.issues if issue.number == 2077)
        bundles = {}
        for brief in briefs(project.series, issue, [*LANGUAGES], ["full"]):
            assert isinstance(brief, Brief)
            made = build.bundle(build.Edition(brief, FORMATS["pdf"]), project, look)
            bundles[made.language] = made
        return cls(bundles, {name: _sentences(bundle.html) for name, bundle in bundles.items()})

    def dense(self, language: str, pages: int, seed: int) -> Bundle:
        """Return so many dense pages; another seed gives other words in every line."""
        chance, sentences = random.Random(f"{language}{seed}"), self.sentences[language]
        left, paragraphs = pages * WORDS[language], []
        while left > 0:
            words = " ".join(chance.sample(sentences, min(4, len(sentences)))).split()
            cut = chance.randrange(len(words))
            paragraphs.append(f"<p>{escape(' '.join(words[cut:] + words[:cut]))}</p>")
            left -= len(words)
        direction = "ltr" if language == "en" else "rtl"
        style = STYLE.format(font=LANGUAGES[language])
        root = f'<html lang="{language}" dir="{direction}">'
        head = f"<!doctype html>{root}<title>{language} {seed}</title><style>{style}</style>"
        html = f"{head}{' '.join(paragraphs)}</html>"
        return Bundle(f"dense-{language}", language, html, {}, "")

    def changed(self, language: str, seed: int) -> Bundle:
        """Return the full brief with other words in its longest paragraph."""
        bundle = self.bundles[language]
        longest = max(_PARAGRAPH.findall(bundle.html), key=len)
        words = _TAG.sub("", unescape(longest)).split()
        random.Random(seed).shuffle(words)
        html = bundle.html.replace(longest, escape(" ".join(words)), 1)
        return replace(bundle, html=html, budget=None)


def _sentences(html: str) -> list[str]:
    texts = (" ".join(unescape(_TAG.sub("", each)).split()) for each in _PARAGRAPH.findall(html))
    return [sentence for text in texts if len(text) > 80 for sentence in re.split(r"(?<=\.) ", text)]
