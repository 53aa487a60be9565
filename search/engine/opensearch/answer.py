"""Step 4, answer: totals of all hits, and the page."""

from __future__ import annotations

from search.engine.answer import Totals, search_result
from search.engine.found import Matches
from search.engine.opensearch.candidates import Candidates
from search.engine.opensearch.occurrences import count_marks, having_marks
from search.engine.opensearch.reading import Reader
from search.query import explain
from search.result import SearchResult


def answer(reader: Reader, candidates: Candidates, matches: Matches, started: float) -> SearchResult:
    """The answer. matches: the rescored candidates. started: start of the request (`time.perf_counter`)."""
    plan = candidates.plan
    relaxed = plan.relaxed and bool(candidates.total)
    if candidates.whole:
        occurrences, literal = matches.occurrences, matches.paragraphs_literal
    else:
        occurrences = count_marks(reader, plan, candidates.total).total()
        [literal] = reader.paragraphs.counts([having_marks(plan)])
    totals = Totals(
        total=candidates.total,
        paragraphs_literal=literal,
        reports=candidates.reports,
        occurrences=occurrences,
        facets=candidates.facets,
        understood=explain(
            plan.expanded,
            reader.words,
            split_words=plan.request.split_words,
            relaxed=relaxed,
            exact_script=plan.request.exact_script,
        ),
        relaxed=relaxed,
    )
    return search_result(plan.request, totals, matches.page(), started)
