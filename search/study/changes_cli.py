"""The command changes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from index.cli import index_option
from index.commands import command
from index.facets import BODY
from index.given_number import WholeNumber
from index.given_text import TEXT
from index.language import gettext, ngettext
from index.location import Location
from index.names import one_line
from index.terminal import echo_json
from search import shell_words
from search.request import SearchRequest
from search.study.files import asked_list, carried_away, write_list

if TYPE_CHECKING:
    from search.result import Span
    from search.study.changed import ChangesResult, RewordedSentence, SaidSentence

_YEAR = WholeNumber(1000, 9999)


@command("changes")
@click.argument("body", type=TEXT, metavar="机构", shell_complete=shell_words.values_of(BODY))
@click.argument("year", type=_YEAR, metavar="年份")
@click.argument("other", type=_YEAR, required=False, metavar="另一年")
@index_option
@click.option("--exact-body", is_flag=True, help="机构只认所写的名称：不连同它的旧名和别的写法。")
@click.option("--limit", type=WholeNumber(), default=20, show_default=True, help="每一类最多列出多少句。")
@click.option("--offset", type=WholeNumber(), default=0, show_default=True, help="每一类跳过前面多少句。")
@carried_away
@click.pass_context
def changes_command(
    context: click.Context,
    /,
    body: str,
    year: int,
    other: int | None,
    location: Location,
    exact_body: bool,
    limit: int,
    offset: int,
    as_json: bool,
    **options: Any,
) -> None:
    """逐年比对：一个机构两年的报告里，哪些句子没有变，哪些换了说法，哪些是新的，哪些不再说。

    不写另一年时，与前一份有报告的年度比。繁简、全半角、大小写不同的算没有变。有变化时退出状态为 0，没有为 1。

    例：zhengsou changes 广安市广安区政协 2024

    例：zhengsou changes 广安市广安区政协 2024 2020 --xlsx 比对.xlsx
    """
    asked: dict[str, Any] = {"body": body, "year": year, "other": other, "exact_body": exact_body}
    if file := asked_list(context, options, as_json):
        from search.export.wordings import change_table

        context.exit(
            write_list(location, SearchRequest("", limit=limit, offset=offset), file, partial(change_table, **asked))
        )
    from search.engine.opening import open_searcher
    from search.study.changes import changes

    with open_searcher(location) as searcher:
        result = changes(searcher, **asked).page(limit, offset)
    if as_json:
        echo_json(result.to_dict())
    else:
        click.echo("\n".join(_lines(result)))
    counts = result.counts
    context.exit(0 if counts.reworded or counts.new or counts.gone else 1)


def _lines(result: ChangesResult) -> list[str]:
    counts = result.counts
    found = gettext(
        "%(body)s %(before)s → %(after)s：没有变的 %(kept)s，"
        "换了说法的 %(reworded)s 句，新的 %(new)s 句，不再说的 %(gone)s 句",
        body=result.body,
        before=result.before,
        after=result.after,
        kept=ngettext("%(num)s 句", "%(num)s 句", counts.kept),
        reworded=f"{counts.reworded:,}",
        new=f"{counts.new:,}",
        gone=f"{counts.gone:,}",
    )
    return [
        found,
        *_part(gettext("换了说法的"), [line for each in result.reworded for line in _pair(each)]),
        *_part(gettext("新的"), _said("+", result.new)),
        *_part(gettext("不再说的"), _said("-", result.gone)),
    ]


def _part(head: str, lines: Sequence[str]) -> list[str]:
    return ["", gettext("%(head)s：", head=head), *lines] if lines else []


def _pair(pair: RewordedSentence) -> list[str]:
    before, after = _marked(pair.before, pair.before_spans), _marked(pair.after, pair.after_spans)
    return [
        f"- {before}  {pair.before_report}#p{pair.before_paragraph}",
        f"+ {after}  {pair.report}#p{pair.paragraph}",
    ]


def _said(sign: str, sentences: Sequence[SaidSentence]) -> list[str]:
    return [f"{sign} {one_line(each.text)}  {each.report}#p{each.paragraph}" for each in sentences]


def _marked(text: str, spans: Sequence[Span]) -> str:
    """On one line, with what the other sentence has not in brackets."""
    parts, done = [], 0
    for start, end in spans:
        parts += [text[done:start], "【", text[start:end], "】"]
        done = end
    return one_line("".join([*parts, text[done:]]))
