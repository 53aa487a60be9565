"""Evaluation of a request on loaded segments, shared by both engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from index.analysis import well_formed
from index.deadline import Deadline
from index.errors import QueryError
from search.engine.found import Found, Matches
from search.facets.counting import FacetCounter, Narrowed
from search.matching.arrays import Documents, Mask, Numbers, mask_of
from search.matching.evaluation import Evaluator
from search.matching.highlights import HighlightedHits
from search.matching.lookup import Evaluation, RunMatch
from search.matching.relaxation import Words, is_asked, relax
from search.query import Node, explain, may_be_relaxed, parse
from search.query.synonyms import Synonyms
from search.query.units import with_spellings
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
        return self.facets.narrow(self._in_report(documents, request), request)

    def _narrowed(self, documents: Documents, request: SearchRequest) -> Documents:
        """As `narrow`, without counting facets."""
        documents = self._in_report(documents, request)
        return self.facets.passing(documents, request) if request.filters else documents

    def _in_report(self, documents: Documents, request: SearchRequest) -> Documents:
        if request.report is None:
            return documents
        found = self.snapshot.report_documents(request.report)
        return documents[(documents >= found.start) & (documents < found.stop)]

    def find(self, request: SearchRequest, synonyms: Synonyms, deadline: Deadline, *, may_relax: bool) -> Found:
        """All hits of `request`; raises QueryError for its query, TooSlow when the deadline is over."""
        tree, expanded = understand(request, synonyms, self.evaluator.words)
        evaluation = self.evaluator.evaluate(expanded, deadline, exact_script=request.exact_script)
        narrowed = self.narrow(evaluation.found.documents, request)
        documents = narrowed.documents
        relaxed = False
        if may_relax and wants_more(
            tree, request, len(documents), lambda: _literally(evaluation, documents), self.evaluator.words
        ):
            other = relax(tree, self.evaluator, deadline, self.passing(request))
            others = self.narrow(other.found.documents, request)
            if relaxed := bool(len(others.documents)):
                evaluation, narrowed = other, others
        return self.found(request, expanded, evaluation, narrowed, deadline, relaxed=relaxed)

    def count(self, request: SearchRequest, synonyms: Synonyms, deadline: Deadline) -> int:
        """Number of hits of `request`; 0 if it would be relaxed. Raises QueryError and TooSlow."""
        tree, expanded = understand(request, synonyms, self.evaluator.words)
        evaluation = self.evaluator.evaluate(expanded, deadline, exact_script=request.exact_script)
        documents = self._narrowed(evaluation.found.documents, request)
        literally = partial(_literally, evaluation, documents)
        return 0 if wants_more(tree, request, len(documents), literally, self.evaluator.words) else len(documents)

    def passing(self, request: SearchRequest) -> Mask | None:
        """The documents that pass the request's filters; None if it has none."""
        if not request.filters and request.report is None:
            return None
        documents = self._narrowed(np.arange(self.snapshot.documents), request)
        return mask_of(documents, self.snapshot.documents)

    def found(
        self,
        request: SearchRequest,
        tree: Node,
        evaluation: Evaluation,
        narrowed: Narrowed,
        deadline: Deadline,
        *,
        relaxed: bool,
        prepare: Callable[[], None] | None = None,
    ) -> Found:
        """The hits of an evaluation after filtering. tree: the query's, with synonyms.

        relaxed: the evaluation is of the relaxed query. prepare: called before the first score.
        """
        return Found(
            self.snapshot,
            request,
            self.evaluator.facets,
            narrowed,
            self.marked(evaluation.runs, narrowed.documents, request, deadline),
            Scoring(self.evaluator, evaluation.runs, deadline, prepare),
            deadline,
            understood=explain(
                tree,
                self.evaluator.words,
                split_words=request.split_words,
                relaxed=relaxed,
                exact_script=request.exact_script,
            ),
            relaxed=relaxed,
        )

    def matches(
        self,
        request: SearchRequest,
        evaluation: Evaluation,
        documents: Documents,
        deadline: Deadline,
        prepare: Callable[[], None] | None = None,
    ) -> Matches:
        """Hits restricted to `documents` (ascending), a subset of those that the evaluation found.

        prepare: called before the first score.
        """
        marked = self.marked(evaluation.runs, documents, request, deadline)
        scoring = Scoring(self.evaluator, evaluation.runs, deadline, prepare)
        return Matches(self.snapshot, request, documents, marked, scoring, deadline)

    def marked(
        self, runs: list[RunMatch], documents: Numbers, request: SearchRequest, deadline: Deadline
    ) -> HighlightedHits:
        """Highlights of a query's runs in some documents; with split_words those of words are counted too."""
        marks = [each for run in runs for each in run.marks]
        if request.split_words:
            marks = [replace(each, counted=True) for each in marks]
        return HighlightedHits(marks, documents, self.evaluator.literals, self.snapshot.documents, deadline)


def understand(request: SearchRequest, synonyms: Synonyms, words: Words) -> tuple[Node, Node]:
    """The query's tree as typed, and the tree with units' other spellings and, if requested, synonyms.

    The first has synonyms noted, if requested. words: the segmenter's. Raises QueryError.
    """
    try:
        tree = parse(request.query)
        if not request.synonyms:
            return tree, with_spellings(tree)
        tree = synonyms.noted(tree, words)
        return tree, with_spellings(synonyms.expand(tree))
    except QueryError as fault:
        fault.query = well_formed(request.query)
        raise


def wants_more(tree: Node, request: SearchRequest, hits: int, literally: Callable[[], bool], words: Words) -> bool:
    """Whether a query is to be relaxed: no paragraph has all its words or, for a question, its exact wording.

    hits: number of paragraphs found. literally: whether some of them contain one of its texts as typed.
    words: the segmenter's.
    """
    if request.exact_script:
        return False
    if not hits:
        return may_be_relaxed(tree)
    return is_asked(tree, words) and not literally()


def _literally(evaluation: Evaluation, documents: Numbers) -> bool:
    return any(run.literal_in(documents) for run in evaluation.runs)
