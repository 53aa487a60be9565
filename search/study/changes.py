"""Year on year: what a body's report keeps of the one before, what it rewords, what is new and what is gone."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence

from index.deadline import Deadline
from index.errors import ReportNotFound
from index.language import gettext, listed
from search.engine.searcher import Searcher
from search.library import ReportFilter
from search.offers.near_bodies import absent_bodies
from search.request import SearchRequest
from search.result import ReportSummary
from search.study.changed import (
    ChangeCounts,
    ChangeRow,
    ChangesResult,
    ComparedReport,
    RewordedSentence,
    SaidSentence,
)
from search.study.differing import differences
from search.study.rewording import Pairs, paired
from search.study.sentences import Sentence, sentences_of


def changes(
    searcher: Searcher,
    body: str,
    year: int,
    other: int | None = None,
    deadline: Deadline | None = None,
    *,
    exact_body: bool = False,
) -> ChangesResult:
    """The body's reports of two years compared; without another year, with the last one before that it has any of.

    Sentences are the same by their folded characters (script, width, case), white space and signs at the ends aside;
    how the others are paired says `rewording.paired`. Several reports of a year are read one after the other. Reads
    whole reports, as a cluster gives them, too. Raises ReportNotFound where one of the years has none, and TooSlow when
    the deadline, by default one of its own, is over.
    """
    started, deadline = time.perf_counter(), deadline or Deadline()
    by_year = _reports_of(searcher, body, exact_body=exact_body)
    years = _years(body, by_year, year, other)
    read = [[searcher.report(each.id, deadline=deadline) for each in by_year[each]] for each in years]
    before, after = (sentences_of(reports) for reports in read)
    deadline.check()
    pairs = paired([each.key for each in before], [each.key for each in after])
    rows = _rows(before, after, pairs)
    reworded = tuple(
        _reworded(row.before, row.after)
        for row in deadline.watch(rows)
        if row.kind == "reworded" and row.before and row.after
    )
    new = tuple(SaidSentence.of(row.after) for row in rows if row.after and not row.before)
    still = {at for at, _ in (*pairs.kept, *pairs.reworded)}
    gone = tuple(SaidSentence.of(each) for at, each in enumerate(before) if at not in still)
    return ChangesResult(
        body=body,
        before=years[0],
        after=years[1],
        kept=len(pairs.kept),
        counts=ChangeCounts(len(pairs.kept), len(reworded), len(new), len(gone)),
        before_reports=_compared(by_year[years[0]], before),
        after_reports=_compared(by_year[years[1]], after),
        reworded=reworded,
        new=new,
        gone=gone,
        offset=0,
        limit=max(len(reworded), len(new), len(gone)),
        written=searcher.written,
        took_ms=(time.perf_counter() - started) * 1000,
        rows=rows,
    )


def years_before(
    searcher: Searcher, body: str, year: int, other: int | None = None, *, exact_body: bool = False
) -> tuple[int, int | None] | None:
    """The years to compare in the place of those of which one has no report: each that has none, the year before.

    None where that cannot be compared, either. The other year is moved along where both would be the same.
    """
    try:
        return _moved(_reports_of(searcher, body, exact_body=exact_body), year, other)
    except ReportNotFound:
        return None


def _moved(by_year: Collection[int], year: int, other: int | None) -> tuple[int, int | None] | None:
    def moved(each: int) -> int:
        return each if each in by_year else each - 1

    if year == other or (year in by_year and (other is None or other in by_year)):
        return None
    own, beside = moved(year), None if other is None else moved(other)
    earlier = max((each for each in by_year if each < own), default=None)
    if own not in by_year or (beside is None and earlier is None):
        return None
    if beside == own:
        # The other year was the one before, of which the report in hand is.
        if earlier is None:
            return None
        return (own, earlier) if other is not None and other < year else (earlier, own)
    return (own, beside) if beside is None or beside in by_year else None


def _said_before(by_year: Collection[int], missing: int, year: int, other: int | None) -> str:
    """Which year a report given early in the one that is missing is on, and what to ask for; "" if that has none."""
    if missing - 1 not in by_year:
        return ""
    said = gettext("%(year)s 年初的报告说的是 %(before)s 年", year=missing, before=missing - 1)
    moved = _moved(by_year, year, other)
    if moved is None:
        return said
    named = listed(str(each) for each in moved if each is not None)
    return gettext("%(said)s，请用 %(years)s", said=said, years=named)


def _reports_of(searcher: Searcher, body: str, *, exact_body: bool) -> dict[int, list[ReportSummary]]:
    """The body's reports by the years that are known, in the order of the catalogue."""
    request = SearchRequest.parse("", body=[body], exact_body=exact_body)
    own = list(ReportFilter(request).passing(searcher.reports()))
    found: dict[int, list[ReportSummary]] = {}
    for each in own:
        if each.year is not None:
            found.setdefault(each.year, []).append(each)
    if own and not found:
        raise ReportNotFound(
            gettext("%(body)s的报告，年份都不详", body=body[:80]),
            next_step=gettext("请用 zhengsou meta 写明年份，再建索引"),
        )
    if not found:
        near = [name for each in absent_bodies(lambda: searcher.lexicon, request) for name in each.near]
        raise ReportNotFound(
            gettext("没有这个机构的报告：%(body)s", body=body[:80]),
            next_step=gettext("是不是 %(names)s？", names=listed(near)) if near else gettext("请写机构的全名"),
        )
    return found


def _years(body: str, by_year: Mapping[int, Sequence[ReportSummary]], year: int, other: int | None) -> tuple[int, int]:
    """The earlier and the later year to compare; raises ReportNotFound."""
    years = gettext("有 %(years)s", years=listed(map(str, sorted(by_year))))
    for each in (year, other):
        if each is not None and each not in by_year:
            problem = gettext("%(body)s没有 %(year)s 年的报告", body=body[:80], year=each)
            before = _said_before(by_year, each, year, other)
            raise ReportNotFound(problem, next_step=gettext("。").join(filter(None, (before, years))))
    if other is None:
        other = max((each for each in by_year if each < year), default=None)
        if other is None:
            problem = gettext("%(year)s 年是%(body)s最早的一份，没有更早的可以比对", body=body[:80], year=year)
            raise ReportNotFound(problem, next_step=years)
    if other == year:
        raise ReportNotFound(gettext("两年相同：%(year)s", year=year), next_step=years)
    return min(year, other), max(year, other)


def _rows(before: Sequence[Sentence], after: Sequence[Sentence], pairs: Pairs) -> tuple[ChangeRow, ...]:
    """All sentences, in the order after; one that is gone stands behind what it stood behind before."""
    kept, partner = {*pairs.kept}, {other: at for at, other in [*pairs.kept, *pairs.reworded]}
    remaining = {*partner.values()}
    gone_behind: dict[int, list[Sentence]] = {}
    last = -1
    for at, each in enumerate(before):
        if at in remaining:
            last = at
        else:
            gone_behind.setdefault(last, []).append(each)
    rows = [ChangeRow("gone", each, None) for each in gone_behind.get(-1, ())]
    for other, sentence in enumerate(after):
        own = partner.get(other)
        if own is None:
            rows.append(ChangeRow("new", None, sentence))
            continue
        rows.append(ChangeRow("kept" if (own, other) in kept else "reworded", before[own], sentence))
        rows += [ChangeRow("gone", each, None) for each in gone_behind.get(own, ())]
    return tuple(rows)


def _reworded(before: Sentence, after: Sentence) -> RewordedSentence:
    spans = differences(before.text, after.text)
    return RewordedSentence(
        before.text, after.text, after.report, after.paragraph, before.report, before.paragraph, *spans
    )


def _compared(reports: Iterable[ReportSummary], sentences: Sequence[Sentence]) -> tuple[ComparedReport, ...]:
    return tuple(
        ComparedReport(each.id, each.title, each.date, sum(own.report == each.id for own in sentences))
        for each in reports
    )
