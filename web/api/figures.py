"""The endpoint of the API for figures, equal to its twin in the CLI."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any, Final, cast

from flask import request

from index.deadline import Deadline
from index.errors import RequestError
from index.figure import BOUNDS, Bound
from index.language import gettext
from search.near_reports import require_report
from search.study.figure_rows import FIGURE_SORTS, FigureFilter, FigureSort
from search.study.figures import FIGURE_BYS, FiguresBy
from search.study.figures import figures as figures_of
from web.api.rooted import rooted
from web.asked.arguments import choice, switch, value
from web.asked.parameters import Parameters
from web.serving.live import searcher

NUMBER: Final = r"^[0-9]{1,18}(\.[0-9]{1,6})?$"
"""Pattern of a value."""
_NUMBER: Final = re.compile(NUMBER)


def figures() -> dict[str, Any]:
    """Every figure in the paragraphs that `q` finds, of this `unit`, `counts`, `bound`, and from `least` to `most`.

    `in_sentence` is 0 or 1, `sort` as FIGURE_SORTS; `by` body_year gives cells, which `limit` and `offset` then count.
    """
    if "q" not in request.args:
        raise RequestError(
            gettext("缺少参数 q"), next_step=gettext("请写成 %(example)s", example="/api/figures?q=提案&unit=件")
        )
    asked = replace(Parameters.for_api(request.args), sort="relevance").request()
    wanted = FigureFilter(
        unit=value(request.args, "unit") or None,
        counts=value(request.args, "counts") or None,
        bound=cast("Bound | None", choice(request.args, "bound", "", ("", *BOUNDS)) or None),
        least=_number("least"),
        most=_number("most"),
    )
    sort = cast(FigureSort, choice(request.args, "sort", FIGURE_SORTS[0], FIGURE_SORTS))
    by = cast(FiguresBy, choice(request.args, "by", "", FIGURE_BYS))
    in_sentence = switch(request.args, "in_sentence")
    with searcher() as opened:
        require_report(opened, asked)
        found = figures_of(opened, asked, Deadline(), wanted=wanted, in_sentence=in_sentence, sort=sort, by=by)
        return rooted(found.to_dict())


def _number(name: str) -> float | None:
    """A value; None if absent. Raises RequestError for what is no number."""
    text = value(request.args, name)
    if not text:
        return None
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    if math.isnan(number):
        raise RequestError(
            gettext("参数 %(name)s 不对：%(text)s", name=name, text=text[:20]),
            next_step=gettext("请给一个数，如 5165000 或 5.5"),
        )
    return number
