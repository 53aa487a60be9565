"""What is wrong with a call of the program, with advice that fits it, in our own words instead of Click's."""

from __future__ import annotations

import os
from difflib import get_close_matches
from typing import Final

import click

from index.commands import UnexpectedArguments
from index.errors import with_next_step
from index.given_setting import given_in
from index.help_text import metavar, value_name
from index.language import gettext
from index.names import one_line

_NO_COMMAND: Final = "Missing command."
"""Click's words where nothing but options of the program itself is given; it has no class of its own for that."""
_LONGEST: Final = 80
"""Characters of an argument that are shown."""


def said_of(fault: click.ClickException) -> str:
    """A usage error as one line."""
    problem, step = _parts(fault)
    return with_next_step(problem, step or (_see_help(fault) if isinstance(fault, click.UsageError) else ""))


def problem_of(fault: click.ClickException) -> str:
    """A usage error without what to do."""
    return _parts(fault)[0]


def _parts(fault: click.ClickException) -> tuple[str, str]:
    """The problem, and what to do, "" if help tells it."""
    match fault:
        case click.NoSuchOption():
            return _no_such_option(fault)
        case click.exceptions.NoSuchCommand():
            return _no_such_command(fault)
        case UnexpectedArguments():
            return _unexpected(fault)
    return _without_step(fault), ""


def _without_step(fault: click.ClickException) -> str:
    match fault:
        case click.MissingParameter():
            named = metavar(fault.param).removesuffix("...") if fault.param else ""
            return gettext("缺少%(name)s", name=f" {named}" if named.isascii() else named)
        case click.BadParameter():
            return _bad_value(fault)
        case click.BadOptionUsage():
            return _value_or_none(fault)
    return gettext("缺少命令") if fault.message == _NO_COMMAND else fault.message


def _see_help(fault: click.UsageError) -> str:
    path = fault.ctx.command_path if fault.ctx else "zhengsou"
    return gettext("见 %(command)s --help", command=path)


def _no_such_option(fault: click.NoSuchOption) -> tuple[str, str]:
    shown = _shown(fault.option_name)
    problem = gettext("没有这个选项：%(name)s", name=shown)
    if not shown.isascii() and _argument(fault.ctx, "query", "queries", "prefix"):
        path = fault.ctx.command_path if fault.ctx else ""
        return problem, gettext("以 - 开头的查询请写在 -- 后面：%(command)s -- '-重点 提案'", command=path)
    near = _near(fault.option_name, _options(fault.ctx))
    return problem, near


def _options(context: click.Context | None) -> list[str]:
    if context is None:
        return []
    shown = (each for each in context.command.get_params(context) if not getattr(each, "hidden", False))
    return [name for each in shown for name in (*each.opts, *each.secondary_opts) if name.startswith("-")]


def _no_such_command(fault: click.exceptions.NoSuchCommand) -> tuple[str, str]:
    group = fault.ctx.command if fault.ctx else None
    known = group.list_commands(fault.ctx) if fault.ctx and isinstance(group, click.Group) else []
    problem = gettext("没有这个命令：%(name)s", name=_shown(fault.command_name))
    if near := _near(fault.command_name.lower(), known):
        return problem, near
    given = _shown(fault.command_name)
    # No command has a name in Chinese: it is what was to be searched for.
    query = value_name("查询") if given.isascii() else given if given.isalnum() else f"'{given}'"
    return problem, gettext("要查找请写 zhengsou search %(query)s；全部命令见 zhengsou help", query=query)


def _near(given: str, known: list[str]) -> str:
    """What a name that there is not was meant for; "" if none is near."""
    near = get_close_matches(given, known, 1, cutoff=0.75)
    return gettext("是不是 %(near)s？", near=near[0]) if near else ""


def _bad_value(fault: click.BadParameter) -> str:
    """What is wrong with a value, and where it is from: a variable of the environment, an option or an argument."""
    if fault.param is None:
        return fault.message
    if isinstance(fault.param, click.Argument):
        named = metavar(fault.param).strip("[].")
        return gettext("%(argument)s不对（%(problem)s）", argument=named + " " * named.isascii(), problem=fault.message)
    given = (given_in(fault.ctx, fault.param) if fault.ctx else "") or "/".join(fault.param.opts)
    # Only Click itself converts what a variable says of a switch.
    wrong = gettext("要 1 或 0") if fault.param.type is click.BOOL else fault.message
    return gettext("%(option)s 的值不对（%(problem)s）", option=given, problem=wrong)


def _value_or_none(fault: click.BadOptionUsage) -> str:
    """An option without the value that it needs, or with one that it does not take."""
    params = fault.ctx.command.get_params(fault.ctx) if fault.ctx else []
    is_flag = any(getattr(each, "is_flag", False) for each in params if fault.option_name in each.opts)
    if is_flag:
        return gettext("%(option)s 后面不写值", option=fault.option_name)
    return gettext("%(option)s 后面缺少值", option=fault.option_name)


def _unexpected(fault: UnexpectedArguments) -> tuple[str, str]:
    shown = " ".join(map(_shown, fault.arguments))
    problem = gettext("多出来的参数：%(arguments)s", arguments=shown[:_LONGEST])
    first = fault.arguments[0]
    takes_index = any("--index" in each.opts for each in fault.ctx.command.params) if fault.ctx else False
    if _argument(fault.ctx, "query", "prefix"):
        return problem, gettext("含空格的查询请用引号括起来")
    if takes_index and os.path.isdir(first):
        return problem, gettext("索引的位置请写成 --index %(path)s", path=_shown(first))
    return problem, ""


def _argument(context: click.Context | None, *names: str) -> bool:
    """Whether the command takes one of these arguments."""
    return context is not None and any(each.name in names for each in context.command.params)


def _shown(text: str) -> str:
    return one_line(text)[:_LONGEST]
