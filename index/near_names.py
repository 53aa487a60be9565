"""Names that are near to one that is not there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeVar

from index.analysis import fold

MOST: Final = 3
READ: Final = 80
"""Characters of the name that are compared."""
_SHARED: Final = 0.5
"""Least share of the pairs of characters asked for that a near name has; ids of one library are alike by a third."""
_COMPARED: Final = 50
"""Names with the most pairs that are compared character by character."""

Named = TypeVar("Named")


def near_names(wanted: str, named: Iterable[tuple[str, str, Named]]) -> list[Named]:
    """At most MOST things of which a name has most of what was asked for, the nearest first, each once.

    named: name, key and thing; things of one key are one, and as near ones stand in the order of their keys.
    """
    # Not at the start of every command.
    from difflib import SequenceMatcher

    folded = fold(wanted[:READ])
    pairs = {folded[at : at + 2] for at in range(len(folded) - 1)} or {folded}
    names = [(fold(name), key, thing) for name, key, thing in named if name]
    shared = [(sum(pair in name for pair in pairs), name, key, thing) for name, key, thing in names]
    likely = sorted((each for each in shared if each[0] >= _SHARED * len(pairs)), key=lambda each: -each[0])
    exact = [(SequenceMatcher(None, folded, name).ratio(), key, thing) for _, name, key, thing in likely[:_COMPARED]]
    nearest = sorted(exact, key=lambda each: (-each[0], each[1]))
    return list({key: thing for _, key, thing in nearest}.values())[:MOST]
