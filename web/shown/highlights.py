"""Highlights of the found words in the titles and section headings of hits, which no search computes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from index.analysis import fold
from index.errors import QueryError
from search.query import TitleHas, leaves, parse
from search.result import Hit, Span
from search.snippet import Piece, marked_pieces

_MOST_WORDS: Final = 200


class Marker:
    """Highlights in a text the words that the hits highlight and those that the query requires in titles.

    Leftmost longest match. exact_script: compares characters unfolded.
    """

    def __init__(self, query: str, hits: Iterable[Hit], *, exact_script: bool = False) -> None:
        self._fold = str if exact_script else fold
        found = {self._fold(hit.text[start:end]) for hit in hits for start, end in hit.highlights + hit.word_highlights}
        words = sorted((found | _title_words(query)) - {""}, key=lambda word: (-len(word), word))[:_MOST_WORDS]
        self._words = re.compile("|".join(map(re.escape, words))) if words else None

    def pieces(self, text: str) -> tuple[Piece, ...]:
        """The whole text as non-empty pieces."""
        return marked_pieces(text, self._spans(text))

    def _spans(self, text: str) -> list[Span]:
        return [found.span() for found in self._words.finditer(self._fold(text))] if self._words else []


def _title_words(query: str) -> set[str]:
    try:
        return {fold(leaf.text) for leaf in leaves(parse(query)) if isinstance(leaf, TitleHas)}
    except QueryError:
        return set()
