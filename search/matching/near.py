"""Proximity operators: matches within one sentence or within N characters, on arrays of positions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

import numpy as np
import numpy.typing as npt

from index.deadline import Deadline
from search.matching.arrays import pieces
from search.matching.literals import LiteralIndex, Positions, contained, intersect, last_before
from search.ranking.proximity import SENTENCE_END


class SentenceIndex:
    """Numbers the sentences of all paragraphs; the number is the count of boundaries before the sentence."""

    def __init__(self, literals: LiteralIndex) -> None:
        self._literals = literals
        self._found: Positions | None = None

    def _begins(self, deadline: Deadline) -> Positions:
        """Starts of sentences: of each paragraph, and after each terminator."""
        if self._found is None:
            parts = [self._literals.starts]
            for char in SENTENCE_END:
                parts.append(self._literals.places(self._literals.find(char, deadline), deadline) + 1)
            self._found = merged(parts, deadline)
        return self._found

    def units(self, places: Positions, deadline: Deadline) -> Positions:
        """Sentences of the positions (ascending), each once, ascending."""
        return _once(last_before(self._begins(deadline), places, deadline))

    def starts(self, units: Positions, deadline: Deadline) -> Positions:
        """Starts of the sentences."""
        return self._begins(deadline)[units]

    def within(self, places: Positions, units: Positions, deadline: Deadline) -> npt.NDArray[np.bool_]:
        """For each position, whether it is in one of the sentences."""
        return contained(last_before(self._begins(deadline), places, deadline), units, deadline)

    def all_of(self, parts: list[Positions], deadline: Deadline) -> Positions:
        """Sentences present in every part."""
        return reduce(lambda left, right: intersect(left, right, deadline), parts)

    def any_of(self, parts: list[Positions], deadline: Deadline) -> Positions:
        """Sentences present in some part."""
        return merged(parts, deadline)


def merged(parts: Sequence[Positions], deadline: Deadline) -> Positions:
    """Union of the parts (ascending), ascending without duplicates."""
    deadline.check()
    # A stable sort merges the runs that are already ascending.
    return _once(np.sort(np.concatenate(parts), kind="stable"))


def _once(places: Positions) -> Positions:
    """An ascending array without duplicates."""
    first = np.ones(len(places), np.bool_)
    first[1:] = places[1:] != places[:-1]
    return places[first]


@dataclass(frozen=True, slots=True)
class Spans:
    """Half-open spans of index-wide positions, ascending by start."""

    starts: Positions
    ends: Positions

    @classmethod
    def union(cls, parts: list[Spans], deadline: Deadline) -> Spans:
        """All spans of all parts."""
        deadline.check()
        keys = np.sort(np.concatenate([_key(part.starts, part.ends) for part in parts]), kind="stable")
        starts = keys >> _LENGTH_BITS
        return cls(starts, starts + (keys & ((1 << _LENGTH_BITS) - 1)))

    def only(self, keep: npt.NDArray[np.bool_]) -> Spans:
        """The spans for which `keep` is true."""
        return Spans(self.starts[keep], self.ends[keep])

    def has(self, starts: Positions, length: int, deadline: Deadline) -> npt.NDArray[np.bool_]:
        """For each span given by its start and the common `length`, whether it is one of these."""
        return contained(_key(starts, starts + length), _key(self.starts, self.ends), deadline)


_LENGTH_BITS: Final = 12
"""A query's run is shorter than 2**12 characters."""


def _key(starts: Positions, ends: Positions) -> Positions:
    """One sort key per span, ordered by start and then by end."""
    return (starts << _LENGTH_BITS) | (ends - starts)


def near_spans(parts: list[Spans], distance: int, literals: LiteralIndex, deadline: Deadline) -> Spans:
    """Spans of all parts within `distance` characters of a span of the next part, joined left to right."""
    return reduce(lambda left, right: _near(left, right, distance, literals, deadline), parts)


def _near(left: Spans, right: Spans, distance: int, literals: LiteralIndex, deadline: Deadline) -> Spans:
    return Spans.union(
        [
            left.only(_has_neighbour(left, right, distance, literals, deadline)),
            right.only(_has_neighbour(right, left, distance, literals, deadline)),
        ],
        deadline,
    )


def _has_neighbour(
    spans: Spans, others: Spans, distance: int, literals: LiteralIndex, deadline: Deadline
) -> npt.NDArray[np.bool_]:
    """For each span, whether one of the others precedes or follows it in the same paragraph without overlap."""
    near = np.zeros(len(spans.starts), np.bool_)
    if not len(others.starts):
        return near
    # Nearly sorted, which a stable sort exploits.
    ends = np.sort(others.ends, kind="stable")
    last = len(others.starts) - 1
    for part in pieces(len(spans.starts), deadline):
        own_starts, own_ends = spans.starts[part], spans.ends[part]
        documents = literals.documents(own_starts, deadline)
        behind = np.searchsorted(others.starts, own_ends)
        candidate = others.starts[np.minimum(behind, last)]
        follows = (behind <= last) & (candidate - own_ends <= distance)
        before = np.searchsorted(ends, own_starts, "right") - 1
        preceding = ends[np.maximum(before, 0)]
        precedes = (before >= 0) & (own_starts - preceding <= distance)
        near[part] = (follows & (literals.documents(candidate, deadline) == documents)) | (
            precedes & (literals.documents(preceding - 1, deadline) == documents)
        )
    return near
