"""The table that the files of a study have: what its rows are, and what was counted for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from index.deadline import Deadline
from index.language import N_, gettext, language, speaking
from search.described import Described, put_before
from search.export.cells import Cell
from search.export.columns import Columns
from search.export.notes import Note, Origin
from search.export.option_labels import options_said
from search.export.rows import Row, Table
from search.request import SearchRequest
from search.study.loose import LooseSelection

Pairs = Sequence[tuple[str, str]]
StudyRow = tuple[Described, Mapping[str, Cell]]
"""What a row shows, and what its cells have beside, or in place of, what its JSON has."""
_LISTED: Final = "list"
"""Column of the list that a row is of, where there are several."""


_LINKS: Final = {"url": "link", "target_url": "target_link", "reference_url": "reference_link"}
"""Columns of whole addresses, by the names of a row's own."""


EVERY: Final = 1_000_000
"""Rows of a list at most."""


def whole(request: SearchRequest) -> SearchRequest:
    """The request for a whole list."""
    return replace(request, limit=EVERY, offset=0)


@dataclass(frozen=True, slots=True)
class StudyRows:
    """What the rows of a study are. name: as the command and the API have it. label: for gettext, as its sheet's name.

    labels: Chinese heads of the columns by their names, in order. words: Chinese of values that are codes. items: name
    of the rows in JSON. of_query: whether rows repeat the query. unknown: Chinese of missing values.
    """

    name: str
    label: str
    labels: Mapping[str, str]
    items: str = "terms"
    unit: str = N_("行")
    of_query: bool = True
    words: Mapping[str, Mapping[Cell, str]] = field(default_factory=dict)
    unknown: Mapping[str, str] = field(default_factory=dict)


class StudyTable(Table):
    """The rows of a study, all of them."""

    def __init__(
        self,
        kind: StudyRows,
        rows: Sequence[StudyRow],
        said: Sequence[Note],
        origin: Origin,
        deadline: Deadline,
        *,
        pairs: Pairs = (),
        head: Mapping[str, Any] | None = None,
        queries: Callable[[], str] | None = None,
        repeated: str | None = None,
        loose: Sequence[LooseSelection] = (),
        some: bool | None = None,
    ) -> None:
        """said: what was counted. loose: what must be known of that. some: whether there are rows, if not all are here.

        queries: says, in the language of here and now, what stands in place of the query where there are several.
        pairs: of its page's address beside the selection's. head: of the JSON, beside rows. repeated: the address that
        repeats it, where that is none of a selection.
        """
        labels = {**kind.labels, **({"query": "检索式"} if kind.of_query else {}), "exported": "导出时间"}
        self._query, words = _of_columns(queries) if queries else (origin.query, {})
        columns = Columns(labels, tuple(labels), words={**kind.words, **words}, unknown=kind.unknown)
        super().__init__(origin, columns, deadline)
        self.sheet, self.items, self.unit, self.command = kind.label, kind.items, kind.unit, kind.name
        self._of_query = kind.of_query
        self._queries = queries
        self._items = rows
        self._said = said
        self._loose = loose
        self._some = bool(rows) if some is None else some
        self._head = head or {}
        self._pairs = tuple(pairs)
        self._repeated = repeated or origin.address(f"/study/{kind.name}", *pairs)

    @property
    def total(self) -> int:
        """The number of rows."""
        return len(self._items)

    @property
    def found(self) -> bool:
        """Whether there are rows, of which none may have been asked for."""
        return self._some

    @property
    def caution(self) -> str:
        """Which selections take in more than what has their words as written."""
        return "\n".join(each.advised() for each in self._loose)

    def _rows(self) -> Iterator[Row]:
        for item, cells in self._items:
            self.deadline.check()
            yield Row(item, partial(self._cells, item, cells))

    def _cells(self, item: Described, cells: Mapping[str, Cell]) -> Mapping[str, Cell]:
        repeated = {"query": self._query, "exported": self.origin.exported}
        known = item.to_dict()
        links = {link: self._whole(known[name]) for name, link in _LINKS.items() if name in known}
        known |= links | repeated | dict(cells)
        return {name: known.get(name) for name in self.columns.labels}

    def _whole(self, address: str) -> str | None:
        return self.origin.site + address if address else None

    def head(self) -> dict[str, Any]:
        """What the JSON says of all rows."""
        return dict(self._head)

    def record(self, row: Row) -> dict[str, Any]:
        """A row as JSON, with whole links, and with the list that it is of, where there are several."""
        cells = row.cells
        known = row.item.to_dict()
        put_before(known, self.origin.site)
        return ({_LISTED: cells[_LISTED]} if _LISTED in cells else {}) | known

    def notes(self) -> list[Note]:
        """What was asked and what was counted."""
        name = gettext(self.sheet)
        said = self._queries() if self._queries else self.origin.query
        asked = Note("query", self.origin.query, gettext("检索式"), said)
        return [
            Note("study", self.command, gettext("研究"), name),
            *([asked] if self._of_query else []),
            *self._said,
            *([self._loosely()] if self._loose else []),
            *([self._options()] if self._pairs else []),
            Note("total", self.total, gettext("行数"), self.total),
            *self.origin.scope(),
            *self.origin.made(self._repeated),
        ]

    def _loosely(self) -> Note:
        said = gettext("。").join(each.advised() for each in self._loose)
        return Note("loose", [each.to_dict() for each in self._loose], gettext("所取段落"), said)

    def _options(self) -> Note:
        return Note("options", dict(self._pairs), gettext("选项"), options_said(self.command, self._pairs))


def _of_columns(queries: Callable[[], str]) -> tuple[str, Mapping[str, Mapping[Cell, str]]]:
    """What the column of the query says where the heads are English, and the Chinese words where they are Chinese."""
    with speaking("en"):
        english = queries()
    with speaking("zh-Hans" if language() == "en" else language()):
        return english, {"query": {english: queries()}}


def counted(name: str, value: Any, label: str) -> Note:
    """A note on what was counted; label: as people read it."""
    return Note(name, value, label, value if isinstance(value, int) else str(value))
