"""Plain text reader: every line of the file is a line of the page."""

from __future__ import annotations

import re

from index.reading.cleaning import Line
from index.reading.dump import unframed, without_marks
from index.reading.encoding import decode
from index.reading.furniture import without_edit_mark
from index.reading.metadata import PageHints
from index.reading.original import labelled_address
from index.reading.page_breaks import without_page_breaks
from index.reading.wrapping import paragraphs_of, untorn

_BREAK = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")


def read_text(data: bytes) -> tuple[list[Line], PageHints]:
    """The page's lines; of metadata, plain text has at most its address. Raises ReadError if it is not text."""
    rows = [without_edit_mark(row) for row in without_marks(unframed(_BREAK.split(decode(data))))]
    lines = [text for text in rows if text.strip()]
    joined = untorn(paragraphs_of(rows))
    # Lines that are paragraphs stay as they are, white space included, for the comparison with the page.
    texts = lines if joined == [text.strip() for text in lines] else joined
    return without_page_breaks(list(map(Line, texts))), PageHints(url=labelled_address(texts))
