"""What is new: terms that a selection says and an earlier one does not, much more, much less, no more."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Final, Literal

import numpy as np

from index.deadline import Deadline
from index.language import N_
from search.described import Described, Detail
from search.engine.searcher import Searcher
from search.request import SearchRequest
from search.study.counted_words import Int64, Placed
from search.study.keyness import Counted, KeyTable, KeyTerm, Pair
from search.study.measures import p_values
from search.study.stop_words import stop_words
from search.study.terms import Chosen, by_value
from search.study.token_kinds import LEFT_OUT, TokenKind

Novelty = Literal["new", "more", "less", "gone"]
NOVELTY_LABELS: Final[Mapping[Novelty, str]] = {
    "new": N_("以前没有说过"),
    "more": N_("多说了"),
    "less": N_("少说了"),
    "gone": N_("不再说"),
}
"""The lists, in their order, each with what it is called, for gettext."""
SURE: Final = 0.05
"""Corrected p below which a difference is one of more or less."""
MUCH: Final = 1.0
"""Log ratio of much more: twice as often; of much less, half as often."""
_READ_AHEAD: Final = 4
"""Times the terms of a page that are looked at for parts of longer ones."""


@dataclass(frozen=True, slots=True)
class NewResult(Described):
    """What the target says new since the reference.

    least: occurrences that a term has at least, in both together. totals: number of terms in each list, of which a page
    is given; terms that stand only within a longer one of the list are left out of the page.
    """

    target: Counted
    reference: Counted
    overlap: int
    compared: int
    least: int
    totals: NoveltyTotals
    offset: int
    limit: int
    written: str
    took_ms: Annotated[float, Detail(digits=2, schema={"minimum": 0})]
    new: tuple[KeyTerm, ...]
    more: tuple[KeyTerm, ...]
    less: tuple[KeyTerm, ...]
    gone: tuple[KeyTerm, ...]


@dataclass(frozen=True, slots=True)
class NoveltyTotals(Described):
    """Number of terms in each list."""

    new: int
    more: int
    less: int
    gone: int


def new(
    searcher: Searcher,
    target: SearchRequest,
    since: SearchRequest | None = None,
    deadline: Deadline | None = None,
    *,
    left_out: Collection[TokenKind] = LEFT_OUT,
    least: int = 2,
) -> NewResult:
    """What the target says that `since` does not, much more, much less, and no more; a page of each list.

    Terms are words, and runs of words that counts show to be terms (search/study/terms.py). New and gone ones are those
    of most reports first. Much more is twice as often and G² with a corrected p below SURE, the clearest first; much
    less is half as often, so. since: None: what passes the target's filters and its query does not find. least:
    occurrences in both together. Raises as `keyness` does.
    """
    started = time.perf_counter()
    deadline = deadline or Deadline()
    pair = Pair.of(searcher, target, since, deadline)
    chosen = Chosen(1, "", frozenset(left_out), stop_words(searcher.location))
    words, runs = (pair.candidates(chosen, least, deadline, terms=terms) for terms in (False, True))
    table = pair.compared(np.concatenate([words, runs]), least)
    stop = target.offset + target.limit
    lists = {name: _places(pair, table, name, _READ_AHEAD * stop) for name in NOVELTY_LABELS}
    pages = _pages(pair, table, lists, slice(target.offset, stop))
    return NewResult(
        target=pair.target_counted,
        reference=pair.reference_counted,
        overlap=pair.overlap,
        compared=len(table.compared),
        least=least,
        totals=NoveltyTotals(**{name: len(places) for name, places in lists.items()}),
        offset=target.offset,
        limit=target.limit,
        written=searcher.written,
        took_ms=(time.perf_counter() - started) * 1000,
        new=pages["new"],
        more=pages["more"],
        less=pages["less"],
        gone=pages["gone"],
    )


def _places(pair: Pair, table: KeyTable, novelty: Novelty, most: int) -> Int64:
    """The terms of a list, the first `most` of them in order."""
    if novelty in ("new", "gone"):
        own, other = (table.target, table.reference) if novelty == "new" else (table.reference, table.target)
        places = table.compared[(other == 0)[table.compared]]
        placed = table.in_target if novelty == "new" else table.in_reference
        return _in_most_reports(placed, places[by_value(pair.target, table.grams[places], -own[places])], most)
    ratio = table.log_ratio if novelty == "more" else -table.log_ratio
    both = (table.target > 0) & (table.reference > 0) & (ratio >= MUCH)
    places = table.compared[both[table.compared]]
    places = places[p_values(table.g2[places]) * len(table.compared) < SURE]
    order: Int64 = places[by_value(pair.target, table.grams[places], -table.g2[places])]
    return order


def _in_most_reports(placed: Placed, places: Int64, most: int) -> Int64:
    """These places, which are by count, terms of most reports first; only the first `most` are in order."""
    if not most:
        return places
    counts, looked = placed.counts[places], min(most, len(places))
    while True:
        reports = placed.spread(places[:looked]).reports
        # A term stands in no more reports than it occurs; what occurs less often cannot come before these.
        least = int(np.sort(reports)[-most]) if most <= len(reports) else 0
        enough = int(np.count_nonzero(counts > least))
        if looked >= enough:
            break
        looked = enough
    first = np.argsort(-reports, kind="stable")
    return np.concatenate([places[:looked][first], places[looked:]])


def _pages(pair: Pair, table: KeyTable, lists: dict[Novelty, Int64], page: slice) -> dict[Novelty, tuple[KeyTerm, ...]]:
    """A page of each list, without terms that stand only within a longer one near them."""
    ahead = slice(page.start, page.start + _READ_AHEAD * (page.stop - page.start))
    rows = iter(table.rows(pair, np.concatenate([places[ahead] for places in lists.values()])))
    found: dict[Novelty, tuple[KeyTerm, ...]] = {}
    for name, places in lists.items():
        own = tuple(islice(rows, len(places[ahead])))
        found[name] = tuple(row for row in own if not _is_within(row, own))[: page.stop - page.start]
    return found


def _is_within(row: KeyTerm, rows: Sequence[KeyTerm]) -> bool:
    same = (row.target, row.reference)
    return any(
        row.term in each.term and row.term != each.term and (each.target, each.reference) == same for each in rows
    )
