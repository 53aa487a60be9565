"""Ranking on the seeds: questions with the one paragraph that answers them, and pairs with the one that comes first."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from search import Searcher, SearchRequest, open_searcher

HERE = Path(__file__).parent
QUESTIONS = [json.loads(row) for row in (HERE / "questions.jsonl").read_text("utf-8").splitlines()]
PAIRS = [json.loads(row) for row in (HERE / "pairs.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def searcher(seed_index: Path) -> Iterator[Searcher]:
    with open_searcher(seed_index) as searcher:
        yield searcher


def rank(searcher: Searcher, question: dict[str, Any]) -> int:
    """The place of the right paragraph among the first ten, from 1; 0 when it is not there."""
    hits = searcher.search(SearchRequest(question["question"], limit=10)).hits
    right = question["report"], question["paragraph"]
    return next((place for place, hit in enumerate(hits, 1) if (hit.report, hit.paragraph) == right), 0)


def test_the_right_paragraph_stands_high(searcher: Searcher) -> None:
    # None of the questions has the paragraph's wording: a floor, so that quality cannot slip unseen.
    ranks = [rank(searcher, question) for question in QUESTIONS]
    assert len(ranks) >= 100
    assert sum(1 / place for place in ranks if place) / len(ranks) >= 0.68
    assert sum(place > 0 for place in ranks) / len(ranks) >= 0.8


@pytest.mark.parametrize("case", PAIRS, ids=[f"{each['query']}: {each['because']}" for each in PAIRS])
def test_which_comes_first(case: dict[str, Any], searcher: Searcher) -> None:
    hits = searcher.search(SearchRequest(case["query"], limit=1_000)).hits
    places = [[hit.report, hit.paragraph] for hit in hits]
    assert places.index(case["first"]) < places.index(case["before"])
