"""What a figure counts: the noun phrase behind it or before it, or what the figure before it counts."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from index.figures.lexicon import alternatives, words
from index.figures.measures import MONEY, RATES, TIMES
from index.figures.noun_phrases import CLAUSE, NOTHING, Span, are_verbs, is_thing, noun_phrase, phrase_behind
from index.figures.phrase_before import Before, phrase_at_end, phrase_before
from index.figures.phrases import GENERIC, LEADING, MEASURED

_SIDE: Final = 40
"""Characters on each side that are looked at."""
_DOING: Final = re.compile("的?([\u4e00-\u9fff]{2,10})(?<![到至为达由从的])(?=[,。;!?]|$)")
"""The few words to the end of the clause: 组织700余人次 来交流互动."""
_BETWEEN: Final = re.compile("[、,和及与]|以及")
"""What stands between figures that are said of several things together."""
_JOINED: Final = re.compile("[和及与]")
"""Before what is another thing: 四大都市区 和中心城市能级."""
_BRACKET: Final = re.compile("[()]")
_VOTES: Final = alternatives(words("votes"))
_VOTES_BEFORE: Final = re.compile(f"((?:{_VOTES})票?)(?:的|共|为|有)*$")
_VOTES_BEHIND: Final = re.compile(_VOTES)
_PERSONS: Final = words("persons")
_DONE_TO_PERSONS: Final = words("done_to_persons")
"""Verbs that say more of a number of persons than what was counted before: 发放补贴5万元, 惠及 300户次."""
_BY_PIECE: Final = frozenset(("个", "家", "户", "所", "座", "处", ""))
_SHORT: Final = 3
_LONG: Final = 6
"""Characters of 城镇 and 农村居民收入: in an enumeration the short item shares the noun of the long one."""


class Placed(NamedTuple):
    """An amount in its text: its span and unit, and the span of its sentence."""

    start: int
    end: int
    unit: str
    sentence: Span


def counted(text: str, amounts: list[Placed]) -> list[Span]:
    """The span of what each amount counts, NOTHING where nothing is named; text: simplified and folded.

    Takes time in proportion to the number of amounts.
    """
    behind = _all_behind(text, amounts)
    outside = _outside_brackets(text, amounts)
    chosen: list[Span] = []
    for at, this in enumerate(amounts):
        if len(chosen) > at:
            continue
        last = outside[at]
        earlier = chosen[last] if last is not None and amounts[last].end > this.sentence[0] else None
        start = max(this.sentence[0], this.start - _SIDE, amounts[at - 1].end if at else 0)
        shares = _respectively(text, start, amounts, at, chosen)
        chosen += shares or [_chosen(text, amounts, at, phrase_before(text, start, this.start), behind[at], earlier)]
    return chosen


def _outside_brackets(text: str, amounts: list[Placed]) -> list[int | None]:
    """The amount before each, but none in brackets that were closed since: 立案118件(含重点提案12件),占88%."""
    found: list[int | None] = []
    opened: list[int | None] = []
    last, end = None, 0
    for at, this in enumerate(amounts):
        for bracket in _BRACKET.finditer(text, end, max(end, this.start)):
            if bracket[0] == "(":
                opened.append(last)
            elif opened:
                last = opened.pop()
        found.append(last)
        last, end = at, this.end
    return found


def _all_behind(text: str, amounts: list[Placed]) -> list[Span]:
    """The noun phrase behind each amount; of 3年以上7年以下徒刑 both have the one behind the second."""
    found: list[Span] = []
    for at in range(len(amounts) - 1, -1, -1):
        this = amounts[at]
        limit = min(this.sentence[1], this.end + _SIDE, amounts[at + 1].start if found else this.sentence[1])
        if found and found[-1] != NOTHING and amounts[at + 1].start <= this.end:
            found.append(found[-1])
        elif this.unit in TIMES and text.startswith("时间", this.end):
            found.append((this.end, this.end + 2))
        else:
            if this.unit == "大" and (joined := _JOINED.search(text, this.end, limit)):
                limit = joined.start()
            found.append(_owner(text, this, phrase_behind(text, this.end, limit)))
    return found[::-1]


def _owner(text: str, this: Placed, behind: Span) -> Span:
    """Of 27个单位的监督员 the 单位: what one counts by the piece stands before 的, unless it says of which kind."""
    parted = text.find("的", behind[0] + 1, behind[1]) if this.unit in _BY_PIECE else -1
    return (behind[0], parted) if parted > 0 and is_thing(text[behind[0] : parted]) else behind


def _chosen(text: str, amounts: list[Placed], at: int, before: Before, behind: Span, earlier: Span | None) -> Span:
    """What an amount counts of the phrases around it; earlier: what that before in its sentence counts."""
    this = amounts[at]
    if this.unit == "票" and (vote := _vote(text, this, amounts[at - 1].end if at else 0, earlier)) != NOTHING:
        return vote
    none_before = before.span == NOTHING
    head = text[max(before.span[0], before.span[1] - 2) : before.span[1]]
    if behind == NOTHING and ((before.is_verb and head in GENERIC) or (none_before and earlier is None)):
        limit = amounts[at + 1].start if at + 1 < len(amounts) else this.sentence[1]
        doing = _DOING.match(text, this.end, limit) if this.unit != "方面" else None
        behind = doing.span(1) if doing else NOTHING
    elif behind != NOTHING and not before.is_verb and before.span[1] == this.start and are_verbs(text[slice(*behind)]):
        behind = NOTHING
    if behind != NOTHING and (none_before or before.is_verb or _prefers_behind(text, this)):
        return behind
    verb = text[before.span[0] : before.span[1]]
    is_generic = before.is_verb and verb in GENERIC and not (verb in _DONE_TO_PERSONS and this.unit in _PERSONS)
    if not none_before and not (is_generic and earlier is not None):
        return before.span
    return _subject(text, this) if earlier is None else earlier


def _vote(text: str, this: Placed, start: int, earlier: Span | None) -> Span:
    """How votes were cast, beside their number: 赞成2800票, 2票反对; NOTHING where that is not said.

    start: the end of the amount before. Of 3票赞成2票反对 the word between belongs to the first.
    """
    before = _VOTES_BEFORE.search(text, max(start, this.start - _SHORT - 2), this.start)
    if before and before.span(1) != earlier:
        return before.span(1)
    behind = _VOTES_BEHIND.match(text, this.end)
    return behind.span() if behind else NOTHING


def _prefers_behind(text: str, this: Placed) -> bool:
    """Whether of two phrases that behind says what is counted: of 资金25万元 it would not."""
    unit = this.unit.partition("/")[0]
    return (
        text.startswith("的", this.end)
        or text[max(0, this.start - 1) : this.start] in ("等", "处")
        or text.startswith("处以", max(0, this.start - 2))
        or not (unit in MONEY or unit in RATES)
    )


def _respectively(text: str, start: int, amounts: list[Placed], at: int, chosen: list[Span]) -> list[Span]:
    """What each of several amounts counts that are said of as many things: 进口、出口分别增长5%和6%; [] for others."""
    this = amounts[at]
    said = text.rfind("分别", start, this.start)
    if said < 0 or CLAUSE.search(text, said, this.start):
        return []
    last = at
    while last + 1 < len(amounts) and _BETWEEN.fullmatch(text, amounts[last].end, amounts[last + 1].start):
        last += 1
    begin = max((match.end() for match in CLAUSE.finditer(text, start, said)), default=start)
    if said == begin and len(chosen) > last - at > 0:
        # What the clauses before gave figures of: 收入9422元，支出2936元，分别增长7.7%和6.8%.
        return chosen[at - last - 1 :]
    if said == begin or LEADING.fullmatch(text, begin, said):
        # The clause before names them: 进口和出口,去年分别增长5%和6%.
        begin, said = max((match.end() for match in CLAUSE.finditer(text, start, begin - 1)), default=start), begin - 1
    items = _items(text, begin, said) if said > begin else []
    if len(items) < 2 or len(items) != last + 1 - at:
        return []
    whole = (items[0][0], items[-1][1])
    if text[begin] == "第":
        # 第二、三产业.
        return [whole] * len(items)
    shared = items[-1][1] - items[-1][0] >= _LONG
    return [whole if shared and end - begin <= _SHORT else (begin, end) for begin, end in items]


def _items(text: str, begin: int, end: int) -> list[Span]:
    """The parts of an enumeration, each without what does not belong to its noun phrase; [] if one has none."""
    found = [
        phrase_at_end(text, begin + part.start(), begin + part.end()).span
        for part in re.finditer("[^、和及与]+", text[begin:end])
    ]
    return found if NOTHING not in found else []


def _subject(text: str, this: Placed) -> Span:
    """What the clauses before speak of: what is measured at the end of the nearest, or else its first noun phrase."""
    first, start = this.sentence[0], this.start
    ends = [match.end() for match in CLAUSE.finditer(text, max(first, start - 2 * _SIDE), start)]
    for begin, end in zip([first, *ends][-2::-1], ends[::-1], strict=True):
        measured = phrase_at_end(text, begin, end - 1).span
        if text[slice(*measured)].endswith(MEASURED):
            return measured
        lead = LEADING.match(text, begin, end - 1)
        span = noun_phrase(text, lead.end() if lead else begin, end - 1)
        if span != NOTHING:
            return span
    return NOTHING
