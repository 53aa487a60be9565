"""Options of studies as the note of an export says them: by the names that their pages have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from index.figure import BOUND_LABELS
from index.language import N_, gettext
from search.study.keyness import DIRECTION_LABELS
from search.study.token_kinds import TOKEN_KINDS, kind_said

_ALONE: Final[Mapping[str, str]] = {
    "terms": N_("只列自动发现的词组"),
    "across": N_("可以越过句子"),
    "in_sentence": N_("同在一句"),
    "by": N_("按机构和年份"),
}
"""Options that have one value beside what is usual, which their names say."""
_LABELS: Final[Mapping[str, str]] = {
    "n": N_("连着的词"),
    "part": N_("含"),
    "against": N_("参照"),
    "since": N_("以前"),
    "direction": N_("只要"),
    "least": N_("至少几次"),
    "window": N_("左右各几个词"),
    "with": N_("也列的词"),
    "without": N_("不列的词"),
    "sort": N_("排列"),
    "measure": N_("排列"),
    "counts": N_("数的是"),
    "unit": N_("单位"),
    "bound": N_("界限"),
}
_OF_FIGURES: Final[Mapping[str, str]] = {"least": N_("从"), "most": N_("到")}
"""Of the values of figures."""
_ORDERS: Final[Mapping[str, str]] = {
    "count": N_("次数"),
    "word": N_("词"),
    "reports": N_("报告"),
    "dp": "DP",
    "c_value": "C",
    "target": N_("目标"),
    "reference": N_("参照"),
    "g2": "G²",
    "log_ratio": N_("对数比"),
    "mi": "MI",
    "log_dice": "logDice",
    "position": N_("位置"),
    "value": N_("数值"),
    "year": N_("年份"),
    "body": N_("机构"),
}
_VALUES: Final[Mapping[str, Mapping[str, str]]] = {
    "direction": dict(DIRECTION_LABELS.items()),
    "bound": dict(BOUND_LABELS.items()),
    "sort": _ORDERS,
    "measure": _ORDERS,
}


def options_said(study: str, pairs: Iterable[tuple[str, str]]) -> str:
    """The pairs of a page's address in words; a name that no page shows stays as it is."""
    own = _OF_FIGURES if study == "figures" else {}
    return gettext("；").join(_said({**_LABELS, **own}, name, value) for name, value in pairs)


def _said(labels: Mapping[str, str], name: str, value: str) -> str:
    if name in _ALONE:
        return gettext(_ALONE[name])
    if name not in labels:
        return f"{name}={value}"
    return gettext("%(label)s：%(values)s", label=gettext(labels[name]), values=_value(name, value))


def _value(name: str, value: str) -> str:
    if name in ("with", "without"):
        return next((kind_said(kind) for kind in TOKEN_KINDS if kind == value), value)
    known = _VALUES.get(name, {}).get(value)
    return gettext(known) if known else value
