"""Line charts as geometry: where axes, lines and points stand, for a template to draw as SVG.

Drawn by hand, not by a library: a page may hold nothing inline, and each point is a link that a keyboard reaches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Final

from web.asked.parameters import Parameters

WIDTH: Final = 720
HEIGHT: Final = 380
"""Of the drawing, in its own units."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 24, 20, 44
_STEPS: Final = (1, 2, 2.5, 5, 10, 20)
_LEAST: Final = 1e-9
"""What is less is nothing: no text is long enough for it."""
_MOST_LABELS: Final = 8
"""More would overlap on a telephone, where the letters are twice as large in the drawing's units."""
MOST_LINES: Final = 6
"""As many as there are colours and marks that can be told apart."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is to be drawn at one place: its value, that as shown, and the search that a click opens, if any."""

    value: float
    label: str
    target: Parameters | None


@dataclass(frozen=True, slots=True)
class Point:
    """A reading in its place: x and y in the drawing's units, `place` as on the axis."""

    place: int
    x: float
    y: float
    label: str
    target: Parameters | None


@dataclass(frozen=True, slots=True)
class Line:
    """A series as drawn: `paths` are its unbroken stretches, as SVG path data; `number` from 1 chooses its looks."""

    name: str
    number: int
    paths: tuple[str, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis, in the drawing's units, and its label."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """A chart in a drawing of `width` by `height` units; the plot lies between left, right, top and bottom.

    left_out: series that were one too many to be told apart.
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


def line_chart(places: Sequence[int], series: Sequence[tuple[str, Sequence[Reading | None]]]) -> LineChart:
    """The chart of series over the same places, whole numbers such as years, ascending, drawn to scale.

    Each series has a reading, or None, for every place; where there is none, its line is broken. The value axis begins
    at 0. Only the first MOST_LINES are drawn.
    """
    left_out = max(0, len(series) - MOST_LINES)
    series = series[:MOST_LINES]
    values = [reading.value for _, readings in series for reading in readings if reading]
    marks = axis(max(values, default=0))
    top = marks[-1]
    span = max(1, places[-1] - places[0]) if places else 1

    def x(place: int) -> float:
        middle = (_LEFT + WIDTH - _RIGHT) / 2
        if len(places) == 1:
            return middle
        # Half a step of room on both sides keeps the first point off the axis.
        return round(_LEFT + 20 + (place - places[0]) / span * (WIDTH - _RIGHT - _LEFT - 40), 1)

    def y(value: float) -> float:
        return round(HEIGHT - _BOTTOM - value / top * (HEIGHT - _BOTTOM - _TOP), 1)

    lines = []
    for number, (name, readings) in enumerate(series, 1):
        drawn: list[Point | None] = [
            None if each is None else Point(place, x(place), y(each.value), each.label, each.target)
            for place, each in zip(places, readings, strict=True)
        ]
        lines.append(Line(name, number, _paths(drawn), tuple(point for point in drawn if point)))
    every = -(-len(places) // _MOST_LABELS)
    x_ticks = [Tick(x(place), str(place)) for place in list(reversed(places))[::every]] if places else []
    return LineChart(tuple(lines), tuple(x_ticks), tuple(Tick(y(mark), f"{mark:,g}") for mark in marks), left_out)


def axis(most: float) -> tuple[float, ...]:
    """Round values from 0 to at least `most`, evenly apart, two to eight of them."""
    if most < _LEAST:
        return (0, 1)
    rough = most / 5
    power = 10.0 ** floor(log10(rough))
    step = next(power * each for each in _STEPS if power * each >= rough)
    return tuple(step * number for number in range(ceil(most / step) + 1))


def shade(value: float, most: float, shades: int = 7) -> int:
    """Which of `shades` a cell of a heat table gets: 0 for nothing, else from 1 for little to `shades` for the most."""
    if value <= 0 or most <= 0:
        return 0
    return min(shades, max(1, -int(-(value / most) * shades // 1)))


def _paths(points: Sequence[Point | None]) -> tuple[str, ...]:
    paths: list[str] = []
    stretch: list[Point] = []
    for point in [*points, None]:
        if point is not None:
            stretch.append(point)
        elif stretch:
            if len(stretch) > 1:
                paths.append("M" + "L".join(f"{each.x:g} {each.y:g}" for each in stretch))
            stretch = []
    return tuple(paths)
