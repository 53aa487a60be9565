"""Evaluation of a query tree on a snapshot: the matching paragraphs and their highlights."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Final

import numpy as np

from index.analysis import fold, fold_width_case, searched_text
from index.analysis.segmentation import Token
from index.deadline import UNLIMITED, Deadline
from index.segment import EMPTY, Postings
from index.segment.postings import joined
from index.segment.segments import Segments
from search.facets.columns import FacetColumns
from search.matching.arrays import AT_ONCE, Documents, DocumentSet, Mask, cut, in_all, in_some, mask_of, within
from search.matching.foreseen import seconds_of
from search.matching.highlights import Highlights
from search.matching.literals import LiteralIndex, Positions
from search.matching.near import SentenceIndex, Spans, near_spans
from search.query import And, FacetIs, Near, Node, Not, Or, Phrase, Run, TitleHas
from search.ranking.bm25 import Ranking, Weights
from search.ranking.statistics import SegmentStatistics, Statistics

MAX_TITLE: Final = 1 << 24
"""Upper bound on the length of a title (code points)."""


@dataclass(slots=True)
class RunMatch:
    """Lookup result of a run or phrase: its literal occurrences and, for a run, the occurrences of its words.

    found: all matching documents. literal: postings of the literal text. frequency: document frequency of the literal
    text in the whole index, if it differs from that of `literal`.
    """

    text: str
    found: DocumentSet
    literal: Postings
    words: tuple[Token, ...] = ()
    marks: list[Highlights] = field(default_factory=list)
    frequency: int | None = None

    @property
    def literal_frequency(self) -> int:
        """Document frequency of the literal text in the whole index, within the query's restrictions."""
        return len(self.literal.documents) if self.frequency is None else self.frequency

    def literal_in(self, documents: Documents) -> bool:
        """Whether some of the documents contain it literally."""
        return bool(np.isin(self.literal.documents, documents, assume_unique=True).any())


@dataclass(slots=True)
class Evaluation:
    """The matches of a tree, and its runs that are not negated."""

    found: DocumentSet
    runs: list[RunMatch]


class Holding:
    """Bytes of the postings that one evaluation holds."""

    __slots__ = ("_bytes",)

    def __init__(self) -> None:
        self._bytes = 0

    def add(self, postings: Postings, deadline: Deadline) -> None:
        """Raises TooLarge where they are too many altogether."""
        self._bytes += postings.size
        deadline.need(self._bytes)


@dataclass(frozen=True, slots=True)
class Lookup:
    """Options for looking up the runs of one query.

    deadline: the request's. exact: match only the query's own script. only: restricts the lookup to these documents.
    among: and to these consecutive ones. known: what was found of each text in all documents, for the next lookup.
    holding: all that was found.
    """

    deadline: Deadline
    exact: bool = False
    only: Mask | None = None
    among: range | None = None
    known: dict[str, Postings] | None = None
    holding: Holding = field(default_factory=Holding)


RECENT_RUNS: Final = 64
"""Number of texts whose words are kept: a request asks for those of each of its runs several times."""


class Evaluator:
    """Evaluates trees on one snapshot; caches only data that is independent of the query.

    words: the segmenter's words of a text. weights: the parameters of the ranking.
    statistics: of the whole index, if the snapshot is only a part of it. whole_reports: ids of the reports that have
    all parts of a report-wide proximity, if the snapshot does not hold whole reports.
    """

    def __init__(
        self,
        snapshot: Segments,
        words: Callable[[str], list[Token]],
        weights: Weights,
        statistics: Statistics | None = None,
        whole_reports: Mapping[Near, frozenset[str]] | None = None,
    ) -> None:
        self.snapshot = snapshot
        self.words = lru_cache(RECENT_RUNS)(words)
        self.literals = LiteralIndex(snapshot, "grams", snapshot.column("characters"))
        self.ranking = Ranking(snapshot, weights, statistics or SegmentStatistics(snapshot))
        self.facets = FacetColumns(snapshot)
        self._sentences = SentenceIndex(self.literals)
        self._whole_reports = whole_reports or {}

    @cached_property
    def _titles(self) -> LiteralIndex:
        return LiteralIndex(self.snapshot, "title_grams", np.full(self.snapshot.documents, MAX_TITLE))

    def evaluate(self, tree: Node, deadline: Deadline, *, exact_script: bool = False) -> Evaluation:
        """The live documents that match; raises TooSlow when the deadline is over.

        exact_script: match only the query's own script. Raises TooLarge for a tree whose matches would not fit in the
        memory of a request, and Busy for a dear one that cannot be run at present.
        """
        deadline.expect(seconds_of(tree, self.snapshot, exact=exact_script))
        runs: list[RunMatch] = []
        found = self._found(tree, runs, Lookup(deadline, exact_script))
        return Evaluation(found if self.snapshot.live is None else found.only(self.snapshot.live), runs)

    def _found(self, node: Node, runs: list[RunMatch], look: Lookup) -> DocumentSet:
        look.deadline.check()
        if isinstance(node, And | Or) and not node.parts:
            return self._set(mask=np.full(self.snapshot.documents, isinstance(node, And)))
        if isinstance(node, And | Or):
            parts = [self._found(part, runs, look) for part in node.parts]
            return in_all(parts) if isinstance(node, And) else in_some(parts)
        if isinstance(node, Not):
            return self._set(mask=~self._found(node.part, [], look).mask)
        if isinstance(node, Near):
            return self._near(node, runs, look)
        if isinstance(node, Run | Phrase):
            found = self.run(node.text, look) if isinstance(node, Run) else self.phrase(node.text, look)
            runs.append(found)
            return found.found
        return self._set(mask=self._filter_mask(node, look))

    def _set(self, documents: Documents | None = None, mask: Mask | None = None) -> DocumentSet:
        return DocumentSet(self.snapshot.documents, documents, mask)

    def _find(self, text: str, look: Lookup) -> Postings:
        found = None if look.known is None else look.known.get(text)
        if found is None:
            found = (self.literals.find_exactly if look.exact else self.literals.find)(text, look.deadline)
            if look.known is not None:
                look.known[text] = found
        if look.among is not None:
            found = found.part(*found.documents.searchsorted([look.among.start, look.among.stop]).tolist())
        found = found if look.only is None else found.only(look.only)
        if look.among is None:
            look.holding.add(found, look.deadline)
        return found

    def phrase(self, text: str, look: Lookup) -> RunMatch:
        """Matches exactly this run of characters."""
        found = self._find(text, look)
        return RunMatch(text, self._set(found.documents), found, marks=[Highlights(fold(text), found)])

    def run(self, text: str, look: Lookup) -> RunMatch:
        """Matches the run literally, or all its words; a report's title is searched in one of its paragraphs."""
        match = self.phrase(text, look)
        literal = match.literal.documents
        match.words = tuple({token[0]: token for token in self.words(text)}.values())
        if not match.words:
            return match
        if len(match.words) == 1 and match.words[0][0] == fold(text):
            match.found = self._set(self._having(match.words[0][0], text, match.literal, look))
            return match
        # Longest words first: most often no paragraph has them all, and lookups of single characters are slow.
        documents: Documents | None = None
        places: list[tuple[str, Postings]] = []
        for word, start, end in sorted(match.words, key=lambda token: token[1] - token[2]):
            written = text[start:end]
            places.append((word, self._find(written, look)))
            has_word = self._having(word, written, places[-1][1], look)
            if documents is None:
                documents = has_word[~within(has_word, literal, self.snapshot.documents)]
            else:
                documents = documents[within(documents, has_word, self.snapshot.documents)]
            if not len(documents):
                return match
        assert documents is not None
        only_words = self._set(documents)
        match.marks = [Highlights(fold(text), match.literal, match.found.mask)]
        match.marks += [Highlights(word, postings, only_words.mask, counted=False) for word, postings in places]
        match.found = in_some([match.found, only_words])
        return match

    def _having(self, word: str, written: str, places: Postings, look: Lookup) -> Documents:
        """The documents that have a word in their text, or in a title that is searched with it, ascending.

        written: the word as the query has it. places: its occurrences in texts.
        """
        documents = places.documents
        titled = self._titled(word, written, look)
        titled = titled[~within(titled, documents, self.snapshot.documents)]
        return np.insert(documents, documents.searchsorted(titled), titled) if len(titled) else documents

    def term(self, term: str, look: Lookup) -> Highlights:
        """The occurrences of a folded word or bigram of a query, which are not counted.

        A single character matches only as a word of its own, since it occurs inside many other words.
        """
        look.deadline.check()
        found = self.snapshot.postings("words", term) if len(term) == 1 else self.literals.find(term, look.deadline)
        look.holding.add(found, look.deadline)
        return Highlights(term, found, counted=False)

    def _titled(self, word: str, written: str, look: Lookup) -> Documents:
        """The paragraphs that represent a title with this word, ascending."""
        heads = self._in_script(self.snapshot.postings("title", word).documents, written, look)
        return heads + self.snapshot.column("title_at")[self.snapshot.reports[heads]] if len(heads) else heads

    def _in_script(self, heads: Documents, written: str, look: Lookup) -> Documents:
        """Of reports with a text in their titles, those that have it as written, if the request asks for that."""
        if not look.exact:
            return heads
        same = fold_width_case(written)
        return heads[[same in fold_width_case(self._title(head, look)) for head in heads.tolist()]]

    def _title(self, head: int, look: Lookup) -> str:
        look.deadline.check()
        title: str = self.snapshot.meta(int(self.snapshot.reports[head]))["title"]
        return searched_text(title)

    def _near(self, node: Near, runs: list[RunMatch], look: Lookup) -> DocumentSet:
        matches: list[RunMatch] = []
        if node.scope == "paragraph":
            near = in_all([self._found(part, matches, look) for part in node.parts])
        elif node.scope == "report":
            near = self._set(
                mask=self._report_wide(node, [self._found(part, matches, look).mask for part in node.parts])
            )
        else:
            # Parts near one another share a paragraph: positions are read only in paragraphs that have all parts.
            look = replace(look, known={})
            together = in_all([self._found(part, [], look) for part in node.parts])
            near = self._near_in_parts(node, matches, together, look)
        while matches:
            look.deadline.check()
            match = matches.pop(0)
            literal = match.literal.only(near.mask)
            runs.append(replace(match, found=match.found.only(near.mask), literal=literal))
        return near

    def _near_in_parts(self, node: Near, matches: list[RunMatch], together: DocumentSet, look: Lookup) -> DocumentSet:
        """Reads positions of one part of the documents `together` at a time, which bounds memory."""
        look = replace(look, only=together.mask)
        parts = cut(self.literals.lengths[together.documents], AT_ONCE)
        if len(parts) <= 1:
            return self._near_places(node, matches, look)
        near = np.zeros(self.snapshot.documents, np.bool_)
        of_parts: list[list[RunMatch]] = []
        for part in parts:
            own = together.documents[part]
            found: list[RunMatch] = []
            near |= self._near_places(node, found, replace(look, among=range(int(own[0]), int(own[-1]) + 1))).mask
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
            matches.append(replace(whole, literal=self._find(whole.text, look).only(near)))
        return self._set(mask=near)

    def _near_places(self, node: Near, matches: list[RunMatch], look: Lookup) -> DocumentSet:
        if node.scope == "sentence":
            units = self._sentence_units(And(node.parts), matches, look)
            for match in matches:
                match.marks = [
                    self._only(each, self._sentences.within(self._places(each, look), units, look.deadline), look)
                    for each in match.marks
                ]
            return self._at(self._sentences.starts(units, look.deadline), look)
        assert isinstance(node.scope, int)
        parts = [self._spans(part, matches, look) for part in node.parts]
        spans = near_spans(parts, node.scope, self.literals, look.deadline)
        for match in matches:
            match.marks = [
                self._only(each, spans.has(self._places(each, look), len(each.text), look.deadline), look)
                for each in match.marks
            ]
        return self._at(spans.starts, look)

    def _at(self, places: Positions, look: Lookup) -> DocumentSet:
        """The documents of the positions."""
        return self._set(mask=mask_of(self.literals.documents(places, look.deadline), self.snapshot.documents))

    def _places(self, marks: Highlights, look: Lookup) -> Positions:
        postings = marks.postings if marks.only is None else marks.postings.only(marks.only)
        return self.literals.places(postings, look.deadline)

    def _only(self, marks: Highlights, keep: Mask, look: Lookup) -> Highlights:
        """The highlights for which `keep`, one flag per position, is true."""
        postings = self.literals.postings(self._places(marks, look)[keep], look.deadline)
        return Highlights(marks.text, postings, counted=marks.counted)

    def _report_wide(self, node: Near, masks: list[Mask]) -> Mask:
        """The paragraphs that match some part, in reports that match all parts."""
        known = self._whole_reports.get(node)
        whole = self._reports_with_all(masks) if known is None else self._reports_named(known)
        some: Mask = np.logical_or.reduce(masks) & whole[self.snapshot.reports]
        return some

    def _reports_with_all(self, masks: list[Mask]) -> Mask:
        whole = np.ones(len(self.snapshot.heads), np.bool_)
        live = True if self.snapshot.live is None else self.snapshot.live
        for mask in masks:
            whole &= mask_of(self.snapshot.reports[mask & live], len(whole))
        return whole

    def _reports_named(self, ids: frozenset[str]) -> Mask:
        return np.array(
            [self.snapshot.meta(report)["id"] in ids for report in range(len(self.snapshot.heads))], np.bool_
        )

    def _sentence_units(self, node: Node, found: list[RunMatch], look: Lookup) -> Positions:
        """Numbers of the sentences that match the node on their own."""
        if isinstance(node, And | Or):
            parts = [self._sentence_units(part, found, look) for part in node.parts]
            join = self._sentences.all_of if isinstance(node, And) else self._sentences.any_of
            return join(parts, look.deadline)
        assert isinstance(node, Run | Phrase)
        match = self.run(node.text, look) if isinstance(node, Run) else self.phrase(node.text, look)
        literal = self._units(match.literal, look)
        found.append(match)
        if not match.words:
            return literal
        words = [(word, self._find(node.text[start:end], look)) for word, start, end in match.words]
        apart = (Highlights(*each, counted=False) for each in words)
        match.marks = [Highlights(fold(node.text), match.literal), *apart]
        units = [self._units(postings, look) for _, postings in words]
        return self._sentences.any_of([literal, self._sentences.all_of(units, look.deadline)], look.deadline)

    def _units(self, postings: Postings, look: Lookup) -> Positions:
        """The sentences with a term."""
        return self._sentences.units(self.literals.places(postings, look.deadline), look.deadline)

    def _spans(self, node: Node, found: list[RunMatch], look: Lookup) -> Spans:
        """Literal occurrences of the node."""
        if isinstance(node, Or):
            return Spans.union([self._spans(part, found, look) for part in node.parts], look.deadline)
        assert isinstance(node, Run | Phrase)
        match = self.phrase(node.text, look)
        found.append(match)
        starts = self.literals.places(match.literal, look.deadline)
        return Spans(starts, starts + len(node.text))

    def _filter_mask(self, node: Node, look: Lookup) -> Mask:
        if isinstance(node, FacetIs):
            return self.facets.documents_having(node.facet, node.choice)
        assert isinstance(node, TitleHas)
        heads = self._in_script(self._titles.find(node.text, look.deadline).documents, node.text, look)
        mask: Mask = mask_of(self.snapshot.reports[heads], len(self.snapshot.heads))[self.snapshot.reports]
        return mask


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
