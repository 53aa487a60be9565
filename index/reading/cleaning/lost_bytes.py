"""Residue of lost bytes: `勇?lián)率姑` has a question mark and half a reading of a lost character."""

from __future__ import annotations

import re
from typing import Final

from index.reading.cleaning.entities import Entities
from index.reading.cleaning.readings import is_reading, is_toned_syllable
from index.reading.cleaning.step import Mended

_RESIDUE = re.compile(r"[?\ufffd]([^\W\d_](?:[^\W\d_]|[\u0300-\u030c]){0,11})[)）]")
_RESIDUE_AT_THE_END = re.compile(rf"{_RESIDUE.pattern}\Z")
_LONGEST: Final = 14
_LONGEST_ENTITY: Final = 34
_BRACKET = re.compile("[()（）]")
_ENTITY_BEFORE = re.compile(r"[&?\ufffd]#?[A-Za-z0-9]{0,31}\Z")
_ENTITY_BEHIND = re.compile(r"#?[A-Za-z0-9]{0,31};")
_BRACKETED = re.compile(r"(.?)[(（]([^()（）\s]{1,12})[)）]")
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
_HAN = "\u3400-\u9fff"
# Signs that an encoding could not write; a question may end in two, but does not go on behind them.
_QUESTION_MARKS = re.compile(rf"(?:^|(?<=[{_HAN}])(?<![吗嗎呢吧么麼]))\?{{2,}}(?=\s?[0-9A-Za-z{_HAN}])")


class LostBytes:
    """Removes the residue and never guesses the lost character."""

    name = "lost bytes"

    def mend(self, text: str) -> Mended:
        """Remove `?` (or U+FFFD), a toned syllable and the unmatched closing bracket.

        If the texts on both sides would join to an entity, U+FFFD separates them.
        """
        if not _RESIDUE.search(text):
            return Mended(text, 0)
        opened, surplus = 0, sum(map(text.count, ")）")) - sum(map(text.count, "(（"))
        # Residue ends with its only bracket, so one pass from the left also finds residue that enclosed other
        # residue.
        done: list[str] = []
        places, at = 0, 0
        for bracket in _BRACKET.finditer(text):
            done += text[at : (at := bracket.end())]
            closing = bracket[0] in ")）"
            residue = _residue(done) if closing and (opened <= 0 or surplus > 0) else 0
            if residue:
                del done[-residue:]
                done += _between(done, text, at)
                places, surplus = places + 1, surplus - 1
            else:
                opened += -1 if closing else 1
        return Mended("".join(done) + text[at:], places)


def _residue(done: list[str]) -> int:
    """Length of the residue at the end, in code points."""
    found = _RESIDUE_AT_THE_END.search("".join(done[-_LONGEST:]))
    return len(found[0]) if found and is_toned_syllable(found[1]) else 0


def _between(done: list[str], text: str, at: int) -> str:
    """Separator between the finished characters and the text from `at` on: U+FFFD or ""."""
    before = _ENTITY_BEFORE.search("".join(done[-_LONGEST_ENTITY:]))
    behind = _ENTITY_BEHIND.match(text, at)
    return "\ufffd" if before and behind and Entities().mend(before[0] + behind[0]).places else ""


def shows_damage(text: str) -> bool:
    """Whether mended text shows lost bytes: unreadable characters, or a reading without its character."""
    if _UNREADABLE.search(text):
        return True
    if "??" in text and not text.isascii() and _QUESTION_MARKS.search(text):
        return True
    if text.isascii() or ("(" not in text and "（" not in text):
        return False
    return any(
        is_toned_syllable(match[2]) and not (match[1] and is_reading(match[1], match[2]))
        for match in _BRACKETED.finditer(text)
    )
