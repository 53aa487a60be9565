"""Bodies of requests: taken at the addresses of forms, up to a size; refused everywhere else, unread by the server."""

from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from random_requests import addresses
from web_client import opened
from web_process import serving

from web.serving.adding import Uploads
from web.serving.bodies import TAKEN, largest_body

FORM = "application/x-www-form-urlencoded"


TAKING = ("/settings", "/basket", "/basket/export", "/add", "/api/trace", "/study/trace")


@pytest.fixture(scope="module")
def client(seed_index: Path) -> Iterator[FlaskClient]:
    with opened(seed_index, Uploads(seed_index, "password")) as client:
        yield client


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
def test_no_address_takes_a_body_but_those_of_forms(client: FlaskClient, method: str) -> None:
    largest = largest_body(client.application)
    for address in [*addresses(client.application, ["r1"]), "/nothing"]:
        took = largest(method, address) > 0
        assert took == (
            method == "POST"
            and address.split(".")[0]
            in ("/settings", "/basket", "/basket/export", "/add", "/api/trace", "/study/trace")
        )
        if not took:
            answer = client.open(address, method=method, data=b"x" * 10, content_type=FORM)
            assert answer.status_code in (404, 405, 413), address
            answer.close()


def test_all_that_are_named_are_there(client: FlaskClient) -> None:
    assert set(TAKEN) <= set(client.application.view_functions)


@pytest.mark.parametrize("address", ["/settings", "/basket", "/basket/export.md", "/add"])
def test_forms_are_bounded(client: FlaskClient, address: str) -> None:
    most = largest_body(client.application)("POST", address)
    assert most > 0
    answer = client.post(address, data=b"next=" + b"x" * most, content_type=FORM)
    assert answer.status_code == 413


def test_addresses_lie_under_the_path_of_the_site(client: FlaskClient) -> None:
    largest = largest_body(client.application, "/a/b")
    assert largest("POST", "/a/b/settings") == TAKEN["settings.settings"]
    assert largest("POST", "/a/b") == largest("POST", "/a/bsettings") == largest("POST", "/a/b/a/b/settings") == 0
    assert largest("POST", "/\xff\xfe") == largest("POST", "*") == largest("", "") == 0


@pytest.mark.slow
def test_the_server_does_not_wait_for_a_body_that_it_does_not_take(seed_index: Path) -> None:
    with serving(seed_index) as server:
        for method, path, status in (("POST", "/", 405), ("GET", "/api/search?q=x", 413), ("POST", "/nothing", 404)):
            asked = HTTPConnection("127.0.0.1", server.port, timeout=10)
            asked.putrequest(method, path)
            asked.putheader("Content-Length", str(1 << 30))
            asked.endheaders()
            answer = asked.getresponse()
            assert (answer.status, answer.getheader("Connection")) == (status, "close")
            asked.close()
