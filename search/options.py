"""What the commands of the search side share: the options that narrow a search, and columns on a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeVar

import click

from index.facets import FACETS

Side = Literal["left", "right"]
Command = TypeVar("Command", bound=Callable[..., Any])

_FILTERS = (
    *(click.option(f"--{each.name}", multiple=True, metavar=each.metavar, help=each.help) for each in FACETS),
    click.option("--exact-script", is_flag=True, help="区分繁简：只找与查询同一种字形的。"),
    click.option("--synonyms", is_flag=True, help="也找同义词（见 synonyms.txt）。"),
)

report_option = click.option("--report", metavar="ID", help="只在这份报告里找。")


def filter_options(command: Command) -> Command:
    """Gives a command the options that narrow a search, named as SearchRequest.parse names them."""
    for option in reversed(_FILTERS):
        command = option(command)
    return command


def in_columns(rows: Sequence[Sequence[str]], sides: Sequence[Side]) -> list[str]:
    """The rows as lines whose columns stand below one another where Han characters are two cells wide."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = []
        for cell, width, side in zip(row, widths, sides, strict=True):
            room = " " * (width - _width(cell))
            cells.append(room + cell if side == "right" else cell + room)
        lines.append(" ".join(cells).rstrip())
    return lines


def _width(text: str) -> int:
    """How many cells a text takes on a terminal."""
    return sum(_cells(char) for char in text)


def _cells(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
