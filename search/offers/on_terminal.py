"""What a command says where little or nothing was found: other searches, and bodies that are not there."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from index.deadline import Deadline
from index.facets import YEAR
from index.language import gettext, ngettext
from search.offers.near_bodies import AbsentBody, absent_bodies
from search.offers.suggestion import Suggestion, suggest
from search.request import SearchRequest

if TYPE_CHECKING:
    from search.engine.searcher import Searcher
    from search.result import SearchResult

MOST_QUERIES: Final = 3
"""Queries of one comparison for which others are looked for."""


def queries_instead(
    searcher: Searcher, request: SearchRequest, result: SearchResult, deadline: Deadline | None = None
) -> str:
    """One line on what else to try, when nothing or little was found; "" if there is nothing to say."""
    offered = [
        ngettext(
            "%(query)s（%(label)s，%(num)s 段）",
            "%(query)s（%(label)s，%(num)s 段）",
            each.total,
            query=_asked(each),
            label=each.label,
        )
        for each in suggest(searcher, request, result, deadline)
    ]
    if not offered:
        return ""
    return gettext("也可以试试：%(queries)s", queries=gettext("、").join(" ".join(each.split()) for each in offered))


def said_instead(searcher: Searcher, request: SearchRequest) -> list[str]:
    """The lines of a command other than search that found nothing: bodies that are not there, and what else to try."""
    deadline = Deadline()
    result = searcher.search(replace(request, limit=0, offset=0), deadline)
    lines = [body_missing(each) for each in absent_bodies(lambda: searcher.lexicon, request)]
    others = queries_instead(searcher, request, result, deadline)
    return [*lines, others] if others else lines


def said_of_each(searcher: Searcher, request: SearchRequest, queries: Sequence[str]) -> list[str]:
    """The lines of a comparison on its queries of which nothing was found, each line once."""
    lines: dict[str, None] = {}
    for query in queries[:MOST_QUERIES]:
        lines[gettext("没有找到：%(query)s", query=" ".join(query.split()))] = None
        lines |= dict.fromkeys(said_instead(searcher, replace(request, query=query)))
    if rest := queries[MOST_QUERIES:]:
        names = gettext("、").join(" ".join(each.split()) for each in rest)
        lines[gettext("没有找到：%(query)s", query=names)] = None
    return list(lines)


def body_missing(absent: AbsentBody) -> str:
    """One line on a body that is not there: which are near, and how to ask for a part of a name."""
    said = [absent.message]
    if absent.near:
        said.append(gettext("相近的有%(names)s", names=gettext("、").join(absent.near)))
    if absent.meant_as_part:
        said.append(gettext("--body 要写全名，只知道名称的一部分时，在查询里写 机构:%(body)s", body=absent.asked))
    return gettext("；").join(said)


def _asked(suggestion: Suggestion) -> str:
    """The query of a suggestion, with the options that it needs."""
    options = "".join(f" --body {body if body.isalnum() else shlex.quote(body)}" for body in suggestion.bodies)
    if suggestion.kind == "year":
        options += "".join(f" --year {year}" for year in suggestion.request.chosen(YEAR))
    return suggestion.query + options + (" --synonyms" if suggestion.kind == "synonyms" else "")
