"""Wording in the API: the same answers as the library and the command line; drafts that are sent, and those refused."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command import run
from docx import Document
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from reports import line, write_lines
from web_client import opened

from index import index_paths
from web.asked import draft
from web.asked.upload import MAX_UPLOAD

HANDED = "坚持人民政协为人民，"
TEXT = f"各位委员：\n{HANDED}办好每一件提案。"
NOT_TOLD = frozenset({"took_ms"})


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wording")
    source = write_lines(
        folder / "r.jsonl",
        line("a", [HANDED + "开展视察。", "全年收到提案134件。"], year=2022, body="甲市政协"),
        line("b", [HANDED + "办好实事。", "全年收到提案156件。"], year=2023, body="甲市政协"),
        line("c", [HANDED + "办好每一件提案。"], year=2023, body="乙市政协"),
    )
    index_paths([source], folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def client(index: Path) -> Iterator[FlaskClient]:
    with opened(index) as client:
        yield client


def told(answer: Any) -> Any:
    return {name: value for name, value in answer.items() if name not in NOT_TOLD}


@pytest.mark.parametrize(
    ("address", "command"),
    [
        ("/api/changes?body=甲市政协&year=2023", ("changes", "甲市政协", "2023", "--limit", "200")),
        (
            "/api/changes?body=甲市政协&year=2022&other=2023&limit=1&offset=0",
            ("changes", "甲市政协", "2022", "2023", "--limit", "1"),
        ),
        ("/api/trace?report=b", ("trace", "b", "--limit", "10")),
        (
            "/api/trace?report=b&least=6&other_bodies=1&nearest=1&limit=1",
            ("trace", "b", "--least", "6", "--other-bodies", "--nearest", "1", "--limit", "1"),
        ),
        (
            "/api/trace?report=c&year=2022&body=甲市政协",
            ("trace", "c", "--year", "2022", "--body", "甲市政协", "--limit", "10"),
        ),
    ],
)
def test_the_api_and_the_command_line_say_the_same(
    client: FlaskClient, index: Path, address: str, command: tuple[str, ...]
) -> None:
    done = run(*command, "--json", index=index)
    assert done.returncode == 0, done.stderr
    assert told(client.get(address).get_json()) == told(json.loads(done.stdout))


def test_similar_paragraphs_of_other_reports(client: FlaskClient) -> None:
    found = client.get("/api/similar?report=b&paragraph=0").get_json()
    assert [each["report"] for each in found["similar"]] == ["c", "a"]
    found = client.get("/api/similar?report=b&paragraph=0&other_bodies=1&limit=0").get_json()
    assert (found["total"], found["similar"]) == (1, [])


def docx(text: str) -> io.BytesIO:
    document = Document()
    for each in text.split("\n"):
        document.add_paragraph(each)
    written = io.BytesIO()
    document.save(written)
    written.seek(0)
    return written


@pytest.mark.parametrize(
    "sent",
    [
        {"data": TEXT.encode(), "content_type": "text/plain; charset=utf-8"},
        {"json": {"text": TEXT}},
        {"data": {"text": TEXT}},
        {"data": {"text": TEXT}, "content_type": "multipart/form-data"},
        pytest.param({"data": {"file": (docx(TEXT), "底稿.docx")}}, marks=pytest.mark.slow),
    ],
)
def test_a_draft_that_is_sent(client: FlaskClient, sent: dict[str, Any]) -> None:
    answer = client.post("/api/trace?year=2023", **sent)
    assert answer.status_code == 200
    found = answer.get_json()
    assert found["report"] is None
    assert [(each["text"], each["first"]["report"]) for each in found["runs"]] == [(HANDED + "办好每一件提案", "c")]
    start, end = found["runs"][0]["start"], found["runs"][0]["end"]
    assert "\n".join(each["text"] for each in found["paragraphs"])[start:end] == found["runs"][0]["text"]
    schemas = client.get("/api/openapi.json").get_json()
    described = schemas["paths"]["/api/trace"]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator({**described, "components": schemas["components"]}).validate(found)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "没有底稿"),
        ({"data": b"\xff\xfe", "content_type": "text/plain"}, "不是 UTF-8"),
        ({"data": b"{}", "content_type": "application/json"}, "没有底稿"),
        ({"json": {"text": 1}}, "没有底稿"),
        ({"json": ["text"]}, "没有底稿"),
        ({"data": b"x", "content_type": "application/octet-stream"}, "没有底稿"),
        ({"data": {"text": "甲", "file": (io.BytesIO(b"x"), "a.txt")}}, "没有底稿"),
        ({"data": {"file": (io.BytesIO(b"x"), "")}}, "没有底稿"),
        ({"data": {"file": (io.BytesIO(b"x"), "a.exe")}}, "不读这种文件"),
        ({"data": b"", "content_type": "text/plain"}, "底稿是空的。请写上要溯源的文字"),
        ({"json": {"text": ""}}, "底稿是空的"),
        ({"data": {"text": ""}}, "底稿是空的"),
        ({"json": {"text": " \u3000\n\t\u200b\r\n"}}, "底稿里只有空白"),
        ({"data": {"file": (io.BytesIO(b""), "a.txt")}}, "文件是空的"),
        ({"data": {"file": (io.BytesIO(b" \n"), "a.txt")}}, "没有留下任何段落"),
    ],
)
def test_what_is_no_draft_is_refused(client: FlaskClient, sent: dict[str, Any], said: str) -> None:
    answer = client.post("/api/trace", **sent)
    assert answer.status_code == 400
    assert said in answer.get_json()["error"]["message"]


def test_a_page_and_a_file_of_an_empty_draft_say_the_same(client: FlaskClient) -> None:
    for address in ("/study/trace", "/api/trace.csv"):
        answer = client.post(address, data={"text": " \n"})
        assert answer.status_code == 400
        said = answer.get_json()["error"]["message"] if answer.is_json else answer.text
        assert "底稿里只有空白" in said
        assert "请写上要溯源的文字" in said
    # Signs are a draft, in which nothing counts.
    assert client.post("/api/trace", json={"text": "。"}).get_json()["characters"] == 0


def test_a_draft_that_is_too_large_is_refused(client: FlaskClient) -> None:
    large = client.post("/api/trace", data=b"a" * (MAX_UPLOAD + 1), content_type="text/plain")
    assert large.status_code == 413
    long = client.post("/api/trace", data=("案" * 1_000_001).encode(), content_type="text/plain")
    assert (long.status_code, long.get_json()["error"]["code"]) == (400, "too_much")


def test_few_files_are_read_at_a_time(client: FlaskClient) -> None:
    with draft.turn(), draft.turn():
        answer = client.post("/api/trace", data={"file": (io.BytesIO(TEXT.encode()), "a.txt")})
        # A text is read here, and needs no turn.
        assert client.post("/api/trace", data=TEXT.encode(), content_type="text/plain").status_code == 200
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (429, "busy")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/api/trace", "缺少参数 report"),
        ("/api/similar?paragraph=1", "缺少参数 report"),
        ("/api/changes?year=2023", "缺少参数 body"),
        ("/api/changes?body=甲市政协", "缺少参数 year"),
        ("/api/changes?body=甲市政协&year=23", "年份不对"),
        ("/api/changes?body=甲市政协&year=2023&other=x", "年份不对"),
        ("/api/trace?report=b&least=3", "least"),
    ],
)
def test_wrong_parameters(client: FlaskClient, address: str, said: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert said in answer.get_json()["error"]["message"]


def test_the_report_is_in_the_address_or_a_draft_in_the_body(client: FlaskClient) -> None:
    answer = client.post("/api/trace?report=b", data=b"x", content_type="text/plain")
    assert answer.status_code == 400
    assert "没有参数 report" in answer.get_json()["error"]["message"]
    assert client.get("/api/trace?report=b", data=b"x").status_code == 413


@pytest.mark.parametrize(("others", "said"), [(4, None), (8, "等，共 9 个机构")])
def test_a_page_that_does_not_name_all_whose_a_run_is_says_how_many_there_are(
    tmp_path: Path, others: int, said: str | None
) -> None:
    names = "甲乙丙丁戊己庚辛壬"[: others + 1]
    lines = [line(name, [HANDED], year=2023, body=f"{name}市政协") for name in names]
    index_paths([write_lines(tmp_path / "r.jsonl", *lines)], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        text = client.post("/study/trace", data={"text": HANDED}).text
    assert ("等，共" in text) is (said is not None)
    assert said is None or said in text
