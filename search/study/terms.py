"""The terms that are counted in a selection: its words, its runs of words, and those of them that are terms."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

import numpy as np

from index.analysis.folding import fold_for_words
from index.errors import RequestError
from index.language import gettext
from search.study.c_values import c_values
from search.study.counted_words import Frequent, Words
from search.study.grams import MOST_WORDS, NONE, Grams, Int64, padded
from search.study.measures import Floats
from search.study.standing import Standing
from search.study.telling_apart import different
from search.study.token_kinds import LEFT_OUT, Mask, TokenKind
from search.study.word_part import WordPart

FEWEST_REPORTS: Final = 3
"""Reports in which a run of words must stand to be a term."""
VARIETY: Final = 3
"""Different neighbours of a term on either side; the end of a clause, or a paragraph, is another one each time."""
_SAMPLED: Final = 8
"""Of how many places of runs one is looked at first."""
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
    """Terms with their counts; total: number of all there are, None where not all were told apart.

    standing: where they stand, of runs of words.
    """

    grams: Grams
    counts: Int64
    total: int | None
    standing: Standing

    def chosen(self, order: Int64) -> Terms:
        """Those at these places, in that order."""
        return Terms(self.grams[order], self.counts[order], self.total, self.standing.chosen(order))

    def part(self, page: slice) -> Terms:
        """Those on a page."""
        return self.chosen(np.arange(len(self.grams))[page])


def chosen_terms(words: Words, chosen: Chosen, most: int | None = None, least: int = 1) -> Terms:
    """The terms of a selection that occur `least` times; of runs of words at least the `most` first, None: all."""
    found = _words(words, chosen) if chosen.n == 1 else _runs(words, chosen, most, least)
    kept = np.flatnonzero(found.counts >= least)
    return found if len(kept) == len(found.counts) else replace(found.chosen(kept), total=len(kept))


def _words(words: Words, chosen: Chosen) -> Terms:
    allowed = chosen.edges(words) & (words.counts > 0)
    part = chosen.word_part
    numbers = np.flatnonzero(allowed)
    if part.text:
        numbers = numbers[[part.is_in(words.numbering.words[number]) for number in numbers.tolist()]]
    return Terms(numbers[:, None].astype(np.uint32), words.counts[numbers], len(numbers), Standing(len(numbers)))


def _runs(words: Words, chosen: Chosen, most: int | None, least: int) -> Terms:
    starts, part = words.starts(chosen.n, chosen.edges(words), chosen.inside(words)), chosen.word_part
    if part.text:
        starts = _that_may_have(words, starts, chosen.n, part)
        most = None
    found = words.frequent(starts, chosen.n, most, least)
    kept = np.flatnonzero(_with_part(words, found.grams, part))
    return Terms(found.grams, found.counts, len(kept) if found.bound <= 1 else None, found.standing).chosen(kept)


def _that_may_have(words: Words, starts: Int64, n: int, part: WordPart) -> Int64:
    """The starts of runs that may have the part."""
    may_begin = part.may_begin_in(words.numbering.words)
    has = np.zeros(len(starts), np.bool_)
    for distance in range(n):
        has |= may_begin[words.numbers[starts + distance]]
    return starts[has]


def by_value(words: Words, grams: Grams, values: Int64 | Floats, most: int | None = None) -> Int64:
    """The order of terms by ascending values, ties by their words in code point order; most: the first ones alone."""
    places = np.arange(len(values))
    if most is not None and most < len(values):
        # What is no less than the last one asked for is before it, or beside it.
        places = np.flatnonzero(values <= np.partition(values, most - 1)[most - 1]) if most else places[:0]
    ranks = np.append(words.kinds.ranks, -1)
    columns = [ranks[np.where(column == NONE, len(ranks) - 1, column)] for column in grams[places].T]
    order: Int64 = places[np.lexsort((*reversed(columns), values[places]))][:most]
    return order


def found_terms(words: Words, chosen: Chosen) -> tuple[Terms, Floats]:
    """Runs of words that are terms by the counts alone, and the C-value of each.

    A run of two to five words is one if it stands in FEWEST_REPORTS reports (a third of them, where they are fewer than
    nine), if its C-value is positive: log2 of its words times how often it occurs, less the mean of how often those
    longer ones do that it is a part of (Frantzi, Ananiadou & Mima 2000); and if its accessor variety, the number of
    different words beside it, is VARIETY on either side (Feng, Chen, Deng & Zheng 2004), so that it is no mere part.
    Rare runs of a large selection are not looked at.
    """
    edges, inside, least = chosen.edges(words), chosen.inside(words), rarest(words)
    starts = islice(words.runs(edges, inside), 1, None)
    every = [words.frequent(own, n, None, least) for n, own in enumerate(starts, 2)]
    grams = np.concatenate([padded(each.grams) for each in every])
    counts = np.concatenate([each.counts for each in every])
    values = c_values(grams, counts)
    bounds = np.cumsum([0, *(len(each.counts) for each in every)]).tolist()
    kept = values > 0
    for n, (each, first, last) in enumerate(zip(every, bounds, bounds[1:], strict=False), 2):
        kept[first:last] = _stands_freely(words, each, n, np.flatnonzero(kept[first:last]))
    kept &= _with_part(words, grams, chosen.word_part)
    order = np.flatnonzero(kept)
    standing = Standing.together([each.standing for each in every])
    return replace(Terms(grams, counts, None, standing).chosen(order), total=len(order)), values[order]


def _stands_freely(words: Words, found: Frequent, n: int, candidates: Int64) -> Mask:
    """Which of the runs are candidates that stand in enough reports, and beside various words on either side."""
    free = np.zeros(len(found.counts), np.bool_)
    # What is seen at some places holds for all: most of the frequent runs need no more to be looked at.
    for standing in (found.standing.sample(_SAMPLED), found.standing):
        candidates = candidates[~free[candidates]]
        free[candidates] = _seen_freely(words, standing.chosen(candidates), n)
    return free


def _seen_freely(words: Words, standing: Standing, n: int) -> Mask:
    places, owners = standing.told()
    fewest = min(FEWEST_REPORTS, -(-words.reports // 3))
    kept: Mask = different(owners, words.report_of[places], standing.number, fewest) >= fewest
    for beside in (words.before(places), words.after(places + n - 1)):
        # The end of a clause, or of a paragraph, is another neighbour each time.
        ends = np.bincount(owners[beside < 0], minlength=standing.number)
        inside = np.flatnonzero(beside >= 0)
        kept &= ends + different(owners[inside], beside[inside], standing.number, VARIETY) >= VARIETY
    return kept


def rarest(words: Words, fewest: int = _FEWEST) -> int:
    """How often a run of words occurs at least that is looked at where all runs are; fewest: in a small selection."""
    return max(fewest, round(words.total * _RARE))


def _with_part(words: Words, grams: Grams, part: WordPart) -> Mask:
    if not part.text:
        return np.ones(len(grams), np.bool_)
    return np.fromiter((part.is_in(words.text(gram)) for gram in grams), np.bool_, len(grams))
