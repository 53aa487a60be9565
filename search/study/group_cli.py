"""What the command kwic asks and says of groups and samples of lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from index.given_number import WholeNumber
from index.given_text import TEXT
from index.language import gettext, ngettext
from search import shell_words
from search.options import Command, Side, beyond_end, in_columns
from search.study.line_choice import GROUPS, MAX_SEED, MOST_SAMPLED, LineChoice

if TYPE_CHECKING:
    from search.study.kwic import KwicResult

_NAMES = ("sample", "seed", "group")


def lines_chosen(command: Command) -> Command:
    """Gives a command the options of a LineChoice."""
    for option in (
        click.option(
            "--group",
            type=TEXT,
            metavar="L1|R1|…|R1:词",
            shell_complete=lambda _context, _option, incomplete: shell_words.beginning(incomplete, list(GROUPS)),
            help="按左边或右边的一到三个词归组，--limit 数组；写成 R1:的 时只列这一组的各处，几个词用空格隔开。"
            "标点也算词。",
        ),
        click.option(
            "--seed", type=WholeNumber(0, MAX_SEED), default=0, show_default=True, metavar="整数", help="抽样的种子。"
        ),
        click.option(
            "--sample",
            type=WholeNumber(1, MOST_SAMPLED),
            metavar="处数",
            help="随机抽出多少处；同一代索引，同一种子，抽出的相同。",
        ),
    ):
        command = option(command)
    return command


def chosen_of(options: dict[str, Any]) -> LineChoice:
    """The choice that the options make, which are taken out of them; raises RequestError."""
    sample, seed, group = map(options.pop, _NAMES)
    return LineChoice.parse(sample or 0, seed, group or "")


def chosen_words(result: KwicResult) -> list[str]:
    """What is said of a choice, if there is one."""
    said = []
    if result.sample:
        said.append(
            gettext(
                "随机抽出 %(sample)s（种子 %(seed)s）",
                sample=ngettext("%(num)s 处", "%(num)s 处", min(result.sample, result.total)),
                seed=result.seed,
            )
        )
    if result.in_group is not None:
        said.append(
            gettext(
                "%(group)s 是“%(words)s”的 %(lines)s",
                group=result.group,
                words=result.in_group,
                lines=ngettext("%(num)s 处", "%(num)s 处", result.listed),
            )
        )
    return said


def group_lines(result: KwicResult) -> list[str]:
    """The groups as a table; a group whose words are not there, since the paragraph ends, has none."""
    count = result.group_count or 0
    groups = ngettext("%(num)s 组", "%(num)s 组", count)
    if not result.groups:
        return [beyond_end(groups, result.offset)] if result.offset >= count else []
    head = (result.group, gettext("处数").capitalize(), gettext("段落").capitalize(), gettext("报告").capitalize())
    rows = [(each.text, str(each.occurrences), str(each.paragraphs), str(each.reports)) for each in result.groups]
    sides: list[Side] = ["left", "right", "right", "right"]
    return [groups, *in_columns([head, *rows], sides)]
