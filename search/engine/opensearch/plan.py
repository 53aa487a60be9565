"""Step 1, plan: from a request to a query plan."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from index.facets import BY_NAME
from search.engine.finding import understand
from search.engine.opensearch.compiler import (
    EVERYTHING,
    Compiled,
    Compiler,
    Query,
    WholeReports,
    all_of,
    any_of,
    clauses,
    having,
)
from search.engine.opensearch.counting import Mark, marked_leaves, marks_of_relaxed, marks_of_texts, marks_of_tree
from search.engine.opensearch.reading import GatheredFinder, Reader
from search.matching.lookup import Evaluation
from search.matching.relaxation import (
    Asked,
    enough,
    quotations,
    telling_terms,
    texts_and_filters,
    typed_texts,
    with_synonyms,
)
from search.query import Node
from search.query.synonyms import Synonyms
from search.request import SearchRequest

MOST_CLAUSES_OF_MARKS: Final = 500
"""Maximum number of clauses in the queries of all marks; a cluster allows 1,024, and takes some of them twice."""


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """What a request means on a cluster.

    tree: as typed. expanded: with synonyms. relaxed: the plan is of the relaxed tree. matching: query for the matches,
    in the request's report if any, before facet filters. texts: ranked by literal occurrence. marks: counted
    highlights. terms: number of terms looked up. whole_reports: reports that satisfy each report-wide proximity.
    """

    request: SearchRequest
    tree: Node
    expanded: Node
    matching: Compiled
    texts: tuple[str, ...]
    marks: tuple[Mark, ...]
    terms: int
    whole_reports: WholeReports = field(default_factory=dict)
    relaxed: bool = False

    @property
    def counted_there(self) -> bool:
        """Whether the cluster can find and count the hits; others are read."""
        return self.matching.exact and sum(clauses(mark.where) for mark in self.marks) <= MOST_CLAUSES_OF_MARKS

    @property
    def hits(self) -> Query:
        """Query for the hits, with filters; as exact as `matching`."""
        return all_of([self.matching.query, filtering(self.request)])

    def evaluate(self, finder: GatheredFinder) -> Evaluation:
        """Evaluates the plan on gathered paragraphs."""
        return finder.evaluate(self.tree if self.relaxed else self.expanded, self.request, relaxed=self.relaxed)


class Planner:
    """Makes query plans on one generation."""

    def __init__(self, reader: Reader, synonyms: Synonyms) -> None:
        self._reader = reader
        self._synonyms = synonyms

    def plan(self, request: SearchRequest) -> QueryPlan:
        """The plan of a request; raises QueryError for its query."""
        tree, expanded = understand(request, self._synonyms, self._reader.words)
        compiler = self.compiler(exact_script=request.exact_script)
        found = compiler.compile(expanded)
        # Read before the marks add theirs, which are looked up only when they are counted.
        terms = compiler.terms
        return QueryPlan(
            request,
            tree,
            expanded,
            matching=Compiled(all_of([found.query, in_report(request)]), found.exact),
            texts=tuple(leaf.text for leaf in marked_leaves(expanded)),
            marks=tuple(marks_of_tree(expanded, compiler, split_words=request.split_words)) if found.exact else (),
            terms=terms,
            whole_reports=compiler.whole_reports,
        )

    def relaxed(self, plan: QueryPlan) -> QueryPlan:
        """The relaxed plan of a relaxable request (search/matching/relaxation.py)."""
        asked, filters = texts_and_filters(plan.tree, self._reader.words)
        texts = with_synonyms(asked)
        self._reader.learn(texts)
        words, grams = telling_terms(asked, self._reader.words, self._reader.ranking, self._reader.deadline)
        compiler = self.compiler()
        telling = any_of(map(compiler.term, [*words, *grams]))
        within = all_of([in_report(plan.request), filtering(plan.request)])
        fitting = self._with_quotations(plan.tree, compiler.compile(filters).query, within)
        allowed = Compiled(all_of([fitting, telling]))
        if len(asked) > 1:
            allowed = self._most(asked, allowed.query, compiler, within)
        return replace(
            plan,
            matching=Compiled(all_of([allowed.query, in_report(plan.request)]), allowed.exact),
            texts=tuple(texts),
            marks=tuple(self._relaxed_marks(plan, words, grams)),
            terms=compiler.terms,
            whole_reports={},
            relaxed=True,
        )

    def _with_quotations(self, tree: Node, allowed: Query, within: Query) -> Query:
        """The allowed paragraphs, with the tree's quotations if some of them `within` have them all."""
        quoted = quotations(tree)
        if quoted is None:
            return allowed
        compiled = self.compiler().compile(quoted)
        having = all_of([allowed, compiled.query])
        if compiled.exact:
            [found] = self._reader.paragraphs.counts([all_of([having, within])])
        else:
            read = self._reader.evaluate(all_of([having, within]), quoted, {}, exact_script=False)
            found = len(read.found.documents)
        return having if found else allowed

    def _relaxed_marks(self, plan: QueryPlan, words: list[str], grams: list[str]) -> list[Mark]:
        """Counted marks of a relaxed plan. words, grams: significant ones."""
        texts = typed_texts(plan.tree, self._reader.words)
        return marks_of_relaxed(texts, words, grams) if plan.request.split_words else marks_of_texts(texts)

    def _most(self, asked: list[Asked], allowed: Query, compiler: Compiler, within: Query) -> Compiled:
        """Paragraphs with enough of the texts, or else with the maximum number that any `within` has."""
        runs = [[compiler.run(each.text), *map(compiler.phrase, each.also)] for each in asked]
        if not all(each.exact for run in runs for each in run):
            return Compiled(allowed, exact=False)
        texts = [any_of(each.query for each in run) for run in runs]
        levels = [
            all_of([allowed, {"bool": {"should": texts, "minimum_should_match": needed}}])
            for needed in range(enough(len(asked)), 0, -1)
        ]
        counts = self._reader.paragraphs.counts([all_of([level, within]) for level in levels])
        found = next((level for level, count in zip(levels, counts, strict=True) if count), allowed)
        return Compiled(found)

    def compiler(self, *, exact_script: bool = False) -> Compiler:
        """A compiler for one query."""
        judge = partial(self._reader.reports_with, exact_script=exact_script)
        return Compiler(self._reader.words, self._reader.paragraphs, judge, exact_script=exact_script)


def in_report(request: SearchRequest) -> Query:
    """The report that a request names, or everything."""
    return EVERYTHING if request.report is None else {"term": {"report": request.report}}


def facet_queries(request: SearchRequest) -> dict[str, Query]:
    """Filter query of each facet, by its name."""
    return {
        name: any_of(having(each, choices) for each in request.accepted(BY_NAME[name]))
        for name, choices in request.filters.items()
    }


def filtering(request: SearchRequest) -> Query:
    """All facet filters of a request."""
    return all_of(facet_queries(request).values())
