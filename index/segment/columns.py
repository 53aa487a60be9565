"""The numbers kept for every paragraph and every report, and what stands for "none" among them."""

from __future__ import annotations

from datetime import date
from typing import Final

from index.report import KINDS, Kind

NO_YEAR: Final = -1
NO_DATE: Final = 0
NO_SECTION: Final = 0xFFFFFFFF

COLUMNS: Final = {
    "paragraph": ("I", 0),
    "section": ("I", NO_SECTION),
    "kind": ("B", 0),
    "year": ("i", NO_YEAR),
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


def date_number(day: str | None) -> int:
    """A day as the column has it; `day` is YYYY-MM-DD or None."""
    return date.fromisoformat(day).toordinal() if day else NO_DATE
