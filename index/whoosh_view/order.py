"""Word order: the positions of words for Whoosh's phrases and spans.

A segment stores only the offsets of words. Their order is that of the analyzer, which is run again for the documents
whose positions are wanted, and compared with the offsets, so that it cannot differ from that of the segment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from index.language import gettext
from index.whoosh_view.analyzer import WordAnalyzer
from index.whoosh_view.refusal import WhooshRefused

RECENT: Final = 1024
"""Documents whose order is cached."""

Places = dict[str, tuple[list[int], list[int]]]
"""Offsets and positions of each term, ascending."""


class WordOrder:
    """Order of the words in the texts of a segment. Safe for threads."""

    def __init__(self, analyzer: WordAnalyzer, text: Callable[[int], str]) -> None:
        """text: returns the searched text of a document."""
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
        """Positions of a term that occurs at these offsets of a document.

        Raises WhooshRefused if the analyzer finds it elsewhere.
        """
        found, positions = self._places(document).get(term, ([], []))
        if found != offsets:
            raise WhooshRefused(
                "the words of this index are not those that the installed segmenter makes of its texts",
                next_step=gettext("请运行 zhengsou index --rebuild 重建索引"),
            )
        return positions
