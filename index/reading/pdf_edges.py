"""Page numbers and running heads of a printed text: what stands at one place in the margin of most pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from index.reading.cleaning.shapes import is_sentence
from index.reading.pdf_rows import Printed

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
_FIGURES = re.compile("[0-9]{1,4}")
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９", "0123456789")
_NUMBER_ONLY = re.compile("[-—–―·.~|/／,，()（）第共页頁#0-9]+")
_EXPLICIT = re.compile("(?:第#页|第#頁|[-—–―·~]+#[-—–―·~]+)(?:[/／,，]?共[0-9]+[页頁])?")
_WORD = re.compile(r"[^\W\d]")


Place = tuple[bool, int]
"""At the top of a page or not, and the distance from that edge in steps of _SAME_PLACE."""
Key = tuple[Place, str]


def without_edges(pages: Sequence[Sequence[Printed]]) -> list[list[Printed]]:
    """The rows of the pages without page numbers and running heads.

    A number is cut where it rises with the pages at one height in the margin of most, or says that it is the page's
    (第 3 页, - 3 -); a head where the same words stand at one height in the margin of most pages, or of every other. A
    figure that is the same on all pages is one of the text.
    """
    seen: dict[Key, set[int]] = defaultdict(set)
    for number, page in enumerate(pages, 1):
        for row in page:
            for key in _keys(row, number):
                seen[key].add(number)
    edges = _edges(seen, [number for number, page in enumerate(pages, 1) if page])
    return [
        [row for row in page if not (edges.intersection(_keys(row, number)) or _is_explicit(row, number))]
        for number, page in enumerate(pages, 1)
    ]


def _place(row: Printed) -> Place | None:
    """Where a row stands in a margin; None elsewhere."""
    below = row.height - row.above
    distance = min(row.above, below)
    return (below < row.above, round(distance / _SAME_PLACE)) if distance <= _MARGIN * row.height else None


def _keys(row: Printed, number: int) -> Iterator[Key]:
    """What a row is on other pages, too, if it is a head or a page number: as it is, or with a figure that rises."""
    place = _place(row)
    if place is None or is_sentence(row.text):
        return
    plain = "".join(row.text.split()).translate(_FULL_WIDTH)
    if _WORD.search(plain):
        yield place, plain
    for figure in [*_FIGURES.finditer(plain)][:_MOST_FIGURES]:
        before, after = plain[: figure.start()], plain[figure.end() :]
        if _may_be_numbered(before, after):
            yield place, f"{before}#{int(figure[0]) - number}#{after}"


def _may_be_numbered(before: str, after: str) -> bool:
    """Whether a figure between these may be a page's number: 广安区政协工作报告 5, and not 附件 1 or 2023年工作回顾."""
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


def _is_explicit(row: Printed, number: int) -> bool:
    """Whether a row in a margin says in so many words that it is this page's number."""
    plain = "".join(row.text.split()).translate(_FULL_WIDTH)
    said = _FIGURES.sub(lambda figure: "#" if int(figure[0]) == number else figure[0], plain, count=1)
    return _place(row) is not None and _EXPLICIT.fullmatch(said) is not None
