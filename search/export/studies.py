"""Lists of studies as tables: words, key terms, what is new, collocates and figures, a row for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar, Final

from index.deadline import Deadline
from index.figure import BOUND_LABELS
from index.language import N_, gettext
from search.described import Described
from search.engine.searcher import Searcher
from search.export.cells import Cell
from search.export.columns import Columns
from search.export.notes import Note, Origin
from search.export.rows import Row, Table
from search.request import SearchRequest
from search.study.collocates import collocates
from search.study.figures import figures
from search.study.keyness import KeyTerm, keyness
from search.study.new import NOVELTY_LABELS, new
from search.study.words import words

EVERY: Final = 1_000_000
"""Rows of a list at most."""

_KEY: Final = {
    "term": "词",
    "target": "目标次数",
    "reference": "参照次数",
    "target_per_10k": "目标每万词",
    "reference_per_10k": "参照每万词",
    "g2": "G²",
    "log_ratio": "对数比",
    "p": "p",
    "p_alone": "未校正的p",
    "target_reports": "目标报告数",
    "reference_reports": "参照报告数",
}
_LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "words": {
        "term": "词", "count": "次数", "per_10k": "每万词", "reports": "报告数", "dp": "DP", "c_value": "C值",
    },
    "keyness": _KEY,
    "new": {"list": "类别", **_KEY},
    "collocates": {
        "term": "词", "together": "一起", "left": "左", "right": "右", "alone": "单独", "g2": "G²", "mi": "MI",
        "log_dice": "logDice",
    },
    "figures": {
        "counts": "数的是", "value": "数值", "high": "上限", "unit": "单位", "bound": "界限", "body": "机构",
        "year": "年份", "text": "数字", "sentence": "原文", "report": "报告编号", "number": "段号", "link": "链接",
    },
}  # fmt: skip
_SHEETS: Final = {
    "words": N_("词表"),
    "keyness": N_("关键词"),
    "new": N_("新提法"),
    "collocates": N_("搭配"),
    "figures": N_("数字"),
}
_WORDS_OF: Final[Mapping[str, Mapping[Cell, str]]] = {
    "list": dict(NOVELTY_LABELS.items()),
    "bound": dict(BOUND_LABELS.items()),
}


class StudyTable(Table):
    """The rows of a study. study: its name, as the command and the API have it."""

    sheet = N_("词表")
    items = "terms"
    unit = N_("行")
    command: ClassVar[str] = "words"

    def __init__(
        self,
        study: str,
        rows: Sequence[tuple[Described, Mapping[str, Cell]]],
        said: Sequence[Note],
        origin: Origin,
        deadline: Deadline,
        *,
        more: Sequence[tuple[str, str]] = (),
    ) -> None:
        """rows: each with what its cells have beside its JSON. said: what was counted. more: pairs of the address."""
        labels = {**_LABELS[study], "query": "检索式", "exported": "导出时间"}
        told = {name: words for name, words in _WORDS_OF.items() if name in labels}
        super().__init__(origin, Columns(labels, tuple(labels), words=told), deadline)
        self._study = study
        self._items = rows
        self._said = said
        self._more = more

    @property
    def total(self) -> int:
        """The number of rows."""
        return len(self._items)

    def rows(self, each: float = 1.0) -> Iterator[Row]:  # noqa: ARG002 - the rows are there, and need no estimate
        """The rows."""
        self.foreseen = True
        return self._rows()

    def _rows(self) -> Iterator[Row]:
        for item, cells in self._items:
            self.deadline.check()
            yield Row(item, partial(self._cells, item, cells))

    def _cells(self, item: Described, cells: Mapping[str, Cell]) -> Mapping[str, Cell]:
        known = item.to_dict() | dict(cells)
        own = {name: known.get(name) for name in self.columns.labels}
        return own | {"query": self.origin.query, "exported": self.origin.exported}

    def record(self, row: Row) -> dict[str, Any]:
        """A row as JSON, with whole links, and with the list that it is of, where there are several."""
        cells, known = row.cells, row.item.to_dict()
        whole = {"url": self.origin.site + known["url"]} if "url" in known else {}
        return ({"list": cells["list"]} if "list" in cells else {}) | known | whole

    def notes(self) -> list[Note]:
        """What was asked and what was counted."""
        name = gettext(_SHEETS[self._study])
        return [
            Note("study", self._study, gettext("研究"), name),
            Note("query", self.origin.query, gettext("检索式"), self.origin.query),
            *self._said,
            Note("total", self.total, gettext("行数"), self.total),
            *self.origin.scope(),
            *self.origin.made(self.origin.address(f"/study/{self._study}", *self._more)),
        ]


def _note(name: str, value: Any, label: str) -> Note:
    return Note(name, value, label, value if isinstance(value, int) else str(value))


def _every(origin: Origin) -> SearchRequest:
    return replace(origin.request, limit=EVERY, offset=0)


def word_table(
    searcher: Searcher, origin: Origin, deadline: Deadline, pairs: Sequence[tuple[str, str]], **options: Any
) -> StudyTable:
    """The list of `words`, whole; raises as that does. pairs: of its page's address beside the selection's."""
    found = words(searcher, _every(origin), deadline, **options)
    said = [_note("reports", found.reports, gettext("报告")), _note("words", found.words, gettext("词数"))]
    return StudyTable("words", [(term, {}) for term in found.terms], said, origin, deadline, more=pairs)


def _sides(found: Any, target: str, reference: str) -> list[Note]:
    said = []
    for name, label, side in (("target", target, found.target), ("reference", reference, found.reference)):
        words_said = gettext(
            "%(query)s（%(reports)s 份报告、%(words)s 个词）",
            query=side.query or gettext("其余的或全部"),
            reports=f"{side.reports:,}",
            words=f"{side.words:,}",
        )
        said.append(Note(name, side.to_dict(), label, words_said))
    return said


def keyness_table(
    searcher: Searcher,
    origin: Origin,
    deadline: Deadline,
    reference: SearchRequest | None,
    pairs: Sequence[tuple[str, str]],
    **options: Any,
) -> StudyTable:
    """The terms of `keyness`, all; raises as that does."""
    found = keyness(searcher, _every(origin), reference, deadline, **options)
    said = _sides(found, gettext("目标"), gettext("参照"))
    return StudyTable("keyness", [(term, {}) for term in found.terms], said, origin, deadline, more=pairs)


def new_table(
    searcher: Searcher,
    origin: Origin,
    deadline: Deadline,
    since: SearchRequest | None,
    pairs: Sequence[tuple[str, str]],
    **options: Any,
) -> StudyTable:
    """The four lists of `new` one after the other, the first MOST_NEW of each; raises as that does."""
    found = new(searcher, replace(origin.request, limit=MOST_NEW, offset=0), since, deadline, **options)
    lists: list[tuple[str, tuple[KeyTerm, ...]]] = [(name, getattr(found, name)) for name in NOVELTY_LABELS]
    rows = [(term, {"list": name}) for name, terms in lists for term in terms]
    return StudyTable("new", rows, _sides(found, gettext("现在"), gettext("以前")), origin, deadline, more=pairs)


MOST_NEW: Final = 1_000
"""Terms of each list of what is new."""


def collocate_table(
    searcher: Searcher, origin: Origin, deadline: Deadline, pairs: Sequence[tuple[str, str]], **options: Any
) -> StudyTable:
    """The collocates, all; raises as `collocates` does."""
    found = collocates(searcher, _every(origin), deadline, **options)
    said = [
        _note("occurrences", found.occurrences, gettext("处数")),
        _note("window", found.window, gettext("左右各几个词")),
        _note("in_windows", found.in_windows, gettext("窗口里的词数")),
        _note("words", found.words, gettext("全部词数")),
    ]
    return StudyTable("collocates", [(term, {}) for term in found.terms], said, origin, deadline, more=pairs)


def figure_table(
    searcher: Searcher, origin: Origin, deadline: Deadline, pairs: Sequence[tuple[str, str]], **options: Any
) -> StudyTable:
    """The figures, all; raises as `figures` does."""
    found = figures(searcher, _every(origin), deadline, **options)
    said = [
        _note("figures", found.total, gettext("数字")),
        _note("reports", found.reports, gettext("报告")),
        _note("paragraphs", found.paragraphs, gettext("段落")),
    ]
    rows = [(each, {"link": origin.site + each.url}) for each in found.figures]
    return StudyTable("figures", rows, said, origin, deadline, more=pairs)
