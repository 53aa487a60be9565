"""Where occurrences lie in their reports, as a table: a row for each occurrence."""

from __future__ import annotations

from typing import Final

from index.deadline import Deadline
from index.language import N_, gettext
from search.engine.searcher import Searcher
from search.export.notes import COUNTED, Note, Origin
from search.export.study_table import StudyRow, StudyRows, StudyTable, counted
from search.study.places import ORDERED, places

_PLACES: Final = StudyRows(
    "places",
    N_("分布"),
    {
        "body": "机构", "year": "年份", "title": "标题", "place": "位置", "number": "段号", "report": "报告编号",
        "link": "链接",
    },
    items="occurrences",
    unit=N_("处"),
    unknown={"year": "不详"},
)  # fmt: skip
_PLACED: Final = N_("0 是报告的开头，1 是结尾，按段落的先后")


def place_table(searcher: Searcher, origin: Origin, deadline: Deadline) -> StudyTable:
    """The occurrences of `places`, in as many reports as the request asks for, in their order; raises as that does."""
    found = places(searcher, origin.request, deadline)
    said = [
        counted("reports", found.total, gettext("报告")),
        Note("counted", gettext(COUNTED), gettext("怎样计数"), gettext(COUNTED)),
        Note("order", gettext(ORDERED), gettext("报告的次序"), gettext(ORDERED)),
        Note("place", gettext(_PLACED), gettext("位置"), gettext(_PLACED)),
    ]
    rows: list[StudyRow] = [(each, {}) for report in found.reports for each in report.each()]
    return StudyTable(_PLACES, rows, said, origin, deadline, some=found.occurrences > 0)
