"""`/healthz`: 200 with generation and age, 503 with the reason; for any host, quickly, and cached by nobody."""

import json
import re
import time
from datetime import datetime
from pathlib import Path

import pytest
from reports import line, write_lines
from web_client import opened

from index import index_paths
from index.errors import ClusterUnavailable
from index.local.layout import Layout
from search import LiveIndex, open_searcher
from web.app import create_app
from web.serving.deployment import Deployment
from web.serving.live import detach, live_index, open_now


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    index_paths([write_lines(tmp_path / "r.jsonl", line("a", ["提案"]))], tmp_path / "index")
    return tmp_path / "index"


def test_an_open_index_is_healthy(directory: Path) -> None:
    with open_searcher(directory) as searcher:
        generation, written = searcher.generation, searcher.written
    with opened(directory) as client:
        response = client.get("/healthz")
    assert response.status_code == 200
    told = response.get_json()
    assert told.keys() == {"status", "generation", "written", "age", "verified"}
    assert (told["status"], told["generation"], told["written"]) == ("ok", generation, written)
    assert datetime.fromisoformat(written).tzinfo
    assert 0 <= told["age"] < 600
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


def test_a_clock_that_was_set_back_makes_no_age_below_zero(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.serving.index_state.time.time", lambda: 0.0)
    with opened(directory) as client:
        assert client.get("/healthz").get_json()["age"] == 0


def test_without_an_index_it_is_unavailable_until_there_is_one(tmp_path: Path) -> None:
    with opened(tmp_path / "index") as client:
        response = client.get("/healthz")
        assert response.status_code == 503
        told = response.get_json()
        assert (told["status"], told["reason"]) == ("unavailable", "no_index")
        assert told["message"]
        assert response.headers["Cache-Control"] == "no-store"
        index_paths([write_lines(tmp_path / "r.jsonl", line("a", ["提案"]))], tmp_path / "index")
        assert client.get("/healthz").status_code == 200


def test_a_damaged_index_is_unavailable_and_says_so(directory: Path) -> None:
    Layout(directory).pointer.write_text("{")
    with opened(directory) as client:
        response = client.get("/healthz")
    assert (response.status_code, response.get_json()["reason"]) == (503, "corrupt_index")


def test_an_index_whose_newest_generation_does_not_open_serves_and_says_so(directory: Path) -> None:
    with opened(directory) as client:
        live = live_index(client.application)
        live.open()
        Layout(directory).pointer.write_text("{")
        with pytest.raises(Exception, match="索引"):
            live.look()
        response = client.get("/healthz")
        assert response.status_code == 200
        assert response.get_json()["behind"]["reason"] == "corrupt_index"
        assert client.get("/api/search?q=提案").status_code == 200


def test_a_cluster_that_does_not_answer_is_unavailable(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = ClusterUnavailable("集群没有回答", next_step="请检查")
    with opened(directory) as client:
        open_now(client.application)
        monkeypatch.setattr(LiveIndex, "fault", fault)
        response = client.get("/healthz")
    assert (response.status_code, response.get_json()["reason"]) == (503, "cluster_unavailable")


def test_it_answers_for_any_host_and_pages_do_not(directory: Path) -> None:
    app = create_app(directory, Deployment(hosts=("zhengsou.example.org",)))
    try:
        client = app.test_client()
        for host in ("10.0.0.7:8000", "elsewhere.example", "zhengsou.example.org"):
            assert client.get("/healthz", headers={"Host": host}).status_code == 200
        assert client.get("/", headers={"Host": "10.0.0.7:8000"}).status_code == 400
        assert client.get("/nowhere", headers={"Host": "10.0.0.7:8000"}).status_code == 400
        assert client.head("/healthz", headers={"Host": "10.0.0.7"}).status_code == 200
        assert client.post("/healthz", headers={"Host": "10.0.0.7"}).status_code == 400
    finally:
        detach(app)


def test_it_searches_nothing(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(directory) as client:
        open_now(client.application)
        for name in ("search", "find", "reports"):
            monkeypatch.setattr(f"search.engine.local.LocalSearcher.{name}", lambda *_, **__: 1 / 0)
        assert json.loads(client.get("/healthz").data)["status"] == "ok"


def test_a_file_that_rots_is_unavailable_and_named(directory: Path) -> None:
    with opened(directory) as client:
        live = live_index(client.application)
        live.open()
        (segment,) = directory.rglob("*.zs")
        data = bytearray(segment.read_bytes())
        data[len(data) // 2] ^= 1
        segment.write_bytes(data)
        deadline = time.monotonic() + 20
        while (response := client.get("/healthz")).status_code == 200 and time.monotonic() < deadline:
            live.verify()
    assert response.status_code == 503
    assert response.get_json()["reason"] == "corrupt_index"


def test_it_says_since_when_the_files_are_known_to_be_whole(directory: Path) -> None:
    with opened(directory) as client:
        live = live_index(client.application)
        live.open()
        deadline = time.monotonic() + 20
        while not (told := client.get("/healthz").get_json())["verified"] and time.monotonic() < deadline:
            live.verify()
    assert datetime.fromisoformat(told["verified"]).timestamp() <= time.time()


@pytest.mark.parametrize("guide", ["deploy.md", "deploy.zh.md"])
def test_the_guides_explain_every_field(directory: Path, guide: str) -> None:
    text = (Path(__file__).parents[1] / "docs" / guide).read_text("utf-8")
    explained = {name for row in re.findall(r"(?m)^\| (`[^|]+)\|", text) for name in re.findall(r"`([a-z]+)`", row)}
    with opened(directory) as client:
        told = client.get("/healthz").get_json()
    assert {*told, "damaged", "behind"} <= explained
