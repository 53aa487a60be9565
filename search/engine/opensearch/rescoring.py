"""Judging what was gathered: trees are evaluated on it as on an index at hand, with the numbers of the whole index."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from index.analysis.segmentation import Token
from search.engine.finding import Finder
from search.engine.opensearch.compiler import Query, WholeReports
from search.engine.opensearch.frequencies import run_frequencies
from search.engine.opensearch.gathered import Gathered
from search.engine.opensearch.paragraphs import ClusterParagraphs
from search.engine.opensearch.plan import Understanding
from search.matching.arrays import Documents
from search.matching.evaluation import Evaluation, Evaluator
from search.matching.relaxation import relax
from search.query import Node, Phrase, Run
from search.ranking.bm25 import Ranking, Weights
from search.request import SearchRequest


class GatheredFinder(Finder):
    """Finds on what was gathered. asked: the documents that were gathered for their own sake, ascending."""

    def __init__(self, gathered: Gathered, evaluator: Evaluator) -> None:
        super().__init__(evaluator)
        self.gathered = gathered
        self.asked: Documents = np.flatnonzero(gathered.asked)

    def only_asked(self, documents: Documents) -> Documents:
        """Without the headings that were gathered for what stands below them."""
        return documents[self.gathered.asked[documents]]


class Judging:
    """Evaluates on parts of one generation.

    ranking: scores nothing, but knows what terms say. understanding: gives the meaning of trees.
    """

    def __init__(self, paragraphs: ClusterParagraphs, words: Callable[[str], list[Token]], weights: Weights) -> None:
        """words: the segmenter's words of a text. weights: the parameters of the ranking."""
        self._paragraphs = paragraphs
        self._words = words
        self._weights = weights
        self.ranking = Ranking(Gathered([], [], paragraphs.meta_at), weights, paragraphs)
        self.understanding = Understanding(paragraphs, words, self.ranking, self._reports_judge)

    def finder(self, gathered: Gathered, whole_reports: WholeReports | None = None) -> GatheredFinder:
        """Finds on what was gathered. whole_reports: those of the tree's meaning."""
        evaluator = Evaluator(gathered, self._words, self._weights, self._paragraphs, whole_reports)
        return GatheredFinder(gathered, evaluator)

    def judge(self, finder: GatheredFinder, tree: Node, request: SearchRequest, *, relaxed: bool) -> Evaluation:
        """The tree on what was gathered."""
        if relaxed:
            return relax(tree, finder.evaluator, self._paragraphs.deadline)
        return finder.evaluator.evaluate(tree, self._paragraphs.deadline, exact_script=request.exact_script)

    def evaluate(self, finder: GatheredFinder, tree: Node, request: SearchRequest, *, relaxed: bool) -> Evaluation:
        """The tree on what was gathered, with what its runs' scores need of the whole index."""
        evaluation = self.judge(finder, tree, request, relaxed=relaxed)
        exact = request.exact_script
        # A text alone, in its own script, was gathered wherever it may stand.
        everywhere = exact and isinstance(tree, Run | Phrase) and request.report is None
        if not relaxed and evaluation.runs and not everywhere:
            counts = run_frequencies(
                tree,
                self._paragraphs,
                partial(self.understanding.compiler, exact_script=exact),
                partial(self._judged, exact_script=exact),
                exact_script=exact,
            )
            for run, count in zip(evaluation.runs, counts, strict=True):
                run.frequency = count
        if evaluation.runs:
            self.understanding.learn([run.text for run in evaluation.runs])
        return evaluation

    def _judged(self, query: Query, node: Node, whole_reports: WholeReports, *, exact_script: bool) -> Evaluation:
        """A node on all that a query finds."""
        finder = self.finder(self._paragraphs.gather(query), whole_reports)
        return finder.evaluator.evaluate(node, self._paragraphs.deadline, exact_script=exact_script)

    def _reports_judge(self, exact_script: bool) -> Callable[[Query, Node, WholeReports], frozenset[str]]:
        return partial(self._reports_judged, exact_script=exact_script)

    def _reports_judged(
        self, query: Query, node: Node, whole_reports: WholeReports, *, exact_script: bool
    ) -> frozenset[str]:
        """The ids of the reports with a paragraph, of what a query finds, that matches the node."""
        finder = self.finder(self._paragraphs.gather(query), whole_reports)
        found = finder.evaluator.evaluate(node, self._paragraphs.deadline, exact_script=exact_script).found.documents
        reports = np.unique(finder.snapshot.reports[finder.only_asked(found)]).tolist()
        return frozenset(str(finder.snapshot.meta(report)["id"]) for report in reports)
