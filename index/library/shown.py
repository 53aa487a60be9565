"""What is understood of a report, in lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from index.doubts import DOUBTS
from index.library.understood import STEP_LABELS, Understood
from index.report import LEVELS, Region

FIELD_LABELS: Final = {
    "title": "标题",
    "body": "机构",
    "organ": "机关",
    "region": "地方",
    "year": "年度",
    "date": "日期",
    "source": "来源",
    "url": "原文网址",
    "site": "网站",
}
LEVEL_LABELS: Final = dict(zip(LEVELS, ("国家级", "省级", "地级", "县级"), strict=True))
UNKNOWN: Final = "不详"
MOST_PAGES: Final = 20
"""Numbers of pages that are listed."""
_SAID_APART: Final = ("damaged", "pages_unread")
"""Doubts that have a line of their own."""


def shown_region(region: Region) -> str:
    """A region in words: 江苏省南京市鼓楼区；"" if nothing is known of it."""
    if region.level == "national":
        return "全国"
    names = dict.fromkeys(each for each in (region.province, region.prefecture, region.county) if each)
    return "".join(names) or (f"{UNKNOWN}，{LEVEL_LABELS[region.level]}" if region.level else "")


def shown_value(value: Any) -> str:
    """A field's value on one line; UNKNOWN for one that is not known."""
    text = shown_region(value) if isinstance(value, Region) else "" if value is None else str(value)
    return " ".join(text.split()) or UNKNOWN


def shown_pages(pages: Sequence[int]) -> str:
    """Pages in words: 第 2、5 页."""
    listed = "、".join(map(str, pages[:MOST_PAGES]))
    return f"第 {listed} 页" + (f"等 {len(pages):,} 页" if len(pages) > MOST_PAGES else "")


def lines_of(report: Understood) -> Iterator[str]:
    """Title, body, region, year, date, source, size, what cleaning did, and what is in doubt."""
    about = "，".join(each for each in (report.organ or "", shown_region(report.region)) if each)
    yield f"标题：{shown_value(report.title)}"
    yield f"机构：{report.body}" + (f"（{about}）" if about else "")
    yield f"年度：{shown_value(report.year)}；日期：{shown_value(report.date)}；来源：{shown_value(report.source)}"
    yield f"正文：{report.paragraphs:,} 段、{report.characters:,} 字"
    if report.changes:
        steps = (
            f"{STEP_LABELS.get(each.step, each.step)} {each.count:,} 处"
            + (f"去掉 {each.removed:,} 字" if each.removed else "")
            for each in report.changes
        )
        yield f"清理：{'；'.join(steps)}"
    if report.restored:
        yield f"复原：丢失的字节 {report.restored:,} 处"
    if report.damaged:
        yield f"缺损：{report.damaged:,} 段有无法辨认的字"
    if report.unread:
        yield f"缺页：{shown_pages(report.unread)}是图片，没有读出文字"
    reasons = [DOUBTS[doubt] for doubt in report.unsure if doubt not in _SAID_APART]
    if reasons:
        yield f"没有把握：{'；'.join(reasons)}"
