"""Where an index has what a draft says: every longest run of characters that both have, by extending seeds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from index.analysis import searched_text
from index.deadline import Deadline
from index.errors import TooLarge, TooMuch
from index.language import gettext
from index.segment.segments import Segments
from search.matching.arrays import Documents, Mask, cut
from search.matching.literals import LiteralIndex, Positions
from search.study.draft import Codes, Draft, Offsets
from search.study.extension import Row, extended
from search.study.seeds import SeedTerms, seed_terms, seeds

_AT_ONCE: Final = 1 << 21
"""Places of the index that are looked at together; some 60 bytes each."""
_READ_AT_ONCE: Final = 1 << 20
"""Characters of the index that are read together."""
_PLACE: Final = 60
_LOOK: Final = 4e-7
"""Bytes, and seconds, that a place takes to be looked at."""
_RUN: Final = 150
"""Bytes that a run takes while all are sorted."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Runs that stand in the draft and in a paragraph of the index and cannot be longer there on either side.

    starts, ends: in the row of the draft's characters. documents: the paragraphs. places: of each run's first character
    among the paragraph's compared characters. Each run begins and ends with a character that counts.
    """

    starts: Offsets
    ends: Offsets
    documents: Documents
    places: Offsets

    def chosen(self, chosen: Documents | Mask) -> Shared:
        """Some of them."""
        return Shared(self.starts[chosen], self.ends[chosen], self.documents[chosen], self.places[chosen])

    @classmethod
    def joined(cls, parts: Sequence[Shared]) -> Shared:
        """All of several."""
        none = cls(*(np.zeros(0, np.int64) for _ in range(4)))
        every = [none, *parts]
        return cls(
            np.concatenate([each.starts for each in every]),
            np.concatenate([each.ends for each in every]),
            np.concatenate([each.documents for each in every]),
            np.concatenate([each.places for each in every]),
        )


class Finder:
    """Finds what drafts share with some paragraphs of an index."""

    def __init__(self, snapshot: Segments, literals: LiteralIndex, allowed: Mask | None, deadline: Deadline) -> None:
        """literals: of the field `grams`. allowed: the paragraphs to look at; None for all."""
        self._snapshot = snapshot
        self._literals = literals
        self._allowed = allowed
        self._deadline = deadline
        self._terms = SeedTerms(snapshot)
        shifts = snapshot.shifts
        # Where characters were composed, the searched text is no part of the text.
        self._composed = np.unique(shifts.documents[shifts.starts != shifts.ends]).astype(np.int64)

    def shared(self, draft: Draft, least: int) -> Shared:
        """All runs of at least `least` characters that count; raises TooMuch, TooSlow and Busy.

        Every such run holds a seed, and each place of a seed is looked at: none is missed. A run that holds several
        seeds may be there several times.
        """
        chosen = [
            (text[at : at + 2], at + begin)
            for text, begin in self._deadline.watch(draft.folded())
            for at in seeds(text, least, self._terms.cost)
        ]
        found = []
        for part in cut(np.array([self._terms.cost(bigram) for bigram, _ in chosen], np.int64), _AT_ONCE):
            places: dict[str, list[int]] = {}
            for bigram, at in chosen[part]:
                places.setdefault(bigram, []).append(at)
            found += self._of_seeds(draft, places, least)
            self._need(sum(len(each.starts) for each in found) * _RUN)
        return Shared.joined(found)

    def _need(self, held: int) -> None:
        """As the deadline's, with what to do about a draft."""
        try:
            self._deadline.need(held)
        except TooLarge as fault:
            raise TooMuch(
                gettext("底稿太长，或者与库里相同的太多"), next_step=gettext("请分成几份，或要求更多的字相同")
            ) from fault

    def _of_seeds(self, draft: Draft, places: dict[str, list[int]], least: int) -> list[Shared]:
        """The runs that hold these seeds. places: of each bigram in the row."""
        looks = sum(self._terms.cost(bigram) * len(there) for bigram, there in places.items())
        self._deadline.expect(looks * _LOOK)
        self._need(looks * _PLACE)
        pairs = [self._pairs(bigram, np.array(there, np.int64)) for bigram, there in places.items()]
        none = np.zeros(0, np.int64)
        at = np.concatenate([none, *(pair[0] for pair in pairs)])
        positions = np.concatenate([none, *(pair[1] for pair in pairs)])
        order = np.argsort(positions, kind="stable")
        at, positions = at[order], positions[order]
        owners = self._literals.documents(positions, self._deadline)
        return [
            _in_texts(draft, at[own], documents, Row(codes, lengths), inside, least)
            for documents, codes, lengths, own, inside in self._read(owners, positions)
        ]

    def _pairs(self, bigram: str, there: Positions) -> tuple[Positions, Positions]:
        """Each place of a bigram in the draft with each in the index."""
        found = []
        for term in seed_terms(bigram):
            self._deadline.check()
            postings = self._snapshot.postings("grams", term)
            if self._allowed is not None:
                postings = postings.only(self._allowed)
            found.append(self._literals.places(postings, self._deadline))
        positions = np.concatenate(found)
        return np.repeat(there, len(positions)), np.tile(positions, len(there))

    def _read(
        self, owners: Documents, positions: Positions
    ) -> Iterator[tuple[Documents, Codes, Documents, Documents, Positions]]:
        """Piece by piece: paragraphs, their characters and lengths, the positions in them, and where.

        Positions are told by their places in `positions`, where they are by the character of the piece.
        """
        composed = np.isin(owners, self._composed)
        for every, read, original in (
            (np.flatnonzero(~composed), self._snapshot.code_points, True),
            (np.flatnonzero(composed), self._searched, False),
        ):
            documents, turns = np.unique(owners[every], return_inverse=True)
            for part in cut(self._literals.lengths[documents], _READ_AT_ONCE):
                self._deadline.check()
                first, last = np.searchsorted(turns, [part.start, part.stop]).tolist()
                own = every[first:last]
                codes, lengths = read(documents[part])
                inside = positions[own]
                if original:
                    inside, _ = self._literals.originals.spans(inside, np.ones_like(inside), self._deadline)
                begins = np.cumsum(lengths) - lengths
                inside = inside - self._literals.starts[owners[own]] + begins[turns[first:last] - part.start]
                yield documents[part], codes, lengths, own, inside

    def _searched(self, documents: Documents) -> tuple[Codes, Documents]:
        """As `code_points`, of the searched texts."""
        texts = [searched_text(self._snapshot.text(each)) for each in documents.tolist()]
        codes = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32)
        return codes, np.array([len(each) for each in texts], np.intp)


def _in_texts(draft: Draft, at: Positions, documents: Documents, texts: Row, inside: Positions, least: int) -> Shared:
    """The runs around places of the draft, and the places of these texts where the same bigram may stand."""
    starts, there, lengths = extended(draft.codes, at, texts.row, texts.at[inside], least)
    long = draft.counted[starts + lengths] - draft.counted[starts] >= least
    starts, there, ends = starts[long], there[long], (starts + lengths)[long]
    own = np.searchsorted(texts.begins, there, "right") - 1
    first, last = _trimmed(draft, starts, ends)
    return Shared(first, last, documents[own], there + (first - starts) - texts.begins[own])


def _trimmed(draft: Draft, starts: Offsets, ends: Offsets) -> tuple[Offsets, Offsets]:
    """The runs from their first to behind their last character that counts."""
    counts = np.flatnonzero(np.diff(draft.counted))
    return counts[draft.counted[starts]], counts[draft.counted[ends] - 1] + 1
