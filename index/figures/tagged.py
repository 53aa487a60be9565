"""Words and their tags as phrases around figures need them: jieba's, cut anew where it cuts such phrases wrongly."""

from __future__ import annotations

import re
from typing import Final

from index.analysis.tagging import Tagged, tag_words
from index.figures.lexicon import alternatives, words

__all__ = ["Tagged", "tagged"]

_COMPOUND: Final = alternatives(words("compounds"))
_COMPOUNDS: Final = re.compile(_COMPOUND)
_SUFFIXES: Final = frozenset("率额量数值度")
"""Characters that make of the word before them the name of a measure: 参保 率."""
_LINKS: Final = frozenset("达拟均为约超近已将仍仅至降升增减")
"""Characters that jieba takes together with such a suffix, or with one another: 整改 率达, 满意率 均达."""
_SAID: Final = frozenset("达均拟仍")
"""Those that it takes together with any word: 营收达."""
_WORDS: Final = frozenset(("发达", "到达", "人均", "平均", "年均", "户均", "亩均", "模拟", "虚拟"))
_ANEW: Final = re.compile(f"[{''.join(_SUFFIXES | _SAID)}期]|占比|[{''.join(_LINKS)}]{{2}}|{_COMPOUND}")
"""What may be cut anew."""


def tagged(phrase: str) -> Tagged:
    """The words of a phrase with their tags; together they are the phrase. Takes time in proportion to it."""
    if not _ANEW.search(phrase):
        return tag_words(phrase)
    found: Tagged = []
    for word, tag in _without_compounds(phrase):
        if len(word) == 2 and word[1] in _LINKS and (word[0] in _SUFFIXES or word[0] in _LINKS):
            _append(found, word[0], "n" if word[0] in _SUFFIXES else "d")
            found.append((word[1], "v"))
        elif len(word) > 2 and word[-1] in _SAID and word[-2:] not in _WORDS:
            found += [(word[:-1], tag), (word[-1], "v")]
        elif tag == "t" and len(word) > 2 and word[-1] == "期":
            # 潜伏期 lasts; it does not say when.
            found.append((word, "n"))
        else:
            _append(found, word, tag)
    return found


def _append(found: Tagged, word: str, tag: str) -> None:
    last, tag_of_last = found[-1] if found else ("", "x")
    if last + word == "占比" or (word in _SUFFIXES and len(last) > 1 and tag_of_last[0] in "nvjl"):
        found[-1] = (last + word, "n")
    else:
        found.append((word, tag))


def _without_compounds(phrase: str) -> Tagged:
    """The words of jieba, but compounds that begin where a word does are one word: 可支配 收入, 在岗 职工."""
    every = tag_words(phrase)
    compounds = {match.start(): match[0] for match in _COMPOUNDS.finditer(phrase)}
    if not compounds:
        return every
    found: Tagged = []
    at = until = 0
    for word, tag in every:
        end = at + len(word)
        if at >= until and at in compounds:
            until = at + len(compounds[at])
            found.append((compounds[at], "b"))
        if end > until:
            found.append((phrase[max(at, until) : end], tag if at >= until else "n"))
        at = end
    return found
