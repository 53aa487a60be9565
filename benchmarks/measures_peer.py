"""Measures beside NLTK's: `python -m benchmarks.measures_peer PYTHON`, a Python that has NLTK.

Of random tables, association measures by both; the greatest relative difference of each is printed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from random import Random
from typing import Final

import numpy as np

from search.study.measures import g2, log_dice, mutual_information

TABLES: Final = 2_000
_PEER: Final = """
import json, sys
from nltk.metrics.association import BigramAssocMeasures as measures
rows = json.load(sys.stdin)
asked = (measures.likelihood_ratio, measures.pmi, measures.dice)
print(json.dumps([[f(n, (x, y), t) for f in asked] for n, x, y, t in rows]))
"""


def tables() -> list[tuple[int, int, int, int]]:
    """Together, either alone, and all: as NLTK takes a table."""
    random, found = Random(17), list[tuple[int, int, int, int]]()
    while len(found) < TABLES:
        together = random.randint(1, 500)
        first, second = together + random.randint(0, 5_000), together + random.randint(0, 5_000)
        total = first + second + random.randint(1, 1_000_000)
        found.append((together, first, second, total))
    return found


def main() -> None:
    """Print a row for each measure."""
    rows = tables()
    peer = subprocess.run(
        [sys.argv[1], "-c", _PEER], input=json.dumps(rows), capture_output=True, text=True, check=True
    )
    theirs = np.array(json.loads(peer.stdout))
    together, first, second, total = np.array(rows).T
    own = {
        "G²": g2(together, first - together, second - together, total - first - second + together),
        "MI": mutual_information(together, first * second / total),
        "Dice, of logDice": np.array([2 ** (log_dice(np.array([n]), x, np.array([y]))[0] - 14) for n, x, y, _ in rows]),
    }
    for (name, values), expected in zip(own.items(), theirs.T, strict=True):
        worst = np.max(np.abs(values - expected) / np.maximum(np.abs(expected), 1e-9))
        print(f"{name}: {worst:.1e} of {TABLES:,} tables")


if __name__ == "__main__":
    main()
