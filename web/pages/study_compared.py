"""Pages of the studies 关键词 and 新提法: the terms of one selection beside those of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from flask import render_template, request

from index.china_time import local_moment
from index.deadline import Deadline
from index.language import N_, gettext
from search.offers.empty_answers import nothing_in
from search.study.keyness import DIRECTION_LABELS, KeynessResult, KeynessSort, KeyTerm, keyness
from search.study.new import NOVELTY_LABELS, NewResult, new
from web.asked.parameters import Parameters
from web.asked.selection import ROWS_OF_EACH, filled, selection
from web.asked.words import KeynessAsked, NewAsked
from web.pages.paging import paging
from web.pages.study_frame import opening, study_frame, study_pages
from web.serving.live import searcher
from web.shown.addresses import at, search_url
from web.shown.head import LIBRARY
from web.shown.key_bars import key_bars
from web.shown.study_table import Cell, Column, StudyTable
from web.shown.word_kinds import kind_fields
from web.shown.words import number
from web.shown.year_before import year_before_link

_TARGET, _REFERENCE = N_("目标"), N_("参照")
_NOW, _BEFORE = N_("现在"), N_("以前")
"""What the sides are called."""
_CERTAIN: Final = 1e-4
"""p below which its digits tell nobody anything."""


@study_pages.get("/study/keyness", endpoint="keyness")
def keyness_page() -> str:
    """`/study/keyness`: what the selection `q` says more, or less, than `against`."""
    search = selection(request.args)
    asked = KeynessAsked.of(filled(request.args), search)
    with searcher() as opened:
        given = bool(search.query.strip())
        options = asked.options()
        result = keyness(opened, search.request(), deadline=Deadline(), **options) if given else None
        frame = study_frame(opened, search, asked.pairs(), loose=result.loose if result else ())
        nothing = nothing_in(opened, result, search.request(), options)
    table = _keyness_table(asked, result.terms) if result and result.terms else None
    return render_template(
        "study_keyness.html",
        **frame,
        asked=asked,
        result=result,
        table=table,
        counted=compared_words(result, rest=asked.against is None) if result else [],
        written=local_moment(result.written) if result else "",
        paging=paging(search.page, result.total if result else 0, search.limit),
        **kind_fields(),
        empty=nothing.said if nothing else "",
        year_before=year_before_link(asked.pairs(), nothing.before if nothing else None),
        bars=key_bars(result.terms) if result else (),
        directions=[(name, gettext(label)) for name, label in DIRECTION_LABELS.items()],
    )


@study_pages.get("/study/new", endpoint="new")
def new_page() -> str:
    """`/study/new`: what the selection `q` says and `since` does not, much more, much less, no more."""
    search = selection(request.args, ROWS_OF_EACH)
    asked = NewAsked.of(filled(request.args), search)
    with searcher() as opened:
        given = bool(search.query.strip())
        options = asked.options()
        result = new(opened, search.request(), deadline=Deadline(), **options) if given else None
        frame = study_frame(opened, search, asked.pairs(), loose=result.loose if result else ())
        nothing = nothing_in(opened, result, search.request(), options)
    most = max(result.totals.to_dict().values()) if result else 0
    return render_template(
        "study_new.html",
        **frame,
        asked=asked,
        result=result,
        empty=nothing.said if nothing else "",
        year_before=year_before_link(asked.pairs(), nothing.before if nothing else None),
        lists=_lists(asked, result) if result else [],
        counted=[*_counted(result, _NOW, _BEFORE, rest=asked.since is None), result.said_least] if result else [],
        written=local_moment(result.written) if result else "",
        paging=paging(search.page, most, search.limit),
        **kind_fields(),
    )


def _lists(asked: NewAsked, result: NewResult) -> list[dict[str, Any]]:
    found, columns = [], _columns(_NOW, _BEFORE, {}, {})
    for name, said in NOVELTY_LABELS.items():
        terms: tuple[KeyTerm, ...] = getattr(result, name)
        label = gettext(said)
        found.append(
            {
                "name": name,
                "label": label,
                "counted": result.said_total(name),
                "table": _table(label, columns, [_row(asked.search, each) for each in terms]),
            }
        )
    return found


def _counted(result: KeynessResult | NewResult, target: str, reference: str, *, rest: bool) -> list[str]:
    """What was counted on both sides, which are called so; rest: the reference is all else."""
    other = gettext("其余的") if rest else ""
    return [result.target.said(gettext(target)), result.reference.said(gettext(reference), other)]


def compared_words(result: KeynessResult, *, rest: bool) -> list[str]:
    """What was counted on both sides of a keyness; rest: the reference is all else."""
    return _counted(result, _TARGET, _REFERENCE, rest=rest)


def sort_label(sort: KeynessSort) -> str:
    """What the terms are sorted by."""
    sides: dict[KeynessSort, str] = {"target": gettext(_TARGET), "reference": gettext(_REFERENCE)}
    if sort in sides:
        return gettext("%(side)s：次数", side=sides[sort])
    return gettext("对数比") if sort == "log_ratio" else "G²"


def _keyness_table(asked: KeynessAsked, terms: Sequence[KeyTerm]) -> StudyTable:
    sorts: tuple[KeynessSort, ...] = ("target", "reference", "g2", "log_ratio")
    addresses = {sort: at("study.keyness", replace(asked, sort=sort).pairs()) for sort in sorts}
    columns = _columns(_TARGET, _REFERENCE, addresses, {asked.sort: True})
    return _table(gettext("关键词"), columns, [_row(asked.search, each) for each in terms])


def _columns(
    target: str, reference: str, addresses: dict[KeynessSort, str], ordered: dict[KeynessSort, bool]
) -> tuple[Column, ...]:
    """target, reference: what the sides are called, for gettext."""
    target, reference = gettext(target), gettext(reference)

    def count(side: str) -> str:
        return gettext("%(side)s：次数", side=side)

    def reports(side: str) -> Column:
        return column(gettext("%(side)s报告", side=side), title=gettext("%(side)s：有它的报告份数", side=side))

    def column(head: str, sort: KeynessSort | None = None, title: str = "") -> Column:
        address = addresses.get(sort, "") if sort else ""
        return Column(head, address=address, sorted=sort is not None and sort in ordered, title=title)

    return (
        Column(gettext("词"), "words"),
        column(target, "target", count(target)),
        column(reference, "reference", count(reference)),
        column(gettext("每万词"), title=gettext("%(side)s：每万词的次数", side=target)),
        column(gettext("%(side)s每万词", side=reference), title=gettext("%(side)s：每万词的次数", side=reference)),
        column("G²", "g2", gettext("对数似然比 G²（Dunning 1993），四格都算")),
        column(gettext("对数比"), "log_ratio", gettext("频率之比的二进对数（Hardie 2014）；次数为 0 的按 0.5 算")),
        column("p", title=gettext("G² 的 p 值，已按比较的词数校正（Bonferroni）")),
        reports(target),
        reports(reference),
    )


def _row(search: Parameters, term: KeyTerm) -> tuple[Cell, ...]:
    here, there = (opening(search, each) for each in term.opened)
    lines = at("kwic.concordance", (here if term.target else there).search_pairs())
    return (
        Cell(term.term, search_url(here if term.target else there), tongue=True),
        _count(term.target, here),
        _count(term.reference, there),
        _rate(term.target_per_10k, here),
        _rate(term.reference_per_10k, there),
        Cell(f"{term.g2:,.1f}", lines, measure=True),
        Cell(f"{term.log_ratio:+.2f}", lines, measure=True),
        Cell("<0.0001" if term.p < _CERTAIN else f"{term.p:.4f}", lines, measure=True),
        _count(term.target_reports, here, LIBRARY),
        _count(term.reference_reports, there, LIBRARY),
    )


def _count(count: int, said: Parameters, view: str = "kwic.concordance") -> Cell:
    return Cell(number(count), at(view, said.search_pairs()) if count else "")


def _rate(rate: float, said: Parameters) -> Cell:
    return Cell(f"{rate:,.2f}", at("kwic.concordance", said.search_pairs()) if rate else "", measure=True)


def _table(caption: str, columns: tuple[Column, ...], rows: Sequence[tuple[Cell, ...]]) -> StudyTable:
    return StudyTable(caption, columns, tuple(rows))
