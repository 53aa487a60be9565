"""A request's budget: memory that a query holds is bounded, and what is read in parts is what is read at once."""

import random
import threading
import tracemalloc
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from command import run
from reports import line, write_lines
from ticking import Counted, ticking

from index import index_paths
from index.deadline import UNLIMITED, Deadline
from index.errors import CorruptIndex, RequestError, TooLarge, TooMuch, TooSlow
from index.segment import segments
from search import Searcher, SearchRequest, open_searcher
from search.matching import literals, nearby, tokens
from search.offers.completion import Completer
from search.offers.lexicon import Lexicon
from search.ranking import bm25
from search.result import Hit
from search.study import kwic

CHARACTERS = [chr(0x4E00 + 7 * number) for number in range(60)]
DEAR = " OR ".join(CHARACTERS)
PARAGRAPHS = 4_000


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """Paragraphs of 60 characters at random, in two segments, some of them gone."""
    folder = tmp_path_factory.mktemp("budget")
    dice = random.Random(15)
    for number in range(10):
        texts = ["".join(dice.choices([*CHARACTERS, "。"], k=60)) for _ in range(PARAGRAPHS // 10)]
        write_lines(folder / f"{number}.jsonl", line(f"r{number}", texts, year=2010 + number))
        if number in (6, 9):
            index_paths([folder], folder / "index")
    (folder / "2.jsonl").unlink()
    index_paths([folder], folder / "index")
    with open_searcher(folder / "index") as opened:
        yield opened


def budget(mebibytes: float) -> Deadline:
    return Deadline(60, memory=mebibytes * 2**20)


def most_held(searcher: Searcher, query: str) -> int:
    """Bytes that a search holds at a time; it was done before, so that what is kept for all is there."""
    search = partial(searcher.search, SearchRequest(query), UNLIMITED)
    search()
    tracemalloc.start()
    try:
        search()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_many_characters_take_little_more_memory_than_a_few(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (literals, segments, bm25):
        monkeypatch.setattr(module, "RECENT_BYTES", 0)
    with open_searcher(searcher.location) as fresh:
        few, many = (most_held(fresh, " OR ".join(CHARACTERS[:count])) for count in (10, 60))
    # Of each further character its documents and places, but neither the bigrams that they were put together from nor a
    # score of every document: with these it is twice as much.
    assert (many - few) / 50 < 16 * PARAGRAPHS


def test_what_does_not_fit_is_refused_with_what_to_do(searcher: Searcher) -> None:
    with pytest.raises(TooLarge, match=r"费内存.*MiB.*请减少单个的字") as caught:
        searcher.search(SearchRequest(DEAR), budget(1))
    assert isinstance(caught.value, TooMuch)
    assert (caught.value.code, caught.value.http_status, caught.value.exit_status) == ("too_much", 400, 2)
    for query in (CHARACTERS[0], " ".join(CHARACTERS[:3]), "".join(CHARACTERS[:2])):
        assert searcher.search(SearchRequest(query), budget(1)) is not None
    assert searcher.search(SearchRequest(DEAR), budget(64)).total == PARAGRAPHS * 9 // 10


@pytest.mark.parametrize(
    "query", [f"({DEAR}) /句 ({DEAR})", f"({DEAR}) /3 ({DEAR})", f"({DEAR}) /段 ({DEAR})", f"-({DEAR})"]
)
def test_so_is_what_operators_hold(query: str, searcher: Searcher) -> None:
    query = query.replace(DEAR, " OR ".join(CHARACTERS[:30]))
    assert searcher.search(SearchRequest(query), budget(64)) is not None
    if not query.startswith("-"):
        with pytest.raises(TooLarge):
            searcher.search(SearchRequest(query), budget(1))


def test_the_order_of_a_concordance_is_refused_before_it_is_made(searcher: Searcher) -> None:
    request = SearchRequest(" OR ".join(CHARACTERS[:4]))
    lines = kwic(searcher, request, budget(64), sort="left").total
    assert kwic(searcher, request, budget(lines * 50 / 2**20), sort="position").total == lines
    with pytest.raises(TooLarge):
        kwic(searcher, request, budget(lines * 50 / 2**20), sort="left")


def test_the_next_request_has_a_budget_of_its_own(searcher: Searcher) -> None:
    for _ in range(3):
        with pytest.raises(TooLarge):
            searcher.search(SearchRequest(DEAR), budget(1))
        assert searcher.search(SearchRequest(CHARACTERS[0]), budget(1)).total


def test_queries_of_one_request_do_not_add_up(searcher: Searcher) -> None:
    one = budget(1)
    for char in CHARACTERS:
        assert searcher.search(SearchRequest(char), one).total


@pytest.mark.parametrize("scope", ["句", "3", "0", "2词"])
@pytest.mark.parametrize("exact_script", [False, True])
def test_near_texts_read_in_parts_are_those_read_at_once(
    scope: str, exact_script: bool, searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(scope)
    queries = []
    for _ in range(6):
        left, right = (
            " OR ".join(
                "".join(dice.choices(CHARACTERS, k=dice.choice((1, 1, 2, 3)))) for _ in range(dice.randint(1, 4))
            )
            for _ in range(2)
        )
        queries.append(f"({left}) /{scope} ({right})")
    queries += [f"整词:{char}" for char in CHARACTERS[:3]]

    def ask() -> list[tuple[int, int, tuple[Hit, ...], object]]:
        found = [searcher.search(SearchRequest(query, limit=40, exact_script=exact_script)) for query in queries]
        return [(each.total, each.occurrences, each.hits, each.facets) for each in found]

    whole = ask()
    assert sum(len(hits) for _, _, hits, _ in whole) > 100
    for at_once in (3_000, 50_000):
        for module in (nearby, tokens):
            monkeypatch.setattr(module, "AT_ONCE", at_once)
        assert ask() == whole


def test_time_is_looked_at_between_the_parts(searcher: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    request, checks = SearchRequest(f"{CHARACTERS[0]} /句 {CHARACTERS[1]}"), []
    for at_once in (1 << 20, 5_000):
        monkeypatch.setattr(nearby, "AT_ONCE", at_once)
        counted = Counted()
        searcher.search(request, counted)
        checks.append(counted.checks)
    assert checks[1] > 2 * checks[0]


def test_a_long_report_is_not_read_beyond_its_time(searcher: Searcher) -> None:
    assert len(searcher.report("r3", deadline=Deadline(3, ticking())).paragraphs) == PARAGRAPHS // 10
    with pytest.raises(TooSlow):
        searcher.report("r3", deadline=Deadline(0, ticking()))


def test_few_items_are_never_cut() -> None:
    over = Deadline(-1)
    assert list(over.watch(range(200))) == list(range(200))
    with pytest.raises(TooSlow):
        list(over.watch(range(300)))


def test_a_completion_does_not_wait_for_the_words_beyond_its_time(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_be_made, made = threading.Event(), threading.Event()
    entries = Lexicon.entries.fget  # type: ignore[attr-defined]

    def slowly(self: Lexicon) -> object:
        assert may_be_made.wait(60)
        try:
            return entries(self)
        finally:
            made.set()

    with open_searcher(searcher.location) as fresh:
        completer = Completer(fresh)
        monkeypatch.setattr(Lexicon, "entries", property(slowly))
        for _ in range(2):
            assert completer.complete(CHARACTERS[0], deadline=Deadline(0)) == ()
        assert not made.is_set()
        may_be_made.set()
        # They are made once, and are there for those who come later, whatever their time.
        found = completer.complete(CHARACTERS[0], deadline=Deadline(60))
        assert {each.kind for each in found} == {"word"}
        assert completer.complete(CHARACTERS[0], deadline=Deadline(0)) != ()


def test_a_fault_in_the_words_is_told_to_those_who_complete(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(_: Lexicon) -> object:
        raise CorruptIndex("索引已损坏")

    with open_searcher(searcher.location) as fresh:
        monkeypatch.setattr(Lexicon, "entries", property(damaged))
        with pytest.raises(CorruptIndex):
            Completer(fresh).complete("东")


@pytest.mark.parametrize("value", ["viel", "0", "-1", "1.5", "", "１２"])
def test_a_setting_that_is_none_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGSOU_REQUEST_MEMORY", value)
    with pytest.raises(RequestError, match="ZHENGSOU_REQUEST_MEMORY"):
        Deadline()


def test_the_setting_bounds_every_request(searcher: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGSOU_REQUEST_MEMORY", "1")
    with pytest.raises(TooLarge, match="最多 1 MiB"):
        searcher.search(SearchRequest(DEAR))


def test_the_command_says_so_and_has_the_status_of_a_refusal(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHENGSOU_REQUEST_MEMORY", "1")
    assert isinstance(searcher.location, Path)
    done = run("search", DEAR, "--index", str(searcher.location))
    assert done.returncode == 2
    assert "费内存" in done.stderr
    assert "Traceback" not in done.stderr
