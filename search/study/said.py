"""Whether the paragraphs of a selection have a wording, as words of their own or as parts of others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from index.deadline import Deadline
from search.engine.local import LocalSearcher
from search.engine.searcher import Searcher
from search.engine.selected import Selected
from search.matching.arrays import mask_of
from search.query import as_written
from search.request import SearchRequest

Says = Callable[[str], bool]


def says(searcher: Searcher, request: SearchRequest, selected: Selected, deadline: Deadline) -> Says:
    """Whether the selection has a literal occurrence of a wording; raises TooSlow. selected: what the request selects.

    By the positions of bigrams where the index is at hand; a cluster is asked to count.
    """
    if isinstance(searcher, LocalSearcher) and selected.snapshot is searcher.snapshot:
        literals, own = searcher.literals, mask_of(selected.documents, selected.snapshot.documents)
        return lambda wording: bool(own[literals.find(wording, deadline).documents].any())
    within = f" ({request.query})" if request.query.strip() else ""
    return lambda wording: searcher.count(replace(request, query=f"{as_written(wording)}{within}"), deadline) > 0
