"""The noun phrase that ends before a figure: 收到重点提案134件, 居民人均可支配收入增长5%."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from index.figures.lexicon import alternatives
from index.figures.noun_phrases import CLAUSE, CLOSING, KEPT, NOTHING, OPENING, Span, is_noun
from index.figures.phrases import (
    ACHIEVED,
    ADDED,
    ATTRIBUTES,
    CHANGES,
    COMPARED,
    COMPARISON,
    GENERIC,
    JOINING,
    LEADING,
    LINKS,
    MEASURED,
    MORE,
    NOUNS,
    UNSAID,
)
from index.figures.tagged import Tagged, tagged

_COUNTED_BY: Final = frozenset("率量额数值")
_MORE: Final = re.compile(f"(?<![至最])(?:{alternatives(MORE)})")
_LAST_CLAUSE: Final = re.compile(rf".*(?:{CLAUSE.pattern})", re.DOTALL)
_LONGEST: Final = 24
"""Characters of a noun phrase."""
_QUOTED_END: Final = re.compile("[“‘「『《]([^“”‘’「」『』《》]+)[”’」』》]$")
_NOTE_END: Final = re.compile(r"\((?:[^()]*[a-z0-9%][^()]*|[^()]{5,})\)$")
_HAN_NUMBER: Final = re.compile("[一二三四五六七八九十百千万亿两几数零〇○]+(?:[个大项月日]|年[代间来内]?)?")


class Before(NamedTuple):
    """The phrase that ends before a figure; is_verb: its head is a verb (立案), or one that names little (新增)."""

    span: Span
    is_verb: bool


NONE_BEFORE: Final = Before(NOTHING, is_verb=False)


def phrase_before(text: str, start: int, end: int) -> Before:
    """The noun phrase that ends before a figure at `end`, in its clause; start: its earliest beginning."""
    clause = _LAST_CLAUSE.match(text, start, end)
    start = clause.end() if clause else start
    if COMPARED.match(text, start, end):
        # 比上年多收提案12件.
        more = _MORE.search(text, start, end)
        return phrase_at_end(text, more.end(), end) if more else NONE_BEFORE
    return phrase_at_end(text, start, end)


def phrase_at_end(text: str, start: int, end: int) -> Before:
    """The noun phrase at the end of a part of a clause, without what stands between it and a number."""
    first, last, is_verb = _at_end(text[start:end])
    return Before((start + first, start + last), is_verb) if last else NONE_BEFORE


@lru_cache(KEPT)
def _at_end(phrase: str) -> tuple[int, int, bool]:
    words = _without_links(tagged(phrase))
    if words and words[-1][1] == "c":
        # 警告或者二十元以下罚款: what stands before 或者 is another thing.
        return (0, 0, False)
    end = sum(len(word) for word, _ in words)
    while words and (note := _NOTE_END.search(phrase, 0, end)):
        while words and end > note.start():
            end -= len(words.pop()[0])
    if words and (quoted := _QUOTED_END.search(phrase, max(0, end - _LONGEST - 2), end)):
        return (*quoted.span(1), False)
    first, is_verb = _first_of(words, end)
    if lead := LEADING.match(phrase, first, end):
        first = lead.end()
    return (first, end, is_verb) if first < end else (0, 0, False)


def _without_links(every: Tagged) -> Tagged:
    """The words without those at the end that stand between what is counted and the number."""
    words = list(every)
    changed = False
    while words:
        word, tag = words[-1]
        if len(words) > 1 and words[-2][0] + word in LINKS:
            changed = words[-2][0] + word in CHANGES
            del words[-2:]
        elif word in LINKS or word in "、和及与,.~:—-(" or word.isspace() or (changed and word == "预期"):
            changed = word in CHANGES
            del words[-1]
        elif word == "两个" or word[0].isdigit() or _HAN_NUMBER.fullmatch(word) or _says_nothing(word, tag):
            del words[-1]
        elif tag == "c" and len(words) > 1 and words[-2][0] in LINKS:
            # 达到或者超过.
            del words[-1]
        elif word.endswith(CHANGES):
            # 价格上涨 is one word to jieba.
            verb = next(each for each in CHANGES if word.endswith(each))
            words[-1] = (word[: -len(verb)], tag)
            break
        elif comparison := COMPARISON.search("".join(each for each, _ in words)):
            while words and sum(len(each) for each, _ in words) > comparison.start():
                del words[-1]
        else:
            break
    return words


def _says_nothing(word: str, tag: str) -> bool:
    """Whether a word says when (上年) or how (仍然), or joins clauses (虽然), and not what."""
    return (tag[0] in "tdp" or tag == "ad" or word in UNSAID) and word not in NOUNS


def _first_of(words: Tagged, end: int) -> tuple[int, bool]:
    """Where the noun phrase begins that ends with the last of the words, at `end`; and whether its head is a verb."""
    first = at = end
    nouns = depth = 0
    generic = False
    for number in range(len(words) - 1, -1, -1):
        word, tag = words[number]
        at -= len(word)
        if word in CLOSING or word == ")":
            depth += 1
        elif depth:
            depth -= word in OPENING or word == "("
        elif nouns and _goes_on(words, number):
            nouns += 1
        elif (
            (end - first > 1 and _begins(word, tag))
            or not word[0].isalnum()
            or word in JOINING
            or (word in ("的", "之") and not nouns)
        ):
            break
        elif first == end and (word in GENERIC or _is_no_part(word, tag)):
            generic = tag != "vn" or word not in GENERIC
            if _is_no_part(word, tag) or not number or not is_noun(words[number - 1]):
                return at, True
            nouns += 1
        elif tag != "v" or word in NOUNS:
            nouns += 1
        if end - at > _LONGEST:
            break
        first = at
    return first, generic or not nouns


def _goes_on(words: Tagged, number: int) -> bool:
    """Whether the phrase that begins behind this word goes on with it, though a phrase may begin behind such a word.

    办理 says which 时间, 新增 which 就业, and 满意 和 基本 满意率 are two of one kind.
    """
    word, tag = words[number]
    before = words[number - 1] if number else None
    following, head = words[number + 1][0], words[-1][0]
    if word in JOINING:
        return before is not None and head.endswith(MEASURED) and _is_short_item(words, number - 1)
    if word in ADDED:
        return before is not None and is_noun(before)
    if number + 2 == len(words) and len(word) == 1:
        # 发 运量 is 发运量, cut wrongly.
        return tag == "v" and head[-1] in _COUNTED_BY and before is not None and is_noun(before)
    return (
        number + 2 == len(words)
        and following.endswith(ATTRIBUTES)
        and len(word) > 1
        and tag[0] in "vn"
        and word not in ACHIEVED
    )


def _is_short_item(words: Tagged, number: int) -> bool:
    """Whether a word is by itself the item of an enumeration that shares the head behind it: 粮食、油料产量."""
    word, tag = words[number]
    if len(word) < 2 or tag[0] not in "nvabjl" or word in GENERIC or word.endswith(MEASURED):
        return False
    if not number:
        return True
    earlier, tag = words[number - 1]
    return earlier in JOINING or not earlier[0].isalnum() or _begins(earlier, tag)


def _begins(word: str, tag: str) -> bool:
    """Whether a noun phrase begins behind this word: 收到 提案."""
    return word in GENERIC or (tag == "v" and len(word) == 1) or _is_no_part(word, tag)


def _is_no_part(word: str, tag: str) -> bool:
    return tag[0] in "pdcruy" and word not in NOUNS and word not in ("的", "之")
