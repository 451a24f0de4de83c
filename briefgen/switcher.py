"""Where the other editions of an issue are: other languages, other lengths."""

from collections.abc import Callable, Sequence

from briefgen.languages import Language
from briefgen.model import Brief, Length
from briefgen.strings import Strings
from briefgen.views import EditionView

Words = Callable[[Language], Strings]


def published(brief: Brief) -> str:
    """Return the address at which the HTML edition of a brief is published; empty where it is unknown."""
    return f"{brief.series.url}{brief.issue.name}/{brief.name}.html" if brief.series.url else ""


def length_label(length: Length, words: Strings) -> str:
    """Return the name of a length for readers."""
    own = length.label.get(words.language.code)
    if own:
        return own
    names = {
        "one-page": words.gettext("One page"),
        "short": words.gettext("Short brief"),
        "full": words.gettext("Full paper"),
    }
    return names.get(length.name, length.name)


def edition(brief: Brief, words: Words, current: Brief | None = None, folder: str = "") -> EditionView:
    """Return a brief as one entry of a switcher; `folder` leads from the page to the brief's folder."""
    language = brief.language
    href = f"{folder}{brief.name}.html"
    return EditionView(
        language=language.code,
        language_name=language.name,
        direction=language.direction,
        length=brief.length.name,
        label=length_label(brief.length, words(language)),
        href=href,
        pdf=f"{folder}{brief.name}.pdf",
        address=published(brief) or href,
        current=current is not None and brief.name == current.name,
    )


def languages(brief: Brief, siblings: Sequence[Brief], words: Words) -> tuple[EditionView, ...]:
    """Return an edition in each language: of the brief's length, or of the nearest one there is."""
    ranks = {length.name: rank for rank, length in enumerate(brief.series.lengths)}

    def distance(sibling: Brief) -> int:
        return abs(ranks[sibling.length.name] - ranks[brief.length.name])

    found = []
    for language in brief.series.languages:
        own = [sibling for sibling in _with_itself(brief, siblings) if sibling.language.code == language.code]
        if own:
            found.append(edition(min(own, key=distance), words, brief))
    return tuple(found)


def lengths(brief: Brief, siblings: Sequence[Brief], words: Words) -> tuple[EditionView, ...]:
    """Return the editions in the brief's language, from the shortest to the longest."""
    order = [length.name for length in brief.series.lengths]
    own = [
        sibling for sibling in _with_itself(brief, siblings) if sibling.language.code == brief.language.code
    ]
    own.sort(key=lambda sibling: order.index(sibling.length.name))
    return tuple(edition(sibling, words, brief) for sibling in own)


def _with_itself(brief: Brief, siblings: Sequence[Brief]) -> Sequence[Brief]:
    return siblings if any(sibling.name == brief.name for sibling in siblings) else (*siblings, brief)
