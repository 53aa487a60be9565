"""The command `backup`."""

from __future__ import annotations

from pathlib import Path

import click

from index.cli import index_option
from index.commands import command
from index.given_path import GivenPath
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
        raise RequestError("集群上的索引不能这样备份", next_step="请用 OpenSearch 的快照（snapshot）")
    made = back_up(location, target)
    generation = made.generation
    click.echo(
        f"已备份到 {target}：第 {generation.number} 代（{generation.written} 写入），"
        f"{generation.reports} 份报告、{generation.paragraphs} 段，{shown_size(made.size)}，校验和全部相符"
    )
    if made.beside:
        click.echo(f"{'、'.join(made.beside)} 存在 {target / BESIDE}，恢复时请放到索引旁边")
