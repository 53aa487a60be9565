"""Step 4, answer: totals of all hits, and the page."""

from __future__ import annotations

from search.engine.answer import Totals, search_result
from search.engine.found import Matches
from search.engine.opensearch.candidates import Candidates
from search.engine.opensearch.occurrences import count_marks
from search.engine.opensearch.reading import Reader
from search.query import explain
from search.result import SearchResult


def answer(reader: Reader, candidates: Candidates, matches: Matches, started: float) -> SearchResult:
    """The answer. matches: the rescored candidates. started: start of the request (`time.perf_counter`)."""
    plan = candidates.plan
    totals = Totals(
        total=candidates.total,
        reports=candidates.reports,
        occurrences=matches.occurrences if candidates.whole else count_marks(reader, plan, candidates.total).total(),
        facets=candidates.facets,
        understood=explain(plan.expanded),
        relaxed=plan.relaxed and bool(candidates.total),
    )
    return search_result(plan.request, totals, matches.page(), started)
