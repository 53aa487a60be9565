"""Basket: paragraphs gathered while reading, which only the browser keeps; their list, and their files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import NotFound

from index.china_time import now
from index.deadline import Deadline
from index.language import gettext
from index.script import language
from search.export.clipping_files import CLIPPING_KINDS, ClippingKind, clipping_file
from search.export.clippings import Clipping, Clippings, Gone, gather
from web.asked.clippings import MAX_BODY, wanted_clippings
from web.serving.live import searcher

basket_pages = Blueprint("basket", __name__)

MIMETYPES: Final[dict[ClippingKind, str]] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
}
LONGEST_SHOWN: Final = 600
"""Length of a text in the list (code points); the report has it whole."""


@dataclass(frozen=True, slots=True)
class ShownClipping:
    """A clipping in the list. rank: its place, from 0, when they are sorted by report, those that are gone last."""

    entry: Clipping | Gone
    rank: int
    text: str
    cut: bool
    language: str


@basket_pages.get("/basket")
def basket() -> str:
    """`/basket`: the page on which a script lists what the browser keeps."""
    return render_template("basket.html", kinds=CLIPPING_KINDS)


@basket_pages.post("/basket")
def listed() -> str:
    """`/basket` with a form: the present texts of these clippings, as items of the page's list."""
    clippings = _gathered()
    return render_template("clippings.html", clippings=_shown(clippings.entries))


@basket_pages.post("/basket/export.<kind>")
def exported(kind: str) -> Response:
    """`/basket/export.docx`, `.md`, `.ris`, `.bib` with a form: these clippings with their citations as a file.

    Nothing is stored or changed, so that a form of another site does no harm.
    """
    known = next((each for each in CLIPPING_KINDS if each == kind), None)
    if known is None:
        raise NotFound
    clippings = _gathered()
    response = Response(clipping_file(clippings, known), content_type=MIMETYPES[known])
    day = f"{clippings.when:%Y%m%d}"
    own = quote(f"{gettext('政搜')}-{gettext('摘录')}-{day}.{known}", safe="")
    response.headers["Content-Disposition"] = f"attachment; filename=zhengsou-{day}.{known}; filename*=UTF-8''{own}"
    response.headers["Cache-Control"] = "no-store"
    return response


def _gathered() -> Clippings:
    request.max_content_length = request.max_form_memory_size = MAX_BODY
    wanted = wanted_clippings(request.form)
    with searcher() as opened:
        return gather(opened, wanted, site=request.url_root, when=now(), deadline=Deadline())


def _shown(entries: Sequence[Clipping | Gone]) -> list[ShownClipping]:
    ranks = {at: rank for rank, at in enumerate(sorted(range(len(entries)), key=lambda at: _by_report(entries[at])))}
    return [_shown_one(entry, ranks[at]) for at, entry in enumerate(entries)]


def _by_report(entry: Clipping | Gone) -> tuple[bool, str, int, str, int]:
    """Bodies by name, of each the newest year first."""
    if isinstance(entry, Gone):
        return True, "", 0, entry.wanted.report, 0
    summary = entry.summary
    return False, summary.body, -(summary.year or 0), summary.id, entry.paragraph.paragraph


def _shown_one(entry: Clipping | Gone, rank: int) -> ShownClipping:
    text = "" if isinstance(entry, Gone) else entry.paragraph.text
    told = language(f"{entry.summary.title}{text}") if entry.summary else ""
    return ShownClipping(entry, rank, text[:LONGEST_SHOWN], len(text) > LONGEST_SHOWN, told)
