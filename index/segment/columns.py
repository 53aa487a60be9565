"""Columns of paragraphs and reports, with their types and sentinels."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from index.facets import KIND_FACETS, NO_NUMBER, YEAR_FACETS
from index.report import KINDS, Kind

NO_DATE: Final = 0
NO_SECTION: Final = 0xFFFFFFFF

COLUMNS: Final = {
    "paragraph": ("I", 0),
    "section": ("I", NO_SECTION),
    **{facet.name: ("B", 0) for facet in KIND_FACETS},
    **{facet.name: ("i", NO_NUMBER) for facet in YEAR_FACETS},
    "date": ("I", NO_DATE),
    "characters": ("I", 0),
    "tokens": ("I", 0),
    "title_tokens": ("I", 0),
    "title_at": ("I", 0),
}
"""Type and sentinel of each column.

paragraph: its number in its report. section: the number of its heading. date: days (proleptic Gregorian ordinal).
characters: code points of the text. tokens: terms of the words field. title_tokens: terms of the title. title_at:
number of the paragraph with which the title is searched. The last two, year and date are the report's.
"""


def kind_number(kind: Kind) -> int:
    """Column value of a kind."""
    return KINDS.index(kind)


def repeat_numbers(folded: Iterable[str]) -> list[int]:
    """Ordinal of each text among equal ones, from 1; folded: all of a report's, in reading order."""
    met: dict[str, int] = {}
    numbers = []
    for text in folded:
        met[text] = number = met.get(text, 0) + 1
        numbers.append(number)
    return numbers


def date_number(day: str | None) -> int:
    """Column value of a day; `day` is YYYY-MM-DD or None."""
    return date.fromisoformat(day).toordinal() if day else NO_DATE


def year_number(year: object) -> int:
    """Column value of a year; `year` is a number, or None if unknown."""
    return year if isinstance(year, int) else NO_NUMBER


def year_of(number: int) -> int | None:
    """The year of a column value; None for the sentinel."""
    return None if number == NO_NUMBER else number
