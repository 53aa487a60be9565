"""Geometry of line charts: coordinates of axes, lines and points, for templates to draw as SVG.

No charting library: the security policy forbids inline code, and each point is a link that the keyboard reaches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Final

from web.asked.parameters import Parameters

WIDTH: Final = 720
HEIGHT: Final = 416
"""In SVG user units, as all coordinates here."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 72, 24, 56, 44
_STEPS: Final = (1, 2, 2.5, 5, 10, 20)
_YEAR_STEPS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
_LEAST: Final = 1e-6
"""Smaller values count as 0: no text is long enough to yield one."""
_MOST_LABELS: Final = 8
"""More would overlap on a phone, where letters are twice as large in user units."""
MOST_LINES: Final = 6
"""Number of distinguishable colours and markers."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A data point: value, label of the value, and the search that a click opens, if any."""

    value: float
    label: str
    target: Parameters | None


@dataclass(frozen=True, slots=True)
class Point:
    """A data point as drawn: `place` on the x axis; x and y in user units."""

    place: int
    x: float
    y: float
    label: str
    target: Parameters | None


@dataclass(frozen=True, slots=True)
class Line:
    """A series as drawn: `paths` are its unbroken runs as SVG path data; `number`, from 1, selects its style."""

    name: str
    number: int
    paths: tuple[str, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick of an axis: coordinate in user units, and label."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """A chart of `width` by `height` user units; the plot area lies between left, right, top and bottom.

    left_out: number of series above MOST_LINES, not drawn.
    """

    lines: tuple[Line, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    left_out: int = 0
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    top: int = _TOP
    bottom: int = HEIGHT - _BOTTOM


def line_chart(
    places: Sequence[int], series: Sequence[tuple[str, Sequence[Reading | None]]], *, whole: bool = False
) -> LineChart:
    """The chart of the first MOST_LINES series over ascending integer places, such as years, on a linear scale.

    Each series has one reading per place. A line joins neighbours only: a place without a reading, or one that is not
    among `places`, breaks it. The value axis begins at 0; whole: its marks are integers.
    """
    left_out = max(0, len(series) - MOST_LINES)
    series = series[:MOST_LINES]
    values = [reading.value for _, readings in series for reading in readings if reading]
    marks = axis(max(values, default=0), whole=whole)
    top = marks[-1]
    span = max(1, places[-1] - places[0]) if places else 1

    def x(place: int) -> float:
        middle = (_LEFT + WIDTH - _RIGHT) / 2
        if len(places) == 1:
            return middle
        # A margin of 20 units on both sides keeps points off the axis.
        return round(_LEFT + 20 + (place - places[0]) / span * (WIDTH - _RIGHT - _LEFT - 40), 1)

    def y(value: float) -> float:
        return round(HEIGHT - _BOTTOM - value / top * (HEIGHT - _BOTTOM - _TOP), 1)

    lines = []
    for number, (name, readings) in enumerate(series, 1):
        drawn = tuple(
            Point(place, x(place), y(each.value), each.label, each.target)
            for place, each in zip(places, readings, strict=True)
            if each is not None
        )
        lines.append(Line(name, number, _paths(drawn), drawn))
    x_ticks = tuple(Tick(x(place), str(place)) for place in _labelled(places))
    y_ticks = tuple(Tick(y(mark), label) for mark, label in zip(marks, axis_labels(marks), strict=True))
    return LineChart(tuple(lines), x_ticks, y_ticks, left_out)


def axis(most: float, *, whole: bool = False) -> tuple[float, ...]:
    """Two to eight evenly spaced round values, from 0 to at least `most`; whole: all of them integers."""
    if most < _LEAST:
        return (0, 1)
    rough = most / 5
    power = 10.0 ** floor(log10(rough))
    step = next(power * each for each in _STEPS if power * each >= rough)
    if whole:
        step = float(ceil(step))
    return tuple(step * number for number in range(ceil(most / step) + 1))


def axis_labels(marks: Sequence[float]) -> tuple[str, ...]:
    """The marks of one axis, all with as many decimals as the one that needs most."""
    texts = [f"{mark:.9f}".rstrip("0") for mark in marks]
    decimals = max(len(text.partition(".")[2]) for text in texts)
    return tuple(f"{mark:,.{decimals}f}" for mark in marks)


def shade(value: float, most: float, shades: int = 7) -> int:
    """Shade of a heat table's cell: 0 for a value of 0, else 1 to `shades` in proportion to `value / most`."""
    if value <= 0 or most <= 0:
        return 0
    return min(shades, max(1, -int(-(value / most) * shades // 1)))


def year_step(span: int, most: int) -> int:
    """A round number of years, by which a span of them has `most` steps or fewer."""
    return next(each for each in _YEAR_STEPS if span <= each * most)


def _labelled(places: Sequence[int]) -> list[int]:
    """The last place, and earlier ones at even distances; those between two known years too, as the axis is linear."""
    if not places:
        return []
    step = year_step(places[-1] - places[0] + 1, _MOST_LABELS)
    return list(range(places[-1], places[0] - 1, -step))


def _paths(points: Sequence[Point]) -> tuple[str, ...]:
    runs: list[list[Point]] = []
    for point in points:
        if runs and runs[-1][-1].place == point.place - 1:
            runs[-1].append(point)
        else:
            runs.append([point])
    return tuple("M" + "L".join(f"{each.x:g} {each.y:g}" for each in run) for run in runs if len(run) > 1)
