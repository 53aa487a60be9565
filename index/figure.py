"""A figure as it is read from a text: its number, unit and bound, what it counts, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from index.language import N_

Bound = Literal["exact", "about", "over", "nearly", "at_least", "at_most"]

Change = Literal["up", "down", "to"]

BOUND_LABELS: Final[Mapping[Bound, str]] = {
    "exact": N_("恰好"),
    "about": N_("大约"),
    "over": N_("超过"),
    "nearly": N_("接近"),
    "at_least": N_("至少"),
    "at_most": N_("至多"),
}
"""What a number says of the true one, each with what it is called, for gettext."""
BOUNDS: Final[tuple[Bound, ...]] = tuple(BOUND_LABELS)
"""The same in their order; columns have their places here."""
CHANGE_LABELS: Final[Mapping[Change, str]] = {"up": N_("增"), "down": N_("减"), "to": N_("至")}
"""How what is measured changed, by the figure or to it, each with what it is called, for gettext."""
CHANGES: Final[tuple[Change | None, ...]] = (None, *CHANGE_LABELS)
"""The same in the order in which columns have them; None: nothing is said of it."""


class Number(NamedTuple):
    """`mantissa` * 10 ** `exponent`; the mantissa of a number that is not 0 ends in no 0."""

    mantissa: int
    exponent: int

    @property
    def value(self) -> int | float:
        """The number; an integer wherever it is one."""
        if self.exponent >= 0:
            return self.mantissa * int(10**self.exponent)
        # Divided, so that 5.5 is the 5.5 of a literal.
        return self.mantissa / int(10**-self.exponent)


class Figure(NamedTuple):
    """One figure of a text.

    start, end: its span with unit and bound words. sentence: span of its sentence. Both are code points of the text
    that was read. high: the upper end of a range. unit: simplified, "" if none stands there; large numbers are in the
    number (516.5万元 is 5165000 元). counts: what is counted or measured, in the text's own characters; "" if nothing
    is named. change: whether it rose or fell by the figure, or came to it.
    """

    start: int
    end: int
    number: Number
    high: Number | None
    unit: str
    bound: Bound
    counts: str
    sentence: tuple[int, int]
    change: Change | None
