"""The best wordings of a damaged stretch: a beam search over the trellis, weighed by bigrams, then by words as well."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from index.reading.cleaning.likelihood import form_weight, is_han, weight_of_words, without_entities
from index.reading.cleaning.site_table import SiteTable
from index.reading.cleaning.torn import Sign
from index.reading.cleaning.trellis import IN_STEP, UNKNOWN_SIGN, Node, Trellis

_KEPT: Final = 24
_KEPT_OPEN: Final = 10
"""Of wordings that leave more than a byte open: they have many continuations."""

_RANKED: Final = 12
_BEAM: Final = 22.0
_CALM: Final = 5
_LONGEST: Final = 120
_REACH: Final = 20
_NEAR: Final = 0.1
"""Share of what stands near by; phrases of reports are built alike (勇擔新使命、展現新作為)."""
_WORDS: Final = 0.4
"""Share of the dictionary's words beside bigrams and trigrams. Measured: benchmarks/RESULTS.md."""
_EATEN: Final = -5.0
"""Of a sign that nothing tells."""


class Wording(NamedTuple):
    """A wording of a stretch with its weight, the characters with readings that it takes for granted, and how
    many bytes are lost."""

    weight: float
    text: str
    met: tuple[tuple[str, str], ...] = ()
    guessed: int = 0


class Stretch(NamedTuple):
    """Signs from start to end, and their wordings, the best first; none if nothing fits."""

    start: int
    end: int
    wordings: list[Wording]


class Budget:
    """Steps that may still be looked at."""

    def __init__(self, steps: int) -> None:
        self.left = steps


Known = dict[str, Wording]


class Search:
    """A search over one line's signs."""

    def __init__(self, trellis: Trellis, signs: Sequence[Sign], table: SiteTable, budget: Budget) -> None:
        self._trellis, self._signs, self._table, self._budget = trellis, signs, table, budget
        self._nodes: dict[int, dict[int, Known]] = {}
        self._near: Counter[str] = Counter()
        self._weights: dict[tuple[str, str], float] = {}

    def best(self, start: int, residue: int) -> Stretch:
        """Wordings of the stretch from `start`, which is in step, over the residue to where all are in step again."""
        self._nodes = {start: {IN_STEP: {"": Wording(0.0, "")}}}
        self._near = self._around(start, residue)
        self._weights = {}
        calm, last = 0, min(len(self._signs), start + _LONGEST)
        for at in range(start, last + 1):
            here = self._nodes.setdefault(at, {})
            _prune(here)
            if at > residue:
                behind = self._signs[at].evidence if at < len(self._signs) else "ascii"
                if calm >= _CALM and set(here) == {IN_STEP} and behind not in {"bracket", "residue"}:
                    return Stretch(start, at, self._ranked(here))
                plain = behind not in {"lost", "residue"}
                if here:
                    calm = calm + 1 if plain and set(here) == {IN_STEP} else 0
            # Steps at one place lead from an open byte to another state, and from each to being in step.
            while waiting := sorted((state for state in here if state != IN_STEP), reverse=True):
                self._extend((at, waiting[0]), here.pop(waiting[0]))
            if at == len(self._signs):
                return Stretch(start, at, self._ranked(here, "\n"))
            self._extend((at, IN_STEP), here.get(IN_STEP, {}))
            if self._budget.left <= 0 or not any(self._nodes.get(later) for later in (at + 1, at + 2, at + 3)):
                break
            del self._nodes[at]
        return Stretch(start, last, [])

    def _around(self, start: int, residue: int) -> Counter[str]:
        """Ideographs on both sides of what may be torn."""
        behind = residue + _REACH // 2
        near = (*self._signs[max(0, start - _REACH) : residue], *self._signs[behind : behind + _REACH])
        return Counter(sign.text for sign in near if sign.evidence == "pair" and is_han(sign.text))

    def _extend(self, node: Node, known: Known) -> None:
        for begun in _top(known, _KEPT if node[1] >= IN_STEP else _KEPT_OPEN):
            last = begun.text[-2:]
            for step in self._trellis.steps(node, last):
                self._budget.left -= 1
                weight = begun.weight + self._of_sign(step.character, last)
                met = begun.met + step.met if step.met else begun.met
                wording = Wording(weight, begun.text + step.character, met, begun.guessed + step.guessed)
                others = self._nodes.setdefault(step.node[0], {}).setdefault(step.node[1], {})
                other = others.get(wording.text)
                if other is None or other.weight < weight:
                    others[wording.text] = wording

    def _of_sign(self, character: str, last: str) -> float:
        if not character:
            return 0.0
        if character == UNKNOWN_SIGN:
            return _EATEN
        return self._following(last, character) + form_weight(character, self._table.signs)

    def _following(self, last: str, character: str) -> float:
        """Of a character behind others, where characters near by stand again more often than elsewhere."""
        known = self._weights.get((last, character))
        if known is None:
            known = self._table.wordings.following(last, character)
            if near := self._near[character]:
                share = _NEAR * near / self._near.total()
                known = math.log((1 - _NEAR) * math.exp(known) + share)
            self._weights[last, character] = known
        return known

    def _ranked(self, here: dict[int, Known], end: str = "") -> list[Wording]:
        """The wordings by words and bigrams, in the words around them."""
        ranked = []
        for wording in _top(here.get(IN_STEP, {}), _RANKED):
            forms = math.fsum(form_weight(sign, self._table.signs) for sign in wording.text)
            text = without_entities(wording.text.replace(UNKNOWN_SIGN, "0") + end)
            behind = (self._following(text[max(0, at - 2) : at], text[at]) for at in range(1, len(text)))
            weight = _WORDS * weight_of_words(text) + (1 - _WORDS) * math.fsum(behind) + forms
            ranked.append(wording._replace(weight=weight))
        return sorted(ranked, reverse=True)


def _prune(here: dict[int, Known]) -> None:
    """Leave what is near the best."""
    best = max((wording.weight for known in here.values() for wording in known.values()), default=0.0)
    for state in list(here):
        here[state] = {text: known for text, known in here[state].items() if known.weight > best - _BEAM}
        if not here[state]:
            del here[state]


def _top(known: Known, most: int) -> list[Wording]:
    return sorted(known.values(), reverse=True)[:most]
