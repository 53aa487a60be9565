"""What the help of a command says, in the language of here and now: for a terminal and for the manual page alike.

Commands and options are described in Chinese where they are declared; each paragraph, and each name of a value, is
a message of its own (index/language.py). Of Click's own words none is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import click

from index.display_width import joined, width
from index.language import gettext, language, translated_message
from index.report import ORGANS

_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_SHORTEST_SUMMARY: Final = 12
"""Cells of a text that may stand for a command; shorter ones are its mere name."""
_PARAGRAPH: Final = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: an option or a command, and what it does."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Help:
    """What the help of a command says. path: the command with its program."""

    path: str
    usage: str
    paragraphs: tuple[str, ...]
    options: tuple[Row, ...]
    commands: tuple[Row, ...]


def help_of(command: click.Command, context: click.Context) -> Help:
    """The help of a command, of a group with its commands."""
    options = (_option_row(each, context) for each in command.get_params(context) if isinstance(each, click.Option))
    return Help(
        context.command_path,
        usage_of(command, context),
        tuple(translated_message(each) for each in paragraphs(command)),
        tuple(row for row in options if row),
        tuple(_commands(command, context)),
    )


def paragraphs(command: click.Command) -> list[str]:
    """The paragraphs of a command's description, each on one line, in Chinese."""
    return [joined(each) for each in _PARAGRAPH.split(command.help or "") if each.strip()]


def summary(command: click.Command) -> str:
    """What a command does: its first sentence, as far as that does not go into details."""
    sentence = re.split(r"。|\. |\.$|；|; ", translated_message(next(iter(paragraphs(command)), "")))[0]
    head = re.split(r"：|: ", sentence)[0]
    return head if width(head) > _SHORTEST_SUMMARY else sentence


def usage_of(command: click.Command, context: click.Context) -> str:
    """How a command is called."""
    words = [context.command_path, gettext("[选项]")]
    words += [metavar(each) for each in command.get_params(context) if isinstance(each, click.Argument)]
    if isinstance(command, click.Group):
        words.append(gettext("命令 [参数]..."))
    return " ".join(words)


def metavar(param: click.Parameter) -> str:
    """What stands for a value: of an argument in brackets where it may be left out."""
    if isinstance(param.type, click.Choice) and not param.metavar:
        name = "|".join(map(str, param.type.choices))
    else:
        name = value_name(param.metavar or param.type.name)
    if isinstance(param, click.Option):
        return name
    return (name if param.required else f"[{name}]") + ("..." if param.nargs != 1 else "")


def value_name(name: str) -> str:
    """A value's name: a word in the language of here and now, in capitals if that has them; a list as it is."""
    if not _HAN.search(name):
        return name
    # Organs are values, which are written in Chinese in every language.
    parts = name.split("|")
    if language() == "en" and any(each in ORGANS for each in parts):
        return name
    said = "|".join(translated_message(each) if _HAN.search(each) else each for each in parts)
    return said.upper().replace(" ", "-") if language() == "en" else said


def _option_row(option: click.Option, context: click.Context) -> Row | None:
    if option.hidden:
        return None
    is_help = option is context.command.get_help_option(context)
    text = gettext("显示这份说明，然后结束。") if is_help else translated_message(joined(option.help or ""))
    return Row(_names(option), text + _details(option, context))


def _names(option: click.Option) -> str:
    names = ", ".join(sorted(option.opts, key=lambda name: name.startswith("--")))
    if option.secondary_opts:
        names += " / " + ", ".join(option.secondary_opts)
    if option.is_flag:
        return names
    shown = metavar(option)
    # The value of an option like --csv may be left out.
    return f"{names} [{shown}]" if isinstance(option.flag_value, str) else f"{names} {shown}"


def _details(option: click.Option, context: click.Context) -> str:
    """The default, the range and the variable of an option, in brackets."""
    extra = option.get_help_extra(context)
    found = []
    if "default" in extra:
        default = f"{option.default:g}" if isinstance(option.default, float) else extra["default"]
        found.append(gettext("默认 %(value)s", value=default))
    if isinstance(option.type, (click.IntRange, click.FloatRange)) and (bounds := said_range(option.type)):
        found.append(bounds)
    if isinstance(option.envvar, str):
        found.append(gettext("变量 %(name)s", name=option.envvar))
    if "required" in extra:
        found.append(gettext("必须给出"))
    if not found:
        return ""
    return gettext("（%(details)s）", details=gettext("；").join(found))


def said_range(kind: click.IntRange | click.FloatRange) -> str:
    """A range of numbers in words; "" for one without an end."""
    least, most = (
        "" if each is None else str(each) if isinstance(each, int) else f"{each:g}" for each in (kind.min, kind.max)
    )
    if least and most:
        return gettext("%(least)s 到 %(most)s", least=least, most=most)
    return gettext("不小于 %(least)s", least=least) if least else ""


def _commands(command: click.Command, context: click.Context) -> Iterator[Row]:
    if not isinstance(command, click.Group):
        return
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        if found and not found.hidden:
            yield Row(name, summary(found))
