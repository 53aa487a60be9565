"""Page of results, the same for every engine of the comparison."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.queries import Facet, Query

HITS: Final = 10


@dataclass(frozen=True, slots=True)
class PageHit:
    """A paragraph on the page.

    marks: highlights in `text`, half-open, in code points; empty for an engine that marks text itself, whose `text` is
    the marked one.
    """

    report: str
    paragraph: int
    body: str
    year: int | None
    kind: str
    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The first ten hits with their texts read and marked, the exact total, and facets by body, year and kind.

    total: paragraphs. hits: PageHit, or the engine's own with the same in it. facets: how many of all the hits have a
    value; a facet's own choice does not narrow it. occurrences: in all the hits, where the engine counts them.
    """

    total: int
    hits: Sequence[object]
    facets: Mapping[Facet, Mapping[object, int]]
    occurrences: int | None = None


Ask = Callable[[Query], Page]
