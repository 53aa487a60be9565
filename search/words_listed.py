"""Which words the hits of a page were listed for: of a relaxed query those that they have, and synonyms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from index.analysis import fold
from index.counted import some_of
from index.language import gettext
from search.query import Node, Phrase, Run, leaves, parse
from search.result import Hit, SearchResult

if TYPE_CHECKING:
    from search.query.synonyms import Synonyms

MOST: Final = 8
"""Words that are named."""


def words_listed(hits: Iterable[Hit]) -> list[str]:
    """The texts that are marked in the hits, in the order in which they come, each once whatever its script."""
    found: dict[str, str] = {}
    for hit in hits:
        for start, end in sorted((*hit.highlights, *hit.word_highlights)):
            text = hit.text[start:end]
            found.setdefault(fold(text), text)
    return list(found.values())


def lines_on_words(result: SearchResult, synonyms: Synonyms | None) -> list[str]:
    """Lines on what the page's hits have of a relaxed query, and on what they have that the query does not say.

    synonyms: those of the index, if they were asked for.
    """
    if not (result.relaxed or synonyms):
        return []
    words = words_listed(result.hits)
    others = _others(words, result.query, synonyms) if synonyms else []
    own = [word for word in words if word not in others]
    lines = []
    if result.relaxed and own:
        lines.append(gettext("列出的段落里有：%(words)s", words=some_of(own, MOST)))
    if others:
        lines.append(gettext("用到的同义词：%(words)s", words=some_of(others, MOST)))
    elif synonyms and words:
        lines.append(gettext("列出的段落里没有同义词"))
    return lines


def _others(words: Iterable[str], query: str, synonyms: Synonyms) -> list[str]:
    """Those of the words that are synonyms of the query, which may be a part of it: 政协 of 人民政协."""
    tree, asked = parse(query), fold(query)
    added = _texts(synonyms.expand(tree)) - _texts(tree)
    return [word for word in words if fold(word) in added or fold(word) not in asked]


def _texts(tree: Node) -> set[str]:
    return {fold(each.text) for each in leaves(tree) if isinstance(each, Run | Phrase)}
