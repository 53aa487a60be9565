"""Changes: whether what a figure measures rose or fell by it, or came to it, by the words right before the number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from index.figure import Change
from index.figures.amounts import Amount
from index.figures.lexicon import alternatives, words
from index.figures.measures import MONEY, RATES
from index.figures.noun_phrases import NOTHING, Span
from index.figures.phrases import MORE

_RISING: Final = words("rising") | words("more_of")
_FALLING: Final = words("falling") | words("less_of")
_COUNTED_CHANGES: Final = words("changes_of_counts") | MORE
"""Verbs that may have their object before the number: 减少 用地 3亩."""
_TO: Final = "到达?|至|为|成|达到?"
_REACHED: Final = "达到|(?<![长多高远抵到表传发通直送转])达"
_VERB: Final = re.compile(
    f"(?P<verb>{alternatives(_RISING | _FALLING)})了?(?:(?P<to>{_TO})了?)?$|(?P<reached>{_REACHED})了?$"
)
_TO_A_SHARE: Final = re.compile(
    f"(?:(?:{alternatives(_RISING | _FALLING)})了?(?:{_TO})|达到)了?[^,。;、:0-9]{{1,8}}的$"
)
"""Before a share: 上升到 今年的 70%, 达到 全体农户的 百分之六十."""
_THAN_BEFORE: Final = re.compile(
    "(?:同比|环比|比(?:上|去|前|往|同)(?:一?年|届|次|期|月|季度?|周|年?同期|一年度?|年度)(?:同期)?)(?P<how>多|高|少|低)了?$"
)
_OBJECT: Final = re.compile(f"(?P<verb>{alternatives(_COUNTED_CHANGES)})了?$")
_NOT: Final = frozenset("不未没无非勿免新投晋公毫每许很更最")
"""Characters that make another word of the verb behind them, or deny it: 新增."""
_NOT_MORE: Final = frozenset("至最或者")
"""Characters before 多收 and 少收 that say of them no change: 至少召开, 不缴或者少缴."""
_BETTERING: Final = frozenset(("提高", "提升"))
"""Verbs that have an object behind a count of things: 提升 5个方面能力."""
_SIZE: Final = "幅"
"""The end of nouns for the size of a change, whose number is that: 降幅为 3%."""
_LISTED: Final = re.compile("[、,和及与]|以及")
_LONGEST: Final = 12


def changes_of(text: str, amounts: Sequence[Amount], spans: Sequence[Span]) -> list[Change | None]:
    """The change that each amount is said to be; None where none is said, and where its own minus says it.

    spans: of what each counts. Of 增长5%和6% both are up.
    """
    found: list[Change | None] = []
    for at, (amount, span) in enumerate(zip(amounts, spans, strict=True)):
        before = amounts[at - 1] if at else None
        if amount.low < 0:
            change = None
        elif before and before.unit == amount.unit and _LISTED.fullmatch(text, before.end, amount.start):
            change = found[-1]
        else:
            change = _change(text, amount, span)
        found.append(change)
    return found


def _change(text: str, amount: Amount, span: Span) -> Change | None:
    start = max(0, amount.start - _LONGEST)
    if match := _VERB.search(text, start, amount.start):
        if match["reached"] or (match["to"] and not match["verb"].endswith(_SIZE)):
            return "to"
        improves = match["verb"] in _BETTERING and amount.unit not in RATES and amount.unit not in MONEY
        return None if improves else _direction(text, match)
    if match := _THAN_BEFORE.search(text, start, amount.start):
        return "up" if match["how"] in "多高" else "down"
    if (
        span != NOTHING
        and span[1] == amount.start
        and (match := _OBJECT.search(text, max(0, span[0] - _LONGEST), span[0]))
    ):
        return _direction(text, match)
    if text[amount.start - 1 : amount.start] == "的" and (
        amount.unit in RATES or "分之" in text[amount.start : amount.end]
    ):
        return "to" if _TO_A_SHARE.search(text, max(0, start - _LONGEST), amount.start) else None
    return None


def _direction(text: str, match: re.Match[str]) -> Change | None:
    """The change by the verb that was found; None where what stands before it makes another word of it."""
    before = text[max(0, match.start() - 1) : match.start()]
    if before in _NOT or (match["verb"] in MORE and before in _NOT_MORE):
        return None
    return "up" if match["verb"] in _RISING else "down"
