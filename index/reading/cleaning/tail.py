"""Tail boilerplate: lines from the first site line under the last prose on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from index.reading.cleaning import frame, shapes
from index.reading.cleaning.judged import JudgedLines, Rule

_LONGEST_LINK = 40
_MOST_ORPHANS = 3
_LONGEST_REMARK = 60
_DEFINES = re.compile("[:：|]|是指|指的是")
_SIGNS = re.compile(r"[\W_]+")
_SMALL_SHARE = 0.25
"""Of a page's text, that a site says about itself under the article."""


def start(page: JudgedLines, prose: Sequence[int], above: Sequence[int], end: int) -> int:
    """Index of the tail's first line; sentinel `end` without a tail.

    prose: indexes of the article's sentences. above: indexes of lines kept before the first of them; all from there to
    `end` are kept.
    """
    first = prose[0]
    statement = _closing_statement(page, first, sum(len(page.texts[place]) for place in above), end)
    last = _last_prose(page, [place for place in prose if place < statement], end)
    found = _first_worded(page, last + 1, statement)
    left = found
    while _follows_orphan(page, last, left, end):
        left -= 1
    # More of them are a list of the report's own.
    return left if found - left <= _MOST_ORPHANS else found


def start_without_prose(page: JudgedLines, above: Sequence[int], body: int, end: int) -> int:
    """The same for a page without prose; kept lines are `above` and [body, end)."""
    found, kept = end, len(above) + end - body
    while kept > 1:
        last = found - 1 if found > body else above[kept - 1]
        if not page.fits(shapes.is_tail_boilerplate, last):
            break
        found, kept = last, kept - 1
    return found


def _first(page: JudgedLines, rule: Rule, start: int, end: int) -> int:
    """The first line from `start` on that matches the rule, or `end`."""
    return next((place for place in range(start, end) if page.fits(rule, place)), end)


def _first_worded(page: JudgedLines, start: int, end: int) -> int:
    """The first line from `start` on that is worded as a site's, or `end`; the lines of signs right above it are too.

    A line of signs alone may part a report from its annex, or a table's head from its rows.
    """
    found = start
    while found < end and (page.fits(_is_signs, found) or not page.fits(shapes.is_tail_boilerplate, found)):
        found += 1
    while found > start and page.fits(_is_signs, found - 1):
        found -= 1
    return found


def _is_signs(text: str) -> bool:
    return _SIGNS.fullmatch(text) is not None


def _closing_statement(page: JudgedLines, first: int, above: int, end: int) -> int:
    """Index of the site's closing statement, or `end`; one with more text under it than above is not the site's.

    above: code points before the first prose.
    """
    for place in range(first + 1, end):
        if page.fits(shapes.is_statement, place) and page.length(place, end) <= above + page.length(first, place):
            return place
    return end


def _last_prose(page: JudgedLines, prose: Sequence[int], end: int) -> int:
    """Index of the article's last prose; the site's sentences about itself, under its own lines, are excluded."""
    marker = _first(page, shapes.is_tail_boilerplate, prose[0] + 1, end)
    links = _first(page, shapes.is_list_heading, marker + 1, end)

    closing = next((place for place in reversed(prose) if page.fits(frame.is_closing, place)), end)
    behind = _first(page, shapes.is_tail_boilerplate, closing + 1, end)
    if page.length(behind, end) > _SMALL_SHARE * page.length(0, end):
        behind = end
    notes = _first(page, frame.is_note_heading, closing + 1, end)

    def is_under_site_line(place: int) -> bool:
        at = bisect_left(prose, place)
        above = prose[at - 1] if at else place
        site = _first(page, shapes.is_tail_boilerplate, above + 1, place)
        return site < place and page.length(site, end) <= _SMALL_SHARE * page.length(0, end)

    def of_site(place: int) -> bool:
        if place < marker:
            return False
        if page.fits(shapes.names_site, place) and is_under_site_line(place):
            return True
        if behind <= place < notes and _is_remark(page.texts[place]):
            return True
        return page.fits(shapes.is_site_speech, place) or (place > links and len(page.texts[place]) <= _LONGEST_LINK)

    return next((place for place in reversed(prose) if not of_site(place)), prose[0])


def _is_remark(text: str) -> bool:
    """A short sentence such as readers write under an article, and no note of it."""
    return len(text) <= _LONGEST_REMARK and not shapes.is_numbered(text) and not _DEFINES.search(text)


def _follows_orphan(page: JudgedLines, last: int, start: int, end: int) -> bool:
    """Whether a layout leftover lies between the article's last sentence at `last` and the tail at `start`."""
    if not last + 1 < start < end or page.fits(shapes.is_staff, start):
        return False
    return page.fits(shapes.is_orphan, start - 1)
