"""The query tree: the parsed query, shared by both engines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from index.analysis.folding import fold_for_words
from index.facets import Choice, Facet

Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class WordDistance:
    """Maximum distance in words, punctuation not counted: 1 is side by side.

    sentence: within one sentence, too. side: on which side of the second operand the first one stands, if not either;
    nearest: of the nearest one, and of two as near of that behind the first.
    """

    words: int
    sentence: bool = False
    side: Side | None = None
    nearest: bool = False


Scope = Literal["sentence", "paragraph", "report"] | int | WordDistance
"""Scope of a proximity: one sentence, paragraph or report, or a maximum distance, in characters or in words."""


@dataclass(frozen=True, slots=True)
class Run:
    """An unquoted run of characters: paragraphs that contain it literally, or every word of it.

    position: offset in the query (code points). asks: question marks followed it at the end of the query, which are no
    part of what is looked for. also: synonyms of words in it, each of which a relaxed query takes as well.
    """

    text: str
    position: int
    asks: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A quoted run: paragraphs that contain exactly this, after folding.

    embedded: it is inside running text, as in 打造“一委一品”品牌, where the quotes may be the text's own.
    alone: it is looked for without its synonyms, whatever is asked for the rest of the query.
    end: offset after the closing quote (the quotes may hold signs that `text` omits); -1 if it was not typed.
    """

    text: str
    position: int
    embedded: bool = False
    alone: bool = field(default=False, kw_only=True)
    end: int = field(default=-1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Word:
    """Whole words of the token stream (index/segment/stream.py): paragraphs in which the text is one, or several.

    text: without the slashes. words: those that it must be cut into; if empty, any. Synonyms are not looked for.
    """

    text: str
    position: int
    words: tuple[str, ...] = ()

    def is_said_by(self, tokens: Sequence[str]) -> bool:
        """Whether some adjacent tokens say it: simplified, and cut as it must be."""
        return tuple(tokens) == self.words if self.words else "".join(tokens) == fold_for_words(self.text)


Text = Run | Phrase | Word
"""What is looked for in paragraphs."""


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
    """Paragraphs that have all parts within the scope or, for "report", some part, in a report that has all.

    position: offset of the operator in the query (code points).
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
    """Paragraphs that match a facet: a substring of a name, a range of years, or a kind."""

    facet: Facet
    choice: Choice


Filter = TitleHas | FacetIs
Node = Text | And | Or | Near | Not | Filter


def limited_to(node: Node) -> Node | None:
    """What a part that only limits (范围) finds, which is neither marked nor counted; None for any other node."""
    return node.part.part if isinstance(node, Not) and isinstance(node.part, Not) else None


def leaves(node: Node) -> Iterator[Node]:
    """The nodes without parts, from left to right."""
    if isinstance(node, And | Or | Near):
        for part in node.parts:
            yield from leaves(part)
    elif isinstance(node, Not):
        yield from leaves(node.part)
    else:
        yield node


def asks_text(node: Node) -> bool:
    """Whether the query asks for some text in paragraphs, so that there is something to count."""
    if isinstance(node, And | Or | Near):
        return any(map(asks_text, node.parts))
    return isinstance(node, Text)


def may_be_relaxed(node: Node) -> bool:
    """Whether the query is words without operators: nothing quoted, excluded or alternative; fields are allowed.

    Quotes inside running text do not count as an operator.
    """
    return all(_is_text(part) or isinstance(part, Filter) for part in conjuncts(node)) and any(
        isinstance(part, Run) for part in conjuncts(node)
    )


def is_question(node: Node) -> bool:
    """Whether the query is running text that ends with a question mark; fields may follow it."""
    return may_be_relaxed(node) and any(isinstance(part, Run) and part.asks for part in conjuncts(node))


def conjuncts(node: Node) -> Iterator[Node]:
    """The parts that must all match, nested conjunctions flattened."""
    if isinstance(node, And):
        for part in node.parts:
            yield from conjuncts(part)
    else:
        yield node


def _is_text(node: Node) -> bool:
    return isinstance(node, Run) or (isinstance(node, Phrase) and node.embedded)
