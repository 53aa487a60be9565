"""Cleaning step: one small, idempotent repair of a line."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Mended(NamedTuple):
    """A line's text after a step, and the number of places changed."""

    text: str
    places: int


class Step(Protocol):
    """A repair. `mend(mend(text).text)` changes nothing; 0 places mean an unchanged text."""

    @property
    def name(self) -> str:
        """The step's name in the record of changes."""
        ...

    def mend(self, text: str) -> Mended:
        """Mend one line; the result is never longer than the text given."""
        ...
