"""How near one another a query's characters stand in a paragraph: a second look at the best of the first ranking."""

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
"""Behind the end of every text."""

WIDE: Final = 50
CLOSE: Final = 25

Scores = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint32]
Numbers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Nearness:
    """For each of some texts, the most of the query's characters, by weight, that it has in one place.

    sentences: in two neighbouring sentences. wide, close: in WIDE and in CLOSE characters from a clause's beginning on.
    terms: the most of the query's words and bigrams, by weight, in WIDE characters.
    """

    sentences: Scores
    wide: Scores
    close: Scores
    terms: Scores


def nearness(codes: Codes, lengths: Numbers, characters: Mapping[str, float], terms: Mapping[str, float]) -> Nearness:
    """How near one another the query's `characters` and `terms`, each with its weight, stand in each of some texts.

    codes: the code points of all texts, one behind the other. lengths: how many each text has.
    """
    found, texts = _Texts(codes, lengths), len(lengths)
    stand = found.equal(list(characters))
    following = _following(stand)
    weights = np.array(list(characters.values()))
    clauses = found.clauses()
    # How far from each clause's beginning each character stands next.
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
    """Half-open pieces of the texts put together, and the number of the text of each."""

    starts: Numbers
    ends: Numbers
    owners: Numbers


class _Texts:
    """Texts, folded, one behind the other; `owners`: for each character the number of its text."""

    def __init__(self, codes: Codes, lengths: Numbers) -> None:
        self.codes = fold_codes(codes)
        self.ends = np.cumsum(lengths)
        self.owners = np.repeat(np.arange(len(lengths)), lengths)
        self._first = np.zeros(len(self.codes), np.bool_)
        self._first[(self.ends - lengths)[lengths > 0]] = True
        self._ending = _ENDING[np.minimum(self.codes, len(_ENDING) - 1)]

    def equal(self, terms: Sequence[str]) -> npt.NDArray[np.bool_]:
        """For each term and place, whether it begins there; it may reach into the next text."""
        found = np.zeros((len(terms), len(self.codes) + 1), np.bool_)
        for row, term in zip(found, terms, strict=True):
            begins = len(self.codes) - len(term) + 1
            if begins > 0:
                np.equal(self.codes[:begins], ord(term[0]), out=row[:begins])
                for place, char in enumerate(term[1:], 1):
                    row[:begins] &= self.codes[place : place + begins] == ord(char)
        return found

    def _begins(self, least: int) -> Numbers:
        """Where pieces begin: behind what ends one, or with a text, and not with what ends one itself."""
        ending = self._ending >= least
        begins = self._first.copy()
        begins[1:] |= ending[:-1]
        begins &= ~ending
        return np.flatnonzero(begins)

    def clauses(self) -> _Pieces:
        """From each clause's beginning to the end of its text."""
        starts = self._begins(_ENDS_CLAUSE)
        owners = self.owners[starts]
        return _Pieces(starts, self.ends[owners], owners)

    def sentence_pairs(self) -> _Pieces:
        """Every two neighbouring sentences, and a text's only one."""
        starts = self._begins(_ENDS_SENTENCE)
        owners = self.owners[starts]
        last = np.ones(len(owners), np.bool_)
        last[:-1] = owners[1:] != owners[:-1]
        # A sentence ends where the next begins or its text ends: what ends sentences is no character of a query.
        ends = np.where(last, self.ends[owners], np.append(starts[1:], 0))
        pairs = ~last | np.concatenate([np.ones(min(len(last), 1), np.bool_), last[:-1]])
        reach = np.where(last, ends, np.append(ends[1:], 0))
        return _Pieces(starts[pairs], reach[pairs], owners[pairs])


def _terms_in(texts: _Texts, clauses: _Pieces, terms: Mapping[str, float]) -> Scores:
    """For each clause, what the terms say that stand in WIDE characters from its beginning on."""
    following = _following(texts.equal(list(terms)))
    lengths = np.fromiter(map(len, terms), np.intp, len(terms))[:, None]
    fits = following[:, clauses.starts] + lengths <= np.minimum(clauses.ends, clauses.starts + WIDE)
    says: Scores = np.array(list(terms.values())) @ fits
    return says


def _following(stand: npt.NDArray[np.bool_]) -> Numbers:
    """For each row and place, the next place at or behind it where the row is true; far away where there is none."""
    places = np.where(stand, np.arange(stand.shape[1], dtype=np.int32), np.int32(_FAR))
    following: Numbers = np.minimum.accumulate(places[:, ::-1], axis=1)[:, ::-1]
    return following


def _most(values: Scores, owners: Numbers, count: int) -> Scores:
    """The largest value of each text, 0 where it has none; owners ascend."""
    most = np.zeros(count)
    if len(owners):
        first = np.concatenate([[0], np.flatnonzero(owners[1:] != owners[:-1]) + 1])
        most[owners[first]] = np.maximum.reduceat(values, first)
    return most
