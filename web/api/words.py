"""Endpoints of the API: words that are counted, each equal to its twin in the CLI."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, cast

from flask import request

from index.deadline import Deadline
from index.errors import RequestError
from index.language import gettext
from search.near_reports import require_report
from search.request import SearchRequest
from search.study.collocates import DEFAULT_WINDOW, MEASURES, WIDEST, Measure
from search.study.collocates import collocates as near
from search.study.keyness import DIRECTIONS, KEYNESS_SORTS, Direction, KeynessSort
from search.study.keyness import keyness as compared
from search.study.new import new as news
from search.study.words import WORD_SORTS, WordSort
from search.study.words import words as listed_words
from web.api.rooted import rooted
from web.asked.arguments import choice, integer, query_text, switch, value
from web.asked.parameters import Parameters
from web.asked.words import MOST_LEAST, left_out, number_of_words
from web.serving.live import searcher


def words() -> dict[str, Any]:
    """Words of the selection `q`, or runs of `n`, or `terms`, in the order `sort`; a page by `limit` and `offset`."""
    asked = replace(Parameters.for_api(request.args), sort="relevance").request()
    terms = switch(request.args, "terms")
    sort = cast(WordSort, choice(request.args, "sort", "c_value" if terms else "count", WORD_SORTS))
    with searcher() as opened:
        require_report(opened, asked)
        found = listed_words(
            opened,
            asked,
            Deadline(),
            n=number_of_words(request.args),
            part=value(request.args, "part"),
            sort=sort,
            left_out=left_out(request.args),
            terms=terms,
        )
        return rooted(found.to_dict())


def keyness() -> dict[str, Any]:
    """Terms that the selection `q` says more, or less, than `against`, which is all else by default."""
    asked = _required("/api/keyness?q=年份:2024&against=年份:2019..2023")
    sort = cast(KeynessSort, choice(request.args, "sort", KEYNESS_SORTS[0], KEYNESS_SORTS))
    direction = cast(Direction, choice(request.args, "direction", DIRECTIONS[0], DIRECTIONS))
    with searcher() as opened:
        found = compared(
            opened,
            asked,
            _other(asked, "against"),
            Deadline(),
            n=number_of_words(request.args),
            part=value(request.args, "part"),
            sort=sort,
            direction=direction,
            left_out=left_out(request.args),
            terms=switch(request.args, "terms"),
            least=_least(1),
        )
        return rooted(found.to_dict())


def new() -> dict[str, Any]:
    """Terms that the selection `q` says and `since` does not, much more, much less, no more; pages of all four."""
    asked = _required("/api/new?q=年份:2024&since=年份:2019..2023")
    with searcher() as opened:
        since, out = _other(asked, "since"), left_out(request.args)
        found = news(opened, asked, since, Deadline(), left_out=out, least=_least(2))
        return rooted(found.to_dict())


def collocates() -> dict[str, Any]:
    """Words within `window` words of the occurrences of `q`, by `measure`."""
    asked = _required("/api/collocates?q=协商&window=5")
    window = integer(request.args, "window", DEFAULT_WINDOW, least=1, most=WIDEST)
    measure = cast(Measure, choice(request.args, "measure", MEASURES[0], MEASURES))
    with searcher() as opened:
        require_report(opened, asked)
        found = near(
            opened,
            asked,
            Deadline(),
            window=window,
            measure=measure,
            across=switch(request.args, "across"),
            part=value(request.args, "part"),
            left_out=left_out(request.args),
            least=_least(1),
        )
        return rooted(found.to_dict())


COUNTED: Final = {"/words": words, "/keyness": keyness, "/new": new, "/collocates": collocates}
"""What answers at each address, below /api."""


def _required(example: str) -> SearchRequest:
    asked = replace(Parameters.for_api(request.args), sort="relevance")
    if not asked.query.strip():
        raise RequestError(gettext("缺少参数 q"), next_step=gettext("请写成 %(example)s", example=example))
    return asked.request()


def _other(asked: SearchRequest, name: str) -> SearchRequest | None:
    """The selection of another parameter, within the same filters; None where it is not given."""
    if name not in request.args:
        return None
    return replace(asked, query=query_text(request.args, name), offset=0)


def _least(default: int) -> int:
    return integer(request.args, "least", default, least=1, most=MOST_LEAST)
