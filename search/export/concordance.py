"""A concordance as a table: every occurrence on a row of its own, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Final

from index.deadline import Deadline
from index.language import N_, gettext, listed
from search.engine.found import Found
from search.engine.searcher import Searcher
from search.export.cells import Cell
from search.export.columns import LINES, WHOSE
from search.export.groups import GroupTable, choice_notes
from search.export.notes import COUNTED, Note, Origin
from search.export.rows import Row, Table, asked, relaxed_caution
from search.study.chosen_lines import ChosenLines
from search.study.kwic import KwicLine, checked_lines, every_line
from search.study.line_choice import EVERY_LINE, LineChoice
from search.study.line_order import WHOLE, places

_SORTED: Final = dict(
    zip(WHOLE, (N_("报告先后，新的在前"), N_("左边的字，由近到远"), N_("右边的字，由近到远")), strict=True)
)


class LineTable(Table):
    """Every occurrence of a search that a choice leaves, or those of a page."""

    sheet = N_("语境")
    items = "lines"
    unit = N_("处")
    command = "kwic"

    def __init__(
        self, found: Found, origin: Origin, width: int, sort: str, page: slice, choice: LineChoice = EVERY_LINE
    ) -> None:
        """Sorts the lines. page: those to be written, from 0."""
        super().__init__(origin, LINES, found.deadline)
        self._found = found
        self._width = width
        self._sort = sort
        self._choice = choice
        lines = ChosenLines(found, choice)
        self._page = range(*page.indices(lines.total))
        self._lines = every_line(found, width, sort, lines)

    @property
    def total(self) -> int:
        """The number of lines that are written."""
        return len(self._page)

    @property
    def found(self) -> bool:
        """Whether there is any occurrence of what was asked for, on the page or not."""
        return self._found.occurrences > 0 and not self._found.relaxed

    @property
    def caution(self) -> str:
        """That the answer is relaxed."""
        return relaxed_caution(self._found, self.origin) if self.total else ""

    def _rows(self) -> Iterator[Row]:
        for rank, line in enumerate(islice(self._lines, self._page.start, self._page.stop), self._page.start + 1):
            yield Row(line, partial(self._cells, line, rank))

    def _cells(self, line: KwicLine, rank: int) -> dict[str, Cell]:
        origin = self.origin
        return {
            "rank": rank,
            "left": line.left,
            "node": line.word,
            "right": line.right,
            "body": line.body,
            "year": line.year,
            "date": line.date,
            "title": line.title,
            "section": line.section,
            "report": line.report,
            "paragraph": line.paragraph,
            "number": line.number,
            "start": line.start,
            "end": line.end,
            "link": origin.site + line.permalink,
            "query": origin.query,
            "exported": origin.exported,
            "source": line.source,
            "original": line.original,
            **{facet.name: getattr(line, facet.name) for facet in WHOSE},
        }

    def record(self, row: Row) -> dict[str, object]:
        """A line with whole links."""
        line = row.item
        assert isinstance(line, KwicLine)
        site = self.origin.site
        record = line.to_dict()
        return record | {name: site + record[name] for name in ("url", "permalink")}

    def notes(self) -> list[Note]:
        """What was asked, how the lines are cut and sorted, and how much was found."""
        found, origin = self._found, self.origin
        reports = len(set(found.report_of[found.counts > 0].tolist()))
        more = [("width", str(self._width))] + ([("sort", self._sort)] if self._sort != "position" else [])
        more += self._choice.pairs()
        return [
            *asked(found, origin),
            Note("total", found.occurrences, gettext("处数"), found.occurrences),
            Note("rows", self.total, gettext("列出的处数"), self.total),
            Note("paragraphs", len(found.documents), gettext("段落"), len(found.documents)),
            Note("paragraphs_literal", found.paragraphs_literal, gettext("有处数的段落"), found.paragraphs_literal),
            Note("reports", reports, gettext("有处数的报告"), reports),
            Note("counted", gettext(COUNTED), gettext("怎样计数"), gettext(COUNTED)),
            Note("width", self._width, gettext("左右各几个字"), self._width),
            Note("sort", self._sort, gettext("排序"), _sorted(self._sort)),
            *choice_notes(self._choice),
            *origin.scope(),
            *origin.made(origin.address("/kwic", *more)),
        ]


def line_table(
    searcher: Searcher,
    origin: Origin,
    deadline: Deadline,
    *,
    width: int = 20,
    sort: str = "position",
    page: slice = slice(None),
    choice: LineChoice = EVERY_LINE,
) -> LineTable | GroupTable:
    """The lines of `kwic` as a table, or its groups: all that the choice leaves, whatever the limit and offset.

    page: those that are wanted of them. Raises QueryError, RequestError, TooMuch and TooSlow as `kwic` does.
    """
    sort = checked_lines(width, sort)
    if choice.counts_groups:
        return GroupTable(searcher.find(origin.request, deadline), origin, page, choice)
    return LineTable(searcher.find(origin.request, deadline), origin, width, sort, page, choice)


def _sorted(sort: str) -> str:
    chosen = places(sort)
    if not chosen:
        return gettext(_SORTED[sort])
    named = {"left": N_("左边第 %(n)s 个"), "right": N_("右边第 %(n)s 个")}
    said = listed(gettext(named[side], n=distance) for side, distance in chosen)
    return gettext("%(places)s字，依次比较", places=said)
