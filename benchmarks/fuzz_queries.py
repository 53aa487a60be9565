"""A hundred thousand queries of any text against parser and engine: `python -m benchmarks.fuzz_queries`.

A query either answers within the time bound or is refused with a place; anything else is a fault and ends the run.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.cold_start import SEEDS
from index import index_paths
from index.deadline import MAX_SECONDS
from index.errors import QueryError
from search import SearchRequest, open_searcher
from search.query import parse

# fmt: off
SIGNS = st.sampled_from([
    "提案", "办理", "辦", "的", " ", "　", "(", ")", "（", "）", '"', "“", "”", "「", "」", "-", "－", "|", "｜",
    " OR ", " AND ", "NOT ", "ＯＲ", "机构:", "年份:", "类型:", "标题：", "heading", "2023", "..", "*", "*****", "((((",
    " /句 ", " /段 ", " /篇 ", " /10 ", "/", "\\", "·", "a", "xié", "\0", "\u200f", "\u202e", "\u200b", "\ud800",
    "😀", "%", "1+3",
])
# fmt: on
QUERIES = st.lists(SIGNS, max_size=40).map("".join) | st.text(max_size=200)


def refused_at(query: str) -> int:
    """Where the query cannot be understood; 0 when it can."""
    try:
        parse(query)
    except QueryError as fault:
        return -1 if fault.position is None else fault.position
    return 0


def main() -> None:
    """Fuzz the parser, then a tenth as often the engine on the five seeds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=100_000)
    examples: int = parser.parse_args().examples
    quiet = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}

    @settings(max_examples=examples, **quiet)  # type: ignore[arg-type]
    @given(QUERIES)
    def parsing(query: str) -> None:
        assert 0 <= refused_at(query) <= len(query)

    started = time.perf_counter()
    parsing()
    print(f"parser: {examples} inputs, no fault, {time.perf_counter() - started:.0f} s", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        index = Path(scratch) / "index"
        index_paths([SEEDS], index)
        slowest = 0.0
        with open_searcher(index) as searcher:

            @settings(max_examples=examples // 10, **quiet)  # type: ignore[arg-type]
            @given(QUERIES, st.booleans())
            def searching(query: str, exact: bool) -> None:
                nonlocal slowest
                begun = time.perf_counter()
                try:
                    result = searcher.search(SearchRequest(query, exact_script=exact))
                except QueryError:
                    return
                slowest = max(slowest, time.perf_counter() - begun)
                assert result.total >= len(result.hits)
                assert slowest < MAX_SECONDS

            searching()
        print(f"engine: {examples // 10} inputs, no fault, slowest answer {slowest * 1000:.0f} ms")


if __name__ == "__main__":
    main()
