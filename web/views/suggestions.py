"""What else to try when a search finds nothing: only searches that do find something are offered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from index.errors import QueryError
from search.request import SearchRequest
from search.result import SearchResult
from web.parameters import Parameters

_OPERATOR: Final = re.compile(r"""[-－"“”「」()（）|｜:：/]|\b(?:OR|AND|NOT)\b""")
_QUOTES: Final = re.compile('["“”「」]')
_MOST_WORDS: Final = 8


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A search that finds `total` paragraphs, and in words what it changes."""

    label: str
    target: Parameters
    total: int


def suggestions(parameters: Parameters, search: Callable[[SearchRequest], SearchResult]) -> tuple[Suggestion, ...]:
    """Nearby searches, each tried with `search`, in the order in which they are nearest to what was asked."""
    found = []
    for label, target in _candidates(parameters):
        try:
            total = search(replace(target.request(), limit=0)).total
        except QueryError:
            # The change made it a query that cannot be understood; then it is not worth offering.
            continue
        if total:
            found.append(Suggestion(label, target, total))
    return tuple(found)


def _candidates(parameters: Parameters) -> Iterator[tuple[str, Parameters]]:
    query = parameters.query
    if parameters.filtered:
        yield "去掉筛选条件", parameters.unfiltered()
    if _QUOTES.search(query):
        yield "去掉引号", parameters.asking(" ".join(_QUOTES.sub(" ", query).split()))
    words = query.split()
    if not _OPERATOR.search(query) and 2 <= len(words) <= _MOST_WORDS:
        for word in words:
            yield "只找一个词", parameters.asking(word)
