"""What stands in a paragraph of a report, and the paragraph's address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from index.language import N_
from search.described import Described, Detail


def paragraph_address(report: str, paragraph: int) -> str:
    """The address on the site of a paragraph, from 0."""
    return f"/reports/{quote(report)}#p{paragraph}"


class OfParagraph:
    """What stands in a paragraph, from 0, of a report."""

    __slots__ = ()
    report: str
    paragraph: int

    @property
    def number(self) -> int:
        """The paragraph's number for people."""
        return self.paragraph + 1

    @property
    def url(self) -> str:
        """The paragraph's address on the site."""
        return paragraph_address(self.report, self.paragraph)


@dataclass(frozen=True, slots=True)
class Located(Described, OfParagraph):
    """Something in a paragraph of a report: which of which."""

    report: Annotated[str, Detail(N_("报告的编号"))]
    paragraph: Annotated[int, Detail(N_("段落在报告里的位置，从 0 起"))]
    body: str
    year: Annotated[int | None, Detail(N_("null：年份不详"))]
    date: Annotated[str | None, Detail(schema={"format": "date"})]
    title: str
    section: Annotated[str, Detail(N_("所在的小标题"))]
