"""Tokens of paragraphs by place: which occurrences are whole words, and how many words lie between occurrences."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np

from index.deadline import Deadline
from index.segment import Postings
from index.segment.segments import Segments
from search.matching.arrays import AT_ONCE, Documents, Mask, cut
from search.matching.literals import NO_POSITIONS, LiteralIndex, Positions
from search.matching.near import Bounds
from search.matching.token_shapes import shapes_of
from search.query import Word

SECONDS: Final = 2e-8
"""Of work for a character of the paragraphs that have the text, roughly."""


class Tokens:
    """The tokens of some paragraphs, one paragraph behind the other, and the characters that each takes up.

    numbers: of the tokens in the stream. counts: tokens of each paragraph. begins, ends: of each token's characters,
    those of all these paragraphs counted on.
    """

    def __init__(self, snapshot: Segments, documents: Documents) -> None:
        """documents: ascending."""
        self._documents = documents
        self._words = snapshot.stream.words
        self.shapes = shapes_of(snapshot.stream)
        self.numbers, self.counts = snapshot.stream.tokens(documents)
        lengths = self.shapes.lengths[self.numbers]
        self.ends = np.cumsum(lengths)
        self.begins = self.ends - lengths
        self.firsts = np.cumsum(self.counts) - self.counts
        self._bases = np.append(self.begins, self.ends[-1:])[self.firsts] if len(self.ends) else self.firsts

    def _begins(self, owners: Documents, offsets: Positions) -> Positions:
        """Where occurrences begin among all characters. owners, offsets: of each, in its searched text."""
        return offsets + self._bases[self._documents.searchsorted(owners)]

    def bounds(self, owners: Documents, offsets: Positions, lengths: Positions, *, sentence: bool) -> Bounds:
        """Occurrences by words, punctuation not counted: how many stand before each, and up to its end.

        A word of which an occurrence has a part is its own. owners, offsets, lengths: of each, in its searched text.
        sentence: what they are within is a sentence, not the paragraph.
        """
        begins = self._begins(owners, offsets)
        first, last = (np.searchsorted(self.begins, at, "right") - 1 for at in (begins, begins + lengths - 1))
        units = self.units(sentence=sentence)
        return Bounds(self._counted[first], self._counted[last + 1], units[first], units[last])

    @cached_property
    def _counted(self) -> Positions:
        """Words before each token, and all of them."""
        return np.concatenate([[0], np.cumsum(self.shapes.word[self.numbers])])

    def units(self, *, sentence: bool) -> Positions:
        """Number of the paragraph, or of the sentence, of each token."""
        own = np.repeat(self.firsts, self.counts)
        if not sentence:
            return own
        ends = self.shapes.sentence_end[self.numbers]
        # A paragraph's number is that of its first token, and no later one's sentence has it.
        return own + np.cumsum(ends) - ends

    def whole(self, owners: Documents, offsets: Positions, word: Word) -> Mask:
        """Which occurrences of the word's text are whole words that say it."""
        begins = self._begins(owners, offsets)
        ends = begins + len(word.text)
        at = np.flatnonzero(self._edges[begins] & self._edges[ends])
        first = np.searchsorted(self.begins, begins[at])
        counts = np.searchsorted(self.ends, ends[at]) - first + 1
        whole = np.zeros(len(begins), np.bool_)
        for count in np.unique(counts).tolist():
            own = counts == count
            whole[at[own]] = self._say(word, first[own], count)
        return whole

    @cached_property
    def _edges(self) -> Mask:
        """For each character and the end, whether a token ends before it."""
        edges = np.zeros(int(self.ends[-1:].sum()) + 1, np.bool_)
        edges[0] = edges[self.ends] = True
        return edges

    def _say(self, word: Word, first: Positions, count: int) -> Mask:
        """Which runs of tokens, `count` long, say the word."""
        if count == 1:
            column = self.numbers[first]
            said = np.zeros(len(self._words), np.bool_)
            for number in np.flatnonzero(np.bincount(column)).tolist():
                said[number] = word.is_said_by([self._words[number]])
            return said[column]
        runs, own = np.unique(self.numbers[first[:, None] + np.arange(count)], axis=0, return_inverse=True)
        found = [word.is_said_by([self._words[number] for number in run]) for run in runs.tolist()]
        return np.array(found, np.bool_)[own.ravel()]


def whole_words(
    snapshot: Segments, literals: LiteralIndex, found: Postings, word: Word, deadline: Deadline
) -> Postings:
    """Those occurrences of a word's text that are whole words; read in batches, which bounds memory."""
    deadline.expect(int(literals.lengths[found.documents].sum(dtype=np.int64)) * SECONDS)
    kept = [NO_POSITIONS]
    for part in cut(literals.lengths[found.documents], AT_ONCE):
        own = found.part(part.start, part.stop)
        starts = literals.places(own, deadline)
        owners = np.repeat(own.documents, own.frequencies)
        whole = Tokens(snapshot, own.documents).whole(owners, own.positions.astype(np.int64), word)
        kept.append(starts[whole])
    return literals.postings(np.concatenate(kept), deadline)
