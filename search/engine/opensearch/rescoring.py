"""Step 3, rescore: highlights and scores candidates as the local engine does, with index-wide statistics."""

from __future__ import annotations

from functools import partial

from search.engine.found import Found, Matches
from search.engine.opensearch.candidates import Candidates
from search.engine.opensearch.frequencies import run_frequencies
from search.engine.opensearch.plan import Planner, QueryPlan
from search.engine.opensearch.reading import Reader
from search.facets.counting import Narrowed
from search.matching.lookup import Evaluation
from search.query import Phrase, Run


class Rescorer:
    """Highlights and scores candidates of one generation."""

    def __init__(self, reader: Reader, planner: Planner) -> None:
        self._reader = reader
        self._planner = planner

    def rescore(self, candidates: Candidates) -> Matches:
        """The candidates with highlights and scores."""
        plan, evaluation = candidates.plan, candidates.evaluation
        prepare = partial(self._ask_statistics, plan, evaluation)
        deadline = self._reader.deadline
        return candidates.finder.matches(plan.request, evaluation, candidates.documents, deadline, prepare)

    def found(self, candidates: Candidates) -> Found:
        """All hits of the request; the candidates must be all hits (`read_all`)."""
        assert candidates.whole
        plan, evaluation = candidates.plan, candidates.evaluation
        return candidates.finder.found(
            plan.request,
            plan.expanded,
            evaluation,
            Narrowed(candidates.documents, candidates.reports, candidates.facets),
            self._reader.deadline,
            relaxed=plan.relaxed,
            prepare=partial(self._ask_statistics, plan, evaluation),
        )

    def _ask_statistics(self, plan: QueryPlan, evaluation: Evaluation) -> None:
        """Fetch the index-wide statistics for the scores of the evaluation's runs."""
        exact = plan.request.exact_script
        # For a single text in its own script, all candidate paragraphs were gathered.
        everywhere = exact and isinstance(plan.expanded, Run | Phrase) and plan.request.report is None
        if not plan.relaxed and evaluation.runs and not everywhere:
            counts = run_frequencies(plan.expanded, self._reader, self._planner, exact_script=exact)
            for run, count in zip(evaluation.runs, counts, strict=True):
                run.frequency = count
        if evaluation.runs:
            self._reader.learn([run.text for run in evaluation.runs])
