"""What stands between the characters of a word, or is no character by itself, hides no word; marks still fit."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from opensearch_server import OpenSearchCluster
from plain_searched import in_text, plain_searched

from index import index_paths
from index.analysis import fold, searched, searched_run, searched_text, visible
from index.store import open_store
from search import SearchRequest, open_searcher
from search.engine.searcher import Searcher

TEXTS = {
    "spaced": ["工 作 报 告", "段\u3000\u3000鸣、王 \t 小明出席会议。", "提 案 委 员 会 A B 工作  报告"],
    "hidden": ["工\u200b作\ufeff报\u00ad告很好", "葛\U000e0100城区政协", "\u2060工作\u2060"],
    "marks": ["re\u0301sume\u0301 与 ガ\u30ab\u3099ス", "工\ufe00作e\u0301\u200b 报告"],
    "plain": ["工作报告与résumé", "工 work 作", "作报 a"],
}
HAN = "工作报告段鸣"

ODD = "\u3000\t\u200b\ufe00\u0301\u0302e가\u1161\u11a8\u1112aé。○"
hostile = st.text(st.sampled_from(HAN + " " + ODD) | st.characters())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hidden")
    with (folder / "texts.jsonl").open("w", encoding="utf-8") as file:
        for name, texts in TEXTS.items():
            line = {"id": name, "title": f"{name} 工 作", "body": "某市政协", "year": 2020, "paragraphs": texts}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return folder


@pytest.fixture(scope="module", params=["local", pytest.param("opensearch", marks=pytest.mark.opensearch)])
def searcher(request: pytest.FixtureRequest, folder: Path) -> Iterator[Searcher]:
    if request.param == "local":
        location = folder / "index"
        index_paths([folder / "texts.jsonl"], location)
        with open_searcher(location) as opened:
            yield opened
    else:
        cluster: OpenSearchCluster = request.getfixturevalue("opensearch")
        with cluster.fresh_index() as address:
            index_paths([folder / "texts.jsonl"], address)
            with open_searcher(address) as opened:
                yield opened


def marked(searcher: Searcher, query: str, exact_script: bool = False) -> dict[tuple[str, int], list[str]]:
    result = searcher.search(SearchRequest(query, limit=50, exact_script=exact_script))
    found = {(hit.report, hit.number): [hit.text[start:end] for start, end in hit.highlights] for hit in result.hits}
    assert result.occurrences == sum(map(len, found.values()))
    return found


CASES = {
    '"工作报告"': {
        ("spaced", 1): ["工 作 报 告"],
        ("spaced", 3): ["工作  报告"],
        ("hidden", 1): ["工\u200b作\ufeff报\u00ad告"],
        ("plain", 1): ["工作报告"],
    },
    '"段鸣"': {("spaced", 2): ["段\u3000\u3000鸣"]},
    '"段 鸣"': {("spaced", 2): ["段\u3000\u3000鸣"]},
    '"王小明"': {("spaced", 2): ["王 \t 小明"]},
    '"提案委员会"': {("spaced", 3): ["提 案 委 员 会"]},
    '"A B"': {("spaced", 3): ["A B"]},
    '"AB"': {},
    '"会 A"': {("spaced", 3): ["会 A"]},
    '"会A"': {},
    '"葛"': {("hidden", 2): ["葛\U000e0100"]},
    '"葛城区"': {("hidden", 2): ["葛\U000e0100城区"]},
    '"résumé"': {("marks", 1): ["re\u0301sume\u0301"], ("plain", 1): ["résumé"]},
    '"re\u0301sume\u0301"': {("marks", 1): ["re\u0301sume\u0301"], ("plain", 1): ["résumé"]},
    '"ガス"': {("marks", 1): ["\u30ab\u3099ス"]},
    '"\u200b工\u00ad作\ufeff报"': {
        ("spaced", 1): ["工 作 报"],
        ("spaced", 3): ["工作  报"],
        ("hidden", 1): ["工\u200b作\ufeff报"],
        ("plain", 1): ["工作报"],
    },
}


@pytest.mark.parametrize("query", CASES)
def test_nothing_between_its_characters_hides_a_word(searcher: Searcher, query: str) -> None:
    assert marked(searcher, query) == CASES[query]


def test_a_name_that_is_spaced_is_found_unquoted_too(searcher: Searcher) -> None:
    assert marked(searcher, "段鸣") == {("spaced", 2): ["段\u3000\u3000鸣"]}


def test_titles_are_searched_so_too(searcher: Searcher) -> None:
    assert {report for report, _ in marked(searcher, "标题:工作 (工 OR 作)")} == set(TEXTS)
    assert marked(searcher, "标题:工作报告 工") == {}


def test_nearness_counts_what_is_searched(searcher: Searcher) -> None:
    assert ("spaced", 1) in marked(searcher, '"工" /2 "告"')
    assert marked(searcher, '"提" /2 "员"') == {("spaced", 3): ["提", "员"]}
    assert marked(searcher, '"提" /1 "员"') == {}


def test_the_script_still_tells_texts_apart(searcher: Searcher) -> None:
    assert marked(searcher, '"工作报告"', exact_script=True) == CASES['"工作报告"']
    assert marked(searcher, '"工作報告"', exact_script=True) == {}


@given(hostile)
@example("re\u0301\u0302 工\u200b 作")
@example("\u1112\u1161\u11ab\u11ab")
def test_the_searched_text_is_the_plain_one_with_its_places(text: str) -> None:
    plain = plain_searched(text)
    found = searched(text)
    assert found.text == "".join(char for char, _, _ in plain)
    assert len(found.text) <= len(text)
    assert searched_text(found.text) == found.text
    for start in range(len(plain)):
        for end in range(start + 1, min(start + 4, len(plain)) + 1):
            assert found.original(start, end) == in_text(plain, ((start, end),))[0]


@given(hostile, st.integers(0), st.integers(1, 6))
def test_every_part_of_a_text_is_found_in_it(text: str, start: int, length: int) -> None:
    characters = plain_searched(text)
    part = characters[start % max(len(characters), 1) :][:length]
    if part:
        copied = text[part[0][1] : part[-1][2]]
        assert fold(searched_run(visible(copied).text)) in fold(searched_text(text))


def test_merged_segments_keep_the_places(tmp_path: Path) -> None:
    for number in range(20):
        line = {"id": f"r{number}", "title": "", "body": "某市政协", "year": 2020, "paragraphs": ["甲", "工 作 报 告"]}
        (tmp_path / f"r{number}.jsonl").write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
        index_paths([tmp_path / f"r{number}.jsonl"], tmp_path / "index")
    (tmp_path / "r3.jsonl").unlink()
    index_paths([tmp_path], tmp_path / "index")
    with open_searcher(tmp_path / "index") as opened:
        found = marked(opened, "作报")
    assert found == {(f"r{number}", 2): ["作 报"] for number in range(20) if number != 3}
    assert list(open_store(tmp_path / "index").check()) == []
