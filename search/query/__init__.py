"""The query language: its tree, and the parser that makes it."""

from search.query.parser import parse
from search.query.tree import And, BodyIs, KindIs, Node, Not, Or, Phrase, Run, TitleHas, YearIs, leaves, may_be_relaxed

__all__ = [
    "And",
    "BodyIs",
    "KindIs",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "Run",
    "TitleHas",
    "YearIs",
    "leaves",
    "may_be_relaxed",
    "parse",
]
