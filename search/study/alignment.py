"""Alignment of two reports by headings and texts of sections: which section of one stands beside which of the other."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple

from index.analysis import fold
from search.result import ReportText
from search.study.likeness import likest_texts

_NUMERAL: Final = "[0-9零〇一二三四五六七八九十百千]+"
_NUMBERING: Final = re.compile(
    rf"第{_NUMERAL}(?:部分|[编篇章节条款])|{_NUMERAL}(?:[、)）]|[.．:：](?![0-9]))|[(（]{_NUMERAL}[)）]|[①-⓿➀-➓]"
)
_YEAR: Final = re.compile("[0-9]{4}年度?")
_NO_WORD: Final = re.compile(r"[\W_]+")
LEAST_LIKENESS: Final = 0.5
"""Of headings that stand beside one another."""
LEAST_TEXT_LIKENESS: Final = 0.15
"""Of texts whose sections stand beside one another whatever their headings say: nine of ten texts under headings that
say something else are less like, and nearly all under the same heading in two years of a body are more."""
_LONGEST_OPENING: Final = 12
"""Paragraphs of a report that its title, its day and its greeting may take."""
_MOST_SHARING: Final = 64
"""A pair of characters that more headings share says nothing of any of them."""
_MOST_CANDIDATES: Final = 8
"""How many headings of the other report are weighed for each."""


@dataclass(frozen=True, slots=True)
class Section:
    """Paragraphs of a report from a heading to before the next one, as a half-open range of their places, from 0.

    heading: "" for what stands before the first one, with the title. text: of all its paragraphs but the heading.
    """

    heading: str
    start: int
    stop: int
    text: str = field(default="", repr=False)

    def __len__(self) -> int:
        return self.stop - self.start


class AlignedSections(NamedTuple):
    """Sections that stand beside one another; None where the other report has no like one. Never both."""

    left: Section | None
    right: Section | None


def sections(report: ReportText) -> tuple[Section, ...]:
    """The report in sections, in reading order: each paragraph is in exactly one, and none is empty.

    Headings that stand above the first numbered one at the beginning (the meeting, the day, who speaks) begin none.
    """
    paragraphs = report.paragraphs
    titled = bool(paragraphs) and paragraphs[0].text == report.summary.title
    starts = [at for at, each in enumerate(paragraphs) if each.kind == "heading" and at >= titled]
    opening = starts[: bisect_left(starts, _LONGEST_OPENING)]
    numbered = next((at for at in opening if _NUMBERING.match(fold(paragraphs[at].text).strip())), 0)
    starts = starts[bisect_left(starts, numbered) :]
    edges = sorted({0, *starts, len(paragraphs)})
    first = set(starts)
    return tuple(
        Section(
            paragraphs[start].text if start in first else "",
            start,
            stop,
            "\n".join(each.text for each in paragraphs[start + (start in first) : stop]),
        )
        for start, stop in pairwise(edges)
    )


def aligned_sections(left: Sequence[Section], right: Sequence[Section]) -> tuple[AlignedSections, ...]:
    """All sections of both, each once and in its report's order, those with like headings or texts together."""
    like = likest_texts([each.text for each in left], [each.text for each in right])
    pairs = align([each.heading for each in left], [each.heading for each in right], like)
    return tuple(
        AlignedSections(None if at is None else left[at], None if other is None else right[other])
        for at, other in pairs
    )


def align(
    left: Sequence[str], right: Sequence[str], texts: Sequence[Mapping[int, float]] = ()
) -> list[tuple[int | None, int | None]]:
    """Places in both lists of headings, each once and in order; those that are likest beside one another.

    texts: for each place on the left, how like its text those of some places on the right are, from 0 to 1.
    Of all ways that cross no pair with another, the one with the most likeness, longer headings counting more. Between
    two pairs stand what the left has alone, then what the right has. Takes time in proportion to the headings, however
    like they are: of those that resemble one another in what most have, only some are weighed.
    """
    keys = [*map(heading_key, left)], [*map(heading_key, right)]
    candidates = {(at, other): weight for at, other, weight in _candidates(*keys)}
    for at, like in enumerate(texts):
        for other, each in like.items():
            if each >= LEAST_TEXT_LIKENESS or (at, other) in candidates:
                candidates[at, other] = candidates.get((at, other), 0) + each
    beside = heaviest_chain([(*pair, weight) for pair, weight in candidates.items()])
    rows: list[tuple[int | None, int | None]] = []
    at = other = 0
    for pair in [*beside, (len(left), len(right))]:
        rows += [(each, None) for each in range(at, pair[0])]
        rows += [(None, each) for each in range(other, pair[1])]
        rows.append(pair)
        at, other = pair[0] + 1, pair[1] + 1
    return rows[:-1]


def heading_key(heading: str) -> str:
    """What a heading says: folded, without its numbers (一、, 第二章, (3)), years and signs.

    One that says nothing else is taken whole; "" only for "" and signs alone.
    """
    folded = rest = fold(heading).strip()
    while found := _NUMBERING.match(rest):
        rest = rest[found.end() :].strip()
    return _NO_WORD.sub("", _YEAR.sub("", rest)) or _NO_WORD.sub("", folded)


def _candidates(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """Pairs of places whose headings may stand beside one another, with the weight of that, in the left's order."""
    same: defaultdict[str, list[int]] = defaultdict(list)
    sharing: defaultdict[str, list[int]] = defaultdict(list)
    grams = [_grams(key) for key in right]
    for at, key in enumerate(right):
        same[key].append(at)
        for gram in grams[at]:
            sharing[gram].append(at)
    seen: Counter[str] = Counter()
    for at, key in enumerate(left):
        # Of headings that stand often (一般规定), those of about the same turn.
        turn = seen[key]
        seen[key] += 1
        near = same[key][max(0, turn - _MOST_CANDIDATES // 2) : turn + _MOST_CANDIDATES // 2] if key in same else []
        likeness = dict.fromkeys(near, 1.0) | _likest(_grams(key), grams, sharing, {*near})
        for other, like in likeness.items():
            yield at, other, like * (1 + min(len(key), 20) / 20)


def _likest(
    wanted: frozenset[str], grams: Sequence[frozenset[str]], sharing: dict[str, list[int]], without: set[int]
) -> dict[int, float]:
    """Places of the headings that share most pairs of characters with `wanted`, and how like it they are."""
    common: Counter[int] = Counter()
    for gram in wanted:
        if len(places := sharing.get(gram, ())) <= _MOST_SHARING:
            common.update(places)
    nearest = [at for at, _ in common.most_common(_MOST_CANDIDATES + len(without)) if at not in without]
    like = {at: _likeness(wanted, grams[at]) for at in nearest}
    return {at: each for at, each in like.items() if each >= LEAST_LIKENESS}


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """From 0 to 1: what they share of both together, and of the shorter, which may be all that the longer adds to."""
    shared = len(one & other)
    return (2 * shared / (len(one) + len(other)) + shared / min(len(one), len(other))) / 2


def _grams(key: str) -> frozenset[str]:
    return frozenset(key[at : at + 2] for at in range(max(1, len(key) - 1))) - {""}


def heaviest_chain(candidates: Sequence[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """Of the pairs those, rising on both sides, that together weigh most.

    By the heaviest chain that ends before each place on the right, kept in a binary indexed tree.
    """
    places = sorted({other for _, other, _ in candidates})
    rank = {place: at + 1 for at, place in enumerate(places)}
    ends: list[tuple[float, int]] = [(0.0, -1)] * (len(places) + 1)
    came_from: list[int] = []
    # Of one left heading the pair furthest right comes first, so that none follows another of the same heading.
    ordered = sorted(candidates, key=lambda each: (each[0], -each[1]))
    for number, (_, other, weight) in enumerate(ordered):
        so_far, before = _heaviest_up_to(ends, rank[other] - 1)
        came_from.append(before)
        at = rank[other]
        while at < len(ends):
            if so_far + weight > ends[at][0]:
                ends[at] = (so_far + weight, number)
            at += at & -at
    chain = []
    last = _heaviest_up_to(ends, len(places))[1]
    while last >= 0:
        chain.append(ordered[last][:2])
        last = came_from[last]
    return chain[::-1]


def _heaviest_up_to(ends: Sequence[tuple[float, int]], at: int) -> tuple[float, int]:
    best = (0.0, -1)
    while at > 0:
        if ends[at][0] > best[0]:
            best = ends[at]
        at -= at & -at
    return best
