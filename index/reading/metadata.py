"""Metadata of a page: title, body, year reported on, date of publication, source."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from index.places import Gazetteer
from index.reading.bodies import Body, choose_body
from index.reading.cleaning import CleanedPage, Line
from index.reading.cleaning.script import simplified
from index.reading.cleaning.shapes import is_disclaimer, is_entry, is_label, is_prose
from index.reading.titles import LONGEST_TITLE, closed_up, find_title, own_title
from index.reading.validation import MAX_NAME

_DIGITS: Final = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_FIGURE = "[〇○零一二三四五六七八九]"
_NUMERAL = "(?:[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_WRITTEN_DATE = re.compile(rf"([一二]{_FIGURE}{{3}})\s?年\s?({_NUMERAL})\s?月\s?({_NUMERAL})\s?日")
_YEAR = r"(?<!\d)((?:19|20)\d{2}|[一二][〇○零一二三四五六七八九]{3})"
_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?([-/.年])\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_COMPACT_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_TITLE_YEAR = re.compile(_YEAR + r"\s?(?!\d|[-/.]\d|年\s?\d{1,2}\s?月|年[一二三四五六七八九十]{1,2}月)(?:年度?)?")
_REVIEW = re.compile(
    _YEAR + r"\s?年度?(?:来|的|以来)?(?:主要|重点|履职|政协|全年|各项)?"
    r"(?:工作|履职)的?(?:回顾|总结|情况|综述|回眸|开展|完成|主要)"
)
_OPENING = re.compile(r"(?:^|[。！？；])\s?" + _YEAR + r"\s?年(?:是|,|，|以来|,?区?政协|来)")
_REPORT_TITLE = re.compile(r"工作报告|工作总结|履职报告|述职报告|年度报告")
_SOURCE = re.compile(
    r"(?:信息|文章|稿件|新闻|内容)?(?:(?:[来來]\s?源[于於自]?|出\s?[处處]|稿\s?源)\s?[:：]|^[来來]\s?源\s?[|｜丨])\s?(?P<source>.*?)\s*"
    r"(?=$|[|｜丨【\[]|[)）\]】]$|\s\S{1,8}[:：]|\s\d|(?:19|20)\d{2}[-/.年]"
    r"|(?:[责責]任)?[编編][辑輯]|[责責][编編]|作者|[浏瀏][览覽]|[阅閱][读讀]|[点點][击擊]|[访訪][问問]|字[号號体體]|(?:[发發]布)?[时時][间間]"
    r"|(?<=\s)[发發]布|[发發]布(?=[时時日人者單单机機]|\s?[:：])|日期|大\s?中\s?小|[审審][核校]|分享|打印)"
)
# Who published a page: named as its source where no other is.
_PUBLISHER = re.compile(
    r"(?:(?:发布|發佈|發布)(?:机构|機構|单位|單位|部门|部門)|(?:信息提供|供稿)(?:单位|單位|部门|部門)?)\s?[:：]\s?(?P<source>[^\s|｜丨:：\d]{2,30}?)"
    r"(?=$|\s|[|｜丨]|(?:成文|发布|發佈)?日期)"
)
_NEWSPAPER = re.compile(r"[\u4e00-\u9fff]{1,12}[日晚晨早商时時周导導都青]{1,2}[报報]")
_COPYRIGHT = re.compile(rf"(?P<source>{_NEWSPAPER.pattern})社?\s?版[权權]所有")
# 「中国江西网 2024-01-19 11:32」: the source precedes the date.
_SITE_AND_DATE = re.compile(
    rf"(?P<source>[\w·—-]{{2,16}}(?:[网網报報社台]|中心|客[户戶]端|政[协協]|[发發][布佈]|法院|[检檢]察院))\s+{_DATE.pattern}\s?日?(?:\s|$)"
)
_PUBLISHED = re.compile(r"发布|发表|发稿|成文|时间|日期|来源|\d{1,2}[:：]\d{2}")
_LATEST_MONTH_OF_REVIEWS: Final = 4


@dataclass(frozen=True, slots=True)
class PageHints:
    """Metadata in the markup, "" if absent: <title>, and the <meta> title, date, source, site name.

    url: the address of the original (index/reading/original.py).
    """

    window_title: str = ""
    title: str = ""
    date: str = ""
    source: str = ""
    site: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """A page's metadata; None for a field that cannot be determined.

    body: canonical, in simplified script. year: reported on. date: of publication, YYYY-MM-DD. title_lines: indexes of
    the cleaned lines that make up the title; empty if it is in none. heading: the title as those lines write it.
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


def read_metadata(page: CleanedPage, hints: PageHints, name: str, places: Gazetteer | None = None) -> Metadata:
    """The metadata of a cleaned page; name: the file's, the title of a page without one."""
    found = find_title(page, hints.window_title, hints.title, hints.site, name)
    title, lines = closed_up(found.text), found.lines
    heads = [line.text for line in page.lines[: max(page.top, lines.stop)]]
    texts = [line.text for line in page.lines]
    source = _source(page) or hints.source or _publisher(page, hints)
    date = _date(page, hints)
    others = [source or "", hints.site, hints.window_title, date or ""]
    body = choose_body(title, heads, texts, others, places)
    site = hints.site if 0 < len(hints.site) <= MAX_NAME else None
    return Metadata(title, found.text, lines, body, _year(title, page, date), date, source, hints.url or None, site)


def _year(title: str, page: CleanedPage, date: str | None) -> int | None:
    """The year reported on: from the title, a 工作回顾, the opening, else the date of publication."""
    found = _TITLE_YEAR.search(simplified(title))
    texts = [simplified(line.text) for line in page.lines]
    if found:
        named = _number(found[1])
        return named - 1 if _looks_back(title, named, page, texts, date) else named
    reviews = (_REVIEW.search(text) for text in texts if len(text) <= LONGEST_TITLE)
    openings = (_OPENING.search(text) for text in [text for text in texts if is_prose(text)][:3])
    for match in (*reviews, *openings):
        if match:
            return _number(match[1])
    if date is None:
        return None
    year, month = int(date[:4]), int(date[5:7])
    if month > _LATEST_MONTH_OF_REVIEWS:
        return year
    text = "".join(texts)
    looks_back = text.count(f"{year - 1}年") > text.count(f"{year}年")
    return year - 1 if looks_back or _REPORT_TITLE.search(simplified(title)) else year


def _looks_back(title: str, year: int, page: CleanedPage, texts: list[str], date: str | None) -> bool:
    """Whether a report is named by the year in which it was given, and is on the year before.

    2026年四川省政府工作报告, given in February 2026, is on 2025, unless it says that it reviews 2026.
    """
    if not _REPORT_TITLE.search(simplified(title)):
        return False
    said = [_number(match[1]) for text in texts if len(text) <= LONGEST_TITLE and (match := _REVIEW.search(text))]
    if year in said:
        return False
    given = [day for line in page.lines[: page.top] for day in dates(line.text)] or ([date] if date else [])
    return any(day.startswith(f"{year}-") and int(day[5:7]) <= _LATEST_MONTH_OF_REVIEWS for day in given)


def _number(written: str) -> int:
    return int(written.translate(_DIGITS))


def _date(page: CleanedPage, hints: PageHints) -> str | None:
    """The date of publication: from the markup, else from a template line, else the only date in the page's head."""
    for text in (hints.date, *_labelled(page)):
        for date in dates(text):
            return date
    for line in page.lines[: page.top + 1]:
        if re.fullmatch(rf"[(（]\s?{_DATE.pattern}\s?日?\s?[)）]", line.text):
            return next(dates(line.text), None)
    return None


def _labelled(page: CleanedPage) -> Iterator[str]:
    """Template lines: those that mention publication first, and above the article before below."""
    for lines in (page.head, page.tail):
        short = [text for text in _template(lines) if len(text) <= 2 * LONGEST_TITLE]
        texts = [text for text in short if not is_entry(simplified(text))]
        yield from sorted(texts, key=lambda text: _PUBLISHED.search(simplified(text)) is None)


def dates(text: str) -> Iterator[str]:
    """The calendar days that a text names, as YYYY-MM-DD; impossible dates are skipped."""
    matches: Iterable[tuple[int, int, int]] = (
        [(int(m[1]), int(m[3]), int(m[4])) for m in _DATE.finditer(text)]
        or [(_number(m[1]), _counted(m[2]), _counted(m[3])) for m in _WRITTEN_DATE.finditer(text)]
        or [(int(m[1]), int(m[2]), int(m[3])) for m in _COMPACT_DATE.finditer(text)]
    )
    for year, month, day in matches:
        try:
            yield datetime.date(year, month, day).isoformat()
        except ValueError:
            continue


def _template(lines: Sequence[Line]) -> list[str]:
    """The texts of template lines; a label in a line of its own is joined to the next."""
    texts: list[str] = []
    for line in lines:
        if texts and is_label(simplified(texts[-1])):
            texts[-1] += line.text
        else:
            texts.append(line.text)
    return texts


def _source(page: CleanedPage) -> str | None:
    for text in (*_template(page.head), *_template(page.tail)):
        match = _SOURCE.search(text)
        if match and match["source"].strip() and not is_disclaimer(simplified(text)):
            return match["source"].strip(" 　()（）")
    matches = (_SITE_AND_DATE.match(line.text) for line in page.head)
    return next((match["source"] for match in matches if match), None)


def _publisher(page: CleanedPage, hints: PageHints) -> str | None:
    """Who published the page, as its template says it; or the newspaper whose site it is."""
    for line in (*page.head, *page.tail):
        match = _PUBLISHER.search(line.text)
        if match and not is_disclaimer(simplified(line.text)):
            return match["source"]
    owners = (match["source"] for line in page.tail if (match := _COPYRIGHT.search(line.text)))
    names = (name for name in own_title(hints.window_title, hints.title, hints.site).site if _NEWSPAPER.fullmatch(name))
    return next(names, None) or next(owners, None)


def _counted(numeral: str) -> int:
    """二十五 is 25."""
    tens, ten, ones = numeral.rpartition("十")
    return (_number(tens) if tens else 1) * 10 * bool(ten) + (_number(ones) if ones else 0)
