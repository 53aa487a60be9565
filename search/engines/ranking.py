"""Ranking: BM25F over words and bigrams, in text, section and title, and how near one another they stand.

BM25 after Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section 3.6: term
frequencies are weighted by field and normalised by the field's length before they are saturated. What was measured for
the parameters is in benchmarks/RESULTS.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index.codec import Postings
from index.report import KINDS
from index.schema import NO_SECTION
from index.stores.snapshot import Snapshot
from search.engines.bag import Bag

Scores = npt.NDArray[np.float64]
Documents = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Weights:
    """The parameters of the ranking.

    k1: how soon a term said more often adds no more. b: how much long paragraphs are held back.
    words, grams: what words and bigrams count.
    heading: what a term in a heading counts, as text. section: what it counts there for the paragraphs below.
    title: what a bigram adds that the report's title or body has.
    sentences, wide, close, terms: what it adds that the query stands near together (`Nearness`).
    """

    k1: float = 0.5
    b: float = 0.15
    words: float = 0.9
    grams: float = 1.3
    heading: float = 1.6
    section: float = 0.3
    title: float = 0.6
    sentences: float = 0.4
    wide: float = 0.25
    close: float = 0.6
    terms: float = 0.2


WEIGHTS: Final = Weights()


class Ranking:
    """Scores documents of one snapshot."""

    def __init__(self, snapshot: Snapshot, weights: Weights) -> None:
        self._snapshot = snapshot
        self.weights = weights
        self._live = snapshot.documents if snapshot.live is None else int(snapshot.live.sum())
        self._reports = len(snapshot.heads())

    def _norm(self, column: str) -> Scores:
        """What a frequency in a paragraph is multiplied with: its length's norm, and more in headings."""
        lengths = self._snapshot.column(column).astype(np.float64)
        average = max(lengths.mean(), 1.0) if len(lengths) else 1.0
        norm = 1.0 / (1.0 - self.weights.b + self.weights.b * lengths / average)
        headings = self._snapshot.column("kind") == KINDS.index("heading")
        scores: Scores = np.where(headings, norm * self.weights.heading, norm)
        return scores

    @cached_property
    def _word_norm(self) -> Scores:
        return self._norm("tokens")

    @cached_property
    def _gram_norm(self) -> Scores:
        return self._norm("characters")

    @cached_property
    def heads(self) -> Documents:
        """Each document's report's head."""
        documents = np.arange(self._snapshot.documents, dtype=np.int64)
        return documents - self._snapshot.column("paragraph")

    @cached_property
    def _sections(self) -> Documents:
        """Each document's heading; itself where there is none or it is one."""
        sections = self._snapshot.column("section")
        documents = np.arange(self._snapshot.documents, dtype=np.int64)
        return np.where(sections == NO_SECTION, documents, self.heads + sections)

    def idf(self, documents: int) -> float:
        """How much a term says that so many documents have; never negative."""
        return float(np.log1p((self._live - documents + 0.5) / (documents + 0.5)))

    def word_idf(self, word: str) -> float:
        """How much a word says."""
        return self.idf(len(self._word_postings(word).documents))

    def _word_postings(self, word: str) -> Postings:
        """Where a word stands; one of two characters wherever these stand, whatever the texts were segmented into."""
        return self._snapshot.postings("grams" if len(word) == 2 else "words", word)

    def gram_idf(self, gram: str) -> float:
        """How much a bigram says."""
        return self.idf(len(self._snapshot.postings("grams", gram).documents))

    def parts(self, bag: Bag, documents: Documents) -> dict[str, Scores]:
        """What each term of the bag adds to each of `documents`, by the term's name in an explanation."""
        parts = {f"词 {word}": self._word_scores(word, documents) for word in bag.words}
        parts |= {f"字对 {gram}": self._gram_scores(gram, documents) for gram in bag.grams}
        parts |= {f"标题 {gram}": scores for gram in bag.grams if (scores := self._title_scores(gram, documents)).any()}
        return parts

    def score(self, bag: Bag, documents: Documents) -> Scores:
        """The sum of `parts`; at most `ceiling`."""
        scores = np.zeros(len(documents), np.float64)
        for word in bag.words:
            scores += self._word_scores(word, documents)
        for gram in bag.grams:
            scores += self._gram_scores(gram, documents)
            scores += self._title_scores(gram, documents)
        return scores

    def ceiling(self, bag: Bag) -> float:
        """More than any document's score can be."""
        words = self.weights.words * sum(self.word_idf(word) for word in bag.words)
        grams = self.weights.grams * sum(self.gram_idf(gram) for gram in bag.grams)
        titles = sum(self._title_idf(self._snapshot.postings("about", gram)) for gram in bag.grams)
        return words + grams + titles

    def _word_scores(self, word: str, documents: Documents) -> Scores:
        text = self._word_postings(word)
        weighted = self._frequencies(text, documents) * self._word_norm[documents]
        sections = self._sections[documents]
        in_section = self._frequencies(text, sections)
        weighted += self.weights.section * np.where(sections != documents, in_section, 0.0)
        return self._saturate(weighted, self.weights.words * self.idf(len(text.documents)))

    def _gram_scores(self, gram: str, documents: Documents) -> Scores:
        text = self._snapshot.postings("grams", gram)
        weighted = self._frequencies(text, documents) * self._gram_norm[documents]
        return self._saturate(weighted, self.weights.grams * self.idf(len(text.documents)))

    def _title_scores(self, gram: str, documents: Documents) -> Scores:
        title = self._snapshot.postings("about", gram)
        return np.where(self._frequencies(title, self.heads[documents]) > 0, self._title_idf(title), 0.0)

    def _title_idf(self, title: Postings) -> float:
        found = len(title.documents)
        return self.weights.title * float(np.log1p((self._reports - found + 0.5) / (found + 0.5))) if found else 0.0

    def literal_scores(self, documents: Documents, counts: Scores, found: int) -> Scores:
        """BM25 of a run of characters that stands `counts` times in each of `documents` and in `found` of all."""
        return self._saturate(counts * self._gram_norm[documents], self.idf(found))

    def _frequencies(self, postings: Postings, documents: Documents) -> Scores:
        """How often the term stands in each of `documents`."""
        if len(documents) * 16 > self._snapshot.documents:
            dense = np.zeros(self._snapshot.documents, np.float64)
            dense[postings.documents] = postings.frequencies
            return dense[documents]
        if not len(postings.documents):
            return np.zeros(len(documents), np.float64)
        at = np.searchsorted(postings.documents, documents)
        at[at == len(postings.documents)] = 0
        return np.where(postings.documents[at] == documents, postings.frequencies[at], 0).astype(np.float64)

    def _saturate(self, weighted: Any, idf: float) -> Scores:
        scores: Scores = idf * weighted / (self.weights.k1 + weighted)
        return scores
