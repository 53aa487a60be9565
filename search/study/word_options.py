"""Options of the commands that count words: which words are counted, and the page of the list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

import click

from index.given_number import OneOf, WholeNumber
from index.given_text import TEXT
from index.language import gettext, ngettext, translated_message
from search.options import Command, beyond_end
from search.study.files import carried_away
from search.study.grams import MOST_WORDS
from search.study.token_kinds import LEFT_OUT, TOKEN_KINDS, TokenKind


def list_options(command: Command) -> Command:
    """Gives a command the options of words that are left out or let in, and of the page of a list."""
    kind = OneOf(TOKEN_KINDS)
    kinds = "|".join(TOKEN_KINDS)
    command = carried_away(command)
    for option in (
        click.option("--offset", type=WholeNumber(min=0), default=0, show_default=True, help="跳过前面多少个词。"),
        click.option("--limit", type=WholeNumber(min=0), default=20, show_default=True, help="最多列出多少个词。"),
        click.option("--without", "out", type=kind, multiple=True, metavar=kinds, help="不列这类词；places 是地名。"),
        click.option(
            "--with",
            "let_in",
            type=kind,
            multiple=True,
            metavar=kinds,
            help="也列这类词。停用词（stopwords）、数字（figures）、标点（punctuation）默认不列。",
        ),
    ):
        command = option(command)
    return command


def part_option(command: Command) -> Command:
    """Gives a command the option part."""
    return click.option(
        "--part", type=TEXT, default="", metavar="字", help="只列含这些字的词；新… 是开头，…新 是结尾。"
    )(command)


def run_options(command: Command) -> Command:
    """Gives a command the options n and terms."""
    command = click.option(
        "--terms", is_flag=True, help="列词组：由计数看出来的固定说法（C 值，Frantzi 等 2000），不必先有词典。"
    )(command)
    return click.option(
        "--n", type=WholeNumber(min=1, max=MOST_WORDS), default=1, show_default=True, help="连着的几个词算一个。"
    )(command)


def least_option(default: int) -> Callable[[Command], Command]:
    """The option least, for a command."""
    return click.option(
        "--least", type=WholeNumber(min=1), default=default, show_default=True, help="至少出现几次才比较。"
    )


def taken_out(options: dict[str, Any]) -> frozenset[TokenKind]:
    """The kinds of words that are left out, by the options with and without, which are taken out of `options`."""
    return kinds_left_out(options.pop("let_in"), options.pop("out"))


def kinds_left_out(let_in: Iterable[str], out: Iterable[str]) -> frozenset[TokenKind]:
    """The kinds that are left out where some are let in, and others left out, too; all are of TOKEN_KINDS."""
    return LEFT_OUT - cast(frozenset[TokenKind], frozenset(let_in)) | cast(frozenset[TokenKind], frozenset(out))


def said_head(name: str) -> str:
    """The head of a column: words in the language of here and now, and signs of measures as they are."""
    said = translated_message(name)
    return name if said == name else said.capitalize()


def none_listed(total: int, offset: int) -> str:
    """Said of a page without terms where there are `total`: it begins behind their end, or none were asked for."""
    found = ngettext("%(num)s 种", "%(num)s 种", total)
    return beyond_end(found, offset) if offset >= total else gettext("合要求的 %(total)s", total=found)
