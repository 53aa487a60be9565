"""Signals: TERM loses no accepted request and takes a bounded time; HUP opens logs, index and files of users anew."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from ending import ended_under_load
from reports import line, write_lines
from web_process import PROGRAM, serving

from index import index_paths

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="signals and /proc as on Linux")]

SITE = """
import signal, socket, sys, time
from flask import Flask, request
from web.serving.listening import Connections, Server
app = Flask("slow")
@app.get("/<float:seconds>")
def slow(seconds):
    print("asked", flush=True)
    time.sleep(seconds)
    return "whole"
listening = socket.create_server(("127.0.0.1", 0), backlog=64)
print(listening.getsockname()[1], flush=True)
Server(app, listening, Connections(1)).run()
"""


def wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def request(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def read_until(connection: socket.socket, end: bytes) -> None:
    answer = b""
    while not answer.endswith(end):
        received = connection.recv(65536)
        assert received
        answer += received


def whole_answer(connection: socket.socket) -> bytes:
    answer = b""
    while received := connection.recv(65536):
        answer += received
    return answer


@pytest.fixture
def site() -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen([sys.executable, "-c", SITE], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.communicate()


def port_of(site: "subprocess.Popen[str]") -> int:
    assert site.stdout
    return int(site.stdout.readline())


def test_all_that_was_accepted_is_answered_and_connections_are_closed(site: "subprocess.Popen[str]") -> None:
    """Running, queued, and not yet accepted by the program when the signal comes; twelve for four threads."""
    port = port_of(site)
    with closing(socket.create_connection(("127.0.0.1", port))) as idle:
        idle.sendall(request("/0.0"))
        read_until(idle, b"whole")
        first = socket.create_connection(("127.0.0.1", port))
        first.sendall(request("/0.5"))
        assert site.stdout
        site.stdout.readline()
        site.stdout.readline()
        os.kill(site.pid, signal.SIGSTOP)
        # The system accepts these for the program, which stands still.
        asked = [socket.create_connection(("127.0.0.1", port)) for _ in range(11)]
        for each in asked:
            each.sendall(request("/0.2"))
        site.send_signal(signal.SIGTERM)
        os.kill(site.pid, signal.SIGCONT)
        for connection in (first, *asked):
            answer = whole_answer(connection)
            assert answer.endswith(b"\r\n\r\nwhole")
            assert b"Connection: close" in answer
            connection.close()
        assert idle.recv(1) == b""
    assert site.wait(20) == 0
    with socket.socket() as tried:
        assert tried.connect_ex(("127.0.0.1", port)) != 0


def test_new_connections_are_refused_while_requests_are_finished(site: "subprocess.Popen[str]") -> None:
    port = port_of(site)
    with closing(socket.create_connection(("127.0.0.1", port))) as running:
        running.sendall(request("/3.0"))
        assert site.stdout
        site.stdout.readline()
        site.send_signal(signal.SIGTERM)

        def refused() -> bool:
            with socket.socket() as tried:
                return tried.connect_ex(("127.0.0.1", port)) != 0

        wait_for(refused)
        assert whole_answer(running).endswith(b"whole")
    assert site.wait(20) == 0


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_ends_at_once(second: int, site: "subprocess.Popen[str]") -> None:
    port = port_of(site)
    with closing(socket.create_connection(("127.0.0.1", port))) as running:
        running.sendall(request("/60.0"))
        assert site.stdout
        site.stdout.readline()
        site.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            site.wait(0.5)
        site.send_signal(second)
        assert site.wait(4) == 0


@pytest.mark.parametrize("workers", [1, 2])
def test_under_load_none_is_lost(workers: int, seed_index: Path) -> None:
    for _ in range(2):
        assert ended_under_load(seed_index, workers, clients=8).lost == []


@pytest.mark.parametrize("workers", ["1", "2"])
def test_logs_are_rotated_without_a_restart(workers: str, seed_index: Path, tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    with serving(seed_index, "--workers", workers, "--access-log", str(log)) as server:
        before = server.workers()
        for number in range(6):
            server.get(f"/healthz?first={number}")
        log.rename(tmp_path / "access.log.1")
        server.process.send_signal(signal.SIGHUP)
        wait_for(log.exists)
        kept = [server.connect() for _ in range(8)]
        seen = 0

        def all_arrive() -> bool:
            nonlocal seen
            seen += 1
            for number, connection in enumerate(kept):
                server.get(f"/healthz?round={seen}&n={number}", connection)
            return log.read_text().count(f"round={seen}&") == len(kept)

        wait_for(all_arrive)
        assert server.workers() == before
        # A line is written once its answer is sent, which may be after the log was moved.
        both = (tmp_path / "access.log.1", log)
        wait_for(lambda: sum(each.read_text().count("first=") for each in both) == 6)
        if workers == "2":
            os.kill(before[0], signal.SIGKILL)
            wait_for(lambda: len(server.workers()) == 2 and before[0] not in server.workers())
            server.get("/healthz?last=1")
            server.get("/healthz?last=2")
            wait_for(lambda: log.read_text().count("last=") == 2)
        for connection in kept:
            connection.close()
        assert server.stop()[0] == 0


def test_the_index_and_the_files_of_users_are_read_again(tmp_path: Path) -> None:
    """Even where nothing tells that they changed: same inode, size and time."""
    index_paths([write_lines(tmp_path / "r.jsonl", line("a", ["提案"]))], tmp_path / "index")
    synonyms = tmp_path / "synonyms.txt"
    synonyms.write_text("建言 = 提案\n")
    stamp = synonyms.stat()
    query = "/api/search?q=建言&synonyms=1"
    with serving(tmp_path / "index", "--workers", "2") as server:
        assert json.loads(server.get(query))["total"] == 1
        with synonyms.open("r+") as file:
            file.write("建言 = 議案\n")
        os.utime(synonyms, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
        server.process.send_signal(signal.SIGHUP)
        wait_for(lambda: all(json.loads(server.get(query))["total"] == 0 for _ in range(8)))
        assert server.stop() == (0, "", "")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_index_is_verified_anew(workers: str, tmp_path: Path) -> None:
    """Restored files are taken up, damaged ones noticed, though the next verification is due in a day."""
    source = write_lines(tmp_path / "r.jsonl", line("a", ["提案办理"]))
    index_paths([source], tmp_path / "index")
    [segment] = (tmp_path / "index").rglob("*.zs")
    at = segment.read_bytes().index("办理".encode("utf-16-le"))

    def write(text: str) -> None:
        with segment.open("r+b") as file:
            file.seek(at)
            file.write(text.encode("utf-16-le"))

    def all_answer(status: int) -> bool:
        answers = []
        for _ in range(6):
            asked = server.connect()
            asked.request("GET", "/healthz")
            answer = asked.getresponse()
            answers.append((answer.status, bool(json.loads(answer.read()).get("verified"))))
            asked.close()
        return answers == [(status, status == 200)] * 6

    with serving(tmp_path / "index", "--workers", workers) as server:
        wait_for(lambda: all_answer(200))
        write("协商")
        server.process.send_signal(signal.SIGHUP)
        wait_for(lambda: all_answer(503))
        write("办理")
        server.process.send_signal(signal.SIGHUP)
        wait_for(lambda: all_answer(200))
        assert server.stop()[0] == 0


def test_a_server_ends_with_its_terminal_but_not_with_nohup(seed_index: Path) -> None:
    for ignored in (False, True):
        command = [sys.executable, "-c", PROGRAM, "serve", "--index", str(seed_index), "--port", "0"]
        master, slave = os.openpty()
        taking = "import fcntl, os, signal, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
        ignoring = "signal.signal(signal.SIGHUP, signal.SIG_IGN); " if ignored else ""
        started = [sys.executable, "-c", f"{taking}{ignoring}os.execv(sys.executable, {command!r})"]
        with subprocess.Popen(
            started, stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        ) as process:
            try:
                os.close(slave)
                assert process.stdout
                assert "http://" in process.stdout.readline()
                os.close(master)
                if ignored:
                    with pytest.raises(subprocess.TimeoutExpired):
                        process.wait(1.5)
                else:
                    assert process.wait(20) == 0
            finally:
                process.kill()
