"""The API: the contract's JSON, exactly, its errors, and the numbers of the command line."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from web_client import opened

from index.analysis import fold
from web.cli import cli


@pytest.fixture(scope="module")
def client(seed_index: Path) -> Iterator[FlaskClient]:
    with opened(seed_index) as client:
        yield client


def search(client: FlaskClient, status: int = 200, **query: str | list[str]) -> dict[str, Any]:
    response = client.get("/api/search", query_string=query)
    assert response.status_code == status, response.text
    assert response.mimetype == "application/json"
    answer: dict[str, Any] = json.loads(response.data)
    return answer


def test_search_object_has_the_fields_of_the_contract(client: FlaskClient) -> None:
    answer = search(client, q="提案 办理")
    assert list(answer)[:10] == [
        "query", "relaxed", "total", "reports", "occurrences", "took_ms", "offset", "limit", "sort", "hits",
    ]  # fmt: skip
    assert (answer["query"], answer["relaxed"], answer["offset"], answer["limit"]) == ("提案 办理", False, 0, 10)
    hit = answer["hits"][0]
    assert hit.keys() >= {
        "report", "paragraph", "kind", "body", "year", "date", "title", "section", "score", "occurrences", "text",
        "highlights", "url",
    }  # fmt: skip
    assert hit["url"] == f"/reports/{hit['report']}#p{hit['paragraph']}"
    assert client.get(hit["url"]).status_code == 200
    assert answer["facets"].keys() == {"body", "year", "kind", "organ", "province", "prefecture", "level"}


def test_highlights_are_the_words_in_code_points(client: FlaskClient) -> None:
    answer = search(client, q="提案", limit="200")
    assert answer["total"] == len(answer["hits"])
    assert answer["occurrences"] == sum(hit["occurrences"] for hit in answer["hits"])
    for hit in answer["hits"]:
        assert {hit["text"][start:end] for start, end in hit["highlights"]} == {"提案"}
        assert hit["highlights"] == sorted(hit["highlights"])


def test_text_is_sent_as_it_is_not_as_escapes(client: FlaskClient) -> None:
    assert "提案" in client.get("/api/search", query_string={"q": "提案"}).text


def test_repeated_filters_mean_any_of_them(client: FlaskClient) -> None:
    bodies = ["广安区政协", "咸阳市政协"]
    answer = search(client, q="提案", body=bodies, limit="200")
    assert {hit["body"] for hit in answer["hits"]} == set(bodies)
    years = search(client, q="提案", year=["2022", "2024"], limit="200")
    assert {hit["year"] for hit in years["hits"]} <= {2022, 2024}
    kinds = search(client, q="政协", kind=["heading", "caption"], limit="200")
    assert {hit["kind"] for hit in kinds["hits"]} <= {"heading", "caption"}
    assert kinds["total"] < search(client, q="政协")["total"]


def test_pages_join_to_the_whole(client: FlaskClient) -> None:
    whole = search(client, q="政协", limit="12")["hits"]
    joined = [hit for offset in (0, 5, 10) for hit in search(client, q="政协", limit="5", offset=str(offset))["hits"]]
    assert [(hit["report"], hit["paragraph"]) for hit in joined[:12]] == [
        (hit["report"], hit["paragraph"]) for hit in whole
    ]


def test_one_report(client: FlaskClient) -> None:
    answer = search(client, q="提案", report="004_86cd2f42baa246a3")
    assert {hit["report"] for hit in answer["hits"]} == {"004_86cd2f42baa246a3"}


def test_nothing_found_is_an_answer(client: FlaskClient) -> None:
    answer = search(client, q="“宇宙飞船”")
    assert (answer["total"], answer["hits"]) == (0, [])


@pytest.mark.parametrize(
    "query",
    [
        {"q": "提案", "limit": "201"},
        {"q": "提案", "limit": "1000000"},
        {"q": "提案", "limit": "-1"},
        {"q": "提案", "limit": "ten"},
        {"q": "提案", "offset": "-1"},
        {"q": "提案", "offset": "1e3"},
        {"q": "提案", "offset": "99999999999999999999"},
        {"q": "提案", "year": "20x3"},
        {"q": "提案", "year": "2023..2019"},
        {"q": "提案", "kind": "video"},
        {"q": "提案", "sort": "size"},
        {"q": "提案", "body": [str(number) for number in range(101)]},
        {},
    ],
)
def test_bad_parameters(client: FlaskClient, query: dict[str, str | list[str]]) -> None:
    error = search(client, status=400, **query)["error"]
    assert error.keys() == {"code", "message", "position"}
    assert error["code"] == "bad_request"
    assert error["message"]
    assert error["position"] is None


def test_query_that_cannot_be_understood(client: FlaskClient) -> None:
    error = search(client, status=400, q="提案 (办理")["error"]
    assert error["code"] == "bad_query"
    assert isinstance(error["position"], int)


@pytest.mark.parametrize("size", [5_000, 30_000])
def test_absurdly_long_query_is_refused(client: FlaskClient, size: int) -> None:
    assert search(client, status=400, q="提案办理" * (size // 4) + "（")["error"]["message"]


def test_many_readers_at_once_get_what_one_gets(seed_index: Path) -> None:
    queries = ["提案", "协商 监督", "“民主监督”", "政协 委员", "调研 OR 视察", "年份:2023 建议"] * 20
    with opened(seed_index) as client:
        alone = [places(search(client, q=query, limit="200")) for query in queries[:6]]
        app = client.application
        with ThreadPoolExecutor(8) as readers:
            together = list(readers.map(lambda q: places(search(app.test_client(), q=q, limit="200")), queries))
    assert together == alone * 20


def places(answer: dict[str, Any]) -> list[tuple[str, int, list[list[int]]]]:
    return [(hit["report"], hit["paragraph"], hit["highlights"]) for hit in answer["hits"]]


def test_missing_index(tmp_path: Path) -> None:
    with opened(tmp_path / "none") as client:
        error = search(client, status=503, q="提案")["error"]
    assert error["code"] == "no_index"
    assert "zhengsou index" in error["message"]


def test_unknown_address_and_method_are_json_too(client: FlaskClient) -> None:
    missing, refused = client.get("/api/nothing"), client.delete("/api/search")
    assert (missing.status_code, missing.get_json()["error"]["code"]) == (404, "not_found")
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (405, "method_not_allowed")


def get(client: FlaskClient, address: str, status: int = 200, **query: str | list[str]) -> dict[str, Any]:
    response = client.get(f"/api/{address}", query_string=query)
    assert response.status_code == status, response.text
    assert response.mimetype == "application/json"
    answer: dict[str, Any] = json.loads(response.data)
    return answer


def test_completions(client: FlaskClient) -> None:
    answer = get(client, "complete", q="tian")
    assert answer["query"] == "tian"
    assert answer["completions"][0] == {"text": "提案", "kind": "word", "count": 13}
    assert len(get(client, "complete", q="z", limit="50")["completions"]) == 50
    assert len(get(client, "complete", q="z")["completions"]) == 10
    assert get(client, "complete", q="")["completions"] == []
    assert get(client, "complete", q="机构:洛")["completions"][0]["kind"] == "body"


@pytest.mark.parametrize(
    "query", [{}, {"limit": "3"}, *({"q": "提", "limit": limit} for limit in ("0", "51", "-1", "ten", "1e1", "9" * 30))]
)
def test_bad_parameters_of_completions(client: FlaskClient, query: dict[str, str]) -> None:
    assert get(client, "complete", 400, **query)["error"]["code"] == "bad_request"
    assert get(client, "complete", 400, q="提" * 20_001)["error"]["code"] == "bad_request"


def test_suggestions_lead_to_what_they_say(client: FlaskClient) -> None:
    answer = get(client, "suggest", q="题案", body=["洛江区政协"])
    assert (answer["query"], answer["total"], answer["relaxed"]) == ("题案", 0, False)
    first = answer["suggestions"][0]
    assert (first["kind"], first["query"], first["filtered"]) == ("spelling", "提案", True)
    page = client.get(first["url"])
    assert (page.status_code, f"<b>{first['total']}</b> 段" in page.text) == (200, True)
    assert search(client, q="提案", body=["洛江区政协"])["total"] == first["total"]
    free = get(client, "suggest", q="提案", year=["1999"])["suggestions"]
    assert [(each["kind"], each["filtered"], each["total"]) for each in free] == [("filters", False, 13)]


def test_no_suggestions_where_much_is_found_and_errors_as_for_a_search(client: FlaskClient) -> None:
    assert get(client, "suggest", q="提案")["suggestions"] == []
    assert get(client, "suggest", 400)["error"]["code"] == "bad_request"
    assert get(client, "suggest", 400, q="提案", limit="201")["error"]["code"] == "bad_request"
    assert get(client, "suggest", 400, q="提案 (")["error"]["code"] == "bad_query"


def test_the_page_offers_them_where_nothing_or_little_is_found(client: FlaskClient) -> None:
    for query in ("题案", "tian", "“提案 委员”", "提案 宇宙飞船"):
        offered = get(client, "suggest", q=query)["suggestions"]
        assert offered
        shown = client.get("/", query_string={"q": query}).text
        assert all(escape(each["url"]) in shown for each in offered)
    assert "也可以试试" not in client.get("/", query_string={"q": "提案"}).text


def test_the_command_line_has_the_same_numbers(client: FlaskClient, seed_index: Path) -> None:
    def told(*arguments: str) -> dict[str, Any]:
        done = CliRunner().invoke(cli, [*arguments, "--index", str(seed_index), "--json"])
        assert done.exit_code == 0, done.output
        answer: dict[str, Any] = json.loads(done.output)
        return answer

    def same(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
        del ours["took_ms"], theirs["took_ms"]
        assert ours == theirs

    same(get(client, "search", q="提案 办理"), told("search", "提案 办理"))
    same(
        get(client, "kwic", q="提案", width="9", sort="left", limit="50"),
        told("kwic", "提案", "--width", "9", "--sort", "left", "--limit", "50"),
    )
    for by in ("year", "body", "body_year"):
        same(get(client, "trend", q=["提案", "协商"], by=by), told("trend", "提案", "协商", "--by", by))
    same(get(client, "history", q=["提案", "协商"], limit="2"), told("history", "提案", "协商", "--limit", "2"))


def test_groups_are_the_search_by_report(client: FlaskClient) -> None:
    found, grouped = get(client, "search", q="提案", limit="200"), get(client, "groups", q="提案", best="20")
    assert {name: found[name] for name in ("total", "reports", "occurrences", "facets")} == {
        name: grouped[name] for name in ("total", "reports", "occurrences", "facets")
    }
    assert [group["hits"] for group in grouped["groups"]] == [
        sum(hit["report"] == group["report"] for hit in found["hits"]) for group in grouped["groups"]
    ]
    assert {(hit["report"], hit["paragraph"]) for group in grouped["groups"] for hit in group["best"]} == {
        (hit["report"], hit["paragraph"]) for hit in found["hits"]
    }


def test_reports(client: FlaskClient) -> None:
    catalogue = get(client, "reports")
    assert (catalogue["total"], len(catalogue["reports"])) == (5, 5)
    assert get(client, "reports", body="广安区政协", limit="0")["total"] == 1
    for summary in catalogue["reports"]:
        whole = get(client, f"reports/{summary['id']}", q="提案")
        assert whole["report"] == summary
        assert len(whole["paragraphs"]) == summary["paragraphs"]
        assert sum(len(each["text"]) for each in whole["paragraphs"]) == summary["characters"]
        for each in whole["paragraphs"]:
            assert all(fold(each["text"][start:end]) == "提案" for start, end in each["highlights"])
            assert client.get(each["permalink"]).location.endswith(f"#p{each['paragraph']}")
            assert each["number"] == each["paragraph"] + 1
    assert sum(get(client, f"reports/{each['id']}", q="提案")["occurrences"] for each in catalogue["reports"]) == 39
    assert get(client, "reports/none", 404)["error"]["code"] == "no_such_report"


def test_a_paragraph_that_is_not_there_is_named_with_those_that_are(client: FlaskClient) -> None:
    report = get(client, "reports")["reports"][0]
    count = report["paragraphs"]
    assert get(client, "cite", report=report["id"], paragraph=str(count - 1))["paragraph"] == count - 1
    error = get(client, "cite", 404, report=report["id"], paragraph=str(count))["error"]
    assert error["code"] == "no_such_paragraph"
    assert f"编号 {count} " in error["message"]
    assert f"有 {count} 段，编号从 0 到 {count - 1}" in error["message"]
    page = client.get(f"/reports/{report['id']}/cite/{count}")
    assert page.status_code == 404
    assert f"有 {count} 段" in page.text


def test_what_the_api_does_not_have_is_said_as_json_with_where_it_is_described(client: FlaskClient) -> None:
    for address in ("/api", "/api/", "/api/nothing"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert answer.get_json()["error"]["code"] == "not_found"
        assert "/api/openapi.json" in answer.get_json()["error"]["message"]
        english = client.get(address, headers={"Accept-Language": "en"})
        assert english.get_json()["error"]["message"].isascii()
        assert "Accept-Language" in english.headers["Vary"]
    assert client.get("/apis").mimetype == "text/html"
