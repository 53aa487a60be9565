"""Metadata of a page: title, body, year reported on, date of publication, source."""

from __future__ import annotations

from dataclasses import dataclass

from index.places import Gazetteer, gazetteer
from index.reading.bodies import Body, choose_body
from index.reading.cleaning import CleanedPage
from index.reading.listed import without_lists
from index.reading.organs import whole_mention
from index.reading.own_titles import own_title
from index.reading.publication import day_of, source_of
from index.reading.title_lines import closed_up
from index.reading.titles import find_title
from index.reading.validation import MAX_NAME
from index.reading.years import ReportedYear, one_year, reported_year
from index.report import Assumption


@dataclass(frozen=True, slots=True)
class PageHints:
    """Metadata in the markup, "" if absent: <title>, and the <meta> title, date, source, site name.

    url: the address of the original (index/reading/original.py). body: whose the report is, year: on which it is,
    as the file itself states beside its text. unread: numbers, from 1, of its pages that hold no text but pictures.
    of_site: whether a site's lines may stand under the text.
    """

    window_title: str = ""
    title: str = ""
    date: str = ""
    source: str = ""
    site: str = ""
    url: str = ""
    body: str = ""
    year: str = ""
    unread: tuple[int, ...] = ()
    of_site: bool = True


@dataclass(frozen=True, slots=True)
class Metadata:
    """A page's metadata; None for a field that cannot be determined.

    body: canonical, in simplified script. year: reported on. date: of publication, YYYY-MM-DD. title_lines: indexes of
    the cleaned lines that make up the title; empty if it is in none. heading: the title as those lines write it.
    assumed: of title and year, for want of evidence. unread: as of PageHints.
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
    unread: tuple[int, ...] = ()


def read_metadata(page: CleanedPage, hints: PageHints, name: str, places: Gazetteer | None = None) -> Metadata:
    """The metadata of a cleaned page; name: the file's, the title of a page without one."""
    found = find_title(page, hints.window_title, hints.title, hints.site, name)
    title, lines = closed_up(found.text), found.lines
    heads = [line.text for line in page.lines[: max(page.top, lines.stop)]]
    texts = [line.text for line in page.lines]
    own = own_title(hints.window_title, hints.title, hints.site)
    source = source_of(page, hints.source, [*own.site, own.text])
    date = day_of(page, hints.date)
    others = [source or "", hints.site, hints.window_title, date or ""]
    known = places or gazetteer()
    heads, texts = without_lists(heads, texts, known)
    naming = [title, *heads] if whole_mention(hints.body, known) is None else [hints.body, title, *heads]
    body = choose_body(naming[0], naming[1:], texts, others, known)
    site = hints.site if 0 < len(hints.site) <= MAX_NAME else None
    told = one_year(hints.year)
    year = reported_year(title, page, date) if told is None else ReportedYear(told)
    assumed: list[Assumption] = [found.assumed] if found.assumed else []
    if year.assumed:
        assumed.append("year_from_date")
    return Metadata(
        title, found.text, lines, body, year.year, date, source, hints.url or None, site, tuple(assumed), hints.unread
    )
