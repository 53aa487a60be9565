"""The endpoint of the API for figures, equal to its twin in the CLI."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import request

from index.deadline import Deadline
from index.errors import RequestError
from index.language import gettext
from search.near_reports import require_report
from search.study.figures import figures as figures_of
from web.api.rooted import rooted
from web.asked.figures import FiguresAsked
from web.asked.parameters import Parameters
from web.serving.live import searcher


def figures() -> dict[str, Any]:
    """Every figure in the paragraphs that `q` finds, of this `unit`, `counts`, `bound`, and from `least` to `most`.

    `in_sentence` is 0 or 1, `sort` as FIGURE_SORTS; `by` body_year gives cells, which `limit` and `offset` then count.
    """
    if "q" not in request.args:
        raise RequestError(
            gettext("缺少参数 q"), next_step=gettext("请写成 %(example)s", example="/api/figures?q=提案&unit=件")
        )
    search = replace(Parameters.for_api(request.args), sort="relevance")
    asked, wanted = search.request(), FiguresAsked.of(request.args, search)
    with searcher() as opened:
        require_report(opened, asked)
        found = figures_of(
            opened,
            asked,
            Deadline(),
            wanted=wanted.wanted,
            in_sentence=wanted.in_sentence,
            sort=wanted.sort,
            by=wanted.by,
        )
        return rooted(found.to_dict())
