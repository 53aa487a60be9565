"""Labels and formats of pages: facet values, sorts, switches, numbers, years and durations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from markupsafe import Markup

from index.facets import BODY, BY_NAME, MISSING, ChoiceFacet, KindFacet, YearFacet
from index.language import N_, gettext, ngettext
from index.report import UNKNOWN_BODY, Kind
from search.request import Sort
from web.asked.parameters import Switch
from web.shown.script import Script, in_script

KIND_LABELS: Final[dict[Kind, str]] = {
    "heading": N_("标题"),
    "text": N_("正文"),
    "item": N_("条目"),
    "caption": N_("图注"),
}
_KIND_LABELS: Final = {str(kind): label for kind, label in KIND_LABELS.items()}
CHOICE_LABELS: Final[dict[str, str]] = {
    "政协": N_("政协"),
    "政府": N_("政府"),
    "人大": N_("人大"),
    "法院": N_("法院"),
    "检察院": N_("检察院"),
    "监委": N_("监委"),
    "national": N_("国家级"),
    "province": N_("省级"),
    "prefecture": N_("地级"),
    "county": N_("县级"),
}
"""Labels of organs and levels."""
LONGEST_NAMED: Final = 60
"""Code points of a query where it is named, in titles and sentences."""
_UNKNOWN_BODY: Final = N_("未识别机构")
SORT_LABELS: Final[dict[Sort, str]] = {"relevance": N_("相关度"), "date": N_("日期"), "hits": N_("次数")}
SWITCH_LABELS: Final[dict[Switch, str]] = {
    "exact_script": N_("区分繁简"),
    "synonyms": N_("同义词"),
    "split_words": N_("词分开也计"),
}
SCRIPT_LABELS: Final[dict[Script, str]] = {"original": N_("原文"), "zh-Hans": N_("简体"), "zh-Hant": N_("繁体")}
SWITCH_HINTS: Final[dict[Switch, str]] = {
    "exact_script": N_("只找与查询字形相同的，繁简分开算"),
    "synonyms": N_("也找同义词：自带的词表里的，和索引旁边的 synonyms.txt 里的"),
    "split_words": N_("没有引号的一串字：没有原样出现的段落里，分开的词也计入处数；平时只计原样的"),
}
Counted = Literal["occurrences", "paragraphs", "reports", "bodies", "characters"]


def short(query: str) -> str:
    """A query as titles and sentences name it: its beginning, if it is long; the form has it whole."""
    said = query.strip()
    return said if len(said) <= LONGEST_NAMED else said[: LONGEST_NAMED - 1] + "…"


def opening(said: str) -> str:
    """What is said inside a sentence, where it begins one, or stands alone."""
    return said[:1].upper() + said[1:]


def number(value: int) -> str:
    """An integer with thousands separators: 12,345."""
    return f"{value:,}"


def decimal(value: float) -> str:
    """A value with thousands separators and the decimals that it has, six at most, never as a power of ten."""
    whole, _, decimals = f"{value:,.6f}".partition(".")
    return f"{whole}.{decimals}".rstrip("0").rstrip(".")


def amount(what: Counted, number: int) -> Markup:
    """A count with its unit, as HTML: `<b>12</b> 段`."""
    return Markup(_amount(what, number))


def _amount(what: Counted, number: int) -> str:
    if what == "occurrences":
        return ngettext("<b>%(num)s</b> 处", "<b>%(num)s</b> 处", number)
    if what == "paragraphs":
        return ngettext("<b>%(num)s</b> 段", "<b>%(num)s</b> 段", number)
    if what == "reports":
        return ngettext("<b>%(num)s</b> 份报告", "<b>%(num)s</b> 份报告", number)
    if what == "bodies":
        return ngettext("<b>%(num)s</b> 家机构", "<b>%(num)s</b> 家机构", number)
    return ngettext("<b>%(num)s</b> 字", "<b>%(num)s</b> 字", number)


def duration(milliseconds: float) -> str:
    """`1.9 毫秒`, `48 毫秒` or `1.2 秒`."""
    if milliseconds >= 1000:
        return gettext("%(time)s 秒", time=f"{milliseconds / 1000:.1f}")
    return gettext("%(time)s 毫秒", time=f"{milliseconds:.{1 if milliseconds < 10 else 0}f}")


def reported_year(year: int | None) -> str:
    """Label of the year that a report is on, not always that of its date: 2025年度 of one given in 2026."""
    return year_label(year) if year is None else gettext("%(year)s年度", year=year)


def year_label(value: str | int | None) -> str:
    """Label of a year, of a range as addresses have it (`2019..2023`), or of an unknown year."""
    if value is None or value == MISSING:
        return gettext("年份不详")
    first, dots, last = str(value).replace("…", "..").partition("..")
    if not dots:
        return gettext("%(year)s年", year=first)
    if first and last:
        return gettext("%(first)s–%(last)s年", first=first, last=last)
    return gettext("%(year)s年起", year=first) if first else gettext("%(year)s年止", year=last)


def body_label(body: str) -> str:
    """A body's name in the request's script; that of none, where it is not known, in the interface's language."""
    return gettext(_UNKNOWN_BODY) if body == UNKNOWN_BODY else in_script(body)


def filter_label(facet: str, value: str) -> str:
    """Label of a filter's value where its facet is not beside it: 省份不详, where the value's own is 不详."""
    if value == MISSING and not isinstance(BY_NAME[facet], YearFacet):
        return gettext("%(facet)s不详", facet=gettext(BY_NAME[facet].label))
    return facet_value_label(facet, value)


def facet_value_label(facet: str, value: str) -> str:
    """Label of a facet's value; an unknown kind is shown unchanged."""
    return facet_labels(facet)(value)


def facet_labels(facet: str) -> Callable[[str], str]:
    """Maps values of a facet to their labels, as `facet_value_label`, in the language and script of this request."""
    asked = BY_NAME[facet]
    if isinstance(asked, YearFacet):
        return year_label
    if isinstance(asked, KindFacet):
        return lambda value: gettext(_KIND_LABELS[value]) if value in _KIND_LABELS else value
    name = _choice_label if isinstance(asked, ChoiceFacet) else body_label if asked is BODY else in_script
    missing = gettext("不详")
    return lambda value: missing if value == MISSING else name(value)


def _choice_label(value: str) -> str:
    return gettext(CHOICE_LABELS[value]) if value in CHOICE_LABELS else value
