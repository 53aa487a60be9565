"""The command `backup`."""

from __future__ import annotations

from pathlib import Path

import click

from index.cli import index_option
from index.commands import command
from index.counted import stock
from index.given_path import GivenPath
from index.language import gettext
from index.location import Location


@command("backup")
@index_option
@click.argument("target", metavar="文件夹", type=GivenPath())
def backup_command(location: Location, target: Path) -> None:
    """把索引备份到一个新的或空的文件夹；服务和索引程序照常运行。

    备份时逐个文件核对校验和。那个文件夹本身就是一个索引，可以用 --index 打开；
    词典、同义词和地名表存在它的 beside 里，恢复时放到索引旁边。

    例：zhengsou backup /备份/2026-11-26
    """
    from index.errors import RequestError
    from index.local.backup import BESIDE, back_up
    from index.os_faults import shown_size

    if not isinstance(location, Path):
        raise RequestError(gettext("集群上的索引不能这样备份"), next_step=gettext("请用 OpenSearch 的快照（snapshot）"))
    made = back_up(location, target)
    generation = made.generation
    click.echo(
        gettext(
            "已备份到 %(target)s：第 %(number)s 代（%(written)s 写入），%(stock)s，%(size)s，校验和全部相符",
            target=target,
            number=generation.number,
            written=generation.written,
            stock=stock(generation.reports, generation.paragraphs),
            size=shown_size(made.size),
        )
    )
    if made.beside:
        click.echo(
            gettext(
                "%(names)s 存在 %(folder)s，恢复时请放到索引旁边",
                names=gettext("、").join(made.beside),
                folder=target / BESIDE,
            )
        )
