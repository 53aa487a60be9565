"""Measures of keyness, of collocation and of dispersion, on arrays: one element for each term."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]

_ZERO: Final = 0.5
"""Stands for a count of 0 in a log ratio (Hardie 2014)."""
_DICE: Final = 14.0
"""The greatest logDice (Rychlý 2008)."""


def g2(both: Counts, first: Counts, second: Counts, neither: Counts) -> Floats:
    """Log-likelihood of a table of four cells, 2 Σ O ln(O/E) over all of them (Dunning 1993).

    both, first, second, neither: the cells O11, O12, O21, O22.
    """
    cells = np.stack([np.asarray(cell, np.float64) for cell in (both, first, second, neither)])
    rows = cells[[0, 0, 2, 2]] + cells[[1, 1, 3, 3]]
    columns = cells[[0, 1, 0, 1]] + cells[[2, 3, 2, 3]]
    total = cells.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = cells * np.log(cells * total / (rows * columns))
    # A cell of 0 adds nothing; rounding may leave a little less than 0.
    return np.asarray(np.maximum(2 * np.where(cells > 0, parts, 0.0).sum(axis=0), 0.0), np.float64)


def log_ratio(target: Counts, target_total: int, reference: Counts, reference_total: int) -> Floats:
    """Binary logarithm of the ratio of relative frequencies; a count of 0 is taken as 0.5 (Hardie 2014)."""
    own = np.where(target > 0, target, _ZERO) / max(target_total, 1)
    other = np.where(reference > 0, reference, _ZERO) / max(reference_total, 1)
    return np.asarray(np.log2(own / other), np.float64)


def p_values(statistic: Floats) -> Floats:
    """Probability of at least this much by chance: χ² with one degree of freedom, to which G² tends."""
    roots = np.sqrt(statistic / 2).tolist()
    return np.fromiter(map(math.erfc, roots), np.float64, len(roots))


def mutual_information(together: Counts, expected: Floats) -> Floats:
    """Binary logarithm of observed over expected co-occurrences (Church & Hanks 1990); -inf for none."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.log2(together / expected), np.float64)


def log_dice(together: Counts, node: int, alone: Counts) -> Floats:
    """14 + log2 of the Dice coefficient 2 f(xy) / (f(x) + f(y)), (Rychlý 2008); -inf for none together.

    together: of both sides, which may be more than either has; the coefficient takes no more than that, and so is at
    most 14.
    """
    with np.errstate(divide="ignore"):
        both = np.minimum(together, np.minimum(node, alone))
        return np.asarray(_DICE + np.log2(2 * both / (node + alone)), np.float64)


def dispersion(terms: Counts, counts: Counts, shares: Floats, number: int) -> Floats:
    """Gries' deviation of proportions DP (Gries 2008): 0 is spread as the texts are long, towards 1 is in few of them.

    terms, counts: for each pair of a term and a text that has it, which term and how often. shares: the text's share of
    all words, for each pair. number: of terms.
    """
    totals = np.bincount(terms, counts, minlength=number)
    # A text without the term adds its whole share, so that only those with it need be looked at.
    differences = np.abs(counts / totals[terms] - shares) - shares
    return np.clip(0.5 * (np.bincount(terms, differences, minlength=number) + 1.0), 0.0, 1.0)
