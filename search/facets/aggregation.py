"""How much of what was found each body and year has."""

from __future__ import annotations

from collections import defaultdict
from weakref import WeakKeyDictionary

import numpy as np

from index.local.snapshot import Segments
from index.segment.columns import NO_YEAR
from search.engine.found import Found
from search.matching.arrays import Numbers
from search.result import Place, Tally

_bodies: WeakKeyDictionary[Segments, dict[int, str]] = WeakKeyDictionary()
"""The bodies of reports that were counted; reading what is known of a report takes longer than finding in it."""


def tally(found: Found, *, bodies: bool) -> dict[Place, Tally]:
    """How much each body, unless `bodies` is false, and year has of what was found."""
    paragraphs = np.bincount(found.report_of)
    reports = np.flatnonzero(paragraphs)
    occurrences = np.bincount(found.report_of, found.counts).astype(np.int64)
    sums: defaultdict[Place, list[int]] = defaultdict(lambda: [0, 0, 0])
    counts = zip(paragraphs[reports].tolist(), occurrences[reports].tolist(), strict=True)
    for place, (of_paragraphs, of_occurrences) in zip(
        places_of(found.snapshot, reports, bodies=bodies), counts, strict=True
    ):
        own = sums[place]
        own[0] += 1
        own[1] += of_paragraphs
        own[2] += of_occurrences
    return {place: Tally(*own) for place, own in sums.items()}


def places_of(snapshot: Segments, reports: Numbers, *, bodies: bool) -> list[Place]:
    """The body, unless `bodies` is false, and year of each of the reports."""
    years = [None if year == NO_YEAR else year for year in snapshot.column("year")[reports].tolist()]
    names: list[str | None] = [None] * len(years)
    if bodies:
        known = _bodies.setdefault(snapshot, {})
        numbers = reports.tolist()
        known.update((report, snapshot.meta(report)["body"]) for report in numbers if report not in known)
        names = [known[report] for report in numbers]
    return list(zip(names, years, strict=True))
