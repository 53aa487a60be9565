"""The mixed queries that every engine is asked: drawn by a seed from the texts, by how frequent the words are."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Final, Literal

from index.analysis import Segmenter
from index.report import Kind, Report

if TYPE_CHECKING:
    from search import Searcher

Facet = Literal["body", "year", "kind"]
FACETS: Final[tuple[Facet, ...]] = ("body", "year", "kind")
Frequency = Literal["frequent", "middling", "rare"]

FREQUENT: Final = 0.02
"""A frequent word occurs in at least this part of the paragraphs; 应当 is in a third of the statutes'."""
RARE: Final = 0.0005
"""A rare word occurs in at most this part of them, or in one."""
SAMPLE: Final = 20_000
"""Size of the sample of paragraphs."""
SEED: Final = 20261122

MIX: Final[dict[str, tuple[int, tuple[Frequency, ...]]]] = {
    "one word, frequent": (25, ("frequent",)),
    "one word, middling": (15, ("middling",)),
    "one word, rare": (15, ("rare",)),
    "two words, frequent": (20, ("frequent", "frequent")),
    "two words, one rare": (20, ("frequent", "rare")),
    "three words": (25, ("frequent", "frequent", "middling")),
    "two words, OR": (15, ("frequent", "frequent")),
    "three words, OR": (15, ("frequent", "middling", "rare")),
    "one word, NOT another": (20, ("frequent", "middling")),
    "quoted run": (30, ()),
}
"""Number of queries of each group, and the frequency of their words: 200 in all."""

FILTERS: Final[tuple[tuple[Facet, ...], ...]] = ((), ("body",), (), ("year",), (), ("kind",), (), ("body", "year"))
"""Filters of a group's queries, in turn."""

YEARS: Final = 3
"""Years on either side in a range of years."""

_HAN = re.compile("[一-鿿]{2,}")
_NUMBER = re.compile("第?[零一二三四五六七八九十百千]+[条款项章节]?")
_RUN_LENGTH: Final = range(4, 13)

_Words = list[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph with its filter values."""

    body: str
    year: int
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """A query, to be translated for each engine.

    group: of MIX. words: joined by AND, or with `any_of` by OR. run: the phrase in quotes. without: excluded
    by NOT. body, years (first and last), kind: filters.
    """

    group: str
    words: tuple[str, ...] = ()
    any_of: bool = False
    run: str = ""
    without: str = ""
    body: str | None = None
    years: tuple[int, int] | None = None
    kind: Kind | None = None

    @property
    def text(self) -> str:
        """The query without its filters, as zhengsou and Whoosh's own parser both read it."""
        if self.run:
            return f'"{self.run}"'
        return (" OR " if self.any_of else " ").join(self.words) + (f" NOT {self.without}" if self.without else "")

    @property
    def filters(self) -> tuple[Facet, ...]:
        """The query's filters."""
        given = {"body": self.body, "year": self.years, "kind": self.kind}
        return tuple(facet for facet in FACETS if given[facet] is not None)

    def counted(self) -> list[tuple[tuple[Facet, ...], Query]]:
        """Facets by the query whose hits they count: a facet's own filter does not apply to it."""
        plain = tuple(facet for facet in FACETS if facet not in self.filters)
        return [(plain, self), *(((facet,), self._without(facet)) for facet in self.filters)]

    def _without(self, facet: Facet) -> Query:
        if facet == "body":
            return replace(self, body=None)
        return replace(self, years=None) if facet == "year" else replace(self, kind=None)


def passages(reports: Iterable[Report]) -> list[Passage]:
    """Passages to draw queries from: paragraphs of reports whose year is known."""
    return [
        Passage(report.body, report.year, paragraph.kind, paragraph.text)
        for report in reports
        if report.year is not None
        for paragraph in report.paragraphs
    ]


def indexed_passages(searcher: Searcher, reports: int = 500) -> list[Passage]:
    """The same from an index of ours: the paragraphs of the given number of its reports."""
    dated = [(each.id, each.body, each.year) for each in searcher.reports() if each.year is not None]
    drawn = random.Random(SEED).sample(dated, min(reports, len(dated)))
    return [
        Passage(body, year, each.kind, each.text)
        for report, body, year in drawn
        for each in searcher.report(report).paragraphs
    ]


def draw(found: list[Passage]) -> list[Query]:
    """The 200 queries of MIX, shuffled; deterministic for the same passages, and each has hits in them.

    A query's words and filters come from one paragraph (the excluded word too, so that other paragraphs must match).
    """
    chance = random.Random(SEED)
    sample = _Sample(chance.sample(found, min(SAMPLE, len(found))), chance)
    queries = []
    for group, (wanted, frequencies) in MIX.items():
        for number in range(wanted):
            passage, picked = sample.words(frequencies) if frequencies else sample.run()
            query = _query(group, picked)
            for facet in FILTERS[number % len(FILTERS)]:
                query = _narrowed(query, facet, passage)
            queries.append(query)
    chance.shuffle(queries)
    return queries


def _query(group: str, picked: tuple[str, ...]) -> Query:
    if group == "quoted run":
        return Query(group, run=picked[0])
    if "NOT" in group:
        return Query(group, picked[:1], without=picked[1])
    return Query(group, picked, any_of="OR" in group)


def _narrowed(query: Query, facet: Facet, passage: Passage) -> Query:
    if facet == "body":
        return replace(query, body=passage.body)
    if facet == "year":
        return replace(query, years=(passage.year - YEARS, passage.year + YEARS))
    return replace(query, kind=passage.kind)


class _Sample:
    """Paragraphs with their words, and each word's document frequency."""

    def __init__(self, drawn: list[Passage], chance: random.Random) -> None:
        segmenter = Segmenter()
        self._chance = chance
        self._passages = [(passage, segmenter.words(passage.text)) for passage in drawn]
        self._frequencies = Counter(word for _, words in self._passages for word in {word for word, _, _ in words})

    def words(self, wanted: tuple[Frequency, ...]) -> tuple[Passage, tuple[str, ...]]:
        """A paragraph and words of these frequencies in it, as written, none part of another."""
        while True:
            passage, words = self._chance.choice(self._passages)
            by_frequency = self._by_frequency(passage.text, words)
            if all(by_frequency[frequency] for frequency in wanted):
                picked = tuple(self._chance.choice(by_frequency[frequency]) for frequency in wanted)
                if not any(one in other or other in one for one, other in combinations(picked, 2)):
                    return passage, picked

    def run(self) -> tuple[Passage, tuple[str, ...]]:
        """A paragraph and a substring of it, aligned to word boundaries."""
        while True:
            passage, words = self._chance.choice(self._passages)
            whole = _outermost(words)
            runs = [
                passage.text[start:end]
                for _, start, _ in whole
                for _, _, end in whole
                if end - start in _RUN_LENGTH and _HAN.fullmatch(passage.text, start, end)
            ]
            if runs:
                return passage, (self._chance.choice(runs),)

    def _frequency(self, word: str) -> Frequency:
        stands_in = self._frequencies[word]
        if stands_in >= FREQUENT * len(self._passages):
            return "frequent"
        return "rare" if stands_in <= max(RARE * len(self._passages), 1) else "middling"

    def _by_frequency(self, text: str, words: _Words) -> dict[Frequency, list[str]]:
        found: dict[Frequency, list[str]] = {"frequent": [], "middling": [], "rare": []}
        for word, start, end in words:
            if _HAN.fullmatch(text, start, end) and not _NUMBER.fullmatch(text, start, end):
                found[self._frequency(word)].append(text[start:end])
        return found


def _outermost(words: _Words) -> _Words:
    """Words of search mode that are not inside longer ones."""
    kept: _Words = []
    for word in sorted(words, key=lambda word: (word[1], -word[2])):
        if not kept or word[1] >= kept[-1][2]:
            kept.append(word)
    return kept
