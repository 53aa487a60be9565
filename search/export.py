"""Export: the reports of an index as report lines, which can be indexed again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from search.engines.whoosh import WhooshSearcher


def report_lines(searcher: WhooshSearcher, reports: Iterable[str] = ()) -> Iterator[str]:
    """One JSON object a report, without the line's end: those of the given ids, or all by id.

    Raises ReportNotFound for an id that is not there.
    """
    ids = list(reports) or sorted(summary.id for summary in searcher.reports())
    for report in ids:
        found = searcher.report(report)
        line = {
            "id": found.summary.id,
            "title": found.summary.title,
            "body": found.summary.body,
            "year": found.summary.year,
            "date": found.summary.date,
            "source": found.summary.source,
            "paragraphs": [paragraph.text for paragraph in found.paragraphs],
        }
        yield json.dumps(line, ensure_ascii=False)
