"""Encoding of terms as tokens for a tokenizer that splits at whitespace and at a length, as Lucene's does.

| in a term | in its token |
|---|---|
| whitespace number *i* of `WHITESPACE` | U+F0000 + *i* |
| U+F0000 and above (private use) | moved up by the number of whitespace characters |
| more than 80 code points | the first 64, U+0002 and a digest of the whole |

Characters map one to one, so that a token is as long as its term. `escape` is injective but for the last few code
points of Unicode, which all become U+10FFFF.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

CodePoints = npt.NDArray[np.uint32]

WHITESPACE: Final = (
    *range(0x21),
    0x1680,
    *range(0x2000, 0x2007),
    *range(0x2008, 0x200B),
    0x2028,
    0x2029,
    0x205F,
    0x3000,
)
"""Characters at which a tokenizer splits (Java's `Character.isWhitespace`), and all controls below U+0020."""

LONGEST: Final = 80
_KEPT: Final = 64
_FIRST: Final = 0xF0000
_LAST: Final = 0x10FFFF
TIMES: Final = "*"
"""Separator before the number in a `repeated_token`: its last occurrence there, since only digits follow."""
_CUT: Final = "\x02"


_ESCAPED: Final = {code: _FIRST + number for number, code in enumerate(WHITESPACE)}


@cache
def _array() -> CodePoints:
    table = np.arange(_LAST + 1, dtype=np.uint32)
    table[_FIRST:] = np.minimum(table[_FIRST:] + np.uint32(len(WHITESPACE)), _LAST)
    table[list(_ESCAPED)] = list(_ESCAPED.values())
    return table


def escape(text: str) -> str:
    """`text` without characters at which a token could end; length is kept."""
    if max(text, default="") < chr(_FIRST):
        return text.translate(_ESCAPED)
    return "".join(map(_escaped, map(ord, text)))


def _escaped(code: int) -> str:
    return chr(min(code + len(WHITESPACE), _LAST) if code >= _FIRST else _ESCAPED.get(code, code))


def escape_codes(codes: CodePoints) -> CodePoints:
    """`escape` on code points."""
    return _array()[codes]


def token(term: str) -> str:
    """The token of a term, at most `LONGEST` code points; terms with a common prefix share it, up to 64."""
    escaped = escape(term)
    if len(escaped) <= LONGEST:
        return escaped
    return escaped[:_KEPT] + _CUT + hashlib.sha256(term.encode("utf-8")).hexdigest()[: LONGEST - _KEPT - 1]


def repeated_token(term: str, times: int) -> str:
    """The token stating that a term occurs in a text at least `times` times."""
    return f"{token(term)}{TIMES}{times}"
