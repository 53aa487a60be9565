"""Writes the table of bigrams: `python -m index.reading.cleaning.count_bigrams FILE…`, report files of public documents.

The shipped table is of `laws.jsonl.gz` (Chinese statutes), `state_council.jsonl.gz` (reports of the State Council) and
eight provincial reports of 2025; all of them official documents, which have no copyright. Words of jieba's dictionary
count as well, by their frequency. No text that anything is measured on is in it.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from index.places import gazetteer
from index.reading.cleaning.bigrams import FILE, STEP, sign_class
from index.reading.cleaning.script import simplified
from index.reading import read_reports
from index.report import Report

_BIGRAMS: Final = 110_000
_DISCOUNT: Final = 0.5
_LEAST: Final = 3
_DICTIONARY: Final = 0.05
"""Weight of a word of the dictionary beside the same word in a text; its frequencies are of a large corpus."""


def main(paths: Iterable[str]) -> None:
    """Count and write."""
    ones: Counter[str] = Counter()
    twos: Counter[str] = Counter()
    for text in _texts(paths):
        signs = "".join(map(sign_class, simplified(text)))
        ones.update(signs)
        twos.update(map("".join, pairwise(signs)))
    for word, count in _dictionary():
        weight = round(count * _DICTIONARY)
        for sign in word:
            ones[sign] += weight
        for pair in pairwise(word):
            twos["".join(pair)] += weight
    _write(ones, twos)


def _texts(paths: Iterable[str]) -> Iterator[str]:
    for path in map(Path, paths):
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


def _write(ones: Counter[str], twos: Counter[str]) -> None:
    """Keep the pairs that say most against their characters' frequencies: n log P(b|a)/P(b)."""
    total = sum(ones.values())
    first: Counter[str] = Counter()
    for pair, count in twos.items():
        first[pair[0]] += count
    gain = {
        pair: count * (math.log((count - _DISCOUNT) / first[pair[0]]) - math.log(ones[pair[1]] / total))
        for pair, count in twos.items()
        if count >= _LEAST
    }
    kept = sorted(gain, key=lambda pair: (-gain[pair], pair))[:_BIGRAMS]
    signs = sorted({sign for sign, count in ones.items() if count >= _LEAST} | set("".join(kept)))
    place = {sign: at for at, sign in enumerate(signs)}
    kept.sort(key=lambda pair: (place[pair[0]], place[pair[1]]))
    keys = np.array([place[pair[0]] * len(signs) + place[pair[1]] for pair in kept], np.int64)
    chance = [_quantum((twos[pair] - _DISCOUNT) / first[pair[0]]) for pair in kept]
    single = [_quantum(max(ones[sign], 1) / total) for sign in signs]
    steps = np.diff(keys, prepend=0)
    np.savez_compressed(
        FILE,
        signs=np.frombuffer("".join(signs).encode("utf-16-le"), np.uint8),
        low=(steps & 0xFF).astype(np.uint8),
        high=(steps >> 8).astype(np.uint16),
        pairs=np.array(chance, np.uint8),
        ones=np.array(single, np.uint8),
    )


def _quantum(chance: float) -> int:
    return min(255, round(-math.log(chance) / STEP))


if __name__ == "__main__":
    main(sys.argv[1:])
