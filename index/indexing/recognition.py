"""Recognition of reprints in an index run: by signatures, and by the texts of the few that may be reprints."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from index.errors import ReadError
from index.indexing.plan import IndexState, Plan
from index.indexing.reprints import Candidate, outranks, related, reprints_of
from index.indexing.same_text import contains, normalised
from index.manifest import Sources
from index.names import readable
from index.reading import is_named_by_path
from index.report import Report
from index.reprints import ReportRecord, Reprint, Signature
from index.stored import StoredReport

ReadBack = Callable[[Collection[str]], Iterator[StoredReport]]
Read = Callable[[Path], Iterator[Report | ReadError]]

MOST_CACHED: Final = 4 << 20
"""Characters of texts that are kept in memory; others are read again."""


class _About(NamedTuple):
    """Where a report was published."""

    title: str
    source: str | None
    site: str | None
    url: str | None
    date: str | None

    @classmethod
    def of(cls, report: Report) -> _About:
        return cls(report.title, report.source, report.site, report.url, report.date)


class Recognition:
    """Finds the reprints among the reports of pages and documents; report lines are taken as told.

    What the last run found holds for reports that have not changed since, so texts are read only for new and changed
    ones. unread: files whose text could not be read again; what was decided about them does not hold.
    """

    def __init__(self, plan: Plan, state: IndexState, read: Read, stored: ReadBack | None, *, rebuild: bool) -> None:
        """read: the reports of a file. stored: as in `Run`."""
        self.unread: set[str] = set()
        self._read = read
        self._stored = stored
        self._path: dict[str, str] = {}
        self._signatures: dict[str, Signature] = {}
        self._about: dict[str, _About] = {}
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._cached = 0
        known = {} if rebuild or state.keep_reprints else plan.known
        whole = [source for source in known.values() if source.stamps]
        self._before = {report: each for source in whole for report, each in source.signatures.items()}
        self._kept = {report for source in known.values() for report in source.reports}
        self._was = {report: each for source in known.values() for report, each in source.reprints.items()}
        changing = {*map(str, plan.read), *plan.drop}
        self._there: dict[str, list[Signature]] = defaultdict(list)
        for path in known.keys() - changing:
            for report in known[path].signatures.keys() & known[path].reports.keys():
                self.is_added(known[path].signatures[report])

    def note(self, path: Path, report: Report) -> Signature | None:
        """The signature of a report that was read from `path`; None if it cannot be a reprint, nor have any."""
        found = normalised(report) if is_named_by_path(path) else None
        if found is None:
            return None
        self._signatures[report.id] = found[0]
        self._keep(report, found[1])
        return found[0]

    def noted(self, report: str) -> Signature | None:
        """The signature of a report that was noted."""
        return self._signatures.get(report)

    def is_added(self, own: Signature) -> None:
        """A report with this signature is in the index."""
        self._there[own.digest].append(own)

    def is_there(self, own: Signature) -> bool:
        """Whether the index has a report with the same text, which is likely to stay."""
        return any(outranks(each, own) for each in self._there.get(own.digest, ()))

    def decide(self, sources: Sources) -> dict[str, str]:
        """For each reprint among the reports of the sources, the one that is kept of it."""
        self._path = {report: path for path, source in sources.items() for report in source.reports}
        self._signatures = {report: each for source in sources.values() for report, each in source.signatures.items()}
        asked = {report for report in self._signatures if not self._holds(report)}
        asked |= {report for report, each in self._was.items() if report in self._path and not self._holds(each.of)}
        affected = related(self._signatures, asked)
        candidates = {
            report: Candidate(self._signatures[report], self._path[report], report in self._kept) for report in affected
        }
        same = {report: each.of for report, each in self._was.items() if report in self._path}
        return {report: kept for report, kept in same.items() if report not in affected} | reprints_of(
            candidates, self._contains
        )

    def reprint(self, report: str, kept: str, record: ReportRecord) -> Reprint:
        """The record of a reprint."""
        was = self._was.get(report)
        if report not in self._about and was is not None:
            about = _About(was.title, was.source, was.site, was.url, was.date)
        else:
            if report not in self._about:
                self._text(report)
            about = self._about.get(report) or _About(report, None, None, None, None)
        return Reprint(report, kept, readable(Path(self._path[report]).name), *about, record)

    def _holds(self, report: str) -> bool:
        """Whether what was found of a report before holds still."""
        own = self._signatures.get(report)
        return own is not None and self._before.get(report) == own

    def _contains(self, kept: str, report: str) -> bool:
        if self._signatures[kept].digest == self._signatures[report].digest:
            return True
        if self._holds(kept) and self._holds(report):
            if kept in self._kept and report in self._kept:
                return False
            if report in self._was and self._was[report].of == kept:
                return True
        whole, part = self._text(kept), self._text(report)
        return whole is not None and part is not None and contains(whole, part)

    def _text(self, report: str) -> str | None:
        """The normalised text of a report, from memory, its file, or the index; None if it cannot be read."""
        if report not in self._texts:
            self._read_again(report)
        if report not in self._texts:
            self.unread.add(self._path[report])
            return None
        self._texts.move_to_end(report)
        return self._texts[report]

    def _read_again(self, wanted: str) -> None:
        try:
            for each in self._read(Path(self._path[wanted])):
                if not isinstance(each, ReadError):
                    self._keep_if_same(each)
                if wanted in self._texts:
                    return
        except ReadError:
            pass
        for stored in self._stored([wanted]) if self._stored else ():
            self._keep_if_same(stored.report)

    def _keep_if_same(self, report: Report) -> None:
        found = normalised(report)
        if found is not None and found[0] == self._signatures.get(report.id):
            self._keep(report, found[1])

    def _keep(self, report: Report, text: str) -> None:
        self._about[report.id] = _About.of(report)
        self._cached += len(text) - len(self._texts.pop(report.id, ""))
        self._texts[report.id] = text
        while self._cached > MOST_CACHED and len(self._texts) > 1:
            self._cached -= len(self._texts.popitem(last=False)[1])
