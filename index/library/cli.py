"""The command `add`: files go into the library, and it shows what was understood of them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import click

from index.cli import follow_links_option, index_option, print_summary
from index.commands import command
from index.counted import some_of
from index.doubts import DOUBTS, meta_line
from index.errors import LibraryNotWritable, ZhengsouError
from index.facets import BODY
from index.given_number import FiniteRange, WholeNumber
from index.given_path import GivenPath
from index.indexing.summary import IndexSummary
from index.language import gettext
from index.library.adding import Added, Adding
from index.library.folders import folder_to_index, library_folder, require_other_folders, sources_of
from index.library.shown import lines_of, shown_value
from index.library.understood import Understood
from index.limits import limit_memory
from index.location import Location
from index.names import one_line, readable
from index.places import gazetteer, house_places
from index.terminal import echo_json, say
from index.with_parent import end_with_standard_input

PATIENCE: Final = 60.0
"""Seconds for which a command waits while another process writes the index."""
MOST_SHOWN: Final = 10
"""Reports of one file that are shown."""


@command("add")
@click.argument("files", metavar="文件", nargs=-1, required=True, type=GivenPath(readable=False))
@click.option("--to", "folder", metavar="文件夹", type=GivenPath(), help="放进哪个文件夹。")
@click.option("--yes", is_flag=True, help="什么都不问。")
@click.option("--no-index", is_flag=True, help="只放进文件夹，不更新索引。")
@follow_links_option
@click.option(
    "--wait",
    "patience",
    type=FiniteRange(0, 3600),
    default=PATIENCE,
    show_default=True,
    metavar="秒",
    help="别的进程正在写索引时，最多等几秒。",
)
@click.option("--memory", type=WholeNumber(256), hidden=True)
@click.option("--with-parent", is_flag=True, hidden=True)
@index_option
@click.option("--json", "as_json", is_flag=True, help="结果输出为一个 JSON 对象，什么都不问。")
@click.pass_context
def add_command(
    context: click.Context,
    files: tuple[Path, ...],
    folder: Path | None,
    yes: bool,
    no_index: bool,
    follow_links: bool,
    patience: float,
    memory: int | None,
    with_parent: bool,
    location: Location,
    as_json: bool,
) -> None:
    """把文件放进库里，说明读出了什么，再更新索引。

    默认放进索引收录的文件夹；还没有索引时是 seeds/，没有 seeds/ 就新建 library/。\
已有的文件从不覆盖：内容相同的不再放，同名而内容不同的换个名字。读不了的文件不放。\
在终端里，没有把握的机构、地方和年度会问，答案写进旁边的 NAME.toml。

    例：zhengsou add 新报告.html 又一份.docx --to seeds/2024
    """
    if memory:
        limit_memory(memory)
    if with_parent:
        end_with_standard_input()
    sources = sources_of(location)
    target = folder or library_folder(sources)
    require_other_folders([target], location)
    places = gazetteer(house_places(location))
    asks = not (yes or as_json) and sys.stdin.isatty()
    ask = _questions(places) if asks else None
    if not as_json:
        click.echo(
            gettext("放进 %(target)s", target=one_line(target))
            if folder
            else gettext("放进 %(target)s（默认，可用 --to 另外指定）", target=one_line(target))
        )
    adding, results = Adding(target, sources, places, ask), []
    for file in dict.fromkeys(files):
        results.append(_add(adding, file))
        if not as_json:
            _print_added(results[-1], shown=asks)
    folders = dict.fromkeys(folder_to_index(each.path.parent, sources) for each in results if each.path)
    indexed = (
        Indexed() if no_index or not folders else _index([*folders], location, patience, follow_links=follow_links)
    )
    ids = _ids(results, location) if indexed.summary else {}
    if as_json:
        echo_json(_as_json(target, results, ids, indexed))
    else:
        _print_rest(results, ids, indexed)
    context.exit(1 if indexed.failed or any(each.errors for each in results) else 0)


@dataclass(frozen=True, slots=True)
class Indexed:
    """An index run after files were added: its summary, or why there is none, "" if none was wanted."""

    summary: IndexSummary | None = None
    fault: str = ""

    @property
    def failed(self) -> bool:
        """Whether anything is not in the index that should be."""
        return bool(self.fault or (self.summary and self.summary.failed))


def _questions(places: Any) -> Any:
    from index.library.questions import Questions

    return Questions(places)


def _add(adding: Adding, file: Path) -> Added:
    try:
        return adding.add(file)
    except LibraryNotWritable as fault:
        return Added(file, errors=(str(fault),))


def _print_added(result: Added, *, shown: bool) -> None:
    name = one_line(result.source)
    if result.path is None:
        say(gettext("没有放：%(name)s：%(errors)s", name=name, errors=gettext("；").join(result.errors)))
        return
    if result.present:
        click.echo(gettext("已在库中：%(name)s（%(path)s）", name=name, path=one_line(result.path)))
        return
    if result.path.name == result.source.name:
        click.echo(gettext("已放进：%(path)s", path=one_line(result.path)))
    else:
        click.echo(gettext("已放进：%(path)s，原来的名字已有别的文件", path=one_line(result.path)))
    for error in result.errors:
        say("  " + gettext("读不了其中的：%(error)s", error=error))
    if len(result.reports) > 1 or not result.tellable:
        for report in result.reports[:MOST_SHOWN]:
            click.echo(f"  {_one_line(report)}")
        if len(result.reports) > MOST_SHOWN:
            click.echo("  " + gettext("…… 共 %(count)s 份", count=f"{len(result.reports):,}"))
    elif not shown or not result.tellable:
        click.echo("\n".join(f"  {line}" for line in lines_of(result.reports[0])))


def _one_line(report: Understood) -> str:
    year = gettext("%(year)s年", year=report.year) if report.year else gettext("年度不详")
    size = gettext("%(paragraphs)s 段", paragraphs=f"{report.paragraphs:,}")
    told = gettext("，").join((BODY.said(report.body), year, shown_value(report.title), size))
    if not report.unsure:
        return told
    reasons = gettext("；").join(gettext(DOUBTS[doubt]) for doubt in report.unsure)
    return told + gettext("（没有把握：%(reasons)s）", reasons=reasons)


def _index(folders: Sequence[Path], location: Location, patience: float, *, follow_links: bool) -> Indexed:
    """Bring the index up to date; whatever keeps it from that, the files are in the library."""
    from index.library.indexing import index_when_free

    try:
        waiting = partial(say, gettext("另一个索引进程正在写入，等它结束 …"))
        return Indexed(index_when_free(folders, location, waiting, patience, follow_links=follow_links))
    except ZhengsouError as fault:
        command = f"zhengsou index {' '.join(map(one_line, folders))}"
        return Indexed(
            fault=gettext(
                "文件已放进库里，但还没有收录：%(text)s。之后请运行 %(command)s", text=fault.message, command=command
            )
        )


def _ids(results: Sequence[Added], location: Location) -> dict[Path, tuple[str, ...]]:
    """The ids of the reports of each file that was added, as the index has them."""
    sources = sources_of(location)
    real = {each.path: str(each.path.parent.resolve() / each.path.name) for each in results if each.path}
    return {path: tuple(sources[name].reports) for path, name in real.items() if name in sources}


def _print_rest(results: Sequence[Added], ids: dict[Path, tuple[str, ...]], indexed: Indexed) -> None:
    """What became of the index, and what is in doubt."""
    if indexed.summary:
        print_summary(indexed.summary)
    elif indexed.fault:
        say(indexed.fault)
    lines, others = [], []
    for result in results:
        if result.path and result.tellable:
            wanted = next(iter(ids.get(result.path, ())), one_line(result.path))
            lines += [line for report in result.reports if (line := meta_line(wanted, report.unsure))]
        elif doubtful := [one_line(report.id) for report in result.reports if meta_line("", report.unsure)]:
            others.append(
                gettext(
                    "%(source)s 里没有把握的，请改原来的行，或解开压缩包再加：%(reports)s",
                    source=one_line(result.source),
                    reports=some_of(doubtful, MOST_SHOWN),
                )
            )
    if lines:
        click.echo(gettext("没有把握的，知道的话请运行（把后面的词换掉）："))
    for line in lines:
        click.echo(f"  {line}")
    for line in others:
        click.echo(line)


def _as_json(
    folder: Path, results: Sequence[Added], ids: dict[Path, tuple[str, ...]], indexed: Indexed
) -> dict[str, Any]:
    return {
        "folder": readable(folder),
        "files": [_file_json(each, ids.get(each.path, ()) if each.path else ()) for each in results],
        "index": indexed.summary.to_dict() if indexed.summary else None,
        "index_fault": indexed.fault,
    }


def _file_json(result: Added, ids: tuple[str, ...]) -> dict[str, Any]:
    """ids: of the file's reports in the index; a page's may be another than its name alone gives."""
    outcome = "refused" if result.path is None else "present" if result.present else "added"
    reports = [each.to_dict() for each in result.reports]
    if len(reports) == len(ids) == 1:
        reports[0]["id"] = ids[0]
    return {
        "source": readable(result.source),
        "outcome": outcome,
        "path": result.path and readable(result.path),
        "reports": reports,
        "ids": list(ids),
        "errors": list(result.errors),
        "tellable": result.tellable,
    }
