"""Help page: query language by example, keyboard shortcuts, and the settings that the site stores."""

from __future__ import annotations

from flask import Blueprint, render_template

from search.query.shipped_synonyms import LISTS
from web.pages.examples import examples
from web.serving.live import searcher

help_page = Blueprint("help", __name__)


@help_page.get("/help")
def help() -> str:
    """`/help`."""
    with searcher() as opened:
        reports = opened.reports()
        synonyms = opened.synonyms.said()
    return render_template(
        "help.html", examples=examples(reports, all_of_them=True), synonyms=synonyms, synonym_lists=LISTS
    )
