"""`serve --watch`: new files are found on the running site, with one process or several, and all end together."""

import json
import os
import signal
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from reports import page
from web_process import Running, serving

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")]

PROSE = "一年来，我们在县委的坚强领导下，团结带领广大委员，围绕中心、服务大局，认真履行职能，各项工作取得新的成绩。"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "lib"
    folder.mkdir()
    (folder / "old.txt").write_text(page("洛江区政协", 2022, PROSE), "utf-8")
    return folder


def said(server: Running, words: str) -> None:
    """Read its log up to a line with these words."""
    assert server.process.stderr
    while words not in (line := server.process.stderr.readline()):
        assert line


def found(server: Running, path: str) -> None:
    """Wait until a page is there: every worker looks for a new generation a few times a second."""
    deadline = time.monotonic() + 15
    with closing(server.connect()) as asked:
        while True:
            asked.request("GET", quote(path))
            answer = asked.getresponse()
            answer.read()
            if answer.status == 200:
                return
            assert time.monotonic() < deadline
            time.sleep(0.05)


def watcher(server: Running) -> int:
    """The process that watches."""
    (found,) = [pid for pid in server.workers() if b"watch" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")]
    return found


def test_links_out_of_the_folder_are_followed_where_that_is_asked_for(library: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text(page("惠安县政协", 2021, PROSE), "utf-8")
    (library / "linked.txt").symlink_to(outside)
    for options, reports in (((), 1), (("--follow-links",), 2)):
        index = tmp_path / f"index {reports}"
        with serving(index, "--watch", *options, str(library)) as server:
            found(server, "/reports/old")
            asked = json.loads(server.get("/api/reports"))
            assert len(asked["reports"]) == reports
            assert server.stop()[0] == 0


def gone(pid: int) -> bool:
    """Whether a process ends within some seconds."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("workers", ["1", "2"])
def test_new_files_are_found_while_it_runs(tmp_path: Path, library: Path, workers: str) -> None:
    with serving(tmp_path / "index", "--workers", workers, "--watch", str(library)) as server:
        said(server, "新增 1 份")
        server.get("/reports/old")
        (library / "甲.txt").write_text(page("广安区政协", 2023, PROSE), "utf-8")
        said(server, "共 2 份报告")
        found(server, "/reports/甲")
        watching = watcher(server)
        status, _, errors = server.stop()
        assert (status, "不再看了" in errors) == (0, True)
        assert "Traceback" not in errors
        assert gone(watching)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_watch_ends_with_a_server_that_is_killed(tmp_path: Path, library: Path, workers: str) -> None:
    with serving(tmp_path / "index", "--workers", workers, "--watch", str(library)) as server:
        said(server, "新增 1 份")
        watching = watcher(server)
        server.process.kill()
        assert gone(watching)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_site_lives_on_when_the_watch_dies(tmp_path: Path, library: Path, workers: str) -> None:
    with serving(tmp_path / "index", "--workers", workers, "--watch", str(library)) as server:
        said(server, "新增 1 份")
        os.kill(watcher(server), signal.SIGKILL)
        assert server.process.stderr
        while "看文件夹的进程退出" not in (line := server.process.stderr.readline()):
            assert line
        server.get("/reports/old")
        assert server.stop()[0] == 0
