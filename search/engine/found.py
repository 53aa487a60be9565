"""All that a request finds, as arrays: what searches and studies count, sort and cut before they read any text."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index.analysis import well_formed
from index.facets import KIND
from index.report import KINDS, Kind
from index.segment.segments import Segments
from search.facets.columns import FacetColumns
from search.facets.counting import Narrowed
from search.library import summary
from search.matching.arrays import Documents, Numbers
from search.matching.highlights import MarkedHits
from search.matching.literals import Places
from search.ranking.rescoring import SECOND_LOOK, Ranked, Scoring
from search.request import SearchRequest, Sort
from search.result import Hit, ReportParagraph, ReportSummary, ScorePart, SearchResult, Span

READ_AT_ONCE: Final = 500
"""So many hits are read together where all are."""


class Found:
    """What a request finds, whatever its limit and offset: the same paragraphs, marks and scores for every use of it.

    understood: the query in words. relaxed: the query's words are nowhere together, so that these have most of them.
    documents: ascending. reports: how many these are from.
    """

    def __init__(
        self,
        snapshot: Segments,
        request: SearchRequest,
        columns: FacetColumns,
        narrowed: Narrowed,
        marked: MarkedHits,
        scoring: Scoring,
        *,
        understood: str,
        relaxed: bool,
    ) -> None:
        self.snapshot = snapshot
        self.request = request
        self.columns = columns
        self.understood = understood
        self.relaxed = relaxed
        self.documents: Documents = narrowed.documents
        self.reports = narrowed.reports
        self.facets = narrowed.facets
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

    @property
    def report_of(self) -> Numbers:
        """The number of each document's report."""
        return self.snapshot.reports[self.documents]

    def marks(self) -> tuple[Documents, Numbers, Places]:
        """Every occurrence: its document, where it begins in it, and its length (code points); in documents' order."""
        return self._marked.everywhere()

    def scores(self) -> npt.NDArray[np.floating[Any]]:
        """Each document's score, as a search by relevance gives it."""
        scores = self._scoring.every(self.documents)
        for best in self._scoring.best(self.documents, SECOND_LOOK):
            scores[self.documents.searchsorted(best.document)] = best.score
        return scores

    def newest_first(self, documents: Documents) -> Documents:
        """The order that puts the newest report's first, by date, then year; what is of the same keeps its order."""
        reports = self.snapshot.reports[documents]
        dates = self.snapshot.column("date").astype(np.int64)[reports]
        return np.lexsort((-self.snapshot.column("year")[reports], -dates))

    def ranked(self, sort: Sort, first: int, last: int) -> list[Ranked]:
        """Those from `first` to `last` of all documents in order; ties are in reading order."""
        if sort == "relevance":
            return self._scoring.best(self.documents, last)[first:]
        scores = self._scoring.every(self.documents)
        if sort == "hits":
            order = np.lexsort((self.documents, -scores, -self.counts))
        else:
            by_score = np.argsort(-scores, kind="stable")
            order = by_score[self.newest_first(self.documents[by_score])]
        return [Ranked(int(self.documents[at]), float(scores[at])) for at in order[first:last].tolist()]

    def hits(self, ranked: Sequence[Ranked]) -> tuple[Hit, ...]:
        """Some of the documents, in the order given, read from the index."""
        spans = self._marked.spans(np.array(sorted(each.document for each in ranked), np.int64))
        explained = self.request.explain_score
        return tuple(
            self._hit(each, tuple(spans[each.document]), self._scoring.explain(each) if explained else ())
            for each in ranked
        )

    def page(self, started: float, *, total: int | None = None, occurrences: int | None = None) -> SearchResult:
        """The answer to the request. started: when it was begun (`time.perf_counter`).

        total, occurrences: those of all hits, where these are only the best of them.
        """
        request = self.request
        page = self.ranked(request.sort, request.offset, request.offset + request.limit)
        return SearchResult(
            query=well_formed(request.query),
            understood=self.understood,
            relaxed=self.relaxed,
            total=len(self.documents) if total is None else total,
            reports=self.reports,
            occurrences=self.occurrences if occurrences is None else occurrences,
            took_ms=(time.perf_counter() - started) * 1000,
            offset=request.offset,
            limit=request.limit,
            sort=request.sort,
            hits=self.hits(page),
            facets=self.facets,
        )

    def every_hit(self) -> Iterator[Hit]:
        """All hits in the request's order; their texts are read a few hundred at a time."""
        ranked = self.ranked(self.request.sort, 0, len(self.documents))
        for start in range(0, len(ranked), READ_AT_ONCE):
            yield from self.hits(ranked[start : start + READ_AT_ONCE])

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
