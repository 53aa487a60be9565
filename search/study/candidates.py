"""Terms that are compared in two selections, and what is known of where they stand before they are looked for."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from search.study.counted_words import Words
from search.study.grams import Grams, Int64, each_once, lengths_of
from search.study.index_terms import IndexTerms
from search.study.placed import Placed
from search.study.terms import Terms


@dataclass(frozen=True, slots=True)
class _Known:
    """Where terms stand; of_index: the whole index's, in any selection; rows: of these.

    own, places: rows of all others, and at each of some places in the target the one that begins there.
    """

    of_index: IndexTerms
    rows: Int64
    own: Int64
    places: Int64


@dataclass(frozen=True, slots=True)
class Candidates:
    """Terms, each once; known: where all runs of words among them stand in the target, and some in any selection."""

    grams: Grams
    known: _Known | None = None

    @classmethod
    def of_terms(cls, target: Terms, of_index: IndexTerms) -> Candidates:
        """Terms of the target and those of the whole index."""
        grams, rows = each_once(np.concatenate([target.grams, of_index.grams]))
        of_target, in_index = rows[: len(target.grams)], rows[len(target.grams) :]
        others = np.flatnonzero(~np.isin(of_target, in_index, kind="table"))
        places, own = target.standing.chosen(others).told()
        return cls(grams, _Known(of_index, in_index, of_target[others][own], places))

    def behind(self, words: Grams) -> Candidates:
        """These behind some words."""
        grams, count, known = np.concatenate([words, self.grams]), len(words), self.known
        if known is None:
            return Candidates(grams)
        return Candidates(grams, replace(known, rows=known.rows + count, own=known.own + count))

    def in_target(self, words: Words, firsts: Int64) -> Placed:
        """These in the target; firsts: for each the row as which it counts."""
        known = self.known
        return self._placed(words, firsts, *((known.places, known.own) if known else self._looked_for(words)))

    def in_reference(self, words: Words, firsts: Int64) -> Placed:
        """These in the reference, as `in_target` has them."""
        return self._placed(words, firsts, *self._looked_for(words))

    def _looked_for(self, words: Words) -> tuple[Int64, Int64]:
        """Places of the runs of which it is not known where they stand, and which it is at each."""
        runs = lengths_of(self.grams) > 1
        if self.known is not None:
            runs[self.known.rows] = False
        rows = np.flatnonzero(runs)
        places, owners = words.standing(self.grams[rows])
        return places, rows[owners]

    def _placed(self, words: Words, firsts: Int64, places: Int64, owners: Int64) -> Placed:
        reports, rows = [words.report_of[places]], [firsts[owners]]
        if self.known is not None:
            terms, counts = self.known.of_index.standing(words.documents)
            reports.append(np.repeat(words.reports_of_documents, counts))
            rows.append(firsts[self.known.rows][terms])
        return Placed(words, self.grams, np.concatenate(reports), np.concatenate(rows))
