"""Relevance on questions with one right paragraph each: `python -m benchmarks.relevance --index DIR --questions FILE`.

The rankings that are compared share matching (every paragraph with a telling word) and differ in what is scored; stock
Whoosh is asked for any of the words. The halves, by number, show whether a setting holds in both.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.qparser.default import QueryParser
from whoosh.qparser.syntax import OrGroup

from search import LocalSearcher, SearchRequest
from search.ranking.bm25 import WEIGHTS, Weights

Question = dict[str, Any]
Hits = Callable[[str], list[tuple[str, int]]]
USUAL = replace(
    WEIGHTS, k1=1.2, b=0.75, title=0.0, sentences=0.0, wide=0.0, close=0.0, terms=0.0, section=0.0, heading=1.0
)
RANKINGS: dict[str, Weights] = {
    "ours": WEIGHTS,
    "ours, without the second look": replace(WEIGHTS, sentences=0.0, wide=0.0, close=0.0, terms=0.0),
    "ours, b 0.2": replace(WEIGHTS, b=0.2),
    "ours, b 0.3": replace(WEIGHTS, b=0.3),
    "ours, b 0.45": replace(WEIGHTS, b=0.45),
    "jieba words only, k1 1.2, b 0.75": replace(USUAL, words=1.0, grams=0.0),
    "jieba words only, k1 0.6, b 0.3": replace(USUAL, words=1.0, grams=0.0, k1=0.6, b=0.3),
    "bigrams only, k1 1.2, b 0.75": replace(USUAL, words=0.0, grams=1.0),
    "bigrams only, k1 0.6, b 0.2": replace(USUAL, words=0.0, grams=1.0, k1=0.6, b=0.2),
}


def ours(searcher: LocalSearcher) -> Hits:
    """Our engine."""

    def ask(question: str) -> list[tuple[str, int]]:
        return [(hit.report, hit.paragraph) for hit in searcher.search(SearchRequest(question, limit=10)).hits]

    return ask


def stock(directory: Path) -> Hits:
    """Stock Whoosh on an index that `benchmarks.stock` built, asked for any of the question's words."""
    searcher: Any = FileStorage(str(directory)).open_index().searcher()
    parser = QueryParser("text", searcher.schema, group=OrGroup, plugins=[])

    def ask(question: str) -> list[tuple[str, int]]:
        return [(hit["report"], hit["number"]) for hit in searcher.search(parser.parse(question), limit=10)]

    return ask


def measure(questions: list[Question], ask: Hits) -> str:
    """MRR@10 and R@10 of all, and of the two halves by number."""
    ranks = []
    for question in questions:
        hits = ask(question["question"])
        right = question["report"], question["paragraph"]
        ranks.append(hits.index(right) + 1 if right in hits else 0)
    cells = []
    for part in (ranks, ranks[::2], ranks[1::2]):
        mrr = sum(1 / rank for rank in part if rank) / max(len(part), 1)
        cells.append(f"{mrr:.4f} | {sum(rank > 0 for rank in part) / max(len(part), 1):.4f}")
    return " | ".join(cells)


def main() -> None:
    """Print a table, a row a ranking."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1, help="only every so manieth question")
    parser.add_argument("--only", default="", help="only rankings whose name contains this")
    parser.add_argument("--stock", type=Path, help="also stock Whoosh, on this index of the same reports")
    arguments = parser.parse_args()
    lines = arguments.questions.read_text("utf-8").splitlines()
    questions: list[Question] = [json.loads(line) for line in lines[:: arguments.every]]
    print(f"{len(questions)} questions | MRR@10 | R@10 | first half: MRR@10 | R@10 | second half: MRR@10 | R@10")
    print("---|---|---|---|---|---|---")
    for name, weights in RANKINGS.items():
        if arguments.only in name:
            with LocalSearcher(arguments.index, weights) as searcher:
                print(f"{name} | {measure(questions, ours(searcher))}", flush=True)
    if arguments.stock:
        print(f"stock Whoosh + ChineseAnalyzer | {measure(questions, stock(arguments.stock))}", flush=True)


if __name__ == "__main__":
    main()
