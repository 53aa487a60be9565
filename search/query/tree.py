"""The query tree: what was understood of a query, for every engine alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from index.facets import Choice, Facet

Scope = Literal["sentence", "paragraph", "report"] | int
"""How near: in one sentence, paragraph or report, or within so many characters."""


@dataclass(frozen=True, slots=True)
class Run:
    """An unquoted run of characters: paragraphs that contain it literally, or every word of it.

    position: where it stands in the query (code points).
    """

    text: str
    position: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """A quoted run: paragraphs that contain exactly this, after folding.

    embedded: it stands inside running text, as in 打造“一委一品”品牌, where the quotes may be the text's own.
    end: behind its quotes, between which there may be signs that the text has not; -1 where it was not typed.
    """

    text: str
    position: int
    embedded: bool = False
    end: int = field(default=-1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class And:
    """Paragraphs that match all parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Paragraphs that match some part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Paragraphs that have all parts so near to one another, or for "report", some part, in a report that has all.

    position: where the operator stands in the query (code points).
    """

    parts: tuple[Node, ...]
    scope: Scope
    position: int


@dataclass(frozen=True, slots=True)
class Not:
    """Paragraphs that do not match the part."""

    part: Node


@dataclass(frozen=True, slots=True)
class TitleHas:
    """Paragraphs of reports whose title contains the text literally."""

    text: str


@dataclass(frozen=True, slots=True)
class FacetIs:
    """Paragraphs that have what is asked for in a facet: of names a part, of years a range, of kinds the kind."""

    facet: Facet
    choice: Choice


Filter = TitleHas | FacetIs
Node = Run | Phrase | And | Or | Near | Not | Filter


def leaves(node: Node) -> Iterator[Node]:
    """The nodes without parts, from left to right."""
    if isinstance(node, And | Or | Near):
        for part in node.parts:
            yield from leaves(part)
    elif isinstance(node, Not):
        yield from leaves(node.part)
    else:
        yield node


def may_be_relaxed(node: Node) -> bool:
    """Whether the query is words without operators: nothing quoted, excluded or alternative; fields may stand by.

    Quotes inside running text are the text's own when they find nothing as an operator.
    """
    return all(_is_text(part) or isinstance(part, Filter) for part in conjuncts(node)) and any(
        isinstance(part, Run) for part in conjuncts(node)
    )


def is_question(node: Node) -> bool:
    """Whether the query is running text that ends with a question mark: its words are not all to be found together."""
    parts = list(conjuncts(node))
    last = parts[-1] if parts else None
    return may_be_relaxed(node) and isinstance(last, Run) and last.text.endswith(("?", "？"))


def conjuncts(node: Node) -> Iterator[Node]:
    """The parts that must all match, brackets around them taken away."""
    if isinstance(node, And):
        for part in node.parts:
            yield from conjuncts(part)
    else:
        yield node


def _is_text(node: Node) -> bool:
    return isinstance(node, Run) or (isinstance(node, Phrase) and node.embedded)
