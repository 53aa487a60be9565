"""Clippings as a file: a Word document, Markdown, or entries for a bibliography."""

from __future__ import annotations

import re
from typing import Final, Literal, get_args

from index.errors import RequestError
from index.language import gettext
from search.export.citation import cite
from search.export.clippings import Clippings
from search.export.markdown import markdown
from search.export.restored import restored_cell

ClippingKind = Literal["docx", "md", "ris", "bib"]
CLIPPING_KINDS: Final[tuple[ClippingKind, ...]] = get_args(ClippingKind)

_NOT_IN_COMMENTS: Final = re.compile("[{}@\\\\]")


def clipping_file(clippings: Clippings, kind: ClippingKind) -> bytes:
    """The file of all that are there, in the reader's order; text is UTF-8.

    docx, md: title and day; each quotation, where it is from and the reader's remark; the references, each report once;
    when and from what they were taken, and which are gone. ris, bib: one entry a clipping; bib names those that are
    gone in comments, for which RIS has no place.
    Raises RequestError where none is there.
    """
    if not clippings.found:
        raise RequestError(gettext("这些摘录都已经不在"), next_step=gettext("请重新收入"))
    if kind == "docx":
        from search.export.word import document

        return document(clippings)
    text = markdown(clippings) if kind == "md" else _ris(clippings) if kind == "ris" else _bibtex(clippings)
    return text.encode("utf-8", "replace")


def _ris(clippings: Clippings) -> str:
    return "".join(_entries(clippings, "ris"))


def _bibtex(clippings: Clippings) -> str:
    # A comment ends with its bracket, so no text may have one.
    gone = [gettext("没有导出：%(said)s", said=_NOT_IN_COMMENTS.sub("?", each.said)) for each in clippings.gone]
    return "\n\n".join([*_entries(clippings, "bibtex"), *(f"@comment{{{each}}}" for each in gone)]) + "\n"


def _entries(clippings: Clippings, style: Literal["ris", "bibtex"]) -> list[str]:
    return [
        cite(
            each.summary,
            each.paragraph.paragraph,
            each.paragraph.text,
            url=each.link,
            accessed=clippings.when.date(),
            style=style,
            restored=restored_cell(each.paragraph.text, each.paragraph.restored) or "",
            remark=each.wanted.remark,
        )
        for each in clippings.found
    ]
