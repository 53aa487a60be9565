"""The title of a page, by evidence: what markup and window agree on, the largest heading, words of reports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from index.reading.cleaning import CleanedPage, Line, frame, shapes
from index.reading.cleaning.script import simplified
from index.reading.organs import organ_words
from index.reading.own_titles import MOST_ROWS, window_parts
from index.reading.title_lines import (
    LONGEST_TITLE,
    are_listed,
    begins_with_organ,
    closed_up,
    goes_on,
    is_assembly,
    is_column_name,
    is_no_title,
    is_standing,
    is_subtitle,
    is_torn,
    is_whole_title,
    names_its_body,
    names_site,
    refuses,
    unspaced,
)
from index.report import Assumption

_LONGEST_LINE: Final = 100
_COLUMN_REACH: Final = 3
"""Lines over a report's own title in which a column's name is looked for."""
_CLAUSES = re.compile("[，！？!?：]")
_SHORTEST_HEADLINE: Final = 8
_SECTION = re.compile(
    r"(?:过去一年|[12一二]\S{3}年度?)的?(?:主要|重点)?工作的?(?:回顾|情况)$|\d{1,2}[.．]\s?(?:19|20)\d{2}\s?年"
)
"""A section's heading without a number, or with one before a year."""
_LABEL = re.compile(r"^[(（【\[](?:受权发布|授权发布|全文|实录|摘登|现场|两会)[)）】\]]\s?")


def titled_organ(title: str) -> str | None:
    """The organ with which a report's title begins without its place: 区政协工作报告, 2022年市法院工作报告."""
    plain = simplified(title)
    if not shapes.has_report_word(plain) or not begins_with_organ(plain):
        return None
    return next(organ_words(plain), None)


@dataclass(frozen=True, slots=True)
class Title:
    """A title, and the indexes of the cleaned lines that make it up; an empty range if it is in none.

    assumed: how it was made up, if no line is the title.
    """

    text: str
    lines: range
    assumed: Assumption | None = None


def find_title(page: CleanedPage, window: str, told: str, site: str, name: str) -> Title:
    """The title of a cleaned page.

    window: the window's title. told: that of the markup's metadata, "" if there is none. site: the site's name.
    name: the file's, for a page without any line that can be a title.
    """
    parts = window_parts(window)
    candidates = list(_candidates(page))
    names = _names(page, candidates)
    evidence = _Evidence(told, parts, site, names)
    best = max(candidates, key=lambda place: (evidence.score(page.lines[place]), -place), default=None)
    weight = 2 * _REFUSED if best is None else evidence.score(page.lines[best])
    outside = told or (parts[0] if parts else "")
    if weight < _HEADING and outside and outside not in names and not _is_site(outside, site):
        return Title(outside, range(0))
    if best is not None and weight > _REFUSED:
        return _whole(page, best)
    return _first_sentence(page, name)


_REFUSED: Final = -50
_AGREES: Final = 8
_IN_WINDOW: Final = 5
_HEADING: Final = 4
_SAYS_REPORT: Final = 4
_SAYS_YEAR: Final = 1
_SUBHEADING: Final = 1
_LABELLED: Final = -1
_FIRST: Final = 1


class _Evidence:
    """What speaks for a line as the title."""

    def __init__(self, told: str, window: Sequence[str], site: str, names: frozenset[str]) -> None:
        """names: lines that are names of the site and its columns."""
        self._names = names
        self._told = unspaced(told)
        self._window = [unspaced(part) for part in window]
        self._site = {unspaced(site), *self._window[1:]} - {""}

    def score(self, line: Line) -> int:
        """The weight of the evidence; _REFUSED or less for what is no title."""
        text, plain = unspaced(line.text), frame.without_title_label(simplified(closed_up(line.text)))
        if len(text) > _LONGEST_LINE or len(text) < 2 or line.kind == "caption":
            return 2 * _REFUSED
        agrees = text == self._told or (bool(self._window) and text == self._window[0])
        if line.text in self._names:
            return _FIRST
        if not agrees and (text in self._site or refuses(plain)):
            return 2 * _REFUSED
        score = _AGREES * (text == self._told) + _IN_WINDOW * (text in self._window[:1])
        score += _HEADING if line.title else _SUBHEADING if line.kind == "heading" else 0
        score += _SAYS_REPORT * shapes.has_report_word(plain) + _SAYS_YEAR * bool(
            re.search(r"\d{4}年?|[一二][〇○零]", plain)
        )
        score += _LABELLED * bool(_LABEL.match(plain))
        return score + _FIRST - (shapes.is_column(plain) or shapes.is_site_name(plain)) * _SAYS_REPORT


def _names(page: CleanedPage, candidates: Iterable[int]) -> frozenset[str]:
    """Names of the site on a page with a report's own title, of columns right over one, and headlines of news over it.

    A headline (39164件案件背后，香洲法院交出这样一份答卷) says no report, and the title right under it names its body.
    """
    own = [place for place in candidates if _is_own_title(page.lines[place])]
    news = {page.lines[place - 1].text for place in own if place and _is_headline(page, place - 1)}
    titled = own or any(_may_head_article(page.lines[place]) for place in candidates if place < page.top)
    sites = {page.lines[place].text for place in candidates if titled and names_site(page.lines[place].text)}
    over = {at for place in own for at in range(max(0, place - _COLUMN_REACH), place)}
    return frozenset(sites | news | {page.lines[at].text for at in over if is_column_name(_read(page.lines[at]))})


def _is_headline(page: CleanedPage, place: int) -> bool:
    """Whether a line is the page's first heading, with a clause in it, over a title that names its body."""
    above, below = page.lines[place], page.lines[place + 1]
    clauses = _CLAUSES.search(_read(above)) is not None and not shapes.has_report_word(_read(above))
    return above.title and clauses and not below.title and names_its_body(_read(below))


def _is_own_title(line: Line) -> bool:
    return is_whole_title(line.text) and not refuses(_read(line))


def _may_head_article(line: Line) -> bool:
    """Whether a marked heading may be an article's own title, and is no second line or section of one."""
    plain = _read(line)
    if not (line.title or line.kind == "heading") or len(plain) < _SHORTEST_HEADLINE or refuses(plain):
        return False
    return not (names_site(plain) or is_standing(plain) or is_column_name(plain) or _is_section(plain))


def _is_site(text: str, site: str) -> bool:
    plain = simplified(text)
    return text == site or shapes.is_site_name(plain) or is_no_title(plain)


def _candidates(page: CleanedPage) -> Iterable[int]:
    """Lines that may be the title: those above the first prose, and headings of the first rank."""
    marked = [place for place, line in enumerate(page.lines) if line.title]
    named = next((place for place in range(page.top) if _names_report(page.lines[place])), len(page.lines))
    places = dict.fromkeys([*range(page.top), *marked])
    return [place for place in places if place <= named or not _is_section(_read(page.lines[place]))]


def _names_report(line: Line) -> bool:
    plain = _read(line)
    return _is_own_title(line) and not shapes.is_column(plain) and not _is_section(plain)


def _is_section(plain: str) -> bool:
    return shapes.is_numbered(plain) or _SECTION.match(plain) is not None


def _whole(page: CleanedPage, start: int) -> Title:
    """The line, with the one above or below that belongs to it, and a subtitle."""
    first = start
    while first > max(0, start - MOST_ROWS + 1) and goes_on(
        _read(page.lines[first - 1]), "".join(map(_read, page.lines[first : start + 1]))
    ):
        first -= 1
    if first < start and are_listed([_read(line) for line in page.lines[max(0, start - 2) : start]]):
        first = start
    stop = start + 1
    if is_assembly(_read(page.lines[start])) and stop < page.top and is_standing(_read(page.lines[stop])):
        stop += 1
    while stop < len(page.lines) and stop < start + 3 and is_subtitle(page.lines[stop].text):
        stop += 1
    text = frame.without_title_label(simplified(page.lines[first].text))
    text = page.lines[first].text[-len(text) :]
    for left, right in pairwise(page.lines[first:stop]):
        text += right.text if is_torn(_read(left), _read(right)) else f" {right.text}"
    return Title(text, range(first, stop))


def _read(line: Line) -> str:
    return simplified(closed_up(line.text))


def _first_sentence(page: CleanedPage, name: str) -> Title:
    first = re.split("[。！？!?：:]|各位(?:代表|委员)", page.lines[0].text)[0].strip()
    return Title(first[:LONGEST_TITLE] or name, range(0), "title_from_text" if first else "title_from_name")
