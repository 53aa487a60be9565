"""How near one another a query's characters stand in a paragraph: a second look at the best of the first ranking."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from index.analysis import fold

SENTENCE_END: Final = "。!?"
"""Folded characters that end a sentence."""

WIDE: Final = 50
CLOSE: Final = 25

_SENTENCES: Final = re.compile(f"[^{SENTENCE_END}]+")
_CLAUSES: Final = re.compile(f"[^{SENTENCE_END};,]+")


@dataclass(frozen=True, slots=True)
class Nearness:
    """The most of the query's characters, by weight, that a text has in one place.

    sentences: in two neighbouring sentences. wide, close: in WIDE and in CLOSE characters from a clause's beginning on.
    terms: the most of the query's words and bigrams, by weight, in WIDE characters.
    """

    sentences: float
    wide: float
    close: float
    terms: float


def nearness(text: str, characters: Mapping[str, float], terms: Mapping[str, float]) -> Nearness:
    """How near one another the query's `characters` and `terms`, each with its weight, stand in `text`."""
    folded = fold(text)
    sentences = _SENTENCES.findall(folded)
    pairs = [left + right for left, right in pairwise(sentences)] or sentences
    starts = [found.start() for found in _CLAUSES.finditer(folded)]
    windows = [folded[start : start + WIDE] for start in starts]
    return Nearness(
        _most(pairs, characters),
        _most(windows, characters),
        _most((window[:CLOSE] for window in windows), characters),
        max((sum(says for term, says in terms.items() if term in window) for window in windows), default=0.0),
    )


def _most(pieces: Iterable[str], characters: Mapping[str, float]) -> float:
    return max((sum(characters[char] for char in characters.keys() & set(piece)) for piece in pieces), default=0.0)
