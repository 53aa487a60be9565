"""A report with the marks of a query, for every page that shows one; without marks where the query fails."""

from __future__ import annotations

from typing import Final

from index.deadline import Deadline
from index.errors import Busy, QueryError, TooMuch, TooSlow
from index.script import language
from search.engine.searcher import Searcher
from search.result import ReportText
from web.asked.parameters import Parameters

Complaint = QueryError | TooSlow | TooMuch | Busy
"""Why a report is shown without highlights."""
_SAMPLE_PARAGRAPHS: Final = 8


def marked_report(
    opened: Searcher, report_id: str, asked: Parameters, deadline: Deadline
) -> tuple[ReportText, Complaint | None]:
    """The report with highlights of the query; without any, and with the reason, if the query fails."""
    try:
        return opened.report(report_id, asked.query, deadline, **asked.switches()), None
    except (QueryError, TooSlow, TooMuch, Busy) as error:
        return opened.report(report_id, deadline=Deadline()), error


def report_language(text: ReportText) -> str:
    """BCP 47 tag of the script that the report is written in."""
    return language(text.summary.title + sample(text))


def sample(text: ReportText) -> str:
    """As much of a report as tells its script."""
    return "".join(each.text for each in text.paragraphs[:_SAMPLE_PARAGRAPHS])


def begins_with_title(text: ReportText) -> bool:
    """Whether the first paragraph is the title, which is then the heading of the page and not of a section."""
    return bool(text.paragraphs) and text.paragraphs[0].text == text.summary.title
