"""Compare page: counts of words across bodies and years, as line charts and heat tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from flask import Blueprint, render_template, request, url_for

from index.deadline import Deadline
from index.facets import BODY
from search.result import ReportSummary
from search.study.trend import TrendCell, TrendResult, trend
from web.asked.comparison import BY_LABELS, MEASURES, MOST_WORDS, Comparison, Measure
from web.asked.parameters import Parameters
from web.pages.facets import FacetLink
from web.pages.paging import Paging, paging
from web.serving.live import searcher
from web.shown.charts import LineChart, Reading, line_chart, shade
from web.shown.locale import gettext
from web.shown.words import facet_value_label

compare_page = Blueprint("compare", __name__)

MOST_CELLS: Final = 140
"""Cells of heat tables per page; further bodies go to the next one."""
BODIES_OFFERED: Final = 40

Key = tuple[str, str | None, int | None]
"""A cell's query, body and year."""
Row = tuple[str, list[Key]]


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A cell of a heat table: its value as shown, its shade from 0, and the search for its hits, if any.

    value: None if there is no text of that body and year.
    """

    value: str | None
    shade: int
    label: str = ""
    target: Parameters | None = None


@dataclass(frozen=True, slots=True)
class HeatTable:
    """A table whose rows and columns are words, bodies or years; `corner` is the heading of the rows' names."""

    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[HeatCell, ...]], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A chart, if it has two years or more, and the table of its numbers; title: "" for all words."""

    title: str
    chart: LineChart | None
    table: HeatTable


@compare_page.get("/compare")
def compare() -> str:
    """`/compare`: the words of each `q` counted by year, by body, or by both; without any, the form."""
    asked = Comparison.parse(request.args)
    with searcher() as opened:
        summaries = opened.reports()
        filters = asked.filters.request()
        result = trend(opened, asked.queries, filters, Deadline(), by=asked.by) if asked.queries else None
    tables = _Tables(asked, result) if result else None
    return render_template(
        "compare.html",
        asked=asked,
        boxes=max(3, min(MOST_WORDS, len(asked.queries) + 1)),
        most_words=MOST_WORDS,
        totals=[(each, replace(asked.filters, query=each.query)) for each in result.totals] if result else [],
        sections=tables.sections() if tables else [],
        paging=tables.paging if tables else None,
        addresses=partial(compare_url, asked),
        measures=[(label, replace(asked, measure=measure)) for measure, label in MEASURES.items()],
        measure_label=MEASURES[asked.measure],
        dimensions=[(label, replace(asked, by=by, page=1)) for by, label in BY_LABELS.items()],
        bodies=_bodies(summaries, asked.filters.chosen(BODY.name)),
        chosen=_chosen(asked),
        data_url=url_for("api.trend", **_grouped([each for each in asked.pairs() if each[0] != "measure"])),
        compare_url=compare_url,
    )


def compare_url(asked: Comparison, page: int = 1) -> str:
    """Address of a comparison's page, from 1."""
    return url_for("compare.compare", **_grouped(asked.pairs() + ([("page", str(page))] if page > 1 else [])))


def _grouped(pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    return {name: [value for each, value in pairs if each == name] for name, _ in pairs}


def _bodies(summaries: Sequence[ReportSummary], chosen: tuple[str, ...]) -> list[str]:
    """The bodies that the form offers: the chosen ones, then those with most text."""
    text: Counter[str] = Counter()
    for each in summaries:
        text[each.body] += each.characters
    return list(dict.fromkeys([*chosen, *(body for body, _ in text.most_common(BODIES_OFFERED))]))


def _chosen(asked: Comparison) -> list[tuple[FacetLink, Comparison]]:
    """Chosen filter values, each with the comparison without it."""
    return [
        (FacetLink(facet_value_label(name, value), None, True, without), replace(asked, filters=without, page=1))
        for name, value in asked.filters.filter_pairs()
        for without in [asked.filters.toggled(name, value)]
    ]


class _Tables:
    """Charts and tables of a trend in the requested measure."""

    def __init__(self, asked: Comparison, result: TrendResult) -> None:
        self._asked = asked
        self._cells: Mapping[Key, TrendCell] = {(each.query, each.body, each.year): each for each in result.cells}
        # A body that has no text of a year has no cell there, so the first one's years are not all.
        self._years = sorted({each.year for each in result.cells}, key=lambda year: (year is None, year or 0))
        bodies = list(dict.fromkeys(each.body for each in result.cells))
        columns = len(asked.queries) * (len(self._years) if asked.by == "body_year" else 1)
        per_page = max(5, MOST_CELLS // max(1, columns))
        self.paging: Paging = paging(asked.page, len(bodies), per_page)
        self._bodies = bodies[(asked.page - 1) * per_page : asked.page * per_page]

    def sections(self) -> list[Section]:
        """One section for all words, or one per word; none beyond the last page."""
        queries = self._asked.queries
        if not self._bodies:
            return []
        if self._asked.by == "body":
            rows: list[Row] = [(body or "", [(query, body, None) for query in queries]) for body in self._bodies]
            return [Section("", None, self._table(gettext("机构"), queries, rows))]
        if self._asked.by == "year":
            rows = [(query, [(query, None, year) for year in self._years]) for query in queries]
            return [self._over_years("", gettext("词语"), rows)]
        return [
            self._over_years(
                query,
                gettext("机构"),
                [(body or "", [(query, body, year) for year in self._years]) for body in self._bodies],
            )
            for query in queries
        ]

    def _over_years(self, title: str, corner: str, rows: list[Row]) -> Section:
        names = [gettext("年份不详") if year is None else str(year) for year in self._years]
        return Section(title, self._chart(rows), self._table(corner, names, rows))

    def _table(self, corner: str, columns: Sequence[str], rows: list[Row]) -> HeatTable:
        found = [self._cells[key] for _, keys in rows for key in keys if key in self._cells]
        most = max((_value(each, self._asked.measure) for each in found), default=0.0)
        return HeatTable(
            corner,
            tuple(columns),
            tuple((name, tuple(self._heat_cell(key, most) for key in keys)) for name, keys in rows),
        )

    def _heat_cell(self, key: Key, most: float) -> HeatCell:
        cell = self._cells.get(key)
        if cell is None:
            return HeatCell(None, 0)
        value = _value(cell, self._asked.measure)
        target = self._asked.cell(*key) if cell.paragraphs else None
        return HeatCell(_shown(value), shade(value, most), _in_words(cell), target)

    def _chart(self, rows: list[Row]) -> LineChart | None:
        """One line per row over the known years; None for fewer than two years."""
        years = [year for year in self._years if year is not None]
        if len(years) < 2:
            return None
        return line_chart(
            years, [(name, [self._reading(key) for key in keys if key[2] is not None]) for name, keys in rows]
        )

    def _reading(self, key: Key) -> Reading | None:
        cell = self._cells.get(key)
        if cell is None:
            return None
        value = _value(cell, self._asked.measure)
        return Reading(value, _shown(value), self._asked.cell(*key) if cell.paragraphs else None)


def _value(cell: TrendCell, measure: Measure) -> float:
    return float(getattr(cell, measure))


def _shown(value: float) -> str:
    """Integers without decimals, other numbers with one, or with two below 1."""
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.1f}" if value >= 1 else f"{value:.2f}"


def _in_words(cell: TrendCell) -> str:
    return gettext(
        "%(paragraphs)s 段、%(occurrences)s 处，共 %(characters)s 字",
        paragraphs=f"{cell.paragraphs:,}",
        occurrences=f"{cell.occurrences:,}",
        characters=f"{cell.characters:,}",
    )
