"""Operations on arrays of document numbers: masks, lookups, set operations and top-k selection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index.deadline import Deadline

Numbers = npt.NDArray[Any]
Documents = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]
"""For every document, whether it matches."""

MANY: Final = 16
"""Above 1/16 of the index, compute per-document tables once for all documents and keep them."""

_FEW = 48
"""Cost of a binary search relative to one write into a dense array."""
_CLEAR = 16
"""Elements of a dense array that are zeroed in the time of one write."""

AT_ONCE: Final = 1 << 20
"""Batch size (elements) between two checks of the deadline; sorting a batch takes about 0.07 s, and 8 MiB a copy."""
_SORTED_WHOLE: Final = 4
"""Up to this multiple of the wanted count, a full sort is faster than partitioning."""


def pieces(count: int, deadline: Deadline) -> Iterator[slice]:
    """Cuts `count` elements into slices of AT_ONCE; raises TooSlow between two when the deadline is over."""
    for start in range(0, count, AT_ONCE):
        deadline.check()
        yield slice(start, min(start + AT_ONCE, count))


def cut(lengths: Numbers, most: int) -> list[slice]:
    """Cuts a sequence into slices of about `most` total length; a slice may exceed it by its last element."""
    if not len(lengths):
        return []
    part = (np.cumsum(lengths, dtype=np.int64) - lengths) // most
    bounds = [0, *(np.flatnonzero(part[1:] != part[:-1]) + 1).tolist(), len(lengths)]
    return list(map(slice, bounds[:-1], bounds[1:]))


def leading(keys: Sequence[Numbers], count: int, deadline: Deadline) -> Documents:
    """Indices of the first `count` elements, sorted by `keys` (primary key first); ties by index.

    Sorts only the elements that can be among the first `count`.
    """
    elements = len(keys[0])
    if not count:
        return np.zeros(0, np.intp)
    if elements <= _SORTED_WHOLE * count:
        deadline.check()
        return np.lexsort(keys[::-1])[:count]
    chosen: list[Documents] = []
    tied: Documents | None = None
    wanted = count
    for key in keys:
        deadline.check()
        values = key if tied is None else key[tied]
        if not 0 < wanted < len(values):
            break
        last = np.partition(values, wanted - 1)[wanted - 1]
        before, equal = np.flatnonzero(values < last), np.flatnonzero(values == last)
        chosen.append(before if tied is None else tied[before])
        tied = equal if tied is None else tied[equal]
        wanted -= len(before)
    assert tied is not None
    first = np.sort(np.concatenate([*chosen, tied[:wanted]]))
    return first[np.lexsort([key[first] for key in reversed(keys)])]


def look_up(documents: Documents, owners: Documents, count: int) -> bool:
    """Whether binary search among the owners is cheaper than a dense array of all documents."""
    return len(documents) * _FEW < len(owners) + count // _CLEAR


def found_at(documents: Documents, owners: Documents) -> tuple[Documents, Mask]:
    """For each of `documents` its index among the owners (not empty), and whether it is one of them."""
    at = owners.searchsorted(documents)
    at[at == len(owners)] = 0
    return at, owners[at] == documents


def within(documents: Documents, others: Documents, count: int) -> Mask:
    """For each of `documents`, whether it is one of `others` (ascending). count: documents in the index."""
    if not len(others):
        return np.zeros(len(documents), np.bool_)
    if look_up(documents, others, count):
        return found_at(documents, others)[1]
    return mask_of(others, count)[documents]


def mask_of(documents: Numbers, count: int) -> Mask:
    """The mask in which these documents are true. count: documents in the index."""
    mask = np.zeros(count, np.bool_)
    mask[documents] = True
    return mask


def values_at(documents: Documents, owners: Documents, values: Numbers, count: int) -> Numbers:
    """For each of `documents` the value of the owner with that number, or 0.

    owners: ascending, one per value. count: documents in the index.
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
    """A dense array with the owners' values and 0 elsewhere; one element more than `count`, for the sentinel."""
    dense = np.zeros(count + 1, values.dtype)
    dense[owners] = values
    return dense


class DocumentSet:
    """A set of documents: as ascending numbers or as a mask, each derived from the other lazily."""

    __slots__ = ("_count", "_documents", "_mask")

    def __init__(self, count: int, documents: Documents | None = None, mask: Mask | None = None) -> None:
        """count: documents in the index. Pass either `documents` or `mask`."""
        self._count = count
        self._documents = documents
        self._mask = mask

    @property
    def documents(self) -> Documents:
        """Their numbers."""
        if self._documents is None:
            self._documents = np.flatnonzero(self.mask)
        return self._documents

    @property
    def mask(self) -> Mask:
        """For every document whether it is in the set; read-only."""
        if self._mask is None:
            self._mask = mask_of(self.documents, self._count)
        return self._mask

    def has(self, documents: Documents) -> Mask:
        """For each of `documents` (ascending), whether it is in the set."""
        return within(documents, self.documents, self._count) if self._mask is None else self._mask[documents]

    def only(self, mask: Mask) -> DocumentSet:
        """The subset for which the mask is true."""
        if self._documents is not None:
            return DocumentSet(self._count, self._documents[mask[self._documents]])
        return DocumentSet(self._count, mask=self.mask & mask)

    @property
    def listed(self) -> int | None:
        """Size of the set; None until its numbers are computed."""
        return None if self._documents is None else len(self._documents)


def in_all(sets: Sequence[DocumentSet]) -> DocumentSet:
    """Intersection of at least one set."""
    listed = [each for each in sets if each.listed is not None]
    if not listed:
        return DocumentSet(sets[0]._count, mask=reduce(np.logical_and, [each.mask for each in sets]))
    fewest = min(listed, key=lambda each: each.listed or 0)
    documents = fewest.documents
    for each in sets:
        if each is not fewest:
            documents = documents[each.has(documents)]
    return DocumentSet(fewest._count, documents)


def in_some(sets: Sequence[DocumentSet]) -> DocumentSet:
    """Union of at least one set; a mask of one set at a time is made."""
    if len(sets) == 1:
        return sets[0]
    some = np.zeros(sets[0]._count, np.bool_)
    for each in sets:
        if each._mask is None:
            some[each.documents] = True
        else:
            some |= each._mask
    return DocumentSet(len(some), mask=some)
