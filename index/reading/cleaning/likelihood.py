"""How likely a wording is: frequencies of jieba's dictionary, for a text in either script."""

from __future__ import annotations

import math
from functools import cache
from typing import Final

from index.reading.cleaning.script import simplified, standard_traditional

LONGEST_WORD: Final = 5
UNKNOWN: Final = -19.0
"""Of a Han character that is no word of the dictionary."""

# Of running text; the dictionary has words only. Natural logarithms.
_MARKS: Final = {"，": -2.8, "、": -3.5, "。": -3.8, "“": -5.0, "”": -5.0, "；": -5.0, "：": -5.5, "《": -6.0, "》": -6.0}
_OTHER_MARK: Final = -14.0
_ASCII: Final = -7.0
# A word is less likely written with forms that are not the usual ones of traditional script.
_UNUSUAL_FORM: Final = -4.0


@cache
def words() -> dict[str, float]:
    """Logarithm of the relative frequency of each word, -inf for what only begins words; in simplified script."""
    import jieba

    counts: dict[str, int] = {}
    with jieba.get_dict_file() as dictionary:
        for line in dictionary:
            word, count, *_ = line.decode("utf-8").split(" ")
            if len(word) <= LONGEST_WORD:
                counts[word] = int(count)
    total = math.log(sum(counts.values()))
    known = {word: math.log(count) - total for word, count in counts.items() if count}
    for word in counts:
        for end in range(1, len(word)):
            known.setdefault(word[:end], -math.inf)
    return known


@cache
def _forms() -> dict[str, tuple[str, float]]:
    from index.reading.cleaning.damage_model import codes

    characters = [character for character in codes() if is_han(character)]
    simple = simplified("\n".join(characters)).split("\n")
    usual = standard_traditional("\n".join(simple)).split("\n")
    return {
        character: (plain, 0.0 if character == form else _UNUSUAL_FORM)
        for character, plain, form in zip(characters, simple, usual, strict=True)
    }


def is_han(character: str) -> bool:
    """Whether the character is an ideograph of the basic block."""
    return "\u4e00" <= character <= "\u9fff"


def simple_form(character: str) -> str:
    """The character in simplified script."""
    known = _forms().get(character)
    return known[0] if known else character


def form_weight(character: str) -> float:
    """Weight of the way in which a character is written; 0 is the usual traditional form, others are below."""
    known = _forms().get(character)
    return known[1] if known else 0.0


def sign_weight(character: str) -> float:
    """Weight of one sign as a word of its own, without the weight of its form."""
    if is_han(character):
        return max(words().get(simple_form(character), UNKNOWN), UNKNOWN)
    if character < "\x80":
        return _ASCII
    return _MARKS.get(character, _OTHER_MARK)
