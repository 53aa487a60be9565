"""Spellings of units: whichever of ㎾h, kWh, km2, ㎞², k㎡, ㎏/㎡, kg/m², μm, ㎛ a query has finds the others.

A query's text is spelled in single signs by Unicode's decompositions of its squares (㎡ is m and 2), and every way to
put squares in the place of their letters is looked for, too. Raised digits and the two micro signs need no spelling:
folding makes them one (index/analysis/folding.py).

Spelled are queries and not the searched text, for which this could be done as well. Marks are spans of a text's
characters, and an answer counts as many occurrences as it has marks: were ㎜ searched as two letters, the query m would
occur twice in one character that can be marked once, and a part of a character would be found at all. The price is that
a part of a square (the W of ㎾) is not found, that words of a run that stand apart are found in letters only, as are
words of titles, and that a query of very many units is not looked for in all its mixtures; the gain, besides, is that
indexing takes no time for it and stored forms stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Final

from index.analysis import fold
from index.analysis.searched import HAN
from search.query.tree import And, Near, Node, Not, Or, Phrase, Run, TitleHas, leaves

MOST_ADDED: Final = 256
"""Spellings that are added to one query, evenly to its texts, but at least two to each."""

Ways = dict[int, list[tuple[int, str]]]

_SQUARE = re.compile("[\u2103\u2109\u32c0-\u32cf\u32ff-\u33ff]")
_HAN = re.compile(f"[{HAN}]")
_UNIT = re.compile("[a-zμω°]")
_NO_UNIT = re.compile("[a-zμω°]{6,}|[a-z]+:[a-z]+")
"""Letters that are no unit: those have five at most, and are not what a field, letters and a colon, asks."""

_LONGEST: Final = 6
"""Characters that a square with letters is spelled in, at most: ㎯ is rad/s2."""


@cache
def _spelled() -> dict[int, str]:
    """What each square is spelled as, as a table for `str.translate`."""
    codes = (0x2103, 0x2109, *range(0x32C0, 0x32D0), *range(0x32FF, 0x3400))
    spelled = {code: unicodedata.normalize("NFKC", chr(code)).replace("∕", "/") for code in codes}
    return {code: text for code, text in spelled.items() if len(text) > 1}


@cache
def _squares() -> Mapping[str, str]:
    """The squares of each folded spelling with a letter; those of days, hours and Japanese words are left out."""
    squares: defaultdict[str, str] = defaultdict(str)
    for code, text in _spelled().items():
        if _UNIT.search(fold(text)):
            squares[fold(text)] += chr(code)
    return dict(squares)


def with_spellings(tree: Node) -> Node:
    """The tree with an Or in place of each text with a unit in it: itself, then its other spellings."""
    return _with_spellings(tree, max(MOST_ADDED // max(sum(1 for _ in leaves(tree)), 1), 2))


def _with_spellings(node: Node, most: int) -> Node:
    if isinstance(node, And | Or | Near):
        return replace(node, parts=tuple(_with_spellings(part, most) for part in node.parts))
    if isinstance(node, Not):
        return replace(node, part=_with_spellings(node.part, most))
    if not isinstance(node, Run | Phrase | TitleHas):
        return node
    others = [_spelled_as(node, text) for text in other_spellings(node.text, most)]
    if isinstance(node, Run) and _SQUARE.search(node.text) and not _HAN.search(node.text):
        # A square is no word: what is left of a run of units, as the h of ㎾h, would match in its stead.
        node = Phrase(node.text, node.position)
    return Or((node, *others)) if others else node


def _spelled_as(node: Run | Phrase | TitleHas, text: str) -> Node:
    if isinstance(node, TitleHas):
        return TitleHas(text)
    return Phrase(text, node.position) if isinstance(node, Phrase) or _SQUARE.search(text) else replace(node, text=text)


def other_spellings(text: str, most: int = MOST_ADDED) -> list[str]:
    """The other spellings of a text, at most so many: in single signs, in as few as can be, then the mixtures."""
    spelled = text.translate(_spelled())
    ways = _ways(fold(spelled))
    if len(spelled) == len(text) and not ways:
        return []
    found: dict[str, str] = {}
    for each in (spelled, _shortest(spelled, ways), *_mixtures(spelled, ways, most)):
        found.setdefault(fold(each), each)
    found.pop(fold(text), None)
    return list(found.values())[:most]


def _ways(folded: str) -> Ways:
    """The squares that may stand for a part of a folded text, by its end: its start and they, the longest last."""
    squares = _squares()
    no_units = {at for word in _NO_UNIT.finditer(folded) for at in range(*word.span())}
    ways: Ways = {}
    for end in range(2, len(folded) + 1):
        for start in range(end - 2, max(end - _LONGEST, 0) - 1, -1):
            if folded[start:end] in squares and no_units.isdisjoint(range(start, end)):
                ways.setdefault(end, []).append((start, squares[folded[start:end]]))
    return ways


def _shortest(spelled: str, ways: Ways) -> str:
    """The text with squares wherever they can be, the widest first."""
    pieces, end = [], len(spelled)
    while end:
        start, squares = ways[end][-1] if end in ways else (end - 1, spelled[end - 1])
        pieces.append(squares[0])
        end = start
    return "".join(reversed(pieces))


def _mixtures(spelled: str, ways: Ways, most: int) -> list[str]:
    """The text with squares in the place of any of its parts, at most so many."""
    # Of every prefix its mixtures; only the last few prefixes are gone back to.
    made = deque([[""]], maxlen=_LONGEST + 1)
    for end, char in enumerate(spelled, 1):
        found = [each + char for each in made[-1]]
        for start, squares in ways.get(end, ()):
            found += [each + square for each in made[start - end] for square in squares]
        made.append(found[: most + 1])
    return made[-1]
