"""The command export: all hits of a search as a table, or whole reports that can be indexed again."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.cli import index_option
from index.deadline import UNLIMITED
from index.errors import RequestError
from index.facets import BY_NAME
from index.location import Location
from search.options import TEXT, Command, filter_options
from search.request import SORTS, SearchRequest

if TYPE_CHECKING:
    from search.export.table import ExportKind

SITE_VARIABLE = "ZHENGSOU_SITE"
_FILE_BY_OUTPUT = ""
"""A table's option without its file: the file is that of --output."""


def _table_option(kind: ExportKind, name: str) -> Callable[[Command], Command]:
    return click.option(
        f"--{kind}",
        f"{kind}_file",
        is_flag=False,
        flag_value=_FILE_BY_OUTPUT,
        metavar="FILE",
        help=f"把 QUERY 的全部段落写成 {name}。",
    )


@click.command("export")
@click.argument("query", required=False, type=TEXT)
@index_option
@_table_option("csv", "CSV（Excel 可直接打开）")
@_table_option("xlsx", "Excel 工作簿，标出词语")
@_table_option("json", "一个 JSON 对象")
@filter_options
@click.option("--report", "reports", type=TEXT, multiple=True, metavar="ID", help="只要这份报告；没有 QUERY 时可重复。")
@click.option("--sort", default="relevance", show_default=True, metavar="|".join(SORTS), help="排序。")
@click.option(
    "--site",
    type=TEXT,
    default="http://127.0.0.1:8000",
    show_default=True,
    envvar=SITE_VARIABLE,
    metavar="URL",
    help="链接以什么开头。",
)
@click.option("--jsonl", "as_jsonl", is_flag=True, help="每行一份报告，不要 QUERY；没有别的格式时的默认。")
@click.option("--output", "-o", default="-", metavar="FILE", help="写到这个文件；- 是标准输出。")
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
    **options: Any,
) -> None:
    """导出一次查找的全部段落（不止一页），附查询、时间和永久链接；或者把报告导出为每行一份的 JSON。

    有段落时退出状态为 0，没有找到为 1。每行一份的 JSON 可以再用 zhengsou index 读入。

    例：zhengsou export 提案 --year 2022..2024 --xlsx 提案.xlsx

    例：zhengsou export --jsonl -o 报告.jsonl
    """
    kind, file = _asked_table(options)
    if kind is None or query is None:
        _refuse_half_asked(query, kind, options)
        _export_reports(location, reports, output)
        return
    if as_jsonl:
        raise click.UsageError("--jsonl 导出整份报告，不能与 QUERY 同用")
    if len(reports) > 1:
        raise click.UsageError("有 QUERY 时 --report 只能用一次")
    request = SearchRequest.parse(query, report=reports[0] if reports else None, **options)
    total = _export_table(location, request, kind, site, file or output)
    context.exit(0 if total else 1)


def _asked_table(options: dict[str, Any]) -> tuple[ExportKind | None, str]:
    """The kind of table that was asked for, and its file; they are taken out of the options."""
    kinds: tuple[ExportKind, ...] = ("csv", "xlsx", "json")
    asked = [(kind, file) for kind in kinds if (file := options.pop(f"{kind}_file")) is not None]
    if len(asked) > 1:
        raise click.UsageError("--csv、--xlsx 与 --json 只能用一个")
    return asked[0] if asked else (None, _FILE_BY_OUTPUT)


def _refuse_half_asked(query: str | None, kind: ExportKind | None, options: dict[str, Any]) -> None:
    """A table needs both a query and a kind, and only a table is narrowed."""
    if query is not None:
        raise RequestError("没有说明导出成什么", next_step="请加上 --csv、--xlsx 或 --json 和文件名")
    if kind is not None:
        raise RequestError("没有要导出的查询", next_step=f"请写成 zhengsou export 提案 --{kind} 文件")
    if any(options[name] for name in (*BY_NAME, "exact_script", "synonyms", "split_words")):
        raise RequestError("没有要导出的查询", next_step="整份导出只能用 --report 选择报告")


def _export_reports(location: Location, reports: tuple[str, ...], output: str) -> None:
    from search.engine.opening import open_searcher
    from search.export.table import report_lines

    with open_searcher(location) as searcher:
        _write(output, (f"{line}\n".encode() for line in report_lines(searcher, reports)))


def _export_table(location: Location, request: SearchRequest, kind: ExportKind, site: str, output: str) -> int:
    """How many paragraphs were exported."""
    if kind == "xlsx" and output == "-" and sys.stdout.isatty():
        raise click.UsageError("工作簿不能显示在终端里，请写成 --xlsx 文件.xlsx")
    from search.engine.opening import open_searcher
    from search.export.rows import Export
    from search.export.table import pieces

    with open_searcher(location) as searcher:
        export = Export(searcher.find(request, UNLIMITED), site.rstrip("/"), datetime.now().astimezone())
        _write(output, pieces(export, kind))
        return len(export.found.documents)


def _write(output: str, pieces: Iterable[bytes]) -> None:
    """All of it or, where something goes wrong, nothing; raises RequestError where it cannot be written."""
    if output == "-":
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        return
    target = Path(output)
    try:
        if target.exists() and not target.is_file():
            _write_to(target, pieces)
            return
        scratch = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            _write_to(scratch, pieces)
            scratch.replace(target)
        finally:
            scratch.unlink(missing_ok=True)
    except OSError as fault:
        raise RequestError(f"写不了 {output}：{fault.strerror}", next_step="请换一个文件") from fault


def _write_to(path: Path, pieces: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(pieces)
