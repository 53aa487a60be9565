"""Bounds: the words around a number that say whether the true one is more, less or nearly as much."""

from __future__ import annotations

import re
from typing import Final

from index.figure import Bound
from index.figures.measures import MONEY, TIMES

_NOT: Final = ("不", "不得", "不能", "不应", "不应当", "不可", "不宜", "不会", "未")
_OVER: Final = ("超过", "超出", "多于", "大于", "高于")
_UNDER: Final = ("少于", "小于", "低于")
_BEFORE: Final[dict[str, Bound]] = {
    **dict.fromkeys(("至少", "最少", "起码", "不下", "上", *(no + less for no in _NOT for less in _UNDER)), "at_least"),
    **dict.fromkeys(("至多", "最多", "不超", "不得超", *(no + more for no in _NOT for more in _OVER)), "at_most"),
    **dict.fromkeys(("不足", "不到", "不满", "未满", "未达到", "未达", *_UNDER), "at_most"),
    **dict.fromkeys(("接近", "将近", "近"), "nearly"),
    **dict.fromkeys(("大约", "约为", "约合", "约", "大概"), "about"),
    **dict.fromkeys(("超", "逾", "突破", "过", "破", *_OVER), "over"),
}
"""Words that touch a number from the left."""
_AFTER: Final[dict[str, Bound]] = {
    **dict.fromkeys(("及以上", "以上"), "at_least"),
    **dict.fromkeys(("及以下", "以下", "以内", "之内"), "at_most"),
    **dict.fromkeys(("左右", "上下"), "about"),
}
"""Words that touch a unit from the right."""
_LONGEST: Final = max(map(len, _BEFORE))
_ENDS_BEFORE: Final = frozenset(word[-1] for word in _BEFORE)
_BEGINS_AFTER: Final = frozenset(word[0] for word in _AFTER)
_OF_POWERS: Final = frozenset(("过", "破", "上"))
"""Of these words, those that are bounds before 百, 千, 万 and the like alone: 上千."""
_PART_OF_WORD: Final = {
    "约": "节契签公集制条合违预邀隐解简缩相有特赴",
    "近": "附邻靠最临亲远贴逼",
    "超": "赶反高",
    "过": "通经超不渡走胜越路",
    "破": "突打侦攻爆",
    "上": "以网线历马路海地水岸身早晚",
    "逾": "不",
}
"""Characters with which the bound word behind them is another word: 节约, 附近."""
_ENDS_MORE: Final = re.compile(r"$|[^\w]|的|以|左|来|时间|高")
_ODD: Final[dict[str, Bound]] = {"强": "over", "弱": "nearly"}
"""What is behind a share that is not quite so much: 24%强."""
_OVER_A_VERB: Final = re.compile("(?P<least>至少|起码|最少)|(?P<most>至多|最多)(?!的)")
_VERB: Final = re.compile("[\u4e00-\u9fff]{1,6}")
"""What may stand between such an adverb and the number: 至少 节约 百分之十."""


def bound_before(text: str, start: int, first: str) -> tuple[int, Bound | None]:
    """Where the amount at `start` begins with the bound word before it, and that bound.

    first: the first character of the numeral.
    """
    if text[start - 1 : start] not in _ENDS_BEFORE:
        return start, None
    for begin in range(max(0, start - _LONGEST), start):
        if bound := _BEFORE.get(word := text[begin:start]):
            another = text[begin - 1 : begin] in (_PART_OF_WORD.get(word) or ()) if begin else False
            if another or (word in _OF_POWERS and first not in "百千万亿半"):
                break
            return begin, bound
    return start, None


def bound_behind(text: str, end: int, unit: str) -> tuple[int, Bound | None]:
    """Where the amount ends with the bound word behind it, and that bound."""
    vague: Bound | None = None
    if text[end : end + 1] in ("多", "余") and unit and _ENDS_MORE.match(text, end + 1):
        end, vague = end + 1, "over"
    following = text[end : end + 1]
    if following in _ODD and unit == "%" and _ENDS_MORE.match(text, end + 1):
        return end + 1, _ODD[following]
    if following in _BEGINS_AFTER:
        for length in (3, 2):
            if bound := _AFTER.get(word := text[end : end + length]):
                return end + len(word), bound
    if following == "内" and unit in TIMES:
        return end + 1, "at_most"
    return end + (following == "整" and unit in MONEY), vague


def bound_of_verb(text: str, start: int) -> Bound | None:
    """The bound that an adverb gives to a number at `start` over the verb between them: 至少节约百分之十."""
    begin = max(0, start - 8)
    found: Bound | None = None
    for match in _OVER_A_VERB.finditer(text, begin, start):
        if _VERB.fullmatch(text, match.end(), start):
            found = "at_least" if match["least"] else "at_most"
    return found
