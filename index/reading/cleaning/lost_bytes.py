"""Residue of lost bytes: `勇?lián)率姑` keeps a question mark and half a reading of a character that is gone."""

from __future__ import annotations

import re

from index.reading.cleaning.readings import is_reading, is_toned_syllable
from index.reading.cleaning.step import Mended

_RESIDUE = re.compile(r"[?\ufffd]([^\W\d_](?:[^\W\d_]|[\u0300-\u030c]){0,11})[)）]")
_BRACKETED = re.compile(r"(.?)[(（]([^()（）\s]{1,12})[)）]")
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")


class LostBytes:
    """Cuts the residue away and never guesses what stood there."""

    name = "lost bytes"

    def mend(self, text: str) -> Mended:
        """Remove `?` (or U+FFFD), a toned syllable and the closing bracket that nothing opened."""
        total = 0
        if "?" not in text and "\ufffd" not in text:
            return Mended(text, 0)
        while True:
            match = next((m for m in _RESIDUE.finditer(text) if _is_residue(m)), None)
            if match is None:
                return Mended(text, total)
            text, total = text[: match.start()] + text[match.end() :], total + 1


def _is_residue(match: re.Match[str]) -> bool:
    if not is_toned_syllable(match[1]):
        return False
    before, text = match.string[: match.start()], match.string
    opened = sum(before.count(sign) for sign in "(（") - sum(before.count(sign) for sign in ")）")
    surplus = sum(text.count(sign) for sign in ")）") - sum(text.count(sign) for sign in "(（")
    return opened <= 0 or surplus > 0


def shows_damage(text: str) -> bool:
    """Whether signs of loss are left in mended text: unreadable characters, or a reading whose owner is gone."""
    if _UNREADABLE.search(text):
        return True
    if text.isascii() or ("(" not in text and "（" not in text):
        return False
    return any(
        is_toned_syllable(match[2]) and not (match[1] and is_reading(match[1], match[2]))
        for match in _BRACKETED.finditer(text)
    )
