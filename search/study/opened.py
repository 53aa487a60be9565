"""What a number of words opens: the search for just the places that were counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlencode

from index.analysis import well_formed
from search.query import Node, Or, Run, Text, as_word, as_words, asks_text, enclosed, leaves, parse
from search.request import SearchRequest
from search.study.addresses import search_address


def said_in(selection: SearchRequest, words: Sequence[str], *, by_text: bool = False) -> SearchRequest:
    """The search for words one behind the other, cut as they are, in what a selection names.

    by_text: cut however, as long as words begin and end where they do.
    It finds each place that was counted there and no other; one that begins in another is marked with that.
    """
    return replace(selection, query=_query(selection, words, by_text=by_text))


def address_in(selection: SearchRequest, words: Sequence[str], *, by_text: bool = False) -> str:
    """Address on the site of `said_in`; a list may have one in each of a hundred thousand rows."""
    return f"/?{urlencode([('q', _query(selection, words, by_text=by_text))])}{_limits(selection)}"


def _query(selection: SearchRequest, words: Sequence[str], *, by_text: bool) -> str:
    said = as_word("".join(words)) if by_text else as_words(words)
    within = _within(selection.query)
    return f"{said} {within}" if within else said


@lru_cache(maxsize=16)
def _within(query: str) -> str:
    """What a selection's query says of where words are counted: its text is not counted itself."""
    query = well_formed(enclosed(query))
    if not query:
        return ""
    return f"范围:({query})" if asks_text(parse(query)) else f"({query})"


@lru_cache(maxsize=16)
def _limits(selection: SearchRequest) -> str:
    """All that an address has of a selection beside its query."""
    return search_address(replace(selection, query="")).removeprefix("/?q=")


def elsewhere(selection: SearchRequest) -> SearchRequest:
    """What passes the selection's filters and its query does not find."""
    return replace(selection, query=f"NOT ({enclosed(selection.query)})")


@dataclass(frozen=True, slots=True)
class Windows:
    """The words within `window` words of what a request finds, beyond their sentences or not."""

    request: SearchRequest
    window: int
    across: bool

    @property
    def exact(self) -> bool:
        """Whether what `having` finds is what was counted: which words stand apart is not known beside others."""
        return not (self.request.split_words and any(isinstance(each, Run) for each in leaves(self._tree)))

    def having(self, word: str, side: str = "", *, marked: bool = False) -> SearchRequest:
        """The search for a word in the windows or, if it is not exact, in the paragraphs.

        side: the one on which it stands of the nearest occurrence, 左 or 右. marked: so that these are marked, too.
        """
        query, said = f"({enclosed(self.request.query)})", as_words([word])
        near = f"/{'' if self.across else '句'}{side and f'近{side}'}{self.window}词" if self.exact else ""
        beside = query if near and marked and self._has_places else f"范围:{query}"
        return replace(self.request, query=" ".join(filter(None, (said, near, beside))))

    @property
    def _tree(self) -> Node:
        return parse(self.request.query)

    @property
    def _has_places(self) -> bool:
        """Whether a text is looked for, or some of which one stands there, and not conditions on paragraphs."""
        tree = self._tree
        return all(isinstance(each, Text) for each in (tree.parts if isinstance(tree, Or) else (tree,)))
