"""What is indexed: a report, its paragraphs, and the record of what cleaning changed in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["heading", "text", "item", "caption"]
KINDS: Final[tuple[Kind, ...]] = ("heading", "text", "item", "caption")

UNKNOWN_BODY: Final = "未识别机构"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The unit that is found.

    text: the paragraph as a reader sees it, in the report's own script; one line and not empty when it comes from a
    page, as given when it comes from a report line.
    section: the text of the heading it stands under; a heading's section is the heading itself; "" above the first.
    damaged: bytes were lost in it, so that some of it cannot be read any more.
    """

    text: str
    kind: Kind = "text"
    section: str = ""
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One cleaning step's effect on one report.

    step: the step's name. count: how many places it changed. removed: how many characters (code points) it took away.
    """

    step: str
    count: int
    removed: int


@dataclass(frozen=True, slots=True)
class Report:
    """One body's text for one year.

    body: the canonical name in simplified script, or UNKNOWN_BODY. year: the year reported on.
    date: the day of publication as YYYY-MM-DD. paragraphs: in reading order; a hit's number is the place in here.
    changes: what cleaning did, in the steps' order; empty for report lines, which are taken as they are.
    """

    id: str
    title: str
    body: str
    year: int | None
    date: str | None
    source: str | None
    paragraphs: tuple[Paragraph, ...]
    changes: tuple[Change, ...] = ()
