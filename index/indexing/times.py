"""Times of reports: a report's time goes with its text, over rebuilds and from file to file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from typing import Any

from index.errors import CorruptIndex
from index.indexing.plan import Plan
from index.manifest import Sources
from index.names import origin_of
from index.report import Report
from index.stored import TEXT_DIGEST, IndexedText, text_digest

ReadTimes = Callable[[Collection[str]], Iterator[IndexedText]]


class TextTimes:
    """When each report was first indexed with the text that it has now: as stored, or at this run.

    Unchanged is what a reader would call so: title and paragraphs (`text_digest`). A report keeps its time if it has
    the text that the index has of it, or, new to the index, that of a report whose file is gone (a renamed file). A
    changed report's paragraphs have its new time, also those that did not change.
    """

    def __init__(self, plan: Plan, read: ReadTimes | None, *, rebuild: bool) -> None:
        """read: times of some reports in the index as it stands; None: every report is new."""
        self._read = read
        self._rebuild = rebuild
        self._now = datetime.now(UTC).isoformat(timespec="seconds")
        reading = set(map(str, plan.read))
        dropped = plan.known.keys() - reading if rebuild else set(plan.drop)
        # Two reads at most: the reports of the files that are read, and, if a file elsewhere had one of them, the rest.
        self._unread = [_reports(plan.known, reading), _reports(plan.known, plan.known.keys() - reading)]
        self._gone = _reports(plan.known, dropped)
        self._known: dict[str, IndexedText] = {}
        self._of_gone: dict[str, str] | None = None

    def origin(self, path: str, report: Report, *, known: bool) -> dict[str, Any]:
        """Origin of a report read from `path`, to be stored with it; known: the index has a report of this id.

        Raises CorruptIndex, but in a rebuild, where times that cannot be read are new.
        """
        digest = text_digest(report.title, [paragraph.text for paragraph in report.paragraphs])
        indexed = self._stored(report.id, digest) if known else self._renamed(digest)
        return {**origin_of(path, indexed or self._now), TEXT_DIGEST: digest}

    def _stored(self, report: str, digest: str) -> str | None:
        while report not in self._known and self._unread:
            self._known |= {each.report: each for each in self._times(self._unread.pop(0))}
        found = self._known.get(report)
        return found.indexed if found and found.text == digest else None

    def _renamed(self, digest: str) -> str | None:
        if self._of_gone is None:
            # The earliest, of several with the same text.
            times = sorted(self._times(self._gone), key=lambda each: each.indexed, reverse=True)
            self._of_gone = {each.text: each.indexed for each in times}
        return self._of_gone.get(digest)

    def _times(self, reports: Collection[str]) -> list[IndexedText]:
        if self._read is None or not reports:
            return []
        try:
            return list(self._read(reports))
        except CorruptIndex:
            # A rebuild mends an index of which nothing may be readable.
            if not self._rebuild:
                raise
            return []


def _reports(sources: Sources, paths: Collection[str]) -> set[str]:
    return {report for path in paths if path in sources for report in sources[path].reports}
