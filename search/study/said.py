"""Whether the paragraphs of a selection have a wording, as words of their own or as parts of others."""

from __future__ import annotations

from collections.abc import Callable

from index.deadline import Deadline
from search.engine.local import LocalSearcher
from search.engine.searcher import Searcher
from search.engine.selected import Selected
from search.matching.arrays import mask_of
from search.matching.literals import LiteralIndex

Says = Callable[[str], bool]


def says(searcher: Searcher, selected: Selected, deadline: Deadline) -> Says:
    """Whether the selection has a literal occurrence of a wording, by the positions of bigrams; raises TooSlow."""
    snapshot = selected.snapshot
    if isinstance(searcher, LocalSearcher) and snapshot is searcher.snapshot:
        literals = searcher.literals
    else:
        literals = LiteralIndex(snapshot, "grams", snapshot.column("characters"))
    own = mask_of(selected.documents, snapshot.documents)
    return lambda wording: bool(own[literals.find(wording, deadline).documents].any())
