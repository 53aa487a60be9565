"""Data model: a report, its paragraphs, and the changes that cleaning made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from index.language import N_

Kind = Literal["heading", "text", "item", "caption"]
KINDS: Final[tuple[Kind, ...]] = ("heading", "text", "item", "caption")

UNKNOWN_BODY: Final = N_("未识别机构")

ORGANS: Final = ("政协", "政府", "人大", "法院", "检察院", "监委")
"""Kinds of bodies, in the order of answers."""
ORGAN_WORDS: Final = {
    "政协": ("人民政协", "政治协商会议", "CPPCC"),
    "政府": ("人民政府", "government"),
    "人大": ("人民代表大会", "人大常委会", "people's congress", "people’s congress"),
    "法院": ("人民法院", "court"),
    "检察院": ("人民检察院", "procuratorate"),
    "监委": ("监察委", "监察委员会", "supervision"),
}
"""Other names by which each is asked for."""

Level = Literal["national", "province", "prefecture", "county"]
LEVELS: Final[tuple[Level, ...]] = ("national", "province", "prefecture", "county")


Assumption = Literal["year_from_date", "year_of_session", "title_from_text", "title_from_name"]
"""What reading assumed about a page that does not say it, or about a report line that says what its text does not."""


@dataclass(frozen=True, slots=True)
class Region:
    """Where a body is, as far as it is known; None for what is not, or is not so divided.

    Names are today's, in full, in simplified script. code: of the smallest division (GB/T 2260, six digits).
    """

    province: str | None = None
    prefecture: str | None = None
    county: str | None = None
    level: Level | None = None
    code: str | None = None


class Restored(NamedTuple):
    """A place put together again from torn bytes: half-open span in code points, and what the page shows there."""

    start: int
    end: int
    raw: str


def stand_in(places: Sequence[Restored], text: str) -> bool:
    """Whether the places are spans of the text, none of them empty, in order and not overlapping."""
    ends = [0, *(place.end for place in places)]
    return ends[-1] <= len(text) and all(
        before <= place.start < place.end for before, place in zip(ends, places, strict=False)
    )


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The unit of indexing and of hits.

    text: the paragraph as a reader sees it, in the report's own script; one line and not empty when it comes from a
    page, as given when it comes from a report line.
    section: text of its heading; a heading's section is itself; "" above the first.
    damaged: bytes were lost in it, so that a part of it is unreadable.
    restored: places in the text whose bytes had been torn and were put together again, in order, not overlapping.
    """

    text: str
    kind: Kind = "text"
    section: str = ""
    damaged: bool = False
    restored: tuple[Restored, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """Effect of one cleaning step on one report.

    step: the step's name. count: places changed. removed: code points removed.
    """

    step: str
    count: int
    removed: int


@dataclass(frozen=True, slots=True)
class Report:
    """One body's annual report.

    body: the canonical name in simplified script, or UNKNOWN_BODY. organ: one of ORGANS, region: where the body is, as
    far as they are known. year: the year reported on. date: the day of publication as YYYY-MM-DD. paragraphs: in
    reading order; a hit's number is its index in here. source: who published it, as the page names it. changes: of
    cleaning, in the steps' order; empty for report lines, which are not cleaned. url: the address at which the original
    was published; never one of this program's. site: the name of the site there. today: the body's name of today, if
    that is another. assumed: of the other fields, for want of evidence; empty for what the page or a user says.
    unread: numbers, from 1, of a PDF's pages that are pictures without a text layer; the report lacks what they say.
    """

    id: str
    title: str
    body: str
    year: int | None
    date: str | None
    source: str | None
    paragraphs: tuple[Paragraph, ...]
    changes: tuple[Change, ...] = ()
    url: str | None = None
    site: str | None = None
    organ: str | None = None
    region: Region = Region()
    today: str | None = None
    assumed: tuple[Assumption, ...] = ()
    unread: tuple[int, ...] = ()

    @property
    def body_today(self) -> str:
        """The body's name of today."""
        return self.today or self.body

    @property
    def province(self) -> str | None:
        """The province in which the body is."""
        return self.region.province

    @property
    def prefecture(self) -> str | None:
        """The prefecture in which the body is."""
        return self.region.prefecture

    @property
    def level(self) -> str | None:
        """The body's level, one of LEVELS."""
        return self.region.level
