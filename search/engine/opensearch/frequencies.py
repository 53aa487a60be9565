"""In how many paragraphs of the whole index each run of a query stands literally: what its own score is made of."""

from __future__ import annotations

from collections.abc import Callable

from index.analysis import fold
from search.engine.opensearch.compiler import LONGEST_LITERAL, Compiler, Query, WholeReports, all_of, literal
from search.engine.opensearch.counting import marked_leaves
from search.engine.opensearch.paragraphs import LITERAL, ClusterParagraphs
from search.matching.evaluation import Evaluation
from search.query import And, Near, Node, Or, Phrase, Run

Judge = Callable[[Query, Node, WholeReports], Evaluation]
"""Evaluates a node on all that a query finds, which has all that the node matches."""


_Known = int | str | Query


def run_frequencies(
    tree: Node, paragraphs: ClusterParagraphs, new_compiler: Callable[[], Compiler], judge: Judge, *, exact_script: bool
) -> list[int]:
    """For each run and phrase that is not negated, from left to right, in how many live paragraphs it stands.

    One inside a nearness counts where that holds, and in the query's own script only what is written in it.
    """
    known = _known(tree, new_compiler, judge, exact_script=exact_script)
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


def _known(tree: Node, new_compiler: Callable[[], Compiler], judge: Judge, *, exact_script: bool) -> list[_Known]:
    """Of each run its number, the query that counts it, or what it is when it counts wherever it stands."""
    if isinstance(tree, And | Or):
        return [each for part in tree.parts for each in _known(part, new_compiler, judge, exact_script=exact_script)]
    if isinstance(tree, Near):
        return _near(tree, new_compiler()) or _judged(tree, new_compiler(), judge)
    if isinstance(tree, Run | Phrase):
        phrase = Phrase(tree.text, tree.position)
        judged = exact_script or len(tree.text) > LONGEST_LITERAL
        return _judged(phrase, new_compiler(), judge) if judged else [fold(tree.text)]
    return []


def _near(tree: Near, compiler: Compiler) -> list[_Known]:
    """Queries for the runs of a nearness that the cluster can tell; nothing for another."""
    found = compiler.compile(tree)
    leaves = marked_leaves(tree)
    long = any(len(leaf.text) > LONGEST_LITERAL for leaf in leaves)
    if long or not found.exact or any(isinstance(part, Near) for part in tree.parts):
        return []
    return [all_of([found.query, literal("grams", fold(leaf.text))]) for leaf in leaves]


def _judged(tree: Node, compiler: Compiler, judge: Judge) -> list[_Known]:
    found = compiler.compile(tree)
    return [len(run.literal.documents) for run in judge(found.query, tree, compiler.whole_reports).runs]
