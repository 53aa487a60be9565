"""Highlights of the found words in the titles and section headings of hits, which no search computes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from index.analysis import fold, searched, searched_text
from index.errors import QueryError
from search.query import TitleHas, leaves, parse
from search.result import Hit, Span
from search.snippet import Piece, marked_pieces

_MOST_WORDS: Final = 200


class Marker:
    """Highlights in a text the words that the hits highlight and those that the query requires in titles.

    Leftmost longest match; words that stand apart in all the hits are told apart here, too.
    exact_script: compares characters unfolded.
    """

    def __init__(self, query: str, hits: Sequence[Hit], *, exact_script: bool = False) -> None:
        self._fold = str if exact_script else fold
        counted = self._texts((hit.text, hit.highlights) for hit in hits) | _title_words(query)
        self._apart = self._texts((hit.text, hit.word_highlights) for hit in hits) - counted
        words = sorted((counted | self._apart) - {""}, key=lambda word: (-len(word), word))[:_MOST_WORDS]
        self._words = re.compile("|".join(map(re.escape, words))) if words else None

    def _texts(self, marked: Iterable[tuple[str, Sequence[Span]]]) -> set[str]:
        found = {text[start:end] for text, spans in marked for start, end in spans}
        return {self._fold(searched_text(each)) for each in found}

    def pieces(self, text: str) -> tuple[Piece, ...]:
        """The whole text as non-empty pieces."""
        looked = searched(text)
        found = list(self._words.finditer(self._fold(looked.text))) if self._words else []
        if not found:
            return (Piece(text, marked=False),) if text else ()
        counted = [looked.original(*each.span()) for each in found if each[0] not in self._apart]
        return marked_pieces(text, counted, [looked.original(*each.span()) for each in found if each[0] in self._apart])


def _title_words(query: str) -> set[str]:
    try:
        return {fold(leaf.text) for leaf in leaves(parse(query)) if isinstance(leaf, TitleHas)}
    except QueryError:
        return set()
