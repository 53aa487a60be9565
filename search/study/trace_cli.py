"""The command trace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from index.cli import index_option
from index.commands import command
from index.errors import RequestError
from index.facets import BODY
from index.given_number import WholeNumber
from index.given_path import require_current_folder
from index.given_text import TEXT
from index.language import gettext, ngettext
from index.location import Location
from index.names import one_line
from index.standard_input import STANDARD_INPUT, read_standard_input
from index.terminal import echo_json
from search import shell_words
from search.options import beyond_end, deadline_for, facet_options
from search.request import SearchRequest
from search.study.files import asked_list, carried_away, write_list

if TYPE_CHECKING:
    from index.deadline import Deadline
    from search.engine.searcher import Searcher
    from search.export.notes import Origin
    from search.export.rows import Table
    from search.study.sources import Source
    from search.study.traced import Formula, TracedParagraph, TracedPlace, TracedRun, TraceResult

_SHOWN: Final = 60
"""Characters of a run that are shown on a terminal."""
_FORMULAS: Final = 10
_PARAGRAPHS: Final = 10
"""Formulas, and paragraphs with the nearest one, that are shown on a terminal."""
_ALIKE: Final = 0.3
"""Share of a paragraph that another one must have, to be shown as near."""


@command("trace")
@click.argument("draft", type=TEXT, metavar="文件|编号", shell_complete=shell_words.files)
@index_option
@facet_options
@click.option(
    "--least", type=WholeNumber(), default=8, show_default=True, metavar="字数", help="至少连续几个字相同；标点不计。"
)
@click.option("--other-bodies", is_flag=True, help="不与同一机构别的报告比。")
@click.option(
    "--nearest", type=WholeNumber(), default=3, show_default=True, metavar="段数", help="每段给出最相近的几段。"
)
@click.option("--limit", type=WholeNumber(), default=20, show_default=True, help="最多列出多少处；别的不受影响。")
@click.option("--offset", type=WholeNumber(), default=0, show_default=True, help="跳过前面多少处。")
@carried_away
@click.pass_context
def trace_command(
    context: click.Context,
    /,
    draft: str,
    location: Location,
    least: int,
    other_bodies: bool,
    nearest: int,
    as_json: bool,
    **options: Any,
) -> None:
    """溯源：一份底稿的说法，哪些在库里的报告里原样有过：最早在哪里，有几次，谁的报告里。

    底稿可以是文件，也可以是库里一份报告的编号；有这个文件时当作文件。写成 - 时，读标准输入的文字，一行一段。繁简、
    全半角、大小写和空白不论，标点要相同。库里的报告请写编号，它不与自己比。只用于本机的索引。有相同的说法时退出状态为
    0，没有为 1。

    例：zhengsou trace 底稿.docx --least 10 --year ..2023

    例：zhengsou trace 底稿.docx --xlsx 溯源.xlsx

    例：head -20 底稿.txt | zhengsou trace -
    """
    file = asked_list(context, options, as_json)
    from search.engine.opening import open_searcher
    from search.study.trace import trace

    request = SearchRequest.parse("", **options)
    piped = _piped() if draft == STANDARD_INPUT else None
    if file:

        def made(searcher: Searcher, origin: Origin, deadline: Deadline) -> Table:
            from search.export.wordings import trace_table

            source = piped or _source(searcher, draft, deadline)
            return trace_table(searcher, origin, deadline, source=source, least=least, other_bodies=other_bodies)

        context.exit(write_list(location, request, file, made))
    deadline = deadline_for(request)
    with open_searcher(location) as searcher:
        source = piped or _source(searcher, draft, deadline)
        result = trace(searcher, source, request, deadline, least=least, other_bodies=other_bodies, nearest=nearest)
    if as_json:
        echo_json(result.to_dict())
    else:
        click.echo("\n".join(_lines(result)))
    context.exit(0 if result.total else 1)


def _piped() -> Source:
    """The text on standard input."""
    from search.study.sources import MOST_BYTES, Source

    try:
        return Source.of_draft(read_standard_input(MOST_BYTES).decode("utf-8"))
    except UnicodeDecodeError:
        raise RequestError(gettext("标准输入的文字不是 UTF-8 编码"), next_step=gettext("请改用 UTF-8 编码")) from None


def _source(searcher: Searcher, draft: str, deadline: Deadline) -> Source:
    """The file of this name, if there is one, or else the report of this id."""
    from search.study.sources import Source

    path = Path(draft)
    require_current_folder(path)
    return Source.of_file(path) if path.is_file() else Source.of_report(searcher, draft, deadline)


def _lines(result: TraceResult) -> list[str]:
    if result.coverage is None:
        return [gettext("底稿里没有字")]
    head = gettext(
        "底稿 %(characters)s 字，%(share)s 在别处原样有过（%(runs)s）；与 %(reports)s的 %(paragraphs)s相比",
        characters=f"{result.characters:,}",
        share=f"{result.coverage:.1%}",
        runs=ngettext("%(num)s 处", "%(num)s 处", result.total),
        reports=ngettext("%(num)s 份报告", "%(num)s 份报告", result.searched.reports),
        paragraphs=ngettext("%(num)s 段", "%(num)s 段", result.searched.paragraphs),
    )
    if result.total and result.offset >= result.total:
        return [head, beyond_end(ngettext("%(num)s 处", "%(num)s 处", result.total), result.offset)]
    alike = [each for each in result.paragraphs if each.nearest and each.nearest[0].share >= _ALIKE]
    alike.sort(key=lambda each: -each.nearest[0].share)
    parts = (
        (gettext("许多报告都有的说法"), [_formula(each) for each in result.formulas[:_FORMULAS]]),
        (gettext("最相近的段落"), [_near(each) for each in alike[:_PARAGRAPHS]]),
    )
    lines = [head, *map(_run, result.runs)]
    for said, rows in parts:
        lines += ["", gettext("%(head)s：", head=said), *rows] if rows else []
    return lines


def _run(run: TracedRun) -> str:
    whose = gettext("、").join(f"{BODY.said(each.body)} {each.reports}" for each in run.whose)
    return gettext(
        "“%(text)s” %(count)s，%(reports)s（%(whose)s）；最早：%(first)s",
        text=_short(run.text),
        count=ngettext("%(num)s 处", "%(num)s 处", run.count),
        reports=ngettext("%(num)s 份报告", "%(num)s 份报告", run.reports),
        whose=whose + ("…" if run.bodies > len(run.whose) else ""),
        first=_place(run.first),
    )


def _formula(formula: Formula) -> str:
    return gettext(
        "“%(text)s” %(count)s，%(reports)s；最早：%(first)s",
        text=_short(formula.text),
        count=ngettext("%(num)s 处", "%(num)s 处", formula.count),
        reports=ngettext("%(num)s 份报告", "%(num)s 份报告", formula.reports),
        first=_place(formula.first),
    )


def _near(paragraph: TracedParagraph) -> str:
    near = paragraph.nearest[0]
    return gettext(
        "底稿第 %(number)s 段的 %(share)s：%(place)s",
        number=paragraph.paragraph + 1,
        share=f"{near.share:.0%}",
        place=_located(near.body, near.year, near.report, near.paragraph),
    )


def _place(place: TracedPlace) -> str:
    return _located(place.body, place.year, place.report, place.paragraph)


def _located(body: str, year: int | None, report: str, paragraph: int) -> str:
    return f"{BODY.said(body)} {year or gettext('年份不详')} {report}#p{paragraph}"


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
