"""Options that a variable of the environment sets, too: what is wrong with a value says which variable it came from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from index.variables import read_from

Command = TypeVar("Command", bound=Callable[..., Any])


def setting(variable: str, *names: str, **options: Any) -> Callable[[Command], Command]:
    """Click's `option`, which this variable of the environment sets, too."""
    return click.option(*names, cls=_Setting, envvar=variable, **options)


class _Setting(click.Option):
    """An option with `envvar`; an error of our tree about a value from the environment names the variable."""

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """Called by Click with a value from the command line, the environment, or by default."""
        with read_from(given_in(ctx, self)):
            return super().process_value(ctx, value)


def given_in(context: click.Context, option: click.Parameter) -> str:
    """The variable of the environment that an option's value is from; "" if it is not from there."""
    source = context.get_parameter_source(option.name) if option.name else None
    return option.envvar if source is ParameterSource.ENVIRONMENT and isinstance(option.envvar, str) else ""
