"""Compare page: words counted by names and years, in tables that sort and pictures to take away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from index.china_time import local_moment
from index.deadline import Deadline
from index.facets import BODY, YEAR
from index.language import gettext
from search.library import summary
from search.offers.near_bodies import HasBodies, absent_bodies, other_names
from search.query import asks_text, parse
from search.study.trend import TREND_BYS, TrendResult, trend
from web.asked.arguments import MAX_VALUE, MOST_WORDS, integer, no_query, value
from web.asked.comparison import AXIS_LABELS, BY_LABELS, MEASURES, Comparison
from web.asked.parameters import Parameters
from web.pages.facets import FacetLink
from web.pages.limits import LIMITS, bodies, limits
from web.pages.suggestions import AbsentLinks, absent_links
from web.serving.live import searcher
from web.shown.addresses import grouped
from web.shown.bars import most_groups
from web.shown.charts import MOST_LINES
from web.shown.compared import Compared, shown
from web.shown.drawings import bar_drawing, line_drawing
from web.shown.noted import citation, notes, passing, source, title
from web.shown.picture import Drawing, picture, picture_file, picture_name
from web.shown.sections import Head, Section
from web.shown.words import filter_label

compare_page = Blueprint("compare", __name__)

_OTHERWISE_ASKED: Final = frozenset(("q", YEAR.name, BODY.name, *(facet.name for facet in LIMITS)))
"""Parameters for which the form has fields that one sees."""
_MOVES: Final = ("earlier", "without", "with")


@compare_page.get("/compare")
def compare() -> str | AnyResponse:
    """`/compare`: the words of each `q` counted by year, by names, or by both; without any, the form.

    `earlier`, `without` and `with` change one of the `series` and `was`, the series before, keeps their order: the
    answer is the address of the changed picture.
    """
    asked = Comparison.parse(request.args)
    if any(name in request.args for name in (*_MOVES, "was")):
        return redirect(compare_url(_redrawn(asked)))
    with searcher() as opened:
        summaries = opened.reports()
        filters = asked.filters.request()
        report = summary(opened.meta(asked.filters.report)) if asked.filters.report else None
        result = trend(opened, asked.queries, filters, Deadline(), by=asked.by) if asked.queries else None
        also = other_names(lambda: opened.lexicon, filters)
        absent = _absent(asked, lambda: opened.lexicon)
    compared = Compared(asked, result) if result else None
    sections = compared.sections() if compared else []
    return render_template(
        "compare.html",
        asked=asked,
        searched=asked.searched,
        boxes=max(3, min(MOST_WORDS, len(asked.queries) + 1)),
        most_words=MOST_WORDS,
        totals=[(each, asked.searching(each.query)) for each in result.totals] if result else [],
        apart=_apart(asked, result) if result else frozenset(),
        switched=replace(asked, filters=asked.filters.switched("split_words")),
        sections=sections,
        bases=compared.bases() if compared else None,
        orders=_orders(sections[0]) if sections else [],
        report=report,
        everywhere=replace(asked, filters=asked.filters.everywhere()),
        absent=absent,
        told_address=compare_url,
        cited=citation(asked, _whole_url(asked)),
        hidden=_hidden(asked),
        measures=[(label, replace(asked, measure=measure)) for measure, label in MEASURES.items()],
        measure_label=MEASURES[asked.measure],
        axis_label=AXIS_LABELS[asked.measure],
        first_series=replace(asked, series=()),
        dimensions=[(BY_LABELS[by], asked.along(by)) for by in TREND_BYS],
        most_drawn=MOST_LINES if asked.over_years else most_groups(len(asked.queries)),
        longest_key=MAX_VALUE,
        limits=limits(summaries, asked.filters),
        bodies=bodies(summaries, asked.filters),
        chosen=_chosen(asked),
        also=also,
        with_exact_body={on: replace(asked, filters=asked.filters.with_exact_body(on)) for on in (False, True)},
        data_url=url_for("api.trend", **grouped(asked.counted_pairs())),
        compare_url=compare_url,
        picture_url=picture_url,
        rate=shown,
        picture_name=_picture_name,
    )


@compare_page.get("/compare.svg")
def compare_picture() -> Response:
    """`/compare.svg`: the picture of the page of the same parameters; `section`, from 1, if it has one for each word.

    404 if there is none: no year is known, or no report passes the filters.
    """
    asked = Comparison.parse(request.args)
    wanted = integer(request.args, "section", 1, least=1, most=MOST_WORDS)
    if not asked.queries:
        raise no_query("/compare.svg?q=提案&q=协商")
    with searcher() as opened:
        reports = passing(asked, opened.reports())
        result = trend(opened, asked.queries, asked.filters.request(), Deadline(), by=asked.by)
        written = local_moment(opened.written)
    section = next((each for each in Compared(asked, result).sections() if each.number == wanted), None)
    drawing = _drawing(section, gettext(AXIS_LABELS[asked.measure])) if section else None
    if section is None or drawing is None:
        raise NotFound
    named = title(asked, [section.title] if section.title else asked.queries)
    made = [*notes(asked, section, result, reports), *source(written, _whole_url(asked))]
    return picture_file(picture(drawing, named, made), _picture_name(section))


def _drawing(section: Section, axis: str) -> Drawing | None:
    """The section's lines or bars, if it has any."""
    if section.lines:
        return line_drawing(section.lines, axis)
    return bar_drawing(section.bars, axis) if section.bars else None


def _apart(asked: Comparison, result: TrendResult) -> frozenset[str]:
    """The words that some paragraphs have only apart, which are found and not counted."""
    return frozenset(
        each.query
        for each in result.totals
        if not asked.filters.split_words and each.paragraphs_literal < each.paragraphs and asks_text(parse(each.query))
    )


def compare_url(asked: Comparison) -> str:
    """Address of a comparison."""
    return url_for("compare.compare", **grouped(asked.pairs()))


def _whole_url(asked: Comparison) -> str:
    """Address of a comparison from anywhere."""
    return url_for("compare.compare", _external=True, **grouped(asked.pairs()))


def picture_url(asked: Comparison, section: Section) -> str:
    """Address of the picture of a section."""
    pairs = asked.pairs() + ([("section", str(section.number))] if section.title else [])
    return url_for("compare.compare_picture", **grouped(pairs))


def _redrawn(asked: Comparison) -> Comparison:
    """With the series that the reader changed: one moved, taken away or added, or others chosen in the table."""
    earlier, without, added = (value(request.args, name) for name in _MOVES)
    before = request.args.getlist("was")
    kept = [name for name in before if name in asked.series]
    more = [name for name in asked.series if name not in before]
    most = MOST_LINES if asked.over_years else most_groups(len(asked.queries))
    # What was just chosen is drawn, in the place of the last ones.
    series = [*(kept[: max(0, most - len(more))] if more else kept), *more]
    if earlier in series[1:]:
        at = series.index(earlier)
        series[at - 1 : at + 1] = [earlier, series[at - 1]]
    series = [name for name in series if name != without]
    series += [added] if added and added not in series else []
    return replace(asked, series=tuple(series))


def _chosen(asked: Comparison) -> list[FacetLink[Comparison]]:
    """Chosen filter values, each with the comparison without it."""
    return [
        FacetLink(filter_label(name, value), None, True, replace(asked, filters=asked.filters.toggled(name, value)))
        for name, value in asked.filters.filter_pairs()
    ]


def _hidden(asked: Comparison) -> list[tuple[str, str]]:
    """Pairs that the form takes along unseen."""
    return [pair for pair in asked.pairs() if pair[0] not in _OTHERWISE_ASKED]


def _orders(section: Section) -> list[Head]:
    """The columns by which the sheet offers to sort: those of words, names and sums; a table's heads have all."""
    return [head for head in section.table.heads if not head.target.order.removeprefix("-").isdigit()]


def _absent(asked: Comparison, known: Callable[[], HasBodies]) -> list[AbsentLinks[Comparison]]:
    """Bodies of filters and words that no report is of, each with the comparison in those that are near."""
    found: list[AbsentLinks[Comparison]] = []
    for at, query in enumerate(asked.queries or ("",)):
        searched = replace(asked.filters, query=query)
        for each in absent_links(searched, absent_bodies(known, searched.request())):
            # The filters are those of every word.
            if not at or each.absent.part:
                near = tuple((name, _searching(asked, at, target)) for name, target in each.near)
                found.append(AbsentLinks(each.absent, near))
    return found


def _searching(asked: Comparison, at: int, search: Parameters) -> Comparison:
    """With this search's query in the place of a word, and its filters."""
    words = (*asked.queries[:at], search.query, *asked.queries[at + 1 :]) if asked.queries else ()
    return replace(asked, queries=tuple(dict.fromkeys(words)), filters=replace(search, query=""))


def _picture_name(section: Section) -> str:
    """Name of a downloaded file, without its ending."""
    return picture_name(gettext("比较"), str(section.number) if section.title else "")
