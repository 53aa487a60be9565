"""What a cluster's security asks of its clients: a password from outside the address, a certificate that is trusted."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from opensearch_server import OpenSearchCluster
from tls_proxy import TlsProxy, make_certificate

from index import index_paths
from index.errors import ClusterRefused, RequestError
from index.location import ClusterAddress, parse_location
from index.opensearch.client import Cluster
from index.settings import CA_VARIABLE, PASSWORD_FILE_VARIABLE, PASSWORD_VARIABLE
from search import SearchRequest, open_searcher

pytestmark = pytest.mark.opensearch


@pytest.fixture(scope="module")
def name(opensearch: OpenSearchCluster) -> Iterator[str]:
    """The name of an index with one document in it."""
    with opensearch.fresh_index() as address:
        name = address.rpartition("/")[2]
        opensearch.call("PUT", f"/{name}/_doc/1?refresh=true", {"text": "提案"})
        yield name


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings but those of the test."""
    for variable in (PASSWORD_VARIABLE, PASSWORD_FILE_VARIABLE, CA_VARIABLE):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def trusted(tls_opensearch: TlsProxy, monkeypatch: pytest.MonkeyPatch) -> TlsProxy:
    """The proxy, with the password and the certificate of its authority given."""
    monkeypatch.setenv(PASSWORD_VARIABLE, tls_opensearch.password)
    monkeypatch.setenv(CA_VARIABLE, str(tls_opensearch.certificate.ca))
    return tls_opensearch


def texts(address: str) -> list[str]:
    """What all documents of an index say."""
    location = parse_location(address)
    assert isinstance(location, ClusterAddress)
    with closing(Cluster(location)) as cluster:
        found = cluster.search({"query": {"match_all": {}}})
    return [hit["_source"]["text"] for hit in found["hits"]["hits"]]


def asked(proxy: TlsProxy, action: Callable[[], Any]) -> tuple[int, int]:
    """How many requests an action that is refused sends inside TLS, and how many of them came without the password."""
    before = proxy.requests, proxy.refused
    with pytest.raises(ClusterRefused):
        action()
    return proxy.requests - before[0], proxy.refused - before[1]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_with_password_and_authority_the_cluster_answers(trusted: TlsProxy, name: str, host: str) -> None:
    assert texts(trusted.address(name, host=host)) == ["提案"]


def test_the_password_may_lie_in_a_file(
    trusted: TlsProxy, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "password").write_text(f"{trusted.password}\n", "utf-8")
    monkeypatch.delenv(PASSWORD_VARIABLE)
    monkeypatch.setenv(PASSWORD_FILE_VARIABLE, str(tmp_path / "password"))

    assert texts(trusted.address(name)) == ["提案"]


@pytest.mark.parametrize("password", ["wrong", "口令", "口令 p@ss:w%rd\n"])
def test_a_wrong_password_is_refused_and_tried_once(
    trusted: TlsProxy, name: str, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, password)

    assert asked(trusted, lambda: texts(trusted.address(name))) == (1, 1)


def test_without_a_password_nothing_is_asked(trusted: TlsProxy, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE)
    before = trusted.requests

    with pytest.raises(RequestError, match=PASSWORD_VARIABLE):
        texts(trusted.address(name))

    assert trusted.requests == before


def test_another_user_is_refused(trusted: TlsProxy, name: str) -> None:
    assert asked(trusted, lambda: texts(trusted.address(name, user="writer"))) == (1, 1)


def test_without_a_user_nobody_gets_in(trusted: TlsProxy, name: str) -> None:
    address = trusted.address(name).replace(f"{trusted.user}@", "")

    assert asked(trusted, lambda: texts(address)) == (1, 1)


def test_an_authority_that_nobody_named_is_not_trusted(
    trusted: TlsProxy, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(CA_VARIABLE)

    assert asked(trusted, lambda: texts(trusted.address(name))) == (0, 0)


def test_the_certificate_of_another_authority_is_not_trusted(
    trusted: TlsProxy, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CA_VARIABLE, str(make_certificate(tmp_path, "other").ca))

    assert asked(trusted, lambda: texts(trusted.address(name))) == (0, 0)


def test_a_certificate_for_another_host_is_not_trusted(
    opensearch: OpenSearchCluster, trusted: TlsProxy, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path, "elsewhere", "DNS:elsewhere.example,IP:127.0.0.2")
    monkeypatch.setenv(CA_VARIABLE, str(certificate.ca))
    with TlsProxy(opensearch.hosts[0], certificate, user=trusted.user, password=trusted.password) as proxy:
        assert asked(proxy, lambda: texts(proxy.address(name))) == (0, 0)


def test_a_password_in_the_address_is_refused_without_being_told(trusted: TlsProxy, name: str) -> None:
    with pytest.raises(RequestError, match=PASSWORD_FILE_VARIABLE) as refused:
        parse_location(trusted.address(name, user="reader:secret"))

    assert "secret" not in str(refused.value)


def test_what_is_refused_tells_no_password(trusted: TlsProxy, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, "secret")
    with pytest.raises(ClusterRefused) as refused:
        texts(trusted.address(name))

    assert PASSWORD_VARIABLE in str(refused.value)
    assert "secret" not in str(refused.value)


def test_two_passwords_are_refused(
    trusted: TlsProxy, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "password").write_text(trusted.password, "utf-8")
    monkeypatch.setenv(PASSWORD_FILE_VARIABLE, str(tmp_path / "password"))

    with pytest.raises(RequestError, match=PASSWORD_FILE_VARIABLE):
        texts(trusted.address(name))


def test_a_certificate_file_that_is_missing_or_none_is_named(
    trusted: TlsProxy, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ca.pem").write_text("no certificate", "utf-8")
    for path in (tmp_path / "none.pem", tmp_path / "ca.pem"):
        monkeypatch.setenv(CA_VARIABLE, str(path))
        with pytest.raises(RequestError, match=path.name):
            texts(trusted.address(name))


def test_reports_are_indexed_and_found_through_it(
    trusted: TlsProxy, opensearch: OpenSearchCluster, seeds: Path, seed_index: Path
) -> None:
    request = SearchRequest("提案")
    refused = trusted.refused
    with opensearch.fresh_index() as plain:
        address = trusted.address(plain.rpartition("/")[2])
        summary = index_paths([seeds], address)
        with open_searcher(address) as searcher, open_searcher(seed_index) as expected:
            found = searcher.search(request)
            assert found.hits == expected.search(request).hits

    assert summary.reports == 5
    assert found.total > 0
    assert trusted.refused == refused


def test_who_is_refused_indexes_nothing(
    trusted: TlsProxy, opensearch: OpenSearchCluster, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, "wrong")
    with opensearch.fresh_index() as plain:
        name = plain.rpartition("/")[2]
        sent, refused = asked(trusted, lambda: index_paths([seeds], trusted.address(name)))

        assert sent == refused
        assert opensearch.call("GET", f"/_cat/indices/{name}*?format=json&expand_wildcards=all") == []
