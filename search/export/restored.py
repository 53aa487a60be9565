"""Restored places in exports: never silent, each with what the page shows there."""

from __future__ import annotations

from collections.abc import Sequence

from index.language import gettext
from search.result import ReportParagraph, RestoredPlace


def restored_cell(text: str, places: Sequence[RestoredPlace]) -> str | None:
    """`務←?jiǎng)?wù)`, the places of a paragraph's text parted by `；`; None if there are none."""
    return "；".join(f"{text[place.start : place.end]}←{place.raw}" for place in places) or None


def restored_notice(paragraph: ReportParagraph) -> str | None:
    """What a reader of a quotation must know of it; None if nothing was restored."""
    cell = restored_cell(paragraph.text, paragraph.restored)
    return (
        gettext("这一段有字由错位的字节复原（复原的字←网页所存），引用前请与原文核对：%(cell)s", cell=cell)
        if cell
        else None
    )
