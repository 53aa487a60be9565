"""Charts as drawings of pictures that are taken away: lines over years, bars of names, bars of key terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from flask import get_template_attribute
from markupsafe import Markup

from index.language import gettext
from web.shown import key_bars
from web.shown.bars import BarChart
from web.shown.charts import LineChart
from web.shown.key_bars import KeyBar
from web.shown.picture import Drawing, Key, fitted
from web.shown.script import in_script

COLOURS: Final = ("#9c2c1c", "#1d5b8f", "#3f6b1e", "#7a3f94", "#8a5a00", "#0f6b66")
DASHES: Final = ("", "9 4", "3 3", "12 3 3 3", "6 6", "16 4")
"""Of the series from the first, as the page shows them on light ground (web/static/compare.css)."""
_HEAD: Final = 32
"""Room of a caption on top."""
_ROOM: Final = 16
"""Of a term beside the middle, in ems."""


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


def key_bar_drawing(bars: Sequence[KeyBar]) -> Drawing:
    """The bars of key terms, to two sides of a line in the middle."""
    named = [{**asdict(bar), "whole": in_script(bar.term), "term": fitted(in_script(bar.term), _ROOM)} for bar in bars]
    caption = gettext("对数比：右边说得多，左边说得少")
    source = drawn("key_bars", "drawing", named, caption, key_bars.WIDTH, key_bars.STEP, _HEAD)
    return Drawing(source, key_bars.WIDTH, _HEAD + len(bars) * key_bars.STEP + 8)


def drawn(kind: str, macro: str, *values: Any) -> Markup:
    """What a macro of `picture_KIND.svg` draws."""
    return Markup(get_template_attribute(f"picture_{kind}.svg", macro)(*values))
