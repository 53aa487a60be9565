"""The site while dear queries run: cheap pages are answered, further dear ones are told when to come again."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from reports import line, write_lines
from web_client import get, opened

from index import index_paths
from index.deadline import DEAR, Deadline
from index.errors import RequestError
from index.gate import Gate
from search.matching import foreseen
from web.app import create_app
from web.serving.dear import GATE

PATIENCE = 60.0
DEAR_QUERY = quote("提 OR 案 OR 办 OR 理")
DEAR_PATHS = (
    "/?q={}", "/?q={}&group=report", "/kwic?q={}", "/compare?q={}", "/feed?q={}", "/export/csv?q={}",
    "/export/xlsx?q={}",
)  # fmt: skip
DEAR_API = (
    "/api/search?q={}", "/api/groups?q={}", "/api/kwic?q={}", "/api/kwic?q={}&sort=left", "/api/trend?q={}",
    "/api/suggest?q={}", "/api/reports/r1?q={}", "/api/export/csv?q={}",
)  # fmt: skip
CHEAP = (
    "/", f"/?q={quote('提案')}", f"/kwic?q={quote('提案')}", f"/compare?q={quote('提案')}", "/reports", "/reports/r1",
    "/help", "/api/complete?q=tian", f"/api/search?q={quote('提案 办理')}", "/static/search.css", "/?q=(",
)  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dear")
    write_lines(folder / "a.jsonl", *(line(f"r{n}", ["提案办理的情况" * 2] * 50) for n in range(20)))
    index_paths([folder], folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def client(index: Path) -> Iterator[FlaskClient]:
    with opened(index) as client, pytest.MonkeyPatch.context() as patch:
        patch.setattr(foreseen, "CHARACTER", DEAR / 2_000)
        yield client


@contextmanager
def dear_ones(gate: Gate) -> Iterator[None]:
    """As many dear requests as run and wait."""
    may_end = threading.Event()

    def visit() -> None:
        with gate.visit():
            Deadline(PATIENCE).expect(2 * DEAR)
            assert may_end.wait(PATIENCE)

    gate.patience = PATIENCE
    threads = [threading.Thread(target=visit, daemon=True) for _ in range(2)]
    for thread in threads:
        thread.start()
    with gate._changed:
        assert gate._changed.wait_for(lambda: gate.running == gate.waiting == 1, PATIENCE)
    try:
        yield
    finally:
        may_end.set()
        for thread in threads:
            thread.join(PATIENCE)


@pytest.fixture
def busy(client: FlaskClient) -> Iterator[FlaskClient]:
    """The site while one dear request runs and one waits."""
    with dear_ones(client.application.extensions[GATE]):
        yield client


@pytest.mark.parametrize("address", CHEAP)
def test_what_is_cheap_is_answered(address: str, busy: FlaskClient) -> None:
    assert busy.get(address, buffered=True).status_code == (400 if address.endswith("(") else 200)


@pytest.mark.parametrize("address", DEAR_PATHS)
def test_a_dear_page_says_when_to_come_again_and_keeps_the_query(address: str, busy: FlaskClient) -> None:
    answer = busy.get(address.format(DEAR_QUERY))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert "正在算别的费时间的查询" in answer.text
    assert 'value="提 OR 案 OR 办 OR 理"' in answer.text


def test_a_report_is_read_without_its_marks(busy: FlaskClient) -> None:
    text, page = get(busy, f"/reports/r1?q={DEAR_QUERY}")
    assert "正在算别的费时间的查询" in text
    assert "办理的情况" in text
    assert page.marks == []


@pytest.mark.parametrize("address", DEAR_API)
def test_the_api_says_so_too(address: str, busy: FlaskClient) -> None:
    answer = busy.get(address.format(DEAR_QUERY))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert answer.get_json()["error"]["code"] == "busy"


def test_readers_of_english_see_what_is_the_matter(busy: FlaskClient) -> None:
    busy.set_cookie("ui", "en")
    answer = busy.get(f"/?q={DEAR_QUERY}")
    busy.delete_cookie("ui")
    assert "Other queries that take long are being answered" in answer.text


@pytest.mark.parametrize("address", [*DEAR_PATHS, *DEAR_API])
def test_afterwards_all_is_answered_and_nothing_stays_taken(address: str, client: FlaskClient) -> None:
    gate = client.application.extensions[GATE]
    for _ in range(2):
        assert client.get(address.format(DEAR_QUERY), buffered=True).status_code == 200
        assert (gate.running, gate.waiting, gate._cheap) == (0, 0, 0)


def test_a_file_that_is_being_received_takes_no_room(client: FlaskClient) -> None:
    answer = client.get(f"/export/csv?q={DEAR_QUERY}")
    assert client.application.extensions[GATE].running == 0
    assert client.get(f"/?q={DEAR_QUERY}").status_code == 200
    answer.close()


def test_an_error_leaves_nothing_taken(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = client.application.extensions[GATE]
    monkeypatch.setenv("ZHENGSOU_REQUEST_MEMORY", "viel")
    for address in (f"/?q={DEAR_QUERY}", "/?q=(", "/nowhere"):
        assert client.get(address).status_code in (400, 404)
        assert (gate.running, gate._cheap) == (0, 0)


def test_a_report_is_shown_without_marks_where_its_query_is_refused(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.deadline.request_memory", lambda: 1)
    text, page = get(client, f"/reports/r1?q={DEAR_QUERY}")
    assert "费内存" in text
    assert "办理的情况" in text
    assert page.marks == []


def test_a_setting_that_is_none_is_told_before_the_site_starts(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGSOU_REQUEST_MEMORY", "viel")
    with pytest.raises(RequestError, match="ZHENGSOU_REQUEST_MEMORY"):
        create_app(index)
