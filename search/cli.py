"""The commands search and complete."""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from index.cli import index_option
from index.errors import ZhengsouError
from index.facets import BODY
from index.location import Location
from index.terminal import echo_json, say
from search.export.output import columns_option
from search.options import TEXT, deadline_for, filter_options, report_option, site_option
from search.request import SORTS, SearchRequest

if TYPE_CHECKING:
    from rich.text import Text

    from index.deadline import Deadline
    from search.engine.searcher import Searcher
    from search.export.columns import Language
    from search.result import Hit, SearchResult
    from search.snippet import Piece

SNIPPET_WIDTH = 120
"""Characters of a paragraph that are shown on a terminal."""


@click.command("search")
@click.argument("query", type=TEXT)
@index_option
@filter_options
@report_option
@click.option("--sort", default="relevance", show_default=True, metavar="|".join(SORTS), help="排序。")
@click.option("--limit", type=int, default=10, show_default=True, help="最多列出多少段。")
@click.option("--offset", type=int, default=0, show_default=True, help="跳过前面多少段。")
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
    explain: bool,
    as_json: bool,
    as_csv: bool,
    columns: Language | None,
    site: str,
    **options: Any,
) -> None:
    """查找段落。找到时退出状态为 0，没有找到或者只有放宽后的结果为 1，查询或选项有误为 2，没有可用的索引为 3。

    QUERY 里空格表示同时含有，OR 表示任一，- 表示不含，引号表示原样；/句 /段 /篇 /10 表示同在一句、一段、一篇，或
    相距不过 10 字；还可以写 机构:广安 年份:2019..2023。

    例：zhengsou search '提案 办理 -重点' --year 2022..2024
    """
    if as_json and as_csv:
        raise click.UsageError("--json 与 --csv 只能用一个")
    request = SearchRequest.parse(query, **options)
    # The segmenter reads its dictionary on one core while the rest is loaded on the other.
    threading.Thread(target=_load_segmenter, args=(location,), daemon=True).start()
    from search.engine.opening import open_searcher
    from search.library import other_names

    deadline = deadline_for(request)
    with open_searcher(location) as searcher:
        result = searcher.search(request, deadline)
        others = "" if as_json or as_csv else _others(searcher, request, result, deadline)
        also = () if as_json or as_csv or not request.chosen(BODY) else other_names(searcher.reports(), request)
    if as_json:
        echo_json(result.to_dict())
    elif as_csv:
        click.echo(_csv(result, site.rstrip("/"), columns or "en"), nl=False)
        _tell_of_more(result)
    else:
        if explain:
            click.echo(f"找的段落：{result.understood}")
        if also:
            click.echo(f"机构连同别的名称：{'、'.join(also)}；加上 --exact-body 则不连同")
        _print(result)
        if others:
            click.echo(others)
    context.exit(0 if result.total and not result.relaxed else 1)


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


def _tell_of_more(result: SearchResult) -> None:
    """Says on standard error which hits the table does not have, and that they are of a relaxed answer."""
    from search.query import why_relaxed

    if result.relaxed and result.hits:
        say(f"{why_relaxed(result.query)}，这些只含有其中一些词")
    if 0 < len(result.hits) < result.total:
        first, last = result.offset + 1, result.offset + len(result.hits)
        say(f"共 {result.total:,} 段，这里是第 {first:,} 至 {last:,} 段；全部请用 zhengsou export，或加 --limit")


def _others(searcher: Searcher, request: SearchRequest, result: SearchResult, deadline: Deadline) -> str:
    """One line on what else to try, when nothing or little was found."""
    from search.offers.suggestion import suggest

    suggestions = suggest(searcher, request, result, deadline)
    offered = [f"{each.request.query}（{each.label}，{each.total} 段）" for each in suggestions]
    return "也可以试试：" + "、".join(" ".join(each.split()) for each in offered) if offered else ""


def _print(result: SearchResult) -> None:
    from search.query import why_relaxed

    if not result.total:
        click.echo("没有找到。可以减少词语、去掉引号，或换一种说法")
        return
    found = f"在 {result.reports} 份报告中找到 {_counts(result)}（{result.took_ms:.1f} 毫秒）"
    order = "以下按相近程度列出" if result.sort == "relevance" else "以下是含有其中一些的段落"
    lines = [f"{why_relaxed(result.query)}，{order}"] if result.relaxed else []
    lines.append(found)
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

    counts = f"{result.total} 段、{result.occurrences} 处"
    if result.split_words or result.paragraphs_literal == result.total or not asks_text(parse(result.query)):
        return counts
    literal = f"{result.paragraphs_literal} 段" if result.occurrences else "没有一段"
    apart = "，〔 〕里是分开的词" if any(hit.word_highlights for hit in result.hits) else ""
    return f"{counts}，{literal}原样含有{apart}"


def _place(hit: Hit) -> str:
    """Location of a hit: body, year, section, address."""
    year = f"{hit.year} 年" if hit.year else "年份不详"
    parts = [hit.body, year, hit.section or hit.title, f"第 {hit.number} 段", f"{hit.report}#p{hit.paragraph}"]
    return " · ".join(" ".join(part.split()) for part in parts if part)


def _score_lines(hit: Hit) -> list[str]:
    """The score and its parts, if requested."""
    if not hit.score_parts:
        return []
    return [f"得分 {hit.score:.2f}：" + "，".join(f"{part.name} {part.value:.2f}" for part in hit.score_parts)]


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


@click.command("complete")
@click.argument("prefix", type=TEXT)
@index_option
@click.option(
    "--limit", type=click.IntRange(min=1), default=10, show_default=True, metavar="N", help="最多列出多少个。"
)
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
        names = {"word": "词", "body": "机构", "title": "标题"}
        for each in found:
            click.echo(f"{each.text}\t{names[each.kind]}\t{each.count}")
    context.exit(0 if found else 1)
