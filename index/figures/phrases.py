"""Words around a figure: what says nothing of what it counts, and what begins or ends what does."""

from __future__ import annotations

import re
from typing import Final

from index.figures.lexicon import words

CHANGES: Final = tuple(
    sorted((verb for verb in words("changes") if len(verb) > 1), key=lambda verb: (-len(verb), verb))
)
"""Verbs of change, the longest first."""
_CHANGED_TO: Final = frozenset(verb + to for verb in words("changes") for to in words("reaching"))
LINKS: Final = words("changes") | _CHANGED_TO | words("links")
"""Words between what is counted and its number."""
MORE: Final = words("more_of") | words("less_of")
GENERIC: Final = words("generic") | MORE
ENDING: Final = words("ending") | frozenset(CHANGES) | _CHANGED_TO
ALWAYS_ENDING: Final = words("always_ending")
MILESTONES: Final = words("milestones")
NOUNS: Final = words("nouns")
JOINING: Final = words("joining")
ATTRIBUTES: Final = tuple(sorted(words("attributes")))
"""Ends of words for what a deed has: the verb before them says which (办理 时间)."""
MEASURED: Final = (*ATTRIBUTES, *sorted(words("measured")))
"""Ends of words for what is measured of the things before them."""
ACHIEVED: Final = words("achieved") | frozenset(CHANGES)
"""Verbs of which such a word is the object: 完成 面积."""
ADDED: Final = words("added")
UNSAID: Final = words("unsaid")

LEADING: Final = re.compile(
    r"(?:第[^条]{1,8}条\s*|\([^()]{1,3}\)"
    r"|(?:(?:\d{4}|[\d零〇○一二三四五六七八九十两几]{1,4})年(?![期级度制规计代])(?:来|间|内)?|今年|去年|上年|全年|当年|年末|年底|上半年|现在|目前)[底末来的]?|的|累计|年均|预计|约)+"
)
"""What stands before a noun phrase and is no part of it: dates, the numbers of articles and items."""
COMPARED: Final = re.compile(
    "[、和及]?(?:其中)?(?:同比|环比|比(?!重|例|率|值|赛)|较|高于|低于|快于|慢于|好于|优于|多于|少于|高出"
    "|占(?!比|地|[^,、]{1,12}(?:比重|比例|份额))|居(?!民|住|家)|位居|排名?|相比|超(?:全国|全省|全市|预期)|(?:高|低|快|多|少)$)"
)
"""A clause that begins so says of the number before it how it compares."""
_STANDARD: Final = "年|期|月|季|初|末|底|前|平均|均值|计划|预期|目标|预算|全国|全省|全市|全区|以往|之前|上届|水平"
COMPARISON: Final = re.compile(
    f"(?:同比|环比|可比口径|自[^,]{{1,40}}起|[^,]*日起|[比较][^,、比较]{{0,10}}(?:{_STANDARD})[^,、]{{0,4}}"
    "|[比较][^,、]{1,12}?(?:多|高|低)|[比较]“[^”]{1,8}”(?:时期|期间)?|在[^,、]{1,30}(?:基础|情况|条件|前提|背景)[上下]|每[0-9一二两三五十百千万]{1,4}[\u4e00-\u9fff]{1,3}|扣除[^,]{1,12}因素后?|按[^,]{2,10}计算|与[^,、]{1,12}相比|[高低快好]于[^,、]{1,12})$"
)
"""What a number is compared with, at the end of what stands before it without the verb; also 自受理之日起."""
