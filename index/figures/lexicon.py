"""The word lists of lexicon.txt by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

_FILE = "lexicon.txt"


def words(name: str) -> frozenset[str]:
    """The words of a list; raises KeyError if there is none of this name."""
    return frozenset(_lists()[name])


def alternatives(every: Iterable[str]) -> str:
    """A regular expression of some words; of those that begin alike the longest matches."""
    found: dict[str, list[str]] = {}
    for word in sorted(every, key=lambda word: (-len(word), word)):
        found.setdefault(word[0], []).append(re.escape(word[1:]))
    # By their first characters, so that few are tried at a place.
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in sorted(found.items()))


@cache
def _lists() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    current: list[str] = []
    text = files(__package__).joinpath(_FILE).read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            found[line.strip("[]")] = current = []
        elif not line.startswith("#"):
            current += line.split()
    return found
