"""In which reports terms stand, and how often: pairs of a term and a report, each once."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from index.segment.arrays import narrowest
from search.study.grams import Int64, Numbers

_MANY: Final = 200
"""Occurrences in a report, on average, where those of each report are sorted by themselves."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Each pair of a term and a report that has it, and how often it does; a term's reports are ascending."""

    terms: Int64
    reports: Int64
    counts: Int64


def pairs(terms: Int64, reports: Numbers, width: int) -> Pairs:
    """Those of some occurrences; terms, reports: of each. width: more than the number of any report."""
    if len(terms) <= _MANY * width:
        return _sorted(terms, reports, width)
    if (reports[1:] < reports[:-1]).any():
        order = np.argsort(narrowest(reports), kind="stable")
        terms, reports = terms[order], reports[order]
    begins = np.append(True, reports[1:] != reports[:-1])
    own = narrowest(terms)
    # Small sets of small numbers are sorted in a fraction of the time that all together take.
    for first, end in pairwise([*np.flatnonzero(begins).tolist(), len(own)]):
        own[first:end].sort(kind="stable" if own.itemsize <= 2 else None)
    begins[1:] |= own[1:] != own[:-1]
    at = np.flatnonzero(begins)
    return Pairs(own[at].astype(np.int64), reports[at].astype(np.int64), np.diff(at, append=len(own)))


def _sorted(terms: Int64, reports: Numbers, width: int) -> Pairs:
    keys = terms * np.int64(max(width, 1)) + reports
    # Half as wide, they are sorted in half the time.
    ordered = np.sort(keys.astype(np.uint32) if int(keys.max(initial=0)) < 1 << 32 else keys)
    at = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])) if len(ordered) else np.zeros(0, np.int64)
    found = ordered[at].astype(np.int64)
    own = found // max(width, 1)
    return Pairs(own, found - own * max(width, 1), np.diff(at, append=len(ordered)))
