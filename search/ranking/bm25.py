"""BM25F over words and bigrams, in text, section and title.

BM25 after Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section 3.6: term
frequencies are weighted by field and normalised by the field's length before saturation. Measurements behind the
parameters: benchmarks/RESULTS.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from index.deadline import UNLIMITED, Deadline
from index.language import N_, gettext
from index.report import KINDS
from index.segment import Postings
from index.segment.recent import Recent
from index.segment.segments import Segments
from search.matching.arrays import MANY, Documents, Mask, Numbers, found_at, look_up, spread
from search.ranking.bag import Bag, amount_grams
from search.ranking.statistics import Statistics

Scores = npt.NDArray[np.floating[Any]]

RECENT_BYTES: Final = 16 << 20
"""Bytes of the frequencies of a request's latest terms, in each of two forms; a term often comes two or three times."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The parameters of the ranking.

    k1: saturation of the term frequency. b: strength of length normalisation; a larger one gains on hard questions over
    few texts and loses among many.
    words, grams: weights of words and bigrams.
    heading: weight of a term in a heading, as text. section: its weight for the paragraphs below the heading.
    title: weight of a bigram in the report's title or body name.
    amount: weight of a number of what the query asks how many of.
    sentences, wide, close, terms: weights of the proximity of the query's terms (`Nearness`).
    """

    k1: float = 0.5
    b: float = 0.15
    words: float = 0.9
    grams: float = 1.3
    heading: float = 1.6
    section: float = 0.3
    title: float = 0.6
    amount: float = 1.0
    sentences: float = 0.4
    wide: float = 0.25
    close: float = 0.6
    terms: float = 0.2


WEIGHTS: Final = Weights()


class Hits:
    """Documents to score, with the per-document data that all terms share, computed once.

    dtype: precision of the scores. deadline: checked before each term.
    """

    def __init__(
        self, snapshot: Segments, documents: Documents, dtype: type[np.floating[Any]], deadline: Deadline
    ) -> None:
        self.snapshot = snapshot
        self.documents = documents
        self.dtype = dtype
        self.deadline = deadline
        self.norms: dict[str, Scores] = {}
        # Keeping the postings alive keeps their id unique as a key.
        self._spread: Recent[int, tuple[Postings, Numbers]] = Recent(RECENT_BYTES)
        self._frequencies: Recent[int, tuple[Postings, Scores]] = Recent(RECENT_BYTES)

    @cached_property
    def reports(self) -> Numbers:
        """Their reports."""
        return self.snapshot.reports[self.documents]

    @cached_property
    def _sections(self) -> Documents:
        """Heading of each document; sentinel `documents` if it has none or is a heading itself."""
        if len(self.documents) * MANY > self.snapshot.documents:
            return self.snapshot.headings[self.documents].astype(np.intp)
        return self.snapshot.headings_of(self.documents, self.reports)

    def lengths_norm(self, column: str, weights: Weights, average: float) -> Scores:
        """Factor of a term frequency per document: the length norm, times the heading weight in headings."""
        lengths = self.snapshot.column(column)[self.documents].astype(self.dtype)
        lengths *= self.dtype(weights.b / average)
        lengths += self.dtype(1.0 - weights.b)
        norm: Scores = np.reciprocal(lengths, out=lengths)
        norm[self._headings] *= self.dtype(weights.heading)
        return norm

    @cached_property
    def _headings(self) -> Mask:
        headings: Mask = self.snapshot.column("kind")[self.documents] == KINDS.index("heading")
        return headings

    def frequencies(self, postings: Postings) -> Scores:
        """Term frequency in each document; read-only. Raises TooSlow when the deadline is over."""
        self.deadline.check()
        kept = self._frequencies.get(id(postings))
        if kept is None:
            own = self.documents is postings.documents
            values = postings.frequencies if own else self._values(postings, self.documents)
            kept = postings, values.astype(self.dtype)
            self._frequencies.put(id(postings), kept, kept[1].nbytes)
        return kept[1]

    def section_frequencies(self, postings: Postings) -> Numbers:
        """Term frequency in the heading above each document."""
        return self._values(postings, self._sections)

    def _values(self, postings: Postings, documents: Documents) -> Numbers:
        count, owners = self.snapshot.documents, postings.documents
        if not len(owners):
            return np.zeros(len(documents), np.uint8)
        kept = self._spread.get(id(postings))
        if kept is None:
            if look_up(documents, owners, count):
                at, found = found_at(documents, owners)
                values: Numbers = postings.frequencies[at] * found
                return values
            kept = postings, spread(owners, postings.frequencies, count)
            self._spread.put(id(postings), kept, kept[1].nbytes)
        return kept[1][documents]


class Ranking:
    """Scores documents of one snapshot."""

    def __init__(self, snapshot: Segments, weights: Weights, statistics: Statistics) -> None:
        """statistics: of the whole index; `snapshot` may be a part of it."""
        self._snapshot = snapshot
        self.weights = weights
        self._statistics = statistics

    def _norm(self, hits: Hits, column: str) -> Scores:
        """Factor of a term frequency in each of the hits."""
        if column not in hits.norms:
            few = hits.dtype is np.float64 or len(hits.documents) * MANY < self._snapshot.documents
            average = self._statistics.average(column)
            hits.norms[column] = (
                hits.lengths_norm(column, self.weights, average) if few else self._norms[column][hits.documents]
            )
        return hits.norms[column]

    @cached_property
    def _norms(self) -> dict[str, Scores]:
        """Norms of all documents, for queries with many hits."""
        every = Hits(self._snapshot, np.arange(self._snapshot.documents), np.float32, UNLIMITED)
        return {
            column: every.lengths_norm(column, self.weights, self._statistics.average(column))
            for column in ("tokens", "characters")
        }

    def idf(self, documents: int) -> float:
        """BM25 idf of a document frequency; never negative."""
        return _idf(self._statistics.paragraphs, documents)

    def word_idf(self, word: str) -> float:
        """BM25 idf of a word."""
        return self.idf(self._statistics.frequency(word_field(word), word))

    def gram_idf(self, gram: str) -> float:
        """BM25 idf of a bigram."""
        return self.idf(self._statistics.frequency("grams", gram))

    def parts(self, bag: Bag, hits: Hits) -> dict[str, Scores]:
        """Score contribution of each term of the bag to each hit, by the term's name in an explanation."""
        labels = {"word": N_("词 %(term)s"), "gram": N_("字对 %(term)s")}
        parts = {gettext(labels[kind], term=term): scores for kind, term, scores in self._text_scores(bag, hits)}
        titles = {gram: self.title_scores(bag, [gram], hits.deadline)[hits.reports] for gram in bag.grams}
        parts |= {gettext("标题 %(gram)s", gram=gram): scores for gram, scores in titles.items() if scores.any()}
        return parts | {
            gettext("几%(counter)s", counter=counter): self._amount_scores(counter, hits) for counter in bag.amounts
        }

    def score(self, bag: Bag, hits: Hits, titles: Scores | None = None) -> Scores:
        """The sum of `parts`; at most `ceiling`. titles: what `title_scores` gives of the bag's bigrams, if known."""
        total: Scores = np.zeros(len(hits.documents), hits.dtype)
        for _, _, scores in self._text_scores(bag, hits):
            total += scores
        titles = self.title_scores(bag, bag.grams, hits.deadline) if titles is None else titles
        if titles.any():
            total += titles.astype(hits.dtype)[hits.reports]
        for counter in bag.amounts:
            total += self._amount_scores(counter, hits)
        return total

    def _text_scores(self, bag: Bag, hits: Hits) -> Iterator[tuple[Literal["word", "gram"], str, Scores]]:
        """Scores of each word and bigram in text; those of the year count in full in reports on it."""
        year = self.on_year(bag, hits.reports) if bag.year is not None else None
        of_year = bag.year_terms
        words = self._norm(hits, "tokens")
        for word in bag.words:
            scores = self._word_scores(word, hits, words)
            if year is not None and word in of_year:
                scores[year] = self.weights.words * self.word_idf(word)
            yield "word", word, scores
        grams = self._norm(hits, "characters")
        for gram in bag.grams:
            scores = self._gram_scores(gram, hits, grams)
            if year is not None and gram in of_year:
                scores[year] = self.weights.grams * self.gram_idf(gram)
            yield "gram", gram, scores

    def ceiling(self, bag: Bag) -> float:
        """Upper bound on the score of any document."""
        words = self.weights.words * sum(self.word_idf(word) for word in bag.words)
        grams = self.weights.grams * sum(self.gram_idf(gram) for gram in bag.grams)
        return words + grams + sum(map(self.title_score, bag.grams)) + sum(map(self.amount_score, bag.amounts))

    def _word_scores(self, word: str, hits: Hits, norm: Scores) -> Scores:
        postings = self._snapshot.postings(word_field(word), word)
        weighted = hits.frequencies(postings) * norm
        weighted += hits.dtype(self.weights.section) * hits.section_frequencies(postings)
        return self._saturate(weighted, self.weights.words * self.word_idf(word))

    def _gram_scores(self, gram: str, hits: Hits, norm: Scores) -> Scores:
        postings = self._snapshot.postings("grams", gram)
        weighted = hits.frequencies(postings) * norm
        return self._saturate(weighted, self.weights.grams * self.gram_idf(gram))

    def title_scores(self, bag: Bag, grams: Sequence[str], deadline: Deadline) -> Scores:
        """Score contribution, per report, of bigrams of the bag in its title or body name."""
        scores = np.zeros(len(self._snapshot.heads))
        year = None if bag.year is None else np.flatnonzero(self.on_year(bag, np.arange(len(scores))))
        of_year = bag.year_terms
        for gram in grams:
            deadline.check()
            titled = self._snapshot.reports[self._snapshot.postings("about", gram).documents]
            if year is not None and gram in of_year:
                titled = np.union1d(titled, year)
            if len(titled):
                scores[titled] += self.title_score(gram)
        return scores

    def title_score(self, gram: str) -> float:
        """Score contribution of a bigram in a report's title or body name; 0 if it occurs in none."""
        found = self._statistics.frequency("about", gram)
        return self.weights.title * _idf(self._statistics.reports, found) if found else 0.0

    def on_year(self, bag: Bag, reports: Numbers) -> Mask:
        """Whether each of the reports is on the year that the query names; the year's terms count in full there."""
        if bag.year is None:
            return np.zeros(len(reports), np.bool_)
        on_year: Mask = self._snapshot.column("year")[reports] == bag.year
        return on_year

    def amount_score(self, counter: str) -> float:
        """Score contribution of a number before a counter, as if all such numbers were one term."""
        found = sum(self._statistics.frequency("grams", gram) for gram in amount_grams(counter))
        return self.weights.amount * self.idf(min(found, self._statistics.paragraphs))

    def _amount_scores(self, counter: str, hits: Hits) -> Scores:
        some = np.zeros(len(hits.documents), np.bool_)
        for gram in amount_grams(counter):
            some |= hits.frequencies(self._snapshot.postings("grams", gram)) > 0
        scores: Scores = some.astype(hits.dtype) * hits.dtype(self.amount_score(counter))
        return scores

    def literal_scores(self, literal: Postings, documents: int, hits: Hits, more: float) -> Scores:
        """BM25 of a run of characters with the postings `literal`, plus `more` for documents that contain it.

        documents: its document frequency in the whole index.
        """
        frequencies = hits.frequencies(literal)
        scores = self._saturate(frequencies * self._norm(hits, "characters"), self.idf(documents))
        scores += hits.dtype(more) * (frequencies > 0)
        return scores

    def _saturate(self, weighted: Scores, idf: float) -> Scores:
        """BM25 saturation times idf, in place."""
        below = weighted + weighted.dtype.type(self.weights.k1)
        weighted *= weighted.dtype.type(idf)
        weighted /= below
        return weighted


def _idf(count: int, documents: int) -> float:
    """BM25 idf of a document frequency among `count` documents."""
    return float(np.log1p((count - documents + 0.5) / (documents + 0.5)))


def idf_of(terms: Sequence[str], idf: Callable[[str], float], deadline: Deadline) -> dict[str, float]:
    """The idf of each term; raises TooSlow when the deadline is over."""
    found = {}
    for term in terms:
        deadline.check()
        found[term] = idf(term)
    return found


def word_field(word: str) -> str:
    """The field in which a word is looked up: two characters as a bigram, independent of segmentation."""
    return "grams" if len(word) == 2 else "words"
