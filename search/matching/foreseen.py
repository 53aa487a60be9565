"""What a query costs at least, foreseen from the term dictionaries before any postings are read."""

from __future__ import annotations

from typing import Final

from index.analysis import fold, run_grams
from index.deadline import DEAR
from index.segment.segments import Segments
from search.query import And, Near, Node, Not, Or, Text

CHARACTER: Final = 120e-9
"""Seconds for an occurrence of a single character, which is put together from bigrams; half of it to find them."""
GRAM: Final = 40e-9
"""Seconds for an occurrence of a bigram. Both measured on one core of 2020 (benchmarks/RESULTS.md)."""
_EXACT: Final = 1.5
_NEAR: Final = 4.0
"""How much longer it takes to tell the scripts apart, and to compare positions."""


def seconds_of(node: Node, snapshot: Segments, *, exact: bool) -> float:
    """Seconds that a tree takes at least, roughly, to be evaluated, scored and counted: of the texts that it has.

    The words of longer texts are left out: whether they are read hangs on what is found before (`Evaluator.run`). Above
    DEAR, further parts are not looked at, so that a refusal costs little.
    """
    if isinstance(node, Not):
        return seconds_of(node.part, snapshot, exact=exact)
    if isinstance(node, And | Or | Near):
        near = isinstance(node, Near) and node.scope not in ("paragraph", "report")
        parts = 0.0
        for part in node.parts:
            # Of a part that only limits, what it marks is compared, and not what it is made of.
            parts += seconds_of(part, snapshot, exact=exact) * (_NEAR if near and not isinstance(part, Not) else 1.0)
            if parts > DEAR:
                break
        return parts
    if not isinstance(node, Text):
        return 0.0
    return _seconds_of_text(fold(node.text), snapshot) * (_EXACT if exact else 1.0)


def _seconds_of_text(folded: str, snapshot: Segments) -> float:
    if len(folded) == 1:
        return snapshot.extent("grams", folded, prefix=True)[1] * CHARACTER
    # Of a longer text the rarest bigram is read first, and often leaves nothing for the others.
    return min((snapshot.extent("grams", gram)[1] for gram, _ in run_grams(folded)), default=0) * GRAM
