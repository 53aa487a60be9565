"""Invisible characters, and characters written as several: zero-width and direction marks, controls, selectors, NFD."""

from __future__ import annotations

import re

from index.analysis.searched import INVISIBLE, composed
from index.reading.cleaning.step import Mended

# Two blanks are as wide as a space, and become one in a later step (whitespace.py).
_INVISIBLE = re.compile(f"(?![\u2800\u3164])[{INVISIBLE}]")


class InvisibleCharacters:
    """Removes invisible characters, and composes what is written as a character and its marks (NFC)."""

    name = "invisible characters"

    def mend(self, text: str) -> Mended:
        """Remove every invisible character, and compose."""
        seen, count = _INVISIBLE.subn("", text)
        mended = composed(seen)
        return Mended(mended, count + len(seen) - len(mended))
