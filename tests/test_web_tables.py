"""Downloads of concordances and comparisons: the values that pages and API show, in files that the links name."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask.testing import FlaskClient
from web_client import get, opened
from workbooks import sheet_rows

BOM = b"\xef\xbb\xbf"


@pytest.fixture(scope="module")
def client(seed_index: Path) -> Iterator[FlaskClient]:
    with opened(seed_index) as client:
        yield client


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def links(client: FlaskClient, path: str, **asked: str | list[str]) -> dict[str, str]:
    """Addresses of the downloads that a page offers, by their labels."""
    _, page = get(client, path, 200, **asked)
    return {name: page.link(name) for name in ("CSV", "XLSX", "JSON", "说明")}


def test_the_concordance_offers_all_its_lines_as_it_shows_them(client: FlaskClient) -> None:
    asked = {"q": "提案", "sort": "left", "width": "10", "limit": "50", "body": "广安区政协"}
    offered = links(client, "/kwic", **asked)
    answer = client.get("/api/kwic", query_string=asked | {"limit": "200"}).get_json()
    response = client.get(offered["CSV"], buffered=True)
    assert (response.mimetype, response.data[:3]) == ("text/csv", BOM)
    assert unquote(response.headers["Content-Disposition"]).startswith("attachment; filename=zhengsou-")
    assert "政搜-语境-提案-" in unquote(response.headers["Content-Disposition"])
    written = rows(response.data)
    assert [(row["左文"], row["关键词"], row["右文"], int(row["段号"])) for row in written] == [
        (each["left"], each["word"], each["right"], each["number"]) for each in answer["lines"]
    ]
    assert {urlsplit(row["链接"]).netloc for row in written} == {"localhost"}
    assert client.get(urlsplit(written[0]["链接"]).path, follow_redirects=True).status_code == 200
    about = json.loads(client.get(offered["JSON"], buffered=True).data)["about"]
    assert (about["width"], about["sort"], about["filters"]) == (10, "left", {"body": ["广安区政协"]})
    assert parse_qs(urlsplit(about["url"]).query)["width"] == ["10"]


def test_a_concordance_of_the_default_width_is_exported_with_it(client: FlaskClient) -> None:
    offered = links(client, "/kwic", q="提案")
    assert json.loads(client.get(offered["JSON"], buffered=True).data)["about"]["width"] == 30


@pytest.mark.parametrize("by", ["year", "body", "body_year"])
def test_the_comparison_offers_its_cells(client: FlaskClient, by: str) -> None:
    offered = links(client, "/compare", q=["提案", "协商"], by=by, measure="occurrences")
    answer = client.get("/api/trend", query_string={"q": ["提案", "协商"], "by": by}).get_json()
    book = sheet_rows(client.get(offered["XLSX"], buffered=True).data)
    head, *cells = book["比较"]
    assert [row[head.index("处数")] for row in cells] == [each["occurrences"] for each in answer["cells"]]
    exported = json.loads(client.get(offered["JSON"], buffered=True).data)
    assert (exported["cells"], exported["totals"]) == (answer["cells"], answer["totals"])
    note = client.get(offered["说明"], buffered=True)
    assert (note.mimetype, "检索式：提案；协商\n" in note.get_data(as_text=True)) == ("text/plain", True)


def test_columns_are_chosen_by_their_language(client: FlaskClient) -> None:
    for path in ("/api/kwic.csv", "/api/trend.csv", "/api/export/csv"):
        heads = [
            next(csv.reader(io.StringIO(client.get(path, query_string=asked, buffered=True).data.decode("utf-8-sig"))))
            for asked in ({"q": "提案"}, {"q": "提案", "columns": "zh"}, {"q": "提案", "columns": "en"})
        ]
        assert heads[0] == heads[1]
        assert "检索式" in heads[0]
        assert "query" in heads[2]
        assert client.get(path, query_string={"q": "提案", "columns": "fr"}).status_code == 400


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/kwic.csv", 400),
        ("/api/trend.csv", 400),
        ("/api/trend.csv?q=(", 400),
        ("/api/kwic.xlsx?q=提案&sort=middle", 400),
        ("/api/kwic.pdf?q=提案", 404),
        ("/api/trend.?q=提案", 404),
    ],
)
def test_what_is_wrong_is_an_answer_and_no_file(client: FlaskClient, address: str, status: int) -> None:
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (status, "application/json")
    assert "Content-Disposition" not in response.headers


def test_hits_are_exported_in_the_order_that_is_shown(client: FlaskClient) -> None:
    offered = links(client, "/", q="提案", sort="date")
    exported = json.loads(client.get(offered["JSON"], buffered=True).data)
    assert (exported["sort"], exported["about"]["sort"]) == ("date", "date")
    assert exported["about"]["searched"]["reports"] == 5
