"""Every report id that is let in works in every address of the site."""

import json
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reports import line, write_lines
from web_client import Page, opened

from index import index_paths
from index.reading.validation import is_id
from search import SearchRequest, open_searcher

IDS = [
    "2023/report", "a/t", "a/t/b/c", "t/abc", "cite/3", "a/cite", "a/cite/x", "a/b/c/d", "a/cite/3/x", "x/t/t/y/z",
    "a#b", "a?b=c", "100%", "%2e%2e", "%2F", "a b", "a;b", "a&b", "a+b", "a'b", 'a"b', "<b>", "a\\b", "a:b", "http:/x",
    "報告〇二", "😀/👩\u200d👩", "e\u0301", "...", "..a", "a..", "-", "--help", "_", "~", "@", "*", "a,b", "a|b", "{a}",
    "[a]", "$x", "`", "^", "original", "报" * 200, "\u200e\u202eabc", "\ufeffa", "a\uffff", "\U0010ffff", "İ", "ß",
]  # fmt: skip

signs = st.sampled_from("ab/.t%2eF#?&;+ \\\"'<>:@=~^[]{}|,$*协😀\u3000\u0301\u200b٣") | st.characters(codec="utf-8")
parts = st.sampled_from(["t", "cite", "3", "0123456789ab", "export", "a", "..", ".", "reports", "x y"])
ids = (st.text(signs, min_size=1, max_size=12) | st.lists(parts, min_size=1).map("/".join)).filter(is_id)


def opens_everywhere(client: FlaskClient, report: str, word: str) -> None:
    (hit,) = client.get("/api/search", query_string={"q": word, "report": report}).get_json()["hits"]
    assert hit["report"] == report
    for address in (hit["url"], hit["permalink"]):
        parts = urlsplit(address)
        answer = client.get(parts.path, follow_redirects=True)
        assert (answer.status_code, word in answer.get_data(as_text=True)) == (200, True), address
    redirected = client.get(urlsplit(hit["permalink"]).path)
    assert redirected.status_code == 302
    page = Page(client.get(urlsplit(hit["url"]).path).get_data(as_text=True))
    for link in page.links:
        if "/reports" in link["href"] or "report=" in link["href"]:
            assert client.get(link["href"]).status_code in (200, 302), link["href"]
    cited = [link["href"] for link in page.links if link["href"].endswith("/cite/0")]
    assert word in client.get(cited[0]).get_data(as_text=True)
    summary = client.get("/api" + urlsplit(hit["url"]).path).get_json()
    assert (summary["report"]["id"], summary["paragraphs"][0]["text"]) == (report, word)
    assert client.get(summary["report"]["url"]).status_code == 200
    assert client.get(summary["paragraphs"][0]["permalink"]).status_code == 302
    asked = urlencode({"q": word, "report": report})
    for path in ("/", "/kwic", "/compare", "/feed"):
        answer = client.get(f"{path}?{asked}")
        assert (answer.status_code, word in answer.get_data(as_text=True)) == (200, True), path
    assert json.loads(client.get(f"/export/json?{asked}").data)["hits"][0]["report"] == report
    (found,) = Page(client.get(f"/?{asked}").get_data(as_text=True)).hits()
    assert client.get(found).status_code == 200
    for kind in ("csv", "xlsx"):
        assert client.get(f"/export/{kind}?{asked}").status_code == 200
    quoted = client.get("/api/cite", query_string={"report": report, "paragraph": 0}).get_json()
    assert (quoted["report"], quoted["text"]) == (report, word)
    assert client.get(urlsplit(quoted["permalink"]).path).status_code == 302


def open_all(reports: list[str], folder: Path) -> None:
    words = {report: f"第{number}件提案" for number, report in enumerate(reports)}
    write_lines(folder / "r.jsonl", *(line(report, [word]) for report, word in words.items()))
    assert index_paths([folder / "r.jsonl"], folder / "index").failed == []
    with opened(folder / "index") as client:
        for report, word in words.items():
            opens_everywhere(client, report, word)


@pytest.mark.parametrize("chosen", [IDS[::8], pytest.param(IDS, marks=pytest.mark.slow)], ids=["some", "all"])
def test_odd_ids_open_everywhere(chosen: list[str], tmp_path: Path) -> None:
    assert all(map(is_id, IDS))
    open_all(chosen, tmp_path)


@pytest.mark.slow
@settings(max_examples=6, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(st.lists(ids, min_size=1, max_size=5, unique=True))
def test_any_id_that_is_let_in_opens_everywhere(reports: list[str]) -> None:
    with TemporaryDirectory() as folder:
        open_all(reports, Path(folder))


@given(ids)
def test_an_id_is_seen_as_it_is(report: str) -> None:
    assert report == report.strip()
    assert not {"Cc", "Cs"} & set(map(unicodedata.category, report))


@pytest.mark.opensearch
def test_odd_ids_are_found_on_a_cluster(opensearch_index: str, tmp_path: Path) -> None:
    index_paths([write_lines(tmp_path / "r.jsonl", *(line(report, ["提案"]) for report in IDS))], opensearch_index)
    with open_searcher(opensearch_index) as searcher:
        for report in IDS:
            assert [hit.report for hit in searcher.search(SearchRequest("提案", report=report)).hits] == [report]
            assert searcher.report(report).summary.id == report
