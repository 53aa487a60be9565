"""How wide text is on a terminal, and lines of a given width: Han characters are two cells and words of their own.

A line's ends are those of Chinese typesetting: none begins with a closing mark or ends with an opening one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_NEVER_FIRST: Final = frozenset("，。、；：！？）」』】〕》〉”’…—,.;:!?)]}%")
_HAVE_ROOM: Final = frozenset("，。、；：！？（）「」『』【】〔〕《》")
"""Marks as wide as a Han character, which need no space beside them."""
_NEVER_LAST: Final = frozenset("（「『【〔《〈“‘([{/:")
_WHOLE: Final = re.compile(
    r"(?<![!-~])'[^'\s][^']*'(?![!-~])"
    r"|(?<![!-~])-?(?:[\u4e00-\u9fff]{2}|[A-Za-z]+):(?!//)[^\s，。；：、（）“”|,]+"
    r"|(?<!\S)-[\u4e00-\u9fff]+"
)
"""What is typed as it stands, Han characters and all: a quoted argument, a field of a query, an excluded word."""
_PIECES: Final = re.compile(r"\s+|[^\s|,]+[|,]?|[|,]")


def width(text: str) -> int:
    """How many cells a text takes on a terminal."""
    return sum(map(_cells, text))


def _cells(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def padded(text: str, cells: int) -> str:
    """The text with spaces behind it up to this width."""
    return text + " " * (cells - width(text))


def joined(text: str) -> str:
    """The text on one line: where it was broken between Han characters, nothing stands between them."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = lines[0] if lines else ""
    for line in lines[1:]:
        apart = "" if found[-1] in _HAVE_ROOM or _cells(found[-1]) == _cells(line[0]) == 2 else " "
        found += apart + line
    return found


def wrapped(text: str, cells: int, *, at_spaces: bool = False) -> list[str]:
    """The text in lines of this width at most, of one at least.

    Words are broken only where one is longer than a whole line, or behind the | of a list; every Han character is one,
    but those of what is typed as it stands, or with `at_spaces` none is.
    """
    lines, line = [], ""
    for piece in _PIECES.findall(text) if at_spaces else _unbreakable(joined(text)):
        if line and width(line + piece.rstrip()) > cells:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
        while width(line.rstrip()) > cells:
            first = _fitting(line, cells)
            lines.append(first)
            line = line[len(first) :]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _fitting(text: str, cells: int) -> str:
    """As much of the beginning as fits, one character at least."""
    end = 1
    while end < len(text) and width(text[: end + 1]) <= cells:
        end += 1
    return text[:end]


def _unbreakable(text: str) -> Iterator[str]:
    """The text in pieces between which a line may end."""
    piece = ""
    for each in _atoms(text):
        if piece and piece[-1] not in _NEVER_LAST and each[0] not in _NEVER_FIRST:
            yield piece
            piece = ""
        piece += each
    if piece:
        yield piece


def _atoms(text: str) -> Iterator[str]:
    """Spaces, words, what is typed as it stands, and other wide characters one by one."""
    end = 0
    for whole in _WHOLE.finditer(text):
        yield from _words(text[end : whole.start()])
        yield whole[0]
        end = whole.end()
    yield from _words(text[end:])


def _words(text: str) -> Iterator[str]:
    """Spaces, words, and single wide characters."""
    for found in _PIECES.finditer(text):
        word = ""
        for char in found[0]:
            if _cells(char) == 2:
                if word:
                    yield word
                yield char
                word = ""
            else:
                word += char
        if word:
            yield word
