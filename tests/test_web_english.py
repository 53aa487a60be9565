"""Pages and errors in English: what is Chinese there is a report's own, or was written by the reader."""

import logging
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from flask.testing import FlaskClient
from web_client import opened

from index.facets import KIND, LEVEL, ORGAN
from web.pages.examples import MORE, WORDS

REPORT = "004_86cd2f42baa246a3"
CHINESE = re.compile("[\u3400-\u9fff]+|[\u3001\u3002\u300a-\u3011\uff01-\uff5e]")
"""Runs of Han characters, and signs that only Chinese has."""
SPOKEN = ("title", "aria-label", "placeholder", "alt", "content", "data-history", "data-clear", "data-word", "label")
OF_THE_REPORT = {"ins", "del", "code", "pre"}
"""Elements for what a page says letter by letter: citations, and what was restored."""
NO_END = {"meta", "link", "input", "br", "img", "hr", "wbr"}
IN_THE_BOX = "机构:广安 提案"
"""An example of a query, which is Chinese in every language."""
TOLD_OF_A_PLACE = ("大兴区", "机构:大兴")
"""The gazetteer's name of a body's place that is asked for, and the query for a part of the name."""


class Spoken(HTMLParser):
    """The texts and spoken attributes of a page outside of what is marked as Chinese."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._inside: list[tuple[str, bool]] = [("", False)]
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        language = given.get("lang", "")
        chinese = language.startswith("zh") if language else self._inside[-1][1] or tag in OF_THE_REPORT
        # What is cited for reference managers is the report's.
        if not chinese and not given.get("name", "").startswith(("citation_", "dc.", "DC.")):
            self.said += [given[name] for name in SPOKEN if given.get(name)]
        if tag not in NO_END:
            self._inside.append((tag, chinese))

    def handle_endtag(self, tag: str) -> None:
        while len(self._inside) > 1 and self._inside.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._inside[-1][1]:
            self.said.append(data)


@pytest.fixture(scope="module")
def client(seed_index: Path) -> Iterator[FlaskClient]:
    logging.disable(logging.ERROR)
    with opened(seed_index) as client:
        client.set_cookie("ui", "en")
        yield client
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def data(client: FlaskClient) -> set[str]:
    """Names and titles of the library."""
    found: set[str] = {IN_THE_BOX, *TOLD_OF_A_PLACE, *(query for query, _ in (*WORDS, *MORE))}
    for report in client.get("/api/reports").get_json()["reports"]:
        found |= {str(report[name]) for name in ("title", "body", "body_today", "source", "site")}
        found |= {str(value) for value in report["region"].values()}
    return found


def chinese(client: FlaskClient, data: set[str], address: str, status: int = 200) -> list[str]:
    """What an answer says in Chinese that is neither data nor in the address."""
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    written = unquote(address)
    left = []
    for text in Spoken(answer.text).said:
        rest = text
        for known in sorted(data, key=len, reverse=True):
            rest = rest.replace(known, "")
        if any(each not in written for each in CHINESE.findall(rest)):
            left.append(text.strip())
    return left


@pytest.mark.parametrize(
    "address",
    [
        "/?q=提案",
        "/?q=提案 办理&body=广安区政协&year=2022..2024&sort=date",
        "/?q=提案 宇宙飞船",
        "/?q=“没有这样的话”",
        "/?q=提案办理&split_words=1&exact_script=1&exact_body=1",
        "/?q=(提案 OR 协商) -机构:洛江 年份:2023 类型:正文 级别:县级",
        "/?q=协商 /句 提案",
        "/?q=提案&group=report",
        "/?q=提案&body=大兴",
        "/kwic",
        "/kwic?q=提案&sort=left",
        "/compare",
        "/compare?q=提案&q=协商",
        "/compare?q=提案&by=body_year&measure=occurrences",
        "/facets/body?q=提案&find=广安",
        "/compare/reports?left=004_86cd2f42baa246a3&right=000_2a84bc86b806ce1d",
        "/reports?q=提案",
        "/reports?unsure=1",
        "/reports?year=2023&body=广安区政协",
        f"/reports/{REPORT}?q=提案",
        f"/reports/{REPORT}?view=original",
        f"/reports/{REPORT}/cite/3",
        "/basket",
    ],
)
def test_a_page_is_in_english(client: FlaskClient, data: set[str], address: str) -> None:
    assert chinese(client, data, address) == []


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/?q=提案 (", 400),
        ("/?q=“", 400),
        ("/?q=提案 OR", 400),
        ("/?q=提案 /句 (协商 -监督)", 400),
        ("/?q=年份:20x 提案", 400),
        ("/?q=提案&year=2023..2019", 400),
        ("/?q=提案&sort=size", 400),
        ("/?q=提案&kind=x", 400),
        ("/?q=提案&level=x", 400),
        ("/?q=提案&limit=999", 400),
        (f"/?q={'提' * 2001}", 400),
        ("/kwic?q=提案&width=9999", 400),
        ("/compare?q=提案&order=!", 400),
        ("/feed?kind=text", 400),
        ("/reports/none", 404),
        ("/nothing", 404),
        (f"/reports/{REPORT}?view=x", 400),
        (f"/reports/{REPORT}/t/000000000000", 404),
    ],
)
def test_an_error_is_in_english(client: FlaskClient, data: set[str], address: str, status: int) -> None:
    assert chinese(client, data, address, status) == []


def test_no_index_is_said_in_english(tmp_path: Path, data: set[str]) -> None:
    with opened(tmp_path / "none") as client:
        assert "这里还没有索引" in client.get("/").text
        client.set_cookie("ui", "en")
        assert chinese(client, data, "/", 503) == []
        assert "There is no index here yet" in client.get("/").text


def test_the_api_speaks_the_language_that_is_accepted(client: FlaskClient) -> None:
    for path, query in (
        ("search", {"q": "提案 ("}),
        ("search", {"q": "提案", "bdoy": "x"}),
        ("search", {"q": "提案", "body": " "}),
        ("cite", {"report": "none"}),
        ("nothing", {}),
    ):
        english = client.get(f"/api/{path}", query_string=query, headers={"Accept-Language": "en-GB,zh;q=0.5"})
        plain = client.get(f"/api/{path}", query_string=query)
        assert english.status_code == plain.status_code >= 400
        assert not CHINESE.search(english.get_json()["error"]["message"])
        assert CHINESE.search(plain.get_json()["error"]["message"])
        assert english.get_json()["error"]["code"] == plain.get_json()["error"]["code"]
        assert "Accept-Language" in english.headers["Vary"]


def test_the_description_of_the_api_is_in_english(client: FlaskClient) -> None:
    answer = client.get("/api/openapi.json", headers={"Accept-Language": "en"})
    taken = " ".join([*KIND.spellings(), *ORGAN.spellings(), *LEVEL.spellings()])
    words = re.compile("[\u3400-\u9fff]+")
    assert set(words.findall(answer.text)) == set(words.findall(taken))


@pytest.mark.parametrize("address", [f"/export/csv?q={quote('提案')}", f"/api/kwic.csv?q={quote('提案')}"])
def test_tables_have_english_heads_for_who_reads_english(client: FlaskClient, address: str) -> None:
    english = client.get(address, headers={"Accept-Language": "en"}).text.splitlines()[0]
    assert not CHINESE.search(english)
    assert "body,year" in english
    asked = client.get(f"{address}&columns=zh", headers={"Accept-Language": "en"}).text.splitlines()[0]
    assert "机构,年份" in asked


def test_notes_of_a_table_are_in_english_to_the_end(client: FlaskClient) -> None:
    notes = client.get(f"/export/txt?q={quote('提案')}").text
    assert "How it is counted: Occurrences" in notes
    assert set(re.findall("[\u3001-\u9fff\uff01-\uff5e]+", notes)) == {"提案"}


def test_what_a_query_was_understood_as_is_english(client: FlaskClient) -> None:
    found = client.get(
        "/api/search", query_string={"q": "“提案” -机构:广安 年份:2020..2024"}, headers={"Accept-Language": "en"}
    )
    assert found.get_json()["understood"] == (
        "contains exactly “提案” and not (Body contains “广安”) and year is 2020 to 2024"
    )


def test_chinese_on_an_english_page_is_said_to_be_chinese(client: FlaskClient) -> None:
    for address, part in (
        ("/?q=提案&body=广安区政协", r'<ul lang="zh-Hans">\s*<li><a [^>]*><span>广安区政协'),
        ("/?q=提案&body=广安区政协", r'<span lang="zh-Hans">广安区政协</span><span aria-hidden="true"> ×'),
        ("/facets/body?q=提案", r'<ul lang="zh-Hans">'),
        ("/kwic?q=提案", r'<ul lang="zh-Hans">'),
        ("/reports", r'<th scope="row" lang="zh-Hans">'),
        ("/", r'<a href="/\?q=[^"]*" lang="zh-Hans">'),
        ("/", r'<a href="/reports\?body=[^"]*" lang="zh-Hans">'),
    ):
        assert re.search(part, client.get(address).text), address
    assert 'lang="zh-Hant"' in client.get("/facets/body?q=提案&script=zh-Hant").text
    # Years, kinds and organs are in English.
    assert not re.search(r'id="facet-(year|kind|organ)">[^<]*</h2>\s*<ul lang', client.get("/?q=提案").text)


def test_a_chinese_page_does_not_say_of_each_name_that_it_is_chinese(client: FlaskClient) -> None:
    client.set_cookie("ui", "zh-Hans")
    try:
        assert '<ul lang="' not in client.get("/?q=提案&body=广安区政协").text
    finally:
        client.set_cookie("ui", "en")
