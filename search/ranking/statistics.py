"""Index-wide ranking statistics: number of paragraphs, average lengths and document frequencies."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Final, Protocol

import numpy as np

from index.segment.segments import Segments

RECENT_TERMS: Final = 4096
"""Document frequencies kept in the LRU cache."""


class Statistics(Protocol):
    """Statistics of all live paragraphs and reports of an index, even if only a part of it is loaded."""

    @property
    def paragraphs(self) -> int:
        """Number of live paragraphs."""

    @property
    def reports(self) -> int:
        """Number of live reports."""

    def average(self, column: str) -> float:
        """The mean of the column `tokens` or `characters` over all live paragraphs; at least 1."""

    def frequency(self, field: str, term: str) -> int:
        """Document frequency of a term: live paragraphs, or reports for the field "about"."""


class SegmentStatistics:
    """Statistics computed from all segments of a local index."""

    def __init__(self, segments: Segments) -> None:
        self._segments = segments
        self.frequency = lru_cache(RECENT_TERMS)(segments.document_frequency)
        self.reports = len(segments.live_reports)

    @cached_property
    def paragraphs(self) -> int:
        """Number of live paragraphs."""
        live = self._segments.live
        return self._segments.documents if live is None else int(live.sum())

    @cached_property
    def _averages(self) -> dict[str, float]:
        live = self._segments.live
        columns = {name: self._segments.column(name) for name in ("tokens", "characters")}
        kept = {name: each if live is None else each[live] for name, each in columns.items()}
        return {name: max(float(each.mean(dtype=np.float64)), 1.0) if len(each) else 1.0 for name, each in kept.items()}

    def average(self, column: str) -> float:
        """The mean of a column over all live paragraphs; at least 1."""
        return self._averages[column]
