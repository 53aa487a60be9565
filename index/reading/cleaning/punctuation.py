"""Punctuation doubled by page scrapers: ，， ,, 。。"""

from __future__ import annotations

import re

from index.reading.cleaning.step import Mended

# Three or more full stops are an ellipsis; commas have no such use.
_DOUBLED = re.compile(r"([，,])[，,]+|([、；;])\2+|(?<!。)。。(?!。)")


class DoubledPunctuation:
    """Collapses doubled signs; …… and —— are single signs, written double."""

    name = "doubled punctuation"

    def mend(self, text: str) -> Mended:
        """Replace each doubled sign by its first."""
        return Mended(*_DOUBLED.subn(lambda match: match[0][0], text))
