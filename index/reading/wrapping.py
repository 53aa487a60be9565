"""Hard-wrapped text: lines broken at one width become paragraphs again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from index.reading.cleaning.shapes import is_numbered

_NARROWEST: Final = 16
_WIDEST: Final = 120
_SLACK: Final = 2
"""Characters by which a full line may fall short: no line begins with punctuation, and Latin words are kept whole."""
_FEWEST: Final = 2
_ENDS = re.compile(r"[。！？!?；;：:…][”’」』》）)]*$")
_HAN_OR_SIGN = re.compile(r"[^\x00-\u02ff]")


@dataclass(frozen=True, slots=True)
class Row:
    """A line as a file or a page has it, without white space around it. indented: something stood before it."""

    text: str
    indented: bool = False


def unwrapped(rows: Sequence[Row]) -> list[str]:
    """The rows' texts, those that were one paragraph joined; all as they are where the text is not wrapped.

    A row goes on in the next where it is as long as rows get and ends in the middle of a sentence; where it ends with
    one, only if the text indents its paragraphs and the next row is not indented.
    """
    width = _width(rows)
    if width is None:
        return [row.text for row in rows]
    indents = any(row.indented for row in rows)
    found: list[str] = []
    goes_on = False
    for row in rows:
        if goes_on and not row.indented and not is_numbered(row.text):
            found[-1] = _joined(found[-1], row.text)
        else:
            found.append(row.text)
        full = width - _SLACK <= _length(row.text) <= width + _SLACK
        goes_on = full and (indents or not _ENDS.search(row.text))
    return found


def _width(rows: Sequence[Row]) -> int | None:
    """The width at which rows were broken; None if they were not.

    Rows in the middle of a sentence, of which at least _FEWEST are about as long as the longest row of all.
    """
    lengths = [_length(row.text) for row in rows]
    longest = max(lengths, default=0)
    if not _NARROWEST <= longest <= _WIDEST or not any(_ENDS.search(row.text) for row in rows):
        return None
    broken = Counter(length for row, length in zip(rows[:-1], lengths, strict=False) if not _ENDS.search(row.text))
    full = sum(count for length, count in broken.items() if length >= longest - _SLACK)
    return longest if full >= _FEWEST else None


def _length(text: str) -> int:
    """Width of a text in Han characters; two Latin ones count as one."""
    wide = len(_HAN_OR_SIGN.findall(text))
    return wide + (len(text) - wide + 1) // 2


def _joined(left: str, right: str) -> str:
    """Two rows of a paragraph; Latin words on both sides of the break are kept apart."""
    apart = left[-1:].isascii() and right[:1].isascii() and left[-1:].isalnum() and right[:1].isalnum()
    return f"{left} {right}" if apart else left + right
