"""`serve`: a real server in a process of its own, from the address it prints to a quiet end."""

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from index.errors import RequestError, ZhengsouError
from web.server import serve

PROGRAM = "import sys, pathlib; from web.server import serve; serve(pathlib.Path(sys.argv[1]), '127.0.0.1', 0)"


@pytest.mark.slow
def test_server_prints_its_address_answers_and_stops_quietly(seed_index: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(seed_index)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            address = process.stdout.readline().split("：", 1)[1].split()[0]
            with urllib.request.urlopen(f"{address}api/search?q=%E6%8F%90%E6%A1%88", timeout=20) as response:
                assert json.load(response)["total"] > 0
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=20)
            assert (process.returncode, errors) == (0, "")
        finally:
            process.kill()


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
