"""The commands keyness and new."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import click

from index.cli import index_option
from index.commands import command
from index.deadline import UNLIMITED
from index.given_number import OneOf
from index.given_text import TEXT
from index.language import N_, gettext, ngettext
from index.location import Location
from index.terminal import echo_json
from search.options import QUERY, filter_options
from search.request import SearchRequest
from search.study.files import asked_list, write_list
from search.study.key_lines import term_lines
from search.study.keyness import DIRECTIONS, KEYNESS_SORTS, KeynessResult, keyness
from search.study.loose import told_loose
from search.study.new import NOVELTY_LABELS, NewResult, new
from search.study.word_options import least_option, list_options, none_listed, part_option, run_options, taken_out

_REST: Final = N_("其余的")


def _target(given: str | None, named: str | None) -> str:
    """The target, which may be an argument or an option."""
    if (given is None) == (named is None):
        raise click.UsageError(gettext("请写一个目标范围，如 zhengsou keyness 年份:2024 --against 年份:2019..2023"))
    return given or named or ""


def _reference(query: str | None, options: dict[str, Any]) -> SearchRequest | None:
    return None if query is None else SearchRequest.parse(query, **options)


@command("keyness")
@click.argument("target", required=False, type=QUERY, metavar="目标")
@click.option("--target", "named", type=QUERY, metavar="查询", help="目标范围，也可以直接写。")
@click.option("--against", type=TEXT, metavar="查询", help="参照范围；默认是目标以外的全部，写成空的就是全部。")
@index_option
@filter_options
@run_options
@part_option
@click.option("--sort", type=OneOf(KEYNESS_SORTS), default=KEYNESS_SORTS[0], show_default=True, help="按哪个数排列。")
@click.option(
    "--direction",
    type=OneOf(DIRECTIONS),
    default=DIRECTIONS[0],
    show_default=True,
    help="目标说得多的、少的，还是都列。",
)
@least_option(1)
@list_options
@click.pass_context
def keyness_command(
    context: click.Context,
    /,
    target: str | None,
    named: str | None,
    against: str | None,
    location: Location,
    as_json: bool,
    n: int,
    terms: bool,
    part: str,
    sort: Any,
    direction: Any,
    least: int,
    **options: Any,
) -> None:
    """关键词：一个范围比另一个范围多说了、少说了哪些词。没有词时退出状态为 1。

    G² 是对数似然比（Dunning 1993，四格都算），对数比是频率之比的二进对数（Hardie 2014）：+1 是多一倍，-1 是少一半；
    次数为 0 的按 0.5 算。p 已按比较的词数校正（Bonferroni）。

    例：zhengsou keyness 年份:2024 --against 年份:2019..2023

    例：zhengsou keyness 机关:政协 --against 机关:政府 --terms --direction more
    """
    out, file = taken_out(options), asked_list(context, options, as_json)
    request = SearchRequest.parse(_target(target, named), **options)
    reference = _reference(against, options)
    chosen: dict[str, Any] = {"reference": reference, "n": n, "part": part, "sort": sort, "direction": direction}
    chosen |= {"left_out": out, "terms": terms, "least": least}
    if file:
        from search.export.studies import keyness_table

        context.exit(write_list(location, request, file, partial(keyness_table, **chosen)))
    from search.engine.opening import open_searcher
    from search.offers.empty_answers import with_offers

    with open_searcher(location) as searcher:
        result = with_offers(searcher, keyness(searcher, request, deadline=UNLIMITED, **chosen), request, chosen)
    told_loose(result.loose)
    if as_json:
        echo_json(result.to_dict())
    else:
        click.echo("\n".join(_keyness_lines(result, rest=reference is None)))
    context.exit(0 if result.total else 1)


def _keyness_lines(result: KeynessResult, *, rest: bool) -> list[str]:
    lines = [
        result.target.said(gettext("目标")),
        result.reference.said(gettext("参照"), gettext(_REST) if rest else ""),
        *_overlap(result.overlap),
    ]
    if result.instead:
        return [*lines, result.instead.message]
    if not result.terms:
        return [*lines, none_listed(result.total, result.offset)]
    return [*lines, *term_lines(result.terms, gettext("目标"), gettext("参照"))]


def _overlap(paragraphs: int) -> list[str]:
    if not paragraphs:
        return []
    said = ngettext("%(num)s 段", "%(num)s 段", paragraphs)
    return [gettext("两个范围里都有的 %(paragraphs)s，两边都算", paragraphs=said)]


@command("new")
@click.argument("target", type=QUERY, metavar="目标")
@click.option("--since", type=TEXT, metavar="查询", help="以前的范围；默认是目标以外的全部。")
@index_option
@filter_options
@least_option(2)
@list_options
@click.pass_context
def new_command(
    context: click.Context,
    /,
    target: str,
    since: str | None,
    location: Location,
    as_json: bool,
    least: int,
    **options: Any,
) -> None:
    """新提法：以前没有说过的、多说了的、少说了的、不再说的词和词组。四类都没有时退出状态为 1。

    词组是由计数看出来的固定说法（C 值，Frantzi 等 2000；前后都能接不同的词，Feng 等 2004）。没有说过的和不再说的，
    在越多报告里的越靠前；多说了、少说了的至少差一倍，而且不像是偶然（G² 校正后的 p 小于 0.05）。

    例：zhengsou new 年份:2024 --since 年份:2019..2023
    """
    out, file = taken_out(options), asked_list(context, options, as_json)
    request = SearchRequest.parse(target, **options)
    reference = _reference(since, options)
    chosen: dict[str, Any] = {"since": reference, "left_out": out, "least": least}
    if file:
        from search.export.studies import new_table

        context.exit(write_list(location, request, file, partial(new_table, **chosen)))
    from search.engine.opening import open_searcher
    from search.offers.empty_answers import with_offers

    with open_searcher(location) as searcher:
        result = with_offers(searcher, new(searcher, request, deadline=UNLIMITED, **chosen), request, chosen)
    told_loose(result.loose)
    if as_json:
        echo_json(result.to_dict())
    else:
        click.echo("\n".join(_new_lines(result, rest=reference is None)))
    context.exit(0 if any(result.totals.to_dict().values()) else 1)


def _new_lines(result: NewResult, *, rest: bool) -> list[str]:
    lines = [
        result.target.said(gettext("现在")),
        result.reference.said(gettext("以前"), gettext(_REST) if rest else ""),
        *_overlap(result.overlap),
    ]
    if result.instead:
        return [*lines, result.instead.message]
    lines += filter(None, (result.said_least, result.said_most))
    for name, label in NOVELTY_LABELS.items():
        terms = getattr(result, name)
        lines += ["", gettext("%(label)s：%(total)s", label=gettext(label), total=result.said_total(name))]
        lines += term_lines(terms, gettext("现在"), gettext("以前")) if terms else []
    return lines
