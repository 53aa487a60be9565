"""Markdown reader: the page that the text would be shown as."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import Final

from markdown_it import MarkdownIt

from index.reading.cleaning import Line
from index.reading.encoding import decode
from index.reading.front_matter import without_front_matter
from index.reading.html import read_markup
from index.reading.metadata import PageHints

# Definitions of references are shown nowhere; those that are no addresses are notes, which are text.
_NOTE: Final = re.compile(r"^( {0,3})\[(?=\^?[^\]\n]+\]:[ \t]*(?!<|[!-~]+[ \t]*(?:[\"'(].*)?$)\S)", re.MULTILINE)


def read_markdown(data: bytes) -> tuple[list[Line], PageHints]:
    """The lines of the text as HTML, and what its front matter tells; raises ReadError if it is not text."""
    text, told = without_front_matter(decode(data).replace("\r\n", "\n"))
    text = _NOTE.sub(r"\1\\[", text)
    # Raw HTML is a part of the page; nothing of it is run here.
    markup = MarkdownIt("commonmark", {"breaks": False}).enable("table").render(text)
    lines, hints = read_markup(markup, "")
    stated = {each.name: getattr(told, each.name) for each in fields(told)}
    return lines, replace(hints, **{name: value for name, value in stated.items() if value})
