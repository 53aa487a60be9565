"""What is said of a comparison where it is taken away: its title, how its numbers were made, how it is cited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib.metadata import version

from index.language import gettext
from search.library import ReportFilter
from search.result import ReportSummary
from search.study.trend import TrendResult
from web.asked.comparison import BY_LABELS, MEASURES, Comparison
from web.shown.sections import Section
from web.shown.words import SWITCH_LABELS, filter_label, number


def passing(asked: Comparison, summaries: Sequence[ReportSummary]) -> int:
    """The number of reports that pass the filters of reports."""
    return len(ReportFilter(asked.filters.request()).passing(summaries))


def title(asked: Comparison, words: Sequence[str]) -> str:
    """Some words of a comparison, with what is counted and how it is divided."""
    return f"{gettext('、').join(words)} · {gettext(MEASURES[asked.measure])} · {gettext(BY_LABELS[asked.by])}"


def citation(asked: Comparison, address: str) -> str:
    """One line as GB/T 7714 cites what a database answers; address: of the comparison, absolute."""
    limits = gettext("、").join(_limits(asked))
    what = title(asked, asked.queries) + (gettext("（%(limits)s）", limits=limits) if limits else "")
    return f"{gettext('政搜')} {version('zhengsou')}. {what}[DB/OL]. [{date.today().isoformat()}]. {address}"


def notes(asked: Comparison, section: Section, result: TrendResult, reports: int) -> list[str]:
    """How the numbers were made: query, filters, base, what is left out, and when."""
    made = [
        gettext("查询：%(words)s", words="；".join([section.title] if section.title else asked.queries)),
        gettext(
            "范围：%(limits)s；%(reports)s 份报告，全部段落共 %(characters)s 字",
            limits=gettext("、").join(_limits(asked)) or gettext("全部报告"),
            reports=number(reports),
            characters=number(result.totals[0].characters),
        ),
    ]
    if asked.measure == "per_10k":
        made.append(gettext("每万字处数 = 处数 ÷ 同一格全部段落的字数 × 10,000"))
    if section.lines and section.lines.left_out:
        made.append(gettext("另有 %(number)s 条未画", number=number(section.lines.left_out)))
    if section.bars and section.bars.left_out:
        made.append(gettext("另有 %(number)s 个未画", number=number(section.bars.left_out)))
    today = date.today().isoformat()
    return [*made, gettext("来源：政搜 %(version)s，%(date)s", version=version("zhengsou"), date=today)]


def _limits(asked: Comparison) -> list[str]:
    limits = [filter_label(name, value) for name, value in asked.filters.filter_pairs()]
    limits += [asked.filters.report] if asked.filters.report else []
    return limits + [gettext(SWITCH_LABELS[switch]) for switch, on in asked.filters.switches().items() if on]
