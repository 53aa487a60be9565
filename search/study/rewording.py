"""Which sentence of one text became which of another: pairs that are equal, and of the rest those that are likest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from search.study.alignment import heaviest_chain
from search.study.likeness import likest_texts

LEAST_LIKENESS: Final = 0.35
"""Of sentences that are one reworded; judged by reading: benchmarks/RESULTS.md."""
_SHARING: Final = 60
"""Sentences that share a pair of characters which still tells which of them are like."""
_PLACE: Final = 0.1
"""What the place is worth beside the likeness of the wording."""
_NEAR: Final = 0.1
"""Share of a text beyond which a sentence does not stand near where it is expected."""

Pair = tuple[int, int]


class Pairs(NamedTuple):
    """Places in both texts; each place is in one pair at most."""

    kept: list[Pair]
    reworded: list[Pair]


def paired(before: Sequence[str], after: Sequence[str]) -> Pairs:
    """Which of the sentences, by their keys, are kept, wherever they stand, and which are reworded.

    Of those left over after the kept ones, pairs are made likest first: no two of them that stay apart are more like
    one another than each is like its partner. Likeness is that of `likest_texts`, and a little of the place: where a
    sentence stands in the order that the kept ones give.
    """
    kept = _equal(before, after)
    left = sorted({*range(len(before))} - {at for at, _ in kept})
    right = sorted({*range(len(after))} - {other for _, other in kept})
    like = likest_texts([before[at] for at in left], [after[at] for at in right], least=1, sharing=_SHARING)
    expected = _expected(kept, before, len(after))
    weighed = []
    for at, near in zip(left, like, strict=True):
        for place, likeness in near.items():
            if likeness >= LEAST_LIKENESS:
                other = right[place]
                away = abs(expected[at] - other) / (_NEAR * len(after))
                weighed.append((likeness + _PLACE * max(0.0, 1 - away), at, other))
    return Pairs(kept, _likest_first(weighed))


def _equal(before: Sequence[str], after: Sequence[str]) -> list[Pair]:
    """Equal keys in pairs: of those that stand more than once, the first with the first."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for other in reversed(range(len(after))):
        places[after[other]].append(other)
    return [(at, places[key].pop()) for at, key in enumerate(before) if places.get(key)]


def _expected(kept: Sequence[Pair], before: Sequence[str], after: int) -> list[float]:
    """For each sentence before, where it would stand after, had it moved with the kept ones that keep their order."""
    anchors = heaviest_chain([(at, other, float(len(before[at]))) for at, other in kept])
    own = [-1, *(at for at, _ in anchors), len(before)]
    other = [-1, *(at for _, at in anchors), after]
    return [float(each) for each in np.interp(np.arange(len(before)), own, other)]


def _likest_first(weighed: list[tuple[float, int, int]]) -> list[Pair]:
    taken: tuple[set[int], set[int]] = set(), set()
    found = []
    for _, at, other in sorted(weighed, key=lambda each: (-each[0], each[1:])):
        if at not in taken[0] and other not in taken[1]:
            taken[0].add(at)
            taken[1].add(other)
            found.append((at, other))
    return sorted(found, key=lambda pair: pair[1])
