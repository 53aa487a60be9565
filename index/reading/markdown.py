"""Markdown reader: the page that the text would be shown as."""

from __future__ import annotations

import re
from typing import Final

from markdown_it import MarkdownIt

from index.reading.cleaning import Line
from index.reading.encoding import decode
from index.reading.html import read_markup
from index.reading.metadata import PageHints

# Only keys with values, and their lists: a rule at the head, and another below, hold the text between them.
_FRONT_MATTER: Final = re.compile(
    r"\A---[ \t]*\n(?:[\w-]+[ \t]*:.*\n|[ \t]+.*\n|-[ \t].*\n|#.*\n|[ \t]*\n)+(?:---|\.\.\.)[ \t]*\n"
)
# Definitions of references are shown nowhere; those that are no addresses are notes, which are text.
_NOTE: Final = re.compile(r"^( {0,3})\[(?=\^?[^\]\n]+\]:[ \t]*(?!<|[!-~]+[ \t]*(?:[\"'(].*)?$)\S)", re.MULTILINE)


def read_markdown(data: bytes) -> tuple[list[Line], PageHints]:
    """The lines of the text as HTML, without front matter; raises ReadError if it is not text."""
    text = _FRONT_MATTER.sub("", decode(data).replace("\r\n", "\n"), count=1)
    text = _NOTE.sub(r"\1\\[", text)
    # Raw HTML is a part of the page; nothing of it is run here.
    return read_markup(MarkdownIt("commonmark", {"breaks": False}).enable("table").render(text), "")
