"""Ranking: BM25F over a paragraph's words, its section's heading and its report's title, and literal occurrences.

BM25 after Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section 3.6: term
frequencies are weighted by field and normalised by the field's length before they are saturated.
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

Scores = npt.NDArray[np.float64]
Documents = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Weights:
    """The parameters of the ranking.

    k1: how soon a word said more often adds no more. b: how much long paragraphs are held back.
    heading: what a word in a heading counts, as text. section, title: what it counts there for the paragraphs below.
    """

    k1: float = 0.9
    b: float = 0.4
    heading: float = 1.6
    section: float = 0.3
    title: float = 0.3


WEIGHTS: Final = Weights()


class Ranking:
    """Scores documents of one snapshot."""

    def __init__(self, snapshot: Snapshot, weights: Weights = WEIGHTS) -> None:
        self._snapshot = snapshot
        self._weights = weights
        self._live = snapshot.documents if snapshot.live is None else int(snapshot.live.sum())

    @cached_property
    def _text_norm(self) -> Scores:
        """What a frequency in a paragraph is multiplied with: its length's norm, and more in headings."""
        tokens = self._snapshot.column("tokens").astype(np.float64)
        average = max(tokens.mean(), 1.0) if len(tokens) else 1.0
        norm = 1.0 / (1.0 - self._weights.b + self._weights.b * tokens / average)
        headings = self._snapshot.column("kind") == KINDS.index("heading")
        scores: Scores = np.where(headings, norm * self._weights.heading, norm)
        return scores

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

    def word_scores(self, word: str, documents: Documents) -> Scores:
        """BM25F of a word for each of `documents`; below `idf` of its number of documents."""
        text = self._snapshot.postings("words", word)
        title = self._snapshot.postings("title", word)
        weights = self._weights
        frequencies = self._dense(text)
        weighted = frequencies[documents] * self._text_norm[documents]
        sections = self._sections[documents]
        weighted += weights.section * np.where(sections != documents, frequencies[sections], 0.0)
        if len(title.documents):
            weighted += weights.title * self._dense(title)[self.heads[documents]]
        return self._saturate(weighted, self.idf(len(text.documents)))

    def literal_scores(self, documents: Documents, counts: Scores, found: int) -> Scores:
        """BM25 of a run of characters that stands `counts` times in each of `documents` and in `found` of all."""
        return self._saturate(counts * self._text_norm[documents], self.idf(found))

    def _dense(self, postings: Postings) -> Scores:
        dense = np.zeros(self._snapshot.documents, np.float64)
        dense[postings.documents] = postings.frequencies
        return dense

    def _saturate(self, weighted: Any, idf: float) -> Scores:
        scores: Scores = idf * weighted / (self._weights.k1 + weighted)
        return scores
