"""The noun phrase that begins behind a figure: 134件 重点提案; and what ends it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from index.figures.phrases import ALWAYS_ENDING, ENDING, MILESTONES, NOUNS
from index.figures.tagged import Tagged, tagged

CLAUSE: Final = re.compile(r"[,。;:!?…\n◆★●■]|——")
"""Ends a clause."""
OPENING: Final = frozenset("“‘「『《〈")
CLOSING: Final = frozenset("”’」』》〉")
KEPT: Final = 1 << 13
"""Phrases whose results are kept: reports repeat them."""
_NOTE: Final = 12
"""Characters of a note in brackets that is a part of a noun phrase: 县（市、区）."""
_NOT_NOUN: Final = frozenset("dpcuryte")
"""First letters of the tags of words that are no part of a noun phrase."""

_QUOTED: Final = re.compile("[“‘「『《〈][^“”‘’「」『』《》〈〉,。;]{1,20}[”’」』》〉]")
_RESULTS: Final = frozenset("起出到")
"""Last characters of verbs that tell a deed with its result: 建起, 发出."""
_NO_RESULTS: Final = frozenset(("突出", "杰出"))
_KINDS: Final = frozenset("级型类性式质种点线度")
"""Last characters of words that say of which kind a thing is: 国家级, 示范性, 优质."""

Span = tuple[int, int]
NOTHING: Final = (0, 0)


def phrase_behind(text: str, start: int, limit: int) -> Span:
    """The noun phrase that begins at `start`, or behind a 的 there; NOTHING if none does. limit: its latest end."""
    start += text.startswith("的", start)
    if start >= limit or not (text[start].isalnum() or text[start] in OPENING):
        return NOTHING
    clause = CLAUSE.search(text, start, limit)
    return noun_phrase(text, start, clause.start() if clause else limit)


def noun_phrase(text: str, start: int, end: int) -> Span:
    """From `start` on as many words as belong to one noun phrase; NOTHING if a verb or particle comes first."""
    first, last = _at_beginning(text[start:end])
    return (start + first, start + last) if last else NOTHING


def are_verbs(phrase: str) -> bool:
    """Whether a phrase has verbs alone."""
    return all(tag == "v" and word not in NOUNS for word, tag in tagged(phrase))


def is_thing(phrase: str) -> bool:
    """Whether a phrase before 的 names things that can be counted, and not a kind or a quality."""
    word, tag = tagged(phrase)[-1]
    return ((tag[0] in "nj" and tag != "nz") or tag == "zg") and word[-1] not in _KINDS


@lru_cache(KEPT)
def _at_beginning(phrase: str) -> Span:
    words = tagged(phrase)
    at = last = nouns = 0
    quoted = _QUOTED.match(phrase)
    for number, (word, tag) in enumerate(words):
        following = words[number + 1] if number + 1 < len(words) else None
        if word in OPENING:
            pass
        elif quoted and at < quoted.end():
            # A name is whole, whatever verbs it has: “高效办成一件事”.
            nouns, last = nouns + 1, quoted.end()
        elif word == "(":
            close = phrase.find(")", at, at + _NOTE + 1)
            return (0, close + 1) if close > 0 and nouns else (0, last)
        elif word in ("的", "和", "及", "与"):
            if not nouns or following is None or following[0] in ENDING or not (word == "的" or is_noun(following)):
                break
        elif word in CLOSING or (word[0].isalnum() and not _ends(word, tag, following, nouns)):
            nouns += 1
            last = at + len(word)
        else:
            if last == at and _is_said_of_noun(words[:number]):
                last -= len(words[number - 1][0])
            break
        at += len(word)
    if not nouns:
        return _of_clause(phrase, words)
    return (0, last) if phrase[:last] not in MILESTONES else NOTHING


def _is_said_of_noun(words: Tagged) -> bool:
    """Whether words end with a verb that says what a noun does or what is done to it: 员额法官 遴选 到位."""
    if len(words) < 2 or words[-2][1][0] != "n":
        return False
    word, tag = words[-1]
    return tag == "v" and len(word) > 1 and word not in NOUNS


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
        has_object = following is not None and not joined and (following[1][0] not in "vax" or following[0] in OPENING)
        has_result = word[-1] in _RESULTS and word not in _NO_RESULTS
        return nouns > 0 and (len(word) == 1 or has_object or has_result)
    return tag[0] in _NOT_NOUN or (len(word) > 2 and tag[:2] == "nr" and word[0] in ENDING)


def _of_clause(phrase: str, words: Tagged) -> Span:
    """The noun behind 的 of a phrase that begins with a verb: 有针对性、操作性强的意见建议."""
    at = phrase.find("的") + 1
    if not at or not words or words[0][0] not in ("有", "具有", "符合", "反映", "关于", "涉及"):
        return NOTHING
    first, last = _at_beginning(phrase[at:])
    return (at + first, at + last) if last else NOTHING
