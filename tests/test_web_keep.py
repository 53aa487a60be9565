"""Quoting and keeping: exports, citations, the OpenSearch description, and the headers and hosts around them."""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from web_client import get, opened

from web.app import create_app
from web.cli import cli
from web.serving.deployment import Deployment
from web.serving.live import detach
from web.serving.security import LOOPBACK

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REPORT = "004_86cd2f42baa246a3"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


@pytest.fixture(scope="module")
def client(seed_index: Path) -> Iterator[FlaskClient]:
    with opened(seed_index) as client:
        yield client


def test_csv_has_every_hit_and_opens_in_excel(client: FlaskClient) -> None:
    response = client.get("/export/csv", query_string={"q": "政协", "limit": "1", "offset": "3"}, buffered=True)
    total = client.get("/api/search", query_string={"q": "政协"}).get_json()["total"]
    assert response.data.startswith("\ufeff".encode())
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert len(rows) == total > 20
    assert {row["检索式"] for row in rows} == {"政协"}
    for row in rows[:3]:
        link = urlsplit(row["链接"])
        assert client.get(link.path).status_code == 302


def test_xlsx_and_json_have_the_same_hits(client: FlaskClient) -> None:
    query = {"q": "提案", "sort": "date"}
    hits = client.get("/api/search", query_string={**query, "limit": "200"}).get_json()["hits"]
    exported = json.loads(client.get("/export/json", query_string=query, buffered=True).data)
    places = [(hit["report"], hit["paragraph"], hit["text"]) for hit in hits]
    assert [(hit["report"], hit["paragraph"], hit["text"]) for hit in exported["hits"]] == places
    book = zipfile.ZipFile(io.BytesIO(client.get("/export/xlsx", query_string=query, buffered=True).data))
    assert book.testzip() is None
    assert "xl/worksheets/sheet1.xml" in book.namelist()


def test_filters_narrow_an_export(client: FlaskClient) -> None:
    exported = json.loads(client.get("/api/export/json?q=提案&body=广安区政协", buffered=True).data)
    assert {hit["body"] for hit in exported["hits"]} == {"广安区政协"}


@pytest.mark.parametrize("address", ["/export/csv", "/export/csv?q=", "/export/xlsx?q=(", "/export/json?q=提案&sort=x"])
def test_an_export_that_cannot_be_made(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (400, "text/html")
    assert client.get("/export/pdf?q=提案").status_code == 404


def test_a_file_name_is_only_a_name(client: FlaskClient) -> None:
    response = client.get("/export/csv", query_string={"q": "../“提案”\r\nX-Evil: 1\u202e"}, buffered=True)
    assert "X-Evil" not in response.headers
    name = response.headers["Content-Disposition"]
    assert name.startswith("attachment")
    assert not set("/\\\r\n") & set(name)
    assert quote("政搜") in name


def test_the_api_exports_what_the_command_line_exports(client: FlaskClient, seed_index: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    done = CliRunner().invoke(cli, ["export", "提案", "--index", str(seed_index), "--json", str(kept)])
    assert done.exit_code == 0, done.output
    ours = json.loads(client.get("/export/json?q=提案", buffered=True).data)
    theirs = json.loads(kept.read_text("utf-8"))
    assert [hit["text"] for hit in ours["hits"]] == [hit["text"] for hit in theirs["hits"]]
    assert (ours["total"], ours["occurrences"]) == (theirs["total"], theirs["occurrences"])


def test_citations(client: FlaskClient) -> None:
    text, page = get(client, f"/reports/{REPORT}/cite/5")
    answer = client.get("/api/cite", query_string={"report": REPORT, "paragraph": "5"}).get_json()
    assert set(answer["citations"]) == {"gbt7714", "gbt7714-2025", "bibtex", "ris"}
    assert "[EB/OL]" in answer["citations"]["gbt7714"]
    assert answer["citations"]["bibtex"].startswith("@online{")
    assert answer["permalink"] in text
    plain = client.get(f"/reports/{REPORT}/cite/5?style=bibtex")
    assert (plain.mimetype, plain.text) == ("application/x-bibtex", answer["citations"]["bibtex"] + "\n")
    followed = client.get(urlsplit(answer["permalink"]).path)
    assert followed.location.endswith(f"/reports/{REPORT}#p5")
    assert page.addresses(f"/reports/{REPORT}#p5")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"/reports/{REPORT}/cite/99999", 404),
        (f"/reports/{REPORT}/cite/-1", 404),
        ("/reports/none/cite/0", 404),
        (f"/reports/{REPORT}/cite/0?style=apa", 400),
    ],
)
def test_what_cannot_be_cited(client: FlaskClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_opensearch(client: FlaskClient) -> None:
    response = client.get("/opensearch.xml")
    root = ElementTree.fromstring(response.data)
    assert response.mimetype == "application/opensearchdescription+xml"
    urls = {each.get("type"): each.get("template", "") for each in root.findall(f"{OPENSEARCH}Url")}
    for kind, template in urls.items():
        path = template.removeprefix("http://localhost").replace("{searchTerms}", quote("提案"))
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (200, kind)
    assert client.get("/opensearch/suggestions?q=tian").get_json() == ["tian", ["提案", "天地"]]
    assert 'href="/opensearch.xml"' in client.get("/").text


def test_only_known_hosts(seed_index: Path) -> None:
    app = create_app(seed_index, Deployment(hosts=(*LOOPBACK, ".gov.example")))
    client = app.test_client()
    for host, status in (
        ("localhost:8000", 200),
        ("127.0.0.1", 200),
        ("[::1]:8000", 200),
        ("ZS.GOV.example.", 200),
        ("evil.example", 400),
        ("localhost.evil.example", 400),
        ("xgov.example", 400),
        ("127.0.0.1@evil.example", 400),
    ):
        for path in ("/", "/api/reports", "/static/style.css"):
            assert client.get(path, headers={"Host": host}, buffered=True).status_code == status, (host, path)
    detach(app)


@pytest.mark.parametrize(
    "address",
    ["/", "/?q=提案", "/compare?q=提案", "/feed?q=提案", "/nothing", "/api/search", "/static/style.css", "/?q=("],
)
def test_headers_are_on_every_answer(client: FlaskClient, address: str) -> None:
    headers = client.get(address, buffered=True).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert not {"unsafe-inline", "unsafe-eval", "data:", "*", "http:"} & set(
        policy.replace(";", " ").replace("'", " ").split()
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_pages_are_compressed_for_who_can_read_that(client: FlaskClient) -> None:
    plain = client.get("/?q=提案")
    small = client.get("/?q=提案", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert len(small.data) * 3 < len(plain.data)
    assert gzip.decompress(small.data).decode().count("<mark>") == plain.text.count("<mark>")
    assert "Content-Encoding" not in client.get("/", headers={"Accept-Encoding": "gzip;q=0"}).headers


def test_downloads_and_copying_in_a_browser(chromium: "Browser", site: str, tmp_path: Path) -> None:
    context = chromium.new_context(accept_downloads=True, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site}/?q=提案")
    for kind in ("csv", "xlsx", "json"):
        with page.expect_download() as downloading:
            page.evaluate("(kind) => { location.href = `/export/${kind}?q=${encodeURIComponent('提案')}`; }", kind)
        kept = tmp_path / f"kept.{kind}"
        downloading.value.save_as(kept)
        assert downloading.value.suggested_filename.startswith("政搜-提案-")
        assert kept.stat().st_size > 5_000
    page.goto(f"{site}/reports/{REPORT}/cite/5")
    page.get_by_role("button", name="BibTeX").click()
    page.get_by_text("已复制").first.wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#bibtex").inner_text()
    context.close()
