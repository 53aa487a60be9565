"""For all steps: local evaluation of paragraphs read from the cluster, for conditions that it cannot decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from index.analysis import fold
from index.analysis.segmentation import Token
from index.deadline import Deadline
from search.engine.finding import Finder
from search.engine.opensearch.compiler import LONGEST_LITERAL, Query, WholeReports
from search.engine.opensearch.gathered import Gathered, Source
from search.engine.opensearch.paragraphs import LITERAL, ClusterParagraphs
from search.matching.arrays import Documents
from search.matching.evaluation import Evaluator
from search.matching.lookup import Evaluation
from search.matching.relaxation import relax
from search.query import Node
from search.ranking.bag import amount_grams, make_bag
from search.ranking.bm25 import Ranking, Weights, word_field
from search.request import SearchRequest


class GatheredFinder(Finder):
    """Evaluates requests on gathered paragraphs, until a deadline.

    asked: the requested documents, without added headings, ascending.
    """

    def __init__(self, gathered: Gathered, evaluator: Evaluator, deadline: Deadline) -> None:
        super().__init__(evaluator)
        self.deadline = deadline
        self.gathered = gathered
        self.asked: Documents = np.flatnonzero(gathered.asked)

    def only_asked(self, documents: Documents) -> Documents:
        """Without headings that were added for the paragraphs below them."""
        return documents[self.gathered.asked[documents]]

    def evaluate(self, tree: Node, request: SearchRequest, *, relaxed: bool) -> Evaluation:
        """Matches of a tree of the request, relaxed or not."""
        if relaxed:
            return relax(tree, self.evaluator, self.deadline, self.passing(request))
        return self.evaluator.evaluate(tree, self.deadline, exact_script=request.exact_script)


class Reader:
    """Reads paragraphs of one generation, and evaluates trees on them with the statistics of the whole index.

    words: the segmenter's words of a text. ranking: used only for idf.
    """

    def __init__(self, paragraphs: ClusterParagraphs, words: Callable[[str], list[Token]], weights: Weights) -> None:
        """weights: ranking parameters."""
        self.paragraphs = paragraphs
        self.words = words
        self._weights = weights
        self.ranking = Ranking(Gathered([], [], paragraphs.meta_at), weights, paragraphs)

    @property
    def deadline(self) -> Deadline:
        """Deadline of the request."""
        return self.paragraphs.deadline

    def read(self, query: Query, whole_reports: WholeReports | None = None) -> GatheredFinder:
        """All paragraphs that a query finds; raises TooMuch. whole_reports: from the compilation of the query."""
        return self._finder(self.paragraphs.gather(query), whole_reports)

    def read_around(self, query: Query, whole_reports: WholeReports) -> GatheredFinder:
        """At least those paragraphs: the whole index, where it is at hand. Raises as `read` does."""
        whole = self.paragraphs.at_hand
        return self.read(query, whole_reports) if whole is None else self._finder(whole, whole_reports)

    def take(self, sources: Sequence[Source], whole_reports: WholeReports) -> GatheredFinder:
        """The paragraphs with these `_source`s."""
        return self._finder(self.paragraphs.gathered(sources), whole_reports)

    def _finder(self, gathered: Gathered, whole_reports: WholeReports | None) -> GatheredFinder:
        evaluator = Evaluator(gathered, self.words, self._weights, self.paragraphs, whole_reports)
        return GatheredFinder(gathered, evaluator, self.deadline)

    def evaluate(self, query: Query, node: Node, whole_reports: WholeReports, *, exact_script: bool) -> Evaluation:
        """Evaluates a node on all paragraphs that a query finds."""
        return self.read(query, whole_reports).evaluator.evaluate(node, self.deadline, exact_script=exact_script)

    def reports_with(
        self, query: Query, node: Node, whole_reports: WholeReports, *, exact_script: bool
    ) -> frozenset[str]:
        """Ids of the reports with a paragraph that matches the node, among those that a query finds."""
        finder = self.read(query, whole_reports)
        found = finder.evaluator.evaluate(node, self.deadline, exact_script=exact_script).found.documents
        reports = np.unique(finder.snapshot.reports[finder.only_asked(found)]).tolist()
        return frozenset(str(finder.snapshot.meta(report)["id"]) for report in reports)

    def learn(self, texts: Sequence[str]) -> None:
        """Prefetch the statistics for ranking by these texts, in one request."""
        bag = make_bag(texts, self.words)
        terms = [(word_field(word), word) for word in bag.words]
        terms += [(field, gram) for field in ("grams", "about") for gram in bag.grams]
        terms += [("grams", gram) for counter in bag.amounts for gram in amount_grams(counter)]
        terms += [(LITERAL, fold(text)) for text in texts if len(text) <= LONGEST_LITERAL]
        self.paragraphs.learn(terms)
