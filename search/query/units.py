"""Units of one character and their spellings: ㎡ is also looked for as m2 and m², and each of these as the others.

They are alternatives of the query and no folding, since a folding maps one character to one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from index.analysis import fold
from search.query.tree import And, Near, Node, Not, Or, Phrase, Run


def _spelled() -> dict[str, str]:
    """Unicode's compatibility spelling of each square unit that is spelled in letters and digits."""
    spelled = {char: unicodedata.normalize("NFKC", char) for char in map(chr, range(0x3371, 0x33FF))}
    return {char: text for char, text in spelled.items() if re.fullmatch("[A-Za-zΩμ]+[23]?", text) and len(text) > 1}


_SPELLED: Final = _spelled()
_SQUARES: Final = {fold(text): char for char, text in reversed(_SPELLED.items())}
_TO_SPELLED: Final = str.maketrans(_SPELLED)
_RAISED: Final = str.maketrans("23", "²³")
_LOWERED: Final = str.maketrans("²³", "23")
_UNIT = re.compile(f"(?<![a-z])(?:{'|'.join(sorted(_SQUARES, key=len, reverse=True))})(?![a-z0-9])")


def with_spellings(node: Node) -> Node:
    """The tree with an Or in place of each run and phrase with a unit in it: itself, then its other spellings."""
    if isinstance(node, And | Or | Near):
        return replace(node, parts=tuple(map(with_spellings, node.parts)))
    if isinstance(node, Not):
        return replace(node, part=with_spellings(node.part))
    if not isinstance(node, Run | Phrase):
        return node
    others = [Phrase(text, node.position) for text in other_spellings(node.text)]
    return Or((node, *others)) if others else node


def other_spellings(text: str) -> list[str]:
    """The text with all its units in letters and digits, with raised digits, and as one character; without itself."""
    spelled = text.translate(_TO_SPELLED)
    folded = fold(spelled.translate(_LOWERED))
    units = list(_UNIT.finditer(folded)) if len(folded) == len(spelled) else []
    ways = (lambda unit: unit, lambda unit: unit.translate(_RAISED), lambda unit: _SQUARES[fold(unit)])
    found = (_rewritten(spelled, units, way) for way in ways)
    return list({fold(each): each for each in found if units and fold(each) != fold(text)}.values())


def _rewritten(text: str, units: Iterable[re.Match[str]], way: Callable[[str], str]) -> str:
    """The text with its units written in some way; units: matches of _UNIT."""
    pieces, done = [], 0
    for unit in units:
        pieces += [text[done : unit.start()], way(text[slice(*unit.span())].translate(_LOWERED))]
        done = unit.end()
    return "".join((*pieces, text[done:]))
