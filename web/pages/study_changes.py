"""Page of the study 逐年比对: the sentences of a body's reports of two years."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import render_template, request
from markupsafe import Markup

from index.deadline import Deadline
from index.errors import RequestError
from index.language import gettext, ngettext
from search.result import ReportSummary
from search.study.changed import ChangesResult, RewordedSentence, SaidSentence
from search.study.changes import changes
from web.asked.arguments import choice, value
from web.asked.selection import selection
from web.pages.paging import paging
from web.pages.study_frame import StudyFrame, local_moment, study_pages
from web.serving.live import searcher
from web.shown.spans import with_marks
from web.shown.words import number

KINDS: Final = ("", "reworded", "new", "gone")
"""What the page can be limited to; "" is everything that changed."""
_YEAR: Final = re.compile("[0-9]{4}")


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
def changes_page() -> str:
    """`/study/changes`: sentences reworded, new and gone between the reports of `body` of `year` and of `other`."""
    search = selection(request.args)
    body, year, other = value(request.args, "body"), value(request.args, "year"), value(request.args, "other")
    kind = choice(request.args, "show", "", KINDS)
    with searcher() as opened:
        summaries = opened.reports()
        result = None
        if body and year:
            before = _year(other) if other else None
            result = changes(opened, body, _year(year), before, Deadline(), exact_body=search.exact_body)
        own = [("body", body), ("year", year), ("other", other), ("show", kind)]
        frame = StudyFrame.of(opened, search, [pair for pair in own if pair[1]])
    rows = [row for row in _rows(result) if not kind or row.kind == kind] if result else []
    return render_template(
        "study_changes.html",
        **(frame.named() | {"chosen": []}),
        body=body,
        year=year,
        other=other,
        show=kind,
        result=result,
        rows=rows[search.offset : search.offset + search.limit],
        bodies=sorted(_comparable(summaries)),
        counted=_counted(result) if result else [],
        written=local_moment(result.written) if result else "",
        paging=paging(search.page, len(rows), search.limit),
    )


def rooted(address: str) -> str:
    """An address of an answer below the path that the site lies under."""
    return request.script_root + address


def _year(text: str) -> int:
    if not _YEAR.fullmatch(text):
        raise RequestError(gettext("年份不对：%(text)s", text=text[:20]), next_step=gettext("请写四位数字，例如 2024"))
    return int(text)


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


def _rows(result: ChangesResult) -> list[ChangedRow]:
    """What changed, in the order of the later report; one that is gone stands behind what it stood behind."""
    reworded = {(each.report, each.paragraph, each.after): each for each in result.reworded}
    rows = []
    for row in result.rows:
        if row.kind == "reworded" and row.after is not None:
            found = reworded.get((row.after.report, row.after.paragraph, row.after.text))
            rows += [_reworded(found)] if found else []
        elif row.kind == "new" and row.after is not None:
            rows.append(ChangedRow("new", None, _plain(SaidSentence.of(row.after))))
        elif row.kind == "gone" and row.before is not None:
            rows.append(ChangedRow("gone", _plain(SaidSentence.of(row.before)), None))
    return rows


def _reworded(each: RewordedSentence) -> ChangedRow:
    before = SaidSentence(each.before, each.before_report, each.before_paragraph)
    return ChangedRow(
        "reworded",
        Side(with_marks(each.before, each.before_spans), rooted(before.url)),
        Side(with_marks(each.after, each.after_spans), rooted(each.url)),
    )


def _plain(said: SaidSentence) -> Side:
    return Side(with_marks(said.text, ()), rooted(said.url))
