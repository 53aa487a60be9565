"""The facets: what reports and paragraphs are filtered, grouped and counted by, one entry of FACETS each.

Whatever handles facets walks this table: a segment's columns, the cluster's mapping, options, query fields, answers,
pages. A facet's values come from the attribute of its name, of `Report` or of `Paragraph` (index/report.py).
"""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from index.errors import RequestError
from index.names import is_text
from index.report import KINDS

Value = str | int | None
"""A value of a facet; None: not known."""

NO_NUMBER: Final = -1
"""Sentinel of a column of numbers: not known."""
MISSING: Final = "none"
"""How a filter asks for what has no value."""

_RANGE = re.compile(r"(?P<first>[0-9]{4})?(?P<dots>\.\.)?(?P<last>[0-9]{4})?")


@dataclass(frozen=True, slots=True)
class YearRange:
    """The years from `first` to `last`, both included; None leaves that side open; `YearRange.none()` is "no year"."""

    first: int | None
    last: int | None
    missing: bool = False

    @classmethod
    def none(cls) -> YearRange:
        """Reports whose year is not known."""
        return cls(None, None, missing=True)

    @classmethod
    def parse(cls, text: str) -> YearRange:
        """`2023`, `2019..2023`, `2019..`, `..2023` or `none`; raises RequestError for anything else."""
        if text == MISSING:
            return cls.none()
        found = _RANGE.fullmatch(unicodedata.normalize("NFKC", text))
        if not found or not (found["first"] or found["last"]):
            raise RequestError(f"年份写法不对：{text[:20]}", next_step="请写成 2023、2019..2023 或 none")
        first, last = (int(part) if part else None for part in (found["first"], found["last"]))
        if not found["dots"]:
            if first and last:
                raise RequestError(f"年份写法不对：{text[:20]}", next_step="请写成 2023 或 2019..2023")
            last = first
        if first is not None and last is not None and first > last:
            raise RequestError(f"年份范围前后颠倒：{text[:20]}", next_step=f"请写成 {last}..{first}")
        return cls(first, last)

    def __str__(self) -> str:
        """As `parse` reads it."""
        if self.missing:
            return MISSING
        if self.first == self.last:
            return f"{self.first:04}"
        return "..".join("" if year is None else f"{year:04}" for year in (self.first, self.last))

    def explain(self) -> str:
        """The range in words: what a report must be like."""
        if self.missing:
            return "年份不详"
        if self.first == self.last:
            return f"是 {self.first} 年的"
        if self.first is None:
            return f"是 {self.last} 年及以前的"
        if self.last is None:
            return f"是 {self.first} 年及以后的"
        return f"是 {self.first} 年到 {self.last} 年的"


Choice = str | YearRange
"""What a filter asks for: a value of names or kinds, or a range of years."""


@dataclass(frozen=True)
class Facet(ABC):
    """One facet.

    name: in options, addresses, answers and columns. label: in words on the page. fields: its names in the query
    language beside `name`, in lower case. metavar, help: of the command line's option.
    """

    name: str
    label: str
    fields: tuple[str, ...]
    metavar: str
    help: str

    of_report: ClassVar[bool] = True
    """Whether all paragraphs of a report have the same value."""
    asked: ClassVar[type] = str
    """What a filter's choice is."""

    @abstractmethod
    def parse(self, text: str) -> Choice:
        """What a filter asks for, from text as users give it; raises RequestError."""

    def check(self, choice: Choice) -> None:
        """Raises RequestError for what cannot be asked for."""
        if not isinstance(choice, self.asked):
            raise RequestError(f"{self.label}写法不对：{str(choice)[:20]}")

    def parse_field(self, text: str) -> Choice:
        """The same, as the query language writes it; raises RequestError."""
        return self.parse(text)

    @abstractmethod
    def explain(self, choice: Choice) -> str:
        """A field of the query language in words: what a paragraph must be like."""

    def matches(self, value: Value, choice: Choice) -> bool:
        """Whether a value is what a filter asks for."""
        return value == choice

    @abstractmethod
    def ordered(self, counts: Mapping[Value, int]) -> list[tuple[Value, int]]:
        """Values with their counts, as answers list them; those without a count are left out."""


@dataclass(frozen=True)
class NameFacet(Facet):
    """Names that reports have, one at most. A filter gives the whole name, a field of the query a part of it."""

    def parse(self, text: str) -> Choice:
        """Any text is a name; MISSING asks for reports without one."""
        return text

    def check(self, choice: Choice) -> None:
        """Raises RequestError for what is no text: bytes that are not UTF-8."""
        super().check(choice)
        if not is_text(str(choice)):
            raise RequestError(f"{self.label}不是文字", next_step="请检查终端的编码，应当是 UTF-8")

    def matches(self, value: Value, choice: Choice) -> bool:
        """Whether a name is the one asked for."""
        return value == choice or (value is None and choice == MISSING)

    def explain(self, choice: Choice) -> str:
        """As `Facet.explain`."""
        return f"{self.label}名含“{choice}”"

    def ordered(self, counts: Mapping[Value, int]) -> list[tuple[Value, int]]:
        """Most frequent first, then by name; "not known" last."""
        found = ((value, count) for value, count in counts.items() if count)
        return sorted(found, key=lambda each: (each[0] is None, -each[1], str(each[0])))


@dataclass(frozen=True)
class YearFacet(Facet):
    """Years that reports have, where they are known."""

    asked: ClassVar[type] = YearRange

    def parse(self, text: str) -> Choice:
        """As `YearRange.parse`."""
        return YearRange.parse(text)

    def explain(self, choice: Choice) -> str:
        """As `YearRange.explain`."""
        assert isinstance(choice, YearRange)
        return choice.explain()

    def matches(self, value: Value, choice: Choice) -> bool:
        """Whether a year lies in the range."""
        assert isinstance(choice, YearRange)
        if choice.missing or not isinstance(value, int):
            return choice.missing and value is None
        return (choice.first is None or value >= choice.first) and (choice.last is None or value <= choice.last)

    def ordered(self, counts: Mapping[Value, int]) -> list[tuple[Value, int]]:
        """Newest first, "not known" last."""
        found = ((value, count) for value, count in counts.items() if count)
        return sorted(found, key=lambda each: (each[0] is None, -int(each[0] or 0)))


@dataclass(frozen=True)
class KindFacet(Facet):
    """What a paragraph is: one of a few kinds, of which segments keep the number.

    kinds: in the order of their numbers. words: for each, how the query language may write it beside its name.
    explained: for each, what a paragraph is in words.
    """

    kinds: tuple[str, ...] = ()
    words: tuple[tuple[str, ...], ...] = ()
    explained: tuple[str, ...] = ()

    of_report: ClassVar[bool] = False

    def parse(self, text: str) -> Choice:
        """The name of a kind."""
        self.check(text)
        return text

    def check(self, choice: Choice) -> None:
        """Raises RequestError for what is no kind."""
        if choice not in self.kinds:
            raise RequestError(f"没有这种段落类型：{str(choice)[:20]}", next_step="可用 " + "、".join(self.kinds))

    def parse_field(self, text: str) -> Choice:
        """A kind by its name in either language; raises RequestError."""
        wanted = text.lower()
        for kind, words in zip(self.kinds, self.words, strict=True):
            if wanted == kind or wanted in words:
                return kind
        first = "、".join(words[0] for words in self.words)
        raise RequestError(f"没有这种段落类型：{text[:20]}", next_step=f"可用 {first}（{'、'.join(self.kinds)}）")

    def explain(self, choice: Choice) -> str:
        """As `Facet.explain`."""
        return self.explained[self.kinds.index(str(choice))]

    def ordered(self, counts: Mapping[Value, int]) -> list[tuple[Value, int]]:
        """Most frequent first, then in the order of their numbers."""
        return sorted(((kind, counts[kind]) for kind in self.kinds if counts.get(kind)), key=lambda each: -each[1])


BODY: Final = NameFacet("body", "机构", ("机构", "機構"), "机构", "只找这个机构（全名）；可重复。")
YEAR: Final = YearFacet("year", "年份", ("年份",), "Y|A..B", "只找这一年或这几年；可重复。")
KIND: Final = KindFacet(
    "kind",
    "类型",
    ("类型", "類型"),
    "K",
    "只找 heading、text、item 或 caption；可重复。",
    kinds=KINDS,
    words=(("标题",), ("正文",), ("列表", "条目"), ("图注",)),
    explained=("是标题", "是正文", "是列表项", "是图注"),
)

FACETS: Final[tuple[Facet, ...]] = (BODY, YEAR, KIND)
"""In the order in which answers and pages show them."""
REPORT_FACETS: Final = tuple(facet for facet in FACETS if facet.of_report)
NAME_FACETS: Final = tuple(facet for facet in FACETS if isinstance(facet, NameFacet))
YEAR_FACETS: Final = tuple(facet for facet in FACETS if isinstance(facet, YearFacet))
KIND_FACETS: Final = tuple(facet for facet in FACETS if isinstance(facet, KindFacet))
BY_NAME: Final[Mapping[str, Facet]] = {facet.name: facet for facet in FACETS}


def report_values(report: object) -> dict[str, Value]:
    """The values that a report has, by the names of its facets."""
    return {facet.name: getattr(report, facet.name) for facet in REPORT_FACETS}
