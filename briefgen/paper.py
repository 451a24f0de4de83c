"""One issue on its way through a build: read where something of it has changed, else remembered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from briefgen import inputs, memo, parse, request, site
from briefgen.diagnostics import Diagnostic, Severity, diagnostic
from briefgen.files import Files
from briefgen.history import History
from briefgen.index import Seen
from briefgen.inputs import Inputs
from briefgen.manifest import Entry
from briefgen.memo import Store
from briefgen.model import Brief, Issue, Project
from briefgen.parse import Frame
from briefgen.request import Choice
from briefgen.site import Listing
from briefgen.theme import Theme


@dataclass(frozen=True, slots=True)
class Workshop:
    """What all issues of a build share."""

    root: Path
    frame: Frame
    look: Theme
    history: History
    inputs: Inputs
    store: Store
    seen: Seen

    @property
    def project(self) -> Project:
        """Return the project, with none of its issues."""
        return Project(self.frame.series, (), ())


@dataclass(frozen=True, slots=True)
class Survey:
    """What is told of an issue as a whole."""

    findings: tuple[Diagnostic, ...]
    listing: Listing | None
    """What the pages of the series say of it; None where it has an error, or not all of it was chosen."""


@dataclass(slots=True)
class Paper:
    """An issue of which no more is read than is asked for."""

    shop: Workshop
    name: str
    _read: tuple[Issue | None, Sequence[Diagnostic], Sequence[Diagnostic]] | None = field(
        default=None, repr=False
    )
    """The issue, what keeps parts of it from being read, and what the rules find."""
    _lasting: bool = True
    """Whether the issue is known to be just what its digest was taken of."""

    def survey(self, choice: Choice) -> Survey:
        """Return what is told of the issue and its chosen briefs."""
        kept = self._kept(self._survey_key(choice))
        if kept is not None:
            listing = site.from_row(kept["listing"]) if kept["listing"] else None
            return Survey(tuple(map(diagnostic, kept["findings"])), listing)
        briefs, findings = self.briefs(choice)
        whole = not choice.languages and not choice.lengths
        sound = whole and briefs and not any(finding.severity is Severity.ERROR for finding in findings)
        listing = site.listing(self.shop.frame.series, briefs, self.shop.look) if sound else None
        rows = [finding.row() for finding in findings]
        self._keep(
            self._survey_key(choice), {"findings": rows, "listing": site.as_row(listing) if listing else None}
        )
        return Survey(tuple(findings), listing)

    def briefs(self, choice: Choice) -> tuple[list[Brief], list[Diagnostic]]:
        """Return the chosen briefs, and all that is wrong with the issue."""
        if self._read is None:
            found, faulty = parse.issue(Files(self.shop.root), self.shop.frame, self.name)
            self._read = found, faulty, request.rules(self.shop.frame.series, found) if found else ()
            # Whoever edits the issue at this moment changes what would be remembered under its digest.
            again = inputs.issue(self.shop.root, Seen({}, 0), self.name)
            self._lasting = again == self.shop.inputs.issues.get(self.name)
        issue, faults, rules = self._read
        if issue is None:
            return [], list(faults)
        unreadable = {fault.place.path for fault in faults}
        series = self.shop.frame.series
        briefs, missing = request.of_issue(series, issue, choice, unreadable, self.shop.history)
        # What a history tells may change while every file stays as it is.
        self._lasting &= not any(brief.follows for brief in briefs)
        return briefs, [*faults, *rules, *missing]

    @property
    def is_lasting(self) -> bool:
        """Tell whether what was made of the issue may be remembered."""
        return self._lasting

    def editions(self, choice: Choice) -> Mapping[str, Entry]:
        """Return what the manifest said of the chosen editions when they were last made; else nothing."""
        kept = self._kept(self._editions_key(choice)) or {}
        return {path: Entry(**row) for path, row in kept.items()}

    def keep_editions(self, choice: Choice, made: Mapping[str, Entry]) -> None:
        """Remember all chosen editions, by their paths."""
        self._keep(self._editions_key(choice), {path: asdict(entry) for path, entry in made.items()})

    def _survey_key(self, choice: Choice) -> str:
        return self._key("survey", choice.languages, choice.lengths)

    def _editions_key(self, choice: Choice) -> str:
        shard = (str(choice.shard.number), str(choice.shard.of))
        return self._key("editions", choice.languages, choice.lengths, choice.formats, shard)

    def _key(self, what: str, *words: Collection[str]) -> str:
        digest, chosen = self.shop.inputs.issues.get(self.name, ""), repr([sorted(each) for each in words])
        return memo.digest(what, self.shop.inputs.common, self.name, digest, chosen)

    def _kept(self, key: str) -> Any:
        entry = self.shop.store.get(key)
        return entry[1] if entry else None

    def _keep(self, key: str, facts: Mapping[str, Any]) -> None:
        if self._lasting:
            self.shop.store.put(key, (b"", facts))
