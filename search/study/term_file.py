"""A file of terms: one query a line, read as the other files that users write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from index.errors import QueryError, RequestError, UserFileError
from index.language import gettext
from index.standard_input import STANDARD_INPUT, read_standard_input
from index.user_files import LARGEST, content_lines, lines_of
from search.query import parse

MOST_TERMS: Final = 10_000
_SHOWN: Final = 5
"""Lines of which an error says what is wrong with them."""


@dataclass(frozen=True, slots=True)
class Term:
    """A query with the line on which it stands, from 1."""

    line: int
    query: str


def read_terms(path: Path) -> tuple[Term, ...]:
    """The terms of the file at `path`, or of standard input for `-`, in order, comments and blank lines left out.

    Raises UserFileError naming the lines: all those that are no query, or the first that is no UTF-8. Raises
    RequestError if there is no file, and for more than MOST_TERMS.
    """
    piped = str(path) == STANDARD_INPUT
    if not (piped or path.exists()):
        raise RequestError(
            gettext("没有这个文件：%(file)s", file=str(path)), next_step=gettext("请检查文件名；每行写一个词或一个查询")
        )
    if piped:
        path = Path(gettext("标准输入"))
        lines = lines_of(read_standard_input(LARGEST), path)
    else:
        lines = content_lines(path)
    terms = tuple(Term(number, line) for number, line in lines)
    if not terms:
        raise UserFileError(path, gettext("里没有词"), next_step=gettext("请每行写一个词或一个查询"))
    if len(terms) > MOST_TERMS:
        raise UserFileError(
            path, gettext("有 %(count)s 个词", count=f"{len(terms):,}"),
            next_step=gettext("最多 %(most)s 个，请分成几个文件", most=f"{MOST_TERMS:,}"),
        )  # fmt: skip
    if said := faulty_lines(terms):
        raise UserFileError(path, said, next_step=gettext("请改正这些行，或在行首加 # 略过"))
    return terms


def faulty_lines(terms: Iterable[Term]) -> str:
    """What is wrong with the terms that are no queries, each with its line; "" where all are."""
    faults = [(term.line, fault) for term in terms if (fault := _fault_of(term.query))]
    said = [
        gettext("第 %(number)s 行：%(problem)s", number=number, problem=fault.message)
        for number, fault in faults[:_SHOWN]
    ]
    if others := faults[_SHOWN:]:
        lines = gettext("、").join(str(number) for number, _ in others)
        said.append(gettext("第 %(numbers)s 行也不对", numbers=lines))
    return gettext("；").join(said)


def _fault_of(query: str) -> QueryError | None:
    try:
        parse(query)
    except QueryError as fault:
        return fault
    return None
