"""Evaluating a query tree on a snapshot: which paragraphs match, what is to be marked in them, how they score."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis import fold, words
from index.report import KINDS
from index.schema import NO_YEAR
from index.stores.snapshot import Snapshot
from search.engines.literals import NOWHERE, LiteralIndex, Places
from search.engines.ranking import Ranking
from search.query import And, BodyIs, KindIs, Node, Not, Or, Phrase, Run, TitleHas, YearIs
from search.request import YearRange

Mask = npt.NDArray[np.bool_]
"""For every document, whether it matches."""

MAX_TITLE = 1 << 24
"""More characters than any title has."""


@dataclass(slots=True)
class Marks:
    """What a leaf of the query marks: half-open spans, as places in the whole index."""

    starts: Places
    lengths: Places


@dataclass(slots=True)
class RunMatch:
    """A run or phrase, looked up: where it stands literally and, for a run, where its words do.

    literal: the documents that contain it literally. mask: all that match.
    """

    text: str
    mask: Mask
    literal: Mask
    places: Places
    words: tuple[str, ...] = ()
    marks: list[Marks] = field(default_factory=list)


@dataclass(slots=True)
class Evaluation:
    """What a tree matches, and the runs in it that are not negated."""

    mask: Mask
    runs: list[RunMatch]


class Evaluator:
    """Evaluates trees on one snapshot; keeps nothing of a query but what is the same for all."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.literals = LiteralIndex(snapshot, "grams", snapshot.column("characters"))
        self._titles = LiteralIndex(snapshot, "title_grams", np.full(snapshot.documents, MAX_TITLE))
        self.ranking = Ranking(snapshot)

    def evaluate(self, tree: Node) -> Evaluation:
        """The live documents that match."""
        runs: list[RunMatch] = []
        mask = self._mask(tree, runs)
        if self.snapshot.live is not None:
            mask &= self.snapshot.live
        return Evaluation(mask, runs)

    def _mask(self, node: Node, runs: list[RunMatch]) -> Mask:
        if isinstance(node, And | Or):
            combine = np.logical_and if isinstance(node, And) else np.logical_or
            combined: Mask = combine.reduce([self._mask(part, runs) for part in node.parts])
            return combined
        if isinstance(node, Not):
            return ~self._mask(node.part, [])
        if isinstance(node, Run | Phrase):
            found = self.run(node.text) if isinstance(node, Run) else self.phrase(node.text)
            runs.append(found)
            return found.mask
        return self._filter_mask(node)

    def phrase(self, text: str) -> RunMatch:
        """Exactly this run of characters."""
        places = self.literals.find(text)
        mask = self._documents_mask(places)
        return RunMatch(text, mask, mask, places, marks=[_marks(places, text)])

    def run(self, text: str) -> RunMatch:
        """This run literally, or all its words; a report's title is searched as a part of one of its paragraphs."""
        found = self.phrase(text)
        terms = tuple(dict.fromkeys(word for word, _, _ in words(text)))
        found.words = terms
        if not terms:
            return found
        whole = terms == (fold(text),)
        masks, marks = [], []
        for term in terms:
            places = found.places if whole else self.literals.find(term)
            masks.append(self._documents_mask(places) | self._titled(term))
            marks.append(_marks(places, term))
        all_words = np.logical_and.reduce(masks)
        found.mask = found.literal | all_words
        if not whole:
            only_words = all_words & ~found.literal
            found.marks += [self._within(each, only_words) for each in marks]
        return found

    def any_word(self, terms: tuple[str, ...], needed: float) -> Evaluation:
        """The documents that have at least `needed` of `terms`, by number."""
        counts = np.zeros(self.snapshot.documents, np.int32)
        match = RunMatch("", counts > 0, counts > 0, NOWHERE, terms)
        for term in terms:
            places = self.literals.find(term)
            counts += self._documents_mask(places) | self._titled(term)
            match.marks.append(_marks(places, term))
        if self.snapshot.live is not None:
            counts[~self.snapshot.live] = 0
        match.mask = counts >= max(min(needed, counts.max(initial=0)), 1)
        return Evaluation(match.mask, [match])

    def _within(self, marks: Marks, mask: Mask) -> Marks:
        keep = mask[self.literals.documents(marks.starts)]
        return Marks(marks.starts[keep], marks.lengths[keep])

    def _titled(self, term: str) -> Mask:
        """The paragraphs that stand for a title with this word."""
        mask = np.zeros(self.snapshot.documents, np.bool_)
        heads = self.snapshot.postings("title", term).documents.astype(np.int64)
        mask[heads + self.snapshot.column("title_at")[heads]] = True
        return mask

    def _documents_mask(self, places: Places) -> Mask:
        mask = np.zeros(self.snapshot.documents, np.bool_)
        mask[self.literals.documents(places)] = True
        return mask

    def _filter_mask(self, node: Node) -> Mask:
        if isinstance(node, YearIs):
            return self.year_mask(node.years)
        if isinstance(node, KindIs):
            return self.kind_mask(KINDS.index(node.kind))
        if isinstance(node, BodyIs):
            wanted = fold(node.text)
            return self.bodies_mask([body for body in self.snapshot.terms("body") if wanted in fold(body)])
        assert isinstance(node, TitleHas)
        return self._reports_mask(self._titles.documents(self._titles.find(node.text)))

    def bodies_mask(self, bodies: list[str]) -> Mask:
        """The paragraphs of these bodies, by their whole names."""
        heads = [self.snapshot.postings("body", body).documents for body in bodies]
        return self._reports_mask(np.concatenate(heads) if heads else NOWHERE)

    def _reports_mask(self, heads: npt.NDArray[Any]) -> Mask:
        mask = np.zeros(self.snapshot.documents, np.bool_)
        mask[heads] = True
        return mask[self.ranking.heads]

    def year_mask(self, years: YearRange) -> Mask:
        """The paragraphs of reports on these years."""
        column = self.snapshot.column("year")
        if years.missing:
            mask: Mask = column == NO_YEAR
            return mask
        mask = column != NO_YEAR
        if years.first is not None:
            mask &= column >= years.first
        if years.last is not None:
            mask &= column <= years.last
        return mask

    def kind_mask(self, kind: int) -> Mask:
        """The paragraphs of a kind, by its number."""
        mask: Mask = self.snapshot.column("kind") == kind
        return mask


def _marks(places: Places, text: str) -> Marks:
    return Marks(places, np.full(len(places), len(text), np.int64))
