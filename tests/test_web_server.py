"""`serve`: a real server in a process of its own, from the address it prints to a quiet end."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from web_process import serving

from index.errors import RequestError, ZhengsouError
from web.serving.server import serve

SLOW_SITE = """
import socket, time
from flask import Flask
from web.serving.listening import Connections, Server
app = Flask("slow")
@app.get("/")
def slow():
    print("asked", flush=True)
    time.sleep(1)
    return "whole"
listening = socket.create_server(("127.0.0.1", 0))
print(listening.getsockname()[1], flush=True)
Server(app, listening, Connections(1)).run()
"""


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_server_prints_its_address_answers_and_stops_quietly(seed_index: Path, number: int) -> None:
    with serving(seed_index) as server:
        assert json.loads(server.get("/api/search?q=提案"))["total"] > 0
        assert server.stop(number) == (0, "", "")
        assert not server.listens()


@pytest.mark.slow
def test_a_request_that_has_begun_is_finished_before_the_end() -> None:
    with subprocess.Popen([sys.executable, "-c", SLOW_SITE], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            with socket.create_connection(("127.0.0.1", int(process.stdout.readline()))) as asked:
                asked.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert process.stdout.readline() == "asked\n"
                process.send_signal(signal.SIGTERM)
                answer = b""
                while received := asked.recv(4096):
                    answer += received
            assert answer.endswith(b"\r\n\r\nwhole")
            assert process.wait(20) == 0
        finally:
            process.kill()


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="process groups are POSIX")
def test_a_background_job_does_not_hear_ctrl_c(seed_index: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with serving(seed_index) as server:
            signal.signal(signal.SIGINT, before)
            server.process.send_signal(signal.SIGINT)
            server.get("/api/search?q=提案")
            assert server.stop() == (0, "", "")
    finally:
        signal.signal(signal.SIGINT, before)


def test_port_in_use_is_said_in_words(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ZhengsouError, match=f"端口 {port} 已被占用") as raised:
            serve(tmp_path, "127.0.0.1", port)
    assert raised.value.exit_status == 1


def test_impossible_host_and_port(tmp_path: Path) -> None:
    with pytest.raises(ZhengsouError, match="不能在"):
        serve(tmp_path, "203.0.113.7", 0)
    with pytest.raises(RequestError, match="65536"):
        serve(tmp_path, "127.0.0.1", 65536)
