"""A comparison's picture as an SVG document: nothing in it is loaded, and it says where its numbers come from.

Colours and fonts are attributes, since a stylesheet inside the document would be inline code to the security policy.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from flask import render_template

from index.language import Language, language
from web.shown.bars import BarChart
from web.shown.charts import WIDTH, LineChart
from web.shown.sections import Section

MIMETYPE: Final = "image/svg+xml"
COLOURS: Final = ("#9c2c1c", "#1d5b8f", "#3f6b1e", "#7a3f94", "#8a5a00", "#0f6b66")
DASHES: Final = ("", "9 4", "3 3", "12 3 3 3", "6 6", "16 4")
"""Of the series from the first, as the page shows them on light ground (web/static/compare.css)."""
FONTS: Final[dict[Language, str]] = {
    "zh-Hans": "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif",
    "zh-Hant": "'PingFang TC', 'Microsoft JhengHei', 'Noto Sans CJK TC', 'Source Han Sans TC', sans-serif",
    "en": "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif",
}
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARGIN: Final = 16
_TITLE, _LEGEND, _NOTE = 18, 15, 12
"""Sizes of letters, in user units; a line is half as high again."""
_MOST_LINES_OF_TITLE, _MOST_LINES_OF_NOTE = 3, 6


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text and its baseline."""

    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the legend."""

    y: float
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand below each other: title, chart (moved down by `chart_y`), legend, notes; height: of all."""

    title: tuple[Text, ...]
    chart_y: float
    legend: tuple[Entry, ...]
    notes: tuple[Text, ...]
    height: int


def picture(section: Section, title: str, axis: str, notes: list[str]) -> str:
    """The section's chart, which it must have, as an SVG document with title, label of the axis, legend and notes.

    It is well-formed XML whatever the texts: characters that XML forbids are shown as U+FFFD.
    """
    chart = section.chart
    assert chart is not None
    source = render_template(
        "picture.svg",
        chart=chart,
        lines=section.lines,
        bars=section.bars,
        layout=_layout(chart, title, notes),
        title=title,
        description="\n".join(notes),
        axis=axis,
        language=language(),
        fonts=FONTS[language()],
        colours=COLOURS,
        dashes=DASHES,
        sizes={"title": _TITLE, "legend": _LEGEND, "note": _NOTE},
        margin=_MARGIN,
    )
    return _NOT_XML.sub("\ufffd", source)


def _layout(chart: LineChart | BarChart, title: str, notes: list[str]) -> Layout:
    y = float(_MARGIN)
    titles = []
    for line in wrapped(title, (WIDTH - 2 * _MARGIN) / _TITLE, _MOST_LINES_OF_TITLE):
        y += _TITLE * 1.4
        titles.append(Text(round(y, 1), line))
    chart_y = round(y + 8, 1)
    y = chart_y + chart.height
    legend = []
    for number, name in _legend(chart):
        (text,) = wrapped(name, (WIDTH - 2 * _MARGIN - 40) / _LEGEND, 1)
        y += _LEGEND * 1.5
        legend.append(Entry(round(y, 1), number, text))
    written = []
    y += 6
    for note in notes:
        for line in wrapped(note, (WIDTH - 2 * _MARGIN) / _NOTE, _MOST_LINES_OF_NOTE):
            y += _NOTE * 1.5
            written.append(Text(round(y, 1), line))
    return Layout(tuple(titles), chart_y, tuple(legend), tuple(written), round(y) + _MARGIN)


def _legend(chart: LineChart | BarChart) -> list[tuple[int, str]]:
    if isinstance(chart, LineChart):
        return [(line.number, line.name) for line in chart.lines]
    # The title names a single word.
    return list(enumerate(chart.words, 1)) if len(chart.words) > 1 else []


def wrapped(text: str, most: float, lines: int) -> list[str]:
    """The text in at most this many lines of `most` ems, the last one cut with an ellipsis if more is left; "" is one.

    A letter is 1 em wide in Chinese and 0.6 otherwise, which is wide enough for all but a few capitals.
    """
    found: list[str] = []
    line, width = "", 0.0
    rest = " ".join(text.split())
    for number, character in enumerate(rest):
        wide = 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.6
        if width + wide > most - (1 if len(found) == lines - 1 and number < len(rest) - 1 else 0):
            if len(found) == lines - 1:
                return [*found, line + "…"]
            # Latin words stay whole where a line has more than one of them.
            cut = line.rfind(" ") + 1 if character.isascii() and line[-1:].isascii() and character != " " else 0
            kept = line[cut:] if cut else ""
            found.append((line[:cut] if cut else line).rstrip())
            line, width = kept, sum(1.0 if unicodedata.east_asian_width(each) in "WFA" else 0.6 for each in kept)
        line += character
        width += wide
    return [*found, line.strip()]
