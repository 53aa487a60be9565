"""Boilerplate removal: lines of the site's template above and under the article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.reading.cleaning import head, region, shapes, tail
from index.reading.cleaning.judged import JudgedLines
from index.reading.cleaning.line import Line
from index.reading.cleaning.script import simplified

NAME = "boilerplate"
# Lines examined on a page without prose, which shows no start of the article.
_HEAD_WITHOUT_PROSE = 8


@dataclass(frozen=True, slots=True)
class Cut:
    """Partition of a page's lines, by index: `head` and `tail` are boilerplate, `kept` is the article.

    top: number of kept lines above the first prose.
    """

    head: tuple[int, ...]
    kept: tuple[int, ...]
    tail: tuple[int, ...]
    top: int


def cut_boilerplate(lines: Sequence[Line], *, of_site: bool = True) -> Cut:
    """Separate the article from the boilerplate around it.

    Guarantee: idempotent on the kept lines. Rules match whole lines, and but for bars of pages and apps only above the
    first and under the last prose of the page, so that a sentence with a boilerplate word is kept. Without a site
    (of_site), nothing is cut under the first.
    """
    page = JudgedLines([simplified(line.text) for line in lines], [line.title for line in lines])
    start = head.start(page)
    address = region.opening(page)
    opens = start if address is None else max(start, address)
    prose = [place for place in range(opens, len(lines)) if page.fits(_is_article, place)]
    # Lines kept until here: those that may be the head, and all from `body` to `end`.
    body, end = prose[0] if prose else start, len(lines)
    above = list(range(start, body))
    heads = list(range(start))
    tails: list[int] = []
    while True:
        if not prose:
            reach = min(end, body + _HEAD_WITHOUT_PROSE - len(above))
            above, body = above + list(range(body, reach)), reach
        rounds = head.rounds(page, above, whole=bool(prose))
        start = tail.start(page, prose, above, end) if prose else tail.start_without_prose(page, above, body, end)
        if not any(rounds) and address is not None:
            rounds = [region.above(page, [place for place in above if place < address])]
        if not any(rounds) and start == end:
            inside = region.inside(page, range(body, end)) if prose else set()
            over = region.inside(page, [place for place in above if not page.titles[place]]) if prose else set()
            above = [place for place in above if place not in over]
            kept = (*above, *(place for place in range(body, end) if place not in inside))
            under, head_lines = sorted({*tails, *inside}), tuple(sorted({*heads, *over}))
            if not of_site:
                return Cut(head_lines, tuple(sorted({*kept, *under})), (), len(above))
            return Cut(head_lines, kept, tuple(under), len(above))
        for removed in rounds:
            heads += [place for place in sorted(removed) if place < start]
        tails[:0] = [*(place for place in above if place >= start), *range(max(body, start), end)]
        gone = set[int]().union(*rounds)
        above = [place for place in above if place < start and place not in gone]
        body, end = min(body, start), start


def _is_article(text: str) -> bool:
    return shapes.is_prose(text) and not shapes.is_tail_boilerplate(text) and not shapes.is_head_boilerplate(text)
