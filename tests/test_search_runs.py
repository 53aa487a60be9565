"""Runs of words are told apart, placed and found to be terms as a scan by itself does it."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports import line, write_lines

from index import index_paths
from index.deadline import UNLIMITED
from search import SearchRequest, open_searcher
from search.engine.searcher import Searcher
from search.study.counted_words import Words
from search.study.grams import MOST_WORDS, NONE, each_once, hashes, padded
from search.study.keyness import keyness
from search.study.new import new
from search.study.report_pairs import pairs
from search.study.standing import Standing
from search.study.telling_apart import bins_of, different, found_again, may_begin, told_apart
from search.study.token_kinds import TokenKind
from search.study.words import WordSort, words

Run = tuple[str, ...]
NOTHING_OUT: tuple[TokenKind, ...] = ("punctuation",)
"""Every word is listed."""
NUMBERS = st.lists(st.integers(0, 5), min_size=1, max_size=60).map(lambda numbers: np.array(numbers, np.uint32))


@pytest.fixture(scope="module")
def seeds_searched(seed_index: Path) -> Iterator[Searcher]:
    with open_searcher(seed_index) as searcher:
        yield searcher


@given(NUMBERS, st.integers(1, 5), st.booleans())
def test_runs_are_told_apart_and_found_again_even_in_one_bin(numbers: np.ndarray, length: int, one_bin: bool) -> None:
    starts = np.arange(max(len(numbers) - length + 1, 0))
    expected = [tuple(numbers[start : start + length].tolist()) for start in starts.tolist()]
    bins = bins_of(hashes(numbers[distance : distance + len(starts)] for distance in range(length)))
    bins = np.zeros_like(bins) if one_bin else bins
    begins, owners = told_apart(numbers, starts, bins, length)
    assert [expected[begin] for begin in begins[owners].tolist()] == expected
    assert len(begins) == len(set(expected))
    grams = np.array(sorted(set(expected)), np.uint32).reshape(-1, length)[::2]
    of_grams = np.zeros(len(grams), np.uint32) if one_bin else bins_of(hashes(grams.T))
    places, which = found_again(numbers, grams, of_grams, starts, bins)
    known = set(map(tuple, grams.tolist()))
    assert sorted(places.tolist()) == [start for start, run in enumerate(expected) if run in known]
    assert [tuple(grams[row].tolist()) for row in which.tolist()] == [expected[place] for place in places.tolist()]


@given(NUMBERS, st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=5), max_size=6))
def test_a_run_stands_nowhere_but_where_it_may_begin(numbers: np.ndarray, runs: list[list[int]]) -> None:
    of_length = [[run for run in runs if len(run) == length] for length in range(1, MOST_WORDS + 1)]
    grams = [np.array(own, np.uint32).reshape(len(own), length) for length, own in enumerate(of_length, 1)]
    for own, places in zip(of_length, may_begin(numbers, grams, 6), strict=True):
        expected = [
            place
            for place in range(len(numbers))
            if any(
                place + len(run) <= len(numbers)
                and all(numbers[place + step] in {each[step] for each in own} for step in range(len(run)))
                for run in own
            )
        ]
        assert places.tolist() == expected


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6)), max_size=40), st.integers(0, 4))
def test_different_values_are_counted_up_to_a_bound(pairs: list[tuple[int, int]], most: int) -> None:
    owners, values = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    expected = [len({value for owner, value in pairs if owner == own}) for own in range(4)]
    assert different(owners, values, 4, most).tolist() == [min(count, most) for count in expected]


@given(st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=5), min_size=1, max_size=20))
def test_each_run_is_kept_once_in_order(runs: list[list[int]]) -> None:
    grams = np.concatenate([padded(np.array([run], np.uint32)) for run in runs])
    found, rows = each_once(grams)
    own = [tuple(number for number in gram if number != NONE) for gram in found.tolist()]
    assert own == sorted(set(map(tuple, runs)), key=lambda run: [*run, *[NONE] * (5 - len(run))])
    assert found[rows].tolist() == grams.tolist()


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=30), st.booleans(), st.integers(1, 40))
def test_pairs_of_terms_and_reports_are_counted(own: list[tuple[int, int]], ordered: bool, often: int) -> None:
    own = (sorted(own, key=lambda pair: pair[1]) if ordered else own) * often
    terms, reports = (np.array([pair[side] for pair in own], np.int64) for side in (0, 1))
    found = pairs(terms, reports.astype(np.uint32), 3)
    told = list(zip(found.terms.tolist(), found.reports.tolist(), strict=True))
    assert dict(zip(told, found.counts.tolist(), strict=True)) == Counter(own)
    assert len(told) == len(set(own))
    for term in range(4):
        assert [report for each, report in told if each == term] == sorted({each for at, each in own if at == term})


def test_where_chosen_runs_stand_is_told_in_their_order() -> None:
    first = Standing.of(np.array([3, 5, 8]), np.array([0, 1, 0]), np.array([1, 0]))
    both = Standing.together([first.chosen(np.array([0, 1])), Standing.of(np.array([9]), np.array([0]), np.array([0]))])
    assert [each.tolist() for each in both.told()] == [[3, 5, 8, 9], [1, 0, 1, 2]]
    assert [each.tolist() for each in both.chosen(np.array([2, 1])).told()] == [[3, 8, 9], [1, 1, 0]]
    assert [each.tolist() for each in both.chosen(np.array([1])).chosen(np.array([], np.int64)).told()] == [[], []]
    assert both.sample(2).told()[0].tolist() == [3, 8, 9]


class Scan:
    """All runs of words of a selection, by its token stream, paragraph after paragraph; "" for punctuation."""

    def __init__(self, searcher: Searcher, query: str) -> None:
        selected = searcher.selected(SearchRequest(query))
        counted = Words(selected, UNLIMITED)
        self.reports = selected.snapshot.reports[selected.documents].tolist()
        ends = np.append(counted.firsts, len(counted.numbers)).tolist()
        known, is_word = counted.numbering.words, counted.kinds.word
        self.texts = [
            [known[number] if is_word[number] else "" for number in counted.numbers[first:end].tolist()]
            for first, end in pairwise(ends)
        ]
        self.words = sum(map(bool, (word for text in self.texts for word in text)))
        self.of_reports = Counter[int]()
        for report, text in zip(self.reports, self.texts, strict=True):
            self.of_reports[report] += sum(map(bool, text))

    def runs(self, lengths: Iterable[int]) -> Iterator[tuple[Run, int, list[str], list[str]]]:
        """Each run with its report and what stands before and behind it."""
        for report, text in zip(self.reports, self.texts, strict=True):
            for n in lengths:
                for at in range(len(text) - n + 1):
                    if all(run := tuple(text[at : at + n])):
                        yield run, report, text[at - 1 : at] if at else [], text[at + n : at + n + 1]

    def dp(self, reports: Counter[int]) -> float:
        """Gries' DP of a term that stands so often in these reports."""
        total = reports.total()
        return sum(abs(reports[each] / total - words / self.words) for each, words in self.of_reports.items()) / 2


@pytest.mark.parametrize("query", ["", "提案", "年份:2024.."])
@pytest.mark.parametrize("n", [1, 2, 3])
def test_lists_are_in_the_order_of_a_scan(seeds_searched: Searcher, query: str, n: int) -> None:
    scan, reports = Scan(seeds_searched, query), defaultdict[Run, Counter[int]](Counter)
    for run, report, _, _ in scan.runs([n]):
        reports[run][report] += 1
    keys: dict[WordSort, dict[Run, float]] = {
        "count": {run: -own.total() for run, own in reports.items()},
        "reports": {run: -len(own) for run, own in reports.items()},
        "dp": {run: scan.dp(own) for run, own in reports.items()},
        "word": dict.fromkeys(reports, 0),
    }
    for sort, values in keys.items():
        found = words(seeds_searched, SearchRequest(query, limit=60, offset=7), n=n, sort=sort, left_out=NOTHING_OUT)
        expected = sorted(values.values())[7:67]
        assert [values[term.words] for term in found.terms] == pytest.approx(expected)
        if sort != "dp":
            # Of equal values, but for those that rounding tells apart.
            assert [term.words for term in found.terms] == sorted(values, key=lambda run: (values[run], run))[7:67]
        for term in found.terms:
            own = reports[term.words]
            assert (term.count, term.reports) == (own.total(), len(own))
            assert term.dp == pytest.approx(scan.dp(own))


@pytest.mark.parametrize("query", ["", "年份:2024.."])
def test_terms_are_those_of_a_scan(seeds_searched: Searcher, query: str) -> None:
    scan = Scan(seeds_searched, query)
    counts, reports = Counter[Run](), defaultdict[Run, set[int]](set)
    beside = [defaultdict[Run, list[str]](list), defaultdict[Run, list[str]](list)]
    for run, report, before, behind in scan.runs(range(2, MOST_WORDS + 1)):
        counts[run] += 1
        reports[run].add(report)
        for side, neighbour in zip(beside, (before, behind), strict=True):
            side[run].append(neighbour[0] if neighbour else "")
    frequent = {run: count for run, count in counts.items() if count >= 4}
    longer = defaultdict[Run, set[Run]](set)
    for run in frequent:
        for n in range(2, len(run)):
            for at in range(len(run) - n + 1):
                longer[run[at : at + n]].add(run)
    values = {}
    for run, count in frequent.items():
        inside = [frequent[other] for other in longer[run]]
        values[run] = math.log2(len(run)) * (count - (sum(inside) / len(inside) if inside else 0))
    fewest = min(3, -(-len(scan.of_reports) // 3))
    expected = {
        run
        for run, value in values.items()
        if value > 0
        and len(reports[run]) >= fewest
        and all(side[run].count("") + len({*side[run]} - {""}) >= 3 for side in beside)
    }
    found = words(seeds_searched, SearchRequest(query, limit=10_000), terms=True, left_out=NOTHING_OUT)
    assert {term.words for term in found.terms} == expected
    assert found.total == len(expected) > 10
    for term in found.terms:
        assert (term.count, term.reports) == (counts[term.words], len(reports[term.words]))
        assert term.c_value == pytest.approx(values[term.words])


@pytest.mark.parametrize(("target", "reference"), [("年份:2024..", "年份:..2023"), ("提案", None), ("协商", "提案")])
def test_compared_terms_are_counted_as_a_scan_counts_them(
    seeds_searched: Searcher, target: str, reference: str | None
) -> None:
    # Of each text on either side, the reports that say it, once for each time, by the words that jieba cuts it into.
    sides = []
    for query in (target, f"NOT ({target})" if reference is None else reference):
        said = defaultdict[str, defaultdict[Run, Counter[int]]](lambda: defaultdict(Counter))
        for run, report, _, _ in Scan(seeds_searched, query).runs(range(1, MOST_WORDS + 1)):
            said["".join(run)][run][report] += 1
        sides.append(said)
    asked, other = SearchRequest(target, limit=5000), None if reference is None else SearchRequest(reference)
    found = keyness(seeds_searched, asked, other, terms=True, left_out=NOTHING_OUT)
    assert len(found.terms) > 50
    for term in found.terms:
        cuts = {run for said in sides for run in said[term.term] if len(run) > 1}
        counts = [[(said[term.term][run].total(), len(said[term.term][run])) for said in sides] for run in cuts]
        told = [(term.target, term.target_reports), (term.reference, term.reference_reports)]
        assert told in counts
    # What is new counts a text in all the ways it is cut.
    for name in ("new", "more", "less", "gone"):
        for key in getattr(new(seeds_searched, asked, other), name):
            for said, count in zip(sides, (key.target, key.reference), strict=True):
                own = [reports.total() for reports in said[key.term].values()]
                assert max(own, default=0) <= count <= sum(own)


@pytest.mark.parametrize("n", [2, 3])
@pytest.mark.parametrize("least", [1, 2, 5])
def test_runs_are_compared_that_both_together_have_so_often(seeds_searched: Searcher, n: int, least: int) -> None:
    counts = Counter[Run]()
    for query in ("年份:2024..", "年份:..2023"):
        counts.update(run for run, _, _, _ in Scan(seeds_searched, query).runs([n]))
    asked, other = SearchRequest("年份:2024..", limit=0), SearchRequest("年份:..2023")
    found = keyness(seeds_searched, asked, other, n=n, least=least, left_out=NOTHING_OUT)
    assert found.total == sum(count >= least for count in counts.values())


def test_the_end_of_a_paragraph_is_another_neighbour_each_time(tmp_path: Path) -> None:
    texts = ["民主监督", "推进工作落实。", "创新治理", "推进发展。"] * 6
    files = [write_lines(tmp_path / f"{name}.jsonl", line(name, texts)) for name in "abcd"]
    index_paths(files, tmp_path / "index")
    with open_searcher(tmp_path / "index") as searcher:
        found = words(searcher, SearchRequest("", limit=10), terms=True)
    assert {term.term for term in found.terms} >= {"创新治理", "推进发展", "推进工作落实"}
