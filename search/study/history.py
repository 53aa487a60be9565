"""History of a wording: who said it first, how it spread over years and bodies, and what became of it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Final

from index.analysis import well_formed
from index.deadline import Deadline
from index.facets import BODY, YEAR
from index.language import N_, gettext, ngettext
from search.described import Described, Detail
from search.engine.found import Found
from search.engine.searcher import Searcher
from search.located import Located
from search.ranking.rescoring import Ranked
from search.request import SearchRequest
from search.result import Span
from search.study.addresses import bucket_pairs, search_address, without
from search.study.course import Course, course_of, over_years
from search.study.instead import InsteadOfNothing
from search.study.sayings import Counted, Sayings, Shelf, There
from search.study.trend import PER
from search.study.wording import as_wording

_ADDRESS: Final = Detail(N_("站内地址"))
_SEVERAL: Final = 2
_ROUNDED: Final = 10
"""Expected reports from which on they are said without decimals."""
_SILENT: Final = Detail(N_("从哪一年起不再说；null：最近一年还说，没有说过，或说过的机构此后没有报告"))
_EXPECTED: Final = Detail(N_("说过的机构照以前的份额，此后应有几份报告说到；不足 3 份的可能只是偶然"), digits=2)


@dataclass(frozen=True, slots=True)
class FirstSaid(Located):
    """The first paragraph of a body, or of all, that says a wording; highlights: where it does."""

    COMPUTED: ClassVar[Mapping[str, Detail]] = {
        "number": Detail(N_("第几段，从 1 起"), schema={"minimum": 1}),
        "url": _ADDRESS,
    }
    FIRST: ClassVar[tuple[str, ...]] = ("year", "body", "report", "paragraph", "number")

    text: Annotated[str, Detail(N_("整段原文"))]
    highlights: Annotated[tuple[Span, ...], Detail(N_("所计各处在 text 里的位置：码点，左闭右开，有序，不重叠"))]
    permalink: Annotated[str, Detail(N_("不变的站内地址"))]


@dataclass(frozen=True, slots=True)
class HistoryYear(Described):
    """A wording in the reports of one year: the numbers of a search with this year as filter.

    reports, paragraphs: those found. bodies: of those reports, known ones alone, as are all numbers of bodies.
    Said is a wording where it has an occurrence; of paragraphs that have its words only apart, nothing is.
    """

    COMPUTED: ClassVar[Mapping[str, Detail]] = {"per_10k": Detail(N_("每万字的处数"), digits=4, schema={"minimum": 0})}

    year: Annotated[int | None, Detail(N_("null：年份不详"))]
    occurrences: int
    paragraphs: int
    paragraphs_literal: Annotated[int, Detail(N_("其中至少有一处的段数"))]
    reports: int
    reports_literal: Annotated[int, Detail(N_("至少有一处的报告份数"))]
    bodies: Annotated[int, Detail(N_("机构数，不详的不算"))]
    bodies_literal: Annotated[int, Detail(N_("至少有一处的机构数"))]
    new_bodies: Annotated[int | None, Detail(N_("第一次说的机构数；null：年份不详"))]
    cumulative_bodies: Annotated[int | None, Detail(N_("到这一年为止说过的机构数；null：年份不详"))]
    cumulative_reports: Annotated[int | None, Detail(N_("到这一年为止说过的报告份数；null：年份不详"))]
    all_reports: Annotated[int, Detail(N_("那一年的全部报告份数，说没说都算"))]
    all_bodies: Annotated[int, Detail(N_("那一年有报告的机构数"))]
    characters: Annotated[int, Detail(N_("那里全部段落的字数"))]
    url: Annotated[str, _ADDRESS]

    @property
    def per_10k(self) -> float:
        """Occurrences in every 10,000 characters."""
        return self.occurrences * PER / self.characters if self.characters else 0.0


@dataclass(frozen=True, slots=True)
class HistoryTerm(Described):
    """One wording, in the reports that pass the filters.

    years: those that have reports, ascending, whether they say it or not; a year without reports is none of them, and
    so no year of silence. unknown: reports whose year is not known, which come neither first nor last, if any.
    first: in the earliest year; in one year by date, those without one last; None if no year is known to say it.
    first_bodies: how many known bodies of that year may have been first: on its day, or on none that is known.
    spread: the first paragraph of each body that says it, in that order; `offset` and `limit` choose.
    silent_since: the first year after the last that says it in which a body that did reports without. expected: how
    many reports of these bodies should have since, by the part of theirs that did before. tau, p: Kendall's, of per_10k
    over the years from `tau_from` on (`over_years`). course: course_of; where other bodies report in other years,
    narrow to bodies of one kind first.
    """

    term: str
    understood: Annotated[str, Detail(N_("查询的意思，用话说"))]
    first: Annotated[FirstSaid | None, Detail(N_("谁先说的；null：没有说过，或年份都不详"))]
    first_bodies: Annotated[int, Detail(N_("第一年里可能最先说的机构数，不详的不算：与最早的同一天，或没有日期"))]
    years: tuple[HistoryYear, ...]
    unknown: Annotated[HistoryYear | None, Detail(N_("年份不详的报告；null：没有这样的报告"))]
    occurrences: int
    reports: Annotated[int, Detail(N_("至少有一处的报告份数"))]
    bodies: Annotated[int, Detail(N_("说过的机构数，年份不详的报告也算"))]
    course: Annotated[Course | None, Detail(N_("risen 渐多，fallen 渐少，gone 不再说；null：看不出"))]
    tau: Annotated[float | None, Detail(N_("每万字处数与年份的肯德尔 τ；null：算不出"), digits=4)]
    p: Annotated[float | None, Detail(N_("τ 的双侧 p 值"), digits=6)]
    tau_from: Annotated[int | None, Detail(N_("τ 从哪一年算起：第一年，或第一次说的那一年"))]
    silent_since: Annotated[
        int | None, Detail(N_("从哪一年起不再说；null：最近一年还说，没有说过，或说过的机构此后没有报告"))
    ]
    expected: Annotated[
        float | None, Detail(N_("说过的机构照以前的份额，此后应有几份报告说到；不足 3 份的可能只是偶然"), digits=2)
    ]
    spread: Annotated[tuple[FirstSaid, ...], Detail(N_("各机构第一次说的段落，先说的在前"))]
    url: Annotated[str, _ADDRESS]
    instead: InsteadOfNothing = None

    @property
    def bodies_in_first_year(self) -> int:
        """Bodies that say it in the year in which it is said first; those of no date cannot be put in order."""
        return next((each.new_bodies or 0 for each in self.years if self.first and each.year == self.first.year), 0)

    @property
    def said_first(self) -> str:
        """The year in which it is said first, and the body, or how many of which none is known to be first."""
        if self.first is None:
            return ""
        return f"{YEAR.said(self.first.year)} {self.said_tie or BODY.said(self.first.body)}"

    @property
    def said_tie(self) -> str:
        """How many bodies may be the first; "" where one is known to be."""
        if self.first_bodies < _SEVERAL:
            return ""
        return ngettext("%(num)s 个机构同年", "%(num)s 个机构同年", self.first_bodies)

    def first_at(self, place: str) -> str:
        """The place of the first paragraph; as an example, where several bodies may be the first."""
        if not self.said_tie:
            return place
        return gettext("%(tied)s，分不出先后，如 %(place)s", tied=self.said_first, place=place)

    def became(self) -> list[str]:
        """What is said of its beginning and its course, in words."""
        return [*self._beginning(), *self._silence(), *self._trend()]

    def _beginning(self) -> Iterator[str]:
        firsts = self.bodies_in_first_year
        if self.first and firsts > 1:
            yield gettext(
                "%(year)s 年第一次说的有 %(bodies)s；没有日期的，分不出先后",
                year=self.first.year,
                bodies=ngettext("%(num)s 个机构", "%(num)s 个机构", firsts),
            )

    def _silence(self) -> Iterator[str]:
        if self.silent_since is not None and self.expected is not None:
            digits = 1 if self.expected < _ROUNDED else 0
            said = gettext(
                "%(year)s 年起不再说：说过的机构要是还像以前那样常说，此后该有约 %(expected)s 份报告说到，却一份也没有",
                year=self.silent_since,
                expected=f"{self.expected:.{digits}f}",
            )
            yield said if self.course == "gone" else said + gettext("；该有的不足 3 份，可能只是偶然")

    def _trend(self) -> Iterator[str]:
        if self.course in ("risen", "fallen") and self.tau is not None and self.p is not None:
            said = gettext("渐多") if self.course == "risen" else gettext("渐少")
            measured = {"tau": f"{self.tau:.2f}", "p": f"{self.p:.2g}"}
            yield gettext("%(said)s：%(year)s 年起，τ = %(tau)s，p = %(p)s", said=said, year=self.tau_from, **measured)


@dataclass(frozen=True, slots=True)
class HistoryResult(Described):
    """Wordings in the order asked, from an index as it was written then."""

    terms: tuple[HistoryTerm, ...]
    offset: int
    limit: int
    written: Annotated[str, Detail(N_("索引写入的时间"), schema={"format": "date-time"})]
    took_ms: Annotated[float, Detail(digits=2, schema={"minimum": 0})]


def history(
    searcher: Searcher, queries: Sequence[str], request: SearchRequest, deadline: Deadline | None = None
) -> HistoryResult:
    """What became of each wording, a query that is never relaxed, over the years of the reports.

    A wording of one piece is looked for as it is written (`as_wording`), so that what is counted says it.
    Of `request` the filters and switches are used, and its offset and limit for the bodies of `spread`. Works on a
    cluster, which reads all paragraphs found. Raises QueryError for a query, and TooSlow when the deadline, by default
    one for all the queries, is over.
    """
    started, deadline = time.perf_counter(), deadline or Deadline()
    shelf = Shelf.of(searcher, request, deadline)
    return HistoryResult(
        terms=tuple(_term(searcher, replace(request, query=query), shelf, deadline) for query in queries),
        offset=request.offset,
        limit=request.limit,
        written=searcher.written,
        took_ms=(time.perf_counter() - started) * 1000,
    )


def _term(searcher: Searcher, request: SearchRequest, shelf: Shelf, deadline: Deadline) -> HistoryTerm:
    asked, request = request.query, replace(request, query=as_wording(request))
    found = searcher.find(request, deadline, may_relax=False)
    sayings = Sayings(found)
    counted = sayings.by_year()
    years = _years(request, counted, shelf.years)
    begun, rates = over_years([each.per_10k for each in years])
    since, expected = _silence(sayings, shelf, years)
    page = sayings.spread[request.offset : request.offset + request.limit]
    return HistoryTerm(
        term=well_formed(asked),
        understood=found.understood,
        first=_first(found, sayings.first),
        first_bodies=sayings.first_bodies,
        years=years,
        unknown=_year(request, None, counted.get(None, Counted()), shelf.years[None]) if None in shelf.years else None,
        occurrences=found.occurrences,
        reports=sayings.reports,
        bodies=sayings.bodies,
        course=course_of(rates, expected),
        tau=rates.tau if rates else None,
        p=rates.p if rates else None,
        tau_from=years[begun].year if rates else None,
        silent_since=since,
        expected=expected,
        spread=tuple(filter(None, (_first(found, document) for document in page))),
        url=search_address(request),
    )


def _years(
    request: SearchRequest, counted: Mapping[int | None, Counted], reports: Mapping[int | None, There]
) -> tuple[HistoryYear, ...]:
    years: list[HistoryYear] = []
    bodies = said = 0
    for year in sorted(each for each in reports if each is not None):
        own = counted.get(year, Counted())
        bodies, said = bodies + own.new_bodies, said + own.reports_literal
        years.append(replace(
            _year(request, year, own, reports[year]),
            new_bodies=own.new_bodies, cumulative_bodies=bodies, cumulative_reports=said,
        ))  # fmt: skip
    return tuple(years)


def _year(request: SearchRequest, year: int | None, counted: Counted, reports: There) -> HistoryYear:
    return HistoryYear(
        year=year,
        occurrences=counted.occurrences,
        paragraphs=counted.paragraphs,
        paragraphs_literal=counted.paragraphs_literal,
        reports=counted.reports,
        reports_literal=counted.reports_literal,
        bodies=counted.bodies,
        bodies_literal=counted.bodies_literal,
        new_bodies=None,
        cumulative_bodies=None,
        cumulative_reports=None,
        all_reports=reports.reports,
        all_bodies=reports.bodies,
        characters=reports.characters,
        url=search_address(without(request, [YEAR]), "/", *bucket_pairs({YEAR.name: year})),
    )


def _silence(sayings: Sayings, shelf: Shelf, years: Sequence[HistoryYear]) -> tuple[int | None, float | None]:
    """Since when it is not said, and how many reports should have; None twice where the last year says it."""
    if not years or years[-1].reports_literal:
        return None, None
    return sayings.silence(shelf) or (None, None)


def _first(found: Found, document: int | None) -> FirstSaid | None:
    if document is None:
        return None
    (hit,) = found.hits([Ranked(document, 0.0)])
    return FirstSaid(
        report=hit.report,
        paragraph=hit.paragraph,
        body=hit.body,
        year=hit.year,
        date=hit.date,
        title=hit.title,
        section=hit.section,
        text=hit.text,
        highlights=hit.highlights,
        permalink=hit.permalink,
    )
