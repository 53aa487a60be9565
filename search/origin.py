"""Where a report came from: the file it was read from, when it was indexed, and what cleaning changed in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from index.names import origin_path
from index.report import Change
from search.engine.searcher import Searcher


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


_totals: WeakKeyDictionary[Searcher, tuple[Change, ...]] = WeakKeyDictionary()


def origin(searcher: Searcher, report: str) -> Origin:
    """A report's origin; raises ReportNotFound."""
    meta = searcher.meta(report)
    return Origin(origin_path(meta), str(meta["indexed"]), _changes(meta))


def all_changes(searcher: Searcher) -> tuple[Change, ...]:
    """What each cleaning step did in all the reports together, most removed characters first.

    The first call on a generation reads what is known of every report.
    """
    if searcher not in _totals:
        counts: Counter[str] = Counter()
        removed: Counter[str] = Counter()
        for meta in searcher.metas():
            for change in _changes(meta):
                counts[change.step] += change.count
                removed[change.step] += change.removed
        order = sorted(counts, key=lambda step: (-removed[step], step))
        _totals[searcher] = tuple(Change(step, counts[step], removed[step]) for step in order)
    return _totals[searcher]


def _changes(meta: dict[str, Any]) -> tuple[Change, ...]:
    return tuple(Change(str(step), int(count), int(removed)) for step, count, removed in meta["changes"])
