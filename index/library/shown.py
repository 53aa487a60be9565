"""What is understood of a report, in lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from index.doubts import DOUBTS
from index.facets import BODY
from index.language import N_, gettext
from index.library.understood import STEP_LABELS, Understood
from index.report import LEVELS, Change, Region

_FIELD_LINES: Final = {
    "title": N_("标题：%(value)s"),
    "body": N_("机构：%(value)s"),
    "organ": N_("机关：%(value)s"),
    "region": N_("地方：%(value)s"),
    "year": N_("年度：%(value)s"),
    "date": N_("日期：%(value)s"),
    "source": N_("来源：%(value)s"),
    "url": N_("原文网址：%(value)s"),
    "site": N_("网站：%(value)s"),
}
FIELDS: Final = tuple(_FIELD_LINES)
"""Fields of metadata, in the order in which they are shown."""
LEVEL_LABELS: Final = dict(zip(LEVELS, (N_("国家级"), N_("省级"), N_("地级"), N_("县级")), strict=True))
UNKNOWN: Final = N_("不详")
MOST_PAGES: Final = 20
"""Numbers of pages that are listed."""
_SAID_APART: Final = ("damaged", "pages_unread")
"""Doubts that have a line of their own."""


def field_line(field: str, value: str) -> str:
    """A field of metadata with its value, in words."""
    return gettext(_FIELD_LINES[field], value=value)


def shown_region(region: Region) -> str:
    """A region in words: 江苏省南京市鼓楼区；"" if nothing is known of it."""
    if region.level == "national":
        return gettext("全国")
    names = dict.fromkeys(each for each in (region.province, region.prefecture, region.county) if each)
    if names or not region.level:
        return "".join(names)
    return gettext("%(place)s，%(level)s", place=gettext(UNKNOWN), level=gettext(LEVEL_LABELS[region.level]))


def shown_value(value: Any) -> str:
    """A field's value on one line, in words also where it is not known."""
    text = shown_region(value) if isinstance(value, Region) else "" if value is None else str(value)
    return " ".join(text.split()) or gettext(UNKNOWN)


def shown_pages(pages: Sequence[int]) -> str:
    """Pages in words: 第 2、5 页."""
    listed = gettext("、").join(map(str, pages[:MOST_PAGES]))
    if len(pages) > MOST_PAGES:
        return gettext("第 %(listed)s 页等 %(count)s 页", listed=listed, count=f"{len(pages):,}")
    return gettext("第 %(listed)s 页", listed=listed)


def lines_of(report: Understood) -> Iterator[str]:
    """Title, body, region, year, date, source, and what `lines_of_text` says."""
    yield field_line("title", shown_value(report.title))
    about = gettext("，").join(each for each in (report.organ or "", shown_region(report.region)) if each)
    yield field_line("body", BODY.said(report.body)) + (gettext("（%(details)s）", details=about) if about else "")
    yield gettext(
        "年度：%(year)s；日期：%(date)s；来源：%(source)s",
        year=shown_value(report.year),
        date=shown_value(report.date),
        source=shown_value(report.source),
    )
    yield from lines_of_text(report)


def lines_of_text(report: Understood) -> Iterator[str]:
    """Size, what cleaning did, and what is in doubt."""
    size = {"paragraphs": f"{report.paragraphs:,}", "characters": f"{report.characters:,}"}
    yield gettext("正文：%(paragraphs)s 段、%(characters)s 字", **size)
    if report.changes:
        yield gettext("清理：%(steps)s", steps=gettext("；").join(map(_step, report.changes)))
    if report.restored:
        yield gettext("复原：丢失的字节 %(restored)s 处", restored=f"{report.restored:,}")
    if report.damaged:
        yield gettext("缺损：%(damaged)s 段有无法辨认的字", damaged=f"{report.damaged:,}")
    if report.unread:
        yield gettext("缺页：%(pages)s是图片，没有读出文字", pages=shown_pages(report.unread))
    reasons = [gettext(DOUBTS[doubt]) for doubt in report.unsure if doubt not in _SAID_APART]
    if reasons:
        yield gettext("没有把握：%(reasons)s", reasons=gettext("；").join(reasons))


def _step(change: Change) -> str:
    """What a step of cleaning did."""
    label = gettext(STEP_LABELS[change.step]) if change.step in STEP_LABELS else change.step
    count, removed = f"{change.count:,}", f"{change.removed:,}"
    if change.removed:
        return gettext("%(step)s %(count)s 处，去掉 %(removed)s 字", step=label, count=count, removed=removed)
    return gettext("%(step)s %(count)s 处", step=label, count=count)
