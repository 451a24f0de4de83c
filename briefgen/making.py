"""Editions made of their bundles: by workers where that is slow, or as they are remembered."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from briefgen import disk, files, memo, workers
from briefgen.depot import Depot
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, diagnostic
from briefgen.files import Files
from briefgen.formats import Facts, Format, Warm
from briefgen.memo import Entry, Store
from briefgen.model import Bundle
from briefgen.nursery import Nursery
from briefgen.sandbox import Limits
from briefgen.typeset import typeset_telling, warm
from briefgen.workers import Made, Make


@dataclass(slots=True)
class Press:
    """What editions are made with."""

    fonts: Sequence[Path]
    store: Store
    engine: str
    """Digest of all that makes bytes of a bundle, as `inputs` gives it."""
    jobs: int
    """How many processes; 0 means one for each processor."""
    limits: Limits
    cluster: str = ""
    """Address of a scheduler whose workers make the editions; empty means processes of this machine."""
    depot: Depot | None = None
    """A store that other machines have too."""
    nursery: Nursery | None = None
    """Where workers are forked, if that is not here."""
    _keys: dict[str, str] = field(default_factory=dict)
    _warmed: set[Warm] = field(default_factory=set)
    _readable: list[Path] = field(default_factory=list)

    def task(self, path: str, form: Format, bundle: Bundle) -> tuple[str, Make | Made]:
        """Return an edition, by its path, as it is remembered or quickly made, or else what makes it."""
        make = partial(form.make, bundle, self.fonts)
        if not form.warm:
            return path, _attempt(make)
        key = memo.key(bundle, form.suffix, self.engine)
        entry = self.store.get(key) or self._from_afar(key)
        if entry:
            return path, entry
        if not self.cluster and form.warm not in self._warmed:
            self._warmed.add(form.warm)
            load = partial(form.warm, self.fonts)
            self._readable.extend(self.nursery.ask(load) if self.nursery else load())
        self._keys[path] = key
        return path, make

    def run(self, tasks: Iterable[tuple[str, Make | Made]]) -> Iterator[tuple[str, Made]]:
        """Yield what became of each edition, as they are ready; what is told of a store under its address."""
        try:
            for path, made in self._hands(tasks):
                key = self._keys.pop(path, "")
                if key and not isinstance(made, BriefgenError):
                    self.store.put(key, made)
                    if self.depot:
                        self.depot.put(key, made)
                yield path, made
            if self.depot and self.depot.faults:
                yield self.depot.address, BriefgenError(self.depot.faults, 0)
        finally:
            if self.depot:
                self.depot.close()

    def _from_afar(self, key: str) -> Entry | None:
        """Return an entry of the shared store, kept here from now on."""
        entry = self.depot.get(key) if self.depot else None
        if entry:
            self.store.put(key, entry)
        return entry

    def _hands(self, tasks: Iterable[tuple[str, Make | Made]]) -> Iterator[tuple[str, Made]]:
        if self.cluster:
            from briefgen import cluster  # an extra, and slow to load

            return cluster.make_all(tasks, self.cluster, self.limits, self.fonts)
        jobs = self.jobs or files.cores()
        return workers.make_all(tasks, jobs, self.limits, self._readable, self.nursery)


@contextmanager
def nursery(forms: Iterable[Format], cluster: str) -> Iterator[Nursery | None]:
    """Begin where workers are forked while the build holds nothing yet, if workers of this machine are."""
    slow = [(form.make, form.warm) for form in forms if form.warm]
    if cluster or not workers.FORKS or not slow or not Nursery.takes(slow):
        yield None
        return
    disk.scratch()  # it is to go with this process
    begun = Nursery()
    try:
        yield begun
    finally:
        begun.close()


def typeset_page(page: Path, fonts: Sequence[Path], limits: Limits) -> tuple[bytes, list[Diagnostic]]:
    """Return the PDF of an HTML page, and warnings of what of the page it does not show.

    It is made by a worker that reads nothing but files below the page's folder.
    Raises BriefgenError with exit code 3 where the page asks for more, or costs more than the limits.
    """
    made_of = Bundle(page.stem, "", Files(page.parent).read_text(page.name), files.Folder(page.parent), "")
    readable = [warm(fonts), *fonts, page.parent]
    ((_, made),) = workers.make_all([(page.name, partial(_alone, made_of, fonts))], 1, limits, readable)
    if isinstance(made, BriefgenError):
        place = Place(page.name)
        raise BriefgenError([replace(each, place=place) for each in made.diagnostics], made.exit_code)
    data, facts = made
    return data, [replace(diagnostic(row), place=Place(page.name)) for row in facts["warnings"]]


def _alone(made_of: Bundle, fonts: Sequence[Path]) -> tuple[bytes, Facts]:
    data, warnings = typeset_telling(made_of, fonts)
    return data, {"warnings": [each.row() for each in warnings]}


def _attempt(make: Make) -> Made:
    try:
        return make()
    except BriefgenError as fault:
        return fault
