"""A Host header that no host can have gets 400 and an answer in the form of its address, never a fault."""

import json
from pathlib import Path

import pytest
from web_client import opened
from werkzeug.test import create_environ, run_wsgi_app

ADDRESSES = ("/?q=提案", "/nowhere", "/static/report.css", "/feed?q=提案", "/api/search?q=提案", "/api/nowhere")
MALFORMED = (
    "a" * 64 + ".example", "a..b", ".", ".a", "x:abc", "x:123456", "a" * 254, "a b", "a/b", "a?b", "a@b", "[::1",
    "[zz]", "::1", "[::::]", "[1:2:3]", "[....]", "[::ffff:1.2.3.444]", "x:0", "x:65536", "[::1]:99999", "xn--a",
    "XN--A", "xn--" + "a" * 60, "é.example", "例子.中国".encode().decode("latin-1"), "a,b", "<b>",
)  # fmt: skip
WELL_FORMED = (
    "a" * 63 + ".example",
    "A_b.example.:80",
    "127.0.0.1:8000",
    "[::1]:8000",
    "[::ffff:1.2.3.4]:65535",
    "xn--fsqu00a.xn--fiqs8s",
    "XN--FSQU00A.xn--fiqs8s",
    "x:",
    "",
)


def answer(app: object, address: str, host: str) -> tuple[int, str, str]:
    """Status, media type and text of the answer."""
    path, _, query = address.partition("?")
    environ = create_environ(path, query_string=query)
    environ["HTTP_HOST"] = host
    body, status, headers = run_wsgi_app(app, environ, buffered=True)  # type: ignore[arg-type]
    return int(status.split()[0]), headers.get("Content-Type", ""), b"".join(body).decode("utf-8")


@pytest.mark.parametrize("host", MALFORMED)
def test_a_malformed_host_is_refused(host: str, seed_index: Path) -> None:
    with opened(seed_index) as client:
        for address in ADDRESSES:
            status, media, text = answer(client.application, address, host)
            assert status == 400, address
            if address.startswith("/api/"):
                assert json.loads(text)["error"]["code"] == "bad_request"
            else:
                assert media.startswith("text/html")
                assert "请求里的主机名不合规矩" in text
            assert "<b>" not in text


@pytest.mark.parametrize("host", WELL_FORMED)
def test_any_other_host_is_answered(host: str, seed_index: Path) -> None:
    with opened(seed_index) as client:
        statuses = [answer(client.application, address, host)[0] for address in ADDRESSES]
    assert statuses == [200, 404, 200, 200, 200, 404]
