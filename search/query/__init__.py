"""The query language: its tree, and the parser that makes it."""

from search.query.explanation import asks_question, explain, why_relaxed
from search.query.parser import parse
from search.query.quoting import all_quoted, as_words, as_written, quoted
from search.query.tree import (
    And,
    FacetIs,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Run,
    Side,
    Text,
    TitleHas,
    Word,
    WordDistance,
    asks_text,
    conjuncts,
    is_question,
    leaves,
    may_be_relaxed,
)

__all__ = [
    "And",
    "FacetIs",
    "Near",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "Run",
    "Side",
    "Text",
    "TitleHas",
    "Word",
    "WordDistance",
    "all_quoted",
    "as_words",
    "as_written",
    "asks_question",
    "asks_text",
    "conjuncts",
    "explain",
    "is_question",
    "leaves",
    "may_be_relaxed",
    "parse",
    "quoted",
    "why_relaxed",
]
