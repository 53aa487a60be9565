"""Step 2, ask: the best candidates by the cluster's own BM25, with the numbers of all hits; or all hits.

All are read where the cluster cannot tell which paragraphs match, or what a page begins with.
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
from search.matching.evaluation import Evaluation
from search.ranking.rescoring import ranking_bag
from search.result import Facets

MORE: Final = 90
"""How many candidates are read beyond those of the page, so that its order is that of an index at hand."""
FAR: Final = 1_000
"""Hits beyond this are not paged through but read from the first to the last."""
MOST_CLAUSES: Final = 1_000
"""How many terms a cluster looks up and ranks by in one search."""
_ALL_SHARDS: Final = "dfs_query_then_fetch"
"""Score with the numbers of all shards."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the cluster gave for a plan, at hand: the best hits or all, with the numbers of all hits.

    plan: the one that is answered, relaxed where the query is. finder: on the paragraphs that were gathered.
    evaluation: the plan's on these. documents: which of them are hits, ascending. total, reports, facets: of all hits.
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
    """Asks the cluster for candidates."""

    def __init__(self, reader: Reader, planner: Planner) -> None:
        self._reader = reader
        self._planner = planner

    def ask(self, plan: QueryPlan) -> Candidates:
        """Candidates for the request's page, of the relaxed query where it is relaxed; all hits if it takes them."""
        asked, answers = plan, self._search(plan)
        if answers and self._wants_more(plan, total(answers[0])):
            asked = self._planner.relaxed(plan)
            answers = self._search(asked)
        return self._candidates(asked, *answers) if answers else self.read_all(plan)

    def read_all(self, plan: QueryPlan, *, may_relax: bool = True) -> Candidates:
        """All hits, of the relaxed query where it may be and is relaxed; raises TooMuch."""
        found = self._read(plan)
        return self._read(self._planner.relaxed(plan)) if may_relax and self._wants_more(plan, found.total) else found

    def is_relaxed(self, plan: QueryPlan) -> bool:
        """Whether what a search shows is the relaxed query."""
        if plan.request.exact_script:
            return False
        exact = plan.matching.exact
        return self._wants_more(plan, self._count(plan) if exact else self._read(plan).total)

    def _count(self, plan: QueryPlan) -> int:
        [found] = self._reader.paragraphs.counts([plan.hits])
        return found

    def _wants_more(self, plan: QueryPlan, total: int) -> bool:
        """Whether the query is to be relaxed, of which so many hits were found."""

        def literally() -> bool:
            return any(self._reader.paragraphs.counts([all_of([plan.hits, _stands(text)]) for text in plan.texts]))

        return wants_more(plan.tree, plan.request, total, literally)

    def _search(self, plan: QueryPlan) -> list[Answer]:
        """The answers to the search for the best hits, and to those that count reports.

        None of them where the cluster cannot tell what the best hits are.
        """
        request, paragraphs = plan.request, self._reader.paragraphs
        if not plan.matching.exact or request.sort == "hits" or request.offset + request.limit > FAR:
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
        """What scores the candidates; None where there are more terms than a cluster takes at once."""
        self._reader.learn(plan.texts)
        ranking = self._reader.ranking
        bag = ranking_bag(plan.texts, self._reader.words, ranking, self._reader.deadline)
        clauses = scoring(bag, () if plan.relaxed else plan.texts, ranking)
        literals = 0 if plan.relaxed else 2 * sum(map(len, plan.texts))
        return None if plan.terms + len(clauses) + literals > MOST_CLAUSES else clauses

    def _read(self, plan: QueryPlan) -> Candidates:
        finder = self._reader.read(plan.matching.query, plan.whole_reports)
        evaluation = plan.evaluate(finder)
        narrowed = finder.narrow(finder.only_asked(evaluation.found.documents), plan.request)
        documents = narrowed.documents
        return Candidates(plan, finder, evaluation, documents, len(documents), narrowed.reports, narrowed.facets)


def _stands(text: str) -> Query:
    """Where a text stands; of one that is longer than what can be looked up at once, its beginning."""
    return literal("grams", fold(text)[:LONGEST_LITERAL])
