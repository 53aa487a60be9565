"""Evaluation of proximities whose parts share a paragraph: within one sentence, or some characters or words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from index.analysis import fold
from index.deadline import UNLIMITED
from index.segment import EMPTY, Postings
from index.segment.postings import joined
from index.segment.segments import Segments
from search.matching.arrays import AT_ONCE, Documents, DocumentSet, Mask, cut, in_all, in_some, mask_of
from search.matching.highlights import HighlightedHits, Highlights
from search.matching.literals import LiteralIndex, Positions
from search.matching.lookup import Lookup, RunMatch
from search.matching.near import Beside, Bounds, SentenceIndex, Spans, beside_by, near_spans
from search.matching.tokens import Tokens
from search.query import And, Near, Node, Or, Phrase, Run, Text, WordDistance, limited_to


class Parts(Protocol):
    """How the parts of a proximity are evaluated."""

    @property
    def snapshot(self) -> Segments:
        """What is searched."""

    @property
    def literals(self) -> LiteralIndex:
        """Positions of texts."""

    def found(self, node: Node, runs: list[RunMatch], look: Lookup) -> DocumentSet:
        """The documents that match a part; its runs are added to `runs`."""

    def leaf(self, node: Text, look: Lookup) -> RunMatch:
        """A text, looked up."""

    def find(self, text: str, look: Lookup) -> Postings:
        """The literal occurrences of a text."""

    def standing(self, node: Text, look: Lookup) -> Postings:
        """The occurrences of a leaf: literal ones, or whole words."""


class Nearby:
    """Evaluates such proximities by positions, read only in paragraphs that have all parts."""

    def __init__(self, parts: Parts, sentences: SentenceIndex) -> None:
        self._parts = parts
        self._snapshot = parts.snapshot
        self._literals = parts.literals
        self._sentences = sentences
        self._limits: dict[int, tuple[DocumentSet, list[RunMatch]]] = {}

    def found(self, node: Near, matches: list[RunMatch], look: Lookup) -> DocumentSet:
        """The documents that have all parts near one another; `matches` gets the runs, marked where they are near.

        What a part that only limits finds and marks is evaluated once, everywhere, so that nested ones add up and do
        not multiply, and conditions on reports are judged by whole reports.
        """
        look = replace(look, known={})
        together = in_all([self._having(number, part, look) for number, part in enumerate(node.parts)])
        return self._in_batches(node, matches, together, look)

    def _having(self, number: int, part: Node, look: Lookup) -> DocumentSet:
        """The documents of a part. number: its place in the proximity."""
        limit = limited_to(part)
        if limit is None:
            return self._parts.found(part, [], look)
        runs: list[RunMatch] = []
        self._limits[number] = self._parts.found(limit, runs, look), runs
        return self._limits[number][0]

    def _in_batches(self, node: Near, matches: list[RunMatch], together: DocumentSet, look: Lookup) -> DocumentSet:
        """Reads positions of one part of the documents `together` at a time, which bounds memory."""
        look = replace(look, only=together.mask)
        parts = cut(self._literals.lengths[together.documents], AT_ONCE)
        if len(parts) <= 1:
            return self._places_of(node, matches, look)
        near = np.zeros(self._snapshot.documents, np.bool_)
        of_parts: list[list[RunMatch]] = []
        for part in parts:
            own = together.documents[part]
            found: list[RunMatch] = []
            near |= self._places_of(node, found, replace(look, among=range(int(own[0]), int(own[-1]) + 1))).mask
            for match in found:
                match.literal = EMPTY
                for mark in match.marks:
                    # Offsets take a fraction of the positions that they are made of.
                    mark.postings.read(look.deadline.check)
                    look.holding.add(mark.postings, look.deadline)
            of_parts.append(found)
        # One run after the other, so that no more than one is there twice.
        for _ in range(len(of_parts[0])):
            look.deadline.check()
            whole = _put_together([each.pop(0) for each in of_parts])
            matches.append(replace(whole, literal=self._parts.standing(whole.leaf, look).only(near)))
        return DocumentSet(len(near), mask=near)

    def _places_of(self, node: Near, matches: list[RunMatch], look: Lookup) -> DocumentSet:
        if node.scope == "sentence":
            units = self._sentence_units(And(node.parts), matches, look)
            for match in matches:
                match.marks = [
                    self._only(each, self._sentences.within(self._places(each, look), units, look.deadline), look)
                    for each in match.marks
                ]
            return self._at(self._sentences.starts(units, look.deadline), look)
        of_parts: list[list[RunMatch]] = [[] for _ in node.parts]
        spans = [
            self._marked(number, look) if number in self._limits else self._spans(part, own, look)
            for number, (part, own) in enumerate(zip(node.parts, of_parts, strict=True))
        ]
        scope = node.scope if isinstance(node.scope, WordDistance) else None
        near = near_spans(
            spans,
            self._beside(node, look),
            look.deadline,
            scope.side if scope else None,
            nearest=scope is not None and scope.nearest,
        )
        for own, kept in zip(of_parts, near, strict=True):
            for match in own:
                match.marks = [
                    self._only(each, kept.has(self._places(each, look), len(each.text), look.deadline), look)
                    for each in match.marks
                ]
                matches.append(match)
        return self._at(Spans.union(near, look.deadline).starts, look)

    def _beside(self, node: Near, look: Lookup) -> Beside:
        """How spans are near one another in the documents that are looked at."""
        literals, deadline = self._literals, look.deadline
        if isinstance(node.scope, int):

            def by_characters(spans: Spans) -> Bounds:
                opens, closes = (literals.documents(each, deadline) for each in (spans.starts, spans.ends - 1))
                return Bounds(spans.starts, spans.ends, opens, closes)

            return beside_by(by_characters, node.scope, deadline)
        assert isinstance(node.scope, WordDistance)
        tokens, sentence = Tokens(self._snapshot, self._looked_at(look)), node.scope.sentence

        def by_words(spans: Spans) -> Bounds:
            owners = literals.documents(spans.starts, deadline)
            offsets = spans.starts - literals.starts[owners]
            return tokens.bounds(owners, offsets, spans.ends - spans.starts, sentence=sentence)

        # Side by side, no word is between two.
        return beside_by(by_words, node.scope.words - 1, deadline)

    def _looked_at(self, look: Lookup) -> Documents:
        assert look.only is not None
        documents = np.flatnonzero(look.only)
        if look.among is None:
            return documents
        return documents[(documents >= look.among.start) & (documents < look.among.stop)]

    def _at(self, places: Positions, look: Lookup) -> DocumentSet:
        """The documents of the positions."""
        count = self._snapshot.documents
        return DocumentSet(count, mask=mask_of(self._literals.documents(places, look.deadline), count))

    def _places(self, marks: Highlights, look: Lookup) -> Positions:
        postings = marks.postings if marks.only is None else marks.postings.only(marks.only)
        return self._literals.places(postings, look.deadline)

    def _only(self, marks: Highlights, keep: Mask, look: Lookup) -> Highlights:
        """The highlights for which `keep`, one flag per position, is true."""
        postings = self._literals.postings(self._places(marks, look)[keep], look.deadline)
        return Highlights(marks.text, postings, counted=marks.counted)

    def _sentence_units(self, node: Node, found: list[RunMatch], look: Lookup) -> Positions:
        """Numbers of the sentences that match the node on their own."""
        if isinstance(node, And | Or):
            parts = [self._sentence_units(part, found, look) for part in node.parts]
            join = self._sentences.all_of if isinstance(node, And) else self._sentences.any_of
            return join(parts, look.deadline)
        assert isinstance(node, Text)
        match = self._parts.leaf(node, look)
        literal = self._units(match.literal, look)
        found.append(match)
        if not match.words:
            return literal
        words = [(word, self._parts.find(node.text[start:end], look)) for word, start, end in match.words]
        apart = (Highlights(*each, counted=False) for each in words)
        match.marks = [Highlights(fold(node.text), match.literal), *apart]
        units = [self._units(postings, look) for _, postings in words]
        return self._sentences.any_of([literal, self._sentences.all_of(units, look.deadline)], look.deadline)

    def _units(self, postings: Postings, look: Lookup) -> Positions:
        """The sentences with a term."""
        return self._sentences.units(self._literals.places(postings, look.deadline), look.deadline)

    def _spans(self, node: Node, found: list[RunMatch], look: Lookup) -> Spans:
        """Literal occurrences of the node."""
        if isinstance(node, Or):
            return Spans.union([self._spans(part, found, look) for part in node.parts], look.deadline)
        assert isinstance(node, Text)
        # The words of a run are nowhere near anything without it.
        match = self._parts.leaf(Phrase(node.text, node.position) if isinstance(node, Run) else node, look)
        found.append(match)
        starts = self._literals.places(match.literal, look.deadline)
        return Spans(starts, starts + len(node.text))

    def _marked(self, number: int, look: Lookup) -> Spans:
        """What a search for a part that only limits would mark. number: its place in the proximity."""
        found, runs = self._limits[number]
        documents = self._looked_at(look)
        documents = documents[found.has(documents)]
        marks = [mark for run in runs for mark in run.marks]
        hits = HighlightedHits(marks, documents, self._literals, self._snapshot.documents, look.deadline)
        starts, lengths = hits.places(documents)
        return Spans(starts, starts + lengths)


def _put_together(parts: Sequence[RunMatch]) -> RunMatch:
    """One run's matches in consecutive parts of the documents, which have the same marks in the same order.

    Without its literal occurrences.
    """
    marks = [
        Highlights(each[0].text, _end_to_end([mark.postings for mark in each]), counted=each[0].counted)
        for each in zip(*(part.marks for part in parts), strict=True)
    ]
    return replace(parts[0], found=in_some([part.found for part in parts]), marks=marks)


def _end_to_end(parts: Sequence[Postings]) -> Postings:
    whole = joined([(0, each) for each in parts if len(each.documents)])
    # Positions that are still to be read would keep the parts.
    whole.read(UNLIMITED.check)
    return whole
