"""What is new: terms that a selection says and an earlier one does not, much more, much less, no more."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Final, Literal, NamedTuple

import numpy as np

from index.deadline import Deadline
from index.language import N_, gettext, ngettext
from search.described import Described, Detail
from search.engine.searcher import Searcher
from search.request import SearchRequest
from search.study.grams import NONE, Int64, padded, wide_hashes
from search.study.instead import InsteadOfNothing
from search.study.keyness import Counted, KeyTable, KeyTerm, Pair
from search.study.loose import LooseSelections, loose_selections
from search.study.measures import p_values
from search.study.placed import Placed
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
_READ_AHEAD: Final = 2
"""Times the terms up to the end of a page that are looked at, since some of them turn out to be said."""
_ALL_LOOKED_AT: Final = 100
"""Terms of a list that are all looked at, whatever the index has."""
_LOOKS: Final = 4_000_000
"""Terms of a list times paragraphs of the index, up to which all of them are looked at."""


@dataclass(frozen=True, slots=True)
class NewResult(Described):
    """What the target says new since the reference.

    least: occurrences that a term has at least, in both together. totals: number of terms in each list, of which a page
    is given; terms that stand only within a longer one of the list are not in it. at_most: lists of which no more is
    known than that, whatever the page: new and gone terms are looked for as parts of other words, too, and of long
    lists only those up to the end of the page.
    """

    target: Counted
    reference: Counted
    overlap: int
    compared: int
    least: int
    totals: NoveltyTotals
    at_most: Annotated[tuple[Novelty, ...], Detail(N_("只知道最多有这么多种的各类"))]
    offset: int
    limit: int
    loose: LooseSelections
    written: str
    took_ms: Annotated[float, Detail(digits=2, schema={"minimum": 0})]
    new: tuple[KeyTerm, ...]
    more: tuple[KeyTerm, ...]
    less: tuple[KeyTerm, ...]
    gone: tuple[KeyTerm, ...]
    instead: InsteadOfNothing = None

    @property
    def said_least(self) -> str:
        """Which terms are compared, in words."""
        times = ngettext("%(num)s 次", "%(num)s 次", self.least)
        return gettext("列两边合起来至少说过 %(times)s的词和词组", times=times)

    def said_total(self, name: Novelty) -> str:
        """How many terms a list has, in words."""
        said = ngettext("%(num)s 种", "%(num)s 种", getattr(self.totals, name))
        return gettext("至多 %(count)s", count=said) if name in self.at_most else said

    @property
    def said_most(self) -> str:
        """Why of some lists only that is known which they have at most; "" where there are none such."""
        said = gettext("至多：另一边在别的词里面说过的，列到时才去掉；导出的文件里都已去掉")
        return said if self.at_most else ""


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

    Terms are words, and runs of words that counts show to be terms (search/study/terms.py). New and gone ones stand
    nowhere on the other side, not even as parts of other words; those of most reports are first. Much more is twice as
    often and G² with a corrected p below SURE, the clearest first; much less is half as often, so. since: None: what
    passes the target's filters and its query does not find. least: occurrences in both together. Raises as `keyness`
    does.
    """
    started = time.perf_counter()
    deadline = deadline or Deadline()
    pair = Pair.of(searcher, target, since, deadline, terms=True)
    chosen = Chosen(1, "", frozenset(left_out), stop_words(searcher.location))
    words, runs = (pair.candidates(chosen, least, deadline, terms=terms) for terms in (False, True))
    table = pair.compared(runs.behind(words.grams), least, by_text=True)
    # Where none are listed, too, it is known whether there are any.
    stop, affordable = max(target.offset + target.limit, 1), _affordable(searcher)
    lists = {name: _listed(pair, table, name, stop, affordable) for name in NOVELTY_LABELS}
    shown = {name: each.places[target.offset : target.offset + target.limit] for name, each in lists.items()}
    rows = iter(table.rows(pair, np.concatenate(list(shown.values()))))
    pages = {name: tuple(islice(rows, len(places))) for name, places in shown.items()}
    return NewResult(
        target=pair.target_counted,
        reference=pair.reference_counted,
        overlap=pair.overlap,
        compared=len(table.compared),
        least=least,
        totals=NoveltyTotals(**{name: each.total for name, each in lists.items()}),
        at_most=tuple(name for name, each in lists.items() if not each.exact),
        offset=target.offset,
        limit=target.limit,
        loose=loose_selections(searcher, [target, since], deadline),
        written=searcher.written,
        took_ms=(time.perf_counter() - started) * 1000,
        new=pages["new"],
        more=pages["more"],
        less=pages["less"],
        gone=pages["gone"],
    )


class _Listed(NamedTuple):
    """A list up to the end of the page. places: in the table. total: of the whole list; exact: or it has fewer."""

    places: Int64
    total: int
    exact: bool


def _listed(pair: Pair, table: KeyTable, novelty: Novelty, stop: int, affordable: int) -> _Listed:
    """The first `stop` terms of a list. affordable: how many of them may all be looked at."""
    if novelty not in ("new", "gone"):
        order = _differing(pair, table, novelty)
        return _Listed(order[:stop], len(order), True)
    own, other = (table.target, table.reference) if novelty == "new" else (table.reference, table.target)
    said = pair.reference_says if novelty == "new" else pair.target_says
    placed = table.in_target if novelty == "new" else table.in_reference
    places = _longest(table, table.compared[(other == 0)[table.compared]])
    places = places[by_value(pair.target, table.grams[places], -own[places])]
    every = len(places) <= affordable
    looked = len(places) if every else min(len(places), _READ_AHEAD * stop)
    while True:
        first = _in_most_reports(placed, places, looked)[:looked]
        unsaid = first[[not said(pair.target.text(table.grams[place])) for place in first.tolist()]]
        if len(unsaid) >= stop or looked == len(places):
            exact = every or not len(unsaid)
            return _Listed(unsaid[:stop], len(unsaid) if exact else len(places), exact)
        looked = min(len(places), 2 * looked)


def _affordable(searcher: Searcher) -> int:
    """How many terms of a list may all be looked at."""
    paragraphs = sum(report.paragraphs for report in searcher.reports())
    return max(_ALL_LOOKED_AT, _LOOKS // max(paragraphs, 1))


def _differing(pair: Pair, table: KeyTable, novelty: Novelty) -> Int64:
    """The terms that are said much more, or much less, in order."""
    ratio = table.log_ratio if novelty == "more" else -table.log_ratio
    both = (table.target > 0) & (table.reference > 0) & (ratio >= MUCH)
    places = table.compared[both[table.compared]]
    places = _longest(table, places[p_values(table.g2[places]) * len(table.compared) < SURE])
    order: Int64 = places[by_value(pair.target, table.grams[places], -table.g2[places])]
    return order


def _longest(table: KeyTable, places: Int64) -> Int64:
    """Those of these terms that are no part of a longer one of them with the same counts."""
    grams = table.grams[places]
    counts = [table.target[places].astype(np.uint32), table.reference[places].astype(np.uint32)]
    known = wide_hashes([*grams.T, *counts])
    within = np.zeros(len(places), np.bool_)
    width = grams.shape[1]
    for length in range(1, width):
        for start in range(width - length + 1):
            longer = (grams[:, start + length - 1] != NONE) & ((start > 0) | (grams[:, length] != NONE))
            parts = padded(grams[longer, start : start + length])
            within |= np.isin(known, wide_hashes([*parts.T, *(each[longer] for each in counts)]))
    return places[~within]


def _in_most_reports(placed: Placed, places: Int64, most: int) -> Int64:
    """These places, which are by count, terms of most reports first; only the first `most` are in order."""
    if not most:
        return places
    counts, looked = placed.counts[places], min(most, len(places))
    while True:
        reports = placed.reports(places[:looked])
        # A term stands in no more reports than it occurs; what occurs less often cannot come before these.
        least = int(np.sort(reports)[-most]) if most <= len(reports) else 0
        enough = int(np.count_nonzero(counts > least))
        if looked >= enough:
            break
        looked = enough
    first = np.argsort(-reports, kind="stable")
    return np.concatenate([places[:looked][first], places[looked:]])
