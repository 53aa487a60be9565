"""Commands whose help and errors are in one language, by our own words instead of Click's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import click

from index.help_page import page, terminal_columns, usage_lines
from index.help_text import help_of, summary, usage_of

PROGRAM: Final = "zhengsou"
COMPLETING: Final = f"_{PROGRAM.upper()}_COMPLETE"
"""Set by a shell that completes, as Click names it (web/shell_completion.py); no setting of a user's."""
_HELP: Final = ["-h", "--help"]


class UnexpectedArguments(click.UsageError):
    """Arguments that a command does not take."""

    def __init__(self, arguments: list[str], context: click.Context) -> None:
        super().__init__("", context)
        self.arguments = arguments


class _Spoken(click.Command):
    """Help in the language of here and now."""

    def get_help(self, ctx: click.Context) -> str:
        """The whole help, laid out for this terminal."""
        return page(help_of(self, ctx), terminal_columns())

    def get_usage(self, ctx: click.Context) -> str:
        """How the command is called."""
        return "\n".join(usage_lines(usage_of(self, ctx), terminal_columns()))

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - Click's signature
        """What the command does, in a sentence."""
        return summary(self)


class Command(_Spoken):
    """A command of this program; -h is help, too."""

    def __init__(self, name: str | None, **attributes: Any) -> None:
        settings = {"help_option_names": _HELP, "allow_extra_args": True}
        super().__init__(name, context_settings=settings, **attributes)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Raises UnexpectedArguments, which Click's own error has within its words only.

        Other usage errors get their context, which Click's parser leaves out.
        """
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as fault:
            fault.ctx = fault.ctx or ctx
            raise
        if rest and not ctx.resilient_parsing:
            raise UnexpectedArguments(rest, ctx)
        return rest


class Group(_Spoken, click.Group):
    """The program itself; -h is help, too."""

    def __init__(self, name: str | None = None, **attributes: Any) -> None:
        super().__init__(name, context_settings={"help_option_names": _HELP}, **attributes)


def command(name: str, **attributes: Any) -> Callable[[Callable[..., Any]], Command]:
    """Click's `command` for ours; the function's docstring is the help, in Chinese."""
    return click.command(name, cls=Command, **attributes)
