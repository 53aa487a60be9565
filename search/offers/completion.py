"""Completing a query while it is typed: words, bodies and titles of the index, by prefix or by pinyin."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from index.analysis import fold, visible, well_formed
from index.deadline import Deadline
from index.facets import BODY
from search.described import Described
from search.offers.lexicon import ENTRY_KINDS, Entries, EntryKind, Lexicon
from search.offers.pinyin import Indices, Typed
from search.query.lexer import FIELDS, OF_TEXT, SLASHES, TITLE, WHOLE_WORD

if TYPE_CHECKING:
    from search.engine.searcher import Searcher

MAX_PREFIX: Final = 200
"""Longest text that is completed (code points)."""
_MOST_LOOKED_AT: Final = 200

_BREAK: Final = r"\s()（）|｜\"“”「」『』"
_LATIN: Final = "A-Za-z\u00c0-\u024f"
_LATIN_TAIL: Final = re.compile(rf"(?:^|(?<=[{_BREAK}]))[{_LATIN}][{_LATIN}'’]*(?: +[{_LATIN}'’]+)+$")
_BODIES: Final[frozenset[EntryKind]] = frozenset(["body"])
_TITLES: Final[frozenset[EntryKind]] = frozenset(["title"])
_WORDS: Final[frozenset[EntryKind]] = frozenset(["word"])
_KINDS_OF: Final = {BODY.name: _BODIES, TITLE: _TITLES, **dict.fromkeys(OF_TEXT, _WORDS)}
_FIELD_KINDS: Final = {name: _KINDS_OF[field] for name, field in FIELDS.items() if field in _KINDS_OF}
_ALL_KINDS: Final = frozenset(ENTRY_KINDS)
# Field names are case-insensitive for ASCII only: otherwise İ and ı would match an i.
_LAST_PIECE: Final = re.compile(
    rf"(?:^|(?<=[{_BREAK}]))[-－]?(?:(?P<field>(?ai:{'|'.join(_FIELD_KINDS)}))[:：])?(?P<piece>[^{_BREAK}]*)$"
)


@dataclass(frozen=True, slots=True)
class Completion(Described):
    """A query that begins as what was typed.

    text: the whole query. kind: of its last piece. count: paragraphs that have this word, or that belong to reports of
    this body or title, regardless of the text before the last piece.
    """

    text: str
    kind: EntryKind
    count: int


@dataclass(frozen=True, slots=True)
class Completions(Described):
    """The typed prefix, and its completions."""

    query: str
    completions: tuple[Completion, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """The piece to complete: `text`, of these kinds, with the part of the query before it."""

    before: str
    text: str
    kinds: frozenset[EntryKind] = _ALL_KINDS


class Completer:
    """Completes queries from one searcher's index; safe for several threads at once.

    The first completion of a searcher reads the index's words; searches never do.
    """

    def __init__(self, searcher: Searcher) -> None:
        # The lexicon itself does not keep the searcher.
        self._searcher = searcher
        self._lexicon: Lexicon = searcher.lexicon

    def complete(self, prefix: str, limit: int = 10, deadline: Deadline | None = None) -> tuple[Completion, ...]:
        """At most `limit` completions of the last piece of `prefix`, in either script or by pinyin.

        Pinyin may be typed with spaces or apostrophes between syllables, with an incomplete last syllable, or as the
        syllables' initials. Exact readings come first, then the most frequent, bodies first on a tie. When the
        deadline, by default one of its own, is over, returns the completions found until then.
        """
        deadline = deadline or Deadline()
        prefix = visible(well_formed(prefix)).text
        if len(prefix) > MAX_PREFIX or limit < 1:
            return ()
        entries = self._lexicon.entries_within(deadline)
        if entries is None:
            return ()
        for pieces in _readings_of(prefix):
            if found := self._offers(entries, pieces, limit, deadline):
                return found
        return ()

    def _offers(
        self, entries: Entries, pieces: Iterable[_Piece], limit: int, deadline: Deadline
    ) -> tuple[Completion, ...]:
        offered: dict[str, Completion] = {}
        exact: set[str] = set()
        for piece in pieces:
            ranked, read_so = _ranked(entries, piece)
            some = 0
            for place in ranked[:_MOST_LOOKED_AT].tolist():
                completion = self._completion(entries, place, piece.before)
                if completion and completion.text not in offered:
                    offered[completion.text] = completion
                    exact |= {completion.text} if place in read_so else set()
                    some += 1
                if some == limit or deadline.remaining <= 0:
                    break
        found = sorted(
            offered.values(), key=lambda each: (each.text not in exact, -each.count, ENTRY_KINDS.index(each.kind))
        )
        return tuple(found[:limit])

    def _completion(self, entries: Entries, place: int, before: str) -> Completion | None:
        kind = ENTRY_KINDS[int(entries.kinds[place])]
        if kind != "word":
            return Completion(before + entries.texts[place], kind, int(entries.counts[place]))
        word = entries.keys[place]
        count = self._lexicon.count(word)
        return Completion(before + self._lexicon.written(word), kind, count) if count else None


def _readings_of(prefix: str) -> Iterable[tuple[_Piece, ...]]:
    """Ways to cut the query before the piece to complete; later ones are fallbacks."""
    if tail := _LATIN_TAIL.search(prefix):
        yield (_Piece(prefix[: tail.start()], tail[0]),)
    found = _LAST_PIECE.search(prefix)
    if found is None or not found["piece"]:
        return
    start = found.start("piece")
    if FIELDS.get((found["field"] or "").lower()) == WHOLE_WORD:
        # Words before the last one are there already.
        start += len(found["piece"]) - len(SLASHES.split(found["piece"])[-1])
    kinds = _FIELD_KINDS[found["field"].lower()] if found["field"] else _ALL_KINDS
    last = _Piece(prefix[:start], prefix[start:], kinds)
    whole = " ".join(prefix.split())
    yield (last, _Piece("", whole, _TITLES)) if start else (last,)


def _ranked(entries: Entries, piece: _Piece) -> tuple[Indices, frozenset[int]]:
    """The entries that complete the piece, best first; and those that read exactly as typed."""
    found = [entries.starting_with(fold(piece.text))]
    exact: Indices = np.zeros(0, np.int64)
    if typed := Typed.parse(piece.text):
        exact = entries.readings.reading_as(typed)
        found += [entries.readings.beginning(typed), entries.readings.initials(typed)]
    places = np.unique(np.concatenate(found))
    kinds = [number for number, kind in enumerate(ENTRY_KINDS) if kind in piece.kinds]
    places = places[np.isin(entries.kinds[places], kinds)]
    order = np.lexsort((entries.kinds[places], -entries.counts[places], ~np.isin(places, exact)))
    return places[order], frozenset(exact.tolist())
