"""What every engine offers: each part of the interface held to the reports themselves; nothing else of it is used."""

import gc
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from weakref import ref

import pytest
from reports import line, write_lines

from index import index_paths
from index.analysis import Segmenter
from index.errors import ReportNotFound
from index.facets import BODY, KIND, YEAR
from search import ReportText, SearchRequest, YearRange
from search.engine.local import LocalSearcher
from search.engine.searcher import Searcher
from search.export.recent_hits import newest
from search.export.table import export_hits, report_lines
from search.offers.completion import Completer
from search.offers.suggestion import suggest
from search.origin import origin
from search.study import TrendBy, by_report, kwic, trend

OFFERED = {name for name in vars(Searcher) if not name.startswith("_")}
WORDS = ("甲", "提案", "提案", "辦理", "办理情况", "协商", "民主监督", "，", "𠮷", "abc", "。")
FILTERS = (
    SearchRequest(""),
    SearchRequest("这个词不影响"),
    SearchRequest("", body=("东市政协", "南市政协", "没有的机构")),
    SearchRequest("", year=(YearRange(2021, 2022), YearRange.none())),
    SearchRequest("", kind=("heading",)),
    SearchRequest("", kind=("text", "item"), body=("西市政协",), year=(YearRange(None, 2023),)),
    SearchRequest("", report="r5"),
    SearchRequest("", report="没有的报告"),
    SearchRequest("", report="r5", kind=("heading",)),
)


def made(number: int) -> dict[str, Any]:
    dice = random.Random(number)
    texts = ["".join(dice.choices(WORDS, k=dice.randint(1, 20))) for _ in range(dice.randint(1, 9))]
    body = ("东市政协", "西市政协", "南市政协")[number % 3]
    paragraphs = ["一、工作情况", *texts, "二、" + texts[0]]
    return line(
        f"r{number}", paragraphs, body=body, title=f"{body}报告", year=None if number % 5 == 4 else 2020 + number % 4
    )


@contextmanager
def searcher_of(folder: Path, numbers: list[int]) -> Iterator[Searcher]:
    """Of these reports, indexed in this order in segments, after some other reports were removed again."""
    for count, number in enumerate([100, *numbers, 101]):
        write_lines(folder / f"{count:03}.jsonl", made(number))
        if count % 4 == 0:
            index_paths([folder], folder / "index")
    (folder / "000.jsonl").unlink()
    (folder / f"{len(numbers) + 1:03}.jsonl").unlink()
    index_paths([folder], folder / "index")
    # The annotation is what mypy holds the engine to.
    with LocalSearcher(folder / "index") as opened:
        offered: Searcher = opened
        yield offered


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    with searcher_of(tmp_path_factory.mktemp("searcher"), list(range(14))) as opened:
        yield opened


@pytest.fixture(scope="module")
def reports(searcher: Searcher) -> list[ReportText]:
    """All reports, in the order of the index."""
    return [searcher.report(meta["id"]) for meta in searcher.metas()]


def is_let_through(request: SearchRequest, report: ReportText) -> bool:
    summary = report.summary
    return (
        (not request.chosen(BODY) or summary.body in request.chosen(BODY))
        and (request.report is None or summary.id == request.report)
        and (not request.chosen(YEAR) or any(YEAR.matches(summary.year, years) for years in request.chosen(YEAR)))
    )


@pytest.mark.parametrize("request_", FILTERS)
def test_characters_are_a_sum_over_paragraphs(
    searcher: Searcher, reports: list[ReportText], request_: SearchRequest
) -> None:
    expected: dict[tuple[str, int | None], int] = {}
    for report in reports:
        texts = [each.text for each in report.paragraphs if each.kind in (request_.chosen(KIND) or KIND.kinds)]
        if texts and is_let_through(request_, report):
            place = report.summary.body, report.summary.year
            expected[place] = expected.get(place, 0) + sum(map(len, texts))
    assert searcher.characters(request_) == expected


def test_some_filters_let_something_through_and_some_nothing(searcher: Searcher) -> None:
    sums = [sum(searcher.characters(request).values()) for request in FILTERS]
    assert len(set(sums)) > 5
    assert 0 in sums


def test_words_are_counted_and_placed_as_a_scan_does(searcher: Searcher, reports: list[ReportText]) -> None:
    segmenter = Segmenter.beside(cast(Path, searcher.location))
    counts: dict[str, int] = {}
    places: dict[str, tuple[str, int]] = {}
    for text in (paragraph.text for report in reports for paragraph in report.paragraphs):
        tokens = segmenter.words(text)
        for word in {word for word, _, _ in tokens}:
            counts[word] = counts.get(word, 0) + 1
            places.setdefault(word, (text, min(start for own, start, _ in tokens if own == word)))
    assert set(counts) <= set(searcher.vocabulary.words)
    for word in [*searcher.vocabulary.words, "宇宙飞船", ""]:
        assert searcher.word_count(word) == counts.get(word, 0)
        assert searcher.word_place(word) == places.get(word)


def test_what_is_known_of_reports(searcher: Searcher) -> None:
    metas = list(searcher.metas())
    assert {meta["id"] for meta in metas} == {f"r{number}" for number in range(14)}
    assert len(metas) == 14
    for meta in metas:
        assert searcher.meta(meta["id"]) == meta
    for summary in searcher.reports():
        assert all(searcher.meta(summary.id)[name] == getattr(summary, name) for name in ("body", "year", "characters"))
    for missing in ("r100", "没有", ""):
        with pytest.raises(ReportNotFound):
            searcher.meta(missing)


def test_which_generation_it_is(tmp_path: Path) -> None:
    index_paths([write_lines(tmp_path / "a.jsonl", made(1))], tmp_path / "i")
    with LocalSearcher(tmp_path / "i") as first:
        index_paths([write_lines(tmp_path / "b.jsonl", made(2))], tmp_path / "i")
        with LocalSearcher(tmp_path / "i") as second:
            assert (second.location, second.generation) == (tmp_path / "i", first.generation + 1)
            assert datetime.fromisoformat(first.written) <= datetime.fromisoformat(second.written)
        assert [meta["id"] for meta in first.metas()] == ["r1"]


def test_what_is_kept_for_a_searcher_goes_with_it(tmp_path: Path) -> None:
    index_paths([write_lines(tmp_path / "a.jsonl", made(1))], tmp_path / "i")
    opened = LocalSearcher(tmp_path / "i")
    completer = Completer(opened)
    assert completer.complete("提")
    assert opened.library.reports
    trend(opened, ["提案"], SearchRequest(""), by="body")
    watched: list[ref[Any]] = [ref(opened), ref(opened.lexicon), ref(opened.snapshot)]
    opened.close()
    del opened, completer
    gc.collect()
    assert [each() for each in watched] == [None, None, None]


class OnlyOffered:
    """A searcher that has what the interface says and nothing more, and finds in another index of the same reports."""

    def __init__(self, searcher: Searcher, finder: Searcher) -> None:
        self._searcher = searcher
        self._finder = finder

    def __getattr__(self, name: str) -> Any:
        if name not in OFFERED:
            raise AttributeError(name)
        return getattr(self._finder if name == "find" else self._searcher, name)


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """The same reports in another order, so that all numbers are others."""
    numbers = list(range(14))
    random.Random(3).shuffle(numbers)
    with searcher_of(tmp_path_factory.mktemp("finder"), numbers) as opened:
        yield opened


@pytest.fixture(scope="module")
def both(searcher: Searcher, finder: Searcher) -> Searcher:
    assert [meta["id"] for meta in searcher.metas()] != [meta["id"] for meta in finder.metas()]
    return cast(Searcher, OnlyOffered(searcher, finder))


REQUEST = SearchRequest("提案", kind=("text", "item"), limit=100)
WHEN = datetime(2024, 1, 1, tzinfo=UTC)
OF_WHAT_IS_FOUND: dict[str, Callable[[Searcher], Any]] = {
    "kwic": lambda own: [kwic(own, REQUEST, sort=sort).lines for sort in ("position", "left", "right")],
    "by_report": lambda own: by_report(own, REQUEST).groups,
    "newest": lambda own: newest(own, REQUEST),
    # The two indexes were not written in the same second.
    "export": lambda own: [
        b"".join(export_hits(own, REQUEST, kind, site="", when=WHEN)).replace(own.written.encode(), b"")
        for kind in ("csv", "json")
    ],
}  # fmt: skip


@pytest.mark.parametrize("use", OF_WHAT_IS_FOUND)
def test_what_is_found_says_all_of_itself(both: Searcher, finder: Searcher, use: str) -> None:
    found = OF_WHAT_IS_FOUND[use](finder)
    assert found
    assert OF_WHAT_IS_FOUND[use](both) == found


@pytest.mark.parametrize("by", ["year", "body", "body_year"])
def test_trends_are_the_same_wherever_it_is_found(both: Searcher, searcher: Searcher, by: TrendBy) -> None:
    queries = ["提案", "协商 甲", "没有的词"]
    request = replace(REQUEST, filters={"kind": ("text",), "year": (YearRange(2020, 2022), YearRange.none())})
    expected = replace(trend(searcher, queries, request, by=by), took_ms=0)
    assert sum(total.paragraphs for total in expected.totals)
    assert replace(trend(both, queries, request, by=by), took_ms=0) == expected


OF_THE_INDEX: dict[str, Callable[[Searcher], Any]] = {
    "completion": lambda own: [Completer(own).complete(typed) for typed in ("提", "tian", "机构:东")],
    "suggestion": lambda own: suggest(own, SearchRequest("题案"), own.search(SearchRequest("题案"))),
    "origin": lambda own: origin(own.meta("r3")),
    "changes": lambda own: (own.library.changes,),
    "lines": lambda own: list(report_lines(own)),
}


@pytest.mark.parametrize("use", OF_THE_INDEX)
def test_nothing_but_the_interface_is_used(searcher: Searcher, use: str) -> None:
    expected = OF_THE_INDEX[use](searcher)
    assert expected
    assert OF_THE_INDEX[use](cast(Searcher, OnlyOffered(searcher, searcher))) == expected
