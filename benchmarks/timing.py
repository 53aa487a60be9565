"""Page latency: engines asked the same queries in turn, medians per query, and summaries."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.page import Ask
from benchmarks.queries import MIX, Query

WITH_FILTERS = "with filters"
WITHOUT = "without filters"


@dataclass(slots=True)
class Timing:
    """A query, each engine's milliseconds round by round, and the total it answered."""

    query: Query
    rounds: dict[str, list[float]]
    totals: dict[str, int] = field(default_factory=dict)
    occurrences: dict[str, int | None] = field(default_factory=dict)

    def median(self, engine: str) -> float:
        """Median of the rounds, in milliseconds."""
        return statistics.median(self.rounds[engine])

    def first(self, engine: str) -> float:
        """Time of the first round, in milliseconds."""
        return self.rounds[engine][0]


def time_pages(engines: Mapping[str, Ask], queries: Iterable[Query], rounds: int) -> list[Timing]:
    """Ask every engine every query `rounds` times, in turn, another engine beginning every time.

    Stock Whoosh is asked by itself, after the others in each round: what comes after its tenths of a second finds the
    processor's caches empty (tantivy then took twice as long).
    """
    timings = [Timing(query, {name: [] for name in engines}) for query in queries]
    for number in range(rounds):
        for names in ([name for name in engines if name != "stock"], [name for name in engines if name == "stock"]):
            for place, timing in enumerate(timings):
                for at in range(len(names)):
                    name = names[(number + place + at) % len(names)]
                    _ask(timing, name, engines[name])
    return timings


def _ask(timing: Timing, name: str, ask: Ask) -> None:
    started = time.perf_counter()
    page = ask(timing.query)
    timing.rounds[name].append((time.perf_counter() - started) * 1000)
    timing.totals[name] = page.total
    timing.occurrences[name] = page.occurrences


def percentile(values: Iterable[float], percent: int) -> float:
    """The nearest-rank percentile: the smallest value that `percent` of the values do not exceed."""
    ascending = sorted(values)
    return ascending[max(-(-len(ascending) * percent // 100) - 1, 0)]


def by_group(timings: list[Timing]) -> dict[str, list[Timing]]:
    """The timings of each group of queries, and those with and without filters."""
    groups = {group: [each for each in timings if each.query.group == group] for group in MIX}
    groups[WITHOUT] = [each for each in timings if not each.query.filters]
    groups[WITH_FILTERS] = [each for each in timings if each.query.filters]
    return {group: found for group, found in groups.items() if found}


def write_details(timings: list[Timing], path: Path) -> None:
    """Write a JSON list: every query with what each engine took and answered, the first engine's slowest first."""
    engines = list(timings[0].rounds)
    ordered = sorted(timings, key=lambda each: -each.median(engines[0]))
    described = [
        {
            "group": each.query.group,
            "query": each.query.text,
            "body": each.query.body,
            "years": each.query.years,
            "kind": each.query.kind,
            "median_ms": {name: round(each.median(name), 3) for name in engines},
            "first_ms": {name: round(each.first(name), 3) for name in engines},
            "totals": {name: each.totals[name] for name in engines},
            "occurrences": {name: each.occurrences[name] for name in engines},
        }
        for each in ordered
    ]
    path.write_text(json.dumps(described, ensure_ascii=False, indent=1) + "\n", "utf-8")
