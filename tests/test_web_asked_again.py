"""Pages asked again: a 304 without the work where nothing has changed, and never where something has."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from reports import line, write_lines
from web_client import opened

import index.deadline
import web.serving.conditional
from index import index_paths
from search import LiveIndex
from search.engine.live import State

PAGES = (
    "/",
    "/?q=提案",
    "/?q=提案&group=report",
    "/reports",
    "/reports/a",
    "/reports/a?q=提案",
    "/reports/a/cite/0",
    "/kwic?q=提案",
    "/compare?q=提案",
    "/compare/reports?left=a&right=a&q=提案",
    "/help",
    "/feed?q=提案",
    "/opensearch.xml",
    "/api/search?q=提案",
    "/api/reports",
    "/api/reports/a",
    "/api/trend?q=提案",
    "/api/complete?q=ti",
)


@pytest.fixture
def folder(tmp_path: Path, source: Path) -> Path:
    index_paths([source], tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def client(folder: Path) -> Iterator[FlaskClient]:
    with opened(folder) as client:
        yield client


def tag(client: FlaskClient, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    found: str = answer.headers["ETag"]
    assert found.startswith('W/"')
    return found


@contextmanager
def no_searches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*_: Any) -> None:
        raise AssertionError("a searcher was asked for")

    with monkeypatch.context() as patch:
        patch.setattr(LiveIndex, "searcher_and_state", refuse)
        yield


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asked_again_is_answered_without_a_search(
    client: FlaskClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(address, headers={"Accept-Encoding": "gzip"})
    with no_searches(monkeypatch):
        for encoding in ("gzip", "identity"):
            for method in ("GET", "HEAD"):
                again = client.open(
                    address,
                    method=method,
                    headers={"If-None-Match": f'"other", {first.headers["ETag"]}', "Accept-Encoding": encoding},
                )
                assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "no-cache" or address == "/opensearch.xml"
    assert again.headers["X-Content-Type-Options"] == "nosniff"
    assert ("Cookie" in again.headers.get("Vary", "")) >= ("Cookie" in first.headers.get("Vary", ""))


def test_every_reader_s_page_has_a_tag_of_its_own(client: FlaskClient) -> None:
    address = "/?q=提案"
    tags = [
        tag(client, address),
        tag(client, f"{address}&page=1"),
        tag(client, "/?q=视察"),
        tag(client, address, **{"Accept-Language": "zh-TW"}),
        tag(client, address, Host="other.example"),
    ]
    for name, value in (("ui", "en"), ("script", "hant")):
        client.set_cookie(name, value)
        tags.append(tag(client, address))
        client.delete_cookie(name)

    assert len(set(tags)) == len(tags)
    for other in tags[1:]:
        assert client.get(address, headers={"If-None-Match": other}).status_code == 200


def test_a_commit_makes_the_page_new(client: FlaskClient, folder: Path, source: Path) -> None:
    before = {address: tag(client, address) for address in PAGES}
    write_lines(source, line("a", ["提案办理", "满意"]), line("b", ["视察调研"]), line("c", ["提案新增"]))
    index_paths([source], folder)
    client.application.extensions["zhengsou.live"].close()
    with opened(folder) as other:
        for address, old in before.items():
            answer = other.get(address, headers={"If-None-Match": old})
            assert (answer.status_code, answer.headers["ETag"] == old) == (200, False)


def test_user_dictionary_and_synonyms_make_the_page_new(folder: Path) -> None:
    seen = set()
    for name, content in (("dictionary.txt", ""), ("dictionary.txt", "提案办理\n"), ("synonyms.txt", "提案 议案\n")):
        (folder.parent / name).write_text(content, "utf-8")
        with opened(folder) as client:
            seen.add(tag(client, "/?q=提案&synonyms=1"))
    assert len(seen) == 3


def test_processes_that_have_the_same_generation_give_the_same_tag(folder: Path) -> None:
    with opened(folder) as one, opened(folder) as other:
        for address in PAGES:
            assert other.get(address).status_code == 200
            assert other.get(address, headers={"If-None-Match": tag(one, address)}).status_code == 304


def test_the_tag_is_of_the_generation_that_answered(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    right = tag(client, "/?q=提案")
    older = State(0, "2020-01-01T00:00:00+00:00", "before", 0.0)
    with monkeypatch.context() as patch:
        # The generation is replaced after the tags were compared and before the search.
        patch.setattr(LiveIndex, "state", older)
        assert tag(client, "/?q=提案") == right
    # Two generations in one answer make no tag.
    live = client.application.extensions["zhengsou.live"]
    assert live.location == folder
    monkeypatch.setattr("web.serving.conditional.states_used", lambda: {older, live.state})
    assert "ETag" not in client.get("/?q=提案").headers


@pytest.mark.parametrize(
    "address",
    [
        "/basket",
        "/export/csv?q=提案",
        "/api/export/json?q=提案",
        "/api/kwic.csv?q=提案",
        "/nothing",
        "/?q=(",
        "/api/search",
        "/reports/none",
        "/reports/a?view=original",
    ],
)
def test_what_is_personal_kept_or_wrong_has_no_tag(client: FlaskClient, address: str) -> None:
    answer = client.get(address)

    assert "ETag" not in answer.headers
    for given in ("*", tag(client, "/"), tag(client, "/?q=提案")):
        assert client.get(address, headers={"If-None-Match": given}).status_code == answer.status_code


def test_forms_are_never_answered_from_what_is_kept(client: FlaskClient) -> None:
    given = {"If-None-Match": tag(client, "/"), "Origin": "http://localhost"}

    assert client.post("/settings", data={"ui": "en"}, headers=given).status_code == 303
    assert client.post("/", headers=given).status_code == 405


def test_a_page_cut_short_by_time_has_no_tag(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tag(client, "/reports/a?q=提案")
    monkeypatch.setattr(index.deadline, "MAX_SECONDS", -1.0)
    answer = client.get("/reports/a?q=提案")

    assert answer.status_code == 200
    assert "ETag" not in answer.headers


def test_another_day_makes_citations_new(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tag(client, "/reports/a/cite/0")
    monkeypatch.setattr(web.serving.conditional, "today", lambda: date(2030, 1, 1))

    assert client.get("/reports/a/cite/0", headers={"If-None-Match": before}).status_code == 200


def test_the_library_page_hangs_on_its_files_too(
    client: FlaskClient, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.freshness.GOOD_FOR", 0.0)
    monkeypatch.setattr("index.freshness._SHARE", 0)
    before = tag(client, "/reports")
    assert client.get("/reports", headers={"If-None-Match": before}).status_code == 304
    source.write_text("{}\n")

    changed = client.get("/reports", headers={"If-None-Match": before})
    assert changed.status_code == 200
    assert "有 1 个文件在收录之后改过" in changed.text


def test_a_time_is_not_enough_to_know_an_answer_by(client: FlaskClient) -> None:
    """A user file that is removed, or put back with its old time, changes answers and no time."""
    for address in ("/api/search?q=提案", "/feed?q=提案", "/?q=提案", "/api/cite?report=a"):
        modified = client.get(address).headers["Last-Modified"]
        assert client.get(address, headers={"If-Modified-Since": modified}).status_code == 200
