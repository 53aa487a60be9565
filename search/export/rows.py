"""Content of an export: rows of cells, foreseen against the deadline, and the methods note of the whole."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from index.deadline import Deadline
from index.errors import TooMuch
from index.language import N_, gettext
from search.described import Described
from search.engine.found import READ_AT_ONCE, READ_FIRST, Found
from search.export.cells import Cell
from search.export.columns import HITS, WHOSE, Columns
from search.export.notes import COUNTED, Note, Origin
from search.export.restored import restored_cell
from search.query import why_relaxed
from search.result import Hit

COLUMNS: Final = HITS.head("zh")
"""Names of the columns of hits, as people read them."""
SAMPLE: Final = 2 * READ_FIRST + READ_AT_ONCE
"""Rows after which the total time is estimated: whole batches; nothing is sent before."""
_SOON: Final = 0.03
"""Seconds of writing rows after which the total time is estimated by READ_FIRST of them."""
_MARGIN: Final = 1.5
"""The first hits by relevance are short, and a file that breaks off is worse than none."""
_QUICKEST: Final = 50_000
"""Upper bound on the export rate (rows/s)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it shows, and how to make its cells, which JSON does without."""

    item: Described
    make: Callable[[], Mapping[str, Cell]]

    @property
    def cells(self) -> Mapping[str, Cell]:
        """Its cells by the columns' names; made at each call."""
        return self.make()


class Table(ABC):
    """What is exported: columns, rows in their order, and notes.

    sheet: name of the rows' sheet. items: name of the rows in JSON. unit, command: what a row is, and what writes them
    without a deadline, in messages. deadline: also limits the rows.
    """

    sheet: str
    items: str
    unit: str
    command: str

    def __init__(self, origin: Origin, columns: Columns, deadline: Deadline) -> None:
        self.origin = origin
        self.columns = columns
        self.deadline = deadline
        self.foreseen = False
        """Whether the rows are known to be done by the deadline, so that the file may begin."""

    @property
    @abstractmethod
    def total(self) -> int:
        """The number of rows."""

    @property
    def found(self) -> bool:
        """Whether anything was found: a comparison has rows even where nothing was."""
        return self.total > 0

    @property
    def caution(self) -> str:
        """What must be known of the rows, which they do not say; "" if nothing."""
        return ""

    @property
    def totals(self) -> tuple[Row, ...]:
        """Rows that sum up others; none by default."""
        return ()

    @abstractmethod
    def notes(self) -> list[Note]:
        """The methods note."""

    def about(self) -> dict[str, Any]:
        """The methods note as JSON."""
        return {note.name: note.value for note in self.notes()}

    def head(self) -> dict[str, Any]:
        """What the JSON has beside `about` and the rows."""
        return {}

    def record(self, row: Row) -> dict[str, Any]:
        """A row as JSON."""
        return row.item.to_dict()

    @abstractmethod
    def _rows(self) -> Iterator[Row]: ...

    def rows(self, each: float = 1.0) -> Iterator[Row]:
        """The rows; raises TooMuch if they will not be done by the deadline, before it says `foreseen`.

        each: time that a row takes in all, as a multiple of the time until the next is asked for.
        """
        self._foresee(0, 0, each)
        began = 0.0
        for number, row in enumerate(self._rows()):
            # What comes before the first row, such as ranking all of them, is done once.
            if number == 0:
                began = self.deadline.remaining
            # Until here, as many rows were written as were read after the first batch.
            elif number == READ_FIRST and began - self.deadline.remaining > _SOON:
                self._foresee_once(number, began, each)
            yield row
            # With the next row, another batch would be read.
            if number + 1 >= SAMPLE:
                self._foresee_once(number + 1, began, each)

    def _foresee_once(self, done: int, began: float, each: float) -> None:
        """Estimate by the time of `done` rows. began: seconds that remained at the first."""
        if not self.foreseen:
            self._foresee(done, began, each)
            self.foreseen = True

    def _foresee(self, done: int, left: float, each: float) -> None:
        """Raises TooMuch if the remaining rows will exceed the deadline. left: seconds remaining at the start."""
        remaining = self.deadline.remaining
        if math.isinf(remaining):
            return
        rate = (left - remaining) / done * _MARGIN if done else 1 / _QUICKEST
        needed = rate * (self.total - done) * each
        if needed > remaining:
            raise TooMuch(
                gettext(
                    "共 %(total)s %(unit)s，%(seconds)s 秒之内导不完",
                    total=f"{self.total:,}",
                    unit=gettext(self.unit),
                    seconds=f"{self.deadline.seconds:g}",
                ),
                next_step=gettext(
                    "请加上机构、年份缩小范围，或在服务器上用命令 zhengsou %(command)s", command=self.command
                ),
            )


class HitTable(Table):
    """Every hit of a search."""

    sheet = N_("段落")
    items = "hits"
    unit = N_("段")
    command = "export"

    def __init__(self, found: Found, origin: Origin) -> None:
        super().__init__(origin, HITS, found.deadline)
        self._found = found

    @property
    def total(self) -> int:
        """The number of hits."""
        return len(self._found.documents)

    @property
    def found(self) -> bool:
        """Whether something was found that has all that was asked for."""
        return self.total > 0 and not self._found.relaxed

    @property
    def caution(self) -> str:
        """That the answer is relaxed."""
        return relaxed_caution(self._found, self.origin)

    def _rows(self) -> Iterator[Row]:
        site, query, exported = self.origin.site, self.origin.query, self.origin.exported
        for rank, hit in enumerate(self._found.every_hit(), 1):
            yield Row(hit, partial(hit_cells, hit, rank, site, query, exported))

    def record(self, row: Row) -> dict[str, Any]:
        """A hit with whole links."""
        hit = row.item
        assert isinstance(hit, Hit)
        site = self.origin.site
        record = hit.to_dict()
        return record | {name: site + record[name] for name in ("url", "permalink")}

    def head(self) -> dict[str, Any]:
        """The search object without its page."""
        about = self.about()
        names = (
            "query", "understood", "exported", "url", "relaxed", "split_words", "total", "paragraphs_literal",
            "reports", "occurrences", "sort",
        )  # fmt: skip
        return {name: about[name] for name in names} | {"facets": self._found.facets.to_dict()}

    def notes(self) -> list[Note]:
        """What was asked and how much was found."""
        found, origin = self._found, self.origin
        sort = found.request.sort
        url = origin.address("/", *([("sort", sort)] if sort != "relevance" else []))
        return [
            *asked(found, origin),
            Note("total", self.total, gettext("段落"), self.total),
            Note("paragraphs_literal", found.paragraphs_literal, gettext("有处数的段落"), found.paragraphs_literal),
            Note("reports", found.reports, gettext("报告"), found.reports),
            Note("occurrences", found.occurrences, gettext("处数"), found.occurrences),
            Note("counted", gettext(COUNTED), gettext("怎样计数"), gettext(COUNTED)),
            Note("sort", sort, gettext("排序"), gettext(_SORTED[sort])),
            *origin.scope(),
            *origin.made(url),
        ]


_SORTED: Final = {"relevance": N_("相关度"), "date": N_("日期，新的在前"), "hits": N_("处数，多的在前")}


def asked(found: Found, origin: Origin) -> list[Note]:
    """The query as typed and as understood, and whether it was relaxed."""
    relaxed = gettext("是：%(why)s", why=why_relaxed(origin.query)) if found.relaxed else gettext("否")
    return [
        Note("query", origin.query, gettext("检索式"), origin.query),
        Note("understood", found.understood, gettext("找的段落"), found.understood),
        Note("relaxed", found.relaxed, gettext("放宽"), relaxed),
    ]


def relaxed_caution(found: Found, origin: Origin) -> str:
    """What is told of a relaxed answer beside its rows; "" of another."""
    relaxed = found.relaxed and len(found.documents) > 0
    return gettext("%(why)s，这些只含有其中一些词", why=why_relaxed(origin.query)) if relaxed else ""


def hit_cells(hit: Hit, rank: int, site: str, query: str, exported: str) -> dict[str, Cell]:
    """Cells of a hit by the names of HITS. rank: from 1. site: what the link begins with."""
    return {
        "rank": rank,
        "report": hit.report,
        "paragraph": hit.paragraph,
        "number": hit.number,
        "kind": hit.kind,
        "body": hit.body,
        "year": hit.year,
        "date": hit.date,
        "title": hit.title,
        "section": hit.section,
        "score": round(hit.score, 4),
        "occurrences": hit.occurrences,
        "text": hit.text,
        "link": site + hit.permalink,
        "query": query,
        "exported": exported,
        "source": hit.source,
        "original": hit.original,
        "restored": restored_cell(hit.text, hit.restored),
        **{facet.name: getattr(hit, facet.name) for facet in WHOSE},
    }
