"""Hits by report: one entry a report, with its best paragraphs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np

from index.analysis import well_formed
from index.deadline import Deadline
from index.language import N_
from search.described import Described, Detail
from search.engine.found import Found
from search.engine.searcher import Searcher
from search.matching.arrays import Documents, Numbers
from search.ranking.rescoring import Ranked
from search.request import SearchRequest, Sort
from search.result import Answer, Hit, OfReport, ReportSummary


@dataclass(frozen=True, slots=True)
class ReportGroup(Described, OfReport):
    """A report with its numbers of hits, and its best paragraphs in order.

    hits: paragraphs. score: of the best paragraph.
    """

    SCHEMA: ClassVar[str] = "Group"
    HIDDEN: ClassVar[frozenset[str]] = frozenset({"report"})
    COMPUTED: ClassVar[Mapping[str, Detail]] = {
        "report": Detail(N_("报告的编号"), attribute="id"),
        "title": Detail(),
        "body": Detail(),
        "year": Detail(N_("null：年份不详")),
        "date": Detail(schema={"format": "date"}),
    }

    report: ReportSummary
    hits: Annotated[int, Detail(N_("段数"))]
    occurrences: int
    score: Annotated[float, Detail(digits=4)]
    best: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class GroupedResult(Answer):
    """The answer to a SearchRequest, by report; totals as in the search; limit and offset count reports.

    total: paragraphs. groups: those on the page.
    """

    occurrences: int
    sort: Sort
    groups: tuple[ReportGroup, ...]


def by_report(
    searcher: Searcher, request: SearchRequest, best: int = 3, deadline: Deadline | None = None
) -> GroupedResult:
    """The reports in which `request` finds something, in its order, each with its `best` best paragraphs by relevance.

    By relevance the report with the best paragraph is first, by hits that with most occurrences, by date the newest.
    Raises QueryError for a query that cannot be understood, and TooSlow when the deadline, by default one of its own,
    is over.
    """
    started = time.perf_counter()
    found = searcher.find(request, deadline)
    groups = _Groups(found)
    shown = groups.order()[request.offset : request.offset + request.limit]
    return GroupedResult(
        query=well_formed(request.query),
        understood=found.understood,
        relaxed=found.relaxed,
        total=len(found.documents),
        paragraphs_literal=found.paragraphs_literal,
        split_words=request.split_words,
        reports=found.reports,
        occurrences=found.occurrences,
        groups=tuple(groups.group(group, best) for group in shown.tolist()),
        took_ms=(time.perf_counter() - started) * 1000,
        offset=request.offset,
        limit=request.limit,
        sort=request.sort,
        facets=found.facets,
    )


@dataclass(frozen=True, slots=True)
class InReport:
    """What is found in a report: numbers of paragraphs and of occurrences."""

    paragraphs: int
    occurrences: int


def counts_by_report(found: Found) -> dict[str, InReport]:
    """Of all reports in which something is found, by id."""
    reports, starts = _pieces(found.report_of)
    paragraphs = np.diff(np.append(starts, len(found.documents))).tolist()
    occurrences = _sums(np.add, found.counts.astype(np.int64), starts).tolist()
    numbers = found.deadline.watch(zip(reports.tolist(), paragraphs, occurrences, strict=True))
    return {found.snapshot.meta(report)["id"]: InReport(hits, marks) for report, hits, marks in numbers}


class _Groups:
    """Hits grouped by report; a report's documents are contiguous."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._scores = found.scores()
        self._reports, self._starts = _pieces(found.report_of)
        self._bounds = np.append(self._starts, len(found.documents))
        self._occurrences = _sums(np.add, found.counts.astype(np.int64), self._starts)
        self._best = _sums(np.maximum, self._scores, self._starts)

    def order(self) -> Documents:
        """Group numbers in the request's sort order; ties by score, then by document."""
        sort = self._found.request.sort
        if sort == "hits":
            return np.lexsort((-self._best, -self._occurrences))
        by_score = np.argsort(-self._best, kind="stable")
        if sort == "relevance":
            return by_score
        newest = self._found.newest_first(self._found.documents[self._starts[by_score]], len(by_score))
        return by_score[newest]

    def group(self, number: int, best: int) -> ReportGroup:
        """One of them, read from the index."""
        start, end = int(self._bounds[number]), int(self._bounds[number + 1])
        documents, scores = self._found.documents[start:end], self._scores[start:end]
        order = np.argsort(-scores, kind="stable")[:best].tolist()
        ranked = [Ranked(int(documents[at]), float(scores[at])) for at in order]
        return ReportGroup(
            report=self._found.summary(int(self._reports[number])),
            hits=end - start,
            occurrences=int(self._occurrences[number]),
            score=float(self._best[number]),
            best=self._found.hits(ranked),
        )


def _pieces(reports: Numbers) -> tuple[Numbers, Documents]:
    """Distinct reports (ascending), and the start of each."""
    starts = np.flatnonzero(np.concatenate([np.ones(min(len(reports), 1), np.bool_), reports[1:] != reports[:-1]]))
    return reports[starts], starts


def _sums(combine: np.ufunc, values: Numbers, starts: Documents) -> Numbers:
    """The values of each group, combined."""
    return combine.reduceat(values, starts) if len(starts) else values[:0]
