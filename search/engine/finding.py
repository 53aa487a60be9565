"""Evaluation of a request on loaded segments, shared by both engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from index.analysis import well_formed
from index.deadline import Deadline
from index.errors import QueryError
from search.engine.found import Found, Matches
from search.facets.counting import FacetCounter, Narrowed
from search.matching.arrays import Documents, Numbers
from search.matching.evaluation import Evaluation, Evaluator, RunMatch
from search.matching.highlights import HighlightedHits
from search.matching.relaxation import relax
from search.query import Node, explain, is_question, may_be_relaxed, parse
from search.query.synonyms import Synonyms
from search.ranking.rescoring import Scoring
from search.request import SearchRequest


class Finder:
    """Evaluates requests on the evaluator's segments; keeps no state of a request."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.snapshot = evaluator.snapshot
        self.facets = FacetCounter(evaluator.snapshot, evaluator.facets)

    def narrow(self, documents: Documents, request: SearchRequest) -> Narrowed:
        """The documents that pass the request's filters, and their facets."""
        if request.report is not None:
            found = self.snapshot.report_documents(request.report)
            documents = documents[(documents >= found.start) & (documents < found.stop)]
        return self.facets.narrow(documents, request)

    def find(self, request: SearchRequest, synonyms: Synonyms, deadline: Deadline, *, may_relax: bool) -> Found:
        """All hits of `request`; raises QueryError for its query, TooSlow when the deadline is over."""
        tree, expanded = understand(request, synonyms)
        evaluation = self.evaluator.evaluate(expanded, deadline, exact_script=request.exact_script)
        narrowed = self.narrow(evaluation.found.documents, request)
        documents = narrowed.documents
        relaxed = may_relax and wants_more(tree, request, len(documents), lambda: _literally(evaluation, documents))
        if relaxed:
            evaluation = relax(tree, self.evaluator, deadline)
            narrowed = self.narrow(evaluation.found.documents, request)
        return self.found(request, expanded, evaluation, narrowed, deadline, relaxed=relaxed)

    def found(
        self,
        request: SearchRequest,
        tree: Node,
        evaluation: Evaluation,
        narrowed: Narrowed,
        deadline: Deadline,
        *,
        relaxed: bool,
    ) -> Found:
        """The hits of an evaluation after filtering. tree: the query's, with synonyms.

        relaxed: the evaluation is of the relaxed query.
        """
        relaxed = relaxed and bool(len(narrowed.documents))
        return Found(
            self.snapshot,
            request,
            self.evaluator.facets,
            narrowed,
            self.marked(evaluation.runs, narrowed.documents, request, deadline),
            Scoring(self.evaluator, evaluation.runs, deadline),
            deadline,
            understood=explain(tree, self.evaluator.words, split_words=request.split_words, relaxed=relaxed),
            relaxed=relaxed,
        )

    def matches(
        self, request: SearchRequest, evaluation: Evaluation, documents: Documents, deadline: Deadline
    ) -> Matches:
        """Hits restricted to `documents` (ascending), a subset of those that the evaluation found."""
        marked = self.marked(evaluation.runs, documents, request, deadline)
        scoring = Scoring(self.evaluator, evaluation.runs, deadline)
        return Matches(self.snapshot, request, documents, marked, scoring, deadline)

    def marked(
        self, runs: list[RunMatch], documents: Numbers, request: SearchRequest, deadline: Deadline
    ) -> HighlightedHits:
        """Highlights of a query's runs in some documents; with split_words those of words are counted too."""
        marks = [each for run in runs for each in run.marks]
        if request.split_words:
            marks = [replace(each, counted=True) for each in marks]
        return HighlightedHits(marks, documents, self.evaluator.literals, self.snapshot.documents, deadline)


def understand(request: SearchRequest, synonyms: Synonyms) -> tuple[Node, Node]:
    """The query's tree as typed, and the tree with synonyms if requested; raises QueryError."""
    try:
        tree = parse(request.query)
        return tree, synonyms.expand(tree) if request.synonyms else tree
    except QueryError as fault:
        fault.query = well_formed(request.query)
        raise


def wants_more(tree: Node, request: SearchRequest, hits: int, literally: Callable[[], bool]) -> bool:
    """Whether a query is to be relaxed: no paragraph has all its words or, for a question, its exact wording.

    hits: number of paragraphs found. literally: whether some of them contain one of its texts as typed.
    """
    if request.exact_script:
        return False
    if not hits:
        return may_be_relaxed(tree)
    return is_question(tree) and not literally()


def _literally(evaluation: Evaluation, documents: Numbers) -> bool:
    return any(run.literal_in(documents) for run in evaluation.runs)
