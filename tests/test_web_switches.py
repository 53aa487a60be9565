"""Exact script, synonyms, explained scores and the query in words: in addresses, on the pages and in the JSON."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask.testing import FlaskClient
from reports import line, write_lines
from web_client import Page, found, get, opened

from index import index_paths

SIMPLIFIED, TRADITIONAL = "协商", "協商"


@pytest.fixture(scope="module")
def client(seed_index: Path) -> Iterator[FlaskClient]:
    with opened(seed_index) as client:
        yield client


@pytest.fixture(scope="module")
def with_synonyms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A site where two names mean the same, on two reports that have one each."""
    folder = tmp_path_factory.mktemp("synonyms")
    lines = [line("short", ["区政协开会"]), line("long", ["人民会议开会"])]
    index_paths([write_lines(folder / "reports.jsonl", *lines)], folder / "index")
    (folder / "synonyms.txt").write_text("区政协 = 人民会议\n", "utf-8")
    with opened(folder / "index") as client:
        yield client


def search(client: FlaskClient, **query: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/api/search", query_string=query).get_json()
    return answer


def switches(address: str) -> set[str]:
    return parse_qs(urlsplit(address).query).keys() & {"exact_script", "synonyms", "explain_score"}


def hidden_inputs(page: Page) -> dict[str, str]:
    return {
        each["name"]: each["value"]
        for tag, each in page.elements
        if tag == "input" and each["type"] == "hidden" and each["name"] not in ("q", "next")
    }


def test_exact_script_finds_only_what_was_typed(client: FlaskClient) -> None:
    both = search(client, q=TRADITIONAL)["total"]
    each = [search(client, q=written, exact_script="1", limit="200") for written in (SIMPLIFIED, TRADITIONAL)]
    assert [answer["total"] for answer in each] == [30, 23]
    assert both == 53
    for answer, written in zip(each, (SIMPLIFIED, TRADITIONAL), strict=True):
        assert {hit["text"][a:b] for hit in answer["hits"] for a, b in hit["highlights"]} == {written}
    assert search(client, q=TRADITIONAL, exact_script="0")["total"] == both


def test_synonyms_are_found_only_when_asked_for(with_synonyms: FlaskClient) -> None:
    assert {hit["report"] for hit in search(with_synonyms, q="区政协")["hits"]} == {"short"}
    answer = search(with_synonyms, q="区政协", synonyms="1")
    assert {hit["report"] for hit in answer["hits"]} == {"short", "long"}
    assert "人民会议" in answer["understood"]
    text, page = get(with_synonyms, "/", q="区政协")
    assert "人民会议" not in text
    text, _ = get(with_synonyms, page.link("同义词"))
    assert found(text)[1] == 2
    assert "或者 原样含“人民会议”" in text


def test_scores_are_explained_only_when_asked_for(client: FlaskClient) -> None:
    assert "score_parts" not in search(client, q="提案")["hits"][0]
    assert "score_parts" not in search(client, q="提案", explain_score="0")["hits"][0]
    for hit in search(client, q="提案 办理", explain_score="1")["hits"]:
        assert sum(value for _, value in hit["score_parts"]) == pytest.approx(hit["score"], abs=0.001)


@pytest.mark.parametrize("name", ["exact_script", "synonyms", "explain_score"])
@pytest.mark.parametrize("value", ["2", "-1", "true", "on", "01", "１", "x" * 500])
def test_a_switch_is_0_or_1(client: FlaskClient, name: str, value: str) -> None:
    error = search(client, q="提案", **{name: value})["error"]
    assert (error["code"], name in error["message"], "0 或 1" in error["message"]) == ("bad_request", True, True)
    assert client.get("/api/suggest", query_string={"q": "题案", name: value}).status_code == 400
    if name != "explain_score":
        get(client, "/", 400, q="提案", **{name: value})
        get(client, "/reports/000_2a84bc86b806ce1d", 400, q="提案", **{name: value})


def test_toggles_turn_on_and_off(client: FlaskClient) -> None:
    both, page = get(client, "/", q=TRADITIONAL, page="2")
    only, exact = get(client, page.link("区分繁简"))
    assert (found(both)[1], found(only)[1]) == (53, 23)
    assert [link["text"][:4] for link in exact.links if link.get("aria-current") == "true"] == [
        "相关度",
        "逐段",
        "区分繁简",
        "10",
    ]
    again, _ = get(client, exact.link("区分繁简"))
    assert found(again) == found(both)
    _, two = get(client, exact.link("同义词"))
    assert hidden_inputs(two) == {"exact_script": "1", "synonyms": "1"}
    assert switches(page.link("日期")) == set()


def test_every_link_and_the_form_keep_the_switches(client: FlaskClient) -> None:
    text, page = get(client, "/", q=TRADITIONAL, exact_script="1", synonyms="1", limit="5")
    links = {
        name: page.link(name) for name in ("日期", "次数", "咸阳市政协", "2023年", "条目", "2", "下一页", "洛江区政协")
    }
    links |= {f"hit {at}": address for at, address in enumerate(page.hits())}
    assert len(links) == 13
    assert {name for name, address in links.items() if switches(address) != {"exact_script", "synonyms"}} == set()
    assert hidden_inputs(page) == {"exact_script": "1", "synonyms": "1", "limit": "5"}
    _, report = get(client, links["hit 0"])
    assert hidden_inputs(report) == {"exact_script": "1", "synonyms": "1"}
    for name in ("只在本文里搜索", "在全部报告里搜索"):
        assert switches(report.link(name)) == {"exact_script", "synonyms"}
    assert found(get(client, report.link("在全部报告里搜索"))[0]) == found(text)


def test_start_page_has_boxes_to_tick_and_an_example(client: FlaskClient) -> None:
    _, page = get(client, "/")
    boxes = {each["name"]: each for tag, each in page.elements if tag == "input" and each["type"] == "checkbox"}
    assert {(name, each["value"], "checked" in each) for name, each in boxes.items()} == {
        ("exact_script", "1", False),
        ("synonyms", "1", False),
        ("split_words", "1", False),
    }
    assert found(get(client, page.link(SIMPLIFIED + " 区分繁简"))[0])[1] == 30
    for sign in ("提案 /句", "民主 /10"):
        assert found(get(client, page.link(sign))[0])[1] > 0
    _, ticked = get(client, "/", exact_script="1")
    boxes = {each["name"]: each for tag, each in ticked.elements if tag == "input" and each["type"] == "checkbox"}
    assert {name for name, each in boxes.items() if "checked" in each} == {"exact_script"}


def test_nothing_in_one_script_offers_both(client: FlaskClient) -> None:
    text, page = get(client, "/", q="政协 協商", exact_script="1", year="2023")
    assert "没有段落符合" in text
    offered = page.link("政协 協商")
    assert switches(offered) == set()
    assert parse_qs(urlsplit(offered).query)["year"] == ["2023"]
    free, _ = get(client, offered)
    assert f"不区分繁简，<b>{found(free)[1]}</b> 段" in text
    assert "不区分繁简" not in get(client, "/", q="“宇宙飞船”", exact_script="1")[0]
    assert "不区分繁简" not in get(client, "/", q=TRADITIONAL, exact_script="1")[0]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("提案 办理", "含“提案” 并且 含“办理”"),
        ("民主 /10 监督", "相距不过 10 字"),
        ("协商 -提案", "不（含“提案”）"),
        ("“民主监督”", "原样含“民主监督”"),
        ("年份:2023 提案", "是 2023 年的"),
        ("提案", ""),
        (" 提案 ", ""),
        (" 提案办理 ", "含“提案办理”；分开含有“提案”“办理”的段落也列出，但不计处数"),
    ],
)
def test_query_in_words_stands_where_it_says_more_than_the_query(client: FlaskClient, query: str, words: str) -> None:
    text, _ = get(client, "/", q=query)
    said = re.search(r'<p class="understood">理解为：<span[^>]*>([^<]*)</span></p>', text)
    assert words in said[1] if words and said else said is None
    assert (said is not None) == bool(words)


def test_query_in_words_is_folded_when_it_is_long(client: FlaskClient) -> None:
    text = client.get("/", query_string={"q": " ".join(["提案"] * 60)}).text
    page = Page(text)
    assert ("details", {"class": "understood"}) in page.elements
    assert '<p class="understood">' not in text


def test_relaxed_results_say_in_what_order_they_stand(client: FlaskClient) -> None:
    query = "提案 协商 宇宙飞船"
    assert "没有一段同时含有全部词语，以下按相近程度列出" in get(client, "/", q=query)[0]
    dated, _ = get(client, "/", q=query, sort="date")
    assert "没有一段同时含有全部词语，以下是含有其中一些的段落" in dated
    assert "相近程度" not in dated
    assert "没有一段" not in get(client, "/", q="提案 协商")[0]


def test_a_wrong_query_is_mended_with_everything_else_kept(client: FlaskClient) -> None:
    _, page = get(client, "/", 400, q="提案 (办理", exact_script="1", body="广安区政协", sort="date")
    assert hidden_inputs(page) == {"exact_script": "1", "body": "广安区政协", "sort": "date"}
    assert page.identifiers["q"]["value"] == "提案 (办理"
    _, page = get(client, "/", 400, q="提案", sort="size", exact_script="1")
    assert hidden_inputs(page) == {"exact_script": "1"}


def test_suggested_addresses_keep_the_switches(client: FlaskClient) -> None:
    offered = client.get(f"/api/suggest?q={quote('题案')}&exact_script=1").get_json()["suggestions"]
    assert offered
    assert all(switches(each["url"]) == {"exact_script"} for each in offered)
