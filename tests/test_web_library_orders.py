"""The library's orders, and what a query finds in its reports: on the page, in the API, and on either engine."""

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from reports import line, write_lines
from web_client import Page, get, opened

from index import index_paths
from search import SearchRequest, open_searcher
from search.study import by_report

REPORTS: dict[str, dict[str, Any]] = {
    "gd": {"body": "广东省政府", "year": 2023, "title": "广东报告"},
    "bj-old": {"body": "北京市政府", "year": 2021, "title": "北京报告"},
    "bj": {"body": "北京市政府", "year": 2023, "title": "安全报告"},
    "hb": {"body": "河北省政府", "year": 2022, "title": "2022年报告"},
    "tj": {"body": "天津市政府", "year": None, "title": "重庆来客"},
    "cn": {"body": "国务院", "year": 2020, "title": "国务院报告", "region": {"level": "national"}},
    "xy": {"body": "襄阳市政协", "year": 2019, "title": "襄阳报告"},
    "xf": {"body": "襄樊市政协", "year": 2009, "title": "襄樊报告"},
    "law": {"body": "刑法", "year": 2024, "title": "刑法"},
    "nobody": {"body": "未识别机构", "year": 2025, "title": "无名"},
}
TEXTS = {"bj": ["提案办理，提案答复。", "又一件提案。", "别的。"], "xy": ["提案一件。"], "law": ["提 案"]}
ORDERS = {
    "place": ["cn", "bj", "bj-old", "tj", "hb", "xf", "xy", "gd", "law", "nobody"],
    "year": ["nobody", "law", "bj", "gd", "hb", "bj-old", "cn", "xy", "xf", "tj"],
    "title": ["hb", "bj", "bj-old", "tj", "gd", "cn", "nobody", "xf", "xy", "law"],
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("orders")
    lines = [line(name, TEXTS.get(name, ["无关。"]), **fields) for name, fields in REPORTS.items()]
    index_paths([write_lines(folder / "a.jsonl", *lines)], folder / "index")
    return folder / "index"


@pytest.fixture
def client(index: Path) -> Iterator[FlaskClient]:
    with opened(index) as client:
        yield client


def listed(page: Page) -> list[str]:
    return [
        re.split(r"[/?]", link["href"])[2]
        for link in page.links
        if "lang" in link and link["href"].startswith("/reports/")
    ]


@pytest.mark.parametrize("sort", ORDERS)
def test_the_order_is_stated_can_be_changed_and_is_that_of_the_api(client: FlaskClient, sort: str) -> None:
    _, page = get(client, "/reports", sort=sort)
    assert listed(page) == ORDERS[sort]
    answer = client.get("/api/reports", query_string={"sort": sort}).json
    assert answer is not None
    assert [each["id"] for each in answer["reports"]] == ORDERS[sort]
    (current,) = [link["text"] for link in page.links if link.get("aria-current") == "true"]
    assert current == {"place": "地区、年度", "year": "年度，新的在前", "title": "标题（拼音）"}[sort]


def test_an_order_is_kept_by_filters_and_filters_by_an_order(client: FlaskClient) -> None:
    text, page = get(client, "/reports", sort="year", organ="政府")
    assert '<input type="hidden" name="sort" value="year">' in text
    by_title = get(client, page.link("标题"))[1]
    assert listed(by_title) == ["hb", "bj", "bj-old", "tj", "gd", "cn"]
    assert listed(get(client, by_title.link("政府 ×"))[1]) == ORDERS["title"]
    for address in ("/reports", "/api/reports"):
        assert client.get(address, query_string={"sort": "size"}).status_code == 400


class _Day(datetime):
    """A clock that stands on a day of its own."""

    day = 1

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "_Day":
        return cls(2026, 1, cls.day, tzinfo=tz)


def test_what_came_last_is_first_by_the_day_it_came(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.indexing.times.datetime", _Day)
    for day, name in ((1, "gd"), (3, "bj"), (2, "hb"), (3, "xy")):
        monkeypatch.setattr(_Day, "day", day)
        write_lines(tmp_path / f"{name}.jsonl", line(name, ["文。"], **REPORTS[name]))
        index_paths([tmp_path / f"{name}.jsonl"], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        text, page = get(client, "/reports", sort="indexed")
        assert listed(page) == ["bj", "xy", "hb", "gd"]
        assert re.sub("<[^>]+>", "", text).count("2026-01-03 收录") == 3


def test_only_reports_in_which_a_query_finds_something_with_how_much(client: FlaskClient, index: Path) -> None:
    text, page = get(client, "/reports", q="提案")
    assert listed(page) == ["bj", "xy", "law"]
    assert "“提案”在 3 份报告中找到" in re.sub("<[^>]+>", "", text)
    with open_searcher(index) as searcher:
        for group in by_report(searcher, SearchRequest("提案", limit=10)).groups:
            hits = next(link for link in page.links if f"report={group.id}" in link["href"])
            assert hits["text"] == f"{group.hits} 段，{group.occurrences} 处"
            found, _ = get(client, hits["href"])
            assert f"{group.hits}" in found
    reader = next(link["href"] for link in page.links if "lang" in link and "/reports/bj" in link["href"])
    assert len(get(client, reader)[1].marks) == 3
    assert listed(get(client, page.link("不查这个词"))[1]) == ORDERS["place"]


def test_filters_stay_with_a_query_and_are_counted_within_it(client: FlaskClient) -> None:
    text, page = get(client, "/reports", q="提案", organ="政协", synonyms="1")
    assert listed(page) == ["xy"]
    assert "“提案”在 1 份报告中找到" in re.sub("<[^>]+>", "", text)
    dropped = page.link("不查这个词")
    assert "organ=" in dropped
    assert "synonyms" not in dropped
    assert listed(get(client, dropped)[1]) == ["xf", "xy"]
    assert "政府 1" in " ".join(link["text"] for link in get(client, "/reports", q="提案")[1].links)
    assert listed(get(client, "/reports", q="提案", kind="text", year="2023")[1]) == ["bj"]
    only = get(client, "/reports", q="提案", report="bj")[1]
    assert listed(only) == ["bj"]
    assert listed(get(client, only.link("只看《安全报告》"))[1]) == ["bj", "xy", "law"]


def test_a_query_that_finds_nothing_or_is_none(client: FlaskClient) -> None:
    text, page = get(client, "/reports", q="宇宙飞船")
    assert "没有一份报告里找到“宇宙飞船”" in text
    assert listed(page) == []
    assert listed(get(client, "/reports", q=" ")[1]) == ORDERS["place"]
    assert client.get("/reports", query_string={"q": "(提案"}).status_code == 400
    assert client.get("/reports", query_string={"kind": "text"}).status_code == 400


@pytest.mark.parametrize(
    ("name", "found"), [("襄樊", ["xf", "xy"]), ("襄阳市", ["xf", "xy"]), ("襄樊市政协", ["xf", "xy"]), ("樊城", [])]
)
def test_a_body_is_found_by_the_names_that_it_had_and_has(client: FlaskClient, name: str, found: list[str]) -> None:
    assert listed(get(client, "/reports", name=name)[1]) == found


@pytest.mark.opensearch
def test_a_cluster_lists_the_same(index: Path, opensearch_index: str) -> None:
    index_paths([index.parent / "a.jsonl"], opensearch_index)
    with opened(index) as plain, opened(opensearch_index) as cluster:
        for address in ("/reports?q=提案", "/reports?q=提案&organ=政协", "/reports?sort=title"):
            shown = [re.search(r"<main.*</main>", get(each, address)[0], re.S) for each in (plain, cluster)]
            lists = [re.findall(r'class="(?:hits|title)".*?</small>', each[0]) for each in shown if each]
            assert lists[0] == lists[1] != []
