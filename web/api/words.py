"""Endpoints of the API: words that are counted, and figures, each equal to its twin in the CLI."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from flask import request

from index.deadline import Deadline
from search.described import Described
from search.near_reports import require_report
from search.offers.empty_answers import with_offers
from search.study.collocates import collocates as near
from search.study.figures import figures as figures_of
from search.study.keyness import keyness as compared
from search.study.new import new as news
from search.study.words import words as listed_words
from web.api.rooted import rooted
from web.asked.arguments import require_query
from web.asked.figures import FiguresAsked
from web.asked.selection import StudyAsked, selection_of_api
from web.asked.words import CollocatesAsked, KeynessAsked, NewAsked, WordsAsked
from web.serving.live import searcher


def words() -> dict[str, Any]:
    """Words of the selection `q`, or runs of `n`, or `terms`, in the order `sort`; a page by `limit` and `offset`."""
    return _answered(WordsAsked, listed_words, "")


def keyness() -> dict[str, Any]:
    """Terms that the selection `q` says more, or less, than `against`, which is all else by default."""
    return _answered(KeynessAsked, compared, "/api/keyness?q=年份:2024&against=年份:2019..2023")


def new() -> dict[str, Any]:
    """Terms that the selection `q` says and `since` does not, much more, much less, no more; pages of all four."""
    return _answered(NewAsked, news, "/api/new?q=年份:2024&since=年份:2019..2023")


def collocates() -> dict[str, Any]:
    """Words within `window` words of the occurrences of `q`, by `measure`."""
    return _answered(CollocatesAsked, near, "/api/collocates?q=协商&window=5")


def figures() -> dict[str, Any]:
    """Every figure in the paragraphs that `q` finds, of this `unit`, `counts`, `bound`, and from `least` to `most`.

    `in_sentence` is 0 or 1, `sort` as FIGURE_SORTS; `by` body_year gives cells, which `limit` and `offset` then count.
    """
    return _answered(FiguresAsked, figures_of, "/api/figures?q=提案&unit=件")


COUNTED: Final = {
    "/words": words,
    "/keyness": keyness,
    "/new": new,
    "/collocates": collocates,
    "/figures": figures,
}
"""What answers at each address, below /api."""


def _answered(of: type[StudyAsked], study: Callable[..., Described], example: str) -> dict[str, Any]:
    """The study of what is asked for, with what to ask instead where it has nothing.

    example: an address with a query, "" where it needs none.
    """
    search = selection_of_api(request.args)
    if example:
        require_query(search.query, example)
    asked, selected = of.of(request.args, search), search.request()
    with searcher() as opened:
        require_report(opened, selected)
        options = asked.options()
        found = study(opened, selected, deadline=Deadline(), **options)
        return rooted(with_offers(opened, found, selected, options).to_dict())
