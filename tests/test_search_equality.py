"""The engine on arrays answers as the plain reference engine does, on whatever is asked and whatever was written."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from made_queries import QueryMaker, made_line
from plain_engine import PlainEngine, PlainResult
from reports import line, write_lines
from whoosh_indexes import make_report, plain_index, seed_reports

from index import index_paths
from index.analysis import Segmenter
from index.errors import QueryError
from index.report import Report
from search import LocalSearcher, SearchRequest
from search.query.synonyms import Synonyms
from search.result import SearchResult

SYNONYMS = "提案 = 议案 = 建议\n政协 = 委员\n"
CLOSE = 1e-6


class World:
    """A folder of reports, the index of them, and after every change the plain engine on the same reports."""

    def __init__(self, folder: Path, share: int = 1) -> None:
        """share: of the queries that are to be compared, one in so many is."""
        self.reports: dict[str, Report] = {}
        self._share = share
        self._sources = folder / "sources"
        self._directory = folder / "index"
        self._stock = folder / "stock"
        self._states = 0
        self._sources.mkdir()
        (folder / "synonyms.txt").write_text(SYNONYMS, "utf-8")

    def write(self, *lines: dict[str, Any]) -> None:
        """Add or change reports; each has a file of its own."""
        for each in lines:
            write_lines(self._sources / f"{each['id']}.jsonl", each)
            fields = {name: each[name] for name in ("title", "body", "year", "date", "source")}
            self.reports[each["id"]] = make_report(each["id"], each["paragraphs"], **fields)

    def add_files(self, files: Iterator[Path], reports: list[Report]) -> None:
        """Add files of any kind, which are these reports."""
        for path in files:
            (self._sources / path.name).write_bytes(path.read_bytes())
        self.reports |= {report.id: report for report in reports}

    def remove(self, *reports: str) -> None:
        """Remove reports."""
        for report in reports:
            (self._sources / f"{report}.jsonl").unlink()
            del self.reports[report]

    def index(self, *, rebuild: bool = False) -> None:
        """Make the index agree."""
        assert not index_paths([self._sources], self._directory, rebuild=rebuild, allow_empty=True).failed

    def segments(self) -> int:
        """How many segments the index has."""
        with LocalSearcher(self._directory) as searcher:
            return len(searcher.snapshot.generation.segments)

    @contextmanager
    def engines(self) -> Iterator[tuple[Any, PlainEngine]]:
        """The engine on arrays and the plain one."""
        self._states += 1
        with LocalSearcher(self._directory) as searcher:
            snapshot = searcher.snapshot
            order = [snapshot.meta(report)["id"] for report in snapshot.live_reports.tolist()]
            assert sorted(order) == sorted(name for name, report in self.reports.items() if report.paragraphs)
            index = plain_index(self._stock / str(self._states), [[self.reports[name] for name in order]])
            segmenter, synonyms = Segmenter.beside(self._directory), Synonyms.beside(self._directory)
            plain = PlainEngine(index, segmenter, synonyms)
            yield searcher, plain
            plain.close()

    def compare(self, random: Random, count: int) -> None:
        """Ask both engines the world's share of so many queries that can be understood."""
        count //= self._share
        with self.engines() as (searcher, plain):
            texts = [each.text for report in self.reports.values() for each in report.paragraphs]
            texts += [report.title for report in self.reports.values()]
            maker = QueryMaker(random, texts, [*self.reports, "nowhere"])
            asked = found = 0
            while asked < count:
                request = maker.request()
                try:
                    expected = plain.search(request)
                except QueryError:
                    with pytest.raises(QueryError):
                        searcher.search(request)
                    continue
                assert_equal(searcher.search(request), expected, request)
                if asked % 8 == 0:
                    assert_marked_alike(searcher, plain, request)
                asked += 1
                found += bool(expected.hits)
            # A comparison of answers that are mostly empty would say little.
            assert found > count / 4


def assert_equal(answer: SearchResult, expected: PlainResult, request: SearchRequest) -> None:
    """Everything but the order of ties."""
    assert answer.total == len(expected.hits), request
    assert answer.relaxed == expected.relaxed, request
    assert answer.reports == expected.reports, request
    assert answer.occurrences == sum(len(hit.highlights) for hit in expected.hits), request
    assert answer.paragraphs_literal == sum(bool(hit.highlights) for hit in expected.hits), request
    for name in ("body", "year", "kind"):
        assert [(each.value, each.count) for each in getattr(answer.facets, name)] == getattr(expected, name), request
    page = slice(request.offset, request.offset + request.limit)
    assert len(answer.hits) == len(expected.hits[page]), request
    own = {(hit.report, hit.paragraph): (hit, key) for hit, key in zip(expected.hits, expected.keys, strict=True)}
    assert len({(hit.report, hit.paragraph) for hit in answer.hits}) == len(answer.hits), request
    for hit, key in zip(answer.hits, expected.keys[page], strict=True):
        plain, plain_key = own[hit.report, hit.paragraph]
        assert hit.score == pytest.approx(plain.score, rel=CLOSE, abs=1e-9), (request, hit)
        assert plain_key == pytest.approx(key, rel=CLOSE, abs=1e-9), (request, hit)
        assert hit.highlights == plain.highlights, (request, hit)
        assert hit.word_highlights == plain.words, (request, hit)
        assert hit.occurrences == len(plain.highlights), (request, hit)
        if request.explain_score:
            assert sum(part.value for part in hit.score_parts) == pytest.approx(hit.score, rel=CLOSE), (request, hit)


def assert_marked_alike(searcher: Any, plain: PlainEngine, request: SearchRequest) -> None:
    """A report that is read with the query has the same places marked."""
    for name in sorted(meta["id"] for meta in plain.metas.values())[:3]:
        switches = {name: getattr(request, name) for name in ("exact_script", "synonyms", "split_words")}
        report = searcher.report(name, request.query, **switches)
        assert [each.highlights for each in report.paragraphs] == plain.highlights(name, request), request


SHARES = [pytest.param(10, id="some"), pytest.param(1, id="all", marks=pytest.mark.slow)]


@pytest.fixture(scope="module", params=SHARES)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> World:
    """40 made reports. The tests below change it one after the other."""
    world, random = World(tmp_path_factory.mktemp("world"), request.param), Random("world")
    world.write(*(made_line(random, f"r{number:02}") for number in range(40)))
    world.index()
    return world


def test_a_new_index(world: World) -> None:
    world.compare(Random(1), 450)


def test_after_deletions(world: World) -> None:
    world.remove(*[f"r{number:02}" for number in range(0, 40, 5)])
    world.index()
    world.compare(Random(2), 350)


def test_after_updates(world: World) -> None:
    random = Random("updates")
    world.write(*(made_line(random, f"r{number:02}") for number in range(1, 40, 7) if f"r{number:02}" in world.reports))
    world.index()
    world.compare(Random(3), 350)


def test_after_many_additions_and_merges(world: World) -> None:
    random = Random("additions")
    before = world.segments()
    for number in range(40, 52):
        world.write(made_line(random, f"r{number}"), made_line(random, f"r{number - 9}"))
        world.index()
    assert world.segments() < before + 12
    world.compare(Random(4), 350)


def test_after_a_rebuild(world: World) -> None:
    world.index(rebuild=True)
    assert world.segments() == 1
    world.compare(Random(5), 200)


@pytest.mark.parametrize("share", SHARES)
def test_the_seeds(share: int, seeds: Path, tmp_path: Path) -> None:
    world = World(tmp_path, share)
    world.add_files(seeds.glob("*.txt"), seed_reports(seeds))
    world.index()
    world.compare(Random(6), 250)


@pytest.mark.slow
def test_many_hits(tmp_path: Path) -> None:
    # So many that the best are found in single precision first.
    world, random = World(tmp_path), Random("many")
    world.write(*(made_line(random, f"r{number}", paragraphs=120) for number in range(24)))
    world.index()
    world.remove("r3", "r9")
    world.index()
    world.compare(Random(7), 60)


def test_an_index_without_reports(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write(line("a", ["提案"]))
    world.index()
    world.remove("a")
    world.index()
    with world.engines() as (searcher, plain):
        for query in ("提案", "NOT 提案", "提 -案", "年份:2023", "“提案” /句 提", "提 /篇 案", "提案？", ""):
            request = SearchRequest(query)
            assert_equal(searcher.search(request), plain.search(request), request)
            assert searcher.search(request).total == 0


def test_answers_are_the_same_when_opened_again(world: World) -> None:
    texts = [each.text for report in world.reports.values() for each in report.paragraphs]
    maker = QueryMaker(Random(8), texts, ["r01"])
    asked: list[tuple[SearchRequest, dict[str, Any]]] = []
    with world.engines() as (searcher, _):
        while len(asked) < 50:
            request = maker.request()
            try:
                asked.append((request, timeless(searcher.search(request))))
            except QueryError:
                continue
    with world.engines() as (searcher, _):
        for request, answer in reversed(asked):
            assert timeless(searcher.search(request)) == answer


def timeless(answer: SearchResult) -> dict[str, Any]:
    return {name: value for name, value in json.loads(json.dumps(answer.to_dict())).items() if name != "took_ms"}
