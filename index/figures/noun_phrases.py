"""Noun phrases around a figure: the one that begins behind it, and the one that ends before it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from index.analysis.tagging import Tagged, tag_words
from index.figures.phrases import (
    ALWAYS_ENDING,
    CHANGES,
    COMPARED,
    COMPARISON,
    ENDING,
    GENERIC,
    JOINING,
    LEADING,
    LINKS,
    MILESTONES,
    NOUNS,
)

CLAUSE: Final = re.compile(r"[,。;:!?…\n◆★●■]|——")
"""Ends a clause."""
_OPENING: Final = frozenset("“‘「『《〈")
_CLOSING: Final = frozenset("”’」』》〉")
_LAST_CLAUSE: Final = re.compile(rf".*(?:{CLAUSE.pattern})", re.DOTALL)
_KEPT: Final = 1 << 13
"""Phrases whose results are kept: reports repeat them."""
_LONGEST: Final = 24
"""Characters of a noun phrase."""
_NOTE: Final = 12
"""Characters of a note in brackets that is a part of a noun phrase: 县（市、区）."""
_QUOTED_END: Final = re.compile("[“‘「『《]([^“”‘’「」『』《》]+)[”’」』》]$")
_NOTE_END: Final = re.compile(r"\((?:[^()]*[a-z0-9%][^()]*|[^()]{5,})\)$")
_HAN_NUMBER: Final = re.compile("[一二三四五六七八九十百千万亿两几数]+[个大项]?")
_NOT_NOUN: Final = frozenset("dpcuryte")
"""First letters of the tags of words that are no part of a noun phrase."""

Span = tuple[int, int]
NOTHING: Final = (0, 0)


class Before(NamedTuple):
    """The phrase that ends before a figure; is_verb: its head is a verb (立案), or one that names little (新增)."""

    span: Span
    is_verb: bool


NONE_BEFORE: Final = Before(NOTHING, is_verb=False)


def phrase_behind(text: str, start: int, limit: int) -> Span:
    """The noun phrase that begins at `start`, or behind a 的 there; NOTHING if none does. limit: its latest end."""
    start += text.startswith("的", start)
    if start >= limit or not (text[start].isalnum() or text[start] in _OPENING):
        return NOTHING
    clause = CLAUSE.search(text, start, limit)
    return noun_phrase(text, start, clause.start() if clause else limit)


def noun_phrase(text: str, start: int, end: int) -> Span:
    """From `start` on as many words as belong to one noun phrase; NOTHING if a verb or particle comes first."""
    first, last = _at_beginning(text[start:end])
    return (start + first, start + last) if last else NOTHING


def phrase_before(text: str, start: int, end: int) -> Before:
    """The noun phrase that ends before a figure at `end`, in its clause; start: its earliest beginning."""
    clause = _LAST_CLAUSE.match(text, start, end)
    start = clause.end() if clause else start
    return NONE_BEFORE if COMPARED.match(text, start, end) else phrase_at_end(text, start, end)


def phrase_at_end(text: str, start: int, end: int) -> Before:
    """The noun phrase at the end of a part of a clause, without what stands between it and a number."""
    first, last, is_verb = _at_end(text[start:end])
    return Before((start + first, start + last), is_verb) if last else NONE_BEFORE


def are_verbs(phrase: str) -> bool:
    """Whether a phrase has verbs alone."""
    return all(tag == "v" and word not in NOUNS for word, tag in tag_words(phrase))


@lru_cache(_KEPT)
def _at_beginning(phrase: str) -> Span:
    words = tag_words(phrase)
    at = last = nouns = 0
    for number, (word, tag) in enumerate(words):
        following = words[number + 1] if number + 1 < len(words) else None
        if word in _OPENING:
            pass
        elif word == "(":
            close = phrase.find(")", at, at + _NOTE + 1)
            return (0, close + 1) if close > 0 and nouns else (0, last)
        elif word in ("的", "和", "及", "与"):
            if not nouns or following is None or following[0] in ENDING or not (word == "的" or is_noun(following)):
                break
        elif word in _CLOSING or (word[0].isalnum() and not _ends(word, tag, following, nouns)):
            nouns += 1
            last = at + len(word)
        else:
            break
        at += len(word)
    if not nouns:
        return _of_clause(phrase, words)
    return (0, last) if phrase[:last] not in MILESTONES else NOTHING


def is_noun(each: tuple[str, str]) -> bool:
    """Whether a word with its tag may be a part of a noun phrase before its head."""
    word, tag = each
    return word in NOUNS or (word not in ENDING and (tag[0] in "njlibsfz" or tag in ("vn", "an")))


def _ends(word: str, tag: str, following: tuple[str, str] | None, nouns: int) -> bool:
    """Whether a word ends the noun phrase before it. nouns: number of its words."""
    joined = following is not None and is_noun(following)
    if nouns and word[0] == "第":
        return True
    if following and following[0] == "于" and len(word) == 1:
        return True
    if nouns and word in NOUNS:
        return False
    if word in ENDING or (len(word) > 2 and word[:2] in ENDING):
        # 运营 of 运营企业 is no verb.
        return not (joined and tag == "vn" and word not in ALWAYS_ENDING)
    if tag[0] == "v" and tag != "vn":
        return nouns > 0 and (len(word) == 1 or (following is not None and not joined and following[1][0] not in "vax"))
    return tag[0] in _NOT_NOUN or (len(word) > 2 and tag[:2] == "nr" and word[0] in ENDING)


def _of_clause(phrase: str, words: Tagged) -> Span:
    """The noun behind 的 of a phrase that begins with a verb: 有针对性、操作性强的意见建议."""
    at = phrase.find("的") + 1
    if not at or not words or words[0][0] not in ("有", "具有", "符合", "反映", "关于", "涉及"):
        return NOTHING
    first, last = _at_beginning(phrase[at:])
    return (at + first, at + last) if last else NOTHING


@lru_cache(_KEPT)
def _at_end(phrase: str) -> tuple[int, int, bool]:
    words = _without_links(tag_words(phrase))
    end = sum(len(word) for word, _ in words)
    while words and (note := _NOTE_END.search(phrase, 0, end)):
        while words and end > note.start():
            end -= len(words.pop()[0])
    if words and (quoted := _QUOTED_END.search(phrase, max(0, end - _LONGEST - 2), end)):
        return (*quoted.span(1), False)
    first, is_verb = _first_of(words, end)
    if lead := LEADING.match(phrase, first, max(first, end - 1)):
        first = lead.end()
    return (first, end, is_verb) if first < end else (0, 0, False)


def _without_links(tagged: Tagged) -> Tagged:
    """The words without those at the end that stand between what is counted and the number."""
    words = list(tagged)
    changed = False
    while words:
        word, tag = words[-1]
        if len(words) > 1 and words[-2][0] + word in LINKS:
            changed = words[-2][0] + word in CHANGES
            del words[-2:]
        elif word in LINKS or word in "、和及与,.~:—-(" or word.isspace() or (changed and word == "预期"):
            changed = word in CHANGES
            del words[-1]
        elif word == "两个" or word[0].isdigit() or _HAN_NUMBER.fullmatch(word):
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


def _first_of(words: Tagged, end: int) -> tuple[int, bool]:
    """Where the noun phrase begins that ends with the last of the words, at `end`; and whether its head is a verb."""
    first = at = end
    nouns = depth = 0
    generic = False
    for number in range(len(words) - 1, -1, -1):
        word, tag = words[number]
        at -= len(word)
        if word in _CLOSING or word == ")":
            depth += 1
        elif depth:
            depth -= word in _OPENING or word == "("
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


def _begins(word: str, tag: str) -> bool:
    """Whether a noun phrase begins behind this word: 收到 提案."""
    return word in GENERIC or (tag == "v" and len(word) == 1) or _is_no_part(word, tag)


def _is_no_part(word: str, tag: str) -> bool:
    return tag[0] in "pdcruy" and word not in NOUNS and word not in ("的", "之")
