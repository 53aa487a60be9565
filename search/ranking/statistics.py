"""What ranking must know of a whole index: how many paragraphs there are, how long, and how many have a term."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Final, Protocol

import numpy as np

from index.segment.segments import Segments

RECENT_TERMS: Final = 4096
"""Of how many terms it is kept in how many documents they stand."""


class Statistics(Protocol):
    """Numbers of all live paragraphs and reports of an index, whatever part of it is at hand."""

    @property
    def paragraphs(self) -> int:
        """How many there are."""

    @property
    def reports(self) -> int:
        """How many there are."""

    def average(self, column: str) -> float:
        """The mean of `tokens` or `characters` over all paragraphs, 1 at least."""

    def frequency(self, field: str, term: str) -> int:
        """How many paragraphs (of "about": how many reports) have a term."""


class SegmentStatistics:
    """The statistics of an index that is all at hand."""

    def __init__(self, segments: Segments) -> None:
        self._segments = segments
        self.frequency = lru_cache(RECENT_TERMS)(segments.document_frequency)
        self.reports = len(segments.live_reports)

    @cached_property
    def paragraphs(self) -> int:
        """How many there are."""
        live = self._segments.live
        return self._segments.documents if live is None else int(live.sum())

    @cached_property
    def _averages(self) -> dict[str, float]:
        live = self._segments.live
        columns = {name: self._segments.column(name) for name in ("tokens", "characters")}
        kept = {name: each if live is None else each[live] for name, each in columns.items()}
        return {name: max(float(each.mean(dtype=np.float64)), 1.0) if len(each) else 1.0 for name, each in kept.items()}

    def average(self, column: str) -> float:
        """The mean of a column over all paragraphs, 1 at least."""
        return self._averages[column]
