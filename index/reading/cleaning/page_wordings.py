"""Probability of a character behind others, on this page: that of the language, and how the page itself goes on."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from typing import Final

from index.reading.cleaning.bigrams import following
from index.reading.cleaning.likelihood import simple_class

_OWN: Final = 0.25
"""Share of what the page says; reports repeat themselves."""
_DISCOUNT: Final = 0.6


class PageWordings:
    """Language model of one page."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._counts: Counter[str] = Counter()
        for text in texts:
            classes = "".join(map(simple_class, text))
            for length in (1, 2, 3):
                self._counts.update(classes[at : at + length] for at in range(len(classes) - length + 1))
        self._known: dict[tuple[str, str], float] = {}

    def following(self, before: str, character: str) -> float:
        """Natural logarithm of the probability of `character` behind `before`, its last two or fewer, as written."""
        known = self._known.get((before, character))
        if known is None:
            known = self._known[before, character] = self._of(
                "".join(map(simple_class, before)), simple_class(character)
            )
        return known

    def _of(self, before: str, sign: str) -> float:
        language = following(before, sign)
        for start in range(len(before)):
            behind = self._counts[before[start:] + sign]
            if behind:
                own = (behind - _DISCOUNT) / self._counts[before[start:]]
                return math.log((1 - _OWN) * math.exp(language) + _OWN * own)
        return language
