"""`/metrics`: what Prometheus reads of all workers, for those whom the operator names, and no page for others."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from reports import line, write_lines
from web_process import serving

from index import index_paths
from index.errors import RequestError
from web.app import create_app
from web.pages.metrics import MEDIA, networks
from web.serving.deployment import EVERYWHERE, Deployment
from web.serving.live import detach
from web.serving.observing import Observation, Observer

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def samples(text: str) -> Samples:
    """The samples of an answer, each of which must be there once, of a named type and explained."""
    found: Samples = {}
    for family in text_string_to_metric_families(text):
        assert family.documentation
        assert family.type in ("counter", "gauge", "histogram")
        for sample in family.samples:
            key = (sample.name, frozenset(sample.labels.items()))
            assert key not in found
            found[key] = sample.value
    return found


def value(found: Samples, name: str, **labels: str) -> float:
    return found.get((f"zhengsou_{name}", frozenset(labels.items())), 0.0)


@contextmanager
def watched(index: Path, *readers: str, deployment: Deployment = EVERYWHERE) -> Iterator[FlaskClient]:
    app = create_app(index, deployment)
    try:
        Observer(app, Observation(metrics_from=networks(readers)), 1).begin(0)
        yield app.test_client()
    finally:
        detach(app)


def read(client: FlaskClient) -> Samples:
    response = client.get("/metrics", buffered=True)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == MEDIA
    assert response.headers["Cache-Control"] == "no-store"
    return samples(response.text)


def test_requests_are_counted_by_route_method_and_class_of_status(seed_index: Path) -> None:
    with watched(seed_index, "127.0.0.1") as client:
        for address in ("/?q=x", "/?q=y", "/?q=(", "/nowhere/1", "/nowhere/2", "/reports/none"):
            client.get(address, buffered=True)
        client.head("/?q=x", buffered=True)
        client.open("/", method="BREW", buffered=True)
        found = read(client)
    requests = {labels: number for (name, labels), number in found.items() if name == "zhengsou_http_requests_total"}
    assert {
        tuple(dict(labels)[each] for each in ("endpoint", "method", "status")): n for labels, n in requests.items()
    } == {
        ("search.search", "GET", "2xx"): 2,
        ("search.search", "GET", "4xx"): 1,
        ("search.search", "HEAD", "2xx"): 1,
        ("none", "GET", "4xx"): 2,
        ("none", "other", "4xx"): 1,
        ("reports.report", "GET", "4xx"): 1,
    }
    assert value(found, "http_request_duration_seconds_count", endpoint="search.search") == 4
    assert value(found, "http_request_duration_seconds_bucket", endpoint="search.search", le="+Inf") == 4
    assert 0 < value(found, "http_request_duration_seconds_sum", endpoint="search.search") < 600
    assert value(found, "http_requests_in_progress") == 1
    assert value(found, "exceptions_total") == 0


def test_buckets_rise_and_hold_what_took_so_long(seed_index: Path) -> None:
    with watched(seed_index, "127.0.0.1") as client:
        for _ in range(5):
            client.get("/help", buffered=True)
        found = read(client)
    bounds = {
        float(dict(labels)["le"]): number
        for (name, labels), number in found.items()
        if name.endswith("duration_seconds_bucket")
    }
    assert len(bounds) == 12
    heights = [bounds[bound] for bound in sorted(bounds)]
    assert heights == sorted(heights)
    assert heights[-1] == 5


def test_the_index_is_described(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "r.jsonl", line("a", ["提案", "协商"]))
    with watched(tmp_path / "index", "127.0.0.1") as client:
        found = read(client)
        assert value(found, "index_up") == 0
        assert ("zhengsou_index_generation", frozenset()) not in found
        index_paths([source], tmp_path / "index")
        found = read(client)
    assert (value(found, "index_up"), value(found, "index_behind"), value(found, "index_generation")) == (1, 0, 1)
    assert (value(found, "index_reports"), value(found, "index_paragraphs")) == (1, 2)
    assert value(found, "index_size_bytes") > 1000
    assert 0 <= value(found, "index_age_seconds") < 600


def test_an_exception_counts_also_where_its_page_fails(
    seed_index: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with watched(seed_index, "127.0.0.1") as client:
        client.application.view_functions["help.help"] = lambda: str(1 / 0)
        assert client.get("/help", buffered=True).status_code == 500
        monkeypatch.setattr("web.errors.render_template", lambda *_, **__: 1 / 0)
        response = client.get("/help", buffered=True)
        assert response.status_code == 500
        assert "错误编号" in response.text
        assert "division" not in response.text
        found = read(client)
    assert value(found, "exceptions_total") == 2
    assert value(found, "http_requests_in_progress") == 1
    assert value(found, "http_requests_total", endpoint="help.help", method="GET", status="5xx") == 2
    assert caplog.records


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("127.0.0.2", {}),
        ("2001:db8::1", {}),
        ("", {}),
        ("unix:", {}),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}),
        ("127.0.0.1", {"Forwarded": "for=127.0.0.1"}),
        ("127.0.0.1", {"X-Real-IP": "127.0.0.1"}),
    ],
)
def test_for_others_there_is_no_such_page(address: str, headers: dict[str, str], seed_index: Path) -> None:
    with watched(seed_index, "127.0.0.1", "10.0.0.0/8", "::1") as client:
        response = client.get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address})
        assert response.status_code == 404
        assert "zhengsou_" not in response.text
        for allowed in ("10.1.2.3", "::ffff:10.1.2.3", "::1"):
            assert client.get("/metrics", environ_overrides={"REMOTE_ADDR": allowed}).status_code == 200


def test_behind_a_trusted_proxy_its_client_is_judged(seed_index: Path) -> None:
    with watched(seed_index, "10.0.0.0/8", deployment=Deployment(proxies=1)) as client:
        for forwarded, status in (("10.1.2.3", 200), ("203.0.113.7", 404), ("10.1.2.3, 203.0.113.7", 404)):
            assert client.get("/metrics", headers={"X-Forwarded-For": forwarded}).status_code == status


def test_without_networks_there_is_no_page(seed_index: Path) -> None:
    with watched(seed_index) as client:
        assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize("given", ["", "here", "10.0.0.1/8", "300.0.0.1"])
def test_what_is_no_network_is_refused(given: str) -> None:
    with pytest.raises(RequestError, match="读 /metrics 的地址"):
        networks([given])


@pytest.mark.slow
def test_any_worker_tells_of_all(seed_index: Path) -> None:
    with serving(seed_index, "--workers", "2", "--metrics-from", "127.0.0.1") as server:
        kept = [server.connect() for _ in range(8)]
        for connection in kept:
            server.get("/api/search?q=提案", connection)
        told = [samples(server.get("/metrics", connection).decode()) for connection in kept]
        # An answer is counted once it is handed over, which its reader may be faster than.
        scraped = [
            value(found, "http_requests_total", endpoint="metrics.metrics_text", method="GET", status="2xx")
            for found in told
        ]
        assert scraped == sorted(scraped)
        assert 4 <= scraped[-1] <= 7
        for found in told[2:]:
            assert value(found, "http_requests_total", endpoint="api.search", method="GET", status="2xx") == 8
            for worker in ("0", "1"):
                if os.path.exists("/proc/self/statm"):
                    assert value(found, "worker_resident_memory_bytes", worker=worker) > 1 << 20
                    assert value(found, "worker_open_fds", worker=worker) > 3
        assert value(told[-1], "http_connections") >= 8
        for connection in kept:
            connection.close()
