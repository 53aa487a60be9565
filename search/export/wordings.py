"""Studies of wording as tables: sentences of two years side by side, and runs of a draft that stand elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from index.deadline import Deadline
from index.facets import BODY
from index.language import N_, gettext, listed
from search.engine.searcher import Searcher
from search.export.cells import Cell
from search.export.notes import Note, Origin
from search.export.study_table import StudyRows, StudyTable, counted
from search.request import SearchRequest
from search.study.changed import CHANGE_LABELS, ChangedSentence, ComparedReport
from search.study.changes import changes
from search.study.sources import Source
from search.study.trace import DEFAULT_RUN, trace
from search.study.traced import TracedRun

_HEAD: Final = ("report", "title", "least", "characters", "covered", "coverage", "searched")
"""What the JSON of a trace says of all runs."""
_CHANGES: Final = StudyRows(
    "changes",
    N_("逐年比对"),
    {
        "kind": "类别", "before": "前一年", "after": "后一年", "before_number": "前一年段号", "number": "后一年段号",
        "before_report": "前一年报告编号", "report": "后一年报告编号", "before_link": "前一年链接",
        "link": "后一年链接",
    },
    items="sentences",
    unit=N_("句"),
    words={"kind": dict(CHANGE_LABELS.items())},
    of_query=False,
)  # fmt: skip
_TRACE: Final = StudyRows(
    "trace",
    N_("溯源"),
    {
        "text": "字句", "characters": "字数", "count": "处数", "reports": "报告数", "bodies": "机构数", "whose": "谁的",
        "first_body": "最早机构", "first_year": "最早年份", "first_report": "最早报告编号", "first_number": "最早段号",
        "link": "最早链接", "number": "底稿段号",
    },
    items="runs",
    unit=N_("处"),
    unknown={"first_year": "不详"},
    of_query=False,
)  # fmt: skip


def change_table(
    searcher: Searcher,
    origin: Origin,
    deadline: Deadline,
    *,
    body: str,
    year: int,
    other: int | None,
    exact_body: bool = False,
) -> StudyTable:
    """The sentences of both years of `changes`, in the order of the later report; raises as that does.

    The request's limit and offset choose of each kind.
    """
    found = changes(searcher, body, year, other, deadline, exact_body=exact_body)
    compared = SearchRequest.parse(
        "", body=[body], year=[f"{each:04}" for each in (found.before, found.after)], exact_body=exact_body
    )
    said = [
        counted("body", found.body, gettext("机构")),
        _reports("before_reports", found.before, found.before_reports),
        _reports("after_reports", found.after, found.after_reports),
        *(counted(kind, getattr(found.counts, kind), gettext(label)) for kind, label in CHANGE_LABELS.items()),
    ]
    pairs = [("body", body), ("year", str(year)), *([("other", str(other))] if other else [])]
    return StudyTable(
        _CHANGES,
        [(each, _change_cells(each, origin.site)) for each in _chosen(found.sentences(), origin.request)],
        said,
        Origin.of(searcher, compared, origin.site, origin.when, deadline),
        deadline,
        head={"body": found.body, "before": found.before, "after": found.after, "counts": found.counts.to_dict()},
        repeated=origin.page("/study/changes", *pairs, *([("exact_body", "1")] if exact_body else [])),
    )


def _chosen(sentences: Iterable[ChangedSentence], request: SearchRequest) -> Iterator[ChangedSentence]:
    """Of each kind those that the request's limit and offset leave."""
    seen: Counter[str] = Counter()
    for each in sentences:
        if request.offset <= seen[each.kind] < request.offset + request.limit:
            yield each
        seen[each.kind] += 1


def _reports(name: str, year: int, reports: Sequence[ComparedReport]) -> Note:
    said = listed(gettext("%(title)s（%(id)s）", title=each.title, id=each.id) for each in reports)
    return Note(name, [each.id for each in reports], gettext("%(year)s 年的报告", year=year), said)


def _change_cells(sentence: ChangedSentence, site: str) -> Mapping[str, Cell]:
    addresses = (("link", sentence.url), ("before_link", sentence.before_url))
    return {name: site + address if address else None for name, address in addresses}


def trace_table(
    searcher: Searcher,
    origin: Origin,
    deadline: Deadline,
    *,
    source: Source,
    least: int = DEFAULT_RUN,
    other_bodies: bool = False,
) -> StudyTable:
    """The runs of `trace` that the request's limit asks for, in the order of the draft; raises as that does."""
    found = trace(searcher, source, origin.request, deadline, least=least, other_bodies=other_bodies, nearest=0)
    coverage = "–" if found.coverage is None else f"{found.coverage:.1%}"
    said = [
        counted("title", found.title or gettext("无题"), gettext("底稿")),
        counted("characters", found.characters, gettext("底稿的字数")),
        Note("coverage", found.coverage, gettext("在别处原样有过"), coverage),
        counted("least", found.least, gettext("至少连续几个字相同")),
        Note("other_bodies", other_bodies, gettext("同一机构的报告"), _with_own(other_bodies)),
    ]
    pairs = [("report", found.report)] if found.report else []
    pairs += [("least", str(least))] if least != DEFAULT_RUN else []
    pairs += [("other_bodies", "1")] if other_bodies else []
    head = found.to_dict()
    return StudyTable(
        _TRACE,
        [(each, _run_cells(each, origin.site)) for each in found.runs],
        said,
        origin,
        deadline,
        head={name: head[name] for name in _HEAD},
        repeated=origin.page("/study/trace", *origin.filter_pairs(), *origin.switch_pairs(), *pairs),
    )


def _with_own(other_bodies: bool) -> str:
    return gettext("不比") if other_bodies else gettext("也比")


def _run_cells(run: TracedRun, site: str) -> Mapping[str, Cell]:
    more = "…" if run.bodies > len(run.whose) else ""
    return {
        "whose": listed(f"{BODY.said(each.body)} {each.reports}" for each in run.whose) + more,
        "number": run.paragraph + 1,
        "first_body": run.first.body,
        "first_year": run.first.year,
        "first_report": run.first.report,
        "first_number": run.first.number,
        "link": site + run.first.url,
    }
