"""The commands search and complete."""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from index.cli import index_option
from index.commands import command
from index.errors import ZhengsouError
from index.facets import BODY
from index.given_number import WholeNumber
from index.given_text import TEXT
from index.language import gettext, ngettext
from index.location import Location
from index.terminal import echo_json, say
from search import shell_words
from search.export.output import columns_option
from search.options import QUERY, beyond_end, deadline_for, filter_options, report_option, site_option
from search.request import SORTS, SearchRequest

if TYPE_CHECKING:
    from rich.text import Text

    from index.deadline import Deadline
    from search.engine.searcher import Searcher
    from search.export.columns import Language
    from search.query.synonyms import Synonyms
    from search.result import Hit, SearchResult
    from search.snippet import Piece

SNIPPET_WIDTH = 120
"""Characters of a paragraph that are shown on a terminal."""


@command("search")
@click.argument("query", type=QUERY, metavar="查询")
@index_option
@filter_options
@report_option
@click.option(
    "--sort",
    type=TEXT,
    default="relevance",
    show_default=True,
    metavar="|".join(SORTS),
    help="排序。",
    shell_complete=shell_words.sorts,
)
@click.option("--limit", type=WholeNumber(), default=10, show_default=True, help="最多列出多少段。")
@click.option("--offset", type=WholeNumber(), default=0, show_default=True, help="跳过前面多少段。")
@click.option("--fold", is_flag=True, help="说得一样的段落只列一次，--limit 和 --offset 数的是不同的文字。")
@click.option("--explain", is_flag=True, help="先说明查询是怎样理解的。")
@click.option("--explain-score", is_flag=True, help="说明每一段的得分由什么组成。")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 对象。")
@click.option("--csv", "as_csv", is_flag=True, help="输出 CSV，一段一行；列与 zhengsou export --csv 相同。")
@columns_option
@site_option
@click.pass_context
def search_command(
    context: click.Context,
    /,
    query: str,
    location: Location,
    fold: bool,
    explain: bool,
    as_json: bool,
    as_csv: bool,
    columns: Language | None,
    site: str,
    **options: Any,
) -> None:
    """查找段落。找到时退出状态为 0，没有找到或者只有放宽后的结果为 1，查询或选项有误为 2，没有可用的索引为 3。

    查询里空格表示同时含有，OR 表示任一，- 表示不含，引号表示原样；/句 /段 /篇 /10 表示同在一句、一段、一篇，或
    相距不过 10 字；整词:优化 只找自成一词的，/5词 表示相距不过 5 个词；范围:(政协 OR 委员) 只限定段落；
    还可以写 机构:广安 年份:2019..2023。

    例：zhengsou search '提案 办理 -重点' --year 2022..2024
    """
    if as_json and as_csv:
        raise click.UsageError(gettext("--json 与 --csv 只能用一个"))
    request = SearchRequest.parse(query, **options)
    # The segmenter reads its dictionary on one core while the rest is loaded on the other.
    threading.Thread(target=_load_segmenter, args=(location,), daemon=True).start()
    from search.engine.opening import open_searcher
    from search.near_reports import require_report
    from search.offers.near_bodies import absent_bodies, other_names
    from search.offers.on_terminal import body_missing, queries_instead

    deadline = deadline_for(request)
    with open_searcher(location) as searcher:
        require_report(searcher, request)
        result = _found(searcher, request, deadline, fold=fold)
        absent = () if as_json or as_csv else absent_bodies(lambda: searcher.lexicon, request)
        others = "" if as_json or as_csv else queries_instead(searcher, request, result, deadline)
        also = () if as_json or as_csv else other_names(lambda: searcher.lexicon, request)
    if as_json:
        echo_json(result.to_dict())
    elif as_csv:
        click.echo(_csv(result, site.rstrip("/"), columns or "en"), nl=False)
        _tell_of_relaxing(result)
        if rest := _rest(result):
            say(rest)
    else:
        if explain:
            click.echo(gettext("找的段落：%(understood)s", understood=result.understood))
        if explain and request.synonyms:
            click.echo(gettext("同义词：%(said)s", said=searcher.synonyms.said()))
        if also:
            click.echo(
                gettext("机构连同别的名称：%(names)s；加上 --exact-body 则不连同", names=gettext("、").join(also))
            )
        _print(result, searcher.synonyms if request.synonyms else None)
        if rest := _rest(result):
            click.echo(f"\n{rest}")
        for each in absent:
            click.echo(body_missing(each))
        if others:
            click.echo(others)
    context.exit(0 if result.total and not result.relaxed else 1)


def _found(searcher: Searcher, request: SearchRequest, deadline: Deadline, *, fold: bool) -> SearchResult:
    if not fold:
        return searcher.search(request, deadline)
    from search.study.reprints import folded

    return folded(searcher, request, deadline)


def _load_segmenter(location: Location) -> None:
    from index.analysis import Segmenter

    # The searcher reads the user dictionary too and reports its errors.
    with suppress(ZhengsouError):
        Segmenter.beside(location).words("提案")


def _csv(result: SearchResult, site: str, language: Language) -> str:
    from datetime import datetime

    from search.export.cells import csv_lines
    from search.export.columns import HITS
    from search.export.rows import hit_cells

    exported = datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
    cells = (
        hit_cells(hit, rank, site, result.query, exported) for rank, hit in enumerate(result.hits, result.offset + 1)
    )
    return "".join(csv_lines(HITS.head(language), (HITS.row(each, language) for each in cells), end="\n"))


def _tell_of_relaxing(result: SearchResult) -> None:
    """Says on standard error that the hits of a table are of a relaxed answer."""
    from search.query import why_relaxed

    if result.relaxed and result.hits:
        say(gettext("%(reason)s，这些只含有其中一些词", reason=why_relaxed(result.query)))


def _rest(result: SearchResult) -> str:
    """Which hits are listed, where some are not, or that none is so far behind; "" where all are."""
    listed = result.total if result.distinct is None else result.distinct
    if listed and result.offset >= listed:
        return beyond_end(ngettext("%(num)s 段", "%(num)s 段", listed), result.offset)
    if not 0 < len(result.hits) < listed:
        return ""
    first, last = result.offset + 1, result.offset + len(result.hits)
    shown = {"first": f"{first:,}", "last": f"{last:,}", "total": f"{listed:,}"}
    return gettext(
        "共 %(total)s 段，这里是第 %(first)s 至 %(last)s 段；全部请用 zhengsou export，或加 --limit", **shown
    )


def _print(result: SearchResult, synonyms: Synonyms | None) -> None:
    from search.query import why_relaxed
    from search.words_listed import lines_on_words

    if not result.total:
        click.echo(gettext("没有找到。可以减少词语、去掉引号，或换一种说法"))
        return
    lines = []
    if result.relaxed and result.sort == "relevance":
        lines.append(gettext("%(reason)s，以下按相近程度列出", reason=why_relaxed(result.query)))
    elif result.relaxed:
        lines.append(gettext("%(reason)s，以下是含有其中一些的段落", reason=why_relaxed(result.query)))
    took = f"{result.took_ms:.1f}"
    lines.append(
        ngettext(
            "在 %(num)s 份报告中找到 %(counts)s（%(took)s 毫秒）",
            "在 %(num)s 份报告中找到 %(counts)s（%(took)s 毫秒）",
            result.reports,
            counts=_counts(result),
            took=took,
        )
    )
    lines += lines_on_words(result, synonyms)
    if not sys.stdout.isatty():
        for hit in result.hits:
            lines += ["", _place(hit), _pieces(hit), *_score_lines(hit)]
        click.echo("\n".join(lines))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=False)
    for line in lines:
        console.print(Text(line, style="dim"))
    for hit in result.hits:
        console.print()
        console.print(Text(_place(hit), style="cyan"))
        console.print(_marked(hit))
        for line in _score_lines(hit):
            console.print(Text(line, style="dim"))


def _counts(result: SearchResult) -> str:
    from search.query import asks_text, parse

    counts = gettext(
        "%(paragraphs)s、%(occurrences)s",
        paragraphs=ngettext("%(num)s 段", "%(num)s 段", result.total),
        occurrences=ngettext("%(num)s 处", "%(num)s 处", result.occurrences),
    )
    if result.split_words or result.paragraphs_literal == result.total or not asks_text(parse(result.query)):
        return counts
    literal = result.paragraphs_literal if result.occurrences else 0
    if not literal:
        told = gettext("%(counts)s，没有一段原样含有", counts=counts)
    else:
        told = ngettext("%(counts)s，%(num)s 段原样含有", "%(counts)s，%(num)s 段原样含有", literal, counts=counts)
    if any(hit.word_highlights for hit in result.hits):
        return gettext("%(told)s，〔 〕里是分开的词", told=told)
    return told


def _place(hit: Hit) -> str:
    """Location of a hit: body, year, section, address."""
    year = gettext("%(year)s 年", year=hit.year) if hit.year else gettext("年份不详")
    number = gettext("第 %(number)s 段", number=hit.number)
    parts = [BODY.said(hit.body), year, hit.section or hit.title, number, f"{hit.report}#p{hit.paragraph}"]
    if hit.same:
        parts.append(ngettext("另有 %(num)s 段说得一样", "另有 %(num)s 段说得一样", hit.same.count))
    return " · ".join(" ".join(part.split()) for part in parts if part)


def _score_lines(hit: Hit) -> list[str]:
    """The score and its parts, if requested."""
    if not hit.score_parts:
        return []
    parts = gettext("，").join(f"{part.name} {part.value:.2f}" for part in hit.score_parts)
    return [gettext("得分 %(score)s：%(parts)s", score=f"{hit.score:.2f}", parts=parts)]


def _pieces(hit: Hit) -> str:
    from search.snippet import snippet

    shown = snippet(hit.text, hit.highlights, SNIPPET_WIDTH, hit.word_highlights)
    text = "".join(map(_bracketed, shown.pieces))
    return f"{'…' if shown.leading else ''}{text}{'…' if shown.trailing else ''}"


def _bracketed(piece: Piece) -> str:
    if not piece.marked:
        return piece.text
    return f"〔{piece.text}〕" if piece.word else f"【{piece.text}】"


def _marked(hit: Hit) -> Text:
    from rich.text import Text

    from search.snippet import snippet

    shown = snippet(hit.text, hit.highlights, SNIPPET_WIDTH, hit.word_highlights)
    text = Text("…" if shown.leading else "")
    for piece in shown.pieces:
        text.append(piece.text, style=("underline" if piece.word else "bold yellow") if piece.marked else None)
    return text.append("…" if shown.trailing else "")


@command("complete")
@click.argument("prefix", type=QUERY, metavar="查询")
@index_option
@click.option("--limit", type=WholeNumber(min=1), default=10, show_default=True, metavar="N", help="最多列出多少个。")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 对象。")
@click.pass_context
def complete_command(context: click.Context, prefix: str, location: Location, limit: int, as_json: bool) -> None:
    """补全查询的最后一个词，可以打汉字或拼音。有可补的时退出状态为 0，没有为 1，没有可用的索引为 3。

    列出的是索引里的词、机构和报告标题，各有多少段。

    例：zhengsou complete tian
    """
    from search.engine.opening import open_searcher
    from search.offers.completion import Completer, Completions

    with open_searcher(location) as searcher:
        found = Completer(searcher).complete(prefix, limit)
    if as_json:
        echo_json(Completions(prefix, found).to_dict())
    else:
        names = {"word": gettext("词"), "body": gettext("机构"), "title": gettext("标题")}
        for each in found:
            click.echo(f"{each.text}\t{names[each.kind]}\t{each.count}")
    context.exit(0 if found else 1)
