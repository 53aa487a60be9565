"""Keyness: the words that one selection says more, or less, than another one."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, ClassVar, Final, Literal, get_args

import numpy as np

from index.analysis import well_formed
from index.deadline import Deadline
from index.errors import RequestError
from index.language import N_, gettext, listed, ngettext
from search.described import Described, Detail
from search.engine.searcher import Searcher
from search.engine.selected import Selected
from search.request import SearchRequest
from search.study.candidates import Candidates
from search.study.counted_words import Words
from search.study.grams import Grams, Int64, each_once, padded
from search.study.index_terms import terms_of_index
from search.study.instead import InsteadOfNothing
from search.study.loose import LooseSelections, loose_selections
from search.study.measures import Floats, g2, log_ratio, p_values
from search.study.opened import address_in, elsewhere, said_in
from search.study.placed import Placed, firsts_of_texts
from search.study.said import Says, says
from search.study.stop_words import stop_words
from search.study.terms import Chosen, by_value, chosen_terms, found_terms, rarest
from search.study.token_kinds import LEFT_OUT, Numbering, TokenKind
from search.study.words import PER

KeynessSort = Literal["g2", "log_ratio", "target", "reference"]
KEYNESS_SORTS: Final[tuple[KeynessSort, ...]] = get_args(KeynessSort)
Direction = Literal["both", "more", "less"]
DIRECTIONS: Final[tuple[Direction, ...]] = get_args(Direction)
DIRECTION_LABELS: Final[Mapping[Direction, str]] = {
    "both": N_("多的和少的"),
    "more": N_("说得多的"),
    "less": N_("说得少的"),
}
"""What each is called, for gettext."""


@dataclass(frozen=True, slots=True)
class Counted(Described):
    """What a selection has. query: the selection's; "" for everything, or for everything else."""

    query: str
    reports: int
    words: int

    def said(self, name: str, rest: str = "") -> str:
        """In words. name: what the selection is here. rest: said instead of an empty query."""
        return gettext(
            "%(name)s：%(query)s（%(reports)s、%(words)s）",
            name=name,
            query=self.query.strip() or rest or gettext("全部"),
            reports=ngettext("%(num)s 份报告", "%(num)s 份报告", self.reports),
            words=ngettext("%(num)s 个词", "%(num)s 个词", self.words),
        )


def without_words(target: Counted, reference: Counted) -> str:
    """That a side has no words, so that nothing is compared; "" where both have."""
    if not target.words:
        return gettext("目标范围里没有词，无从比较")
    return "" if reference.words else gettext("参照范围里没有词，无从比较")


@dataclass(frozen=True, slots=True)
class KeyTerm(Described):
    """One term in two selections; runs that are cut otherwise may read alike.

    p: of G², corrected for the number of terms that were compared (Bonferroni); p_alone: not corrected.
    """

    COMPUTED: ClassVar[Mapping[str, Detail]] = {
        "target_url": Detail(N_("站内地址：目标里数到的每一处")),
        "reference_url": Detail(N_("站内地址：参照里数到的每一处")),
    }
    HIDDEN: ClassVar[frozenset[str]] = frozenset({"sides", "by_text"})

    term: str
    words: tuple[str, ...]
    target: int
    reference: int
    target_per_10k: Annotated[float, Detail(digits=4, schema={"minimum": 0})]
    reference_per_10k: Annotated[float, Detail(digits=4, schema={"minimum": 0})]
    g2: Annotated[float, Detail(N_("对数似然比 G²（Dunning 1993），四格都算"), digits=4, schema={"minimum": 0})]
    log_ratio: Annotated[float, Detail(N_("频率之比的二进对数（Hardie 2014）；次数为 0 的按 0.5 算"), digits=4)]
    p: Annotated[float, Detail(N_("G² 的 p 值，已按比较的词数校正（Bonferroni）"), schema={"minimum": 0, "maximum": 1})]
    p_alone: Annotated[float, Detail(N_("未校正的 p 值"), schema={"minimum": 0, "maximum": 1})]
    target_reports: int
    reference_reports: int
    sides: tuple[SearchRequest, SearchRequest] = field(compare=False, repr=False)
    by_text: bool

    @property
    def opened(self) -> tuple[SearchRequest, SearchRequest]:
        """The searches for each place that was counted, in the target and in the reference."""
        target, reference = (said_in(side, self.words, by_text=self.by_text) for side in self.sides)
        return target, reference

    @property
    def target_url(self) -> str:
        """Address on the site of the first; "" where it finds nothing."""
        return self._address(0) if self.target else ""

    @property
    def reference_url(self) -> str:
        """Address of the second."""
        return self._address(1) if self.reference else ""

    def _address(self, side: int) -> str:
        return address_in(self.sides[side], self.words, by_text=self.by_text)


@dataclass(frozen=True, slots=True)
class KeynessResult(Described):
    """The words that tell two selections apart.

    compared: number of terms that were; total: of those in the direction asked for. overlap: paragraphs in both
    selections, whose words count on both sides. written: when the index was committed.
    """

    target: Counted
    reference: Counted
    overlap: int
    n: int
    found_terms: bool
    direction: Direction
    sort: KeynessSort
    compared: int
    total: int
    offset: int
    limit: int
    loose: LooseSelections
    written: str
    took_ms: Annotated[float, Detail(digits=2, schema={"minimum": 0})]
    terms: tuple[KeyTerm, ...]
    instead: InsteadOfNothing = None


def keyness(
    searcher: Searcher,
    target: SearchRequest,
    reference: SearchRequest | None = None,
    deadline: Deadline | None = None,
    *,
    n: int = 1,
    part: str = "",
    sort: KeynessSort = "g2",
    direction: Direction = "both",
    left_out: Collection[TokenKind] = LEFT_OUT,
    terms: bool = False,
    least: int = 1,
) -> KeynessResult:
    """The page of terms that the target says most differently from the reference, the clearest difference first.

    target: a selection, with the limit and offset of the list. reference: another one; None: what passes the target's
    filters and its query does not find. least: occurrences in both together. n, part, left_out, terms: as `words` has
    them; of runs of words, rare ones of a large selection are not compared (search/study/terms.py).
    Raises QueryError for the queries, RequestError for n, sort or direction, UserFileError for the house's stop words,
    TooSlow when the deadline is over, TooMuch on a cluster.
    """
    started = time.perf_counter()
    _check(sort, direction)
    deadline = deadline or Deadline()
    chosen = Chosen(n, part, frozenset(left_out), stop_words(searcher.location))
    pair = Pair.of(searcher, target, reference, deadline, terms=terms)
    table = pair.compared(pair.candidates(chosen, least, deadline, terms=terms), least)
    order = table.order(pair, sort, direction)
    page = order[target.offset : target.offset + target.limit]
    return KeynessResult(
        target=pair.target_counted,
        reference=pair.reference_counted,
        overlap=pair.overlap,
        n=n,
        found_terms=terms,
        direction=direction,
        sort=sort,
        compared=len(table.compared),
        total=len(order),
        offset=target.offset,
        limit=target.limit,
        loose=loose_selections(searcher, [target, reference], deadline),
        written=searcher.written,
        took_ms=(time.perf_counter() - started) * 1000,
        terms=table.rows(pair, page),
    )


def _check(sort: str, direction: str) -> None:
    for name, known, problem in (
        (sort, KEYNESS_SORTS, N_("没有这种排序：%(name)s")),
        (direction, DIRECTIONS, N_("没有这种方向：%(name)s")),
    ):
        if name not in known:
            raise RequestError(
                gettext(problem, name=str(name)[:20]), next_step=gettext("可用 %(names)s", names=listed(known))
            )


@dataclass(frozen=True, slots=True)
class Pair:
    """The words of two selections, numbered alike.

    sides: the requests. overlap: paragraphs in both. index: all of the index's, where the selections are of one; else
    None. target_says, reference_says: whether a wording stands there, within other words too.
    """

    target: Words
    reference: Words
    target_counted: Counted
    reference_counted: Counted
    overlap: int
    index: Selected | None
    target_says: Says
    reference_says: Says
    sides: tuple[SearchRequest, SearchRequest]

    @classmethod
    def of(
        cls,
        searcher: Searcher,
        target: SearchRequest,
        reference: SearchRequest | None,
        deadline: Deadline,
        *,
        terms: bool = False,
    ) -> Pair:
        """Reads both; reference: None for all else that passes the target's filters. terms: for terms of the index."""
        if reference is None and not target.query.strip():
            raise RequestError(gettext("目标是全部，没有其余的可以参照"), next_step=gettext("请写一个参照范围"))
        other_request = reference or elsewhere(target)
        # Both together are the whole index, or all that its terms are found in.
        of_index = terms or (reference is None and not (target.filters or target.report))
        own, other = (searcher.selected(each, deadline, of_index=of_index) for each in (target, other_request))
        overlap = 0 if reference is None else _overlap(searcher, target, reference, (own, other), deadline)
        numbering = Numbering([own.snapshot.stream, other.snapshot.stream])
        first, second = Words(own, deadline, numbering), Words(other, deadline, numbering)
        asked = "" if reference is None else well_formed(reference.query)
        return cls(
            first,
            second,
            Counted(well_formed(target.query), first.reports, first.total),
            Counted(asked, second.reports, second.total),
            overlap,
            searcher.selected(SearchRequest(""), deadline) if terms and own.snapshot is other.snapshot else None,
            says(searcher, own, deadline),
            says(searcher, other, deadline),
            (target, other_request),
        )

    def candidates(self, chosen: Chosen, least: int, deadline: Deadline, *, terms: bool) -> Candidates:
        """The terms that are compared, each once; of runs of words, the target's and those of the whole index."""
        sides = (self.target, self.reference)
        if terms:
            own = found_terms(self.target, chosen)[0]
            if self.index is not None:
                return Candidates.of_terms(own, terms_of_index(self.index, chosen, deadline))
            parts = [own.grams, found_terms(self.reference, chosen)[0].grams]
        else:
            # What both have so often, one has half as often; rare runs of a large selection are not looked at.
            bounds = [1 if chosen.n == 1 else rarest(words, -(-least // 2)) for words in sides]
            found = [chosen_terms(words, chosen, None, bound) for words, bound in zip(sides, bounds, strict=True)]
            parts = [padded(each.grams) for each in found]
        return Candidates(each_once(np.concatenate(parts))[0])

    def compared(self, candidates: Candidates, least: int, *, by_text: bool = False) -> KeyTable:
        """The terms that occur `least` times in both together, with their counts; none where a side has no words.

        by_text: runs of the same text count as the first of them, and are compared once.
        """
        grams = candidates.grams
        firsts = firsts_of_texts(self.target, grams) if by_text else np.arange(len(grams))
        in_target = candidates.in_target(self.target, firsts)
        in_reference = candidates.in_reference(self.reference, firsts)
        target, reference = in_target.counts, in_reference.counts
        totals = self.target.total, self.reference.total
        return KeyTable(
            grams,
            np.flatnonzero((target + reference >= least) & bool(min(totals)) & (firsts == np.arange(len(grams)))),
            in_target,
            in_reference,
            g2(target, totals[0] - target, reference, totals[1] - reference),
            log_ratio(target, totals[0], reference, totals[1]),
            by_text,
        )


def _overlap(
    searcher: Searcher,
    target: SearchRequest,
    reference: SearchRequest,
    selected: tuple[Selected, Selected],
    deadline: Deadline,
) -> int:
    """Number of paragraphs in both selections."""
    own, other = selected
    if own.snapshot is other.snapshot:
        return len(np.intersect1d(own.documents, other.documents, assume_unique=True))
    # What was gathered twice from a cluster is numbered twice.
    asked = [f"({each.query})" for each in (target, reference) if each.query.strip()]
    return searcher.count(replace(target, query=" ".join(asked)), deadline) if asked else len(own.documents)


@dataclass(frozen=True, slots=True)
class KeyTable:
    """Terms in two selections: where they stand, G² and log ratio; compared: rows of those that are frequent enough.

    by_text: runs of the same text count as one.
    """

    grams: Grams
    compared: Int64
    in_target: Placed
    in_reference: Placed
    g2: Floats
    log_ratio: Floats
    by_text: bool

    @property
    def target(self) -> Int64:
        """Counts in the target."""
        return self.in_target.counts

    @property
    def reference(self) -> Int64:
        """Counts in the reference."""
        return self.in_reference.counts

    def order(self, pair: Pair, sort: KeynessSort, direction: Direction) -> Int64:
        """Places of the terms of a direction, in order; ties by their words."""
        if direction == "more":
            chosen = self.compared[self.log_ratio[self.compared] > 0]
        elif direction == "less":
            chosen = self.compared[self.log_ratio[self.compared] < 0]
        else:
            chosen = self.compared
        values: dict[KeynessSort, Floats | Int64] = {
            "g2": -self.g2,
            "log_ratio": self.log_ratio if direction == "less" else -self.log_ratio,
            "target": -self.target,
            "reference": -self.reference,
        }
        order: Int64 = chosen[by_value(pair.target, self.grams[chosen], values[sort][chosen])]
        return order

    def rows(self, pair: Pair, places: Int64) -> tuple[KeyTerm, ...]:
        """The terms at these places."""
        in_target, in_reference = (each.reports(places).tolist() for each in (self.in_target, self.in_reference))
        alone = p_values(self.g2[places]).tolist()
        return tuple(
            KeyTerm(
                term="".join(words := pair.target.words_of(self.grams[place])),
                words=words,
                target=int(self.target[place]),
                reference=int(self.reference[place]),
                target_per_10k=int(self.target[place]) * PER / max(pair.target.total, 1),
                reference_per_10k=int(self.reference[place]) * PER / max(pair.reference.total, 1),
                g2=float(self.g2[place]),
                log_ratio=float(self.log_ratio[place]),
                p=min(1.0, p * len(self.compared)),
                p_alone=p,
                target_reports=own,
                reference_reports=other,
                sides=pair.sides,
                by_text=self.by_text,
            )
            for place, p, own, other in zip(places.tolist(), alone, in_target, in_reference, strict=True)
        )
