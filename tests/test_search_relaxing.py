"""When a query is relaxed, and within what: only where nothing is found, and by what the filters let through."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from command import run
from flask.testing import FlaskClient
from web_client import Page, opened

from search import Searcher, SearchRequest
from search.query import why_relaxed
from search.study import kwic

EVERYTHING = 10_000
LUOJIANG, GUANGAN = "洛江区政协", "000_2a84bc86b806ce1d"


@pytest.mark.parametrize("words", ["提案", "发展", "教育和就业", "提案工作", "政协委员"])
def test_a_question_mark_alone_asks_nothing(words: str, searcher: Searcher) -> None:
    plain, asked = (searcher.search(SearchRequest(query, limit=EVERYTHING)) for query in (words, f"{words}？"))
    assert plain.total
    assert (asked.total, asked.relaxed) == (plain.total, False)
    assert {hit.permalink for hit in asked.hits} == {hit.permalink for hit in plain.hits}


@pytest.mark.parametrize(
    ("plain", "asked"),
    [
        ("发展", "发展 ？"),
        ("发展", "（发展）？"),
        ("(提案 OR 协商)", "(提案 OR 协商)？"),
        ("教育 就业", "教育 就业 ?"),
        ("“提案办理”", "“提案办理”？"),
        ("提案 机构:广安", "提案？ 机构:广安"),
        ("多重任务", "多重任务？"),
        ("任何", "任何？"),
        ("提案", "提案？？"),
    ],
)
def test_question_marks_at_the_end_are_not_looked_for(plain: str, asked: str, searcher: Searcher) -> None:
    answers = [searcher.search(SearchRequest(query, limit=EVERYTHING)) for query in (plain, asked)]
    found = [{(hit.permalink, hit.highlights, hit.word_highlights) for hit in answer.hits} for answer in answers]
    assert found[0] == found[1]
    assert [answer.relaxed for answer in answers] == [False, False] or answers[0].relaxed
    assert answers[0].occurrences == answers[1].occurrences


def test_a_question_stands_as_it_is_asked_without_its_mark(searcher: Searcher) -> None:
    text = searcher.report(GUANGAN).paragraphs[18].text
    run_of_words = text[text.index("收到提案") : text.index("收到提案") + 9]
    answer = searcher.search(SearchRequest(f"{run_of_words}有多少件？"))
    assert answer.relaxed
    answer = searcher.search(SearchRequest(f"{run_of_words}？"))
    assert not answer.relaxed
    assert answer.occurrences == 1


def test_fields_may_follow_a_question_or_go_before_it(searcher: Searcher) -> None:
    for query in ("收到提案多少件？", "工作如何？", "多少件提案是哪里的？"):
        before, behind = (
            searcher.search(SearchRequest(asked, limit=EVERYTHING))
            for asked in (f"机构:广安 {query}", f"{query} 机构:广安")
        )
        assert before.total
        assert (before.total, before.relaxed) == (behind.total, behind.relaxed)
        assert [hit.permalink for hit in before.hits] == [hit.permalink for hit in behind.hits]
        assert "没有一段原样含有这个问句" in behind.understood


def test_a_long_relaxed_text_is_counted_on_either_engine(searcher: Searcher) -> None:
    texts = [each.text for each in searcher.report(GUANGAN).paragraphs if len(each.text) > 200]
    query = "".join(char for char in texts[0][:230] if char not in '“”"()（）：:') + "火星是什么？"
    answers = [searcher.search(SearchRequest(query, split_words=split, limit=3)) for split in (False, True)]
    assert answers[0].relaxed
    assert answers[0].total == answers[1].total
    assert answers[1].occurrences >= answers[1].total


@pytest.mark.parametrize("query", ["的地得是什么？", "是不是的呢？"])
def test_an_answer_stays_where_relaxing_finds_nothing(query: str, searcher: Searcher) -> None:
    answer = searcher.search(SearchRequest(query))
    exact = searcher.search(SearchRequest(query), may_relax=False)
    assert (answer.total, answer.relaxed) == (exact.total, False)


def test_what_most_have_is_looked_for_where_the_filters_look(searcher: Searcher) -> None:
    quoted = "火星“一委一品”提案"
    everywhere = searcher.search(SearchRequest(quoted, limit=EVERYTHING))
    assert everywhere.relaxed
    assert all("一委一品" in hit.text for hit in everywhere.hits)
    for request in (
        SearchRequest(quoted, filters={"body": (LUOJIANG,)}, limit=EVERYTHING),
        SearchRequest(quoted, report=GUANGAN, limit=EVERYTHING),
        SearchRequest("一委一品 区政协常委会 提案 火星", filters={"body": (LUOJIANG,)}, limit=EVERYTHING),
    ):
        there = searcher.search(request)
        assert there.relaxed
        assert there.total
        by_field = searcher.search(SearchRequest(f"{request.query} 机构:{LUOJIANG}", limit=EVERYTHING))
        if request.report is None:
            assert [hit.permalink for hit in by_field.hits] == [hit.permalink for hit in there.hits]
        assert sum(each.count for each in there.facets.kind) == there.total


def test_a_search_may_be_kept_from_relaxing(searcher: Searcher) -> None:
    answer = searcher.search(SearchRequest("火星 提案"), may_relax=False)
    assert (answer.total, answer.relaxed) == (0, False)
    assert answer.understood == "含“火星” 并且 含“提案”"


def test_why_an_answer_is_relaxed_is_true_of_it(searcher: Searcher) -> None:
    for query in ("火星 提案", "收到提案多少件？", "工作如何？"):
        answer = searcher.search(SearchRequest(query))
        exact = searcher.search(SearchRequest(query), may_relax=False)
        assert answer.relaxed
        if why_relaxed(query) == "没有一段同时含有全部词语":
            assert not exact.total
        else:
            assert not exact.occurrences


@pytest.mark.parametrize(
    ("query", "apart"),
    [("类型:标题 -提案", False), ("提案 OR 类型:标题", False), ("標題:報告", False), ("提案工作", True)],
)
def test_words_apart_are_told_of_paragraphs_that_have_them(query: str, apart: bool, searcher: Searcher) -> None:
    answer = searcher.search(SearchRequest(query, limit=EVERYTHING))
    having = sum(bool(hit.word_highlights) and not hit.occurrences for hit in answer.hits)
    lines = kwic(searcher, SearchRequest(query))
    assert (lines.paragraphs_apart, bool(having)) == (having, apart)


def test_commands_say_what_is_so(seed_index: Path, tmp_path: Path) -> None:
    for query in ("类型:标题 -提案", "標題:報告"):
        for command in ("search", "kwic"):
            assert "分开" not in run(command, query, index=seed_index).stdout
    for options in (["--csv"], ["--csv", tmp_path / "a.csv"], ["--json", "-o", tmp_path / "a.json"]):
        assert run("kwic", "火星 提案", *options, index=seed_index).returncode == 1
        assert run("kwic", "提案", *options, index=seed_index).returncode == 0
    notes = tmp_path / "notes.txt"
    run("trend", "火星 提案", "--csv", tmp_path / "t.csv", "--notes", notes, index=seed_index)
    assert "其中一些词" not in notes.read_text("utf-8")
    for command in ("export", "kwic"):
        for options in (["--csv"], ["--csv", tmp_path / "b.csv"]):
            assert (
                "没有一段同时含有全部词语，这些只含有其中一些词"
                in run(command, "火星 提案", *options, index=seed_index).stderr
            )
            assert "含有" not in run(command, "提案", *options, index=seed_index).stderr
    told = json.loads(run("kwic", "提案工作", "--json", index=seed_index).stdout)
    assert told["paragraphs_apart"] == told["paragraphs"] - told["paragraphs_literal"]


def shown(client: FlaskClient, address: str) -> str:
    """The words of a page, without its marks and line breaks."""
    return re.sub(r"<[^>]+>|\n", "", client.get(address).text)


def test_pages_say_what_is_so(seed_index: Path) -> None:
    with opened(seed_index) as client:
        for query in ("类型:标题 -提案", "提案 OR 类型:标题", "標題:報告"):
            for address in ("/", "/kwic", "/compare"):
                text = shown(client, f"{address}?q={query}")
                assert "分开含有" not in text
                assert "只有分开的词" not in text
        text = shown(client, "/?q=收到提案多少件？")
        assert "没有一段原样含有这个问句，以下按相近程度列出。" in text
        assert "没有一段同时含有全部词语" not in text


def test_a_report_tells_of_words_apart_beside_those_that_count(seed_index: Path) -> None:
    with opened(seed_index) as client:
        text = shown(client, f"/reports/{GUANGAN}?q=协商民主")
    assert re.search("本文有 1 处“协商民主”，另有 [0-9]+ 段只分开含有其中的词", text)


@pytest.mark.parametrize(
    ("switch", "label"), [("exact_script", "区分繁简"), ("split_words", "词分开也计"), ("synonyms", "同义词")]
)
def test_links_of_a_report_keep_the_switches(switch: str, label: str, seed_index: Path) -> None:
    with opened(seed_index) as client:
        address = f"/reports/{GUANGAN}?q=提案&{switch}=1"
        text = shown(client, address)
        assert f"（已开：{label}）" in text
        links = [
            each["href"]
            for each in Page(client.get(address).text).links
            if "/kwic?" in each["href"] and "report=" in each["href"]
        ]
        assert links
        assert all(f"{switch}=1" in each for each in links)
        said = text.partition("本文有 ")[2].partition(" 处")[0]
        assert f"里有 {said} 处" in shown(client, links[0])


def test_a_table_of_a_relaxed_answer_has_its_lines(seed_index: Path) -> None:
    done = run("kwic", "火星 提案", "--csv", index=seed_index)
    assert len(list(csv.DictReader(io.StringIO(done.stdout)))) > 1
