"""A text step: one small, idempotent mending of one line."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Mended(NamedTuple):
    """A line's text after a step, and in how many places the step changed it."""

    text: str
    places: int


class Step(Protocol):
    """One mending. `mend(mend(text).text)` changes nothing, and 0 places mean that the text is the same."""

    @property
    def name(self) -> str:
        """The step's name in the record of changes."""
        ...

    def mend(self, text: str) -> Mended:
        """Mend one line; the result is never longer than the text given."""
        ...
