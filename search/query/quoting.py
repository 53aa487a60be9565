"""Wordings written as queries that find them literally."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from index.analysis import visible
from index.analysis.segmentation import always_whole
from search.query.lexer import FIELDS, WHOLE_WORD, WITHIN, Sign, signs, without_question_marks

_PAIRS: Final = (("“", "”"), ("「", "」"), ("『", "』"), ("«", "»"), ('"', '"'))
_TEXT: Final = ("run", "phrase")
_WHOLE_WORD: Final = next(name for name, field in FIELDS.items() if field == WHOLE_WORD)
_RUN: Final = re.compile(r"[\w/.%+#&·-]+")


def quoted(wording: str) -> str:
    """The wording in quotation marks that do not stand in it; where all do, the first ones, without those inside."""
    for opening, closing in _PAIRS:
        if opening not in wording and closing not in wording:
            return f"{opening}{wording}{closing}"
    opening, closing = _PAIRS[0]
    return opening + "".join(sign for sign in wording if sign not in "“”„") + closing


def as_words(words: Sequence[str]) -> str:
    """A query that finds just these words of a token stream, one behind the other, cut as they are."""
    if any("/" in word for word in words):
        # A slash is where words end, and a token of its own.
        return quoted("".join(words))
    return as_word("/".join(words) if len(words) > 1 or always_whole(words[0]) else f"{words[0]}/")


def as_word(text: str) -> str:
    """A query that finds a text where words begin and end at its ends, and are cut at its slashes, if it has any."""
    return f"{_WHOLE_WORD}:{text if _RUN.fullmatch(text) else quoted(text)}"


@lru_cache(maxsize=16)
def enclosed(query: str) -> str:
    """The query as it is written inside brackets to mean the same: without what only marks it as a question.

    Cached for the rows of a study, each of which asks for it.
    """
    text = visible(query).text
    found = list(signs(text))
    kept = {sign.position: sign.end for sign in without_question_marks(found)}
    for sign in reversed(found):
        end = kept.get(sign.position, sign.position)
        if end < sign.end:
            text = text[:end] + text[sign.end :]
    return text.strip()


def all_quoted(query: str, *, excluded: bool = False) -> str:
    """The query with each piece of running text that it looks for quoted, so that it finds a part of the same.

    excluded: those that it excludes in their place, so that it finds the same and maybe more. Values of fields stay as
    they are, and so does a query without such text. `query` is one that parses.
    """
    text = visible(query).text
    written, at = [], 0
    for piece in _pieces(without_question_marks(list(signs(text))), excluded=excluded):
        if any(sign.kind == "run" for sign in piece):
            written += [text[at : piece[0].position], quoted(text[piece[0].position : piece[-1].end])]
            at = piece[-1].end
            if piece[-1].asks:
                at += len(text[at:]) - len(text[at:].lstrip("?？"))
    return "".join(written) + text[at:] if written else query


def _pieces(found: list[Sign], *, excluded: bool) -> list[list[Sign]]:
    """Runs and phrases that the query looks for, or excludes, those without space beside each other together."""
    pieces: list[list[Sign]] = []
    excluding, denied = [False], False
    for before, sign in zip([None, *found], found, strict=False):
        of_field = before is not None and before.kind == "field"
        denied = excluding[-1] or (before is not None and before.kind == "not") or (denied and of_field)
        if sign.kind == "open":
            excluding.append(denied)
        elif sign.kind == "close":
            excluding.pop()
        elif sign.kind in _TEXT and denied == excluded and not (before and of_field and before.text != WITHIN):
            if pieces and pieces[-1][-1] is before and before.end == sign.position:
                pieces[-1].append(sign)
            else:
                pieces.append([sign])
    return pieces
