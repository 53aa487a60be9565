"""How like texts are by what they share: for each of one list the few that are likest of another."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from index.analysis import fold

LEAST_TEXT: Final = 60
"""Characters; shorter ones share much or nothing by chance."""
_MOST_SHARING: Final = 12
"""A pair of characters that more texts of a list have says little of any of them."""
_MOST_NEAR: Final = 8
"""How many texts are named for each."""


def likest_texts(
    left: Sequence[str], right: Sequence[str], *, least: int = LEAST_TEXT, sharing: int = _MOST_SHARING
) -> list[dict[int, float]]:
    """For each text on the left, the places of those on the right that are likest, with their likeness from 0 to 1.

    The cosine of their pairs of characters, those that few texts have counting more. Takes time in proportion to the
    texts, however like they are. least: characters of a text that is weighed. sharing: a pair of characters that more
    texts of the right have is passed over.
    """
    bags = [[_bag(text, least) for text in texts] for texts in (left, right)]
    spread = Counter(pair for bag in bags[0] + bags[1] for pair in bag)
    weighed = [[_weighed(bag, spread, len(left) + len(right)) for bag in side] for side in bags]
    having: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for at, weights in enumerate(weighed[1]):
        for pair, weight in weights.items():
            having[pair].append((at, weight))
    return [_near(weights, having, sharing) for weights in weighed[0]]


def _near(weights: dict[str, float], having: dict[str, list[tuple[int, float]]], sharing: int) -> dict[int, float]:
    like: defaultdict[int, float] = defaultdict(float)
    for pair, weight in weights.items():
        if len(places := having.get(pair, ())) <= sharing:
            for at, other in places:
                like[at] += weight * other
    return dict(sorted(like.items(), key=lambda each: (-each[1], each[0]))[:_MOST_NEAR])


def _bag(text: str, least: int) -> Counter[str]:
    if len(text) < least:
        return Counter()
    folded = fold(text)
    pairs = (folded[at : at + 2] for at in range(len(folded) - 1))
    return Counter(pair for pair in pairs if pair.isalpha())


def _weighed(bag: Counter[str], spread: Counter[str], texts: int) -> dict[str, float]:
    weights = {pair: (1 + math.log(count)) * math.log(1 + texts / spread[pair]) for pair, count in bag.items()}
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {pair: weight / length for pair, weight in weights.items()}
