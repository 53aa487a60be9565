"""The scores of one search: a first ranking of all that was found, and a second look at the best."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np

from search.engines.bag import Bag, make_bag
from search.engines.evaluation import Evaluator, RunMatch
from search.engines.nearness import CLOSE, WIDE, Nearness, nearness
from search.engines.ranking import Documents, Scores
from search.result import ScorePart

MOST_TERMS: Final = 96
"""How many words, and how many bigrams, a query is ranked by."""

SECOND_LOOK: Final = 60
"""How many of the best paragraphs are read to see how near one another the query's characters stand in them."""


class Scoring:
    """Scores for `documents`, which were found for `runs`.

    First the sum of what the query's terms add and, where a run stands literally, its own score and more than all terms
    can add, so that it ranks first. The second look only adds, and only to the best: the others keep their order
    behind them.
    """

    def __init__(self, evaluator: Evaluator, runs: list[RunMatch], documents: Documents) -> None:
        self._evaluator = evaluator
        self._ranking = evaluator.ranking
        self._documents = documents
        self._literals: list[tuple[str, Scores]] = []
        self._near: dict[int, Nearness] = {}
        self._bag = self._most_telling(make_bag((run.text for run in runs), evaluator.words))
        self.scores = self._ranking.score(self._bag, documents)
        ceiling = self._ranking.ceiling(self._bag)
        for run in runs:
            literal = run.literal[documents]
            if literal.any():
                places = np.bincount(evaluator.literals.documents(run.places), minlength=len(run.mask))
                counts = places[documents].astype(np.float64)
                added = self._ranking.literal_scores(documents, counts, int(run.literal.sum()))
                added[literal] += ceiling
                self._literals.append((run.text, added))
                self.scores += added

    def _most_telling(self, bag: Bag) -> Bag:
        """The bag, or of a very long query what says most, so that ranking stays quick."""
        if len(bag.words) <= MOST_TERMS and len(bag.grams) <= MOST_TERMS:
            return bag
        words = sorted(bag.words, key=lambda word: -self._ranking.word_idf(word))[:MOST_TERMS]
        grams = sorted(bag.grams, key=lambda gram: -self._ranking.gram_idf(gram))[:MOST_TERMS]
        kept = set(words)
        characters = {char: tuple(word for word in found if word in kept) for char, found in bag.characters.items()}
        return Bag(tuple(words), tuple(grams), {char: found for char, found in characters.items() if found})

    @cached_property
    def _characters(self) -> dict[str, float]:
        """The query's characters; each weighs what the commonest word that it stands in says."""
        idf = {word: self._ranking.word_idf(word) for word in self._bag.words}
        return {char: min(idf[word] for word in found) for char, found in self._bag.characters.items()}

    @cached_property
    def _terms(self) -> dict[str, float]:
        """The query's words and bigrams of more than one character, with what each says."""
        words = {word: self._ranking.word_idf(word) for word in self._bag.words if len(word) > 1}
        return words | {gram: self._ranking.gram_idf(gram) for gram in self._bag.grams}

    def look_again(self) -> None:
        """Add to the best scores how near one another the query's characters stand."""
        if len(self._bag.words) < 2:
            return
        weights = self._ranking.weights
        for at in np.lexsort((self._documents, -self.scores))[:SECOND_LOOK]:
            text = self._evaluator.snapshot.stored(int(self._documents[at]))["text"][0]
            near = nearness(text, self._characters, self._terms)
            weighted = Nearness(
                sentences=weights.sentences * near.sentences,
                wide=weights.wide * near.wide,
                close=weights.close * near.close,
                terms=weights.terms * near.terms,
            )
            self._near[int(at)] = weighted
            self.scores[at] += weighted.sentences + weighted.wide + weighted.close + weighted.terms

    def explain(self, at: int) -> tuple[ScorePart, ...]:
        """What the score of the document at this place is made of, the largest part first."""
        here = self._documents[at : at + 1]
        parts = [ScorePart(name, float(value[0])) for name, value in self._ranking.parts(self._bag, here).items()]
        parts += [ScorePart(f"原样 {text}", float(added[at])) for text, added in self._literals]
        if at in self._near:
            near = self._near[at]
            parts += [
                ScorePart("同在相邻两句", near.sentences),
                ScorePart(f"同在 {WIDE} 字以内", near.wide),
                ScorePart(f"同在 {CLOSE} 字以内", near.close),
                ScorePart(f"词同在 {WIDE} 字以内", near.terms),
            ]
        return tuple(sorted((part for part in parts if part.value), key=lambda part: -part.value))
