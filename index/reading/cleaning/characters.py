"""Invisible characters: zero-width signs, byte order marks, soft hyphens, direction marks, control codes."""

from __future__ import annotations

import re

from index.reading.cleaning.step import Mended

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)


class InvisibleCharacters:
    """Removes invisible characters."""

    name = "invisible characters"

    def mend(self, text: str) -> Mended:
        """Remove every invisible character."""
        return Mended(*_INVISIBLE.subn("", text))
