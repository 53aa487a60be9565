"""Plain text reader: every line of the file is a line of the page."""

from __future__ import annotations

import re

from index.reading.cleaning import Line
from index.reading.encoding import decode
from index.reading.metadata import PageHints

_BREAK = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")


def read_text(data: bytes) -> tuple[list[Line], PageHints]:
    """The page's lines; plain text has no metadata. Raises ReadError if it is not text."""
    return [Line(text) for text in _BREAK.split(decode(data)) if text.strip()], PageHints()
