"""Collocates: the words that stand near what a query finds, more often than they would by chance."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, ClassVar, Final, Literal, get_args

import numpy as np

from index.analysis import well_formed
from index.analysis.folding import fold_for_words
from index.deadline import Deadline
from index.errors import RequestError
from index.language import N_, gettext, listed
from search.described import Described, Detail
from search.engine.found import Found
from search.engine.searcher import Searcher
from search.matching.arrays import Documents, cut
from search.matching.tokens import Tokens
from search.request import SearchRequest
from search.study.addresses import search_address
from search.study.counted_words import Words, foresee
from search.study.grams import Int64
from search.study.instead import InsteadOfNothing
from search.study.measures import Floats, g2, log_dice, mutual_information
from search.study.opened import Windows
from search.study.stop_words import stop_words
from search.study.terms import by_value
from search.study.token_kinds import LEFT_OUT, Mask, Numbering, TokenKind
from search.study.word_part import WordPart

Measure = Literal["g2", "mi", "log_dice", "together"]
MEASURES: Final[tuple[Measure, ...]] = get_args(Measure)
WIDEST: Final = 20
"""Words of a window on each side."""
DEFAULT_WINDOW: Final = 5
_PLACED_AT_ONCE: Final = 1 << 20
"""Batch size (characters) for locating occurrences."""


@dataclass(frozen=True, slots=True)
class Collocate(Described):
    """A word in the windows of a query's occurrences.

    together: how often, left and right of them; one between two counts once, for the nearer, and for the one behind it
    if both are as near. alone: how often it stands in all paragraphs that pass the filters.
    """

    COMPUTED: ClassVar[Mapping[str, Detail]] = {"url": Detail(N_("站内地址：窗口里的每一处"))}
    HIDDEN: ClassVar[frozenset[str]] = frozenset({"windows"})

    term: str
    together: int
    left: int
    right: int
    alone: int
    g2: Annotated[float, Detail(N_("对数似然比 G²（Dunning 1993）"), digits=4, schema={"minimum": 0})]
    mi: Annotated[float, Detail(N_("互信息（Church & Hanks 1990）"), digits=4)]
    log_dice: Annotated[float, Detail(N_("logDice（Rychlý 2008），最大 14"), digits=4)]
    windows: Windows = field(compare=False, repr=False)

    @property
    def url(self) -> str:
        """Address on the site of each place in the windows."""
        return search_address(self.windows.having(self.term))


@dataclass(frozen=True, slots=True)
class CollocatesResult(Described):
    """What stands near a query's occurrences.

    window: words on each side, punctuation not counted. across: whether windows go beyond their sentences. in_windows:
    words in all windows. words, reports: in the paragraphs that pass the filters. total: number of different words.
    """

    query: str
    occurrences: int
    reports: int
    words: int
    window: int
    across: bool
    in_windows: int
    measure: Measure
    total: int
    offset: int
    limit: int
    written: str
    took_ms: Annotated[float, Detail(digits=2, schema={"minimum": 0})]
    terms: tuple[Collocate, ...]
    instead: InsteadOfNothing = None


def collocates(
    searcher: Searcher,
    request: SearchRequest,
    deadline: Deadline | None = None,
    *,
    window: int = DEFAULT_WINDOW,
    measure: Measure = "g2",
    across: bool = False,
    part: str = "",
    left_out: Collection[TokenKind] = LEFT_OUT,
    least: int = 1,
) -> CollocatesResult:
    """The page of words within `window` words of the query's occurrences, the most attracted first.

    Windows stay in the paragraph and, unless `across`, in the sentence; the words of the occurrence itself are not in
    its window. With O = together, the expected number is E = words in windows · alone / all words; what is rarer than
    that comes last. MI is log2 O/E, logDice is of occurrences and alone, and G² of the four cells that O, the words in
    windows, `alone` and all words make. least: words that are together less often are left out.
    Raises QueryError for the query, RequestError for window or measure, UserFileError for the house's stop words,
    TooSlow when the deadline is over, TooMuch on a cluster.
    """
    started = time.perf_counter()
    _check(window, measure)
    deadline = deadline or Deadline()
    found = searcher.find(request, deadline, may_relax=False)
    every = searcher.selected(replace(request, query=""), deadline)
    numbering = Numbering([found.snapshot.stream, every.snapshot.stream])
    corpus = Words(every, deadline, numbering)
    near = Beside.of(found, numbering, window, deadline, across=across)
    table = _Table.of(near, corpus, found.occurrences)
    chosen = table.together >= least
    chosen &= ~numbering.kinds.left_out(left_out, stop_words(searcher.location))
    if (own := WordPart.parse(fold_for_words(part))).text:
        chosen &= np.fromiter(map(own.is_in, numbering.words), np.bool_, len(numbering.words))
    order = table.order(corpus, measure, chosen)
    return CollocatesResult(
        query=well_formed(request.query),
        occurrences=found.occurrences,
        reports=corpus.reports,
        words=corpus.total,
        window=window,
        across=across,
        in_windows=near.total,
        measure=measure,
        total=len(order),
        offset=request.offset,
        limit=request.limit,
        written=searcher.written,
        took_ms=(time.perf_counter() - started) * 1000,
        terms=table.rows(
            numbering.words,
            order[request.offset : request.offset + request.limit],
            Windows(request, window, across),
        ),
    )


def _check(window: int, measure: str) -> None:
    if not 1 <= window <= WIDEST:
        raise RequestError(
            gettext("窗口超出范围：%(window)s", window=window),
            next_step=gettext("请给 1 到 %(most)s 的整数", most=WIDEST),
        )
    if measure not in MEASURES:
        raise RequestError(
            gettext("没有这种统计量：%(name)s", name=str(measure)[:20]),
            next_step=gettext("可用 %(names)s", names=listed(MEASURES)),
        )


@dataclass(frozen=True, slots=True)
class Beside:
    """How often each distinct token stands left and right of occurrences, by its number."""

    left: Int64
    right: Int64

    @property
    def total(self) -> int:
        """Words in all windows."""
        return int(self.left.sum() + self.right.sum())

    @classmethod
    def of(cls, found: Found, numbering: Numbering, window: int, deadline: Deadline, *, across: bool) -> Beside:
        """Those of all occurrences."""
        count = len(numbering.words)
        left, right = np.zeros(count, np.int64), np.zeros(count, np.int64)
        marked = np.flatnonzero(found.counts)
        lengths = found.snapshot.column("characters")[found.documents[marked]]
        for part in cut(lengths, _PLACED_AT_ONCE):
            deadline.check()
            foresee(int(lengths[part].sum(dtype=np.int64)), deadline)
            own_left, own_right = _Sides(found, marked[part], numbering, across=across).counts(window)
            left += own_left
            right += own_right
        return cls(left, right)


class _Sides:
    """The words beside the occurrences in some paragraphs."""

    def __init__(self, found: Found, places: Documents, numbering: Numbering, *, across: bool) -> None:
        """places: of the paragraphs among those found. across: whether windows go beyond their sentences."""
        documents = found.documents[places]
        tokens = Tokens(found.snapshot, documents)
        is_word = tokens.shapes.word[tokens.numbers]
        self._count = len(numbering.words)
        self._words = numbering.renumbered(tokens.numbers, found.snapshot.stream)[is_word]
        self._units = tokens.units(sentence=not across)[is_word]
        offsets, lengths = found.searched_marks_within(places)
        owners = np.repeat(documents, found.counts[places])
        self._own = tokens.bounds(owners, offsets, lengths, sentence=not across)

    def counts(self, window: int) -> tuple[Int64, Int64]:
        """How often each token stands within the window, left and right of its nearest occurrence."""
        left, right = np.zeros(self._count, np.int64), np.zeros(self._count, np.int64)
        taken = np.zeros(len(self._words), np.bool_)
        for distance in range(window):
            for side, at, own in (
                (left, self._own.begins - 1 - distance, self._own.opens),
                (right, self._own.ends + distance, self._own.closes),
            ):
                inside = (at >= 0) & (at < len(self._words))
                near = at[inside][self._units[at[inside]] == own[inside]]
                near = near[~taken[near]]
                # Two occurrences inside one word have the same words beside them; all are in reading order.
                near = near[np.append(True, near[1:] != near[:-1])[: len(near)]]
                taken[near] = True
                np.add.at(side, self._words[near], 1)
        return left, right


@dataclass(frozen=True, slots=True)
class _Table:
    """All tokens with their measures, by number."""

    left: Int64
    right: Int64
    together: Int64
    alone: Int64
    expected: Floats
    measures: dict[Measure, Floats]

    @classmethod
    def of(cls, near: Beside, corpus: Words, occurrences: int) -> _Table:
        """Those of the words in the windows."""
        together, alone = near.left + near.right, corpus.counts
        expected = near.total * alone / max(corpus.total, 1)
        elsewhere = alone - together
        rest = corpus.total - near.total - elsewhere
        with np.errstate(invalid="ignore"):
            measures: dict[Measure, Floats] = {
                "g2": g2(together, near.total - together, elsewhere, rest),
                "mi": mutual_information(together, expected),
                "log_dice": log_dice(together, occurrences, alone),
                "together": together.astype(np.float64),
            }
        return cls(near.left, near.right, together, alone, expected, measures)

    def order(self, corpus: Words, measure: Measure, chosen: Mask) -> Int64:
        """Numbers of the chosen tokens, the most attracted first, then what is rarer than expected."""
        numbers = np.flatnonzero(chosen & (self.together > 0))
        values = self.measures[measure][numbers]
        attracted = self.together[numbers] > self.expected[numbers]
        if measure == "g2":
            values = np.where(attracted, values, -values)
        order: Int64 = numbers[by_value(corpus, numbers[:, None].astype(np.uint32), -values)]
        return order

    def rows(self, words: Collection[str], numbers: Int64, windows: Windows) -> tuple[Collocate, ...]:
        """The tokens of these numbers."""
        names = list(words)
        return tuple(
            Collocate(
                term=names[number],
                together=int(self.together[number]),
                left=int(self.left[number]),
                right=int(self.right[number]),
                alone=int(self.alone[number]),
                g2=float(self.measures["g2"][number]),
                mi=float(self.measures["mi"][number]),
                log_dice=float(self.measures["log_dice"][number]),
                windows=windows,
            )
            for number in numbers.tolist()
        )
