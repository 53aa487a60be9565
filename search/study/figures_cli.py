"""The command figures."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from index.cli import index_option
from index.commands import command
from index.facets import BODY, YEAR
from index.figure import BOUNDS
from index.given_number import FiniteRange, OneOf, WholeNumber
from index.given_text import TEXT
from index.language import N_, gettext, ngettext, translated_message
from index.location import Location
from index.terminal import echo_json
from search.options import QUERY, Side, beyond_end, deadline_for, filter_options, in_columns, report_option
from search.request import SearchRequest
from search.study.figure_rows import FIGURE_SORTS, FigureFilter
from search.study.files import asked_list, carried_away, write_list

if TYPE_CHECKING:
    from search.study.figures import FigureCell, FigureRow, FiguresResult

_HEADS = (N_("数的是"), N_("变化"), N_("数值"), N_("单位"), N_("原文"))


@command("figures")
@click.argument("query", type=QUERY, metavar="查询")
@index_option
@filter_options
@report_option
@click.option("--unit", type=TEXT, metavar="单位", help="只要这个单位的：件、人次、元、%、个百分点。")
@click.option("--counts", type=TEXT, metavar="词", help="只要数的是它的：提案，也有委员提案、重点提案。")
@click.option("--bound", type=OneOf(BOUNDS), help="只要恰好、大约、超过、接近、至少或至多的。")
@click.option("--least", type=FiniteRange(), metavar="数值", help="最小多少：万、亿已折算，516.5万元是 5165000。")
@click.option("--most", type=FiniteRange(), metavar="数值", help="最大多少。")
@click.option("--in-sentence", is_flag=True, help="只要与查询的词同在一句的。")
@click.option(
    "--sort",
    type=OneOf(FIGURE_SORTS),
    default=FIGURE_SORTS[0],
    show_default=True,
    help="按位置（新的报告在前）、数值（大的在前）、年份（新的在前）或机构。",
)
@click.option("--by", type=OneOf(("body_year",)), help="按机构和年份列成表，每格里是那里的数字。")
@click.option("--limit", type=WholeNumber(), default=20, show_default=True, help="最多列出多少个数字，或多少格。")
@click.option("--offset", type=WholeNumber(), default=0, show_default=True, help="跳过前面多少个。")
@carried_away
@click.pass_context
def figures_command(
    context: click.Context, /, query: str, location: Location, sort: Any, by: Any, as_json: bool, **options: Any
) -> None:
    """数字：找到的段落里每个数字数的是什么、多少、什么单位，是恰好还是超过、接近。没有时退出状态为 1。

    万、亿已折算，余、多、近、以上记作界限；日期、届次、名称里的数不算。查询不会被放宽。

    例：zhengsou figures 提案 --counts 提案 --unit 件

    例：zhengsou figures 地区生产总值 --in-sentence --unit % --by body_year
    """
    wanted = FigureFilter(**{name: options.pop(name) for name in ("unit", "counts", "bound", "least", "most")})
    in_sentence, file = options.pop("in_sentence"), asked_list(context, options, as_json)
    request = SearchRequest.parse(query, **options)
    chosen = {"wanted": wanted, "in_sentence": in_sentence, "sort": sort, "by": by or ""}
    if file:
        from search.export.studies import figure_table

        context.exit(write_list(location, request, file, partial(figure_table, **chosen)))
    from search.engine.opening import open_searcher
    from search.near_reports import require_report
    from search.offers.empty_answers import with_offers
    from search.study.figures import figures
    from search.study.loose import told_loose

    with open_searcher(location) as searcher:
        require_report(searcher, request)
        result = with_offers(searcher, figures(searcher, request, deadline_for(request), **chosen), request, chosen)
    told_loose(result.loose)
    if as_json:
        echo_json(result.to_dict())
    else:
        click.echo("\n".join(_told(result)))
    context.exit(0 if result.total else 1)


def _told(result: FiguresResult) -> list[str]:
    if result.instead:
        return [result.instead.message]
    total = ngettext("%(num)s 个数字", "%(num)s 个数字", result.total)
    head = gettext(
        "%(reports)s里共 %(total)s",
        reports=ngettext("%(num)s 份报告", "%(num)s 份报告", result.reports),
        total=total,
    )
    if result.offset >= (result.cells_total if result.by else result.total):
        return [head, beyond_end(total, result.offset)]
    if result.by:
        return [head, *(line for cell in result.cells for line in _cell(cell))]
    if not result.figures:
        return [head]
    rows = [("", "", *map(translated_message, _HEADS)), *map(_row, result.figures)]
    sides: list[Side] = ["left", "left", "left", "left", "right", "left", "left"]
    return [head, *in_columns(rows, sides)]


def _row(figure: FigureRow) -> tuple[str, ...]:
    year = figure.year or gettext("年份不详")
    place = f"{figure.report}#p{figure.paragraph}"
    return (f"{BODY.said(figure.body)} {year}", place, *_own(figure))


def _own(figure: FigureRow) -> tuple[str, ...]:
    value = _number(figure.value) + (f"–{_number(figure.high)}" if figure.high is not None else "")
    return " ".join(figure.counts.split()), figure.said_change, value, figure.unit, " ".join(figure.text.split())


def _number(value: float) -> str:
    return f"{value:,}"


def _cell(cell: FigureCell) -> Iterable[str]:
    total = ngettext("%(num)s 个数字", "%(num)s 个数字", cell.total)
    yield f"{BODY.said(cell.body)} {YEAR.said(cell.year)}  {total}"
    for figure in cell.figures:
        counts, change, value, unit, text = _own(figure)
        said = " ".join(filter(None, (counts, change, value, unit)))
        yield f"  {said} （{text}） {figure.report}#p{figure.paragraph}"
