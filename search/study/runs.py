"""What follows from the runs that a draft shares with an index: the longest, those of many reports, near paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.deadline import Deadline
from index.facets import NO_NUMBER
from index.segment.columns import NO_DATE
from index.segment.segments import Segments
from search.matching.arrays import Documents, Mask, Numbers
from search.study.draft import Draft, Offsets
from search.study.shared import Shared


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of the draft's row of characters that stands elsewhere.

    count: how often. reports: numbers of those that have it, the oldest first. document, place: where it stands first:
    the paragraph, and the place among its compared characters.
    """

    start: int
    end: int
    count: int
    reports: Documents
    document: int
    place: int


class Runs:
    """All that a draft shares with an index; of equal runs the one in the oldest report (year, then date) is first."""

    def __init__(self, shared: Shared, snapshot: Segments, draft: Draft, deadline: Deadline) -> None:
        self._draft = draft
        self._deadline = deadline
        self._by_age, ages = _oldest_first(snapshot)
        own = ages[snapshot.reports[shared.documents]]
        order = np.lexsort((shared.places, shared.documents, own, shared.ends, shared.starts))
        order = order[_changes(shared.starts[order], shared.documents[order], shared.places[order])]
        self.shared = shared.chosen(order)
        self._ages = own[order]

    def longest(self) -> list[Run]:
        """The runs that are no part of another one, in reading order; they may overlap.

        None of them stands anywhere in a longer one, so that each place that has it is a place of exactly this run.
        """
        firsts = np.flatnonzero(_changes(self.shared.starts, self.shared.ends))
        starts, ends = self.shared.starts[firsts], self.shared.ends[firsts]
        before = np.concatenate([[-1], np.maximum.accumulate(ends)[:-1]]) if len(ends) else ends
        kept = (ends > before) & _changes(starts[::-1])[::-1]
        bounds = np.append(firsts, len(self._ages)).tolist()
        return [
            self._run(int(starts[at]), int(ends[at]), np.arange(bounds[at], bounds[at + 1]))
            for at in self._deadline.watch(np.flatnonzero(kept).tolist())
        ]

    def in_reports(self, least: int, characters: int) -> list[Run]:
        """Of each place where a run begins, the one that weighs most of those in at least `least` reports.

        Its weight is its characters times the logarithm of its reports, so that neither a rare long run hides a common
        part of it, nor a common scrap a whole phrase. characters: that it has at least. In reading order.
        """
        found: list[Run] = []
        going = np.zeros(0, np.intp)
        firsts = np.flatnonzero(_changes(self.shared.starts)).tolist()
        for first, last in self._deadline.watch(pairwise([*firsts, len(self._ages)])):
            start = int(self.shared.starts[first])
            going = np.concatenate([going[self.shared.ends[going] > start], np.arange(first, last)])
            if end := self._weightiest(start, going, least, characters):
                found.append(self._run(start, end, going[self.shared.ends[going] >= end]))
        return found

    def _weightiest(self, start: int, members: Documents, least: int, characters: int) -> int:
        """Where the run from here ends that weighs most; 0 where none is in so many reports and so long."""
        if len(members) < least:
            return 0
        members = members[np.argsort(-self.shared.ends[members], kind="stable")]
        _, firsts = np.unique(self._ages[members], return_index=True)
        # As many reports as that have the run as far as there.
        ends = self.shared.ends[members[np.sort(firsts)]]
        lengths = self._draft.counted[ends] - self._draft.counted[start]
        weights = np.where(lengths >= characters, lengths * np.log2(np.arange(1, len(ends) + 1)), 0)[least - 1 :]
        return int(ends[least - 1 + np.argmax(weights)]) if weights.any() else 0

    def _run(self, start: int, end: int, members: Documents) -> Run:
        """members: the runs that have it as a part."""
        ages = self._ages[members]
        places = self.shared.places[members] + (start - self.shared.starts[members])
        first = np.lexsort((places, self.shared.documents[members], ages))[0]
        reports = self._by_age[np.unique(ages)]
        return Run(start, end, len(members), reports, int(self.shared.documents[members[first]]), int(places[first]))

    def covered(self) -> Mask:
        """Which characters of the row stand in a run."""
        edges = np.zeros(len(self._draft.codes) + 1, np.int64)
        np.add.at(edges, self.shared.starts, 1)
        np.add.at(edges, self.shared.ends, -1)
        return np.cumsum(edges)[:-1] > 0


@dataclass(frozen=True, slots=True)
class Near:
    """A paragraph of the index that shares runs with one of a draft.

    characters: how many of the draft's paragraph, of those that count, stand in it. members: the runs.
    """

    paragraph: int
    document: int
    characters: int
    members: Documents


def nearest(runs: Runs, snapshot: Segments, draft: Draft, most: int | None) -> Iterator[Near]:
    """Of each paragraph of the draft those of the index that have most of it, the nearest first; `most` of each.

    Of two that have as much, the shorter one is nearer, and then the one that was indexed before.
    """
    shared = runs.shared
    paragraphs = draft.paragraph_at(shared.starts)
    order = np.lexsort((shared.starts, shared.documents, paragraphs))
    paragraphs, shared = paragraphs[order], shared.chosen(order)
    firsts = np.flatnonzero(_changes(paragraphs, shared.documents))
    bounds = np.append(firsts, len(order))
    sums = np.add.reduceat(_added(shared, firsts, draft), firsts) if len(firsts) else firsts
    documents, of = shared.documents[firsts], paragraphs[firsts]
    ranked = np.lexsort((documents, snapshot.column("characters")[documents], -sums, of))
    starts = np.flatnonzero(_changes(of[ranked]))
    turns = np.arange(len(ranked)) - np.repeat(starts, np.diff(np.append(starts, len(ranked))))
    for at in (ranked if most is None else ranked[turns < most]).tolist():
        members = order[bounds[at] : bounds[at + 1]]
        yield Near(int(of[at]), int(documents[at]), int(sums[at]), members)


def _added(shared: Shared, firsts: Documents, draft: Draft) -> Offsets:
    """How many characters each run adds to those before it of the same group, so that none counts twice."""
    groups = np.repeat(np.arange(len(firsts)), np.diff(np.append(firsts, len(shared.starts))))
    # A group's ends are larger than all of the groups before.
    reached = np.maximum.accumulate(groups * len(draft.codes) + shared.ends) - groups * len(draft.codes)
    before = np.concatenate([[0], reached[:-1]])
    before[firsts] = 0
    begins = np.minimum(np.maximum(shared.starts, before), shared.ends)
    added: Offsets = draft.counted[shared.ends] - draft.counted[begins]
    return added


def _oldest_first(snapshot: Segments) -> tuple[Documents, Documents]:
    """The reports by year, then date, what is not known last; and of each report its turn in that."""
    years = snapshot.column("year").astype(np.int64)
    dates = snapshot.column("date").astype(np.int64)
    last = np.iinfo(np.int64).max
    order = np.lexsort((np.where(dates == NO_DATE, last, dates), np.where(years == NO_NUMBER, last, years)))
    turns = np.empty(len(order), np.intp)
    turns[order] = np.arange(len(order))
    return order, turns


def _changes(*arrays: Numbers) -> npt.NDArray[np.bool_]:
    """Where one of the arrays differs from the element before; so does the first."""
    changed = np.ones(len(arrays[0]), np.bool_)
    changed[1:] = np.logical_or.reduce([each[1:] != each[:-1] for each in arrays])
    return changed
