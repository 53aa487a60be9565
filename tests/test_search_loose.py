"""Selections that take in paragraphs with the words of their query apart say so, everywhere, and how to quote it."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from command import run
from reports import line, write_lines
from web_client import get, opened

from index import index_paths
from index.deadline import UNLIMITED
from search import Searcher, SearchRequest
from search.query import all_quoted
from search.study.figures import figures
from search.study.loose import LooseSelection, loose_selections
from search.study.new import new

TEXTS = (
    ["协商民主有3件。協商民主！"],
    ["民主评议2次，协商议事。", "加强协商民主。"],
    ["协商之后是民主监督。", "别的话。"],
)
LOOSE = {"query": "协商民主", "paragraphs": 4, "paragraphs_literal": 2, "left_out": 0, "quoted": "“协商民主”"}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loose")
    lines = [line(f"a{number}", each, body="某会", year=2020 + number) for number, each in enumerate(TEXTS)]
    index_paths([write_lines(folder / "all.jsonl", *lines)], folder / "index")
    return folder / "index"


def loose(indexed: Searcher, query: str, **options: Any) -> tuple[LooseSelection, ...]:
    return loose_selections(indexed, [SearchRequest.parse(query, **options)], UNLIMITED)


@pytest.mark.parametrize(
    ("query", "written"),
    [
        ("协商民主", "“协商民主”"),
        (" 协商民主  监督 ", " “协商民主”  “监督” "),
        ("机构:广安 协商民主 年份:2020..", "机构:广安 “协商民主” 年份:2020.."),
        ("（协商民主 OR “提案”） -监督工作 -（甲 乙）丙", "（“协商民主” OR “提案”） -监督工作 -（甲 乙）“丙”"),
        ("培育“专精特新”企业", "「培育“专精特新”企业」"),
        ("什么是协商民主？？ 年份:2020", "“什么是协商民主” 年份:2020"),
        ("“民主” 范围:(协商 年份:2020) 范围:甲乙", "“民主” 范围:(“协商” 年份:2020) 范围:“甲乙”"),
        ("甲 -范围:(乙 丙) -范围:丁戊 NOT 机构:己", "“甲” -范围:(乙 丙) -范围:丁戊 NOT 机构:己"),
        ("甲 /句 乙丙", "“甲” /句 “乙丙”"),
        ("原样:协商民主 监督工作", "原样:协商民主 “监督工作”"),
        ("“协商民主”", "“协商民主”"),
        ("年份:2020 标题:协商民主", "年份:2020 标题:协商民主"),
        ("", ""),
    ],
)
def test_running_text_is_quoted_wherever_it_is_looked_for(query: str, written: str) -> None:
    assert all_quoted(query) == written
    assert all_quoted(written) == written


@pytest.mark.parametrize(
    ("query", "written"),
    [
        ("协商 -提案办理", "协商 -“提案办理”"),
        ("协商民主 NOT 提案办理？ 年份:2020", "协商民主 NOT “提案办理” 年份:2020"),
        ("甲乙 -（丙丁 OR “戊”）己庚", "甲乙 -（“丙丁” OR “戊”）己庚"),
        ("-范围:(乙 丙) 甲 NOT 机构:己", "-范围:(“乙” “丙”) 甲 NOT 机构:己"),
        ("协商民主", "协商民主"),
        ("", ""),
    ],
)
def test_what_is_excluded_is_quoted_by_itself(query: str, written: str) -> None:
    assert all_quoted(query, excluded=True) == written
    assert all_quoted(written, excluded=True) == written


@pytest.mark.parametrize(
    ("query", "counts", "quoted"),
    [
        ("协商 -协商监督", (3, 3, 1), "协商 -“协商监督”"),
        ("协商民主 -协商监督", (3, 2, 1), "“协商民主” -“协商监督”"),
        ("协商 NOT 协商民主 年份:..2021", (0, 0, 1), "协商 NOT “协商民主” 年份:..2021"),
    ],
)
def test_it_counts_what_is_left_out_for_words_apart(
    indexed: Searcher, query: str, counts: tuple[int, int, int], quoted: str
) -> None:
    (found,) = loose(indexed, query)
    assert (found.paragraphs, found.paragraphs_literal, found.left_out, found.quoted) == (*counts, quoted)
    taken, literal, left_out = counts
    assert len(indexed.selected(SearchRequest(query)).documents) == taken
    assert len(indexed.selected(SearchRequest(all_quoted(query, excluded=True))).documents) == taken + left_out
    assert found.said() in found.advised()
    assert f"另有 {left_out} 段只分开含有所排除字句的各个词，也没有取" in found.said()
    assert ("原样含有" in found.said()) == (literal != taken)
    assert loose(indexed, query, split_words=True) == ()


@pytest.mark.parametrize(
    "query",
    ["协商 -别的话", "协商 -民主监督", "协商 -“协商监督”", "协商 -原样:协商监督", "-没有的话", "协商 -机构:某会"],
)
def test_what_leaves_out_nothing_but_what_is_as_written_is_not_told(indexed: Searcher, query: str) -> None:
    assert loose(indexed, query) == ()


@pytest.mark.parametrize(
    ("query", "counts"),
    [("协商民主", (4, 2)), ("協商民主 年份:2021", (2, 1)), ("协商民主 -加强", (3, 1)), ("评议协商", (1, 0))],
)
def test_it_counts_what_is_taken_in_and_what_is_as_written(
    indexed: Searcher, query: str, counts: tuple[int, int]
) -> None:
    (found,) = loose(indexed, query)
    assert (found.query, (found.paragraphs, found.paragraphs_literal)) == (query, counts)
    assert len(indexed.selected(SearchRequest(query)).documents) == found.paragraphs
    assert len(indexed.selected(SearchRequest(found.quoted)).documents) == found.paragraphs_literal
    assert (found.quoted in found.advised()) == bool(found.paragraphs_literal)


@pytest.mark.parametrize("query", ["", "年份:2021", "“协商民主”", "协商", "协商 民主", "没有的话", "别的话 -协商民主"])
def test_what_is_all_as_written_is_not_told(indexed: Searcher, query: str) -> None:
    assert loose(indexed, query) == ()


def test_words_apart_that_are_asked_for_are_not_told(indexed: Searcher) -> None:
    assert loose(indexed, "协商民主", split_words=True) == ()
    assert loose(indexed, "协商民主", body=["某会"], year=["2020"]) == ()
    assert [each.to_dict() for each in loose(indexed, "协商民主", synonyms=True)] == [LOOSE]


def test_each_study_tells_of_its_selections(indexed: Searcher) -> None:
    request, other = SearchRequest("协商民主"), SearchRequest("别的话")
    assert [each.to_dict() for each in new(indexed, other, request).loose] == [LOOSE]
    assert new(indexed, other).loose == ()
    assert [each.to_dict() for each in figures(indexed, request).loose] == [LOOSE]
    assert figures(indexed, request, in_sentence=True).loose == ()


def test_the_commands_say_it_beside_their_output(index: Path, tmp_path: Path) -> None:
    told = "协商民主：取了 4 段，其中 2 段原样含有，其余没有；只要原样含有的，请写 “协商民主”\n"
    done = run("words", "协商民主", "--json", index=index)
    assert (json.loads(done.stdout)["loose"], done.stderr) == ([LOOSE], told)
    assert run("keyness", "别的话", "--against", "协商民主", index=index).stderr == told
    assert run("words", "“协商民主”", index=index).stderr == ""
    note = tmp_path / "note.txt"
    done = run("figures", "协商民主", "--csv", "--notes", note, index=index)
    assert done.stderr == told
    assert f"所取段落：{told}" in note.read_text("utf-8")
    run("figures", "“协商民主”", "--csv", "--notes", note, index=index)
    assert "所取段落" not in note.read_text("utf-8")


def test_the_pages_lead_to_the_same_study_of_what_is_as_written(index: Path) -> None:
    pages: dict[str, dict[str, Any]] = {
        "words": {"q": "协商民主", "year": "2020..", "part": "民…"},
        "figures": {"q": "协商民主", "unit": "件"},
        "keyness": {"q": "协商民主", "against": "别的话"},
        "new": {"q": "别的话", "since": "协商民主"},
    }
    with opened(index) as client:
        for name, asked in pages.items():
            text, page = get(client, f"/study/{name}", **asked)
            assert "取了 4 段，其中 2 段原样含有，其余没有" in text
            target = urlsplit(page.link("加引号，只取原样含有的"))
            given = {key: [value.replace("协商民主", "“协商民主”")] for key, value in asked.items()}
            assert (target.path, parse_qs(target.query)) == (f"/study/{name}", given)
            behind = client.get(page.link("加引号，只取原样含有的")).text
            assert "原样含有" not in behind
        text, page = get(client, "/study/words", q="协商 -协商监督")
        assert "取了 3 段；另有 1 段只分开含有所排除字句的各个词，也没有取" in text
        target = urlsplit(page.link("加引号，只按原样的字句取"))
        assert parse_qs(target.query) == {"q": ["协商 -“协商监督”"]}
        text, page = get(client, "/study/words", q="评议协商")
        assert "取了 1 段，没有一段原样含有" in text
        assert "加引号" not in text
