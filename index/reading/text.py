"""Plain text reader: every line of the file is a line of the page."""

from __future__ import annotations

import re

from index.reading.cleaning import Line
from index.reading.encoding import decode
from index.reading.metadata import PageHints
from index.reading.original import labelled_address

_BREAK = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")


def read_text(data: bytes) -> tuple[list[Line], PageHints]:
    """The page's lines; of metadata, plain text has at most its address. Raises ReadError if it is not text."""
    texts = [text for text in _BREAK.split(decode(data)) if text.strip()]
    return list(map(Line, texts)), PageHints(url=labelled_address(texts))
