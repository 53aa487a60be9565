"""KWIC page: one line per occurrence, sorted by position or by the context on one side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, cast
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for

from index.deadline import Deadline
from index.facets import BODY
from index.language import N_
from index.script import language
from search.library import other_names, summary
from search.request import MAX_OFFSET
from search.study.kwic import KWIC_SORTS, KwicLine, KwicSort, kwic
from web.asked.arguments import Arguments, choice, integer, switch, value
from web.asked.parameters import Parameters, filters_of
from web.pages.facets import chosen_links, facet_lists, toggled
from web.pages.paging import paging
from web.serving.live import searcher
from web.shown.script import script, shown, shown_language

kwic_page = Blueprint("kwic", __name__)

WIDTHS: Final = (10, 20, 30, 40, 60)
DEFAULT_WIDTH: Final = 30
MOST_WIDTH: Final = 200
SIZES: Final = (50, 100, 200)
DEFAULT_SIZE: Final = 50
NEAREST: Final = 2
"""Code points emphasized on the side that lines are sorted by."""
SORT_LABELS: Final[dict[KwicSort, str]] = {
    "position": N_("报告先后"),
    "left": N_("词的左边"),
    "right": N_("词的右边"),
}


@dataclass(frozen=True, slots=True)
class Concordance:
    """Parameters of the page; `search.limit` and `search.offset` count lines.

    width: code points on each side.
    """

    search: Parameters
    width: int
    sort: KwicSort

    @classmethod
    def of(cls, args: Arguments) -> Concordance:
        """From `q, report, exact_script, synonyms, script, width, sort, limit, page` and the facets.

        Raises RequestError for a value out of bounds.
        """
        limit = integer(args, "limit", DEFAULT_SIZE, least=1, most=SIZES[-1])
        page = integer(args, "page", 1, least=1, most=MAX_OFFSET // limit)
        search = replace(
            Parameters.for_report(args),
            filters=filters_of(args),
            report=value(args, "report"),
            exact_body=switch(args, "exact_body"),
            limit=limit,
            offset=(page - 1) * limit,
        )
        width = integer(args, "width", DEFAULT_WIDTH, least=1, most=MOST_WIDTH)
        return cls(search, width, cast(KwicSort, choice(args, "sort", "position", KWIC_SORTS)))

    def pairs(self) -> list[tuple[str, str]]:
        """Pairs for a query string or hidden form fields, without page and defaults."""
        pairs = self.search.search_pairs()
        if self.width != DEFAULT_WIDTH:
            pairs.append(("width", str(self.width)))
        if self.sort != "position":
            pairs.append(("sort", self.sort))
        if self.search.limit != DEFAULT_SIZE:
            pairs.append(("limit", str(self.search.limit)))
        return pairs

    def address(self, page: int = 1) -> str:
        """Address of a page of these lines, from 1."""
        pairs = self.pairs() + ([("page", str(page))] if page > 1 else [])
        return f"{url_for('.concordance')}?{urlencode(pairs)}"

    def searching(self, search: Parameters) -> Concordance:
        """The same view of another search."""
        return replace(self, search=search)


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line in the script of shown texts; the `far` and `near` part on a side together are its context.

    near: the NEAREST characters on the side that lines are sorted by, else "".
    """

    line: KwicLine
    address: str
    left_far: str
    left_near: str
    word: str
    right_near: str
    right_far: str
    language: str


@kwic_page.get("/kwic")
def concordance() -> str:
    """`/kwic`: the occurrences of `q`, one per line; without `q`, an introduction."""
    asked = Concordance.of(request.args)
    if not asked.search.query.strip():
        return render_template(
            "kwic.html", asked=asked, searched=asked.search, result=None, sort_labels_kwic=SORT_LABELS
        )
    deadline = Deadline()
    with searcher() as opened:
        result = kwic(opened, asked.search.request(), deadline, width=asked.width, sort=asked.sort)
        report = summary(opened.meta(asked.search.report)) if asked.search.report else None
        also = other_names(opened.reports(), asked.search.request()) if asked.search.chosen(BODY.name) else ()
    return render_template(
        "kwic.html",
        asked=asked,
        searched=asked.search,
        result=result,
        report=report,
        lines=[_shown(line, asked) for line in result.lines],
        facets=facet_lists(asked.search, result, toggled(asked.search)),
        facet_address=lambda search: asked.searching(search).address(),
        chosen=chosen_links(asked.search),
        also=also,
        sort_labels_kwic=SORT_LABELS,
        sorts=[(sort, replace(asked, sort=sort)) for sort in KWIC_SORTS],
        widths=[(width, replace(asked, width=width)) for width in sorted({*WIDTHS, asked.width})],
        sizes=[(size, asked.searching(replace(asked.search, limit=size))) for size in SIZES],
        paging=paging(asked.search.page, result.total, asked.search.limit),
    )


def _shown(line: KwicLine, asked: Concordance) -> ShownLine:
    start = len(line.left)
    text, spans = shown(line.left + line.word + line.right, ((start, start + len(line.word)),), script())
    start, end = spans[0]
    left_near = max(0, start - NEAREST) if asked.sort == "left" else start
    right_near = end + NEAREST if asked.sort == "right" else end
    carried: dict[str, Any] = {"q": asked.search.query} | dict(asked.search.carried_pairs())
    return ShownLine(
        line=line,
        address=url_for("reports.report", report_id=line.report, **carried, _anchor=f"p{line.paragraph}"),
        left_far=text[:left_near],
        left_near=text[left_near:start],
        word=text[start:end],
        right_near=text[end:right_near],
        right_far=text[right_near:],
        language=shown_language(language(line.title + text)),
    )
