"""Runs of words in the paragraphs of a selection: n-grams, counted exactly without ranking all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index.deadline import Deadline
from search.engine.selected import Selected
from search.study.measures import Floats, dispersion
from search.study.token_kinds import Mask, Numbering, TokenKinds

Numbers = npt.NDArray[np.uint32]
Int64 = npt.NDArray[np.int64]
Grams = npt.NDArray[np.uint32]
"""Runs of words, one a row: the numbers of their tokens, and NONE behind those of shorter ones."""

NONE: Final = 0xFFFFFFFF

MOST_WORDS: Final = 5
"""Words of the longest run."""
_BINS: Final = 22
"""Bits of the number of a bin, into which runs fall by their hashes."""
_TO_BIN: Final = np.uint32(32 - _BINS)
"""By how many bits a hash is shifted to be that."""
_MIXED: Final = 2654435769
"""Odd multiplier that spreads numbers over 32 bits (Knuth, TAOCP 6.4)."""
_MIXED_WIDE: Final = 11400714819323198485
"""The same over 64 bits."""
_SECONDS: Final = 2e-8
"""Of work for a character, roughly."""
_BYTES: Final = 26
"""Held at a time for a character, at most."""


@dataclass(frozen=True, slots=True)
class Spread:
    """In how many reports terms stand, and how evenly (Gries' DP); one element for each term."""

    reports: Int64
    dp: Floats


@dataclass(frozen=True, slots=True)
class Frequent:
    """Runs of words of one length, most frequent first; bound: all that occur so often are among them.

    places: where they begin, ascending. owners: which of them it is there.
    """

    grams: Grams
    counts: Int64
    bound: int
    places: Int64
    owners: Int64

    def only(self, bound: int) -> Frequent:
        """Those that occur `bound` times."""
        number = int(np.count_nonzero(self.counts >= bound))
        kept = self.owners < number
        return Frequent(self.grams[:number], self.counts[:number], bound, self.places[kept], self.owners[kept])


class Words:
    """The tokens of a selection, paragraph after paragraph; a run of words has no punctuation in it.

    numbers: of the tokens. kinds: of the distinct tokens.
    """

    def __init__(self, selected: Selected, deadline: Deadline, numbering: Numbering | None = None) -> None:
        """Raises TooLarge, TooSlow and Cancelled as the deadline does, CorruptIndex for a damaged index.

        numbering: by default the index's own.
        """
        self._selected = selected
        self._deadline = deadline
        stream = selected.snapshot.stream
        self.numbering = numbering or Numbering([stream])
        self.kinds: TokenKinds = self.numbering.kinds
        characters = int(selected.snapshot.column("characters")[selected.documents].sum(dtype=np.int64))
        deadline.need(characters * _BYTES)
        deadline.expect(characters * _SECONDS)
        numbers, self._lengths = stream.tokens(selected.documents)
        self.numbers: Numbers = self.numbering.renumbered(numbers, stream)
        self._ends = np.cumsum(self._lengths)
        self._hashed: dict[int, Numbers] = {}
        self._whole_of: dict[int, Mask] = {}

    @cached_property
    def counts(self) -> Int64:
        """How often each distinct token of the index stands in the selection."""
        return np.bincount(self.numbers, minlength=len(self.numbering.words))

    @cached_property
    def total(self) -> int:
        """Number of words, punctuation left out."""
        return int(self.counts[self.kinds.word].sum())

    @cached_property
    def reports(self) -> int:
        """Number of reports."""
        return int(np.count_nonzero(self._paragraphs_of_reports))

    @cached_property
    def _paragraphs_of_reports(self) -> Int64:
        return np.bincount(self._selected.snapshot.reports[self._selected.documents])

    @property
    def paragraphs(self) -> Int64:
        """For each token, the place of its paragraph's first one among all."""
        found: Int64 = np.repeat(self._ends - self._lengths, self._lengths)
        return found

    @property
    def firsts(self) -> Int64:
        """Place of each paragraph's first token among all."""
        found: Int64 = self._ends - self._lengths
        return found

    @cached_property
    def _report_of(self) -> Numbers:
        """For each token, the number of its report in the snapshot."""
        reports = self._selected.snapshot.reports[self._selected.documents].astype(np.uint32)
        return np.repeat(reports, self._lengths)

    def neighbours(self, places: Int64) -> Int64:
        """Numbers of the words at these places; -1 for punctuation and beyond the selection's ends."""
        inside = np.clip(places, 0, max(len(self.numbers) - 1, 0))
        found = self.numbers[inside].astype(np.int64)
        found[(places != inside) | ~self.kinds.word[found]] = -1
        return found

    def varieties(self, owners: Int64, beside: Int64, number: int) -> Int64:
        """Number of different words beside each of some terms, where an end (-1) is another one each time."""
        ends = np.bincount(owners[beside < 0], minlength=number)
        inside = beside >= 0
        width = np.int64(len(self.numbering.words))
        pairs, _ = _distinct(owners[inside] * width + beside[inside])
        return ends + np.bincount(pairs // width, minlength=number)

    def starts(self, length: int, edges: Mask, inside: Mask) -> Int64:
        """Places of the tokens at which a run of this many words begins.

        edges, inside: which tokens may be its first or last word, and which may be in it at all.
        """
        if not len(self.numbers):
            return np.zeros(0, np.int64)
        allowed = (inside & self.kinds.word)[self.numbers]
        ends = edges[self.numbers]
        begins = np.zeros(len(allowed), np.bool_)
        count = len(allowed) - length + 1
        if count <= 0:
            return np.zeros(0, np.int64)
        begins[:count] = ends[:count] & ends[length - 1 :]
        for distance in range(length):
            begins[:count] &= allowed[distance : count + distance]
        begins &= self._whole(length)
        return np.flatnonzero(begins)

    def frequent(self, starts: Int64, length: int, most: int | None, least: int = 1) -> Frequent:
        """The most frequent of the runs that begin at these places, most frequent first.

        most: how many are needed, ties with the last one included; None: all that occur `least` times. Exact: runs are
        counted by a hash first, and only those that may be frequent enough are told apart.
        """
        bins = self._hashes(length)[starts] >> _TO_BIN
        counts = np.bincount(bins, minlength=1 << _BINS)
        bound = least if most is None else max(_nth(counts, most), least)
        while True:
            self._deadline.check()
            found = self._told_apart(starts[counts[bins] >= bound], length)
            enough = most is not None and (not most or len(found.counts) >= most)
            if bound <= least or (enough and (not most or found.counts[most - 1] >= bound)):
                return found.only(bound)
            # What is as frequent as the last one needed of these may be in bins that are as full, and in no others.
            bound = max(int(found.counts[most - 1]), least) if enough and most else max(bound // 4, least)

    def _told_apart(self, starts: Int64, length: int) -> Frequent:
        """The distinct runs at these places, most frequent first."""
        keys, bits = self.numbers[starts].astype(np.uint64), max(len(self.numbering.words).bit_length(), 1)
        used = bits
        for distance in range(1, length):
            if used + bits > 63:
                keys = np.unique(keys, return_inverse=True)[1].astype(np.uint64)
                used = max(len(starts).bit_length(), 1)
            keys = keys << np.uint64(bits) | self.numbers[starts + distance].astype(np.uint64)
            used += bits
        _, first, own, counts = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
        order = np.argsort(-counts, kind="stable")
        ranks = np.empty(len(order), np.int64)
        ranks[order] = np.arange(len(order))
        chosen = starts[first[order]]
        grams = np.stack([self.numbers[chosen + distance] for distance in range(length)], axis=1)
        return Frequent(grams, counts[order].astype(np.int64), 1, starts, ranks[own])

    def places_of(self, grams: Grams) -> tuple[Int64, Int64]:
        """Places at which some runs, of whatever lengths, begin, and which of them it is at each."""
        places, found = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        lengths = lengths_of(grams)
        for length in np.unique(lengths).tolist():
            own = np.flatnonzero(lengths == length)
            at, which = self._places_of(grams[own, :length])
            places.append(at)
            found.append(own[which])
        return np.concatenate(places), np.concatenate(found)

    def _places_of(self, grams: Grams) -> tuple[Int64, Int64]:
        """Those of runs of one length."""
        length = grams.shape[1]
        if length == 1:
            known = np.full(len(self.numbering.words), -1, np.int32)
            known[grams[:, 0]] = np.arange(len(grams))
            found = known[self.numbers]
            places = np.flatnonzero(found >= 0)
            return places, found[places].astype(np.int64)
        bins, at = _hashes(grams.T) >> _TO_BIN, self._hashes(length) >> _TO_BIN
        marked = np.zeros(1 << _BINS, np.bool_)
        marked[bins] = True
        places = np.flatnonzero(marked[at])
        # No run goes on in the next paragraph.
        places = places[self._whole(length)[places]]
        return self._told_apart_by_words(grams, bins, places, at[places])

    def _told_apart_by_words(self, grams: Grams, bins: Numbers, places: Int64, at: Numbers) -> tuple[Int64, Int64]:
        """The places at which some of the runs stand, and which it is; bins: of the runs; at: those of the places."""
        of_bin = np.full(1 << _BINS, -1, np.int32)
        rows = np.arange(len(grams), dtype=np.int32)
        standing, found = [places[:0]], [places[:0]]
        while len(rows):
            # Of the runs in one bin, each turn looks for one.
            of_bin[bins[rows]] = rows
            which = of_bin[at]
            same = which >= 0
            for distance, column in enumerate(grams.T):
                same &= column[which] == self.numbers[places + distance]
            standing.append(places[same])
            found.append(which[same].astype(np.int64))
            places, at = places[~same], at[~same]
            rest = rows[of_bin[bins[rows]] != rows]
            of_bin[bins[rows]] = -1
            rows = rest
        return np.concatenate(standing), np.concatenate(found)

    def _whole(self, length: int) -> Mask:
        """At which places a run of this many words ends in its own paragraph."""
        if length not in self._whole_of:
            whole = np.ones(len(self.numbers), np.bool_)
            for distance in range(1, length):
                crossed = self._ends - distance
                whole[crossed[crossed >= 0]] = False
            self._whole_of[length] = whole
        return self._whole_of[length]

    def _hashes(self, length: int) -> Numbers:
        """The hash of the run at each place."""
        if length not in self._hashed:
            count = max(len(self.numbers) - length + 1, 0)
            shorter = self._hashed.get(length - 1)
            first = 0 if shorter is None else length - 1
            columns = (self.numbers[distance : distance + count] for distance in range(first, length))
            self._hashed[length] = _hashes(columns, None if shorter is None else shorter[:count])
        return self._hashed[length]

    def reports_of(self, places: Int64, terms: Int64, number: int) -> Int64:
        """In how many reports terms stand; places: where they stand. number: of terms."""
        own, _, _ = self._in_reports(places, terms)
        return np.bincount(own, minlength=number)

    def _in_reports(self, places: Int64, terms: Int64) -> tuple[Int64, Int64, Int64]:
        """Each pair of a term and a report that has it, and how often it does."""
        width = np.int64(len(self._paragraphs_of_reports) or 1)
        pairs, counts = _distinct(terms * width + self._report_of[places].astype(np.int64))
        return pairs // width, pairs % width, counts

    def spread(self, places: Int64, terms: Int64, number: int) -> Spread:
        """In how many reports terms stand, and how evenly; places: where they stand. number: of terms."""
        own, report, counts = self._in_reports(places, terms)
        shares = self._words_of_reports[report] / max(self.total, 1)
        return Spread(np.bincount(own, minlength=number), dispersion(own, counts, shares, number))

    @cached_property
    def _words_of_reports(self) -> Int64:
        """Words of each report in the selection, by its number in the snapshot."""
        words = np.concatenate([[0], np.cumsum(self.kinds.word[self.numbers])])
        of_documents = np.diff(words[np.concatenate([[0], self._ends])])
        of_reports = np.bincount(self._selected.snapshot.reports[self._selected.documents], of_documents)
        found: Int64 = of_reports.astype(np.int64)
        return found

    def text(self, gram: npt.NDArray[Any]) -> str:
        """A run's words, put together."""
        return "".join(self.words_of(gram))

    def words_of(self, gram: npt.NDArray[Any]) -> tuple[str, ...]:
        """A run's words."""
        return tuple(self.numbering.words[number] for number in gram.tolist() if number != NONE)


def _nth(counts: Int64, number: int) -> int:
    """The `number`th greatest count; more than any, where none is asked for."""
    from_above = np.cumsum(np.bincount(counts)[::-1])
    return len(from_above) - int(np.searchsorted(from_above, number)) - bool(number) if number <= len(counts) else 0


def _distinct(keys: Int64) -> tuple[Int64, Int64]:
    """Distinct keys, ascending, and how often each is there."""
    # Half as wide, they are sorted in half the time.
    narrow = keys.astype(np.uint32) if int(keys.max(initial=0)) < 1 << 32 else keys
    ordered = np.sort(narrow)
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(ordered) else ordered
    return ordered[first].astype(np.int64), np.diff(np.append(first, len(ordered))).astype(np.int64)


def _hashes(columns: Iterable[Numbers], begun: Numbers | None = None) -> Numbers:
    """A hash of 32 bits for each run; columns: its first words, its second ones, …, or those behind `begun`'s."""
    mixed = begun
    for column in columns:
        mixed = (column if mixed is None else mixed ^ column) * np.uint32(_MIXED)
        mixed ^= mixed >> np.uint32(15)
    assert mixed is not None
    return mixed


def wide_hashes(columns: Sequence[Numbers]) -> npt.NDArray[np.uint64]:
    """A hash of 64 bits for each of some runs of one length; columns: their first words, their second ones, …"""
    mixed = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        mixed = (mixed ^ column) * np.uint64(_MIXED_WIDE)
        mixed ^= mixed >> np.uint64(29)
    return mixed


def lengths_of(grams: Grams) -> Int64:
    """Number of words of each run."""
    lengths: Int64 = np.count_nonzero(grams != NONE, axis=1)
    return lengths


def padded(grams: Grams) -> Grams:
    """Runs of one length as rows of MOST_WORDS, so that they stand in one table with others."""
    return np.pad(grams, ((0, 0), (0, MOST_WORDS - grams.shape[1])), constant_values=NONE)
