"""Studies of a query, in many ways each, for tests that compare the answers of two engines."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from search import SearchRequest
from search.engine.searcher import Searcher
from search.export.recent_hits import newest
from search.study import LineChoice, Term, by_report, history, kwic, matrix, trend
from search.study.collocates import collocates
from search.study.figures import figures
from search.study.keyness import keyness
from search.study.new import new
from search.study.places import places
from search.study.words import words

NO_TIMES = {"took_ms", "written"}
EVERYTHING = 10_000

Study = Callable[[Searcher], Any]


def told(answer: Any) -> Any:
    """An answer as JSON, without the time that it took, with what depends on when it was indexed left out."""
    return {name: value for name, value in answer.to_dict().items() if name not in NO_TIMES}


def studies(query: str, request: SearchRequest) -> Iterator[Study]:
    """Studies of a request whose answers hang on nothing but its paragraphs and the rest of the index."""
    first = replace(request, offset=0)
    yield lambda searcher: told(by_report(searcher, request))
    yield lambda searcher: told(kwic(searcher, first, sort="right"))
    yield lambda searcher: told(kwic(searcher, request, sort="L1,R2,R1"))
    yield lambda searcher: told(kwic(searcher, first))
    yield lambda searcher: told(kwic(searcher, request, choice=LineChoice(9, 4)))
    yield lambda searcher: told(kwic(searcher, request, choice=LineChoice(group="R2")))
    yield lambda searcher: told(trend(searcher, [query, "委员"], request, by="body_year"))
    yield lambda searcher: told(history(searcher, [query, "委员"], request))
    yield lambda searcher: told(matrix(searcher, [Term(1, query)], first))
    yield lambda searcher: told(places(searcher, request))
    yield lambda searcher: told(figures(searcher, first, sort="value"))
    yield lambda searcher: told(words(searcher, request, n=2, sort="dp"))
    yield lambda searcher: told(words(searcher, request, terms=True))
    yield lambda searcher: told(keyness(searcher, request))
    yield lambda searcher: told(keyness(searcher, request, SearchRequest("委员")))
    yield lambda searcher: told(collocates(searcher, request, across=True))
    # The two were not indexed at the same times, so that only the set of hits is the same.
    yield lambda searcher: sorted(
        (each.hit.report, each.hit.paragraph, each.hit.text)
        for each in newest(searcher, replace(request, limit=EVERYTHING, offset=0)).hits
    )


def studies_of_the_index(request: SearchRequest) -> Iterator[Study]:
    """Studies that compare terms of the whole index."""
    yield lambda searcher: told(new(searcher, request, least=1))
    yield lambda searcher: told(new(searcher, request, SearchRequest("委员")))
    yield lambda searcher: told(keyness(searcher, request, terms=True))


def requests_of(query: str) -> Iterator[SearchRequest]:
    yield SearchRequest(query, limit=7)
    yield SearchRequest(query, limit=5, offset=3, sort="date", exact_script=True)
    yield SearchRequest.parse(query, year=["2019..2023"], kind=["text"], sort="hits")
