"""Stop words: those that ship, and a house's own beside its index (stopwords.txt)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from index.analysis.folding import fold_for_words
from index.settings import beside_index
from index.user_files import content_lines

if TYPE_CHECKING:
    from index.location import Location

STOP_WORDS_NAME: Final = "stopwords.txt"
_SHIPPED: Final = Path(__file__).parent / "stop_words.txt"
_WITHOUT: Final = ("-", "－")


def stop_words(location: Location) -> frozenset[str]:
    """The words, folded, that lists leave out; raises UserFileError for a house's file that cannot be read.

    A line of the house's file has words, apart by spaces; with `-` before it, a word is no stop word here.
    """
    own = beside_index(location, STOP_WORDS_NAME)
    words = [word for _, line in content_lines(own) for word in line.split()]
    kept = {fold_for_words(word[1:]) for word in words if word.startswith(_WITHOUT)}
    return (shipped() - kept) | {fold_for_words(word) for word in words if not word.startswith(_WITHOUT)}


@cache
def shipped() -> frozenset[str]:
    """The words that ship, folded."""
    return frozenset(fold_for_words(word) for _, line in content_lines(_SHIPPED) for word in line.split())
