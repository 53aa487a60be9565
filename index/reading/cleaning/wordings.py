"""The best wordings of a damaged stretch: dynamic programming over the trellis, word by word."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from index.reading.cleaning.likelihood import (
    LONGEST_WORD,
    form_weight,
    is_han,
    sign_weight,
    simple_form,
    words,
)
from index.reading.cleaning.torn import Sign
from index.reading.cleaning.trellis import IN_STEP, OPEN_LEADS, UNKNOWN_SIGN, Trellis

_KEPT: Final = 6
_BEAM: Final = 30.0
_CALM: Final = 4
_LONGEST: Final = 120


class Wording(NamedTuple):
    """A wording of a stretch with its weight, and the characters with readings that it takes for granted."""

    weight: float
    text: str
    table: tuple[tuple[str, str], ...]


class Stretch(NamedTuple):
    """Signs from start to end, and their wordings, the best first; none if nothing fits."""

    start: int
    end: int
    wordings: list[Wording]


class Budget:
    """Steps that may still be looked at."""

    def __init__(self, steps: int) -> None:
        self.left = steps


Nodes = dict[int, dict[int, dict[str, Wording]]]


def best_wordings(trellis: Trellis, signs: Sequence[Sign], start: int, residue: int, budget: Budget) -> Stretch:
    """Wordings of the stretch from `start`, which is in step, over the residue to where all are in step again."""
    nodes: Nodes = {start: {IN_STEP: {"": Wording(0.0, "", ())}}}
    calm, last = 0, min(len(signs), start + _LONGEST)
    for at in range(start, last + 1):
        here = nodes.setdefault(at, {})
        if at > residue:
            _prune(here)
            if calm >= _CALM and set(here) == {IN_STEP}:
                return Stretch(start, at, _ranked(here))
            plain = at < len(signs) and signs[at].evidence in {"pair", "ascii", "other"}
            calm = calm + 1 if plain and set(here) == {IN_STEP} else 0
        for phase in range(_PHASES):
            for state in [state for state in here if _phase(state) == phase]:
                for wording in _top(here[state]):
                    _extend(trellis, nodes, (at, state), wording, budget)
        if budget.left <= 0:
            break
        if at == len(signs):
            return Stretch(start, at, _ranked(here))
        del nodes[at]
    return Stretch(start, last, [])


_PHASES: Final = 4


def _phase(state: int) -> int:
    """Steps at one place lead from a lower phase to a higher."""
    if state > IN_STEP:
        return 0
    return {IN_STEP: 3}.get(state, 1 if state in OPEN_LEADS else 2)


def _prune(here: dict[int, dict[str, Wording]]) -> None:
    """Leave what is near the best."""
    best = max((wording.weight for known in here.values() for wording in known.values()), default=0.0)
    for state in list(here):
        here[state] = {text: known for text, known in here[state].items() if known.weight > best - _BEAM}
        if not here[state]:
            del here[state]


def _top(known: dict[str, Wording]) -> list[Wording]:
    return sorted(known.values(), reverse=True)[:_KEPT]


def _ranked(here: dict[int, dict[str, Wording]]) -> list[Wording]:
    return _top(here.get(IN_STEP, {}))


def _extend(trellis: Trellis, nodes: Nodes, node: tuple[int, int], begun: Wording, budget: Budget) -> None:
    """Add every word that may stand behind a wording, at the nodes behind it."""
    known = words()
    open_words = [(node, "", begun)]
    while open_words and budget.left > 0:
        place, plain, so_far = open_words.pop()
        for step in trellis.steps(place, so_far.text[-1:]):
            budget.left -= 1
            character, table = step.character, so_far.table + step.table
            if not is_han(character):
                if not plain:
                    weight = so_far.weight + step.weight + _of_sign(character)
                    _relax(nodes, step.node, Wording(weight, so_far.text + character, table))
                continue
            word = plain + simple_form(character)
            weight = so_far.weight + step.weight + form_weight(character)
            frequency = known.get(word)
            if len(word) == 1:
                _relax(nodes, step.node, Wording(weight + sign_weight(character), so_far.text + character, table))
            elif frequency is not None and frequency > -math.inf:
                _relax(nodes, step.node, Wording(weight + frequency, so_far.text + character, table))
            if frequency is not None and len(word) < LONGEST_WORD:
                open_words.append((step.node, word, Wording(weight, so_far.text + character, table)))


def _of_sign(character: str) -> float:
    return 0.0 if character == UNKNOWN_SIGN or len(character) > 1 else sign_weight(character)


def _relax(nodes: Nodes, node: tuple[int, int], wording: Wording) -> None:
    known = nodes.setdefault(node[0], {}).setdefault(node[1], {})
    other = known.get(wording.text)
    if other is None or other.weight < wording.weight:
        known[wording.text] = wording
