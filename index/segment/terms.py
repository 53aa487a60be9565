"""Term dictionaries: a field's terms in order, found by bisection in mapped arrays, and merged over segments.

Terms are ordered by code points, which is the order of their UTF-8 bytes. A field whose terms have one or two
characters stores them as numbers (`F.keys`, 8 bytes each: `short_key`); any other stores UTF-8 (`F.text`, a line feed
after each term, and `F.ends`, the end of each term).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.errors import CorruptIndex
from index.segment.arrays import ArrayFile, ArrayFileWriter

UInt64 = npt.NDArray[np.uint64]
Int64 = npt.NDArray[np.int64]

BITS = 21
_LOW = (1 << BITS) - 1


class Terms(Protocol):
    """A field's terms, numbered in order."""

    def __len__(self) -> int: ...

    def term(self, number: int) -> str:
        """The term of a number."""

    def find(self, term: str) -> int | None:
        """Number of the term, or None if the field lacks it."""

    def starting_with(self, prefix: str) -> range:
        """Numbers of the terms with a prefix."""

    def write(self, file: ArrayFileWriter, field: str) -> None:
        """Write them as the terms of a field."""


@dataclass(frozen=True, slots=True)
class ShortTerms:
    """Terms of one or two characters, as ascending `short_key`s; file: name of their file, for messages."""

    keys: UInt64
    file: str = ""

    def __len__(self) -> int:
        return len(self.keys)

    def term(self, number: int) -> str:
        """The term of a number; raises CorruptIndex for an impossible key."""
        key = int(self.keys[number])
        try:
            return chr(key >> BITS) + (chr((key & _LOW) - 1) if key & _LOW else "")
        except (ValueError, OverflowError) as fault:
            raise CorruptIndex.in_file(self.file) from fault

    def find(self, term: str) -> int | None:
        """Number of the term, or None if the field lacks it."""
        if not 1 <= len(term) <= 2:
            return None
        key = np.uint64(short_key(term))
        number = int(self.keys.searchsorted(key))
        return number if number < len(self.keys) and self.keys[number] == key else None

    def starting_with(self, prefix: str) -> range:
        """Numbers of the terms with a prefix."""
        if not prefix:
            return range(len(self.keys))
        if len(prefix) > 1:
            found = self.find(prefix)
            return range(0) if found is None else range(found, found + 1)
        first = np.uint64(ord(prefix) << BITS)
        last = np.uint64((ord(prefix) + 1) << BITS)
        return range(int(self.keys.searchsorted(first)), int(self.keys.searchsorted(last)))

    def write(self, file: ArrayFileWriter, field: str) -> None:
        """Write them as the terms of a field."""
        file.add(f"{field}.keys", self.keys)


def short_key(term: str) -> int:
    """Key of a term of one or two characters; keys sort as terms do."""
    return ord(term[0]) << BITS | (ord(term[1]) + 1 if len(term) > 1 else 0)


@dataclass(frozen=True, slots=True)
class LongTerms:
    """Terms of any length, as UTF-8 with a line feed after each, and the end of each.

    file: name of their file, for messages.
    """

    text: npt.NDArray[np.uint8]
    ends: npt.NDArray[np.uint32]
    file: str = ""

    @classmethod
    def of(cls, terms: Sequence[str]) -> LongTerms:
        """From distinct terms in order."""
        encoded = [term.encode("utf-8") for term in terms]
        ends = np.cumsum([len(term) + 1 for term in encoded], dtype=np.uint32) - np.uint32(1)
        return cls(np.frombuffer(b"".join(term + b"\n" for term in encoded), np.uint8), ends)

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, number: int) -> bytes:
        """The term of a number, as UTF-8."""
        start = int(self.ends[number - 1]) + 1 if number else 0
        return self.text[start : int(self.ends[number])].tobytes()

    def term(self, number: int) -> str:
        """The term of a number; raises CorruptIndex if it is not UTF-8."""
        return self._decoded(self[number])

    def _decoded(self, term: bytes) -> str:
        try:
            return term.decode("utf-8")
        except UnicodeDecodeError as fault:
            raise CorruptIndex.in_file(self.file) from fault

    def find(self, term: str) -> int | None:
        """Number of the term, or None if the field lacks it."""
        wanted = term.encode("utf-8")
        number = bisect_left(self, wanted)
        return number if number < len(self) and self[number] == wanted else None

    def starting_with(self, prefix: str) -> range:
        """Numbers of the terms with a prefix."""
        start = prefix.encode("utf-8")
        # No UTF-8 has a byte of 0xFF.
        return range(bisect_left(self, start), bisect_left(self, start + b"\xff"))

    def strings(self) -> list[str]:
        """All terms, in order; raises CorruptIndex if they are not UTF-8."""
        found = self._decoded(self.text.tobytes()).split("\n")[:-1]
        return found if len(found) == len(self) else [self.term(number) for number in range(len(self))]

    def write(self, file: ArrayFileWriter, field: str) -> None:
        """Write them as the terms of a field."""
        file.add(f"{field}.text", self.text)
        file.add(f"{field}.ends", self.ends)


def read_terms(file: ArrayFile, field: str) -> ShortTerms | LongTerms:
    """Terms of a field; raises KeyError if the file lacks it."""
    keys = file.get(f"{field}.keys")
    if keys is not None:
        return ShortTerms(keys, file.name)
    return LongTerms(file[f"{field}.text"], file[f"{field}.ends"], file.name)


def merge_terms(parts: Sequence[ShortTerms | LongTerms]) -> tuple[ShortTerms | LongTerms, list[Int64]]:
    """Distinct terms of all parts, and for each part the numbers of its terms among them."""
    short = [part.keys for part in parts if isinstance(part, ShortTerms)]
    if len(short) == len(parts):
        keys, numbers = np.unique(np.concatenate(short), return_inverse=True)
        return ShortTerms(keys), np.split(numbers, np.cumsum([len(each) for each in short])[:-1])
    strings = [part.strings() for part in parts if isinstance(part, LongTerms)]
    if len(strings) != len(parts):
        raise ValueError("a field's terms are kept in one way")
    merged = sorted(set().union(*strings))
    places = {term: number for number, term in enumerate(merged)}
    return LongTerms.of(merged), [_numbers(places, part) for part in strings]


def _numbers(places: dict[str, int], terms: Iterable[str]) -> Int64:
    return np.array([places[term] for term in terms], np.int64)


def only(terms: ShortTerms | LongTerms, keep: npt.NDArray[np.bool_]) -> ShortTerms | LongTerms:
    """Terms for which the mask `keep` is true."""
    if keep.all():
        return terms
    if isinstance(terms, ShortTerms):
        return ShortTerms(terms.keys[keep])
    return LongTerms.of([term for term, kept in zip(terms.strings(), keep.tolist(), strict=True) if kept])
