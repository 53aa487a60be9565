"""What a command exports, and where it goes: its options, the table, and what is said of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from index.deadline import UNLIMITED, Deadline
from index.errors import RequestError
from index.given_number import OneOf
from index.given_text import TEXT
from index.language import gettext, translated_message
from index.names import readable
from index.terminal import say
from search.export.destination import STANDARD_OUTPUT, is_one_file, is_standard_output, write
from search.options import Command
from search.shell_words import files as file_offer

if TYPE_CHECKING:
    from search.engine.searcher import Searcher
    from search.export.columns import Language
    from search.export.notes import Origin
    from search.export.rows import Table
    from search.export.table import ExportKind
    from search.request import SearchRequest

BY_OUTPUT: Final = "\0"
"""A table's option without its file: the file is that of --output."""


def _named(_context: click.Context, _option: click.Parameter, name: str | None) -> str | None:
    """The name of a file; refuses an empty one, as an unset variable gives it."""
    if name == "":
        raise click.BadParameter(gettext("没有给文件名"))
    return name


columns_option = click.option(
    "--columns",
    type=OneOf(["zh", "en"]),
    metavar="zh|en",
    help="列名用中文还是英文。默认：文件用中文，标准输出用英文（与 --json 的名字相同）。",
)
notes_option = click.option(
    "--notes",
    type=TEXT,
    metavar="文件",
    callback=_named,
    shell_complete=file_offer,
    help="把说明（查的什么、怎样计数、以什么为底、何时导出）另写成这个文本文件。",
)
output_option = click.option(
    "--output",
    "-o",
    default=STANDARD_OUTPUT,
    metavar="文件",
    callback=_named,
    shell_complete=file_offer,
    help="写到这个文件；- 是标准输出。",
)


def table_option(kind: ExportKind, help_text: str) -> Callable[[Command], Command]:
    """The option of a kind of table, with or without a file."""
    return click.option(
        f"--{kind}",
        f"{kind}_file",
        is_flag=False,
        flag_value=BY_OUTPUT,
        metavar="文件",
        shell_complete=file_offer,
        help=help_text,
    )


def asked_table(options: dict[str, Any], kinds: Iterable[ExportKind], output: str) -> tuple[ExportKind | None, str]:
    """The kind of table that was asked for, and its file, which --output may name instead; taken out of the options."""
    asked = [(kind, file) for kind in kinds if (file := options.pop(f"{kind}_file")) is not None]
    if len(asked) > 1:
        raise click.UsageError(gettext("--csv、--xlsx 与 --json 只能用一个"))
    if not asked:
        return None, output
    [(kind, file)] = asked
    if file == BY_OUTPUT:
        return kind, output
    if not file:
        raise click.UsageError(gettext("--%(kind)s 没有给文件名", kind=kind))
    if click.get_current_context().get_parameter_source("output") is not ParameterSource.DEFAULT:
        raise click.UsageError(gettext("--%(kind)s 已经给了文件名，--output 就不要再给", kind=kind))
    return kind, file


def origin_now(searcher: Searcher, request: SearchRequest, site: str, deadline: Deadline = UNLIMITED) -> Origin:
    """The origin of what is exported now."""
    from search.export.notes import Origin

    return Origin.of(searcher, request, site, datetime.now().astimezone(), deadline)


def write_table(table: Table, kind: ExportKind, output: str, language: Language | None, notes: str | None) -> None:
    """Writes the table, and its note if there is a file for that.

    What goes to a file is for people: it has Chinese columns and, as CSV, a BOM, by which Excel tells UTF-8. What goes
    to standard output is for programs: English columns, no BOM. language: instead of that.
    """
    if kind == "xlsx" and output == STANDARD_OUTPUT and sys.stdout.isatty():
        raise click.UsageError(gettext("工作簿不能显示在终端里，请写成 --xlsx 文件.xlsx"))
    if notes:
        _check_notes(notes, output)
    from search.export.columns import own_columns
    from search.export.table import pieces

    to_file = not is_standard_output(output)
    columns = language or (own_columns() if to_file or kind == "xlsx" else "en")
    write(output, pieces(table, kind, columns=columns, bom=to_file))
    if notes:
        write(notes, pieces(table, "txt"))
    tell(table.total, table.unit, output, table.caution)


def _check_notes(notes: str, output: str) -> None:
    """Refuses a note's file that would replace the table, or that could not be written after it."""
    if is_one_file(output, notes):
        raise click.UsageError(gettext("--notes 与表格写到了同一处，请给说明另一个文件名"))
    if notes != STANDARD_OUTPUT and (Path(notes).is_dir() or not Path(notes).absolute().parent.is_dir()):
        raise RequestError(
            gettext("写不了 %(notes)s：没有这个文件夹，或它是文件夹", notes=notes), next_step=gettext("请换一个文件")
        )


def tell(number: int, unit: str, output: str, caution: str = "") -> None:
    """Says on standard error what a file has; of standard output only what must be known of the rows."""
    if not is_standard_output(output):
        say(f"{number:,} {translated_message(unit)} → {readable(output)}")
    if caution:
        say(caution)
