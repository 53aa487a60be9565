"""For steps 1 and 4: highlights of a query, and their number in all hits, counted by the cluster where possible.

The occurrences of a text are the sum over k of the paragraphs that have it k times or more. The index has the term
frequency of bigrams and characters (the field `repeated`); for longer texts the cluster finds positions. Of nested
texts, as 政协 in 政协委员, only the longest is highlighted, so occurrences inside longer ones are subtracted (`free`).
Doubtful paragraphs, where texts may overlap in another way, are excluded, read, and highlighted as a page is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from index.analysis import fold
from index.analysis.tokens import repeated_token, token
from search.engine.opensearch.compiler import Compiler, Query, all_of, any_of, bigrams, literal
from search.matching.highlights import may_overlap
from search.query import And, Near, Node, Or, Run, Text


@dataclass(frozen=True, slots=True)
class Mark:
    """A folded text that is highlighted in the paragraphs that `where` finds.

    run: number of the query's run that it belongs to. whole: it is the run itself, highlighted in paragraphs that have
    it literally; the run's words are highlighted in the others. word: only as a word of its own.
    """

    text: str
    where: Query
    run: int
    whole: bool = True
    word: bool = False

    @property
    def domain(self) -> int | None:
        """None if highlighted in all paragraphs; else the number of the run of which paragraphs have only the words."""
        return None if self.whole else self.run

    def times(self, times: int) -> Query | None:
        """Paragraphs with at least `times` occurrences, a superset if it is `long`; None if the index cannot tell."""
        if times == 1:
            return self.where
        if self.word:
            return None
        pieces = [self.text[at : at + 2] for at in range(len(self.text) - 1)] if self.long else [self.text]
        often = [{"term": {"repeated": repeated_token(piece, times)}} for piece in pieces[:_PIECES]]
        return all_of([self.where, *often])

    @property
    def long(self) -> bool:
        """Whether the index has no term frequency for it, so that positions must be read."""
        return len(self.text) > 2

    def places(self) -> Query:
        """Finds the occurrences of a long text; n of them score n / (n + 1)."""
        return {"intervals": {"grams": {"match": {"query": bigrams(self.text), "max_gaps": 0, "mode": "ordered"}}}}

    def doubtful(self) -> Query | None:
        """Paragraphs in which its occurrences do not determine its highlights."""
        if not self.word and not may_overlap(self.text, self.text, 1):
            return None
        first = self.text[:2] if len(self.text) > 1 else self.text
        return all_of([self.where, {"term": {"repeated": repeated_token(first, 2)}}])


_PIECES: Final = 4
"""Bigrams of a text that are checked for repeated occurrences."""


def marks_of_tree(tree: Node, compiler: Compiler, *, split_words: bool) -> list[Mark]:
    """Counted marks of a tree that is evaluated by whole paragraphs. split_words: count words of runs, too."""
    leaves = marked_leaves(tree)
    if not split_words:
        return marks_of_texts([leaf.text for leaf in leaves])
    marks = [mark for run, leaf in enumerate(leaves) for mark in _marks_of(leaf, run, compiler)]
    return list({(mark.text, repr(mark.where)): mark for mark in reversed(marks)}.values())[::-1]


def marked_leaves(tree: Node) -> list[Text]:
    """The texts that are not negated, from left to right."""
    if isinstance(tree, And | Or | Near):
        return [leaf for part in tree.parts for leaf in marked_leaves(part)]
    return [tree] if isinstance(tree, Text) else []


def _marks_of(leaf: Text, run: int, compiler: Compiler) -> list[Mark]:
    folded = fold(leaf.text)
    stands = literal("grams", folded)
    words = compiler.words_of(leaf.text) if isinstance(leaf, Run) else []
    if not words or (len(words) == 1 and words[0][0] == folded):
        return [Mark(folded, stands, run)]
    together = compiler.words_together(leaf.text)
    elsewhere: Query = {"bool": {"filter": [together], "must_not": [stands]}}
    # A word may match only in the title, and then nothing is highlighted.
    parts = [
        Mark(word, all_of([elsewhere, literal("grams", fold(leaf.text[start:end]))]), run, whole=False)
        for word, start, end in words
    ]
    return [Mark(folded, stands, run), *parts]


def marks_of_texts(texts: Sequence[str]) -> list[Mark]:
    """Marks of texts where they stand literally."""
    return [Mark(text, literal("grams", text), 0) for text in dict.fromkeys(map(fold, texts))]


def marks_of_relaxed(texts: Sequence[str], words: Sequence[str], grams: Sequence[str]) -> list[Mark]:
    """Marks of a relaxed query: of its texts as typed and of its terms, of bigrams where nothing else is."""
    marks = marks_of_texts(texts)
    marks += [
        Mark(word, literal("grams", word), 0)
        if len(word) > 1
        else Mark(word, {"term": {"words": token(word)}}, 0, word=True)
        for word in words
    ]
    alone: Query = {"bool": {"must_not": [mark.where for mark in marks]}}
    return marks + [Mark(gram, all_of([literal("grams", gram), alone]), 0, whole=False) for gram in grams]


def doubtful(marks: Sequence[Mark]) -> Query | None:
    """The paragraphs in which `free` may be wrong; None if there can be none."""
    found = [query for mark in marks if (query := mark.doubtful())]
    for left, right in combinations(marks, 2):
        # A run and its words are never highlighted in the same paragraph.
        apart = left.run == right.run and left.whole != right.whole
        if not apart and not _within(left, right) and _may_meet(left.text, right.text):
            found.append(all_of([left.where, right.where]))
    return any_of(found) if found else None


def free(marks: Sequence[Mark], occurrences: Sequence[int]) -> int:
    """Number of highlights from the occurrences of each text: occurrences inside a longer text do not count."""
    left: dict[int, int] = {}
    for at in sorted(range(len(marks)), key=lambda at: -len(marks[at].text)):
        inside = (
            _times_in(marks[at].text, marks[longer].text) * count
            for longer, count in left.items()
            if _within(marks[at], marks[longer])
        )
        left[at] = occurrences[at] - sum(inside)
    return sum(left.values())


def _within(one: Mark, other: Mark) -> bool:
    """Whether the two can overlap only with the shorter inside the longer, wherever either is highlighted."""
    short, long = sorted((one, other), key=lambda mark: len(mark.text))
    if short.domain != long.domain or short.word or short.text not in long.text or short.text == long.text:
        return False
    ends = range(1, len(short.text))
    return not any(long.text.endswith(short.text[:size]) or long.text.startswith(short.text[-size:]) for size in ends)


def _times_in(short: str, long: str) -> int:
    return sum(long.startswith(short, at) for at in range(len(long)))


def _may_meet(one: str, other: str) -> bool:
    return one == other or may_overlap(one, other, 0) or may_overlap(other, one, 0)
