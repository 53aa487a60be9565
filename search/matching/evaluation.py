"""Evaluation of a query tree on a snapshot: the matching paragraphs and their highlights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Final

import numpy as np

from index.analysis import fold, fold_width_case, searched_text
from index.analysis.segmentation import Token
from index.deadline import Deadline
from index.segment import Postings
from index.segment.segments import Segments
from search.facets.columns import FacetColumns
from search.matching.arrays import Documents, DocumentSet, Mask, in_all, in_some, mask_of, within
from search.matching.foreseen import seconds_of
from search.matching.highlights import Highlights
from search.matching.literals import LiteralIndex
from search.matching.lookup import Evaluation, Lookup, RunMatch
from search.matching.near import SentenceIndex
from search.matching.nearby import Nearby
from search.matching.tokens import whole_words
from search.query import And, FacetIs, Near, Node, Not, Or, Phrase, Run, Text, TitleHas, Word
from search.ranking.bm25 import Ranking, Weights
from search.ranking.statistics import SegmentStatistics, Statistics

MAX_TITLE: Final = 1 << 24
"""Upper bound on the length of a title (code points)."""
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
        found = self.found(tree, runs, Lookup(deadline, exact_script))
        return Evaluation(found if self.snapshot.live is None else found.only(self.snapshot.live), runs)

    def found(self, node: Node, runs: list[RunMatch], look: Lookup) -> DocumentSet:
        """The documents that match a node, deleted ones too; its runs that are not negated are added to `runs`."""
        look.deadline.check()
        if isinstance(node, And | Or) and not node.parts:
            return self._set(mask=np.full(self.snapshot.documents, isinstance(node, And)))
        if isinstance(node, And | Or):
            parts = [self.found(part, runs, look) for part in node.parts]
            return in_all(parts) if isinstance(node, And) else in_some(parts)
        if isinstance(node, Not):
            return self._set(mask=~self.found(node.part, [], look).mask)
        if isinstance(node, Near):
            return self._near(node, runs, look)
        if isinstance(node, Text):
            runs.append(self.leaf(node, look))
            return runs[-1].found
        return self._set(mask=self._filter_mask(node, look))

    def _set(self, documents: Documents | None = None, mask: Mask | None = None) -> DocumentSet:
        return DocumentSet(self.snapshot.documents, documents, mask)

    def find(self, text: str, look: Lookup) -> Postings:
        """The literal occurrences of a text."""
        found = None if look.known is None else look.known.get(text)
        if found is None:
            found = (self.literals.find_exactly if look.exact else self.literals.find)(text, look.deadline)
            if look.known is not None:
                look.known[text] = found
        found = look.restricted(found)
        if look.among is None:
            look.holding.add(found, look.deadline)
        return found

    def standing(self, node: Text, look: Lookup) -> Postings:
        """The occurrences of a leaf: literal ones, or whole words, of which no index knows the script."""
        if not isinstance(node, Word):
            return self.find(node.text, look)
        known = (node.text, node.words)
        if known not in look.words:
            literal = self.literals.find(node.text, look.deadline)
            found = whole_words(self.snapshot, self.literals, literal, node, look.deadline)
            look.holding.add(found, look.deadline)
            look.words[known] = found
        return look.restricted(look.words[known])

    def leaf(self, node: Text, look: Lookup) -> RunMatch:
        """A text, looked up."""
        if isinstance(node, Run):
            return self.run(node.text, look)
        found = self.standing(node, look)
        return RunMatch(node, self._set(found.documents), found, marks=[Highlights(fold(node.text), found)])

    def phrase(self, text: str, look: Lookup) -> RunMatch:
        """Matches exactly this run of characters."""
        return self.leaf(Phrase(text, 0), look)

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
            places.append((word, self.find(written, look)))
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
            near = in_all([self.found(part, matches, look) for part in node.parts])
        elif node.scope == "report":
            near = self._set(
                mask=self._report_wide(node, [self.found(part, matches, look).mask for part in node.parts])
            )
        else:
            near = Nearby(self, self._sentences).found(node, matches, look)
        while matches:
            look.deadline.check()
            match = matches.pop(0)
            literal = match.literal.only(near.mask)
            runs.append(replace(match, found=match.found.only(near.mask), literal=literal))
        return near

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

    def _filter_mask(self, node: Node, look: Lookup) -> Mask:
        if isinstance(node, FacetIs):
            return self.facets.documents_having(node.facet, node.choice)
        assert isinstance(node, TitleHas)
        heads = self._in_script(self._titles.find(node.text, look.deadline).documents, node.text, look)
        mask: Mask = mask_of(self.snapshot.reports[heads], len(self.snapshot.heads))[self.snapshot.reports]
        return mask
