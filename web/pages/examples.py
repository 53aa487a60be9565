"""Examples of the query language, with a body and years from the index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from index.report import UNKNOWN_BODY
from search.result import ReportSummary
from web.asked.parameters import Parameters
from web.shown.locale import N_


@dataclass(frozen=True, slots=True)
class Example:
    """A search to click, and the message that describes its hits."""

    target: Parameters
    finds: str


WORDS: Final = (
    ("提案", N_("含有“提案”的段落，简体繁体都算")),
    ("提案 办理", N_("两个词都有的段落")),
    ("“民主监督”", N_("一字不差的这几个字")),
    ("提案 OR 议案", N_("有其中一个词的段落")),
    ("协商 -提案", N_("有“协商”而没有“提案”的段落")),
    ("提案 /句 满意", N_("两个词在同一句里；也可以写 /段、/篇")),
    ("民主 /10 监督", N_("两个词相距不过 10 字")),
)
MORE: Final = (
    ("提案办理协商", N_("连写的几个词：先列一字不差的，只计这些处数；再列每个词都有的")),
    ("(提案 OR 议案) 办理", N_("括号先算；AND、OR、NOT 用大写，也可以写 | 和 -")),
    ("类型:标题 协商", N_("只在小标题里找；还有 正文、条目、图注")),
    ("標題:工作 委员", N_("只在标题里有“工作”的报告里找；半角、全角和简繁都可以")),
)


def examples(reports: Iterable[ReportSummary], *, all_of_them: bool = False) -> tuple[Example, ...]:
    """Examples of common syntax, or of all syntax."""
    reports = tuple(reports)
    chosen = [*WORDS, *(MORE if all_of_them else ())]
    body = next((report.body for report in reports if report.body != UNKNOWN_BODY), None)
    if body:
        chosen.append((f"机构:{body} 委员", N_("只在一个机构的报告里找")))
    years = sorted({report.year for report in reports if report.year is not None})
    if years:
        chosen.append((f"年份:{years[0]}..{years[-1]} 调研", N_("只在这些年份的报告里找")))
    exact = Example(Parameters("协商", exact_script=True), N_("只找与所写字形相同的，繁简分开算"))
    return (*(Example(Parameters(query), finds) for query, finds in chosen), exact)
