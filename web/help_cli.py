"""The command `help`: help on the program or on a command, for those who write it so."""

from __future__ import annotations

import click

from index.commands import command


@command("help")
@click.argument("name", required=False, metavar="命令")
@click.pass_context
def help_command(context: click.Context, name: str | None) -> None:
    """显示说明：整个程序的，或一个命令的。

    例：zhengsou help search
    """
    above = context.parent
    assert above is not None
    assert isinstance(above.command, click.Group)
    if name is None:
        click.echo(above.command.get_help(above))
        return
    found_name, found, _ = above.command.resolve_command(above, [name])
    assert found is not None
    click.echo(found.get_help(click.Context(found, above, found_name)))
