"""Two reports side by side: nothing is lost, like sections stand together, and any report can be chosen."""

import html
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from reports import line, write_lines
from web_client import Page, get, opened
from web_site import served

from index import index_paths
from search.result import ReportParagraph, ReportSummary, ReportText
from web.shown.beside import MOST_IN_PART, ON_PAGE, AlignedReports

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ADDRESS = "/compare/reports"
LEFT = [
    "2022年报告",
    "序言提案。",
    "一、2022年工作回顾",
    "提案办理。",
    "（一）视察",
    "视察三次。",
    "二、2023年工作安排",
    "提案。",
]
RIGHT = [
    "2023年報告",
    "序言。",
    "一、2023年工作回顧",
    "提案辦理兩件。",
    "二、党的建设",
    "学习。",
    "三、2024年工作安排",
    "完。",
]
KINDS = ["heading", "text"] * 4


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("beside")
    lines = [
        line("left", LEFT, title=LEFT[0], body="广安区政协", year=2022) | {"kinds": KINDS},
        line("right", RIGHT, title=RIGHT[0], body="广安区政协", year=2023) | {"kinds": KINDS},
        line("old", ["旧报告"], title="旧报告", body="广安区政协", year=2015),
        line("other", ["别处"], title="别处<b>报告", body="咸阳市政协", year=2022),
        line("far", ["远处"], title="远处报告", body="渭南市政协", year=2021),
    ]
    index_paths([write_lines(folder / "a.jsonl", *lines)], folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def client(index_dir: Path) -> Iterator[FlaskClient]:
    with opened(index_dir) as client:
        yield client


def told(size: int, headed: int) -> ReportText:
    """A report of so many paragraphs, of which every so manieth is a heading."""
    summary = ReportSummary("a", "题", "某市政协", 2023, None, None, size, 0, 0)
    each = [
        ReportParagraph(at, f"第{at}段", "text" if at % headed else "heading", "", damaged=False) for at in range(size)
    ]
    return ReportText(summary, tuple(each), 0, 0, 0, relaxed=False)


@pytest.mark.parametrize(("left", "right"), [((1_050, 2_000), (7, 3)), ((900, 4), (850, 5)), ((0, 1), (500, 1))])
def test_every_paragraph_is_on_one_page(left: tuple[int, int], right: tuple[int, int]) -> None:
    aligned = AlignedReports(told(*left), told(*right))
    for side, (size, _) in (("left", left), ("right", right)):
        shown = [at for page in aligned.pages for part in page for at in getattr(part, side)]
        assert shown == list(range(size))
    assert max(sum(map(len, page)) for page in aligned.pages) < ON_PAGE + 2 * MOST_IN_PART
    begun = [part.number for page in aligned.pages for part in page if not part.again]
    assert begun == list(range(1, len(aligned.rows) + 1))


def rows(text: str) -> list[tuple[list[str], list[str]]]:
    """Of each part of the page the left's and the right's paragraphs."""
    found = []
    for part in re.findall(r'<section class="facing".*?</section>', text, re.DOTALL):
        left, right = re.split(r'<div class="right[^"]*">', part)
        found.append((paragraphs(left), paragraphs(right)))
    return found


def paragraphs(source: str) -> list[str]:
    each = re.findall(r'<(?:h2|p class="(?:text|item|caption|heading)")>(.*?)</(?:h2|p)>', source, re.DOTALL)
    return [html.unescape(re.sub("<[^>]+>", "", text)).strip() for text in each]


def test_like_sections_stand_beside_one_another(client: FlaskClient) -> None:
    text, _ = get(client, ADDRESS, left="left", right="right")
    assert rows(text) == [
        (LEFT[:2], RIGHT[:2]),
        (LEFT[2:4], RIGHT[2:4]),
        (LEFT[4:6], RIGHT[4:6]),
        (LEFT[6:], RIGHT[6:]),
    ]
    assert text.count("没有相应的一节") == 2
    assert "3 节有相应的一节" in text


def test_marks_and_the_query_go_along(client: FlaskClient) -> None:
    text, page = get(client, ADDRESS, left="left", right="right", q="提案", synonyms="1", script="zh-Hans")
    assert page.marks == ["提案"] * 4
    assert rows(text)[1][1] == ["一、2023年工作回顾", "提案办理两件。"]
    readers = [address for report in ("left", "right") for address in page.addresses(f"/reports/{report}?")]
    assert f"/reports/left?q={quote('提案')}&synonyms=1&script=zh-Hans#p2" in readers
    assert f"/reports/right?q={quote('提案')}&synonyms=1&script=zh-Hans#p4" in readers
    swapped = page.link("左右对调")
    assert rows(get(client, swapped)[0])[0] == (["2023年报告", "序言。"], LEFT[:2])
    assert f"q={quote('提案')}" in swapped


def test_the_outline_leads_to_the_sections_with_their_numbers(client: FlaskClient) -> None:
    text, page = get(client, ADDRESS, left="left", right="right", q="提案")
    outline = page.addresses("#s")
    assert outline == [f"#s{number}" for number in range(1, 5)]
    assert {each[1:] for each in outline} <= page.identifiers.keys()
    listed = text[text.index('<details class="contents">') :].split("</details>")[0]
    assert re.findall(r'aria-hidden="true">(\d)<', listed) == ["1", "1", "1", "1"]


def test_beside_the_right_one_alone_a_left_one_is_offered(client: FlaskClient) -> None:
    text, _ = get(client, ADDRESS, right="left")
    assert re.findall(r'<option value="(\w+)">', text) == ["right", "old", "other"]
    assert '<select id="beside-other" name="left">' in text
    assert text.count('<input type="hidden" name="right" value="left">') == 2
    assert '<input type="hidden" name="left"' not in text


def test_other_years_and_then_other_bodies_are_offered(client: FlaskClient) -> None:
    text, _ = get(client, ADDRESS, left="left", q="提案")
    assert re.findall(r'<option value="(\w+)">', text) == ["right", "old", "other"]
    labels = re.findall(r'<optgroup label="(.*?)">', text)
    assert labels == ["同一机构的其他年份", "同一年的其他机构"]
    assert "<b>报告" not in text
    assert '<input type="hidden" name="q" value="提案">' in text
    assert rows(text) == []


def test_any_report_is_found_by_name(client: FlaskClient) -> None:
    text, page = get(client, ADDRESS, left="left", find="渭南 2021", q="提案")
    (address,) = [each for each in page.addresses(ADDRESS) if "right=far" in each]
    assert "有 1 份" in text
    assert rows(get(client, address)[0])
    assert "报告库里没有" in get(client, ADDRESS, left="left", find="宇宙飞船")[0]
    # The report itself is not set beside itself.
    assert "right=left" not in get(client, ADDRESS, left="left", find="广安")[0]


def test_without_a_report_the_first_is_looked_for(client: FlaskClient) -> None:
    text, page = get(client, ADDRESS, find="咸阳")
    assert page.addresses(ADDRESS) == [f"{ADDRESS}?left=other"]
    assert "先在报告库里找一份" in text


@pytest.mark.parametrize("given", [{"left": "nothing"}, {"left": "left", "right": "nothing"}])
def test_a_report_that_is_not_there(client: FlaskClient, given: dict[str, str]) -> None:
    assert client.get(ADDRESS, query_string=given).status_code == 404


def test_a_query_that_is_not_understood_marks_nothing(client: FlaskClient) -> None:
    text, page = get(client, ADDRESS, left="left", right="right", q="提案 (")
    assert "没有标出词语" in text
    assert not page.marks
    assert len(rows(text)) == 4


def test_the_reader_leads_here_with_its_query(client: FlaskClient) -> None:
    _, page = get(client, "/reports/left", q="提案", script="zh-Hant")
    assert page.link("与另一份并排") == f"{ADDRESS}?left=left&q={quote('提案')}&script=zh-Hant"


@pytest.mark.slow
def test_long_reports_are_paged_and_nothing_is_lost(tmp_path: Path) -> None:
    long = {"long": 10_500, "short": 130}
    texts = {name: [f"第{number}段的话。" for number in range(size)] for name, size in long.items()}
    many = [f"{chr(0x4E00 + number)}类提案" for number in range(3_000)]
    lines = [
        *(line(name, each, body=f"{name}政协", title=name) for name, each in texts.items()),
        *(line(f"many{at}", many, title="多", year=2020 + at) | {"kinds": ["heading"] * 3_000} for at in range(2)),
    ]
    index_paths([write_lines(tmp_path / "a.jsonl", *lines)], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        seen: tuple[list[str], list[str]] = ([], [])
        began = time.perf_counter()
        text = client.get(ADDRESS, query_string={"left": "long", "right": "short"}).text
        assert time.perf_counter() - began < 3
        assert "分 27 页" in text
        for page in range(1, 28):
            text = client.get(ADDRESS, query_string={"left": "long", "right": "short", "page": page}).text
            assert len(text) < 200_000
            for row in rows(text):
                seen[0].extend(row[0])
                seen[1].extend(row[1])
        assert list(seen) == [texts["long"], texts["short"]]
        assert "没有这一页" in client.get(f"{ADDRESS}?left=long&right=short&page=28").text
        outlined = client.get(f"{ADDRESS}?left=many0&right=many1&page=2").text
        assert "只列这一页的" in outlined
        assert len(Page(outlined).addresses("#s")) == 200


def test_on_the_phone_sections_alternate_and_say_whose_they_are(chromium: "Browser", index_dir: Path) -> None:
    with served(index_dir) as site, chromium.new_page(viewport={"width": 320, "height": 640}) as tab:
        tab.goto(f"{site}{ADDRESS}?left=left&right=right")
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320
        for section in tab.locator("section.facing").all()[:2]:
            left, right = section.locator("> .left").bounding_box(), section.locator("> .right").bounding_box()
            assert left
            assert right
            assert left["y"] + left["height"] <= right["y"]
            assert "广安区政协 2022年度" in section.locator("> .left .which").inner_text()
            assert "广安区政协 2023年度" in section.locator("> .right .which").inner_text()
        tab.set_viewport_size({"width": 1440, "height": 900})
        left, right = (tab.locator(f"section.facing > .{side}").first.bounding_box() for side in ("left", "right"))
        assert left
        assert right
        assert left["y"] == right["y"]
        assert left["x"] + left["width"] <= right["x"]


def test_keys_go_from_section_to_section(chromium: "Browser", index_dir: Path) -> None:
    with served(index_dir) as site, chromium.new_context(reduced_motion="reduce") as context:
        tab = context.new_page()
        tab.goto(f"{site}{ADDRESS}?left=left&right=right")
        at = "document.activeElement.closest('section')?.id"
        for key, section in [("j", "s1"), ("j", "s2"), ("j", "s3"), ("j", "s4"), ("k", "s3")]:
            tab.keyboard.press(key)
            assert tab.evaluate(at) == section
        tab.keyboard.press("Enter")
        tab.wait_for_url("**/reports/left#p4")
