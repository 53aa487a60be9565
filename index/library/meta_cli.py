"""The command `meta`: what is known of a report and by whose word, and what a user says of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Final

import click
from click.shell_completion import CompletionItem

from index.cli import index_option
from index.commands import command
from index.doubts import meta_line, shell_word
from index.errors import ZhengsouError
from index.facets import BODY
from index.given_text import TEXT
from index.language import gettext
from index.library.folders import sources_of
from index.library.known import (
    REGION_KEYS,
    WORDS,
    Known,
    PageOf,
    differences,
    find_page,
    read_known,
    region_said,
    word_of,
)
from index.library.shown import FIELDS, field_line, lines_of_text, shown_region, shown_value
from index.library.understood import candidates
from index.location import Location, locate
from index.manifest import Sources
from index.names import one_line, readable
from index.places import Gazetteer, gazetteer, house_places
from index.reading.body_names import usual_name
from index.report import UNKNOWN_BODY
from index.settings import DEFAULT_INDEX
from index.terminal import echo_json, say

MOST_CANDIDATES: Final = 30
MOST_OFFERED: Final = 50
"""Ids that a shell is offered."""
PATIENCE: Final = 60.0
"""Seconds for which the command waits while another process writes the index."""
_PLAIN_KEYS: Final = ("title", "body", "organ", "year", "date", "source", "url", "site")


def _offered(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """What a shell offers for a report: ids that begin so, with their files, or else files."""
    try:
        sources = sources_of(locate(str(context.params.get("location") or DEFAULT_INDEX)))
    except (ZhengsouError, OSError):
        sources = {}
    files = {report: path for path, source in sources.items() for report in source.reports}
    found = [
        CompletionItem(report, help=one_line(Path(files[report]).name))
        for report in sorted(files)
        if report.startswith(incomplete)
    ]
    return found[:MOST_OFFERED] or [CompletionItem(incomplete, type="file")]


@command("meta")
@click.argument("report", metavar="编号|文件", shell_complete=_offered)
@click.option("--body", type=TEXT, metavar="名称", help="机构，如 广安区政协；全称会写成通用的名称。")
@click.option("--year", type=TEXT, metavar="年", help="年度：报告的是哪一年的工作。")
@click.option("--title", type=TEXT, metavar="文字", help="标题。")
@click.option("--date", type=TEXT, metavar="日期", help="发布日期，YYYY-MM-DD。")
@click.option("--source", type=TEXT, metavar="文字", help="来源。")
@click.option("--organ", type=TEXT, metavar="机关", help="机关：政协、政府、人大、法院、检察院、监委。")
@click.option("--code", type=TEXT, metavar="代码", help="机构所在地的区划代码，六位；省、市、县由它而定。")
@click.option("--province", type=TEXT, metavar="名称", help="机构所在的省份。")
@click.option("--prefecture", type=TEXT, metavar="名称", help="机构所在的市、州、盟。")
@click.option("--county", type=TEXT, metavar="名称", help="机构所在的县、区。")
@click.option("--url", type=TEXT, metavar="网址", help="原文网址。")
@click.option("--site", type=TEXT, metavar="名称", help="网站的名称。")
@click.option("--no-index", is_flag=True, help="只写下来，不更新索引。")
@index_option
@click.option("--json", "as_json", is_flag=True, help="结果输出为一个 JSON 对象。")
@click.pass_context
def meta_command(
    context: click.Context, /, report: str, location: Location, no_index: bool, as_json: bool, **given: str | None
) -> None:
    """说明一份报告的机构、年度等：写进网页旁边的 NAME.toml，压过网页上读到的；空的值（--year ""）取消说明。

    报告写编号，或文件的路径。什么都不给，就列出现在知道的，以及各从哪里来。

    例：zhengsou meta 000_2a84bc86b806ce1d --body 广安区政协 --year 2023
    """
    sources = sources_of(location)
    page, places = find_page(report, sources), gazetteer(house_places(location))
    before = read_known(page, places)
    said = _said(before, {name: value for name, value in given.items() if value is not None}, places)
    after = _write(page, said, places) if said else before
    if as_json:
        echo_json(_as_json(page, after))
    elif said:
        _print_changes(before, after)
    else:
        click.echo("\n".join(_known_lines(page, after)))
    if not as_json:
        _print_doubts(report, after, places)
    if said and not no_index:
        context.exit(_index(page, sources, location, quiet=as_json))


def _said(before: Known, given: dict[str, str], places: Gazetteer) -> dict[str, Any]:
    """The sidecar's values that the options give; None for one that is taken away."""
    said: dict[str, Any] = {key: given[key] or None for key in _PLAIN_KEYS if key in given}
    if said.get("body"):
        said["body"] = usual_name(BODY.cleaned(said["body"]))
    year = said.get("year")
    if year:
        said["year"] = int(year) if year.isascii() and year.isdigit() and len(year) < 10 else year
    regional = {key: given[key] for key in REGION_KEYS if key in given}
    if said.get("body") not in {None, before.report.body} and not regional and before.said.region:
        # Where another body lies is not where this one does.
        return said | {"region": None}
    return said | ({"region": region_said(before.said.region, regional, places)} if regional else {})


def _write(page: PageOf, said: dict[str, Any], places: Gazetteer) -> Known:
    from index.library.sidecars import tell

    tell(page.path, said)
    return read_known(page, places)


def _print_changes(before: Known, after: Known) -> None:
    changed = differences(before.report, after.report)
    for name, (old, new) in changed.items():
        click.echo(field_line(name, f"{shown_value(old)} → {shown_value(new)}"))
    if not changed:
        click.echo(gettext("与现在知道的一样，没有变化"))


def _known_lines(page: PageOf, known: Known) -> list[str]:
    lines = [gettext("报告：%(id)s", id=known.report.id), gettext("文件：%(path)s", path=one_line(page.path))]
    for name in FIELDS:
        value = getattr(known.report, name)
        line = field_line(name, shown_value(value))
        missing = shown_value(value) == shown_value(None) or value == UNKNOWN_BODY
        lines.append(
            line if missing else line + gettext("（%(details)s）", details=gettext(WORDS[word_of(known, name)]))
        )
    return lines + list(lines_of_text(known.understood))


def _print_doubts(report: str, known: Known, places: Gazetteer) -> None:
    unsure = known.understood.unsure
    if "region_open" in unsure:
        found = candidates(known.report.body, places)[:MOST_CANDIDATES]
        click.echo(
            gettext(
                "可能是：%(places)s",
                places=gettext("；").join(f"{each.code} {shown_region(each)}" for each in found),
            )
        )
    if line := meta_line(report, unsure):
        click.echo(gettext("知道的话：%(line)s", line=line))


def _as_json(page: PageOf, known: Known) -> dict[str, Any]:
    understood = known.understood
    sidecar = str(page.sidecar) if page.sidecar.exists() else None
    words = {name: word_of(known, name) for name in FIELDS if getattr(known.report, name) is not None}
    files = {"path": readable(page.path), "sidecar": sidecar and readable(sidecar)}
    return understood.to_dict() | {"site": known.report.site} | files | {"by": words}


def _index(page: PageOf, sources: Sources, location: Location, *, quiet: bool) -> int:
    """Index the page anew; returns the command's exit status."""
    from index.library.indexing import index_when_free

    if str(page.path) not in sources:
        if not quiet:
            click.echo(gettext("这个文件还没有收录，收录请运行 zhengsou index 和它所在的文件夹"))
        return 0
    try:
        summary = index_when_free(
            [page.path], location, partial(say, gettext("另一个索引进程正在写入，等它结束 …")), PATIENCE
        )
    except ZhengsouError as fault:
        command = f"zhengsou index {shell_word(str(page.path))}"
        say(
            gettext(
                "已写进 %(name)s，但还没有收录：%(text)s。之后请运行 %(command)s",
                name=one_line(page.sidecar.name),
                text=fault.message,
                command=command,
            )
        )
        return 1
    for failure in summary.failed:
        say(gettext("读不了：%(path)s：%(error)s", path=one_line(failure.path), error=failure.error))
    if not quiet:
        click.echo(gettext("索引已更新") if summary.changed or summary.added else gettext("索引不用更新"))
    return 1 if summary.failed else 0
