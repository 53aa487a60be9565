"""The site when time is up: an error that says what to narrow, never half a file that looks whole, and no offers."""

import http.client
import json
import math
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient
from reports import line, write_lines
from ticking import ticking
from web_client import get, opened
from web_site import served

import search.export.rows
import web.shown.hit_file
from index import index_paths
from index.deadline import Deadline

Q = quote("提案")
APIS = (
    f"/api/search?q={Q}", f"/api/search?q={Q}+{quote('无此词')}", f"/api/groups?q={Q}", f"/api/kwic?q={Q}",
    f"/api/kwic?q={Q}&sort=left", f"/api/trend?q={Q}", f"/api/suggest?q={Q}", f"/api/reports/r1?q={Q}",
    *(f"/api/export/{kind}?q={Q}" for kind in ("csv", "xlsx", "json")),
)  # fmt: skip
PAGES = (
    f"/?q={Q}", f"/?q={Q}&group=report", f"/kwic?q={Q}", f"/compare?q={Q}", f"/feed?q={Q}",
    *(f"/export/{kind}?q={Q}" for kind in ("csv", "xlsx", "json")),
)  # fmt: skip
HITS = 600


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("late")
    reports = [
        line(f"r{number}", [f"提案{number}之{own}：" + "已经办理完毕。" * 30 for own in range(20)])
        for number in range(HITS // 20)
    ]
    write_lines(folder / "a.jsonl", *reports)
    index_paths([folder], folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def client(index: Path) -> Iterator[FlaskClient]:
    with opened(index) as client:
        yield client


@pytest.fixture
def late(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """The site when every request is over as soon as it came."""
    client.get("/api/complete?q=a")
    monkeypatch.setattr("index.deadline.MAX_SECONDS", -1.0)
    return client


@pytest.mark.parametrize("address", APIS)
def test_the_api_says_that_it_is_too_slow(address: str, late: FlaskClient) -> None:
    answer = late.get(address)
    assert answer.status_code == 400
    error = answer.get_json()["error"]
    assert (error["code"], error["position"]) == ("too_slow", None)
    assert "缩小范围" in error["message"]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_so_too_and_keeps_the_query(address: str, late: FlaskClient) -> None:
    text, _ = get(late, address, 400)
    assert "查询太费时间" in text
    assert 'value="提案"' in text


def test_a_report_is_read_without_its_marks(late: FlaskClient) -> None:
    text, page = get(late, "/reports/r1", q="提案")
    assert "查询太费时间" in text
    assert "看不懂" not in text
    assert "办理完毕" in text
    assert page.marks == []


def test_what_needs_no_search_answers(late: FlaskClient) -> None:
    assert late.get("/api/complete?q=提").status_code == 200
    for address in ("/", "/reports", "/reports/r1", "/kwic", "/compare", "/help"):
        get(late, address)


def test_suggestions_are_left_out_and_the_answer_stays(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"q": "提案 办理 宇宙飞船"}
    whole = client.get("/api/suggest", query_string=asked).get_json()
    assert whole["suggestions"]
    short = None
    for seconds in range(5, 200, 5):
        monkeypatch.setattr("web.api.answers.Deadline", lambda seconds=seconds: Deadline(seconds, ticking()))
        answer = client.get("/api/suggest", query_string=asked)
        if answer.status_code == 200:
            short = answer.get_json()
            break
    assert short is not None
    assert len(short["suggestions"]) < len(whole["suggestions"])
    assert (short["total"], short["relaxed"]) == (whole["total"], whole["relaxed"])


def slow_export(monkeypatch: pytest.MonkeyPatch, seconds: float, sample: int) -> None:
    """Every look at the clock of an export takes a second."""
    monkeypatch.setattr(web.shown.hit_file, "Deadline", lambda: Deadline(seconds, ticking()))
    monkeypatch.setattr(search.export.rows, "SAMPLE", sample)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_what_cannot_be_done_in_time_is_said_before_the_first_byte(
    kind: str, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.engine.found.READ_AT_ONCE", 50)
    slow_export(monkeypatch, seconds=500, sample=100)
    answer = client.get(f"/api/export/{kind}?q=提案")
    assert answer.status_code == 400
    assert answer.get_json()["error"]["code"] == "too_much"
    assert "共 600 段，500 秒之内导不完" in answer.get_json()["error"]["message"]
    slow_export(monkeypatch, seconds=5000, sample=100)
    assert client.get(f"/api/export/{kind}?q=提案", buffered=True).status_code == 200


def test_hits_without_number_are_refused_before_they_are_ranked(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search.export.rows, "_QUICKEST", HITS / 20)
    answer = client.get("/api/export/csv?q=提案")
    assert "共 600 段，10 秒之内导不完" in answer.get_json()["error"]["message"]


def received(site: str, address: str) -> bytes:
    """All of a file; raises IncompleteRead where it breaks off."""
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=20)
    try:
        connection.request("GET", address)
        answer = connection.getresponse()
        assert answer.status == 200
        return answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_file_that_is_not_whole_breaks_off(kind: str, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Nothing is foreseen, and the time is up somewhere in the middle.
    monkeypatch.setattr("search.engine.found.READ_AT_ONCE", 50)
    monkeypatch.setattr(search.export.rows, "_MARGIN", 0.0)
    with served(index) as site:
        whole = received(site, f"/export/{kind}?q={Q}")
        slow_export(monkeypatch, seconds=450, sample=100)
        with pytest.raises(http.client.IncompleteRead) as broken:
            received(site, f"/export/{kind}?q={Q}")
        assert 0 < len(broken.value.partial) < len(whole)
        monkeypatch.undo()
        assert len(received(site, f"/export/{kind}?q={Q}")) == len(whole)


def waiting(seconds: float) -> Callable[[], float]:
    """A clock that only the test moves."""
    now = [0.0]

    def clock() -> float:
        return now[0]

    clock.wait = lambda: now.__setitem__(0, now[0] + seconds)  # type: ignore[attr-defined]
    return clock


def test_how_long_the_reader_takes_does_not_count(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = waiting(1_000)
    monkeypatch.setattr(web.shown.hit_file, "Deadline", lambda: Deadline(10, clock))
    monkeypatch.setattr(search.export.rows, "SAMPLE", 10)
    answer = client.get("/export/json?q=提案")
    pieces = []
    for piece in answer.iter_encoded():
        pieces.append(piece)
        clock.wait()  # type: ignore[attr-defined]
    answer.close()
    assert len(pieces) > 3
    assert len(json.loads(b"".join(pieces))["hits"]) == HITS


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_a_reader_who_goes_leaves_nothing_behind(
    kind: str, client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    answer = client.get(f"/export/{kind}?q=提案")
    assert next(answer.iter_encoded())
    assert bool(list(tmp_path.iterdir())) == (kind == "xlsx")
    answer.close()
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_that_is_given_up_leaves_nothing_behind(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    # Nothing is foreseen.
    slow_export(monkeypatch, seconds=450, sample=10_000)
    monkeypatch.setattr(search.export.rows, "_SOON", math.inf)
    assert client.get("/api/export/xlsx?q=提案").get_json()["error"]["code"] == "too_slow"
    assert list(tmp_path.iterdir()) == []
