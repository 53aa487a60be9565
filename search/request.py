"""What is asked of a searcher: the one place where options from the command line and the web are checked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

from index.errors import RequestError
from index.report import KINDS, Kind

Sort = Literal["relevance", "date", "hits"]
SORTS: Final[tuple[Sort, ...]] = get_args(Sort)
MAX_OFFSET: Final = 10_000_000

_YEAR = re.compile(r"(?P<first>[0-9]{4})?(?P<dots>\.\.)?(?P<last>[0-9]{4})?")


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
        if text == "none":
            return cls.none()
        found = _YEAR.fullmatch(unicodedata.normalize("NFKC", text))
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


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search; several bodies, years or kinds mean any of them.

    limit: hits on the page, from 0. offset: hits to skip. report: only this report's paragraphs.
    exact_script: only what is written in the script that was typed. synonyms: a word finds its synonyms too.
    explain_score: say of each hit what its score is made of.
    """

    query: str
    body: tuple[str, ...] = ()
    year: tuple[YearRange, ...] = ()
    kind: tuple[Kind, ...] = ()
    report: str | None = None
    sort: Sort = "relevance"
    limit: int = 10
    offset: int = 0
    exact_script: bool = False
    synonyms: bool = False
    explain_score: bool = False

    def __post_init__(self) -> None:
        if self.limit < 0:
            raise RequestError(f"每页条数不能是负数：{self.limit}", next_step="请给 0 或更大的整数")
        if not 0 <= self.offset <= MAX_OFFSET:
            raise RequestError(f"起始位置超出范围：{self.offset}", next_step=f"请给 0 到 {MAX_OFFSET} 的整数")
        if self.sort not in SORTS:
            raise RequestError(f"没有这种排序：{str(self.sort)[:20]}", next_step="可用 " + "、".join(SORTS))
        for kind in self.kind:
            if kind not in KINDS:
                raise RequestError(f"没有这种段落类型：{str(kind)[:20]}", next_step="可用 " + "、".join(KINDS))

    @classmethod
    def parse(
        cls,
        query: str,
        *,
        body: Iterable[str] = (),
        year: Iterable[str] = (),
        kind: Iterable[str] = (),
        report: str | None = None,
        sort: str = "relevance",
        limit: int = 10,
        offset: int = 0,
        exact_script: bool = False,
        synonyms: bool = False,
        explain_score: bool = False,
    ) -> SearchRequest:
        """A request from text as users give it; raises RequestError naming the option that is wrong."""
        return cls(
            query=query,
            body=tuple(dict.fromkeys(body)),
            year=tuple(YearRange.parse(value) for value in dict.fromkeys(year)),
            kind=tuple(cast(Kind, value) for value in dict.fromkeys(kind)),
            report=report or None,
            sort=cast(Sort, sort),
            limit=limit,
            offset=offset,
            exact_script=exact_script,
            synonyms=synonyms,
            explain_score=explain_score,
        )
