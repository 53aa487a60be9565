"""Page of the study 来历: who said a wording first, how it spread, and what became of it; or several beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from flask import render_template, request

from index.china_time import local_moment
from index.deadline import Deadline
from index.facets import YEAR
from index.language import N_, gettext, ngettext
from search.engine.searcher import Searcher
from search.offers.empty_answers import nothing_in
from search.offers.instead import asks_no_words
from search.study.history import HistoryResult, HistoryTerm, HistoryYear, history
from web.asked.arguments import MOST_WORDS
from web.asked.history import HistoryAsked
from web.asked.parameters import Parameters
from web.pages.paging import paging
from web.pages.study_frame import study_frame, study_pages
from web.pages.study_histories import (
    FEWEST_DRAWN,
    Chart,
    charts_beside,
    in_year,
    known_years,
    rate,
    readings,
    summary,
    until,
    with_gaps,
    years_beside,
)
from web.serving.live import searcher
from web.shown.addresses import at, search_url
from web.shown.charts import line_chart
from web.shown.root import site_root
from web.shown.spans import with_marks
from web.shown.study_table import Cell, Column, StudyTable
from web.shown.words import number
from web.shown.year_before import YearBeforeLink, year_before_link

_COLUMNS: Final = (
    YEAR.label, N_("处数"), N_("每万字"), N_("段落"), N_("报告"), N_("机构数"), N_("新增机构"), N_("累计机构"),
    N_("全部报告"), N_("全部机构"),
)  # fmt: skip


@study_pages.get("/study/history", endpoint="history")
def history_page() -> str:
    """`/study/history`: who said each `q` first, the years since, and, of one, the first paragraph of each body."""
    asked = HistoryAsked.of(request.args)
    with searcher() as opened:
        result = history_of(opened, asked, Deadline()) if asked.queries else None
        frame = study_frame(opened, asked.search, asked.pairs(), subject=subject_of(asked))
        terms = result.terms if result else ()
        unsaid = [_unsaid(opened, asked, each) for each in terms if not each.occurrences]
    said = [each for each in terms if each.occurrences]
    return render_template(
        "study_history.html",
        **frame,
        asked=asked,
        most_words=MOST_WORDS,
        terms=terms,
        said=said,
        unsaid=unsaid,
        written=local_moment(result.written) if result else "",
        with_marks=with_marks,
        root=site_root(),
        charts=charts(asked, terms) if terms else [],
        comparison=at("compare.compare", asked.comparison_pairs()),
        counted=counted(terms) if terms else [],
        summary=summary(asked, terms) if asked.several else None,
        table=_years(asked, terms) if said and terms[0].years else None,
        paging=paging(asked.search.page, terms[0].bodies if len(terms) == 1 else 0, asked.search.limit),
    )


def _unsaid(opened: Searcher, asked: HistoryAsked, term: HistoryTerm) -> tuple[str, str, str, YearBeforeLink | None]:
    """A wording that nobody says: what is said of it, where it may be looked for, the same in the year before."""
    nothing = nothing_in(opened, term, asked.search.asking(term.term).request(), {})
    assert nothing is not None
    address = "" if asks_no_words(term.term) else search_url(asked.saying(term.term))
    return term.term, nothing.said, address, year_before_link(asked.pairs(), nothing.before)


def history_of(opened: Searcher, asked: HistoryAsked, deadline: Deadline) -> HistoryResult:
    """The history of the wordings."""
    return history(opened, asked.queries, asked.search.asking("").request(), deadline)


def subject_of(asked: HistoryAsked) -> str:
    """What is studied, as a citation names it; "" for one wording, whose filters are named, too."""
    return gettext("、").join(asked.queries) if asked.several else ""


def charts(asked: HistoryAsked, terms: Sequence[HistoryTerm]) -> list[Chart]:
    """The pictures, each with what it shows and the unit of its axis; a year without reports breaks a line.

    None of what nobody says, or only in a year of which alone there are reports.
    """
    if asked.several:
        return charts_beside(asked, terms)
    (term,) = terms
    search, years = asked.saying(term.term), known_years(term)
    if not term.occurrences or len(years) < FEWEST_DRAWN:
        return []
    places = [year for year, _ in years]
    bodies = readings(search, years, lambda each: each.cumulative_bodies, 0)
    reports = readings(search, years, lambda each: each.cumulative_reports, 0)
    spread = [(gettext("累计机构"), bodies), (gettext("累计报告"), reports)]
    rates = [(gettext("每万字处数"), readings(search, years, rate, 2))]
    return [
        (gettext("各年每万字处数"), gettext("处/万字"), line_chart(places, rates)),
        (gettext("到各年为止说过的机构和报告"), gettext("个、份"), line_chart(places, spread, whole=True)),
    ]


def counted(terms: Sequence[HistoryTerm]) -> list[str]:
    """What was counted."""
    if len(terms) > 1:
        occurrences = sum(term.occurrences for term in terms)
        return [
            ngettext("%(num)s 句话", "%(num)s 句话", len(terms)),
            gettext("共 %(count)s", count=ngettext("%(num)s 处", "%(num)s 处", occurrences)),
        ]
    (term,) = terms
    return [
        ngettext("%(num)s 处", "%(num)s 处", term.occurrences),
        ngettext("%(num)s 份报告", "%(num)s 份报告", term.reports),
        ngettext("%(num)s 个机构", "%(num)s 个机构", term.bodies),
    ]


def _years(asked: HistoryAsked, terms: Sequence[HistoryTerm]) -> StudyTable:
    return years_beside(asked, terms) if asked.several else _table(asked.saying(terms[0].term), terms[0])


def _table(search: Parameters, term: HistoryTerm) -> StudyTable:
    columns = tuple(Column(gettext(head), "number" if place else "words") for place, head in enumerate(_COLUMNS))
    firsts = "#spread" if term.bodies > 1 else "#first"
    rows = [
        _row(search, year, firsts) if year else (Cell(gap), *(Cell("") for _ in _COLUMNS[1:]))
        for gap, year in with_gaps(term.years, lambda each: each.year)
    ]
    rows += [_row(search, term.unknown, firsts)] if term.unknown else []
    return StudyTable(gettext("各年"), columns, tuple(rows))


def _row(search: Parameters, year: HistoryYear, firsts: str) -> tuple[Cell, ...]:
    """firsts: where on the page the first paragraph of each body is."""
    own = in_year(search, year.year)
    found, lines = at("search.search", own.search_pairs()), at("kwic.concordance", own.search_pairs())
    reports = at("reports.catalogue", own.search_pairs())
    every = at("reports.catalogue", replace(own, query="").search_pairs())

    def counted(count: int | None, address: str = "") -> Cell:
        return Cell("" if count is None else number(count), address if count else "")

    return (
        Cell(YEAR.said(year.year), found),
        counted(year.occurrences, lines),
        Cell(f"{year.per_10k:.2f}", lines if year.occurrences else "", measure=True),
        counted(year.paragraphs, found),
        counted(year.reports, reports),
        counted(year.bodies, reports),
        counted(year.new_bodies, firsts),
        counted(year.cumulative_bodies, until(search, year.year)),
        counted(year.all_reports, every),
        counted(year.all_bodies, every),
    )
