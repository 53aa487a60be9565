"""A narrow screen: results come first, the sheet has what narrows and sorts them, the navigation stays one line."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from web_site import served

from web.serving.adding import Uploads

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SEARCH = "/?q=提案&body=广安区政协&body=咸阳市政协&year=2023"
"""A search with three filters."""


@pytest.fixture
def page(chromium: "Browser", site: str) -> "Iterator[Page]":
    """Results on a narrow screen."""
    page = chromium.new_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page.goto(site + SEARCH)
    yield page
    page.close()


def test_a_result_is_on_the_first_screen(page: "Page", site: str) -> None:
    for address, part in (
        (SEARCH, ".snippet"),
        ("/?q=提案", ".snippet"),
        ("/?q=提案&group=report", ".snippet"),
        # What else to try stands before results that have only some of the words.
        ("/?q=提案 协商 宇宙飞船", ".where"),
    ):
        page.goto(site + address)
        box = page.locator(f".hits {part}").first.bounding_box()
        assert box
        assert box["y"] + box["height"] < 740, address


def test_the_sheet_says_how_many_filters_are_on(page: "Page", site: str) -> None:
    assert page.locator(".sheet > summary").inner_text().split() == ["筛选、排序", "3"]
    page.goto(f"{site}/?q=提案")
    assert page.locator(".sheet > summary").inner_text() == "筛选、排序"


def test_the_sheet_has_all_tools_and_filters(page: "Page") -> None:
    assert not page.get_by_role("link", name="日期").is_visible()
    page.locator(".sheet > summary").tap()
    sheet = page.get_by_role("dialog", name="筛选、排序")
    for name in ("日期", "按报告", "同义词", "订阅"):
        assert sheet.get_by_role("link", name=name).is_visible(), name
    for name in ("导出", "分享", "在结果中检索"):
        assert sheet.get_by_role("button", name=name).is_visible(), name
    sheet.get_by_role("button", name="导出").tap()
    assert page.get_by_role("link", name="XLSX").is_visible()
    box = sheet.bounding_box()
    assert box
    assert box["y"] + box["height"] == pytest.approx(740, abs=1)
    page.keyboard.press("Escape")
    sheet.get_by_role("link", name=re.compile("广安区政协")).tap()
    page.wait_for_url(lambda url: url.count("body=") == 1)
    assert not page.get_by_role("dialog").is_visible()


@pytest.mark.parametrize("close", ["Escape", "tap", "button"])
def test_the_sheet_closes_and_gives_the_focus_back(page: "Page", close: str) -> None:
    opener = page.locator(".sheet > summary")
    opener.press("Enter")
    sheet = page.get_by_role("dialog", name="筛选、排序")
    assert sheet.is_visible()
    for _ in range(60):
        page.keyboard.press("Tab")
        # The browser's own places are between the last one and the first.
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    if close == "Escape":
        page.keyboard.press("Escape")
    elif close == "tap":
        page.touchscreen.tap(180, 20)
    else:
        sheet.get_by_role("button", name="收起").tap()
    assert not sheet.is_visible()
    assert opener.evaluate("(element) => element === document.activeElement")
    opener.press("Enter")
    assert sheet.get_by_role("link", name="日期").is_visible()


def test_the_sheet_is_gone_when_one_comes_back(page: "Page") -> None:
    page.locator(".sheet > summary").tap()
    page.get_by_role("link", name="日期").tap()
    page.wait_for_url("**sort=date*")
    page.go_back()
    assert not page.get_by_role("dialog").is_visible()
    assert page.locator(".sheet > summary").is_visible()


def test_a_screen_that_is_turned_has_what_was_in_the_sheet(page: "Page") -> None:
    page.locator(".sheet > summary").tap()
    page.set_viewport_size({"width": 1024, "height": 700})
    assert not page.get_by_role("dialog").is_visible()
    assert page.get_by_role("link", name="日期").is_visible()
    assert not page.locator(".sheet > summary").is_visible()


def test_the_sheet_unfolds_without_scripts(chromium: "Browser", site: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(site + SEARCH)
    assert not page.get_by_role("link", name="日期").is_visible()
    page.locator(".sheet > summary").click()
    page.get_by_role("button", name="导出").click()
    assert page.get_by_role("link", name="XLSX").is_visible()
    assert not page.get_by_role("button", name="分享").is_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="日期").click()
    page.wait_for_url("**sort=date*")
    context.close()


def test_the_link_of_a_search_is_shared(chromium: "Browser", site: str) -> None:
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site}/?q=提案&sort=date&page=2&limit=5")
    page.get_by_role("button", name="分享").click()
    page.get_by_role("button", name="已复制链接").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert parse_qs(urlsplit(copied).query) == parse_qs(urlsplit(page.url).query)
    page.goto(copied)
    assert page.locator(".hits").get_attribute("start") == "6"
    context.close()


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_the_navigation_stays_one_line(chromium: "Browser", seed_index: Path, language: str) -> None:
    with served(seed_index, Uploads(seed_index, "ein-密码-1")) as address:
        context = chromium.new_context()
        context.add_cookies([{"name": "ui", "value": language, "url": address}])
        page = context.new_page()
        for path in ("/", "/?q=提案", "/kwic?q=提案", "/compare", "/study/new?q=年份:2023", "/basket"):
            page.set_viewport_size({"width": 320, "height": 740})
            page.goto(address + path)
            here = page.locator(".site [aria-current]").bounding_box()
            assert here
            assert here["x"] >= 0, path
            assert here["x"] + here["width"] <= 320, path
            for width in (320, 360, 390, 768, 1440):
                page.set_viewport_size({"width": width, "height": 740})
                tops = page.locator(".site a").evaluate_all("all => all.map((a) => a.getBoundingClientRect().top)")
                assert len(tops) == 8
                assert len(set(tops)) == 1, (path, width)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
        context.close()


def test_keys_are_told_of_only_where_there_is_a_keyboard(page: "Page", chromium: "Browser", site: str) -> None:
    page.goto(site)
    assert page.get_by_role("link", name="全部写法", exact=True).is_visible()
    assert not page.get_by_role("button", name="快捷键").is_visible()
    wide = chromium.new_page()
    wide.goto(site)
    assert wide.get_by_role("link", name="全部写法和快捷键").is_visible()
    wide.close()


def test_what_a_hit_tells_of_itself_is_one_line_on_a_desk(chromium: "Browser", site: str) -> None:
    wide = chromium.new_page(viewport={"width": 1440, "height": 900})
    wide.goto(f"{site}/?q=提案&limit=50")
    wide.locator(".hits .about button").first.wait_for()
    heights = wide.locator(".hits .about").evaluate_all("all => all.map((each) => each.offsetHeight)")
    assert len(heights) > 10
    assert max(heights) < 45
    wide.close()
