"""A picture that is taken away, as an SVG document: nothing in it is loaded, and it says where its numbers come from.

Colours and fonts are attributes, since a stylesheet inside the document would be inline code to the security policy.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from flask import Response, render_template
from markupsafe import Markup

from index.china_time import now
from index.language import Language, gettext, language
from web.shown.charts import WIDTH

MIMETYPE: Final = "image/svg+xml"
FONTS: Final[dict[Language, str]] = {
    "zh-Hans": "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif",
    "zh-Hant": "'PingFang TC', 'Microsoft JhengHei', 'Noto Sans CJK TC', 'Source Han Sans TC', sans-serif",
    "en": "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif",
}
MARGIN: Final = 16
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TITLE, _LEGEND, _NOTE = 18, 15, 12
"""Sizes of letters, in user units; a line is half as high again."""
_MOST_LINES_OF_TITLE, _MOST_LINES_OF_NOTE = 3, 6


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of the legend; symbol: SVG around its origin, at most 28 by 16 user units."""

    symbol: Markup
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a picture draws: SVG without a stylesheet, `width` by `height` user units from its origin, and its legend.

    Its letters are 14 units high, in the colour of text, where it says nothing else.
    """

    source: Markup
    width: int
    height: int
    legend: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text and its baseline."""

    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the legend as it stands."""

    y: float
    symbol: Markup
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand below each other: title, drawing (moved by `x` and `y`), legend, notes; the size of all."""

    title: tuple[Text, ...]
    x: float
    y: float
    legend: tuple[Entry, ...]
    notes: tuple[Text, ...]
    width: int
    height: int


def picture(drawing: Drawing, title: str, notes: Sequence[str]) -> str:
    """The drawing as an SVG document with title, legend and notes.

    It is well-formed XML whatever the texts: characters that XML forbids are shown as U+FFFD.
    """
    source = render_template(
        "picture.svg",
        drawing=drawing,
        layout=_layout(drawing, title, notes),
        title=title,
        description="\n".join(notes),
        language=language(),
        fonts=FONTS[language()],
        sizes={"title": _TITLE, "legend": _LEGEND, "note": _NOTE},
        margin=MARGIN,
    )
    return _NOT_XML.sub("\ufffd", source)


def picture_name(*parts: str) -> str:
    """Name of a picture's file, without its ending: what it shows, of what, and the day."""
    return "-".join([gettext("政搜"), *filter(None, parts), f"{now():%Y%m%d}"])


def picture_file(source: str, name: str) -> Response:
    """The document as an answer of this name, which is of its moment and not kept."""
    response = Response(source, mimetype=MIMETYPE)
    own = quote(name + ".svg", safe="")
    response.headers["Content-Disposition"] = f"inline; filename=zhengsou.svg; filename*=UTF-8''{own}"
    response.headers["Cache-Control"] = "no-store"
    return response


def _layout(drawing: Drawing, title: str, notes: Sequence[str]) -> Layout:
    width = max(WIDTH, drawing.width)
    room = width - 2 * MARGIN
    y = float(MARGIN)
    titles = []
    for line in wrapped(title, room / _TITLE, _MOST_LINES_OF_TITLE):
        y += _TITLE * 1.4
        titles.append(Text(round(y, 1), line))
    top = round(y + 8, 1)
    y = top + drawing.height
    legend = []
    for key in drawing.legend:
        y += _LEGEND * 1.5
        legend.append(Entry(round(y, 1), key.symbol, fitted(key.text, (room - 40) / _LEGEND)))
    written = []
    y += 6
    for note in notes:
        for line in wrapped(note, room / _NOTE, _MOST_LINES_OF_NOTE):
            y += _NOTE * 1.5
            written.append(Text(round(y, 1), line))
    left = (width - drawing.width) / 2
    return Layout(tuple(titles), left, top, tuple(legend), tuple(written), width, round(y) + MARGIN)


def fitted(text: str, most: float) -> str:
    """The text in one line of `most` ems, cut with an ellipsis if it is longer."""
    return wrapped(text, most, 1)[0]


def ems(text: str) -> float:
    """Width of a text: a letter is 1 em wide in Chinese and 0.6 otherwise, wide enough for all but a few capitals."""
    return sum(1.0 if unicodedata.east_asian_width(each) in "WFA" else 0.6 for each in text)


def wrapped(text: str, most: float, lines: int) -> list[str]:
    """The text in at most this many lines of `most` ems, the last cut with an ellipsis if more is left; "" is one."""
    found: list[str] = []
    line, width = "", 0.0
    rest = " ".join(text.split())
    for number, character in enumerate(rest):
        wide = ems(character)
        if width + wide > most - (1 if len(found) == lines - 1 and number < len(rest) - 1 else 0):
            if len(found) == lines - 1:
                return [*found, line + "…"]
            # Latin words stay whole where a line has more than one of them.
            cut = line.rfind(" ") + 1 if character.isascii() and line[-1:].isascii() and character != " " else 0
            kept = line[cut:] if cut else ""
            found.append((line[:cut] if cut else line).rstrip())
            line, width = kept, ems(kept)
        line += character
        width += wide
    return [*found, line.strip()]
