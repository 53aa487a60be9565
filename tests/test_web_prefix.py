"""The site under a path and behind proxies: every address keeps the prefix, and only trusted proxies are believed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from site_crawl import Fetched, crawl, under
from web_client import Page

from index.errors import RequestError
from web.app import create_app
from web.serving.deployment import Deployment
from web.serving.live import detach

SITE = "https://cppcc.example"


@contextmanager
def deployed(index: Path, **settings: Any) -> Iterator[FlaskClient]:
    app = create_app(index, Deployment.checked(**settings))
    try:
        yield app.test_client()
    finally:
        detach(app)


@pytest.fixture(scope="module")
def client(seed_index: Path) -> Iterator[FlaskClient]:
    with deployed(seed_index, base_path="/a/search/") as client:
        yield client


@pytest.mark.slow
def test_every_address_keeps_the_prefix_and_answers(client: FlaskClient) -> None:
    def fetch(address: str) -> Fetched:
        answer = client.get(address, base_url=SITE)
        return Fetched(answer.status_code, answer.mimetype or "", answer.data, answer.headers.get("Location", ""))

    seen = crawl(fetch, SITE, "/a/search", starts=under("/a/search"))

    assert seen.outside == []
    assert seen.bad() == {}
    assert len(seen.answers) > 100
    assert {"text/html", "application/json", "application/atom+xml", "text/css", "text/javascript"} < seen.kinds


def test_programs_are_told_the_prefix(client: FlaskClient) -> None:
    assert client.get("/a/search/api/openapi.json").get_json()["servers"] == [{"url": "/a/search"}]
    hit = client.get("/a/search/api/search?q=提案&limit=1").get_json()["hits"][0]
    assert hit["url"].startswith("/a/search/reports/")
    assert client.get(hit["permalink"]).status_code == 302
    description = client.get("/a/search/opensearch.xml", base_url=SITE).text
    assert f'template="{SITE}/a/search/?q={{searchTerms}}"' in description


@pytest.mark.parametrize("path", ["/", "/reports", "/a", "/a/searching", "/A/search/", "/static/style.css", "/healthz"])
def test_outside_of_the_prefix_there_is_nothing(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert "/a/search/" in answer.text
    assert all(address.startswith("/a/search/") for address in Page(answer.text).addresses("/"))
    assert client.get("/api/search?q=提案").get_json()["error"]["code"] == "bad_request"


def test_the_health_check_lies_under_the_prefix_and_answers_any_host(seed_index: Path) -> None:
    with deployed(seed_index, base_path="/search", hosts=("cppcc.example",)) as client:
        client.get("/search/", base_url=SITE)
        assert client.get("/search/healthz", base_url="http://127.0.0.1:8000").get_json()["status"] == "ok"
        assert client.get("/search/", base_url="http://127.0.0.1:8000").status_code == 400


def test_the_prefix_without_its_slash_leads_to_the_start_page(client: FlaskClient) -> None:
    answer = client.get("/a/search?q=提案", base_url=SITE)

    assert answer.status_code == 308
    assert answer.headers["Location"] == f"{SITE}/a/search/?q=%E6%8F%90%E6%A1%88"


@pytest.mark.parametrize(("scheme", "secure"), [("http", False), ("https", True)])
def test_cookies_are_of_the_prefix_and_secure_behind_tls(client: FlaskClient, scheme: str, secure: bool) -> None:
    answer = client.post(
        "/a/search/settings", data={"ui": "en", "next": "/a/search/reports"}, base_url=f"{scheme}://cppcc.example"
    )

    assert answer.headers["Location"] == "/a/search/reports"
    cookie = [part.strip() for part in answer.headers["Set-Cookie"].split(";")]
    assert "Path=/a/search" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Secure" in cookie) is secure
    assert 'lang="en"' in client.get("/a/search/", base_url=f"{scheme}://cppcc.example").text
    client.delete_cookie("ui", domain="cppcc.example", path="/a/search")


@pytest.mark.parametrize("way_back", ["/", "/other/application", "/a/searching", "//evil.example/a/search/", "/a"])
def test_settings_lead_back_into_the_site_only(client: FlaskClient, way_back: str) -> None:
    answer = client.post("/a/search/settings", data={"next": way_back})

    assert answer.headers["Location"] == "/a/search/"


SAID = {
    "X-Forwarded-For": "198.51.100.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "cppcc.example",
    "X-Forwarded-Prefix": "/find",
}


def link_of(client: FlaskClient, path: str, headers: dict[str, str]) -> str:
    """The permanent link of a paragraph, which is written in full where it is cited."""
    report = client.get(f"{path}/api/reports?limit=1", headers=headers).get_json()["reports"][0]["id"]
    found = client.get(f"{path}/api/cite?report={report}&paragraph=0", headers=headers)
    link: str = found.get_json()["permalink"]
    return link


def test_nothing_is_believed_without_a_trusted_proxy(seed_index: Path) -> None:
    with deployed(seed_index) as client:
        assert link_of(client, "", SAID).startswith("http://localhost/reports/")


def test_a_trusted_proxy_is_believed(seed_index: Path) -> None:
    with deployed(seed_index, proxies=1) as client:
        assert link_of(client, "", SAID).startswith("https://cppcc.example/find/reports/")
        # Asked directly, as by a check of its health.
        assert link_of(client, "", {}).startswith("http://localhost/reports/")


def test_of_several_values_the_trusted_one_is_taken(seed_index: Path) -> None:
    forged = {name: f"evil.example, {value}" for name, value in SAID.items()} | {
        "X-Forwarded-Prefix": "/evil, /find",
        "X-Forwarded-Proto": "gopher, https",
    }
    with deployed(seed_index, proxies=1) as client:
        assert link_of(client, "", forged).startswith("https://cppcc.example/find/reports/")
    with deployed(seed_index, proxies=3) as client:
        assert link_of(client, "", forged).startswith("http://localhost/reports/")


def test_the_base_path_is_not_for_a_header_to_change(seed_index: Path) -> None:
    with deployed(seed_index, proxies=1, base_path="/search") as client:
        assert link_of(client, "/search", SAID).startswith("https://cppcc.example/search/reports/")


@pytest.mark.parametrize("prefix", ["//evil.example", "evil", "/a/../b", "/a b", "/><script>", "/" + "a" * 300, "/政"])
def test_a_malformed_prefix_is_refused(seed_index: Path, prefix: str) -> None:
    with deployed(seed_index, proxies=1) as client:
        answer = client.get("/", headers={"X-Forwarded-Prefix": prefix.encode().decode("latin-1")})

    assert answer.status_code == 400
    assert "evil" not in answer.text
    assert "<script>" not in answer.text


def test_the_forwarded_host_has_to_be_a_known_one(seed_index: Path) -> None:
    with deployed(seed_index, proxies=1, hosts=("cppcc.example",)) as client:
        assert client.get("/", headers=SAID).status_code == 200
        assert client.get("/", headers=SAID | {"X-Forwarded-Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("path", ["search", "//x", "/a//b", "/a/../b", "/.", "/政协", "/a?b", "/a%20b", "http://x/a"])
def test_a_base_path_that_is_none_is_refused(path: str) -> None:
    with pytest.raises(RequestError, match="网站的路径不对"):
        Deployment.checked(path)


@pytest.mark.parametrize(("path", "same"), [("", ""), ("/", ""), ("/a/", "/a"), ("/a/b-c.d_~1", "/a/b-c.d_~1")])
def test_a_base_path_is_written_without_its_last_slash(path: str, same: str) -> None:
    assert Deployment.checked(path).base_path == same


def test_settings_come_from_the_environment_too(tmp_path: Path) -> None:
    users = tmp_path / "users"
    users.write_text("li:$2b$04$" + "a" * 53)
    environment = {
        "ZHENGSOU_BASE_PATH": "/search/",
        "ZHENGSOU_TRUSTED_PROXY": "2",
        "ZHENGSOU_TRUSTED_HOSTS": "a.example, .b.example",
        "ZHENGSOU_AUTH_FILE": str(users),
    }
    expected = Deployment("/search", 2, ("a.example", ".b.example"), users)

    assert Deployment.from_environment(environment) == expected
    assert Deployment.from_environment({}) == Deployment()
    for wrong in ("x", "-1", "11", "1.5"):
        with pytest.raises(RequestError):
            Deployment.from_environment({"ZHENGSOU_TRUSTED_PROXY": wrong})
