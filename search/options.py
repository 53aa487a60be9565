"""What the commands of the search side share: the options that narrow a search, and columns on a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final, Literal, TypeVar

import click

from index.deadline import UNLIMITED, Deadline
from index.display_width import width as cells_of
from index.errors import RequestError
from index.facets import FACETS
from index.given_setting import setting
from index.given_text import TEXT, TextType
from index.language import gettext
from index.names import one_line
from search import shell_words
from search.request import SearchRequest

Side = Literal["left", "right"]
Command = TypeVar("Command", bound=Callable[..., Any])


class QueryType(TextType):
    """A query, which has something to look for."""

    name = "query"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Raises RequestError for an empty one, most often a shell variable without a value; as TextType, too."""
        if not value.strip():
            raise RequestError(gettext("查询是空的"), next_step=gettext("请写出要找的词；用了变量的，请检查它有没有值"))
        return super().convert(value, param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> shell_words.Items:  # noqa: ARG002
        """Queries whose last word is completed."""
        return shell_words.queries(ctx, incomplete)


QUERY: Final = QueryType()
LONGEST_PAGE: Final = 200
"""Hits, or lines, that are a page; more are a list."""

_FACETS = (
    *(
        click.option(
            f"--{each.name}",
            type=TEXT,
            multiple=True,
            metavar=each.metavar,
            help=each.help,
            shell_complete=shell_words.values_of(each),
        )
        for each in FACETS
    ),
    click.option("--exact-body", is_flag=True, help="机构只认所写的名称：不连同它的旧名和别的写法。"),
)
_FILTERS = (
    *_FACETS,
    click.option("--exact-script", is_flag=True, help="区分繁简：只找与查询同一种字形的。"),
    click.option("--synonyms", is_flag=True, help="也找同义词：自带的词表里的，和 synonyms.txt 里的。"),
    click.option(
        "--split-words",
        is_flag=True,
        help="没有引号的一串字，在没有原样出现的段落里，分开的词也计入处数（默认只计原样的）。",
    ),
)

SITE_VARIABLE: Final = "ZHENGSOU_SITE"

_ADDRESS: Final = re.compile(r"[^\s\x00-\x20\x7f?#\\<>\"'`{}|^@]+")
"""Nothing that ends an address in a text, and no name and password (RFC 3986)."""


def checked_site(site: str) -> str:
    """What addresses of a site begin with: an address of http or https, without query and fragment.

    Raises RequestError for anything else.
    """
    # Not at the start of every search.
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(site)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or not _ADDRESS.fullmatch(site):
        raise RequestError(
            gettext("网站的地址不对：%(site)s", site=one_line(site)[:80]),
            next_step=gettext("请写成 https://zhengsou.example.org 这样，可以带路径"),
        )
    return site


site_option = setting(
    SITE_VARIABLE,
    "--site",
    type=TEXT,
    callback=lambda _context, _option, value: checked_site(value),
    default="http://127.0.0.1:8000",
    show_default=True,
    metavar="网址",
    help="链接以什么开头。",
)
report_option = click.option(
    "--report", type=TEXT, metavar="编号", help="只在这份报告里找。", shell_complete=shell_words.reports
)


def filter_options(command: Command) -> Command:
    """Gives a command the options that narrow a search, named as SearchRequest.parse names them."""
    for option in reversed(_FILTERS):
        command = option(command)
    return command


def facet_options(command: Command) -> Command:
    """As `filter_options`, without those that say how the words of a query are read."""
    for option in reversed(_FACETS):
        command = option(command)
    return command


def deadline_for(request: SearchRequest) -> Deadline:
    """A request's at a terminal; a list that is longer than a page takes as long as it takes, and Ctrl-C ends it."""
    return Deadline() if request.limit <= LONGEST_PAGE else UNLIMITED


def beyond_end(found: str, offset: int) -> str:
    """Said of a list that begins behind its end; found: how much there is, in words."""
    return gettext(
        "只有 %(found)s，--offset %(offset)s 跳过了全部；请用小一些的 --offset", found=found, offset=f"{offset:,}"
    )


def in_columns(rows: Sequence[Sequence[str]], sides: Sequence[Side]) -> list[str]:
    """The rows as lines whose columns stand below one another where Han characters are two cells wide."""
    widths = [max(map(cells_of, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = []
        for cell, width, side in zip(row, widths, sides, strict=True):
            room = " " * (width - cells_of(cell))
            cells.append(room + cell if side == "right" else cell + room)
        lines.append(" ".join(cells).rstrip())
    return lines
