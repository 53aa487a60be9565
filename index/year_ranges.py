"""Years and ranges of years, as filters and queries have them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from index.errors import RequestError
from index.language import gettext

NONE: Final = "none"
"""What is written for reports without a year."""
_RANGE = re.compile(r"(?P<first>[0-9]{4})?(?P<dots>\.\.)?(?P<last>[0-9]{4})?")


@dataclass(frozen=True, slots=True)
class YearRange:
    """An inclusive range of years; None leaves a side open. `YearRange.none()` matches reports without a year."""

    first: int | None
    last: int | None
    missing: bool = False

    @classmethod
    def none(cls) -> YearRange:
        """Reports without a year."""
        return cls(None, None, missing=True)

    @classmethod
    def parse(cls, text: str) -> YearRange:
        """`2023`, `2019..2023`, `2019..`, `..2023` or `none`, of any width; raises RequestError for anything else."""
        if any(map(is_shaped, text)):
            raise RequestError(
                gettext("年份里有上标、带圈一类的数字：%(text)s", text=text[:20]),
                next_step=gettext("请用普通数字，写成 2023 或 2019..2023"),
            )
        text = unicodedata.normalize("NFKC", text)
        if text == NONE:
            return cls.none()
        found = _RANGE.fullmatch(text)
        if not found or not (found["first"] or found["last"]):
            raise RequestError(
                gettext("年份写法不对：%(text)s", text=text[:20]), next_step=gettext("请写成 2023、2019..2023 或 none")
            )
        first, last = (int(part) if part else None for part in (found["first"], found["last"]))
        if not found["dots"]:
            if first and last:
                raise RequestError(
                    gettext("年份写法不对：%(text)s", text=text[:20]), next_step=gettext("请写成 2023 或 2019..2023")
                )
            last = first
        if first is not None and last is not None and first > last:
            raise RequestError(
                gettext("年份范围前后颠倒：%(text)s", text=text[:20]),
                next_step=gettext("请写成 %(last)s..%(first)s", last=last, first=first),
            )
        return cls(first, last)

    def __str__(self) -> str:
        """As `parse` reads it."""
        if self.missing:
            return NONE
        if self.first == self.last:
            return f"{self.first:04}"
        return "..".join("" if year is None else f"{year:04}" for year in (self.first, self.last))

    def explain(self) -> str:
        """The range in words, as a predicate of a report."""
        if self.missing:
            return gettext("年份不详")
        if self.first == self.last:
            return gettext("是 %(year)s 年的", year=self.first)
        if self.first is None:
            return gettext("是 %(year)s 年及以前的", year=self.last)
        if self.last is None:
            return gettext("是 %(year)s 年及以后的", year=self.first)
        return gettext("是 %(first)s 年到 %(last)s 年的", first=self.first, last=self.last)


def is_shaped(char: str) -> bool:
    """Whether it is a raised, lowered, circled digit or the like, which no year is written with."""
    return not char.isdecimal() and any(map(str.isdecimal, unicodedata.normalize("NFKC", char)))
