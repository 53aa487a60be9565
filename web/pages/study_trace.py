"""Page of the study 溯源: what of a draft, or of a report, stands elsewhere, and the paragraphs nearest to one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask import render_template, request, url_for
from werkzeug.exceptions import Forbidden

from index.deadline import Deadline
from index.language import gettext, ngettext
from search.engine.searcher import Searcher
from search.result import ReportSummary, Span
from search.study.sources import Source
from search.study.trace import DEFAULT_RUN, DEFAULT_SIMILAR, LEAST_RUN, MOST_RUN, similar, trace
from search.study.traced import TracedRun, TraceResult
from web.api.bounds import MAX_PARAGRAPH
from web.asked.arguments import integer, switch, value
from web.asked.draft import draft_in
from web.asked.parameters import Parameters
from web.asked.same_site import from_this_site
from web.asked.selection import selection
from web.pages.study_changes import rooted
from web.pages.study_frame import StudyFrame, at, local_moment, study_pages
from web.serving.live import searcher
from web.shown.spans import with_marks
from web.shown.study_table import Cell, Column, StudyTable
from web.shown.words import body_label, number

RUNS: Final = 200
"""Runs that the page lists; the text has all of them marked."""
NEAREST: Final = 1


@study_pages.get("/study/trace", endpoint="trace")
def trace_page() -> str:
    """`/study/trace`: runs of the wording of `report` that stand elsewhere; of a `paragraph`, what is like it."""
    report = value(request.args, "report")
    with searcher() as opened:
        if report and "paragraph" in request.args:
            return _similar(opened, report)
        if not report:
            return _page(opened, None, "")
        deadline = Deadline()
        return _page(opened, _traced(opened, Source.of_report(opened, report, deadline), deadline), report)


@study_pages.post("/study/trace", endpoint="traced")
def traced_page() -> str:
    """The same of a draft in the form: a text, or a file that is read as for the library; nothing of it is kept."""
    if not from_this_site():
        raise Forbidden
    source = draft_in(request)
    with searcher() as opened:
        return _page(opened, _traced(opened, source, Deadline()), "")


def _least(usual: int) -> int:
    given = request.form if request.method == "POST" else request.args
    return integer(given, "least", usual, least=LEAST_RUN, most=MOST_RUN)


def _traced(opened: Searcher, source: Source, deadline: Deadline) -> TraceResult:
    given = request.form if request.method == "POST" else request.args
    asked = selection(request.args).everywhere().sized(RUNS).request()
    own = switch(given, "other_bodies")
    return trace(opened, source, asked, deadline, least=_least(DEFAULT_RUN), other_bodies=own, nearest=NEAREST)


def _page(opened: Searcher, result: TraceResult | None, report: str) -> str:
    given = request.form if request.method == "POST" else request.args
    least = str(_least(DEFAULT_RUN))
    frame = StudyFrame.of(opened, selection(request.args).everywhere(), _pairs(report, least))
    return render_template(
        "study_trace.html",
        **(frame.named() | {"chosen": [], "searched": Parameters()}),
        result=result,
        report_id=report,
        titled=_titled(opened.reports(), report),
        least=least,
        other_bodies=switch(given, "other_bodies"),
        action=url_for("study.traced"),
        table=_table(result.runs) if result and result.runs else None,
        paragraphs=_paragraphs(result) if result else [],
        counted=_counted(result) if result else [],
        written=local_moment(result.searched.written) if result else "",
        formulas=result.formulas if result else (),
        rooted=rooted,
    )


def _pairs(report: str, least: str) -> list[tuple[str, str]]:
    pairs = [("report", report)] if report else []
    return pairs + ([("least", least)] if least != str(DEFAULT_RUN) else [])


def _titled(reports: Sequence[ReportSummary], report: str) -> str:
    return next((each.title for each in reports if each.id == report), "")


def _counted(result: TraceResult) -> list[str]:
    coverage = "–" if result.coverage is None else f"{result.coverage:.1%}"
    return [
        gettext("%(characters)s 字，%(share)s 在别处原样有过", characters=number(result.characters), share=coverage),
        gettext("共 %(runs)s", runs=ngettext("%(num)s 处", "%(num)s 处", result.total)),
        gettext(
            "与 %(reports)s 的 %(paragraphs)s 相比",
            reports=ngettext("%(num)s 份报告", "%(num)s 份报告", result.searched.reports),
            paragraphs=ngettext("%(num)s 段", "%(num)s 段", result.searched.paragraphs),
        ),
    ]


def _table(runs: Sequence[TracedRun]) -> StudyTable:
    columns = (
        Column(gettext("原样有过的话"), "words"),
        Column(gettext("处数")),
        Column(gettext("报告")),
        Column(gettext("最早"), "words"),
        Column(gettext("谁的"), "words"),
    )
    return StudyTable(gettext("溯源"), columns, tuple(map(_row, runs)))


def _row(run: TracedRun) -> tuple[Cell, ...]:
    quoted = [("q", f"“{run.text}”")]
    whose = gettext("、").join(f"{body_label(each.body)} {each.reports}" for each in run.whose)
    year = "" if run.first.year is None else f" {run.first.year}"
    return (
        Cell(run.text, at("search.search", quoted), tongue=True),
        Cell(number(run.count), at("kwic.concordance", quoted)),
        Cell(number(run.reports), at("reports.catalogue", quoted)),
        Cell(f"{body_label(run.first.body)}{year}", rooted(run.first.url), tongue=True),
        Cell(whose, tongue=True),
    )


def _paragraphs(result: TraceResult) -> list[dict[str, Any]]:
    """The draft's paragraphs, with what of them stands elsewhere marked."""
    runs = sorted((run.start, run.end) for run in result.runs)
    found = []
    for each in result.paragraphs:
        end = each.start + len(each.text)
        own = [(max(first, each.start), min(last, end)) for first, last in runs if first < end and last > each.start]
        spans = [(first - each.start, last - each.start) for first, last in _united(own)]
        found.append({"text": with_marks(each.text, spans), "nearest": each.nearest, "characters": each.characters})
    return found


def _united(spans: Sequence[Span]) -> list[Span]:
    """The spans without overlaps."""
    united: list[Span] = []
    for start, end in spans:
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], end))
        else:
            united.append((start, end))
    return united


def _similar(opened: Searcher, report: str) -> str:
    place = integer(request.args, "paragraph", 0, least=0, most=MAX_PARAGRAPH)
    least, own = _least(DEFAULT_SIMILAR), switch(request.args, "other_bodies")
    asked = selection(request.args).everywhere().request()
    result = similar(opened, report, place, asked, Deadline(), least=least, other_bodies=own)
    frame = StudyFrame.of(opened, selection(request.args).everywhere(), [("report", report), ("paragraph", str(place))])
    return render_template(
        "study_similar.html",
        **(frame.named() | {"chosen": [], "searched": Parameters()}),
        result=result,
        place=place,
        report_id=report,
        titled=_titled(opened.reports(), report),
        near=[(each, with_marks(each.text, each.highlights)) for each in result.similar],
        written=local_moment(result.searched.written),
        counted=[gettext("与这一段相近的有 %(total)s", total=ngettext("%(num)s 段", "%(num)s 段", result.total))],
        rooted=rooted,
    )
