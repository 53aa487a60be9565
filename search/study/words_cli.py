"""The command words."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from index.cli import index_option
from index.commands import command
from index.deadline import UNLIMITED
from index.given_number import OneOf
from index.given_text import TEXT
from index.language import N_, gettext, ngettext
from index.location import Location
from index.terminal import echo_json
from search.options import Side, beyond_end, filter_options, in_columns, report_option
from search.request import SearchRequest
from search.study.files import asked_list, write_list
from search.study.loose import told_loose
from search.study.word_options import list_options, part_option, run_options, said_head, taken_out
from search.study.words import WORD_SORTS, WordsResult, words


@command("words")
@click.argument("selection", required=False, default="", type=TEXT, metavar="范围")
@index_option
@filter_options
@report_option
@run_options
@part_option
@click.option(
    "--sort",
    type=OneOf(WORD_SORTS),
    help="按次数、报告份数、离散度、字或 C 值排列；默认按次数，词组按 C 值；只有词组有 C 值。",
)
@list_options
@click.pass_context
def words_command(
    context: click.Context,
    /,
    selection: str,
    location: Location,
    n: int,
    terms: bool,
    part: str,
    sort: Any,
    as_json: bool,
    **options: Any,
) -> None:
    """词表：哪些词最多，各有多少次、每万词多少次，在多少份报告里，散布得匀不匀。没有词时退出状态为 1。

    范围是一个查询，如“年份:2024 机关:政协”；不写就是全部。一个词是结巴分词（精确模式）分出的，每个字只在一个词里，
    繁简相同。停用词可以增减：索引旁边的 stopwords.txt，一行几个，前面加减号的不算停用词。

    DP 是离散度（Gries 2008）：0 是各份报告一样密，接近 1 是只在很少的报告里。

    例：zhengsou words 年份:2024 --part 新…

    例：zhengsou words --terms --limit 50
    """
    out, file = taken_out(options), asked_list(context, options, as_json)
    sort = sort or ("c_value" if terms else "count")
    request = SearchRequest.parse(selection, **options)
    chosen = {"n": n, "part": part, "sort": sort, "left_out": out, "terms": terms}
    if file:
        from search.export.studies import word_table

        context.exit(write_list(location, request, file, partial(word_table, **chosen)))
    from search.engine.opening import open_searcher
    from search.near_reports import require_report
    from search.offers.empty_answers import with_offers

    with open_searcher(location) as searcher:
        require_report(searcher, request)
        result = with_offers(searcher, words(searcher, request, UNLIMITED, **chosen), request, chosen)
    told_loose(result.loose)
    if as_json:
        echo_json(result.to_dict())
    else:
        click.echo("\n".join(_table(result)))
    context.exit(1 if result.total == 0 else 0)


def _table(result: WordsResult) -> list[str]:
    head = gettext(
        "%(reports)s，共 %(words)s",
        reports=ngettext("%(num)s 份报告", "%(num)s 份报告", result.reports),
        words=ngettext("%(num)s 个词", "%(num)s 个词", result.words),
    )
    if result.total is not None:
        head += gettext("；合要求的 %(total)s", total=ngettext("%(num)s 种", "%(num)s 种", result.total))
    if result.instead:
        return [head, result.instead.message]
    if result.total is not None and result.offset >= result.total:
        return [head, beyond_end(ngettext("%(num)s 种", "%(num)s 种", result.total), result.offset)]
    if not result.terms:
        return [head]
    names = [N_("词"), N_("次数"), N_("每万词"), N_("报告"), "DP", *(["C"] if result.found_terms else [])]
    rows = [tuple(said_head(each) for each in names)]
    for each in result.terms:
        counts = (str(each.count), f"{each.per_10k:.2f}", str(each.reports), f"{each.dp:.3f}")
        rows.append((each.term, *counts, *([] if each.c_value is None else [f"{each.c_value:.1f}"])))
    numbers: list[Side] = ["right" for _ in names[1:]]
    return [head, *in_columns(rows, ["left", *numbers])]
