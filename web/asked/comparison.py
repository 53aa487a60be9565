"""Parameters of a comparison (page, picture, /api/trend): queries, filters, axes, measure, order, series."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, Self, cast

from index.errors import RequestError
from index.facets import MISSING, YEAR, Facet, Value
from index.language import N_, gettext
from search.study.trend import AXES, TREND_BYS, TrendBy
from web.asked.arguments import MAX_QUERY, MAX_VALUES, MOST_WORDS, Arguments, choice, value, values
from web.asked.parameters import SWITCHES, Parameters, waiting
from web.shown.script import named_script

Measure = Literal["per_10k", "occurrences", "paragraphs"]
MEASURES: Final[dict[Measure, str]] = {
    "per_10k": N_("每万字处数"),
    "occurrences": N_("处数"),
    "paragraphs": N_("段数"),
}
UNITS: Final[dict[Measure, str]] = {"per_10k": N_("处/万字"), "occurrences": N_("处"), "paragraphs": N_("段")}
AXIS_LABELS: Final[dict[Measure, str]] = MEASURES | {"per_10k": N_("每万字处数（以全部段落的字数为底）")}
BY_LABELS: Final[dict[TrendBy, str]] = {
    "year": N_("按年份"),
    "body": N_("按机构"),
    "body_year": N_("按机构和年份"),
    "organ": N_("按机关"),
    "organ_year": N_("按机关和年份"),
    "province": N_("按省份"),
    "province_year": N_("按省份和年份"),
    "prefecture": N_("按城市"),
    "prefecture_year": N_("按城市和年份"),
    "level": N_("按级别"),
    "level_year": N_("按级别和年份"),
}
"""A label for each of TREND_BYS."""
_NO_FILTERS: Final = Parameters()
_NARROWING: Final = ("filters", "report", "exact_body", *SWITCHES)
NAME: Final = "name"
CHARACTERS: Final = "characters"
TOTAL: Final = "total"
"""Columns beside those of words and years: the rows' names or years, the base of rates, all years together."""
_ORDER: Final = re.compile(rf"-?(?:{NAME}|{CHARACTERS}|{TOTAL}|{MISSING}|q[1-{MOST_WORDS}]|[0-9]{{4}})|")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Parameters of a comparison; `filters` have no query of their own.

    order: the column by which the rows are sorted (NAME, CHARACTERS, TOTAL, `q1` for the first word, `2023`, `none` for
    unknown years), with `-` in front for largest first; "" for the order of the trend. series: what the picture shows,
    in this order: words by year, else names (MISSING for the unknown one); empty for the first ones of the table.
    """

    queries: tuple[str, ...] = ()
    filters: Parameters = _NO_FILTERS
    by: TrendBy = "year"
    measure: Measure = "per_10k"
    order: str = ""
    series: tuple[str, ...] = ()

    @classmethod
    def parse(cls, args: Arguments) -> Self:
        """From repeatable `q` and `series`, `by`, `measure`, `order` and a search's filters.

        Raises RequestError for a value out of bounds.
        """
        filters = Parameters.for_api(args)
        order = value(args, "order")
        if not _ORDER.fullmatch(order):
            raise RequestError(
                gettext("参数 order 不对：%(order)s", order=order[:20]), next_step=gettext("请点表头来排序")
            )
        return cls(
            queries=queries_of(args),
            filters=replace(
                _NO_FILTERS,
                **{name: getattr(filters, name) for name in _NARROWING},
                script=named_script(value(args, "script")) or "",
            ),
            by=choice(args, "by", "year", TREND_BYS),
            measure=cast(Measure, choice(args, "measure", "per_10k", tuple(MEASURES))),
            order=order,
            series=values(args, "series"),
        )

    @property
    def searched(self) -> Parameters:
        """The search of the first word, which the other views show."""
        return self.searching(self.queries[0] if self.queries else "")

    def searching(self, query: str) -> Parameters:
        """The search of a word, which keeps all words for the way back."""
        return replace(self.filters, query=query, compared=waiting(self.queries) if len(self.queries) > 1 else ())

    @property
    def names(self) -> Facet | None:
        """The facet whose names are compared; None if only years are."""
        return next((facet for facet in AXES[self.by] if facet is not YEAR), None)

    @property
    def over_years(self) -> bool:
        """Whether years are told apart."""
        return YEAR in AXES[self.by]

    def counted_pairs(self) -> list[tuple[str, str]]:
        """Pairs of what is counted: all but measure, order, series and script; without defaults."""
        narrowing = replace(self.filters, script="").search_pairs()[1:]
        pairs = [("q", query) for query in self.queries] + narrowing
        return pairs + ([("by", self.by)] if self.by != "year" else [])

    def pairs(self) -> list[tuple[str, str]]:
        """Pairs for a query string or hidden form fields, without defaults."""
        pairs = self.counted_pairs()
        pairs += [("measure", self.measure)] if self.measure != "per_10k" else []
        pairs += [("order", self.order)] if self.order else []
        pairs += [("script", self.filters.script)] if self.filters.script else []
        return pairs + [("series", name) for name in self.series]

    def along(self, by: TrendBy) -> Self:
        """The same words by other axes; their columns and series are others."""
        return self if by == self.by else replace(self, by=by, order="", series=())

    def cell(self, query: str, bucket: Mapping[str, Value]) -> Parameters:
        """Parameters of the search whose hits a cell counts; bucket: values by facet name."""
        chosen = self.searching(query)
        for name, found in bucket.items():
            chosen = chosen.filtering(name, MISSING if found is None else str(found))
        return chosen


def queries_of(args: Arguments) -> tuple[str, ...]:
    """Distinct non-empty queries of `q`; raises RequestError above MOST_WORDS, or MAX_QUERY code points in all."""
    return _few(args, MOST_WORDS)


def terms_of(args: Arguments) -> tuple[str, ...]:
    """As `queries_of`, for a table of terms: up to MAX_VALUES."""
    return _few(args, MAX_VALUES)


def _few(args: Arguments, most: int) -> tuple[str, ...]:
    queries = tuple(dict.fromkeys(query.strip() for query in args.getlist("q") if query.strip()))
    if len(queries) > most:
        raise RequestError(
            gettext("要比较的词太多：%(count)s 个", count=f"{len(queries):,}"),
            next_step=gettext("最多 %(most)s 个", most=most),
        )
    if sum(map(len, queries)) > MAX_QUERY:
        raise RequestError(gettext("要比较的词太长"), next_step=gettext("一共最多 %(most)s 字", most=f"{MAX_QUERY:,}"))
    return queries
