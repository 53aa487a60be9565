"""A comparison's picture to take away: what is in it, and that it looks as on the page."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import picture_files
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from picture_files import SVG, marks, texts
from reports import line, write_lines
from web_client import get, opened

from index import index_paths
from web.shown.drawings import COLOURS, DASHES
from web.shown.picture import wrapped

CSS = (Path(__file__).parent.parent / "web/static/compare.css").read_text("utf-8")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawn")
    reports = [
        line(f"r{number}_{year}", ["提案。" * (year - 2015), "协商会议。"], body=body, year=year)
        for number, body in enumerate(["甲市政协", '乙<b>&"市政协'])
        for year in (2018, 2019, 2021, 2022)
    ]
    write_lines(folder / "all.jsonl", *reports)
    index_paths([folder / "all.jsonl"], folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def client(index: Path) -> Iterator[FlaskClient]:
    with opened(index) as client:
        yield client


def drawn(client: FlaskClient, **query: str | list[str]) -> ElementTree.Element:
    return picture_files.drawn(client, "/compare.svg", query)


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
    assert [title.rpartition(": ")[2] for title in marks(root)] == on_page


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
    assert {title.partition(" ")[0] for title in marks(root)} == {"协商"}
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
