"""The command history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from index.cli import index_option
from index.commands import command
from index.deadline import UNLIMITED
from index.facets import BODY, YEAR
from index.given_number import WholeNumber
from index.language import N_, gettext, ngettext, translated_message
from index.location import Location
from index.terminal import echo_json
from search.options import QUERY, Side, filter_options, in_columns, report_option
from search.request import SearchRequest
from search.study.files import asked_list, carried_away, write_list

if TYPE_CHECKING:
    from search.study.history import FirstSaid, HistoryTerm, HistoryYear

_COLUMNS = (
    YEAR.label, N_("处数"), N_("每万字"), N_("段落"), N_("报告"), N_("机构数"), N_("新增机构"), N_("累计机构"),
    N_("累计报告"), N_("全部报告"), N_("全部机构"),
)  # fmt: skip


@command("history")
@click.argument("queries", nargs=-1, required=True, type=QUERY, metavar="查询")
@index_option
@filter_options
@report_option
@click.option("--limit", type=WholeNumber(), default=10, show_default=True, help="最多列出多少个先说的机构。")
@click.option("--offset", type=WholeNumber(), default=0, show_default=True, help="跳过前面多少个机构。")
@carried_away
@click.pass_context
def history_command(
    context: click.Context, /, queries: tuple[str, ...], location: Location, as_json: bool, **options: Any
) -> None:
    """来历：一句话谁先说的，各年有多少处、多少机构在说，后来怎样。都没有说过时退出状态为 1。

    一句话按原样找，不分开；每年的数与加上引号和该年的 zhengsou search 相同。没有报告的年份不算没有说；
    年份不详的报告另列。

    渐多、渐少：每万字处数与年份的肯德尔 τ（Hilpert & Gries 2009），p 小于 0.05 才说。不再说：说过的机构
    照以前的份额，此后至少该有 3 份报告说到（三的法则，Hanley & Lippman-Hand 1983）。

    例：zhengsou history 全过程人民民主

    例：zhengsou history 协商民主 有事来协商 --organ cppcc --json
    """
    file = asked_list(context, options, as_json)
    request = SearchRequest.parse("", **options)
    if file:
        from search.export.histories import history_table

        context.exit(write_list(location, request, file, lambda opened, *given: history_table(opened, queries, *given)))
    from search.engine.opening import open_searcher
    from search.near_reports import require_report
    from search.offers.empty_answers import with_offers
    from search.offers.instead import asks_no_words
    from search.offers.on_terminal import said_of_each
    from search.study.history import history

    with open_searcher(location) as searcher:
        require_report(searcher, request)
        result = history(searcher, queries, request, UNLIMITED)
        result = with_offers(searcher, result, request) if as_json else result
        missing = [each.term for each in result.terms if not each.occurrences]
        unsaid = [] if as_json else [each for each in missing if not asks_no_words(each)]
        instead = said_of_each(searcher, request, unsaid) if unsaid else []
    if as_json:
        echo_json(result.to_dict())
    else:
        parts = ["\n".join(_told(each)) for each in result.terms]
        click.echo("\n".join(["\n\n".join(parts), *instead]))
    context.exit(1 if len(missing) == len(result.terms) else 0)


def _told(term: HistoryTerm) -> list[str]:
    from search.offers.instead import asks_no_words, no_words_asked

    if not term.occurrences:
        if asks_no_words(term.term):
            return [gettext("%(term)s：%(said)s", term=term.term, said=no_words_asked())]
        return [gettext("%(term)s：没有说过", term=term.term)]
    head = gettext(
        "%(term)s：%(reports)s、%(bodies)s说过，共 %(occurrences)s",
        term=term.term,
        reports=ngettext("%(num)s 份报告", "%(num)s 份报告", term.reports),
        bodies=ngettext("%(num)s 个机构", "%(num)s 个机构", term.bodies),
        occurrences=ngettext("%(num)s 处", "%(num)s 处", term.occurrences),
    )
    first = []
    if term.first:
        first = [gettext("最早：%(place)s", place=term.first_at(_place(term.first))), f"  {_shown(term.first)}"]
    spread = [gettext("各机构第一次说："), *(f"  {_place(each)}" for each in term.spread)] if term.spread else []
    return [head, *first, *term.became(), *_table(term), *spread]


def _shown(said: FirstSaid) -> str:
    from search.snippet import snippet

    shown = snippet(said.text, said.highlights)
    text = "".join(f"【{piece.text}】" if piece.marked else piece.text for piece in shown.pieces)
    return f"{'…' * shown.leading}{' '.join(text.split())}{'…' * shown.trailing}"


def _place(said: FirstSaid) -> str:
    number = gettext("第 %(number)s 段", number=said.number)
    return f"{said.year} {BODY.said(said.body)} {number} {said.report}#p{said.paragraph}"


def _table(term: HistoryTerm) -> list[str]:
    """From the first year that says it; years without reports have no numbers, and are no years of silence."""
    start = next((at for at, each in enumerate(term.years) if each.occurrences), len(term.years))
    rows = [tuple(translated_message(each).capitalize() for each in _COLUMNS)]
    next_year: int | None = None
    for own in term.years[start:]:
        assert own.year is not None
        if next_year is not None and next_year < own.year:
            gap = str(next_year) if next_year == own.year - 1 else f"{next_year}..{own.year - 1}"
            rows.append((gap, *[""] * (len(_COLUMNS) - 1)))
        rows.append(_row(own))
        next_year = own.year + 1
    rows += [_row(term.unknown)] if term.unknown else []
    numbers: list[Side] = ["right" for _ in _COLUMNS[1:]]
    return [*_before(term.years[:start]), *in_columns(rows, ["left", *numbers])]


def _before(years: Sequence[HistoryYear]) -> list[str]:
    """What is said of the years before the first that says it."""
    if not years:
        return []
    return [
        gettext(
            "此前 %(first)s 到 %(last)s 年的 %(reports)s没有说过",
            first=years[0].year,
            last=years[-1].year,
            reports=ngettext("%(num)s 份报告", "%(num)s 份报告", sum(each.all_reports for each in years)),
        )
    ]


def _row(year: HistoryYear) -> tuple[str, ...]:
    said = (year.paragraphs, year.reports, year.bodies, year.new_bodies, year.cumulative_bodies)
    numbers = (
        "" if each is None else str(each)
        for each in (*said, year.cumulative_reports, year.all_reports, year.all_bodies)
    )
    return (YEAR.said(year.year), str(year.occurrences), f"{year.per_10k:.2f}", *numbers)
