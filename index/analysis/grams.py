"""Character bigrams with their offsets: the terms of literal search, which misses nothing."""

from __future__ import annotations

from collections import defaultdict

from index.analysis.folding import fold, fold_width_case


def grams(text: str) -> dict[str, list[int]]:
    """One gram for each character of `text`: it and the next, or it alone at the end; with the offsets (code points).

    A run of two or more characters is found by adjacent bigrams, a single character by all grams that begin with it.
    """
    folded = fold(text)
    offsets: dict[str, list[int]] = defaultdict(list)
    for offset in range(len(folded)):
        offsets[folded[offset : offset + 2]].append(offset)
    return offsets


def variants(text: str) -> dict[str, list[int]]:
    """The characters of `text` that script folding changes, folded in width and case, with their offsets (code points).

    They tell the scripts apart in an index of folded text.
    """
    offsets: dict[str, list[int]] = defaultdict(list)
    for offset, (char, folded) in enumerate(zip(fold_width_case(text), fold(text), strict=True)):
        if char != folded:
            offsets[char].append(offset)
    return offsets


def run_grams(run: str) -> list[tuple[str, int]]:
    """Bigrams that find the folded `run` of two or more characters, each with its distance from the run's start.

    They overlap only if the run's length is odd: every character is covered once or twice.
    """
    last = len(run) - 2
    starts = [*range(0, last, 2), last]
    return [(run[start : start + 2], start) for start in starts]
