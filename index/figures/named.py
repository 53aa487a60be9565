"""Numbers in titles, names, dates and the numbering of lists: none of them counts."""

from __future__ import annotations

import re
from typing import Final

from index.figures.lexicon import alternatives, words

_MARKED: Final = re.compile('[《〈“‘「『"〔\\[]')
_TITLES: Final = re.compile(r"《[^《》]*》|〈[^〈〉]*〉|\[[^\[\]]{0,12}号\]|[〔\[]\d{4}[〕\]]\d+号?")
_QUOTED: Final = re.compile(r"“[^“”]*”|‘[^‘’]*’|「[^「」]*」|『[^『』]*』|\"[^\"]*\"")
_SENTENCE_QUOTED: Final = 16
"""Characters of a quotation from which on it may be a sentence with figures; shorter ones are names."""
_NAMES: Final = re.compile(
    rf"(?=[一二两三四五六七八九十百千万亿半上下多过另最\d])(?<![零〇○])(?:{alternatives(words('names'))}|"
    r"十[一二三四五六]五|[两三四五六七八九]中全会|[三四五七]位一体|四个(?:全面|自信|意识)|"
    r"两个(?:确立|维护|结合|一百年|毫不动摇)|六[稳保](?![个项])|亿万(?![元亩斤吨])|\d+国集团|"
    r"百(?:年大计|花齐放|家争鸣|折不挠|姓|科|货|强)|千(?:方百计|家万户|头万绪|秋|古|载难逢|人计划|年大计|禧)|"
    r"万(?:众一心|无一失|里长[城征]|物|象|古|紫千红)|[千百]分制|千万(?=要|别|不可)|万里(?=长)|"
    r"两[江湖广淮岸会院弹侧翼端]|四[川平]|五(?:[台指]|四(?![一二三四五六七八九]))|六[安合]|"
    r"八(?:[路达]|一(?![一二三四五六七八九]))|十[堰字]|半(?:岛|导体|径|夜|途|决赛|成品|年报)|"
    r"[三四]轮(?=[车摩])|二(?:维码|手|胎|孩|氧|元|次[元供创]|审|线|级|等|甲|连)|"
    r"三(?:级|等|方|审|线|孩|胎|维|产|伏|次产|落实|同时)|一(?:级|等|线|审))(?![零〇○])"
)
_DAY: Final = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})日"
_PART: Final = "份|底|末|初|中旬|上旬|下旬"
_DATED: Final = re.compile(
    rf"(?:\d{{4}}|[一二三四五六七八九零〇○]{{4}})年(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})?(?:月(?:{_PART})?)?(?:{_DAY})?"
    r"|(?<!\d)(?:19|20)\d\d(?:[—–~-]{1,2}|至|到)(?:19|20)\d\d(?!\d)"
    rf"|(?<!\d)\d{{1,2}}月(?:{_DAY}|{_PART})?"
    rf"|(?<![一二三四五六七八九十百千万个])[一二三四五六七八九十]{{1,2}}月(?:{_DAY}|{_PART})?"
    r"|(?<!\d)\d{1,2}\s*(?:时|点)(?:\s*\d{1,2}\s*分(?!钟)|整|半|许)?(?!间|段)|(?<!\d)\d{1,2}\s*:\s*\d{2}(?!\d)"
    r"|(?<!\d)(?:19|20)\d\d[./-]\d{1,2}(?:[./-]\d{1,2})?(?!\d)"
)
_DATING: Final = frozenset(("年", "月", "日", "点", "分", "周", "号", ""))
"""Units that a number in a date may seem to have."""
_NUMBERED: Final = re.compile(
    r"^\s*[(]?(?:[一二三四五六七八九十百]+|\d{1,3})(?:[、)]|\.(?!\d))|[(](?:[一二三四五六七八九十]+|\d{1,3})[)]|[①-⑳]"
    r"|(?<![一二三四五六七八九十百千万])[一二三四五六七八九十](?:是|要(?![求点])|则)"
    r"|第\s*[\d一二三四五六七八九十百千零〇]+(?:[之至、到和,-]+第?[\d一二三四五六七八九十百千零〇]+)*"
)
_NEAR: Final = 12
"""Characters around a number in which a name or a date with it lies."""


def names_in(text: str) -> bytearray | None:
    """For each character 1 where no figure can be, in titles and names in quotation marks; None if there are none."""
    if not _MARKED.search(text):
        return None
    marks = bytearray(len(text))
    for match in _TITLES.finditer(text):
        marks[match.start() : match.end()] = b"\1" * len(match[0])
    for match in _QUOTED.finditer(text):
        if len(match[0]) < _SENTENCE_QUOTED:
            marks[match.start() : match.end()] = b"\1" * len(match[0])
    return marks


def is_named(text: str, start: int, end: int, unit: str) -> bool:
    """Whether a number is in a date, a name without quotation marks, or the numbering of a list."""
    first = max(0, start - _NEAR)
    patterns = []
    if not unit or "第" in text[first:start]:
        patterns.append(_NUMBERED)
    if unit in _DATING:
        patterns.append(_DATED)
    if not text[end - 1].isascii() or not text[start].isdigit():
        patterns.append(_NAMES)
    for pattern in patterns:
        for match in pattern.finditer(text, first, end + _NEAR):
            if match.end() > start:
                if match.start() < end:
                    return True
                break
    return False
