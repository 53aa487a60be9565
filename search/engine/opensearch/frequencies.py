"""Step 3, rescore: index-wide document frequency of each run of a query, for the run's literal score."""

from __future__ import annotations

from index.analysis import fold
from search.engine.opensearch.compiler import LONGEST_LITERAL, Query, all_of, literal
from search.engine.opensearch.counting import marked_leaves
from search.engine.opensearch.paragraphs import LITERAL
from search.engine.opensearch.plan import Planner
from search.engine.opensearch.reading import Reader
from search.query import And, Near, Node, Or, Phrase, Run, Word

_Known = int | str | Query


def run_frequencies(tree: Node, reader: Reader, planner: Planner, *, exact_script: bool) -> list[int]:
    """Document frequency (live paragraphs) of each run and phrase that is not negated, from left to right.

    Inside a proximity only paragraphs that satisfy it count; with `exact_script` only the query's own script.
    """
    paragraphs = reader.paragraphs
    known = _Frequencies(reader, planner, exact_script=exact_script).of(tree)
    paragraphs.learn([(LITERAL, each) for each in known if isinstance(each, str)])
    counts = iter(paragraphs.counts([each for each in known if isinstance(each, dict)]))
    return [
        next(counts)
        if isinstance(each, dict)
        else paragraphs.frequency(LITERAL, each)
        if isinstance(each, str)
        else each
        for each in known
    ]


class _Frequencies:
    """For each run: its frequency, the query that counts it, or its text if all its occurrences count."""

    def __init__(self, reader: Reader, planner: Planner, *, exact_script: bool) -> None:
        self._reader = reader
        self._planner = planner
        self._exact_script = exact_script

    def of(self, tree: Node) -> list[_Known]:
        """Entries for a tree's runs."""
        if isinstance(tree, And | Or):
            return [each for part in tree.parts for each in self.of(part)]
        if isinstance(tree, Near):
            return self._near(tree) or self._read(tree)
        if isinstance(tree, Run | Phrase):
            must_be_read = self._exact_script or len(tree.text) > LONGEST_LITERAL
            return self._read(Phrase(tree.text, tree.position)) if must_be_read else [fold(tree.text)]
        if isinstance(tree, Word):
            return self._read(tree)
        return []

    def _near(self, tree: Near) -> list[_Known]:
        """Queries for the runs of a proximity that the cluster can evaluate; empty for others."""
        found = self._planner.compiler(exact_script=self._exact_script).compile(tree)
        leaves = marked_leaves(tree)
        long = any(len(leaf.text) > LONGEST_LITERAL for leaf in leaves)
        if long or not found.exact or any(isinstance(part, Near) for part in tree.parts):
            return []
        return [all_of([found.query, literal("grams", fold(leaf.text))]) for leaf in leaves]

    def _read(self, tree: Node) -> list[_Known]:
        compiler = self._planner.compiler(exact_script=self._exact_script)
        found = compiler.compile(tree)
        evaluation = self._reader.evaluate(found.query, tree, compiler.whole_reports, exact_script=self._exact_script)
        return [len(run.literal.documents) for run in evaluation.runs]
