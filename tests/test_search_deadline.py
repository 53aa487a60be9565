"""One deadline for each request: whenever it is over, there is no answer, and no later answer is another for that."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from reports import line, write_lines
from ticking import Counted, after, ticking

from index import index_paths
from index.deadline import Deadline
from index.errors import TooMuch, TooSlow
from search import Searcher, SearchRequest, open_searcher
from search.export.comparison import cell_table
from search.export.concordance import line_table
from search.export.notes import Origin
from search.export.recent_hits import newest
from search.export.table import EXPORT_KINDS, ExportKind, export_hits, pieces
from search.matching import arrays, highlights, literals, nearby, tokens
from search.offers.completion import Completer
from search.offers.suggestion import suggest
from search.study import by_report, kwic, neighbours, trend
from search.study.line_order import WHOLE

Asking = Callable[[Searcher, Deadline], object]
WHEN = datetime(2026, 1, 1, tzinfo=UTC)
QUERIES = (
    "(甲 OR 提案办理) /句 (乙 OR 案 OR “办理”)", "(甲 OR 案) /3 (乙 OR 甲)",
    "提案", "甲", "提案 办理", "提案办理甲乙", "甲乙 OR 案甲 OR 甲", "“甲甲”", "提案 -甲", "提案 /5 甲", "甲 /句 提案",
    "甲 /篇 乙", "机构:东市 年份:2021 提案", "标题:年报 甲", "提案 无此词 甲乙丙", "怎样办理提案？", "",
    "整词:提案 /2词 范围:(甲 OR 乙)",
)  # fmt: skip


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """Texts of few characters, in segments, some of them gone."""
    folder = tmp_path_factory.mktemp("deadline")
    dice = random.Random(13)
    for number in range(9):
        words = ("甲", "乙", "提案", "辦理", "办理", "，", "。", "a", "甲甲")
        texts = ["".join(dice.choices(words, k=dice.randint(1, 30))) for _ in range(dice.randint(1, 12))]
        body = ("东市政协", "西市政协", "南市政协")[number % 3]
        write_lines(folder / f"{number}.jsonl", line(f"r{number}", texts, title="年报", body=body, year=2020 + number))
        if number in (3, 8):
            index_paths([folder], folder / "index")
    (folder / "2.jsonl").unlink()
    index_paths([folder], folder / "index")
    with open_searcher(folder / "index") as opened:
        yield opened


def exported(kind: ExportKind) -> Asking:
    def ask(searcher: Searcher, deadline: Deadline) -> object:
        made = export_hits(searcher, SearchRequest("提案 OR 甲"), kind, site="", when=WHEN, deadline=deadline)
        return len(b"".join(made)) > 0 if kind == "xlsx" else b"".join(made)

    return ask


def exported_lines(sort: str) -> Asking:
    def ask(searcher: Searcher, deadline: Deadline) -> object:
        origin = Origin.of(searcher, SearchRequest("提案 OR 甲"), "", WHEN, deadline)
        return b"".join(pieces(line_table(searcher, origin, deadline, sort=sort), "csv"))

    return ask


def exported_cells(searcher: Searcher, deadline: Deadline) -> object:
    origin = Origin.of(searcher, SearchRequest(""), "", WHEN, deadline)
    return b"".join(pieces(cell_table(searcher, ["甲", "提案"], origin, deadline, by="body_year"), "csv"))


def concordance(query: str, sort: str) -> Asking:
    return lambda searcher, deadline: kwic(searcher, SearchRequest(query), deadline, sort=sort).lines


def search(query: str, **options: Any) -> Asking:
    return lambda searcher, deadline: searcher.search(SearchRequest(query, **options), deadline).hits


ASKINGS: dict[str, Asking] = {
    **{f"search {query}": search(query, explain_score=True) for query in QUERIES},
    "exact script": search("办理 甲乙", exact_script=True),
    "by date": search("甲 OR 乙", sort="date"),
    "by hits": search("甲乙 OR 案甲", sort="hits"),
    **{
        f"kwic {sort} {query}": concordance(query, sort)
        for sort in (*WHOLE, "R1,L1")
        for query in ("提案", "甲甲 OR 甲")
    },
    "groups": lambda searcher, deadline: by_report(searcher, SearchRequest("甲 OR 提案"), 3, deadline).groups,
    "trend": lambda searcher, deadline: (
        trend(searcher, ["甲", "甲乙 OR 案甲"], SearchRequest(""), deadline, by="body_year").cells
    ),
    "feed": lambda searcher, deadline: newest(searcher, SearchRequest("提案"), deadline).hits,
    "report": lambda searcher, deadline: searcher.report("r3", "提案 无此词 甲", deadline),
    "characters": lambda searcher, deadline: searcher.characters(SearchRequest(""), deadline=deadline),
    **{f"export {kind}": exported(kind) for kind in EXPORT_KINDS},
    **{f"export lines {sort}": exported_lines(sort) for sort in (*WHOLE, "R1,L1")},
    "export cells": exported_cells,
}


@pytest.mark.parametrize("name", ASKINGS)
def test_whenever_time_is_up_there_is_no_answer_and_the_next_is_the_same(name: str, searcher: Searcher) -> None:
    ask = ASKINGS[name]
    expected = ask(searcher, Counted())
    counted = Counted()
    assert ask(searcher, counted) == expected
    # Handing on a piece of a file looks as well, to know how long that took.
    last = counted.checks - (20 if name.startswith("export") else 2)
    for looks in sorted({*range(min(last, 12)), last // 2, last}):
        with pytest.raises((TooSlow, TooMuch)):
            ask(searcher, after(looks))
        assert ask(searcher, Counted()) == expected


def looks(searcher: Searcher, ask: Asking) -> int:
    counted = Counted()
    ask(searcher, counted)
    return counted.checks


def test_it_is_looked_at_between_all_that_can_take_long(searcher: Searcher) -> None:
    few, many = (search(" OR ".join("甲乙提案办理"[:count])) for count in (2, 6))
    assert looks(searcher, many) >= looks(searcher, few) + 4
    assert looks(searcher, search("无此词 " + " ".join("甲乙提案办理"))) > looks(searcher, search("无此词 甲乙")) + 4
    assert looks(searcher, search("甲", limit=40)) >= looks(searcher, search("甲", limit=1)) + 20
    assert looks(searcher, ASKINGS["export csv"]) > 40
    three = trend_of("甲", "乙", "提案")
    assert looks(searcher, three) >= looks(searcher, trend_of("甲")) + 6


def trend_of(*queries: str) -> Asking:
    return lambda searcher, deadline: trend(searcher, queries, SearchRequest(""), deadline)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("exact_script", [False, True])
def test_work_cut_into_small_pieces_gives_the_same(
    query: str, exact_script: bool, searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask() -> list[object]:
        # A new one has nothing in its caches.
        with open_searcher(searcher.location) as opened:
            requests = [
                SearchRequest(query, exact_script=exact_script, limit=500, sort=sort)
                for sort in ("relevance", "date", "hits")
            ]
            return [
                *((found.total, found.occurrences, found.hits) for found in map(opened.search, requests)),
                *(kwic(opened, requests[0], sort=sort).lines for sort in (*WHOLE, "R1,L1")),
                opened.aggregate(requests[0]),
            ]

    whole = ask()
    for module in (arrays, highlights, literals, nearby, tokens):
        monkeypatch.setattr(module, "AT_ONCE", 7)
    monkeypatch.setattr(neighbours, "_PLACED_AT_ONCE", 7)
    assert ask() == whole


def test_suggestions_are_left_out_when_time_is_up(searcher: Searcher) -> None:
    request = SearchRequest("提按 甲乙", body=("东市政协",))
    result = searcher.search(request)
    all_of_them = suggest(searcher, request, result)
    assert all_of_them
    assert suggest(searcher, request, result, after(0)) == ()
    offered = [suggest(searcher, request, result, after(each)) for each in range(0, 120, 7)]
    assert all(set(each) <= set(all_of_them) for each in offered)
    assert sorted(map(len, offered)) == list(map(len, offered))


def test_completions_are_left_out_when_time_is_up(searcher: Searcher) -> None:
    completer = Completer(searcher)
    assert completer.complete("提")
    assert len(completer.complete("东市", deadline=after(0))) <= 1


def test_what_is_wrong_and_what_to_do_is_said(searcher: Searcher) -> None:
    with pytest.raises(TooSlow, match=r"超过 10 秒.*缩小范围") as caught:
        searcher.search(SearchRequest("提案"), Deadline(10, ticking(10.5)))
    assert (caught.value.exit_status, caught.value.http_status, caught.value.code) == (2, 400, "too_slow")


def test_it_is_not_over_before_its_time() -> None:
    clock = [0.0]
    deadline = Deadline(10, lambda: clock[0])
    clock[0] = 10.0
    deadline.check()
    with deadline.paused():
        clock[0] = 500.0
    deadline.check()
    assert deadline.remaining == 0
    clock[0] = 500.1
    with pytest.raises(TooSlow):
        deadline.check()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """A paragraph that is one long run of a character, and 3,000 others; 丙 stands in the first of these."""
    folder = tmp_path_factory.mktemp("large")
    few = {0: "乙", 2_900: "乙"}
    write_lines(
        folder / "a.jsonl",
        line("a", ["甲" * 5_000]),
        line("b", ["丙"] * 10 + [few.get(own, "丁") for own in range(3_000)], body="乙市政协"),
    )
    index_paths([folder], folder / "index")
    with open_searcher(folder / "index") as opened:
        yield opened


@pytest.mark.parametrize(("query", "marks"), [("甲甲", 2500), ("甲甲甲 OR 甲甲", 1667), ("甲甲甲甲甲甲甲", 714)])
def test_a_long_chain_of_overlapping_texts_is_marked_in_few_steps(query: str, marks: int, large: Searcher) -> None:
    counted = Counted()
    found = large.search(SearchRequest(query), counted)
    assert (found.occurrences, len(found.hits[0].highlights)) == (marks, marks)
    assert all(left[1] == right[0] for left, right in pairwise(found.hits[0].highlights))
    assert counted.checks < 100


def test_hits_far_from_one_another_are_marked_where_another_text_stands_in_none(large: Searcher) -> None:
    found = large.search(SearchRequest("(丙 OR 乙) -丙"))
    assert [(hit.paragraph, hit.highlights) for hit in found.hits] == [(10, ((0, 1),)), (2_910, ((0, 1),))]
