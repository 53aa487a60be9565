"""The studies: the list of them; the page of each is in a module of its own."""

from __future__ import annotations

from flask import render_template, request

from web.asked.selection import selection
from web.pages import (
    study_changes,
    study_collocates,
    study_compared,
    study_figures,
    study_history,
    study_matrix,
    study_pictures,
    study_places,
    study_trace,
    study_words,
)
from web.pages.study_frame import study_pages
from web.shown.studies import study_links

__all__ = [
    "study_changes",
    "study_collocates",
    "study_compared",
    "study_figures",
    "study_history",
    "study_matrix",
    "study_pages",
    "study_pictures",
    "study_places",
    "study_trace",
    "study_words",
]


@study_pages.get("/study")
def study() -> str:
    """`/study`: the studies, each with what it shows, and of the search that is on."""
    searched = selection(request.args)
    return render_template("studies.html", searched=searched, studies=study_links(searched))
