"""The WSGI application under another server than our own, set up by the environment."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from reports import line, write_lines

from index import index_paths

pytestmark = pytest.mark.slow
PATIENCE = 30.0


@contextmanager
def gunicorn(index: Path, *options: str, **settings: str) -> Iterator[int]:
    """The port of a gunicorn of two workers, ended by SIGTERM, which it must take well."""
    command = [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "--workers", "2", "--threads", "2", *options]
    environment = os.environ | {"ZHENGSOU_INDEX": str(index)} | settings
    # Whom to believe is for the application to decide.
    command += ["--forwarded-allow-ips", ""]
    with subprocess.Popen(
        [*command, "web.wsgi:app"], stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True
    ) as process:
        try:
            assert process.stderr
            said: list[str] = []
            port = None
            for text in process.stderr:
                said.append(text)
                if found := re.search(r"Listening at: http://127\.0\.0\.1:([0-9]+)", text):
                    port = int(found[1])
                    break
            assert port, said
            drain = threading.Thread(target=lambda: said.extend(process.stderr or ()), daemon=True)
            drain.start()
            yield port
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0, said
            assert "Traceback" not in "".join(said)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def get(port: int, path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path, headers={"Connection": "close"} | headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode(), {name.lower(): value for name, value in answer.getheaders()}


@pytest.mark.parametrize("options", [(), ("--preload",)])
def test_every_worker_answers_and_sees_each_commit(tmp_path: Path, source: Path, options: tuple[str, ...]) -> None:
    index_paths([source], tmp_path / "index")
    settings = {"ZHENGSOU_BASE_PATH": "/search", "ZHENGSOU_TRUSTED_PROXY": "1"}
    with gunicorn(tmp_path / "index", *options, **settings) as port:
        said = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "cppcc.example"}
        status, text, _ = get(port, "/search/api/cite?report=a", **said)
        assert (status, '"permalink":"https://cppcc.example/search/reports/a/t/' in text.replace(" ", "")) == (
            200,
            True,
        )
        assert get(port, "/")[0] == 404
        tags = {get(port, "/search/?q=%E6%8F%90%E6%A1%88")[2]["etag"] for _ in range(12)}
        assert len(tags) == 1
        write_lines(source, line("a", ["提案办理", "满意"]), line("new", ["提案新增"]))
        index_paths([source], tmp_path / "index")
        wait_for_all(port, "/search/reports/new", 200)
        assert get(port, "/search/?q=%E6%8F%90%E6%A1%88", **{"If-None-Match": tags.pop()})[0] == 200


def test_nothing_is_believed_without_a_trusted_proxy(seed_index: Path) -> None:
    forged = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Prefix": "/evil",
        "SCRIPT_NAME": "/evil",
        "PATH_INFO": "/evil",
    }
    with gunicorn(seed_index) as port:
        status, text, _ = get(port, "/opensearch.xml", **forged)
        assert status == 200
        assert f"http://127.0.0.1:{port}/?q=" in text
        assert "evil" not in text


def wait_for_all(port: int, path: str, status: int) -> None:
    """Until twelve answers in a row, of whichever worker, have this status."""
    until, row = time.monotonic() + PATIENCE, 0
    while row < 12:
        assert time.monotonic() < until
        row = row + 1 if get(port, path)[0] == status else 0


def run_import(*, program: str = "import web.wsgi", **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_importing_it_starts_no_thread_and_opens_no_index(seed_index: Path) -> None:
    program = """
import os, threading
from web.wsgi import app
print(threading.active_count(), app.extensions["zhengsou.live"].state)
print([each for each in os.listdir("/proc/self/fd") if "index" in os.path.realpath(f"/proc/self/fd/{each}")])
"""
    done = run_import(program=program, ZHENGSOU_INDEX=str(seed_index))

    assert done.stdout.splitlines() == ["1 None", "[]"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ZHENGSOU_BASE_PATH", "search", "网站的路径不对"),
        ("ZHENGSOU_TRUSTED_PROXY", "all", "ZHENGSOU_TRUSTED_PROXY 不对"),
        ("ZHENGSOU_AUTH_FILE", "/nothing/there", "/nothing/there 读不了"),
        ("ZHENGSOU_ALLOW_UPLOAD", "yes", "ZHENGSOU_ALLOW_UPLOAD 不对"),
        ("ZHENGSOU_INDEX", "ftp://x", "不认识的索引地址"),
    ],
)
def test_a_setting_that_is_none_is_one_line(name: str, value: str, said: str) -> None:
    done = run_import(**{name: value})

    assert (done.returncode, done.stderr.count("\n")) == (3, 1), done.stderr
    assert said in done.stderr


def test_gunicorn_stops_at_a_setting_that_is_none(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "web.wsgi:app"],
        env=os.environ | {"ZHENGSOU_INDEX": str(tmp_path), "ZHENGSOU_BASE_PATH": "x"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 3
    assert "错误：ZHENGSOU_BASE_PATH：网站的路径不对" in done.stderr


def test_without_an_index_pages_say_whom_to_tell(tmp_path: Path) -> None:
    with gunicorn(tmp_path / "none") as port:
        status, text, _ = get(port, "/?q=a")
        assert status == 503
        assert "请告诉管理员" in text
        assert str(tmp_path) not in text
