"""Reprints among hits: paragraphs that say the same are shown once, where the first of them stands in the order."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from index.deadline import Deadline
from search.engine.answer import search_result
from search.engine.found import Found
from search.engine.searcher import Searcher
from search.matching.arrays import Documents, cut
from search.request import SearchRequest
from search.result import Hit, SamePlace, SameText, SearchResult
from search.study.draft import compared_table

_READ_AT_ONCE: Final = 1 << 20
"""Characters that are read together."""
MOST_NAMED: Final = 20
"""Paragraphs that say the same as a hit and are named with it."""
_CODE_BITS: Final = 21

Keys = npt.NDArray[np.uint64]


def folded(searcher: Searcher, request: SearchRequest, deadline: Deadline | None = None) -> SearchResult:
    """The answer to `request` in its order, of hits that say the same only the first; limit and offset count these.

    They say the same whose folded characters are, white space aside. Totals and facets are those of the search. Reads
    the texts of all hits; on a cluster they have to be fetched for that. Raises QueryError, and TooSlow when the
    deadline, by default one of its own, is over.
    """
    started = time.perf_counter()
    found = searcher.find(request, deadline)
    order = found.order(len(found.documents))
    keys = text_keys(found)[found.documents.searchsorted(order.documents)]
    _, firsts, groups, counts = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    in_order = np.argsort(firsts)[request.offset : request.offset + request.limit]
    ranked = [each for at in firsts[in_order].tolist() for each in order.ranked(slice(at, at + 1))]
    page = tuple(
        replace(hit, same=_others(found, order.documents[groups == group])) if counts[group] > 1 else hit
        for hit, group in zip(found.hits(ranked), in_order.tolist(), strict=True)
    )
    return replace(search_result(request, found.totals, page, started), distinct=len(firsts))


def text_keys(found: Found) -> Keys:
    """A number for each of the documents found, equal where they say the same; else by a chance of 1 in 2**64.

    It is the sum of a hash of each character with its place.
    """
    parts = [np.zeros(0, np.uint64)]
    for part in cut(found.snapshot.column("characters")[found.documents], _READ_AT_ONCE):
        found.deadline.check()
        codes, lengths = found.snapshot.code_points(found.documents[part])
        compared = compared_table()[codes].astype(np.uint64)
        kept = compared != 0
        before = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept)])
        ends = np.cumsum(lengths)
        places = before[:-1] - np.repeat(before[ends - lengths], lengths)
        hashes = _mixed(places.astype(np.uint64) << np.uint64(_CODE_BITS) | compared) * kept
        sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(hashes, dtype=np.uint64)])
        parts.append(sums[ends] - sums[ends - lengths])
    return np.concatenate(parts)


def _mixed(numbers: Keys) -> Keys:
    """The numbers, their bits mixed (SplitMix64: Steele, Lea and Flood 2014)."""
    numbers = numbers + np.uint64(0x9E3779B97F4A7C15)
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def _others(found: Found, same: Documents) -> SameText:
    """same: all that say the same, in order; the first is the hit itself."""
    hits = (found.hit(document) for document in same[1 : 1 + MOST_NAMED].tolist())
    return SameText(len(same) - 1, tuple(map(_place, hits)))


def _place(hit: Hit) -> SamePlace:
    return SamePlace(hit.report, hit.paragraph, hit.body, hit.year, hit.date, hit.title, hit.section)
