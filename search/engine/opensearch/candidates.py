"""Step 2, ask: the best candidates by the cluster's BM25, with totals of all hits; or all hits.

All hits are read if the cluster cannot decide exactly which paragraphs match, or which hits a page begins with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from index.analysis import fold
from search.engine.finding import wants_more
from search.engine.opensearch.best_hits import Answer, best_hits_body, facets_of, scoring
from search.engine.opensearch.compiler import LONGEST_LITERAL, Query, all_of, literal
from search.engine.opensearch.paragraphs import reports_in, total
from search.engine.opensearch.plan import Planner, QueryPlan
from search.engine.opensearch.reading import GatheredFinder, Reader
from search.matching.arrays import Documents
from search.matching.lookup import Evaluation
from search.ranking.rescoring import ranking_bag
from search.result import Facets

MORE: Final = 90
"""Candidates read beyond the page, so that its order agrees with the local engine's."""
FAR: Final = 1_000
"""Deepest page end (hits) served from candidates; beyond it all hits are read."""
MOST_CLAUSES: Final = 1_000
"""Maximum number of term clauses in one search."""
_ALL_SHARDS: Final = "dfs_query_then_fetch"
"""Search type that scores with statistics of all shards."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Gathered hits of a plan, the best or all, with totals of all hits.

    plan: the plan that is answered, relaxed if the query is. finder: on the gathered paragraphs.
    evaluation: of the plan on these. documents: the hits among them, ascending. total, reports, facets: of all hits.
    """

    plan: QueryPlan
    finder: GatheredFinder
    evaluation: Evaluation
    documents: Documents
    total: int
    reports: int
    facets: Facets

    @property
    def whole(self) -> bool:
        """Whether all hits are among them."""
        return len(self.documents) == self.total


class CandidateSource:
    """Fetches candidates from the cluster."""

    def __init__(self, reader: Reader, planner: Planner) -> None:
        self._reader = reader
        self._planner = planner

    def ask(self, plan: QueryPlan, *, may_relax: bool = True) -> Candidates:
        """Candidates for the request's page, relaxed if `may_relax` and necessary; all hits if those cannot be had."""
        asked, answers = plan, self._search(plan)
        if answers and may_relax and self._wants_more(plan, total(answers[0])):
            other = self._planner.relaxed(plan)
            others = self._search(other)
            if not others or total(others[0]):
                asked, answers = other, others
        return self._candidates(asked, *answers) if answers else self.read_all(plan, may_relax=may_relax)

    def read_all(self, plan: QueryPlan, *, may_relax: bool = True) -> Candidates:
        """All hits, relaxed if `may_relax` and necessary; raises TooMuch."""
        found = self._read(plan)
        if may_relax and self._wants_more(plan, found.total):
            other = self._read(self._planner.relaxed(plan))
            return other if other.total else found
        return found

    def _wants_more(self, plan: QueryPlan, total: int) -> bool:
        """Whether a query with `total` hits is to be relaxed."""

        def literally() -> bool:
            return any(self._reader.paragraphs.counts([all_of([plan.hits, _stands(text)]) for text in plan.texts]))

        return wants_more(plan.tree, plan.request, total, literally, self._reader.words)

    def _search(self, plan: QueryPlan) -> list[Answer]:
        """Answers to the search for the best hits, and to the searches that count reports.

        Empty if the cluster cannot determine the best hits.
        """
        request, paragraphs = plan.request, self._reader.paragraphs
        if not plan.counted_there or request.sort == "hits" or request.offset + request.limit > FAR:
            return []
        clauses = self._scoring(plan)
        if clauses is None:
            return []
        size = request.offset + request.limit + MORE
        query = paragraphs.live(plan.matching.query)
        body = best_hits_body(query, request, clauses, size=size, names=paragraphs.name_counts())
        return paragraphs.ask([body, *paragraphs.reports_bodies(plan.hits)], search_type=_ALL_SHARDS)

    def _candidates(self, plan: QueryPlan, best: Answer, *counted: Answer) -> Candidates:
        sources = [hit["_source"] for hit in best["hits"]["hits"]]
        finder = self._reader.take(sources, plan.whole_reports)
        documents = np.sort(finder.gathered.documents_for(sources))
        evaluation = plan.evaluate(finder)
        return Candidates(plan, finder, evaluation, documents, total(best), reports_in(counted), facets_of(best))

    def _scoring(self, plan: QueryPlan) -> list[Query] | None:
        """Clauses that score the candidates; None if they exceed MOST_CLAUSES."""
        self._reader.learn(plan.texts)
        ranking = self._reader.ranking
        bag = ranking_bag(plan.texts, self._reader.words, ranking, self._reader.deadline)
        clauses = scoring(bag, () if plan.relaxed else plan.texts, ranking)
        literals = 0 if plan.relaxed else 2 * sum(map(len, plan.texts))
        return None if plan.terms + len(clauses) + literals > MOST_CLAUSES else clauses

    def _read(self, plan: QueryPlan) -> Candidates:
        finder = self._reader.read_around(plan.matching.query, plan.whole_reports)
        evaluation = plan.evaluate(finder)
        narrowed = finder.narrow(finder.only_asked(evaluation.found.documents), plan.request)
        documents = narrowed.documents
        return Candidates(plan, finder, evaluation, documents, len(documents), narrowed.reports, narrowed.facets)


def _stands(text: str) -> Query:
    """Literal occurrences of a text, or of its prefix if it is longer than a phrase query allows."""
    return literal("grams", fold(text)[:LONGEST_LITERAL])
