"""How likely a wording is: words of jieba's dictionary, bigrams, and the forms that the page writes."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache
from html import unescape
from typing import Final

from index.reading.cleaning.bigrams import sign_class, single
from index.reading.cleaning.damage_model import codes, is_private, pairs
from index.reading.cleaning.script import simplified, standard_traditional

LONGEST_WORD: Final = 6
UNKNOWN: Final = -19.0
"""Of a Han character that is no word of the dictionary; natural logarithm, as all weights."""

_RARE: Final = -12.8
_ENTITY: Final = re.compile("&([A-Za-z]{2,8});?")
_HARDLY: Final = -15.0
_OTHER_FORM: Final = -2.0
_SIMPLIFIED: Final = -12.0
_SIGN_NOT_SEEN: Final = -4.0


@cache
def _words() -> dict[str, float]:
    """Logarithm of the relative frequency of each word, in simplified script."""
    import jieba

    counts: dict[str, int] = {}
    with jieba.get_dict_file() as dictionary:
        for line in dictionary:
            word, count, *_ = line.decode("utf-8").split(" ")
            if len(word) <= LONGEST_WORD and count != "0":
                counts[word] = int(count)
    total = math.log(sum(counts.values()))
    return {word: math.log(count) - total for word, count in counts.items()}


@cache
def _forms() -> dict[str, tuple[str, float]]:
    """Every character of GBK's in simplified script, and the weight of writing it so in a traditional text."""
    characters = [character for character in codes() if is_han(character)]
    simple = simplified("\n".join(characters)).split("\n")
    usual = standard_traditional("\n".join(simple)).split("\n")
    return {
        character: (plain, 0.0 if character == form else _OTHER_FORM if character != plain else _SIMPLIFIED)
        for character, plain, form in zip(characters, simple, usual, strict=True)
    }


def is_han(character: str) -> bool:
    """Whether the character is an ideograph of the basic block."""
    return "\u4e00" <= character <= "\u9fff"


def simple_class(character: str) -> str:
    """The character's class (index/reading/cleaning/bigrams.py), in simplified script."""
    known = _forms().get(character)
    return known[0] if known else sign_class(character)


def simple_form(text: str) -> str:
    """The text in simplified script, each character by itself."""
    forms = _forms()
    return "".join(forms[sign][0] if sign in forms else sign for sign in text)


def form_weight(character: str, seen: Mapping[str, int]) -> float:
    """Weight of the way in which a character is written; 0 for the usual traditional form and all that is seen."""
    if character in seen or character < "\x80":
        return 0.0
    known = _forms().get(character)
    return known[1] if known else _SIGN_NOT_SEEN


def is_rare(character: str) -> bool:
    """Whether the character is an ideograph that hardly any text has."""
    return is_han(character) and single(simple_class(character)) < _HARDLY


@cache
def common() -> tuple[dict[int, list[tuple[str, int]]], dict[int, list[tuple[str, int]]]]:
    """Characters in use with their other byte, by first byte and by second."""
    by_lead: dict[int, list[tuple[str, int]]] = {}
    by_trail: dict[int, list[tuple[str, int]]] = {}
    for (lead, trail), character in pairs().items():
        if not is_private(lead, trail) and single(simple_class(character)) > _RARE:
            by_lead.setdefault(lead, []).append((character, trail))
            by_trail.setdefault(trail, []).append((character, lead))
    return by_lead, by_trail


def without_entities(text: str) -> str:
    """The text with the signs that HTML's entities in it stand for."""
    return _ENTITY.sub(lambda entity: unescape(f"&{entity[1]};"), text)


def weight_of_words(text: str) -> float:
    """Weight of the text's best segmentation; signs that are no ideographs only part words."""
    text = simple_form(text)
    known = _words()
    best = [0.0]
    for end in range(1, len(text) + 1):
        sign = text[end - 1]
        if not is_han(sign):
            best.append(best[-1] + max(single(sign_class(sign)), UNKNOWN))
            continue
        weight = best[-1] + known.get(sign, UNKNOWN)
        for start in range(max(0, end - LONGEST_WORD), end - 1):
            word = known.get(text[start:end])
            if word is not None and best[start] + word > weight:
                weight = best[start] + word
        best.append(weight)
    return best[-1]
