"""What tests do with two Whoosh searchers of the same documents, and hold to be the same."""

from collections.abc import Callable
from typing import Any

from whoosh import qparser as whoosh_qparser
from whoosh import query as whoosh_query
from whoosh_indexes import Searchers

# Whoosh has types for a part only of what is called here.
qparser: Any = whoosh_qparser
query: Any = whoosh_query

Hits = list[tuple[int, float | None]]
Use = Callable[[Any], Any]
"""What a user does with a searcher."""


def both(searchers: Searchers, use: Use) -> Any:
    """The answer, which is the same on both sides, scores to the last bit: they are added up in the same order."""
    ours, stock = map(use, searchers)
    assert ours == stock
    return ours


def hits(searcher: Any, asked: Any, **options: Any) -> Hits:
    results = searcher.search(asked, **{"limit": None} | options)
    return [(hit.docnum, hit.score) for hit in results]


def term(text: str, field: str = "words") -> Any:
    return query.Term(field, text)


def either(*texts: str) -> Any:
    return query.Or([term(text) for text in texts])


def parsed(searcher: Any, text: str, field: str = "words", **options: Any) -> Any:
    return qparser.QueryParser(field, searcher.schema, **options).parse(text)
