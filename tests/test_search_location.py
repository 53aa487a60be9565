"""Every command takes an address where it takes a directory, and says in one line what is wrong with one."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import run
from web_client import get, opened
from web_process import serving

from index.errors import ClusterUnavailable
from search import LiveIndex

COMMANDS = {
    "index": ["index", "{seeds}"],
    "index --rebuild": ["index", "{seeds}", "--rebuild"],
    "index --dry-run": ["index", "{seeds}", "--dry-run"],
    "search": ["search", "提案"],
    "kwic": ["kwic", "提案"],
    "trend": ["trend", "提案", "协商"],
    "complete": ["complete", "tian"],
    "export": ["export", "提案", "--csv"],
    "export --jsonl": ["export", "--jsonl"],
    "status": ["status"],
    "check": ["check"],
}


@pytest.fixture(scope="module")
def nowhere() -> Iterator[str]:
    """An address at which nothing listens."""
    with socket.socket() as taken:
        # Bound, so that nobody else listens there, but not listening.
        taken.bind(("127.0.0.1", 0))
        yield f"opensearch+http://127.0.0.1:{taken.getsockname()[1]}/reports"


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_cluster_that_is_away_is_one_line_and_status_three(command: list[str], nowhere: str, seeds: Path) -> None:
    done = run(*(word.format(seeds=seeds) for word in command), index=nowhere)
    assert (done.returncode, done.stdout) == (3, "")
    assert re.fullmatch(r"错误：[^\n]*集群[^\n]*\n", done.stderr)


def test_the_option_goes_before_the_environment(nowhere: str, seed_index: Path) -> None:
    assert run("search", "提案", "--index", nowhere, index=str(seed_index)).returncode == 3
    assert run("search", "提案", "--index", str(seed_index), index=nowhere).returncode == 0


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("opensearch+https://reader:geheim@host/reports", "密码"),
        ("opensearch+https://host", "索引名"),
        ("opensearch+https://host/Reports", "Reports"),
        ("elasticsearch://host/reports", "elasticsearch"),
        (__file__, "不是文件夹"),
    ],
)
def test_what_is_no_place_is_refused_and_no_password_repeated(place: str, message: str) -> None:
    for done in (run("search", "提案", "--index", place), run("serve", "--port", "0", index=place)):
        assert (done.returncode, done.stdout) == (2, "")
        assert message in done.stderr
        assert len(done.stderr.splitlines()) == 1
        assert "geheim" not in done.stderr


def test_help_names_both_kinds_of_place() -> None:
    shown = run("search", "--help").stdout
    assert "文件夹|地址" in shown
    assert "opensearch+https://" in shown


def test_a_search_in_a_directory_loads_neither_a_client_for_clusters_nor_what_writes(seed_index: Path) -> None:
    program = """
import sys
from web.cli import cli
assert cli.main(["search", "提案"], standalone_mode=False) == 0
print(*sorted({name.partition(".")[0] for name in sys.modules} & {"opensearchpy", "urllib3", "whoosh", "flask"}))
"""
    environment = os.environ | {"ZHENGSOU_INDEX": str(seed_index)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.splitlines()[-1] == ""


def test_requests_do_not_wait_for_a_cluster_that_is_away(nowhere: str) -> None:
    live = LiveIndex(nowhere)
    with pytest.raises(ClusterUnavailable):
        live.open()
    began = time.monotonic()
    for _ in range(50):
        with pytest.raises(ClusterUnavailable), live.searcher():
            pass
    assert time.monotonic() - began < 1
    live.close()


def test_pages_and_api_say_that_the_cluster_is_away(nowhere: str) -> None:
    with opened(nowhere) as client:
        assert "集群" in get(client, "/?q=提案", 503)[0]
        client.set_cookie("ui", "en")
        assert "The cluster cannot be reached" in get(client, "/?q=提案", 503)[0]
        error = client.get("/api/search?q=提案").get_json()["error"]
    assert error["code"] == "cluster_unavailable"


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_server_starts_while_its_cluster_is_away(nowhere: str, workers: str) -> None:
    with serving(nowhere, "--workers", workers) as server:
        answer = json.loads(server.get("/api/search?q=提案", status=503))
        assert answer["error"]["code"] == "cluster_unavailable"
        assert server.stop()[0] == 0


@pytest.mark.opensearch
def test_status_tells_how_the_cluster_is(opensearch_index: str, seeds: Path, tmp_path: Path) -> None:
    reports = shutil.copytree(seeds, tmp_path / "reports")
    assert run("index", str(reports), index=opensearch_index).returncode == 0
    told = json.loads(run("status", "--json", index=opensearch_index).stdout)
    assert (told["index"], told["reports"], told["changed_files"], told["stale"]) == (opensearch_index, 5, 0, [])
    cluster = told["cluster"]
    assert cluster["index"].startswith(opensearch_index.rpartition("/")[2])
    # The one node cannot hold a shard and its copy.
    assert (cluster["health"], cluster["nodes"], cluster["shards"], cluster["replicas"]) == ("yellow", 1, 1, 1)
    assert cluster["unassigned"] == 1
    said = run("status", index=opensearch_index).stdout.splitlines()
    (health,) = (line for line in said if line.startswith("健康："))
    assert "黄" in health
    assert "请" in health
    assert said[0].startswith(f"索引：{opensearch_index}（第 1 代")
    assert said[-1].startswith("没有过时")
    assert run("check", index=opensearch_index).stdout.startswith("索引完好：")


@pytest.mark.opensearch
def test_status_where_all_is_well_and_the_files_lie_elsewhere(
    opensearch_index: str, seeds: Path, tmp_path: Path
) -> None:
    reports = shutil.copytree(seeds, tmp_path / "reports")
    made = run("index", str(reports), index=opensearch_index, ZHENGSOU_OPENSEARCH_REPLICAS="0")
    assert made.returncode == 0
    assert "健康：绿" in run("status", index=opensearch_index).stdout
    shutil.rmtree(reports)
    assert json.loads(run("status", "--json", index=opensearch_index).stdout)["changed_files"] is None
    said = run("status", index=opensearch_index).stdout
    assert "不在这台机器上" in said
    assert "没有过时" not in said
