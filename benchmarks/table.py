"""The tables that `benchmarks.scale` prints: figures of the three engines beside each other, with the goals."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Final

from benchmarks.timing import Timing, by_group, percentile

ENGINES: Final = ("ours", "stock", "tantivy")


@dataclass(frozen=True, slots=True)
class Row:
    """A measurement: name, each engine's figure, and the goal; `rate`: higher is better."""

    name: str
    figures: dict[str, float]
    goal: str = ""
    rate: bool = False


def print_rows(rows: list[Row]) -> None:
    """The table: figures, ours beside each peer's, and goals."""
    print(
        "| | ours | stock | tantivy | times better than stock | ours / tantivy | goal |\n|---|---|---|---|---|---|---|"
    )
    for row in rows:
        cells = [shown(row.figures.get(engine)) for engine in ENGINES]
        cells.append(ratio(row.figures, "ours", "stock") if row.rate else ratio(row.figures, "stock", "ours"))
        cells.append(ratio(row.figures, "ours", "tantivy"))
        print(f"| {row.name} | {' | '.join(cells)} | {row.goal} |", flush=True)


def print_groups(timings: list[Timing]) -> None:
    """The table of the groups: each engine's median and p95, and the medians of the queries' own ratios."""
    engines = list(timings[0].rounds)
    print("\n| page, ms | queries | " + " | ".join(f"{engine}, median | p95" for engine in engines), end=" |")
    print(" times as fast as stock | ours / tantivy |\n|" + "---|" * (4 + 2 * len(engines)))
    for group, found in {**by_group(timings), "all": timings}.items():
        cells = [
            shown(percentile((each.median(engine) for each in found), percent))
            for engine in engines
            for percent in (50, 95)
        ]
        for over, under in (("stock", "ours"), ("ours", "tantivy")):
            both = over in engines and under in engines
            ratios = [each.median(over) / each.median(under) for each in found] if both else []
            cells.append(f"{statistics.median(ratios):.2f}" if ratios else "")
        print(f"| {group} | {len(found)} | {' | '.join(cells)} |", flush=True)


def shown(figure: float | None) -> str:
    """A figure with three digits or more."""
    if figure is None:
        return ""
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def ratio(figures: dict[str, float], over: str, under: str) -> str:
    """One engine's figure divided by another's, if both exist."""
    return f"{figures[over] / figures[under]:.2f}" if over in figures and under in figures else ""
