"""The command collocates."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from index.cli import index_option
from index.commands import command
from index.deadline import UNLIMITED
from index.given_number import OneOf, WholeNumber
from index.language import N_, gettext, ngettext
from index.location import Location
from index.terminal import echo_json
from search.options import QUERY, Side, filter_options, in_columns, report_option
from search.request import SearchRequest
from search.study.collocates import DEFAULT_WINDOW, MEASURES, WIDEST, CollocatesResult, collocates
from search.study.files import asked_list, write_list
from search.study.word_options import least_option, list_options, none_listed, part_option, said_head, taken_out


@command("collocates")
@click.argument("query", type=QUERY, metavar="查询")
@index_option
@filter_options
@report_option
@click.option(
    "--window",
    type=WholeNumber(min=1, max=WIDEST),
    default=DEFAULT_WINDOW,
    show_default=True,
    help="左右各看几个词；标点不算。",
)
@click.option("--measure", type=OneOf(MEASURES), default=MEASURES[0], show_default=True, help="按哪个统计量排列。")
@click.option("--across", is_flag=True, help="窗口可以越过句子，只是不越过段落。")
@part_option
@least_option(1)
@list_options
@click.pass_context
def collocates_command(
    context: click.Context,
    /,
    query: str,
    location: Location,
    window: int,
    measure: Any,
    across: bool,
    part: str,
    least: int,
    as_json: bool,
    **options: Any,
) -> None:
    """搭配：查询的词旁边常有哪些词，比碰巧多多少。没有搭配时退出状态为 1。

    G² 是对数似然比（Dunning 1993），MI 是互信息（Church & Hanks 1990），logDice 最大 14（Rychlý 2008）。
    比碰巧还少的排在最后。

    例：zhengsou collocates 协商 --window 5 --measure log_dice --least 5
    """
    out, file = taken_out(options), asked_list(context, options, as_json)
    request = SearchRequest.parse(query, **options)
    chosen: dict[str, Any] = {"window": window, "measure": measure, "across": across, "part": part}
    chosen |= {"left_out": out, "least": least}
    if file:
        from search.export.studies import collocate_table

        context.exit(write_list(location, request, file, partial(collocate_table, **chosen)))
    from search.engine.opening import open_searcher
    from search.near_reports import require_report
    from search.offers.empty_answers import with_offers

    with open_searcher(location) as searcher:
        require_report(searcher, request)
        result = with_offers(searcher, collocates(searcher, request, UNLIMITED, **chosen), request, chosen)
    if as_json:
        echo_json(result.to_dict())
    else:
        click.echo("\n".join(_table(result)))
    context.exit(0 if result.total else 1)


def _table(result: CollocatesResult) -> list[str]:
    head = gettext(
        "%(query)s 共 %(occurrences)s；全部 %(reports)s、%(words)s",
        query=result.query,
        occurrences=ngettext("%(num)s 处", "%(num)s 处", result.occurrences),
        reports=ngettext("%(num)s 份报告", "%(num)s 份报告", result.reports),
        words=ngettext("%(num)s 个词", "%(num)s 个词", result.words),
    )
    if result.instead:
        return [head, result.instead.message]
    if not result.terms:
        return [head, none_listed(result.total, result.offset)]
    names = [N_("词"), N_("一起"), N_("左"), N_("右"), N_("共"), "G²", "MI", "logDice"]
    rows = [tuple(said_head(each) for each in names)]
    rows += [
        (
            each.term,
            *map(str, (each.together, each.left, each.right, each.alone)),
            f"{each.g2:.1f}",
            f"{each.mi:.2f}",
            f"{each.log_dice:.2f}",
        )
        for each in result.terms
    ]
    numbers: list[Side] = ["right" for _ in names[1:]]
    return [head, *in_columns(rows, ["left", *numbers])]
