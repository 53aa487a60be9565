"""The word lists of lexicon.txt by their names."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_FILE = "lexicon.txt"


def words(name: str) -> frozenset[str]:
    """The words of a list; raises KeyError if there is none of this name."""
    return frozenset(_lists()[name])


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
