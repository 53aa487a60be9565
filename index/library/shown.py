"""What is understood of a report, in lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
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
    reasons = [DOUBTS[doubt] for doubt in report.unsure if doubt != "damaged"]
    if reasons:
        yield f"没有把握：{'；'.join(reasons)}"
