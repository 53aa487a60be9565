"""Which word of its text a word is: the positions by which Whoosh's phrases and spans go.

A segment has the offsets of words alone. Their order is that of the analyzer, which is asked again for the documents
whose positions are wanted, and held against the offsets, so that it cannot be another than the segment was made with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from index.whoosh_view.analyzer import WordAnalyzer
from index.whoosh_view.refusal import WhooshRefused

RECENT: Final = 1024
"""For how many documents the order is kept."""

Places = dict[str, tuple[list[int], list[int]]]
"""For each term its offsets and its positions, ascending."""


class WordOrder:
    """The order of the words in the texts of a segment. Safe for threads."""

    def __init__(self, analyzer: WordAnalyzer, text: Callable[[int], str]) -> None:
        """text: the text of a document."""
        self._analyzer = analyzer
        self._text = text
        self._places = lru_cache(RECENT)(self._analyse)

    def _analyse(self, document: int) -> Places:
        places: Places = defaultdict(lambda: ([], []))
        for token in self._analyzer(self._text(document), positions=True, chars=True, mode="index"):
            offsets, positions = places[token.text]
            offsets.append(token.startchar)
            positions.append(token.pos)
        return places

    def positions(self, term: str, document: int, offsets: list[int]) -> list[int]:
        """The positions of a term that stands at these offsets of a document.

        Raises WhooshRefused where the analyzer finds it elsewhere.
        """
        found, positions = self._places(document).get(term, ([], []))
        if found != offsets:
            raise WhooshRefused(
                "the words of this index are not those that the installed segmenter makes of its texts",
                next_step="请运行 zhengsou index --rebuild 重建索引",
            )
        return positions
