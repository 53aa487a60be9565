"""Page numbers and running heads of a printed text: what stands at one place in the margin of most pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from index.reading.cleaning.shapes import is_sentence
from index.reading.page_numerals import in_arabic_figures
from index.reading.pdf_rows import Printed
from index.reading.watermarks import mark_of, watermarks

_MARGIN: Final = 0.15
"""Of a page's height, above and below, in which heads and numbers stand."""
_SAME_PLACE: Final = 4.0
"""Points within which rows of several pages stand at one height."""
_FEWEST: Final = 2
_FEWEST_OF_RUN: Final = 3
"""Pages in a run of numbers, where a document has several (a chapter each), and of heads on every other page."""
_FEWEST_WORDS: Final = 4
"""Code points of a head that has the page's number beside it."""
_MOST_FIGURES: Final = 6
"""Figures of a row that are tried as its page's number."""
_APART: Final = 1.12
"""Of the distance of the text's lines: the least distance of a head from the text."""
_SMALL: Final = 0.85
"""Of the usual size of the font: the greatest of a head that is close to the text."""
_LABEL = re.compile("[:：]$")
_FIGURES = re.compile("[0-9]{1,4}")
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９", "0123456789")
_NUMBER_ONLY = re.compile("[-—–―·.~|/／,，()（）第共页頁#0-9]+")
_EXPLICIT = re.compile("(?:第#页|第#頁|[-—–―·~]+#[-—–―·~]+)(?:[/／,，]?共[0-9]+[页頁])?")
_WORD = re.compile(r"[^\W\d]")
_PRINTED_AT = re.compile(r"\d{1,4}/\d{1,2}/\d{2,4},? ?(?:[上下]午)?\d{1,2}:\d\d(?: ?[AP]M)?(?: .*)?")
"""What a browser prints over a page: the time and the window's title."""
_PRINTED_FROM = re.compile(r"(?:file|https?)://\S+ +\d+/\d+")
"""What it prints under it: the address and the page's number."""


Place = tuple[bool, int]
"""At the top of a page or not, and the distance from that edge in steps of _SAME_PLACE."""
Key = tuple[Place, str]


def without_edges(pages: Sequence[Sequence[Printed]]) -> list[list[Printed]]:
    """The rows of the pages without page numbers, running heads and watermarks.

    A number is cut where it rises with the pages at one height in the margin of most, or says that it is the page's
    (第 3 页, - 3 -); a head where the same words stand at one height in the margin of most pages, or of every other,
    farther from the text than its lines from each other, or smaller. A figure that is the same on all pages is one of
    the text. A watermark is at an angle or over the text at one place of most pages.
    """
    distance = _line_distance(pages)
    texts = [_in_text(page, distance) for page in pages]
    seen: dict[Key, set[int]] = defaultdict(set)
    for number, (page, body) in enumerate(zip(pages, texts, strict=True), 1):
        for row in page:
            for key in _keys(row, number, row in body):
                seen[key].add(number)
    numbers = [number for number, page in enumerate(pages, 1) if page]
    edges = _edges(seen, numbers)
    marks = frozenset(
        key for key, on in watermarks(pages).items() if len(on) >= _FEWEST_OF_RUN and _is_of_most(on, numbers)
    )
    return [
        [
            row
            for row in page
            if not (edges.intersection(_keys(row, number, row in body)) or _is_explicit(row, number))
            and row not in printed
            and mark_of(row) not in marks
        ]
        for number, (page, body, printed) in enumerate(zip(pages, texts, map(_of_browser, pages), strict=True), 1)
    ]


def _line_distance(pages: Sequence[Sequence[Printed]]) -> float:
    """The usual distance of a row from the next; 0 of one that is alone."""
    steps = [row.above - below.above for page in pages for row, below in pairwise(page)]
    return median([step for step in steps if step > _SAME_PLACE] or [0.0])


def _in_text(page: Sequence[Printed], distance: float) -> frozenset[Printed]:
    """The rows of a page that are as large as its text and no farther from it than its lines from each other.

    Where heights are not measured, no row is of the text for sure.
    """
    if not all(row.em for row in page):
        return frozenset()
    usual = median([row.size for row in page] or [0.0])
    large = [row for row in page if row.size >= _SMALL * usual and not _NUMBER_ONLY.fullmatch(_plain(row))]
    rows = sorted(large, key=lambda row: row.above)
    gaps = [at for at, (row, over) in enumerate(pairwise(rows), 1) if over.above - row.above > _APART * distance]
    if not gaps:
        return frozenset(rows) if len(rows) > 1 else frozenset()
    start = gaps[0] if _place(rows[gaps[0] - 1]) else 0
    stop = gaps[-1] if _place(rows[gaps[-1]]) else len(rows)
    return frozenset(rows[start:stop])


def _plain(row: Printed) -> str:
    """A row's text without spaces, a page number in Arabic figures."""
    return in_arabic_figures("".join(row.text.split()).translate(_FULL_WIDTH))


def _place(row: Printed) -> Place | None:
    """Where a row stands in a margin; None elsewhere."""
    below = row.height - row.above
    distance = min(row.above, below)
    return (below < row.above, round(distance / _SAME_PLACE)) if distance <= _MARGIN * row.height else None


def _keys(row: Printed, number: int, in_text: bool) -> Iterator[Key]:
    """What a row is on other pages, too, if it is a head or a page number: as it is, or with a figure that rises.

    in_text: it stands as a line of the text does, and is no head.
    """
    place = _place(row)
    if place is None or is_sentence(row.text):
        return
    plain = _plain(row)
    if in_text and not _NUMBER_ONLY.fullmatch(plain):
        return
    if _WORD.search(plain):
        yield place, plain
    for figure in [*_FIGURES.finditer(plain)][:_MOST_FIGURES]:
        before, after = plain[: figure.start()], plain[figure.end() :]
        if _may_be_numbered(before, after):
            yield place, f"{before}#{int(figure[0]) - number}#{after}"


def _may_be_numbered(before: str, after: str) -> bool:
    """Whether a figure between these may be a page's number: 广安区政协工作报告 5.

    Not 附件 1, 提案号：1 or 2023年工作回顾.
    """
    if _LABEL.search(before):
        return False
    sides = [side for side in (before, after) if side and not _NUMBER_ONLY.fullmatch(side)]
    return not sides or (len(sides) == 1 and len(sides[0]) >= _FEWEST_WORDS and not after.startswith("年"))


def _edges(seen: Mapping[Key, set[int]], numbers: Sequence[int]) -> frozenset[Key]:
    """The keys of heads and page numbers; numbers: of the pages that have text."""
    near = {key: _near(seen, key) for key in seen}
    found = {key for key, pages in near.items() if _is_of_most(pages, numbers)}
    runs: dict[Place, set[int]] = defaultdict(set)
    for (place, text), pages in near.items():
        if _is_run((place, text), pages):
            runs[place] |= pages
    numbered = {place for place, pages in runs.items() if _is_of_most(pages, numbers)}
    found |= {key for key, pages in near.items() if key[0] in numbered and _is_run(key, pages)}
    return frozenset(found)


def _near(seen: Mapping[Key, set[int]], key: Key) -> set[int]:
    """The pages that have a row at about its place."""
    (top, step), text = key
    pages: set[int] = set()
    return pages.union(*(seen.get(((top, each), text), ()) for each in (step - 1, step, step + 1)))


def _is_run(key: Key, pages: set[int]) -> bool:
    """Whether these are the pages of numbers that rise with them, and no words."""
    return len(pages) >= _FEWEST_OF_RUN and "#" in key[1] and _NUMBER_ONLY.fullmatch(key[1]) is not None


def _is_of_most(pages: set[int], numbers: Sequence[int]) -> bool:
    """Whether most pages are among these, or most of the even ones or of the odd ones, as books have their heads."""
    if len(pages) >= _FEWEST and 2 * len(pages) > len(numbers):
        return True
    side = [number for number in numbers if number % 2 == min(pages, default=0) % 2]
    return len(pages.intersection(side)) >= _FEWEST_OF_RUN and 2 * len(pages.intersection(side)) > len(side)


def _of_browser(page: Sequence[Printed]) -> frozenset[Printed]:
    """The rows in a page's margins that a browser printed; a time only where it printed the address, too."""
    printed = any(_PRINTED_FROM.fullmatch(row.text.strip()) for row in page)
    margins = [row for row in page if _place(row) is not None] if printed else []
    return frozenset(
        row for row in margins if _PRINTED_FROM.fullmatch(row.text.strip()) or _PRINTED_AT.fullmatch(row.text.strip())
    )


def _is_explicit(row: Printed, number: int) -> bool:
    """Whether a row in a margin says in so many words that it is this page's number."""
    plain = _plain(row)
    said = _FIGURES.sub(lambda figure: "#" if int(figure[0]) == number else figure[0], plain, count=1)
    return _place(row) is not None and _EXPLICIT.fullmatch(said) is not None
