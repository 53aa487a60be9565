"""A fault of the server has an id, the same on the page, in JSON and in the log; no answer says more of it."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import abort
from flask.testing import FlaskClient
from web_client import opened

from web.app import create_app
from web.serving.deployment import Deployment
from web.serving.live import detach
from web.site import ALPHABET, LENGTH

ID = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")
SECRET = "密码 hunter2 在 /srv/geheim"


@pytest.fixture
def broken(seed_index: Path) -> Iterator[FlaskClient]:
    """A site with addresses that fail."""
    with opened(seed_index) as client:

        def fail(where: str) -> str:
            raise ValueError(f"{SECRET} {where}")

        client.application.add_url_rule("/broken/<path:where>", "broken", fail)
        client.application.add_url_rule("/api/broken", "api_broken", lambda: fail("api"))
        client.application.add_url_rule("/api/teapot", "unavailable", lambda: abort(503))
        yield client


def logged(caplog: pytest.LogCaptureFixture) -> logging.LogRecord:
    (record,) = caplog.records
    return record


def test_a_page_shows_the_id_of_the_logged_traceback(broken: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    response = broken.get("/broken/x")
    assert response.status_code == 500
    shown = re.search(r"错误编号：<code>(.*?)</code>", response.text)
    assert shown
    assert ID.fullmatch(shown[1])
    record = logged(caplog)
    assert shown[1] in record.getMessage()
    assert record.exc_info
    assert SECRET in str(record.exc_info[1])
    assert "hunter2" not in response.text
    assert "ValueError" not in response.text


def test_json_has_the_id_and_each_error_its_own(broken: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    ids = []
    for _ in range(2):
        response = broken.get("/api/broken")
        assert response.status_code == 500
        error = response.get_json()["error"]
        assert error.keys() == {"code", "message", "position", "id"}
        assert "hunter2" not in response.text
        ids.append(error["id"])
    assert ids[0] != ids[1]
    assert [record.getMessage().count(found) for record, found in zip(caplog.records, ids, strict=True)] == [1, 1]


def test_an_address_cannot_write_a_line_of_the_log(broken: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    broken.get("/broken/x%0D2026-11-26%20forged%1b[2J%C2%85")
    assert logged(caplog).getMessage().isprintable()


@pytest.mark.parametrize("address", ["/api/search?q=提案", "/?q=提案"])
def test_an_index_that_is_missing_has_one_too(address: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with opened(tmp_path / "none") as client:
        response = client.get(address)
    assert response.status_code == 503
    found = ID.search(logged(caplog).getMessage())
    assert found
    assert found[0] in response.text


def test_other_faults_of_http_are_logged_with_theirs(broken: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    error = broken.get("/api/teapot").get_json()["error"]
    assert error["id"] in logged(caplog).getMessage()


@pytest.mark.parametrize("address", ["/nowhere", "/?q=(", "/api/search?q=(", "/api/nowhere"])
def test_a_mistake_of_the_reader_has_none(address: str, seed_index: Path, caplog: pytest.LogCaptureFixture) -> None:
    with opened(seed_index) as client:
        response = client.get(address)
    assert 400 <= response.status_code < 500
    assert "错误编号" not in response.text
    assert '"id"' not in response.text
    assert not caplog.records


@pytest.mark.parametrize("address", ["/?q=x", "/reports", "/api/search?q=x", "/feed?q=x"])
def test_readers_are_told_no_path_nor_command_of_the_administrators(
    address: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(tmp_path / "index", Deployment(for_others=True))
    answer = app.test_client().get(address, buffered=True)
    assert answer.status_code == 503
    assert "网站暂时不能查" in answer.text
    assert str(tmp_path) not in answer.text
    assert "zhengsou index" not in answer.text
    assert str(tmp_path) in logged(caplog).getMessage()
    told = app.test_client().get("/healthz", buffered=True).get_json()
    assert told == {"status": "unavailable", "reason": "no_index"}
    client = app.test_client()
    client.set_cookie("ui", "en")
    english = client.get("/", buffered=True)
    assert "The site cannot search just now" in english.text
    detach(app)


def test_whoever_runs_the_site_alone_is_told_the_next_step(tmp_path: Path) -> None:
    with opened(tmp_path / "index") as client:
        assert "zhengsou index" in client.get("/").text
