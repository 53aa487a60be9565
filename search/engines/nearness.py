"""How near one another a query's characters stand in a paragraph: a second look at the best of the first ranking."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final

from index.analysis import fold

SENTENCE_END: Final = "。!?"
"""Folded characters that end a sentence."""

_SENTENCES: Final = re.compile(f"[^{SENTENCE_END}]+")
_CLAUSES: Final = re.compile(f"[^{SENTENCE_END};,]+")


def nearness(text: str, characters: Mapping[str, float], span: int) -> tuple[float, float]:
    """The most of the query's `characters`, by weight, that stand in two neighbouring sentences of `text`, and in
    `span` characters from the beginning of a clause on.
    """
    folded = fold(text)
    sentences = _SENTENCES.findall(folded)
    pairs = [left + right for left, right in pairwise(sentences)] or sentences
    windows = (folded[found.start() : found.start() + span] for found in _CLAUSES.finditer(folded))
    return _most(pairs, characters), _most(windows, characters)


def _most(pieces: Iterable[str], characters: Mapping[str, float]) -> float:
    return max((sum(characters[char] for char in characters.keys() & set(piece)) for piece in pieces), default=0.0)
