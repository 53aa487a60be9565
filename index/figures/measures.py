"""Measures: the words behind a number that say in what it counts, and words that only begin as they do."""

from __future__ import annotations

import re
from typing import Final

from index.figures.lexicon import alternatives, words

MONEY: Final = words("money")
RATES: Final = words("rates")
TIMES: Final = words("times")
UNITS: Final = MONEY | RATES | TIMES | words("amounts") | words("persons") | words("things")
NEVER_OF_HAN: Final = words("never_of_han")
"""Units that are no measures behind one Chinese numeral alone (三方, 两面, 二月)."""
SAME: Final = {"百分点": "个百分点", "基点": "个基点", "个小时": "小时", "个星期": "星期", "个钟头": "小时"}
"""Units that are written in two ways."""

_OTHER_WORDS: Final = re.compile(
    "人(?:口|民|大|均|才|员|工(?!智)|类|士|力|物|数|群|权|居|选|身|社|家|事|文)|家庭|个体(?:工商|户|经|私)|位[置于]|条[例件款]|"
    "部(?:门|分|队|委|级|署|属)|期[间限末货刊]|处(?:理|置|级|罚|于|室)|所[有属以得需]|层[次级面]|道[路德理]|面[积向对临貌]|方[案面式便]|"
    "场[所景馆均]|段落|对(?:[外接口标于象0-9二三四五六七八九十百千]|一[百千十])|双[方边向]|组[织建成合]|批[准发复评]|队伍|班[子级组]|片[区面]|户[籍外口均型]|口[岸径]|支[持付出撑]|"
    "台[湾账风阶]|头部|本[级省届年土]|代表|类[型别似]|节[约能点水日]|起[来步草诉]|款[物项]|度假|元[件素旦]|分[别析布享配公局]|次[要序]|"
    "天[然津空气下]|日[报常本均]|里[程面]|升[级至学]|克服|亩均|件均|项目(?!标)|种植(?!物)|门[户类]|间[隔接]|列[入为]|架构|站[点位]|点位|"
    "团[队组]|集[中团体成聚]|股[份权]|单位|路网|成[立果为员本功长效就都熟分套品型交人了不]|字[号节]|级(?!台阶)"
)
"""Words that begin as units do: 14亿 人口, 17 部门."""
_COMPOUND: Final = frozenset(("人次", "人天", "人日", "户次", "点位", "支部", "方面"))
_MORE_OF_TIME: Final = re.compile("[多半](月|小时|学期|星期|世纪|钟头)")
_HALVED: Final = (
    RATES | TIMES | frozenset(("亩", "公里", "里", "斤", "公斤", "吨", "米", "尺")) - {"%", "‰", "‱", "月", "日"}
)
_HALF: Final = re.compile("半(?![年天个月小成岛导径夜途数决点])")
_SECOND: Final = re.compile(r"\(([^()]{1,2})\)")


_UNIT: Final = re.compile(alternatives(UNITS))
_BELOW: Final = re.compile(alternatives(UNITS | words("denominators")))


def is_with_half(text: str, end: int, unit: str) -> bool:
    """Whether a half of the unit that ends there is added: 三倍半, 两年半."""
    return unit in _HALVED and bool(_HALF.match(text, end))


def unit_at(text: str, at: int) -> tuple[str, int]:
    """The unit that begins at a place, "" if none does, and its end.

    场（次） is 场次, and 元/吨 one unit; of 一个多月 and 一个半月 the unit is 个月.
    """
    match = _UNIT.match(text, at)
    if match is None:
        return "", at
    unit = match[0]
    if len(unit) < 3 and unit not in _COMPOUND and _OTHER_WORDS.match(text, at):
        return "", at
    end = at + len(unit)
    following = text[end : end + 1]
    if following == "(" and (match := _SECOND.match(text, end)) and match[1] in UNITS:
        return unit + match[1], match.end()
    if following == "/":
        below = _BELOW.match(text, end + 1)
        return (f"{unit}/{below[0]}", below.end()) if below else (unit, end)
    if unit == "个" and following in ("多", "半") and (match := _MORE_OF_TIME.match(text, end)):
        unit = f"个{match[1]}"
        return SAME.get(unit, unit), match.end()
    return SAME.get(unit, unit), end
