"""Writes the table of bigrams and trigrams: `python -m index.reading.cleaning.count_bigrams FILE…`.

The shipped table is of `laws.jsonl.gz` (Chinese statutes), `state_council.jsonl.gz` (reports of the State Council) and
eight provincial reports of 2025 and ten of 2026 (not 上海, 吉林, 江苏, 河北, 浙江, 西藏, on which it is measured), all
of them official documents, which have no copyright. Words of jieba's dictionary count as well, by frequency.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np

from index.places import gazetteer
from index.reading import read_reports
from index.reading.cleaning.bigrams import BYTES, FILE, STEP, sign_class
from index.reading.cleaning.script import simplified
from index.report import Report

_PAIRS: Final = 90_000
_TRIPLES: Final = 160_000
_DISCOUNT: Final = 0.5
_LEAST: Final = 2
_REPORT: Final = 160
_OLD: Final = 20
"""Weights of a report of today, and of one since 1954, beside a statute; reports are few, and are what is torn."""
_DICTIONARY: Final = 0.1
"""Weight of a word of the dictionary beside the same word in a text; its frequencies are of a large corpus."""

Counts = tuple[Counter[str], Counter[str], Counter[str]]


def main(paths: Iterable[str]) -> None:
    """Count and write."""
    counts: Counts = Counter(), Counter(), Counter()
    for path in map(Path, paths):
        weight = 1 if path.name.startswith("laws") else _OLD if path.name.startswith("state") else _REPORT
        found: Counts = Counter(), Counter(), Counter()
        for text in _texts(path):
            _count(found, "".join(map(sign_class, simplified(text))))
        for total, own in zip(counts, found, strict=True):
            for piece, count in own.items():
                total[piece] += count * weight
    for word, count in _dictionary():
        weight = max(1, round(count * _DICTIONARY))
        for length, total in enumerate(counts, 1):
            for start in range(len(word) - length + 1):
                total[word[start : start + length]] += weight
    _write(*counts)


def _count(counts: Counts, signs: str) -> None:
    counts[0].update(signs)
    counts[1].update(map("".join, pairwise(signs)))
    counts[2].update(map("".join, zip(signs, signs[1:], signs[2:], strict=False)))


def _texts(path: Path) -> Iterator[str]:
    for report in read_reports(path, gazetteer()):
        if isinstance(report, Report):
            yield from (f"{paragraph.text}\n" for paragraph in report.paragraphs)


def _dictionary() -> Iterator[tuple[str, int]]:
    import jieba

    with jieba.get_dict_file() as dictionary:
        for line in dictionary:
            word, count, *_ = line.decode("utf-8").split(" ")
            if all("\u4e00" <= sign <= "\u9fff" for sign in word):
                yield word, int(count)


def _write(ones: Counter[str], twos: Counter[str], threes: Counter[str]) -> None:
    total = sum(ones.values())
    single = {sign: math.log(count / total) for sign, count in ones.items()}
    pairs = _chances(twos, lambda pair: single[pair[1]], _PAIRS)
    triples = _chances(threes, lambda triple: pairs.get(triple[1:], single[triple[2]]), _TRIPLES)
    signs = "".join(sorted({sign for sign, count in ones.items() if count >= _LEAST}.union(*pairs, *triples)))
    place = {sign: at for at, sign in enumerate(signs)}
    np.savez_compressed(
        FILE,
        signs=np.frombuffer(signs.encode("utf-16-le"), np.uint8),
        ones=np.array([_quantum(single.get(sign, -math.inf)) for sign in signs], np.uint8),
        **_columns("pairs", pairs, place),
        **_columns("triples", triples, place),
    )


def _chances(counts: Counter[str], without: Callable[[str], float], most: int) -> dict[str, float]:
    """Logarithms of the probability of the last sign behind the others, of what says most beside `without`."""
    begun: Counter[str] = Counter()
    for piece, count in counts.items():
        begun[piece[:-1]] += count
    chances = {
        piece: math.log((count - _DISCOUNT) / begun[piece[:-1]]) for piece, count in counts.items() if count >= _LEAST
    }
    gain = {piece: counts[piece] * (chance - without(piece)) for piece, chance in chances.items()}
    return {piece: chances[piece] for piece in sorted(gain, key=lambda piece: (-gain[piece], piece))[:most]}


def _columns(name: str, chances: dict[str, float], place: dict[str, int]) -> dict[str, Any]:
    """The pieces in order: a number for the last sign's steps, and how many signs each beginning has."""
    keys = {tuple(place[sign] for sign in piece): chance for piece, chance in chances.items()}
    numbers = []
    for key in keys:
        number = 0
        for at in key:
            number = number * len(place) + at
        numbers.append(number)
    order = np.argsort(np.array(numbers, np.int64))
    steps = np.diff(np.array(numbers, np.int64)[order], prepend=0)
    values = np.array([_quantum(chance) for chance in keys.values()], np.uint8)[order]
    parts = {f"{name}{at}": (steps >> (8 * at) & 0xFF).astype(np.uint8) for at in range(BYTES)}
    return {**parts, f"{name}_chance": values}


def _quantum(chance: float) -> int:
    return 255 if math.isinf(chance) else max(0, min(255, round(-chance / STEP)))


if __name__ == "__main__":
    main(sys.argv[1:])
