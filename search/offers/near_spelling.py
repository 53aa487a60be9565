"""Spelling correction: words of the index within one edit of a misspelt word, or with the same pinyin."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log
from typing import Final

import numpy as np
import numpy.typing as npt

from index.segment.vocabulary import Vocabulary
from search.offers.pinyin import Indices, Readings, Typed, reading

LONGEST: Final = 8
"""Longest word considered (characters)."""
MOST_RUN: Final = 24
"""Longest run that is corrected (characters)."""
RARE: Final = 3
"""Words with a lower document frequency may be misspellings."""
_LONGEST_SPAN: Final = 5
_MOST_NEAR: Final = 12
_MOST_ROUNDS: Final = 3
_SAME_SOUND: Final = 5.0
_NEAR_SOUND: Final = 3.0
_OTHER_LENGTH: Final = -1.5
_UNKNOWN: Final = -6.0
_CONFUSED: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))

_Matrix = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Near:
    """Candidate: a word of the index, or a run with it; document frequency and score (higher is better)."""

    word: str
    frequency: int
    fitness: float


class NearSpelling:
    """The words of two to LONGEST characters as arrays of code points, by length; and by their reading.

    Readings, and pypinyin with them, are loaded when a word is first in doubt. Safe for several threads at once.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._making = threading.Lock()
        self._total = float(max(vocabulary.frequencies.sum(dtype=np.int64), 1))
        lengths = np.array([len(word) for word in vocabulary.words], np.int64)
        self._places = {length: np.flatnonzero(lengths == length) for length in range(2, LONGEST + 1)}
        self._columns = {length: self._columns_of(places, length) for length, places in self._places.items()}

    def _columns_of(self, places: Indices, length: int) -> _Matrix:
        """The first characters of the words of this length, then the second ones, and so on, each in a row."""
        joined = "".join(self._vocabulary.words[place] for place in places.tolist())
        return np.ascontiguousarray(_code_points(joined).reshape(-1, length).T)

    @property
    def _readings(self) -> Readings:
        with self._making:
            return self._made_readings

    @cached_property
    def _made_readings(self) -> Readings:
        return Readings(self._vocabulary.words)

    def near(self, word: str) -> list[Near]:
        """The words that are read as the folded `word`, or differ from it in one character that is another, missing,
        too many or changed places with the next; the best first, and only more frequent ones."""
        if not 2 <= len(word) <= LONGEST:
            return []
        least = self._vocabulary.frequency(word)
        alike = [] if word.isascii() else self._readings.homophones(word).tolist()
        fits: dict[int, float] = dict.fromkeys(alike, _SAME_SOUND)
        for place in np.concatenate([self._exchanged(word), self._added(word)]).tolist():
            if place not in fits:
                fits[place] = _fitness(word, self._vocabulary.words[place])
        found = []
        for place, fitness in fits.items():
            other, frequency = self._vocabulary.words[place], int(self._vocabulary.frequencies[place])
            if other != word and len(other) > 1 and frequency > least:
                found.append(Near(other, frequency, fitness))
        for other in _lacking(word):
            frequency = self._vocabulary.frequency(other)
            if frequency > least and other != word:
                found.append(Near(other, frequency, _fitness(word, other)))
        found.sort(key=lambda near: (-near.fitness - log(near.frequency), near.word))
        return found[:_MOST_NEAR]

    def _exchanged(self, word: str) -> Indices:
        """The words with one other character."""
        # Row by row: numpy adds up many short rows ten times slower than few long ones.
        others = np.zeros(len(self._places[len(word)]), np.uint8)
        for column, point in zip(self._columns[len(word)], _code_points(word), strict=True):
            others += column != point
        found: Indices = self._places[len(word)][others == 1]
        return found

    def _added(self, word: str) -> Indices:
        """The words with one character more."""
        length = len(word)
        if length + 1 > LONGEST:
            return np.zeros(0, np.int64)
        columns, points = self._columns[length + 1], _code_points(word)
        after = np.ones(columns.shape, np.bool_)
        for at in range(length - 1, -1, -1):
            after[at] = after[at + 1] & (columns[at + 1] == points[at])
        fits = after[0].copy()
        before = np.ones(columns.shape[1], np.bool_)
        for at in range(length):
            before &= columns[at] == points[at]
            fits |= before & after[at + 1]
        found: Indices = self._places[length + 1][fits]
        return found

    def corrections(self, run: str) -> list[str]:
        """What a folded run of characters may have been meant for, the likeliest first; empty when it is all words.

        A text is the likelier, the more frequent the words are that it can be cut into.
        """
        if not 2 <= len(run) <= MOST_RUN:
            return []
        if run.isascii():
            # Parts of a Latin word are not words.
            return [near.word for near in self.near(run)]
        found = self._corrected_once(run)
        # A second correction is allowed only after a homophone: otherwise little of the run would remain.
        for _ in range(_MOST_ROUNDS):
            if not found or found[0].fitness < _NEAR_SOUND:
                break
            better = self._corrected_once(found[0].word)
            if not better or better[0].fitness < _NEAR_SOUND:
                break
            found.insert(0, better[0])
        return list(dict.fromkeys(each.word for each in found if each.word != run))

    def _corrected_once(self, run: str) -> list[Near]:
        """What becomes likelier than `run` itself by one word's correction, the likeliest first."""
        least, pieces = self._cut(run)
        scored: dict[str, tuple[float, Near]] = {}
        spans = self._spans(run, pieces)
        doubtful = [(start, end) for start, end, weak in spans if weak]
        # If all pieces are frequent words, only homophones are candidates: 环境 保户 is 环境保护.
        least_fit = _OTHER_LENGTH if doubtful else _SAME_SOUND
        for start, end in doubtful or [(start, end) for start, end, _ in spans]:
            for near in self.near(run[start:end]):
                if near.fitness < least_fit:
                    continue
                text = run[:start] + near.word + run[end:]
                likelihood = self._cut(text)[0] + near.fitness
                if likelihood > (scored[text][0] if text in scored else least):
                    scored[text] = likelihood, Near(text, near.frequency, near.fitness)
        ranked = sorted(scored.values(), key=lambda each: (-each[0], each[1].word))
        return [near for _, near in ranked]

    def _spans(self, run: str, ends: list[int]) -> list[tuple[int, int, bool]]:
        """The spans of whole pieces that a word may have been meant for, and whether some piece is no frequent word."""
        starts = [0, *ends[:-1]]
        weak = [
            end - start < 2 or self._vocabulary.frequency(run[start:end]) < RARE
            for start, end in zip(starts, ends, strict=True)
        ]
        return [
            (start, end, any(weak[first : last + 1]))
            for first, start in enumerate(starts)
            for last, end in enumerate(ends)
            if 2 <= end - start <= _LONGEST_SPAN
        ]

    def pieces(self, run: str) -> list[str]:
        """The words that a folded run most likely consists of, and the characters between them."""
        ends = self._cut(run)[1]
        return [run[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    def _cut(self, run: str) -> tuple[float, list[int]]:
        """The likeliest way to cut `run` into words: the logarithm of its likelihood, and the ends of the pieces."""
        best: list[tuple[float, int]] = [(0.0, 0)]
        for end in range(1, len(run) + 1):
            ways = []
            for start in range(max(0, end - LONGEST), end):
                frequency = self._vocabulary.frequency(run[start:end])
                if frequency or end - start == 1:
                    likelihood = log(frequency / self._total) if frequency else _UNKNOWN - log(self._total)
                    ways.append((best[start][0] + likelihood, start))
            best.append(max(ways))
        ends, at = [], len(run)
        while at:
            ends.append(at)
            at = best[at][1]
        return best[-1][0], ends[::-1]

    def read_as(self, typed: Typed, most: int) -> list[str]:
        """The words, of two characters at least, that read as what was typed, the most frequent first.

        If there are none, cuts the letters into the fewest such words.
        """
        found = self._words_read_as(typed)[:most]
        if found:
            return found
        best: list[tuple[int, float, str] | None] = [(0, 0.0, "")]
        letters = typed.letters
        for end in range(1, len(letters) + 1):
            ways = []
            for start, before in enumerate(best):
                inner = frozenset(border - start for border in typed.borders if start < border < end)
                words = self._words_read_as(Typed(letters[start:end], inner)) if before and end - start > 1 else []
                if before and words:
                    likelihood = log(self._vocabulary.frequency(words[0]))
                    ways.append((before[0] - 1, before[1] + likelihood, before[2] + words[0]))
            best.append(max(ways, default=None))
        return [best[-1][2]] if best[-1] else []

    def _words_read_as(self, typed: Typed) -> list[str]:
        places = [
            place for place in self._readings.reading_as(typed).tolist() if len(self._vocabulary.words[place]) > 1
        ]
        places.sort(key=lambda place: -int(self._vocabulary.frequencies[place]))
        return [self._vocabulary.words[place] for place in places]


def _code_points(text: str) -> _Matrix:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def _lacking(word: str) -> Iterator[str]:
    """What `word` may be when one of its characters is too many, or has changed places with the next."""
    if len(word) > 2:
        yield from dict.fromkeys(word[:at] + word[at + 1 :] for at in range(len(word)))
    swaps = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))
    yield from dict.fromkeys(each for each in swaps if each != word)


def _fitness(word: str, other: str) -> float:
    if len(word) != len(other):
        return _OTHER_LENGTH
    if sorted(word) == sorted(other):
        return _NEAR_SOUND
    return _NEAR_SOUND if _confused(word) == _confused(other) else 0.0


def _confused(word: str) -> tuple[str, ...]:
    """The reading of a word with the sounds made equal that speakers of many dialects confuse."""
    return tuple(_plainer(syllable) for syllable in reading(word))


@lru_cache(maxsize=4096)
def _plainer(syllable: str) -> str:
    for sound, like in _CONFUSED:
        syllable = syllable.replace(sound, like)
    return syllable
