"""The commands `zhengsou index` and `zhengsou status`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from index.commands import command
from index.counted import some_of, stock
from index.errors import RequestError, with_next_step
from index.given_path import GivenPath
from index.given_setting import setting
from index.language import N_, gettext, ngettext
from index.location import Location, locate
from index.names import one_line, readable
from index.os_faults import shown_size
from index.reading import SUFFIXES, is_report_file
from index.settings import DEFAULT_INDEX, DEFAULT_SOURCES, DICTIONARY_NAME, INDEX_VARIABLE, PLACES_NAME, beside_index
from index.terminal import echo_json, say

if TYPE_CHECKING:
    from index.indexing.summary import IndexSummary, Recognised
    from index.indexing.walk import Skipped
    from index.status import ClusterStatus

MOST_REPRINTS: Final = 20
"""Reprints listed in words."""
MOST_NAMED: Final = 5
"""Files that are not indexed that are named."""
MOST_KINDS: Final = 10
"""Suffixes of skipped files listed in the summary."""

HEALTH: Final = {
    "green": N_("绿：一切正常"),
    "yellow": N_(
        "黄：查询照常，但有 {} 个副本没有放到任何节点上，再坏一个节点就可能缺数据。请恢复或增加节点，或减少副本"
    ),
    "red": N_("红：有 {} 个分片不在任何节点上，数据不全，查询会答 503。请查看集群的节点和磁盘，恢复之后会自动好转"),
}
"""A cluster's health in words, with its number of unassigned shards and the remedy."""


class LocationType(click.ParamType):  # type: ignore[type-arg] # generic in newer versions of Click only
    """A directory, existing or not, or the address of an OpenSearch cluster (index/location.py)."""

    name = "文件夹|地址"
    _directory = GivenPath(file_okay=False, readable=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Location:
        """Raises RequestError for an invalid address or place, Click's BadParameter for a directory that is a file."""
        location = locate(value)
        if isinstance(location, Path):
            self._directory.convert(location, param, ctx)
        return location

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """Folders, which the shell itself finds."""
        return self._directory.shell_complete(ctx, param, incomplete)


index_option = setting(
    INDEX_VARIABLE,
    "--index",
    "location",
    type=LocationType(),
    default=DEFAULT_INDEX,
    show_default=True,
    help="索引所在的文件夹，或 OpenSearch 的地址，如 opensearch+https://user@host:9200/name。",
)


follow_links_option = click.option(
    "--follow-links", is_flag=True, help="链接指向给出的文件夹以外的文件，也跟着读；不说则只读指向里面的。"
)


_INDEX_HELP: Final = f"""让索引与文件一致：读入新的和改过的报告，去掉文件已删除的报告。\
读不了的文件和文件夹会逐个说明，它们原有的报告保留。

同一份报告换了名字再来的（转载、另一种字形的镜像站），只留最全的一份，其余记作它的转载；\
--keep-reprints 让它们各自成篇，索引会记住，--merge-reprints 改回来。

路径是文件或文件夹，默认 seeds/；可用 {" ".join(SUFFIXES)}。

例：zhengsou index seeds/ 新报告.html
"""


@command("index", help=_INDEX_HELP)
@click.argument("paths", nargs=-1, type=GivenPath(readable=False), metavar="路径")
@index_option
@click.option("--rebuild", is_flag=True, help="全部重新建立；完成之前旧索引照常可用。")
@click.option(
    "--keep-reprints/--merge-reprints",
    "keep_reprints",
    default=None,
    help="转载各自成篇，还是只留一份；不说则照索引原来的做法，起初只留一份。",
)
@follow_links_option
@click.option(
    "--allow-empty", is_flag=True, help="文件夹里的报告全没了，或给出的文件夹没了，就移除；不说则当作没有挂载。"
)
@click.option("--dry-run", is_flag=True, help="只说会做什么，不写入。")
@click.option("--json", "as_json", is_flag=True, help="结果输出为一个 JSON 对象。")
@click.pass_context
def index_command(
    context: click.Context,
    paths: tuple[Path, ...],
    location: Location,
    rebuild: bool,
    keep_reprints: bool | None,
    follow_links: bool,
    allow_empty: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    from index.indexer import index_paths

    with _progress(shown=not as_json and sys.stderr.isatty()) as progress:
        given = paths or _default_paths(location, rebuild=rebuild)
        summary = index_paths(
            given,
            location,
            rebuild=rebuild,
            dry_run=dry_run,
            keep_reprints=keep_reprints,
            progress=progress,
            follow_links=follow_links,
            allow_empty=allow_empty,
        )
    if as_json:
        echo_json(summary.to_dict())
    else:
        print_summary(summary, dry_run=dry_run)
    context.exit(1 if summary.failed else 0)


def print_summary(summary: IndexSummary, *, dry_run: bool = False) -> None:
    """Print what an index run did, and on standard error what it could not read."""
    for failure in summary.failed:
        say(gettext("读不了：%(path)s：%(error)s", path=one_line(failure.path), error=failure.error))
    for each in summary.skipped:
        if is_report_file(Path(each.path)):
            reason = with_next_step(each.reason, each.next_step)
            click.echo(gettext("没有读：%(path)s：%(reason)s", path=one_line(each.path), reason=reason))
    if summary.skipped:
        click.echo(_skipped(summary.skipped))
        for advice in _advice(summary.skipped):
            click.echo(advice)
    for recognised in _recognised(summary.reprints):
        click.echo(recognised)
    prefix = gettext("（预演）") if dry_run else gettext("已全部重建：") if summary.rebuilt else ""
    click.echo(
        gettext(
            "%(changes)s；共 %(stock)s，用时 %(seconds)s 秒",
            changes=prefix + changes_in(summary),
            stock=stock(summary.reports, summary.paragraphs),
            seconds=f"{summary.seconds:.2f}",
        )
    )


def changes_in(summary: IndexSummary) -> str:
    """What an index run did, in words."""
    changes = (
        (N_("新增 %(count)s 份"), summary.added),
        (N_("更新 %(count)s 份"), summary.changed),
        (N_("移除 %(count)s 份"), summary.removed),
    )
    said = [gettext(message, count=count) for message, count in changes if count]
    return gettext("，").join(said) or gettext("报告没有变化")


def _skipped(skipped: Sequence[Skipped]) -> str:
    """Number of skipped files by suffix, most frequent first."""
    kinds = Counter(Path(readable(each.path)).suffix.lower() or gettext("其他") for each in skipped)
    listed = [
        gettext("%(kind)s %(count)s 个", kind=kind, count=count)
        for kind, count in sorted(kinds.items(), key=lambda each: (-each[1], each[0]))
    ]
    names = gettext("、").join(listed[:MOST_KINDS])
    if len(listed) > MOST_KINDS:
        names = gettext("%(names)s等 %(count)s 种", names=names, count=len(listed))
    return gettext("没有读 %(count)s 个文件：%(names)s", count=len(skipped), names=names)


def _advice(skipped: Sequence[Skipped]) -> list[str]:
    """What to do about skipped files that can be read in another form."""
    kinds: dict[str, set[str]] = {}
    for each in skipped:
        if each.next_step and not is_report_file(Path(each.path)):
            kinds.setdefault(each.next_step, set()).add(Path(readable(each.path)).suffix.lower())
    return [
        gettext("%(field)s：%(value)s", field=gettext("、").join(sorted(suffixes)), value=step)
        for step, suffixes in kinds.items()
    ]


def _recognised(reprints: Sequence[Recognised]) -> list[str]:
    """The reprints that a run recognised, each with the report that is kept of it."""
    if not reprints:
        return []
    listed = [f"  {readable(Path(each.path).name)} = {each.kept}" for each in reprints[:MOST_REPRINTS]]
    more = (
        ["  " + gettext("…另有 %(count)s 份", count=len(reprints) - MOST_REPRINTS)]
        if len(reprints) > MOST_REPRINTS
        else []
    )
    return [gettext("识别出 %(count)s 份转载，各留一份：", count=len(reprints)), *listed, *more]


def _default_paths(location: Location, *, rebuild: bool) -> tuple[Path, ...]:
    """Paths to index if none are given: seeds/, or without it the folders of the index.

    For a rebuild without seeds/, only the files that the index knows.
    """
    if DEFAULT_SOURCES.exists():
        return (DEFAULT_SOURCES,)
    from index.library.folders import default_folders, sources_of
    from index.store import open_store

    if rebuild and open_store(location).exists():
        return ()
    if found := default_folders(sources_of(location)):
        return tuple(found)
    raise RequestError(
        gettext("没有说明要索引什么，这里也没有 %(folder)s/", folder=DEFAULT_SOURCES),
        next_step=gettext("请写成 zhengsou index 文件夹"),
    )


@contextmanager
def _progress(*, shown: bool) -> Iterator[Any]:
    """A callback that draws a progress bar, or None."""
    if not shown:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from index.indexer import Progress as Step

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[read]}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(gettext("建立索引"), total=None, read="")

        def show(step: Step) -> None:
            read = gettext("%(reports)s 份、%(paragraphs)s 段", reports=step.reports, paragraphs=step.paragraphs)
            bar.update(task, completed=step.bytes_done, total=step.bytes_total or None, read=read)

        yield show


@command("status")
@index_option
@click.option("--json", "as_json", is_flag=True, help="结果输出为一个 JSON 对象。")
def status_command(location: Location, as_json: bool) -> None:
    """说明索引里有什么、何时建立、是否过时。

    例：zhengsou status --json
    """
    from index.freshness import STALE, freshness

    state = freshness(location)
    status = state.status
    if as_json:
        # Other programs read these names.
        checked = {
            "house_words": state.dictionary_entries,
            "house_places": state.house_places,
            "stale": list(state.stale),
        }
        reprints = [{"id": each.id, "of": each.of, "file": each.file} for each in status.reprints]
        new = state.files.new if state.files else None
        unread = {
            "unread_files": list(map(readable, state.unread_files)),
            "new_files": None if new is None else list(new[:MOST_NAMED]),
            "new_files_total": None if new is None else len(new),
        }
        told = asdict(status) | {"reprints": reprints}
        echo_json({"index": str(location), **told, **checked, "changed_files": state.changed_files} | unread)
        return
    click.echo(
        gettext(
            "索引：%(location)s（第 %(generation)s 代，%(written)s 写入）",
            location=location,
            generation=status.generation,
            written=status.written,
        )
    )
    click.echo(
        gettext(
            "内容：%(stock)s，%(size)s",
            stock=stock(status.reports, status.paragraphs),
            size=shown_size(status.bytes),
        )
    )
    if status.keep_reprints:
        click.echo(gettext("转载：各自成篇（--keep-reprints）"))
    elif status.reprints:
        kept = len({each.of for each in status.reprints})
        click.echo(
            gettext(
                "转载：另有 %(count)s 份是其中 %(kept)s 份报告的转载，没有另外收录",
                count=len(status.reprints),
                kept=kept,
            )
        )
    if status.cluster:
        _print_cluster(status.cluster)
    click.echo(
        gettext(
            "分词：%(segmenter)s；清洗：%(cleaning)s",
            segmenter=status.made_by.segmenter,
            cleaning=status.made_by.cleaning,
        )
    )
    if state.dictionary_entries:
        click.echo(
            gettext(
                "词典：%(path)s，%(count)s 个词",
                path=beside_index(location, DICTIONARY_NAME),
                count=state.dictionary_entries,
            )
        )
    if state.house_places:
        click.echo(
            gettext(
                "地名：%(path)s，%(count)s 个",
                path=beside_index(location, PLACES_NAME),
                count=state.house_places,
            )
        )
    if state.stale:
        click.echo(
            gettext(
                "已过时（%(parts)s有变化）：请运行 zhengsou index 更新",
                parts=gettext("、").join(gettext(STALE[name]) for name in state.stale),
            )
        )
    if state.changed_files:
        click.echo(gettext("有 %(count)s 个文件改过或不在了：请运行 zhengsou index 更新", count=state.changed_files))
    if state.files and state.files.new:
        click.echo(
            ngettext(
                "文件夹里有 %(num)s 个文件没有收录：%(names)s。请运行 zhengsou index，读不了的会说明原因",
                "文件夹里有 %(num)s 个文件没有收录：%(names)s。请运行 zhengsou index，读不了的会说明原因",
                len(state.files.new),
                names=some_of(list(map(one_line, state.files.new)), MOST_NAMED),
            )
        )
    if state.unread_files:
        shown = gettext("、").join(one_line(path) for path in state.unread_files[:MOST_KINDS])
        click.echo(
            gettext(
                "有 %(count)s 个文件没有读全：%(shown)s。原因见 zhengsou index 的输出",
                count=len(state.unread_files),
                shown=shown,
            )
        )
    if state.changed_files is None:
        click.echo(gettext("报告的文件不在这台机器上，有没有变化要到建立索引的机器上看"))
    if state.fresh:
        click.echo(gettext("没有过时"))


def _print_cluster(cluster: ClusterStatus) -> None:
    health = gettext(HEALTH[cluster.health]) if cluster.health in HEALTH else cluster.health
    click.echo(gettext("集群：OpenSearch %(version)s，%(nodes)s 个节点", version=cluster.version, nodes=cluster.nodes))
    click.echo(
        gettext(
            "分片：实际索引 %(index)s，%(shards)s 个分片，每个 %(replicas)s 个副本",
            index=cluster.index,
            shards=cluster.shards,
            replicas=cluster.replicas,
        )
    )
    click.echo(gettext("健康：%(health)s", health=health.format(cluster.unassigned)))
