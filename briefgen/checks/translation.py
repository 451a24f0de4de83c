"""Rules about what a translation follows: the source it names, and whether that has changed since."""

from collections.abc import Iterator, Mapping

from briefgen.diagnostics import Diagnostic, error, warning
from briefgen.model import Block, Issue, Series
from briefgen.translations import State, line_of, path_of, standing


def sources(series: Series, issue: Issue) -> Iterator[Diagnostic]:
    """Every translation follows a block of the source language, which follows none itself."""
    by_path = {block.path: block for block in issue.blocks.values()}
    for block in issue.blocks.values():
        if block.translation_of is None:
            continue
        place, path = line_of(block), path_of(issue, block.translation_of.path)
        source, home = by_path.get(path), f"source-language: in {issue.place.path}"
        named = block.translation_of.path.split("/", 1)[0]
        if path in _circle(issue, block, by_path):
            yield error(place, "follows itself, by way of the block it names", f"follow {home}")
        elif block.language == issue.source_language:
            what = f"is in the source language, and yet follows {block.translation_of.path}"
            yield error(place, what, f"delete translation-of, or correct {home}")
        elif named == block.language:
            yield error(place, "follows a block in its own language", f"follow {home}")
        elif source and source.translation_of:
            what = f"follows {block.translation_of.path}, which is itself a translation"
            yield error(place, what, f"follow {source.translation_of.path}")
        elif named != issue.source_language:
            followed, home_language = block.translation_of.path, issue.source_language
            what = f'follows {followed}, but the source language is "{home_language}"'
            yield error(place, what, f"an issue has one source: correct this line or {home}")


def _circle(issue: Issue, block: Block, by_path: Mapping[str, Block]) -> list[str]:
    """Return the paths that a block follows step by step, where they lead back to it; else none."""
    met: list[str] = []
    step: Block | None = block
    while step and step.translation_of and path_of(issue, step.translation_of.path) not in met:
        met.append(path_of(issue, step.translation_of.path))
        step = by_path.get(met[-1])
    return met if block.path in met else []


def staleness(series: Series, issue: Issue) -> Iterator[Diagnostic]:
    """Translations follow their sources as these stand, as far as the project wants to be told."""
    if series.stale not in {"warn", "error"}:
        return
    tell = error if series.stale == "error" else warning
    for block in issue.blocks.values():
        if block.translation_of is None:
            continue
        found, followed = standing(issue, block), block.translation_of.path
        accept = f"briefgen translation accept {block.path}"
        if not found.sources:
            hint = f"see where it went: briefgen translation diff {block.path}"
            yield tell(line_of(block), f"follows {followed}, which is gone", hint)
        elif found.moved:
            what = f"follows {followed}, which is now {found.sources[0].path}"
            yield tell(line_of(block), what, f"run: {accept}")
        elif found.state is State.STALE:
            hint = f"see: briefgen translation diff {block.path}; when it follows again: {accept}"
            yield tell(line_of(block), f"follows {followed} as it was before it changed", hint)
        elif found.state is State.UNREVIEWED:
            yield tell(line_of(block), f"has not been compared with {followed} yet", f"then run: {accept}")
