"""Punctuation doubled by page scrapers: ，， ,, 。。 and a comma before another sign: ,、 ,。"""

from __future__ import annotations

import re

from index.reading.cleaning.step import Mended

# Three or more full stops are an ellipsis; commas have no such use.
_DOUBLED = re.compile(r"([，,])[，,]+(?![、。；：！？])|([、；;])\2+|(?<!。)。。(?!。)")
_BEFORE_ANOTHER = re.compile(r"[，,]+(?=[、。；：！？])")


class DoubledPunctuation:
    """Collapses doubled signs; …… and —— are single signs, written double."""

    name = "doubled punctuation"

    def mend(self, text: str) -> Mended:
        """Replace each doubled sign by its first; a comma before another sign of Chinese goes."""
        single, doubled = _DOUBLED.subn(lambda match: match[0][0], text)
        mended, commas = _BEFORE_ANOTHER.subn("", single)
        return Mended(mended, doubled + commas)
