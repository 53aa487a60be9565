"""Tracing by scanning: what runs a draft shares with reports, each text compared with each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

from index.analysis import fold
from index.analysis.searched import searched_text

Span = tuple[int, int]


def plain(text: str) -> str:
    """The compared characters of a text."""
    return "".join(fold(searched_text(text)).split())


def length(text: str) -> int:
    """How many characters count."""
    return sum(char.isalnum() for char in text)


def standing(text: str, within: str) -> int:
    """How often a text stands in another one, overlaps included."""
    return sum(within.startswith(text, at) for at in range(len(within)))


@dataclass
class PlainTrace:
    """A draft's paragraphs against all paragraphs of reports, by the reports' ids; all compared characters."""

    draft: Sequence[str]
    reports: Mapping[str, Sequence[str]]
    least: int

    def spans(self, text: str) -> list[Span]:
        """The pieces of a text that can be runs."""
        ends = [at for at, char in enumerate(text) if char.isalnum()]
        return [(start, end + 1) for start in ends for end in ends if length(text[start : end + 1]) >= self.least]

    def longest(self, text: str, reports: int = 1) -> list[Span]:
        """The runs of a text that stand in so many reports and are no part of another one."""
        found = [each for each in self.spans(text) if len(self.having(text[slice(*each)])) >= reports]
        return [
            (start, end)
            for start, end in found
            if not any(first <= start and end <= last and (first, last) != (start, end) for first, last in found)
        ]

    def weightiest(self, text: str, reports: int) -> dict[int, Span]:
        """By its start the piece that weighs most of those that stand in so many reports: characters times log2."""
        found: dict[int, Span] = {}
        for start, end in self.spans(text):
            if len(self.having(text[start:end])) >= reports and (
                start not in found or self._weight(text[start:end]) >= self._weight(text[slice(*found[start])])
            ):
                found[start] = start, end
        return found

    def _weight(self, text: str) -> float:
        return length(text) * log2(len(self.having(text)))

    def having(self, text: str) -> set[str]:
        """The reports in which a text stands."""
        return {report for report, paragraphs in self.reports.items() if any(text in each for each in paragraphs)}

    def count(self, text: str) -> int:
        """How often a text stands in all of them."""
        return sum(standing(text, each) for paragraphs in self.reports.values() for each in paragraphs)

    def shared(self, text: str, paragraph: str) -> int:
        """How many characters of a text stand in a paragraph, in runs."""
        places = {at for start, end in self.spans(text) if text[start:end] in paragraph for at in range(start, end)}
        return sum(text[at].isalnum() for at in places)
