"""The comparison on a phone: one sheet divides, orders, limits and takes away, and the picture is in sight."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from reports import line, write_lines
from web_client import get, opened
from web_site import served

from index import index_paths

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HEIGHT = 740
LEAST = 44
"""Pixels of what a finger is to press."""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sheet")
    bodies = ("乐清市政协", "岳池县政协", "四川省政府")
    lines = [
        line(f"{number}-{year}", ["提案办理协商。" * (year - 2018)], body=body, year=year, title=f"{body}{year}年报告")
        for number, body in enumerate(bodies)
        for year in range(2019, 2024)
    ]
    index_paths([write_lines(folder / "r.jsonl", *lines)], folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def client(index: Path) -> Iterator[FlaskClient]:
    with opened(index) as client:
        yield client


@pytest.fixture(scope="module")
def site(index: Path) -> Iterator[str]:
    with served(index) as address:
        yield address


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_one_sheet_limits_and_the_picture_is_on_the_first_screen(chromium: "Browser", site: str, scripts: bool) -> None:
    context = chromium.new_context(
        java_script_enabled=scripts, viewport={"width": 360, "height": HEIGHT}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(f"{site}/compare?q=提案&q=协商&q=办理")
    picture = page.locator(".chart > svg").bounding_box()
    assert picture
    assert picture["y"] + picture["height"] <= HEIGHT
    opener = page.locator(".sheet > summary")
    for pressed in (opener, page.get_by_role("button", name="比较"), page.locator("#q")):
        box = pressed.bounding_box()
        assert box
        assert box["height"] >= LEAST
    assert not page.get_by_role("link", name="按机构", exact=True).is_visible()
    opener.click()
    for name in ("按机构", "处数", "字数"):
        box = page.get_by_role("navigation").get_by_role("link", name=name, exact=True).bounding_box()
        assert box
        assert box["height"] >= LEAST
    page.get_by_label("岳池县政协").check()
    page.get_by_label("年份").fill("2020..2022")
    page.get_by_role("button", name="按这些限定比较").click()
    page.wait_for_url("**body=*")
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["q"] == ["提案", "协商", "办理"]
    assert (asked["body"], asked["year"]) == (["岳池县政协"], ["2020..2022"])
    assert page.locator(".heat tbody tr").count() == 3
    context.close()


def test_a_wide_screen_has_no_sheet_and_the_heads_alone_sort(chromium: "Browser", site: str) -> None:
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{site}/compare?q=提案&q=协商")
    assert not page.locator(".sheet > summary").is_visible()
    assert page.get_by_role("link", name="按机构", exact=True).is_visible()
    assert page.get_by_role("link", name="字数", exact=True).count() == 1
    page.get_by_role("button", name="引用…").click()
    assert "[DB/OL]" in page.locator("#citation").inner_text()
    page.close()


def test_export_link_and_citation_stand_above_the_numbers(client: FlaskClient) -> None:
    text, page = get(client, "/compare", q=["提案", "协商"], by="body", body="岳池县政协", measure="occurrences")
    numbers = text.index('<ul class="totals">')
    for part in ("/api/trend.csv", 'id="citation"', "data-share="):
        assert 0 < text.index(part) < numbers
    cited = text.partition('<span id="citation">')[2].partition("</span>")[0].replace("&amp;", "&")
    assert "提案、协商 · 处数 · 按机构（岳池县政协）[DB/OL]. [20" in cited
    address = urlsplit(cited.split("]. ")[-1])
    assert (address.scheme, address.path) == ("http", "/compare")
    assert parse_qs(address.query)["q"] == ["提案", "协商"]
    # The citation leads to the same numbers.
    again, _ = get(client, f"{address.path}?{address.query}")
    assert re.findall("<td.*</td>", again) == re.findall("<td.*</td>", text) != []
    assert page.addresses("/api/trend.csv")
    assert 'id="citation"' not in get(client, "/compare")[0]


def test_bodies_and_reports_that_are_not_there_are_explained(client: FlaskClient) -> None:
    text, page = get(client, "/compare", q=["提案", "协商"], body="岳池")
    assert "没有名为“岳池”的机构；相近的有" in text
    near = page.link("岳池县政协")
    assert parse_qs(urlsplit(near).query) == {"q": ["提案", "协商"], "body": ["岳池县政协"]}
    _, part = get(client, "/compare", q=["提案", "协商 机构:岳他县政协"])
    assert parse_qs(urlsplit(part.link("岳池县政协")).query)["q"] == ["提案", "协商 机构:岳池县政协"]
    missing, _ = get(client, "/compare", 404, q="提案", report="1-2091")
    assert "编号或标题相近的" in missing
    there, page = get(client, "/compare", q="提案", report="1-2019")
    assert "只看《岳池县政协2019年报告》" in there
    assert "report=" not in page.link("只看《岳池县政协2019年报告》 ×")
    assert "没有名为" not in there


def test_kinds_that_are_named_in_chinese_and_more_than_one_stay_chosen(client: FlaskClient) -> None:
    text, _ = get(client, "/compare", q="提案", kind=["标题", "正文"])
    assert '<option value="heading" selected>' in text
    assert '<input form="compared" type="hidden" name="kind" value="text">' in text
    assert 'value="标题"' not in text


def test_names_in_lists_say_their_language_in_english(client: FlaskClient) -> None:
    client.set_cookie("ui", "en")
    text, _ = get(client, "/compare", q="提案")
    client.delete_cookie("ui")
    assert '<option value="四川省" lang="zh-Hans">四川省</option>' in text
    assert re.search('<option value="政协">[A-Za-z]+', text)
    assert text.count('<span lang="zh-Hans">岳池县政协</span>') == 1
    assert '<option value="四川省">四川省</option>' in get(client, "/compare", q="提案")[0]
