"""Times of the studies on an index: `python -m benchmarks.study --index DIR|ADDRESS`, cold once, warm by the median.

Cold is the first call of that question on a searcher that has answered nothing; what the whole index has to be read for
once (the catalogue, the words of the token stream) is in it.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from index.deadline import UNLIMITED
from search import Searcher, SearchRequest, open_searcher
from search.study import LineChoice, Term, history, kwic, matrix
from search.study.collocates import collocates
from search.study.figures import figures
from search.study.keyness import keyness
from search.study.new import new
from search.study.words import words

ROUNDS: Final = 9
"""Warm calls of a question; on a cluster, where each reads the same again, one shows as much."""
WORDS: Final = ("的", "应当", "合同", "人民公社")
"""In 71, 33, 2 and 0.001 of a hundred of the statutes' paragraphs."""
TERMS: Final = 100
"""Rows of a table of terms."""

Asked = Callable[[Searcher], object]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of an index, and at most how many seconds it may take when warm (issue 17); None for no goal."""

    name: str
    ask: Asked
    goal: float | None = None


def histories(_: Searcher) -> Iterator[Question]:
    """Histories of words from the most frequent to a rare one, and of six at once, as the API takes them."""
    for word in WORDS:
        yield Question(f"history 「{word}」", partial(_history, (word,)), 1.0)
    six = ("应当", "规定", "管理", "部门", "国家", "合同")
    yield Question("history of six words", partial(_history, six))


def _history(terms: tuple[str, ...], searcher: Searcher) -> object:
    return history(searcher, terms, SearchRequest(""), UNLIMITED)


def tables(searcher: Searcher) -> Iterator[Question]:
    """The hundred most frequent words of two characters or more against years, bodies, and both."""
    vocabulary = searcher.vocabulary
    frequent = sorted(zip(vocabulary.frequencies.tolist(), vocabulary.words, strict=True), reverse=True)
    chosen = [word for _, word in frequent if len(word) > 1][:TERMS]
    terms = tuple(Term(line, word) for line, word in enumerate(chosen, 1))
    for by in ("year", "body", "body_year"):
        yield Question(f"matrix of {TERMS} words by {by}", partial(_table, terms, by))


def _table(terms: tuple[Term, ...], by: str, searcher: Searcher) -> object:
    return matrix(searcher, terms, SearchRequest("", limit=TERMS), UNLIMITED, by=by)


def lines(_: Searcher) -> Iterator[Question]:
    """A frequent word's lines by the words beside, those of one group, and a sample."""
    for name, choice in (
        ("by the word to the right", LineChoice(group="R1")),
        ("by three words to the left", LineChoice(group="L3")),
        ("of one group", LineChoice(group="R1", in_group="按照")),
        ("a sample of 100", LineChoice(sample=100, seed=7)),
        ("a sample of 1,000 by the word to the left", LineChoice(sample=1_000, seed=7, group="L1")),
    ):
        yield Question(f"kwic 「应当」, {name}", partial(_lines, choice))


def _lines(choice: LineChoice, searcher: Searcher) -> object:
    return kwic(searcher, SearchRequest("应当", limit=20), UNLIMITED, choice=choice)


def counted(_: Searcher) -> Iterator[Question]:
    """Lists of words, keyness, collocates and what is new, over the whole index."""
    everything, target = SearchRequest("", limit=20), SearchRequest("年份:2021", limit=20)
    earlier = SearchRequest("年份:..2020")
    years, before = SearchRequest("年份:2020..2025", limit=20), SearchRequest("年份:..2019")
    for name, ask in (
        ("words", partial(_words, everything, {})),
        ("words by reports", partial(_words, everything, {"sort": "reports"})),
        ("words with a part", partial(_words, everything, {"part": "新…"})),
        ("runs of two words", partial(_words, everything, {"n": 2})),
        ("runs of two words by dispersion", partial(_words, everything, {"n": 2, "sort": "dp"})),
        ("runs of five words", partial(_words, everything, {"n": 5})),
        ("terms that counts find", partial(_words, everything, {"terms": True})),
        ("terms that counts find, by dispersion", partial(_words, everything, {"terms": True, "sort": "dp"})),
        ("words of the paragraphs with 规定", partial(_words, SearchRequest("规定", limit=20), {})),
        ("keyness of a year", partial(_keyness, target, earlier, {})),
        ("keyness of a year, the rest as reference", partial(_keyness, target, None, {})),
        ("keyness of a year, terms that counts find", partial(_keyness, target, earlier, {"terms": True})),
        ("new of a year", partial(_new, target, earlier)),
        ("new of a year, the rest as reference", partial(_new, target, None)),
        ("new of six years", partial(_new, years, before)),
        ("new of six years, the rest as reference", partial(_new, years, None)),
        ("collocates of 提案", partial(_collocates, "提案")),
        ("collocates of 规定", partial(_collocates, "规定")),
    ):
        yield Question(name, ask, 1.0)


def _words(request: SearchRequest, options: dict[str, Any], searcher: Searcher) -> object:
    return words(searcher, request, UNLIMITED, **options)


def _keyness(
    target: SearchRequest, reference: SearchRequest | None, options: dict[str, Any], searcher: Searcher
) -> object:
    return keyness(searcher, target, reference, UNLIMITED, **options)


def _new(target: SearchRequest, since: SearchRequest | None, searcher: Searcher) -> object:
    return new(searcher, target, since, UNLIMITED)


def _collocates(query: str, searcher: Searcher) -> object:
    return collocates(searcher, SearchRequest(query, limit=20), UNLIMITED)


def opened(_: Searcher) -> Iterator[Question]:
    """What numbers of words open, beside the same texts wherever they stand: whole words, and windows of collocates."""
    for word in WORDS:
        for query in (f"“{word}”", f"整词:{word}", f"整词:{word} /句5词 范围:(规定)"):
            yield Question(f"search of {query}", partial(_search, query))


def _search(query: str, searcher: Searcher) -> object:
    return searcher.search(SearchRequest(query), UNLIMITED)


def numbers(_: Searcher) -> Iterator[Question]:
    """First pages of figures, of a frequent and of a rarer word."""
    for query in ("罚款", "合同", "人民"):
        yield Question(f"figures of 「{query}」", partial(_figures, query), 0.3)


def _figures(query: str, searcher: Searcher) -> object:
    return figures(searcher, SearchRequest(query, limit=20), UNLIMITED)


STUDIES: Final = {
    "history": histories,
    "matrix": tables,
    "kwic": lines,
    "figures": numbers,
    "words": counted,
    "opened": opened,
}


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of a call: on the clock, and of the processor, which others on the machine do not lengthen."""

    clock: float
    processor: float

    @classmethod
    def by(cls, ask: Asked, searcher: Searcher) -> Took:
        """One call's time."""
        clock, processor = time.perf_counter(), time.process_time()
        ask(searcher)
        return cls(time.perf_counter() - clock, time.process_time() - processor)


def main() -> None:
    """Print a table, a row for each question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", required=True)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", choices=STUDIES, action="append")
    given = parser.parse_args()
    place = given.index
    with open_searcher(place) as searcher:
        questions = [question for name in given.only or STUDIES for question in STUDIES[name](searcher)]
    print("| | cold, ms | warm, ms | warm, ms of the processor | goal, ms |\n|---|---|---|---|---|")
    for question in questions:
        with open_searcher(place) as searcher:
            cold = Took.by(question.ask, searcher)
            warm = [Took.by(question.ask, searcher) for _ in range(given.rounds)] or [cold]
        medians = (statistics.median(each.clock for each in warm), statistics.median(each.processor for each in warm))
        times = " | ".join(f"{1000 * each:,.0f}" for each in (cold.clock, *medians))
        goal = "" if question.goal is None else f"{1000 * question.goal:,.0f}"
        print(f"| {question.name} | {times} | {goal} |", flush=True)


if __name__ == "__main__":
    main()
