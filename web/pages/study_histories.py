"""Histories of several wordings side by side: when each was said first, its years, and its lines in one picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from index.facets import YEAR
from index.language import N_, gettext
from search.study.course import Course
from search.study.history import HistoryTerm, HistoryYear
from web.asked.history import HistoryAsked
from web.asked.parameters import Parameters
from web.shown.addresses import at, rooted
from web.shown.charts import LineChart, Reading, line_chart
from web.shown.study_table import Cell, Column, StudyTable
from web.shown.words import number, opening

Chart = tuple[str, str, LineChart]
"""A picture, with what it shows and the unit of its axis."""
FEWEST_DRAWN: Final = 2
"""Years of a picture."""
_COURSES: Final[dict[Course, str]] = {"risen": N_("渐多"), "fallen": N_("渐少"), "gone": N_("不再说")}
_OF_EACH: Final = (N_("处数"), N_("每万字"), N_("累计机构"))
_SHORT: Final = 8
"""Characters of a wording at the head of a column."""
_Value = TypeVar("_Value")


def summary(asked: HistoryAsked, terms: Sequence[HistoryTerm]) -> StudyTable:
    """A row for each wording: how often it is said, by whom first, and what became of it; each opens its own page."""
    columns = (
        Column(gettext("说法"), "words"),
        Column(gettext("处数")),
        Column(gettext("报告")),
        Column(gettext("机构数")),
        Column(gettext("谁先说的"), "words"),
        Column(gettext("后来"), "words"),
    )
    return StudyTable(gettext("说法"), columns, tuple(_summed(asked, each) for each in terms))


def _summed(asked: HistoryAsked, term: HistoryTerm) -> tuple[Cell, ...]:
    own = asked.saying(term.term).search_pairs()
    return (
        Cell(term.term, at("study.history", asked.alone(term.term)), tongue=True),
        Cell(number(term.occurrences), at("kwic.concordance", own) if term.occurrences else ""),
        Cell(number(term.reports), at("reports.catalogue", own) if term.reports else ""),
        Cell(number(term.bodies), at("reports.catalogue", own) if term.bodies else ""),
        _first(asked, term),
        Cell(opening(gettext(_COURSES[term.course])) if term.course else ""),
    )


def _first(asked: HistoryAsked, term: HistoryTerm) -> Cell:
    """Opens the paragraph, or what is said of the wording alone where several bodies may have been first."""
    if term.first is None:
        return Cell("")
    if term.said_tie:
        return Cell(term.said_first, at("study.history", asked.alone(term.term)))
    return Cell(term.said_first, rooted(term.first.permalink), tongue=True)


def years_beside(asked: HistoryAsked, terms: Sequence[HistoryTerm]) -> StudyTable:
    """A row for each year, with the numbers of every wording; a year without reports has none."""
    heads = [gettext("%(term)s：%(count)s", term=_short(each.term), count=gettext(count))
             for each in terms for count in _OF_EACH]  # fmt: skip
    titles = [each.term if len(each.term) > _SHORT else "" for each in terms for _ in _OF_EACH]
    columns = (
        Column(gettext(YEAR.label), "words"),
        *(Column(head, title=title) for head, title in zip(heads, titles, strict=True)),
        Column(gettext("全部报告")),
    )
    searches = [asked.saying(each.term) for each in terms]
    rows: list[tuple[Cell, ...]] = []
    for gap, years in with_gaps(list(zip(*(each.years for each in terms), strict=True)), lambda own: own[0].year):
        rows.append(_beside(searches, years) if years else (Cell(gap), *(Cell("") for _ in columns[1:])))
    unknown = [each.unknown for each in terms if each.unknown]
    rows += [_beside(searches, unknown)] if unknown else []
    return StudyTable(gettext("各年"), columns, tuple(rows))


def _beside(searches: Sequence[Parameters], years: Sequence[HistoryYear]) -> tuple[Cell, ...]:
    first = years[0].year
    cells = [Cell(YEAR.said(first))]
    for search, year in zip(searches, years, strict=True):
        lines = at("kwic.concordance", in_year(search, year.year).search_pairs()) if year.occurrences else ""
        bodies = "" if year.cumulative_bodies is None else number(year.cumulative_bodies)
        cells += [
            Cell(number(year.occurrences), lines),
            Cell(f"{year.per_10k:.2f}", lines, measure=True),
            Cell(bodies, until(search, year.year) if year.cumulative_bodies else ""),
        ]
    every = replace(in_year(searches[0], first), query="").search_pairs()
    return (*cells, Cell(number(years[0].all_reports), at("reports.catalogue", every)))


def charts_beside(asked: HistoryAsked, terms: Sequence[HistoryTerm]) -> list[Chart]:
    """The pictures, each with a line for every wording; none where nobody says any, or of one year alone."""
    years = known_years(terms[0])
    if not any(each.occurrences for each in terms) or len(years) < FEWEST_DRAWN:
        return []
    places = [year for year, _ in years]

    def lines(value: Callable[[HistoryYear], float | None], digits: int) -> list[tuple[str, list[Reading | None]]]:
        return [(each.term, readings(asked.saying(each.term), known_years(each), value, digits)) for each in terms]

    return [
        (gettext("各年每万字处数"), gettext("处/万字"), line_chart(places, lines(rate, 2))),
        (
            gettext("到各年为止说过的机构"),
            gettext("个"),
            line_chart(places, lines(lambda each: each.cumulative_bodies, 0), whole=True),
        ),
    ]


def rate(year: HistoryYear) -> float | None:
    """Occurrences in every 10,000 characters; None where there are none."""
    return year.per_10k if year.characters else None


def known_years(term: HistoryTerm) -> list[tuple[int, HistoryYear]]:
    """The years that are known."""
    return [(year.year, year) for year in term.years if year.year is not None]


def readings(
    search: Parameters,
    years: Sequence[tuple[int, HistoryYear]],
    value: Callable[[HistoryYear], float | None],
    digits: int,
) -> list[Reading | None]:
    """A line's points, each of which opens its year of the search."""
    found: list[Reading | None] = []
    for year, each in years:
        read = value(each)
        target = in_year(search, year) if read else None
        found.append(None if read is None else Reading(read, f"{read:,.{digits}f}", target))
    return found


def in_year(search: Parameters, year: int | None) -> Parameters:
    """The search in a year, or in reports of none that is known."""
    return search.filtering(YEAR.name, "none" if year is None else f"{year:04}")


def until(search: Parameters, year: int | None) -> str:
    """Address of the reports that the search finds up to a year; "" for none that is known, and among chosen years."""
    if year is None or search.filters.get(YEAR.name):
        return ""
    return at("reports.catalogue", search.filtering(YEAR.name, f"..{year:04}").search_pairs())


def with_gaps(every: Sequence[_Value], year_of: Callable[[_Value], int | None]) -> Iterator[tuple[str, _Value | None]]:
    """What is said of each year, with the years between that have no reports, which are no years of silence."""
    following: int | None = None
    for each in every:
        year = year_of(each)
        if following is not None and year is not None and following < year:
            yield str(following) if following == year - 1 else f"{following}–{year - 1}", None
        yield "", each
        following = None if year is None else year + 1


def _short(term: str) -> str:
    return term if len(term) <= _SHORT else term[: _SHORT - 1] + "…"
