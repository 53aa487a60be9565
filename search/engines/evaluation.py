"""Evaluating a query tree on a snapshot: which paragraphs match, and what is to be marked in them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from index.analysis import fold
from index.analysis.segmentation import Token
from index.codec import Postings
from index.columns import NO_YEAR
from index.errors import QueryError
from index.report import KINDS
from index.stores.snapshot import Snapshot
from search.engines.arrays import Documents, Mask, mask_of, within
from search.engines.literals import LiteralIndex, Places
from search.engines.marks import Marks
from search.engines.proximity import SentenceIndex, Spans, near_spans
from search.engines.ranking import Ranking, Weights
from search.query import And, BodyIs, KindIs, Near, Node, Not, Or, Phrase, Run, TitleHas, YearIs
from search.request import YearRange

MAX_SECONDS: Final = 10.0
"""How long looking up a query's runs may take."""

MAX_TITLE: Final = 1 << 24
"""More characters than any title has."""


@dataclass(slots=True)
class RunMatch:
    """A run or phrase, looked up: where it stands literally and, for a run, where its words do.

    mask: all that match. literal: where it stands literally. documents: those of the mask, where they are known.
    """

    text: str
    mask: Mask
    literal: Postings
    words: tuple[Token, ...] = ()
    marks: list[Marks] = field(default_factory=list)
    documents: Documents | None = None


@dataclass(slots=True)
class Evaluation:
    """What a tree matches, and the runs in it that are not negated; `documents` are those of the mask, ascending."""

    mask: Mask
    runs: list[RunMatch]
    known: Documents | None = None

    @property
    def documents(self) -> Documents:
        """See the class."""
        if self.known is None:
            self.known = np.flatnonzero(self.mask)
        return self.known


@dataclass(frozen=True, slots=True)
class Lookup:
    """How the runs of one query are looked up.

    exact: only what is written in the query's own script. until: when to give up (`time.monotonic`).
    only: in which documents.
    """

    exact: bool = False
    until: float = math.inf
    only: Mask | None = None


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
        self._titles = LiteralIndex(snapshot, "title_grams", MAX_TITLE)

    def evaluate(self, tree: Node, *, exact_script: bool = False) -> Evaluation:
        """The live documents that match; raises QueryError when that takes more than MAX_SECONDS.

        exact_script: only what is written in the query's own script.
        """
        runs: list[RunMatch] = []
        mask = self._mask(tree, runs, Lookup(exact_script, time.monotonic() + MAX_SECONDS))
        if self.snapshot.live is not None:
            mask &= self.snapshot.live
        # A query of one run needs no look at all documents.
        return Evaluation(mask, runs, runs[0].documents if isinstance(tree, Run | Phrase) else None)

    def _mask(self, node: Node, runs: list[RunMatch], look: Lookup) -> Mask:
        if isinstance(node, Or) and not node.parts:
            return np.zeros(self.snapshot.documents, np.bool_)
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

    def _find(self, text: str, look: Lookup) -> Postings:
        if time.monotonic() > look.until:
            raise QueryError(f"查询太费时间（超过 {MAX_SECONDS:.0f} 秒）", next_step="请减少单个的字和 OR", position=0)
        found = self.literals.find_exactly(text) if look.exact else self.literals.find(text)
        return found if look.only is None else found.only(look.only)

    def _mask_of(self, postings: Postings) -> Mask:
        return mask_of(postings.documents, self.snapshot.documents)

    def phrase(self, text: str, look: Lookup = Lookup()) -> RunMatch:
        """Exactly this run of characters."""
        found = self._find(text, look)
        return RunMatch(text, self._mask_of(found), found, (), [Marks(fold(text), found)], found.documents)

    def run(self, text: str, look: Lookup = Lookup()) -> RunMatch:
        """This run literally, or all its words; a report's title is searched as a part of one of its paragraphs."""
        found = self.phrase(text, look)
        found.words = tuple({token[0]: token for token in self.words(text)}.values())
        if not found.words:
            return found
        if len(found.words) == 1 and found.words[0][0] == fold(text):
            titled = self._titled(found.words[0][0])
            if not look.exact and not found.mask[titled].all():
                found.mask[titled] = True
                found.documents = None
            return found
        # The longest words first: most often no paragraph has them all, and single characters are looked up slowly.
        ordered = sorted(found.words, key=lambda token: token[1] - token[2])
        places = [(word, self._find(text[start:end], look)) for word, start, end in ordered[:1]]
        documents = self._having(*places[0], look)
        documents = documents[~found.mask[documents]]
        for word, start, end in ordered[1:]:
            if not len(documents):
                return found
            places.append((word, self._find(text[start:end], look)))
            has_word = self._having(*places[-1], look)
            documents = documents[within(documents, has_word, self.snapshot.documents)]
        if len(documents):
            only_words = mask_of(documents, self.snapshot.documents)
            found.marks = [Marks(fold(text), found.literal, found.mask)]
            found.marks += [Marks(word, postings, only_words) for word, postings in places]
            found.mask = found.mask | only_words
            found.documents = None
        return found

    def _having(self, word: str, places: Postings, look: Lookup) -> Documents:
        """The documents that have a word in their text, or in a title that is searched with it, ascending."""
        documents = places.documents
        if look.exact:
            return documents
        titled = self._titled(word)
        titled = titled[~within(titled, documents, self.snapshot.documents)]
        return np.insert(documents, documents.searchsorted(titled), titled) if len(titled) else documents

    def word(self, word: str) -> tuple[Mask, Marks]:
        """The documents that have a word in their text, or in a title that is searched with it, and its marks.

        Of a single character, only where it is a word of its own: it stands inside other words everywhere.
        """
        found = self.snapshot.postings("words", word) if len(word) == 1 else self.literals.find(word)
        mask = self._mask_of(found)
        mask[self._titled(word)] = True
        return mask, Marks(word, found)

    def gram(self, gram: str) -> Mask:
        """The documents that have a bigram in their text."""
        return self._mask_of(self.snapshot.postings("grams", gram))

    def _titled(self, term: str) -> npt.NDArray[np.int64]:
        """The paragraphs that stand for a title with this word."""
        heads: npt.NDArray[np.int64] = self.snapshot.postings("title", term).documents.astype(np.int64)
        if len(heads):
            heads += self.snapshot.column("title_at")[self.snapshot.reports[heads]]
        return heads

    def _near_mask(self, node: Near, runs: list[RunMatch], look: Lookup) -> Mask:
        found: list[RunMatch] = []
        if node.scope == "paragraph":
            mask: Mask = np.logical_and.reduce([self._mask(part, found, look) for part in node.parts])
        elif node.scope == "report":
            mask = self._report_wide([self._mask(part, found, look) for part in node.parts])
        else:
            # What stands near together stands in one paragraph: only there are places looked at.
            together = np.logical_and.reduce([self._mask(part, [], look) for part in node.parts])
            mask = self._near_places(node, found, replace(look, only=together))
        for match in found:
            literal = match.literal.only(mask)
            runs.append(replace(match, mask=match.mask & mask, literal=literal, documents=None))
        return mask

    def _near_places(self, node: Near, found: list[RunMatch], look: Lookup) -> Mask:
        if node.scope == "sentence":
            units = self._sentence_units(And(node.parts), found, look)
            for match in found:
                match.marks = [
                    self._only(each, self._sentences.within(self._places(each), units)) for each in match.marks
                ]
            return self._documents_mask(self._sentences.starts(units))
        assert isinstance(node.scope, int)
        spans = near_spans([self._spans(part, found, look) for part in node.parts], node.scope, self.literals)
        for match in found:
            match.marks = [self._only(each, spans.has(self._places(each), len(each.text))) for each in match.marks]
        return self._documents_mask(spans.starts)

    def _places(self, marks: Marks) -> Places:
        return self.literals.places(marks.postings if marks.only is None else marks.postings.only(marks.only))

    def _only(self, marks: Marks, keep: Mask) -> Marks:
        """Those marks for which `keep`, one for each place, is true."""
        return Marks(marks.text, self.literals.postings(self._places(marks)[keep]))

    def _documents_mask(self, places: Places) -> Mask:
        return mask_of(self.literals.documents(places), self.snapshot.documents)

    def _report_wide(self, masks: list[Mask]) -> Mask:
        """The paragraphs with some part, in the reports that have all parts."""
        whole = np.ones(len(self.snapshot.heads), np.bool_)
        live = True if self.snapshot.live is None else self.snapshot.live
        for mask in masks:
            whole &= mask_of(self.snapshot.reports[mask & live], len(whole))
        some: Mask = np.logical_or.reduce(masks) & whole[self.snapshot.reports]
        return some

    def _sentence_units(self, node: Node, found: list[RunMatch], look: Lookup) -> Places:
        """The sentences, by number, that match the node on their own."""
        if isinstance(node, And | Or):
            parts = [self._sentence_units(part, found, look) for part in node.parts]
            return self._sentences.all_of(parts) if isinstance(node, And) else self._sentences.any_of(parts)
        assert isinstance(node, Run | Phrase)
        match = self.run(node.text, look) if isinstance(node, Run) else self.phrase(node.text, look)
        literal = self._sentences.units(self.literals.places(match.literal))
        found.append(match)
        if not match.words:
            return literal
        words = [(word, self._find(node.text[start:end], look)) for word, start, end in match.words]
        match.marks = [Marks(fold(node.text), match.literal), *(Marks(*each) for each in words)]
        units = [self._sentences.units(self.literals.places(postings)) for _, postings in words]
        return self._sentences.any_of([literal, self._sentences.all_of(units)])

    def _spans(self, node: Node, found: list[RunMatch], look: Lookup) -> Spans:
        """Where the node stands literally."""
        if isinstance(node, Or):
            return Spans.union([self._spans(part, found, look) for part in node.parts])
        assert isinstance(node, Run | Phrase)
        match = self.phrase(node.text, look)
        found.append(match)
        starts = self.literals.places(match.literal)
        return Spans(starts, starts + len(node.text))

    def _filter_mask(self, node: Node) -> Mask:
        if isinstance(node, KindIs):
            return self.kind_mask(KINDS.index(node.kind))
        mask: Mask = self._filtered_reports(node)[self.snapshot.reports]
        return mask

    def _filtered_reports(self, node: Node) -> Mask:
        if isinstance(node, YearIs):
            return self.year_mask(node.years)
        if isinstance(node, BodyIs):
            wanted = fold(node.text)
            return self.bodies_mask([body for body in self.snapshot.terms("body") if wanted in fold(body)])
        assert isinstance(node, TitleHas)
        heads = self._titles.find(node.text).documents
        return mask_of(self.snapshot.reports[heads], len(self.snapshot.heads))

    def bodies_mask(self, bodies: list[str]) -> Mask:
        """The reports of these bodies, by their whole names."""
        mask = np.zeros(len(self.snapshot.heads), np.bool_)
        for body in bodies:
            mask[self.snapshot.reports[self.snapshot.postings("body", body).documents]] = True
        return mask

    def year_mask(self, years: YearRange) -> Mask:
        """The reports on these years."""
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
