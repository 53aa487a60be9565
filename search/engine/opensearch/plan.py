"""What a request asks of a cluster: what matches, what it is ranked by, and what is marked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from index.analysis import fold
from index.analysis.segmentation import Token
from search.engine.opensearch.compiler import (
    EVERYTHING,
    LONGEST_LITERAL,
    Compiled,
    Compiler,
    Judge,
    Query,
    WholeReports,
    all_of,
    any_of,
)
from search.engine.opensearch.counting import Mark, marked_leaves, marks_of_tree, marks_of_words
from search.engine.opensearch.paragraphs import LITERAL, ClusterParagraphs
from search.matching.relaxation import enough, telling_terms, texts_and_filters
from search.query import Node
from search.ranking.bag import make_bag
from search.ranking.bm25 import Ranking, word_field
from search.request import SearchRequest


@dataclass(frozen=True, slots=True)
class Meaning:
    """A tree on a cluster; what the request itself says of bodies, years and kinds is left aside.

    matching: what matches, of the request's report where it names one. texts: what it is ranked by, where they stand
    literally. marks: what is marked. terms: how many are looked up. relaxed: it is the relaxed tree.
    whole_reports: the reports in which what must stand in one report does.
    """

    matching: Compiled
    texts: tuple[str, ...]
    marks: tuple[Mark, ...]
    terms: int
    relaxed: bool = False
    whole_reports: WholeReports = field(default_factory=dict)


class Understanding:
    """Finds the meaning of trees on one generation.

    words: the segmenter's words of a text. ranking: knows what terms say. judge: as for a compiler, for a query in its
    own script or not.
    """

    def __init__(
        self,
        paragraphs: ClusterParagraphs,
        words: Callable[[str], list[Token]],
        ranking: Ranking,
        judge: Callable[[bool], Judge],
    ) -> None:
        self._paragraphs = paragraphs
        self._judge = judge
        self._words = words
        self._ranking = ranking

    def compiler(self, *, exact_script: bool = False) -> Compiler:
        """Compiles one query."""
        return Compiler(self._words, self._paragraphs, self._judge(exact_script), exact_script=exact_script)

    def of(self, tree: Node, request: SearchRequest) -> Meaning:
        """The meaning of the request's tree."""
        compiler = self.compiler(exact_script=request.exact_script)
        found = compiler.compile(tree)
        terms = compiler.terms
        matching = Compiled(all_of([found.query, in_report(request)]), found.exact)
        marks = marks_of_tree(tree, compiler) if found.exact else []
        texts = tuple(leaf.text for leaf in marked_leaves(tree))
        return Meaning(matching, texts, tuple(marks), terms, whole_reports=compiler.whole_reports)

    def relaxed(self, tree: Node, request: SearchRequest) -> Meaning:
        """The meaning of the request's tree, which may be relaxed, when it is (search/matching/relaxation.py)."""
        texts, filters = texts_and_filters(tree)
        self.learn(texts)
        words, grams = telling_terms(texts, self._words, self._ranking, self._paragraphs.deadline)
        compiler = self.compiler()
        telling = any_of([*map(compiler.word, words), *map(compiler.gram, grams)])
        allowed = Compiled(all_of([compiler.compile(filters).query, telling]))
        if len(texts) > 1:
            allowed = self._most(texts, allowed.query, compiler)
        matching = Compiled(all_of([allowed.query, in_report(request)]), allowed.exact)
        return Meaning(matching, tuple(texts), tuple(marks_of_words(words)), compiler.terms, relaxed=True)

    def _most(self, texts: list[str], allowed: Query, compiler: Compiler) -> Compiled:
        """What has enough of the texts, or as many as anything has."""
        runs = [compiler.run(text) for text in texts]
        if not all(run.exact for run in runs):
            return Compiled(allowed, exact=False)
        levels = [
            all_of([allowed, {"bool": {"should": [run.query for run in runs], "minimum_should_match": needed}}])
            for needed in range(enough(len(texts)), 0, -1)
        ]
        counts = self._paragraphs.counts(levels)
        found = next((level for level, count in zip(levels, counts, strict=True) if count), allowed)
        return Compiled(found)

    def learn(self, texts: list[str]) -> None:
        """Ask at once for what ranking by these texts must know of their terms."""
        bag = make_bag(texts, self._words)
        terms = [(word_field(word), word) for word in bag.words]
        terms += [(field, gram) for field in ("grams", "about") for gram in bag.grams]
        terms += [(LITERAL, fold(text)) for text in texts if len(text) <= LONGEST_LITERAL]
        self._paragraphs.learn(terms)


def in_report(request: SearchRequest) -> Query:
    """The report that a request names, or everything."""
    return EVERYTHING if request.report is None else {"term": {"report": request.report}}
