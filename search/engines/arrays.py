"""What the engine does with arrays of document numbers everywhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]
Documents = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]
"""For every document, whether it matches."""

_FEW = 48
"""How many times longer looking up a document takes than writing one into an array of all."""
_CLEAR = 16
"""How many documents of an array of all are cleared while one is written."""


def look_up(documents: Documents, owners: Documents, count: int) -> bool:
    """Whether so few documents are better looked up among the owners than in an array of all documents."""
    return len(documents) * _FEW < len(owners) + count // _CLEAR


def found_at(documents: Documents, owners: Documents) -> tuple[Documents, Mask]:
    """For each of `documents` its place among the owners, of which there are some, and whether it is one of them."""
    at = owners.searchsorted(documents)
    at[at == len(owners)] = 0
    return at, owners[at] == documents


def within(documents: Documents, others: Documents, count: int) -> Mask:
    """For each of `documents`, whether it is one of `others`, which ascend; count: how many documents there are."""
    if not len(others):
        return np.zeros(len(documents), np.bool_)
    if look_up(documents, others, count):
        return found_at(documents, others)[1]
    return mask_of(others, count)[documents]


def mask_of(documents: Numbers, count: int) -> Mask:
    """The mask in which these documents are true; count: how many documents there are."""
    mask = np.zeros(count, np.bool_)
    mask[documents] = True
    return mask


def values_at(documents: Documents, owners: Documents, values: Numbers, count: int) -> Numbers:
    """For each of `documents` the value of the owner that is that document, or 0.

    owners: ascending, one for each value. count: how many documents there are.
    """
    if documents is owners:
        return values
    if not len(owners):
        return np.zeros(len(documents), np.uint8)
    if look_up(documents, owners, count):
        at, found = found_at(documents, owners)
        return values[at] * found
    return spread(owners, values, count)[documents]


def spread(owners: Documents, values: Numbers, count: int) -> Numbers:
    """An array of all documents, and one more, with the owners' values and 0 elsewhere."""
    dense = np.zeros(count + 1, values.dtype)
    dense[owners] = values
    return dense
