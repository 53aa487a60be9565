"""Both engines give one answer: whatever is asked, of the same reports, after every kind of change to the index."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from made_queries import QueryMaker, made_line
from opensearch_server import OpenSearchCluster
from reports import line, write_lines
from studies_asked import EVERYTHING, requests_of, studies, studies_of_the_index, told

from index import index_paths
from index.deadline import UNLIMITED, Deadline
from index.errors import QueryError, ReportNotFound, TooSlow, ZhengsouError
from search import SearchRequest, open_searcher
from search.engine.searcher import Searcher
from search.export.comparison import cell_table
from search.export.concordance import line_table
from search.export.notes import Origin
from search.export.rows import Table
from search.export.table import export_hits, report_lines
from search.offers.completion import Completer
from search.offers.suggestion import suggest
from search.study import kwic
from search.study.collocates import collocates
from search.study.line_order import WHOLE
from search.study.words import words

pytestmark = pytest.mark.opensearch

SEARCHES = [json.loads(row) for row in (Path(__file__).parent / "searches.jsonl").read_text("utf-8").splitlines()]
WHEN = datetime(2026, 11, 22, tzinfo=UTC)


class Worlds:
    """A folder of reports, and two indexes of them: one in a directory, one on a cluster."""

    def __init__(self, folder: Path, address: str) -> None:
        self.sources = folder / "sources"
        self.places: tuple[Path | str, ...] = (folder / "index", address)
        self.reports: dict[str, dict[str, Any]] = {}
        self.sources.mkdir()

    def write(self, *lines: dict[str, Any]) -> None:
        """Add or change reports; each has a file of its own."""
        for each in lines:
            write_lines(self.sources / f"{each['id']}.jsonl", each)
            self.reports[each["id"]] = each

    def remove(self, *reports: str) -> None:
        """Remove reports."""
        for report in reports:
            (self.sources / f"{report}.jsonl").unlink()
            del self.reports[report]

    def index(self, *, rebuild: bool = False) -> None:
        """Make both indexes agree with the folder; what the runs did is the same."""
        told = [index_paths([self.sources], place, rebuild=rebuild).to_dict() | {"seconds": 0} for place in self.places]
        assert told[0] == told[1]
        assert not told[0]["failed"]

    def searchers(self) -> tuple[Searcher, Searcher]:
        """A searcher on each."""
        plain, cluster = (open_searcher(place) for place in self.places)
        return plain, cluster

    def requests(self, random: Random, count: int) -> Iterator[SearchRequest]:
        """Some made requests."""
        texts = [text for report in self.reports.values() for text in report["paragraphs"]]
        texts += [report["title"] for report in self.reports.values()]
        maker = QueryMaker(random, texts, [*self.reports, "nowhere"])
        for _ in range(count):
            yield maker.request()


def answer_of(searcher: Searcher, request: SearchRequest) -> Any:
    """The answer, or the error, as anybody gets it who can wait, without the time that it took."""
    try:
        return told(searcher.search(request, UNLIMITED))
    except ZhengsouError as error:
        return type(error).__name__, str(error), error.position


def assert_same(left: Any, right: Any, asked: Any) -> None:
    """Equal, numbers with a fraction nearly so: sums of the same parts in another order."""
    if isinstance(left, dict) and isinstance(right, dict):
        assert left.keys() == right.keys(), asked
        for name in left:
            assert_same(left[name], right[name], (asked, name))
    elif isinstance(left, list | tuple) and isinstance(right, list | tuple):
        assert len(left) == len(right), (asked, left, right)
        for one, other in zip(left, right, strict=True):
            assert_same(one, other, asked)
    elif isinstance(left, float) and isinstance(right, float):
        assert left == pytest.approx(right, rel=1e-6, abs=2e-4), asked
    else:
        assert left == right, asked


def compare(worlds: Worlds, random: Random, count: int) -> None:
    """Ask both the same."""
    found = 0
    plain, cluster = worlds.searchers()
    with plain, cluster:
        for request in worlds.requests(random, count):
            expected = answer_of(plain, request)
            assert_same(answer_of(cluster, request), expected, request)
            found += isinstance(expected, dict) and bool(expected["total"])
    assert found > count / 3


@pytest.fixture(scope="module")
def worlds(opensearch: OpenSearchCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    """40 made reports; the tests below change them one after the other."""
    folder, random = tmp_path_factory.mktemp("worlds"), Random("world")
    synonyms = "提案 = 议案 = 建议\n政协 = 委员\n"
    (folder / "synonyms.txt").write_text(synonyms, "utf-8")
    (folder / "var").mkdir()
    (folder / "var" / "synonyms.txt").write_text(synonyms, "utf-8")
    with opensearch.fresh_index() as address, pytest.MonkeyPatch.context() as patch:
        # A cluster's house files lie beside the default index.
        patch.chdir(folder)
        worlds = Worlds(folder, address)
        worlds.write(*(made_line(random, f"r{number:02}") for number in range(40)))
        worlds.index()
        yield worlds


def test_a_new_index(worlds: Worlds) -> None:
    compare(worlds, Random(1), 200)


def test_numbers_that_the_cluster_counts(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    # With so small a window nothing is counted from what was read for the page.
    monkeypatch.setattr("search.engine.opensearch.candidates.MORE", 0)
    monkeypatch.setattr("search.engine.opensearch.occurrences.FEW", 0)
    plain, cluster = worlds.searchers()
    with plain, cluster:
        for request in worlds.requests(Random(9), 150):
            asked = replace(request, limit=1, offset=0)
            answers = [answer_of(searcher, asked) for searcher in (plain, cluster)]
            for answer in answers:
                if isinstance(answer, dict):
                    del answer["hits"]
            assert answers[0] == answers[1], asked


@pytest.mark.parametrize("length", [130, 400, 1_900])
@pytest.mark.parametrize("form", ["{}", "“{}”", "{}？", "{} 提案", "提案 /句 {}", "-{} 提案"])
def test_pasted_text_is_longer_than_what_a_cluster_looks_up(form: str, length: int, worlds: Worlds) -> None:
    random, pasted = Random(f"{form}{length}"), ""
    texts = [text for report in worlds.reports.values() for text in report["paragraphs"]]
    while len(pasted) < length:
        pasted += random.choice(texts)
    query = form.format(pasted[:length].translate({ord(sign): None for sign in '()（）|｜"“”'}))
    plain, cluster = worlds.searchers()
    with plain, cluster:
        assert_same(answer_of(cluster, SearchRequest(query)), answer_of(plain, SearchRequest(query)), query)


def test_pages_by_date_and_relevance_begin_alike(worlds: Worlds) -> None:
    plain, cluster = worlds.searchers()
    with plain, cluster:
        for query in ("提案", "委员 工作", "的", "提案 OR 委员", "委员提案"):
            for sort in ("relevance", "date"):
                request = SearchRequest.parse(query, sort=sort, limit=5)
                assert_same(answer_of(cluster, request), answer_of(plain, request), request)


def test_after_deletions(worlds: Worlds) -> None:
    worlds.remove(*[f"r{number:02}" for number in range(0, 40, 5)])
    worlds.index()
    compare(worlds, Random(2), 80)


def test_after_updates_and_additions(worlds: Worlds) -> None:
    random = Random("updates")
    changed = [f"r{number:02}" for number in range(1, 40, 7) if f"r{number:02}" in worlds.reports]
    worlds.write(*(made_line(random, name) for name in changed))
    worlds.index()
    worlds.write(*(made_line(random, f"r{number}") for number in range(41, 44)))
    worlds.index()
    compare(worlds, Random(3), 80)


def test_a_run_with_nothing_new_changes_nothing(worlds: Worlds) -> None:
    before = [searcher.generation for searcher in worlds.searchers()]
    worlds.index()
    assert [searcher.generation for searcher in worlds.searchers()] == before


def test_after_a_rebuild(worlds: Worlds) -> None:
    worlds.index(rebuild=True)
    compare(worlds, Random(4), 60)


def offered(searcher: Searcher, query: str) -> list[tuple[str, str, int]]:
    """What else a search offers."""
    request = SearchRequest(query)
    return [(each.kind, each.query, each.total) for each in suggest(searcher, request, searcher.search(request))]


def test_synonyms_that_ship(worlds: Worlds) -> None:
    texts = ["出租人应当退还保证金", "常务委员会会议", "夫妻一方的配偶", "使用软件", "饮酒后驾驶机动车的处罚"]
    worlds.write(line("lay", texts))
    worlds.index()
    plain, cluster = worlds.searchers()
    with plain, cluster:
        for query in ("房东", "常委会 -提案", "房东不退押金", "酒驾怎么处罚？", "老公 軟體 房东", "老公 /段 房东"):
            for split_words in (False, True):
                request = SearchRequest(query, synonyms=True, split_words=split_words)
                expected = answer_of(plain, request)
                assert expected["total"] or "/段" in query
                assert_same(answer_of(cluster, request), expected, request)
                assert offered(cluster, query) == offered(plain, query)


QUERIES = (
    "提案",
    "提案 办理",
    "“委员”",
    "提 OR 案",
    "提案 /句 委员",
    "提案 /12 委员",
    "提案 /篇 委员",
    "NOT 提案",
    "提 -案",
    "整词:提案 OR 整词:办理",
    "整词:委员 /句4词 范围:(提案 OR 办理)",
    "委员 /左3词 提案 -整词:的",
)


@pytest.mark.parametrize("query", QUERIES)
def test_studies(query: str, worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each reads its paragraphs from the cluster."""
    monkeypatch.setattr("search.engine.opensearch.paragraphs.AT_HAND", 0)
    plain, cluster = worlds.searchers()
    with plain, cluster:
        for request in requests_of(query):
            for study in studies(query, request):
                assert_same(study(cluster), study(plain), (request, study))


@pytest.mark.parametrize("query", ["提案", "提案 /句 委员", "NOT 提案"])
def test_studies_of_an_index_that_was_read_as_a_whole(query: str, worlds: Worlds) -> None:
    plain, cluster = worlds.searchers()
    with plain, cluster:
        everything = SearchRequest("", limit=EVERYTHING)
        assert_same(told(words(cluster, everything)), told(words(plain, everything)), "everything")
        for request in requests_of(query):
            for study in (*studies(query, request), *studies_of_the_index(request)):
                assert_same(study(cluster), study(plain), (request, study))
            assert_same(answer_of(cluster, request), answer_of(plain, request), request)


def test_what_cannot_be_read_in_time_is_said_to_be_on_a_cluster(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("AT_HAND", 0), ("AT_ONCE", 4), ("PAGE", 3), ("SURELY", 0)):
        monkeypatch.setattr(f"search.engine.opensearch.paragraphs.{name}", value)
    plain, cluster = worlds.searchers()
    with plain, cluster:
        count = f"{sum(report.paragraphs for report in plain.reports()):,} 段"
        for study in (words, collocates, kwic):
            query = "" if study is words else "委员 OR NOT 委员"
            with pytest.raises(TooSlow, match="索引在集群上") as raised:
                study(cluster, SearchRequest(query, sort="hits"), Deadline(60))
            assert count in raised.value.message
            assert "在本机的文件夹里" in raised.value.next_step
        # It is for want of time alone.
        assert told(words(cluster, SearchRequest(""), UNLIMITED)) == told(words(plain, SearchRequest("")))


@pytest.mark.parametrize("kind", ["csv", "json"])
@pytest.mark.parametrize("query", ["提案", "委员 提案", "提案 /句 委员"])
def test_exports(kind: Any, query: str, worlds: Worlds) -> None:
    plain, cluster = worlds.searchers()
    with plain, cluster:
        files = [
            b"".join(export_hits(searcher, SearchRequest(query), kind, site="", when=WHEN)).decode()
            for searcher in (plain, cluster)
        ]
        assert sorted(report_lines(cluster)) == sorted(report_lines(plain))
        written = [
            [[(row.item, row.cells) for row in table.rows()] for table in tables(searcher, query)]
            for searcher in (plain, cluster)
        ]
    assert written[0] == written[1]
    if kind == "json":
        answers = [json.loads(file) for file in files]
        for answer in answers:
            del answer["about"]["index"]
        assert_same(answers[1], answers[0], query)
    else:
        assert files[0] == files[1]


def tables(searcher: Searcher, query: str) -> Iterator[Table]:
    origin = Origin.of(searcher, SearchRequest(query), "", WHEN, UNLIMITED)
    for sort in (*WHOLE, "L1,R1,R2"):
        yield line_table(searcher, origin, UNLIMITED, sort=sort)
    yield cell_table(searcher, [query, "委员"], origin, UNLIMITED, by="body_year")


def test_reports(worlds: Worlds) -> None:
    plain, cluster = worlds.searchers()
    with plain, cluster:
        assert cluster.reports() == plain.reports()
        for request in worlds.requests(Random(5), 40):
            assert cluster.characters(request) == plain.characters(request)
        names = sorted(summary.id for summary in plain.reports())
        for name in names[::9]:
            for query in ("", "提案 委员", "提案 /句 委员", "委员提案办理协商如何？", "类型:heading"):
                assert cluster.report(name, query) == plain.report(name, query), (name, query)
        for searcher in (plain, cluster):
            with pytest.raises(ReportNotFound):
                searcher.report("nowhere")
            with pytest.raises(QueryError):
                searcher.report(names[0], "（")


def test_offers(worlds: Worlds) -> None:
    plain, cluster = worlds.searchers()
    with plain, cluster:
        assert list(cluster.vocabulary.words) == list(plain.vocabulary.words)
        for word in list(plain.vocabulary.words)[::17]:
            assert cluster.word_count(word) == plain.word_count(word)
            assert cluster.word_place(word) == plain.word_place(word)
        for prefix in ("提", "委", "zhengxie", "t"):
            assert Completer(cluster).complete(prefix) == Completer(plain).complete(prefix)
        for query in ("提按", "weiyuan", "政鞋"):
            request = SearchRequest(query)
            offers = [suggest(searcher, request, searcher.search(request)) for searcher in (plain, cluster)]
            assert offers[0] == offers[1]


@pytest.fixture(scope="module")
def seeds_on_both(seeds: Path, seed_index: Path, opensearch: OpenSearchCluster) -> Iterator[tuple[Searcher, Searcher]]:
    """The seeds."""
    with opensearch.fresh_index() as address:
        index_paths([seeds], address)
        with open_searcher(seed_index) as plain, open_searcher(address) as cluster:
            yield plain, cluster


@pytest.mark.parametrize("case", SEARCHES, ids=[f"{each['query']}{each.get('options', '')}" for each in SEARCHES])
def test_the_searches_of_the_seeds(case: dict[str, Any], seeds_on_both: tuple[Searcher, Searcher]) -> None:
    plain, cluster = seeds_on_both
    for limit in (10, 500):
        request = SearchRequest.parse(case["query"], limit=limit, **case.get("options", {}))
        assert_same(answer_of(cluster, request), answer_of(plain, request), request)
