"""Completion and suggestion times on an index: `python -m benchmarks.completion --index DIR`."""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from search import SearchRequest, open_searcher
from search.offers.completion import Completer
from search.offers.pinyin import reading
from search.offers.suggestion import suggest

TYPED = ("提", "提案", "政協", "tian", "ti'an", "zhengxie", "zhengx", "zx", "z", "a", "提案 ban", "机构:g", "2022")
MISTAKEN = (
    "题案",
    "整协",
    "题案办理",
    "“题案办理”",
    "机动车加驶证",
    "tian",
    "xieshang minzhu",
    "应当 管理 部门 宇宙飞船",
)
SAMPLE = 1000


def milliseconds(call: Callable[..., object], *arguments: object) -> float:
    """One call's time."""
    started = time.perf_counter()
    call(*arguments)
    return (time.perf_counter() - started) * 1000


def beginnings(words: list[str]) -> list[str]:
    """Prefixes of each word, in characters, in pinyin and in initials."""
    typed = []
    for word in words:
        typed.append(word[: random.randint(1, len(word))])
        if syllables := reading(word):
            letters = "".join(syllables)
            typed += [letters[: random.randint(1, len(letters))], "".join(each[0] for each in syllables)]
    return typed


def main() -> None:
    """Print three tables: the first completion, completions when warm, suggestions when warm."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    directory = parser.parse_args().index
    random.seed(4)
    with open_searcher(directory) as searcher:
        completer = Completer(searcher)
        print(f"| first completion | {milliseconds(completer.complete, '提'):.0f} ms |\n|---|---|")
        words = [word for word in searcher.vocabulary.words if len(word) > 1]
        print(f"| words of the index | {len(words)} |\n\n| typed | ms | first |\n|---|---|---|")
        for typed in TYPED:
            took = statistics.median(milliseconds(completer.complete, typed) for _ in range(9))
            print(f"| `{typed}` | {took:.1f} | {', '.join(each.text for each in completer.complete(typed, 4))} |")
        times = sorted(milliseconds(completer.complete, typed) for typed in beginnings(random.sample(words, SAMPLE)))
        print(f"| {len(times)} beginnings: median | {statistics.median(times):.1f} | |")
        print(f"| 99th percentile | {times[len(times) * 99 // 100]:.1f} | |\n| worst | {times[-1]:.1f} | |")
        print("\n| mistaken | search ms | suggest ms | offered |\n|---|---|---|---|")
        warming = SearchRequest(MISTAKEN[0])
        print(f"| (the first) | | {milliseconds(suggest, searcher, warming, searcher.search(warming)):.1f} | |")
        for query in MISTAKEN:
            request = SearchRequest(query)
            result = searcher.search(request)
            search = milliseconds(searcher.search, request)
            offering = milliseconds(suggest, searcher, request, result)
            offered = ", ".join(f"{each.request.query} ({each.total})" for each in suggest(searcher, request, result))
            print(f"| `{query}` | {search:.1f} | {offering:.1f} | {offered} |")


if __name__ == "__main__":
    main()
