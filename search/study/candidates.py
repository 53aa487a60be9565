"""Terms that are compared in two selections, and what is known of where they stand before they are looked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from search.study.counted_words import Standing, Words
from search.study.grams import Grams, Int64, each_once, lengths_of
from search.study.index_terms import IndexTerms
from search.study.placed import Placed
from search.study.terms import Terms


@dataclass(frozen=True, slots=True)
class _Known:
    """Where terms stand. of_index: the whole index's; rows: of these. own: where the other ones stand in the target."""

    of_index: IndexTerms
    rows: Int64
    own: Standing


@dataclass(frozen=True, slots=True)
class Candidates:
    """Terms, each once; known: where all runs of words among them stand in the target, and some in any selection."""

    grams: Grams
    known: _Known | None = None

    @classmethod
    def of_terms(cls, own: Terms, of_index: IndexTerms) -> Candidates:
        """Terms of the target and those of the whole index."""
        grams, rows = each_once(np.concatenate([own.grams, of_index.grams]))
        of_own, in_index = rows[: len(own.grams)], rows[len(own.grams) :]
        only_own = np.ones(len(grams), np.bool_)
        only_own[in_index] = False
        owners = of_own[own.standing.owners]
        kept = np.flatnonzero(only_own[owners])
        return cls(grams, _Known(of_index, in_index, Standing(own.standing.places[kept], owners[kept])))

    def behind(self, words: Grams) -> Candidates:
        """These behind some words."""
        grams, count, known = np.concatenate([words, self.grams]), len(words), self.known
        if known is None:
            return Candidates(grams)
        own = Standing(known.own.places, known.own.owners + count)
        return Candidates(grams, _Known(known.of_index, known.rows + count, own))

    def in_target(self, words: Words, firsts: Int64) -> Placed:
        """These in the target; firsts: for each the row as which it counts."""
        return self._placed(words, firsts, self.known.own if self.known else None)

    def in_reference(self, words: Words, firsts: Int64) -> Placed:
        """These in the reference, as `in_target` has them."""
        return self._placed(words, firsts, None)

    def _placed(self, words: Words, firsts: Int64, own: Standing | None) -> Placed:
        unknown = lengths_of(self.grams) > 1
        reports, owners = [words.reports_of_documents[:0]], [firsts[:0]]
        if self.known is not None:
            unknown[self.known.rows] = False
            terms, counts = self.known.of_index.standing(words.documents)
            reports.append(np.repeat(words.reports_of_documents, counts))
            owners.append(firsts[self.known.rows][terms])
        if own is None:
            rows = np.flatnonzero(unknown)
            found = words.standing(self.grams[rows])
            own = Standing(found.places, rows[found.owners])
        reports.append(words.report_of[own.places])
        owners.append(firsts[own.owners])
        return Placed(words, self.grams, np.concatenate(reports), np.concatenate(owners))
