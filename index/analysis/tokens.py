"""Terms as tokens for a tokenizer that splits at whitespace and at a length, as Lucene's does; one token for each term.

| in a term | in its token |
|---|---|
| whitespace number *i* of `WHITESPACE` | U+F0000 + *i* |
| U+F0000 and above (private use) | moved up by the number of whitespace characters |
| more than 80 code points | the first 64, U+0002 and a digest of the whole |

Characters stay one for one, so that a token is as long as its term. Were it not for the last few code points of
Unicode, which all become U+10FFFF, `escape` would give no two terms the same token.
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
"""Where a tokenizer splits by Java's `Character.isWhitespace`; all control characters below U+0020 besides."""

LONGEST: Final = 80
_KEPT: Final = 64
_FIRST: Final = 0xF0000
_LAST: Final = 0x10FFFF
TIMES: Final = "*"
"""What stands before the number in a `repeated_token`: the last one there is in it, since only digits follow."""
_CUT: Final = "\x02"


_ESCAPED: Final = {code: _FIRST + number for number, code in enumerate(WHITESPACE)}


@cache
def _array() -> CodePoints:
    table = np.arange(_LAST + 1, dtype=np.uint32)
    table[_FIRST:] = np.minimum(table[_FIRST:] + np.uint32(len(WHITESPACE)), _LAST)
    table[list(_ESCAPED)] = list(_ESCAPED.values())
    return table


def escape(text: str) -> str:
    """`text` without a character at which a token could end; as long as before."""
    if max(text, default="") < chr(_FIRST):
        return text.translate(_ESCAPED)
    return "".join(map(_escaped, map(ord, text)))


def _escaped(code: int) -> str:
    return chr(min(code + len(WHITESPACE), _LAST) if code >= _FIRST else _ESCAPED.get(code, code))


def escape_codes(codes: CodePoints) -> CodePoints:
    """What `escape` makes of a text, given and returned as code points."""
    return _array()[codes]


def token(term: str) -> str:
    """The token of a term, at most `LONGEST` code points; terms with the same beginning begin alike up to there."""
    escaped = escape(term)
    if len(escaped) <= LONGEST:
        return escaped
    return escaped[:_KEPT] + _CUT + hashlib.sha256(term.encode("utf-8")).hexdigest()[: LONGEST - _KEPT - 1]


def repeated_token(term: str, times: int) -> str:
    """The token that says that a term stands in a text so many times at least."""
    return f"{token(term)}{TIMES}{times}"
