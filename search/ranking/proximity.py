"""Proximity of a query's characters and terms within a paragraph, for rescoring the best hits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index.analysis.batch import fold_codes

SENTENCE_END: Final = "。!?"
"""Folded characters that end a sentence."""
CLAUSE_END: Final = SENTENCE_END + ";,"

_ENDS_SENTENCE: Final = 2
_ENDS_CLAUSE: Final = 1
_ENDING: Final = np.zeros(1 << 16, np.uint8)
_ENDING[[ord(char) for char in CLAUSE_END]] = _ENDS_CLAUSE
_ENDING[[ord(char) for char in SENTENCE_END]] = _ENDS_SENTENCE

_FAR: Final = 1 << 30
"""Sentinel position beyond the end of any text."""

WIDE: Final = 50
CLOSE: Final = 25

Scores = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint32]
Numbers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Nearness:
    """For each text, the largest total weight of the query's characters within one window.

    sentences: two adjacent sentences. wide, close: WIDE and CLOSE characters from the start of a clause.
    terms: the same of the query's words and bigrams, in WIDE characters.
    """

    sentences: Scores
    wide: Scores
    close: Scores
    terms: Scores


def nearness(codes: Codes, lengths: Numbers, characters: Mapping[str, float], terms: Mapping[str, float]) -> Nearness:
    """Proximity of the query's `characters` and `terms`, each with its weight, in each text.

    codes: code points of all texts, concatenated. lengths: code points per text.
    """
    found, texts = _Texts(codes, lengths), len(lengths)
    stand = found.equal(list(characters))
    following = _following(stand)
    weights = np.array(list(characters.values()))
    clauses = found.clauses()
    # Distance from the start of each clause to the next occurrence of each character.
    distance = following[:, clauses.starts] - clauses.starts
    rest = clauses.ends - clauses.starts
    sentences = found.sentence_pairs()
    return Nearness(
        sentences=_most(weights @ (following[:, sentences.starts] < sentences.ends), sentences.owners, texts),
        wide=_most(weights @ (distance < np.minimum(rest, WIDE)), clauses.owners, texts),
        close=_most(weights @ (distance < np.minimum(rest, CLOSE)), clauses.owners, texts),
        terms=_most(_terms_in(found, clauses, terms), clauses.owners, texts),
    )


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Half-open spans of the concatenated texts, and the number of the text of each."""

    starts: Numbers
    ends: Numbers
    owners: Numbers


class _Texts:
    """Folded texts, concatenated; `owners`: for each character the number of its text."""

    def __init__(self, codes: Codes, lengths: Numbers) -> None:
        self.codes = fold_codes(codes)
        self.ends = np.cumsum(lengths)
        self.owners = np.repeat(np.arange(len(lengths)), lengths)
        self._first = np.zeros(len(self.codes), np.bool_)
        self._first[(self.ends - lengths)[lengths > 0]] = True
        self._ending = _ENDING[np.minimum(self.codes, len(_ENDING) - 1)]

    def equal(self, terms: Sequence[str]) -> npt.NDArray[np.bool_]:
        """For each term and position, whether it begins there; it may extend into the next text."""
        found = np.zeros((len(terms), len(self.codes) + 1), np.bool_)
        for row, term in zip(found, terms, strict=True):
            begins = len(self.codes) - len(term) + 1
            if begins > 0:
                np.equal(self.codes[:begins], ord(term[0]), out=row[:begins])
                for place, char in enumerate(term[1:], 1):
                    row[:begins] &= self.codes[place : place + begins] == ord(char)
        return found

    def _begins(self, least: int) -> Numbers:
        """Starts of pieces: at the start of a text or after a terminator, and never at a terminator."""
        ending = self._ending >= least
        begins = self._first.copy()
        begins[1:] |= ending[:-1]
        begins &= ~ending
        return np.flatnonzero(begins)

    def clauses(self) -> _Pieces:
        """From the start of each clause to the end of its text."""
        starts = self._begins(_ENDS_CLAUSE)
        owners = self.owners[starts]
        return _Pieces(starts, self.ends[owners], owners)

    def sentence_pairs(self) -> _Pieces:
        """All pairs of adjacent sentences; for a text of one sentence, that sentence."""
        starts = self._begins(_ENDS_SENTENCE)
        owners = self.owners[starts]
        last = np.ones(len(owners), np.bool_)
        last[:-1] = owners[1:] != owners[:-1]
        # A sentence extends to the next one or the end of its text: terminators are never characters of a query.
        ends = np.where(last, self.ends[owners], np.append(starts[1:], 0))
        pairs = ~last | np.concatenate([np.ones(min(len(last), 1), np.bool_), last[:-1]])
        reach = np.where(last, ends, np.append(ends[1:], 0))
        return _Pieces(starts[pairs], reach[pairs], owners[pairs])


def _terms_in(texts: _Texts, clauses: _Pieces, terms: Mapping[str, float]) -> Scores:
    """For each clause, the total weight of the terms within WIDE characters of its start."""
    following = _following(texts.equal(list(terms)))
    lengths = np.fromiter(map(len, terms), np.intp, len(terms))[:, None]
    fits = following[:, clauses.starts] + lengths <= np.minimum(clauses.ends, clauses.starts + WIDE)
    says: Scores = np.array(list(terms.values())) @ fits
    return says


def _following(stand: npt.NDArray[np.bool_]) -> Numbers:
    """For each row and position, the next position at or after it where the row is true; sentinel _FAR if none."""
    places = np.where(stand, np.arange(stand.shape[1], dtype=np.int32), np.int32(_FAR))
    following: Numbers = np.minimum.accumulate(places[:, ::-1], axis=1)[:, ::-1]
    return following


def _most(values: Scores, owners: Numbers, count: int) -> Scores:
    """The largest value of each text, 0 if it has none. owners: ascending."""
    most = np.zeros(count)
    if len(owners):
        first = np.concatenate([[0], np.flatnonzero(owners[1:] != owners[:-1]) + 1])
        most[owners[first]] = np.maximum.reduceat(values, first)
    return most
