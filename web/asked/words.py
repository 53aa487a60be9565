"""Parameters of the studies that count words, as the page and the API have them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final, Self, cast

from index.errors import RequestError
from index.language import gettext, listed
from search.request import MAX_OFFSET, SearchRequest
from search.study.collocates import DEFAULT_WINDOW, MEASURES, WIDEST, Measure
from search.study.counted_words import MOST_WORDS
from search.study.keyness import DIRECTIONS, KEYNESS_SORTS, Direction, KeynessSort
from search.study.token_kinds import LEFT_OUT, TOKEN_KINDS, TokenKind
from search.study.word_options import kinds_left_out
from search.study.words import WORD_SORTS, WordSort
from web.asked.arguments import Arguments, choice, integer, query_text, switch, value, values
from web.asked.parameters import Parameters, filters_of

ROWS: Final = 50
"""Rows of a page."""
MOST_ROWS: Final = 200
ROWS_OF_EACH: Final = 20
"""Rows of each list, on a page of several."""
MOST_LEAST: Final = 1_000_000
"""Greatest number of occurrences that can be asked for at least."""


def selection(args: Arguments, rows: int = ROWS) -> Parameters:
    """The selection of a page: query, filters, switches, and the page of its table. rows: of a page, by default."""
    limit = integer(args, "limit", rows, least=1, most=MOST_ROWS)
    page = integer(args, "page", 1, least=1, most=MAX_OFFSET // limit)
    return replace(
        Parameters.for_report(args),
        filters=filters_of(args),
        report=value(args, "report"),
        limit=limit,
        offset=(page - 1) * limit,
    )


def whole(args: Arguments) -> Parameters:
    """The selection of a file, which has all rows: query, filters and switches."""
    return replace(Parameters.for_report(args), filters=filters_of(args), report=value(args, "report"), limit=ROWS)


def left_out(args: Arguments) -> frozenset[TokenKind]:
    """The kinds of words that are left out; raises RequestError for one that there is not."""
    return kinds_left_out(_kinds(args, "with"), _kinds(args, "without"))


def number_of_words(args: Arguments) -> int:
    """The words of a run; raises RequestError."""
    return integer(args, "n", 1, least=1, most=MOST_WORDS)


def _kinds(args: Arguments, name: str) -> tuple[str, ...]:
    kinds = values(args, name)
    for kind in kinds:
        if kind not in TOKEN_KINDS:
            raise RequestError(
                gettext("参数 %(name)s 不对：%(text)s", name=name, text=kind[:20]),
                next_step=gettext("可用 %(names)s", names=listed(TOKEN_KINDS)),
            )
    return kinds


@dataclass(frozen=True, slots=True)
class WordsAsked:
    """Parameters of the list of words.

    sort: "" for the usual one: by count, and terms of several words by C-value.
    """

    search: Parameters
    n: int = 1
    terms: bool = False
    part: str = ""
    sort: WordSort | None = None
    out: frozenset[TokenKind] = field(default=LEFT_OUT)

    @classmethod
    def of(cls, args: Arguments, search: Parameters) -> Self:
        """From `n, terms, part, sort, with, without`; raises RequestError."""
        sort = choice(args, "sort", "", ("", *WORD_SORTS))
        return cls(
            search,
            number_of_words(args),
            switch(args, "terms"),
            value(args, "part"),
            cast(WordSort, sort) if sort else None,
            left_out(args),
        )

    @property
    def order(self) -> WordSort:
        """The order of the list."""
        return self.sort or ("c_value" if self.terms else "count")

    def own_pairs(self) -> list[tuple[str, str]]:
        """Pairs of all but the selection, without defaults."""
        pairs = [("n", str(self.n))] if self.n != 1 else []
        pairs += [("terms", "1")] if self.terms else []
        pairs += [("part", self.part)] if self.part else []
        pairs += [("sort", self.sort)] if self.sort else []
        return pairs + kind_pairs(self.out)

    def pairs(self) -> list[tuple[str, str]]:
        """Pairs for an address, without page and defaults."""
        return selection_pairs(self.search) + self.own_pairs()


def selection_pairs(search: Parameters) -> list[tuple[str, str]]:
    """Pairs of a selection, without page and defaults."""
    limit = [("limit", str(search.limit))] if search.limit not in (ROWS, ROWS_OF_EACH) else []
    return [pair for pair in search.search_pairs() if pair[1]] + limit


def kind_pairs(out: frozenset[TokenKind]) -> list[tuple[str, str]]:
    """Pairs that say which kinds of words are let in or left out besides the usual ones."""
    let_in: list[tuple[str, str]] = [("with", kind) for kind in TOKEN_KINDS if kind in LEFT_OUT - out]
    return let_in + [("without", kind) for kind in TOKEN_KINDS if kind in out - LEFT_OUT]


@dataclass(frozen=True, slots=True)
class _Compared:
    """A selection beside another one, given as a query within the same filters; None: all else."""

    search: Parameters

    def reference(self, query: str | None) -> SearchRequest | None:
        """The other selection."""
        return None if query is None else replace(self.search, query=query, offset=0).request()


@dataclass(frozen=True, slots=True)
class KeynessAsked(_Compared):
    """Parameters of keyness."""

    against: str | None = None
    n: int = 1
    terms: bool = False
    part: str = ""
    sort: KeynessSort = "g2"
    direction: Direction = "both"
    out: frozenset[TokenKind] = field(default=LEFT_OUT)

    @classmethod
    def of(cls, args: Arguments, search: Parameters) -> Self:
        """From `against, n, terms, part, sort, direction, with, without`; raises RequestError."""
        return cls(
            search,
            query_text(args, "against") if args.get("against", "").strip() else None,
            number_of_words(args),
            switch(args, "terms"),
            value(args, "part"),
            cast(KeynessSort, choice(args, "sort", KEYNESS_SORTS[0], KEYNESS_SORTS)),
            cast(Direction, choice(args, "direction", DIRECTIONS[0], DIRECTIONS)),
            left_out(args),
        )

    def pairs(self) -> list[tuple[str, str]]:
        """Pairs for an address, without page and defaults."""
        pairs = [("against", self.against)] if self.against else []
        pairs += [("n", str(self.n))] if self.n != 1 else []
        pairs += [("terms", "1")] if self.terms else []
        pairs += [("part", self.part)] if self.part else []
        pairs += [("sort", str(self.sort))] if self.sort != KEYNESS_SORTS[0] else []
        pairs += [("direction", str(self.direction))] if self.direction != DIRECTIONS[0] else []
        return selection_pairs(self.search) + pairs + kind_pairs(self.out)


@dataclass(frozen=True, slots=True)
class NewAsked(_Compared):
    """Parameters of what is new."""

    since: str | None = None
    out: frozenset[TokenKind] = field(default=LEFT_OUT)

    @classmethod
    def of(cls, args: Arguments, search: Parameters) -> Self:
        """From `since, with, without`; raises RequestError."""
        return cls(search, query_text(args, "since") if args.get("since", "").strip() else None, left_out(args))

    def pairs(self) -> list[tuple[str, str]]:
        """Pairs for an address, without page and defaults."""
        pairs = [("since", self.since)] if self.since else []
        return selection_pairs(self.search) + pairs + kind_pairs(self.out)


@dataclass(frozen=True, slots=True)
class CollocatesAsked:
    """Parameters of collocates."""

    search: Parameters
    window: int = DEFAULT_WINDOW
    measure: Measure = "g2"
    across: bool = False
    part: str = ""
    least: int = 1
    out: frozenset[TokenKind] = field(default=LEFT_OUT)

    @classmethod
    def of(cls, args: Arguments, search: Parameters) -> Self:
        """From `window, measure, across, part, least, with, without`; raises RequestError."""
        return cls(
            search,
            integer(args, "window", DEFAULT_WINDOW, least=1, most=WIDEST),
            cast(Measure, choice(args, "measure", MEASURES[0], MEASURES)),
            switch(args, "across"),
            value(args, "part"),
            integer(args, "least", 1, least=1, most=MOST_LEAST),
            left_out(args),
        )

    def pairs(self) -> list[tuple[str, str]]:
        """Pairs for an address, without page and defaults."""
        pairs = [("window", str(self.window))] if self.window != DEFAULT_WINDOW else []
        pairs += [("measure", str(self.measure))] if self.measure != MEASURES[0] else []
        pairs += [("across", "1")] if self.across else []
        pairs += [("part", self.part)] if self.part else []
        pairs += [("least", str(self.least))] if self.least != 1 else []
        return selection_pairs(self.search) + pairs + kind_pairs(self.out)
