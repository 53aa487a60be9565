"""Examples of the query language, with a body and years from the index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from index.facets import BODY, LEVEL, ORGAN, PREFECTURE, PROVINCE, ChoiceFacet, Facet, is_unknown
from index.language import N_
from search.result import ReportSummary
from web.asked.parameters import Parameters


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
    ("提案 范围:(政协 OR 委员)", N_("只在符合它的段落里找，它自己不标出，也不计数")),
    ("原样:人民政协 提案", N_("选了“同义词”时，也只找这几个字本身，不找它的同义词")),
    ("整词:发展", N_("只找自成一词的（分词见词表），总是不分繁简；斜线是词的头尾，如 整词:高质量/发展、整词:初心/")),
    (
        "委员 /句5词 整词:调研",
        N_("两者同在一句，相距不过 5 个词；不写“句”可以跨句，写 /左5词、/右5词 还分前后；一边可以是 范围:(…)"),
    ),
    ("类型:标题 协商", N_("只在小标题里找；还有 正文、条目、图注")),
    ("标题:工作 委员", N_("只在标题里有“工作”的报告里找；半角、全角和简繁都可以")),
)


OF_BODIES: Final = (
    (ORGAN, N_("只在一种机关的报告里找：政协、政府、人大、法院、检察院、监委")),
    (PROVINCE, N_("只在一个省、自治区、直辖市的报告里找；写一部分也行")),
    (PREFECTURE, N_("只在一个市、州、盟、地区的报告里找；写一部分也行")),
    (LEVEL, N_("只在一级的报告里找：国家级、省级、地级、县级")),
)


def examples(reports: Iterable[ReportSummary], *, all_of_them: bool = False) -> tuple[Example, ...]:
    """Examples of common syntax, or of all syntax."""
    reports = tuple(reports)
    chosen = [*WORDS, *(MORE if all_of_them else ())]
    body = next((report.body for report in reports if not is_unknown(BODY, report.body)), None)
    if body:
        chosen.append((f"机构:{body} 委员", N_("只在一个机构的报告里找")))
    chosen += _of_bodies(reports) if all_of_them else []
    years = sorted({report.year for report in reports if report.year is not None})
    if years:
        chosen.append((f"年份:{years[0]}..{years[-1]} 调研", N_("只在这些年份的报告里找")))
    exact = Example(Parameters("协商", exact_script=True), N_("只找与所写字形相同的，繁简分开算"))
    return (*(Example(Parameters(query), finds) for query, finds in chosen), exact)


def _of_bodies(reports: Iterable[ReportSummary]) -> list[tuple[str, str]]:
    """Queries by the facets of bodies and what they find, each with a value that some report has."""
    known = [(facet, {getattr(each, facet.name) for each in reports}, finds) for facet, finds in OF_BODIES]
    return [
        (f"{facet.fields[0]}:{_written(facet, str(value))} 工作", finds)
        for facet, values, finds in known
        for value in [name for name, _ in facet.ordered(dict.fromkeys(values, 1)) if name is not None][:1]
    ]


def _written(facet: Facet, value: str) -> str:
    """A value as queries have it beside the Chinese name of its field."""
    return facet.labels[value] if isinstance(facet, ChoiceFacet) else value
