"""All that a request finds, as arrays: what searches and studies count, sort and cut before they read any text."""

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
from search.result import Hit, ReportParagraph, ReportSummary, ScorePart, Span

READ_AT_ONCE: Final = 500
"""So many hits are read together where all are."""


class Matches:
    """Documents that a request matches, with marks and scores: all of them, or the candidates that a cluster chose.

    documents: ascending. deadline: the request's; what is asked of them when it is over raises TooSlow.
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
        """How many occurrences each document has."""
        return self._marked.counts()

    @property
    def occurrences(self) -> int:
        """How many there are in all documents."""
        return int(self.counts.sum())

    def newest_first(self, documents: Documents, count: int) -> Documents:
        """The places of the first `count` of some documents, the newest report's (date, then year) first."""
        return leading(self._age(documents), count, self.deadline)

    def _age(self, documents: Documents) -> list[Numbers]:
        """Keys that put the newest first."""
        reports = self.snapshot.reports[documents]
        dates = self.snapshot.column("date").astype(np.int64)[reports]
        return [-dates, -self.snapshot.column("year")[reports]]

    def order(self, count: int) -> Order:
        """The first `count` of all documents in the order that the request asks for; ties are in reading order."""
        if self.request.sort == "relevance":
            return self._scoring.best(self.documents, count)
        scores = self._scoring.every(self.documents)
        keys = [-self.counts] if self.request.sort == "hits" else self._age(self.documents)
        order = leading([*keys, -scores], count, self.deadline)
        return Order(self.documents[order], scores[order])

    def page(self) -> tuple[Hit, ...]:
        """The hits that the request's page shows."""
        last = self.request.offset + self.request.limit
        return self.hits(self.order(last).ranked(slice(self.request.offset, last)))

    def hits(self, ranked: Sequence[Ranked]) -> tuple[Hit, ...]:
        """Some of the documents, in the order given, read from the index."""
        spans = self._marked.spans(np.array(sorted(each.document for each in ranked), np.int64))
        hits = []
        for each in ranked:
            self.deadline.check()
            parts = self._scoring.explain(each) if self.request.explain_score else ()
            hits.append(self._hit(each, tuple(spans[each.document]), parts))
        return tuple(hits)

    def hit(self, document: int) -> Hit:
        """One of the documents, without its score and its marks."""
        return self._hit(Ranked(document, 0.0), (), ())

    def _hit(self, ranked: Ranked, highlights: tuple[Span, ...], parts: tuple[ScorePart, ...]) -> Hit:
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
            damaged=self.snapshot.damaged(document),
            score_parts=parts,
            repeat=self.snapshot.repeat(document),
        )


class Found(Matches):
    """All that a request finds, whatever its limit and offset: the same paragraphs, marks and scores for every use.

    understood: the query in words. relaxed: the query's words are nowhere together, so that these have most of them.
    reports: how many the documents are from.
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
        """The numbers of an answer."""
        return Totals(len(self.documents), self.reports, self.occurrences, self.facets, self.understood, self.relaxed)

    @property
    def report_of(self) -> Numbers:
        """The number of each document's report."""
        return self.snapshot.reports[self.documents]

    def marks_within(self, places: Documents) -> tuple[Numbers, Numbers]:
        """Every occurrence in some of the documents, given by their places, ascending; they are placed together.

        Of each where it begins in its text, and its length (code points); one document's behind the other's.
        """
        return self._marked.within(self.documents[places], self.counts[places])

    def scores(self) -> npt.NDArray[np.floating[Any]]:
        """Each document's score, as a search by relevance gives it."""
        scores = self._scoring.every(self.documents)
        best = self._scoring.best(self.documents, SECOND_LOOK)
        scores[self.documents.searchsorted(best.documents)] = best.scores
        return scores

    def every_hit(self) -> Iterator[Hit]:
        """All hits in the request's order; their texts are read a few hundred at a time."""
        order = self.order(len(self.documents))
        for start in range(0, len(self.documents), READ_AT_ONCE):
            yield from self.hits(order.ranked(slice(start, start + READ_AT_ONCE)))

    def summary(self, report: int) -> ReportSummary:
        """A report in the catalogue, by its number in the snapshot."""
        return summary(self.snapshot.full_meta(report))


def kind_of(snapshot: Segments, document: int) -> Kind:
    """What a paragraph is."""
    return KINDS[int(snapshot.column(KIND.name)[document])]


def report_paragraph(snapshot: Segments, document: int, highlights: tuple[Span, ...]) -> ReportParagraph:
    """A paragraph of a report that is read."""
    return ReportParagraph(
        number=snapshot.number(document),
        text=snapshot.text(document),
        kind=kind_of(snapshot, document),
        section=snapshot.section(document),
        damaged=snapshot.damaged(document),
        highlights=highlights,
    )
