"""The queries that benchmarks ask: the same every time, as mixed as they claim to be, and answered by something."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from reports import line, write_lines

from benchmarks.large import reports, with_paragraphs
from benchmarks.ours import OurSearcher
from benchmarks.page import Ask
from benchmarks.queries import MIX, Query, draw, indexed_passages
from search import Searcher, open_searcher


@pytest.fixture(scope="module")
def searcher(seed_index: Path) -> Iterator[Searcher]:
    with open_searcher(seed_index) as opened:
        yield opened


@pytest.fixture(scope="module")
def ours(searcher: Searcher) -> Ask:
    return OurSearcher(searcher).page


@pytest.fixture(scope="module")
def queries(searcher: Searcher) -> list[Query]:
    return draw(indexed_passages(searcher))


def test_the_same_texts_give_the_same_queries(searcher: Searcher, queries: list[Query]) -> None:
    assert draw(indexed_passages(searcher)) == queries


def test_there_are_as_many_of_each_group_as_the_mix_says(queries: list[Query]) -> None:
    assert Counter(query.group for query in queries) == {group: wanted for group, (wanted, _) in MIX.items()}
    assert {query.filters for query in queries} == {(), ("body",), ("year",), ("kind",), ("body", "year")}


def test_every_query_finds_the_paragraph_it_was_drawn_from(ours: Ask, queries: list[Query]) -> None:
    assert [query for query in queries if not query.without and not ours(query).total] == []


def test_a_facet_is_counted_over_the_hits_that_its_own_choice_does_not_narrow() -> None:
    query = Query("", ("提案",), body="广安区政协", years=(2020, 2023))

    assert query.counted() == [
        (("kind",), query),
        (("body",), Query("", ("提案",), years=(2020, 2023))),
        (("year",), Query("", ("提案",), body="广安区政协")),
    ]


def test_tantivy_answers_as_we_do(ours: Ask, seeds: Path, queries: list[Query], tmp_path: Path) -> None:
    pytest.importorskip("tantivy")
    from benchmarks import tantivy_peer

    seeded = [report for path in sorted(seeds.glob("*.txt")) for report in reports(path)]
    tantivy_peer.build(tmp_path / "tantivy", tantivy_peer.rows(seeded))
    theirs = tantivy_peer.TantivySearcher(tmp_path / "tantivy").page

    plain = [query for query in queries if query.words and not query.without and not query.filters]
    pairs = [(ours(query), theirs(query)) for query in plain]
    # Ours finds a word also where segmentation hid it, so it may find more.
    assert all(one.total >= other.total for one, other in pairs)
    alike = [(one, other) for one, other in pairs if one.total == other.total]
    assert len(alike) > len(pairs) * 0.8
    assert all((one.facets, len(one.hits)) == (other.facets, len(other.hits)) for one, other in alike)


@pytest.mark.parametrize("wanted", [1, 250, 700])
def test_a_corpus_is_cut_or_repeated_to_a_size(tmp_path: Path, wanted: int) -> None:
    corpus = write_lines(tmp_path / "corpus.jsonl", *(line(f"r{at}", ["段落"] * 100) for at in range(3)))

    found = list(reports(with_paragraphs(corpus, wanted, tmp_path / "part.jsonl")))

    assert sum(len(report.paragraphs) for report in found) == wanted
    assert len({report.id for report in found}) == len(found)
