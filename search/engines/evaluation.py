"""Evaluating a query tree on a snapshot: which paragraphs match, and what is to be marked in them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index.analysis import fold
from index.analysis.segmentation import Token
from index.errors import QueryError
from index.report import KINDS
from index.schema import NO_YEAR
from index.stores.snapshot import Snapshot
from search.engines.literals import NOWHERE, LiteralIndex, Places
from search.engines.proximity import SentenceIndex, Spans, near_spans
from search.engines.ranking import Ranking, Weights
from search.query import And, BodyIs, KindIs, Near, Node, Not, Or, Phrase, Run, TitleHas, YearIs
from search.request import YearRange

Mask = npt.NDArray[np.bool_]
"""For every document, whether it matches."""

MAX_SECONDS: Final = 10.0
"""How long looking up a query's runs may take."""

MAX_TITLE: Final = 1 << 24
"""More characters than any title has."""


@dataclass(slots=True)
class Marks:
    """What a leaf of the query marks: half-open spans, as places in the whole index."""

    starts: Places
    lengths: Places

    def only(self, keep: Mask) -> Marks:
        """Those for which `keep`, one for each, is true."""
        return Marks(self.starts[keep], self.lengths[keep])


@dataclass(slots=True)
class RunMatch:
    """A run or phrase, looked up: where it stands literally and, for a run, where its words do.

    literal: the documents that contain it literally. mask: all that match.
    """

    text: str
    mask: Mask
    literal: Mask
    places: Places
    words: tuple[Token, ...] = ()
    marks: list[Marks] = field(default_factory=list)


@dataclass(slots=True)
class Evaluation:
    """What a tree matches, and the runs in it that are not negated."""

    mask: Mask
    runs: list[RunMatch]


@dataclass(frozen=True, slots=True)
class Lookup:
    """How the runs of one query are looked up.

    exact: only what is written in the query's own script. until: when to give up (`time.monotonic`).
    """

    exact: bool = False
    until: float = math.inf


class Evaluator:
    """Evaluates trees on one snapshot; keeps nothing of a query but what is the same for all.

    words: the segmenter's words of a text. weights: the parameters of the ranking.
    """

    def __init__(self, snapshot: Snapshot, words: Callable[[str], list[Token]], weights: Weights) -> None:
        self.snapshot = snapshot
        self.words = words
        self.literals = LiteralIndex(snapshot, "grams", snapshot.column("characters"))
        self.ranking = Ranking(snapshot, weights)
        self._sentences = SentenceIndex(self.literals)
        self._titles = LiteralIndex(snapshot, "title_grams", np.full(snapshot.documents, MAX_TITLE))

    def evaluate(self, tree: Node, *, exact_script: bool = False) -> Evaluation:
        """The live documents that match; raises QueryError when that takes more than MAX_SECONDS.

        exact_script: only what is written in the query's own script.
        """
        runs: list[RunMatch] = []
        mask = self._mask(tree, runs, Lookup(exact_script, time.monotonic() + MAX_SECONDS))
        if self.snapshot.live is not None:
            mask &= self.snapshot.live
        return Evaluation(mask, runs)

    def _mask(self, node: Node, runs: list[RunMatch], look: Lookup) -> Mask:
        if isinstance(node, Or) and not node.parts:
            return self._documents_mask(NOWHERE)
        if isinstance(node, And | Or):
            combine = np.logical_and if isinstance(node, And) else np.logical_or
            combined: Mask = combine.reduce([self._mask(part, runs, look) for part in node.parts])
            return combined
        if isinstance(node, Not):
            return ~self._mask(node.part, [], look)
        if isinstance(node, Near):
            return self._near_mask(node, runs, look)
        if isinstance(node, Run | Phrase):
            found = self.run(node.text, look) if isinstance(node, Run) else self.phrase(node.text, look)
            runs.append(found)
            return found.mask
        return self._filter_mask(node)

    def _find(self, text: str, look: Lookup) -> Places:
        if time.monotonic() > look.until:
            raise QueryError(f"查询太费时间（超过 {MAX_SECONDS:.0f} 秒）", next_step="请减少单个的字和 OR", position=0)
        return self.literals.find_exactly(text) if look.exact else self.literals.find(text)

    def phrase(self, text: str, look: Lookup = Lookup()) -> RunMatch:
        """Exactly this run of characters."""
        places = self._find(text, look)
        mask = self._documents_mask(places)
        return RunMatch(text, mask, mask, places, marks=[_marks(places, text)])

    def run(self, text: str, look: Lookup = Lookup()) -> RunMatch:
        """This run literally, or all its words; a report's title is searched as a part of one of its paragraphs."""
        found = self.phrase(text, look)
        found.words = tuple({token[0]: token for token in self.words(text)}.values())
        if not found.words:
            return found
        whole = len(found.words) == 1 and found.words[0][0] == fold(text)
        all_words, marks = np.ones(self.snapshot.documents, np.bool_), []
        # The longest words first: most often no paragraph has them all, and single characters are looked up slowly.
        for word, start, end in sorted(found.words, key=lambda token: token[1] - token[2]):
            places = found.places if whole else self._find(text[start:end], look)
            titled = self._documents_mask(NOWHERE) if look.exact else self._titled(word)
            all_words &= self._documents_mask(places) | titled
            if not all_words.any():
                return found
            marks.append(_marks(places, word))
        found.mask = found.literal | all_words
        if not whole:
            only_words = all_words & ~found.literal
            found.marks += [each.only(only_words[self.literals.documents(each.starts)]) for each in marks]
        return found

    def word(self, word: str) -> tuple[Mask, Marks]:
        """The documents that have a word in their text, or in a title that is searched with it, and its marks.

        Of a single character, only where it is a word of its own: it stands inside other words everywhere.
        """
        alone = len(word) == 1
        places = self.literals.places(self.snapshot.postings("words", word)) if alone else self.literals.find(word)
        return self._documents_mask(places) | self._titled(word), _marks(places, word)

    def gram(self, gram: str) -> Mask:
        """The documents that have a bigram in their text."""
        mask = np.zeros(self.snapshot.documents, np.bool_)
        mask[self.snapshot.postings("grams", gram).documents] = True
        return mask

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

    def _near_mask(self, node: Near, runs: list[RunMatch], look: Lookup) -> Mask:
        found: list[RunMatch] = []
        if node.scope == "paragraph":
            mask: Mask = np.logical_and.reduce([self._mask(part, found, look) for part in node.parts])
        elif node.scope == "report":
            mask = self._report_wide([self._mask(part, found, look) for part in node.parts])
        elif node.scope == "sentence":
            units = self._sentence_units(And(node.parts), found, look)
            mask = self._documents_mask(self._sentences.starts(units))
            for match in found:
                match.marks = [each.only(self._sentences.within(each.starts, units)) for each in match.marks]
        else:
            spans = near_spans([self._spans(part, found, look) for part in node.parts], node.scope, self.literals)
            mask = self._documents_mask(spans.starts)
            for match in found:
                match.marks = [each.only(spans.has(each.starts, each.lengths)) for each in match.marks]
        runs += [replace(match, mask=match.mask & mask, literal=match.literal & mask) for match in found]
        return mask

    def _report_wide(self, masks: list[Mask]) -> Mask:
        """The paragraphs with some part, in the reports that have all parts."""
        heads = self.ranking.heads
        whole = np.ones(self.snapshot.documents, np.bool_)
        live = True if self.snapshot.live is None else self.snapshot.live
        for mask in masks:
            whole &= np.isin(heads, heads[mask & live])
        some: Mask = np.logical_or.reduce(masks)
        return whole & some

    def _sentence_units(self, node: Node, found: list[RunMatch], look: Lookup) -> Places:
        """The sentences, by number, that match the node on their own."""
        if isinstance(node, And | Or):
            parts = [self._sentence_units(part, found, look) for part in node.parts]
            return self._sentences.all_of(parts) if isinstance(node, And) else self._sentences.any_of(parts)
        assert isinstance(node, Run | Phrase)
        match = self.run(node.text, look) if isinstance(node, Run) else self.phrase(node.text, look)
        literal = self._sentences.units(match.places)
        found.append(match)
        if not match.words:
            return literal
        words = [self._find(node.text[start:end], look) for _, start, end in match.words]
        match.marks += [_marks(places, word) for places, (word, _, _) in zip(words, match.words, strict=True)]
        return self._sentences.any_of([literal, self._sentences.all_of(list(map(self._sentences.units, words)))])

    def _spans(self, node: Node, found: list[RunMatch], look: Lookup) -> Spans:
        """Where the node stands literally."""
        if isinstance(node, Or):
            return Spans.union([self._spans(part, found, look) for part in node.parts])
        assert isinstance(node, Run | Phrase)
        match = self.phrase(node.text, look)
        found.append(match)
        return Spans(match.marks[0].starts, match.marks[0].starts + match.marks[0].lengths)

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
