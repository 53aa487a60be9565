"""Histories of wordings as a table: a wording in a year, a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from index.deadline import Deadline
from index.language import N_, gettext
from search.engine.searcher import Searcher
from search.export.cells import Cell
from search.export.columns import Columns
from search.export.notes import COUNTED, Note, Origin
from search.export.rows import Row, Table
from search.study.history import HistoryResult, HistoryYear, history

_LABELS: Final = {
    "term": "检索式",
    "year": "年份",
    "occurrences": "处数",
    "per_10k": "每万字处数",
    "paragraphs": "段数",
    "reports": "报告数",
    "bodies": "机构数",
    "new_bodies": "新增机构数",
    "cumulative_bodies": "累计机构数",
    "cumulative_reports": "累计报告数",
    "all_reports": "全部报告数",
    "all_bodies": "全部机构数",
    "characters": "总字数",
    "link": "链接",
    "exported": "导出时间",
}
_COLUMNS: Final = Columns(_LABELS, tuple(_LABELS), unknown={"year": "不详"})
_MISSING: Final = N_("没有报告的年份不成一行；有报告而没有说的，是 0；年份不详的报告在最后一行")


class HistoryTable(Table):
    """Each wording in each year that has reports, ascending, and last in those of no known year."""

    sheet = N_("来历")
    items = "years"
    unit = N_("行")
    command = "history"

    def __init__(self, result: HistoryResult, origin: Origin, deadline: Deadline) -> None:
        super().__init__(origin, _COLUMNS, deadline)
        self._result = result
        self._years = [
            (each.term, year)
            for each in result.terms
            for year in (*each.years, *([each.unknown] if each.unknown else []))
        ]

    @property
    def total(self) -> int:
        """The number of rows."""
        return len(self._years)

    @property
    def found(self) -> bool:
        """Whether any wording was said."""
        return any(each.occurrences for each in self._result.terms)

    def _rows(self) -> Iterator[Row]:
        for term, year in self._years:
            self.deadline.check()
            yield Row(year, partial(self._cells, term, year))

    def _cells(self, term: str, year: HistoryYear) -> Mapping[str, Cell]:
        own = {"term": term, "link": self.origin.site + year.url, "exported": self.origin.exported}
        return {name: year.to_dict().get(name) for name in _LABELS} | own

    def record(self, row: Row) -> dict[str, Any]:
        """A year as JSON, with its wording and its whole link."""
        cells = row.cells
        return {"term": cells["term"], **row.item.to_dict(), "url": cells["link"]}

    def notes(self) -> list[Note]:
        """What was asked, who said each wording first, and what the rows leave out."""
        terms = [each.term for each in self._result.terms]
        return [
            Note("study", self.command, gettext("研究"), gettext(self.sheet)),
            Note("queries", terms, gettext("检索式"), gettext("；").join(terms)),
            *(note for number in range(len(terms)) for note in self._told(number)),
            Note("counted", gettext(COUNTED), gettext("怎样计数"), gettext(COUNTED)),
            Note("missing", gettext(_MISSING), gettext("没有的行"), gettext(_MISSING)),
            *self.origin.scope(),
            *self.origin.made(self.origin.address("/study/history", queries=tuple(terms))),
        ]

    def _told(self, at: int) -> Iterator[Note]:
        """Who said a wording first, and what else its page says of its beginning and its course."""
        term = self._result.terms[at]
        label = gettext("最早：%(query)s", query=term.term)
        if term.first is None:
            yield Note(f"first_{at + 1}", None, label, gettext("没有说过，或年份都不详"))
            return
        link = self.origin.site + term.first.permalink
        first = {
            "year": term.first.year,
            "body": term.first.body,
            "url": link,
            "bodies": term.bodies_in_first_year,
            "first_bodies": term.first_bodies,
        }
        yield Note(f"first_{at + 1}", first, label, term.first_at(f"{term.first.year} {term.first.body} {link}"))
        if became := term.became():
            label = gettext("来历：%(query)s", query=term.term)
            yield Note(f"became_{at + 1}", became, label, gettext("；").join(became))


def history_table(searcher: Searcher, queries: Sequence[str], origin: Origin, deadline: Deadline) -> HistoryTable:
    """The years of `history` as a table; raises as that does."""
    result = history(searcher, queries, replace(origin.request, limit=0, offset=0), deadline)
    return HistoryTable(result, origin, deadline)
