"""Page of the study 逐年比对: the sentences of a body's reports of two years."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from flask import render_template, request
from markupsafe import Markup

from index.china_time import local_moment
from index.deadline import Deadline
from index.errors import ReportNotFound
from index.language import N_, gettext, ngettext
from search.engine.searcher import Searcher
from search.result import ReportSummary, Span
from search.study.changed import CHANGE_LABELS, ChangedSentence, ChangesResult
from search.study.changes import changes, years_before
from web.asked.arguments import choice, value
from web.asked.selection import selection
from web.asked.wording import ChangesAsked
from web.pages.paging import paging
from web.pages.study_frame import study_frame, study_pages
from web.serving.live import searcher
from web.shown.addresses import rooted
from web.shown.spans import with_marks
from web.shown.words import number
from web.shown.year_before import YearBeforeLink, years_link

_CHANGED: Final = frozenset(CHANGE_LABELS) - {"kept"}
_SHOWN: Final[Mapping[str, Collection[str]]] = {
    "": _CHANGED,
    "kept": ("kept",),
    "reworded": ("reworded",),
    "new": ("new",),
    "gone": ("gone",),
    "all": tuple(CHANGE_LABELS),
}
"""What the page can be limited to; "" is everything that changed."""
_SHOWN_LABELS: Final[Mapping[str, str]] = {"": N_("变了的"), **dict(CHANGE_LABELS.items()), "all": N_("全部")}


@dataclass(frozen=True, slots=True)
class Side:
    """A sentence as shown, and the address of its paragraph."""

    text: Markup
    address: str


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """What stands beside one another; None where the other year has nothing."""

    kind: str
    before: Side | None
    after: Side | None


@study_pages.get("/study/changes", endpoint="changes")
def changes_page() -> str | tuple[str, int]:
    """`/study/changes`: sentences reworded, new and gone between the reports of `body` of `year` and of `other`."""
    search = selection(request.args)
    body, year, other = value(request.args, "body"), value(request.args, "year"), value(request.args, "other")
    shown = choice(request.args, "show", "", tuple(_SHOWN))
    asked = ChangesAsked.of(request.args) if body and year else None
    with searcher() as opened:
        summaries = opened.reports()
        result, problem = _compared(opened, asked) if asked else (None, None)
        own = [("show", shown)] if shown else []
        before = _before(opened, asked, own) if asked and problem else None
        frame = study_frame(
            opened, search, [*(asked.pairs() if asked else []), *own], subject=_subject(result), of_reports=True
        )
    rows = [_row(each) for each in result.sentences() if each.kind in _SHOWN[shown]] if result else []
    page = render_template(
        "study_changes.html",
        **frame,
        body=body,
        year=year,
        other=other,
        show=shown,
        kinds=[(name, gettext(label)) for name, label in _SHOWN_LABELS.items()],
        file_pairs=asked.pairs() if asked else [],
        result=result,
        rows=rows[search.offset : search.offset + search.limit],
        bodies=sorted(_comparable(summaries)),
        counted=_counted(result) if result else [],
        written=local_moment(result.written) if result else "",
        paging=paging(search.page, len(rows), search.limit),
        total=len(rows),
        problem=problem,
        year_before=before,
    )
    return (page, problem.http_status) if problem else page


def _compared(opened: Searcher, asked: ChangesAsked) -> tuple[ChangesResult | None, ReportNotFound | None]:
    """The answer; or why there is none, which stands beside the form, for another body or year to be written in it."""
    try:
        return changes(opened, deadline=Deadline(), **asdict(asked)), None
    except ReportNotFound as problem:
        return None, problem


def _before(opened: Searcher, asked: ChangesAsked, own: list[tuple[str, str]]) -> YearBeforeLink | None:
    """The comparison of the years before, where one of those asked for has no report. own: the page's other pairs."""
    moved = years_before(opened, **asdict(asked))
    if moved is None:
        return None
    years = {"year": moved[0]} | ({} if moved[1] is None else {"other": moved[1]})
    return years_link([*asked.pairs(), *own], years)


def _subject(result: ChangesResult | None) -> str:
    """What is compared, as a citation names it."""
    return f"{result.body} {result.before}–{result.after}" if result else ""


def _comparable(summaries: Sequence[ReportSummary]) -> set[str]:
    """The bodies with reports of two years."""
    years: dict[str, set[int]] = {}
    for each in summaries:
        if each.year is not None:
            years.setdefault(each.body_today, set()).add(each.year)
    return {body for body, own in years.items() if len(own) > 1}


def _counted(result: ChangesResult) -> list[str]:
    counts = result.counts
    return [
        gettext("%(before)s → %(after)s", before=result.before, after=result.after),
        gettext("没有变的 %(count)s", count=_sentences(counts.kept)),
        gettext("换了说法的 %(count)s", count=_sentences(counts.reworded)),
        gettext("新的 %(count)s", count=_sentences(counts.new)),
        gettext("不再说的 %(count)s", count=_sentences(counts.gone)),
    ]


def _sentences(count: int) -> str:
    return ngettext("%(num)s 句", "%(num)s 句", count) if count else f"{number(count)}"


def _row(each: ChangedSentence) -> ChangedRow:
    return ChangedRow(
        each.kind,
        _side(each.before, each.before_spans, each.before_url),
        _side(each.after, each.after_spans, each.url),
    )


def _side(text: str | None, spans: Sequence[Span], address: str | None) -> Side | None:
    return None if text is None or address is None else Side(with_marks(text, spans), rooted(address))
