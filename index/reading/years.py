"""The year that a report is on: as its page says it, else by the day on which it was given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from index.reading.cleaning import CleanedPage
from index.reading.cleaning.script import simplified
from index.reading.cleaning.shapes import is_prose
from index.reading.publication import dates
from index.reading.title_lines import LONGEST_TITLE

_FULL_WIDTH: Final = {0xFF10 + figure: str(figure) for figure in range(10)}
_FIGURES: Final = str.maketrans("〇○零OoＯｏ一二三四五六七八九", "0000000123456789")
_ZERO: Final = "〇○零OoＯｏ0"
_WRITTEN = re.compile(rf"(?:一九|二[{_ZERO}])[{_ZERO}一二三四五六七八九]{{2}}")
_YEAR = r"(?<!\d)((?:19|20)\d{2})"
_SPAN = re.compile(
    rf"{_YEAR}\s?(?:年度?)?\s?(?:[-—–－―~～∼]{{1,2}}|至|到)\s?(?P<last>(?:19|20)\d{{2}})(?![\d.]|[-/]\d|\s?年\s?\d{{1,2}}\s?月)"
)
_ONE = re.compile(_YEAR + r"\s?年?度?")
_IN_TITLE = re.compile(
    r"(?<!第)(?<!第\s)"
    + _YEAR
    + r"\s?(?!\d|[-/.]\d|[号期]|年\s?\d{1,2}\s?月|年[一二三四五六七八九十]{1,2}月|年?的?(?:远景|愿景))(?:年度?)?"
)
_NO_YEAR_OF_REPORT = re.compile(
    r"《(?![^》]*(?:报告|总结|综述))[^》]*》|[〔\[［【(（]\s?(?:19|20)\d{2}\s?[〕\]］】)）]\s?第?\s?\d+\s?号"
)
"""Names of plans and the like that a title quotes, and numbers of documents: 《2025年远景》, 〔2023〕12号."""
_YEAR_ONLY = re.compile(rf"[(（]?{_YEAR}\s?年?度?[)）]?")
_LAST_YEAR = re.compile(r"(?:过去|上)的?一?年.{0,8}(?:回顾|总结|工作|情况)")
_REVIEW = re.compile(
    _YEAR + r"\s?年?度?[)）]?(?:来|的|以来)?(?:主要|重点|履职|政协|全年|各项)?"
    r"(?:工作|履职|(?:目标)?任务)的?(?:回顾|总结|情况|综述|回眸|开展|完成|主要(?!任务|目标|打算|安排))"
)
_RECALL = re.compile(
    r"回顾(?:即将|刚刚|已经)?(?:过去)?的?\s?" + _YEAR + r"\s?年(?!度?[^，。；！？,]{0,14}(?:以来|换届|成立))"
)
_OTHER_TIME = re.compile(
    r"那一?年|过去的?一年|[二两三四五六七八九十百\d]+[多余]?(?:个春秋|年来|年间|年历程|年的历程|载)"
)
"""Words by which an opening's year is one of old, or that in which the report is given."""
_PLAN = re.compile(
    _YEAR + r"\s?年度?的?(?:主要|重点|总体)?(?:工作|目标|任务|履职)的?(?:主要|总体|初步)?"
    r"(?:安排|计划|打算|思路|任务|要点|部署|建议|设想|目标|要求)(?!.{0,6}(?:完成|落实|执行|实现|回顾|情况))"
)
_OPENING = re.compile(r"(?:^|[。！？；])\s?" + _YEAR + r"\s?年(?:是|,|，|以来|,?区?政协|来)")
_SINCE = re.compile(r"年以?来")
_TERM = re.compile(
    r"(?:过去|刚刚过去的?|[这本]届.{0,8}|任期|以来)的?[三四五]年|[三四五]年(?:来|间)|[三四五]年(?:的|来的)?(?:主要)?工作|五年任期"
)
"""Of reports on a whole term, which ends with the last full year before the day."""
_SESSION = re.compile(rf"[-—－―\s(（]*{_YEAR}\s?年.{{2,10}}日.*(?:会议|大会)")
_REPORT_TITLE = re.compile(r"工作报告|工作总结|履职报告|述职报告|年度报告")
_HEAD_LINES: Final = 12
_OPENINGS: Final = 3
_LATEST_MONTH_OF_REVIEWS: Final = 4
_SHORTEST_TERM: Final = 2
"""Years from the first of a term to the day of the report on it."""
_LATEST: Final = 2099


@dataclass(frozen=True, slots=True)
class ReportedYear:
    """The year reported on, None if it is unknown. assumed: by the day on which the report was given."""

    year: int | None = None
    assumed: bool = False


def one_year(text: str) -> int | None:
    """The year that a text is, in any figures (2023, 二〇二三年度), or the last one of a span; None for other texts."""
    found = _ONE.fullmatch(_plain(text))
    return int(found[1]) if found else None


def reported_year(title: str, page: CleanedPage, date: str | None) -> ReportedYear:
    """The year on which the report reports; of a span (2017—2021年) the last.

    date: of publication, YYYY-MM-DD. The title decides, then a heading 工作回顾, then the year before the one that is
    planned for (工作安排), then the opening, then the day.
    """
    clues = _Clues(_plain(title), [_plain(line.text) for line in page.lines], page.top, date)
    stated = clues.stated()
    if stated is not None:
        return ReportedYear(stated)
    given = clues.given
    return ReportedYear(clues.by_day(given), assumed=True) if given else ReportedYear()


def is_of_session(title: str, year: int, texts: Iterable[str]) -> bool:
    """Whether the year that is given of a report is the one in which it was given, by its own words.

    So it is if it heads a review of the year before, or a plan for that year, and no review of that year. texts: of its
    paragraphs, of which short ones are headings.
    """
    if not _REPORT_TITLE.search(_plain(title)):
        return False
    short = [_plain(text) for text in texts if len(text) <= LONGEST_TITLE and "年" in text]
    reviewed = {int(found[1]) for text in short if (found := _REVIEW.search(text))}
    planned = {int(found[1]) for text in short if (found := _PLAN.search(text))}
    return year not in reviewed and (year - 1 in reviewed or year in planned)


def _plain(text: str) -> str:
    """A text in simplified script with years in ASCII figures, and the last year in the place of a span."""
    plain = simplified(text).translate(_FULL_WIDTH)
    plain = _WRITTEN.sub(lambda found: found[0].translate(_FIGURES), plain)
    return _SPAN.sub(r"\g<last>", plain)


class _Clues:
    """What a page says of years; title and texts as `_plain` has them."""

    def __init__(self, title: str, texts: Sequence[str], top: int, date: str | None) -> None:
        self._title = title
        self._texts = texts
        self._heads = texts[:top]
        self._short = [text for text in texts if len(text) <= LONGEST_TITLE]
        self._date = date
        self.given = date or self._session_day()

    def stated(self) -> int | None:
        """The year as the page says it: in the title, a 工作回顾, a plan or the opening."""
        named = self._named()
        if named is not None:
            return named - 1 if self._looks_back(named) else named
        return next(self._in_headings(), None) or self._opening()

    def _named(self) -> int | None:
        """The year in the title, else in a line of its own beside it; none that is still to come."""
        title = _NO_YEAR_OF_REPORT.sub("", self._title)
        beside = (_YEAR_ONLY.fullmatch(text) for text in self._heads[:_HEAD_LINES])
        found = (_REVIEW.search(title), *_IN_TITLE.finditer(title), *beside)
        latest = int(self.given[:4]) + 1 if self.given else _LATEST
        return next((int(match[1]) for match in found if match and int(match[1]) <= latest), None)

    def by_day(self, day: str) -> int:
        """The year on which a page of this day (YYYY-MM-DD) most likely reports."""
        year, month = int(day[:4]), int(day[5:7])
        if month > _LATEST_MONTH_OF_REVIEWS:
            return year
        text = "".join(self._texts)
        looks_back = text.count(f"{year - 1}年") > text.count(f"{year}年")
        return year - 1 if looks_back or _REPORT_TITLE.search(self._title) else year

    def _in_headings(self) -> Iterator[int]:
        """The years of reviews in short lines, then those before the years that are planned for."""
        reviewed = [match for text in self._short if (match := _REVIEW.search(text))]
        yield from (int(match[1]) for match in reviewed if not self._begins_term(match))
        yield from (int(match[1]) - 1 for text in self._short if (match := _PLAN.search(text)))

    def _opening(self) -> int | None:
        """The year with which the text begins, if it looks back on that and not on the year before."""
        prose = [text for text in self._texts if is_prose(text)]
        opening = "。".join(prose[:_OPENINGS])
        found = _OPENING.search(opening)
        recalled = [int(match[1]) for text in prose if (match := _RECALL.search(text))]
        if found is None:
            return recalled[0] if recalled and _RECALL.search(opening) else None
        year = int(found[1])
        if year - 1 in recalled and year not in recalled:
            return year - 1
        if self._begins_term(found) or self._is_other_time(year, found, opening):
            return None
        early = self.given is not None and self._is_early(self.given, year)
        return None if early and self.by_day(self.given or "") != year else year

    def _begins_term(self, found: re.Match[str]) -> bool:
        """Whether a report on a term, given two years later or more, names a year as its first: 2017年以来的五年.

        Without 以来 only the day of the session tells: a page may be published years after its report.
        """
        given = self.given if _SINCE.search(found[0]) else self._session_day()
        if given is None or int(given[:4]) - int(found[1]) < _SHORTEST_TERM:
            return False
        prose = [text for text in self._texts if is_prose(text)][:_OPENINGS]
        return any(map(_TERM.search, (*self._short, *prose)))

    @staticmethod
    def _is_other_time(year: int, found: re.Match[str], opening: str) -> bool:
        """Whether an opening goes on from its year to another: 2021年是建党100周年。2022年，我们……."""
        others = [int(match[1]) for match in _OPENING.finditer(opening, found.end() - 1)]
        behind = opening[found.end() :].partition("。。")[0]
        return any(other > year or other == year - 1 for other in others) or _OTHER_TIME.search(behind) is not None

    def _looks_back(self, year: int) -> bool:
        """Whether a report is named by the year in which it was given, and is on the year before.

        2026年四川省政府工作报告, given in February 2026, is on 2025, unless it says that it reviews 2026.
        """
        if not _REPORT_TITLE.search(self._title):
            return False
        said = [int(match[1]) for text in self._short if (match := _REVIEW.search(text))]
        if year in said:
            return False
        planned = (match for text in self._short if (match := _PLAN.search(text)))
        last = any(_LAST_YEAR.search(text) for text in self._short)
        if said[:1] == [year - 1] or (last and any(int(match[1]) == year for match in planned)):
            return True
        days = [day for text in self._heads for day in dates(text)] or ([self._date] if self._date else [])
        return any(self._is_early(day, year) for day in days)

    @staticmethod
    def _is_early(day: str, year: int) -> bool:
        """Whether a day is in the months of a year in which reports on the year before are given."""
        return day.startswith(f"{year}-") and int(day[5:7]) <= _LATEST_MONTH_OF_REVIEWS

    def _session_day(self) -> str | None:
        """The day of the session at which a report was given: ——2024年1月10日在政协南昌县第三次会议上."""
        for text in self._texts[:_HEAD_LINES]:
            if len(text) <= LONGEST_TITLE and _SESSION.match(text):
                return next(dates(text), None)
        return None
