"""Geometry of the two-sided bar chart of key terms: what is said more to the right, what is said less to the left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.study.keyness import KeyTerm

FEWEST, MOST = 2, 16
"""Terms that are drawn."""
WIDTH, STEP = 480, 22
_MIDDLE, _LONGEST, _GAP = WIDTH / 2, 170, 6


@dataclass(frozen=True, slots=True)
class KeyBar:
    """A bar as drawn, in user units. x: of its left edge. at: of its label, across the middle; end: of its value."""

    term: str
    value: str
    more: bool
    x: float
    y: float
    width: float
    at: float
    end: float


def key_bars(terms: Sequence[KeyTerm]) -> tuple[KeyBar, ...]:
    """Bars of the first MOST terms by log ratio, the largest on top; their lengths are in its proportion.

    None of fewer than FEWEST terms.
    """
    if len(terms) < FEWEST:
        return ()
    drawn = sorted(terms[:MOST], key=lambda term: -term.log_ratio)
    scale = _LONGEST / (max((abs(term.log_ratio) for term in drawn), default=0.0) or 1.0)
    return tuple(_bar(term, place * STEP, abs(term.log_ratio) * scale) for place, term in enumerate(drawn))


def _bar(term: KeyTerm, y: float, width: float) -> KeyBar:
    more = term.log_ratio >= 0
    side = 1 if more else -1
    return KeyBar(
        term=term.term,
        value=f"{term.log_ratio:+.1f}",
        more=more,
        x=round(_MIDDLE if more else _MIDDLE - width, 1),
        y=y,
        width=round(width, 1),
        at=_MIDDLE - side * _GAP,
        end=round(_MIDDLE + side * (width + _GAP), 1),
    )
