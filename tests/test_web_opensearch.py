"""The site on a cluster: the pages of an index on files, and while the cluster is away a clear 503."""

import json
import re
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from opensearch_distribution import Distribution
from opensearch_server import OpenSearchCluster
from reports import line, write_lines
from web_client import opened
from web_process import Running, serving

from index import index_paths
from web.shown.locale import COOKIE

pytestmark = pytest.mark.opensearch

REPORT = "000_2a84bc86b806ce1d"
OTHER = "001_c6ad43cc68ff08b6"
PAGES = (
    "/",
    "/?q=提案 办理",
    "/?q=提案 -重点&body=广安区政协&sort=hits",
    "/?q=委员 /句 满意&sort=date",
    "/?q=没有任何人写过的几个字",
    "/?q=“工作”&year=2023&kind=heading",
    "/?q=提案&exact=1&page=2",
    "/reports",
    "/reports?name=广安",
    f"/reports/{REPORT}?q=提案",
    f"/reports/{REPORT}?view=original",
    f"/reports/{OTHER}",
    f"/reports/{REPORT}/cite/21",
    "/kwic?q=提案",
    "/kwic?q=民主监督&sort=left",
    "/compare?q=提案&q=协商",
    "/compare?q=提案&by=body&measure=occurrences",
    "/help",
    "/feed?q=提案",
    "/feed?body=广安区政协",
    "/opensearch.xml",
    "/opensearch/suggestions?q=协",
    "/study/words?q=提案&n=2",
    "/study/keyness?q=机关:政协&against=提案",
    "/study/new?q=机构:广安区政协",
    "/study/collocates?q=协商",
    "/study/figures?q=提案&by=body_year",
    "/study/history?q=提案",
    "/study/places?q=协商",
    "/study/matrix?terms=提案%0A协商&by=body",
    "/kwic?q=提案&group=R1",
)
API = (
    "/api/search?q=提案 办理&limit=200",
    "/api/search?q=提案 OR 议案&sort=date&offset=20",
    "/api/groups?q=提案",
    "/api/kwic?q=提案",
    "/api/trend?q=提案&q=协商",
    "/api/suggest?q=题案",
    "/api/suggest?q=tian",
    "/api/complete?q=民主",
    "/api/reports",
    f"/api/reports/{REPORT}?q=提案",
    f"/api/cite?report={REPORT}&paragraph=21",
    "/api/export/csv?q=提案",
    "/api/words?terms=1&sort=dp",
    "/api/words?q=提案 办理&exact_script=1",
    "/api/words?q=没有任何人写过的几个字",
    "/api/keyness?q=提案 /句 委员&terms=1",
    "/api/new?q=机构:广安区政协&offset=3",
    "/api/collocates?q=协商&across=1&body=广安区政协",
    "/api/figures?q=提案&unit=件&sort=value",
    "/api/history?q=提案&q=“民主监督”",
    "/api/places?q=协商",
    "/api/matrix?q=提案&q=协商&by=province",
    "/api/kwic?q=提案&group=L2&sample=9",
    "/api/words.csv?q=提案",
    "/api/new.csv?q=机构:广安区政协",
    "/api/figures.csv?q=提案",
)
ERRORS = {
    "/?q=(提案": 400,
    "/reports/nobody": 404,
    "/api/search?q=(": 400,
    "/api/reports/nobody": 404,
    "/api/words?report=nobody": 404,
    "/api/changes?body=没有的机构&year=2023": 404,
}
QUICK = 1.0
"""Seconds in which an error comes when nobody waits for the cluster."""
BACK = 15.0
"""Seconds in which a site is itself again after its cluster is."""


@pytest.fixture(scope="module")
def on_files(seed_index: Path) -> Iterator[FlaskClient]:
    with opened(seed_index) as client:
        yield client


@pytest.fixture(scope="module")
def on_cluster(opensearch: OpenSearchCluster, seeds: Path) -> Iterator[FlaskClient]:
    with opensearch.fresh_index() as address:
        index_paths([seeds], address)
        with opened(address) as client:
            yield client


def plain(text: str) -> str:
    """Without what is of the moment: times, the index's size, its folder or address."""
    text = re.sub(r'"took_ms": ?[0-9.e-]+|[0-9.]+ 毫秒|[0-9.]+ MB', "", text)
    text = re.sub(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(\+00:00|Z)?", "", text)
    text = re.sub(r"20\d\d-\d\d-\d\d \d\d:\d\d", "", text)
    # The two indexes are made minutes apart, which may be on two days.
    for day in {date.today() - timedelta(days=1), date.today(), date.today() + timedelta(days=1)}:
        text = text.replace(day.isoformat(), "")
    return text


@pytest.mark.parametrize(("address", "status"), [*((each, 200) for each in PAGES + API), *ERRORS.items()])
def test_answers_are_those_of_an_index_on_files(
    on_files: FlaskClient, on_cluster: FlaskClient, address: str, status: int
) -> None:
    asked = quote(address, safe="/?=&")
    expected, found = on_files.get(asked), on_cluster.get(asked)
    assert (found.status_code, found.mimetype) == (status, expected.mimetype)
    assert plain(found.text) == plain(expected.text)


def test_a_table_can_be_had_of_what_a_cluster_finds(on_cluster: FlaskClient) -> None:
    found = on_cluster.get("/api/export/xlsx", query_string={"q": "提案"})
    assert found.status_code == 200
    assert found.data.startswith(b"PK")


@pytest.mark.parametrize("address", ["/api/trace?", "/api/similar?paragraph=21&", "/api/trace.csv?", "/study/trace?"])
def test_wording_is_not_traced_there_and_what_to_do_is_said(on_cluster: FlaskClient, address: str) -> None:
    said = {"zh": ("集群上的索引不能溯源", "请用 zhengsou index"), "en": ("on a cluster", "Build an index")}
    for language, words in said.items():
        on_cluster.set_cookie(COOKIE, language)
        found = on_cluster.get(f"{address}report={REPORT}", headers={"Accept-Language": language})
        on_cluster.delete_cookie(COOKIE)
        assert found.status_code == 400
        assert all(each in found.text for each in words)


def test_no_draft_is_asked_for_where_none_is_traced(on_files: FlaskClient, on_cluster: FlaskClient) -> None:
    asking, refusing = on_files.get("/study/trace"), on_cluster.get("/study/trace")
    assert (asking.status_code, refusing.status_code) == (200, 200)
    assert "集群上的索引不能溯源" in refusing.text
    assert "集群" not in asking.text
    assert ("<textarea" in asking.text, "<textarea" in refusing.text) == (True, False)
    sent = {"text": "提案办理工作扎实推进"}
    assert on_cluster.post("/study/trace", data=sent, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 400


@pytest.fixture(scope="module")
def own(opensearch_distribution: Distribution) -> Iterator[OpenSearchCluster]:
    """A cluster that goes away and comes back; it is there, and its node runs, when a test begins."""
    with OpenSearchCluster(distribution=opensearch_distribution, short_lived=True) as cluster:
        yield cluster


def error(server: Running) -> tuple[str, float]:
    """The code of the error that a search gets, and after how many seconds it was told."""
    began = time.monotonic()
    answer = json.loads(server.get("/api/search?q=提案", status=503))["error"]
    assert answer["message"].endswith(("请稍后再试", "请检查集群的状态"))
    return answer["code"], time.monotonic() - began


def total(server: Running) -> int | None:
    """How many paragraphs a search finds; None where it gets no answer."""
    connection = server.connect()
    connection.request("GET", "/api/search?q=" + quote("提案"))
    response = connection.getresponse()
    found = json.loads(response.read())
    connection.close()
    return int(found["total"]) if response.status == 200 else None


def wait_for(condition: Callable[[], bool], seconds: float = BACK) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.slow
def test_a_site_starts_before_its_cluster_and_sees_what_is_committed(own: OpenSearchCluster, tmp_path: Path) -> None:
    place = own.address("later")
    own.kill(0)
    try:
        with serving(place) as server:
            assert error(server)[0] == "cluster_unavailable"
            assert max(error(server)[1] for _ in range(10)) < QUICK
            page = server.get("/?q=提案", status=503).decode()
            assert "连接不上" in page
            assert "请稍后再试" in page
            own.restart(0)
            own.wait_green()
            wait_for(lambda: b"no_index" in server.get("/api/search?q=提案", status=503))
            assert place in server.get("/?q=提案", status=503).decode()
            source = write_lines(tmp_path / "reports.jsonl", line("a", ["提案办理"]))
            index_paths([source], place)
            wait_for(lambda: total(server) == 1)
            write_lines(source, line("a", ["提案办理"]), line("b", ["提案", "提案"]))
            index_paths([source], place)
            wait_for(lambda: total(server) == 3)
            assert server.stop()[0] == 0
    finally:
        if not own.running:
            own.restart(0)


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["killed", "held"])
def test_a_site_whose_cluster_goes_away_says_so_at_once_and_comes_back(
    own: OpenSearchCluster, seeds: Path, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHENGSOU_OPENSEARCH_TIMEOUT", "2")
    place = own.address(f"away-{fault}")
    index_paths([seeds], place)
    with serving(place) as server:
        before = total(server)
        assert before
        own.kill(0) if fault == "killed" else own.pause(0)
        try:
            # Whoever finds it out waits for the time-out; the others do not.
            assert error(server)[0] == "cluster_unavailable"
            told = [error(server) for _ in range(20)]
            assert {code for code, _ in told} == {"cluster_unavailable"}
            assert sorted(seconds for _, seconds in told)[-2] < QUICK
            assert "正在等它恢复" in server.get("/?q=提案", status=503).decode()
        finally:
            own.restart(0) if fault == "killed" else own.resume(0)
        wait_for(lambda: total(server) == before)
        status, _, logged = server.stop()
    assert status == 0
    assert "Traceback" not in logged
