"""Groups and samples of a concordance's lines: every line is in one group, and a seed has one sample."""

import csv
import io
import json
import random
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jieba
import pytest
from command import run
from hypothesis import given, settings
from hypothesis import strategies as st
from reports import line, write_lines
from web_client import opened

from index import index_paths
from index.analysis import fold, searched
from index.analysis.folding import fold_for_words
from index.errors import RequestError, TooMuch
from search import Searcher, SearchRequest
from search.study import KwicLine, KwicResult, LineChoice, kwic
from search.study.line_choice import GROUPS
from search.study.sampling import sampled

QUERIES = ("协商", "提案", "案", "提案 办理", "“协商 会议”", "的", "政协 OR 协商", "无此言")
EVERY = 10_000
PIECES = (
    "政治协商会议", "人民政协", "提案", "办理", "提案办理", "协 商", "協商", "协\u200b商", "会议", "的", "，", "。",
    " ", "\u3000", "A1", "é", "提\u00ad案", "了", "100%",
)  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Texts in which words are cut by what is looked for, and that are not what is searched; in segments, some gone."""
    folder = tmp_path_factory.mktemp("choice")
    dice = random.Random(3)
    for number in range(9):
        texts = ["".join(dice.choices(PIECES, k=dice.randint(1, 14))) for _ in range(dice.randint(1, 8))]
        # Some segments have no text that differs from what is searched.
        texts = texts if number % 3 else ["人民政协提案办理协商会议的提案"]
        write_lines(folder / f"{number}.jsonl", line(f"r{number}", texts, date=f"2024-0{number + 1}-01", year=2023))
        if number in (3, 5, 8):
            index_paths([folder], folder / "index")
    (folder / "1.jsonl").unlink()
    index_paths([folder], folder / "index")
    return folder / "index"


def lines(indexed: Searcher, query: str, sort: str = "position", **choice: Any) -> KwicResult:
    return kwic(indexed, SearchRequest(query, limit=EVERY), sort=sort, choice=LineChoice(**choice))


def places(found: KwicResult) -> list[tuple[str, int, int, int]]:
    return [place(each) for each in found.lines]


def place(each: KwicLine) -> tuple[str, int, int, int]:
    return each.report, each.paragraph, each.start, each.end


def words_plainly(text: str, start: int, end: int, group: str) -> str:
    """The words beside an occurrence, from jieba and the text alone."""
    seen = searched(text)
    side, count = GROUPS[group]
    found, at = [], 0
    for word in jieba.lcut(fold_for_words(seen.text)):
        begins, ends = at, at + len(word)
        at = ends
        first = [offset for offset in range(begins, ends) if seen.original(offset, offset + 1)[0] >= end]
        last = [offset for offset in range(begins, ends) if seen.original(offset, offset + 1)[1] <= start]
        outside = first if side == "right" else last
        said = "".join(fold(seen.text[offset]) for offset in outside)
        found += [said] if said.strip() else []
    return " ".join(found[:count] if side == "right" else found[-count:])


@pytest.mark.parametrize("group", list(GROUPS))
@pytest.mark.parametrize("query", QUERIES)
def test_groups_have_each_line_once_by_the_words_beside(indexed: Searcher, query: str, group: str) -> None:
    whole = lines(indexed, query)
    texts = {(hit.report, hit.paragraph): hit.text for hit in indexed.search(SearchRequest(query, limit=EVERY)).hits}
    plain: dict[str, list[KwicLine]] = {}
    for each in whole.lines:
        words = words_plainly(texts[each.report, each.paragraph], each.start, each.end, group)
        plain.setdefault(words, []).append(each)
    found = lines(indexed, query, group=group)
    assert (found.lines, found.total, found.listed) == ((), whole.total, whole.total)
    assert {one.text: one.occurrences for one in found.groups} == {words: len(own) for words, own in plain.items()}
    assert found.group_count == len(found.groups) == len(plain)
    for one in found.groups:
        own = plain[one.text]
        opened_lines = lines(indexed, query, group=group, in_group=one.text)
        assert opened_lines.lines == tuple(own)
        assert (opened_lines.total, opened_lines.listed) == (whole.total, one.occurrences)
        assert one.paragraphs == len({(each.report, each.paragraph) for each in own})
        assert one.reports == len({each.report for each in own})
    sizes = [(-one.occurrences, one.words) for one in found.groups]
    assert sizes == sorted(sizes)


def test_a_word_is_cut_where_the_occurrence_is_in_it(indexed: Searcher) -> None:
    assert jieba.lcut("政治协商会议") == ["政治协商会议"]
    assert "政治" in {each.text for each in lines(indexed, "协商", group="L1").groups}
    assert "会议" in {each.text for each in lines(indexed, "协商", group="R1").groups}
    assert lines(indexed, "协商", group="R1", in_group="議").listed == 0
    traditional, simplified = (lines(indexed, "协商", group="R1", in_group=each) for each in ("會議", "会议"))
    assert traditional.lines == simplified.lines != ()


@settings(max_examples=40)
@given(
    st.sampled_from(QUERIES), st.sampled_from(["position", "left", "R1,L2"]), st.integers(1, 60), st.integers(0, 9),
    st.integers(0, 30), st.integers(0, 20),
)  # fmt: skip
def test_a_sample_is_some_lines_in_the_same_order(
    indexed: Searcher, query: str, sort: str, count: int, seed: int, offset: int, limit: int
) -> None:
    whole = lines(indexed, query, sort)
    found = lines(indexed, query, sort, sample=count, seed=seed)
    assert (found.total, found.listed) == (whole.total, min(count, whole.total))
    assert len(found.lines) == found.listed
    drawn = set(places(found))
    assert [each for each in places(whole) if each in drawn] == places(found)
    assert drawn == set(places(lines(indexed, query, sample=count, seed=seed)))
    assert drawn <= set(places(lines(indexed, query, sample=count + 5, seed=seed)))
    request = SearchRequest(query, offset=offset, limit=limit)
    page = kwic(indexed, request, sort=sort, choice=LineChoice(count, seed))
    assert page.lines == found.lines[offset : offset + limit]


def test_groups_of_a_sample_are_groups_of_its_lines(indexed: Searcher) -> None:
    drawn = places(lines(indexed, "案", sample=12, seed=5))
    found = lines(indexed, "案", sample=12, seed=5, group="L1")
    assert sum(each.occurrences for each in found.groups) == found.listed == 12
    opened_lines = [
        each
        for group in found.groups
        for each in places(lines(indexed, "案", sample=12, seed=5, group="L1", in_group=group.text))
    ]
    assert sorted(opened_lines) == sorted(drawn)


def test_groups_come_page_by_page(indexed: Searcher) -> None:
    whole = lines(indexed, "案", group="R2")
    page = kwic(indexed, SearchRequest("案", limit=2, offset=1), choice=LineChoice(group="R2"))
    assert page.groups == whole.groups[1:3]
    assert page.group_count == len(whole.groups)


@pytest.mark.parametrize(("total", "count"), [(0, 0), (0, 3), (5, 0), (5, 5), (5, 9), (50, 10), (2_500_000, 7)])
def test_a_sample_has_numbers_below_the_total(total: int, count: int) -> None:
    drawn = sampled(total, count, 1)
    assert len(drawn) == min(total, count)
    assert sorted(set(drawn.tolist())) == drawn.tolist()
    assert all(0 <= each < total for each in drawn.tolist())


def mixed(state: int) -> int:
    """SplitMix64 of a state, in plain numbers."""
    state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    state = (state ^ (state >> 27)) * 0x94D049BB133111EB % 2**64
    return state ^ (state >> 31)


GAMMA = 0x9E3779B97F4A7C15


@given(st.integers(0, 999_999_999), st.integers(0, 40), st.integers(0, 40))
def test_a_sample_is_what_the_generator_says_first(seed: int, total: int, count: int) -> None:
    # The generator's first number of the seed 1234567, as its authors' code prints it.
    assert mixed((1234567 + GAMMA) % 2**64) == 6457827717110365317
    start = mixed((seed + 1) * GAMMA % 2**64)
    order = sorted(range(total), key=lambda rank: mixed((start + (rank + 1) * GAMMA) % 2**64))
    assert sampled(total, count, seed).tolist() == sorted(order[:count])


def test_samples_are_as_likely_and_last() -> None:
    drawn = Counter(rank for seed in range(400) for rank in sampled(50, 10, seed).tolist())
    assert set(drawn) == set(range(50))
    # 80 each, with a standard deviation of 8.
    assert 48 < min(drawn.values()) <= max(drawn.values()) < 112
    # Whoever has quoted a seed finds its sample again with every later version.
    assert [sampled(1000, 5, seed).tolist() for seed in (0, 7)] == [
        [281, 462, 591, 773, 950],
        [113, 234, 742, 748, 878],
    ]


@pytest.mark.parametrize(
    "choice", [{"sample": -1}, {"sample": 10**7}, {"seed": -1}, {"seed": 2**32}, {"group": "L4"}, {"in_group": "的"}]
)
def test_a_choice_that_cannot_be_made_is_refused(choice: dict[str, Any]) -> None:
    with pytest.raises(RequestError):
        LineChoice(**choice)


def test_more_lines_than_can_be_held_are_sampled_first(indexed: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("search.study.chosen_lines"), "MOST_SORTED", 20)
    assert lines(indexed, "案").total > 20
    for choice in ({"group": "R1"}, {"group": "R1", "in_group": "的"}, {"sample": 21, "group": "R1"}):
        with pytest.raises(TooMuch):
            lines(indexed, "案", **choice)
    assert lines(indexed, "案", sample=20, group="R1").listed == 20


def test_the_command_and_the_api_choose_the_same_lines(index: Path) -> None:
    with opened(index) as client:
        for choice in (
            {"sample": "6", "seed": "2", "sort": "left"},
            {"group": "R2", "limit": "7", "offset": "2"},
            {"group": "L1:提"},
            {"group": "r1：", "sample": "30"},
        ):
            answer = client.get("/api/kwic", query_string={"q": "案", "limit": "20", **choice}).get_json()
            options = [part for name, value in choice.items() for part in (f"--{name}", value)]
            told = json.loads(run("kwic", "案", *options, "--json", index=index).stdout)
            del answer["took_ms"], told["took_ms"]
            assert answer == told
            assert answer["lines"] or answer["groups"]
        group = client.get("/api/kwic?q=案&group=R1&limit=1").get_json()["groups"][0]
        opened_lines = client.get(f"{group['url']}&limit=200").get_json()
        assert len(opened_lines["lines"]) == opened_lines["listed"] == group["occurrences"]
        assert parse_qs(urlsplit(group["url"]).query)["group"] == [group["group"]] == [f"R1:{group['text']}"]
        for wrong in ("/api/kwic?q=案&group=R4", "/api/kwic?q=案&group=R1的", "/api/kwic.csv?q=案&group=R4"):
            assert client.get(wrong).status_code == 400


def test_files_have_the_lines_that_are_chosen(index: Path, indexed: Searcher, tmp_path: Path) -> None:
    chosen: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
        (("--sample", "6", "--seed", "2"), {"sample": 6, "seed": 2}),
        (("--group", "L1:提"), {"group": "L1", "in_group": "提"}),
    )
    for options, choice in chosen:
        done = run("kwic", "案", *options, "--csv", "--columns", "en", index=index)
        rows = list(csv.DictReader(io.StringIO(done.stdout.removeprefix("\ufeff"))))
        written = [(row["report"], int(row["paragraph"]), int(row["start"]), int(row["end"])) for row in rows]
        assert written == places(lines(indexed, "案", **choice))
        assert written
        file = tmp_path / f"{options[0]}.json"
        assert run("kwic", "案", *options, "--json", "--output", file, index=index).returncode == 0
        about = json.loads(file.read_text("utf-8"))["about"]
        assert (about["total"], about["rows"]) == (lines(indexed, "案").total, len(written))
        assert {name: about[name] for name in choice} == choice
    groups = list(csv.DictReader(io.StringIO(run("kwic", "案", "--group", "L1", "--csv", index=index).stdout)))
    assert [row["text"] for row in groups] == [each.text for each in lines(indexed, "案", group="L1").groups]


def test_the_command_lists_groups_and_says_what_was_drawn(index: Path, indexed: Searcher) -> None:
    found = lines(indexed, "案", group="R1")
    done = run("kwic", "案", "--group", "R1", "--limit", 2, index=index)
    assert done.returncode == 0
    head, count, _, *rows = done.stdout.splitlines()
    assert f"共 {found.total} 处" in head
    assert count == f"{found.group_count} 组"
    assert [row.split()[-3:] for row in rows] == [
        [str(each.occurrences), str(each.paragraphs), str(each.reports)] for each in found.groups[:2]
    ]
    assert "；随机抽出 6 处（种子 2）" in run("kwic", "案", "--sample", 6, "--seed", 2, index=index).stdout
    nothing = run("kwic", "案", "--group", "R1:无此言", index=index)
    assert (nothing.returncode, "没有这一组" in nothing.stdout) == (1, True)
    assert run("kwic", "案", "--sample", 0, index=index).returncode == 2
