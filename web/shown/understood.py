"""How a query was understood, where a page has more to say of it than its words."""

from __future__ import annotations

from search.query import Run, explain, parse


def more_than_words(query: str, understood: str) -> str:
    """The query in words; "" for a single run to which nothing was added. understood: as an answer says it."""
    tree = parse(query)
    return "" if isinstance(tree, Run) and explain(tree) == understood else understood
