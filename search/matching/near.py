"""Proximity operators: matches within one sentence, or within N characters or words, on arrays of positions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from index.deadline import Deadline
from search.matching.arrays import Mask, pieces
from search.matching.literals import LiteralIndex, Positions, contained, intersect, last_before
from search.query import Side
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


class Beside(Protocol):
    """How spans are beside others."""

    def __call__(self, spans: Spans, others: Spans, side: Side | None, *, nearest: bool = False) -> Mask:
        """For each of the spans, whether one of the others is near enough, on a side of it or on either.

        nearest: whether the nearest one is; of two as near, the one behind.
        """


def near_spans(
    parts: Sequence[Spans], beside: Beside, deadline: Deadline, side: Side | None = None, *, nearest: bool = False
) -> list[Spans]:
    """Of each part, the spans beside one of the next part or of those before it, joined left to right.

    side: on which side of the next part's those before it stand; nearest: by the nearest of them alone.
    """
    kept: list[Spans] = []
    for own in parts:
        if not kept:
            kept = [own]
            continue
        before, opposite = kept, _OPPOSITE[side]
        kept = [each.only(beside(each, own, opposite, nearest=nearest)) for each in before]
        kept.append(own.only(beside(own, Spans.union(kept if nearest else before, deadline), side)))
    return kept


_OPPOSITE: Final[Mapping[Side | None, Side | None]] = {"left": "right", "right": "left", None: None}


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where spans begin and end, in the unit in which their distance is counted, and within what they are near.

    opens, closes: numbers of the paragraph or sentence in which each begins and ends.
    """

    begins: Positions
    ends: Positions
    opens: Positions
    closes: Positions


def beside_by(measured: Callable[[Spans], Bounds], distance: int, deadline: Deadline) -> Beside:
    """Spans are beside one another at `distance` or less between them, without overlap."""

    def beside(spans: Spans, others: Spans, side: Side | None, *, nearest: bool = False) -> Mask:
        near = np.zeros(len(spans.starts), np.bool_)
        if not len(others.starts):
            return near
        # Nearly sorted, which a stable sort exploits.
        by_end = np.argsort(others.ends, kind="stable")
        ends, last = others.ends[by_end], len(by_end) - 1
        own, there = measured(spans), measured(others)
        for part in pieces(len(near), deadline):
            at = np.searchsorted(others.starts, spans.ends[part])
            following = np.minimum(at, last)
            gap_behind = there.begins[following] - own.ends[part]
            behind = (at <= last) & (gap_behind <= distance) & (there.opens[following] == own.closes[part])
            at = np.searchsorted(ends, spans.starts[part], "right") - 1
            preceding = by_end[np.maximum(at, 0)]
            gap_before = own.begins[part] - there.ends[preceding]
            before = (at >= 0) & (gap_before <= distance) & (there.closes[preceding] == own.opens[part])
            if nearest:
                first = behind & ~(before & (gap_before < gap_behind))
                behind, before = first, before & ~first
            near[part] = behind if side == "right" else before if side == "left" else behind | before
        return near

    return beside
