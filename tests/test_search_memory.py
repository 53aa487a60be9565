"""Memory does not grow with the occurrences or the hits, but with what is shown and what must be sorted."""

import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports import line, write_lines

from index import index_paths
from index.deadline import UNLIMITED
from index.errors import TooMuch
from search import Searcher, SearchRequest, open_searcher
from search.engine import found
from search.export import rows as export_rows
from search.export.concordance import line_table
from search.export.notes import Origin
from search.export.table import EXPORT_KINDS, ExportKind, export_hits, pieces
from search.matching import highlights
from search.matching.arrays import cut, leading
from search.study import kwic, neighbours
from search.study import kwic as concordance
from search.study.chosen_lines import MOST_SORTED
from search.study.line_order import WHOLE

PARAGRAPHS = 4_000
TIMES = 80
OCCURRENCES = PARAGRAPHS * TIMES
WHEN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """320,000 occurrences of 提案, with 40 different characters behind them."""
    folder = tmp_path_factory.mktemp("memory")
    characters = [chr(0x4E00 + number) for number in range(40)]
    texts = ["".join(f"提案{characters[(own * 7 + at) % 40]}" for at in range(TIMES)) for own in range(200)]
    reports = [line(f"r{number}", texts, date=f"2024-01-{1 + number:02}") for number in range(PARAGRAPHS // 200)]
    write_lines(folder / "a.jsonl", *reports)
    index_paths([folder], folder / "index")
    with open_searcher(folder / "index") as opened:
        yield opened


@pytest.fixture(scope="module")
def hits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """2,000 paragraphs with one occurrence each: 2 MB as CSV."""
    folder = tmp_path_factory.mktemp("hits")
    reports = [
        line(f"r{number}", [f"提案{number}之{own}：" + "办理完毕，委员满意。" * 20 for own in range(20)])
        for number in range(100)
    ]
    write_lines(folder / "a.jsonl", *reports)
    index_paths([folder], folder / "index")
    with open_searcher(folder / "index") as opened:
        yield opened


def peak(work: Callable[[], object]) -> int:
    """The most bytes that the work holds at a time; it was done before, so that what is kept for all is there."""
    work()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_concordance_by_position_holds_counts_and_the_page(searcher: Searcher) -> None:
    for offset in (0, OCCURRENCES - 10):
        request = SearchRequest("提案", offset=offset, limit=10)
        assert kwic(searcher, request).total == OCCURRENCES
        assert peak(partial(kwic, searcher, request)) < OCCURRENCES * 2


@pytest.mark.parametrize("query", ["提案", "提案 OR 案一", "提"])
def test_a_concordance_by_neighbours_holds_little_of_each_occurrence(
    searcher: Searcher, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As small beside this index as they are beside a large one.
    for module, constant in ((highlights, "AT_ONCE"), (neighbours, "_PLACED_AT_ONCE"), (neighbours, "_READ_AT_ONCE")):
        monkeypatch.setattr(module, constant, 20_000)
    request = SearchRequest(query, offset=OCCURRENCES // 2, limit=10)
    assert peak(lambda: kwic(searcher, request, sort="right")) < OCCURRENCES * 40


def test_overlapping_marks_are_not_held_to_be_counted(searcher: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(highlights, "AT_ONCE", 20_000)
    request = SearchRequest("提案 OR 案一", limit=10)
    assert peak(lambda: searcher.search(request)) < OCCURRENCES * 8


def test_what_is_too_much_to_sort_is_said_with_what_to_narrow(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert OCCURRENCES < MOST_SORTED
    # The package shows the function under the module's name.
    monkeypatch.setattr(import_module("search.study.chosen_lines"), "MOST_SORTED", OCCURRENCES - 1)
    for sort in ("left", "right"):
        with pytest.raises(TooMuch, match=r"320,000 处.*缩小范围"):
            concordance(searcher, SearchRequest("提案"), sort=sort)
    assert len(kwic(searcher, SearchRequest("提案")).lines) == 10
    assert len(kwic(searcher, SearchRequest("提案", report="r3"), sort="left").lines) == 10


# What is traced takes several times as long.
@pytest.mark.parametrize(
    "kind", [kind if kind == "csv" else pytest.param(kind, marks=pytest.mark.slow) for kind in EXPORT_KINDS]
)
def test_an_export_holds_the_order_and_not_the_hits(
    hits: Searcher, kind: ExportKind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(export_rows, "SAMPLE", 100)
    monkeypatch.setattr(found, "READ_AT_ONCE", 100)

    def export() -> int:
        return sum(map(len, export_hits(hits, SearchRequest("提案"), kind, site="", when=WHEN)))

    assert peak(export) < 1 << 20
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("sort", [*WHOLE, "L1,R1,R2"])
def test_an_export_of_a_concordance_holds_numbers_and_not_the_lines(searcher: Searcher, sort: str) -> None:
    def export() -> int:
        origin = Origin.of(searcher, SearchRequest("提案", report="r3"), "", WHEN, UNLIMITED)
        made = pieces(line_table(searcher, origin, UNLIMITED, sort=sort), "csv")
        return sum(map(len, made))

    lines = OCCURRENCES // 20
    assert export() > 100 * lines
    assert peak(export) < 3 << 20


keys = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.floats(0, 1, width=16)), max_size=60)


@given(keys, st.integers(0, 70))
def test_the_leading_are_those_of_a_whole_sort(rows: list[tuple[int, int, float]], count: int) -> None:
    columns = [np.array(column) for column in zip(*rows, strict=True)] or [np.zeros(0)]
    expected = sorted(range(len(rows)), key=lambda at: (rows[at], at))[:count]
    assert leading(columns, count, UNLIMITED).tolist() == expected


@given(st.lists(st.integers(0, 9), max_size=50), st.integers(1, 30))
def test_pieces_hold_all_once_and_no_more_than_they_may(lengths: list[int], most: int) -> None:
    parts = cut(np.array(lengths, np.uint8), most)
    assert [at for part in parts for at in range(part.start, part.stop)] == list(range(len(lengths)))
    assert all(sum(lengths[part.start : part.stop - 1]) <= most for part in parts)
