"""Runs of words in the paragraphs of a selection: n-grams, counted exactly without ranking all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index.deadline import Deadline
from index.segment.arrays import narrowest
from search.engine.selected import Selected
from search.matching.arrays import Documents
from search.matching.tokens import SECONDS
from search.study.grams import MOST_WORDS, NONE, Grams, Int64, Numbers, hash_on, hashes, lengths_of
from search.study.measures import Floats, dispersion
from search.study.report_pairs import pairs
from search.study.standing import Standing
from search.study.telling_apart import BINS, bins_of, found_again, may_begin, told_apart
from search.study.token_kinds import Mask, Numbering, TokenKinds

_BYTES: Final = 26
"""Held at a time for a character, at most."""
_MARKED: Final = 1 << 24
"""Pairs of a term and a report that are marked rather than sorted, a byte each."""


@dataclass(frozen=True, slots=True)
class Spread:
    """In how many reports terms stand, and how evenly (Gries' DP); one element for each term."""

    reports: Int64
    dp: Floats


@dataclass(frozen=True, slots=True)
class Frequent:
    """Runs of words of one length, most frequent first; bound: all that occur so often are among them."""

    grams: Grams
    counts: Int64
    bound: int
    standing: Standing

    def only(self, bound: int) -> Frequent:
        """Those that occur `bound` times."""
        first = np.arange(np.count_nonzero(self.counts >= bound))
        return Frequent(self.grams[: len(first)], self.counts[: len(first)], bound, self.standing.chosen(first))


def foresee(characters: int, deadline: Deadline) -> None:
    """Say what the tokens of so many characters take; raises TooLarge, TooSlow, Busy and Cancelled as the deadline."""
    deadline.need(characters * _BYTES)
    deadline.expect(characters * SECONDS)


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
        foresee(characters, deadline)
        numbers, self._lengths = stream.tokens(selected.documents)
        self.numbers: Numbers = self.numbering.renumbered(numbers, stream)
        self._ends = np.cumsum(self._lengths)
        self._hashed: tuple[int, Numbers] = 0, self.numbers[:0]

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
    def firsts(self) -> Int64:
        """Place of each paragraph's first token among all."""
        found: Int64 = self._ends - self._lengths
        return found

    @property
    def documents(self) -> Documents:
        """Numbers of the paragraphs in the snapshot."""
        return self._selected.documents

    @cached_property
    def reports_of_documents(self) -> Numbers:
        """For each paragraph, the number of its report in the snapshot."""
        found: Numbers = self._selected.snapshot.reports[self.documents].astype(np.uint32)
        return found

    @cached_property
    def report_of(self) -> Numbers:
        """For each token, the number of its report in the snapshot."""
        return np.repeat(self.reports_of_documents, self._lengths)

    def paragraphs_at(self, places: Int64) -> Int64:
        """For each of these places, which of the selection's paragraphs it is in."""
        return np.repeat(np.arange(len(self._lengths)), self._lengths)[places]

    def before(self, places: Int64) -> Int64:
        """Number of the word before each of these places; -1 for punctuation and at the beginning of a paragraph."""
        return self._beside(places - 1, (places == 0) | self._last[places - 1])

    def after(self, places: Int64) -> Int64:
        """Number of the word after each of these places; -1 for punctuation and at the end of a paragraph."""
        return self._beside(np.minimum(places + 1, len(self.numbers) - 1), self._last[places])

    def _beside(self, places: Int64, beyond: Mask) -> Int64:
        found = self.numbers[places].astype(np.int64)
        found[beyond | ~self.kinds.word[found]] = -1
        return found

    def runs(self, edges: Mask, inside: Mask) -> Iterator[Int64]:
        """Places of the tokens at which runs of one word begin, of two, and so on up to MOST_WORDS.

        edges, inside: which tokens may be its first or last word, and which may be in it at all.
        """
        begins = (inside & self.kinds.word)[self.numbers]
        ends = edges[self.numbers]
        on = begins[:-1] & begins[1:] & ~self._last[:-1]
        for length in range(1, MOST_WORDS + 1):
            count = max(len(self.numbers) - length + 1, 0)
            begins = begins[:count] & on[length - 2 :] if 1 < length <= len(self.numbers) else begins[:count]
            yield np.flatnonzero(begins & ends[:count] & ends[length - 1 : length - 1 + count])

    def starts(self, length: int, edges: Mask, inside: Mask) -> Int64:
        """Those of runs of this many words."""
        return next(islice(self.runs(edges, inside), length - 1, None))

    def frequent(self, starts: Int64, length: int, most: int | None, least: int = 1) -> Frequent:
        """The most frequent of the runs that begin at these places, most frequent first.

        most: how many are needed, ties with the last one included; None: all that occur `least` times. Exact: runs are
        counted by a hash first, and only those that may be frequent enough are told apart.
        """
        bins = bins_of(self._hashes(length)[starts])
        counts = np.bincount(bins, minlength=BINS)
        bound = least if most is None else max(_nth(counts, most), least)
        while True:
            self._deadline.check()
            full = np.flatnonzero((counts >= bound)[bins])
            found = self._told_apart(starts[full], bins[full], length)
            enough = most is not None and (not most or len(found.counts) >= most)
            if bound <= least or (enough and (not most or found.counts[most - 1] >= bound)):
                return found.only(bound)
            # What is as frequent as the last one needed of these may be in bins that are as full, and in no others.
            bound = max(int(found.counts[most - 1]), least) if enough and most else max(bound // 4, least)

    def _told_apart(self, starts: Int64, bins: Numbers, length: int) -> Frequent:
        """The distinct runs at these places, most frequent first; bins: theirs."""
        begins, owners = told_apart(self.numbers, starts, bins, length)
        counts = np.bincount(owners, minlength=len(begins))
        # Small numbers are put in order by their digits.
        order = np.argsort(narrowest(counts.max(initial=0) - counts), kind="stable")
        ranks = np.empty(len(order), np.int64)
        ranks[order] = np.arange(len(order))
        chosen = begins[order]
        grams = np.stack([self.numbers[chosen + distance] for distance in range(length)], axis=1)
        return Frequent(grams, counts[order], 1, Standing.of(starts, owners, ranks))

    def standing(self, grams: Grams) -> tuple[Int64, Int64]:
        """Places at which some runs, of whatever lengths, begin, and which of them it is at each."""
        lengths = lengths_of(grams)
        rows = [np.flatnonzero(lengths == length) for length in range(1, grams.shape[1] + 1)]
        runs = [grams[own, :length] for length, own in enumerate(rows, 1)]
        may = may_begin(self.numbers, runs, len(self.numbering.words))
        standing = [self._standing_at(own, places) for own, places in zip(runs, may, strict=True)]
        owners = [own[which] for own, (_, which) in zip(rows, standing, strict=True)]
        return np.concatenate([places for places, _ in standing]), np.concatenate(owners)

    def _standing_at(self, grams: Grams, places: Int64) -> tuple[Int64, Int64]:
        """At which of these places, where they may begin, runs of one length stand, and which it is."""
        length = grams.shape[1]
        if length == 1:
            known = np.empty(len(self.numbering.words), np.int64)
            known[grams[:, 0]] = np.arange(len(grams))
            return places, known[self.numbers[places]]
        for distance in range(length - 1):
            # No run goes on in the next paragraph.
            places = places[~self._last[places + distance]]
        bins = bins_of(hashes(self.numbers[places + distance] for distance in range(length)))
        return found_again(self.numbers, grams, bins_of(hashes(grams.T)), places, bins)

    @cached_property
    def _last(self) -> Mask:
        """Which tokens are the last of their paragraphs."""
        last = np.zeros(len(self.numbers), np.bool_)
        last[self._ends[self._lengths > 0] - 1] = True
        return last

    def _hashes(self, length: int) -> Numbers:
        """The hash of the run at each place; those of longer ones are made of them in their place."""
        known, mixed = self._hashed
        if known > length or not known:
            known, mixed = 0, np.zeros(len(self.numbers), np.uint32)
        for distance in range(known, length):
            mixed = mixed[: max(len(self.numbers) - distance, 0)]
            hash_on(mixed, self.numbers[distance:])
        self._hashed = length, mixed
        return mixed

    def reports_of(self, reports: Numbers, terms: Int64, number: int) -> Int64:
        """In how many reports terms stand; reports, terms: for each occurrence. number: of terms."""
        width = len(self._paragraphs_of_reports) or 1
        if number * width <= _MARKED:
            marked = np.zeros((number, width), np.bool_)
            marked[terms, reports] = True
            found: Int64 = np.count_nonzero(marked, axis=1)
            return found
        return np.bincount(pairs(terms, reports, width).terms, minlength=number)

    def spread(self, reports: Numbers, terms: Int64, number: int) -> Spread:
        """In how many reports terms stand, and how evenly; reports, terms: for each occurrence. number: of terms."""
        own = pairs(terms, reports, len(self._paragraphs_of_reports))
        shares = self._words_of_reports[own.reports] / max(self.total, 1)
        return Spread(np.bincount(own.terms, minlength=number), dispersion(own.terms, own.counts, shares, number))

    @cached_property
    def _words_of_reports(self) -> Int64:
        """Words of each report in the selection, by its number in the snapshot."""
        of_documents = np.zeros(len(self._lengths), np.int64)
        filled = np.flatnonzero(self._lengths)
        if len(filled):
            is_word = self.kinds.word[self.numbers]
            of_documents[filled] = np.add.reduceat(is_word, self.firsts[filled], dtype=np.int64)
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
