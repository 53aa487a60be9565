"""What stands around the page of every study: its form's selection, the filters that are on, its citation."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from flask import Blueprint

from index.facets import BODY, YEAR
from index.language import gettext
from search.engine.searcher import Searcher
from search.library import summary
from search.offers.near_bodies import absent_bodies
from search.request import SearchRequest
from search.study.loose import LooseSelection
from web.asked.parameters import Parameters
from web.asked.selection import SELECTIONS
from web.pages.facets import chosen_links
from web.pages.limits import LIMITS, bodies, limits
from web.pages.suggestions import absent_links
from web.shown.addresses import at, endpoint_path
from web.shown.file_names import in_name
from web.shown.noted import cited
from web.shown.picture import picture_name
from web.shown.printed import whole_address
from web.shown.studies import study_links, study_of_page
from web.shown.words import filter_label

study_pages = Blueprint("study", __name__)
_LIMITED: Final = frozenset((YEAR.name, BODY.name, *(facet.name for facet in LIMITS)))
"""Parameters for which the form of limits has fields."""


def opening(search: Parameters, opened: SearchRequest) -> Parameters:
    """The search that a number of a study opens, on its first page, of the usual size; search: the study's."""
    return Parameters(
        query=opened.query,
        filters=search.filters,
        report=search.report,
        exact_body=search.exact_body,
        exact_script=opened.exact_script,
        synonyms=opened.synonyms,
        split_words=search.split_words,
        script=search.script,
    )


def study_frame(
    opened: Searcher,
    search: Parameters,
    pairs: list[tuple[str, str]],
    *,
    subject: str = "",
    of_reports: bool = False,
    loose: Sequence[LooseSelection] = (),
) -> dict[str, Any]:
    """What a template needs around every study: its name, the filters that are on, what limits it, its citation.

    pairs: the page's own address, without the page's number. subject: what is studied, if it is no selection.
    loose: selections of the page of which must be told what they take in.
    of_reports: reports that the address names are, so that no filters are shown or offered.
    """
    own = study_of_page()
    kept = [pair for pair in pairs if pair not in search.search_pairs()]

    def address(changed: Parameters) -> str:
        return at(own.endpoint, [*changed.search_pairs(), *kept])

    asked, summaries = search.request(), [] if of_reports else opened.reports()
    return {
        "searched": search,
        "study": own,
        "studies": study_links(search),
        "report": summary(opened.meta(search.report)) if search.report else None,
        "chosen": [] if of_reports else chosen_links(search),
        "facet_address": address,
        "told_address": address,
        "absent": absent_links(search, absent_bodies(lambda: opened.lexicon, asked)),
        "loose": [(each, _literal_address(own.endpoint, pairs, each)) for each in loose],
        "everywhere": address(search.everywhere()),
        "hidden": [pair for pair in search.search_pairs() if pair[0] != "q"],
        "limits": [] if of_reports else limits(summaries, search),
        "limit_bodies": bodies(summaries, search),
        "beside_limits": [pair for pair in pairs if pair[0] not in _LIMITED],
        "own_pairs": pairs,
        "own_path": endpoint_path(own.endpoint),
        "page_address": lambda page: at(own.endpoint, [*pairs, *([("page", str(page))] if page > 1 else [])]),
        "cited": _citation(own.label, subject or _subject(search)),
        "picture_address": partial(picture_address, f"{own.endpoint}_picture", search, pairs),
        "picture_name": partial(study_picture_name, gettext(own.label), subject or search.query),
    }


def _literal_address(endpoint: str, pairs: list[tuple[str, str]], loose: LooseSelection) -> str:
    """The page with a selection of what has its words as they are written."""
    return at(endpoint, [
        (name, loose.quoted if name in SELECTIONS and value == loose.query else value) for name, value in pairs
    ])  # fmt: skip


def picture_address(endpoint: str, search: Parameters, pairs: list[tuple[str, str]], number: int = 1) -> str:
    """Address of one of a page's pictures, from 1; endpoint: of the pictures."""
    return at(endpoint, [*on_its_page(search, pairs), *([("picture", str(number))] if number > 1 else [])])


def study_picture_name(label: str, words: str, number: int = 1) -> str:
    """Name of a picture's file, without its ending; label: what the study is called."""
    return picture_name(label, in_name(words), str(number) if number > 1 else "")


def on_its_page(search: Parameters, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs of an address, with the number of its page unless it is the first."""
    return [*pairs, *([("page", str(search.page))] if search.page > 1 else [])]


def _subject(search: Parameters) -> str:
    """A selection as a title names it: its query, and the values of its filters."""
    named = [search.query.strip(), *(filter_label(name, value) for name, value in search.filter_pairs())]
    return gettext("，").join(filter(None, named))


def _citation(label: str, subject: str) -> str:
    """As a study's page is cited."""
    return cited(gettext(label) + (f" · {subject}" if subject else ""), whole_address())
