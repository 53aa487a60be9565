"""Page of the study 来历: who said a wording first, how it spread, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from flask import render_template, request

from index.deadline import Deadline
from index.facets import YEAR
from index.language import N_, gettext, ngettext
from search.engine.searcher import Searcher
from search.offers.instead import asks_no_words, nobody_says
from search.study.history import HistoryResult, HistoryTerm, HistoryYear, history
from search.study.wording import as_wording
from web.asked.parameters import Parameters
from web.asked.selection import selection, selection_pairs
from web.pages.paging import paging
from web.pages.study_frame import study_frame, study_pages
from web.serving.live import searcher
from web.shown.addresses import at
from web.shown.charts import LineChart, Reading, line_chart
from web.shown.china_time import local_moment
from web.shown.root import site_root
from web.shown.spans import with_marks
from web.shown.study_table import Cell, Column, StudyTable
from web.shown.words import number

FEWEST_DRAWN: Final = 2
"""Years of a picture."""
_COLUMNS: Final = (
    YEAR.label, N_("处数"), N_("每万字"), N_("段落"), N_("报告"), N_("机构数"), N_("新增机构"), N_("累计机构"),
    N_("全部报告"), N_("全部机构"),
)  # fmt: skip


@study_pages.get("/study/history", endpoint="history")
def history_page() -> str:
    """`/study/history`: who said `q` first, the years since, and the first paragraph of each body."""
    search = selection(request.args)
    with searcher() as opened:
        result = history_of(opened, search, Deadline()) if search.query.strip() else None
        frame = study_frame(opened, search, selection_pairs(search))
    term = result.terms[0] if result else None
    said = replace(search, query=as_wording(search.request())) if term else search
    return render_template(
        "study_history.html",
        **frame,
        term=term,
        nothing=nobody_says(search.query) if term and not term.occurrences else "",
        asks_nothing=term is not None and asks_no_words(search.query),
        table=_table(said, term) if term and term.years else None,
        course=term.became() if term else [],
        counted=counted(term) if term else [],
        written=local_moment(result.written) if result else "",
        spread=term.spread if term else (),
        paging=paging(search.page, term.bodies if term else 0, search.limit),
        with_marks=with_marks,
        root=site_root(),
        charts=charts(said, term) if term else [],
        comparison=at("compare.compare", said.search_pairs()),
    )


def history_of(opened: Searcher, search: Parameters, deadline: Deadline) -> HistoryResult:
    """The history of the query."""
    return history(opened, (search.query,), search.asking("").request(), deadline)


def charts(search: Parameters, term: HistoryTerm) -> list[tuple[str, str, LineChart]]:
    """The pictures, each with what it shows and the unit of its axis; a year without reports breaks a line.

    None of what nobody says, or only in a year of which alone there are reports.
    """
    known = [(year.year, year) for year in term.years if year.year is not None]
    if not term.occurrences or len(known) < FEWEST_DRAWN:
        return []
    years = [year for year, _ in known]

    def line(name: str, values: Sequence[float | None], digits: int) -> tuple[str, list[Reading | None]]:
        readings = [
            None
            if value is None
            else Reading(value, f"{value:,.{digits}f}", search.filtering(YEAR.name, f"{year:04}") if value else None)
            for year, value in zip(years, values, strict=True)
        ]
        return gettext(name), readings

    rate = [line(N_("每万字处数"), [each.per_10k if each.characters else None for _, each in known], 2)]
    spread = [
        line(N_("累计机构"), [each.cumulative_bodies for _, each in known], 0),
        line(N_("累计报告"), [each.cumulative_reports for _, each in known], 0),
    ]
    return [
        (gettext("各年每万字处数"), gettext("处/万字"), line_chart(years, rate)),
        (gettext("到各年为止说过的机构和报告"), gettext("个、份"), line_chart(years, spread, whole=True)),
    ]


def counted(term: HistoryTerm) -> list[str]:
    """What was counted."""
    return [
        ngettext("%(num)s 处", "%(num)s 处", term.occurrences),
        ngettext("%(num)s 份报告", "%(num)s 份报告", term.reports),
        ngettext("%(num)s 个机构", "%(num)s 个机构", term.bodies),
    ]


def _table(search: Parameters, term: HistoryTerm) -> StudyTable:
    columns = tuple(Column(gettext(head), "number" if place else "words") for place, head in enumerate(_COLUMNS))
    rows: list[tuple[Cell, ...]] = []
    following: int | None = None
    for year in term.years:
        if following is not None and year.year is not None and following < year.year:
            # Years without reports have no numbers, and are no years of silence.
            gap = str(following) if following == year.year - 1 else f"{following}–{year.year - 1}"
            rows.append((Cell(gap), *(Cell("") for _ in _COLUMNS[1:])))
        rows.append(_row(search, year))
        following = None if year.year is None else year.year + 1
    rows += [_row(search, term.unknown)] if term.unknown else []
    return StudyTable(gettext("各年"), columns, tuple(rows))


def _row(search: Parameters, year: HistoryYear) -> tuple[Cell, ...]:
    value = "none" if year.year is None else f"{year.year:04}"
    own = search.filtering(YEAR.name, value)
    found = at("search.search", own.search_pairs())

    def counted(count: int | None, address: str = "") -> Cell:
        return Cell("" if count is None else number(count), address if count else "")

    return (
        Cell(YEAR.said(year.year), found),
        counted(year.occurrences, at("kwic.concordance", own.search_pairs())),
        Cell(f"{year.per_10k:.2f}"),
        counted(year.paragraphs, found),
        counted(year.reports, at("reports.catalogue", own.search_pairs())),
        counted(year.bodies),
        counted(year.new_bodies),
        counted(year.cumulative_bodies),
        counted(year.all_reports),
        counted(year.all_bodies),
    )
