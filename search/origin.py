"""Where a report came from: the file it was read from, when it was indexed, and what cleaning changed in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from index.errors import ReportNotFound
from index.report import Change
from index.stores.snapshot import Snapshot
from search.engines.whoosh import WhooshSearcher


@dataclass(frozen=True, slots=True)
class Origin:
    """path: the file's, absolute, as it was when the report was indexed. indexed: ISO 8601, in UTC.

    changes: what each cleaning step did, in the steps' order; empty for what was taken as it is.
    """

    path: Path
    indexed: str
    changes: tuple[Change, ...]

    @property
    def removed(self) -> int:
        """How many characters (code points) cleaning took away."""
        return sum(change.removed for change in self.changes)


_totals: WeakKeyDictionary[Snapshot, tuple[Change, ...]] = WeakKeyDictionary()


def origin(searcher: WhooshSearcher, report: str) -> Origin:
    """A report's origin; raises ReportNotFound."""
    snapshot = searcher.snapshot
    documents = snapshot.report_documents(report)
    if not documents:
        raise ReportNotFound(f"没有这份报告：{report[:80]}", next_step="可在报告列表里查找")
    meta = snapshot.meta(int(snapshot.reports[documents.start]))
    return Origin(Path(meta["path"]), str(meta["indexed"]), _changes(meta))


def all_changes(searcher: WhooshSearcher) -> tuple[Change, ...]:
    """What each cleaning step did in all the reports together, most removed characters first.

    The first call on a generation reads what is known of every report.
    """
    snapshot = searcher.snapshot
    if snapshot not in _totals:
        counts: Counter[str] = Counter()
        removed: Counter[str] = Counter()
        for number in snapshot.live_reports.tolist():
            for change in _changes(snapshot.meta(number)):
                counts[change.step] += change.count
                removed[change.step] += change.removed
        order = sorted(counts, key=lambda step: (-removed[step], step))
        _totals[snapshot] = tuple(Change(step, counts[step], removed[step]) for step in order)
    return _totals[snapshot]


def _changes(meta: dict[str, Any]) -> tuple[Change, ...]:
    return tuple(Change(str(step), int(count), int(removed)) for step, count, removed in meta["changes"])
