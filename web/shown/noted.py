"""What is said of a picture where it is taken away, how its numbers were made; and how a comparison is cited."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

from index.china_time import today
from index.language import gettext
from search.library import ReportFilter
from search.result import ReportSummary
from search.study.trend import TrendResult
from web.asked.comparison import BY_LABELS, MEASURES, Comparison
from web.asked.parameters import Parameters
from web.shown.printed import readable
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
    limits = gettext("、").join(_limits(asked.filters))
    what = title(asked, asked.queries) + (gettext("（%(limits)s）", limits=limits) if limits else "")
    return cited(what, address)


def cited(what: str, address: str) -> str:
    """One line as GB/T 7714 cites an answer to `what`, made today; address: of its page, absolute."""
    return f"{gettext('政搜')} {version('zhengsou')}. {what}[DB/OL]. [{today().isoformat()}]. {address}"


def notes(asked: Comparison, section: Section, result: TrendResult, reports: int) -> list[str]:
    """How the numbers were made: query, filters, base, and what is left out."""
    made = [
        queried([section.title] if section.title else asked.queries),
        scope(asked.filters, reports, result.totals[0].characters),
    ]
    if asked.measure == "per_10k":
        made.append(gettext("每万字处数 = 处数 ÷ 同一格全部段落的字数 × 10,000"))
    if section.lines and section.lines.left_out:
        made.append(gettext("另有 %(number)s 条未画", number=number(section.lines.left_out)))
    if section.bars and section.bars.left_out:
        made.append(gettext("另有 %(number)s 个未画", number=number(section.bars.left_out)))
    return made


def queried(queries: Sequence[str]) -> str:
    """What was asked."""
    return gettext("查询：%(words)s", words="；".join(queries))


def scope(filters: Parameters, reports: int, characters: int) -> str:
    """In what: the filters and switches, and what passes them, found or not."""
    return gettext(
        "范围：%(limits)s；%(reports)s 份报告，全部段落共 %(characters)s 字",
        limits=gettext("、").join(_limits(filters)) or gettext("全部报告"),
        reports=number(reports),
        characters=number(characters),
    )


def source(written: str, address: str) -> list[str]:
    """By what, on which day, of an index written when (as it is said), and which page has it; address: absolute."""
    said = gettext("来源：政搜 %(version)s，%(date)s", version=version("zhengsou"), date=today().isoformat())
    moment = gettext("索引写于 %(moment)s", moment=written)
    page = readable(address)
    return [f"{said}{gettext('；')}{moment}", *([page] if page else [])]


def _limits(filters: Parameters) -> list[str]:
    limits = [filter_label(name, value) for name, value in filters.filter_pairs()]
    limits += [filters.report] if filters.report else []
    return limits + [gettext(SWITCH_LABELS[switch]) for switch, on in filters.switches().items() if on]
