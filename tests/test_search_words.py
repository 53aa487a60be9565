"""Words are counted as jieba cuts the folded texts, and measures are those of their papers."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import jieba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports import line, write_lines

from index import index_paths
from index.analysis import searched_text
from index.analysis.folding import fold_for_words
from index.analysis.segmentation import is_word
from index.deadline import UNLIMITED
from index.errors import RequestError, UserFileError
from search import SearchRequest, open_searcher
from search.engine.searcher import Searcher
from search.study.c_values import c_values
from search.study.collocates import Collocate, collocates
from search.study.counted_words import Words
from search.study.keyness import KeyTerm, keyness
from search.study.measures import dispersion, g2, log_dice, log_ratio, mutual_information, p_values
from search.study.new import new
from search.study.stop_words import shipped
from search.study.token_kinds import TokenKind
from search.study.words import WordSort, words

NOTHING_OUT: tuple[TokenKind, ...] = ("punctuation",)
"""Every word is listed."""
EVERY = SearchRequest("", limit=100_000)

REPORTS = {
    "a": ("甲市政协", 2022, ["提案办理协商，提案134件。", "有事来协商！有事好商量。", "发展新质生产力"]),
    "b": ("甲市政协", 2023, ["提案辦理協商。提案", "有事来协商平台，发展新质生产力", "推进新质生产力布局"]),
    "c": ("乙市政协", 2023, ["开展有事来协商活动", "培育新质生产力。", "没有提案 GDP-2"]),
    "d": ("乙市政协", 2021, ["", "委员履职", "办理提案", "㐂㐂店、𠮷𠮷野家αβ"]),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("words")
    file = write_lines(
        folder / "r.jsonl",
        *(line(name, texts, body=body, year=year) for name, (body, year, texts) in REPORTS.items()),
    )
    index_paths([file], folder / "index")
    with open_searcher(folder / "index") as searcher:
        yield searcher


def plain(text: str) -> str:
    """What jieba cuts: white space between Han characters is none, and script, width and case make no difference."""
    return fold_for_words(searched_text(text))


def jieba_words(texts: Sequence[str]) -> list[list[str]]:
    """Of each text the words, None where punctuation stands."""
    return [[word if is_word(word) else "" for word in jieba.lcut(plain(text))] for text in texts]


def of_searcher(searcher: Searcher, years: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """The texts of each report that passes the filters, by its id."""
    found = searcher.selected(SearchRequest.parse("", year=years))
    texts: dict[str, list[str]] = {}
    for document in found.documents.tolist():
        report = found.snapshot.meta(int(found.snapshot.reports[document]))["id"]
        texts.setdefault(report, []).append(found.snapshot.text(document))
    return texts


def runs(texts: Sequence[str], n: int) -> Counter[tuple[str, ...]]:
    """Runs of n words, without punctuation between."""
    found: Counter[tuple[str, ...]] = Counter()
    for own in jieba_words(texts):
        found.update(run for run in zip(*(own[first:] for first in range(n)), strict=False) if all(run))
    return found


def singles(texts: Sequence[str]) -> Counter[str]:
    """The words."""
    return Counter(word for own in jieba_words(texts) for word in own if word)


@pytest.mark.parametrize("n", [1, 2, 3, 5])
@pytest.mark.parametrize("years", [(), ("2023",)])
def test_counts_are_those_of_a_scan(small: Searcher, searcher: Searcher, n: int, years: tuple[str, ...]) -> None:
    for each in (small, searcher):
        texts = of_searcher(each, years)
        expected = runs([text for own in texts.values() for text in own], n)
        asked = SearchRequest.parse("", limit=100_000, year=years)
        found = words(each, asked, n=n, left_out=NOTHING_OUT)
        assert {term.words: term.count for term in found.terms} == dict(expected)
        assert [term.count for term in found.terms] == sorted(expected.values(), reverse=True)
        assert found.words == sum(runs([text for own in texts.values() for text in own], 1).values())
        assert found.reports == len(texts)
        in_reports = Counter(term for own in texts.values() for term in set(runs(own, n)))
        assert {term.words: term.reports for term in found.terms} == dict(in_reports)


@pytest.mark.parametrize("sort", ["count", "reports", "dp", "word"])
@pytest.mark.parametrize("n", [1, 2])
def test_pages_are_parts_of_the_whole_list(searcher: Searcher, n: int, sort: WordSort) -> None:
    whole = words(searcher, SearchRequest("", limit=500), n=n, sort=sort)
    pages = [words(searcher, SearchRequest("", limit=7, offset=start), n=n, sort=sort) for start in range(0, 35, 7)]
    assert [term for page in pages for term in page.terms] == list(whole.terms[:35])
    assert words(searcher, SearchRequest("", limit=0), n=n, sort=sort).terms == ()


def test_what_is_left_out_can_be_let_in(small: Searcher) -> None:
    everything = {term.term for term in words(small, EVERY, left_out=()).terms}
    assert {",", "134", "的", "提案"} & everything == {",", "134", "提案"}
    usual = {term.term for term in words(small, EVERY).terms}
    assert {",", "134", "没有"} & usual == set()
    assert "134" in {term.term for term in words(small, EVERY, left_out=("stopwords", "punctuation")).terms}
    # Words are counted alike, whichever of them are listed.
    assert words(small, EVERY, left_out=()).words == words(small, EVERY).words


def test_places_are_left_out_on_request(tmp_path: Path) -> None:
    index_paths([write_lines(tmp_path / "r.jsonl", line("r", ["广安区和四川省的提案，和平发展"]))], tmp_path / "index")
    with open_searcher(tmp_path / "index") as searcher:
        kinds: tuple[TokenKind, ...] = ("punctuation", "places")
        assert {term.term for term in words(searcher, EVERY, left_out=kinds).terms} == {
            "和",
            "的",
            "提案",
            "和平",
            "发展",
        }


@pytest.mark.parametrize(
    ("part", "found"),
    [("新", {"新质"}), ("新…", {"新质"}), ("*质", {"新质"}), ("…新", set()), ("協商", {"协商"}), ("產", {"生产力"})],
)
def test_words_with_a_part(small: Searcher, part: str, found: set[str]) -> None:
    assert {term.term for term in words(small, EVERY, part=part).terms} == found


def test_a_part_may_stand_across_the_words_of_a_run(small: Searcher) -> None:
    assert {term.term for term in words(small, EVERY, n=2, part="质生").terms} == {"新质生产力"}
    assert {term.term for term in words(small, EVERY, n=2, part="新质生…").terms} == {"新质生产力"}
    assert words(small, EVERY, n=2, part="商量").terms != ()


def test_terms_that_jieba_cuts_apart_are_found(small: Searcher) -> None:
    found = words(small, EVERY, terms=True, sort="c_value")
    assert [term.term for term in found.terms] == ["新质生产力"]
    [term] = found.terms
    assert (term.count, term.reports) == (4, 3)
    assert term.c_value == pytest.approx(math.log2(2) * 4)


def test_c_value_is_that_of_its_paper() -> None:
    """Frantzi et al. (2000): real time clock is nested in two longer terms, and so on."""
    none = 0xFFFFFFFF
    grams = np.array([[1, 2, none, none, none], [1, 2, 3, none, none], [4, 1, 2, 3, none]], np.uint32)
    values = c_values(grams, np.array([10, 6, 2]))
    assert values.tolist() == [
        pytest.approx(math.log2(2) * (10 - (6 + 2) / 2)),
        pytest.approx(math.log2(3) * (6 - 2)),
        pytest.approx(math.log2(4) * 2),
    ]


def test_stop_words_of_the_house(tmp_path: Path) -> None:
    index_paths([write_lines(tmp_path / "r.jsonl", line("r", ["我们的提案協商"]))], tmp_path / "index")
    (tmp_path / "stopwords.txt").write_text("提案 # ours\n-我們\n", "utf-8")
    with open_searcher(tmp_path / "index") as searcher:
        assert {term.term for term in words(searcher, EVERY).terms} == {"我们", "协商"}
    (tmp_path / "stopwords.txt").write_bytes(b"\xcc\xe1\xb0\xb8")
    with open_searcher(tmp_path / "index") as searcher, pytest.raises(UserFileError, match="第 1 行"):
        words(searcher, EVERY)
    assert {"的", "和", "在"} <= shipped()
    assert not {"提案", "协商", "发展", "新"} & shipped()


def test_what_cannot_be_is_refused(small: Searcher) -> None:
    for n in (0, 6):
        with pytest.raises(RequestError):
            words(small, EVERY, n=n)
    with pytest.raises(RequestError):
        words(small, EVERY, sort="size")  # type: ignore[arg-type]
    for n in (1, 2):
        with pytest.raises(RequestError, match="C 值") as refused:
            words(small, EVERY, n=n, sort="c_value")
        assert "--terms" in refused.value.next_step
    with pytest.raises(RequestError, match="参照"):
        keyness(small, SearchRequest(""))
    with pytest.raises(RequestError):
        collocates(small, SearchRequest("提案"), window=0)
    with pytest.raises(RequestError):
        keyness(small, SearchRequest("提案"), sort="p")  # type: ignore[arg-type]


def test_measures_equal_examples_by_hand() -> None:
    counts = [np.array([number]) for number in (10, 990, 5, 1995)]
    expected = [15 * 1000 / 3000, 2985 * 1000 / 3000, 15 * 2000 / 3000, 2985 * 2000 / 3000]
    by_hand = 2 * sum(seen * math.log(seen / each) for seen, each in zip((10, 990, 5, 1995), expected, strict=True))
    assert g2(*counts)[0] == pytest.approx(by_hand)
    assert g2(np.array([0]), np.array([100]), np.array([0]), np.array([100]))[0] == 0
    # 3.841 is the value of χ² with one degree of freedom at 5 %.
    assert p_values(np.array([3.841459]))[0] == pytest.approx(0.05, abs=1e-6)
    assert log_ratio(np.array([10, 0]), 1000, np.array([5, 4]), 2000).tolist() == [2.0, -2.0]
    assert mutual_information(np.array([8]), np.array([2.0]))[0] == 2
    assert log_dice(np.array([10]), 20, np.array([20]))[0] == 13
    # Gries (2008): five equal parts, all occurrences in one of them.
    assert dispersion(np.array([0]), np.array([7]), np.array([0.2]), 1)[0] == pytest.approx(0.8)
    even = dispersion(np.zeros(5, np.int64), np.full(5, 3), np.full(5, 0.2), 1)
    assert even[0] == pytest.approx(0)


@given(st.lists(st.integers(0, 200), min_size=4, max_size=4))
def test_g2_is_never_negative_and_symmetric(cells: list[int]) -> None:
    arrays = [np.array([cell]) for cell in cells]
    value = g2(*arrays)[0]
    assert value >= 0
    assert value == pytest.approx(g2(arrays[0], arrays[2], arrays[1], arrays[3])[0], abs=1e-6)


def test_keyness_compares_two_selections(small: Searcher) -> None:
    found = keyness(small, SearchRequest("年份:2023", limit=1000), SearchRequest("年份:..2022"), left_out=NOTHING_OUT)
    texts = of_searcher(small)
    target = singles([*texts["b"], *texts["c"]])
    reference = singles([*texts["a"], *texts["d"]])
    assert {term.term: (term.target, term.reference) for term in found.terms} == {
        word: (target[word], reference[word]) for word in target | reference
    }
    totals = target.total(), reference.total()
    assert (found.target.words, found.reference.words) == totals
    [term] = [term for term in found.terms if term.term == "生产力"]
    cells = (3, totals[0] - 3, 1, totals[1] - 1)
    assert term.g2 == pytest.approx(g2(*(np.array([cell]) for cell in cells))[0])
    assert term.log_ratio == pytest.approx(math.log2((3 / totals[0]) / (1 / totals[1])))
    assert term.p == pytest.approx(min(1, term.p_alone * found.compared))
    assert (term.target_reports, term.reference_reports) == (2, 1)
    assert [each.g2 for each in found.terms] == sorted((each.g2 for each in found.terms), reverse=True)


def test_directions_of_keyness_and_the_rest_as_reference(small: Searcher) -> None:
    target = SearchRequest("年份:2023", limit=1000)
    rest, named = keyness(small, target), keyness(small, target, SearchRequest("-年份:2023"))
    assert rest.terms == named.terms
    more = keyness(small, target, direction="more")
    less = keyness(small, target, direction="less")
    assert all(term.log_ratio > 0 for term in more.terms)
    assert all(term.log_ratio < 0 for term in less.terms)
    assert len({*more.terms, *less.terms}) == more.total + less.total <= rest.total
    both = keyness(small, target, SearchRequest(""))
    assert both.overlap == len(small.selected(target).documents)


def test_new_terms_are_told_from_those_that_are_gone(small: Searcher) -> None:
    found = new(small, SearchRequest("年份:2023"), SearchRequest("年份:..2022"), least=1)
    assert "推进" in {term.term for term in found.new}
    assert {"委员", "履职"} <= {term.term for term in found.gone}
    assert all(term.reference == 0 < term.target for term in found.new)
    assert all(term.target == 0 < term.reference for term in found.gone)
    assert found.totals.new >= len(found.new)
    assert [term.target_reports for term in found.new] == sorted((t.target_reports for t in found.new), reverse=True)


def test_what_is_new_stands_nowhere_before_and_pages_have_each_once(small: Searcher) -> None:
    asked, since = SearchRequest("年份:2023"), SearchRequest("年份:..2022")
    every = new(small, replace(asked, limit=10_000), since, least=1)
    for terms, other in ((every.new, since), (every.gone, asked)):
        assert terms
        selected = small.selected(other)
        within = "\n".join(plain(selected.snapshot.text(at)) for at in selected.documents.tolist())
        assert [term.term for term in terms if term.term in within] == []
    assert every.at_most == ()
    assert [len(getattr(every, name)) for name in ("new", "more", "less", "gone")] == [*every.totals.to_dict().values()]
    pages = [new(small, replace(asked, limit=2, offset=start), since, least=1) for start in (0, 2, 4)]
    assert [term.term for page in pages for term in page.gone] == [term.term for term in every.gone[:6]]
    assert {(page.at_most, page.totals) for page in pages} == {((), every.totals)}


def test_nothing_compares_to_nothing(small: Searcher) -> None:
    nothing, some = SearchRequest("年份:1800"), SearchRequest("年份:2023")
    for target, reference in ((some, nothing), (nothing, some)):
        assert keyness(small, target, reference).terms == ()
        assert not any(new(small, target, reference).totals.to_dict().values())


def windows(texts: Sequence[str], query: str, size: int, *, across: bool) -> tuple[Counter[str], Counter[str], int]:
    """Words left and right of each occurrence, by a scan; every word for its nearest occurrence only."""
    left, right, count = Counter[str](), Counter[str](), 0
    for text in texts:
        tokens = jieba.lcut(plain(text))
        sentence, unit, listed = 0, [], []
        for token in tokens:
            unit.append(sentence)
            sentence += not across and any(sign in "。！？；!?;" for sign in token)
            listed.append(is_word(token))
        nodes = [at for at, token in enumerate(tokens) if token == query]
        count += len(nodes)
        for at, token in enumerate(tokens):
            if not listed[at]:
                continue
            distances = [
                (sum(listed[min(at, node) + 1 : max(at, node)]) + 1, 0 if at < node else 1)
                for node in nodes
                if node != at and unit[node] == unit[at]
            ]
            near = min(distances, default=(size + 1, 0))
            if near[0] <= size:
                (right if near[1] else left)[token] += 1
    return left, right, count


@pytest.mark.parametrize("across", [False, True])
@pytest.mark.parametrize("size", [1, 3, 5])
def test_collocates_are_those_of_a_scan(small: Searcher, size: int, across: bool) -> None:
    every = [text for own in of_searcher(small).values() for text in own]
    left, right, count = windows(every, "提案", size, across=across)
    found = collocates(small, SearchRequest("提案", limit=1000), window=size, across=across, left_out=NOTHING_OUT)
    assert found.occurrences == count
    assert {term.term: (term.left, term.right) for term in found.terms} == {
        word: (left[word], right[word]) for word in left | right
    }
    alone = singles(every)
    for term in found.terms:
        assert (term.together, term.alone) == (term.left + term.right, alone[term.term])
        expected = found.in_windows * term.alone / found.words
        assert term.mi == pytest.approx(math.log2(term.together / expected))
        assert term.log_dice == pytest.approx(14 + math.log2(2 * term.together / (count + term.alone)))


TEXT = st.text(st.sampled_from("提案办理協商的，。 有事来a1"), max_size=14).filter(
    # Where two ways to cut are equally likely, jieba and its port for speed need not take the same.
    lambda text: not re.search(r"(.)\1\1", plain(text))
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(TEXT, min_size=1, max_size=3), min_size=1, max_size=4))
def test_any_corpus_is_counted_as_a_scan_counts_it(
    tmp_path_factory: pytest.TempPathFactory, reports: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    file = write_lines(folder / "r.jsonl", *(line(f"r{number}", texts) for number, texts in enumerate(reports)))
    index_paths([file], folder / "index")
    with open_searcher(folder / "index") as searcher:
        texts = [text for own in of_searcher(searcher).values() for text in own]
        for n in (1, 2):
            found = words(searcher, EVERY, n=n, left_out=NOTHING_OUT)
            assert {term.words: term.count for term in found.terms} == dict(runs(texts, n))
        left, right, count = windows(texts, "提案", 2, across=False)
        near = collocates(searcher, SearchRequest("提案", limit=1000), window=2, left_out=NOTHING_OUT)
        if near.occurrences == count:
            assert {term.term: (term.left, term.right) for term in near.terms} == {
                word: (left[word], right[word]) for word in left | right
            }


def test_runs_are_placed_where_they_stand(small: Searcher) -> None:
    counted = Words(small.selected(SearchRequest("")), UNLIMITED)
    every = words(small, EVERY, n=2, left_out=NOTHING_OUT)
    assert sum(term.count for term in every.terms) == len(counted.starts(2, counted.kinds.word, counted.kinds.word))
    assert isinstance(every.terms[0].to_dict()["dp"], float)
    assert {KeyTerm, Collocate} & {type(term) for term in keyness(small, SearchRequest("提案")).terms} == {KeyTerm}


def test_all_runs_of_four_are_found_though_many_share_a_bin(small: Searcher) -> None:
    counted = Words(small.selected(SearchRequest("")), UNLIMITED)
    known = np.unique(counted.numbers)[:40]
    every = np.stack([each.ravel() for each in np.meshgrid(*[known] * 4)], axis=1).astype(np.uint32)
    places, owners = counted.standing(every)
    found = {place: tuple(gram) for place, gram in zip(places.tolist(), every[owners].tolist(), strict=True)}
    ends = np.append(counted.firsts, len(counted.numbers))
    inside = [
        place
        for first, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)
        for place in range(first, end - 3)
        if set(counted.numbers[place : place + 4].tolist()) <= set(known.tolist())
    ]
    assert found == {place: tuple(counted.numbers[place : place + 4].tolist()) for place in inside}
    assert len(places) == len(inside) > 5
