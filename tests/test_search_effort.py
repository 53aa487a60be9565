"""What is read of a query and shown of a hit takes time in proportion to it, whatever stands in it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from effort import assert_linear

from index.errors import QueryError
from search.query import parse
from search.query.lexer import signs
from search.query.parser import MAX_LENGTH
from search.query.synonym_lines import Group
from search.query.synonyms import Synonyms
from search.snippet import snippet

UNITS = [
    "a「",
    "a“",
    "a„",
    "a«",
    "a‘",
    'a"',
    '\\"',
    'a"\\"',
    "「」",
    "“",
    "(",
    "a(",
    "-",
    "NOT ",
    "a|",
    "a /句 ",
    "机构:a ",
    "１",
    " ",
]


@pytest.mark.parametrize("unit", UNITS)
def test_the_signs_of_a_query(unit: str) -> None:
    # A query has at most 2,000 characters, of which quadratic time would not be seen.
    def read(size: int) -> None:
        with suppress(QueryError):
            list(signs("a" + unit * (size // len(unit))))

    assert_linear(read, 4_000)


@pytest.mark.parametrize("unit", UNITS)
def test_a_query_as_long_as_one_may_be_is_understood_or_refused_at_once(unit: str) -> None:
    def read(size: int) -> None:
        with suppress(QueryError):
            parse(("a" + unit * size)[:size])

    assert_linear(read, MAX_LENGTH // 8)


def test_many_words_that_mean_the_same() -> None:
    assert_linear(lambda size: Synonyms([Group(tuple(f"词{number}" for number in range(size)))]).others("词1"), 500)


MARKED: dict[str, Callable[[int], tuple[str, list[tuple[int, int]]]]] = {
    "every other character": lambda size: ("政协" * size, [(at, at + 1) for at in range(0, 2 * size, 2)]),
    "a word behind full stops": lambda size: ("。" * size + "政", [(size, size + 1)]),
    "a word behind spaces": lambda size: (" " * size + "政", [(size, size + 1)]),
    "all of it": lambda size: ("政" * size, [(0, size)]),
}


@pytest.mark.parametrize("name", MARKED)
def test_a_snippet_of_a_long_paragraph(name: str) -> None:
    assert_linear(lambda size: snippet(*MARKED[name](size)), 4_000)
