"""A wording that is studied, as a query."""

from __future__ import annotations

from search.query import And, Phrase, Run, parse, quoted
from search.request import SearchRequest


def as_wording(request: SearchRequest) -> str:
    """The request's query, quoted where it is one piece of text, with quotation marks of its own or without any.

    Left alone where the request asks for parts or other words. Raises QueryError.
    """
    node = parse(request.query)
    pieces = node.parts if isinstance(node, And) else (node,)
    whole = all(isinstance(each, Run) or (isinstance(each, Phrase) and each.embedded) for each in pieces)
    wording = request.query.strip()
    apart = request.split_words or request.synonyms or any(map(str.isspace, wording))
    return quoted(wording) if whole and not apart else request.query
