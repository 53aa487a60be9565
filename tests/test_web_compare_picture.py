"""A comparison's picture to take away: an SVG that stands by itself, and the PNG that a browser makes of it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from reports import line, write_lines
from web_client import Page, get, opened
from web_site import served

from index import index_paths
from web.shown.charts import WIDTH
from web.shown.drawings import COLOURS, DASHES
from web.shown.picture import wrapped

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SVG = "{http://www.w3.org/2000/svg}"
CSS = (Path(__file__).parent.parent / "web/static/compare.css").read_text("utf-8")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawn")
    reports = [
        line(f"r{number}_{year}", ["提案。" * (year - 2015), "协商会议。"], body=body, year=year)
        for number, body in enumerate(["甲市政协", "乙<b>&\x0b市政协"])
        for year in (2018, 2019, 2021, 2022)
    ]
    write_lines(folder / "all.jsonl", *reports)
    index_paths([folder / "all.jsonl"], folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def client(index: Path) -> Iterator[FlaskClient]:
    with opened(index) as client:
        yield client


@pytest.fixture(scope="module")
def site(index: Path) -> Iterator[str]:
    with served(index) as address:
        yield address


def drawn(client: FlaskClient, **query: str | list[str]) -> ElementTree.Element:
    response = client.get("/compare.svg", query_string=query)
    assert response.status_code == 200, response.text
    assert response.mimetype == "image/svg+xml"
    return ElementTree.fromstring(response.data)


def texts(root: ElementTree.Element, tag: str = "text") -> list[str]:
    return [each.text or "" for each in root.iter(SVG + tag)]


def test_it_says_what_it_shows_and_where_that_is_from(client: FlaskClient) -> None:
    root = drawn(client, q=["提案", "协商"], body="甲市政协", year="2018..2021")
    title, description = texts(root, "title")[0], texts(root, "desc")[0]
    assert title == "提案、协商 · 每万字处数 · 按年份"
    answer = client.get("/api/trend?q=提案&body=甲市政协&year=2018..2021").get_json()
    characters = answer["totals"][0]["characters"]
    assert f"范围：甲市政协、2018–2021年；3 份报告，全部段落共 {characters} 字" in description
    assert "查询：提案；协商" in description
    assert re.search(r"来源：政搜 \S+，20\d\d-\d\d-\d\d", description)
    # All of it can be read on the picture too, the legend and the axis with its base as well.
    seen = texts(root)
    assert {title, *description.split("\n"), "提案", "协商", "每万字处数（以全部段落的字数为底）"} <= set(seen)


@pytest.mark.parametrize("by", ["year", "body", "body_year"])
def test_it_has_the_numbers_of_the_page(client: FlaskClient, by: str) -> None:
    text, _ = get(client, "/compare", q="提案", by=by)
    on_page = re.findall(r"<title>[^<]+[：:]\s*([0-9.,]+)</title>", text)
    root = drawn(client, q="提案", by=by)
    assert on_page
    assert [title.rpartition(": ")[2] for title in texts(root, "title")[1:]] == on_page


def test_it_stands_by_itself(client: FlaskClient) -> None:
    """Nothing is loaded, linked or run, and there is no inline style, which the security policy would not apply."""
    for by in ("year", "body", "body_year"):
        root = drawn(client, q=["提案", "协商"], by=by)
        elements = list(root.iter())
        assert {each.tag.removeprefix(SVG) for each in elements} <= {
            "svg", "title", "desc", "g", "rect", "text", "path", "circle"
        }  # fmt: skip
        names = {name for each in elements for name in each.attrib}
        assert not {name for name in names if name.startswith("on") or name in ("style", "class", "href")}
        assert "url(" not in "".join(value for each in elements for value in each.attrib.values())
        assert root.get("font-family")
        _, _, width, height = map(float, root.attrib["viewBox"].split())
        assert (width, height) == (float(root.attrib["width"]), float(root.attrib["height"]))
        # Every text stands on the sheet.
        assert all(0 < float(each.attrib["y"]) < height for each in root.iter(SVG + "text"))


def test_its_looks_are_those_of_the_page() -> None:
    light = CSS.partition("@media")[0]
    assert tuple(re.findall(r"--line-\d: (#\w+);", light)) == COLOURS
    dashes = dict(re.findall(r"\.line-(\d) \.stroke \{ stroke-dasharray: ([^;]+); \}", CSS))
    assert tuple(dashes.get(str(number), "") for number in range(1, 7)) == DASHES


def test_a_picture_for_each_word(client: FlaskClient) -> None:
    text, page = get(client, "/compare", q=["提案", "协商"], by="body_year")
    addresses = page.addresses("/compare.svg")
    assert len(addresses) == 2
    titles = [texts(ElementTree.fromstring(client.get(each).data), "title")[0] for each in addresses]
    assert [title.partition(" · ")[0] for title in titles] == ["提案", "协商"]
    assert text.count('data-picture="') == 2


def test_the_readers_series_are_in_it(client: FlaskClient) -> None:
    root = drawn(client, q=["提案", "协商"], series="协商")
    assert {title.partition(" ")[0] for title in texts(root, "title")[1:]} == {"协商"}
    assert "另有 1 条未画" in texts(root, "desc")[0]
    assert "未画" not in texts(drawn(client, q=["提案", "协商"]), "desc")[0]


@pytest.mark.parametrize(
    "query", ["\x00提案 OR \x0b\ufffe", "“<script>x</script>” OR 提案", "]]> &amp; OR 提案", "提" * 900]
)
@pytest.mark.parametrize("by", ["year", "body"])
def test_any_text_is_xml(client: FlaskClient, query: str, by: str) -> None:
    root = drawn(client, q=query, by=by)
    assert not list(root.iter(SVG + "script"))
    assert len(texts(root)) < 80


def test_where_there_is_no_picture(client: FlaskClient) -> None:
    assert client.get("/compare.svg").status_code == 400
    assert client.get("/compare.svg?q=提案&section=9").status_code == 400
    assert client.get("/compare.svg?q=提案&section=2").status_code == 404
    assert client.get("/compare.svg?q=提案&year=none").status_code == 404
    assert client.get("/compare.svg?q=提案&body=没有").status_code == 404


def test_other_languages(client: FlaskClient) -> None:
    client.set_cookie("ui", "en")
    root = drawn(client, q="提案", by="body")
    client.set_cookie("ui", "zh-Hant")
    traditional = drawn(client, q="提案", by="body")
    client.delete_cookie("ui")
    assert "By body" in texts(root, "title")[0]
    assert "Source: Zhengsou" in texts(root, "desc")[0]
    assert "按機構" in texts(traditional, "title")[0]
    assert traditional.attrib["lang"] == "zh-Hant"


@given(st.text(max_size=200), st.integers(4, 60), st.integers(1, 5))
def test_wrapped_lines_are_the_text(text: str, most: int, lines: int) -> None:
    found = wrapped(text, most, lines)
    assert 1 <= len(found) <= lines
    assert all(len(each) * 0.6 <= most + 1 for each in found)
    whole = "".join(text.split())
    if found[-1].endswith("…") and not whole.endswith("…"):
        assert whole.startswith("".join("".join(found).removesuffix("…").split()))
    else:
        assert "".join("".join(found).split()) == whole


def test_svg_in_a_browser(chromium: "Browser", site: str) -> None:
    """Opened by itself under the site's policy, which refuses nothing of it."""
    page = chromium.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{site}/compare.svg?q=提案&q=协商")
    assert page.evaluate("document.documentElement.getBoundingClientRect().width") == WIDTH
    assert page.locator("text").first.evaluate("text => getComputedStyle(text).fontSize") == "18px"
    assert [each for each in said if "favicon" not in each and "404" not in each] == []
    page.close()


@pytest.mark.parametrize("by", ["year", "body"])
def test_png_in_a_browser(chromium: "Browser", site: str, by: str, tmp_path: Path) -> None:
    """Twice the size of the SVG, with white ground, dark letters, and the colours of the lines."""
    page = chromium.new_page()
    page.goto(f"{site}/compare?q=提案&q=协商&by={by}")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PNG").click()
    download = waiting.value
    assert re.fullmatch(r"政搜-比较-\d{8}\.png", download.suggested_filename)
    download.save_as(tmp_path / "picture.png")
    data = (tmp_path / "picture.png").read_bytes()
    assert data.startswith(b"\x89PNG")
    height = page.evaluate(
        "fetch(document.querySelector('[data-picture]').dataset.picture).then((each) => each.text())"
        '.then((text) => Number(/ height="([0-9]+)"/.exec(text)[1]))'
    )
    size = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    assert size == (WIDTH * 2, height * 2)
    counts = page.evaluate(
        """async (bytes) => {
             const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], {type: 'image/png'}));
             const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
             canvas.getContext('2d').drawImage(bitmap, 0, 0);
             const data = canvas.getContext('2d').getImageData(0, 0, bitmap.width, bitmap.height).data;
             const found = {};
             for (let at = 0; at < data.length; at += 4) {
               const colour = '#' + [0, 1, 2].map((each) => data[at + each].toString(16).padStart(2, '0')).join('');
               if (data[at + 3] === 255) found[colour] = (found[colour] || 0) + 1;
             }
             return found;
           }""",
        list(data),
    )
    assert counts["#ffffff"] > size[0] * size[1] / 2
    for colour in ("#24211d", *COLOURS[:2]):
        assert counts[colour] > 200, colour
    page.close()


def test_without_scripts_the_page_says_so(chromium: "Browser", site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/compare?q=提案")
    assert not page.get_by_role("button", name="PNG").is_visible()
    assert "需要 JavaScript" in page.locator(".take").inner_text()
    context.close()


def test_the_link_names_its_file(client: FlaskClient) -> None:
    text, _ = get(client, "/compare", q="提案")
    (link,) = [each for each in Page(text).links if each["href"].startswith("/compare.svg")]
    assert link["download"].endswith(".svg")
