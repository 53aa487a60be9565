"""The command matrix."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.cli import index_option
from index.commands import command
from index.deadline import UNLIMITED
from index.given_number import OneOf, WholeNumber
from index.given_path import GivenPath
from index.given_text import TEXT
from index.language import gettext, translated_message
from index.location import Location
from index.terminal import echo_json
from search import shell_words
from search.options import Side, filter_options, in_columns, report_option
from search.request import SearchRequest
from search.study.files import asked_list, carried_away, write_list
from search.study.matrix import MEASURES, matrix
from search.study.term_file import MOST_TERMS, read_terms
from search.study.trend import AXES, TREND_BYS

if TYPE_CHECKING:
    from search.study.matrix import MatrixCell, MatrixResult


@command("matrix")
@click.argument("file", metavar="文件", type=GivenPath(exists=True, dir_okay=False, allow_dash=True))
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
    help=f"各列是什么：{' '.join(TREND_BYS)}；带 _year 的，各列是年份，行再按前面的分开。",
)
@click.option(
    "--measure",
    type=OneOf(MEASURES),
    default="occurrences",
    show_default=True,
    help="格子里是处数、段数、报告份数，还是每万字处数。",
)
@click.option("--limit", type=WholeNumber(), default=MOST_TERMS, show_default=True, help="最多列出多少个词。")
@click.option("--offset", type=WholeNumber(), default=0, show_default=True, help="跳过前面多少个词。")
@carried_away
@click.pass_context
def matrix_command(
    context: click.Context, /, file: Path, location: Location, by: str, measure: Any, as_json: bool, **options: Any
) -> None:
    """词表对照：文件里的每个词在各年、各机构、各地有多少。都没有找到时退出状态为 1。

    文件每行一个词或一个查询，# 起是注释，UTF-8，带不带 BOM 都可以；写成 - 时，读标准输入。一行只是一个词或一句话的，
    照原样计，与加引号的检索相同；有空格、运算符、字段或引号的是查询，不会被放宽；有 --split-words 时都是查询。没有
    文字的格子是空的，不是 0。

    例：zhengsou matrix 词表.txt --by province --measure reports

    例：zhengsou matrix 词表.txt --by body_year --xlsx 对照.xlsx

    例：grep 协商 词表.txt | zhengsou matrix -
    """
    asked = asked_list(context, options, as_json)
    request = SearchRequest.parse("", **options)
    terms = read_terms(file)
    if asked:
        from search.export.matrices import matrix_table

        context.exit(write_list(location, request, asked, partial(matrix_table, terms=terms, by=by, measure=measure)))
    from search.engine.opening import open_searcher
    from search.near_reports import require_report

    with open_searcher(location) as searcher:
        require_report(searcher, request)
        result = matrix(searcher, terms, request, UNLIMITED, by=by, measure=measure)
    if as_json:
        echo_json(result.to_dict())
    else:
        click.echo("\n".join(_table(result)))
    context.exit(0 if any(row.total.paragraphs for row in result.rows) else 1)


def _table(result: MatrixResult) -> list[str]:
    *down, across = AXES[result.by]
    names = [translated_message(facet.label) for facet in down]
    columns = [across.said(column) for column in result.columns]
    rows = [(gettext("查询").capitalize(), *names, *columns, gettext("合计"))]
    for row in result.rows:
        own = [facet.said(row.name) for facet in down]
        cells = [_shown(cell, result.measure) for cell in (*row.cells, row.total)]
        rows.append((row.query, *own, *cells))
    words: list[Side] = ["left" for _ in (*names, "")]
    numbers: list[Side] = ["right" for _ in (*columns, "")]
    return in_columns(rows, [*words, *numbers])


def _shown(cell: MatrixCell | None, measure: str) -> str:
    if cell is None:
        return ""
    number = getattr(cell, measure)
    return f"{number:.2f}" if isinstance(number, float) else str(number)
