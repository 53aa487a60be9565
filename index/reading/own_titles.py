"""What a page's markup has as its title: that of the metadata, or the window's without the site behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from index.reading.cleaning import Line, shapes
from index.reading.cleaning.script import simplified
from index.reading.title_lines import unspaced

MOST_ROWS: Final = 4
"""Lines in which a title may be broken."""
# A run of spaces is tried from its start only.
_SPACES = r"(?<!\s)\s+"
_SEPARATOR = re.compile(
    rf"(?:{_SPACES})?[|｜_]\s*|{_SPACES}[-–—]+\s+|(?<=[\u4e00-\u9fff）])-+(?=[\u4e00-\u9fff])|(?:{_SPACES})?--+\s*"
)


@dataclass(frozen=True, slots=True)
class OwnTitle:
    """What a page's markup has as its title, and what stands behind it in the window: the site's names."""

    text: str = ""
    site: tuple[str, ...] = ()


def own_title(window: str, told: str, site: str = "") -> OwnTitle:
    """The title of the page's metadata, or else the window's without the site behind it."""
    title, *others = [*window_parts(window), ""]
    names = [name for name in (*others, site) if name and name != told and not _says_report(name)]
    return OwnTitle(told or title, tuple(names))


def window_parts(window: str) -> list[str]:
    """The parts of a window's title, that of the page first: the longest that says a report, else the first."""
    parts = [part for part in _SEPARATOR.split(window) if part]
    reports = [part for part in parts if _says_report(part)]
    if not reports:
        return parts
    title = max(reports, key=len)
    return [title, *(part for part in parts if part != title)]


def _says_report(text: str) -> bool:
    return shapes.has_report_word(simplified(text))


def with_whole_titles(lines: Sequence[Line], title: OwnTitle) -> Iterator[Line]:
    """The lines, those that together say what the markup has as the title joined to one."""
    whole = unspaced(title.text)
    behind = 0
    for at, line in enumerate(lines):
        if at < behind:
            continue
        stop = _end_of(whole, lines, at) if whole else at + 1
        if stop > at + 1:
            behind = stop
            yield replace(line, text=title.text, title=any(each.title for each in lines[at:stop]))
        else:
            yield line


def _end_of(whole: str, lines: Sequence[Line], start: int) -> int:
    """Index behind the last of the lines that together are `whole`, or start + 1."""
    found = ""
    for stop in range(start, min(start + MOST_ROWS, len(lines))):
        found += unspaced(lines[stop].text)
        if found == whole:
            return stop + 1
        if not whole.startswith(found):
            break
    return start + 1
