"""Text boxes of a page in which an editor keeps its article, as markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.reading.markup import check_markup, without_options

_FILLED_IN = re.compile(r"\{\{|\$\{|<%|\{%|#\{|<script", re.IGNORECASE)
_PROSE = re.compile(r"[^<>。！？；\s]{12,}[。！？；]")


def parsed(html: str) -> LexborHTMLParser:
    """A page or a piece of one. Raises ReadError if its markup is too costly to parse."""
    markup = without_options(html)
    check_markup(markup)
    return LexborHTMLParser(markup)


def sources_of(boxes: Sequence[LexborNode], body: LexborNode) -> dict[int, LexborHTMLParser]:
    """The text boxes of an editor, with what is in them: prose that the page has nowhere else.

    Other markup in a text box is a template, which a script fills in, or the source of what the page shows.
    Keys are the boxes' mem_id. Raises ReadError if a box's markup is too costly to parse.
    """
    found: dict[int, LexborHTMLParser] = {}
    shown = ""
    for box in boxes:
        written = box.text()
        if _FILLED_IN.search(written) or not _PROSE.search(written):
            continue
        source = parsed(written)
        shown = shown or "".join(_without(boxes, body).split())
        said = "".join(source.body.text().split()) if source.body is not None else ""
        sentences = [each for each in _PROSE.findall(said) if each not in shown]
        if sentences:
            found[box.mem_id] = source
            shown += said
    return found


def _without(boxes: Sequence[LexborNode], body: LexborNode) -> str:
    """The text of a page outside of such boxes."""
    text = body.text()
    for box in boxes:
        text = text.replace(box.text(), "")
    return text
