"""The occurrences that a choice of lines leaves, in the order of a concordance, and the groups they fall into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, ClassVar, Final

import numpy as np

from index.errors import TooMuch
from index.language import N_, gettext
from search.described import Described, Detail
from search.engine.found import Found
from search.matching.arrays import Documents, Numbers
from search.study.addresses import search_address
from search.study.beside import Groups, Words, words_beside
from search.study.line_choice import EVERY_LINE, LineChoice
from search.study.neighbours import Neighbours, Occurrences
from search.study.sampling import sampled

MOST_SORTED: Final = 5_000_000
"""Maximum number of occurrences sorted by context or grouped; 30 to 60 bytes each, at most 300 MB."""
_SORTED: Final = 60
_TO_SORT: Final = 1e-6
"""Bytes, and seconds, that an occurrence takes to be sorted."""


@dataclass(frozen=True, slots=True)
class KwicGroup(Described):
    """Lines that have the same words beside the occurrence, in reading order; text: these with spaces between.

    Fewer words than asked for where the paragraph ends. group, url: what exactly these lines are asked for by.
    """

    COMPUTED: ClassVar[Mapping[str, Detail]] = {"text": Detail(N_("这些词，用空格隔开"))}
    FIRST: ClassVar[tuple[str, ...]] = ("text", "words")

    words: Annotated[tuple[str, ...], Detail(N_("依原文次序；段落到头时少于所要的个数"))]
    occurrences: int
    paragraphs: Annotated[int, Detail(N_("有这一组的段数"))]
    reports: Annotated[int, Detail(N_("有这一组的报告份数"))]
    group: Annotated[str, Detail(N_("取这一组的各处时，group 这样写"))]
    url: Annotated[str, Detail(N_("站内地址"))]

    @property
    def text(self) -> str:
        """The words with a space between."""
        return " ".join(self.words)


class ChosenLines:
    """The lines of what was found that a choice leaves; texts are read where they have to be."""

    def __init__(self, found: Found, choice: LineChoice) -> None:
        """Raises TooMuch where more than MOST_SORTED occurrences would have to be held."""
        self._found = found
        self._choice = choice

    @property
    def are_all(self) -> bool:
        """Whether there are lines for all occurrences, which take little memory one after the other."""
        return self._choice == EVERY_LINE

    @property
    def total(self) -> int:
        """How many lines the choice leaves."""
        if self._choice.in_group is not None:
            return len(self._every.documents)
        return min(self._found.occurrences, self._choice.sample or self._found.occurrences)

    def page(self, page: slice, sort: str) -> Occurrences:
        """Those of a page; `sort` as `line_order` writes it."""
        return self._by_position(page) if sort == "position" else self._by_context(page, sort)

    def _by_position(self, page: slice) -> Occurrences:
        """Those of a page: the newest report first, in reading order; without groups reads only their paragraphs."""
        if self._choice.in_group is not None:
            return self._every.chosen(page)
        first, last, _ = page.indices(self.total)
        return self._at_ranks(self._ranks(first, last))

    def every(self, sort: str) -> Occurrences:
        """All of them, in this order."""
        return self._every if sort == "position" else self._by_context(slice(0, self.total), sort)

    def _by_context(self, page: slice, sort: str) -> Occurrences:
        """Those of a page, when all are sorted by context; `sort` as `line_order` writes it."""
        every = self._every
        return every.chosen(Neighbours(self._found.snapshot, every, sort, self._found.deadline).order(page))

    @cached_property
    def _every(self) -> Occurrences:
        """All of them, by position."""
        sample = self._sample
        if self._choice.in_group is None:
            return sample
        return sample.chosen(self._grouped.having(self._choice.wanted))

    @cached_property
    def _sample(self) -> Occurrences:
        """All but for the choice of a group."""
        count = min(self._found.occurrences, self._choice.sample or self._found.occurrences)
        _require_few(self._found, count)
        if count < self._found.occurrences:
            return self._at_ranks(self._ranks(0, count))
        return Occurrences.of(self._found, self._newest(self._found.paragraphs_literal))

    @cached_property
    def _grouped(self) -> Groups:
        return words_beside(self._found.snapshot, self._sample, self._choice.group, self._found.deadline)

    def _ranks(self, first: int, last: int) -> Documents:
        """Places among all occurrences by position: from the first to the last of the sample."""
        if not 0 < self._choice.sample < self._found.occurrences:
            return np.arange(first, max(first, last))
        return sampled(self._found.occurrences, self._choice.sample, self._choice.seed)[first:last]

    def _at_ranks(self, ranks: Documents) -> Occurrences:
        """The occurrences at these places, ascending, of all by position; reads only their paragraphs."""
        if not len(ranks):
            return Occurrences.room(0)
        found = self._found
        # Each has an occurrence at least.
        newest = self._newest(min(int(ranks[-1]) + 1, found.paragraphs_literal))
        ends = np.cumsum(found.counts[newest], dtype=np.int64)
        owners = np.searchsorted(ends, ranks, "right")
        needed, own = np.unique(owners, return_inverse=True)
        counts = found.counts[newest[needed]]
        within = ranks - (ends - found.counts[newest])[owners]
        return Occurrences.of(found, newest[needed]).chosen((np.cumsum(counts) - counts)[own] + within)

    def _newest(self, count: int) -> Documents:
        """The first `count` places of documents with an occurrence, those of the newest report first."""
        marked = np.flatnonzero(self._found.counts)
        return marked[self._found.newest_first(self._found.documents[marked], count)]

    @property
    def group_count(self) -> int:
        """Number of groups."""
        return len(self._grouped.words)

    def groups(self, page: slice) -> tuple[KwicGroup, ...]:
        """Those of a page, the largest first, ties by their words."""
        words, own = self._grouped.words, self._grouped.own
        sizes = np.bincount(own, minlength=len(words))
        ends, documents = np.cumsum(sizes), self._sample.documents[np.argsort(own, kind="stable")]
        each = sizes.tolist()
        order = sorted(range(len(words)), key=lambda number: (-each[number], words[number]))[page]
        return tuple(
            self._group(words[number], documents[ends[number] - each[number] : ends[number]])
            for number in self._found.deadline.watch(order)
        )

    def _group(self, words: Words, documents: Numbers) -> KwicGroup:
        """A group of these words, from the document of each of its occurrences."""
        paragraphs = np.unique(documents)
        opens = LineChoice(self._choice.sample, self._choice.seed, self._choice.group, " ".join(words))
        return KwicGroup(
            words=words,
            occurrences=len(documents),
            paragraphs=len(paragraphs),
            reports=len(np.unique(self._found.snapshot.reports[paragraphs])),
            group=opens.written_group,
            url=search_address(self._found.request, "/api/kwic", *opens.pairs()),
        )


def _require_few(found: Found, count: int) -> None:
    """Raises TooMuch, or TooLarge, where `count` occurrences are too many to be held at a time."""
    if count > MOST_SORTED:
        raise TooMuch(
            gettext(
                "共 %(occurrences)s 处，超过一次能按左右排序的 %(most)s 处",
                occurrences=f"{count:,}",
                most=f"{MOST_SORTED:,}",
            ),
            next_step=gettext("请加上机构、年份缩小范围，把查询写得更具体，或按位置排序"),
        )
    found.deadline.expect(count * _TO_SORT)
    found.deadline.need(count * _SORTED)
