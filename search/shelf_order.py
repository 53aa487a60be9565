"""Orders of the catalogue: by place and year, by year, by title, or by the day a report came into the index."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, Literal, get_args

from index.analysis import fold
from index.china_time import local_day
from index.facets import BODY, is_unknown
from search.library import Library
from search.result import ReportSummary

ShelfSort = Literal["place", "year", "title", "indexed"]
SHELF_SORTS: Final[tuple[ShelfSort, ...]] = get_args(ShelfSort)
_NO_CODE: Final = "~"
"""After every code of a division."""

Key = Callable[[ReportSummary], Any]


def in_order(library: Library, reports: Iterable[ReportSummary], sort: ShelfSort) -> list[ReportSummary]:
    """The reports, which are of the library, in this order; all of a library are sorted once and remembered.

    place: the nation first, then divisions by their codes, as official lists have them, then bodies of which no place
    is known, by pinyin; each body's newest year first. year: the newest first, then by place. title: by pinyin.
    indexed: the latest day first, then by place.
    """
    if sort not in library.ranks:
        library.ranks[sort] = _ranks(library, sort)
    ranks = library.ranks[sort]
    return sorted(reports, key=lambda each: ranks[each.id])


def _ranks(library: Library, sort: ShelfSort) -> dict[str, int]:
    from search.offers.pinyin import reading

    by_place = sorted(library.reports, key=_place)
    match sort:
        case "place":
            ordered = by_place
        case "year":
            ordered = sorted(by_place, key=lambda each: -(each.year or 0))
        case "title":
            ordered = sorted(by_place, key=lambda each: (reading(fold(each.title)), each.title))
        case "indexed":
            ordered = sorted(by_place, key=lambda each: local_day(library.indexed[each.id]), reverse=True)
    return {each.id: rank for rank, each in enumerate(ordered)}


def _place(report: ReportSummary) -> tuple[Any, ...]:
    from search.offers.pinyin import reading

    code = "" if report.region.level == "national" else report.region.code or _NO_CODE
    # Readings are loaded only where a place is not known.
    named = reading(fold(report.body)) if code == _NO_CODE else ()
    unknown = is_unknown(BODY, report.body)
    return unknown, code, named, report.body_today or report.body, report.body, -(report.year or 0), report.id


def initial(title: str) -> str:
    """The letter under which a title stands: of its pinyin, or its own; "" of one that begins with neither."""
    from search.offers.pinyin import reading

    syllables = reading(fold(title))
    return syllables[0][:1].upper() if syllables and syllables[0][:1].isalpha() else ""
