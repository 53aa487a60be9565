"""Metadata of a page: title, body, year reported on, date of publication, source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from index.places import Gazetteer, gazetteer
from index.reading.bodies import Body, choose_body
from index.reading.cleaning import CleanedPage
from index.reading.cleaning.script import simplified
from index.reading.cleaning.shapes import is_prose
from index.reading.organs import whole_mention
from index.reading.publication import dates, day_of, number, source_of
from index.reading.titles import LONGEST_TITLE, closed_up, find_title, own_title
from index.reading.validation import MAX_NAME
from index.report import Assumption

_YEAR = r"(?<!\d)((?:19|20)\d{2}|[一二][〇○零一二三四五六七八九]{3})"
_ONE_YEAR = re.compile(_YEAR + r"\s?年?度?")
_TITLE_YEAR = re.compile(_YEAR + r"\s?(?!\d|[-/.]\d|年\s?\d{1,2}\s?月|年[一二三四五六七八九十]{1,2}月)(?:年度?)?")
_REVIEW = re.compile(
    _YEAR + r"\s?年度?(?:来|的|以来)?(?:主要|重点|履职|政协|全年|各项)?"
    r"(?:工作|履职)的?(?:回顾|总结|情况|综述|回眸|开展|完成|主要)"
)
_OPENING = re.compile(r"(?:^|[。！？；])\s?" + _YEAR + r"\s?年(?:是|,|，|以来|,?区?政协|来)")
_SESSION = re.compile(rf"[-—－―\s(（]*{_YEAR}\s?年.{{2,10}}日.*(?:会议|大会)")
_HEAD_LINES: Final = 12
_REPORT_TITLE = re.compile(r"工作报告|工作总结|履职报告|述职报告|年度报告")
_LATEST_MONTH_OF_REVIEWS: Final = 4


@dataclass(frozen=True, slots=True)
class PageHints:
    """Metadata in the markup, "" if absent: <title>, and the <meta> title, date, source, site name.

    url: the address of the original (index/reading/original.py). body: whose the report is, year: on which it is,
    as the file itself states beside its text.
    """

    window_title: str = ""
    title: str = ""
    date: str = ""
    source: str = ""
    site: str = ""
    url: str = ""
    body: str = ""
    year: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """A page's metadata; None for a field that cannot be determined.

    body: canonical, in simplified script. year: reported on. date: of publication, YYYY-MM-DD. title_lines: indexes of
    the cleaned lines that make up the title; empty if it is in none. heading: the title as those lines write it.
    assumed: of title and year, for want of evidence.
    """

    title: str
    heading: str
    title_lines: range
    body: Body | None
    year: int | None
    date: str | None
    source: str | None
    url: str | None
    site: str | None
    assumed: tuple[Assumption, ...] = ()


def read_metadata(page: CleanedPage, hints: PageHints, name: str, places: Gazetteer | None = None) -> Metadata:
    """The metadata of a cleaned page; name: the file's, the title of a page without one."""
    found = find_title(page, hints.window_title, hints.title, hints.site, name)
    title, lines = closed_up(found.text), found.lines
    heads = [line.text for line in page.lines[: max(page.top, lines.stop)]]
    texts = [line.text for line in page.lines]
    source = source_of(page, hints.source, own_title(hints.window_title, hints.title, hints.site).site)
    date = day_of(page, hints.date)
    others = [source or "", hints.site, hints.window_title, date or ""]
    stated = whole_mention(hints.body, places or gazetteer()) is not None
    naming = [hints.body, title, *heads] if stated else [title, *heads]
    body = choose_body(naming[0], naming[1:], texts, others, places)
    site = hints.site if 0 < len(hints.site) <= MAX_NAME else None
    told = _ONE_YEAR.fullmatch(simplified(hints.year))
    year = number(told[1]) if told else _stated_year(title, page, date)
    assumed: list[Assumption] = [found.assumed] if found.assumed else []
    given = date or _session_day(texts)
    if year is None and given is not None:
        year = _year_by_date(title, page, given)
        assumed.append("year_from_date")
    return Metadata(title, found.text, lines, body, year, date, source, hints.url or None, site, tuple(assumed))


def _session_day(texts: list[str]) -> str | None:
    """The day of the session at which a report was given: ——2024年1月10日在政协南昌县第三次会议上."""
    for text in texts[:_HEAD_LINES]:
        if len(text) <= LONGEST_TITLE and _SESSION.match(simplified(text)):
            return next(dates(text), None)
    return None


def _stated_year(title: str, page: CleanedPage, date: str | None) -> int | None:
    """The year reported on as the page says it: in the title, a 工作回顾 or the opening."""
    found = _TITLE_YEAR.search(simplified(title))
    texts = [simplified(line.text) for line in page.lines]
    if found:
        named = number(found[1])
        return named - 1 if _looks_back(title, named, page, texts, date) else named
    reviews = (_REVIEW.search(text) for text in texts if len(text) <= LONGEST_TITLE)
    openings = (_OPENING.search(text) for text in [text for text in texts if is_prose(text)][:3])
    for match in (*reviews, *openings):
        if match:
            return number(match[1])
    return None


def _year_by_date(title: str, page: CleanedPage, date: str) -> int:
    """The year on which a page of this date (YYYY-MM-DD) most likely reports."""
    year, month = int(date[:4]), int(date[5:7])
    if month > _LATEST_MONTH_OF_REVIEWS:
        return year
    text = "".join(simplified(line.text) for line in page.lines)
    looks_back = text.count(f"{year - 1}年") > text.count(f"{year}年")
    return year - 1 if looks_back or _REPORT_TITLE.search(simplified(title)) else year


def _looks_back(title: str, year: int, page: CleanedPage, texts: list[str], date: str | None) -> bool:
    """Whether a report is named by the year in which it was given, and is on the year before.

    2026年四川省政府工作报告, given in February 2026, is on 2025, unless it says that it reviews 2026.
    """
    if not _REPORT_TITLE.search(simplified(title)):
        return False
    said = [number(match[1]) for text in texts if len(text) <= LONGEST_TITLE and (match := _REVIEW.search(text))]
    if year in said:
        return False
    given = [day for line in page.lines[: page.top] for day in dates(line.text)] or ([date] if date else [])
    return any(day.startswith(f"{year}-") and int(day[5:7]) <= _LATEST_MONTH_OF_REVIEWS for day in given)
