"""What is no figure by the words beside it: ordinals, codes, parts of words, periods by which a report dates itself."""

from __future__ import annotations

import re
from typing import Final

from index.figure import Bound
from index.figures.lexicon import alternatives, words
from index.figures.measures import NEVER_OF_HAN, TIMES

_PAUSE: Final = re.compile("[,。;:、!?]$")
_LETTER: Final = re.compile("[a-z+×*#@_=§]")
_ORDINAL_AFTER: Final = re.compile(
    "[届号版楼室级等环胎孩产维星]|年代|年级|世纪|学年|季度|时代|会议|期工程|体化?|边形|线城市|路公交|条$"
)
_GRADE: Final = re.compile("级(?!台阶)")
_AGAIN: Final = re.compile(r"\d|一(?:批|律|百|流)")
_RATED_BY: Final = words("persons") | words("amounts")
"""Units behind 每 in which a rate is said: 每50公斤5元."""
_NO_UNITS: Final = frozenset(("两年", "两个", "单元", "单位"))
"""What only begins as a unit does behind a year or a house's number: 1979两年, 3栋2单元."""
_RANKED: Final = frozenset(("位", "名", "列", "款", "项", "条", ""))


def is_none(text: str, start: int, end: int, numeral: str, unit: str, bound: Bound | None) -> bool:
    """Whether a number that stands at `start` with its unit up to `end` counts nothing."""
    before, after = text[max(0, start - 6) : start], text[end : end + 6]
    return bool(
        (not unit and _RATIO.search(before))
        or _is_ordinal(before, after, unit)
        or (unit in TIMES and _is_period(before, after, numeral, unit))
        or (
            _is_code(text, start, end, numeral, unit)
            if numeral[0].isdigit()
            else _is_word(before, after, numeral, unit, bound)
        )
    )


def _is_ordinal(before: str, after: str, unit: str) -> bool:
    """Whether a number is in a code, a grade (万吨级), a rank (前3位) or a rate (每10公斤), or sums up (两个100%)."""
    return bool(
        _LETTER.match(before[-1:])
        or (not unit and _ORDINAL_AFTER.match(after))
        or (after[:1] == "级" and unit != "级" and _GRADE.match(after))
        or (unit == "个" and _AGAIN.match(after))
        or unit + after[:1] in _NO_UNITS
        or (before[-1:] == "前" and unit in _RANKED)
        or (before[-1:] == "每" and (unit in _RATED_BY or after.startswith("人口")))
    )


_PERIOD_BEFORE: Final = re.compile(
    "(?:近|过去|今后|未来|前|后|这|头|此|每|往|当|去|今|同|(?<!以)上|(?<!以)下|本|多|新)[的这]?几?$"
)
_PERIOD_AFTER: Final = re.compile(
    "来|间|规划|计划|行动|义务教育|一贯|级|里|前|后|累计|共|之[前后久]|[下上]半|度|生|制|轮|份|代|初|底|末|终|"
    "经济|发展|工作|(?:任务|目标)(?![一二两三四五六七八九十0-9]+年)|以来|树木|如一|禁渔"
)
_LASTING: Final = re.compile(
    "(?:连续|持续|满|不[少低]于|超过|至少|为期|历时|长达|期|延长|缩短|期限|用|再|结束了?|达|以|任期|刑|年龄|已有|约|近|逾)$"
)
_RECENT: Final = re.compile("(?:近|过去|这|那|头|前)$")
_WITHIN: Final = re.compile("以[上下内]|内|之内")
_DATED_BEFORE: Final = re.compile("(?:月|日[至到、—–~〜-]{1,2})$")
"""What stands before the day of a date: 3月15日至20日."""
_DAYS: Final = re.compile("以[上下内]|内|之内|前(?!夕)|[的,。;]|为?期|以前|后|至")


def _is_period(before: str, after: str, numeral: str, unit: str) -> bool:
    """Whether a time dates something rather than lasts."""
    if unit == "日":
        if _DATED_BEFORE.search(before) or ("日" in numeral and not _LASTING.search(before)):
            return True
        return not _DAYS.match(after) and not _LASTING.search(before)
    if unit == "年":
        opens = not before or (
            _PAUSE.search(before) and "\u4e00" <= after[:1] <= "\u9fff" and not re.match("[的内以]|时间", after)
        )
        year = numeral.isdigit() and len(numeral) == 4
        return bool(year or opens or _PERIOD_BEFORE.search(before) or _PERIOD_AFTER.match(after))
    if unit == "周":
        return bool(re.match("[岁边期刊末]", after))
    return unit in ("周年", "月") or bool(unit in ("天", "个月") and _RECENT.search(before))


_SUGGESTED: Final = re.compile("建议|意见|要求|措施|指示")
_PLACES: Final = frozenset(("点", "班", "路", "段", "站", "代"))
_RESOLUTIONS: Final = frozenset(("480", "720", "1080", "2160"))
"""Numbers before a p that is no 算力: 1080p."""
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_RATIO: Final = re.compile(r"[\d一二三四五六七八九十百千]\s*[:∶比对]\s*$")
"""The first half of a ratio, before the second: 1比5, 3 : 1, 243对187."""
_OTHERS: Final = frozenset((":", "/", "-", "—", "–", "~", ".", "%", "(", ")"))
_COUNTED_BARE: Final = re.compile(
    r"[,。;、!?]|$|个体|[省市州县区乡镇村校院企厂店城馆园盟旗族家部](?![0-9道])|国(?![道集])|单位|项目|条例|人[口民才员]|方面|品种|团队"
)
"""What digits without a unit may stand before: nouns that are counted without one (30市州区县)."""


def _is_code(text: str, start: int, end: int, numeral: str, unit: str) -> bool:
    """Whether digits are a code, a year, a version or the like."""
    following = text[end : end + 1]
    if _LETTER.match(following) and not (unit and unit.isascii()):
        return True
    if unit == "p" and (numeral in _RESOLUTIONS or _LETTER.match(following) or following.isdigit()):
        return True
    if unit:
        return unit in _PLACES and not _SUGGESTED.match(text, end)
    digits = numeral.rstrip("余多百千万亿来")
    if len(numeral) > len(digits):
        return following in _OTHERS
    return bool(
        (digits[0] == "0" and "." not in digits and len(digits) > 1)
        or (("." in digits or len(digits) > 4) and "," not in digits)
        or _YEAR.fullmatch(digits)
        or following in _OTHERS
        or text[start - 1 : start] in _OTHERS
        or not _COUNTED_BARE.match(text, end)
    )


_OTHER_WORDS: Final = words("numeral_words")
"""Words that a Chinese numeral begins, by what seems to be its unit and the character behind."""
_HALF_OF: Final = frozenset(("年", "天", "个月", "小时", "个小时"))

_MYRIADS: Final = re.compile("[一二两三四五六七八九壹贰叁肆伍陆柒捌玖十].*[万亿]")
"""What counts without a unit, too: 六亿五千万人民."""


def _is_word(before: str, after: str, numeral: str, unit: str, bound: Bound | None) -> bool:
    """Whether a Chinese numeral is a part of a word."""
    if numeral == "半":
        return unit not in _HALF_OF or after[:1] in ("来", "间", "报") or before[-1:] in tuple("上下多大小前后过")
    if "分之" in numeral or numeral in ("一半", "半数"):
        return False
    if (before[-1:] == "届" and unit in ("次", "")) or unit + after[:1] in _OTHER_WORDS:
        return True
    if len(numeral) == 1:
        return _is_single(before, after, numeral, unit, bound)
    vague = numeral[-1] in "余多"
    if not unit and not _MYRIADS.match(numeral):
        return not (vague or numeral[0] in "数几" or bound in ("nearly", "over", "at_least"))
    power = numeral[0] in "百千万亿" and len(numeral.rstrip("余多")) == 1 and not vague and bound is None
    # 二十四亿度 is electricity, 二十度 a degree.
    return power or (unit in ("大", "里", "级", "点", "分", "方", "度") and not (unit == "度" and "亿" in numeral))


_VOTED: Final = re.compile(f"(?:{alternatives(words('votes'))})票?[为是]?$")
_VOTED_BEHIND: Final = re.compile(alternatives(words("votes")))
_TWO_OF: Final = frozenset(("年", "倍", "元", "日", "小时", "亩", "个月", "人", "番", "周岁"))
"""Units that 二 stands before, where other units have 两."""
_ONE_AFTER: Final = re.compile(r"[,。;、!?)]|$|以[上下内]|[内的]|及以")
_ONE_END: Final = re.compile(r"[,。;、!?]|$")
_NOUN_BEFORE: Final = re.compile("[\u4e00-\u9fff”》)]$")
_NO_ONE_BEFORE: Final = re.compile("[第这那每同某任新另之唯统逐万哪进有又再上下前后首头随]$")


def _is_single(before: str, after: str, numeral: str, unit: str, bound: Bound | None) -> bool:
    """Whether one Chinese numeral is no number that counts; 一 is one only behind a noun or with a bound."""
    if numeral == "零" and unit == "票":
        return not (_VOTED.search(before) or _VOTED_BEHIND.match(after))
    if not unit or unit in NEVER_OF_HAN or numeral in "零〇○几":
        return True
    if numeral in "百千万亿":
        return bound is None
    if unit == "大":
        return numeral == "一" or not "\u4e00" <= after[:1] <= "\u9fff"
    if numeral == "一":
        return unit == "方面" or not _is_one(before, after, unit, bound)
    return numeral == "二" and unit not in _TWO_OF


def _is_one(before: str, after: str, unit: str, bound: Bound | None) -> bool:
    if unit == "片" and before[-1:] == "成":
        return False
    if unit in ("倍", "番", "%", "元") or bound in ("at_least", "at_most"):
        return True
    if unit in TIMES:
        return bool(_WITHIN.match(after) or _LASTING.search(before))
    if unit == "次":
        return bool(_ONE_END.match(after) and before and not _NO_ONE_BEFORE.search(before))
    return bool(_ONE_AFTER.match(after) and _NOUN_BEFORE.search(before) and not _NO_ONE_BEFORE.search(before))
