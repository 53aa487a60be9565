"""Click's usage errors in Chinese."""

from __future__ import annotations

from typing import Final

import click

from index.given_setting import given_in

_UNEXPECTED: Final = "Got unexpected extra argument"


def in_chinese(fault: click.ClickException) -> str:
    """Click's usage error as a message in Chinese."""
    if isinstance(fault, click.NoSuchOption):
        return f"没有这个选项：{fault.option_name}。以 - 开头的查询请写在 -- 后面：zhengsou search -- '-重点 提案'"
    if isinstance(fault, click.MissingParameter):
        return f"缺少 {fault.param.make_metavar(fault.ctx) if fault.param and fault.ctx else '参数'}。见 --help"
    if isinstance(fault, click.BadParameter):
        return f"{_where_given(fault)} 的值不对（{fault.message}）。见 --help"
    if isinstance(fault, click.UsageError) and fault.message.startswith(_UNEXPECTED):
        return f"多出来的参数：{fault.message[fault.message.find('(') :]}。含空格的查询请用引号括起来"
    if isinstance(fault, click.UsageError) and fault.message.startswith("No such command"):
        group = fault.ctx.command if fault.ctx else None
        known = group.list_commands(fault.ctx) if fault.ctx and isinstance(group, click.Group) else []
        return f"没有这个命令。可用的有 {'、'.join(known)}"
    return fault.format_message()


def _where_given(fault: click.BadParameter) -> str:
    """The variable of the environment that a value is from, or else the option."""
    if fault.param is None:
        return "参数"
    return (given_in(fault.ctx, fault.param) if fault.ctx else "") or "、".join(fault.param.opts)
