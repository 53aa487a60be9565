"""The command places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from index.cli import index_option
from index.commands import command
from index.deadline import UNLIMITED
from index.facets import BODY, YEAR
from index.given_number import WholeNumber
from index.language import N_, gettext, ngettext
from index.location import Location
from index.terminal import echo_json
from search.options import QUERY, beyond_end, filter_options, in_columns, report_option
from search.request import SearchRequest
from search.study.files import asked_list, carried_away, write_list
from search.study.word_options import said_head

if TYPE_CHECKING:
    from search.study.places import PlacesResult, ReportPlaces

_STRIP: Final = 50
"""Columns of a strip."""


@command("places")
@click.argument("query", type=QUERY, metavar="查询")
@index_option
@filter_options
@report_option
@click.option("--limit", type=WholeNumber(), default=30, show_default=True, help="最多列出多少份报告；导出时是全部。")
@click.option("--offset", type=WholeNumber(), default=0, show_default=True, help="跳过前面多少份报告。")
@carried_away
@click.pass_context
def places_command(context: click.Context, /, query: str, location: Location, as_json: bool, **options: Any) -> None:
    """分布：一个词在每份报告的哪里，左边是开头，右边是结尾。没有一处时退出状态为 1。

    位置按段落的先后；导出的一处一行，位置从 0 到 1。查询不会被放宽。

    报告的次序：新的年份在前，同一年的日期新的在前；没有日期的排在那一年最后，年份不详的在最后。

    例：zhengsou places 协商 --organ cppcc

    例：zhengsou places 协商 --xlsx 分布.xlsx
    """
    file = asked_list(context, options, as_json)
    request = SearchRequest.parse(query, **options)
    if file:
        from search.export.placings import place_table

        context.exit(write_list(location, request, file, place_table))
    from search.engine.opening import open_searcher
    from search.near_reports import require_report
    from search.offers.empty_answers import with_offers
    from search.study.places import places

    with open_searcher(location) as searcher:
        require_report(searcher, request)
        result = with_offers(searcher, places(searcher, request, UNLIMITED), request)
    if as_json:
        echo_json(result.to_dict())
    else:
        click.echo("\n".join(_lines(result)))
    context.exit(0 if result.occurrences else 1)


def _lines(result: PlacesResult) -> list[str]:
    if result.instead:
        return [result.instead.message]
    reports = ngettext("%(num)s 份报告", "%(num)s 份报告", result.total)
    head = gettext(
        "%(reports)s，共 %(occurrences)s",
        reports=reports,
        occurrences=ngettext("%(num)s 处", "%(num)s 处", result.occurrences),
    )
    if result.offset >= result.total:
        return [head, beyond_end(reports, result.offset)]
    if not result.reports:
        return [head]
    names = [said_head(each) for each in (N_("报告"), N_("处数"))]
    rows = [(*names, gettext("开头 → 结尾")), *map(_row, result.reports)]
    return [head, *in_columns(rows, ["left", "right", "left"])]


def _row(report: ReportPlaces) -> tuple[str, str, str]:
    marked = {min(int(place * _STRIP), _STRIP - 1) for place in report.places}
    strip = "".join("|" if at in marked else "-" for at in range(_STRIP))
    return f"{BODY.said(report.body)} {YEAR.said(report.year)}", str(report.occurrences), strip
