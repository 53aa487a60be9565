"""Watermarks of a printed text: words at an angle, or over the text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from index.reading.cleaning.shapes import is_sentence
from index.reading.pdf_rows import Printed

_STEP: Final = 4.0
"""Points within which rows of several pages stand at one place."""
_WORD = re.compile(r"[^\W\d]")
Mark = tuple[int, int, str]


def mark_of(row: Printed) -> Mark:
    """What a watermark has in common on its pages: its place and its words."""
    return round(row.left / _STEP), round(row.above / _STEP), row.text


def watermarks(pages: Sequence[Sequence[Printed]]) -> Mapping[Mark, set[int]]:
    """The pages, from 1, of rows that are at an angle or over others wherever they stand, or on most of the pages."""
    all_pages: dict[Mark, set[int]] = defaultdict(set)
    over_text: dict[Mark, set[int]] = defaultdict(set)
    for number, page in enumerate(pages, 1):
        for row in page:
            if row.em and _WORD.search(row.text) and not is_sentence(row.text):
                all_pages[mark_of(row)].add(number)
    for number, page in enumerate(pages, 1):
        for row in page:
            if len(all_pages.get(mark_of(row), ())) > 1 and (row.slanted or _is_over(row, page)):
                over_text[mark_of(row)].add(number)
    return {mark: all_pages[mark] for mark, found in over_text.items() if 2 * len(found) >= len(all_pages[mark])}


def _is_over(row: Printed, page: Sequence[Printed]) -> bool:
    """Whether a row stands over another one of the page, and is larger."""
    return any(
        each.em < row.em
        and each.text != row.text
        and min(each.right, row.right) > max(each.left, row.left)
        and min(each.above + each.em, row.above + row.em) - max(each.above, row.above) > each.em / 2
        for each in page
    )
