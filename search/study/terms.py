"""The terms that are counted in a selection: its words, its runs of words, and those of them that are terms."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from index.analysis.folding import fold_for_words
from index.deadline import Deadline
from index.errors import RequestError
from index.language import gettext
from index.segment.stream import TokenStreams
from search.engine.selected import Selected
from search.study.counted_words import MOST_WORDS, NONE, Frequent, Grams, Int64, Words, lengths_of, padded, wide_hashes
from search.study.measures import Floats
from search.study.token_kinds import LEFT_OUT, Mask, TokenKind
from search.study.word_part import WordPart

FEWEST_REPORTS: Final = 3
"""Reports in which a run of words must stand to be a term."""
_KEPT: Final = 4
"""Choices of words for which the terms of an index are kept."""
VARIETY: Final = 3
"""Different neighbours of a term on either side; the end of a clause is another one each time."""
_RARE: Final = 1 / 500_000
"""Of the words of a selection: runs that are rarer are not looked at, so that few are left in a large one."""
_FEWEST: Final = 4
"""Occurrences of a term, at least."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which terms are counted.

    n: words of a run. part: `新`, `新…`, `…新`. left_out: kinds of words; of a run, stop words are left out only at its
    ends. stop_words: folded.
    """

    n: int = 1
    part: str = ""
    left_out: frozenset[TokenKind] = LEFT_OUT
    stop_words: frozenset[str] = field(default_factory=frozenset, repr=False)

    def __post_init__(self) -> None:
        """Raises RequestError for a number of words out of bounds."""
        if not 1 <= self.n <= MOST_WORDS:
            raise RequestError(
                gettext("词数超出范围：%(n)s", n=self.n),
                next_step=gettext("请给 1 到 %(most)s 的整数", most=MOST_WORDS),
            )

    def edges(self, words: Words) -> Mask:
        """The words with which a term may begin and end."""
        return ~words.kinds.left_out(self.left_out, self.stop_words)

    def inside(self, words: Words) -> Mask:
        """The words that may be in it."""
        return ~words.kinds.left_out([kind for kind in self.left_out if kind != "stopwords"], frozenset())

    @property
    def word_part(self) -> WordPart:
        """The part, folded."""
        return WordPart.parse(fold_for_words(self.part))


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms with their counts; total: number of all there are, None where not all were told apart."""

    grams: Grams
    counts: Int64
    total: int | None

    def chosen(self, order: Int64) -> Terms:
        """Those at these places, in that order."""
        return Terms(self.grams[order], self.counts[order], self.total)

    def part(self, page: slice) -> Terms:
        """Those on a page."""
        return Terms(self.grams[page], self.counts[page], self.total)


def chosen_terms(words: Words, chosen: Chosen, most: int | None = None, least: int = 1) -> Terms:
    """The terms of a selection that occur `least` times; of runs of words at least the `most` first, None: all."""
    found = _words(words, chosen) if chosen.n == 1 else _runs(words, chosen, most, least)
    kept = found.counts >= least
    return found if kept.all() else Terms(found.grams[kept], found.counts[kept], int(kept.sum()))


def _words(words: Words, chosen: Chosen) -> Terms:
    allowed = chosen.edges(words) & (words.counts > 0)
    part = chosen.word_part
    numbers = np.flatnonzero(allowed)
    if part.text:
        numbers = numbers[[part.is_in(words.numbering.words[number]) for number in numbers.tolist()]]
    return _in_order(words, numbers[:, None].astype(np.uint32), words.counts[numbers], len(numbers))


def _runs(words: Words, chosen: Chosen, most: int | None, least: int) -> Terms:
    starts, part = words.starts(chosen.n, chosen.edges(words), chosen.inside(words)), chosen.word_part
    if part.text:
        starts = _that_may_have(words, starts, chosen.n, part)
        most = None
    found = words.frequent(starts, chosen.n, most, least)
    kept = _with_part(words, found.grams, part)
    grams = found.grams[kept]
    return _in_order(words, grams, found.counts[kept], len(grams) if found.bound <= 1 else None)


def _that_may_have(words: Words, starts: Int64, n: int, part: WordPart) -> Int64:
    """The starts of runs that may have the part."""
    may_begin = part.may_begin_in(words.numbering.words)
    has = np.zeros(len(starts), np.bool_)
    for distance in range(n):
        has |= may_begin[words.numbers[starts + distance]]
    return starts[has]


def _in_order(words: Words, grams: Grams, counts: Int64, total: int | None) -> Terms:
    """Most frequent first, ties by their words in code point order."""
    order = by_value(words, grams, -counts)
    return Terms(grams[order], counts[order], total)


def by_value(words: Words, grams: Grams, values: Int64 | Floats) -> Int64:
    """The order of terms by ascending values, ties by their words in code point order."""
    ranks = np.append(words.kinds.ranks, -1)
    columns = [ranks[np.where(column == NONE, len(ranks) - 1, column)] for column in grams.T]
    order: Int64 = np.lexsort((*reversed(columns), values))
    return order


def found_terms(words: Words, chosen: Chosen) -> tuple[Terms, Floats]:
    """Runs of words that are terms by the counts alone, by descending C-value, and this.

    A run of two to five words is one if it stands in FEWEST_REPORTS reports (a third of them, where they are fewer than
    nine), if its C-value is positive: log2 of its words times how often it occurs, less the mean of how often those
    longer ones do that it is a part of (Frantzi, Ananiadou & Mima 2000); and if its accessor variety, the number of
    different words beside it, is VARIETY on either side (Feng, Chen, Deng & Zheng 2004), so that it is no mere part.
    Rare runs of a large selection are not looked at.
    """
    edges, inside, least = chosen.edges(words), chosen.inside(words), rarest(words)
    every = [words.frequent(words.starts(n, edges, inside), n, None, least) for n in range(2, MOST_WORDS + 1)]
    grams = np.concatenate([padded(each.grams) for each in every])
    counts = np.concatenate([each.counts for each in every])
    values = c_values(grams, counts)
    bounds = np.cumsum([0, *(len(each.counts) for each in every)]).tolist()
    kept = values > 0
    for n, (each, first, last) in enumerate(zip(every, bounds, bounds[1:], strict=False), 2):
        kept[first:last] &= _stands_freely(words, each, n, kept[first:last])
    kept &= _with_part(words, grams, chosen.word_part)
    order = np.flatnonzero(kept)
    order = order[by_value(words, grams[order], -values[order])]
    return Terms(grams[order], counts[order], len(order)), values[order]


_OF_INDEX: Final[WeakKeyDictionary[TokenStreams, dict[Chosen, Terms]]] = WeakKeyDictionary()


def terms_of_index(selected: Selected, chosen: Chosen, deadline: Deadline) -> Terms:
    """As `found_terms` of all paragraphs of an index, which are found once for each generation and choice of words.

    selected: all of them.
    """
    known = _OF_INDEX.setdefault(selected.snapshot.stream, {})
    if chosen not in known:
        # House lists change seldom; what is asked for with others is not kept for ever.
        if len(known) >= _KEPT:
            known.clear()
        known[chosen] = found_terms(Words(selected, deadline), chosen)[0]
    return known[chosen]


def _stands_freely(words: Words, found: Frequent, n: int, candidates: Mask) -> Mask:
    """Which of the candidates stand in enough reports, and beside various words on either side."""
    own = candidates[found.owners]
    places, owners, number = found.places[own], found.owners[own], len(found.counts)
    fewest = min(FEWEST_REPORTS, -(-words.reports // 3))
    kept = words.reports_of(places, owners, number) >= fewest
    for beside in (words.neighbours(places - 1), words.neighbours(places + n)):
        kept &= words.varieties(owners, beside, number) >= VARIETY
    return kept


def rarest(words: Words) -> int:
    """How often a run of words occurs at least that is looked at where all runs are."""
    return max(_FEWEST, round(words.total * _RARE))


def _with_part(words: Words, grams: Grams, part: WordPart) -> Mask:
    if not part.text:
        return np.ones(len(grams), np.bool_)
    return np.fromiter((part.is_in(words.text(gram)) for gram in grams), np.bool_, len(grams))


def c_values(grams: Grams, counts: Int64) -> Floats:
    """C-value of each run among all of them (Frantzi, Ananiadou & Mima 2000)."""
    lengths = lengths_of(grams)
    longer, of_longer = np.zeros(len(grams)), np.zeros(len(grams))
    tables = {length: _Table(grams, np.flatnonzero(lengths == length), length) for length in range(2, MOST_WORDS)}
    for length in range(3, MOST_WORDS + 1):
        rows = np.flatnonzero(lengths == length)
        for shorter in range(2, length):
            parts = [grams[rows, first : first + shorter] for first in range(length - shorter + 1)]
            nested = np.concatenate([tables[shorter].rows_of(part) for part in parts])
            known = nested >= 0
            # A run that is a part twice is one all the same.
            pairs = np.unique(nested[known] * len(grams) + np.tile(rows, len(parts))[known])
            inner, outer = pairs // max(len(grams), 1), pairs % max(len(grams), 1)
            longer += np.bincount(inner, minlength=len(grams))
            of_longer += np.bincount(inner, counts[outer], minlength=len(grams))
    mean = np.divide(of_longer, longer, out=np.zeros(len(grams)), where=longer > 0)
    return np.asarray(np.log2(np.maximum(lengths, 1)) * (counts - mean), np.float64)


class _Table:
    """Rows of the runs of one length, found by a hash and compared."""

    def __init__(self, grams: Grams, rows: Int64, length: int) -> None:
        self._grams = grams[:, :length]
        hashes = wide_hashes(list(self._grams[rows].T))
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._rows = hashes[order], rows[order]

    def rows_of(self, runs: Grams) -> Int64:
        """The row of each of some runs; -1 for one that is not there."""
        if not len(self._rows):
            return np.full(len(runs), -1, np.int64)
        at = np.minimum(np.searchsorted(self._hashes, wide_hashes(list(runs.T))), len(self._rows) - 1)
        rows = self._rows[at]
        return np.where((self._grams[rows] == runs).all(axis=1), rows, -1)
