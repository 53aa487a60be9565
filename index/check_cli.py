"""The command `zhengsou check`: whether an index is whole, and the way back to the last generation that is."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from index.cli import index_option
from index.commands import command
from index.counted import stock
from index.errors import LET_GO, MEND, REBUILD, CorruptIndex, RequestError
from index.language import gettext
from index.location import ClusterAddress, Location
from index.names import one_line
from index.os_faults import shown_size
from index.status import DAMAGED, SPARE, UNREAD, Problem, kind_of
from index.terminal import echo_json, say

if TYPE_CHECKING:
    from index.status import Show, StoreStatus
    from index.store import Store

MOST_PROBLEMS: Final = 20
"""Problems listed in words."""
SPARE_DAMAGED: Final = 1
"""Exit status where only the generation is damaged that is kept to go back to."""


@command("check")
@index_option
@click.option("--fast", is_flag=True, help="只核对每个文件的校验和，不核对内容。")
@click.option("--restore", is_flag=True, help="回到最近的、每个文件都完好的一代；没有完好的就什么也不改。")
@click.option("--json", "as_json", is_flag=True, help="核对的结果输出为一个 JSON 对象。")
@click.pass_context
def check_command(context: click.Context, location: Location, fast: bool, restore: bool, as_json: bool) -> None:
    """核对索引是否完好：每个文件与写入时相同，再由存着的原文重新做一遍索引，与现有的逐项比对。

    有人正在写入也可以核对。核对内容要在临时文件夹（TMPDIR）里写与索引差不多大小的文件。

    退出状态：0 完好；1 只有备用的前一代坏了，查找不受影响；3 坏了，或有文件没能读。

    例：zhengsou check --fast

    例：zhengsou check --restore
    """
    if restore:
        _restore(location)
        return
    from index.store import open_store

    store, started = open_store(location), time.monotonic()
    with _progress(shown=not as_json and sys.stderr.isatty()) as show:
        problems = list(store.check(fast=fast, show=show))
    seconds = time.monotonic() - started
    if as_json:
        told = {"problems": problems, "kinds": list(map(kind_of, problems))}
        echo_json({"index": str(location), "fast": fast, **told, "seconds": round(seconds, 2)})
    elif not problems:
        status = store.status()
        size = gettext(
            "%(stock)s，%(size)s",
            stock=stock(status.reports, status.paragraphs),
            size=shown_size(status.bytes),
        )
        click.echo(
            gettext(
                "索引完好%(left_out)s：%(size)s，用时 %(seconds)s 秒",
                left_out=_not_compared(store, status, fast=fast),
                size=size,
                seconds=f"{seconds:.2f}",
            )
        )
    for problem in [] if as_json else problems[:MOST_PROBLEMS]:
        say(one_line(problem))
    if problems:
        for line in _closing(problems, seconds, REBUILD if isinstance(location, ClusterAddress) else MEND):
            say(line)
        context.exit(SPARE_DAMAGED if {*map(kind_of, problems)} == {SPARE} else CorruptIndex.exit_status)


def _closing(problems: Sequence[str], seconds: float, remedy: str) -> Iterator[str]:
    """What the problems come to, and what to do, one line for each kind."""
    kinds = Counter(map(kind_of, problems))
    if kinds[DAMAGED]:
        yield gettext(
            "索引有 %(count)s 处损坏，用时 %(seconds)s 秒。%(remedy)s",
            count=kinds[DAMAGED] + kinds[SPARE],
            seconds=f"{seconds:.2f}",
            remedy=gettext(remedy),
        )
    elif kinds[SPARE]:
        yield gettext(
            "只有备用的前一代有 %(count)s 处损坏，查找不受影响，用时 %(seconds)s 秒。%(remedy)s",
            count=kinds[SPARE],
            seconds=f"{seconds:.2f}",
            remedy=gettext(LET_GO),
        )
    if kinds[UNREAD]:
        steps = [each.step for each in problems if isinstance(each, Problem) and each.step]
        yield gettext(
            "有 %(count)s 个文件没能读，不知道是否完好。%(step)s", count=kinds[UNREAD], step=one_line(steps[0])
        )


def _not_compared(store: Store, status: StoreStatus, *, fast: bool) -> str:
    """What a check left out, in brackets; "" if nothing."""
    from index.manifest import MadeBy

    stale = {*MadeBy.with_segmenter(store.segmenter).differences(status.made_by)}
    if fast:
        return gettext("（只核对了校验和）")
    if stale & {"schema", "folding"}:
        return gettext("（建立它的是另一个版本的程序，只核对了校验和）")
    if stale & {"segmenter", "dictionary"}:
        return gettext("（词典在建立索引之后有变化，词没有核对）")
    return ""


@contextmanager
def _progress(*, shown: bool) -> Iterator[Show]:
    """What draws a progress bar of a check, or shows nothing."""
    from index.status import unseen

    if not shown:
        yield unseen
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(gettext("核对"), total=None)
        yield lambda stage, done, total: bar.update(task, description=stage, completed=done, total=total)


def _restore(location: Location) -> None:
    """Go back to the last whole generation, and say what was done."""
    from index.local.store import LocalStore

    if not isinstance(location, Path):
        raise RequestError(
            gettext("集群上的索引没有前一代可以恢复"), next_step=gettext("请用 OpenSearch 的快照（snapshot）")
        )
    done = LocalStore(location).restore()
    for fault in done.faults:
        say(gettext("损坏：%(fault)s", fault=fault))
    generation = done.generation
    content = stock(generation.reports, generation.paragraphs)
    told = gettext(
        "第 %(number)s 代（%(written)s 写入，%(content)s）",
        number=generation.number,
        written=generation.written,
        content=content,
    )
    if done.released:
        say(gettext("损坏：%(released)s", released=done.released))
        click.echo(gettext("备用的前一代坏了，已经放掉；下一次写入之后又会有前一代"))
    if done.changed:
        click.echo(gettext("已恢复到%(told)s，每个文件都与写入时相同。之后的改动请运行 zhengsou index 补上", told=told))
    else:
        click.echo(gettext("不用恢复：最新的%(told)s每个文件都与写入时相同", told=told))
