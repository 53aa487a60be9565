"""How things are put in words on the page: labels, numbers, years, and the script that a text is in."""

from __future__ import annotations

from functools import cache
from typing import Final

import opencc

from index.report import Kind
from search.request import Sort
from web.parameters import Switch

KIND_LABELS: Final[dict[Kind, str]] = {"heading": "标题", "text": "正文", "item": "条目", "caption": "图注"}
SORT_LABELS: Final[dict[Sort, str]] = {"relevance": "相关度", "date": "日期", "hits": "次数"}
SWITCH_LABELS: Final[dict[Switch, str]] = {"exact_script": "区分繁简", "synonyms": "同义词"}
SWITCH_HINTS: Final[dict[Switch, str]] = {
    "exact_script": "只找与查询同一种字形的：写“協商”不算“协商”",
    "synonyms": "也找同义词：写在索引旁边的 synonyms.txt 里的",
}
FACET_LABELS: Final = {"body": "机构", "year": "年份", "kind": "类型"}
NO_YEAR: Final = "none"
_SAMPLE: Final = 400
_CLEAR: Final = 4
"""Changed characters that context may make more or fewer of."""
_HAN: Final = range(0x3400, 0xA000)


def number(value: int) -> str:
    """An integer with its thousands set apart: 12,345."""
    return f"{value:,}"


def duration(milliseconds: float) -> str:
    """`1.9 毫秒`, `48 毫秒` or `1.2 秒`."""
    if milliseconds >= 1000:
        return f"{milliseconds / 1000:.1f} 秒"
    return f"{milliseconds:.{1 if milliseconds < 10 else 0}f} 毫秒"


def year_label(value: str | int | None) -> str:
    """A year, a range of years as the address has it (`2019..2023`), or "not known"."""
    if value is None or value == NO_YEAR:
        return "年份不详"
    first, dots, last = str(value).replace("…", "..").partition("..")
    if not dots:
        return f"{first}年"
    if first and last:
        return f"{first}–{last}年"
    return f"{first}年起" if first else f"{last}年止"


def facet_value_label(facet: str, value: str) -> str:
    """A facet's value as readers see it; a value that is not known is shown as it is."""
    if facet == "year":
        return year_label(value)
    if facet == "kind":
        return {str(kind): label for kind, label in KIND_LABELS.items()}.get(value, value)
    return value


def language(text: str) -> str:
    """The BCP 47 tag for a report's text, `zh-Hant` or `zh-Hans`, judged by its first few hundred characters.

    Text is traditional when making it simplified changes more of it than making it traditional does; a stray 著 or 乾
    in a simplified text does not count, and neither does text that is the same in both scripts.
    """
    sample = text[:_SAMPLE]
    traditional, simplified = _changed_by("t2s"), _changed_by("s2t")
    if traditional.isdisjoint(sample):
        return "zh-Hans"
    # Characters alone settle it for nearly every text, many times faster than converting it twice.
    many, few = sum(map(traditional.__contains__, sample)), sum(map(simplified.__contains__, sample))
    if abs(many - few) > _CLEAR + min(many, few):
        return "zh-Hant" if many > few else "zh-Hans"
    to_simplified, to_traditional = _converter("t2s"), _converter("s2t")
    return "zh-Hant" if _changes(sample, to_simplified) > _changes(sample, to_traditional) else "zh-Hans"


@cache
def _converter(configuration: str) -> opencc.OpenCC:
    return opencc.OpenCC(configuration)


@cache
def _changed_by(configuration: str) -> frozenset[str]:
    """The characters that a conversion changes when they stand alone."""
    alone = [chr(code) for code in _HAN]
    changed = _converter(configuration).convert("\n".join(alone)).split("\n")
    return frozenset(before for before, after in zip(alone, changed, strict=True) if before != after)


def _changes(text: str, converter: opencc.OpenCC) -> int:
    return sum(before != after for before, after in zip(text, converter.convert(text), strict=False))
