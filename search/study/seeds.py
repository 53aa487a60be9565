"""Seeds: bigrams of a draft such that each of its runs has one, the fewest places of the index being looked at."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from functools import cache
from typing import Final

from index.analysis.folding import folding_table
from index.analysis.searched import HAN
from index.segment.segments import Segments

_HAN: Final = re.compile(f"[{HAN}]")


def seeds(folded: str, least: int, cost: Callable[[str], int]) -> list[int]:
    """Places in a folded text whose bigrams together cost least, so that each window of `least` characters has one.

    cost: of a bigram. Takes time in proportion to the text.
    """
    width = least - 1
    bigrams = len(folded) - 1
    if bigrams < width:
        return []
    cheapest, before = [0] * bigrams, [0] * bigrams
    waiting: deque[int] = deque()
    for at in range(bigrams):
        if waiting and waiting[0] < at - width:
            waiting.popleft()
        # The first window needs no seed before this one.
        before[at] = -1 if at < width else waiting[0]
        cheapest[at] = cost(folded[at : at + 2]) + (0 if at < width else cheapest[waiting[0]])
        while waiting and cheapest[waiting[-1]] >= cheapest[at]:
            waiting.pop()
        waiting.append(at)
    found = []
    last = min(range(bigrams - width, bigrams), key=cheapest.__getitem__)
    while last >= 0:
        found.append(last)
        last = before[last]
    return found[::-1]


class SeedTerms:
    """The terms of the index at whose positions a bigram stands, white space passed over, and how often in all."""

    def __init__(self, snapshot: Segments) -> None:
        self._snapshot = snapshot
        self._costs: dict[str, int] = {}

    def cost(self, bigram: str) -> int:
        """How many places of the index have to be looked at for a bigram."""
        if bigram not in self._costs:
            self._costs[bigram] = sum(self._snapshot.extent("grams", term)[1] for term in seed_terms(bigram))
        return self._costs[bigram]


def seed_terms(bigram: str) -> tuple[str, ...]:
    """The terms of the field `grams` that together stand wherever the bigram stands, white space passed over.

    Between Han characters there is none in a searched text; elsewhere it may follow the first one.
    """
    return (bigram,) if all(_is_surely_han(char) for char in bigram) else (bigram, bigram[0] + " ")


def _is_surely_han(char: str) -> bool:
    return _HAN.match(char) is not None and char not in _doubtful()


@cache
def _doubtful() -> frozenset[str]:
    """Folded Han characters that one of another script folds to, beside which white space stays."""
    pairs = ((chr(char), chr(folded)) for char, folded in folding_table().items())
    return frozenset(folded for char, folded in pairs if _HAN.match(folded) and not _HAN.match(char))
