"""What studies write as files: their options, and the tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from click.core import ParameterSource

from index.deadline import UNLIMITED, Deadline
from index.errors import RequestError
from index.language import gettext
from index.location import Location
from search.export.destination import STANDARD_OUTPUT
from search.export.output import (
    asked_table,
    columns_option,
    notes_option,
    origin_now,
    output_option,
    table_option,
    write_table,
)
from search.options import Command, site_option
from search.request import SearchRequest

if TYPE_CHECKING:
    from search.engine.searcher import Searcher
    from search.export.columns import Language
    from search.export.notes import Origin
    from search.export.rows import Table
    from search.export.table import ExportKind
    from search.study.line_choice import LineChoice

Target = tuple["ExportKind", str, "Language | None", "str | None"]
"""Kind and file of a table, the language of its columns, and the file of its note."""


def carried_away(command: Command) -> Command:
    """Gives a command the options of an exported table."""
    for option in (
        output_option,
        site_option,
        notes_option,
        columns_option,
        click.option(
            "--json", "as_json", is_flag=True, help="输出一个 JSON 对象；加上 --output 则写成文件，全部都有，附说明。"
        ),
        table_option("xlsx", "写成 Excel 工作簿，附说明。"),
        table_option("csv", "写成 CSV；没有文件名时写到标准输出。"),
    ):
        command = option(command)
    return command


def asked_file(
    context: click.Context, options: dict[str, Any], as_json: bool, output: str, notes: str | None
) -> tuple[ExportKind | None, str]:
    """The kind of table that was asked for, and its file; None for what is shown on the terminal."""
    kind, file = asked_table(options, ("csv", "xlsx"), output)
    if kind and as_json:
        raise click.UsageError(gettext("--csv、--xlsx 与 --json 只能用一个"))
    if kind and file not in (STANDARD_OUTPUT, output) and not set(file) & set("./"):
        # `trend --csv 提案 协商` would leave 提案 out of the comparison and name the file so.
        name = context.info_name
        step = gettext(
            "请写成 zhengsou %(name)s 提案 --%(kind)s 文件.%(kind)s，或 --%(kind)s ./%(file)s",
            name=name,
            kind=kind,
            file=file,
        )
        raise RequestError(gettext("“%(file)s”像是查询，不像文件名", file=file), next_step=step)
    if kind:
        return kind, file
    if output != STANDARD_OUTPUT:
        if not as_json:
            raise RequestError(gettext("没有说明导出成什么"), next_step=gettext("请加上 --csv、--xlsx 或 --json"))
        return "json", output
    if notes:
        raise RequestError(gettext("没有要附说明的文件"), next_step=gettext("请加上 --csv 或 --xlsx 和文件名"))
    return None, ""


class ListFile(NamedTuple):
    """A list that was asked for as a file. site: of its links. whole: all rows, for no limit was given."""

    site: str
    target: Target
    whole: bool


def asked_list(context: click.Context, options: dict[str, Any], as_json: bool) -> ListFile | None:
    """The list that was asked for as a file; None for what is shown on the terminal.

    The options of `carried_away` are taken out of `options`.
    """
    output, site = options.pop("output"), options.pop("site")
    columns, notes = options.pop("columns"), options.pop("notes")
    kind, file = asked_file(context, options, as_json, output, notes)
    given = {context.get_parameter_source(name) for name in ("limit", "offset")}
    whole = given <= {ParameterSource.DEFAULT, None}
    return ListFile(site, (kind, file, columns, notes), whole) if kind else None


def write_list(
    location: Location,
    request: SearchRequest,
    asked: ListFile,
    made: Callable[[Searcher, Origin, Deadline], Table],
) -> int:
    """Writes the table that is made of an index, of all rows unless a limit was given; returns the exit status."""
    from search.engine.opening import open_searcher
    from search.export.study_table import whole

    kind, file, columns, notes = asked.target
    with open_searcher(location) as searcher:
        origin = origin_now(searcher, whole(request) if asked.whole else request, asked.site)
        table = made(searcher, origin, UNLIMITED)
        write_table(table, kind, file, columns, notes)
    return 0 if table.found else 1


def lines_asked(context: click.Context, request: SearchRequest) -> slice:
    """The lines that are written: all, but where the user gave a limit."""
    given = context.get_parameter_source("limit") is not ParameterSource.DEFAULT
    return slice(request.offset, request.offset + request.limit if given else None)


def write_lines(
    location: Location,
    request: SearchRequest,
    site: str,
    width: int,
    sort: Any,
    page: slice,
    choice: LineChoice,
    target: Target,
) -> int:
    """Writes a concordance; returns the exit status."""
    from search.engine.opening import open_searcher
    from search.export.concordance import line_table

    kind, file, columns, notes = target
    with open_searcher(location) as searcher:
        origin = origin_now(searcher, request, site)
        table = line_table(searcher, origin, UNLIMITED, width=width, sort=sort, page=page, choice=choice)
        write_table(table, kind, file, columns, notes)
    return 0 if table.found else 1


def write_cells(
    location: Location, request: SearchRequest, site: str, queries: tuple[str, ...], by: Any, target: Target
) -> int:
    """Writes a comparison; returns the exit status."""
    from search.engine.opening import open_searcher
    from search.export.comparison import cell_table

    kind, file, columns, notes = target
    with open_searcher(location) as searcher:
        table = cell_table(searcher, queries, origin_now(searcher, request, site), UNLIMITED, by=by)
        write_table(table, kind, file, columns, notes)
    return 0 if table.found else 1
