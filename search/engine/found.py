"""Hits of a request as arrays, to count, sort and page before any text is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index.deadline import Deadline
from index.facets import KIND
from index.report import KINDS, Kind
from index.segment.segments import Segments
from search.engine.answer import Totals
from search.facets.columns import FacetColumns
from search.facets.counting import Narrowed
from search.library import summary
from search.matching.arrays import Documents, Numbers, leading
from search.matching.highlights import HighlightedHits
from search.ranking.rescoring import SECOND_LOOK, Order, Ranked, Scoring
from search.request import SearchRequest
from search.result import Hit, ReportSummary, RestoredPlace, ScorePart, Span, Where

READ_AT_ONCE: Final = 500
"""Batch size (hits) for reading all hits."""
READ_FIRST: Final = 50
"""Size of the first two batches (hits): whoever waits for the first hits does not wait for READ_AT_ONCE."""


class Matches:
    """Documents that match a request, with highlights and scores: all of them, or a cluster's candidates.

    documents: ascending. deadline: the request's; methods raise TooSlow when it is over.
    """

    def __init__(
        self,
        snapshot: Segments,
        request: SearchRequest,
        documents: Documents,
        marked: HighlightedHits,
        scoring: Scoring,
        deadline: Deadline,
    ) -> None:
        self.snapshot = snapshot
        self.request = request
        self.documents = documents
        self.deadline = deadline
        self._marked = marked
        self._scoring = scoring

    @cached_property
    def counts(self) -> Numbers:
        """Occurrences per document."""
        return self._marked.counts()

    @property
    def occurrences(self) -> int:
        """Occurrences in all documents."""
        return int(self.counts.sum())

    @property
    def paragraphs_literal(self) -> int:
        """Number of documents with an occurrence."""
        return int(np.count_nonzero(self.counts))

    @property
    def paragraphs_apart(self) -> int:
        """Number of documents without an occurrence that have words of a run."""
        return int(np.count_nonzero(self._marked.word_counts()[self.counts == 0]))

    def newest_first(self, documents: Documents, count: int) -> Documents:
        """Indices of the first `count` of some documents, newest report (date, then year) first."""
        return leading(self._age(documents), count, self.deadline)

    def _age(self, documents: Documents) -> list[Numbers]:
        """Sort keys, newest first."""
        reports = self.snapshot.reports[documents]
        dates = self.snapshot.column("date").astype(np.int64)[reports]
        return [-dates, -self.snapshot.column("year")[reports]]

    def order(self, count: int) -> Order:
        """The first `count` documents in the request's sort order; ties in reading order."""
        if self.request.sort == "relevance":
            return self._scoring.best(self.documents, count)
        scores = self._scoring.every(self.documents)
        keys = [-self.counts] if self.request.sort == "hits" else self._age(self.documents)
        order = leading([*keys, -scores], count, self.deadline)
        return Order(self.documents[order], scores[order])

    def page(self) -> tuple[Hit, ...]:
        """The hits on the request's page; a page of none costs no ranking."""
        if not self.request.limit:
            return ()
        last = self.request.offset + self.request.limit
        return self.hits(self.order(last).ranked(slice(self.request.offset, last)))

    def hits(self, ranked: Sequence[Ranked]) -> tuple[Hit, ...]:
        """Some of the documents, in the order given, read from the index."""
        spans = self._marked.spans(np.array(sorted(each.document for each in ranked), np.int64))
        words = self._marked.word_spans(spans)
        hits = []
        for each in ranked:
            self.deadline.check()
            parts = self._scoring.explain(each) if self.request.explain_score else ()
            hits.append(self._hit(each, tuple(spans[each.document]), tuple(words[each.document]), parts))
        return tuple(hits)

    def hit(self, document: int) -> Hit:
        """One of the documents, without score and highlights."""
        return self._hit(Ranked(document, 0.0), (), (), ())

    def _hit(
        self, ranked: Ranked, highlights: tuple[Span, ...], words: tuple[Span, ...], parts: tuple[ScorePart, ...]
    ) -> Hit:
        document = ranked.document
        report = int(self.snapshot.reports[document])
        meta = self.snapshot.meta(report)
        return Hit(
            report=meta["id"],
            paragraph=self.snapshot.number(document),
            kind=kind_of(self.snapshot, document),
            body=meta["body"],
            year=meta["year"],
            date=meta["date"],
            title=meta["title"],
            section=self.snapshot.section(document),
            score=ranked.score,
            occurrences=len(highlights),
            text=self.snapshot.text(document),
            highlights=highlights,
            word_highlights=words,
            damaged=self.snapshot.damaged(document),
            restored=RestoredPlace.all_of(self.snapshot.restored(document)),
            score_parts=parts,
            repeat=self.snapshot.repeat(document),
            source=meta["source"],
            original=meta["original"],
            organ=meta["organ"],
            region=Where.of(meta),
        )


class Found(Matches):
    """All hits of a request, independent of its limit and offset.

    understood: the query in words. relaxed: no paragraph has all the query's words, so that the hits have most of them.
    reports: number of distinct reports.
    """

    def __init__(
        self,
        snapshot: Segments,
        request: SearchRequest,
        columns: FacetColumns,
        narrowed: Narrowed,
        marked: HighlightedHits,
        scoring: Scoring,
        deadline: Deadline,
        *,
        understood: str,
        relaxed: bool,
    ) -> None:
        super().__init__(snapshot, request, narrowed.documents, marked, scoring, deadline)
        self.columns = columns
        self.understood = understood
        self.relaxed = relaxed
        self.reports = narrowed.reports
        self.facets = narrowed.facets

    @property
    def totals(self) -> Totals:
        """Totals of the answer."""
        return Totals(
            total=len(self.documents),
            paragraphs_literal=self.paragraphs_literal,
            reports=self.reports,
            occurrences=self.occurrences,
            facets=self.facets,
            understood=self.understood,
            relaxed=self.relaxed,
        )

    @property
    def report_of(self) -> Numbers:
        """The number of each document's report."""
        return self.snapshot.reports[self.documents]

    def marks_within(self, places: Documents) -> tuple[Numbers, Numbers]:
        """Start in its text and length (code points) of every occurrence in some documents, concatenated.

        places: indices of these documents in `documents`, ascending.
        """
        return self._marked.within(self.documents[places], self.counts[places])

    def searched_marks_within(self, places: Documents) -> tuple[Numbers, Numbers]:
        """As `marks_within`, but offsets in the searched texts, of which the words of an index are made."""
        return self._marked.searched_within(self.documents[places], self.counts[places])

    def marks_by_number(self) -> dict[int, tuple[tuple[Span, ...], tuple[Span, ...]]]:
        """Highlights and word highlights of each hit, by its paragraph's place in its report, when all are in one."""
        spans = self._marked.spans(self.documents)
        words = self._marked.word_spans(spans)
        return {self.snapshot.number(each): (tuple(spans[each]), tuple(words[each])) for each in spans}

    def scores(self) -> npt.NDArray[np.floating[Any]]:
        """Score of each document, as in a search by relevance."""
        scores = self._scoring.every(self.documents)
        best = self._scoring.best(self.documents, SECOND_LOOK)
        scores[self.documents.searchsorted(best.documents)] = best.scores
        return scores

    def every_hit(self) -> Iterator[Hit]:
        """All hits in the request's order; texts are read in batches, two of READ_FIRST and then of READ_AT_ONCE."""
        order, start = self.order(len(self.documents)), 0
        while start < len(self.documents):
            end = start + (READ_FIRST if start < 2 * READ_FIRST else READ_AT_ONCE)
            yield from self.hits(order.ranked(slice(start, end)))
            start = end

    def summary(self, report: int) -> ReportSummary:
        """A report in the catalogue, by its number in the snapshot."""
        return summary(self.snapshot.full_meta(report))


def kind_of(snapshot: Segments, document: int) -> Kind:
    """The kind of a paragraph."""
    return KINDS[int(snapshot.column(KIND.name)[document])]
