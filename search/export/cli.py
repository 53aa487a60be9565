"""The command export: all hits of a search as a table, or whole reports that can be indexed again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from index.cli import index_option
from index.commands import command
from index.deadline import UNLIMITED
from index.errors import RequestError
from index.facets import BY_NAME
from index.given_text import TEXT
from index.language import N_, gettext
from index.location import Location
from search import shell_words
from search.export.destination import write
from search.export.output import (
    asked_table,
    columns_option,
    notes_option,
    origin_now,
    output_option,
    table_option,
    tell,
    write_table,
)
from search.options import QUERY, filter_options, site_option
from search.request import SORTS, SearchRequest

if TYPE_CHECKING:
    from search.export.columns import Language
    from search.export.table import ExportKind

_KINDS: Final[tuple[ExportKind, ...]] = ("csv", "xlsx", "json")


@command("export")
@click.argument("query", required=False, type=QUERY, metavar="查询")
@index_option
@table_option("csv", "把查询的全部段落写成 CSV（文件 Excel 可直接打开）。")
@table_option("xlsx", "把查询的全部段落写成 Excel 工作簿，标出词语，附说明。")
@table_option("json", "把查询的全部段落写成一个 JSON 对象，附说明。")
@columns_option
@notes_option
@filter_options
@click.option(
    "--report",
    "reports",
    type=TEXT,
    multiple=True,
    metavar="编号",
    help="只要这份报告；没有查询时可重复。",
    shell_complete=shell_words.reports,
)
@click.option(
    "--sort",
    type=TEXT,
    default="relevance",
    show_default=True,
    metavar="|".join(SORTS),
    help="排序。",
    shell_complete=shell_words.sorts,
)
@site_option
@click.option("--jsonl", "as_jsonl", is_flag=True, help="每行一份报告，不要查询；没有别的格式时的默认。")
@output_option
@click.pass_context
def export_command(
    context: click.Context,
    /,
    query: str | None,
    location: Location,
    reports: tuple[str, ...],
    site: str,
    as_jsonl: bool,
    output: str,
    columns: Language | None,
    notes: str | None,
    **options: Any,
) -> None:
    """导出一次查找的全部段落（不止一页），附查询、时间和永久链接；或者把报告导出为每行一份的 JSON。

    有段落时退出状态为 0，没有找到或者只有放宽后的结果为 1。每行一份的 JSON 可以再用 zhengsou index 读入。
    写到文件时，在标准错误里说写了多少。

    例：zhengsou export 提案 --year 2022..2024 --xlsx 提案.xlsx

    例：zhengsou export --jsonl -o 报告.jsonl
    """
    kind, file = asked_table(options, _KINDS, output)
    if kind is None or query is None:
        _refuse_half_asked(query, kind, options | {"notes": notes, "columns": columns})
        _export_reports(location, reports, output)
        return
    if as_jsonl:
        raise click.UsageError(gettext("--jsonl 导出整份报告，不能与查询同用"))
    if len(reports) > 1:
        raise click.UsageError(gettext("有查询时 --report 只能用一次"))
    request = SearchRequest.parse(query, report=reports[0] if reports else None, **options)
    from search.engine.opening import open_searcher
    from search.export.rows import HitTable

    with open_searcher(location) as searcher:
        table = HitTable(searcher.find(request, UNLIMITED), origin_now(searcher, request, site))
        write_table(table, kind, file, columns, notes)
        if not table.total:
            from search.offers.on_terminal import said_instead

            for said in said_instead(searcher, request):
                click.echo(said, err=True)
    context.exit(0 if table.found else 1)


def _refuse_half_asked(query: str | None, kind: ExportKind | None, options: dict[str, Any]) -> None:
    """A table needs both a query and a kind, and only a table is narrowed."""
    if query is not None:
        raise RequestError(gettext("没有说明导出成什么"), next_step=gettext("请加上 --csv、--xlsx 或 --json 和文件名"))
    if kind is not None:
        raise RequestError(
            gettext("没有要导出的查询"), next_step=gettext("请写成 zhengsou export 提案 --%(kind)s 文件", kind=kind)
        )
    if any(options.get(name) for name in (*BY_NAME, "exact_script", "synonyms", "split_words", "notes", "columns")):
        raise RequestError(gettext("没有要导出的查询"), next_step=gettext("整份导出只能用 --report 选择报告"))


def _export_reports(location: Location, reports: tuple[str, ...], output: str) -> None:
    from search.engine.opening import open_searcher
    from search.export.table import report_lines

    with open_searcher(location) as searcher:
        ids = reports or tuple(summary.id for summary in searcher.reports())
        write(output, (f"{line}\n".encode() for line in report_lines(searcher, reports)))
    tell(len(ids), N_("份报告"), output)
