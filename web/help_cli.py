"""The command `help`: help on the program or on a command, for those who write it so."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from index.commands import command
from index.given_text import TEXT


def _offered(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """The commands that begin so."""
    group = context.find_root().command
    names = group.list_commands(context) if isinstance(group, click.Group) else []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


@command("help")
@click.argument("name", type=TEXT, required=False, metavar="命令", shell_complete=_offered)
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
