"""Wording and its sources: what of a draft stands elsewhere in the index, where first, how often and in whose reports.

Runs are compared by folded characters (script, width and case make no difference), without white space and what has no
shape. Signs have to be the same, folded; they do not count towards a length, and no run begins or ends with one. A run
stays within a paragraph, of the draft and of the index.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final

from index.deadline import Deadline
from index.errors import ParagraphNotFound, RequestError
from index.language import gettext
from search.engine.searcher import Searcher
from search.request import SearchRequest
from search.study.sources import Source
from search.study.traced import SimilarResult, TraceResult
from search.study.tracing import Tracing
from search.study.where import require_local

LEAST_RUN: Final = 4
MOST_RUN: Final = 200
"""Bounds of how long runs have to be (characters that count)."""
DEFAULT_RUN: Final = 8
DEFAULT_SIMILAR: Final = 6
"""Within one paragraph less says something, too."""
MOST_NEAREST: Final = 20
DEFAULT_NEAREST: Final = 3


def trace(
    searcher: Searcher,
    source: Source,
    request: SearchRequest,
    deadline: Deadline | None = None,
    *,
    least: int = DEFAULT_RUN,
    other_bodies: bool = False,
    nearest: int = DEFAULT_NEAREST,
) -> TraceResult:
    """Every longest run of at least `least` characters that the source shares with the index, none missed.

    Of `request` the filters say where runs are looked for, limit and offset which are listed. A report of the index is
    not compared with itself. other_bodies: nor with others of its body. nearest: paragraphs that are named for each of
    the source's.
    Needs positions of every bigram, which a cluster keeps to itself: raises RequestError there, and for bounds; TooSlow
    when the deadline, by default one of its own, is over.
    """
    _check("least", least, LEAST_RUN, MOST_RUN)
    _check("nearest", nearest, 0, MOST_NEAREST)
    started, deadline = time.perf_counter(), deadline or Deadline()
    tracing = Tracing(searcher, source, request, deadline, least, other_bodies=other_bodies)
    longest = tracing.runs.longest()
    characters, covered = tracing.draft.characters, int(tracing.covered[-1])
    return TraceResult(
        report=source.report or None,
        title=source.title,
        least=least,
        searched=tracing.compared,
        characters=characters,
        covered=covered,
        coverage=covered / characters if characters else None,
        total=len(longest),
        offset=request.offset,
        limit=request.limit,
        runs=tuple(map(tracing.run, longest[request.offset : request.offset + request.limit])),
        formulas=tracing.formulas(),
        paragraphs=tracing.paragraphs(nearest),
        took_ms=(time.perf_counter() - started) * 1000,
    )


def similar(
    searcher: Searcher,
    report: str,
    paragraph: int,
    request: SearchRequest,
    deadline: Deadline | None = None,
    *,
    least: int = DEFAULT_SIMILAR,
    other_bodies: bool = False,
) -> SimilarResult:
    """The paragraphs of other reports that have most characters of one paragraph in runs of at least `least`.

    paragraph: from 0. Otherwise as `trace`; raises ReportNotFound and ParagraphNotFound.
    """
    _check("least", least, LEAST_RUN, MOST_RUN)
    started, deadline = time.perf_counter(), deadline or Deadline()
    require_local(searcher)
    whole = Source.of_report(searcher, report, deadline)
    if not 0 <= paragraph < len(whole.paragraphs):
        raise ParagraphNotFound(paragraph, len(whole.paragraphs))
    source = replace(whole, paragraphs=(whole.paragraphs[paragraph],))
    tracing = Tracing(searcher, source, request, deadline, least, other_bodies=other_bodies)
    found = tracing.nearest()
    page = found[request.offset : request.offset + request.limit]
    return SimilarResult(
        report=whole.report,
        paragraph=paragraph,
        text=source.paragraphs[0],
        characters=tracing.draft.characters,
        least=least,
        searched=tracing.compared,
        total=len(found),
        offset=request.offset,
        limit=request.limit,
        similar=tracing.near_paragraphs(page),
        took_ms=(time.perf_counter() - started) * 1000,
    )


def _check(name: str, given: int, least: int, most: int) -> None:
    if not least <= given <= most:
        raise RequestError(
            gettext("%(name)s 超出范围：%(given)s", name=name, given=given),
            next_step=gettext("请给 %(least)s 到 %(most)s 的整数", least=least, most=most),
        )
