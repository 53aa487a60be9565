"""What the help of the commands says: the messages that are declared there, by the package that declares them."""

import re
from collections.abc import Iterator

import click

from index.display_width import joined
from index.help_text import paragraphs
from web.cli import COMMANDS, cli

HAN = re.compile(r"[\u4e00-\u9fff]")


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command by its name, and the group as ""."""
    yield "", cli
    context = click.Context(cli)
    for name in COMMANDS:
        found = cli.get_command(context, name)
        assert found
        yield name, found


def said_in_help(*packages: str) -> set[str]:
    """All Chinese texts and names of values that the help of these packages' commands shows."""
    found: set[str] = set()
    for _, command in commands():
        assert command.callback
        if command.callback.__module__.startswith(packages):
            found.update(paragraphs(command))
            for each in command.params:
                found.update((each.metavar or each.type.name).split("|"))
                if isinstance(each, click.Option) and not each.hidden:
                    found.add(joined(each.help or ""))
    return {text for text in found if HAN.search(text)}
