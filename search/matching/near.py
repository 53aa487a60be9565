"""Proximity: what stands in one sentence, or within so many characters, as operations on arrays of places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np
import numpy.typing as npt

from search.matching.literals import LiteralIndex, Places, intersect
from search.ranking.proximity import SENTENCE_END


class SentenceIndex:
    """Numbers the sentences of all paragraphs; a sentence's number is that of the boundaries before it."""

    def __init__(self, literals: LiteralIndex) -> None:
        self._literals = literals

    @cached_property
    def _begins(self) -> Places:
        """Where sentences begin: with a paragraph, and behind what ends one."""
        ends = [self._literals.places(self._literals.find(char)) + 1 for char in SENTENCE_END]
        return np.unique(np.concatenate([self._literals.starts, *ends]))

    def units(self, places: Places) -> Places:
        """The sentences in which the places are, each once, ascending."""
        return np.unique(np.searchsorted(self._begins, places, "right") - 1)

    def starts(self, units: Places) -> Places:
        """Where the sentences begin."""
        return self._begins[units]

    def within(self, places: Places, units: Places) -> npt.NDArray[np.bool_]:
        """For each place, whether it is in one of the sentences."""
        return np.isin(np.searchsorted(self._begins, places, "right") - 1, units)

    def all_of(self, parts: list[Places]) -> Places:
        """The sentences that are in every part."""
        return reduce(intersect, parts)

    def any_of(self, parts: list[Places]) -> Places:
        """The sentences that are in some part."""
        return np.unique(np.concatenate(parts))


@dataclass(frozen=True, slots=True)
class Spans:
    """Half-open spans, as places in the whole index, ascending by start."""

    starts: Places
    ends: Places

    @classmethod
    def union(cls, parts: list[Spans]) -> Spans:
        """All spans of all parts."""
        starts = np.concatenate([part.starts for part in parts])
        ends = np.concatenate([part.ends for part in parts])
        order = np.lexsort((ends, starts))
        return cls(starts[order], ends[order])

    def only(self, keep: npt.NDArray[np.bool_]) -> Spans:
        """Those for which `keep`, one for each, is true."""
        return Spans(self.starts[keep], self.ends[keep])

    def has(self, starts: Places, length: int) -> npt.NDArray[np.bool_]:
        """For each of the given spans, all of this length, whether it is one of these."""
        return np.isin(_key(starts, starts + length), _key(self.starts, self.ends))


def _key(starts: Places, ends: Places) -> Places:
    """One number for each span; a query's run is shorter than 2**12 characters."""
    return (starts << 12) | (ends - starts)


def near_spans(parts: list[Spans], distance: int, literals: LiteralIndex) -> Spans:
    """The spans of all parts that stand within `distance` characters of one of each next part, joined from the left."""
    return reduce(lambda left, right: _near(left, right, distance, literals), parts)


def _near(left: Spans, right: Spans, distance: int, literals: LiteralIndex) -> Spans:
    return Spans.union(
        [
            left.only(_has_neighbour(left, right, distance, literals)),
            right.only(_has_neighbour(right, left, distance, literals)),
        ]
    )


def _has_neighbour(spans: Spans, others: Spans, distance: int, literals: LiteralIndex) -> npt.NDArray[np.bool_]:
    """For each span, whether one of the others stands before or behind it, not over it, in the same paragraph."""
    near = np.zeros(len(spans.starts), np.bool_)
    if not len(others.starts) or not len(spans.starts):
        return near
    documents = literals.documents(spans.starts)
    behind = np.searchsorted(others.starts, spans.ends)
    last = len(others.starts) - 1
    candidate = np.minimum(behind, last)
    near |= (
        (behind <= last)
        & (others.starts[candidate] - spans.ends <= distance)
        & (literals.documents(others.starts[candidate]) == documents)
    )
    ends = np.sort(others.ends)
    before = np.searchsorted(ends, spans.starts, "right") - 1
    candidate = np.maximum(before, 0)
    near |= (
        (before >= 0)
        & (spans.starts - ends[candidate] <= distance)
        & (literals.documents(ends[candidate] - 1) == documents)
    )
    return near
