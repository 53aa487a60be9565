"""The numbers kept for every paragraph and every report, and what stands for "none" among them."""

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
"""With their type and what stands for "none".

paragraph: its place in its report. section: the place of its heading. date: days (proleptic Gregorian ordinal).
characters: code points of the text. tokens: terms of the words field. title_tokens: those of the title.
title_at: the place of the paragraph as a part of which the title is searched. The last two, year and date are the
report's.
"""


def kind_number(kind: Kind) -> int:
    """The kind as the column has it."""
    return KINDS.index(kind)


def repeat_numbers(folded: Iterable[str]) -> list[int]:
    """Which of the texts that are the same each one is, from 1; folded: all of a report's, in reading order."""
    met: dict[str, int] = {}
    numbers = []
    for text in folded:
        met[text] = number = met.get(text, 0) + 1
        numbers.append(number)
    return numbers


def date_number(day: str | None) -> int:
    """A day as the column has it; `day` is YYYY-MM-DD or None."""
    return date.fromisoformat(day).toordinal() if day else NO_DATE


def year_number(year: object) -> int:
    """A year as a column of numbers has it; `year` is a number, or None where it is not known."""
    return year if isinstance(year, int) else NO_NUMBER


def year_of(number: int) -> int | None:
    """The year that a column of numbers has as `number`."""
    return None if number == NO_NUMBER else number
