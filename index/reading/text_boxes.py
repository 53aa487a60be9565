"""Text boxes of a page in which an editor keeps its article, as markup."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.language import gettext
from index.reading.markup import check_markup, without_options
from index.reading.parsers import parsing

_FILLED_IN = re.compile(r"\{\{|\$\{|<%|\{%|#\{|<script", re.IGNORECASE)
_PROSE = re.compile(r"[^<>。！？；\s]{12,}[。！？；]")
_ENDING: Final = 13
"""Code points of a sentence by which it is known again."""
_MOST_BOXES: Final = 20
"""Each may take as long to parse as a page."""


def parsed(html: str) -> LexborHTMLParser:
    """A page or a piece of one. Raises ReadError if its markup cannot be parsed, or at great cost."""
    markup = without_options(html)
    check_markup(markup)
    # It does not say so when memory is short.
    with parsing(gettext("网页的标签太多，解析不了"), gettext("请在浏览器里打开，把正文另存为纯文本后再读")):
        return LexborHTMLParser(markup)


def sources_of(boxes: Sequence[LexborNode], body: LexborNode) -> dict[int, LexborHTMLParser]:
    """The text boxes of an editor, with what is in them: prose that the page has nowhere else.

    Other markup in a text box is a template, which a script fills in, or the source of what the page shows.
    Keys are the boxes' mem_id. Raises ReadError if a box's markup is too costly to parse.
    """
    shown = _endings(body.text())
    for box in boxes:
        shown -= _endings(box.text())
    found: dict[int, LexborHTMLParser] = {}
    for box in boxes[:_MOST_BOXES]:
        written = box.text()
        if _FILLED_IN.search(written) or not _PROSE.search(written):
            continue
        source = parsed(written)
        said = _endings(source.body.text() if source.body is not None else "")
        if any(each not in shown for each in said):
            found[box.mem_id] = source
            shown |= said
    return found


def _endings(text: str) -> Counter[str]:
    """The ends of a text's sentences: what stands before them may run into them where white space is left out."""
    return Counter(each[-_ENDING:] for each in _PROSE.findall("".join(text.split())))
