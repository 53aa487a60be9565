"""The reference scores: the ranking's formulas in plain Python, document by document, from Whoosh's own postings."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any, Protocol

from whoosh.reading import TermNotFound

from index.analysis import fold
from search.ranking.bag import Bag, amount_grams, make_bag
from search.ranking.bm25 import WEIGHTS

MOST_TERMS = 96
MOST_ASKED = 4
SECOND_LOOK = 60
WIDE = 50
CLOSE = 25

_SENTENCES = re.compile("[^。!?]+")
_CLAUSES = re.compile("[^。!?;,]+")


class Paragraph(Protocol):
    """What ranking asks of a document."""

    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def head(self) -> int: ...
    @property
    def heading(self) -> int | None: ...
    @property
    def year(self) -> int: ...
    @property
    def tokens(self) -> int: ...
    @property
    def characters(self) -> int: ...


class Run(Protocol):
    """What ranking asks of a run: its text, where it stands, and in which documents that counts as literal."""

    @property
    def text(self) -> str: ...
    @property
    def starts(self) -> Mapping[int, list[int]]: ...
    @property
    def literal(self) -> set[int]: ...


class PlainRanking:
    """Scores documents of one index."""

    def __init__(self, searcher: Any, paragraphs: Mapping[int, Paragraph], reports: int) -> None:
        """reports: how many there are."""
        self._searcher = searcher
        self._paragraphs = paragraphs
        self._reports = reports
        self._averages = (
            _average([each.tokens for each in paragraphs.values()]),
            _average([each.characters for each in paragraphs.values()]),
        )
        self.frequencies = cache(self._read_frequencies)

    def _read_frequencies(self, field: str, term: str) -> dict[int, float]:
        """How often a term stands in each document that has it."""
        return dict(self._read(field, term, lambda matcher: matcher.weight()))

    def offsets(self, field: str, term: str) -> dict[int, list[int]]:
        """Where it stands there."""
        return dict(self._read(field, term, lambda matcher: matcher.value_as("positions")))

    def _read(self, field: str, term: str, value: Callable[[Any], Any]) -> Iterable[tuple[int, Any]]:
        try:
            matcher = self._searcher.reader().postings(field, term)
        except TermNotFound:
            return
        while matcher.is_active():
            yield matcher.id(), value(matcher)
            matcher.next()

    def idf(self, documents: int) -> float:
        """How much a term says that so many documents have."""
        return math.log1p((len(self._paragraphs) - documents + 0.5) / (documents + 0.5))

    def _word(self, word: str) -> dict[int, float]:
        return self.frequencies("grams" if len(word) == 2 else "words", word)

    def word_idf(self, word: str) -> float:
        """How much a word says."""
        return self.idf(len(self._word(word)))

    def gram_idf(self, gram: str) -> float:
        """How much a bigram says."""
        return self.idf(len(self.frequencies("grams", gram)))

    def _title_idf(self, gram: str) -> float:
        found = len(self.frequencies("about", gram))
        return WEIGHTS.title * math.log1p((self._reports - found + 0.5) / (found + 0.5)) if found else 0.0

    def _norm(self, paragraph: Paragraph, length: int, average: float) -> float:
        norm = 1.0 / (1.0 - WEIGHTS.b + WEIGHTS.b * length / max(average, 1.0))
        return norm * WEIGHTS.heading if paragraph.kind == "heading" else norm

    def _term_score(self, number: int, bag: Bag) -> float:
        paragraph, score = self._paragraphs[number], 0.0
        words = self._norm(paragraph, paragraph.tokens, self._averages[0])
        grams = self._norm(paragraph, paragraph.characters, self._averages[1])
        # In a report on the year that the query names, the year's terms count in full.
        given = bag.year_terms if paragraph.year == bag.year else frozenset()
        for word in bag.words:
            stands = self._word(word)
            weighted = stands.get(number, 0.0) * words
            if paragraph.heading is not None:
                weighted += WEIGHTS.section * stands.get(paragraph.heading, 0.0)
            most = WEIGHTS.words * self.word_idf(word)
            score += most if word in given else _saturated(weighted, most)
        for gram in bag.grams:
            weighted = self.frequencies("grams", gram).get(number, 0.0) * grams
            most = WEIGHTS.grams * self.gram_idf(gram)
            score += most if gram in given else _saturated(weighted, most)
            if gram in given or paragraph.head in self.frequencies("about", gram):
                score += self._title_idf(gram)
        for counter in bag.amounts:
            score += self._amount_score(counter) * any(
                number in self.frequencies("grams", gram) for gram in amount_grams(counter)
            )
        return score

    def _amount_score(self, counter: str) -> float:
        found = sum(len(self.frequencies("grams", gram)) for gram in amount_grams(counter))
        return WEIGHTS.amount * self.idf(min(found, len(self._paragraphs)))

    def _ceiling(self, bag: Bag) -> float:
        words = WEIGHTS.words * sum(map(self.word_idf, bag.words))
        asked = sum(map(self._amount_score, bag.amounts))
        grams = WEIGHTS.grams * sum(map(self.gram_idf, bag.grams)) + sum(map(self._title_idf, bag.grams))
        return words + grams + asked

    def _literal_score(self, number: int, run: Run, ceiling: float) -> float:
        if number not in run.literal:
            return 0.0
        paragraph = self._paragraphs[number]
        weighted = len(run.starts[number]) * self._norm(paragraph, paragraph.characters, self._averages[1])
        return _saturated(weighted, self.idf(len(run.literal))) + ceiling

    def scores(
        self,
        runs: Sequence[Run],
        documents: list[int],
        words: Callable[[str], list[tuple[str, int, int]]],
        *,
        look_again: bool,
    ) -> dict[int, float]:
        """The scores of `documents`, which are ascending; look_again: add to the best how near their words stand."""
        bag = self._most_telling(make_bag((run.text for run in runs), words))
        ceiling = self._ceiling(bag)
        scores = {number: self._term_score(number, bag) for number in documents}
        for run in runs:
            if run.literal.intersection(documents):
                for number in documents:
                    scores[number] += self._literal_score(number, run, ceiling)
        if look_again and len(bag.words) >= 2:
            characters = {char: min(map(self.word_idf, found)) for char, found in bag.characters.items()}
            terms = {word: self.word_idf(word) for word in bag.words if len(word) > 1}
            terms |= {gram: self.gram_idf(gram) for gram in bag.grams}
            for number in sorted(documents, key=lambda number: (-scores[number], number))[:SECOND_LOOK]:
                paragraph = self._paragraphs[number]
                given = bag.year_terms if paragraph.year == bag.year else frozenset()
                chars = bag.year_text if given else ""
                scores[number] += nearness(paragraph.text, characters, terms, chars, given)
        return scores

    def _most_telling(self, bag: Bag) -> Bag:
        if len(bag.words) <= MOST_TERMS and len(bag.grams) <= MOST_TERMS:
            return replace(bag, amounts=bag.amounts[:MOST_ASKED])
        words = sorted(bag.words, key=lambda word: -self.word_idf(word))[:MOST_TERMS]
        grams = sorted(bag.grams, key=lambda gram: -self.gram_idf(gram))[:MOST_TERMS]
        characters = {char: tuple(word for word in own if word in words) for char, own in bag.characters.items()}
        of_words = {char: own for char, own in characters.items() if own}
        return Bag(tuple(words), tuple(grams), of_words, bag.year, bag.amounts[:MOST_ASKED])


def _average(lengths: list[int]) -> float:
    return max(sum(lengths) / len(lengths), 1.0) if lengths else 1.0


def _saturated(weighted: float, idf: float) -> float:
    return idf * weighted / (WEIGHTS.k1 + weighted)


def nearness(
    text: str,
    characters: Mapping[str, float],
    terms: Mapping[str, float],
    given_characters: Iterable[str] = (),
    given_terms: Iterable[str] = (),
) -> float:
    """What it adds that the query's `characters` and `terms`, each with its weight, stand near together in `text`.

    Those that are given stand near everything.
    """
    everywhere = set(given_characters) & characters.keys()
    always = sum(characters[char] for char in everywhere) * (WEIGHTS.sentences + WEIGHTS.wide + WEIGHTS.close)
    always += WEIGHTS.terms * sum(terms[term] for term in set(given_terms) & terms.keys())
    characters = {char: weight for char, weight in characters.items() if char not in everywhere}
    terms = {term: weight for term, weight in terms.items() if term not in given_terms}
    folded = fold(text)
    sentences = _SENTENCES.findall(folded)
    pairs = [left + right for left, right in pairwise(sentences)] or sentences
    windows = [folded[found.start() :][:WIDE] for found in _CLAUSES.finditer(folded)]
    return (
        always
        + WEIGHTS.sentences * _most(pairs, characters)
        + WEIGHTS.wide * _most(windows, characters)
        + WEIGHTS.close * _most([window[:CLOSE] for window in windows], characters)
        + WEIGHTS.terms * max((sum(terms[term] for term in terms if term in window) for window in windows), default=0.0)
    )


def _most(pieces: Iterable[str], characters: Mapping[str, float]) -> float:
    return max((sum(characters[char] for char in characters.keys() & set(piece)) for piece in pieces), default=0.0)
