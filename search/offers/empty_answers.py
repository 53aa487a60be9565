"""Answers of studies that have nothing, and what to ask in their place: for pages, the API and commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar, cast

from index.deadline import Deadline
from index.errors import TooSlow
from index.facets import YEAR
from index.language import gettext
from search.described import Described
from search.engine.searcher import Searcher
from search.offers.instead import (
    asks_no_words,
    compared_before,
    no_such_words,
    nobody_says,
    nothing_beside,
    nothing_compared,
    or_year_before,
)
from search.offers.year_before import REASON, YearBefore, found_before
from search.request import SearchRequest
from search.study.addresses import EVERYTHING, search_address
from search.study.collocates import CollocatesResult
from search.study.figures import FiguresResult, has_figures
from search.study.history import HistoryResult, HistoryTerm, history
from search.study.instead import Instead, OtherStudy
from search.study.keyness import KeynessResult
from search.study.new import NewResult
from search.study.option_pairs import Pairs, collocate_pairs, figure_pairs, keyness_pairs, new_pairs, word_pairs
from search.study.places import PlacesResult
from search.study.words import WordsResult

Options = Mapping[str, Any]
_Answer = TypeVar("_Answer", bound=Described)
_REFERENCES: Final = ("reference", "since")
"""Options that are the other selection."""
_PAGES: Final[Mapping[type[Described], tuple[str, Callable[[Options], Pairs]]]] = {
    WordsResult: ("words", word_pairs),
    KeynessResult: ("keyness", keyness_pairs),
    NewResult: ("new", new_pairs),
    CollocatesResult: ("collocates", collocate_pairs),
    FiguresResult: ("figures", figure_pairs),
    PlacesResult: ("places", lambda _options: []),
    HistoryTerm: ("history", lambda _options: []),
}
"""The page of each study, and how it writes the options."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """What is said where there is nothing, and the year before where that has something."""

    said: str
    before: YearBefore | None = None


def with_offers(searcher: Searcher, answer: _Answer, request: SearchRequest, options: Options | None = None) -> _Answer:
    """The answer of a study, with what to ask in its place where it has nothing; else the answer as it is.

    request: the selection. options: what else the study was asked, by name. Of a history, each wording has its own.
    """
    options = options or {}
    if isinstance(answer, HistoryResult):
        terms = (with_offers(searcher, each, replace(request, query=each.term)) for each in answer.terms)
        return cast(_Answer, replace(answer, terms=tuple(terms)))
    nothing = nothing_in(searcher, answer, request, options)
    if nothing is None:
        return answer
    before = nothing.before
    other = _other(searcher, type(answer), request, options, before) if before else None
    found = Instead(or_year_before(nothing.said, before), (other,) if other else ())
    return cast(_Answer, replace(cast(Any, answer), instead=found))


def nothing_in(
    searcher: Searcher, answer: Described | None, request: SearchRequest, options: Options
) -> Nothing | None:
    """What is said of an answer of a study that has nothing; None for one that has something, and for none.

    request, options: as for `with_offers`; of a history's wording, the search for it.
    """
    found = None
    match answer:
        case WordsResult(total=0, words=counted):
            said = no_such_words(searcher, request, selected=bool(counted))
            found = Nothing(said, None if counted else found_before(searcher, request))
        case KeynessResult() | NewResult():
            found = _not_compared(searcher, answer, request, options)
        case CollocatesResult(total=0, occurrences=occurrences):
            said = nothing_beside(searcher, request, found=bool(occurrences))
            found = Nothing(said, None if occurrences else found_before(searcher, request))
        case FiguresResult(total=0, in_sentence=in_sentence):
            has = has_figures(searcher, options["wanted"], in_sentence=in_sentence)
            said = gettext("没有找到数字。可以减少条件，或换一种说法")
            found = Nothing(said, found_before(searcher, request, finds=has))
        case PlacesResult(occurrences=0):
            found = Nothing(nobody_says(request.query), found_before(searcher, request))
        case HistoryTerm(occurrences=0):
            found = _unsaid(searcher, request)
    return found


def _not_compared(
    searcher: Searcher, answer: KeynessResult | NewResult, request: SearchRequest, options: Options
) -> Nothing | None:
    reference = next((options[name] for name in _REFERENCES if name in options), None)
    if said := nothing_compared(searcher, request, reference, answer):
        return Nothing(said, compared_before(searcher, request, reference, answer))
    if isinstance(answer, KeynessResult) and not answer.total:
        return Nothing(no_such_words(searcher, request, selected=True))
    return None


def _unsaid(searcher: Searcher, request: SearchRequest) -> Nothing:
    """A wording that nobody says."""

    def says(other: SearchRequest) -> bool:
        found = history(searcher, [other.query], replace(other, limit=0, offset=0), Deadline())
        return bool(found.terms[0].occurrences)

    before = None if asks_no_words(request.query) else found_before(searcher, request, finds=says)
    return Nothing(nobody_says(request.query), before)


def _other(
    searcher: Searcher, study: type[Described], request: SearchRequest, options: Options, before: YearBefore
) -> OtherStudy | None:
    """The study in the year before; None where counting its paragraphs is slow."""
    own = _moved(request, before)
    others = {name: other and _moved(other, before) for name, other in options.items() if name in _REFERENCES}
    reference = next(filter(None, others.values()), None)
    page, pairs = _PAGES[study]
    with suppress(TooSlow):
        asked = replace(own, query=own.query if own.query.strip() else EVERYTHING, limit=0, offset=0)
        return OtherStudy(
            kind="year",
            label=gettext(REASON),
            query=own.query,
            reference=reference.query if reference else None,
            filtered=own.filtered,
            total=searcher.search(asked, Deadline(), may_relax=False).total,
            url=search_address(own, f"/study/{page}", *pairs({**options, **others})),
        )
    return None


def _moved(request: SearchRequest, before: YearBefore) -> SearchRequest:
    """A selection as it is asked for in the year before; a filter on the year is the same for both of a comparison."""
    years = before.filtered_years
    filters = {**request.filters, YEAR.name: years} if years else request.filters
    return replace(request, query=before.query_for(request.query), filters=filters)
