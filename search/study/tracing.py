"""One draft compared with one index: what is found, read from the index as answers have it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from math import log2
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index.deadline import Deadline
from index.facets import BODY_TODAY, YEAR
from search.engine.searcher import Searcher
from search.request import SearchRequest
from search.result import Span
from search.study.draft import Draft, Offsets, stripped
from search.study.runs import Near, Run, Runs, nearest
from search.study.shared import Finder
from search.study.sources import Source
from search.study.traced import (
    Formula,
    NearParagraph,
    ReportsOfBody,
    TracedParagraph,
    TracedPlace,
    TracedRun,
)
from search.study.where import allowed_by, compared_with, require_local

HANDED_DOWN: Final = 3
"""Reports that have a formula, at least."""
_MOST_FORMULAS: Final = 100
_WHOSE: Final = 5


class Tracing:
    """What a draft shares with the reports that pass a request's filters."""

    def __init__(
        self,
        searcher: Searcher,
        source: Source,
        request: SearchRequest,
        deadline: Deadline,
        least: int,
        *,
        other_bodies: bool,
    ) -> None:
        """other_bodies: only with reports of other bodies. Raises RequestError for an index on a cluster."""
        self._searcher = searcher = require_local(searcher)
        self._snapshot = searcher.snapshot
        self._deadline = deadline
        self._least = least
        self.draft = Draft.of(source.paragraphs)
        allowed = allowed_by(searcher, source, request, deadline, other_bodies=other_bodies)
        shared = Finder(self._snapshot, searcher.literals, allowed, deadline).shared(self.draft, least)
        self.runs = Runs(shared, self._snapshot, self.draft, deadline)
        self.compared = compared_with(searcher, allowed)

    def run(self, run: Run) -> TracedRun:
        """A run as answers have it."""
        self._deadline.check()
        whose = Counter(self._searcher.columns.of_reports(BODY_TODAY, run.reports))
        start, end = self.draft.span(run.start, run.end)
        return TracedRun(
            start=start,
            end=end,
            paragraph=int(self.draft.paragraph_at(np.array([run.start]))[0]),
            text=self.draft.text[start:end],
            characters=self.draft.length(run.start, run.end),
            count=run.count,
            reports=len(run.reports),
            bodies=len(whose),
            whose=tuple(ReportsOfBody(str(body), reports) for body, reports in whose.most_common(_WHOSE)),
            first=self._place(run),
        )

    def formulas(self) -> tuple[Formula, ...]:
        """The runs that HANDED_DOWN reports have, or more, equal ones as one; what most hand down is first.

        That is by weight (Runs.in_reports), so that a short one of many reports goes before a longer one of few that it
        is a part of; what overlaps one before it is left out.
        """
        found: dict[str, list[Run]] = {}
        for run in self.runs.in_reports(HANDED_DOWN, self._least):
            found.setdefault(self.draft.compared(run.start, run.end), []).append(run)
        taken = np.zeros(len(self.draft.codes), np.bool_)
        kept: list[list[Run]] = []
        for same in sorted(found.values(), key=lambda runs: (-_weight(self.draft, runs[0]), runs[0].start)):
            apart = [run for run in same if not taken[run.start : run.end].any()]
            for run in apart:
                taken[run.start : run.end] = True
            kept += [apart] if apart else []
        return tuple(map(self._formula, kept[:_MOST_FORMULAS]))

    def _formula(self, runs: Sequence[Run]) -> Formula:
        run = runs[0]
        places = [self.draft.span(each.start, each.end) for each in runs]
        years = [year for year in self._searcher.columns.of_reports(YEAR, run.reports) if year is not None]
        return Formula(
            text=self.draft.text[slice(*places[0])],
            characters=self.draft.length(run.start, run.end),
            places=tuple(places),
            count=run.count,
            reports=len(run.reports),
            bodies=len({*self._searcher.columns.of_reports(BODY_TODAY, run.reports)}),
            first=self._place(run),
            last=max(map(int, years), default=None),
        )

    def paragraphs(self, most: int) -> tuple[TracedParagraph, ...]:
        """The draft's paragraphs that have text, each with the `most` nearest."""
        near: dict[int, list[Near]] = {}
        for each in nearest(self.runs, self._snapshot, self.draft, most):
            near.setdefault(each.paragraph, []).append(each)
        bounds, marks = self.draft.bounds, self._marks()
        covered = self.covered[bounds[1:]] - self.covered[bounds[:-1]]
        return tuple(
            TracedParagraph(
                number,
                self.draft.begins[number],
                text,
                self.draft.length(int(bounds[number]), int(bounds[number + 1])),
                int(covered[number]),
                tuple(marks.get(number, ())),
                self.near_paragraphs(near.get(number, ())),
            )
            for number, text in enumerate(self.draft.paragraphs)
            if text.strip()
        )

    def _marks(self) -> dict[int, list[Span]]:
        """Of each paragraph, where runs are in the draft's text."""
        bounds = np.flatnonzero(np.diff(self._in_runs.astype(np.int8), prepend=0, append=0))
        starts, ends = bounds[::2], bounds[1::2]
        found: dict[int, list[Span]] = {}
        for number, start, end in zip(self.draft.paragraph_at(starts).tolist(), starts, ends, strict=True):
            found.setdefault(number, []).append(self.draft.span(start, end))
        return found

    @cached_property
    def _in_runs(self) -> npt.NDArray[np.bool_]:
        """For each place of the row, whether it stands in a run."""
        return self.runs.covered()

    @cached_property
    def covered(self) -> Offsets:
        """For each place of the row, how many characters before it count and stand in a run."""
        counts = self._in_runs & (np.diff(self.draft.counted) > 0)
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])

    def nearest(self) -> list[Near]:
        """All paragraphs that share a run with the draft's, of each the nearest first."""
        return list(nearest(self.runs, self._snapshot, self.draft, None))

    def near_paragraphs(self, near: Iterable[Near]) -> tuple[NearParagraph, ...]:
        """Near paragraphs as answers have them."""
        return tuple(map(self._near, self._deadline.watch(near)))

    def _near(self, near: Near) -> NearParagraph:
        shared = self.runs.shared.chosen(near.members)
        text = self._snapshot.text(near.document)
        _, starts, ends = stripped(text)
        last = shared.places + (shared.ends - shared.starts) - 1
        whole = self.draft.length(*self.draft.bounds[near.paragraph : near.paragraph + 2].tolist())
        return NearParagraph(
            **self._located(near.document),
            text=text,
            shared=near.characters,
            share=near.characters / whole,
            marks=_joined(zip(self.draft.starts[shared.starts], self.draft.ends[shared.ends - 1], strict=True)),
            highlights=_joined(zip(starts[shared.places], ends[last], strict=True)),
        )

    def _place(self, run: Run) -> TracedPlace:
        _, starts, ends = stripped(self._snapshot.text(run.document))
        start, end = int(starts[run.place]), int(ends[run.place + run.end - run.start - 1])
        return TracedPlace(**self._located(run.document), start=start, end=end)

    def _located(self, document: int) -> dict[str, Any]:
        meta = self._snapshot.meta(int(self._snapshot.reports[document]))
        return {
            "report": meta["id"],
            "paragraph": self._snapshot.number(document),
            "section": self._snapshot.section(document),
            **{name: meta[name] for name in ("body", "year", "date", "title")},
        }


def _weight(draft: Draft, run: Run) -> float:
    return draft.length(run.start, run.end) * log2(len(run.reports))


def _joined(spans: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    """Spans in order; those that touch or overlap are one."""
    found: list[Span] = []
    for start, end in sorted((int(start), int(end)) for start, end in spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)
