"""The report's region of a page: where it opens, and what stands over its title, inside it and under it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from index.reading.cleaning import frame, shapes
from index.reading.cleaning.judged import JudgedLines

_MOST_ABOVE: Final = 60
_SMALL_SHARE: Final = 0.25
"""Of a page's text, that may stand over the address with which a report opens."""
_LONGEST_PART: Final = 30
_MOST_PARTS: Final = 3
_ADDRESS = re.compile(r"(?:尊敬的)?各位[\u4e00-\u9fff]{2,6}(?:[、,，][^。]{1,30})?[:：]")
_PART_OF_TITLE = re.compile(
    r"中国人民政治协商会议|(?:中国人民政治协商会议|政协)?(?:第.{1,5}届)?.{0,20}委员会$|.{2,20}(?:人民代表大会|人民政府|人民法院|人民检察院|常委会|政协)$"
    r"|(?:[12]\d{3}|[一二][〇○零一二三四五六七八九]{3})年度?$|.{2,12}[省市州盟县区旗]$|关于.{2,24}$|.{2,12}第.{1,5}届$"
)
_ABSTRACT = re.compile(
    r"[【\[(（]?\s?(?:核心提示|内容(?:摘要|提要|简介|提示)|导读|摘要|提要|编者按|编者的话|阅读提示|新闻提示|本文摘要|导语)\s?(?:[】\])）:：|\s]|$|(?=[^，。]{6}))"
)
_REPORTED = re.compile(
    r".{0,20}(?:讯|电|消息)\s?[(（【\[].{0,8}(?:记者|通讯员|报道员|见习).{0,40}[)）】\]]|.{0,20}(?:本报|本网|本台).{0,12}(?:记者|讯|消息)"
    r"|.{0,200}(?:全文.{0,4}如下|以飨读者|现将.{0,30}(?:刊发|刊登|发布|公布|如下))"
)
_FRAME = re.compile(
    r"会议?上?[)）]?$|大会|全会|通过|草案|讨论稿|摘要|摘登|目\s*录|[省市县区州盟旗院会席任]长?[\s·]|长\s|主席|主任|书记|报告人|[年月日号]$|第.{1,4}(?:部分|章)|附件|机密|秘密"
)
_FRAGMENT = re.compile(r"[省市州盟县区旗](?!域|情|场|政建)|[察民务院商会]")
# An entry of a list, or a caption.
_OF_LIST = re.compile(
    r"^[·•●▪■◆>＞]|(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?\s?[\])）]?$|(?<!工)作.{0,12}报告$|摄[)）]?$"
)
_NAME = re.compile(r"[\u4e00-\u9fff·](?:\s?[\u4e00-\u9fff·]){1,5}")
_NUMBER = re.compile(r"(?:(?i:part|no)[.\s]*)?(0[1-9]|1\d)[.、]?")
_LETTER_SPACE = re.compile(r"(?<=[\u4e00-\u9fff])\s(?=[\u4e00-\u9fff])")
_LABELLED = re.compile(r"[\u4e00-\u9fffA-Za-z](?:\s?[\u4e00-\u9fffA-Za-z]){1,5}\s?[:：]\s*\S")
_OF_REPORT = re.compile(
    r"(?:报告人|主讲人|报告者|.{0,20}(?:长|主席|主任|书记))\s?[:：]|注\s?[:：]|各位|.{0,8}(?:目录|附件)|说明\s?[:：]"
)
_OF_PLACE = re.compile(
    rf"(?:{shapes.PROVINCES}[\u4e00-\u9fff]{{2,4}}|[\u4e00-\u9fff]{{1,8}}(?:政协|人大|政府|法院|检察院|[省市县区州盟旗]))\s?[:：]\s*[^\s\d]{{5}}"
)
"""A headline that names its place before a colon (四川广安：同心筑梦谱新篇), and no label."""


def opening(page: JudgedLines) -> int | None:
    """Index of the address (各位委员：) with which a report opens, None on a page without one near its top."""
    for place in range(min(_MOST_ABOVE, len(page.texts))):
        if page.fits(_is_address, place):
            few = page.length(0, place) <= _SMALL_SHARE * page.length(0, len(page.texts))
            return place if few else None
    return None


def above(page: JudgedLines, places: Sequence[int]) -> set[int]:
    """Of the lines kept over an address, those that are the site's.

    Over the report's title a line stays if it is part of it. Under it a line goes if it is an abstract of the report,
    a reporter's lead, or a label with its value.
    """
    titles = [at for at, place in enumerate(places) if page.titles[place] or page.fits(_is_title, place)]
    title = _first_of(page, places, titles)
    first = title
    for _ in range(_MOST_PARTS):
        torn = bool(titles) and _FRAGMENT.match(page.texts[places[first]]) is not None
        rule = _may_be_part if torn else _is_part_of_title
        first -= first > 0 and page.fits(rule, places[first - 1])
    under = {place for place in places[first:] if not page.titles[place] and page.fits(_is_added, place)}
    under |= _boxes(page, places[first:])
    # A body's name alone is the site's, and what stands under it may be the title.
    if not all(page.fits(_is_part_of_title, places[at]) and not page.fits(_is_title, places[at]) for at in titles):
        under |= _not_of_frame(page, [place for place in places[title + 1 :] if place not in under])
    return {place for place in places[:first] if not page.titles[place]} | under


def inside(page: JudgedLines, places: Sequence[int]) -> set[int]:
    """Lines of the site between two sentences of a report: bars of pages, invitations to an app, designed numbers."""
    found = {place for place in places if page.fits(frame.is_furniture, place)}
    # What is left may show another series, so that cleaning once more would change it.
    while more := _numbers(page, [place for place in places if place not in found]):
        found |= more
    return found


def _numbers(page: JudgedLines, places: Sequence[int]) -> set[int]:
    """Numbers that a design sets apart from its headings: 01, 02 …, PART 03, each over a heading; two at least."""
    found: list[int] = []
    for place, below in pairwise(places):
        number = _NUMBER.fullmatch(page.texts[place])
        if number and int(number[1]) == len(found) + 1:
            heading = len(page.texts[below]) <= _LONGEST_PART + 10 and not page.fits(shapes.is_sentence, below)
            found += [place] if heading and not re.fullmatch(r"[\W\d]*", page.texts[below]) else []
    return set(found) if len(found) > 1 else set()


def _is_address(text: str) -> bool:
    return _ADDRESS.match(text) is not None


def _first_of(page: JudgedLines, places: Sequence[int], titles: Sequence[int]) -> int:
    """Position of the title: the last one over the address, or the first of several with nothing but frame between.

    What stands over the title are titles of other reports, as in lists beside an article.
    """
    if not titles:
        return 0
    title = titles[-1]
    for at in reversed(titles[:-1]):
        if not all(page.fits(_is_of_frame, place) for place in places[at + 1 : title]):
            break
        title = at
    return title


def _not_of_frame(page: JudgedLines, places: Sequence[int]) -> set[int]:
    """Short lines between a title and an address that are no meeting, day, speaker, note on the text, or contents."""
    found: set[int] = set()
    framed = False
    for place in places:
        text = page.texts[place]
        named = _NAME.fullmatch(text) is not None and (framed or place == places[-1])
        kept = named or page.titles[place] or len(text) > _LONGEST_PART or page.fits(_is_of_frame, place)
        found |= set() if kept else {place}
        framed = kept
    return found


def _is_of_frame(text: str) -> bool:
    if shapes.is_sentence(text) or shapes.is_numbered(text) or _is_title(text) or text[0] in "—–―─（(":
        return True
    return _FRAME.search(text) is not None or _is_part_of_title(text)


def _closed(text: str) -> str:
    """A short text without the spaces by which its letters are set apart: 政 府 工 作 报 告."""
    return _LETTER_SPACE.sub("", text) if len(text) <= _LONGEST_PART else text


def _is_title(text: str) -> bool:
    text = _closed(text)
    report = shapes.says_report(text) and not shapes.is_numbered(text)
    return (
        report
        and not (_is_row(text) or _OF_LIST.search(text))
        and not (shapes.is_head_boilerplate(text) or shapes.is_breadcrumb(text) or _is_added(text))
    )


def _is_row(text: str) -> bool:
    """Whether a line has several parts side by side, as rows of tables and of links have."""
    return re.search(r"\S\s[|/／·]\s\S", text) is not None


def _is_part_of_title(text: str) -> bool:
    text = _closed(text)
    return len(text) <= _LONGEST_PART and _PART_OF_TITLE.match(text) is not None


def _may_be_part(text: str) -> bool:
    """Whether a title that begins in the middle of a word may begin in a line."""
    return len(text) <= _LONGEST_PART and not (shapes.is_head_boilerplate(text) or shapes.is_sentence(text))


def _is_added(text: str) -> bool:
    """Whether a line over an address is about the report, and not of it."""
    if _ABSTRACT.match(text) or _REPORTED.match(text) or frame.is_furniture(text):
        return True
    label = _LABELLED.match(text) is not None and not shapes.is_sentence(text)
    if _OF_REPORT.match(text) or _OF_PLACE.match(text):
        return False
    return label and not frame.is_title_label(text)


def _boxes(page: JudgedLines, places: Sequence[int]) -> set[int]:
    """The sentence under a line that is a heading of an abstract: 内容摘要."""
    return {
        place
        for before, place in pairwise(places)
        if _ABSTRACT.match(page.texts[before]) and len(page.texts[before]) <= 8 and shapes.is_prose(page.texts[place])
    }
