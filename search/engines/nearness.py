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


def nearness(texts: Sequence[str], characters: Mapping[str, float], terms: Mapping[str, float]) -> Nearness:
    """How near one another the query's `characters` and `terms`, each with its weight, stand in each of `texts`."""
    found = _Texts(texts)
    queried, weights = _codes(characters), np.array(list(characters.values()))
    which = _which(found.codes, queried)
    windows = found.windows()
    stand = np.where(windows.inside, which[windows.places], -1)
    near = _has(stand, len(queried))
    close = _has(stand[:, :CLOSE], len(queried))
    return Nearness(
        sentences=_most(found.sentence_pairs(which, len(queried)) @ weights, found.pair_owners, len(texts)),
        wide=_most(near @ weights, windows.owners, len(texts)),
        close=_most(close @ weights, windows.owners, len(texts)),
        terms=_most(_terms_in(found, windows, terms), windows.owners, len(texts)),
    )


@dataclass(frozen=True, slots=True)
class _Windows:
    """WIDE characters from each clause's beginning on: their places, whether they are in the text, and the text."""

    places: Numbers
    inside: npt.NDArray[np.bool_]
    owners: Numbers


class _Texts:
    """Texts, folded, one behind the other; `owners`: for each character the number of its text."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.codes = fold_codes(np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32))
        lengths = np.fromiter(map(len, texts), np.intp, len(texts))
        self.ends = np.cumsum(lengths)
        self.owners = np.repeat(np.arange(len(texts)), lengths)
        self.first = np.zeros(len(self.codes), np.bool_)
        self.first[(self.ends - lengths)[lengths > 0]] = True

    def _begins(self, ends: str) -> npt.NDArray[np.bool_]:
        """Where a piece begins: behind what ends one, or with a text, and not with what ends one itself."""
        ending = np.isin(self.codes, _codes(ends))
        before = np.concatenate([np.ones(min(len(ending), 1), np.bool_), ending[:-1]])
        begins: npt.NDArray[np.bool_] = ~ending & (before | self.first)
        return begins

    def windows(self) -> _Windows:
        """Those of all clauses."""
        starts = np.flatnonzero(self._begins(CLAUSE_END))
        owners = self.owners[starts]
        places = starts[:, None] + np.arange(WIDE)
        inside = places < self.ends[owners][:, None]
        return _Windows(np.where(inside, places, 0), inside, owners)

    def sentence_pairs(self, which: Numbers, characters: int) -> npt.NDArray[np.bool_]:
        """For each two neighbouring sentences, and for a text's only one, which of the characters stand in them."""
        begins = self._begins(SENTENCE_END)
        sentence = np.cumsum(begins) - 1
        owners = self.owners[begins]
        # What ends sentences before the first one belongs to none; it is no character of a query either.
        at = np.flatnonzero((which >= 0) & (sentence >= 0))
        has = np.zeros((len(owners), characters), np.bool_)
        has[sentence[at], which[at]] = True
        follows = owners[1:] == owners[:-1] if len(owners) else np.zeros(0, np.bool_)
        alone = np.bincount(owners, minlength=len(self.ends))[owners] == 1
        self.pair_owners = np.concatenate([owners[1:][follows], owners[alone]])
        return np.concatenate([(has[1:] | has[:-1])[follows], has[alone]])


def _terms_in(texts: _Texts, windows: _Windows, terms: Mapping[str, float]) -> Scores:
    """For each window, what the terms that stand in it say."""
    says = np.zeros(len(windows.owners))
    for length in {len(term) for term in terms}:
        same = [term for term in terms if len(term) == length]
        begins = _where(texts.codes, same)
        # A term stands in a window when it begins in it and ends in it.
        last = np.minimum(np.arange(WIDE) + length - 1, WIDE - 1)
        fits = windows.inside[:, last] & (np.arange(WIDE) + length <= WIDE)
        stand = np.where(fits, begins[windows.places], -1)
        says += _has(stand, len(same)) @ np.array([terms[term] for term in same])
    return says


def _where(codes: Codes, terms: Sequence[str]) -> Numbers:
    """For each place which of the terms, all of one length, begins there, or -1."""
    length = len(terms[0])
    found = np.full(len(codes), -1, np.intp)
    if len(codes) < length:
        return found
    wanted = np.array([_codes(term) for term in terms]).reshape(len(terms), length)
    views = [codes[start : len(codes) - length + 1 + start] for start in range(length)]
    for number, term in enumerate(wanted):
        at = np.flatnonzero(views[0] == term[0])
        for view, code in zip(views[1:], term[1:], strict=True):
            at = at[view[at] == code]
        found[at] = number
    return found


def _which(codes: Codes, queried: Codes) -> Numbers:
    """For each place which of the queried characters stands there, or -1."""
    if not len(queried):
        return np.full(len(codes), -1)
    order = np.argsort(queried)
    at = np.searchsorted(queried[order], codes)
    at[at == len(queried)] = 0
    return np.where(queried[order][at] == codes, order[at], -1)


def _has(stand: Numbers, count: int) -> npt.NDArray[np.bool_]:
    """For each row, which of the numbers below `count` stand in it; -1 is none."""
    has = np.zeros((len(stand), count + 1), np.bool_)
    has[np.arange(len(stand))[:, None], stand] = True
    return has[:, :count]


def _most(values: Scores, owners: Numbers, count: int) -> Scores:
    """The largest value of each text, 0 where it has none."""
    most = np.zeros(count)
    np.maximum.at(most, owners, values)
    return most


def _codes(text: str | Mapping[str, float]) -> Codes:
    return np.array([ord(char) for char in text], np.uint32)
