"""The terms of a whole index, which are found once for each generation, with the paragraphs in which they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from index.deadline import Deadline
from index.segment.arrays import in_runs, narrowest
from index.segment.stream import TokenStreams
from search.engine.selected import Selected
from search.matching.arrays import Documents
from search.study.counted_words import Words
from search.study.grams import Grams, Int64, each_once
from search.study.terms import Chosen, found_terms

_KEPT: Final = 4
"""Choices of words for which the terms of an index are kept."""


@dataclass(frozen=True, slots=True)
class IndexTerms:
    """Runs of words that are terms in a whole index, ascending."""

    grams: Grams
    _owners: npt.NDArray[np.unsignedinteger[Any]]
    """Which of them each occurrence is, one paragraph's after the other's."""
    _first: npt.NDArray[np.unsignedinteger[Any]]
    """Where each document's begin, and the end."""

    @classmethod
    def of(cls, selected: Selected, chosen: Chosen, deadline: Deadline) -> IndexTerms:
        """selected: all paragraphs."""
        words = Words(selected, deadline)
        found = found_terms(words, chosen)[0]
        grams, rows = each_once(found.grams)
        places, owners = found.standing.told()
        documents = words.documents[words.paragraphs_at(places)]
        first = np.cumsum(np.bincount(documents + 1, minlength=len(selected.snapshot.reports) + 1))
        order = np.argsort(documents, kind="stable")
        return cls(grams, narrowest(rows[owners][order]), narrowest(first))

    def standing(self, documents: Documents) -> tuple[Int64, Int64]:
        """Which of the terms stand in some documents, one document's after the other's, and how many each has."""
        first = self._first[documents].astype(np.int64)
        counts = self._first[documents + 1] - first
        return in_runs(self._owners, first, counts).astype(np.int64), counts


_OF_INDEX: Final[WeakKeyDictionary[TokenStreams, dict[Chosen, IndexTerms]]] = WeakKeyDictionary()


def terms_of_index(selected: Selected, chosen: Chosen, deadline: Deadline) -> IndexTerms:
    """As `found_terms` of all paragraphs of an index, which are found once for each generation and choice of words.

    selected: all of them.
    """
    known = _OF_INDEX.setdefault(selected.snapshot.stream, {})
    if chosen not in known:
        # House lists change seldom; what is asked for with others is not kept for ever.
        if len(known) >= _KEPT:
            known.clear()
        known[chosen] = IndexTerms.of(selected, chosen, deadline)
    return known[chosen]
