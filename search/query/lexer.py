"""Lexer of the query language: brackets, operators, fields, quoted and unquoted runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from index.analysis import fold_width_case
from index.errors import QueryError
from index.facets import FACETS
from index.language import gettext

SignKind = Literal["open", "close", "and", "or", "not", "near", "field", "phrase", "run", "end"]

CLOSING: Final = {'"': '"', "“": "”", "”": "”", "„": "”", "「": "」", "『": "』", "«": "»", "‘": "’"}
"""The quotes that open a quoted run, each with the one that ends it (two closing ones are a common slip)."""

DOUBLE: Final = '"“”„'
"""Interchangeable double quotes: one closes another if its own counterpart is missing."""

TITLE: Final = "title"
WITHIN: Final = "within"
AS_WRITTEN: Final = "literal"
WHOLE_WORD: Final = "word"
FIELDS: Final = {
    **{field: facet.name for facet in FACETS for field in (*facet.fields, facet.name)},
    **dict.fromkeys(("标题", "標題", TITLE), TITLE),
    **dict.fromkeys(("范围", "範圍", WITHIN), WITHIN),
    **dict.fromkeys(("原样", "原樣", AS_WRITTEN), AS_WRITTEN),
    **dict.fromkeys(("整词", "整詞", WHOLE_WORD), WHOLE_WORD),
}
"""Field names as typed, each with its English name: a facet's name, TITLE, WITHIN, AS_WRITTEN or WHOLE_WORD."""
OF_TEXT: Final = (AS_WRITTEN, WHOLE_WORD)
"""Fields whose value is looked for in paragraphs."""
SLASHES: Final = re.compile("[/／]")
"""Ends of words in the value of WHOLE_WORD."""

# Case-insensitive for ASCII only: İ has two characters in lower case, which would shift later offsets.
_FIELD = re.compile("(" + "|".join(FIELDS) + "):", re.ASCII | re.IGNORECASE)
_FULL_WIDTH: Final = ord("Ａ") - ord("A")
_WITHIN_BEFORE = re.compile(
    "(?:^|[\\s(|-])(?:" + "|".join(each for each in FIELDS if FIELDS[each] == WITHIN) + "):$", re.ASCII | re.IGNORECASE
)
_LONGEST_WITHIN: Final = len(" within:")
_OPERATORS: Final[dict[str, SignKind]] = {"AND": "and", "OR": "or", "NOT": "not"}
_ESCAPED = re.compile(r'\\(["\\])')
_MINUS = re.compile(r"-(?=[^\s)-])")
_WORD_OPERATOR = re.compile(r"(AND|OR|NOT)(?=[\s()]|$)")
_NEAR = re.compile(r'/(句|段|篇|[0-9]+|句?(?:近?[左右])?[0-9]+[词詞])(?=[\s()"“”„「『«]|$)')
_ESCAPED_QUOTE = re.compile(r'(?<!\\)(?:\\\\)*\\"')
_OPENED_BY: Final = {
    closing: [opening for opening in CLOSING if CLOSING[opening] == closing] for closing in set(CLOSING.values())
}
"""The quotes that each closing one may close."""
_QUESTION_MARKS: Final = ("?", "？")
_ENDS_RUN = re.compile(r'[\s()|"“”„「『«]')


@dataclass(frozen=True, slots=True)
class Sign:
    """One token of the query.

    text: of a run or phrase as typed; of a field its English name; of proximity the text after the
    slash. position, end: half-open, code points of the query. asks: question marks followed it.
    """

    kind: SignKind
    text: str
    position: int
    end: int
    asks: bool = False


def signs(query: str) -> Iterator[Sign]:
    """The signs of `query`, with an "end" sentinel; raises QueryError for a quote that is unclosed or empty.

    Full-width signs are equivalent to half-width ones.
    """
    narrow = _narrow(query)
    halves = _halves(narrow)
    at, before = 0, None
    while at < len(query):
        sign = None if narrow[at].isspace() else _sign_at(query, narrow, at, halves)
        if sign:
            if before and before.kind == "field" and before.end == at and sign.kind == "run" and sign.text in CLOSING:
                raise _unclosed(at)
            before = sign
            yield sign
        at = sign.end if sign else at + 1
    yield Sign("end", "", len(query), len(query))


def without_question_marks(found: Sequence[Sign]) -> list[Sign]:
    """The signs without question marks at the end of what is asked, before fields, which are no part of it.

    Elsewhere, and where there is nothing else, a question mark may be a text's own.
    """
    last = len(found) - 1
    while last >= 0 and (found[last].kind == "end" or _is_field(found, last)):
        last -= 1 if found[last].kind == "end" else 2
    sign = found[last] if last >= 0 else None
    if sign is None or sign.kind != "run" or not sign.text.endswith(_QUESTION_MARKS):
        return list(found)
    text = sign.text.rstrip("".join(_QUESTION_MARKS))
    if text:
        asked = [replace(sign, text=text, end=sign.position + len(text), asks=True)]
    elif last and found[last - 1].kind in ("run", "phrase", "close"):
        asked = []
    else:
        asked = [sign]
    return [*found[:last], *asked, *found[last + 1 :]]


def _is_field(found: Sequence[Sign], at: int) -> bool:
    """Whether a sign is the value of a field."""
    return at > 0 and found[at - 1].kind == "field" and found[at].position == found[at - 1].end


def _narrow(query: str) -> str:
    """The query in half-width, with the case of letters as typed."""
    return "".join(
        chr(ord(char) - _FULL_WIDTH) if "\uff01" <= char <= "\uff5e" else folded if not folded.isalpha() else char
        for char, folded in zip(query, fold_width_case(query), strict=True)
    )


def _sign_at(query: str, narrow: str, at: int, halves: Mapping[int, int]) -> Sign:
    char = narrow[at]
    if char in "()":
        return Sign("open" if char == "(" else "close", char, at, at + 1)
    if char == "|":
        return Sign("or", char, at, at + 2 if narrow[at : at + 2] == "||" else at + 1)
    if char in CLOSING:
        return _quoted(query, narrow, at, halves)
    if near := _NEAR.match(narrow, at):
        return Sign("near", near[1], at, near.end())
    starts = at == 0 or narrow[at - 1].isspace() or narrow[at - 1] in "(|-" or _is_within(narrow, at)
    sign = _operator(narrow, at) if starts else None
    if sign is None:
        found = _ENDS_RUN.search(narrow, at + 1)
        end = found.start() if found else len(query)
        sign = Sign("run", query[at:end], at, end)
    return sign


def _is_within(narrow: str, at: int) -> bool:
    """Whether what begins here is a part that only limits, which may be a field or an exclusion itself."""
    return narrow[at - 1] == ":" and bool(_WITHIN_BEFORE.search(narrow[max(0, at - _LONGEST_WITHIN) : at]))


def _operator(narrow: str, at: int) -> Sign | None:
    """An operator or field, which is recognised only where a word could begin."""
    if _MINUS.match(narrow, at):
        return Sign("not", "-", at, at + 1)
    if found := _WORD_OPERATOR.match(narrow, at):
        return Sign(_OPERATORS[found[1]], found[1], at, found.end())
    if found := _FIELD.match(narrow, at):
        return Sign("field", FIELDS[found[1].lower()], at, found.end())
    return None


def _quoted(query: str, narrow: str, at: int, halves: Mapping[int, int]) -> Sign:
    """The quoted run that begins at `at`; an unclosed quote is plain text inside running text, otherwise an error."""
    end = _closing(narrow, at, halves)
    if end is None:
        if at and not narrow[at - 1].isspace() and narrow[at - 1] not in "(|":
            return Sign("run", query[at], at, at + 1)
        raise _unclosed(at)
    text = query[at + 1 : end]
    if narrow[end] == '"':
        text = _ESCAPED.sub(r"\1", text)
    if not text:
        raise QueryError(gettext("引号里没有内容"), next_step=gettext("请在引号里写上要找的字句"), position=at)
    return Sign("phrase", text, at, end + 1)


def _unclosed(at: int) -> QueryError:
    return QueryError(gettext("引号没有配对"), next_step=gettext("请补上另一半引号，或去掉这个引号"), position=at)


def _closing(narrow: str, at: int, halves: Mapping[int, int]) -> int | None:
    """Position of the quote that closes the one at `at`: its counterpart or, for double quotes, another."""
    if at in halves or narrow[at] not in DOUBLE:
        return halves.get(at)
    return next((place for place in range(at + 1, len(narrow)) if narrow[place] in DOUBLE), None)


def _halves(narrow: str) -> dict[int, int]:
    """Position of the counterpart that closes each opening quote; unclosed ones are absent."""
    escaped = {found.end() - 1 for found in _ESCAPED_QUOTE.finditer(narrow)}
    ends: dict[int, int] = {}
    waiting: dict[str, list[int]] = {opening: [] for opening in CLOSING}
    for place, char in enumerate(narrow):
        for opening in _OPENED_BY.get(char, ()) if place not in escaped else ():
            if opening == char:
                ends |= dict.fromkeys(waiting[char], place)
                waiting[char].clear()
            elif waiting[opening]:
                ends[waiting[opening].pop()] = place
        if char in CLOSING:
            waiting[char].append(place)
    return ends
