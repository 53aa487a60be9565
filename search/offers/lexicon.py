"""Lexicon of an index: words, bodies and titles by spelling and by pinyin, built lazily."""

from __future__ import annotations

import math
import threading
from bisect import bisect_left
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, Protocol, get_args
from weakref import proxy

import numpy as np
import numpy.typing as npt

from index.analysis import fold
from index.analysis.folding import fold_for_words
from index.deadline import Deadline
from index.segment.vocabulary import Vocabulary
from search.offers.near_bodies import Bodies
from search.offers.near_spelling import NearSpelling
from search.offers.pinyin import Readings
from search.result import ReportSummary

EntryKind = Literal["body", "word", "title"]
ENTRY_KINDS: Final[tuple[EntryKind, ...]] = get_args(EntryKind)
_LAST: Final = chr(0x10FFFF)
_AROUND: Final = 10


@dataclass(frozen=True, slots=True)
class Entries:
    """Words of two or more characters, bodies and titles, in order of their folded `keys`.

    texts: as shown; "" for a word, which `Lexicon.written` gives. kinds: indices into ENTRY_KINDS. counts: paragraphs
    that have the word, or that belong to reports of that body or title.
    """

    keys: list[str]
    texts: list[str]
    kinds: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    readings: Readings

    def starting_with(self, prefix: str) -> npt.NDArray[np.int64]:
        """Indices of the entries whose key begins with the folded `prefix`."""
        return np.arange(bisect_left(self.keys, prefix), bisect_left(self.keys, prefix + _LAST))


class LexiconSource(Protocol):
    """The part of Searcher (search/engine/searcher.py) that a lexicon needs."""

    @property
    def vocabulary(self) -> Vocabulary: ...

    def reports(self) -> tuple[ReportSummary, ...]: ...

    def word_count(self, word: str) -> int: ...

    def word_place(self, word: str) -> tuple[str, int] | None: ...


class Lexicon:
    """The words, bodies and titles of one searcher's index; each part is built once, by the first thread that needs it.

    Holds only a weak reference to the searcher, which must outlive it.
    """

    def __init__(self, searcher: LexiconSource) -> None:
        # The searcher keeps the lexicon; a strong reference back would be a cycle.
        self._searcher: LexiconSource = proxy(searcher)
        self._making = threading.RLock()
        self._starting = threading.Lock()
        self._ready = threading.Event()
        self._maker: threading.Thread | None = None
        self._bodies: dict[bool, Bodies] = {}

    @property
    def vocabulary(self) -> Vocabulary:
        """The words, of one character too; raises CorruptIndex."""
        with self._making:
            return self._searcher.vocabulary

    @property
    def near(self) -> NearSpelling:
        """Spelling corrections from the words."""
        with self._making:
            return self._near

    @property
    def entries(self) -> Entries:
        """Entries for completion; loads pypinyin."""
        with self._making:
            return self._entries

    def entries_within(self, deadline: Deadline) -> Entries | None:
        """Entries for completion; None where they are not made before the deadline is over.

        They are made in a thread of their own, which goes on then, so that a later request has them.
        """
        if not self._ready.is_set():
            with self._starting:
                if self._maker is None:
                    self._maker = threading.Thread(target=self._make, name="lexicon", daemon=True)
                    self._maker.start()
            seconds = deadline.remaining
            self._ready.wait(None if math.isinf(seconds) else max(0.0, seconds))
        return self.entries if self._ready.is_set() else None

    def _make(self) -> None:
        # What goes wrong is raised to the requests, which then make them by themselves.
        with suppress(Exception):
            _ = self.entries
        self._ready.set()

    def bodies(self, *, exact: bool) -> Bodies:
        """All bodies that have reports. exact: by their own names, not today's."""
        with self._making:
            if exact not in self._bodies:
                self._bodies[exact] = Bodies(self._searcher.reports(), exact=exact)
            return self._bodies[exact]

    def count(self, word: str) -> int:
        """Document frequency (live paragraphs) of a word of the index."""
        return self._searcher.word_count(word)

    def written(self, word: str) -> str:
        """A word of the index in simplified script, as some paragraph has it: its folded form may be no word.

        (覆盖 is kept as 复盖, since 覆 and 復 are both written for one another.)
        """
        place = self._searcher.word_place(word)
        if place is None:
            return word
        text, start = place
        first = max(0, start - _AROUND)
        around = fold_for_words(text[first : start + len(word) + _AROUND])
        found = around[start - first : start - first + len(word)]
        return found if fold(found) == word else word

    @cached_property
    def _near(self) -> NearSpelling:
        return NearSpelling(self._searcher.vocabulary)

    @cached_property
    def _entries(self) -> Entries:
        vocabulary = self._searcher.vocabulary
        found = [
            (word, "", 1, count)
            for word, count in zip(vocabulary.words, vocabulary.frequencies.tolist(), strict=True)
            if len(word) > 1
        ]
        bodies: Counter[str] = Counter()
        titles: Counter[str] = Counter()
        for report in self._searcher.reports():
            bodies[report.body] += report.paragraphs
            titles[" ".join(report.title.split())] += report.paragraphs
        for kind, counts in ((0, bodies), (2, titles)):
            found += [(fold(text), text, kind, count) for text, count in counts.items() if text]
        found.sort()
        keys = [key for key, *_ in found]
        return Entries(
            keys=keys,
            texts=[text for _, text, _, _ in found],
            kinds=np.array([kind for *_, kind, _ in found], np.int64),
            counts=np.array([count for *_, count in found], np.int64),
            readings=Readings(keys),
        )
