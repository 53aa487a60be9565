"""Page of the study 溯源: what of a draft, or of a report, stands elsewhere, and the paragraphs nearest to one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from flask import render_template, request
from werkzeug.exceptions import Forbidden

from index.china_time import local_moment
from index.deadline import Deadline
from index.language import gettext, ngettext
from search.engine.searcher import Searcher
from search.query import quoted
from search.study.sources import Source
from search.study.trace import DEFAULT_RUN, DEFAULT_SIMILAR, similar, trace
from search.study.traced import TracedRun, TraceResult
from search.study.where import why_refused
from web.api.bounds import MAX_PARAGRAPH
from web.asked.arguments import integer, value
from web.asked.draft import draft_in
from web.asked.parameters import Parameters
from web.asked.same_site import from_this_site
from web.asked.selection import selection
from web.asked.wording import TraceAsked
from web.pages.paging import paging
from web.pages.study_frame import study_frame, study_pages
from web.serving.live import searcher
from web.shown.addresses import at, rooted
from web.shown.spans import with_marks
from web.shown.study_table import Cell, Column, StudyTable
from web.shown.words import body_label, number

RUNS: Final = 50
"""Runs of a page; of a draft that is sent, which has one page, the first. The text has all of these marked."""
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
        return _page(opened, _traced(opened, source, Deadline()), "", "\n".join(source.paragraphs))


def _asked(usual: int) -> TraceAsked:
    """What is asked; filters are of the address, whatever a form says. usual: characters of a run by default."""
    given = request.form if request.method == "POST" else request.args
    return TraceAsked.of(given, selection(request.args, RUNS), usual)


def _traced(opened: Searcher, source: Source, deadline: Deadline) -> TraceResult:
    asked = _asked(DEFAULT_RUN)
    return trace(opened, source, asked.filters, deadline, **asked.options(), nearest=NEAREST)


def _page(opened: Searcher, result: TraceResult | None, report: str, draft: str = "") -> str:
    """draft: the text that was sent."""
    asked, search = _asked(DEFAULT_RUN), replace(selection(request.args, RUNS), report="")
    titled = next((each for each in opened.reports() if each.id == report), None)
    pairs = [*([("report", report)] if report else []), *asked.pairs()]
    frame = study_frame(opened, search, pairs, subject=titled.title if titled else "", of_reports=True)
    sent = result is not None and not report
    return render_template(
        "study_trace.html",
        **(frame | {"searched": Parameters()}),
        result=result,
        refused=why_refused(opened),
        report_id=report,
        titled=titled.title if titled else "",
        asked=asked,
        draft=draft,
        sent=sent,
        action=at("study.traced", search.filter_pairs()),
        file_pairs=[*search.filter_pairs(), *pairs],
        table=_table(result.runs, titled.year if titled else None) if result and result.runs else None,
        paragraphs=_paragraphs(result) if result else [],
        counted=_counted(result) if result else [],
        written=local_moment(result.searched.written) if result else "",
        formulas=[(each, at("search.search", [("q", quoted(each.text))])) for each in result.formulas]
        if result
        else [],
        paging=paging(search.page, result.total if result else 0, search.limit),
        rooted=rooted,
    )


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


def _table(runs: Sequence[TracedRun], own_year: int | None) -> StudyTable:
    """own_year: of the report that is traced, before which its sources are."""
    columns = (
        Column(gettext("原样有过的话"), "words"),
        Column(gettext("处数")),
        Column(gettext("报告")),
        Column(gettext("最早"), "words"),
        Column(gettext("谁的"), "words"),
    )
    return StudyTable(gettext("溯源"), columns, tuple(_row(run, own_year) for run in runs))


def _row(run: TracedRun, own_year: int | None) -> tuple[Cell, ...]:
    asked = [("q", quoted(run.text))]
    whose = gettext("、").join(f"{body_label(each.body)} {each.reports}" for each in run.whose)
    if run.bodies > len(run.whose):
        whose = gettext(
            "%(whose)s 等，共 %(bodies)s",
            whose=whose,
            bodies=ngettext("%(num)s 个机构", "%(num)s 个机构", run.bodies),
        )
    first = f"{body_label(run.first.body)} {'' if run.first.year is None else run.first.year}".strip()
    if own_year is not None and run.first.year is not None and run.first.year > own_year:
        first = gettext("%(first)s（在这份之后）", first=first)
    return (
        Cell(run.text, at("search.search", asked), tongue=True),
        Cell(number(run.count), at("kwic.concordance", asked)),
        Cell(number(run.reports), at("reports.catalogue", asked)),
        Cell(first, rooted(run.first.url), tongue=True),
        Cell(whose, tongue=True),
    )


def _paragraphs(result: TraceResult) -> list[dict[str, Any]]:
    """The draft's paragraphs, with what of them stands elsewhere marked."""
    found = []
    for each in result.paragraphs:
        spans = [(start - each.start, end - each.start) for start, end in each.marks]
        found.append({"text": with_marks(each.text, spans), "nearest": each.nearest})
    return found


def _similar(opened: Searcher, report: str) -> str:
    place = integer(request.args, "paragraph", 0, least=0, most=MAX_PARAGRAPH)
    asked, search = _asked(DEFAULT_SIMILAR), replace(selection(request.args, RUNS), report="")
    result = similar(opened, report, place, asked.filters, Deadline(), **asked.options())
    titled = next((each.title for each in opened.reports() if each.id == report), "")
    pairs = [("report", report), ("paragraph", str(place)), *asked.pairs()]
    subject = gettext("《%(title)s》第 %(number)s 段", title=titled, number=place + 1)
    frame = study_frame(opened, search, pairs, subject=subject, of_reports=True)
    return render_template(
        "study_similar.html",
        **(frame | {"searched": Parameters()}),
        result=result,
        place=place,
        report_id=report,
        titled=titled,
        near=[(each, with_marks(each.text, each.highlights)) for each in result.similar],
        written=local_moment(result.searched.written),
        counted=[gettext("与这一段相近的有 %(total)s", total=ngettext("%(num)s 段", "%(num)s 段", result.total))],
        rooted=rooted,
    )
