"""The commands kwic and trend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from index.cli import index_option
from index.commands import command
from index.deadline import UNLIMITED
from index.facets import BODY, Facet
from index.given_number import WholeNumber
from index.given_text import TEXT
from index.language import N_, gettext, ngettext, translated_message
from index.location import Location
from index.terminal import echo_json
from search import shell_words
from search.options import QUERY, Side, beyond_end, deadline_for, filter_options, in_columns, report_option
from search.request import SearchRequest
from search.study.files import asked_file, carried_away, lines_asked, write_cells, write_lines
from search.study.group_cli import chosen_of, chosen_words, group_lines, lines_chosen
from search.study.line_order import line_order_once, orders_from
from search.study.trend import AXES, TREND_BYS

if TYPE_CHECKING:
    from search.engine.searcher import Searcher
    from search.export.columns import Language
    from search.study import KwicLine, KwicResult, TrendCell, TrendResult


@command("kwic")
@click.argument("query", type=QUERY, metavar="查询")
@index_option
@filter_options
@report_option
@click.option(
    "--width", type=WholeNumber(), default=20, show_default=True, metavar="字数", help="词的左右各显示多少字。"
)
@click.option(
    "--sort",
    default="position",
    show_default=True,
    metavar="position|left|right|L1,R1,R2",
    type=TEXT,
    callback=lambda _context, _option, value: line_order_once(value),
    shell_complete=lambda _context, _option, incomplete: shell_words.beginning(incomplete, orders_from(incomplete)),
    help="按位置，按左边、右边的字，或按左右各三个字里的一到三个（L3 到 R3）排序。",
)
@lines_chosen
@click.option("--limit", type=WholeNumber(), default=20, show_default=True, help="最多列出多少处；导出时默认是全部。")
@click.option("--offset", type=WholeNumber(), default=0, show_default=True, help="跳过前面多少处。")
@carried_away
@click.pass_context
def kwic_command(
    context: click.Context,
    /,
    query: str,
    location: Location,
    width: int,
    sort: Any,
    as_json: bool,
    site: str,
    output: str,
    columns: Language | None,
    notes: str | None,
    **options: Any,
) -> None:
    """语境：查询的词每出现一处列一行，词在中间。找到时退出状态为 0，没有找到或者只有放宽后的结果为 1。

    “共 N 处”与 zhengsou search 的处数相同。--sample 和 --group 只少列，不改总数。

    例：zhengsou kwic 提案 --sort right --width 12

    例：zhengsou kwic 提案 --group R1

    例：zhengsou kwic 提案 --group R1:办理

    例：zhengsou kwic 提案 --sample 50 --seed 7

    例：zhengsou kwic 提案 --sort right --xlsx 语境.xlsx
    """
    kind, file = asked_file(context, options, as_json, output, notes)
    choice = chosen_of(options)
    request = SearchRequest.parse(query, **options)
    if kind:
        page = lines_asked(context, request)
        context.exit(write_lines(location, request, site, width, sort, page, choice, (kind, file, columns, notes)))
    from search.engine.opening import open_searcher
    from search.near_reports import require_report
    from search.study import kwic

    with open_searcher(location) as searcher:
        require_report(searcher, request)
        result = kwic(searcher, request, deadline_for(request), width=width, sort=sort, choice=choice)
        instead = [] if as_json or (result.total and not result.relaxed) else _instead(searcher, request)
    if as_json:
        echo_json(result.to_dict())
    else:
        click.echo("\n".join([*_concordance(result), *instead]))
    context.exit(0 if result.listed and not result.relaxed else 1)


def _instead(searcher: Searcher, request: SearchRequest) -> list[str]:
    from search.offers.on_terminal import said_instead

    return said_instead(searcher, request)


def _concordance(result: KwicResult) -> list[str]:
    from search.query import why_relaxed
    from search.study.terminal_lines import TerminalLine, laid_out, terminal_cells

    others = _apart(result)
    if not result.total:
        head = [why_relaxed(result.query)] if result.relaxed else []
        missing = gettext("没有找到。可以减少词语、去掉引号，或换一种说法")
        return [gettext("；").join([*head, others]) if others else missing]
    relaxed = (
        [gettext("%(reason)s，以下是含有其中一些的段落", reason=why_relaxed(result.query))] if result.relaxed else []
    )
    found = gettext(
        "%(reports)s的 %(paragraphs)s里共 %(occurrences)s",
        reports=ngettext("%(num)s 份报告", "%(num)s 份报告", result.reports),
        paragraphs=ngettext("%(num)s 段", "%(num)s 段", result.paragraphs_literal),
        occurrences=ngettext("%(num)s 处", "%(num)s 处", result.total),
    )
    found = gettext("；").join([found, others] if others else [found])
    lines = [
        TerminalLine(_bare(each.left), f"【{each.word}】", _bare(each.right), _place(each)) for each in result.lines
    ]
    found = gettext("；").join([found, *chosen_words(result)])
    if result.group_count is not None:
        return [*relaxed, found, *group_lines(result)]
    if not result.listed:
        return [*relaxed, found, gettext("没有这一组；用 --group %(group)s 列出各组", group=result.group)]
    if result.offset >= result.listed:
        return [*relaxed, found, beyond_end(ngettext("%(num)s 处", "%(num)s 处", result.listed), result.offset)]
    return [*relaxed, found, *(laid_out(lines, terminal_cells()) if lines else [])]


def _apart(result: KwicResult) -> str:
    """What is said of paragraphs that have the words apart only; "" if there are none."""
    apart = result.paragraphs_apart
    if not apart:
        return ""
    if result.relaxed:
        return ngettext(
            "%(num)s 段没有原样的，只含有其中一些词；加上 --split-words 也列出",
            "%(num)s 段没有原样的，只含有其中一些词；加上 --split-words 也列出",
            apart,
        )
    return ngettext(
        "%(num)s 段没有原样的，只分开含有其中的词；加上 --split-words 也列出",
        "%(num)s 段没有原样的，只分开含有其中的词；加上 --split-words 也列出",
        apart,
    )


def _bare(text: str) -> str:
    """On one line."""
    return " ".join(text.split())


def _place(line: KwicLine) -> str:
    number = gettext("第 %(number)s 段", number=line.number)
    year = line.year or gettext("年份不详")
    return f"{BODY.said(line.body)} {year} {number} {line.report}#p{line.paragraph}"


@command("trend")
@click.argument("queries", nargs=-1, required=True, type=QUERY, metavar="查询")
@index_option
@filter_options
@report_option
@click.option(
    "--by",
    type=TEXT,
    default="year",
    show_default=True,
    metavar="名称",
    shell_complete=lambda _context, _option, incomplete: shell_words.beginning(incomplete, list(TREND_BYS)),
    help=f"按什么比较：{' '.join(TREND_BYS)}。",
)
@carried_away
@click.pass_context
def trend_command(
    context: click.Context,
    /,
    queries: tuple[str, ...],
    location: Location,
    by: Any,
    as_json: bool,
    site: str,
    output: str,
    columns: Language | None,
    notes: str | None,
    **options: Any,
) -> None:
    """比较：一个或几个查询在各年、各机构有多少段、多少处，每万字多少处。都没有找到时退出状态为 1。

    每个数与加上该年、该机构的 zhengsou search 相同；查询不会被放宽，没有就是 0。

    例：zhengsou trend 提案 协商 --by year

    例：zhengsou trend 提案 协商 --by body_year --xlsx 比较.xlsx
    """
    kind, file = asked_file(context, options, as_json, output, notes)
    request = SearchRequest.parse("", **options)
    if kind:
        context.exit(write_cells(location, request, site, queries, by, (kind, file, columns, notes)))
    from search.engine.opening import open_searcher
    from search.near_reports import require_report
    from search.study import trend

    with open_searcher(location) as searcher:
        require_report(searcher, request)
        result = trend(searcher, queries, request, UNLIMITED, by=by)
        missing = [each.query for each in result.totals if not (each.occurrences or each.paragraphs)]
        instead = [] if as_json or not missing else _instead_of(searcher, request, missing)
    if as_json:
        echo_json(result.to_dict())
    else:
        click.echo("\n".join([*_table(result), *instead]))
    context.exit(1 if len(missing) == len(result.totals) else 0)


def _instead_of(searcher: Searcher, request: SearchRequest, missing: Sequence[str]) -> list[str]:
    from search.offers.on_terminal import said_of_each

    return said_of_each(searcher, request, missing)


def _table(result: TrendResult) -> list[str]:
    axes = AXES[result.by]
    head = (gettext("查询").capitalize(), *(translated_message(facet.label) for facet in axes))
    counts = [N_("报告"), N_("段落"), N_("原样段"), N_("处数"), N_("字数"), N_("每万字")]
    rows = [(*head, *(translated_message(each).capitalize() for each in counts))]
    rows += [_row(cell, axes) for cell in result.cells]
    rows += [(total.query, *(gettext("合计") for _ in head[1:]), *_numbers(total)) for total in result.totals]
    names: list[Side] = ["left" for _ in head]
    numbers: list[Side] = ["right" for _ in rows[0][len(head) :]]
    return in_columns(rows, names + numbers)


def _row(cell: TrendCell, axes: Sequence[Facet]) -> tuple[str, ...]:
    return (cell.query, *(facet.said(cell.bucket[facet.name]) for facet in axes), *_numbers(cell))


def _numbers(cell: TrendCell) -> tuple[str, ...]:
    counts = (cell.reports, cell.paragraphs, cell.paragraphs_literal, cell.occurrences, cell.characters)
    return (*map(str, counts), f"{cell.per_10k:.2f}")
