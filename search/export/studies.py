"""Lists of studies as tables: words, key terms, what is new, collocates and figures, a row for each."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, Final

from index.deadline import Deadline
from index.figure import BOUND_LABELS, CHANGE_LABELS
from index.language import N_, gettext
from search.described import Described
from search.engine.searcher import Searcher
from search.export.methods import (
    across,
    compared_by,
    counted_words,
    dispersion,
    figures_counted,
    least_compared,
    least_together,
    left_out,
    novelty,
    rate,
    together_by,
)
from search.export.notes import Note, Origin
from search.export.study_table import StudyRow, StudyRows, StudyTable, counted
from search.study.collocates import collocates
from search.study.figures import FigureCell, figures
from search.study.keyness import Counted, KeynessResult, KeyTerm, keyness
from search.study.new import NOVELTY_LABELS, NewResult, new
from search.study.option_pairs import collocate_pairs, figure_pairs, keyness_pairs, new_pairs, word_pairs
from search.study.token_kinds import LEFT_OUT
from search.study.words import words


def _key_labels(target: str, reference: str) -> dict[str, str]:
    """target, reference: what the sides are called."""
    return {
        "term": "词",
        "target": f"{target}次数",
        "reference": f"{reference}次数",
        "target_per_10k": f"{target}每万词",
        "reference_per_10k": f"{reference}每万词",
        "g2": "G²",
        "log_ratio": "对数比",
        "p": "p",
        "p_alone": "未校正的p",
        "target_reports": f"{target}报告数",
        "reference_reports": f"{reference}报告数",
        "target_link": f"{target}链接",
        "reference_link": f"{reference}链接",
    }


_WORDS: Final = StudyRows(
    "words",
    N_("词表"),
    {
        "term": "词",
        "count": "次数",
        "per_10k": "每万词",
        "reports": "报告数",
        "dp": "DP",
        "c_value": "C值",
        "link": "链接",
    },
)  # fmt: skip
_KEYNESS: Final = StudyRows("keyness", N_("关键词"), _key_labels("目标", "参照"))
_NEW: Final = StudyRows(
    "new",
    N_("新提法"),
    {"list": "类别"} | _key_labels("现在", "以前"),
    words={"list": dict(NOVELTY_LABELS.items())},
)
_COLLOCATES: Final = StudyRows(
    "collocates",
    N_("搭配"),
    {
        "term": "词", "together": "一起", "left": "左", "right": "右", "alone": "共", "g2": "G²", "mi": "MI",
        "log_dice": "logDice", "link": "链接",
    },
)  # fmt: skip
_FIGURES: Final = StudyRows(
    "figures",
    N_("数字"),
    {
        "counts": "数的是", "value": "数值", "high": "上限", "unit": "单位", "bound": "界限", "change": "变化",
        "body": "机构", "year": "年份", "text": "数字", "sentence": "原文", "report": "报告编号", "number": "段号",
        "link": "链接",
    },
    items="figures",
    words={"bound": dict(BOUND_LABELS.items()), "change": dict(CHANGE_LABELS.items())},
    unknown={"year": "不详"},
)  # fmt: skip
_FIGURE_CELLS: Final = StudyRows(
    "figures",
    N_("数字"),
    {"body": "机构", "year": "年份", "total": "个数", "figures": "数字", "link": "链接"},
    items="cells",
    unknown={"year": "不详"},
)


def word_table(searcher: Searcher, origin: Origin, deadline: Deadline, **options: Any) -> StudyTable:
    """The list of `words`, those that the request's limit asks for; raises as that does."""
    found = words(searcher, origin.request, deadline, **options)
    n, terms = options.get("n", 1), options.get("terms", False)
    said = [
        counted("reports", found.reports, gettext("报告")),
        counted("words", found.words, gettext("词数")),
        counted_words(n, terms=terms),
        left_out(options.get("left_out", LEFT_OUT), of_runs=terms or n > 1),
        rate(),
        dispersion(),
    ]
    return StudyTable(
        _WORDS,
        _rows(found.terms),
        said,
        origin,
        deadline,
        pairs=word_pairs(options),
        loose=found.loose,
        some=found.total != 0,
    )


def keyness_table(searcher: Searcher, origin: Origin, deadline: Deadline, **options: Any) -> StudyTable:
    """The terms of `keyness`, all; raises as that does."""
    found = keyness(searcher, origin.request, deadline=deadline, **options)
    rest = options.get("reference") is None
    n, terms = options.get("n", 1), options.get("terms", False)
    said = [
        *_sides(found, gettext("目标"), gettext("参照"), rest=rest),
        counted_words(n, terms=terms, compared=True),
        left_out(options.get("left_out", LEFT_OUT), of_runs=terms or n > 1),
        least_compared(options.get("least", 1)),
        rate(sides=True),
        compared_by(),
    ]
    return StudyTable(
        _KEYNESS,
        _rows(found.terms),
        said,
        origin,
        deadline,
        queries=partial(_queries, found, N_("目标"), N_("参照"), rest=rest),
        pairs=keyness_pairs(options),
        loose=found.loose,
        some=found.total > 0,
    )


def new_table(searcher: Searcher, origin: Origin, deadline: Deadline, **options: Any) -> StudyTable:
    """The four lists of `new` one after the other, all; raises as that does."""
    found = new(searcher, origin.request, deadline=deadline, **options)
    lists: list[tuple[str, tuple[KeyTerm, ...]]] = [(name, getattr(found, name)) for name in NOVELTY_LABELS]
    rows = [(term, {"list": name}) for name, terms in lists for term in terms]
    said = [
        *_sides(found, gettext("现在"), gettext("以前"), rest=options.get("since") is None),
        counted_words(terms=True, compared=True),
        left_out(options.get("left_out", LEFT_OUT), of_runs=True),
        Note("least", found.least, gettext("至少几次"), found.said_least),
        rate(sides=True),
        novelty(),
    ]
    return StudyTable(
        _NEW,
        rows,
        said,
        origin,
        deadline,
        queries=partial(_queries, found, N_("现在"), N_("以前"), rest=options.get("since") is None),
        pairs=new_pairs(options),
        loose=found.loose,
        some=any(found.totals.to_dict().values()),
    )


def collocate_table(searcher: Searcher, origin: Origin, deadline: Deadline, **options: Any) -> StudyTable:
    """The collocates, all; raises as `collocates` does."""
    found = collocates(searcher, origin.request, deadline, **options)
    said = [
        counted("occurrences", found.occurrences, gettext("处数")),
        counted("window", found.window, gettext("左右各几个词")),
        counted("in_windows", found.in_windows, gettext("窗口里的词数")),
        counted("words", found.words, gettext("全部词数")),
        counted_words(),
        left_out(options.get("left_out", LEFT_OUT)),
        across(found.across),
        least_together(options.get("least", 1)),
        together_by(),
    ]
    rows = _rows(found.terms)
    return StudyTable(_COLLOCATES, rows, said, origin, deadline, pairs=collocate_pairs(options), some=found.total > 0)


def figure_table(searcher: Searcher, origin: Origin, deadline: Deadline, **options: Any) -> StudyTable:
    """The figures, or the cells that they are counted in, all; raises as `figures` does."""
    found = figures(searcher, origin.request, deadline, **options)
    said = [
        counted("figures", found.total, gettext("数字")),
        counted("reports", found.reports, gettext("报告")),
        counted("paragraphs", found.paragraphs, gettext("段落")),
        *figures_counted(in_sentence=found.in_sentence),
    ]
    if found.by:
        cells = [(each, {"figures": _figures_said(each)}) for each in found.cells]
        return StudyTable(
            _FIGURE_CELLS,
            cells,
            said,
            origin,
            deadline,
            pairs=figure_pairs(options),
            loose=found.loose,
            some=found.total > 0,
        )
    rows = _rows(found.figures)
    return StudyTable(
        _FIGURES, rows, said, origin, deadline, pairs=figure_pairs(options), loose=found.loose, some=found.total > 0
    )


def _figures_said(cell: FigureCell) -> str:
    return gettext("；").join(each.said for each in cell.figures)


def _rows(items: Iterable[Described]) -> list[StudyRow]:
    return [(each, {}) for each in items]


def _queries(found: KeynessResult | NewResult, target: str, reference: str, *, rest: bool) -> str:
    """The queries of both sides, in the language of here and now, each behind what the side is called, for gettext.

    rest: the reference is all else.
    """
    named = ((gettext(target), _query(found.target)), (gettext(reference), _query(found.reference, rest=rest)))
    return gettext("；").join(gettext("%(label)s：%(values)s", label=side, values=query) for side, query in named)


def _query(side: Counted, *, rest: bool = False) -> str:
    return side.query.strip() or (gettext("其余的") if rest else gettext("全部"))


def _sides(found: KeynessResult | NewResult, target: str, reference: str, *, rest: bool) -> list[Note]:
    """What both sides have; rest: the reference is all else."""
    said = []
    for name, label, side in (("target", target, found.target), ("reference", reference, found.reference)):
        words_said = gettext(
            "%(query)s（%(reports)s 份报告、%(words)s 个词）",
            query=_query(side, rest=rest and name == "reference"),
            reports=f"{side.reports:,}",
            words=f"{side.words:,}",
        )
        said.append(Note(name, side.to_dict(), label, words_said))
    return said
