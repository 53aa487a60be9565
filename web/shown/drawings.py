"""Charts as drawings of pictures that are taken away: lines over years, and bars of names."""

from __future__ import annotations

from typing import Any, Final

from flask import get_template_attribute
from markupsafe import Markup

from web.shown.bars import BarChart
from web.shown.charts import LineChart
from web.shown.picture import Drawing, Key

COLOURS: Final = ("#9c2c1c", "#1d5b8f", "#3f6b1e", "#7a3f94", "#8a5a00", "#0f6b66")
DASHES: Final = ("", "9 4", "3 3", "12 3 3 3", "6 6", "16 4")
"""Of the series from the first, as the page shows them on light ground (web/static/compare.css)."""


def line_drawing(chart: LineChart, axis: str) -> Drawing:
    """The lines, each in the legend; axis: label of the value axis."""
    source = drawn("lines", "drawing", chart, axis, COLOURS, DASHES)
    legend = [Key(drawn("lines", "symbol", line.number, COLOURS, DASHES), line.name) for line in chart.lines]
    return Drawing(source, chart.width, chart.height, tuple(legend))


def bar_drawing(chart: BarChart, axis: str) -> Drawing:
    """The bars, with the words in the legend unless there is only one, which the title names."""
    source = drawn("bars", "drawing", chart, axis, COLOURS)
    words = enumerate(chart.words, 1) if len(chart.words) > 1 else ()
    legend = [Key(drawn("bars", "symbol", COLOURS[number - 1]), word) for number, word in words]
    return Drawing(source, chart.width, chart.height, tuple(legend))


def drawn(kind: str, macro: str, *values: Any) -> Markup:
    """What a macro of `picture_KIND.svg` draws."""
    return Markup(get_template_attribute(f"picture_{kind}.svg", macro)(*values))
