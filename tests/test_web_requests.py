"""Requests of every kind: whatever is wrong with them, and however many things, they are answered, never by a fault."""

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from random_requests import Asked, addresses, requests
from web_client import get, opened

REPORTS = ("000_2a84bc86b806ce1d", "003_bdaa677cb544b641")
LONGEST = 2.0
"""Seconds; on the seeds a request takes hundredths."""


@pytest.fixture(scope="module")
def client(seed_index: Path) -> Iterator[FlaskClient]:
    with opened(seed_index) as client:
        yield client


def ask(client: FlaskClient, asked: Asked) -> int:
    """The status of the answer, whose body is read to its end."""
    with client.open(asked.address, method=asked.method, headers=asked.headers, data=asked.body) as answer:
        for _ in answer.iter_encoded():
            pass
        return answer.status_code


@pytest.mark.parametrize("count", [150, pytest.param(2_000, marks=pytest.mark.slow)])
def test_no_request_is_answered_by_a_fault(client: FlaskClient, caplog: pytest.LogCaptureFixture, count: int) -> None:
    caplog.set_level(logging.ERROR)
    for asked in requests(client.application, REPORTS, count, seed=count):
        began = time.monotonic()
        status = ask(client, asked)
        assert status not in range(500, 600) or status == 501, asked
        assert time.monotonic() - began < LONGEST, asked
    assert not caplog.records


@pytest.mark.parametrize(
    "wrong", ["script=x", "limit=-1", "page=x", "sort=x", "exact_script=2", "within=%28", "year=x"]
)
def test_a_request_that_is_wrong_twice_is_a_bad_request(client: FlaskClient, wrong: str) -> None:
    for address in addresses(client.application, REPORTS):
        status = ask(client, Asked("GET", f"{address}?q=%28&{wrong}&{wrong}"))
        assert status < 500, address
    for path in ("/", "/kwic", "/compare", "/feed", "/export/csv", "/api/search"):
        assert ask(client, Asked("GET", f"{path}?q=%28&{wrong}")) == 400, path


def test_an_error_whose_page_cannot_be_made_is_said_in_plain_words(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object, **__: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr("web.errors.render_template", fails)
    answer = client.get("/?q=%28")
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert "括号" in answer.text
    assert "ZeroDivisionError" not in answer.text
    assert [each.exc_info is not None for each in caplog.records] == [True]


def test_bytes_that_are_no_text_are_refused_in_words(client: FlaskClient) -> None:
    for address in ("/?q=%FF", "/kwic?q=%E6%8F", "/reports?body=%ED%A0%80"):
        assert "UTF-8" in get(client, address, status=400)[0]
    for address in ("/?q=%25FF", "/?q=100%", "/?q=%E6%8F%90%E6%A1%88"):
        get(client, address)
    answer = client.get("/api/search?q=%FF")
    assert answer.status_code == 400
    assert answer.get_json()["error"]["code"] == "bad_request"
