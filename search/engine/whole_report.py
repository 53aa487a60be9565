"""A whole report, with the highlights of the search in it."""

from __future__ import annotations

from typing import Final

from index.deadline import Deadline
from index.segment.segments import Segments
from search.engine.found import Found, kind_of
from search.matching.arrays import Documents
from search.request import SearchRequest
from search.result import ReportParagraph, ReportSummary, ReportText, RestoredPlace, Span

NO_MARKS: tuple[tuple[Span, ...], tuple[Span, ...]] = ((), ())


def request_in(report: str, query: str, *, exact_script: bool, synonyms: bool, split_words: bool) -> SearchRequest:
    """The search whose hits are marked in a report that is read with `query`."""
    return SearchRequest(
        query, report=report, exact_script=exact_script, synonyms=synonyms, split_words=split_words, limit=0
    )


_A_PARAGRAPH: Final = 30e-6
"""Seconds to read a paragraph and show it."""


def report_text(
    summary: ReportSummary, snapshot: Segments, documents: Documents, found: Found | None, deadline: Deadline
) -> ReportText:
    """A report whose paragraphs are `documents` (ascending), with the highlights and totals of the search in it.

    found: all hits of the search in this report; None: nothing was asked. Its snapshot may be another one.
    Raises TooSlow for a long report when the deadline is over.
    """
    deadline.expect(len(documents) * _A_PARAGRAPH)
    marks = {} if found is None else found.marks_by_number()
    return ReportText(
        summary,
        tuple(_paragraph(snapshot, document, marks) for document in deadline.watch(documents.tolist())),
        total=0 if found is None else len(found.documents),
        paragraphs_literal=0 if found is None else found.paragraphs_literal,
        occurrences=0 if found is None else found.occurrences,
        relaxed=found is not None and found.relaxed,
    )


def _paragraph(
    snapshot: Segments, document: int, marks: dict[int, tuple[tuple[Span, ...], tuple[Span, ...]]]
) -> ReportParagraph:
    number = snapshot.number(document)
    highlights, words = marks.get(number, NO_MARKS)
    return ReportParagraph(
        paragraph=number,
        text=snapshot.text(document),
        kind=kind_of(snapshot, document),
        section=snapshot.section(document),
        damaged=snapshot.damaged(document),
        restored=RestoredPlace.all_of(snapshot.restored(document)),
        highlights=highlights,
        word_highlights=words,
    )
