"""Page breaks in texts without places: page numbers standing alone, heads beside them, paragraphs parted there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from index.reading.cleaning import Line
from index.reading.cleaning.shapes import is_numbered, is_sentence
from index.reading.wrapping import tears

_NUMBER = re.compile(
    r"[-—–―]{1,2}\s?(\d{1,3})\s?[-—–―]{1,2}|第\s?(\d{1,3})\s?[页頁](?:\s?[，,/／]?\s?共\s?\d{1,3}\s?[页頁])?"
)
_FEWEST: Final = 2
_LONGEST_HEAD: Final = 40
_LONG: Final = 40
"""Code points of a line without a sentence's end that is no heading."""
_OPEN = re.compile(r"[，、,]$")
_ENDS = re.compile(r"[。！？!?；;：:…][”’」』》）)]*$")


def without_page_breaks(lines: Sequence[Line]) -> list[Line]:
    """The lines without the numbers of printed pages and the heads beside them; a paragraph parted there is one line.

    Numbers are a page's if they stand alone between dashes or in 第 2 页 and each is one more than the last; a head is
    the same short line beside half of them, two at least. A line goes on behind a break where it ends with a comma, or
    long and without a stop, or in a word.
    """
    numbers = _numbers(lines)
    if len(numbers) < _FEWEST:
        return list(lines)
    gone = set(numbers) | _heads(lines, numbers)
    found: list[Line] = []
    broken = False
    for at, line in enumerate(lines):
        if at in gone:
            broken = True
            continue
        if broken and found and _goes_on(found[-1], line):
            found[-1] = replace(found[-1], text=found[-1].text.rstrip() + line.text.lstrip())
        else:
            found.append(line)
        broken = False
    return found


def _numbers(lines: Sequence[Line]) -> list[int]:
    """The indexes of page numbers; none where they do not rise by one."""
    found = [(at, match) for at, line in enumerate(lines) if (match := _NUMBER.fullmatch(line.text.strip()))]
    figures = [int(match[1] or match[2]) for _, match in found]
    rising = figures == list(range(figures[0], figures[0] + len(figures))) if figures else False
    return [at for at, _ in found] if rising else []


def _heads(lines: Sequence[Line], numbers: Sequence[int]) -> set[int]:
    """The indexes of short lines that stand beside most of the numbers."""
    beside = {at for number in numbers for at in (number - 1, number + 1) if 0 <= at < len(lines)}
    counts = Counter(lines[at].text.strip() for at in beside)
    fewest = max(_FEWEST, len(numbers) / 2)
    return {
        at
        for at in beside
        if counts[text := lines[at].text.strip()] >= fewest and len(text) <= _LONGEST_HEAD and not is_sentence(text)
    }


def _goes_on(above: Line, below: Line) -> bool:
    if any(line.title or line.kind not in (None, "text") for line in (above, below)):
        return False
    left, right = above.text.rstrip(), below.text.lstrip()
    if _ENDS.search(left) or is_numbered(right):
        return False
    return _OPEN.search(left) is not None or len(left) >= _LONG or (not is_numbered(left) and tears(left, right))
