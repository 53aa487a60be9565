"""What a study says where it has nothing: which reports there are, or what else to ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from index.facets import ORGAN, YEAR
from index.language import gettext
from search.library import ReportFilter
from search.offers.year_before import YearBefore, found_before
from search.query import asks_text, parse
from search.request import SearchRequest
from search.study.addresses import without

if TYPE_CHECKING:
    from search.engine.searcher import Searcher
    from search.study.keyness import KeynessResult
    from search.study.new import NewResult

_MOST_SPANS: Final = 3
"""Spans of years of an organ that are named; of more, the first year and the last."""


def asks_no_words(query: str) -> bool:
    """Whether a query that is well formed has conditions alone, so that there is nothing that a report could say."""
    return not asks_text(parse(query))


def no_words_asked() -> str:
    """That a query has conditions alone, and what to add."""
    return gettext("只有条件，没有要找的话；请再写一个词或一句话，如 协商民主")


def nobody_says(query: str) -> str:
    """That no report says what was asked, and what to do, or what to ask at all."""
    if asks_no_words(query):
        return no_words_asked()
    return gettext("没有一份报告说过；可以换一种说法，或减少条件")


def no_such_words(searcher: Searcher, request: SearchRequest, *, selected: bool) -> str:
    """That there are no words to list, and what to ask instead. selected: whether the selection has any."""
    step = (
        gettext("可以放宽别的条件（含的字、至少几次），或也列虚词、数字")
        if selected
        else other_selection(searcher, request)
    )
    return gettext("没有这样的词；%(step)s", step=step)


def nothing_beside(searcher: Searcher, request: SearchRequest, *, found: bool) -> str:
    """That nothing stands beside what was asked, and what to ask instead. found: whether that is anywhere."""
    return no_words_asked() if asks_no_words(request.query) else no_such_words(searcher, request, selected=found)


def nothing_compared(
    searcher: Searcher, target: SearchRequest, reference: SearchRequest | None, result: KeynessResult | NewResult
) -> str:
    """That a side of a comparison has no words, and what to ask instead; "" where both have."""
    from search.study.keyness import without_words

    missing = without_words(result.target, result.reference)
    if not missing:
        return ""
    if not result.target.words:
        step = other_selection(searcher, target)
    elif reference is None:
        step = gettext("目标以外没有报告，请写一个参照范围")
    else:
        step = other_selection(searcher, reference)
    return gettext("%(missing)s；%(step)s", missing=missing, step=step)


def compared_before(
    searcher: Searcher, target: SearchRequest, reference: SearchRequest | None, result: KeynessResult | NewResult
) -> YearBefore | None:
    """The side of a comparison that has no words, in the year before; None where both have, or that has none."""
    from search.study.keyness import without_words

    if not without_words(result.target, result.reference):
        return None
    if not result.target.words:
        return found_before(searcher, target, reference)
    return found_before(searcher, reference) if reference else None


def or_year_before(nothing: str, before: YearBefore | None) -> str:
    """What is said where there is nothing, with the year before where that has something."""
    return gettext("；").join([nothing, before.said] if before else [nothing])


def other_selection(searcher: Searcher, request: SearchRequest) -> str:
    """What to ask in the place of a selection that has nothing.

    Of conditions alone, with which years of which organs there are reports, within its other filters if they leave any.
    """
    if not asks_no_words(request.query):
        return gettext("可以换一种说法，或减少条件")
    every = searcher.reports()
    within = ReportFilter(without(request, [YEAR, ORGAN])).passing(every) or every
    kept: dict[str, set[int | None]] = {}
    for each in within:
        kept.setdefault(ORGAN.said(each.organ), set()).add(each.year)
    named = gettext("；").join(f"{organ} {_years(years)}" for organ, years in sorted(kept.items()))
    return gettext("请改一改条件，收录的报告有：%(reports)s", reports=named or gettext("无"))


def _years(years: Iterable[int | None]) -> str:
    known = sorted(year for year in years if year is not None)
    if not known:
        return YEAR.said(None)
    spans = list(_spans(known))
    if len(spans) > _MOST_SPANS:
        spans = [(known[0], known[-1])]
    return gettext("、").join(str(first) if first == last else f"{first}–{last}" for first, last in spans)


def _spans(years: list[int]) -> Iterator[tuple[int, int]]:
    """Runs of years without a gap."""
    start = years[0]
    for year, following in pairwise([*years, years[-1] + 2]):
        if following > year + 1:
            yield start, year
            start = following
