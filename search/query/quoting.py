"""A wording written as a query that finds it literally."""

from __future__ import annotations

from typing import Final

_PAIRS: Final = (("“", "”"), ("「", "」"), ("『", "』"), ("«", "»"), ('"', '"'))


def quoted(wording: str) -> str:
    """The wording in quotation marks that do not stand in it; where all do, the first ones, without those inside."""
    for opening, closing in _PAIRS:
        if opening not in wording and closing not in wording:
            return f"{opening}{wording}{closing}"
    opening, closing = _PAIRS[0]
    return opening + "".join(sign for sign in wording if sign not in "“”„") + closing
