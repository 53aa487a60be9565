"""A report that is not there: what is said of it, and the reports whose names are near."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from index.errors import ReportNotFound
from index.language import N_, gettext
from index.near_names import READ, near_names
from search.result import ReportSummary

if TYPE_CHECKING:
    from search.engine.searcher import Searcher
    from search.request import SearchRequest

ON_COMMAND_LINE: Final = N_("编号在 zhengsou search 列出的每一段上面，# 的前面；也可以按 Tab 补全")
"""Where ids of reports are told by a command; gettext translates it."""
_TITLE: Final = 30


def missing_report(wanted: str, reports: Iterable[ReportSummary]) -> ReportNotFound:
    """The error of a report that is not there, with those that are near, and where all are listed."""
    near = near_reports(wanted, reports)
    names = gettext("、").join(map(_named, near))

    def step(everything: str) -> str:
        return gettext("相近的有 %(names)s；%(everything)s", names=names, everything=everything) if near else everything

    fault = ReportNotFound(
        gettext("没有这份报告：%(report)s", report=wanted[:READ]),
        next_step=step(gettext("全部报告和编号见报告库（/reports）")),
    )
    fault.command_step = step(gettext(ON_COMMAND_LINE))
    fault.near = tuple((each.id, each.title) for each in near)
    return fault


def _named(report: ReportSummary) -> str:
    return gettext("%(id)s（%(title)s）", id=report.id, title=report.title[:_TITLE]) if report.title else report.id


def near_reports(wanted: str, reports: Iterable[ReportSummary]) -> list[ReportSummary]:
    """The few reports whose id or title has most of what was asked for, the nearest first."""
    return near_names(wanted, ((name, each.id, each) for each in reports for name in (each.id, each.title)))


def require_report(searcher: Searcher, request: SearchRequest) -> None:
    """Raises ReportNotFound if a request is for one report, and there is none of that id."""
    if request.report is not None:
        searcher.meta(request.report)
