"""Scores of one search: BM25F for all hits, then proximity rescoring of the best."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

import numpy as np

from index.analysis.segmentation import Token
from index.deadline import Deadline
from index.language import gettext
from search.matching.arrays import Numbers, leading
from search.matching.evaluation import Evaluator
from search.matching.lookup import RunMatch
from search.ranking.bag import Bag, make_bag
from search.ranking.bm25 import Hits, Ranking, Scores, idf_of
from search.ranking.proximity import CLOSE, WIDE, nearness
from search.result import ScorePart

Near = np.ndarray[Any, np.dtype[np.float64]]

MOST_TERMS: Final = 96
"""Maximum number of words, and of bigrams, in the ranking of a query."""

MOST_ASKED: Final = 4
"""Maximum number of counters in the ranking of a query."""

SECOND_LOOK: Final = 60
"""Number of best paragraphs whose text is read for proximity rescoring."""

_SMALL: Final = 4096
"""Up to this number of hits, all are scored in double precision at once."""

_ROUNDING: Final = 1e-4
"""Upper bound on the error of single-precision scores, as a share of the best score."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document with its score. near: its proximity contributions, if it was rescored."""

    document: int
    score: float
    near: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """Ranked documents with their scores. near: proximity contributions by document, of rescored ones."""

    documents: Numbers
    scores: Scores
    near: Mapping[int, tuple[float, ...]] = field(default_factory=dict)

    def ranked(self, part: slice) -> list[Ranked]:
        """A slice of the ranking."""
        pairs = zip(self.documents[part].tolist(), self.scores[part].tolist(), strict=True)
        return [Ranked(document, score, self.near.get(document)) for document, score in pairs]


class Scoring:
    """Scores the hits of `runs`.

    First pass: BM25F of the query's terms; a literal occurrence of a run adds its own BM25 and the upper bound of all
    terms, so that it ranks first. Rescoring only adds, and only to the best; the others keep their order after them.
    All methods raise TooSlow when the deadline is over.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        runs: list[RunMatch],
        deadline: Deadline,
        prepare: Callable[[], None] | None = None,
    ) -> None:
        """prepare: called before the first score, if any is asked for: what only scores need is asked of a cluster."""
        self._snapshot = evaluator.snapshot
        self._ranking = evaluator.ranking
        self._runs = [run for run in runs if len(run.literal.documents)]
        self._deadline = deadline
        self._prepare = prepare
        self._texts = [run.text for run in runs]
        self._words = evaluator.words

    @cached_property
    def _bag(self) -> Bag:
        """The terms that are scored, of which every score needs some."""
        if self._prepare is not None:
            self._prepare()
        return ranking_bag(self._texts, self._words, self._ranking, self._deadline)

    def best(self, documents: Numbers, count: int) -> Order:
        """The best `count` of `documents`; ties by document number."""
        documents = self._candidates(documents, max(count, SECOND_LOOK))
        scores = self.every(documents)
        near = {}
        if len(self._bag.words) >= 2:
            best = leading([-scores], SECOND_LOOK, self._deadline)
            added = self._proximity(documents[best])
            scores[best] += added.sum(axis=1)
            near = dict(zip(documents[best].tolist(), map(tuple, added.tolist()), strict=True))
        order = leading([-scores], count, self._deadline)
        return Order(documents[order], scores[order], near)

    def _candidates(self, documents: Numbers, count: int) -> Numbers:
        """Candidates for the best `count`, preselected in single precision, which is half the work."""
        if len(documents) <= max(4 * count, _SMALL):
            return documents
        rough = self._first(Hits(self._snapshot, documents, np.float32, self._deadline))
        least = np.partition(rough, len(rough) - count)[len(rough) - count]
        chosen: Numbers = documents[rough >= least - _ROUNDING * rough.max()]
        return chosen

    def every(self, documents: Numbers) -> Scores:
        """The scores of all of `documents`, without rescoring."""
        return self._first(Hits(self._snapshot, documents, np.float64, self._deadline))

    def _first(self, hits: Hits) -> Scores:
        scores = self._ranking.score(self._bag, hits, self._titles)
        for run in self._runs:
            scores += self._literal_scores(run, hits)
        return scores

    def _literal_scores(self, run: RunMatch, hits: Hits) -> Scores:
        return self._ranking.literal_scores(run.literal, run.literal_frequency, hits, self._ceiling)

    @cached_property
    def _titles(self) -> Scores:
        """Score contribution of titles, per report: the same in both passes over the hits."""
        return self._ranking.title_scores(self._bag, self._bag.grams, self._deadline)

    @cached_property
    def _ceiling(self) -> float:
        return self._ranking.ceiling(self._bag)

    @cached_property
    def _characters(self) -> dict[str, float]:
        """The query's characters; each weighs the least idf of the words that contain it."""
        idf = {word: self._ranking.word_idf(word) for word in self._bag.words}
        return {char: min(idf[word] for word in found) for char, found in self._bag.characters.items()}

    @cached_property
    def _terms(self) -> dict[str, float]:
        """The query's words of more than one character, and bigrams, with their idf."""
        words = {word: self._ranking.word_idf(word) for word in self._bag.words if len(word) > 1}
        return words | {gram: self._ranking.gram_idf(gram) for gram in self._bag.grams}

    def _proximity(self, documents: Numbers) -> Near:
        """Proximity contributions of each document: one row per document, one column per kind of proximity."""
        near = self._nearness(documents, self._characters, self._terms)
        on_year = self._ranking.on_year(self._bag, self._snapshot.reports[documents])
        if on_year.any():
            year = set(self._bag.year_text)
            characters = {char: idf for char, idf in self._characters.items() if char not in year}
            terms = {term: idf for term, idf in self._terms.items() if term not in self._bag.year_terms}
            near[on_year] = self._nearness(documents[on_year], characters, terms)
            # The year stands near everything in its report.
            of_characters = sum(self._characters.values()) - sum(characters.values())
            near[on_year] += [*(of_characters for _ in range(3)), sum(self._terms.values()) - sum(terms.values())]
        weights = self._ranking.weights
        weighted: Near = near * [weights.sentences, weights.wide, weights.close, weights.terms]
        return weighted

    def _nearness(self, documents: Numbers, characters: dict[str, float], terms: dict[str, float]) -> Near:
        if not characters:
            return np.zeros((len(documents), 4))
        near = nearness(*self._snapshot.code_points(documents), characters, terms)
        return np.column_stack([near.sentences, near.wide, near.close, near.terms])

    def explain(self, ranked: Ranked) -> tuple[ScorePart, ...]:
        """The parts of a score, the largest first."""
        hits = Hits(self._snapshot, np.array([ranked.document]), np.float64, self._deadline)
        values = {name: float(value[0]) for name, value in self._ranking.parts(self._bag, hits).items()}
        for run in self._runs:
            name, literal = (
                gettext("原样 %(text)s", text=run.text),
                self._literal_scores(run, hits),
            )
            values[name] = values.get(name, 0.0) + float(literal[0])
        within = {each: gettext("同在 %(number)s 字以内", number=each) for each in (WIDE, CLOSE)}
        words = gettext("词同在 %(number)s 字以内", number=WIDE)
        names = (gettext("同在相邻两句"), within[WIDE], within[CLOSE], words)
        values |= dict(zip(names, ranked.near, strict=True)) if ranked.near else {}
        parts = [ScorePart(name, value) for name, value in values.items() if value]
        return tuple(sorted(parts, key=lambda part: -part.value))


def ranking_bag(texts: Iterable[str], words: Callable[[str], list[Token]], ranking: Ranking, deadline: Deadline) -> Bag:
    """The ranking terms of these texts; for a very long query the MOST_TERMS with the highest idf."""
    bag = make_bag(texts, words)
    if len(bag.words) <= MOST_TERMS and len(bag.grams) <= MOST_TERMS:
        return replace(bag, amounts=bag.amounts[:MOST_ASKED])
    of_words = idf_of(bag.words, ranking.word_idf, deadline)
    of_grams = idf_of(bag.grams, ranking.gram_idf, deadline)
    telling = sorted(bag.words, key=lambda word: -of_words[word])[:MOST_TERMS]
    grams = sorted(bag.grams, key=lambda gram: -of_grams[gram])[:MOST_TERMS]
    kept = set(telling)
    characters = {char: tuple(word for word in found if word in kept) for char, found in bag.characters.items()}
    by_character = {char: found for char, found in characters.items() if found}
    return Bag(tuple(telling), tuple(grams), by_character, bag.year, bag.amounts[:MOST_ASKED])
