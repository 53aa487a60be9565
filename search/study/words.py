"""Lists of words and of runs of words: what a selection says most, in how many reports, and how evenly."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Final, Literal, get_args

import numpy as np

from index.analysis import well_formed
from index.deadline import Deadline
from index.errors import RequestError
from index.language import N_, gettext, listed
from search.described import Described, Detail
from search.engine.searcher import Searcher
from search.request import SearchRequest
from search.study.counted_words import Words
from search.study.grams import Int64
from search.study.instead import InsteadOfNothing
from search.study.loose import LooseSelections, loose_selections
from search.study.measures import Floats
from search.study.opened import address_in, said_in
from search.study.placed import Placed
from search.study.stop_words import stop_words
from search.study.terms import Chosen, Terms, by_value, chosen_terms, found_terms
from search.study.token_kinds import LEFT_OUT, TokenKind

WordSort = Literal["count", "reports", "dp", "word", "c_value"]
WORD_SORTS: Final[tuple[WordSort, ...]] = get_args(WordSort)
PER: Final = 10_000
"""Words to which rates refer."""


@dataclass(frozen=True, slots=True)
class WordTerm(Described):
    """One word, or run of words, of a list; runs that are cut otherwise may read alike."""

    COMPUTED: ClassVar[Mapping[str, Detail]] = {"url": Detail(N_("站内地址：数到的每一处"))}
    HIDDEN: ClassVar[frozenset[str]] = frozenset({"selection"})

    term: str
    words: tuple[str, ...]
    count: int
    per_10k: Annotated[float, Detail(N_("每万词的次数"), digits=4, schema={"minimum": 0})]
    reports: Annotated[int, Detail(N_("有它的报告份数"))]
    dp: Annotated[float, Detail(N_("离散度 DP（Gries 2008），0 是各份报告一样密"), digits=4, schema={"minimum": 0})]
    c_value: Annotated[float | None, Detail(N_("C 值，只有自动发现的词组才有"), digits=2)]
    selection: SearchRequest = field(compare=False, repr=False)

    @property
    def opened(self) -> SearchRequest:
        """The search for each place that was counted."""
        return said_in(self.selection, self.words)

    @property
    def url(self) -> str:
        """Address of that on the site."""
        return address_in(self.selection, self.words)


@dataclass(frozen=True, slots=True)
class WordsResult(Described):
    """What a selection says.

    selection: its query. reports, words: counted, punctuation left out. total: number of different terms; None where
    only the most frequent ones were told apart. written: when the index was committed.
    """

    selection: str
    reports: int
    words: int
    n: int
    found_terms: bool
    sort: WordSort
    offset: int
    limit: int
    total: Annotated[int | None, Detail(N_("不同的词有多少；没有一一分开的是 null"))]
    loose: LooseSelections
    written: str
    took_ms: Annotated[float, Detail(digits=2, schema={"minimum": 0})]
    terms: tuple[WordTerm, ...]
    instead: InsteadOfNothing = None


def words(
    searcher: Searcher,
    request: SearchRequest,
    deadline: Deadline | None = None,
    *,
    n: int = 1,
    part: str = "",
    sort: WordSort = "count",
    left_out: Collection[TokenKind] = LEFT_OUT,
    terms: bool = False,
) -> WordsResult:
    """The page of words that a selection says, each counted exactly as jieba cuts its folded text in accurate mode.

    request: the selection, with the limit and offset of the list. n: words of a run, which stands within a paragraph,
    without punctuation between. part: `新`, `新…` or `…新`. left_out: kinds of words; of a run, stop words are left out
    only at its ends. terms: instead, runs of two to five words that counts show to be terms (search/study/terms.py),
    which alone have a C-value to sort by.
    Raises QueryError for the query, RequestError for n or sort, UserFileError for the house's stop words, TooSlow when
    the deadline is over, TooMuch on a cluster.
    """
    started = time.perf_counter()
    if sort not in WORD_SORTS:
        raise RequestError(
            gettext("没有这种排序：%(sort)s", sort=str(sort)[:20]),
            next_step=gettext("可用 %(names)s", names=listed(WORD_SORTS)),
        )
    if sort == "c_value" and not terms:
        raise RequestError(
            gettext("一个个的词没有 C 值，不能按它排列"),
            next_step=gettext("请列词组（命令行写 --terms，地址里写 terms=1），或者按别的排列"),
        )
    deadline = deadline or Deadline()
    chosen = Chosen(n, part, frozenset(left_out), stop_words(searcher.location))
    counted = Words(searcher.selected(request, deadline), deadline)
    page = slice(request.offset, request.offset + request.limit)
    # Where none are listed, too, it is known whether there are any.
    found, values = _found(counted, chosen, sort, max(page.stop, 1), terms=terms)
    return WordsResult(
        selection=well_formed(request.query),
        reports=counted.reports,
        words=counted.total,
        n=n,
        found_terms=terms,
        sort=sort,
        offset=request.offset,
        limit=request.limit,
        total=found.total,
        loose=loose_selections(searcher, [request], deadline),
        written=searcher.written,
        took_ms=(time.perf_counter() - started) * 1000,
        terms=_rows(counted, found.part(page), None if values is None else values[page], request),
    )


def _found(counted: Words, chosen: Chosen, sort: WordSort, most: int, *, terms: bool) -> tuple[Terms, Floats | None]:
    """The first `most` terms in the order asked for, and their C-values."""
    if terms:
        found, values = found_terms(counted, chosen)
        order = _order(counted, found, sort, values, most)
        return found.chosen(order), values[order]
    found = chosen_terms(counted, chosen, most if sort == "count" else None)
    return found.chosen(_order(counted, found, sort, None, most)), None


def _order(counted: Words, found: Terms, sort: WordSort, values: Floats | None, most: int) -> Int64:
    """Places of the first `most` terms, in order."""
    by: Int64 | Floats = -found.counts
    if sort == "c_value" and values is not None:
        by = -values
    elif sort == "word":
        by = np.zeros(len(found.counts))
    elif sort in ("reports", "dp"):
        spread = Placed.where(counted, found.grams, found.standing).spread()
        by = -spread.reports if sort == "reports" else spread.dp
    return by_value(counted, found.grams, by, most)


def _rows(counted: Words, found: Terms, values: Floats | None, selection: SearchRequest) -> tuple[WordTerm, ...]:
    spread = Placed.where(counted, found.grams, found.standing).spread()
    return tuple(
        WordTerm(
            term="".join(own := counted.words_of(gram)),
            words=own,
            count=count,
            per_10k=count * PER / max(counted.total, 1),
            reports=reports,
            dp=dp,
            c_value=None if values is None else float(values[number]),
            selection=selection,
        )
        for number, (gram, count, reports, dp) in enumerate(
            zip(found.grams, found.counts.tolist(), spread.reports.tolist(), spread.dp.tolist(), strict=True)
        )
    )
