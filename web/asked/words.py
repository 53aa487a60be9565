"""Parameters of the studies that count words, as the page and the API have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final, Self, cast

from index.errors import RequestError
from index.language import gettext, listed
from search.study.collocates import DEFAULT_WINDOW, MEASURES, WIDEST, Measure
from search.study.grams import MOST_WORDS
from search.study.keyness import DIRECTIONS, KEYNESS_SORTS, Direction, KeynessSort
from search.study.option_pairs import LEAST_OF_NEW, collocate_pairs, keyness_pairs, new_pairs, word_pairs
from search.study.token_kinds import LEFT_OUT, TOKEN_KINDS, TokenKind
from search.study.word_options import kinds_left_out
from search.study.words import WORD_SORTS, WordSort
from web.asked.arguments import Arguments, choice, integer, switch, value, values
from web.asked.parameters import Parameters
from web.asked.selection import ROWS_OF_EACH, StudyAsked, other_query, other_selection

MOST_LEAST: Final = 1_000_000
"""Greatest number of occurrences that can be asked for at least."""


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


def _least(args: Arguments, usual: int) -> int:
    return integer(args, "least", usual, least=1, most=MOST_LEAST)


@dataclass(frozen=True, slots=True)
class WordsAsked(StudyAsked):
    """Parameters of the list of words. sort: None for the usual one: by count, and terms of several by C-value."""

    UNSEEN: ClassVar[frozenset[str]] = frozenset({"sort"})

    n: int = 1
    terms: bool = False
    part: str = ""
    sort: WordSort | None = None
    out: frozenset[TokenKind] = LEFT_OUT

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

    def options(self) -> dict[str, Any]:
        """Of `words`."""
        return {"n": self.n, "part": self.part, "sort": self.order, "left_out": self.out, "terms": self.terms}

    def own_pairs(self) -> list[tuple[str, str]]:
        """Pairs of all but the selection, without defaults."""
        return word_pairs(self.options())


@dataclass(frozen=True, slots=True)
class KeynessAsked(StudyAsked):
    """Parameters of keyness. against: the query of the reference, "" for everything; None: all but the target."""

    UNSEEN: ClassVar[frozenset[str]] = frozenset({"sort", "least"})

    against: str | None = None
    n: int = 1
    terms: bool = False
    part: str = ""
    sort: KeynessSort = "g2"
    direction: Direction = "both"
    out: frozenset[TokenKind] = LEFT_OUT
    least: int = 1

    @classmethod
    def of(cls, args: Arguments, search: Parameters) -> Self:
        """From `against, n, terms, part, sort, direction, with, without, least`; raises RequestError."""
        return cls(
            search,
            other_query(args, "against"),
            number_of_words(args),
            switch(args, "terms"),
            value(args, "part"),
            cast(KeynessSort, choice(args, "sort", KEYNESS_SORTS[0], KEYNESS_SORTS)),
            cast(Direction, choice(args, "direction", DIRECTIONS[0], DIRECTIONS)),
            left_out(args),
            _least(args, 1),
        )

    def options(self) -> dict[str, Any]:
        """Of `keyness`."""
        return {
            "reference": other_selection(self.search, self.against),
            "n": self.n,
            "part": self.part,
            "sort": self.sort,
            "direction": self.direction,
            "left_out": self.out,
            "terms": self.terms,
            "least": self.least,
        }

    def own_pairs(self) -> list[tuple[str, str]]:
        """Pairs of all but the selection, without defaults."""
        return keyness_pairs(self.options())


@dataclass(frozen=True, slots=True)
class NewAsked(StudyAsked):
    """Parameters of what is new. since: the query of what was said before, as `against` of keyness."""

    ROWS: ClassVar[int] = ROWS_OF_EACH
    since: str | None = None
    out: frozenset[TokenKind] = LEFT_OUT
    least: int = LEAST_OF_NEW

    @classmethod
    def of(cls, args: Arguments, search: Parameters) -> Self:
        """From `since, with, without, least`; raises RequestError."""
        return cls(search, other_query(args, "since"), left_out(args), _least(args, LEAST_OF_NEW))

    def options(self) -> dict[str, Any]:
        """Of `new`."""
        return {"since": other_selection(self.search, self.since), "left_out": self.out, "least": self.least}

    def own_pairs(self) -> list[tuple[str, str]]:
        """Pairs of all but the selection, without defaults."""
        return new_pairs(self.options())


@dataclass(frozen=True, slots=True)
class CollocatesAsked(StudyAsked):
    """Parameters of collocates."""

    window: int = DEFAULT_WINDOW
    measure: Measure = "g2"
    across: bool = False
    part: str = ""
    least: int = 1
    out: frozenset[TokenKind] = LEFT_OUT

    @classmethod
    def of(cls, args: Arguments, search: Parameters) -> Self:
        """From `window, measure, across, part, least, with, without`; raises RequestError."""
        return cls(
            search,
            integer(args, "window", DEFAULT_WINDOW, least=1, most=WIDEST),
            cast(Measure, choice(args, "measure", MEASURES[0], MEASURES)),
            switch(args, "across"),
            value(args, "part"),
            _least(args, 1),
            left_out(args),
        )

    def options(self) -> dict[str, Any]:
        """Of `collocates`."""
        return {
            "window": self.window,
            "measure": self.measure,
            "across": self.across,
            "part": self.part,
            "left_out": self.out,
            "least": self.least,
        }

    def own_pairs(self) -> list[tuple[str, str]]:
        """Pairs of all but the selection, without defaults."""
        return collocate_pairs(self.options())
