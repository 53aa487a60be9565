"""Pictures that are taken away: each is an SVG that stands by itself, and a browser makes a PNG of it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from picture_files import SVG, assert_stands_by_itself, drawn, texts
from reports import line, write_lines
from web_client import Page, opened
from web_site import served

from index import index_paths
from web.shown.drawings import COLOURS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

INK, QUIET = "#24211d", "#665f56"


class Taken(NamedTuple):
    """A picture: its page, what that is asked, and the number of the picture there; what is in it.

    named: what its file is named for. title: how it is called, on top. colours: those of its marks.
    """

    page: str
    asked: dict[str, str | list[str]]
    named: str
    title: str
    colours: tuple[str, ...]
    picture: str = "1"

    @property
    def query(self) -> dict[str, str | list[str]]:
        """Of the picture's own address."""
        return self.asked | ({"picture": self.picture} if self.picture != "1" else {})

    def link(self, page: Page) -> dict[str, str]:
        """The link to the picture, on its page."""
        links = [each for each in page.links if each["href"].startswith(f"{self.page}.svg?")]
        numbers = [parse_qs(urlsplit(each["href"]).query).get("picture", ["1"])[0] for each in links]
        return links[numbers.index(self.picture)]


WORDS: dict[str, str | list[str]] = {"q": ["提案", "协商"]}
TERMS: dict[str, str | list[str]] = {"terms": "提案\n协商"}
PICTURES = {
    "lines": Taken("/compare", WORDS, "比较", "提案、协商 · 每万字处数", COLOURS[:2]),
    "bars": Taken("/compare", WORDS | {"by": "body"}, "比较", "提案、协商 · 每万字处数", COLOURS[:2]),
    "rates": Taken("/study/history", {"q": "提案"}, "来历-提案", "提案 · 各年每万字处数", COLOURS[:1]),
    "spread": Taken("/study/history", {"q": "提案"}, "来历-提案-2", "提案 · 到各年为止", COLOURS[:2], "2"),
    "key terms": Taken(
        "/study/keyness", {"q": "年份:2022"}, "关键词-年份 2022", "年份:2022 · 关键词", (COLOURS[0], QUIET)
    ),
    "strips": Taken("/study/places", {"q": "提案"}, "分布-提案", "提案 · 分布", COLOURS[:1]),
    "heat": Taken("/study/matrix", TERMS | {"by": "body"}, "词表对照-提案、协商", "词表对照 · 处数 · 按机构", ()),
    "map": Taken("/study/matrix", TERMS | {"by": "province"}, "词表对照-提案、协商-3", "协商 · 处数 · 按省份", (), "3"),
}
of_each = pytest.mark.parametrize("taken", PICTURES.values(), ids=PICTURES)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three bodies, one of them with a name for attacks; no report of 2020; in 2022 nobody says 提案."""
    folder = tmp_path_factory.mktemp("drawn")
    reports = [
        line(f"r{number}_{year}", [said, "协商会议。" * number, f"视察{number}个乡镇。"], body=body, year=year)
        for number, body in enumerate(["广安区政协", "福田区政协", '乙<b>&"市政协'], 1)
        for year in (2018, 2019, 2021, 2022)
        for said in ["建议。" if year == 2022 else "提案。" * (year - 2015)]
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


@of_each
def test_it_stands_by_itself(client: FlaskClient, taken: Taken) -> None:
    assert_stands_by_itself(drawn(client, f"{taken.page}.svg", taken.query))


@of_each
def test_its_page_leads_to_it(client: FlaskClient, taken: Taken) -> None:
    """By a link that names the file, as the answer does."""
    link = taken.link(Page(client.get(taken.page, query_string=taken.asked).text))
    assert re.fullmatch(rf"政搜-{taken.named}-\d{{8}}\.svg", link["download"])
    answer = client.get(link["href"])
    assert unquote(answer.headers["Content-Disposition"]).endswith(f"''{link['download']}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data == client.get(f"{taken.page}.svg", query_string=taken.query).data


@of_each
def test_it_says_what_it_shows_and_where_that_is_from(client: FlaskClient, taken: Taken) -> None:
    root = drawn(client, f"{taken.page}.svg", taken.query)
    title, description = texts(root, "title")[0], texts(root, "desc")[0]
    assert title.startswith(taken.title)
    assert re.search(r"来源：政搜 \S+，20\d\d-\d\d-\d\d", description)
    assert "范围：全部报告；12 份报告，全部段落共 " in description
    # All of it can be read on the picture, too.
    assert {title, *description.split("\n")} <= set(texts(root))
    assert re.search(r"；索引写于 20\d\d-\d\d-\d\d \d\d:\d\d\n", description)
    assert unquote(description).endswith(f"http://localhost{taken.page}?{unquote(urlencode(taken.asked, doseq=True))}")


@pytest.mark.parametrize(
    "query", ["\x00提案 OR \x01\ufffe", "“<script>x</script>” OR 提案", "]]> &amp; OR 提案", "提案 OR 提" + "议" * 900]
)
@of_each
def test_any_text_is_xml(client: FlaskClient, query: str, taken: Taken) -> None:
    asked: dict[str, str | list[str]] = {"terms": f"协商\n{query}"} if "terms" in taken.asked else {"q": query}
    root = drawn(client, f"{taken.page}.svg", taken.query | asked)
    assert not list(root.iter(SVG + "script"))
    assert len(texts(root)) < 80
    assert_stands_by_itself(root)


@of_each
def test_other_languages(client: FlaskClient, taken: Taken) -> None:
    found = {}
    for language in ("en", "zh-Hant"):
        client.set_cookie("ui", language)
        found[language] = drawn(client, f"{taken.page}.svg", taken.query)
    client.delete_cookie("ui")
    assert "Source: Zhengsou" in texts(found["en"], "desc")[0]
    assert "來源：政搜" in texts(found["zh-Hant"], "desc")[0]
    assert {name: root.attrib["lang"] for name, root in found.items()} == {name: name for name in found}
    # Of what a picture says itself, nothing stays behind in the other language.
    assert not re.search("来源|范围|索引|份报告|每万字", "".join(found["en"].itertext()))
    assert not re.search("来源|范围|写于|报告", "".join(found["zh-Hant"].itertext()))


@pytest.mark.parametrize("page", sorted({each.page for each in PICTURES.values()} - {"/compare"}))
def test_where_there_is_no_picture(client: FlaskClient, page: str) -> None:
    asked = next(each.asked for each in PICTURES.values() if each.page == page)
    nothing = client.get(f"{page}.svg")
    assert nothing.status_code == 400
    assert f"请写成 {page}.svg?" in nothing.text
    for picture, status in (("9", 404), ("10", 400), ("0", 400), ("x", 400)):
        assert client.get(f"{page}.svg", query_string=asked | {"picture": picture}).status_code == status
    # An error of the page is one of the picture.
    of_page = client.get(page, query_string=asked | {"body": "没有"}).status_code
    assert client.get(f"{page}.svg", query_string=asked | {"body": "没有"}).status_code == {200: 404}.get(
        of_page, of_page
    )
    assert client.get(f"{page}.svg?q=(").status_code == 400


def test_svg_in_a_browser(chromium: "Browser", site: str) -> None:
    """Opened by itself under the site's policy, which refuses nothing of it."""
    page = chromium.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for taken in PICTURES.values():
        page.goto(f"{site}{taken.page}.svg?{urlencode(taken.query, doseq=True)}")
        width = page.evaluate("document.documentElement.getBoundingClientRect().width")
        assert width == float(page.locator("svg").get_attribute("width") or 0) >= 720
        assert page.locator("text").first.evaluate("text => getComputedStyle(text).fontSize") == "18px"
    assert [each for each in said if "favicon" not in each and "404" not in each] == []
    page.close()


@pytest.mark.parametrize("name", ["lines", "bars", "rates", "key terms", "strips", "map"])
def test_png_in_a_browser(chromium: "Browser", site: str, name: str, tmp_path: Path) -> None:
    """Twice the size of the SVG, with white ground, dark letters, and the colours of what is drawn."""
    page, taken = chromium.new_page(), PICTURES[name]
    page.goto(f"{site}{taken.page}?{urlencode(taken.asked, doseq=True)}")
    address = taken.link(Page(page.content()))["href"]
    button = page.locator(f'button[data-picture="{address}"]')
    with page.expect_download() as waiting:
        button.click()
    download = waiting.value
    assert re.fullmatch(rf"政搜-{taken.named}-\d{{8}}\.png", download.suggested_filename)
    download.save_as(tmp_path / "picture.png")
    data = (tmp_path / "picture.png").read_bytes()
    assert data.startswith(b"\x89PNG")
    source = page.evaluate("address => fetch(address).then(each => each.text())", address)
    box = re.search(r'viewBox="0 0 (\d+) (\d+)"', source)
    assert box
    size = [int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")]
    assert size == [2 * int(each) for each in box.groups()]
    counts = page.evaluate(
        """async (bytes) => {
             const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], {type: 'image/png'}));
             const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
             canvas.getContext('2d').drawImage(bitmap, 0, 0);
             const data = canvas.getContext('2d').getImageData(0, 0, bitmap.width, bitmap.height).data;
             const counts = new Map();
             for (const pixel of new Uint32Array(data.buffer)) counts.set(pixel, (counts.get(pixel) || 0) + 1);
             const found = {};
             const hex = (part) => (part & 255).toString(16).padStart(2, '0');
             for (const [pixel, count] of counts) {
               const colour = '#' + hex(pixel) + hex(pixel >>> 8) + hex(pixel >>> 16);
               if (pixel >>> 24 === 255) found[colour] = count;
             }
             return found;
           }""",
        list(data),
    )
    assert counts["#ffffff"] > size[0] * size[1] / 2
    for colour in (INK, *taken.colours):
        assert counts[colour] > 200, colour
    page.close()


def test_a_large_picture_is_drawn_smaller_so_that_every_browser_can(
    chromium: "Browser", site: str, tmp_path: Path
) -> None:
    page = chromium.new_page()
    large = '<svg xmlns="http://www.w3.org/2000/svg" width="5000" height="5000"><path d="M0 0H9"/></svg>'
    page.route("**/compare.svg?*", lambda route: route.fulfill(body=large, content_type="image/svg+xml"))
    page.goto(f"{site}/compare?q=提案")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PNG").click()
    waiting.value.save_as(tmp_path / "picture.png")
    data = (tmp_path / "picture.png").read_bytes()
    width, height = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    assert (width, height) == (4_000, 4_000)
    page.close()


def test_without_scripts_pages_say_so(chromium: "Browser", site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    for taken in PICTURES.values():
        page.goto(f"{site}{taken.page}?{urlencode(taken.asked, doseq=True)}")
        assert not page.get_by_role("button", name="PNG").first.is_visible()
        assert "需要 JavaScript" in page.locator(".take").first.inner_text()
    context.close()


def test_links_and_buttons_are_large_enough_on_the_smallest_screen(chromium: "Browser", site: str) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 640})
    for taken in PICTURES.values():
        page.goto(f"{site}{taken.page}?{urlencode(taken.asked, doseq=True)}")
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        for each in page.locator(".take :is(a, button)").all():
            box = each.bounding_box()
            assert box
            assert min(box["width"], box["height"]) >= 24
            assert 0 <= box["x"] <= box["x"] + box["width"] <= 320
    page.close()
