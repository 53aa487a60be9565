"""Geometry of bar charts: a group of horizontal bars for each name, one bar for each word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from web.asked.parameters import Parameters
from web.shown.charts import WIDTH, Reading, Tick, axis, axis_labels

MOST_BARS: Final = 36
_LEFT, _RIGHT, _TOP, _BOTTOM = 16, 84, 60, 8
"""To the right of the longest bar its value has room."""
_LABEL, _BAR, _BETWEEN, _AFTER = 28, 18, 4, 14


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar as drawn: `number`, from 1, selects its style and names its word; y: of its upper edge, in user units."""

    word: str
    number: int
    y: float
    width: float
    label: str
    target: Parameters | None


@dataclass(frozen=True, slots=True)
class Group:
    """The bars of a name; y: of the name's baseline."""

    name: str
    y: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class BarChart:
    """A chart of `width` by `height` user units, `words` in the order of their bars' numbers; the value axis is on top.

    left_out: number of groups above `most_groups`, not drawn.
    """

    words: tuple[str, ...]
    groups: tuple[Group, ...]
    ticks: tuple[Tick, ...]
    height: int
    left_out: int = 0
    width: int = WIDTH
    left: int = _LEFT
    top: int = _TOP
    thickness: int = _BAR


def most_groups(words: int) -> int:
    """The number of names whose bars a chart of this many words shows."""
    return MOST_BARS // max(1, words)


def bar_chart(
    words: Sequence[str], groups: Sequence[tuple[str, Sequence[Reading | None]]], *, whole: bool = False
) -> BarChart:
    """The chart of the first groups, each with one reading per word; bars begin at 0, and None leaves one out."""
    most = most_groups(len(words))
    left_out = max(0, len(groups) - most)
    values = [reading.value for _, readings in groups[:most] for reading in readings if reading]
    marks = axis(max(values, default=0), whole=whole)
    scale = (WIDTH - _RIGHT - _LEFT) / marks[-1]
    drawn = []
    y = float(_TOP)
    for name, readings in groups[:most]:
        top = y + _LABEL
        bars = tuple(
            Bar(
                word,
                number,
                top + (number - 1) * (_BAR + _BETWEEN),
                round(each.value * scale, 1),
                each.label,
                each.target,
            )
            for number, (word, each) in enumerate(zip(words, readings, strict=True), 1)
            if each is not None
        )
        drawn.append(Group(name, y + _LABEL - 8, bars))
        y = top + len(words) * (_BAR + _BETWEEN) - _BETWEEN + _AFTER
    labels = zip(marks, axis_labels(marks), strict=True)
    ticks = tuple(Tick(round(_LEFT + mark * scale, 1), label) for mark, label in labels)
    return BarChart(tuple(words), tuple(drawn), ticks, round(y) + _BOTTOM, left_out)
