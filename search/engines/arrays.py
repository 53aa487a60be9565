"""What the engine does with arrays of document numbers everywhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]
"""For every document, whether it matches."""


def within(documents: Numbers, others: Numbers, count: int) -> Mask:
    """For each of `documents`, whether it is one of `others`; both ascending; count: how many documents there are."""
    if len(documents) * 16 < len(others):
        at = others.searchsorted(documents)
        at[at == len(others)] = 0
        found: Mask = others[at] == documents
        return found
    return mask_of(others, count)[documents]


def mask_of(documents: Numbers, count: int) -> Mask:
    """The mask in which these documents are true; count: how many documents there are."""
    mask = np.zeros(count, np.bool_)
    mask[documents] = True
    return mask


def values_at(documents: Numbers, owners: Numbers, values: Numbers, count: int) -> Numbers:
    """For each of `documents` the value of the owner that is that document, or 0.

    owners: ascending, one for each value. count: how many documents there are.
    """
    if documents is owners:
        return values
    if not len(owners):
        return np.zeros(len(documents), np.uint8)
    if len(documents) * 16 < count:
        at = owners.searchsorted(documents)
        at[at == len(owners)] = 0
        return np.where(owners[at] == documents, values[at], values.dtype.type(0))
    dense = np.zeros(count, values.dtype)
    dense[owners] = values
    return dense[documents]


def ragged(starts: Numbers, counts: Numbers) -> npt.NDArray[np.int64]:
    """The numbers `start`, `start + 1`, … of each run, `count` of each, one run behind the other."""
    ends = np.cumsum(counts, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts.astype(np.int64) - ends + counts, counts)
