"""The concordance page: every occurrence once, the lines' order and width, and where they lead."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from command import run
from flask.testing import FlaskClient
from reports import line, write_lines
from web_client import Page, get, opened

from index import index_paths
from index.analysis import fold
from search import SearchRequest, open_searcher

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LINE = re.compile(
    r'<li><a href="(?P<address>[^"]*)" lang="(?P<lang>[^"]*)"><span class="left"><bdi>(?P<left>.*?)</bdi></span>'
    r'<mark>(?P<word>.*?)</mark><span class="right">(?P<right>.*?)</span></a>'
)
XIANYANG = "004_86cd2f42baa246a3"


@pytest.fixture(scope="module")
def client(seed_index: Path) -> Iterator[FlaskClient]:
    with opened(seed_index) as client:
        yield client


def lines_of(text: str) -> list[dict[str, str]]:
    """The lines on a page, without what makes their nearest characters stand out."""
    return [
        {name: unescape(re.sub("</?b>", "", part)) for name, part in each.groupdict().items()}
        for each in LINE.finditer(text)
    ]


def every_line(client: FlaskClient, **query: Any) -> list[dict[str, str]]:
    """The lines of all the pages."""
    text, page = get(client, "/kwic", **query)
    lines = lines_of(text)
    while [link for link in page.links if link.get("rel") == "next"]:
        text, page = get(client, page.link("下一页"))
        lines += lines_of(text)
    return lines


@pytest.mark.parametrize("query", ["协商", "提案 办理", "“民主监督”", "机构:咸阳 委员"])
@pytest.mark.parametrize("sort", ["position", "left", "right"])
def test_lines_are_exactly_the_occurrences(client: FlaskClient, seed_index: Path, query: str, sort: str) -> None:
    with open_searcher(seed_index) as searcher:
        result = searcher.search(SearchRequest(query, limit=1000))
    expected = sorted(
        (hit.url, hit.text[start:end], hit.text[max(0, start - 10) : start], hit.text[end : end + 10])
        for hit in result.hits
        for start, end in hit.highlights
    )
    lines = every_line(client, q=query, sort=sort, width="10", limit="50")
    found = sorted(
        (f"{(at := urlsplit(each['address'])).path}#{at.fragment}", each["word"], each["left"], each["right"])
        for each in lines
    )
    assert found == expected
    text, _ = get(client, "/kwic", q=query)
    said = re.sub("<[^>]+>", "", text)
    assert f"{result.reports} 份报告的 {result.total} 段里有 {result.occurrences} 处" in said


def test_sorted_by_what_stands_beside_the_word(client: FlaskClient) -> None:
    right = [fold(each["right"])[:6] for each in every_line(client, q="协商", sort="right", width="6")]
    assert right == sorted(right)
    left = [fold(each["left"])[::-1] for each in every_line(client, q="协商", sort="left", width="6")]
    assert left == sorted(left)
    assert right != [fold(each["right"])[:6] for each in every_line(client, q="协商", width="6")]


def test_sorted_by_letters_chosen_in_the_form(client: FlaskClient) -> None:
    text, page = get(client, "/kwic", q="协商", sort=["R1", "", "l2"], width="6")
    lines = lines_of(text)
    found = [(fold(each["right"])[:1], fold(each["left"])[-2:-1]) for each in lines]
    assert found == sorted(found)
    assert re.search(r"<b>.</b>.</bdi></span><mark>协商</mark><span class=\"right\"><b>.</b>", text)
    assert page.link("40 字").endswith("&width=40&sort=R1%2CL2")
    assert lines_of(get(client, "/kwic", q="协商", sort="R1,L2", width="6")[0]) == lines
    chosen = re.findall(r'<option value="(\w+)" selected>', text)
    assert chosen == ["R1", "L2"]
    assert lines_of(get(client, "/kwic", q="协商", sort=["", ""])[0]) == lines_of(get(client, "/kwic", q="协商")[0])


def test_a_place_that_is_named_twice_is_refused(client: FlaskClient, seed_index: Path) -> None:
    text, _ = get(client, "/kwic", 400, q="协商", sort="L1,L1")
    assert "L1 写了不止一次" in text
    answer = client.get("/api/kwic", query_string={"q": "协商", "sort": "L1,R1,l1"})
    assert answer.status_code == 400
    assert "每个位置只写一次，如 L1,R1" in answer.get_json()["error"]["message"]
    assert run("kwic", "协商", "--sort", "L1,L1", index=seed_index).returncode == 2
    pattern = next(
        each["schema"]["pattern"]
        for each in client.get("/api/openapi.json").get_json()["paths"]["/api/kwic"]["get"]["parameters"]
        if each["name"] == "sort"
    )
    assert [bool(re.search(pattern, each)) for each in ("L1,L1", "L1,R1,l1", "R2,r2", "L1,R1", "l1,L2,R1", "left")] == [
        *[False] * 3,
        *[True] * 3,
    ]
    # In the form one may choose one twice.
    assert lines_of(get(client, "/kwic", q="协商", sort=["L1", "L1"])[0])


def test_the_command_and_the_api_sort_by_places_alike(client: FlaskClient, seed_index: Path) -> None:
    answer = client.get("/api/kwic", query_string={"q": "协商", "sort": "r1,L2", "limit": "200"}).json
    printed = json.loads(run("kwic", "协商", "--sort", "R1,L2", "--limit", 200, "--json", index=seed_index).stdout)
    assert answer is not None
    assert answer["sort"] == printed["sort"] == "R1,L2"
    assert answer["lines"] == printed["lines"]
    assert client.get("/api/kwic", query_string={"q": "协商", "sort": "R4"}).status_code == 400


def test_line_leads_to_its_paragraph(client: FlaskClient) -> None:
    for each in lines_of(get(client, "/kwic", q="提案", exact_script="1")[0])[:5]:
        assert parse_qs(urlsplit(each["address"]).query) == {"q": ["提案"], "exact_script": ["1"]}
        text, page = get(client, each["address"])
        assert urlsplit(each["address"]).fragment in page.identifiers
        assert f"{each['left'][-5:]}<mark>{each['word']}</mark>{each['right'][:5]}" in unescape(text)


def test_choices_change_one_thing_and_keep_the_rest(client: FlaskClient) -> None:
    address = f"/kwic?q={quote('协商')}&body={quote('咸阳市政协')}&width=10&sort=left"
    _, page = get(client, address)
    for label, name, value in (("词的右边", "sort", "right"), ("40 字", "width", "40")):
        asked = parse_qs(urlsplit(page.link(label)).query)
        assert asked[name] == [value]
        assert asked["q"] == ["协商"]
        assert asked["body"] == ["咸阳市政协"]
    chosen = [link["text"].strip() for link in page.links if link.get("aria-current") == "true"]
    assert {"词的左边", "10 字"} <= set(chosen)
    _, everywhere = get(client, page.link("咸阳市政协 ×"))
    assert any(XIANYANG not in address for address in everywhere.addresses("/reports/0"))
    assert all(XIANYANG in address for address in page.addresses("/reports/0"))


def test_facets_and_one_report_narrow_the_lines(client: FlaskClient) -> None:
    _, page = get(client, "/kwic", q="协商")
    link = next(each for each in page.links if re.match(r"咸阳市政协\s*\d+$", each["text"]))
    narrowed = every_line(client, **parse_qs(urlsplit(link["href"]).query))
    assert narrowed
    assert all(XIANYANG in each["address"] for each in narrowed)
    alone = every_line(client, q="协商", report=XIANYANG)
    # The filter goes along to the report, for the way back.
    assert all("body=" in each.pop("address") for each in narrowed)
    assert all("body=" not in each.pop("address") for each in alone)
    assert alone == narrowed


def test_nearest_characters_stand_out_on_the_sorted_side(client: FlaskClient) -> None:
    assert "<b>" not in get(client, "/kwic", q="协商")[0].partition('<ol class="lines')[2]
    assert re.search(r'<span class="right"><b>..</b>', get(client, "/kwic", q="协商", sort="right")[0])
    assert re.search(r"<b>..</b></bdi>", get(client, "/kwic", q="协商", sort="left")[0])


def test_lines_in_the_other_script(client: FlaskClient) -> None:
    written = every_line(client, q="协商", report=XIANYANG)
    simplified = every_line(client, q="协商", report=XIANYANG, script="zh-Hans")
    assert {each["word"] for each in written} == {"協商"}
    assert {each["word"] for each in simplified} == {"协商"}
    assert {each["lang"] for each in simplified} == {"zh-Hans"}
    assert len(simplified) == len(written)
    assert all("script=zh-Hans" in each["address"] for each in simplified)


def test_page_without_a_query_explains_and_its_examples_find(client: FlaskClient) -> None:
    text, page = get(client, "/kwic")
    assert "每一处各占一行" in text
    examples = page.addresses("/kwic?q=")
    assert len(examples) >= 3
    for example in examples:
        assert lines_of(get(client, example)[0])


def test_nothing_found_leads_to_the_search_page(client: FlaskClient) -> None:
    text, page = get(client, "/kwic", q="“宇宙飞船”")
    assert "没有找到" in text
    assert not lines_of(text)
    assert page.link("在检索里看看").startswith("/?q=")
    text, page = get(client, "/kwic", q="协商", page="900")
    assert lines_of(get(client, page.link("看最后一页"))[0])


@pytest.mark.parametrize(
    "query",
    [
        {"width": "0"},
        {"width": "201"},
        {"width": "x"},
        {"sort": "relevance"},
        {"sort": "L4"},
        {"sort": "R1,R2,R3,L1"},
        {"limit": "201"},
        {"limit": "-1"},
        {"page": "0"},
        {"year": "20x3"},
        {"kind": "video"},
        {"script": "latin"},
        {"body": "政" * 300},
    ],
)
def test_bad_parameters_are_refused(client: FlaskClient, query: dict[str, str]) -> None:
    get(client, "/kwic", status=400, q="协商", **query)


def test_wrong_query_points_at_the_character(client: FlaskClient) -> None:
    _, page = get(client, "/kwic", status=400, q="提案 (办理")
    assert page.marks
    get(client, "/kwic", status=404, q="提案", report="nothing")


def test_text_is_never_markup(tmp_path: Path) -> None:
    attack = "<img src=x onerror=alert(1)>\"'&amp;"
    fields = dict.fromkeys(("title", "body"), attack)
    index_paths(
        [write_lines(tmp_path / "a.jsonl", line("<b>", [f"{attack}提案{attack}"], **fields))], tmp_path / "index"
    )
    with opened(tmp_path / "index") as client:
        text, page = get(client, "/kwic", q="提案", width="60")
        assert lines_of(text)[0]["left"] == attack
        assert not [each for each in page.elements if each[0] == "img"]
        _, asked = get(client, "/kwic", q=f"“{attack}”")
        assert isinstance(asked, Page)
        assert not [each for each in asked.elements if each[0] == "img"]


@pytest.mark.parametrize("width", [360, 1440])
def test_words_stand_under_one_another_in_the_middle(chromium: "Browser", site: str, width: int) -> None:
    tab = chromium.new_page(viewport={"width": width, "height": 800})
    tab.goto(f"{site}/kwic?q={quote('协商')}&width=60")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    places = tab.evaluate("[...document.querySelectorAll('.lines mark')].map(each => each.getBoundingClientRect().x)")
    assert len(places) == 50
    assert max(places) - min(places) < 1
    sides = tab.evaluate(
        "(line => ['.left', 'mark', '.right'].map(part => line.querySelector(part).getBoundingClientRect()))"
        "(document.querySelectorAll('.lines li')[5]).map(each => [each.left, each.right])"
    )
    assert sides[0][1] <= sides[1][0] < sides[1][1] <= sides[2][0]
    assert sides[0][1] - sides[0][0] == pytest.approx(sides[2][1] - sides[2][0], abs=2)
    tab.close()


HIDDEN = (
    "[...document.querySelectorAll('.lines .left, .lines .right')].filter(each => each.scrollWidth > each.clientWidth)"
    ".length"
)
LETTERS = (
    "(each => each.clientWidth / parseFloat(getComputedStyle(each).fontSize))(document.querySelector('.lines .right'))"
)


@pytest.mark.parametrize(("screen", "context", "fits"), [(1440, 30, True), (1440, 60, False), (1920, 60, True)])
def test_as_many_letters_stand_on_a_line_as_were_asked_for_where_there_is_room(
    chromium: "Browser", site: str, screen: int, context: int, fits: bool
) -> None:
    tab = chromium.new_page(viewport={"width": screen, "height": 800})
    tab.goto(f"{site}/kwic?q={quote('协商')}&width={context}&sort=L1,R1,R2")
    assert (tab.evaluate(HIDDEN) == 0) == fits
    assert tab.evaluate(LETTERS) >= min(context, 48)
    assert tab.evaluate("getComputedStyle(document.querySelector('.lines .left')).textOverflow") == "ellipsis"
    tab.close()


def test_keys_go_from_line_to_line_and_open_one(chromium: "Browser", site: str) -> None:
    tab = chromium.new_page()
    tab.goto(f"{site}/kwic?q={quote('协商')}&sort=right")
    tab.locator("body").press("j")
    for key in "jjk":
        tab.keyboard.press(key)
    focused = tab.evaluate("[...document.querySelectorAll('.lines a')].indexOf(document.activeElement)")
    assert focused == 1
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/reports/**")
    assert tab.locator(":target mark").count() > 0
    tab.close()


def test_lines_are_grouped_by_the_words_beside_and_thinned_by_a_seed(client: FlaskClient) -> None:
    groups = client.get("/api/kwic", query_string={"q": "协商", "group": "R1", "limit": 50}).get_json()["groups"]
    text, page = get(client, "/kwic", q="协商", group="R1")
    assert text.count('<th scope="row"') == len(groups)
    # A mark has a group of its own, which is said.
    assert {"、", "。"} < {each["text"] for each in groups}
    assert "标点也算词" in text
    of_group = next(each for each in page.addresses("/kwic?") if f"group={quote('R1:民主')}" in each)
    text, page = get(client, of_group)
    [wanted] = [each for each in groups if each["text"] == "民主"]
    assert text.count('class="right"') == wanted["occurrences"]
    assert "标点也算词" not in text
    lines = [get(client, "/kwic", q="协商", sample="5", seed=str(seed))[1].hits() for seed in (1, 1, 2)]
    assert lines[0] == lines[1] != lines[2]
